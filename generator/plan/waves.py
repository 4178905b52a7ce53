"""Waves: what is dealt with together with one seller in one week, over many customers. Knows plans, no pages."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from generator.plan.section import Place
from generator.plan.value import Plan, SubscriptionPlan
from generator.text import Pair, Text, Token

Seller = Pair[Text] | Token
"""Who sold: the name in every language, whatever its key in a file; the channel where a file names nobody."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST = 40  # of an id that is made from a name: it is typed on a command line


@dataclass(frozen=True)
class CutOver:
    """A day on which a customer is cut over; ``subjects`` are those about which a step of it is still open.

    ``place``: where the runbook tells of it.
    """

    day: date
    place: Place
    subjects: tuple[SubscriptionPlan, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One customer in a wave. ``routes``: how many of its subscriptions move by each; ``requests``: transfer requests.

    ``place``: where the runbook tells of its first cut-over. ``fallback_on``: the first day on which an unanswered
    request is given up.
    """

    customer: Token
    name: Pair[Text]
    place: Place
    blocked: bool
    seats: int
    routes: Mapping[str, int]
    requests: int
    fallback_on: date | None


@dataclass(frozen=True, slots=True)
class Joining:
    """A part with the wave that it joins; ``seller_keys``: by which key each of its subscriptions names the seller."""

    monday: date
    seller: Seller
    seller_keys: tuple[str, ...]
    part: Part


@dataclass(frozen=True)
class Wave:
    """What moves away from one seller in the week that begins on ``monday``; ``id``: ``2027-W02-beifeng``."""

    id: Token
    monday: date
    seller: Seller
    parts: tuple[Part, ...]

    @property
    def routes(self) -> dict[str, int]:
        """How many subscriptions move by each route, by the names of the routes."""
        counted: Counter[str] = Counter()
        for part in self.parts:
            counted.update(part.routes)
        return dict(sorted(counted.items()))

    @property
    def fallback_on(self) -> date | None:
        return min((part.fallback_on for part in self.parts if part.fallback_on), default=None)


class Waves:
    """The waves of many customers, taken one by one: their plans need not be held all at once."""

    def __init__(self) -> None:
        self._parts: dict[tuple[date, Seller], list[Part]] = {}
        self._keys: dict[Seller, Counter[str]] = {}

    def take(self, joinings: Iterable[Joining]) -> None:
        """``joinings``: of one customer."""
        for one in joinings:
            self._keys.setdefault(one.seller, Counter()).update(one.seller_keys)
            self._parts.setdefault((one.monday, one.seller), []).append(one.part)

    def all(self) -> tuple[Wave, ...]:
        """Every wave with something still to be cut over, by its week and then by its id."""
        slugs = _slugs(self._keys)
        waves = [
            Wave(Token(f"{week_id(monday)}-{slugs[seller]}"), monday, seller, tuple(parts))
            for (monday, seller), parts in self._parts.items()
        ]
        return tuple(sorted(waves, key=lambda wave: wave.id))


def waves_of(plans: Iterable[Plan]) -> tuple[Wave, ...]:
    """The waves of plans. Ids are unique among all of them, so ask for those of the whole project."""
    waves = Waves()
    for plan in plans:
        waves.take(joinings(plan))
    return waves.all()


def joinings(plan: Plan) -> tuple[Joining, ...]:
    """What of a plan is in which waves."""
    together: dict[tuple[date, Seller], list[tuple[CutOver, SubscriptionPlan]]] = {}
    for cut_over in cut_overs_ahead(plan):
        for one in cut_over.subjects:
            seller = one.seller or Token(one.facts["channel"])
            together.setdefault((monday_of(cut_over.day), seller), []).append((cut_over, one))
    return tuple(
        Joining(monday, seller, tuple(str(one.seller_key) for _, one in members), _part(plan, members))
        for (monday, seller), members in together.items()
    )


def cut_overs_ahead(plan: Plan) -> tuple[CutOver, ...]:
    """The cut-overs of a plan that are not over yet, by their days; what ends without a successor has none."""
    found = []
    for day, section in plan.cut_over_sections.items():
        waiting = section.open_ids
        moving = (one for one in plan.subscriptions if one.cut_over == day and one.facts["intent"] == "transfer")
        if subjects := tuple(one for one in moving if one.id in waiting):
            found.append(CutOver(day, section.place, subjects))
    return tuple(found)


def monday_of(day: date) -> date:
    """The first day of the ISO week of a day."""
    return day - timedelta(days=day.weekday())


def week_id(monday: date) -> str:
    """``2027-W02``"""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def _part(plan: Plan, members: list[tuple[CutOver, SubscriptionPlan]]) -> Part:
    ones = [one for _, one in members]
    ids = {one.id for one in ones}
    asked = (step.subjects for step in plan.steps if step.step.each == "request")
    requests = {tuple(one.id for one in subjects) for subjects in asked if ids.intersection(one.id for one in subjects)}
    fallbacks = [one.cut.fallback_on for one in ones if one.cut and one.cut.fallback_on]
    return Part(
        customer=plan.customer.id,
        name=plan.customer.name,
        place=members[0][0].place,
        blocked=plan.status == "blocked",
        seats=sum(one.old.seats for one in ones),
        routes=dict(Counter(str(one.route.route) for one in ones)),
        requests=len(requests),
        fallback_on=min(fallbacks, default=None),
    )


def _slugs(keys: Mapping[Seller, Counter[str]]) -> dict[Seller, str]:
    """A name for each seller that fits into a file's name: its usual key; with a hash where two sellers share it."""
    wanted = {seller: _slug(seller, used) for seller, used in keys.items()}
    shared = Counter(wanted.values())
    return {seller: slug if shared[slug] == 1 else f"{slug}-{_hash(seller)}" for seller, slug in wanted.items()}


def _slug(seller: Seller, keys: Counter[str]) -> str:
    """The channel, or the key that most files use, or the name in plain letters; a hash where there are none."""
    if isinstance(seller, Token):
        return seller
    usable = [key for key in keys if _SLUG.fullmatch(key)]
    if usable:
        return min(usable, key=lambda key: (-keys[key], key))
    spelled = [re.sub(r"[^a-z0-9]+", "-", name.lower())[:_LONGEST].strip("-") for name in seller.said]
    return max(spelled, key=len) or _hash(seller)


def _hash(seller: Seller) -> str:
    """Eight hex digits of the name: a thousand sellers of one key, as an export may number them, stay apart."""
    names = seller.said if isinstance(seller, Pair) else (seller,)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:8]
