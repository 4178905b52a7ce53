"""Conflicts: days of a plan that do not go together with its freezes, its working days or its blockers. UTC days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from generator.model import Freeze
from generator.plan.events import in_freeze
from generator.plan.section import Place
from generator.plan.value import Plan
from generator.plan.waves import CutOver, cut_overs_ahead
from generator.text import Pair, Text

KINDS = ("passed", "freeze", "off-day", "end-in-freeze", "blocked", "crowded")
"""What a conflict is; of one day the most pressing first. ``crowded`` shows only over many customers (portfolio)."""

BLOCKED_WITHIN = timedelta(days=30)
"""How near a blocked cut-over is a conflict: relationship and agreement alone take three weeks, our own caution."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A freeze, whoever has it: customers whose freezes say the same have the same one."""

    first: date
    last: date
    kind: str
    name: Pair[Text] | None

    @classmethod
    def of(cls, freeze: Freeze) -> Pause:
        return cls(freeze.first, freeze.last, str(freeze.kind), freeze.name)


@dataclass(frozen=True, slots=True)
class Conflict:
    """What is wrong with a day of one customer; ``place``: where the runbook tells of the cut-over."""

    kind: str
    day: date
    place: Place
    freeze: Pause | None = None


def conflicts(plan: Plan) -> tuple[Conflict, ...]:
    """Every conflict of a plan's cut-overs that are not over yet."""
    return tuple(conflict for cut_over in cut_overs_ahead(plan) for conflict in _conflicts(plan, cut_over))


def by_order(cut_over: CutOver) -> bool:
    """Whether anything is ordered on that day, so that users change over; a request alone changes nothing for them."""
    return any(one.by_order for one in cut_over.subjects)


def _conflicts(plan: Plan, cut_over: CutOver) -> Iterator[Conflict]:
    day, place = cut_over.day, cut_over.place
    decided = {one.facts["decided"] for one in cut_over.subjects}
    frozen = [one for one in in_freeze(plan, day) if one.kind == "all" or by_order(cut_over)]
    if "passed" in decided:
        yield Conflict("passed", day, place)
    elif frozen:
        yield Conflict("freeze", day, place, Pause.of(frozen[0]))
    elif "off-day" in decided:
        yield Conflict("off-day", day, place)
    for old_end in sorted({one.old_end for one in cut_over.subjects if one.old_end >= plan.as_of}):
        for freeze in in_freeze(plan, old_end)[:1]:
            if day > freeze.last:
                yield Conflict("end-in-freeze", old_end, place, Pause.of(freeze))
    if plan.status == "blocked" and day <= plan.as_of + BLOCKED_WITHIN:
        yield Conflict("blocked", day, place)
