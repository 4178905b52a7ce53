"""The days of a plan, and those of all plans, as pictures. Knows what belongs into each, not where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

from markupsafe import Markup

from generator.model import Freeze
from generator.plan import Plan
from generator.render.cells import words
from generator.render.timeline import tracks
from generator.render.timeline.axis import DAY
from generator.render.timeline.drawing import drawn, in_language
from generator.render.timeline.picture import NAMES, Bar, Line, Mark, Picture, Track, Words
from generator.render.timeline.words import freeze_name, label, marked, said, short, span, told
from generator.render.voice import Voice
from generator.text import Pair

View = dict[str, Any]

MOST_ROWS = 40
"""Rows of a customer's picture, with those that say how many more there are."""

LEAST_ROWS = 14
"""Rows that subscriptions may take, however many phases there are."""

LEAST_REACH = 60
"""Days before and after the work on which an end has its place; what is farther away stands at the edge."""

LEGEND = (
    *("gate", "cut-over", "old-end", "fallback", "undo-until", "conflict", "ahead", "between", "behind"),
    *("old", "term", "new", "overlap", "gap", "freeze", "done"),
)
"""What is explained below a picture that has it, in this order."""


BESIDE = 17
"""How far a warning stands from the cut-over that it is about."""


@dataclass(frozen=True)
class Row:
    """A customer in the picture of all: its days, both ends inclusive, and whether a cut-over falls into a freeze.

    ``link``: the customer's page as a browser follows it; Markdown reads nothing in a picture.
    """

    name: Markup
    link: Markup
    first: date
    cut_overs: tuple[date, ...]
    ends: tuple[date, ...]
    last: date
    freezes: tuple[tuple[date, date], ...]
    conflict: bool


def timeline_view(plan: Plan, voice: Voice) -> View | None:
    """A customer's picture: phases, below them subscriptions; None where there is nothing to do."""
    if not plan.sections:
        return None
    picture: View = in_language(voice.latest.of(plan, "picture", lambda: drawn(_picture(plan, voice), voice)), voice)
    return picture


def _picture(plan: Plan, voice: Voice) -> Picture:
    shown = [event for event in plan.events if event.kind != "step"]
    cut_overs = [event.first for event in shown if event.kind == "cut-over"]
    phases = tracks.phases(plan, cut_overs, voice)
    subscriptions = tracks.subscriptions(plan, voice)
    above = _at_most(MOST_ROWS - min(LEAST_ROWS, len(subscriptions)), phases, "more-phases", voice)
    below = _at_most(MOST_ROWS - len(above), subscriptions, "more-subscriptions", voice)
    return Picture(
        id="timeline",
        title=label(voice, "title"),
        told=(*(track.said for track in phases), *(told(event, plan, voice) for event in shown)),
        tracks=(*above, *(replace(track, apart=number == 0) for number, track in enumerate(below))),
        bands=tuple(_band(freeze, voice) for freeze in plan.customer.freezes),
        days=_days_to_see([*(step.due for step in plan.steps), *cut_overs], tracks.far_days(plan)),
        legend={kind: label(voice, kind) for kind in LEGEND},
    )


def portfolio_timeline(rows: Sequence[Row], voice: Voice) -> View | None:
    """The picture of several customers, a row each; None where there are none."""
    if not rows:
        return None
    work = chain.from_iterable((row.first, *row.cut_overs, row.last) for row in rows)
    picture = Picture(
        id="portfolio",
        title=label(voice, "all"),
        told=tuple(_customer_told(number, row, voice) for number, row in enumerate(rows, start=1)),
        tracks=tuple(_customer(row, voice) for row in rows),
        bands=(),
        days=_days_to_see(work, chain.from_iterable(row.ends for row in rows)),
        legend={kind: label(voice, kind) for kind in LEGEND},
        names=NAMES,  # they come in one language: what they need would differ
    )
    shown: View = in_language(drawn(picture, voice), voice)
    return shown


def _days_to_see(work: Iterable[date], others: Iterable[date]) -> tuple[date, ...]:
    """The days of the work, and of the others those that are not so far away that the work would become a dot."""
    days = sorted(work)
    reach = max(LEAST_REACH, 3 * (days[-1] - days[0]).days)
    return (*days, *(day for day in others if days[0] - LEAST_REACH * DAY <= day <= days[-1] + reach * DAY))


def _at_most(most: int, tracks: list[Track], key: str, voice: Voice) -> list[Track]:
    """The first rows, and one that says how many there are besides."""
    if len(tracks) <= most:
        return tracks
    more = said(voice, lambda own: own.fill("timeline", key, count=len(tracks) - most + 1))
    return [*tracks[: most - 1], Track((more,), more)]


def _band(freeze: Freeze, voice: Voice) -> tuple[Bar, Words]:
    """A freeze as high as all rows, and what stands below it."""
    days = {"first": short(freeze.first), "last": short(freeze.last)}
    name = said(voice, lambda own: own.fill("timeline", "freeze-on", name=freeze_name(freeze, own), **days))
    return _freeze(freeze.first, freeze.last, lambda own: freeze_name(freeze, own), voice), name


def _freeze(first: date, last: date, name: Callable[[Voice], Markup], voice: Voice) -> Bar:
    words_of = said(voice, lambda own: own.fill("timeline", "mark", name=name(own), day=span(first, last, own)))
    return Bar("freeze", first, last, words_of)


# ---- All customers -------------------------------------------------------------------------------------------------


def _customer(row: Row, voice: Voice) -> Track:
    """A customer from its first day to its last, with all its cut-overs named beside it."""
    marks = [Mark("old-end", day, marked("old-end", day, voice)) for day in row.ends]
    marks += [Mark("cut-over", day, marked("cut-over", day, voice)) for day in row.cut_overs]
    marks += [Mark("conflict", day, marked("conflict", day, voice), apart=BESIDE) for day in _in_freeze(row)]
    name = words(row.name)
    return Track(
        (Pair.same(name),),
        said(voice, lambda own: own.fill("timeline", "mark", name=name, day=span(row.first, row.last, own))),
        (Line(tuple(_bars(row)), tuple(marks), tuple(_cut_overs(row, voice))),),
        tuple(_freeze(*days, lambda own: own.label("timeline", "freeze"), voice) for days in row.freezes),
        link=row.link,
    )


def _bars(row: Row) -> Iterator[Bar]:
    """Before the first cut-over, from the first to the last one, and after it."""
    if not row.cut_overs:
        yield Bar("ahead", row.first, row.last)
        return
    first, last = min(row.cut_overs), max(row.cut_overs)
    yield Bar("ahead", row.first, first - DAY)
    yield Bar("between", first, last)
    yield Bar("behind", last + DAY, row.last)


def _cut_overs(row: Row, voice: Voice) -> Iterator[Words]:
    """The days of the cut-overs: all with a word, all, the first and the last one, or the first."""
    days = [short(day) for day in sorted(row.cut_overs)]
    if days:
        listed = ", ".join(days)
        yield said(voice, lambda own: own.fill("timeline", "cut-over-on", day=listed))
        yield Pair.same(listed)
        yield Pair.same(f"{days[0]} – {days[-1]}")
        yield Pair.same(f"{days[0]} …")


def _in_freeze(row: Row) -> list[date]:
    """The cut-overs inside a freeze; where only the caller knows which, the first one."""
    if not row.conflict:
        return []
    frozen = [day for day in row.cut_overs if any(first <= day <= last for first, last in row.freezes)]
    return frozen or [*row.cut_overs[:1]]


def _customer_told(number: int, row: Row, voice: Voice) -> Words:
    """A customer in one line; what it has none of is left out."""

    def line(own: Voice) -> Markup:
        days = {
            "cut-over": [own.date(day) for day in row.cut_overs],
            "conflict": [own.date(day) for day in _in_freeze(row)],
            "old-end": [own.date(day) for day in row.ends],
            "freeze": [span(first, last, own) for first, last in row.freezes],
        }
        comma, semicolon = own.label("formats", "comma"), own.label("formats", "semicolon")
        parts = [
            own.fill("timeline", "mark", name=own.label("timeline", kind), day=comma.join(several))
            for kind, several in days.items()
            if several
        ]
        what = semicolon.join([span(row.first, row.last, own), *parts])
        return own.fill("timeline", "customer", number=number, name=words(row.name), days=what)

    return said(voice, line)
