"""What is due over all customers, by weeks: a page shows one of them and reads no others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from generator.plan.waves import monday_of

DEADLINES = ("step", "cut-over", "order-by")
"""Kinds of events that can be overdue."""

Due = Sequence[Any]
"""Of one customer ``[id, name, mark, events]``, an event ``[day, kind, …]``."""


def days_of(dues: Iterable[Due]) -> dict[str, list[int]]:
    """Day → how many deadlines it has and how much else, in the order of the days."""
    counted = Counter((event[0], event[1] in DEADLINES) for due in dues for event in due[3])
    days = sorted({day for day, _ in counted})
    return {day: [counted[day, True], counted[day, False]] for day in days}


def by_week(dues: Iterable[Due]) -> Mapping[str, list[Due]]:
    """Monday → what lies in its week, for each customer that has something there; the weeks in their order."""
    weeks: dict[str, list[Due]] = {}
    for *about, events in dues:
        own: dict[str, list[Any]] = {}
        for event in events:
            own.setdefault(monday_of(date.fromisoformat(event[0])).isoformat(), []).append(event)
        for monday, found in own.items():
            weeks.setdefault(monday, []).append([*about, found])
    return dict(sorted(weeks.items()))
