"""An offer and a comparison of two, as text for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from generator.catalog import Catalog, LifeEvent, Offer, ServicePlan
from generator.render.offers import proposal_text
from generator.render.phrases import joined
from generator.render.voice import Voice
from generator.text import Text, Token

View = dict[str, Any]


def offer_view(offer: Offer, catalog: Catalog, voice: Voice) -> View:
    """Everything that is known of an offer, with its sources."""
    plans = catalog.products.plans_of(offer.guid)
    return {
        "id": offer.id,
        "name": offer.name,
        "rows": [{"name": name, "value": value} for name, value in _rows(offer, voice)],
        "successors": [proposal_text(one, voice) + _said_by(one.successor, voice) for one in catalog.proposals(offer)],
        "plans": _plans(plans or ()),
        "plan_count": len(plans or ()),
    }


def comparison_view(old: Token, new: Token, catalog: Catalog, voice: Voice) -> View:
    """How a new offer relates to an old one, both by any of their keys."""
    found = catalog.compare(old, new)
    known = [] if found.lost is None or found.gained is None else [("lost", found.lost), ("gained", found.gained)]
    decided = found.equivalent
    return {
        "old": _titled(old, catalog),
        "new": _titled(new, catalog),
        "kind": voice.label("offer-change", found.kind),
        "why": voice.say(decided.why) + voice.fill("formats", "paren", text=decided.source) if decided else None,
        "parts": [
            {"name": voice.label("offer", name), "count": len(plans), "plans": _plans(plans)}
            for name, plans in known
            if found.kind != "same"
        ],
        "unknown": found.kind != "same" and not known,
        "identical": found.kind != "same" and found.lost == found.gained == (),
    }


def _rows(offer: Offer, voice: Voice) -> Iterator[tuple[Markup, Markup]]:
    label = voice.labels["catalog"]
    yield label["guid"], Markup.escape(offer.guid)
    yield label["kind"], label[f"kind-{offer.kind}"]
    for name in ("legacy_offers", "new_commerce"):
        if keys := getattr(offer, name):
            yield label[name.replace("_", "-")], Markup(", ").join(keys)
    for former in offer.formerly:
        until = voice.fill("catalog", "until", day=former.until) if former.until else Markup()
        yield label["formerly"], Markup.escape(former.name) + until + _said_by(former, voice)
    for event in offer.lifecycle:
        yield label[f"life-{event.event}"], _life(event, voice) + _said_by(event, voice)
    for name in ("seat_cap", "one_per_customer", "trial", "free", "listed"):
        if getattr(offer, name):
            yield label["mark"], label[name.replace("_", "-")]


def _life(event: LifeEvent, voice: Voice) -> Markup:
    said = [voice.fill("catalog", "since", day=voice.date(event.since)) if event.since else None]
    said += [voice.fill("catalog", "until-day", day=voice.date(event.until))] if event.until else []
    said += [voice.fill("catalog", "markets", markets=Markup(", ").join(event.markets))] if event.markets else []
    said += [voice.label("catalog", "net-new")] if event.net_new else []
    return voice.label("formats", "comma").join(filter(None, said)) or voice.label("catalog", "day-unknown")


def _said_by(row: Any, voice: Voice) -> Markup:
    """Who says so, in brackets; how good that is, where it is not a page of Microsoft's."""
    source = Markup.escape(row.source)
    if row.evidence != "microsoft":
        source += voice.label("formats", "semicolon") + voice.label("catalog", f"evidence-{row.evidence}")
    return voice.fill("formats", "paren", text=source)


def _plans(plans: Sequence[ServicePlan]) -> list[dict[str, Text]]:
    return [{"title": plan.title, "name": plan.name} for plan in plans]


def _titled(key: Token, catalog: Catalog) -> Markup:
    offer = catalog.find(key)
    return joined(Markup("{} ({})"), offer.name, offer.id) if offer else Markup.escape(key)
