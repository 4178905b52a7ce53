"""The days of a plan that calendars and pictures show: which of them still lie before somebody."""

from __future__ import annotations

from plan_cases import ACME, customer_of

from generator.guidance import Guidance
from generator.plan import Plan, make_plan

NCE = ACME.replace("commerce: legacy", "commerce: nce").replace("    ends_on", "    starts_on: 2026-01-15\n    ends_on")
AGREED = NCE.replace("{name: Beifeng Reselling}", "{name: Beifeng Reselling, cooperates: yes}")


def test_who_has_been_transferred_is_not_reminded_of_the_fallback(guidance: Guidance) -> None:
    plan = make_plan(customer_of(AGREED), guidance)
    reminders = {"cut-over", "fallback", "order-by"}
    assert {event.kind for event in plan.events if event.kind in reminders and not event.done} == reminders
    moved = _done(AGREED, plan, "C")
    assert {event.kind for event in make_plan(customer_of(moved), guidance).events if not event.done} >= {"old-end"}
    assert [
        event.id
        for event in make_plan(customer_of(moved), guidance).events
        if event.kind in reminders and not event.done
    ] == []


def test_what_is_still_to_be_verified_is_not_over(guidance: Guidance) -> None:
    plan = make_plan(customer_of(AGREED), guidance)
    prepared = _done(AGREED, plan, "A")
    assert [event.done for event in make_plan(customer_of(prepared), guidance).events if event.kind == "fallback"] == [
        False
    ]


def test_events_of_a_plan_have_ids_of_their_own_in_the_order_of_their_days(plans: tuple[Plan, ...]) -> None:
    for plan in plans:
        found = plan.events
        assert len({event.id for event in found}) == len(found)
        assert [event.first for event in found] == sorted(event.first for event in found)


def _done(text: str, plan: Plan, letter: str) -> str:
    steps = [step for section in plan.sections if section.letter == letter for step in section.steps]
    return text + "progress:\n" + "".join(f"  {step.id}: {{done: 2026-12-22, by: Chen}}\n" for step in steps)
