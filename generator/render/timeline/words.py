"""How days are said in a picture and beside it, in every language at once. Knows plans, not what is drawn of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from markupsafe import Markup

from generator.model import Freeze
from generator.plan import Event, Plan
from generator.render.cells import words
from generator.render.phrases import listed
from generator.render.step_views import SHOWN_ROWS
from generator.render.timeline.picture import Words
from generator.render.voice import Voice
from generator.text import Pair, Token


def said(voice: Voice, make: Callable[[Voice], Markup]) -> Words:
    """What every language says, as plain text."""
    return Pair.of({own.language: words(make(own)) for own in voice.every})


def label(voice: Voice, key: str) -> Words:
    return said(voice, lambda own: own.label("timeline", key))


def short(day: date) -> Token:
    """A day without its year: the head of the picture has that."""
    return Token(day.isoformat()[5:])


def span(first: date, last: date, own: Voice) -> Markup:
    """Days in words: one day, or from one to another."""
    if first == last:
        return own.date(first)
    return own.fill("timeline", "days", first=own.date(first), last=own.date(last))


def marked(kind: str, day: date, voice: Voice) -> Words:
    """What a mark is, and its day in full."""
    return said(
        voice,
        lambda own: own.fill("timeline", "mark", name=own.label("timeline", kind), day=own.date(day)),
    )


def beside(kind: str, day: Token, voice: Voice) -> Words:
    """What stands beside a mark."""
    return said(voice, lambda own: own.fill("timeline", f"{kind}-on", day=day))


def told(event: Event, plan: Plan, voice: Voice) -> Words:
    """An event in a sentence that begins with its day."""
    return said(
        voice,
        lambda own: own.fill("timeline", "told", days=_when(event, plan, own), what=_what(event, own)),
    )


def freeze_name(freeze: Freeze, own: Voice) -> Markup:
    return own.name(freeze.name) if freeze.name else own.label("freeze", freeze.kind)


def _when(event: Event, plan: Plan, own: Voice) -> Markup:
    if event.moment:
        return own.moment(event.moment, plan.customer.tenant.country)
    return span(event.first, event.last, own)


def _what(event: Event, own: Voice) -> Markup:
    if event.freeze:
        return freeze_name(event.freeze, own)
    name = own.label("timeline", event.kind)
    if event.section and event.section.gate:
        gate = {"letter": Token(event.section.letter), "title": own.say(event.section.gate.title)}
        return own.fill("timeline", "gate-of", name=name, **gate)
    return own.fill("timeline", "about", name=name, subjects=_subjects(event, own))


def _subjects(event: Event, own: Voice) -> Markup:
    """The subscriptions of an event: a few by their ids, many by their number."""
    if len(event.subjects) > SHOWN_ROWS:
        return own.fill("timeline", "count", count=len(event.subjects))
    return listed(own.label("formats", "comma"), (one.id for one in event.subjects))
