"""Offers and service plans in a sentence: what takes an offer's place, and what would be missing then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from generator.catalog import Difference, Offer, Proposal, ServicePlan
from generator.render.phrases import listed
from generator.text import Token

if TYPE_CHECKING:
    from generator.render.voice import Voice

_MOST_PLANS, _MOST_OF_A_PROPOSAL = 10, 3
"""So many service plans are named in a sentence; the rest is counted, and listed where the decision is told."""


def several(values: Sequence[Offer | Token | Proposal | ServicePlan], voice: Voice) -> Markup:
    """Offers, proposals or service plans, one after the other."""
    plans = [one for one in values if isinstance(one, ServicePlan)]
    if plans:
        return plan_names(plans, _MOST_PLANS, voice)
    if any(isinstance(one, Proposal) for one in values):
        said = (proposal_text(one, voice) for one in values if isinstance(one, Proposal))
        return listed(voice.label("formats", "semicolon"), said)
    return listed(Markup(", "), (voice.offer(one) for one in values if isinstance(one, (Offer, Token))))


def services(change: Difference | None, voice: Voice) -> list[tuple[Markup, Markup]]:
    """All service plans lost and gained by another offer, each under its name; nothing where they are not known."""
    if change is None or change.kind == "same" or change.lost is None or change.gained is None:
        return []
    none = voice.label("offer", "no-service")
    return [
        (voice.label("offer", name), plan_names(plans, len(plans), voice) or none)
        for name, plans in (("lost", change.lost), ("gained", change.gained))
    ]


def plan_names(plans: Sequence[ServicePlan], most: int, voice: Voice) -> Markup:
    """The titles of service plans, those beyond ``most`` as a number."""
    titles = listed(voice.label("formats", "comma"), (Markup.escape(plan.title) for plan in plans[:most]))
    rest = len(plans) - most
    return voice.fill("offer", "and-more", listed=titles, count=rest) if rest > 0 else titles


def proposal_text(proposal: Proposal, voice: Voice) -> Markup:
    """An offer and what is bought with it; in brackets what its source says and what the product list shows."""
    named = listed(Markup(" + "), (voice.offer(one) for one in (proposal.offer, *proposal.add)))
    remarks = [voice.say(proposal.successor.note)] if proposal.successor.note else []
    if proposal.lost:
        services = plan_names(proposal.lost, _MOST_OF_A_PROPOSAL, voice)
        remarks.append(voice.fill("offer", "lacks", services=services))
    elif proposal.lost is not None:
        remarks.append(voice.label("offer", "keeps-all"))
    text = listed(voice.label("formats", "semicolon"), remarks)
    return named + voice.fill("formats", "paren", text=text) if remarks else named
