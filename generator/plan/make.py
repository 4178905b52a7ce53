"""A customer and the guidance in, the plan out. Pure: no clock, no files; the same input gives the same plan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from generator.guidance import Guidance, holds
from generator.guidance.vocabulary import LEVELS
from generator.model import Customer
from generator.plan.finding_values import finding_values
from generator.plan.progress import unmatched_progress
from generator.plan.section import Section
from generator.plan.steps import plan_sections
from generator.plan.subscriptions import plan_subscriptions
from generator.plan.value import Found, Plan, SubscriptionPlan
from generator.plan.workdays import Workdays

_NUMBERS = {
    "request_days": "transfer-request-days",
    "request_items": "transfer-request-items",
    "window_hours": "cancellation-window-hours",
    "access_request_days": "access-request-days",
    "access_days": "access-days",
}
"""Variable of a step's text → the dated number it stands for."""


class NoRulesError(LookupError):
    """The day of a plan is before the first one that the rules cover."""

    def __init__(self, first_day: date) -> None:
        super().__init__(str(first_day))
        self.first_day = first_day


def make_plan(customer: Customer, guidance: Guidance, as_of: date | None = None) -> Plan:
    """The plan for one customer by the rules known on ``as_of`` (the file's ``planned_on`` unless given).

    Raises NoRulesError for a day before the first one that the rules cover.
    """
    day = as_of or customer.planned_on
    if day < guidance.first_day:
        raise NoRulesError(guidance.first_day)
    rules = guidance.as_of(day)
    workdays = Workdays(customer.tenant.country, customer.freezes)
    decided = plan_subscriptions(customer, rules, workdays, day)
    numbers = {name: number for name, fact in _NUMBERS.items() if (number := rules.number(fact)) is not None}
    sections = plan_sections(customer, rules, decided.plans, numbers, workdays, day)
    plan = Plan(
        customer=customer,
        as_of=day,
        guidance=guidance.version,
        facts=decided.shared | _afterwards(customer, sections),
        subscriptions=decided.plans,
        findings=(),
        sections=sections,
        fingerprint=_fingerprint(customer, decided.plans, sections),
        numbers=numbers,
        tenant_count=decided.tenant_count,
        tenant_limit=decided.tenant_limit,
    )
    first_day = workdays.later(day, licences=False)
    return replace(plan, findings=tuple(_found(plan, rules, first_day)))


def _afterwards(customer: Customer, sections: Sequence[Section]) -> dict[str, str]:
    """The facts of the customer that are known only when the steps are."""
    late = any(step.late for section in sections for step in section.steps)
    unmatched = unmatched_progress(customer, sections)
    return {"late": "yes" if late else "no", "progress": "unmatched" if unmatched else "matched"}


def _found(plan: Plan, rules: Guidance, first_day: date) -> Iterator[Found]:
    """The findings in the order of importance: running days, blockers, warnings, notes, each in the table's order."""
    known = [(one, {**one.facts, **plan.facts}) for one in plan.subscriptions]
    for finding in sorted(rules.findings, key=lambda row: (not row.urgent, LEVELS.index(row.level))):
        about = [one for one, facts_of_one in known if holds(finding.when, facts_of_one)]
        if about and finding.each == "customer":
            yield Found(finding, None, finding_values(plan, rules, finding, about[0], len(about), first_day))
        elif about:
            for one in about:
                yield Found(finding, one.id, finding_values(plan, rules, finding, one, len(about), first_day))


def _terms(one: SubscriptionPlan, customer: Customer) -> list[Any]:
    """Price, term and billing of the new one: what the letter of consent says that is paid."""
    orders = {order.id: order for order in customer.orders}
    bought = orders[one.order] if one.order else one.subscription.target
    return [bought.price and bought.price.model_dump(mode="python"), bought.term, bought.billing] if bought else []


def _fingerprint(customer: Customer, plans: Sequence[SubscriptionPlan], sections: Sequence[Section]) -> str:
    """Sixteen hex digits over what paper shows: who, tenant, subscriptions, what is paid, steps with days and wording.

    Not over Microsoft's ids, as_of, progress, contacts, names of offers or the order of the file: a tick or a new
    telephone number voids no paper.
    """
    content = {
        "customer": customer.customer.model_dump(mode="python"),
        "taker": customer.taker.name,
        "sellers": {key: seller.name for key, seller in customer.sellers.items()},
        "tenant": customer.tenant.model_dump(mode="python"),
        "subscriptions": [
            [one.subscription.model_dump(mode="python", exclude={"ms_id", "offer", "target"}), one.old.lasting_key]
            + [one.route.route, one.facts["mode"], one.provision_on, one.order]
            + ([one.new.lasting_key, one.new.seats, _terms(one, customer)] if one.new else [])
            for one in sorted(plans, key=lambda plan: plan.id)
        ],
        "steps": [
            [section_key, step.key, step.not_before, step.due, step.hash]
            for section_key, step in sorted(
                ((section.key, step) for section in sections for step in section.steps), key=lambda one: one[1].key
            )
        ],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return "-".join(digest[start : start + 4] for start in range(0, 16, 4))
