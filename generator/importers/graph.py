"""Microsoft Graph's ``subscribedSkus`` and ``directory/subscriptions``, alone or joined, to what they say.

Sources: Microsoft Graph v1.0, resources subscribedSku and companySubscription. States: our own reading of Microsoft's
pages on what becomes of a subscription that ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.catalog import Catalog
from generator.errors import Problem
from generator.importers.documents import Document, Item, Note
from generator.importers.draft import Draft, bare_word, carried, count, missing, yes_no
from generator.importers.found import DIRECTORY_ID, Clue, Found, FoundLicences, FoundSubscription, FoundTenant
from generator.importers.ids import guid, part_number
from generator.importers.moments import is_far, last_whole_day, moment
from generator.importers.sorting import Run, by_kind, by_tenant, each_once, said_of_files

CARRIES = {
    "graph-subscribed-skus": carried(("tenant", "offer", "seats", "assigned"), ("ms_id", "state", "trial")),
    "graph-subscriptions": carried(("ms_id", "offer", "seats", "state", "trial"), ("channel", "from", "ends_on")),
}
"""``from``: the seller's tenant, as a remark. ``trial``: of SKUs, by the catalogue alone."""

_KINDS = {"sku": "graph-subscribed-skus", "subscription": "graph-subscriptions"}
_SKU_KEYS = ("skuid", "capabilitystatus", "consumedunits", "prepaidunits", "subscriptionids")
_SUBSCRIPTION_KEYS = ("skuid", "status", "totallicenses", "nextlifecycledatetime", "istrial", "ownertenantid")
_STATES = {"enabled": "active", "warning": "expired", "suspended": "suspended", "lockedout": "cancelled"}
_NEXT = {"expired": "grace-ends", "suspended": "data-deleted-on"}
_UNITS = ("enabled", "warning", "suspended", "lockedout")
_CUT_UNITS = re.compile(r"@\{\w+=\d{0,9}(?:; \w+=\d{0,9})*\}", re.ASCII)  # ConvertTo-Json without enough -Depth


def recognises(document: Document) -> bool:
    """Whether it is an answer of these two."""
    return bool(document.items) and all(map(_kind, document.items))


def read(documents: Sequence[Document], catalog: Catalog, *, keep_trials: bool = False) -> tuple[Found, list[Problem]]:
    """What the answers say of one tenant or of several, and the Problems with them."""
    run = Run(catalog, keep_trials)
    kinds = by_kind(documents, _kind, run)
    items = each_once(kinds.get("sku", ()), _sku_key, _SKU_KEYS, run)
    skus = {tenant: [_Sku.of(one) for one in own] for tenant, own in by_tenant(items, _tenant_of_sku, (), run).items()}
    owners = {one: tenant for tenant, own in skus.items() for sku in own for one in sku.ids}
    items = each_once(kinds.get("subscription", ()), lambda one: one.id, _SUBSCRIPTION_KEYS, run)
    owned = by_tenant(items, lambda one: one.tenant or owners.get(one.id, ""), skus, run)
    lacking = missing(CARRIES[name] for kind, name in _KINDS.items() if kinds.get(kind))
    tenants = tuple(_tenant(one, skus.get(one, ()), owned.get(one, ()), lacking, run) for one in {**skus, **owned})
    return Found(tenants, run.counts(), said_of_files(documents, ("subscriptionids",))), run.problems


@dataclass(frozen=True)
class _Sku:
    """One SKU of a tenant. ``units``: enabled, warning, suspended, lockedout → seats; None where they were cut off."""

    item: Item
    clue: Clue
    units: Mapping[str, int] | None
    ids: tuple[str, ...]

    @classmethod
    def of(cls, item: Item) -> _Sku:
        listed = item.values.get("subscriptionids")
        ids = listed.split() if isinstance(listed, str) else listed if isinstance(listed, list) else ()
        return cls(item, _clue(item), _units(item.values.get("prepaidunits")), tuple(filter(None, map(guid, ids))))

    @property
    def total(self) -> int | None:
        return None if self.units is None else sum(self.units.values())

    @property
    def usable(self) -> int | None:
        """The seats that people can use: those in their grace period, too."""
        return None if self.units is None else self.units["enabled"] + self.units["warning"]

    @property
    def shown(self) -> str:
        return self.clue.keys[-1] if self.clue.keys else "–"


def _kind(item: Item) -> str:
    keys = item.values.keys()
    if "skuid" not in keys:
        return ""
    if {"prepaidunits", "consumedunits", "capabilitystatus"} & keys:
        return "sku"
    return "subscription" if {"totallicenses", "nextlifecycledatetime"} & keys else ""


def _clue(item: Item) -> Clue:
    keys = (guid(item.values.get("skuid")), part_number(item.values.get("skupartnumber")))
    return Clue(tuple(key for key in keys if key))


def _sku_key(item: Item) -> str:
    own = guid(item.values.get("skuid"))
    return own and f"{_tenant_of_sku(item)}_{own}"


def _tenant_of_sku(item: Item) -> str:
    """From ``{tenant}_{sku}``; the account's id only where there is none: in Microsoft's own sample the two differ."""
    told = item.values.get("id")
    return item.tenant or guid(told.partition("_")[0] if isinstance(told, str) else item.values.get("accountid"))


def _units(value: Any) -> Mapping[str, int] | None:
    if isinstance(value, str) and _CUT_UNITS.fullmatch(value):
        value = {key.lower(): number for key, number in re.findall(r"(\w+)=(\d+)", value)}
    if not isinstance(value, dict) or "enabled" not in value:
        return None
    numbers = {unit: count(value.get(unit) or 0) for unit in _UNITS}  # lockedOut came later and may be absent
    read = {unit: number for unit, number in numbers.items() if number is not None}
    return read if len(read) == len(_UNITS) else None


def _tenant(
    tenant: str, skus: Sequence[_Sku], items: Sequence[Item], lacking: tuple[str, ...], run: Run
) -> FoundTenant:
    """Subscriptions from their own list, those that it lacks from the SKUs; licences from the SKUs."""
    notes: list[Note] = []
    listed: dict[str, list[tuple[Item, FoundSubscription | None]]] = {}
    for item in items:
        listed.setdefault(_first_key(_clue(item)), []).append((item, _one(item, tenant, notes, run)))
    found = [one for own in listed.values() for _, one in own]
    kept = []
    for sku in skus:
        own = listed.get(_first_key(sku.clue), [])
        notes += _difference(sku, [item for item, _ in own])
        alone = None if own else _all_of_sku(sku, notes, run)
        found.append(alone)
        if alone or any(one for _, one in own):
            kept.append(sku)
    ms_ids = {item.id: _ms_id(item) for item in items}
    licences = tuple(_licences(kept, ms_ids, notes))
    subscriptions = tuple(one for one in found if one)
    return FoundTenant(
        tenant,
        subscriptions=subscriptions,
        licences=licences,
        missing=lacking,
        notes=tuple(notes),
        id_kind=_id_kind(subscriptions, kept, ms_ids),
    )


def _id_kind(subscriptions: Sequence[FoundSubscription], skus: Sequence[_Sku], ms_ids: Mapping[str, str]) -> str:
    """Whose ids are named; '' where some are of the one kind and some of the other. Where SKUs alone list them, they
    are the directory's own."""
    kinds = {"directory" if "ms_id" in one.remarks else "commerce" for one in subscriptions if "ms_id" in one.values}
    kinds = kinds or {"directory" for sku in skus for own in sku.ids if own not in ms_ids}
    return kinds.pop() if len(kinds) == 1 else ""


def _first_key(clue: Clue) -> str:
    return clue.keys[0] if clue.keys else ""


def _difference(sku: _Sku, items: Sequence[Item]) -> list[Note]:
    """That a SKU's subscriptions hold another number of seats than the tenant: one may be missing from the export."""
    numbers = [count(item.values.get("totallicenses")) for item in items if _state(item, "status") != "deleted"]
    total = sum(number or 0 for number in numbers)
    if not numbers or sku.total is None or total == sku.total:
        return []
    return [("totals-differ", {"offer": sku.shown, "subscriptions": str(total), "tenant": str(sku.total)})]


def _one(item: Item, tenant: str, notes: list[Note], run: Run) -> FoundSubscription | None:
    """One subscription of directory/subscriptions; None where it is nothing to transfer, counted or noted."""
    clue, trial, seats = _clue(item), yes_no(item.values.get("istrial")) or False, item.values.get("totallicenses")
    state = _state(item, "status")
    if reason := "deleted" if state == "deleted" else run.left_out(clue, trial=trial):
        run.skipped[reason] += 1
        return None
    if count(seats) == 0:
        notes.append(("no-seats", {"place": str(item.where)}))
        return None
    draft = Draft()
    _name(draft, item)
    draft.seats(count(seats))
    _seller(draft, item, tenant)
    draft.state(state, item.values.get("status"))
    _next_change(draft, item, state)
    draft.say("trial", "yes" if run.is_trial(clue, trial=trial) else "")
    return draft.found(item.where, clue)


def _state(item: Item, key: str) -> str:
    said = bare_word(item.values.get(key))
    return "deleted" if said == "deleted" else _STATES.get(said, "unknown")


def _ms_id(item: Item) -> str:
    """The id in the commerce system (in answers of beta: ocpSubscriptionId), else the one in the directory."""
    keys = ("commercesubscriptionid", "ocpsubscriptionid", "id")
    return next((own for key in keys if (own := guid(item.values.get(key)))), "")


def _name(draft: Draft, item: Item) -> None:
    draft.say("ms_id", own := _ms_id(item))
    if own and own == item.id:
        draft.remark("ms_id", DIRECTORY_ID, id=own)


def _seller(draft: Draft, item: Item, tenant: str) -> None:
    """Only a partner's subscription names an owner; the customer's own tenant sells nothing to itself."""
    owner = guid(item.values.get("ownertenantid"))
    if owner and owner != tenant:
        draft.say("channel", "csp")
        draft.remark("from", "seller-tenant", tenant=owner)


def _next_change(draft: Draft, item: Item, state: str) -> None:
    """The date is that of the next status: of an active subscription the end of its term, later the end of a grace."""
    told = item.values.get("nextlifecycledatetime")
    when = moment(told)
    if when is None:
        if told:
            draft.remark("ends_on", "unreadable")
    elif is_far(when):
        draft.remark("ends_on", "end-far-away")
    elif state == "active":
        draft.remark("ends_on", "ends-by-graph")
        draft.ends(last_whole_day(when))
    else:
        draft.remark("ends_on", _NEXT.get(state, "next-change"), day=last_whole_day(when).isoformat())


def _all_of_sku(sku: _Sku, notes: list[Note], run: Run) -> FoundSubscription | None:
    """A SKU's seats as one subscription: the totals of several cannot be told apart."""
    state = _state_of_seats(sku)
    if reason := "deleted" if state == "deleted" else run.left_out(sku.clue, trial=False):
        run.skipped[reason] += 1
        return None
    if sku.total == 0:
        notes.append(("no-seats", {"place": str(sku.item.where)}))
        return None
    draft = Draft()
    if len(sku.ids) == 1:
        draft.say("ms_id", sku.ids[0])
        draft.remark("ms_id", DIRECTORY_ID, id=sku.ids[0])
    draft.seats(sku.usable or sku.total)
    if isinstance(sku.item.values.get("prepaidunits"), str) and sku.units is None:
        draft.remark("seats", "cut-off")
    elif sku.units and len(sku.ids) > 1:
        draft.remark("seats", "several-subscriptions", count=str(len(sku.ids)))
    draft.state(state, sku.item.values.get("capabilitystatus"))
    if sku.units and state == "active" and sku.units["warning"]:
        draft.remark("state", "some-in-grace", seats=str(sku.units["warning"]))
    if sku.units and state == "suspended" and sku.units["lockedout"]:
        draft.remark("state", "some-cancelled", seats=str(sku.units["lockedout"]))
    draft.say("trial", "yes" if run.is_trial(sku.clue, trial=False) else "")
    return draft.found(sku.item.where, sku.clue)


def _state_of_seats(sku: _Sku) -> str:
    """By where its seats are, which says more than its one status: all in their grace period, it has expired."""
    said = _state(sku.item, "capabilitystatus")
    if said == "deleted" or not sku.total or sku.units is None:
        return said
    return next(_STATES[unit] for unit in _UNITS if sku.units[unit])


def _licences(skus: Sequence[_Sku], ms_ids: Mapping[str, str], notes: list[Note]) -> Iterator[FoundLicences]:
    """Assigned licences per SKU; what a tenant has as a whole (appliesTo Company) is assigned to nobody."""
    for sku in skus:
        assigned = count(sku.item.values.get("consumedunits"))
        if bare_word(sku.item.values.get("appliesto")) == "company":
            continue
        if assigned is None:
            notes.append(("assigned-unreadable", {"offer": sku.shown}))
        else:
            yield FoundLicences(sku.clue, assigned, sku.usable, tuple(ms_ids.get(one, one) for one in sku.ids))
