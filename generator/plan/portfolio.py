"""The portfolio: what all plans together ask for – load per week, freezes, conflicts, waves. Knows no page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from generator.model import Freeze
from generator.plan.conflicts import KINDS, Conflict, by_order, conflicts
from generator.plan.events import Event, events
from generator.plan.section import Place
from generator.plan.value import Plan
from generator.plan.waves import CutOver, Wave, Waves, cut_overs_ahead, monday_of
from generator.text import Pair, Text, Token

CUT_OVERS_A_DAY = 3
"""How many customers one operator can cut over by order on a day; our own caution. Ordering, seeing it active, the
settings and a look at the users together with the customer take two hours each, and a part of the day is left to undo.
"""


@dataclass(frozen=True)
class Mention:
    """A customer where many are named; ``place``: where its runbook tells of it, None for the whole."""

    customer: Token
    name: Pair[Text]
    blocked: bool
    place: Place | None = None


@dataclass
class Week:
    """What is due in the week from ``monday``: steps that are open by owner, how many of them late, subscriptions that
    end, requests given up if nobody answers, and how many customers have a freeze.
    """

    monday: date
    cut_overs: list[Mention] = field(default_factory=list)
    steps: Counter[str] = field(default_factory=Counter)
    late: int = 0
    ends: int = 0
    fallbacks: int = 0
    frozen: int = 0


@dataclass(frozen=True)
class Clash:
    """A conflict and all customers that it is about. ``taker``: who takes them over, where that is what is crowded."""

    kind: str
    day: date
    freeze: Freeze | None
    taker: Pair[Text] | None
    mentions: tuple[Mention, ...]


@dataclass(frozen=True)
class Course:
    """The days of one customer in a picture of all, from the first to the last on which something of it is due."""

    mention: Mention
    first: date
    cut_overs: tuple[date, ...]
    ends: tuple[date, ...]
    last: date
    freezes: tuple[tuple[date, date], ...]
    in_freeze: bool


class Portfolio:
    """Takes plans one by one and keeps what many of them add up to; what is done counts nowhere."""

    def __init__(self) -> None:
        self._courses: list[Course] = []
        self._waves = Waves()
        self._weeks: dict[date, Week] = {}
        self._frozen: Counter[date] = Counter()
        self._freezes: dict[Freeze, list[Mention]] = {}
        self._clashes: dict[tuple[date, str, Freeze | None], list[Mention]] = {}
        self._by_order: dict[tuple[date, Token], tuple[Pair[Text], list[Mention]]] = {}

    def take(self, plan: Plan) -> None:
        if plan.status == "done":
            return
        ahead, found = cut_overs_ahead(plan), conflicts(plan)
        self._waves.take(plan)
        self._add_course(plan, ahead, found)
        self._add_load(plan, ahead)
        self._add_freezes(plan)
        self._add_clashes(plan, ahead, found)

    def courses(self) -> tuple[Course, ...]:
        """Every customer who still has something to be cut over, the earliest cut-over first."""
        return tuple(sorted(self._courses, key=lambda one: (one.cut_overs[0], one.mention.customer)))

    def weeks(self) -> tuple[Week, ...]:
        """Every week in which something is due."""
        for monday, week in self._weeks.items():
            week.frozen = self._frozen[monday]
        return tuple(week for _, week in sorted(self._weeks.items()))

    def freezes(self) -> tuple[tuple[Freeze, tuple[Mention, ...]], ...]:
        """Every freeze that is not over when its plan begins, with the customers that have the same."""
        by_day = sorted(self._freezes.items(), key=lambda pair: _order_of(pair[0]))
        return tuple((freeze, tuple(mentions)) for freeze, mentions in by_day)

    def clashes(self) -> tuple[Clash, ...]:
        """Every conflict, by its day; the same one of several customers is told once."""
        found = [
            Clash(kind, day, freeze, None, tuple(mentions)) for (day, kind, freeze), mentions in self._clashes.items()
        ]
        found += [
            Clash("crowded", day, None, taker, tuple(mentions))
            for (day, _), (taker, mentions) in sorted(self._by_order.items())
            if len(mentions) > CUT_OVERS_A_DAY
        ]
        return tuple(sorted(found, key=lambda one: (one.day, KINDS.index(one.kind), _order_of(one.freeze))))

    def waves(self) -> tuple[Wave, ...]:
        return self._waves.all()

    def _add_course(self, plan: Plan, ahead: tuple[CutOver, ...], found: tuple[Conflict, ...]) -> None:
        if not ahead:
            return
        cut_overs = tuple(cut_over.day for cut_over in ahead)
        days = [*cut_overs, *(step.due for step in plan.steps if step.is_open)]
        ends = {one.old_end for one in plan.subscriptions if one.cut and one.old_end >= plan.as_of}
        freezes = tuple((one.first, one.last) for one in plan.customer.freezes if one.last >= plan.as_of)
        frozen = any(conflict.kind == "freeze" for conflict in found)
        course = Course(_mention(plan), min(days), cut_overs, tuple(sorted(ends)), max(days), freezes, frozen)
        self._courses.append(course)

    def _add_load(self, plan: Plan, ahead: tuple[CutOver, ...]) -> None:
        for cut_over in ahead:
            self._week(cut_over.day).cut_overs.append(_mention(plan, cut_over.place))
        due = [event for event in events(plan) if not event.done and event.first >= plan.as_of]
        waiting = {one.id for cut_over in ahead for one in cut_over.subjects}
        ending = {one.id for event in due if event.step and _is_of_cut_over(event) for one in event.subjects}
        for event in due:
            about = {one.id for one in event.subjects}
            if event.step:
                self._week(event.first).steps[event.step.owner] += 1
                self._week(event.first).late += event.step.late
            elif event.kind == "old-end" and about & ending:
                self._week(event.first).ends += len(about & ending)
            elif event.kind == "fallback" and about & waiting:
                self._week(event.first).fallbacks += 1

    def _add_freezes(self, plan: Plan) -> None:
        mondays: set[date] = set()
        for freeze in plan.customer.freezes:
            if freeze.last < plan.as_of:
                continue
            self._freezes.setdefault(freeze, []).append(_mention(plan))
            weeks = (monday_of(freeze.last) - monday_of(freeze.first)).days // 7 + 1
            mondays.update(monday_of(freeze.first) + timedelta(weeks=number) for number in range(weeks))
        self._frozen.update(mondays)

    def _add_clashes(self, plan: Plan, ahead: tuple[CutOver, ...], found: tuple[Conflict, ...]) -> None:
        for conflict in found:
            where = None if conflict.kind == "blocked" else conflict.place
            told = self._clashes.setdefault((conflict.day, conflict.kind, conflict.freeze), [])
            told.append(_mention(plan, where))
        for cut_over in filter(by_order, ahead):
            of_day = self._by_order.setdefault((cut_over.day, plan.customer.taker_key), (plan.customer.taker.name, []))
            of_day[1].append(_mention(plan, cut_over.place))

    def _week(self, day: date) -> Week:
        monday = monday_of(day)
        return self._weeks.setdefault(monday, Week(monday))


def _is_of_cut_over(event: Event) -> bool:
    """Whether it belongs to one cut-over: what is left of the customer as a whole, as the last checks, ends nothing."""
    return event.section is not None and event.section.cut_over is not None


def _mention(plan: Plan, place: Place | None = None) -> Mention:
    return Mention(plan.customer.id, plan.customer.name, plan.status == "blocked", place)


def _order_of(freeze: Freeze | None) -> tuple[str, ...]:
    if freeze is None:
        return ()
    return (str(freeze.first), str(freeze.last), str(freeze.kind), *(freeze.name.said if freeze.name else ()))
