"""Whom the guidance touches: which customers have which of its rows, and where their pages say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.plan import Plan
from generator.render.places import decision, link
from generator.render.voice import Voice
from generator.text import Pair, Text, Token, ours, unmarked

View = dict[str, Any]

SHOWN_CUSTOMERS = 3
"""How many customers a row of the guidance names before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A customer and what of the guidance touches it: place → the rows that are told of there first."""

    customer: Token
    name: Pair[Text]
    rows: Mapping[str, tuple[str, ...]]


def touched(plan: Plan) -> Touched:
    """Every clause, step, finding and route of a plan; a step with its permalink in the runbook."""
    places: dict[str, str] = {}
    for step in plan.steps:
        _add(places, f"step {step.id}", link(step.place), step.step.basis)
    for found in plan.findings:
        _add(places, f"finding {found.finding.id}", f"index.md#finding-{found.finding.id}", found.finding.basis)
    for one in plan.subscriptions:
        _add(places, f"route {one.route.id}", link(decision(one)), one.route.basis)
    rows: dict[str, tuple[str, ...]] = {}
    for row, place in places.items():
        rows[place] = (*rows.get(place, ()), row)
    return Touched(plan.customer.id, plan.customer.name, rows)


def _add(places: dict[str, str], row: str, place: str, basis: Sequence[Token]) -> None:
    """``places``: where each row is told of first."""
    for one in (row, *(f"clause {clause}" for clause in basis)):
        places.setdefault(one, unmarked(str(place)))


class Uses:
    """Which customers each row touches; takes them one by one and keeps no more than is printed."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()
        self._first: dict[str, list[tuple[Token, Pair[Text], str]]] = {}

    def take(self, one: Touched) -> None:
        for place, rows in one.rows.items():
            for row in rows:
                self._count[row] += 1
                if self._count[row] <= SHOWN_CUSTOMERS:
                    self._first.setdefault(row, []).append((one.customer, one.name, place))

    def of(self, row: str, voice: Voice) -> View:
        """The first customers that a row touches, and how many are not named."""
        shown, count = self._first.get(row, []), self._count[row]
        return {
            "customers": [
                {"name": voice.name(name), "link": ours(f"customers/{customer}/{place}")}
                for customer, name, place in shown
            ],
            "more": count - len(shown),
            "count": count,
        }
