"""What a customer consents to: which subscriptions, in which way, on what terms, and what it knowingly accepts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from markupsafe import Markup

from generator.model import Order, Price, Target
from generator.plan import Plan, SubscriptionPlan
from generator.render.phrases import listed
from generator.render.voice import Voice
from generator.text import Token

View = dict[str, Any]

_DAY = timedelta(days=1)


def consent_view(plan: Plan, view: View, money: Markup | None, voice: Voice) -> View:
    """The letter in one language; ``view``: what the customer's pages print, ``money``: what overlap and loss cost."""
    partner = view["partner"]
    named = dict.fromkeys(voice.name(one.seller) for one in _touched(plan) if one.seller)
    sellers = listed(voice.label("formats", "comma"), named)
    return {
        "lead": voice.fill("consent", "lead", partner=partner),
        "plan": voice.fill("consent", "plan", fingerprint=view["fingerprint"], day=view["as_of"]),
        "notice": voice.fill("consent", "notice", sellers=sellers) if named else None,
        "notice_by_partner": voice.fill("consent", "notice-by-partner", partner=partner),
        "terms": {one.id: _terms(one, plan, voice) for one in _touched(plan)},
        "accepts": [*_accepts(plan, voice), *([voice.fill("consent", "accept-money", money=money)] if money else [])],
    }


def _touched(plan: Plan) -> list[SubscriptionPlan]:
    """What moves or ends; what stays is no part of the consent."""
    return [one for one in plan.subscriptions if one.facts["intent"] != "keep"]


def _terms(one: SubscriptionPlan, plan: Plan, voice: Voice) -> View:
    """By which way it moves, and what is known of price, term and billing of the new one."""
    bought: Target | Order | None = one.subscription.target
    if one.order:
        bought = next(order for order in plan.customer.orders if order.id == one.order)
    return {
        "way": voice.label("consent", f"way-{one.facts['moves_by']}"),
        "price": _price(bought.price, voice) if bought and bought.price else None,
        "term": voice.label("term", bought.term) if bought and bought.term else None,
        "billing": voice.label("billing", bought.billing) if bought and bought.billing else None,
    }


def _price(price: Price, voice: Voice) -> Markup:
    said = voice.fill("formats", f"price-{price.per}", amount=voice.amount(price.amount, price.currency))
    return voice.taxed(said, price.tax)


def _accepts(plan: Plan, voice: Voice) -> Iterator[Markup]:
    """What the customer accepts knowingly: only what this plan brings about, with its days."""
    ones = _touched(plan)
    requested = [one for one in ones if one.facts["moves_by"] == "request"]
    if requested:
        yield voice.label("consent", "accept-transfer")
    for (fallback, order_by), group in _by(requested, lambda one: one.cut and (one.cut.fallback_on, one.cut.order_by)):
        days = {"fallback": voice.date(fallback), "order_by": voice.date(order_by)}
        yield voice.fill("consent", "accept-fallback", ids=_ids(group, voice), **days)
    hours = plan.numbers.get("window_hours")
    if hours and (requested or any(one.by_order for one in ones)):
        yield voice.fill("consent", "accept-window", hours=hours)
    if any(one.overlap_days for one in ones):
        yield voice.label("consent", "accept-overlap")
    for (first, last), group in _by([one for one in ones if one.gap_days], _gap):
        yield voice.fill(
            "consent", "accept-gap", ids=_ids(group, voice), first=voice.date(first), last=voice.date(last)
        )
    for end, group in _by([one for one in ones if one.loss_days], lambda one: one.old_end):
        yield voice.fill("consent", "accept-loss", ids=_ids(group, voice), day=voice.date(end))
    if renewing := [one for one in ones if _may_renew(one)]:
        yield voice.fill("consent", "accept-renewal", ids=_ids(renewing, voice))


def _gap(one: SubscriptionPlan) -> tuple[date, date]:
    """The first and the last day on which neither is active."""
    first = one.old_end + _DAY
    return first, first + (one.gap_days - 1) * _DAY


def _may_renew(one: SubscriptionPlan) -> bool:
    """The old one renews as things are set, and its seller has not said that it will stop it."""
    stopped = one.facts["stopped_by"] != "seller" or one.facts["stops_at_end"] == "yes"
    return one.by_order and one.facts["renewal"] in ("renews", "unknown") and not stopped


def _by(ones: Iterable[SubscriptionPlan], key: Any) -> Iterator[tuple[Any, list[SubscriptionPlan]]]:
    """The subscriptions in groups that have the same days, the earlier days first."""
    dated = [(days, one) for one in ones if (days := key(one)) and (not isinstance(days, tuple) or all(days))]
    for days, group in groupby(sorted(dated, key=lambda pair: pair[0]), key=lambda pair: pair[0]):
        yield days, [one for _, one in group]


def _ids(ones: Iterable[SubscriptionPlan], voice: Voice) -> Markup:
    return listed(voice.label("formats", "comma"), (Token(one.id) for one in ones))
