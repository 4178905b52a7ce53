"""One change as a value, and the table that says what kind it is and how much it weighs. Knows no words, no files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

Thing = TypeVar("Thing")

SEVERITIES = ("high", "medium", "low")

_KINDS: tuple[tuple[str, str, str], ...] = (
    ("subscriptions/*/target/offer", "licence", "high"),
    ("subscriptions/*/target/seats", "licence", "high"),
    ("subscriptions/*/target/into", "licence", "high"),
    ("subscriptions/*/target", "licence", "medium"),
    ("subscriptions/*/offer", "licence", "high"),
    ("subscriptions/*/seats", "licence", "high"),
    ("subscriptions/*/base", "licence", "high"),
    ("subscriptions/*/price", "licence", "medium"),
    ("subscriptions/*/billing", "licence", "medium"),
    ("subscriptions/*/ends_on", "schedule", "high"),
    ("subscriptions/*/provision_on", "schedule", "high"),
    ("subscriptions/*/ending", "schedule", "high"),
    ("subscriptions/*/cancel_on", "schedule", "high"),
    ("subscriptions/*/starts_on", "schedule", "medium"),
    ("subscriptions/*/started_at", "schedule", "medium"),
    ("subscriptions/*/term", "schedule", "medium"),
    ("subscriptions/*/ms_id", "text", "low"),
    ("subscriptions/*/*", "route", "high"),
    ("subscriptions/*", "scope", "high"),
    ("orders/*/*", "licence", "high"),
    ("orders/*", "scope", "high"),
    ("licences", "licence", "medium"),
    ("tenant", "route", "high"),
    ("partner", "route", "high"),
    ("freezes", "schedule", "medium"),
    ("planned_on", "schedule", "medium"),
    ("relationship", "route", "medium"),
    ("agreement", "route", "medium"),
    ("admin_access", "route", "medium"),
    ("other_ties", "route", "medium"),
    ("sellers/*/name", "people", "medium"),
    ("sellers", "route", "medium"),
    ("customer", "people", "medium"),
    ("contacts", "people", "medium"),
    ("taker", "people", "medium"),
    ("plan/status", "scope", "high"),
    ("plan/subscriptions/*/route", "route", "high"),
    ("plan/subscriptions/*/cut_over", "schedule", "high"),
    ("plan/subscriptions/*/old_end", "schedule", "high"),
    ("plan/subscriptions/*/gap_days", "schedule", "high"),
    ("plan/subscriptions/*/loss", "licence", "high"),
    ("plan/subscriptions/*/offer_change", "licence", "high"),
    ("plan/subscriptions/*/new_offer", "licence", "medium"),
    ("plan/subscriptions/*/new_seats", "licence", "medium"),
    ("plan/subscriptions/*/overlap_cost", "licence", "medium"),
    ("plan/subscriptions/*/told", "text", "low"),
    ("plan/subscriptions/*/*", "schedule", "medium"),
    ("", "text", "low"),
)
"""Pattern of a path (``*`` = any one part; what lies below counts too) → kind and severity; the first match counts."""


@dataclass(frozen=True)
class Change:
    """One difference: ``path`` from the customer's file on, or below ``plan`` for what follows from it.

    ``action``: add, remove, change, or move for a day. ``before`` and ``after`` are the model's own values, None where
    there is none.
    """

    path: tuple[str, ...]
    action: str
    before: Any
    after: Any

    @property
    def kind(self) -> str:
        """scope, licence, schedule, people, route or text."""
        return _judged(self.path)[0]

    @property
    def severity(self) -> str:
        return _judged(self.path)[1]

    @property
    def is_private(self) -> bool:
        """Whether it is how a person is reached: a comment outlives the file, so that it is changed is all it says."""
        return "contacts" in self.path and self.path[-1] in ("email", "phone")


def action_of(before: Any, after: Any) -> str:
    """add, remove or change; move where a day becomes another one."""
    if before is None or after is None:
        return "add" if before is None else "remove"
    return "move" if isinstance(before, date) and isinstance(after, date) else "change"


def either(before: Thing | None, after: Thing | None) -> Thing:
    """A thing as it is, or as it was before it went; one of the two is there."""
    thing = before if after is None else after
    if thing is None:
        raise ValueError("neither before nor after")
    return thing


def by_weight(changes: list[Change]) -> tuple[Change, ...]:
    """The changes in the order severity, kind, path."""
    return tuple(sorted(changes, key=lambda one: (SEVERITIES.index(one.severity), one.kind, one.path)))


def _judged(path: tuple[str, ...]) -> tuple[str, str]:
    return next((kind, severity) for pattern, kind, severity in _KINDS if _matches(pattern, path))


def _matches(pattern: str, path: tuple[str, ...]) -> bool:
    parts = pattern.split("/") if pattern else []
    return len(parts) <= len(path) and all(one in ("*", two) for one, two in zip(parts, path, strict=False))
