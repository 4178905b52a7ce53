"""What a tenant may hold: seats of a Business offer, one subscription of some offers, subscriptions altogether."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from generator.catalog import Offer
from generator.guidance import Guidance
from generator.plan.seats import Holding


@dataclass(frozen=True)
class Limit:
    """``overlap``: why old and new may not stand side by side (the planner's fact). ``cap``: whether what remains fits.

    ``count``: the seats that a tenant may have; None where nothing limits it.
    """

    overlap: str
    cap: str
    count: int | None


NO_LIMIT = Limit("none", "fits", None)


def of_order(offer: Offer | None, on: date, holdings: Sequence[Holding], rules: Guidance) -> Limit:
    """The limits of an offer of which old and new would both be there on ``on``, counted over the whole tenant."""
    if offer is None:
        return NO_LIMIT
    kept = [one for one in holdings if one.offer == offer.id and one.ends is None]
    overlapping = [one for one in holdings if one.offer == offer.id and one.ends is not None and one.ends >= on]
    if offer.one_per_customer and rules.knows("one-per-customer"):
        limited = "one-per-customer" if overlapping else "none"
        return Limit(limited, "over" if kept else "fits", 1)
    cap = rules.number("seat-cap", on) if offer.seat_cap else None
    if cap is None:
        return NO_LIMIT
    after = sum(one.seats for one in kept) + _new_seats(offer, holdings)
    during = after + sum(one.seats for one in overlapping)
    over = after > cap
    return Limit("seat-cap" if during > cap and not over else "none", "over" if over else "fits", cap)


def of_fallback(offer: Offer | None, seats: int, on: date, holdings: Sequence[Holding], rules: Guidance) -> Limit:
    """The limits that an order would meet while what a request should move is still there."""
    if offer is None:
        return NO_LIMIT
    if offer.one_per_customer and rules.knows("one-per-customer"):
        return Limit("one-per-customer", "fits", 1)
    cap = rules.number("seat-cap", on) if offer.seat_cap else None
    held = sum(one.seats for one in holdings if one.offer == offer.id and one.ends is None) + _new_seats(
        offer, holdings
    )
    over = cap is not None and held + seats > cap
    return Limit("seat-cap", "fits", cap) if over else NO_LIMIT


def tenant_count(holdings: Sequence[Holding], rules: Guidance) -> tuple[str, int, int | None]:
    """The fact of that name, how many subscriptions the tenant has while old and new overlap, and how many it may."""
    ordered = {one.order or index: one.starts for index, one in enumerate(holdings) if one.new_offer and one.starts}
    count = max((_on(day, holdings, ordered.values()) for day in set(ordered.values())), default=len(holdings))
    limit = rules.number("subscriptions-per-tenant")
    return ("over" if limit is not None and count > limit else "fits"), count, limit


def _on(day: date, holdings: Sequence[Holding], starts: Iterable[date]) -> int:
    """How many subscriptions the tenant has on a day, those included that end on it."""
    old = sum(one.ends is None or one.ends >= day for one in holdings)
    return old + sum(start <= day for start in starts)


def _new_seats(offer: Offer, holdings: Sequence[Holding]) -> int:
    """The seats of an offer that are ordered, an order of several subscriptions counted once."""
    new = {one.order or index: one.new_seats for index, one in enumerate(holdings) if one.new_offer == offer.id}
    return sum(new.values())
