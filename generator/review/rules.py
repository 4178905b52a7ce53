"""What is different between two versions of the guidance, and whom each row touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.guidance import Guidance
from generator.plan import Plan
from generator.review.compare import CustomerChange
from generator.text import Token

_TABLES = ("clauses", "facts", "routes", "reasons", "phases", "steps", "findings", "letters", "offers", "sources")
_NOT_SHOWN = {"findings": {"at"}}
"""What a reader of plans never sees."""


@dataclass(frozen=True)
class RuleChange:
    """One row of the guidance that is new, gone or different.

    ``table`` and ``id`` name it; ``fields``: which of its keys differ. ``customers``: those whose plan has the row and
    is different now; None where it cannot be told row by row (numbers and words that plans do not keep apart).
    """

    table: str
    id: str
    action: str
    fields: tuple[str, ...]
    customers: tuple[Token, ...] | None


def rule_changes(before: Guidance, after: Guidance, customers: Iterable[CustomerChange]) -> tuple[RuleChange, ...]:
    """Every row that differs, in the order of the tables, with the customers whose plan it changes."""
    if before is after:
        return ()
    touched = _Touched(customers)
    return tuple(
        RuleChange(table, row, action, fields, touched.by(table, row))
        for table in _TABLES
        for row, action, fields in _rows(_table(before, table), _table(after, table), _NOT_SHOWN.get(table, set()))
    )


def _table(guidance: Guidance, table: str) -> dict[str, Mapping[str, Any]]:
    """The rows of a table by their names."""
    rows: Iterable[Any] = guidance.catalog.offers if table == "offers" else getattr(guidance, table)
    named = ((f"{row.fact}={row.value}" if table == "reasons" else str(row.id), row) for row in rows)
    return {name: {key: getattr(row, key) for key in type(row).model_fields} for name, row in named}


def _rows(
    old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]], silent: set[str]
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Name, action and differing keys of each row that is not the same."""
    for name, row in new.items():
        if name not in old:
            yield name, "add", ()
        elif fields := tuple(key for key, value in row.items() if value != old[name][key] and key not in silent):
            yield name, "change", fields
    yield from ((name, "remove", ()) for name in old if name not in new)


class _Touched:
    """Which of the changed customers have a row in one of their two plans."""

    def __init__(self, customers: Iterable[CustomerChange]) -> None:
        self._by_row: dict[tuple[str, str], dict[Token, None]] = {}
        for change in customers:
            for plan in (change.before, change.after):
                for table, row in _met(plan) if plan else ():
                    self._by_row.setdefault((table, row), {})[change.id] = None

    def by(self, table: str, row: str) -> tuple[Token, ...] | None:
        if table not in ("steps", "findings", "routes", "reasons", "clauses", "offers"):
            return None
        return tuple(sorted(self._by_row.get((table, row), ())))


def _met(plan: Plan) -> Iterator[tuple[str, str]]:
    """Every row of the guidance that a plan has, with the clauses that they rest on."""
    for step in plan.steps:
        yield "steps", str(step.id)
        yield from (("clauses", str(clause)) for clause in step.step.basis)
    for found in plan.findings:
        yield "findings", str(found.finding.id)
        yield from (("clauses", str(clause)) for clause in found.finding.basis)
    for one in plan.subscriptions:
        yield "routes", str(one.route.id)
        yield from (("clauses", str(clause)) for clause in one.route.basis)
        yield from (("reasons", f"{why.fact}={why.value}") for why in one.reasons)
        yield from (("offers", str(goods.key)) for goods in (one.old, one.new) if goods)
