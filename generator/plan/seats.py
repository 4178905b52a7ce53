"""Whether there are licences enough after each old end date, summed per offer over the whole tenant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from generator.catalog import Catalog
from generator.model import Customer
from generator.plan.workdays import DAY
from generator.text import Token


@dataclass(frozen=True)
class Holding:
    """A subscription as far as counting goes; ``new`` is None where nothing takes its place.

    ``order``: several old subscriptions become this one new one, which is counted once.
    """

    offer: str
    seats: int
    ends: date | None
    new_offer: str | None = None
    new_seats: int = 0
    starts: date | None = None
    order: str | None = None


@dataclass(frozen=True)
class Left:
    """What is there after an old end: ``seats`` for ``assigned`` people (None = not known how many)."""

    state: str
    seats: int
    assigned: int | None


def after_each(customer: Customer, holdings: Mapping[Token, Holding], catalog: Catalog) -> dict[Token, Left]:
    """What is left after each old end, by subscription; offers and ends that occur often are counted once.

    What stays is not ours to count at its own end, but at the ends of others it counts only while it lasts.
    """
    assigned = Counter[str]()
    for row in customer.licences:  # one offer may stand there by its part number and by its GUID
        assigned[str(catalog.same_key(row.offer))] += row.assigned
    kept = {one.id: one for one in customer.subscriptions if one.intent == "keep"}
    ending = {id_: one.ends_on for id_, one in kept.items() if one.at_end in ("cancel", "expire")}
    counting = tuple(
        replace(one, ends=min(one.ends or ending[id_], ending[id_])) if id_ in ending else one
        for id_, one in holdings.items()
    )
    counted: dict[tuple[str, date | None], Left] = {}
    result = {}
    for id_, one in holdings.items():
        holding = replace(one, ends=None) if id_ in kept else one
        key = (holding.offer, holding.ends)
        if holding.ends is None or key not in counted:
            counted[key] = after_end(holding, counting, assigned)
        result[id_] = counted[key]
    return result


def after_end(ended: Holding, holdings: Sequence[Holding], assigned: Mapping[str, int]) -> Left:
    """The licences for the people of ``ended``'s offer on the day after it ends.

    People of an offer are served by its subscriptions that go on (``ends`` None) or have not ended yet, and by what its
    ended ones became, whatever the offer. Seats that another offer's people move to are theirs and do not count.
    """
    if ended.ends is None:
        return Left("enough", ended.seats, assigned.get(ended.offer))
    seats = sum(
        holding.seats
        for holding in holdings
        if holding.offer == ended.offer and (holding.ends is None or holding.ends > ended.ends)
    )
    counted: set[str] = set()
    for holding in holdings:
        if holding.offer != ended.offer or not _there_after(holding, ended.ends) or holding.order in counted:
            continue
        counted |= {holding.order} if holding.order else set()
        seats += holding.new_seats
    people = assigned.get(ended.offer)
    if people is None:
        return Left("unknown", seats, None)
    return Left("enough" if seats >= people else "short", seats, people)


def _there_after(holding: Holding, day: date) -> bool:
    """Whether the new one serves people after ``day``: it has started, or its old one has ended by then."""
    started = holding.starts is not None and holding.starts <= day + DAY
    replaced = holding.ends is not None and holding.ends <= day
    return replaced if holding.offer != holding.new_offer else started or replaced
