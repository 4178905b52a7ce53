"""What stands in a calendar: the days of a plan that somebody has to see coming. Days are UTC days, both inclusive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from generator.model import Freeze
from generator.plan.section import PlannedStep, Section

if TYPE_CHECKING:
    from generator.plan.value import Plan, SubscriptionPlan

KINDS = ("freeze", "step", "gate", "cut-over", "fallback", "order-by", "undo-until", "old-end")
"""What an event is, in the order in which events of one day are told."""


@dataclass(frozen=True)
class Event:
    """Something that falls on a day, or on the days from ``first`` to ``last``.

    ``id``: unique in the plan and the same after a day has moved. ``moment``: where the hour counts, in UTC.
    ``done``: nothing has to be done about it any more.
    """

    kind: str
    id: str
    first: date
    last: date
    subjects: tuple[SubscriptionPlan, ...] = ()
    section: Section | None = None
    step: PlannedStep | None = None
    freeze: Freeze | None = None
    moment: datetime | None = None
    done: bool = False


def events_of(plan: Plan) -> tuple[Event, ...]:
    """Every event of a plan by its first day, those of one day in the order of KINDS."""
    found = [*_freezes(plan), *_of_sections(plan), *_of_subscriptions(plan)]
    return tuple(sorted(found, key=lambda event: (event.first, KINDS.index(event.kind))))


def in_freeze(plan: Plan, day: date) -> tuple[Freeze, ...]:
    """The freezes of the customer's file that a day falls into."""
    return tuple(freeze for freeze in plan.customer.freezes if freeze.first <= day <= freeze.last)


def _freezes(plan: Plan) -> Iterator[Event]:
    for number, freeze in enumerate(plan.customer.freezes, start=1):
        yield Event("freeze", f"freeze/{number}", freeze.first, freeze.last, freeze=freeze)


def _of_sections(plan: Plan) -> Iterator[Event]:
    """Every step on its due day; a gate on the day on which the last step before it is due."""
    for section in plan.sections:
        for step in section.steps:
            name = f"step/{step.id}/{step.subjects[0].id}"
            yield Event("step", name, step.due, step.due, step.subjects, section, step, done=not step.is_open)
        if section.gate:
            day = max(step.due for step in section.steps)
            done = not any(step.is_open for step in section.steps)
            first = section.steps[0].subjects[0].id
            yield Event("gate", f"gate/{section.gate.id}/{first}", day, day, section=section, done=done)


def _of_subscriptions(plan: Plan) -> Iterator[Event]:
    """Cut-overs, deadlines and ends; what several subscriptions have on one day is one event."""
    # Nothing of its cut-over is to be done any more: neither ordered, nor given up, nor undone.
    waiting = {day: section.open_ids for day, section in plan.cut_over_sections.items()}
    over = {one.id for one in plan.subscriptions if one.cut_over in waiting and one.id not in waiting[one.cut_over]}
    moving = [one for one in plan.subscriptions if one.cut]
    for kind in ("cut-over", "fallback", "order-by", "undo-until", "old-end"):
        dated = [(day, one) for one in moving if (day := _day(kind, one))]
        dated.sort(key=lambda pair: (pair[0], pair[1].id in over))
        for (day, _), together in groupby(dated, key=lambda pair: (pair[0], pair[1].id in over)):
            subjects = tuple(one for _, one in together)
            done = all(one.id in over for one in subjects) if kind != "old-end" else plan.status == "done"
            first = day.date() if isinstance(day, datetime) else day
            moment = day if isinstance(day, datetime) else None
            yield Event(kind, f"{kind}/{subjects[0].id}", first, first, subjects, moment=moment, done=done)


def _day(kind: str, one: SubscriptionPlan) -> date | datetime | None:
    cut = one.cut
    if cut is None:
        return None
    if kind == "cut-over":
        return None if one.facts["intent"] == "retire" else cut.on
    days = {"fallback": cut.fallback_on, "order-by": cut.order_by, "undo-until": one.undo_until, "old-end": cut.old_end}
    return days[kind]
