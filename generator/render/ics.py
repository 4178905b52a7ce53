"""Calendar files (RFC 5545): a plan's days with reminders. Knows what calendar programs want, no template and no page.

What a program does with a second file decides about names and numbers. The UID comes from the customer and the event
alone: a day that moved, the other language and the calendar of all customers replace the event and never double it.
DTSTAMP and SEQUENCE are the day of the plan, so that a later plan wins whatever the order of the imports; two plans of
one day are equal to a program that asks. What a plan no longer has stays in a calendar that was imported, and goes from
one that was subscribed to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import chain

from markupsafe import Markup

from generator.plan import Event, Plan, SubscriptionPlan, events
from generator.plan.events import KINDS
from generator.render.phrases import joined, listed
from generator.render.places import event_place, html_link
from generator.render.step_views import View, change_view
from generator.render.step_words import step_told
from generator.render.voice import Voice
from generator.text import Token, plain, terminal

DAYS_AHEAD: Mapping[str, tuple[int, ...]] = {
    "freeze": (),
    "step": (1,),
    "gate": (1,),
    "cut-over": (14, 7, 3, 1),
    "fallback": (3, 1),
    "order-by": (3, 1),
    "undo-until": (3, 1),
    "old-end": (7, 1),
}
"""How many days before an event its reminders ring."""

IN_THE_MORNING = timedelta(hours=9)
"""When a reminder of a whole day rings: midnight, from which such a day is counted, is no time for anybody."""

LAST_CALL = timedelta(hours=16)
"""How long before a moment its last reminder rings: for the 08:00 of Taipei in the afternoon before, not at night."""

OF_BLOCKED = ("freeze", "old-end")
"""What a blocked plan still tells: nobody is reminded to carry it out, but what ends, ends."""

_ENDED = "\r\n"
_OCTETS = 75  # of a line, its end not counted
_NOTHING = (  # RFC 5545 wants one component at least: an empty calendar tells what UTC is
    *("BEGIN:VTIMEZONE", "TZID:UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0000"),
    *("TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE"),
)
_ESCAPES = str.maketrans({mark: f"\\{mark}" for mark in "\\;,"})


def customer_calendar(plan: Plan, voice: Voice, address: str) -> str:
    """Every open day of one customer as a whole file; ``address``: the site's, ending in ``/``, or ''."""
    told = _told(plan, KINDS)
    steps = {event.step.key: step_told(event.step, plan, voice) for event in told if event.step}
    name = voice.fill("ics", "calendar", customer=voice.name(plan.customer.name))
    return _calendar(name, (_event(event, plan, voice, address, steps) for event in told))


class AllCalendars:
    """One calendar per language over all customers, of key days without the single steps; plans pass by one by one."""

    def __init__(self, voices: Mapping[str, Voice], address: str) -> None:
        self._voices = voices
        self._address = address
        self._events: dict[str, list[tuple[date, int, str, str, str]]] = {language: [] for language in voices}

    def take(self, plan: Plan) -> None:
        """Keeps the plan's key days as lines; the plan itself can go."""
        for event in _told(plan, [kind for kind in KINDS if kind != "step"]):
            place = (event.first, KINDS.index(event.kind), str(plan.customer.id), event.id)
            for language, voice in self._voices.items():
                self._events[language].append((*place, _event(event, plan, voice, self._address, {})))

    def text(self, language: str) -> str:
        """The whole file, by days, whatever the order in which the plans came."""
        name = self._voices[language].label("ics", "calendar-of-all")
        return _calendar(name, (lines for *_, lines in sorted(self._events[language])))


def _told(plan: Plan, kinds: Iterable[str]) -> list[Event]:
    """The events of these kinds that still lie before somebody."""
    shown = set(kinds) & set(OF_BLOCKED) if plan.status == "blocked" else set(kinds)
    ahead = (event for event in events(plan) if event.kind in shown and not event.done)
    return [event for event in ahead if event.last >= plan.as_of]


def _calendar(name: Markup, told: Iterable[str]) -> str:
    head = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//csp-runbooks//runbooks//EN", "CALSCALE:GREGORIAN"),
        *("METHOD:PUBLISH", f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}"),
    ]
    return _lines(head) + ("".join(told) or _lines(_NOTHING)) + _lines(["END:VCALENDAR"])


def _event(event: Event, plan: Plan, voice: Voice, address: str, steps: Mapping[str, View]) -> str:
    """One VEVENT as lines; ``steps``: what pages print of the plan's steps, by key."""
    step = steps[event.step.key] if event.step else None
    what = voice.fill("ics", "summary", what=_what(event, voice, step), customer=voice.name(plan.customer.name))
    summary = _text(voice.fill("ics", "blocked", what=what) if plan.status == "blocked" else what)
    page = f"{address}{voice.language}/customers/{plan.customer.id}/{html_link(event_place(event, plan))}"
    said = [*_description(event, plan, voice, step), *([Markup.escape(page)] if address else [])]
    return _lines(
        [
            "BEGIN:VEVENT",
            f"UID:{_uid(event, plan)}",
            f"DTSTAMP:{_day(plan.as_of)}T000000Z",
            f"SEQUENCE:{plan.as_of.toordinal()}",
            *_when(event),
            f"SUMMARY:{summary}",
            f"DESCRIPTION:{_text(Markup('<br>').join(said))}",
            f"CATEGORIES:{_text(voice.label('ics', event.kind))}",
            f"TRANSP:{'OPAQUE' if event.kind == 'cut-over' else 'TRANSPARENT'}",
            *([f"URL:{page}"] if address else []),
            *_alarms(event, plan, summary),
            "END:VEVENT",
        ]
    )


def _uid(event: Event, plan: Plan) -> str:
    digest = hashlib.sha256(f"{plan.customer.id}/{event.id}".encode()).hexdigest()
    return f"{digest[:32]}@csp-runbooks.invalid"


def _when(event: Event) -> Iterator[str]:
    """A moment in UTC, or whole days without a time zone; DTEND is the day after the last."""
    if event.moment:
        yield f"DTSTART:{_day(event.moment)}T{event.moment:%H%M%S}Z"
    else:
        yield f"DTSTART;VALUE=DATE:{_day(event.first)}"
        yield f"DTEND;VALUE=DATE:{_day(event.last + timedelta(days=1))}"


def _alarms(event: Event, plan: Plan, summary: str) -> Iterator[str]:
    """The reminders, the earliest first; those that would have rung before the plan was made are left out."""
    days = [timedelta(days=days) for days in DAYS_AHEAD[event.kind]]
    ahead = [*days, LAST_CALL] if event.moment else [day - IN_THE_MORNING for day in days]
    start = event.moment or datetime.combine(event.first, datetime.min.time())
    for before in ahead:
        if (start - before).date() >= plan.as_of:
            alarm = (f"TRIGGER:-{_duration(before)}", "ACTION:DISPLAY", f"DESCRIPTION:{summary}")
            yield from ("BEGIN:VALARM", *alarm, "END:VALARM")


def _what(event: Event, voice: Voice, step: View | None) -> Markup:
    """What happens, in a few words."""
    if step:
        return joined(Markup("{} {}"), step["number"], step["paper"])
    if event.section and event.section.gate:
        title = voice.say(event.section.gate.title)
        return voice.fill("ics", "gate-title", letter=Token(event.section.letter), title=title)
    if event.freeze and event.freeze.name:
        kind = voice.label("freeze", event.freeze.kind)
        return listed(voice.label("formats", "colon"), [kind, voice.name(event.freeze.name)])
    return voice.label("freeze", event.freeze.kind) if event.freeze else voice.label("ics", event.kind)


def _description(event: Event, plan: Plan, voice: Voice, step: View | None) -> Iterator[Markup]:
    """What a reader of the calendar has to know, a line each; the page tells the rest."""
    if plan.status == "blocked":
        yield voice.label("ics", "blocked-about")
    yield from _of_step(step, voice) if step else _about(event, plan, voice)
    if event.step is None or event.step.step.rows:
        yield from (_row(one, voice) for one in event.subjects)
    yield voice.fill("ics", "planned", fingerprint=Token(plan.fingerprint), day=voice.date(plan.as_of))


def _of_step(step: View, voice: Voice) -> Iterator[Markup]:
    """Who does it, how to see that it worked, and what makes it special."""
    said = {
        "owner": step["owner_name"],
        "not-before": step["not_before"],
        "status": step["state_name"] if step["state"] == "recheck" else None,
        "expected": step["expected"],
        "evidence": step["evidence"],
        "undo": voice.label("word", "irreversible") if step["irreversible"] else None,
    }
    colon = voice.label("formats", "colon")
    yield from (colon.join([voice.label("word", word), text]) for word, text in said.items() if text)


def _about(event: Event, plan: Plan, voice: Voice) -> Iterator[Markup]:
    """What the day means."""
    country = plan.customer.tenant.country
    if event.section and event.section.gate:
        yield voice.label("runbook", "criteria")
        yield from (Markup("- ") + voice.say(words) for words in event.section.gate.criteria)
    elif event.freeze:
        yield voice.label("ics", f"freeze-{event.freeze.kind}-about")
    elif event.moment:
        yield voice.fill("ics", "undo-until-about", moment=voice.moment(event.moment, country))
    elif event.kind == "cut-over":
        ways = dict.fromkeys("order" if one.by_order else "request" for one in event.subjects)
        yield from (voice.label("ics", f"cut-over-{way}-about") for way in ways)
    elif event.kind != "old-end":
        yield voice.label("ics", f"{event.kind}-about")
    elif all(one.old_end == one.subscription.ends_on for one in event.subjects):  # else the rows tell the planned end
        yield voice.label("ics", "old-end-about")
        local = voice.end_of(event.first, country)
        yield from [voice.fill("ics", "old-end-local", local=local)] if local else []


def _row(one: SubscriptionPlan, voice: Voice) -> Markup:
    """A subscription, what it becomes, its licences and its end."""
    row = change_view(one, voice)
    new = row["new_offer"] or voice.label("word", "stays" if one.cut is None else "nothing-new")
    order = voice.fill("word", "order", order=row["order"]) if row["order"] else None
    stops = voice.fill("word", "stops-on", day=row["stops_on"]) if row["stops_on"] else None
    seats = joined(Markup("{} → {}"), row["seats"], row["new_seats"]) if row["new_seats"] else row["seats"]
    values = {"old": row["offer"], "new": _with(new, order, voice), "end": _with(row["ends_on"], stops, voice)}
    return voice.fill("ics", "row", id=row["id"], seats=seats, **values)


def _with(said: Markup, more: Markup | None, voice: Voice) -> Markup:
    return said + voice.fill("formats", "paren", text=more) if more else said


def _duration(span: timedelta) -> str:
    """``P13DT15H``: whole days and hours as RFC 5545 writes them."""
    hours = span.seconds // 3600
    return f"P{f'{span.days}D' if span.days else ''}{f'T{hours}H' if hours else ''}"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _text(said: Markup) -> str:
    """What a page prints as a TEXT value: no markup, no character that ends a line or hides, four marks escaped."""
    lines = plain(said).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    return "\\n".join(terminal(line).translate(_ESCAPES) for line in lines)


def _lines(lines: Iterable[str]) -> str:
    return "".join(chain.from_iterable((_folded(line), _ENDED) for line in lines))


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, each but the first after a blank; no character is cut."""
    octets = line.encode()
    pieces, start, room = [], 0, _OCTETS
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:  # inside of a character
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, _OCTETS - 1
    return b"\r\n ".join([*pieces, octets[start:]]).decode()
