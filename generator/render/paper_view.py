"""What paper prints of a customer, in one language: of what its pages print, what people need at a table."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from generator.plan import Plan
from generator.render.consent import consent_view
from generator.render.phrases import joined
from generator.render.voice import Voice, local_end
from generator.text import Token

View = dict[str, Any]

MOST_ITEMS = 9
"""How many items a group of a checklist has at most."""

_DEADLINES = ("fallback", "order-by", "undo-until")
_OF_CUSTOMER = (
    *("name", "tax_id", "domain", "tenant_id", "country", "partner", "partner_tax_id", "partner_id", "sellers"),
    *("fingerprint", "as_of", "moving", "seats", "cut_overs", "done"),
)
_OF_SUBSCRIPTION = (
    *("id", "offer", "route", "new_offer", "order", "seats", "new_seats", "seller"),
    *("ends_on", "stops_on", "cut_over", "provision_on"),
)


def paper_view(plan: Plan, view: View, voice: Voice) -> View:
    """``view``: what the customer's pages print in the same language."""
    country = plan.customer.tenant.country
    money = _money(plan, view, voice)
    consent = consent_view(plan, view, money, voice)
    subscriptions = []
    for one, shown in zip(plan.subscriptions, view["subscriptions"], strict=True):
        clock = local_end(one.subscription.ends_on, country)
        by_request = one.facts["moves_by"] == "request" and one.seat_change
        subscriptions.append(
            {key: shown[key] for key in _OF_SUBSCRIPTION}
            | {
                "ends_clock": Token(f"{clock:%Y-%m-%d %H:%M}") if clock else None,
                "state": None if one.facts["state"] == "active" else shown["state"],
                "seats_later": voice.label("paper", "seats-later") if by_request else None,
                "terms": consent["terms"].get(one.id),
            }
        )
    return {key: view[key] for key in _OF_CUSTOMER} | {
        "subscriptions": subscriptions,
        "sections": [_section(section) for section in view["sections"]],
        "phones": [contact for contact in view["contacts"] if contact["phone"]],
        "deadlines": _deadlines(plan, view, voice),
        "money": money,
        "consent": {key: value for key, value in consent.items() if key != "terms"},
    }


def _section(section: View) -> View:
    """A phase, its items in groups that a person keeps in mind."""
    steps = section["steps"]
    groups = [steps[at : at + MOST_ITEMS] for at in range(0, len(steps), MOST_ITEMS)]
    keys = (
        *("number", "paper", "house", "irreversible", "record", "evidence"),
        *("owner_name", "due", "done", "state", "recheck"),
    )
    briefs = list(dict.fromkeys(step["rows_brief"] for step in steps if step["rows_brief"]))
    about = briefs[0] if len(briefs) == 1 else None  # what all items are about is said once, in the head
    return {key: section[key] for key in ("letter", "title", "cut_over", "gate")} | {
        "about": about,
        "parts": [
            {
                "number": number if len(groups) > 1 else None,
                "of": len(groups),
                "steps": [
                    {key: step[key] for key in keys} | {"rows_brief": None if about else step["rows_brief"]}
                    for step in group
                ],
            }
            for number, group in enumerate(groups, start=1)
        ],
    }


def _deadlines(plan: Plan, view: View, voice: Voice) -> list[Markup]:
    """Freezes, and the days after which something cannot be done any more, by their days."""
    country = plan.customer.tenant.country
    colon = voice.label("formats", "colon")
    said = [joined(Markup("{}{}{}–{}"), one["name"], colon, one["first"], one["last"]) for one in view["freezes"]]
    for event in plan.events:
        if event.kind in _DEADLINES and not event.done:
            day = voice.moment(event.moment, country) if event.moment else voice.date(event.first)
            said.append(joined(Markup("{}{}{}"), voice.label("word", event.kind), colon, day))
    return list(dict.fromkeys(said))


def _money(plan: Plan, view: View, voice: Voice) -> Markup | None:
    """What overlap and early ends cost, where prices are known, and what is not reckoned; None where nothing is."""
    totals = view["totals"] or {"overlap_cost": [], "loss": []}
    semicolon, comma = voice.label("formats", "semicolon"), voice.label("formats", "comma")
    unknown = {
        "overlap_cost": [one.id for one in plan.subscriptions if one.overlap_seat_days and not one.costs.overlap],
        "loss": [one.id for one in plan.subscriptions if one.loss_days and not one.costs.loss],
    }
    said = []
    for label, key in (("overlap-cost", "overlap_cost"), ("loss", "loss")):
        if totals[key]:
            amount = semicolon.join(totals[key])
            amount += voice.fill("paper", "without", ids=comma.join(unknown[key])) if unknown[key] else Markup()
            said.append(voice.fill("paper", label, amount=amount))
    return semicolon.join(said) if said else None
