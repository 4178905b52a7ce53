"""What is different between two versions of the guidance, and whom each row touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.guidance import Guidance
from generator.plan import Plan, planned_letters
from generator.text import Pair, Token

_TABLES = (
    *("clauses", "facts", "routes", "reasons", "phases", "steps", "findings", "letters"),
    *("offers", "equivalents", "terms", "sources"),
)
_NOT_KEPT_APART = ("facts", "sources")
_NOT_SHOWN = {"findings": {"at"}}
"""What a reader of plans never sees."""


@dataclass(frozen=True)
class RuleChange:
    """One row of the guidance that is new, gone or different.

    ``table`` and ``id`` name it; ``fields``: which of its keys differ. ``customers``: those whose plan has the row,
    before or after; None where it cannot be told row by row (numbers that plans do not keep apart). ``name`` and
    ``numbers``: of such a number what it is called, and its values before and after where only these differ.
    """

    table: str
    id: str
    action: str
    fields: tuple[str, ...]
    customers: tuple[Token, ...] | None
    name: Pair[str] | None = None
    numbers: tuple[tuple[int, int], ...] = ()


def rule_changes(before: Guidance, after: Guidance, touched: Touched) -> tuple[RuleChange, ...]:
    """Every row that differs, in the order of the tables, with the customers whose plans have it."""
    if before is after:
        return ()
    return tuple(
        RuleChange(table, row, action, fields, touched.by(table, row), *_of_number(table, row, before, after))
        for table in _TABLES
        for row, action, fields in _rows(_table(before, table), _table(after, table), _NOT_SHOWN.get(table, set()))
    )


def _of_number(
    table: str, row: str, before: Guidance, after: Guidance
) -> tuple[Pair[str] | None, tuple[tuple[int, int], ...]]:
    """What a dated number is called, and its values that are other ones now; nothing of other rows."""
    sides = [next((fact for fact in rules.facts if fact.id == row), None) for rules in (before, after)]
    known = sides[1] or sides[0]
    if table != "facts" or known is None:
        return None, ()
    old, new = ([value.number for value in side.values] if side else [] for side in sides)
    changed = tuple((was, now) for was, now in zip(old, new, strict=False) if was != now and None not in (was, now))
    return known.name, changed if len(old) == len(new) else ()  # type: ignore[return-value]


class Touched:
    """Which customers have which rows of the guidance in their plans, before or after; takes plans one by one."""

    def __init__(self) -> None:
        self._by_row: dict[tuple[str, str], dict[Token, None]] = {}

    def take(self, plan: Plan, guidance: Guidance) -> None:
        for row in _met(plan, guidance):
            self._by_row.setdefault(row, {})[plan.customer.id] = None

    def by(self, table: str, row: str) -> tuple[Token, ...] | None:
        """The customers in the order of their ids; None of a table whose rows plans do not keep apart."""
        return None if table in _NOT_KEPT_APART else tuple(sorted(self._by_row.get((table, row), ())))


def _table(guidance: Guidance, table: str) -> dict[str, Mapping[str, Any]]:
    """The rows of a table by their names."""
    home: Any = guidance.catalog if table in ("offers", "equivalents") else guidance
    rows: Iterable[Any] = getattr(home, table)
    rows = [row for row in rows if table != "offers" or not row.listed]  # Microsoft's list is no decision of ours
    return {_name(table, row): {key: getattr(row, key) for key in type(row).model_fields} for row in rows}


def _name(table: str, row: Any) -> str:
    if table == "reasons":
        return f"{row.fact}={row.value}"
    return f"{row.old}={row.new}" if table == "equivalents" else str(row.id)


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


def _met(plan: Plan, guidance: Guidance) -> Iterator[tuple[str, str]]:
    """Every row of the guidance that a plan has, with the clauses that they rest on."""
    for section in plan.sections:
        yield "phases", str(section.phase.id)
    for step in plan.steps:
        yield "steps", str(step.id)
        yield from (("clauses", str(clause)) for clause in step.step.basis)
    for found in plan.findings:
        yield "findings", str(found.finding.id)
        yield from (("clauses", str(clause)) for clause in found.finding.basis)
    for letter in planned_letters(plan, guidance):
        yield "letters", str(letter.letter.id)
    for one in plan.subscriptions:
        yield "routes", str(one.route.id)
        yield from (("clauses", str(clause)) for clause in one.route.basis)
        yield from (("reasons", f"{why.fact}={why.value}") for why in one.reasons)
        yield from (("offers", str(goods.offer.id)) for goods in (one.old, one.new) if goods and goods.offer)
        if one.old.offer and one.new and one.new.offer:
            yield "equivalents", f"{one.old.offer.id}={one.new.offer.id}"
