"""Whether what a cut-over was to bring has arrived: seats and offers of an export before it against one after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.catalog import Catalog
from generator.importers.found import FoundTenant
from generator.importers.naming import named_offer

USABLE = frozenset(("active", "expired", "est", "unknown"))
"""States in which people still work with a subscription: what is suspended or cancelled has not arrived."""


@dataclass(frozen=True)
class Wanted:
    """Seats of an offer that have to be there afterwards. ``new``: on a subscription that was not there before."""

    offer: str
    seats: int
    new: bool


@dataclass(frozen=True)
class Holdings:
    """What a tenant has: seats by offer, of which subscriptions, and assigned licences.

    ``by_id``: Microsoft's id of a subscription → (offer, seats). ``kind``: whose ids they are, ``commerce`` or
    ``directory``; '' where the export has none.
    """

    seats: Mapping[str, int]
    by_id: Mapping[str, tuple[str, int]]
    assigned: Mapping[str, int]
    kind: str = ""


@dataclass(frozen=True)
class Arrival:
    """One offer before and after.

    ``state``: ``arrived``, ``short``, ``missing``; ``unproven`` where the seats are there, but may be the old ones.
    ``arrived``: seats on new subscriptions, or of all where an old one was to go on.
    """

    offer: str
    wanted: int
    before: int
    after: int
    arrived: int
    assigned: int | None
    state: str


def holdings_of(tenant: FoundTenant, catalog: Catalog) -> Holdings:
    """What an export says that a tenant can use; where it counts by SKU alone, the totals of the SKUs."""
    seats: dict[str, int] = {}
    by_id: dict[str, tuple[str, int]] = {}
    for one in tenant.subscriptions:
        if one.values.get("state", "active") in USABLE and "seats" in one.values:
            key, count = named_offer(one.clue, catalog).key, int(one.values["seats"])
            seats[key] = seats.get(key, 0) + count
            if ms_id := one.values.get("ms_id"):
                by_id[ms_id] = (key, count)
    assigned = {named_offer(one.clue, catalog).key: one.assigned for one in tenant.licences}
    return Holdings(seats, by_id, assigned, tenant.id_kind if by_id else "")


def same_again(before: Holdings) -> tuple[Wanted, ...]:
    """Without a plan: every offer again with as many seats, on new subscriptions."""
    return tuple(Wanted(offer, count, new=True) for offer, count in before.seats.items())


def arrivals(wanted: Iterable[Wanted], before: Holdings, after: Holdings) -> tuple[Arrival, ...]:
    """Each offer that is wanted, in the order of the wants."""
    by_offer: dict[str, list[Wanted]] = {}
    for one in wanted:
        by_offer.setdefault(one.offer, []).append(one)
    return tuple(_arrival(offer, rows, before, after) for offer, rows in by_offer.items())


def _arrival(offer: str, rows: Sequence[Wanted], before: Holdings, after: Holdings) -> Arrival:
    total = sum(one.seats for one in rows)
    new = sum(one.seats for one in rows if one.new)
    there = after.seats.get(offer, 0)
    least = max(0, there - before.seats.get(offer, 0))  # so many are new even if every old one is still there
    fresh = _on_new_subscriptions(offer, before, after)
    fresh = least if fresh is None else fresh
    if there < total:
        state = "short" if there else "missing"
    else:
        state = "arrived" if fresh >= new else "unproven"
    arrived = fresh if new == total else there
    return Arrival(offer, total, before.seats.get(offer, 0), there, arrived, after.assigned.get(offer), state)


def _on_new_subscriptions(offer: str, before: Holdings, after: Holdings) -> int | None:
    """Seats on subscriptions that were not there before; None where ids cannot be compared."""
    if not before.by_id or before.kind != after.kind:
        return None
    return sum(count for ms_id, (key, count) in after.by_id.items() if key == offer and ms_id not in before.by_id)
