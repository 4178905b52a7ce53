"""What the page "rules over time" prints: every clause and every value of a dated fact by the day it became known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from markupsafe import Markup

from generator.guidance import Guidance
from generator.guidance.rows import Clause, DatedFact, DatedValue
from generator.render.house import house_view
from generator.render.voice import Voice
from generator.text import Token, ours

View = dict[str, Any]

_DAY = timedelta(days=1)


def rules_view(guidance: Guidance, voice: Voice) -> list[View]:
    """The years, each with its rules in the order of their publication."""
    clauses = (
        (guidance.source(clause.source.id).published, _clause(clause, guidance, voice))
        for clause in guidance.clauses
        if clause.kind != "heading"
    )
    values = ((value.known, _value(fact, value, guidance, voice)) for fact in guidance.facts for value in fact.values)
    rows = sorted((*clauses, *values), key=lambda row: row[0])
    return [
        {
            "year": Token(str(year)),
            "rules": [{"published": voice.date(day), **view} for day, view in published],
        }
        for year, published in groupby(rows, key=lambda row: row[0].year)
    ]


def latest(guidance: Guidance) -> tuple[date, date]:
    """The last publication among the rules, and the last day on which one was checked."""
    known = [source.published for source in guidance.sources]
    known += [value.known for fact in guidance.facts for value in fact.values]
    checked = [clause.checked for clause in guidance.clauses]
    checked += [value.checked for fact in guidance.facts for value in fact.values]
    return max(known), max(checked)


def value_view(fact: DatedFact, value: DatedValue, voice: Voice) -> View:
    """One value of a dated fact: what it says, what it holds for, where it comes from and how sure it is."""
    return {
        "known": voice.date(value.known),
        "checked": voice.date(value.checked),
        "source": ours(value.source),
        "says": _says(value, voice),
        "holds": voice.label("formats", "comma").join(_holds_for(fact, value, voice)),
        "note": voice.say(value.note) if value.note else None,
        "policy": value.policy,
        "confirm": value.confidence == "confirm",
        "replaced": is_replaced(fact, value),
        "groups": [
            {"id": group, "countries": [voice.country(country) for country in countries]}
            for group, countries in (value.groups or {}).items()
        ],
    }


def is_replaced(fact: DatedFact, value: DatedValue) -> bool:
    """Whether values that became known later hold for every event that this one holds for."""
    later = [
        other
        for other in fact.values
        if other.known > value.known
        and (not other.channels or (value.channels and set(value.channels) <= set(other.channels)))
        and other.commerce in (None, value.commerce)
        and (other.term_since is None or (value.term_since is not None and other.term_since <= value.term_since))
    ]
    open_from = value.since or date.min
    for other in sorted(later, key=lambda one: one.since or date.min):
        if (other.since or date.min) > open_from:
            return False
        if other.until is None or (value.until is not None and other.until >= value.until):
            return True
        open_from = max(open_from, other.until + _DAY)
    return False


def _clause(clause: Clause, guidance: Guidance, voice: Voice) -> View:
    return {
        "name": Token(clause.id),
        "house": house_view(guidance.house, "clauses", clause.id, voice),
        "link": ours(f"guidance.md#{clause.id}"),
        "says": voice.say(clause.text),
        "source": ours(clause.source.id),
        "holds": Markup("–"),
        "confirm": clause.confidence == "confirm",
        "policy": False,
        "replaced": False,
        "changed_by": list(clause.changed_by),
    }


def _value(fact: DatedFact, value: DatedValue, guidance: Guidance, voice: Voice) -> View:
    view = value_view(fact, value, voice)
    colon = voice.label("formats", "colon")
    says = Markup("{}{}{}").format(voice.say(fact.name), colon, view["says"]) if view["says"] else voice.say(fact.name)
    return view | {
        "name": Token(fact.id),
        "house": house_view(guidance.house, "facts", fact.id, voice),
        "link": ours(f"guidance/facts.md#fact-{fact.id}"),
        "says": voice.label("formats", "semicolon").join([says, *([view["note"]] if view["note"] else [])]),
        "holds": view["holds"] or voice.label("rules", "everything"),
        "changed_by": [],
    }


def _says(value: DatedValue, voice: Voice) -> Markup:
    """The number of a value with its unit; '' for a table or a day."""
    units = {"days": value.days, "hours": value.hours, "count": value.count, "percent": value.percent}
    said = [voice.fill("word", unit, count=number) for unit, number in units.items() if number is not None]
    if value.then is not None:
        said.append(voice.fact_value("end_rule", value.then))
    return voice.label("formats", "comma").join(said)


def _holds_for(fact: DatedFact, value: DatedValue, voice: Voice) -> Iterator[Markup]:
    """What a value holds for: channels, platform, days of the event and of the term's beginning."""
    yield from (voice.label("channel", channel) for channel in value.channels)
    if value.commerce:
        yield voice.label("commerce", value.commerce)
    bounds = {"from-date": value.since, "until-date": value.until}
    for label, day in bounds.items():
        if day:
            event = voice.label("event", fact.event)
            yield voice.fill("formats", "event-day", event=event, day=voice.fill("word", label, day=voice.date(day)))
    if value.term_since:
        day_since = voice.fill("word", "from-date", day=voice.date(value.term_since))
        yield voice.fill("formats", "event-day", event=voice.label("event", "term"), day=day_since)
