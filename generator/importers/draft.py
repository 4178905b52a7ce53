"""What an export says of one subscription while it is read: values that a customer's file takes, and remarks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from generator.importers.found import FIELDS, Clue, FoundSubscription
from generator.importers.moments import in_range, is_far, last_whole_day, utc_text
from generator.importers.words import word
from generator.model import LAST_DAY, Seats, fits

Remark = tuple[str, Mapping[str, str]]
Carried = Mapping[str, str]
"""Everything of CARRIED → ``filled`` (as it stands in the export), ``derived`` (worked out from it, or true of every
row of the format) or ``missing``."""

CARRIED = (*FIELDS, "tenant", "country", "name", "domain", "assigned")


def carried(filled: Iterable[str], derived: Iterable[str] = ()) -> Carried:
    """Every field of a format with what becomes of it; those not named are missing."""
    said = dict.fromkeys(filled, "filled") | dict.fromkeys(derived, "derived")
    return {one: said.get(one, "missing") for one in CARRIED}


def missing(formats: Iterable[Carried]) -> tuple[str, ...]:
    """The FIELDS that none of the formats carries."""
    known = tuple(formats)
    return tuple(one for one in FIELDS if all(carries[one] == "missing" for carries in known))


class Draft:
    """One subscription: values as the customer's file spells them, and remarks; ``found`` makes the value of it."""

    def __init__(self, **values: str) -> None:
        self.values = {name: value for name, value in values.items() if value}
        self.remarks: dict[str, Remark] = {}

    def say(self, name: str, value: str) -> None:
        if value:
            self.values[name] = value

    def remark(self, name: str, remark_id: str, **values: str) -> None:
        self.remarks[name] = (remark_id, values)

    def word(self, name: str, text: str, own: Mapping[str, str] | None = None) -> None:
        """A word of the export; one that nobody knows is left out with a remark. A state then is unknown, for without
        one the customer's file means active."""
        found = word(name, text, own)
        self.say(name, found)
        if text and not found:
            self.remark(name, "word-unknown")
        if name == "state" and text and not found:
            self.say("state", "unknown")

    def start(self, day: date) -> None:
        """The first day of the term; earlier than a customer's file takes, it is left out with a remark."""
        if in_range(day):
            self.say("starts_on", day.isoformat())
        else:
            self.remark("starts_on", "start-too-early", day=day.isoformat())

    def started(self, when: datetime) -> None:
        """The first moment of the term, where the export knows its hour."""
        if not is_far(when):
            self.start(when.date())
            self.say("started_at", utc_text(when) if "starts_on" in self.values else "")

    def seats(self, number: int | None) -> None:
        """A number of licences; None where the export has something else in its place."""
        if number is None:
            self.remark("seats", "unreadable")
        elif fits(Seats, str(number)):
            self.say("seats", str(number))
        else:
            self.remark("seats", "seats-out-of-range", seats=str(number))

    def state(self, state: str, said: Any) -> None:
        """A state of the customer's file; ``said``: the export's word, told where it is one of Microsoft's."""
        self.say("state", state)
        if state == "unknown":
            self.remark("state", "state-unknown", word=bare_word(said) if bare_word(said) in _NO_STATE else "–")

    def ends(self, day: date) -> None:
        """The last day of the term."""
        if in_range(day):
            self.say("ends_on", day.isoformat())
        else:
            self.remark("ends_on", "end-out-of-range", day=day.isoformat(), last=LAST_DAY.isoformat())

    def ends_before(self, end: datetime) -> None:
        """The last whole day before an exclusive moment, which is remarked."""
        self.ends(last_whole_day(end))
        if "ends_on" in self.values:
            self.remark("ends_on", "ends-exclusive", day=end.date().isoformat())

    def found(self, place: object, clue: Clue) -> FoundSubscription:
        ordered = {name: self.values[name] for name in FIELDS if name in self.values}
        return FoundSubscription(str(place), clue, ordered, self.remarks)


def count(value: Any) -> int | None:
    """A number of licences, also one that an export holds as text; None for everything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 9:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def yes_no(value: Any) -> bool | None:
    """A truth value, also one that an export holds as text; None for everything else."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(bare_word(value))


def bare_word(value: Any) -> str:
    """A word of an export's own lists, in lower case without ``_``, ``-`` and blanks; '' for what is no word."""
    text = value.translate(_NO_GAPS).lower() if isinstance(value, str) else ""
    return text if text.isascii() and text.isalnum() and len(text) <= 40 else ""


_NO_STATE = ("none", "pending")
_NO_GAPS = {ord(mark): None for mark in "_- "}
