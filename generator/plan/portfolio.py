"""The portfolio: what all plans together ask for – load per week, freezes, conflicts, waves. Knows no page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from generator.plan.conflicts import KINDS, Pause
from generator.plan.portfolio_share import Days, PortfolioShare
from generator.plan.section import Place
from generator.plan.waves import Wave, Waves, monday_of
from generator.text import Pair, Text, Token

CUT_OVERS_A_DAY = 3
"""How many customers one operator can cut over by order on a day; our own caution. Ordering, seeing it active, the
settings and a look at the users together with the customer take two hours each, and a part of the day is left to undo.
"""


@dataclass(frozen=True, slots=True)
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
    freeze: Pause | None
    taker: Pair[Text] | None
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """A customer with its days in a picture of all."""

    mention: Mention
    days: Days


class Portfolio:
    """Takes customers one by one, in their order, and keeps what they add up to."""

    def __init__(self) -> None:
        self._courses: list[Course] = []
        self._waves = Waves()
        self._weeks: dict[date, Week] = {}
        self._frozen: Counter[date] = Counter()
        self._freezes: dict[Pause, list[Mention]] = {}
        self._clashes: dict[tuple[date, str, Pause | None], list[Mention]] = {}
        self._by_order: dict[tuple[date, Token], tuple[Pair[Text], list[Mention]]] = {}

    def take(self, share: PortfolioShare) -> None:
        if share.days:
            self._courses.append(Course(_mention(share), share.days))
        self._waves.take(share.joinings)
        self._add_load(share)
        self._add_freezes(share)
        self._add_clashes(share)

    def courses(self) -> tuple[Course, ...]:
        """Every customer who still has something to be cut over, the earliest cut-over first."""
        return tuple(sorted(self._courses, key=lambda one: (one.days.cut_overs[0], one.mention.customer)))

    def weeks(self) -> tuple[Week, ...]:
        """Every week in which something is due."""
        for monday, week in self._weeks.items():
            week.frozen = self._frozen[monday]
        return tuple(week for _, week in sorted(self._weeks.items()))

    def freezes(self) -> tuple[tuple[Pause, tuple[Mention, ...]], ...]:
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

    def _add_load(self, share: PortfolioShare) -> None:
        for load in share.load:
            week = self._weeks.setdefault(load.monday, Week(load.monday))
            week.cut_overs += [_mention(share, place) for place in load.cut_overs]
            week.steps.update(load.steps)
            week.late += load.late
            week.ends += load.ends
            week.fallbacks += load.fallbacks

    def _add_freezes(self, share: PortfolioShare) -> None:
        mondays: set[date] = set()
        for freeze in share.freezes:
            self._freezes.setdefault(freeze, []).append(_mention(share))
            weeks = (monday_of(freeze.last) - monday_of(freeze.first)).days // 7 + 1
            mondays.update(monday_of(freeze.first) + timedelta(weeks=number) for number in range(weeks))
        self._frozen.update(mondays)

    def _add_clashes(self, share: PortfolioShare) -> None:
        for one in share.conflicts:
            where = None if one.kind == "blocked" else one.place
            self._clashes.setdefault((one.day, one.kind, one.freeze), []).append(_mention(share, where))
        for day, place in share.by_order:
            of_day = self._by_order.setdefault((day, share.taker_key), (share.taker, []))
            of_day[1].append(_mention(share, place))


def _mention(share: PortfolioShare, place: Place | None = None) -> Mention:
    return Mention(share.customer, share.name, share.blocked, place)


def _order_of(freeze: Pause | None) -> tuple[str, ...]:
    if freeze is None:
        return ()
    return (str(freeze.first), str(freeze.last), freeze.kind, *(freeze.name.said if freeze.name else ()))
