"""What the texts of findings may speak of: names, numbers, days, moments and money of one subscription's plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from generator.guidance import Finding, Guidance
from generator.plan import facts
from generator.plan.dated import midnight
from generator.plan.days import GONE, last_active
from generator.plan.progress import unmatched_progress
from generator.plan.value import Plan, SubscriptionPlan, Value


def finding_values(
    plan: Plan, rules: Guidance, finding: Finding, one: SubscriptionPlan, count: int, first_day: date
) -> dict[str, Value]:
    """The values that the finding's texts name; ``count``: of how many subscriptions it holds."""
    known = {
        **_names(plan, rules, finding, one),
        **_numbers(plan, one, finding, count),
        **_days(plan, one, first_day),
        **_money(one),
    }
    named = finding.variables
    return {name: value() for name, value in known.items() if name in named}


def _names(plan: Plan, rules: Guidance, finding: Finding, one: SubscriptionPlan) -> dict[str, Callable[[], Value]]:
    customer, subscription = plan.customer, one.subscription
    old, new = one.old, one.new or one.old
    unknown = new if finding.id == "target-unknown" else old
    base = facts.base_of(customer, subscription)
    return {
        "country": lambda: customer.tenant.country,
        "partner": lambda: customer.taker.name,
        "partner_country": lambda: customer.taker.country,
        "provider": lambda: customer.taker.provider,
        "seller": lambda: one.seller or subscription.bought.channel,
        "seller_provider": lambda: one.seller_provider,
        "offer": lambda: old.offer or old.key,
        "target": lambda: new.offer or new.key,
        "suggestion": lambda: rules.catalog.suggestion(unknown.key),
        "successors": lambda: rules.catalog.proposals(old.offer) if old.offer else (),
        "lost_services": lambda: (one.change.lost if one.change else None) or (),
        "state": lambda: subscription.state,
        "base": lambda: base.id if base else None,
        "records": lambda: unmatched_progress(customer, plan.sections),
        "orders": lambda: facts.unfed_orders(customer),
    }


def _numbers(plan: Plan, one: SubscriptionPlan, finding: Finding, count: int) -> dict[str, Callable[[], Value]]:
    ends_on, grace_until = one.subscription.ends_on, one.dated.grace_until
    counts = {
        "late-start": sum(step.late for step in plan.steps),
        "tenant-subscription-limit": plan.tenant_count,
    }
    return {
        "seats": lambda: one.old.seats,
        "target_seats": lambda: (one.new or one.old).seats,
        "target_terms": lambda: facts.changed_terms(one.subscription),
        "assigned": lambda: one.left.assigned,
        "left": lambda: one.left.seats,
        "lost_count": lambda: len((one.change.lost if one.change else None) or ()),
        "gained_count": lambda: len((one.change.gained if one.change else None) or ()),
        "count": lambda: counts.get(finding.id, count),
        "limit": lambda: plan.tenant_limit if finding.id in counts else one.limit.count,
        "overlap_days": lambda: one.overlap_days,
        "gap_days": lambda: one.gap_days,
        "loss_days": lambda: one.loss_days,
        "grace_days": lambda: one.dated.grace_days,
        "days_left": lambda: (grace_until - plan.as_of).days if grace_until else None,
        "hours_left": lambda: _hours_left(one, plan),
        "days_to_end": lambda: (ends_on - plan.as_of).days,
        "request_days": lambda: plan.numbers.get("request_days"),
    }


def _hours_left(one: SubscriptionPlan, plan: Plan) -> int | None:
    """The hours of the cancellation window that are left at the beginning of the plan's day, UTC."""
    until = one.dated.window_until
    return max(0, int((until - midnight(plan.as_of)).total_seconds() // 3600)) if until else None


def _days(plan: Plan, one: SubscriptionPlan, first_day: date) -> dict[str, Callable[[], Value]]:
    base = facts.base_of(plan.customer, one.subscription)
    return {
        "old_end": lambda: one.old_end,
        "ends_on": lambda: one.subscription.ends_on,
        "cancel_on": lambda: one.subscription.cancel_on,
        "provision_on": lambda: one.provision_on,
        "first_day": lambda: first_day,
        "fallback_on": lambda: one.cut.fallback_on if one.cut else None,
        "order_by": lambda: one.cut.order_by if one.cut else None,
        "grace_until": lambda: one.dated.grace_until,
        "data_until": lambda: one.dated.data_until,
        "base_end": lambda: last_active(base, plan.as_of, over=GONE) if base else None,
        "computed_end": lambda: one.dated.computed_end,
        "access_until": lambda: plan.customer.admin_access.until,
        "undo_until": lambda: one.undo_until,
        "window_until": lambda: one.dated.window_until,
        "window_latest": lambda: one.dated.window_latest,
    }


def _money(one: SubscriptionPlan) -> dict[str, Callable[[], Value]]:
    return {
        "overlap_cost": lambda: one.costs.overlap,
        "loss": lambda: one.costs.loss,
        "est_low": lambda: one.costs.est_low,
        "est_high": lambda: one.costs.est_high,
        "renewal_cost": lambda: one.costs.renewal,
    }
