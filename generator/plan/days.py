"""When a subscription is cut over, and what that costs: days of overlap, gap and loss, and their money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from generator.model import Price, Subscription
from generator.plan.value import Money
from generator.plan.workdays import DAY, Workdays

_WHOLE_UNITS = ("TWD", "JPY", "KRW")  # amounts are not quoted in cents
_YEAR = Decimal(365)


@dataclass(frozen=True)
class Cut:
    """The days of one subscription; ``by``: the latest day for ``on``; ``decided``: the planner's fact of that name."""

    old_end: date
    on: date
    by: date | None
    decided: str


def cut(subscription: Subscription, workdays: Workdays, as_of: date, lead_days: int) -> Cut:
    """The day that the file decides, or ``lead_days`` before the old end on a working day; never before ``as_of``.

    A whole working day is left between the cut-over and the old end, for users to be seen working on both.
    """
    old_end = subscription.cancel_on if subscription.ending == "cancel" else subscription.ends_on
    old_end = old_end or subscription.ends_on
    last_check = workdays.earlier(old_end - DAY, licences=True)
    latest = workdays.earlier(last_check - DAY, licences=True)
    by = latest if latest >= as_of else None
    if subscription.provision_on is not None:
        judged = _judged(subscription.provision_on, latest, old_end, workdays, as_of)
        return Cut(old_end, subscription.provision_on, by, judged)
    on = min(latest, workdays.earlier(old_end - lead_days * DAY, licences=True))
    if on < as_of:
        on = workdays.later(as_of, licences=True)
    return Cut(old_end, on, by, "tight" if latest < on <= old_end else "planner")


def mode(on: date, old_end: date) -> str:
    """How new and old follow each other."""
    if on < old_end:
        return "overlap"
    return "same-day" if on == old_end else "expire-first"


def overlap_days(on: date, old_end: date) -> int:
    """Days on which both are active, both ends counted."""
    return max(0, (old_end - on).days + 1)


def gap_days(on: date, old_end: date) -> int:
    """Days on which neither is active."""
    return max(0, (on - old_end).days - 1)


def cost(price: Price | None, seats: int, days: int) -> Money | None:
    """What ``seats`` cost for ``days``, a year taken as 365 days; None without a price or without days."""
    if price is None or not days:
        return None
    yearly = price.amount * seats * (12 if price.per == "seat-month" else 1)
    unit = Decimal(1) if price.currency in _WHOLE_UNITS else Decimal("0.01")
    amount = (yearly * days / _YEAR).quantize(unit, ROUND_HALF_UP)
    return Money(amount, price.currency, price.tax)


def _judged(day: date, latest: date, old_end: date, workdays: Workdays, as_of: date) -> str:
    if day < as_of:
        return "passed"
    if not workdays.works(day, licences=True):
        return "off-day"
    return "tight" if latest < day <= old_end else "fits"
