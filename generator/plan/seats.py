"""Whether there are licences enough after each old end date, summed per offer over the whole tenant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from generator.plan.workdays import DAY


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
