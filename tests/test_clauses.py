"""Every clause does something: without the rows that cite it, the plan of the case about it is another one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from plan_cases import CLAUSE_CASES, plan_of
from plan_summary import summary

from generator.guidance import Guidance
from generator.plan import NoRouteError


@pytest.mark.parametrize("case", CLAUSE_CASES, ids=lambda case: case.stem)
def test_a_clause_decides_something(case: Path, guidance: Guidance, golden: Callable[[Path, str], None]) -> None:
    expected = summary(plan_of(case, guidance))
    golden(case.with_suffix(".plan.txt"), expected)
    assert _plan_without(_clause_id(case), case, guidance) != expected


def test_every_clause_but_the_headings_has_a_case(guidance: Guidance) -> None:
    clauses = [str(clause.id) for clause in guidance.clauses if clause.kind != "heading"]
    assert sorted(_clause_id(case) for case in CLAUSE_CASES) == sorted(clauses)


def _clause_id(case: Path) -> str:
    return case.stem.partition(" - ")[0]


def _plan_without(clause_id: str, case: Path, guidance: Guidance) -> str:
    without = replace(
        guidance,
        routes=tuple(row for row in guidance.routes if clause_id not in row.basis),
        reasons=tuple(row for row in guidance.reasons if clause_id not in row.basis),
        steps=tuple(row for row in guidance.steps if clause_id not in row.basis),
        findings=tuple(row for row in guidance.findings if clause_id not in row.basis),
    )
    try:
        return summary(plan_of(case, without))
    except NoRouteError as error:
        return str(error)
