"""What an export says of one subscription while it is read: values that a customer's file takes, and remarks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from generator.importers.found import FIELDS, Clue, FoundSubscription
from generator.importers.moments import in_range, is_far, utc_text
from generator.model import LAST_DAY, Seats, fits

CARRIED = (*FIELDS, "tenant", "name", "domain", "country", "assigned")

Carried = Mapping[str, str]
"""What of CARRIED a format has: ``filled`` (as it stands there), ``derived`` (worked out from it) or ``missing``."""


def carried(filled: Iterable[str], derived: Iterable[str] = ()) -> Carried:
    """Everything of CARRIED with what becomes of it; what is not named is missing."""
    told = dict.fromkeys(filled, "filled") | dict.fromkeys(derived, "derived")
    return {one: told.get(one, "missing") for one in CARRIED}


def missing(formats: Iterable[Carried]) -> tuple[str, ...]:
    """The FIELDS that none of the formats carries."""
    tables = tuple(formats)
    return tuple(one for one in FIELDS if all(table[one] == "missing" for table in tables))


@dataclass
class Draft:
    """One subscription; ``found`` makes the value of it."""

    values: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)

    def say(self, key: str, value: str) -> None:
        """A value that its field takes; '' is none."""
        if value:
            self.values[key] = value

    def remark(self, key: str, remark: str, **values: str) -> None:
        self.remarks[key] = (remark, values)

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
            self.remark("state", "state-unknown", word=word(said) if word(said) in _NO_STATE else "–")

    def starts(self, when: datetime) -> None:
        """The first moment of the term; one before the first day that a file takes is left out."""
        day = when.date().isoformat()
        if in_range(when.date()):
            self.say("starts_on", day)
            self.say("started_at", utc_text(when))
        elif not is_far(when):
            self.remark("starts_on", "start-too-early", day=day)

    def ends(self, day: date) -> None:
        """The last day of the term."""
        if in_range(day):
            self.say("ends_on", day.isoformat())
        else:
            self.remark("ends_on", "end-out-of-range", day=day.isoformat(), last=LAST_DAY.isoformat())

    def found(self, place: object, clue: Clue) -> FoundSubscription:
        ordered = {one: self.values[one] for one in FIELDS if one in self.values}
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
    return {"true": True, "false": False}.get(word(value))


def word(value: Any) -> str:
    """A word of an export's own lists, in lower case without ``_``, ``-`` and blanks; '' for what is no word."""
    text = value.translate(_NO_GAPS).lower() if isinstance(value, str) else ""
    return text if text.isascii() and text.isalnum() and len(text) <= 40 else ""


_NO_STATE = ("none", "pending")
_NO_GAPS = {ord(mark): None for mark in "_- "}
