"""The rows of a customer's picture: its phases, and its subscriptions old and new. Knows not where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from generator.plan import Plan, Section, SubscriptionPlan
from generator.plan.days import Cut
from generator.render.phrases import joined, listed
from generator.render.timeline.axis import DAY
from generator.render.timeline.picture import Bar, Line, Mark, Track, Words
from generator.render.timeline.words import beside, marked, said, short, span
from generator.render.voice import Voice
from generator.text import Pair, Token

HALF_COVERED = 7
"""How far a gate keeps from the cut-over on the same day: enough to be seen, too little to look like another day."""


def phases(plan: Plan, cut_overs: Sequence[date], voice: Voice) -> list[Track]:
    """A row for each phase; the first one of a cut-over's day has its mark."""
    firsts = {section.cut_over: section for section in reversed(plan.sections)}
    return [
        _phase(section, bool(section.cut_over in cut_overs and firsts[section.cut_over] is section), voice)
        for section in plan.sections
    ]


def subscriptions(plan: Plan, voice: Voice) -> list[Track]:
    """A row for each kind of subscription that does not stay: what has one way and the same days is in one."""
    alike: dict[tuple[Any, ...], list[SubscriptionPlan]] = {}
    for one in plan.subscriptions:
        if one.cut:
            key = (one.cut.on, one.old_end, one.cut, one.route.id, one.undo_until, one.overlap_days, one.gap_days)
            alike.setdefault(key, []).append(one)
    return [_subscriptions(key[2], alike[key], voice) for key in sorted(alike, key=lambda key: key[:2])]


def far_days(plan: Plan) -> Iterator[date]:
    """The days of subscriptions that may be too far away for the picture."""
    for one in plan.subscriptions:
        if one.cut:
            yield one.cut.old_end
            yield from [one.cut.fallback_on] if one.cut.fallback_on else []
            yield from [one.undo_until.date()] if one.undo_until else []


def _phase(section: Section, cuts_over: bool, voice: Voice) -> Track:
    """A phase from the first to the last day on which something is due, its cut-over and its gate."""
    first, last = min(step.due for step in section.steps), max(step.due for step in section.steps)
    marks = []
    if cuts_over and section.cut_over:
        marks.append(_mark("cut-over", section.cut_over, voice, sides=("left", "right")))
    if section.gate:
        marks.append(_mark("gate", last, voice, apart=HALF_COVERED))
    done = sum(not step.is_open for step in section.steps)
    return Track(
        (said(voice, lambda own: _phase_name(section, own)),),
        said(
            voice,
            lambda own: own.fill(
                *("timeline", "phase"),
                name=_phase_name(section, own),
                days=span(first, last, own),
                done=done,
                count=len(section.steps),
            ),
        ),
        (Line((Bar(str(section.phase.id), first, last),), tuple(marks), () if section.gate else (_plain(last),)),),
        done=done == len(section.steps),
    )


def _phase_name(section: Section, own: Voice) -> Markup:
    return joined(Markup("{} {}"), Token(section.letter), own.say(section.phase.title))


def _subscriptions(cut: Cut, together: Sequence[SubscriptionPlan], voice: Voice) -> Track:
    """What is old above, what is new below: between them one sees what overlaps, and what is missing.

    A request changes nothing but the seller: what is old goes over on its day, and a thin line leads to its end.
    """
    first = together[0]
    asked = first.facts["moves_by"] == "request"
    old = [Bar("old", None, min(cut.old_end, cut.on - DAY) if asked else cut.old_end)]
    if asked and cut.on <= cut.old_end:
        old.append(Bar("term", cut.on, cut.old_end))
    new = [Bar("new", cut.on, None)] if first.new else []
    return Track(
        (said(voice, lambda own: _offers(together, own)), Pair.same(", ".join(one.id for one in together))),
        said(voice, lambda own: _way(together, own)),
        (
            Line(tuple(old), tuple(_old_marks(first, cut, voice))),
            Line(tuple(new), tuple(_new_marks(first, cut, voice))),
        ),
        tuple(_zones(first, cut, voice)),
    )


def _old_marks(one: SubscriptionPlan, cut: Cut, voice: Voice) -> Iterator[Mark]:
    if cut.fallback_on:
        yield Mark("fallback", cut.fallback_on, marked("fallback", cut.fallback_on, voice))
    yield _mark("old-end", one.old_end, voice, far=beside("old-end", Token(one.old_end.isoformat()), voice))


def _new_marks(one: SubscriptionPlan, cut: Cut, voice: Voice) -> Iterator[Mark]:
    if one.facts["intent"] != "retire":
        yield _mark("cut-over", cut.on, voice, sides=("left", "right"))
    if one.undo_until:
        day = one.undo_until.date()
        yield Mark("undo-until", day, marked("undo-until", day, voice))


def _zones(one: SubscriptionPlan, cut: Cut, voice: Voice) -> Iterator[Bar]:
    """The days on which both are active, or neither."""
    if one.overlap_days and cut.on <= cut.old_end:
        yield Bar("overlap", cut.on, cut.old_end, _counted("overlap-days", one.overlap_days, voice))
    if one.gap_days and cut.old_end < cut.on:
        yield Bar("gap", cut.old_end + DAY, cut.on - DAY, _counted("gap-days", one.gap_days, voice))


def _mark(kind: str, day: date, voice: Voice, **more: Any) -> Mark:
    """A mark with its word and its day beside it, or its day alone."""
    return Mark(kind, day, marked(kind, day, voice), (beside(kind, short(day), voice), _plain(day)), **more)


def _plain(day: date) -> Words:
    return Pair.same(str(short(day)))


def _counted(key: str, days: int, voice: Voice) -> Words:
    return said(voice, lambda own: own.fill("timeline", key, count=days))


def _offers(together: Sequence[SubscriptionPlan], own: Voice) -> Markup:
    """What the subscriptions of a row are: their offer, where it is one, and how many they are."""
    offers = {one.old.key: one.old.offer or one.old.key for one in together}
    if len(offers) > 1:
        return own.fill("timeline", "count", count=len(together))
    offer = own.offer(next(iter(offers.values())))
    return offer if len(together) == 1 else own.fill("timeline", "times", offer=offer, count=len(together))


def _way(together: Sequence[SubscriptionPlan], own: Voice) -> Markup:
    """All subscriptions of a row by their ids, and how they move."""
    ids = listed(own.label("formats", "comma"), (one.id for one in together))
    return own.fill("timeline", "way", ids=ids, route=own.say(together[0].route.name))
