"""Any table, read by a mapping of its columns: to tenants, their subscriptions and the licences that are assigned."""

from __future__ import annotations

from collections.abc import Mapping

from generator.catalog import Catalog
from generator.errors import Problem
from generator.importers.draft import Carried, Draft, carried
from generator.importers.found import DIRECTORY_ID, FIELDS, Clue, Found, FoundLicences
from generator.importers.headers import places
from generator.importers.ids import guid
from generator.importers.ids import name as line
from generator.importers.known_tables import CARRIES, KNOWN, format_of, once
from generator.importers.mapping import DATES, ColumnMapping
from generator.importers.proposal import lacking
from generator.importers.rows import MOST, Rows
from generator.importers.tables import Row, Table
from generator.importers.tenants import Owner, Tenants, owner_of, seats_of
from generator.importers.words import WORDS, Sieve, ids, offer_key


def read(
    table: Table, mapping: ColumnMapping, catalog: Catalog, dates: str = "", *, keep_trials: bool = False
) -> tuple[Found, list[Problem]]:
    """What the table says, by tenant; free and trial offers and Azure are left out and counted.

    ``dates``: dmy or mdy, as somebody said now; it comes before the mapping's.
    """
    columns = {str(field): str(header) for field, header in mapping.columns.items()}
    found, problems = places(table, columns)
    problems += lacking(table, columns)
    if problems:
        return Found(()), problems
    reading = _Reading(table, mapping, found, Sieve(catalog, keep_trials=keep_trials))
    reading.rows.decide_order(DATES, dates or mapping.dates or "")
    for row in reading.rows.table.rows:
        reading.take(row)
    reading.add_licences()
    return reading.tenants.found([_carries(table, columns)]), reading.problems + reading.rows.problems


def _carries(table: Table, columns: Mapping[str, str]) -> Carried:
    """What the table carries: of a known format as it is told there, else what has a column."""
    named = {"tenant": "tenant_id", "offer": "offer" if "offer" in columns else "product"}
    every = (*FIELDS, "tenant", "name", "domain", "country", "assigned")
    return CARRIES.get(format_of(table)) or carried(one for one in every if named.get(one, one) in columns)


class _Reading:
    """Takes row by row; keeps the assigned licences until all rows of an offer are known."""

    def __init__(self, table: Table, mapping: ColumnMapping, columns: Mapping[str, int], sieve: Sieve) -> None:
        name = format_of(table)
        self.table, older, self.problems = once(table)
        self.rows = Rows(self.table, columns)
        self.mapping = mapping
        self.sieve = sieve
        self.tenants = Tenants(KNOWN[name].id_kind if name else "")
        self.tenants.skip("older-cycle", older)
        self._per_product = KNOWN[name].per_product if name else "ms_id" not in columns
        self._words = {
            str(field): {str(said): str(meant) for said, meant in words.items()}
            for field, words in mapping.values.items()
        }
        self._counted: dict[tuple[Owner, Clue], list[FoundLicences]] = {}

    def take(self, row: Row) -> None:
        owner, clue, draft = owner_of(self.rows, row, self.tenants), self._clue(row), Draft()
        self._said(row, draft)
        reason = self.sieve.left_out(clue, trial=draft.values.get("trial") == "yes")
        if reason or draft.values.get("state") == "deleted":
            self.tenants.skip(reason or "deleted")
            return
        self._dates(row, draft)
        if seats := self._seats(row, owner, draft):
            draft.say("seats", seats)
            self._count(row, owner, clue, int(seats))
            self.tenants.add(owner, draft.found(self.rows.place(row), clue))

    def add_licences(self) -> None:
        """The licences by offer. Several rows that all assign the same number may tell of one thing twice: left out."""
        for (owner, clue), counted in self._counted.items():
            numbers = {one.assigned for one in counted}
            if len(counted) > 1 and len(numbers) == 1 and numbers != {0}:
                self.tenants.note(owner, "assigned-unclear", rows=str(len(counted)))
                continue
            enabled = sum(one.enabled or 0 for one in counted) if self._per_product else None
            known = tuple(dict.fromkeys(id_ for one in counted for id_ in one.subscription_ids))
            total = sum(one.assigned for one in counted)
            self.tenants.add_licences(owner, FoundLicences(clue, total, enabled, known))

    def _clue(self, row: Row) -> Clue:
        """The offer's key, and its name: of its own column, or of the offer's where that holds a name."""
        text, name = self.rows.text(row, "offer"), self.rows.text(row, "product")
        key = offer_key(text, self.sieve.catalog)
        if text and not key and not name:
            name = text
        other = offer_key(name, self.sieve.catalog)  # a part number in the place of a name
        return Clue(tuple(filter(None, (key, other))), "" if other else name)

    def _said(self, row: Row, draft: Draft) -> None:
        """Ids and words. Who sold it is a name: a number is somebody's id."""
        known = ids(self.rows.text(row, "ms_id"))
        if len(known) == 1:
            draft.say("ms_id", own := self.rows.guid(row, "ms_id"))
            if own and self.tenants.id_kind == "directory":
                draft.remark("ms_id", DIRECTORY_ID, id=own)
        elif known:
            draft.remark("ms_id", "several-subscriptions", count=str(len(known)))
        draft.say("base", self.rows.guid(row, "base"))
        seller = self.rows.text(row, "from")
        draft.say("from", "" if seller.isdigit() else line(seller))
        for field in WORDS:
            draft.word(field, self.rows.text(row, field), self._words.get(field))
        if draft.values.get("at_end") == "expire" and draft.values.get("commerce") != "legacy":
            del draft.values["at_end"]  # since 2026-02 it may as well run on, paid month by month
            draft.remark("at_end", "not-renewed-or-extended")

    def _seats(self, row: Row, owner: Owner, draft: Draft) -> str:
        """Seats, those in their grace period included; what else a reader has to know of the number is remarked."""
        if self._per_product:
            draft.remark("seats", "seats-of-product")
        if self._number(row, "expired"):
            draft.say("state", "unknown")
            draft.remark("state", "expired-licences", count=self.rows.text(row, "expired"))
        grace = self._number(row, "in_grace")
        if not grace:
            return seats_of(self.rows, row, owner, self.tenants)
        usable = self.rows.count(row, "seats")
        if usable is not None and usable + grace > MOST:
            self.rows.problem(row, "number-unreadable", "in_grace")
        return "" if usable is None or usable + grace > MOST else str(usable + grace)

    def _number(self, row: Row, field: str) -> int:
        return (self.rows.count(row, field) or 0) if self.rows.text(row, field) else 0

    def _dates(self, row: Row, draft: Draft) -> None:
        if start := self.rows.moment(row, "starts_on"):
            draft.start(start.date())
        if moment := self.rows.moment(row, "started_at"):
            draft.started(moment)
        if end := self.rows.moment(row, "ends_on"):
            draft.ends(end.date())
            if "ends_on" in draft.values:
                draft.remark("ends_on", "ends-as-written")

    def _count(self, row: Row, owner: Owner, clue: Clue, seats: int) -> None:
        if self.rows.text(row, "assigned") and (assigned := self.rows.count(row, "assigned")) is not None:
            known = tuple(filter(None, map(guid, ids(self.rows.text(row, "ms_id")))))
            self._counted.setdefault((owner, clue), []).append(FoundLicences(clue, assigned, seats, known))
