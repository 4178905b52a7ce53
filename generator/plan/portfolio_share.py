"""What the portfolio keeps of one plan: its days in the picture, its load, its freezes, its conflicts, its waves.

Plain values that stand for themselves: with them nobody needs the plan any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from generator.plan.conflicts import Conflict, Pause, by_order, conflicts
from generator.plan.events import Event
from generator.plan.section import Place
from generator.plan.value import Plan
from generator.plan.waves import CutOver, Joining, cut_overs_ahead, joinings, monday_of
from generator.text import Pair, Text, Token


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one customer in a picture of all, from the first to the last on which something of it is due."""

    first: date
    cut_overs: tuple[date, ...]
    ends: tuple[date, ...]
    last: date
    freezes: tuple[tuple[date, date], ...]
    in_freeze: bool


@dataclass(frozen=True, slots=True)
class Load:
    """What is due of one customer in the week from ``monday``; ``steps``: by owner, ``cut_overs``: where each is told.

    ``ends``: subscriptions; ``fallbacks``: requests given up if nobody answers.
    """

    monday: date
    cut_overs: tuple[Place, ...]
    steps: Mapping[str, int]
    late: int
    ends: int
    fallbacks: int


@dataclass(frozen=True, slots=True)
class PortfolioShare:
    """What is still ahead of one customer; ``by_order``: the cut-overs for which ``taker`` orders anything."""

    customer: Token
    name: Pair[Text]
    blocked: bool
    taker_key: Token
    taker: Pair[Text]
    days: Days | None
    joinings: tuple[Joining, ...]
    load: tuple[Load, ...]
    freezes: tuple[Pause, ...]
    conflicts: tuple[Conflict, ...]
    by_order: tuple[tuple[date, Place], ...]


def portfolio_share(plan: Plan) -> PortfolioShare:
    """Of a plan that is done nothing but its names: what is done counts nowhere."""
    over = plan.status == "done"
    ahead, found = ((), ()) if over else (cut_overs_ahead(plan), conflicts(plan))
    return PortfolioShare(
        customer=plan.customer.id,
        name=plan.customer.name,
        blocked=plan.status == "blocked",
        taker_key=plan.customer.taker_key,
        taker=plan.customer.taker.name,
        days=_days(plan, ahead, found) if ahead else None,
        joinings=() if over else joinings(plan),
        load=() if over else _load(plan, ahead),
        freezes=() if over else tuple(Pause.of(one) for one in plan.customer.freezes if one.last >= plan.as_of),
        conflicts=found,
        by_order=tuple((one.day, one.place) for one in ahead if by_order(one)),
    )


def _days(plan: Plan, ahead: tuple[CutOver, ...], found: tuple[Conflict, ...]) -> Days:
    cut_overs = tuple(cut_over.day for cut_over in ahead)
    days = [*cut_overs, *(step.due for step in plan.steps if step.is_open)]
    ends = {one.old_end for one in plan.subscriptions if one.cut and one.old_end >= plan.as_of}
    freezes = tuple((one.first, one.last) for one in plan.customer.freezes if one.last >= plan.as_of)
    frozen = any(conflict.kind == "freeze" for conflict in found)
    return Days(min(days), cut_overs, tuple(sorted(ends)), max(days), freezes, frozen)


def _load(plan: Plan, ahead: tuple[CutOver, ...]) -> tuple[Load, ...]:
    """Every week in which something of it is due."""
    places: dict[date, list[Place]] = {}
    for cut_over in ahead:
        places.setdefault(monday_of(cut_over.day), []).append(cut_over.place)
    due = [event for event in plan.events if not event.done and event.first >= plan.as_of]
    waiting = {one.id for cut_over in ahead for one in cut_over.subjects}
    ending = {one.id for event in due if event.step and _is_of_cut_over(event) for one in event.subjects}
    steps: dict[date, Counter[str]] = {}
    late, ends, fallbacks = Counter[date](), Counter[date](), Counter[date]()
    for event in due:
        about, monday = {one.id for one in event.subjects}, monday_of(event.first)
        if event.step:
            steps.setdefault(monday, Counter())[str(event.step.owner)] += 1
            late[monday] += event.step.late
        elif event.kind == "old-end" and about & ending:
            ends[monday] += len(about & ending)
        elif event.kind == "fallback" and about & waiting:
            fallbacks[monday] += 1
    return tuple(
        Load(
            monday=monday,
            cut_overs=tuple(places.get(monday, ())),
            steps=dict(steps.get(monday, ())),
            late=late[monday],
            ends=ends[monday],
            fallbacks=fallbacks[monday],
        )
        for monday in sorted({*places, *steps, *ends, *fallbacks})
    )


def _is_of_cut_over(event: Event) -> bool:
    """Whether it belongs to one cut-over: what is left of the customer as a whole, as the last checks, ends nothing."""
    return event.section is not None and event.section.cut_over is not None
