"""What a fresh export says otherwise than a customer's file: what to write into it, and what only to tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from generator.catalog import Catalog
from generator.importers.customer_file import licence_value, subscription_value
from generator.importers.found import FoundLicences, FoundSubscription, FoundTenant
from generator.importers.naming import named_offer
from generator.importers.subscriptions import Imported, Say, imported
from generator.load import Amendment

Path = tuple[str | int, ...]

_BOUGHT = ("channel", "from", "commerce")
_DECIDED = frozenset(("channel", "from", "segment", "trial", "base"))
"""What a person has written stays: an export may be told where it differs, it does not know better."""

_DEFAULTS = {"state": "active", "segment": "commercial", "trial": "no"}


@dataclass(frozen=True)
class Change:
    """One value that differs. ``of``: the subscription's id, the offer's key of licences, '' of the tenant.

    ``old``: '' where the file says nothing. ``written``: whether an import writes it; what is doubtful, or a person's
    decision, is told only.
    """

    path: Path
    of: str
    key: str
    old: str
    new: str
    written: bool


@dataclass(frozen=True)
class Comparison:
    """A customer's file beside an export. ``added``: subscriptions that the file lacks; ``gone``: ids that the export
    lacks; ``licences``: rows that the file lacks; ``kept_target``: ids whose target names the old number of seats."""

    changes: tuple[Change, ...]
    added: tuple[Imported, ...]
    gone: tuple[str, ...]
    licences: tuple[FoundLicences, ...]
    kept_target: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether an import would change the file."""
        return bool(self.added or self.licences or any(change.written for change in self.changes))


def compared(values: Mapping[str, Any], tenant: FoundTenant, catalog: Catalog) -> Comparison:
    """``values``: what a customer's file holds, which may lack what an earlier export did not say."""
    rows: list[Mapping[str, Any]] = values.get("subscriptions") or []
    pairs = _pairs(rows, tenant.subscriptions, catalog)
    ids = {place: str(rows[index].get("id")) for place, index in pairs.items()}
    others = [str(row.get("id")) for row in rows if row.get("id") not in ids.values()]
    all_of_them = imported(tenant.subscriptions, catalog, ids, others)
    changes = list(_of_tenant(values, tenant))
    for one in all_of_them:
        if one.found.place in pairs:
            changes += _of_subscription(rows[pairs[one.found.place]], one, pairs[one.found.place], catalog)
    licences, unlisted = _of_licences(values.get("licences") or [], tenant.licences, catalog)
    return Comparison(
        changes=(*changes, *licences),
        added=tuple(one for one in all_of_them if one.found.place not in pairs),
        gone=tuple(others),
        licences=unlisted,
        kept_target=tuple(_kept_targets(rows, changes)),
    )


def _pairs(rows: Sequence[Mapping[str, Any]], found: Sequence[FoundSubscription], catalog: Catalog) -> dict[str, int]:
    """Place in the export → index in the file: by Microsoft's id, else where one of an offer is left on both sides."""
    by_id = {str(row["ms_id"]): index for index, row in enumerate(rows) if row.get("ms_id")}
    pairs = {one.place: by_id[one.values["ms_id"]] for one in found if one.values.get("ms_id", "") in by_id}
    free_rows = [index for index, row in enumerate(rows) if not row.get("ms_id") and index not in pairs.values()]
    left = [one for one in found if one.place not in pairs]
    for one in left:
        key = named_offer(one.clue, catalog).key
        twins = [other for other in left if named_offer(other.clue, catalog).key == key]
        alike = [index for index in free_rows if _key(rows[index], catalog) == key]
        if len(twins) == len(alike) == 1:
            pairs[one.place] = alike[0]
    return pairs


def _of_tenant(values: Mapping[str, Any], tenant: FoundTenant) -> Iterator[Change]:
    identity, row = values.get("customer") or {}, values.get("tenant") or {}
    if tenant.name and not identity.get("name"):
        yield Change(("customer", "name"), "", "name", "", tenant.name, written=True)
    for key in ("id", "domain", "country"):
        new, old = getattr(tenant, key), str(row.get(key) or "")
        if new and new.lower() != old.lower():
            yield Change(("tenant", key), "", key, old, new, written=not old)


def _of_subscription(row: Mapping[str, Any], one: Imported, index: int, catalog: Catalog) -> Iterator[Change]:
    for key, new in one.values.items():
        inside = ("bought", key) if key in _BOUGHT else (key,)
        old = str((row.get("bought") or {}).get(key) or "") if key in _BOUGHT else str(row.get(key) or "")
        if not _same(key, old, new, row, catalog):
            doubtful = key in one.found.remarks or (key == "offer" and bool(one.offer.remark))
            decided = key in _DECIDED or (key == "state" and old == "est" and new == "active")
            written = not old or not (doubtful or decided)
            yield Change(("subscriptions", index, *inside), one.id, key, old, new, written)


def _same(key: str, old: str, new: str, row: Mapping[str, Any], catalog: Catalog) -> bool:
    """Whether the file says so already; what it leaves out may be what is usual, a day may be said by its hour."""
    if key == "offer":
        return _key({"offer": old}, catalog) == _key({"offer": new}, catalog)
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
    places = {_key(row, catalog): index for index, row in enumerate(rows)}
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


def _key(row: Mapping[str, Any], catalog: Catalog) -> str:
    """By which an offer is told from others, whichever of its keys the row has."""
    written = str(row.get("offer") or "")
    offer = catalog.find(written)
    return str(offer.id) if offer else written


def _kept_targets(rows: Sequence[Mapping[str, Any]], changes: Sequence[Change]) -> Iterator[str]:
    """The subscriptions whose seats move while their target still names the old number: the classic wrong quantity."""
    for change in changes:
        if change.key == "seats" and change.old and change.written:
            target = rows[int(change.path[1])].get("target") or {}
            if target.get("seats") == change.old:
                yield change.of


def amendments(found: Comparison, values: Mapping[str, Any], day: date, catalog: Catalog, say: Say) -> list[Amendment]:
    """What has to be written into the file; ``values``: what it holds. Licences that moved were counted on ``day``."""
    made = []
    for change in found.changes:
        if change.written:
            made.append(Amendment(change.path, change.new))
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
