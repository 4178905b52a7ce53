"""From a customer's subscriptions to what happens to each: route, days, limits, seats left, money, and the reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from generator.guidance import Guidance, Route, holds
from generator.guidance.rows import Reason
from generator.model import Customer, Subscription
from generator.plan import consequences, days, facts, limits, seats
from generator.plan.costs import costs_of, counts
from generator.plan.dated import Dated, apply_rules, midnight
from generator.plan.days import Cut
from generator.plan.value import Exchange, Goods, SubscriptionPlan, Untaken
from generator.plan.workdays import DAY, Workdays
from generator.text import Token

_EXPLAINED = (
    *("region", "trial", "addon", "cooperates", "request_time", "mode", "overlap_limit", "ending", "end_rule"),
    *("renewal", "after_end", "undo", "offer_change", "seat_change", "seats_left", "offer_life", "agreement_holds"),
)
"""The facts whose reasons a reader is told, after the route."""

_OF_AN_END = {"ending", "renewal", "end_rule", "seats_left"}
"""Told only where the old subscription ends."""

_MOVES_BY = dict.fromkeys(("re-provision", "convert-trial"), "order") | dict.fromkeys(
    ("transfer-request", "reseller-change", "renew-to-csp"), "request"
)


class NoRouteError(LookupError):
    """The routes do not cover a subscription: a hole in tables that were not checked."""


@dataclass(frozen=True)
class _Draft:
    """A subscription as far as its route: what is decided before any day of action."""

    subscription: Subscription
    exchange: Exchange
    known: dict[str, str]
    dated: Dated
    route: Route
    moves_by: str
    cancel: str
    lead: days.Lead

    @property
    def old(self) -> Goods:
        return self.exchange.old

    @property
    def new(self) -> Goods | None:
        return self.exchange.new


@dataclass(frozen=True)
class Subscriptions:
    """Every subscription's plan in the order of the file, and what they decide about the customer as a whole."""

    plans: tuple[SubscriptionPlan, ...]
    shared: dict[str, str]
    tenant_count: int
    tenant_limit: int | None


def plan_subscriptions(customer: Customer, rules: Guidance, workdays: Workdays, as_of: date) -> Subscriptions:
    """Route, days and everything else of each subscription, and the facts of the customer."""
    shared = facts.of_customer(customer, rules, as_of)
    keeping = facts.keeping_sellers(customer)
    lives = facts.Lives.of_customer(customer, rules.catalog, as_of)
    drafts = [_draft(customer, one, rules, workdays, shared, keeping, lives) for one in customer.subscriptions]
    cuts = _cuts(customer, drafts, workdays)
    holdings = {draft.subscription.id: _holding(draft, cuts) for draft in drafts}
    bounds = {}
    for draft in drafts:
        cut = cuts.get(draft.subscription.id)
        if draft.new is None or cut is None:
            continue
        if draft.moves_by == "request":
            held = tuple(holdings.values())
            bound = limits.of_fallback(draft.new.offer, draft.new.seats, cut.old_end, held, rules)
            bounds[draft.subscription.id] = bound
            if bound.overlap != "none":
                cuts[draft.subscription.id] = replace(cut, order_by=cut.old_end + DAY)
            continue
        together = min(cut.on, max(cut.old_end, draft.lead.as_of))  # even where the file has the old one end first
        bound = limits.of_order(draft.new.offer, together, tuple(holdings.values()), rules)
        bounds[draft.subscription.id] = bound
        if bound.overlap == "none":
            continue
        first = days.expire_first_cut(cut, workdays, draft.lead)
        decided = draft.subscription.provision_on is not None
        kept = replace(cut, by=first.by, earliest=first.earliest, recommended=first.recommended)
        cuts[draft.subscription.id] = kept if decided else first
        holdings[draft.subscription.id] = _holding(draft, cuts)
    first_order = min((cut.on for cut in cuts.values()), default=as_of)
    state, count, limit = limits.tenant_count(tuple(holdings.values()), rules)
    shared |= {"agreement_holds": facts.agreement_holds(customer, rules, first_order), "tenant_count": state}
    left = seats.after_each(customer, holdings, rules.catalog)
    plans = tuple(
        _plan(
            customer,
            draft,
            rules,
            draft.known | shared,
            cuts.get(draft.subscription.id),
            left[draft.subscription.id],
            bounds.get(draft.subscription.id, limits.NO_LIMIT),
        )
        for draft in drafts
    )
    return Subscriptions(plans, shared, count, limit)


def _draft(
    customer: Customer,
    subscription: Subscription,
    rules: Guidance,
    workdays: Workdays,
    shared: Mapping[str, str],
    keeping: frozenset[str],
    lives: facts.Lives,
) -> _Draft:
    as_of = lives.as_of
    exchange = facts.exchange(customer, subscription, rules.catalog)
    known = {**shared, **facts.of_subscription(customer, subscription, exchange, lives, keeping)}
    lead = _lead(subscription, rules, shared, as_of)
    given_up, _ = days.fallback_days(subscription.ends_on, workdays, lead)
    soonest = workdays.later(as_of, licences=False)
    dated = apply_rules(subscription, known, rules, as_of, asked_on=soonest if given_up > soonest else None)
    known |= dated.facts
    route = next((row for row in rules.routes if holds(row.when, known)), None)
    if route is None:
        raise NoRouteError(f"no route for {customer.id}/{subscription.id}")
    cancel = consequences.cancel_possible(subscription, known, dated, rules)
    lead = replace(lead, cancels=cancel in ("yes", "window"), grace=dated.grace_days)
    moves_by = _MOVES_BY.get(str(route.route), "none")
    return _Draft(subscription, exchange, known, dated, route, moves_by, cancel, lead)


def _lead(subscription: Subscription, rules: Guidance, shared: Mapping[str, str], as_of: date) -> days.Lead:
    """What the days are counted from, as far as it is known before the rules are applied."""
    order_lead = ("retire-lead-days", 14) if subscription.intent == "retire" else ("provision-lead-days", 3)
    accepted = (shared["relationship"], shared["agreement"]) == ("accepted", "accepted")
    return days.Lead(
        as_of=as_of,
        order=rules.days(*order_lead),
        request=rules.days("request-lead-days", 21),
        ask=rules.days("transfer-request-days", 30),
        give_up=rules.days("fallback-days", 5),
        ready=accepted and shared["provider_relationship"] in ("not-needed", "accepted"),
        most=consequences.most_days_early(rules, subscription.ends_on),
    )


def _cuts(customer: Customer, drafts: Sequence[_Draft], workdays: Workdays) -> dict[Token, Cut]:
    """The days of everything that does not stay; parts of an order share a day: a decided one, else the earliest."""
    cuts = {
        draft.subscription.id: (days.request_cut if draft.moves_by == "request" else days.order_cut)(
            draft.subscription, workdays, draft.lead
        )
        for draft in drafts
        if draft.subscription.intent != "keep"
    }
    for order in customer.orders:
        parts = [one for one in customer.subscriptions if one.target and one.target.into == order.id]
        parts = [one for one in parts if one.id in cuts]
        decided = [cuts[one.id] for one in parts if one.provision_on]
        for together in sorted(decided or [cuts[one.id] for one in parts], key=lambda cut: cut.on)[:1]:
            on, judged, unfrozen = together.on, together.decided, together.unfrozen
            cuts |= {one.id: replace(cuts[one.id], on=on, decided=judged, unfrozen=unfrozen) for one in parts}
    return cuts


def _holding(draft: _Draft, cuts: Mapping[Token, Cut]) -> seats.Holding:
    """How the subscription counts: what a request moves goes on under another seller."""
    cut, old, new = cuts.get(draft.subscription.id), draft.old, draft.new
    if cut is None:
        gone = days.last_active(draft.subscription, draft.lead.as_of)
        return seats.Holding(old.key, old.seats, gone if draft.subscription.state in days.OVER else None)
    if draft.moves_by == "request":
        return seats.Holding(old.key, old.seats, None)
    if new is None:
        return seats.Holding(old.key, old.seats, cut.old_end)
    return seats.Holding(old.key, old.seats, cut.old_end, new.key, new.seats, cut.on, draft.exchange.order)


def _plan(
    customer: Customer,
    draft: _Draft,
    rules: Guidance,
    known: dict[str, str],
    cut: Cut | None,
    left: seats.Left,
    limit: limits.Limit,
) -> SubscriptionPlan:
    subscription, ordered = draft.subscription, draft.moves_by == "order"
    overlap = days.overlap_days(cut.on, cut.old_end) if cut and ordered else 0
    gap = days.gap_days(cut.on, cut.old_end) if cut and ordered else 0
    # inside its window a cancellation is credited; after it there is none
    lost = max(0, (subscription.ends_on - cut.old_end).days) if cut and draft.cancel == "yes" else 0
    hours = rules.number("cancellation-window-hours", cut.on) if cut and ordered else None
    undo_until = midnight(cut.on) + timedelta(hours=hours) if cut and hours else None
    over = cut is not None and cut.old_end < draft.lead.as_of and subscription.provision_on is None
    seat_counts = (draft.old.seats, draft.new.seats if draft.new else 0)
    long = overlap >= rules.days("long-overlap-days", 31)
    frozen = cut is not None and cut.unfrozen is not None
    known |= {
        "route": str(draft.route.route),
        "moves_by": draft.moves_by,
        "decided": cut.decided if cut else "planner",
        "mode": days.mode(cut.on, cut.old_end) if cut and ordered else "none",
        "overlap_limit": limit.overlap,
        "cap": limit.cap,
        "seats_left": left.state,
        "overlap_length": "none" if not overlap else "usual" if not long else "frozen" if frozen else "long",
        "undo": consequences.undo(cut, undo_until, rules) if cut and undo_until else "none",
        "cancel_possible": draft.cancel,
        "gap": consequences.gap_fact(subscription, known, gap, draft.dated.grace_days, over),
        "loss": consequences.consent_fact(lost, subscription.accept_loss),
    }
    seller_key, seller = facts.seller_of(customer, subscription)
    record = facts.seller_record(customer, subscription)
    return SubscriptionPlan(
        subscription=subscription,
        old=draft.old,
        new=draft.new,
        change=draft.exchange.change,
        order=draft.exchange.order,
        seller_key=seller_key,
        seller=seller,
        seller_provider=record.provider if record else None,
        facts=known,
        route=draft.route,
        untaken=_untaken(draft, rules),
        reasons=_reasons(rules, known),
        dated=draft.dated,
        cut=cut,
        left=left,
        limit=limit,
        undo_until=undo_until,
        counts=counts(customer, subscription),
        overlap_days=overlap,
        gap_days=gap,
        loss_days=lost,
        costs=costs_of(customer, subscription, rules, seat_counts, overlap, lost),
    )


def _untaken(draft: _Draft, rules: Guidance) -> tuple[Untaken, ...]:
    return tuple(
        Untaken(
            row,
            tuple(
                (str(fact), draft.known[fact]) for fact, values in row.when.items() if draft.known[fact] not in values
            ),
        )
        for row in rules.routes
        if row.id != draft.route.id
    )


def _reasons(rules: Guidance, known: Mapping[str, str]) -> tuple[Reason, ...]:
    """Why the facts are as they are; whether its seller hands over is told where it could."""
    transferable = known["channel"] == "csp" and known["commerce"] == "nce" and known["intent"] == "transfer"
    silent = set() if transferable else {"cooperates"}
    silent |= set() if transferable and known["cooperates"] == "yes" else {"request_time"}
    silent |= _OF_AN_END if known["moves_by"] == "request" else set()
    facts_told = [fact for fact in _EXPLAINED if fact not in silent] if known["intent"] != "keep" else ["region"]
    found = (rules.reason(fact, known[fact]) for fact in facts_told)
    return tuple(reason for reason in found if reason is not None)
