"""Rows of tables to tenants: whose they are, what is left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.importers import ids
from generator.importers.draft import Carried, Remark, missing
from generator.importers.found import Found, FoundLicences, FoundSubscription, FoundTenant
from generator.importers.ids import name as line
from generator.importers.rows import Rows
from generator.importers.tables import Row
from generator.text import terminal


@dataclass(frozen=True)
class Owner:
    """Whose row it is, as far as the row says: tenant id, name, domain, country; '' where it does not."""

    id: str = ""
    name: str = ""
    domain: str = ""
    country: str = ""

    @property
    def key(self) -> str:
        return self.id or self.domain or self.name


class Tenants:
    """Rows by tenant, in the order in which tenants first appear; rows that are left out are counted.

    ``id_kind``: whose ids of subscriptions the rows have, as FoundTenant has it.
    """

    def __init__(self, id_kind: str = "") -> None:
        self.id_kind = id_kind
        self.skipped: dict[str, int] = {}
        self._owners: dict[str, Owner] = {}
        self._subscriptions: dict[str, list[FoundSubscription]] = {}
        self._licences: dict[str, list[FoundLicences]] = {}
        self._notes: dict[str, list[Remark]] = {}

    def know(self, owner: Owner) -> str:
        """The key under which the owner's rows are kept; what an earlier row did not say of it is added."""
        known = self._owners.get(owner.key, owner)
        filled = (getattr(known, part) or getattr(owner, part) for part in ("id", "name", "domain", "country"))
        self._owners[owner.key] = Owner(*filled)
        return owner.key

    def add(self, owner: Owner, subscription: FoundSubscription) -> None:
        self._subscriptions.setdefault(self.know(owner), []).append(subscription)

    def add_licences(self, owner: Owner, licences: FoundLicences) -> None:
        self._licences.setdefault(self.know(owner), []).append(licences)

    def note(self, owner: Owner, note_id: str, **values: str) -> None:
        """Something that does not add up, told once."""
        notes = self._notes.setdefault(self.know(owner), [])
        if (note_id, values) not in notes:
            notes.append((note_id, values))

    def skip(self, reason: str, count: int = 1) -> None:
        if count:
            self.skipped[reason] = self.skipped.get(reason, 0) + count

    def found(self, formats: Iterable[Carried]) -> Found:
        """Every tenant; ``formats``: those that were read."""
        lacking = missing(formats)
        return Found(tuple(self._tenant(key, lacking) for key in self._owners), self.skipped)

    def _tenant(self, key: str, lacking: tuple[str, ...]) -> FoundTenant:
        owner = self._owners[key]
        return FoundTenant(
            owner.id,
            owner.name,
            owner.domain,
            owner.country,
            tuple(self._subscriptions.get(key, ())),
            tuple(self._licences.get(key, ())),
            lacking,
            tuple(self._notes.get(key, ())),
            self.id_kind,
        )


def owner_of(rows: Rows, row: Row, tenants: Tenants) -> Owner:
    """Whose row it is; a country that is no code is left out and noted, a domain that is none is a Problem.

    A name that no file takes is left out and noted too, unless nothing else tells whose row it is.
    """
    domain, country = ids.domain(rows.text(row, "domain")), rows.text(row, "country")
    if rows.text(row, "domain") and not domain:
        rows.problem(row, "domain", "domain")
    code = ids.country(country)
    own_id, said = rows.guid(row, "tenant_id"), rows.text(row, "name")
    shown = line(said) if own_id or domain else said
    owner = Owner(own_id, shown, domain, code)
    if said and not shown:
        tenants.note(owner, "name-left-out", place=terminal(rows.place(row)))
    if country and not code:
        tenants.note(owner, "country-not-a-code")
    return owner


def seats_of(rows: Rows, row: Row, owner: Owner, tenants: Tenants, field: str = "seats") -> str:
    """The seats as the customer's file has them; '' for none, which is noted, and for what cannot be read."""
    count = rows.count(row, field)
    if count == 0:
        tenants.note(owner, "no-seats", place=terminal(rows.place(row)))
    return str(count) if count else ""
