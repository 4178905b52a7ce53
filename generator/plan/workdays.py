"""Working days of a tenant's country: weekends, public holidays and the customer's freezes. The home of `holidays`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays

from generator.model import FIRST_DAY, LAST_DAY, Freeze

DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True)
class Workdays:
    """On which days somebody works. ``kept`` are days that the customer's file decides: they count as they are."""

    country: str
    freezes: tuple[Freeze, ...]
    kept: frozenset[date] = field(default_factory=frozenset)

    def works(self, day: date, *, licences: bool) -> bool:
        """Whether the day is a working day outside the freezes; ``licences``: licence freezes count too."""
        frozen = any(
            freeze.first <= day <= freeze.last and (licences or freeze.kind == "all") for freeze in self.freezes
        )
        return not frozen and _is_working_day(self.country, day)

    def earlier(self, day: date, *, licences: bool) -> date:
        """The day itself or the last working day before it: how a deadline moves."""
        return self._moved(day, -DAY, licences)

    def later(self, day: date, *, licences: bool) -> date:
        """The day itself or the next working day after it: how a not-before moves."""
        return self._moved(day, DAY, licences)

    def keeping(self, days: Iterable[date]) -> Workdays:
        return Workdays(self.country, self.freezes, frozenset(days))

    def without_freezes(self) -> Workdays:
        return Workdays(self.country, ())

    def _moved(self, day: date, step: timedelta, licences: bool) -> date:
        moved = day
        while moved not in self.kept and not self.works(moved, licences=licences):
            moved += step
            if not FIRST_DAY <= moved <= LAST_DAY:  # a freeze over everything: the day stays
                return day
        return moved


@lru_cache(maxsize=100_000)
def _is_working_day(country: str, day: date) -> bool:
    calendar = _calendar(country)
    if calendar is None:
        return day.weekday() < 5
    only_sunday = calendar.weekend == {_SUNDAY}  # as for Hong Kong: offices are closed on Saturdays all the same
    return calendar.is_working_day(day) and not (only_sunday and day.weekday() == _SATURDAY)


@lru_cache(maxsize=300)
def _calendar(country: str) -> holidays.HolidayBase | None:
    """The public holidays of a country; None where the package has none (then Monday to Friday are working days)."""
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None
