"""The order of the days: what holds for every plan, checked over all customers in Taiwan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from plan_cases import CLAUSE_CASES, EXAMPLES, ORDER_CASES, PLAN_CASES, plan_of

from generator.guidance import Guidance
from generator.plan import Plan, PlannedStep, SubscriptionPlan
from generator.plan.workdays import Workdays

TAIWANESE = [
    path
    for path in (*EXAMPLES, *PLAN_CASES, *CLAUSE_CASES, *ORDER_CASES)
    if "country: TW" in path.read_text(encoding="utf-8")
]
OWNERS = {"partner", "customer", "former-partner", "provider", "microsoft"}
ENDS = {
    **dict.fromkeys(("stop-renewal-direct", "stop-renewal-seller", "set-end-of-term-seller"), "let end"),
    "let-agreement-lapse": "let end",
    **dict.fromkeys(("let-expire-first", "let-expire-first-seller", "cancel-first"), "end first"),
    **dict.fromkeys(("cancel-old-direct", "cancel-old-seller", "cancel-in-window-seller"), "cancel"),
    **dict.fromkeys(("end-est-direct", "end-est-seller"), "end extension"),
}
"""The steps that end an old subscription, and how."""

Planned = Callable[[Path], Plan]


@pytest.fixture(scope="module")
def planned(guidance: Guidance) -> Planned:
    """Every plan once."""
    return cache(lambda path: plan_of(path, guidance))


@pytest.mark.parametrize("path", TAIWANESE, ids=lambda path: path.stem)
def test_due_days_never_decrease_along_the_phases(path: Path, planned: Planned) -> None:
    """Preparation, consent, a cut-over, its close-out, aftercare: nothing of a later phase is due before it."""
    plan, wrong = planned(path), []
    for earlier in plan.sections:
        for later in plan.sections[plan.sections.index(earlier) + 1 :]:
            if None in (earlier.cut_over, later.cut_over) or earlier.cut_over == later.cut_over:
                wrong += [
                    f"{one.key} {one.due} after {two.key} {two.due}"
                    for one in earlier.steps
                    for two in later.steps
                    if one.due > two.due
                ]
    assert wrong == []


@pytest.mark.parametrize("path", TAIWANESE, ids=lambda path: path.stem)
def test_a_step_is_due_no_earlier_than_what_it_waits_for(path: Path, planned: Planned) -> None:
    plan = planned(path)
    due = {step.key: step.due for step in plan.steps}
    assert [
        f"{step.key} {step.due} waits for {key} {due[key]}"
        for step in plan.steps
        for key in step.after
        if due[key] > step.due
    ] == []


@pytest.mark.parametrize("path", TAIWANESE, ids=lambda path: path.stem)
def test_nothing_is_due_on_a_day_off_unless_the_file_decided_it(path: Path, planned: Planned) -> None:
    plan = planned(path)
    workdays = Workdays(plan.customer.tenant.country, plan.customer.freezes)
    at_once = {one.cut_over for one in plan.subscriptions if one.facts["decided"] == "off-day"}
    decided = {day for one in plan.customer.subscriptions for day in (one.provision_on, one.cancel_on) if day}
    assert [
        f"{step.key} {step.due:%a %Y-%m-%d}"
        for section in plan.sections
        for step in section.steps
        if step.due not in decided | at_once and not workdays.works(step.due, licences=section.cut_over is not None)
    ] == []


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-12-24", True),
        ("2026-12-25", False),  # Constitution Day
        ("2026-12-26", False),  # a Saturday
        ("2027-01-01", False),
        ("2027-02-03", True),
        ("2027-02-04", False),  # the Lunar New Year, to the 10th
        ("2027-02-10", False),
        ("2027-02-11", True),
        ("2027-03-01", False),  # for 28 February, a Sunday
        ("2027-04-05", False),
        ("2027-04-06", False),  # for Children's Day on a Sunday
        ("2027-06-09", False),  # Dragon Boat Festival
    ],
)
def test_days_off_in_taiwan(day: str, *, works: bool) -> None:
    assert Workdays("TW", ()).works(date.fromisoformat(day), licences=True) is works


@pytest.mark.parametrize("path", TAIWANESE, ids=lambda path: path.stem)
def test_the_day_that_the_file_decides_is_kept(path: Path, planned: Planned) -> None:
    assert [
        f"{one.id} decided {one.subscription.provision_on}, planned {one.provision_on}"
        for one in planned(path).subscriptions
        if one.subscription.provision_on not in (None, one.provision_on)
    ] == []


@pytest.mark.parametrize("path", TAIWANESE, ids=lambda path: path.stem)
def test_somebody_ends_every_old_subscription_that_still_runs(path: Path, planned: Planned) -> None:
    """By one step each: cancelled where the file says so and it can be, else kept from renewing."""
    plan = planned(path)
    ending = [one for one in plan.subscriptions if one.cut_over and one.facts["moves_by"] != "request" and _runs(one)]
    expected = {str(one.id): _expected_end(one) for one in ending}
    assert {
        str(one.id): ", ".join(ENDS[str(step.id)] for step in plan.steps if step.id in ENDS and one in step.subjects)
        for one in ending
    } == expected


def _runs(one: SubscriptionPlan) -> bool:
    running = one.facts["state"] in ("active", "unknown") and one.facts["end"] == "ahead"
    return running or (one.facts["state"] == "est" and one.facts["end_rule"] == "est")


def _expected_end(one: SubscriptionPlan) -> str:
    if one.facts["state"] == "est":
        return "end extension"
    if one.facts["orderable"] == "no" and one.facts["ending"] == "expire":
        return ""  # nothing could take its place: a blocker says so
    if one.facts["cancel_possible"] == "no":
        return ""  # nobody can: a blocker says so
    if one.facts["mode"] == "expire-first":
        return "end first"
    return "cancel" if one.facts["ending"] == "cancel" else "let end"


@pytest.mark.parametrize("path", TAIWANESE, ids=lambda path: path.stem)
def test_a_finding_about_a_seller_knows_its_name(path: Path, planned: Planned) -> None:
    assert [
        f"{found.finding.id} {found.subscription}"
        for found in planned(path).findings
        if "seller" in found.values and found.values["seller"] is None
    ] == []


@pytest.mark.parametrize("path", TAIWANESE, ids=lambda path: path.stem)
def test_nothing_is_due_before_it_may_be_done_or_before_the_plan(path: Path, planned: Planned) -> None:
    plan = planned(path)
    assert [
        step.key for step in plan.steps if step.due < plan.as_of or (step.not_before and step.due < step.not_before)
    ] == []


@pytest.mark.parametrize("path", [*EXAMPLES, *PLAN_CASES, *CLAUSE_CASES], ids=lambda path: path.stem)
def test_a_step_waits_for_earlier_ones_only(path: Path, planned: Planned) -> None:
    keys = [step.key for step in planned(path).steps]
    assert len(keys) == len(set(keys))
    assert [
        (step.key, key) for step in planned(path).steps for key in step.after if key not in keys[: keys.index(step.key)]
    ] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_step_says_who_when_and_by_what_rule(path: Path, planned: Planned, guidance: Guidance) -> None:
    plan = planned(path)
    clauses = {str(clause.id) for clause in guidance.clauses}
    assert plan.steps
    assert [step.key for step in plan.steps if not _is_complete(step, clauses)] == []


def _is_complete(step: PlannedStep, clauses: set[str]) -> bool:
    basis = set(step.step.basis)
    return bool(step.owner in OWNERS and isinstance(step.due, date) and basis and basis <= clauses)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_section_has_at_most_nine_steps(path: Path, planned: Planned) -> None:
    assert {section.key: len(section.steps) for section in planned(path).sections if len(section.steps) > 9} == {}
