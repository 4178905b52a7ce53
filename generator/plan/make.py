"""A customer and the guidance in, the plan out. Pure: no clock, no files; the same input gives the same plan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from generator.guidance import Finding, Guidance, holds
from generator.guidance.vocabulary import LEVELS
from generator.model import Customer
from generator.plan import facts
from generator.plan.steps import plan_sections, unmatched_progress
from generator.plan.subscriptions import plan_subscriptions
from generator.plan.value import Found, Plan, Section, SubscriptionPlan, Value
from generator.plan.workdays import Workdays


def make_plan(customer: Customer, guidance: Guidance, as_of: date | None = None) -> Plan:
    """The plan for one customer by the rules known on ``as_of`` (the file's ``planned_on`` unless given)."""
    day = as_of or customer.planned_on
    rules = guidance.as_of(day)
    workdays = Workdays(customer.tenant.country, customer.freezes)
    shared = facts.of_customer(customer, rules)
    plans = plan_subscriptions(customer, rules, shared, workdays, day)
    sections = plan_sections(customer, rules, plans, workdays, day)
    shared |= _afterwards(customer, sections)
    plan = Plan(
        customer=customer,
        as_of=day,
        guidance=guidance.version,
        facts=shared,
        subscriptions=plans,
        findings=(),
        sections=sections,
        fingerprint=_fingerprint(customer, plans, sections),
    )
    first_day = workdays.later(day, licences=False)
    found = tuple(_found(plan, rules, first_day))
    return replace(plan, findings=found)


def _afterwards(customer: Customer, sections: Sequence[Section]) -> dict[str, str]:
    """The facts of the customer that are known only when the steps are."""
    late = any(step.late for section in sections for step in section.steps)
    unmatched = unmatched_progress(customer, sections)
    return {"late": "yes" if late else "no", "progress": "unmatched" if unmatched else "matched"}


def _found(plan: Plan, rules: Guidance, first_day: date) -> Iterator[Found]:
    """The findings in the order of importance: blockers, warnings, notes, each in the order of the table."""
    known = [(one, {**one.facts, **plan.facts}) for one in plan.subscriptions]
    for finding in sorted(rules.findings, key=lambda row: LEVELS.index(row.level)):
        about = [one for one, facts_of_one in known if holds(finding.when, facts_of_one)]
        if about and finding.each == "customer":
            yield Found(finding, None, _values(plan, rules, finding, about[0], len(about), first_day))
        elif about:
            for one in about:
                yield Found(finding, one.id, _values(plan, rules, finding, one, len(about), first_day))


def _values(
    plan: Plan, rules: Guidance, finding: Finding, one: SubscriptionPlan, count: int, first_day: date
) -> dict[str, Value]:
    """What the finding's text may speak of; the numbers are those of this finding."""
    customer, subscription = plan.customer, one.subscription
    old, new = one.old, one.new or one.old
    unknown = new if finding.id == "target-unknown" else old
    amounts = {"long-overlap": one.overlap_cost, "loss-accepted": one.loss, "loss-not-accepted": one.loss}
    day_counts = {"long-overlap": one.overlap_days, "gap-accepted": one.gap_days, "gap-not-accepted": one.gap_days}
    everything: dict[str, Callable[[], Value]] = {
        "country": lambda: customer.tenant.country,
        "partner": lambda: customer.taker.name,
        "partner_country": lambda: customer.taker.country,
        "seller": lambda: one.seller or subscription.bought.channel,
        "offer": lambda: old.offer or old.key,
        "target": lambda: new.offer or new.key,
        "suggestion": lambda: rules.catalog.suggestion(unknown.key),
        "successors": lambda: tuple(
            offer for key in (old.offer.successors if old.offer else ()) if (offer := rules.catalog.find(key))
        ),
        "state": lambda: subscription.state,
        "seats": lambda: old.seats,
        "target_seats": lambda: new.seats,
        "assigned": lambda: one.left.assigned,
        "left": lambda: one.left.seats,
        "count": lambda: sum(step.late for step in plan.steps) if finding.id == "late-start" else count,
        "days": lambda: day_counts.get(finding.id, one.loss_days),
        "amount": lambda: amounts.get(finding.id),
        "records": lambda: unmatched_progress(customer, plan.sections),
        "orders": lambda: facts.unfed_orders(customer),
        "old_end": lambda: one.old_end,
        "ends_on": lambda: subscription.ends_on,
        "cancel_on": lambda: subscription.cancel_on,
        "provision_on": lambda: one.provision_on,
        "first_day": lambda: first_day,
    }
    return {name: value() for name, value in everything.items() if name in finding.variables}


def _fingerprint(customer: Customer, plans: Sequence[SubscriptionPlan], sections: Sequence[Section]) -> str:
    """Sixteen hex digits over what paper shows: who, tenant, subscriptions, steps with days and wording.

    Not over Microsoft's ids, as_of, progress, contacts or names of offers: a tick or a new telephone number voids no
    paper.
    """
    content = {
        "customer": customer.customer.model_dump(mode="python"),
        "taker": customer.taker.name,
        "sellers": {key: seller.name for key, seller in customer.sellers.items()},
        "tenant": customer.tenant.model_dump(mode="python"),
        "subscriptions": [
            [one.subscription.model_dump(mode="python", exclude={"ms_id", "offer", "target"}), one.old.key]
            + [one.route.route, one.facts["mode"], one.provision_on, one.order]
            + ([one.new.key, one.new.seats] if one.new else [])
            for one in plans
        ],
        "steps": [
            [section.key, step.key, step.not_before, step.due, step.hash]
            for section in sections
            for step in section.steps
        ],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return "-".join(digest[start : start + 4] for start in range(0, 16, 4))
