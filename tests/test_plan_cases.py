"""What becomes of a customer: each file under cases/plans with its whole plan, named by what the plan shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from plan_cases import CASES, PLAN_CASES, plan_of
from plan_summary import summary

from generator.guidance import Guidance


@pytest.mark.parametrize("case", PLAN_CASES, ids=lambda case: case.stem)
def test_a_customers_plan(case: Path, guidance: Guidance, golden: Callable[[Path, str], None]) -> None:
    golden(case.with_suffix(".plan.txt"), summary(plan_of(case, guidance)))


@pytest.mark.parametrize("folder", ["plans", "clauses"])
def test_every_expected_plan_belongs_to_a_case(folder: str) -> None:
    cases = {path.stem for path in (CASES / folder).glob("*.yaml")}
    assert {path.name.removesuffix(".plan.txt") for path in (CASES / folder).glob("*.plan.txt")} == cases
