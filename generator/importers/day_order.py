"""Dates of exports: which of day and month comes first is decided once per file, never per cell and never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

from generator.errors import Problem, Where
from generator.importers.moments import NO_END, NO_START
from generator.model.mistakes import as_date

ORDERS = ("iso", "dmy", "mdy")
"""``iso``: the year comes first everywhere; else the order of day, month and year."""

_TIME = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
_DATED = re.compile(rf"(?P<a>\d{{1,4}})(?P<mark>[-/.])(?P<b>\d{{1,2}})(?P=mark)(?P<c>\d{{1,4}})(?:[T ]\s*{_TIME})?")
_HALVES = {"上午": "AM", "下午": "PM"}


class DateRefused(ValueError):  # noqa: N818 - the cell is refused, nothing is in error
    """A cell that is no date; ``kind`` is the id of its Problem, ``better`` the date that may be meant."""

    def __init__(self, kind: str, better: str = "") -> None:
        super().__init__(kind)
        self.kind, self.better = kind, better


def order_of(cells: Sequence[tuple[Where, str]], shown: str, given: str = "") -> tuple[str, list[Problem]]:
    """Which order all these cells are in, one of ORDERS, or the Problem with them.

    ``given``: what somebody said, or the format prescribes; refused where a cell contradicts it. Dots part days first.
    """
    orders = [(where, order) for where, text in cells if (order := _order_shown(text))]
    known: dict[str, Where] = {}
    for where, order in orders:
        known.setdefault(order, where)
    first = {order: where for order, where in known.items() if order != "either"}
    if given:
        wrong = first.keys() - {given} if given != "iso" else known.keys()
        return given, [Problem(known[one], "dates-contradict", {"order": given}) for one in sorted(wrong)[:1]]
    if len(first) == 2:
        return "iso", [Problem(first["mdy"], "dates-mixed", {"line": str(first["dmy"].line)})]
    if not first and "either" in known:
        return "iso", [Problem(Where(shown, known["either"].line, known["either"].trail), "dates-undecidable")]
    return next(iter(first), "iso"), []


def moment(text: str, order: str) -> datetime | None:
    """The moment in UTC, at 00:00 where no time is given; None where there is none (blank, 1753, 9999).

    Raises DateRefused. Serial numbers of Excel are refused: a number may be anything.
    """
    narrow = _narrow(text)
    if not narrow:
        return None
    found = _DATED.fullmatch(narrow)
    if not found or 4 not in (len(found["a"]), len(found["c"])):
        return _written_otherwise(narrow)
    year, month, day = _in_order(found, order)
    if not NO_START < year < NO_END:
        return None
    try:
        return datetime(year, month, day) + _since_midnight(found)
    except (ValueError, OverflowError):
        raise DateRefused("date-unreal") from None


def _narrow(text: str) -> str:
    narrow = " ".join(unicodedata.normalize("NFKC", text).split())
    for word, half in _HALVES.items():
        if word in narrow:  # 2027/1/14 上午 12:00:00: the half of the day comes first
            narrow = f"{re.sub(rf' ?{word} ?', ' ', narrow)} {half}"
    return narrow


def _order_shown(text: str) -> str:
    """``dmy``, ``mdy``, ``either``; '' for a blank and where the year comes first."""
    found = _DATED.fullmatch(_narrow(text))
    if not found or len(found["c"]) != 4 or len(found["a"]) > 2:
        return ""
    if int(found["b"]) > 12:
        return "mdy"
    return "dmy" if int(found["a"]) > 12 or found["mark"] == "." else "either"


def _in_order(found: re.Match[str], order: str) -> tuple[int, int, int]:
    a, b, c = int(found["a"]), int(found["b"]), int(found["c"])
    if len(found["a"]) == 4:
        return a, b, c
    return (c, b, a) if order == "dmy" else (c, a, b)


def _since_midnight(found: re.Match[str]) -> timedelta:
    """The time of day; what a zone adds is taken off, so that it is UTC."""
    if found["hour"] is None:
        return timedelta()
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if half := found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no such hour")
        hour = hour % 12 + (12 if half[0] in "Pp" else 0)
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError("no such time")
    return timedelta(hours=hour, minutes=minute, seconds=second) - _offset(found["zone"])


def _offset(zone: str | None) -> timedelta:
    if zone in (None, "Z"):
        return timedelta()
    digits = str(zone).replace(":", "")
    sign = -1 if digits[0] == "-" else 1
    return sign * timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))


def _written_otherwise(narrow: str) -> datetime:
    """Dates of Taiwan's calendar and with 年月日; everything else is refused with the Problem that fits."""
    meant, iso = as_date(narrow)
    may_be_two = narrow.isdigit() and len(narrow) != 8  # 2027114: of January, or of November
    if meant in ("date-roc", "date-like") and not may_be_two:
        return datetime.fromisoformat(iso)
    kind = "date-excel" if meant == "date-excel" else "date-unreadable"
    raise DateRefused(kind, iso)
