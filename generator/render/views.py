"""What the templates print of a plan: names, dates and sentences in one language, nothing left to decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from generator.guidance import Guidance
from generator.model import Contact
from generator.plan import Plan, SubscriptionPlan
from generator.render.decisions import decisions_view
from generator.render.house import house_view
from generator.render.offers import services
from generator.render.phrases import listed
from generator.render.places import decision, link
from generator.render.progress_view import counts_view
from generator.render.step_views import change_view, sections_view, step_brief
from generator.render.step_words import seller_name, seller_names
from generator.render.voice import Voice
from generator.text import Token, css_string, front_matter, ours, word, words

View = dict[str, Any]


def customer_view(plan: Plan, guidance: Guidance, voice: Voice, *, steps: bool = True) -> View:
    """Everything about one customer that its pages print, or all but its steps, which are most of the work."""
    customer = plan.customer
    next_step = plan.next_step
    cut_overs = sorted({one.cut_over for one in plan.subscriptions if one.cut_over})
    ends = [one.subscription.ends_on for one in plan.subscriptions if one.facts["intent"] != "keep"]
    sections = sections_view(plan.sections if steps else (), plan, voice, guidance.house)
    findings = findings_view(plan, guidance, voice)
    subscriptions = [_subscription(one, plan, guidance, voice) for one in plan.subscriptions]
    return {
        "id": customer.id,
        "name": voice.name(customer.name),
        "title": front_matter(customer.name[voice.language]),
        "css_name": word(css_string(customer.name[voice.language])),
        "tax_id": customer.customer.tax_id,
        "domain": customer.tenant.domain,
        "tenant_id": customer.tenant.id,
        "country": voice.country(customer.tenant.country),
        "partner": voice.name(customer.taker.name),
        "partner_tax_id": customer.taker.tax_id,
        "partner_id": customer.taker.partner_id,
        "sellers": seller_names(plan, voice),
        "seller_ids": seller_names(plan, voice.first),
        "status": Token(plan.status),
        "status_name": voice.label("status", plan.status),
        "blocked": plan.status == "blocked",
        "done": plan.status == "done",
        "fingerprint": Token(plan.fingerprint),
        "css_fingerprint": word(css_string(plan.fingerprint)),
        "as_of": voice.date(plan.as_of),
        "guidance": Token(plan.guidance),
        "notes": voice.text(customer.notes) if customer.notes else None,
        "situation": _situation(plan, voice),
        "moving": sum(one.new is not None for one in plan.subscriptions),
        "seats": plan.new_seats,
        "first_cut_over": voice.date(cut_overs[0]) if cut_overs else None,
        "cut_overs": [voice.date(day) for day in cut_overs],
        "later_cut_overs": len(cut_overs[1:]),
        "last_cut_over": voice.date(cut_overs[-1]) if cut_overs else None,
        # What ended before the plan's day and is not renewed leaves nothing to do on its day.
        "cut_over_open": any(
            plan.cut_over_sections[day].open_ids for day in cut_overs[:1] if day in plan.cut_over_sections
        ),
        "first_end": voice.date(min(ends)) if ends else None,
        "next": step_brief(next_step, plan, voice) if next_step else None,
        "counts": plan.finding_kinds,
        "findings": findings,
        "top_risks": listed(voice.label("formats", "semicolon"), (words(finding["title"]) for finding in findings[:3]))
        or Markup("–"),
        "subscriptions": subscriptions,
        "decisions": decisions_view(subscriptions, voice),
        "freezes": [
            {
                "first": voice.date(freeze.first),
                "last": voice.date(freeze.last),
                "name": voice.name(freeze.name) if freeze.name else voice.label("freeze", freeze.kind),
            }
            for freeze in customer.freezes
        ],
        "contacts": _contacts(customer.contacts, "customer", voice)
        + _contacts(customer.taker.contacts, "partner", voice),
        "sections": sections,
        "irreversible": [step for section in sections for step in section["steps"] if step["irreversible"]],
        "progress": counts_view(plan.steps),
        "rechecks": [step for section in sections for step in section["steps"] if step["recheck"]],
        "totals": _totals(plan, voice),
        "urgent": [finding for finding in findings if finding["urgent"]],
        "later_rules": sum(day > plan.as_of for day in guidance.published_on.values()),
        "sources": _sources(plan, guidance, voice),
    }


def _situation(plan: Plan, voice: Voice) -> Markup:
    """What moves, stays and ends, in a sentence each; what is zero is not said."""
    intents = [one.facts["intent"] for one in plan.subscriptions]
    partner = voice.name(plan.customer.taker.name)
    labels = {"transfer": "moving", "keep": "staying", "retire": "ending"}
    values = {"partner": partner, "seats": plan.new_seats}
    return voice.sentences(
        voice.fill("overview", label, count=intents.count(intent), **values)
        for intent, label in labels.items()
        if intent in intents
    )


def findings_view(plan: Plan, guidance: Guidance, voice: Voice) -> list[View]:
    """Findings put together by kind; what is said of several subscriptions in the same words is said once."""
    kinds: dict[str, View] = {}
    country = plan.customer.tenant.country
    for found in plan.findings:
        values = {name: voice.value(name, value, country) for name, value in found.values.items()}
        finding = found.finding
        kind = kinds.setdefault(
            finding.id,
            {
                "id": finding.id,
                "level": finding.level,
                "level_name": voice.label("level", finding.level),
                "title": voice.say(finding.title, values),
                "policy": finding.policy,
                "house": house_view(guidance.house, "findings", finding.id, voice),
                "urgent": finding.urgent,
                "basis": list(finding.basis),
                "said": {},
            },
        )
        words = (voice.say(finding.text, values), voice.say(finding.way_out, values))
        kind["said"].setdefault(words, []).extend([found.subscription] if found.subscription else [])
    for kind in kinds.values():
        said = [
            {"text": text, "way_out": way_out, "subscriptions": about}
            for (text, way_out), about in kind["said"].items()
        ]
        kind["said"] = said
        kind["single"] = said[0] if len(said) == 1 else None
        kind["ways_out"] = list(dict.fromkeys(one["way_out"] for one in said))
        kind["count"] = sum(len(one["subscriptions"]) for one in said)
        kind["page"] = Markup("decisions.md")
    return list(kinds.values())


def _subscription(one: SubscriptionPlan, plan: Plan, guidance: Guidance, voice: Voice) -> View:
    subscription = one.subscription
    return {
        **change_view(one, voice),
        "ms_id": subscription.ms_id,
        "link": link(decision(one)),
        "seller": seller_name(one, voice),
        "channel": words(voice.label("channel", one.facts["channel"])),
        "commerce": words(voice.label("commerce", one.facts["commerce"])),
        "at_end": words(voice.label("at-end", subscription.at_end)),
        "ends_on": voice.date(subscription.ends_on),
        "ends_local": voice.end_of(subscription.ends_on, plan.customer.tenant.country),
        "provision_on": voice.date(one.provision_on) if one.provision_on else None,
        "cut_over": voice.date(one.cut_over) if one.cut_over else None,
        "days": _days(one, plan, voice),
        "state": words(voice.label("subscription-state", subscription.state)),
        "route": one.route.route,
        "route_id": one.route.id,
        "route_name": words(voice.say(one.route.name)),
        "route_why": voice.say(one.route.why),
        "route_basis": list(one.route.basis),
        "not_taken": _not_taken(one, guidance, voice),
        "mode": words(voice.label("mode", one.facts["mode"])),
        "change": words(voice.label("offer-change", one.facts["offer_change"])),
        "services": services(one.change, voice),
        "overlap_days": one.overlap_days,
        "gap_days": one.gap_days,
        "loss_days": one.loss_days,
        "loss": voice.money(one.costs.loss) if one.costs.loss else None,
        "overlap_cost": voice.money(one.costs.overlap) if one.costs.overlap else None,
        "reasons": [
            {
                "fact": words(voice.label("fact", reason.fact)),
                "value": words(voice.fact_value(reason.fact, reason.value)),
                "text": voice.say(reason.text),
                "basis": list(reason.basis),
            }
            for reason in one.reasons
        ],
    }


def _days(one: SubscriptionPlan, plan: Plan, voice: Voice) -> list[View]:
    """The days of a cut-over that a reader has to know, each with its name."""
    cut = one.cut
    if cut is None or one.facts["intent"] == "retire":
        return []
    named = {
        "earliest": cut.earliest,
        "recommended": cut.recommended,
        "request-by" if one.facts["moves_by"] == "request" else "last-safe": cut.by,
        "fallback": cut.fallback_on,
        "order-by": cut.order_by,
        "undo-until": one.undo_until,
    }
    country = plan.customer.tenant.country
    return [
        {"name": voice.label("word", name), "day": voice.value(name, day, country)}
        for name, day in named.items()
        if day
    ]


def _totals(plan: Plan, voice: Voice) -> View | None:
    """Licence-days and money over all subscriptions; None where nothing overlaps, is missing or is lost."""
    amounts = [*plan.overlap_costs, *plan.losses]
    if not (plan.overlap_seat_days or plan.gap_seat_days or amounts):
        return None
    return {
        "overlap_seat_days": plan.overlap_seat_days,
        "gap_seat_days": plan.gap_seat_days,
        "overlap_cost": [voice.money(one) for one in plan.overlap_costs],
        "loss": [voice.money(one) for one in plan.losses],
    }


def _not_taken(one: SubscriptionPlan, guidance: Guidance, voice: Voice) -> list[View]:
    """Every way that was not taken: what speaks against it, or since when it has been known."""
    known = {other.route.id: other for other in one.untaken}
    ways = []
    for route in guidance.routes:
        if route.id == one.route.id:
            continue
        other = known.get(route.id)
        against = other.against if other else ()
        ways.append(
            {
                "name": voice.say(route.name),
                "why_not": voice.say(route.why_not),
                "against": [
                    {"fact": words(voice.label("fact", fact)), "value": words(voice.fact_value(fact, value))}
                    for fact, value in against
                ],
                "published": voice.date(guidance.published(route)) if other is None else None,
                "basis": list(route.basis),
            }
        )
    return ways


def _contacts(contacts: Iterable[Contact], side: str, voice: Voice) -> list[View]:
    return [
        {
            "side": voice.label("owner", side),
            "role": voice.label("role", contact.role),
            "name": voice.text(contact.name),
            "phone": contact.phone,
            "email": contact.email,
        }
        for contact in contacts
    ]


def _sources(plan: Plan, guidance: Guidance, voice: Voice) -> list[View]:
    """The sources that this plan rests on, each with the clauses taken from it, in the order of the guidance."""
    used = {clause for step in plan.steps for clause in step.step.basis}
    used |= {clause for found in plan.findings for clause in found.finding.basis}
    used |= {clause for one in plan.subscriptions for clause in one.route.basis}
    cited: dict[str, list[View]] = {}
    for clause in guidance.clauses:
        if clause.id in used:
            told = {"id": clause.id, "confirm": clause.confidence == "confirm"}
            cited.setdefault(clause.source.id, []).append(told)
    pages = ((guidance.source(id_), clauses) for id_, clauses in cited.items())
    return [
        {"page": ours(page.page), "published": voice.date(page.published), "clauses": clauses}
        for page, clauses in pages
    ]
