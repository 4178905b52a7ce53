"""What a fresh export says otherwise than a customer's file: what to write into it, and what only to tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from generator.catalog import Catalog
from generator.importers.customer_file import licence_value, subscription_value
from generator.importers.found import BOUGHT, FIELDS, FoundLicences, FoundTenant
from generator.importers.naming import named_offer
from generator.importers.pairing import Together, offer_of, paired
from generator.importers.subscriptions import Imported, Say, imported
from generator.load import Amendment
from generator.model import Path

_DECIDED = frozenset(("channel", "from", "segment", "trial", "base"))
"""What a person has written stays: an export may be told where it differs, it does not know better."""

_EXPLAINED = frozenset(("ends-exclusive", "legacy-not-renewed", "some-in-grace", "change-scheduled"))
"""Remarks that explain a value and leave no doubt of it."""

_DEFAULTS = {"state": "active", "segment": "commercial", "trial": "no"}


@dataclass(frozen=True)
class Change:
    """One value that differs. ``of``: the subscription's id, the offer's key of licences, ``customer`` or ``tenant``.

    ``old``: '' where the file says nothing. ``written``: whether an import writes it; what is doubtful, or a person's
    decision, is told only. ``remark``: what a reader of the file has to know of it, as a subscription found has it.
    """

    path: Path
    of: str
    key: str
    old: str
    new: str
    written: bool
    remark: tuple[str, Mapping[str, str]] | None = None


@dataclass(frozen=True)
class KeptTarget:
    """A subscription whose target names another number of licences than it has: what is ordered goes by the target."""

    id: str
    seats: int
    target: int


@dataclass(frozen=True)
class Comparison:
    """A customer's file beside an export. ``added``: subscriptions that the file lacks; ``gone``: ids that the export
    lacks; ``licences``: rows that the file lacks; ``kept_targets``: targets of another number;
    ``together``: what the export counts as one and the file does not, where the numbers differ."""

    changes: tuple[Change, ...]
    added: tuple[Imported, ...]
    gone: tuple[str, ...]
    licences: tuple[FoundLicences, ...]
    kept_targets: tuple[KeptTarget, ...]
    together: tuple[Together, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether an import would change the file."""
        return bool(self.added or self.licences or any(change.written for change in self.changes))

    @property
    def says(self) -> bool:
        """Whether there is anything to tell, though it may be nothing that an import would write."""
        return bool(self.differs or self.changes or self.gone or self.together or self.kept_targets)


def is_shaped(values: Mapping[str, Any]) -> bool:
    """Whether mappings and lists stand where a customer's file has them; what they lack does not matter."""
    lists = [values.get("subscriptions") or [], values.get("licences") or []]
    parts = [values.get(key) or {} for key in ("customer", "tenant", "sellers")]
    if not all(isinstance(one, list) for one in lists) or not all(isinstance(one, dict) for one in parts):
        return False
    rows = [row for one in lists for row in one]
    sellers = list(parts[-1].values())
    return all(isinstance(one, dict) for one in (*rows, *sellers)) and all(
        isinstance(row.get(key) or {}, dict) for row in rows for key in ("bought", "target")
    )


def compared(values: Mapping[str, Any], tenant: FoundTenant, catalog: Catalog) -> Comparison:
    """``values``: what a customer's file of the right shape holds; it may lack what an earlier export did not say."""
    rows: list[Mapping[str, Any]] = values.get("subscriptions") or []
    tenant = _with_sellers(tenant, values.get("sellers") or {})
    pairs = paired(rows, tenant.subscriptions, catalog)
    counted = {place for one in pairs.together for place in one.places}
    found = [one for one in tenant.subscriptions if one.place not in counted]
    ids = {place: str(rows[index].get("id")) for place, index in pairs.rows.items()}
    others = [str(row.get("id")) for row in rows if row.get("id") not in ids.values()]
    known = {str(row["ms_id"]).lower(): str(row.get("id")) for row in rows if row.get("ms_id")}
    all_of_them = imported(found, catalog, ids, others, known)
    changes = list(_of_tenant(values, tenant))
    for one in all_of_them:
        if one.found.place in pairs.rows:
            index = pairs.rows[one.found.place]
            changes += _of_subscription(rows[index], one, index, catalog)
    licences, unlisted = _of_licences(values.get("licences") or [], tenant.licences, catalog)
    unsure = {own_id for one in pairs.together for own_id in one.ids}
    return Comparison(
        changes=(*changes, *licences),
        added=tuple(one for one in all_of_them if one.found.place not in pairs.rows),
        gone=tuple(own_id for own_id in others if own_id not in unsure),
        licences=unlisted,
        kept_targets=tuple(_kept_targets(rows, all_of_them, pairs.rows, changes)),
        together=tuple(one for one in pairs.together if one.old != one.new),
    )


def _with_sellers(tenant: FoundTenant, sellers: Mapping[str, Mapping[str, Any]]) -> FoundTenant:
    """Sellers by their keys where the file has them: a name beside a key would be another seller."""
    keys: dict[str, str] = {}
    for key, seller in sellers.items():
        name = seller.get("name")
        keys |= {str(one): key for one in (name.values() if isinstance(name, dict) else [name]) if one}
    return replace(
        tenant,
        subscriptions=tuple(
            replace(one, values={**one.values, "from": keys.get(one.values["from"], one.values["from"])})
            if "from" in one.values
            else one
            for one in tenant.subscriptions
        ),
    )


def _of_tenant(values: Mapping[str, Any], tenant: FoundTenant) -> Iterator[Change]:
    identity, row = values.get("customer") or {}, values.get("tenant") or {}
    if tenant.name and not identity.get("name"):
        yield Change(("customer", "name"), "customer", "name", "", tenant.name, written=True)
    for key in ("id", "domain", "country"):
        new, old = getattr(tenant, key), str(row.get(key) or "")
        if new and new.lower() != old.lower():
            yield Change(("tenant", key), "tenant", key, old, new, written=not old)


def _of_subscription(row: Mapping[str, Any], one: Imported, index: int, catalog: Catalog) -> Iterator[Change]:
    for key in (key for key in FIELDS if key in one.values):
        new = one.values[key]
        inside = ("bought", key) if key in BOUGHT else (key,)
        old = str((row.get("bought") or {}).get(key) or "") if key in BOUGHT else str(row.get(key) or "")
        if not _same(key, old, new, row, catalog):
            remark = one.found.remarks.get(key)
            doubtful = bool(remark and remark[0] not in _EXPLAINED) or (key == "offer" and bool(one.offer.remark))
            decided = key in _DECIDED or (key == "state" and old == "est" and new == "active")
            written = not old or not (doubtful or decided)
            yield Change(("subscriptions", index, *inside), one.id, key, old, new, written, remark)


def _same(key: str, old: str, new: str, row: Mapping[str, Any], catalog: Catalog) -> bool:
    """Whether the file says so already; what it leaves out may be what is usual, a day may be said by its hour."""
    if key == "offer":
        return offer_of({"offer": old}, catalog) == offer_of({"offer": new}, catalog)
    if key == "trial":
        old = {"true": "yes", "false": "no"}.get(old, old)
    if key == "starts_on" and not old:
        old = str(row.get("started_at") or "")[:10]
    if key == "started_at" and not old and row.get("starts_on"):
        return str(row["starts_on"]) == new[:10]
    return (old or _DEFAULTS.get(key, "")) == new


def _of_licences(
    rows: Sequence[Mapping[str, Any]], found: Sequence[FoundLicences], catalog: Catalog
) -> tuple[list[Change], tuple[FoundLicences, ...]]:
    """Assigned licences that have changed, and rows for offers that the file has none for."""
    places = {offer_of(row, catalog): index for index, row in enumerate(rows)}
    changes = []
    unlisted = []
    for one in found:
        key = named_offer(one.clue, catalog).key
        if key and key not in places:
            unlisted.append(one)
        elif key and rows[places[key]].get("assigned") != str(one.assigned):
            path: Path = ("licences", places[key], "assigned")
            changes.append(
                Change(path, key, "assigned", rows[places[key]].get("assigned", ""), str(one.assigned), True)
            )
    return changes, tuple(unlisted)


def _kept_targets(
    rows: Sequence[Mapping[str, Any]], found: Sequence[Imported], places: Mapping[str, int], changes: Sequence[Change]
) -> Iterator[KeptTarget]:
    """Where the target names fewer licences than there are, or still another number after they moved."""
    moved = {change.of for change in changes if change.key == "seats" and change.old and change.written}
    for one in found:
        row = rows[places[one.found.place]] if one.found.place in places else {}
        wanted, held = str((row.get("target") or {}).get("seats") or ""), one.values.get("seats", "")
        if not (wanted.isdigit() and held.isdigit()) or "seats" in one.found.remarks:
            continue
        if int(wanted) < int(held) or (one.id in moved and wanted != held):
            yield KeptTarget(one.id, int(held), int(wanted))


def amendments(found: Comparison, values: Mapping[str, Any], day: date, catalog: Catalog, say: Say) -> list[Amendment]:
    """What has to be written into the file; ``values``: what it holds. Licences that moved were counted on ``day``."""
    made = []
    for change in found.changes:
        if change.written:
            made.append(Amendment(change.path, change.new, _comment(change, say)))
            if change.path[0] == "licences":
                made.append(Amendment((*change.path[:-1], "on"), day.isoformat()))
    count = len(values.get("subscriptions") or [])
    for number, one in enumerate(found.added, start=count):
        made.append(Amendment(("subscriptions", number), subscription_value(one, say)))
    count = len(values.get("licences") or [])
    for number, row in enumerate(found.licences, start=count):
        if value := licence_value(row, day, catalog):
            made.append(Amendment(("licences", number), value))
    return made


def _comment(change: Change, say: Say) -> str:
    """What is said of a value that is new; of one in braces with its key, for others stand on its line."""
    if not change.remark:
        return ""
    said = say("remark", change.remark[0], **change.remark[1])
    return f"{change.key}: {said}" if change.key in BOUGHT else said
