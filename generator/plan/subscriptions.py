"""From a customer's subscriptions to what happens to each: route, days, seats left, and the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from generator.guidance import Guidance, holds
from generator.guidance.rows import Reason
from generator.model import Customer, Price, Subscription
from generator.plan import days, facts, seats
from generator.plan.days import Cut
from generator.plan.value import SubscriptionPlan
from generator.plan.workdays import Workdays
from generator.text import Token

_EXPLAINED = ("region", "mode", "ending", "offer_change", "seat_change", "seats_left", "offer_life")
"""The facts whose reasons a reader is told, after the route."""


class NoRouteError(LookupError):
    """The routes of the guidance do not cover a subscription: a hole in the tables, not in a customer's file."""


def plan_subscriptions(
    customer: Customer, guidance: Guidance, shared: Mapping[str, str], workdays: Workdays, as_of: date
) -> tuple[SubscriptionPlan, ...]:
    """Every subscription of the customer, in the order of its file; ``shared`` are the customer's own facts."""
    leads = {"transfer": guidance.days("provision-lead-days", 3), "retire": guidance.days("retire-lead-days", 14)}
    cuts = _cuts(customer, workdays, as_of, leads)
    holdings = {one.id: _holding(customer, one, guidance, cuts) for one in customer.subscriptions}
    assigned = {str(guidance.catalog.same_key(row.offer)): row.assigned for row in customer.licences}
    keeping = facts.keeping_sellers(customer)
    counted: dict[tuple[str, date], seats.Left] = {}  # after an end, what is left depends on offer and day alone
    plans = []
    for subscription in customer.subscriptions:
        holding = holdings[subscription.id]
        left = counted.get((holding.offer, holding.ends)) if holding.ends else None
        if left is None:
            left = seats.after_end(holding, tuple(holdings.values()), assigned)
        if holding.ends:
            counted[(holding.offer, holding.ends)] = left
        known = {
            **shared,
            **facts.of_subscription(customer, subscription, guidance.catalog, as_of, keeping),
            "seats_left": left.state,
        }
        plans.append(_plan(customer, subscription, guidance, known, cuts.get(subscription.id), left))
    return tuple(plans)


def _cuts(customer: Customer, workdays: Workdays, as_of: date, leads: Mapping[str, int]) -> dict[Token, Cut]:
    """The days of everything that does not stay; parts of an order share a day: a decided one, else the earliest."""
    ending = [one for one in customer.subscriptions if one.intent in leads]
    cuts = {one.id: days.cut(one, workdays, as_of, leads[one.intent]) for one in ending}
    for order in customer.orders:
        parts = [one.id for one in customer.subscriptions if one.target and one.target.into == order.id]
        decided = [cuts[one.id] for one in customer.subscriptions if one.id in parts and one.provision_on]
        for together in sorted(decided or [cuts[part] for part in parts], key=lambda cut: cut.on)[:1]:
            cuts |= {part: replace(cuts[part], on=together.on, decided=together.decided) for part in parts}
    return cuts


def _holding(
    customer: Customer, subscription: Subscription, guidance: Guidance, cuts: Mapping[Token, Cut]
) -> seats.Holding:
    old, new, order = facts.goods(customer, subscription, guidance.catalog)
    when = cuts.get(subscription.id)
    if when is None:
        return seats.Holding(old.key, old.seats, None)
    if new is None:
        return seats.Holding(old.key, old.seats, when.old_end)
    return seats.Holding(old.key, old.seats, when.old_end, new.key, new.seats, when.on, order)


def _plan(
    customer: Customer,
    subscription: Subscription,
    guidance: Guidance,
    known: dict[str, str],
    when: Cut | None,
    left: seats.Left,
) -> SubscriptionPlan:
    old, new, order = facts.goods(customer, subscription, guidance.catalog)
    route = next((row for row in guidance.routes if holds(row.when, known)), None)
    if route is None:
        raise NoRouteError(f"no route for {customer.id}/{subscription.id}")
    moves = route.route == "re-provision" and when is not None
    old_end = when.old_end if when else subscription.ends_on
    provision_on = when.on if when and moves else None
    overlap = days.overlap_days(provision_on, old_end) if provision_on else 0
    gap = days.gap_days(provision_on, old_end) if provision_on else 0
    lost = (subscription.ends_on - old_end).days
    renewed = known["end"] == "passed" and known["renewal"] == "renews"  # it runs on, so that there is no gap
    long = overlap >= guidance.days("long-overlap-days", 31)
    known |= {
        "route": str(route.route),
        "decided": when.decided if when else "planner",
        "mode": days.mode(provision_on, old_end) if provision_on else "none",
        "overlap_length": "none" if not overlap else ("long" if long else "usual"),
        "gap": _accepted(0 if renewed else gap, subscription.accept_gap),
        "loss": _accepted(lost, subscription.accept_loss),
    }
    seller_key, seller = facts.seller_of(customer, subscription)
    return SubscriptionPlan(
        subscription=subscription,
        old=old,
        new=new,
        order=order,
        seller_key=seller_key,
        seller=seller,
        facts=known,
        route=route,
        reasons=_reasons(guidance, known),
        old_end=old_end,
        cut_over=when.on if when else None,
        provision_on=provision_on,
        provision_by=when.by if when and moves else None,
        left=left,
        overlap_days=overlap,
        gap_days=gap,
        loss_days=lost,
        loss=days.cost(subscription.price, old.seats, lost),
        overlap_cost=days.cost(_new_price(customer, subscription), new.seats, overlap) if new else None,
    )


def _accepted(count: int, accepted: bool) -> str:
    return "none" if not count else ("accepted" if accepted else "open")


def _reasons(guidance: Guidance, known: Mapping[str, str]) -> tuple[Reason, ...]:
    facts_told = _EXPLAINED if known["intent"] != "keep" else ("region",)
    found = (guidance.reason(fact, known[fact]) for fact in facts_told)
    return tuple(reason for reason in found if reason is not None)


def _new_price(customer: Customer, subscription: Subscription) -> Price | None:
    """The price of the new subscription; the old price says nothing of it. An order's is counted at its first part."""
    target = subscription.target
    if target is None or target.into is None:
        return target.price if target else None
    first = next(one for one in customer.subscriptions if one.target and one.target.into == target.into)
    order = next(order for order in customer.orders if order.id == target.into)
    return order.price if first is subscription else None
