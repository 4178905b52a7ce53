"""A plan as the JSON of contract.md: stable keys, ISO dates, no wording."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from generator.catalog import Offer, Proposal, ServicePlan
from generator.plan.costs import Money
from generator.plan.section import PlannedStep, Section
from generator.plan.value import Found, Goods, Plan, SubscriptionPlan, Value
from generator.text import LANGUAGES, Pair


def as_json(plan: Plan) -> dict[str, Any]:
    """The plan as plain values, ready for ``json.dumps``."""
    return {
        "format": "1",
        "customer": str(plan.customer.id),
        "as_of": plan.as_of.isoformat(),
        "guidance": plan.guidance,
        "fingerprint": plan.fingerprint,
        "status": plan.status,
        "facts": dict(plan.facts),
        "subscriptions": [_subscription(one, plan) for one in plan.subscriptions],
        "totals": {
            "overlap_seat_days": plan.overlap_seat_days,
            "gap_seat_days": plan.gap_seat_days,
            "overlap_cost": [_value(one) for one in plan.overlap_costs],
            "loss": [_value(one) for one in plan.losses],
        },
        "findings": [_found(found) for found in plan.findings],
        "steps": [_step(section, step) for section in plan.sections for step in section.steps],
        "gates": [
            {"id": str(section.gate.id), "after": section.key, "basis": list(section.gate.basis)}
            for section in plan.sections
            if section.gate
        ],
    }


def _subscription(one: SubscriptionPlan, plan: Plan) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "offer": str(one.old.key),
        "seats": one.old.seats,
        "target": _goods(one.new),
        "order": one.order,
        "channel": one.facts["channel"],
        "commerce": one.subscription.bought.commerce,
        "intent": one.facts["intent"],
        "route": str(one.route.route),
        "mode": None if one.facts["mode"] == "none" else one.facts["mode"],
        "ending": one.facts["ending"],
        "offer_change": None if one.facts["offer_change"] == "none" else one.facts["offer_change"],
        "services": _services(one),
        "seat_change": one.seat_change,
        "dates": _dates(one),
        "overlap_days": one.overlap_days,
        "gap_days": one.gap_days,
        "loss_days": one.loss_days,
        "overlap_seat_days": one.overlap_seat_days,
        "gap_seat_days": one.gap_seat_days,
        "loss": _value(one.costs.loss),
        "overlap_cost": _value(one.costs.overlap),
        "facts": {fact: value for fact, value in one.facts.items() if fact not in plan.facts},
        "reasons": [
            {"fact": "route", "value": str(one.route.route), "basis": list(one.route.basis), "row": str(one.route.id)},
            *({"fact": str(why.fact), "value": str(why.value), "basis": list(why.basis)} for why in one.reasons),
        ],
        "not_taken": [
            {"row": str(other.route.id), "route": str(other.route.route), "against": dict(other.against)}
            for other in one.untaken
        ],
    }


def _services(one: SubscriptionPlan) -> dict[str, list[str]] | None:
    """The short names of the service plans lost and gained; None where the offer stays or its plans are not known."""
    change = one.change
    if change is None or change.kind == "same" or change.lost is None or change.gained is None:
        return None
    return {"lost": [str(plan.name) for plan in change.lost], "gained": [str(plan.name) for plan in change.gained]}


def _dates(one: SubscriptionPlan) -> dict[str, Any]:
    """Days of the cut-over, ISO; ``provision_by`` is the last safe one, of a request its ``request_by``."""
    cut, request = one.cut, one.facts["moves_by"] == "request"
    return {
        "provision_by": _iso(cut.by) if cut and one.by_order else None,
        "provision_on": _iso(one.provision_on),
        "request_by": _iso(cut.by) if cut and request else None,
        "request_on": _iso(cut.on) if cut and request else None,
        "fallback_on": _iso(cut.fallback_on) if cut else None,
        "order_by": _iso(cut.order_by) if cut else None,
        "earliest": _iso(cut.earliest) if cut else None,
        "recommended": _iso(cut.recommended) if cut else None,
        "last_safe": _iso(cut.by) if cut else None,
        "undo_until": _value(one.undo_until),
        "ends_on": _iso(one.subscription.ends_on),
        "old_end": _iso(one.old_end),
        "grace_until": _iso(one.dated.grace_until),
    }


def _found(found: Found) -> dict[str, Any]:
    return {
        "id": str(found.finding.id),
        "level": str(found.finding.level),
        "subscription": found.subscription,
        "basis": list(found.finding.basis),
        "values": {name: _value(value) for name, value in found.values.items()},
    }


def _step(section: Section, step: PlannedStep) -> dict[str, Any]:
    subjects = [str(one.id) for one in step.subjects]
    return {
        "id": str(step.id),
        "key": step.key,
        "number": step.number,
        "phase": str(section.phase.id),
        "cut_over": _iso(section.cut_over),
        "owner": str(step.owner),
        "not_before": _iso(step.not_before),
        "due": step.due.isoformat(),
        "moved_from": _iso(step.moved),
        "subscription": subjects[0] if len(subjects) == 1 and section.cut_over else None,
        "subjects": subjects,
        "after": list(step.after),
        "basis": list(step.step.basis),
        "irreversible": step.step.irreversible,
        "hash": step.hash,
        "state": step.state,
        "recheck": [{"what": why.what, "was": _value(why.was), "now": _value(why.now)} for why in step.recheck],
    }


def _goods(goods: Goods | None) -> dict[str, Any] | None:
    return {"offer": str(goods.key), "seats": goods.seats} if goods else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _value(value: Value | Proposal | ServicePlan) -> Any:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Money):
        return {
            "amount": str(value.amount),
            "currency": str(value.currency),
            "tax": value.tax,
            "price": value.price,
        }
    if isinstance(value, Pair):
        return {language: str(value[language]) for language in LANGUAGES}
    if isinstance(value, Offer):
        return str(value.id)
    if isinstance(value, Proposal):
        lost = None if value.lost is None else [str(plan.name) for plan in value.lost]
        return {"offer": str(value.offer.id), "add": [str(one.id) for one in value.add], "lost": lost}
    if isinstance(value, ServicePlan):
        return str(value.name)
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    return value
