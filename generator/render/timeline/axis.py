"""Days as places on a line, words as lengths: the measures of a picture of time. Knows no plans, nothing of a page.

Lengths are units of the picture, as many as pixels where it is shown in its full width.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from math import ceil

DAY = timedelta(days=1)

FONT_SIZE = 12
SHORTEST = 21
"""Days that a line shows at least: what happens on one day alone would be as wide as the picture."""

BEFORE, AFTER = 48, 64
"""Room before the first day and after the last one, for what has begun before and for words."""

_TICK_ROOM = 20
_MONTH_ROOM = 34
_MONTHS = (1, 2, 3, 6, 12)

_EMS = {
    mark: width for marks, width in ((" .,:;'|!iIjl", 0.3), ("-()[]/frt", 0.4), ("mwMW@%&", 0.95)) for mark in marks
}
_DIGIT, _CAPITAL, _OTHER = 0.58, 0.7, 0.58


@lru_cache(maxsize=20_000)
def text_width(text: str) -> float:
    """How wide a text is at most, by estimate: a Chinese character is as wide as high, a Latin one about half of it."""
    return FONT_SIZE * sum(map(_em, text))


def _em(mark: str) -> float:
    if unicodedata.east_asian_width(mark) in "WFA":
        return 1.0
    return _EMS.get(mark) or (_CAPITAL if mark.isupper() else _DIGIT if mark.isdigit() else _OTHER)


def cut_to(text: str, width: float | None) -> str:
    """As much of a text as there is room for, and … for the rest; None: all of it."""
    if width is None or text_width(text) <= width:
        return text
    room, kept = width - text_width("…"), 0
    while kept < len(text) and text_width(text[: kept + 1]) <= room:
        kept += 1
    return f"{text[:kept].rstrip()}…"


@dataclass(frozen=True)
class Axis:
    """The days from ``first`` to ``last``, both inclusive, between ``left`` and ``right``."""

    first: date
    last: date
    left: int
    right: int

    @cached_property
    def day_width(self) -> float:
        return (self.right - self.left) / ((self.last - self.first).days + 1)

    def shows(self, day: date) -> bool:
        return self.first <= day <= self.last

    def start(self, day: date) -> int:
        """Where a day begins; what lies outside is at the edge."""
        place = self.left + (day - self.first).days * self.day_width
        return round(min(max(place, self.left), self.right))

    def end(self, day: date) -> int:
        return self.start(day + DAY)

    def middle(self, day: date) -> int:
        return round(self.left + ((day - self.first).days + 0.5) * self.day_width)


def axis_of(days: Iterable[date], left: int, right: int) -> Axis:
    """An axis on which all the days stand, with room at both ends."""
    shown = sorted(days)
    first, last = shown[0], max(shown[-1], shown[0] + SHORTEST * DAY)
    day_width = (right - left - BEFORE - AFTER) / ((last - first).days + 1)
    return Axis(first - ceil(BEFORE / day_width) * DAY, last + ceil(AFTER / day_width) * DAY, left, right)


@dataclass(frozen=True)
class Heads:
    """The two lines above a picture: the pattern of a day that each names, and the days on which its parts begin.

    The first part of the upper line may have begun before the axis does.
    """

    upper: str
    lower: str
    upper_days: tuple[date, ...]
    lower_days: tuple[date, ...]


def heads_of(axis: Axis) -> Heads:
    """Months above days, above Mondays where days are too narrow, or years above months: so that no two words touch."""
    if 7 * axis.day_width >= _TICK_ROOM:
        daily = axis.day_width >= _TICK_ROOM
        days = [day for day in _days(axis) if daily or day.weekday() == 0]
        return Heads("month", "day", tuple(_begun(axis, 1)), tuple(days))
    step = next((step for step in _MONTHS if step * 30 * axis.day_width >= _MONTH_ROOM), _MONTHS[-1])
    months = [day for day in _begun(axis, step) if axis.shows(day)]
    return Heads("year", "month-alone", tuple(_begun(axis, 12)), tuple(months))


def _days(axis: Axis) -> Iterator[date]:
    return (axis.first + number * DAY for number in range((axis.last - axis.first).days + 1))


def _begun(axis: Axis, months: int) -> Iterator[date]:
    """The first days of every so many months, from the one in which the axis begins."""
    month = axis.first.year * 12 + (axis.first.month - 1) // months * months
    while (day := date(month // 12, month % 12 + 1, 1)) <= axis.last:
        yield day
        month += months


@dataclass(frozen=True)
class Place:
    """Where words stand: ``start`` or ``end`` at ``x``, and which of the wordings there was room for."""

    x: int
    anchor: str
    wording: int


@dataclass(frozen=True)
class Wanted:
    """Words that stand before ``start`` or after ``end`` of what they belong to, ``sides`` says where rather.

    ``widths``: how wide each wording is, the best one first. ``mark``: where the mark itself is.
    """

    start: int
    end: int
    mark: tuple[int, int]
    widths: tuple[float, ...]
    sides: tuple[str, str]


def placed(wanted: Sequence[Wanted], bars: Sequence[tuple[int, int]], left: int, right: int) -> list[Place | None]:
    """A place for the words of each mark of one line, between left and right; None where there is no room.

    No words stand over others or over a mark, and over a bar only where there is no room beside it.
    """
    taken: list[tuple[float, float]] = [one.mark for one in wanted]
    places = []
    for one in wanted:
        place = _first_free(one, [*taken, *bars], left, right) or _first_free(one, taken, left, right)
        if place:
            taken.append(_extent(place, one.widths[place.wording]))
        places.append(place)
    return places


def _first_free(one: Wanted, taken: Sequence[tuple[float, float]], left: int, right: int) -> Place | None:
    for side in one.sides:
        for wording, width in enumerate(one.widths):
            place = Place(one.end + 4, "start", wording) if side == "right" else Place(one.start - 4, "end", wording)
            low, high = _extent(place, width)
            free = all(high + 3 <= start or end <= low - 3 for start, end in taken)
            if free and left <= low and high <= right:
                return place
    return None


def _extent(place: Place, width: float) -> tuple[float, float]:
    return (place.x, place.x + width) if place.anchor == "start" else (place.x - width, place.x)
