"""Days and moments as exports write them, always in UTC. Knows no formats of whole files, no locale, no clock."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from generator.model import FIRST_DAY, LAST_DAY

_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2})"
    r"(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.\d{1,7})?)? ?(Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)
_POWERSHELL = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/", re.ASCII)  # ConvertTo-Json of Windows PowerShell
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NO_START, NO_END = 1753, 9000  # 0001 and 1753 are the first days of .NET and SQL Server, 9999 their last year
_DAY = timedelta(days=1)


def moment(value: Any) -> datetime | None:
    """A day or moment in UTC, to the second below; None where it is not one.

    ISO with up to seven digits of fraction (more than Python reads), or the ``/Date(…)/`` of Windows PowerShell.
    Without a zone it is UTC as it stands: that is how Microsoft means it.
    """
    text = value.strip() if isinstance(value, str) else ""
    try:
        if told := _POWERSHELL.fullmatch(text):
            return _EPOCH + timedelta(seconds=int(told[1]) // 1000)
        return _iso(text)
    except (ValueError, OverflowError):  # no such day, or none that a calendar has
        return None


def is_far(when: datetime) -> bool:
    """Whether it stands for "no start" or "no end"."""
    return not NO_START < when.year < NO_END


def in_range(day: date) -> bool:
    """Whether a customer's file takes the day."""
    return FIRST_DAY <= day <= LAST_DAY


def last_whole_day(end: datetime) -> date:
    """The last UTC day that lies wholly before ``end``, an exclusive moment; 23:59(:59) is the end of its own day."""
    return end.date() if end.time() in (time(23, 59), time(23, 59, 59)) else end.date() - _DAY


def last_day_named(end: datetime) -> date:
    """The last day of a new-commerce term, whose end at 00:00:00 names a day and is inclusive."""
    return end.date() if end.time() == time() else last_whole_day(end)


def utc_text(when: datetime) -> str:
    """As a customer's file writes it: ``2026-01-15T03:20:00Z``."""
    return f"{when:%Y-%m-%dT%H:%M:%SZ}"


def _iso(text: str) -> datetime | None:
    said = _ISO.fullmatch(text)
    if said is None:
        return None
    day, hour, second, zone = said.groups()
    local = datetime.fromisoformat(f"{day}T{hour or '00:00'}:{second or '00'}+00:00")
    if is_far(local) or zone in (None, "Z", "z"):
        return local
    return datetime.fromisoformat(f"{day}T{hour}:{second or '00'}{zone}").astimezone(UTC)
