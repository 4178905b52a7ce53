"""The days that steps are counted from, by the names that the guidance has for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from generator.guidance import Anchored
from generator.plan.value import SubscriptionPlan
from generator.plan.workdays import DAY, Workdays

_ANSWER = timedelta(days=10)  # so long a former seller gets to answer a request
KEPT_LEAD = timedelta(days=17)
"""Nothing is cut over: the relationship alone, without haste."""


@dataclass(frozen=True)
class Days:
    """What dates of steps are made from."""

    workdays: Workdays
    as_of: date
    consent: date
    last_end: date
    lapse: timedelta
    numbers: Mapping[str, int]
    parties: tuple[str, ...]
    safe_end: date = date.min


def day_of(anchored: Anchored, subjects: Sequence[SubscriptionPlan], day: date | None, days: Days, as_of: date) -> date:
    """The day that an anchor and its offset name, before it is moved to a working day."""
    if anchored.anchor == "start":
        return min(as_of, days.consent - KEPT_LEAD) + anchored.days * DAY
    return _ANCHORED[anchored.anchor](subjects, day or days.consent, days) + anchored.days * DAY


def _old_end(subjects: Sequence[SubscriptionPlan]) -> date:
    return min(plan.old_end for plan in subjects)


def _given_up(subjects: Sequence[SubscriptionPlan]) -> list[date]:
    """The days on which nobody waits any longer for an answer to a request."""
    return [plan.cut.fallback_on for plan in subjects if plan.cut and plan.cut.fallback_on]


def _fallback(subjects: Sequence[SubscriptionPlan], cut_over: date, days: Days) -> date:
    lapsing = [cut_over + days.lapse for plan in subjects if plan.route.route != "renew-to-csp"]
    return min([*lapsing, *_given_up(subjects)], default=_old_end(subjects))


def _window_end(subjects: Sequence[SubscriptionPlan]) -> date:
    closing = [plan.undo_until.date() - DAY for plan in subjects if plan.undo_until]
    return min(closing, default=_old_end(subjects))


_ANCHORED: Mapping[str, Callable[[Sequence[SubscriptionPlan], date, Days], date]] = {
    "consent": lambda _subjects, _cut_over, days: days.consent,
    "cut-over": lambda _subjects, cut_over, _days: cut_over,
    "safe-end": lambda _subjects, _cut_over, days: days.safe_end,
    "answer": lambda subjects, cut_over, _days: min(
        [cut_over + _ANSWER, *(on - 2 * DAY for on in _given_up(subjects))]
    ),
    "stop-by": lambda subjects, cut_over, _days: max(cut_over, _old_end(subjects) - DAY),
    "old-end": lambda subjects, _cut_over, _days: _old_end(subjects),
    "continuity": lambda subjects, _cut_over, _days: max(plan.settled_on for plan in subjects) + DAY,
    "last-end": lambda _subjects, _cut_over, days: days.last_end,
    "bridge": lambda subjects, _cut_over, days: max(days.safe_end, _old_end(subjects) - 2 * DAY),
    "fallback": _fallback,
    "window-end": lambda subjects, _cut_over, _days: _window_end(subjects),
}
"""Anchor → the day that it names; ``start`` is apart, since it moves with the day of the plan."""


def safe_end(plans: Sequence[SubscriptionPlan], cut_over: date) -> date:
    """The day after a wave's cut-over, or the cut-over itself where an old one that still runs ends on the next day."""
    running = [plan.old_end for plan in plans if plan.by_order and plan.old_end >= cut_over]
    return min([cut_over + DAY, *(max(cut_over, end - DAY) for end in running)])
