"""What the portfolio's calendar page prints: load per week, freezes, conflicts and waves, in one language.

Says what the portfolio found; knows how its lines lead to customers' pages, and decides nothing about days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from generator.guidance import Guidance
from generator.plan import Clash, Course, Mention, Part, Pause, Portfolio, Wave, Week
from generator.plan.conflicts import BLOCKED_WITHIN
from generator.plan.portfolio import CUT_OVERS_A_DAY
from generator.plan.waves import week_id
from generator.render.paging import CONFLICTS, CUSTOMERS, WAVES
from generator.render.places import link
from generator.render.timeline import Row, portfolio_timeline
from generator.render.voice import Voice
from generator.text import Pair, Text, Token, linked, ours, unmarked

View = dict[str, Any]

SHOWN_CUSTOMERS = 8
"""How many customers a cell names before it counts the rest: a thousand customers have a line a week, too."""

SHOWN_IN_PICTURE = 40
"""How many customers the picture has, those that are cut over first; more would no longer be looked at."""

OF_MANY_CUSTOMERS, OF_MANY_IN_PICTURE = 2, 20
"""The same where there are more customers than a page has rows: every week is full then, the page is to stay light."""

_OURS, _THEIRS = "partner", "customer"


def calendar_view(portfolio: Portfolio, voice: Voice) -> View:
    """The whole page; ``counts`` is None where nothing is left to be cut over."""
    courses, clashes = portfolio.courses(), portfolio.clashes()
    are_many = CUSTOMERS.is_long(courses)
    in_picture = OF_MANY_IN_PICTURE if are_many else SHOWN_IN_PICTURE
    named = OF_MANY_CUSTOMERS if are_many else SHOWN_CUSTOMERS
    return {
        "counts": _counts(courses, voice) if courses else None,
        "picture": portfolio_timeline([_row(course, voice) for course in courses[:in_picture]], voice),
        "not_in_picture": max(0, len(courses) - in_picture),
        "weeks": [_week(week, named, voice) for week in portfolio.weeks()],
        "freezes": [
            {
                "days": _days(freeze, voice),
                "name": voice.name(freeze.name) if freeze.name else None,
                "kind": voice.label("freeze", freeze.kind),
                "customers": _customers(mentions, voice),
            }
            for freeze, mentions in portfolio.freezes()
        ],
        "conflict_count": len(clashes),
        "limits": {"customers": CUT_OVERS_A_DAY, "days": BLOCKED_WITHIN.days},
        "conflicts": [] if CONFLICTS.is_long(clashes) else [_conflict(clash, voice) for clash in clashes],
    }


def conflicts_view(clashes: Sequence[Clash], number: int, voice: Voice) -> View:
    """A page of all conflicts, where they are too many for the calendar's own."""
    shown = [_conflict(clash, voice) for clash in CONFLICTS.on_page(number, clashes)]
    return {"conflicts": shown, "paging": CONFLICTS.view(number, clashes, voice)}


def waves_view(waves: Sequence[Wave], number: int, guidance: Guidance, voice: Voice) -> View:
    """A page of all waves."""
    lead = _waves_lead(guidance.number("transfer-request-items"), voice)
    shown = [_wave(wave, voice) for wave in WAVES.on_page(number, waves)]
    return {"lead": lead, "waves": shown, "paging": WAVES.view(number, waves, voice)}


def _counts(courses: Sequence[Course], voice: Voice) -> View:
    days = [day for course in courses for day in course.days.cut_overs]
    first, last = voice.date(min(days)), voice.date(max(days))
    return {"customers": len(courses), "cut_overs": len(days), "first": first, "last": last}


def _row(course: Course, voice: Voice) -> Row:
    """A row of the picture; its link is followed by a browser, not by MkDocs."""
    days = course.days
    return Row(
        name=voice.name(course.mention.name),
        link=ours(f"customers/{course.mention.customer}/index.html"),
        first=days.first,
        cut_overs=days.cut_overs,
        ends=days.ends,
        last=days.last,
        freezes=days.freezes,
        conflict=days.in_freeze,
    )


def _week(week: Week, named: int, voice: Voice) -> View:
    steps = week.steps
    return {
        "name": _week_name(week.monday, voice),
        "cut_overs": len(week.cut_overs),
        "customers": _customers(week.cut_overs, voice, shown=named),
        "ours": steps[_OURS],
        "theirs": steps[_THEIRS],
        "others": steps.total() - steps[_OURS] - steps[_THEIRS],
        "late": week.late,
        "ends": week.ends,
        "fallbacks": week.fallbacks,
        "frozen": week.frozen,
    }


def _conflict(clash: Clash, voice: Voice) -> View:
    said: View = {"limit": CUT_OVERS_A_DAY, "count": len(clash.mentions), "days": BLOCKED_WITHIN.days}
    said["partner"] = voice.name(clash.taker) if clash.taker else Markup()
    said["freeze"] = _freeze_name(clash.freeze, voice) if clash.freeze else Markup()
    return {
        "day": voice.date(clash.day),
        "text": voice.fill("calendar", f"conflict-{clash.kind}", **said),
        "customers": _customers(clash.mentions, voice, marked=clash.kind != "blocked"),
    }


def _waves_lead(most: int | None, voice: Voice) -> Markup:
    """What a wave is, and how many subscriptions a request holds where that is known."""
    said = [voice.label("calendar", "waves-lead")]
    return voice.sentences(said + ([voice.fill("calendar", "waves-items", count=most)] if most else []))


def _wave(wave: Wave, voice: Voice) -> View:
    routes = wave.routes
    return {
        "id": wave.id,
        "week": _week_name(wave.monday, voice),
        "seller": _seller(wave.seller, voice),
        "customers": _customers([_mention(part) for part in wave.parts], voice),
        "subscriptions": sum(routes.values()),
        "seats": sum(part.seats for part in wave.parts),
        "routes": [_by_route(route, count, len(routes) == 1, voice) for route, count in routes.items()],
        "requests": sum(part.requests for part in wave.parts),
        "fallback_on": voice.date(wave.fallback_on) if wave.fallback_on else None,
    }


def _by_route(route: str, count: int, alone: bool, voice: Voice) -> Markup:
    """How many move by a route; where it is the only one the wave's own number says it."""
    name = voice.fact_value("route", route)
    return name if alone else voice.fill("calendar", "by-route", route=name, count=count)


def _seller(seller: Pair[Text] | Token, voice: Voice) -> Markup:
    """The name; where no file has one, what the channel tells of it."""
    if isinstance(seller, Pair):
        return voice.name(seller)
    told = voice.seller(seller)
    name = voice.label("calendar", "unnamed") if told == voice.label("seller", "unknown") else told
    return name + voice.fill("formats", "paren", text=voice.label("channel", seller))


def _week_name(monday: date, voice: Voice) -> Markup:
    number = Token(week_id(monday).partition("-")[2])
    return voice.fill("calendar", "week-name", day=Token(monday.isoformat()), number=number)


def _freeze_name(freeze: Pause, voice: Voice) -> Markup:
    """What it is called and its days."""
    name = voice.name(freeze.name) if freeze.name else voice.label("freeze", freeze.kind)
    return voice.fill("calendar", "freeze-of", name=name, days=_days(freeze, voice))


def _days(freeze: Pause, voice: Voice) -> Markup:
    return voice.fill("calendar", "from-to", first=voice.date(freeze.first), last=voice.date(freeze.last))


def _customers(mentions: Sequence[Mention], voice: Voice, *, marked: bool = True, shown: int = SHOWN_CUSTOMERS) -> View:
    """Each customer once, the first ones by name with a link to the place in question, and whether it is blocked."""
    once: dict[Token, Mention] = {}
    for mention in mentions:
        once.setdefault(mention.customer, mention)
    return {
        "named": [
            {"name": voice.name(mention.name), "link": _link(mention), "blocked": marked and mention.blocked}
            for mention in list(once.values())[:shown]
        ],
        "more": max(0, len(once) - shown),
    }


def _link(mention: Mention) -> Markup:
    page = link(mention.place) if mention.place else "index.md"
    return linked(unmarked(f"customers/{mention.customer}/{page}"))


def _mention(part: Part) -> Mention:
    return Mention(part.customer, part.name, part.blocked, part.place)
