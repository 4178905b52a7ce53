"""What one value may look like: exact patterns, and messages whose advice can be followed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.errors import Problem
from generator.load.customers import load_customers
from generator.load.tree import Disk
from generator.model import Customer

HERE = Path(__file__).resolve().parent
CUSTOMER = (HERE / "cases" / "valid" / "only what is required.yaml").read_text(encoding="utf-8")
Load = Callable[[str, str], tuple[tuple[Customer, ...], list[Problem]]]


def _hostile(name: str, *without: str) -> list[Any]:
    """The cases of a file, named by what they want and their value."""
    cases = json.loads((HERE / "hostile" / f"{name}.json").read_text(encoding="utf-8"))
    return [
        pytest.param(case, id=f"{case['want']} {case['value'][:40]!a}")
        for case in cases
        if case["value"] not in without
    ]


@pytest.fixture
def load(project: Callable[..., Path]) -> Load:
    """Loads the valid customer with another value, in quotes, for one of its keys."""

    def with_value(key: str, value: str) -> tuple[tuple[Customer, ...], list[Problem]]:
        lines = CUSTOMER.splitlines()
        (index,) = [number for number, line in enumerate(lines) if line.lstrip().startswith(f"{key}:")]
        lines[index] = f"{lines[index].partition(':')[0]}: {json.dumps(value, ensure_ascii=False)}"
        customers, _, problems = load_customers(Disk(project({"acme": "\n".join(lines) + "\n"})))
        return customers, problems

    return with_value


@pytest.mark.parametrize("case", _hostile("dates"))
def test_an_end_date_is_a_real_day_written_as_such(case: dict[str, Any], load: Load) -> None:
    customers, problems = load("ends_on", case["value"])
    if case["want"] == "reject":
        assert _trails(problems) == ["subscriptions[1] (e3-main) › ends_on"]
    else:
        assert problems == []
        assert customers[0].subscriptions[0].ends_on.isoformat() == case["value"]


@pytest.mark.parametrize("case", _hostile("dates"))
def test_a_date_that_a_message_suggests_is_accepted(case: dict[str, Any], load: Load) -> None:
    _, problems = load("ends_on", case["value"])
    for better in [problem.values["better"] for problem in problems if problem.values.get("better")]:
        assert load("ends_on", better)[1] == []


@pytest.mark.parametrize("written", ["27-01-14", "14/01/27", "150/02/28"])
def test_a_date_with_a_year_of_two_digits_is_not_taken_for_one_of_long_ago(written: str, load: Load) -> None:
    _, problems = load("ends_on", written)
    for better in [problem.values["better"] for problem in problems if problem.values.get("better")]:
        assert load("ends_on", better)[1] == []


@pytest.mark.parametrize("written", ["2027-01-15T07:59:59+08:00", "2027-01-15T00:00:00+08:00"])
def test_an_hour_in_taipei_is_not_turned_into_the_next_day_in_utc(written: str, load: Load) -> None:
    _, problems = load("ends_on", written)
    assert [problem.values.get("better") for problem in problems] in ([""], [None], ["2027-01-14"])


@pytest.mark.parametrize("case", _hostile("numbers"))
def test_a_number_of_seats_is_written_in_plain_digits(case: dict[str, Any], load: Load) -> None:
    customers, problems = load("seats", case["value"])
    if case["want"] == "reject":
        assert _trails(problems) == ["subscriptions[1] (e3-main) › seats"]
    else:
        assert problems == []
        assert customers[0].subscriptions[0].seats == int(case["value"])


@pytest.mark.parametrize("case", _hostile("domains", "xn--kpry57d"))
def test_a_domain_is_a_dns_name_in_plain_letters(case: dict[str, Any], load: Load) -> None:
    customers, problems = load("domain", case["value"])
    if case["want"] == "reject":
        assert _trails(problems) == ["tenant › domain"]
    else:
        assert problems == []
        assert customers[0].tenant.domain == case["value"].lower()


def test_a_top_level_domain_alone_is_no_tenants_domain(load: Load) -> None:
    assert _trails(load("domain", "xn--kpry57d")[1]) == ["tenant › domain"]


@pytest.mark.parametrize(
    "case",
    json.loads((HERE / "hostile" / "md_hostile.json").read_text(encoding="utf-8")),
    ids=lambda case: f"{case['id']} {case['text'][:30]!a}",
)
def test_markdown_in_a_name_stays_that_text_or_is_a_problem(case: dict[str, Any], load: Load) -> None:
    customers, problems = load("name", case["text"])
    if customers:
        assert (customers[0].name["en"], problems) == (case["text"], [])
    else:
        assert len(problems) == 1
        assert (problems[0].where.line, problems[0].where.trail) in [(3, "customer › name"), (3, "")]


def test_an_order_that_is_named_by_a_list_is_a_problem(project: Callable[..., Path]) -> None:
    text = CUSTOMER + "    target: {into: [m365]}\norders:\n  - {id: m365, offer: SPE_E3, seats: 1}\n"
    problems = load_customers(Disk(project({"acme": text})))[2]
    assert ("subscriptions[1] (e3-main) › target › into", "expected-text") in _named(problems)


def test_an_order_whose_id_holds_keys_is_a_problem(project: Callable[..., Path]) -> None:
    text = CUSTOMER + "orders:\n  - {id: {m365: x}, offer: SPE_E3, seats: 1}\n"
    problems = load_customers(Disk(project({"acme": text})))[2]
    assert "expected-text" in [problem.id for problem in problems]


def _trails(problems: list[Problem]) -> list[str]:
    return [problem.where.trail for problem in problems]


def _named(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.where.trail, problem.id) for problem in problems]
