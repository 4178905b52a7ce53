"""Calendar files (RFC 5545): a plan's days with reminders. Knows what calendar programs want, no template and no page.

What a program does with a second file decides about names and numbers. The UID comes from the customer and the event
alone: a day that moved, the other language and the calendar of all customers replace the event and never double it.
DTSTAMP and SEQUENCE are the day of the plan, so that a later plan wins whatever the order of the imports; two plans of
one day are equal to a program that asks. What a plan no longer has stays in a calendar that was imported, and goes from
one that was subscribed to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from itertools import chain

from markupsafe import Markup

from generator.plan import Event, Plan
from generator.plan.events import KINDS
from generator.render.event_words import description, what
from generator.render.places import PAPERS, event_place, html_link
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
_NEW_LINE = "\\n"  # in a TEXT value
_OCTETS = 75  # of a line, its end not counted
_NOTHING = (  # RFC 5545 wants one component at least: an empty calendar tells what UTC is
    *("BEGIN:VTIMEZONE", "TZID:UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0000"),
    *("TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One event as a calendar tells it in one language; ``summary`` and ``description`` are TEXT values.

    ``page``: where the customer's pages tell of it, from the customer's folder.
    """

    kind: str
    id: str
    first: date
    last: date
    moment: datetime | None
    summary: str
    description: str
    page: str


@dataclass(frozen=True, slots=True)
class KeyDays:
    """The key days of one customer without the single steps, in one language."""

    customer: Token
    as_of: date
    told: tuple[Told, ...]


def customer_calendar(plan: Plan, voice: Voice, address: str) -> str:
    """Every open day of one customer as a whole file; ``address``: the site's, ending in ``/``, or ''."""
    days = _days_told(plan, KINDS, voice)
    name = voice.fill("ics", "calendar", customer=voice.name(plan.customer.name))
    return _calendar(name, (_event(told, days, voice, address) for told in days.told))


def key_days(plan: Plan, voice: Voice) -> KeyDays:
    """What the calendar of all customers says of one."""
    return _days_told(plan, [kind for kind in KINDS if kind != "step"], voice)


def _days_told(plan: Plan, kinds: Iterable[str], voice: Voice) -> KeyDays:
    """Each event is told once, for the customer's own calendar and for that of all."""
    told: dict[str, Told] = voice.latest.of(plan, f"calendar {voice.language}", dict)
    shown = _shown(plan, kinds)
    told.update({event.id: _told(event, plan, voice) for event in shown if event.id not in told})
    return KeyDays(plan.customer.id, plan.as_of, tuple(told[event.id] for event in shown))


class AllCalendars:
    """One calendar per language over all customers; takes what it says of one customer after the other."""

    def __init__(self, voices: Mapping[str, Voice], address: str) -> None:
        self._voices = voices
        self._address = address
        self._taken: list[Callable[[str], KeyDays]] = []

    def take(self, days: Callable[[str], KeyDays]) -> None:
        """``days``: of one customer in a language; asked for when the calendar of that language is made."""
        self._taken.append(days)

    def of(self, language: str) -> Iterator[tuple[str, Callable[[], str]]]:
        """That of a language by its path, with what makes its text."""
        yield f"{PAPERS}/all.{language}.ics", partial(self.text, language)

    def text(self, language: str) -> str:
        """The whole file, by days, whatever the order in which the customers came."""
        voice = self._voices[language]
        told = [(one, days) for days in (take(language) for take in self._taken) for one in days.told]
        told.sort(key=lambda pair: (pair[0].first, KINDS.index(pair[0].kind), pair[1].customer, pair[0].id))
        name = voice.label("ics", "calendar-of-all")
        return _calendar(name, (_event(one, days, voice, self._address) for one, days in told))


def _shown(plan: Plan, kinds: Iterable[str]) -> list[Event]:
    """The events of these kinds that still lie before somebody."""
    shown = set(kinds) & set(OF_BLOCKED) if plan.status == "blocked" else set(kinds)
    ahead = (event for event in plan.events if event.kind in shown and not event.done)
    return [event for event in ahead if event.last >= plan.as_of]


def _calendar(name: Markup, told: Iterable[str]) -> str:
    head = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//csp-runbooks//runbooks//EN", "CALSCALE:GREGORIAN"),
        *("METHOD:PUBLISH", f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}"),
    ]
    return _lines(head) + ("".join(told) or _lines(_NOTHING)) + _lines(["END:VCALENDAR"])


def _told(event: Event, plan: Plan, voice: Voice) -> Told:
    step = step_told(event.step, plan, voice) if event.step else None
    about = voice.fill("ics", "summary", what=what(event, voice, step), customer=voice.name(plan.customer.name))
    return Told(
        kind=event.kind,
        id=event.id,
        first=event.first,
        last=event.last,
        moment=event.moment,
        summary=_text(voice.fill("ics", "blocked", what=about) if plan.status == "blocked" else about),
        description=_NEW_LINE.join(map(_text, description(event, plan, voice, step))),
        page=html_link(event_place(event, plan)),
    )


def _event(told: Told, days: KeyDays, voice: Voice, address: str) -> str:
    """One VEVENT as lines."""
    page = f"{address}{voice.language}/customers/{days.customer}/{told.page}"
    about = [told.description, *([_text(Markup.escape(page))] if address else [])]
    return _lines(
        [
            "BEGIN:VEVENT",
            f"UID:{_uid(told, days)}",
            f"DTSTAMP:{_day(days.as_of)}T000000Z",
            f"SEQUENCE:{days.as_of.toordinal()}",
            *_when(told),
            f"SUMMARY:{told.summary}",
            f"DESCRIPTION:{_NEW_LINE.join(about)}",
            f"CATEGORIES:{_text(voice.label('ics', told.kind))}",
            f"TRANSP:{'OPAQUE' if told.kind == 'cut-over' else 'TRANSPARENT'}",
            *([f"URL:{page}"] if address else []),
            *_alarms(told, days.as_of),
            "END:VEVENT",
        ]
    )


def _uid(told: Told, days: KeyDays) -> str:
    digest = hashlib.sha256(f"{days.customer}/{told.id}".encode()).hexdigest()
    return f"{digest[:32]}@csp-runbooks.invalid"


def _when(told: Told) -> Iterator[str]:
    """A moment in UTC, or whole days without a time zone; DTEND is the day after the last."""
    if told.moment:
        yield f"DTSTART:{_day(told.moment)}T{told.moment:%H%M%S}Z"
    else:
        yield f"DTSTART;VALUE=DATE:{_day(told.first)}"
        yield f"DTEND;VALUE=DATE:{_day(told.last + timedelta(days=1))}"


def _alarms(told: Told, as_of: date) -> Iterator[str]:
    """The reminders, the earliest first; those that would have rung before the plan was made are left out."""
    days = [timedelta(days=days) for days in DAYS_AHEAD[told.kind]]
    ahead = [*days, LAST_CALL] if told.moment else [day - IN_THE_MORNING for day in days]
    start = told.moment or datetime.combine(told.first, datetime.min.time())
    for before in ahead:
        if (start - before).date() >= as_of:
            alarm = (f"TRIGGER:-{_duration(before)}", "ACTION:DISPLAY", f"DESCRIPTION:{told.summary}")
            yield from ("BEGIN:VALARM", *alarm, "END:VALARM")


def _duration(span: timedelta) -> str:
    """``P13DT15H``: whole days and hours as RFC 5545 writes them."""
    hours = span.seconds // 3600
    return f"P{f'{span.days}D' if span.days else ''}{f'T{hours}H' if hours else ''}"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


@lru_cache(maxsize=10_000)  # most of what is said of a step or a day is said of many
def _text(said: Markup) -> str:
    """What a page prints as a TEXT value: no markup, no character that ends a line or hides, four marks escaped."""
    lines = plain(said).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    return _NEW_LINE.join(_escaped(terminal(line)) for line in lines)


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _lines(lines: Iterable[str]) -> str:
    return "".join(chain.from_iterable((_folded(line), _ENDED) for line in lines))


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, each but the first after a blank; no character is cut."""
    if len(line) <= _OCTETS and line.isascii():
        return line
    octets = line.encode()
    pieces, start, room = [], 0, _OCTETS
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:  # inside of a character
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, _OCTETS - 1
    return b"\r\n ".join([*pieces, octets[start:]]).decode()
