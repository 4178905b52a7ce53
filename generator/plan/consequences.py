"""What follows from a route and its days: whether an order can be undone, the old one cancelled, a gap borne."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from generator.guidance import Guidance
from generator.model import Subscription
from generator.plan.dated import Dated, midnight
from generator.plan.days import Cut
from generator.plan.workdays import DAY


def cancel_possible(subscription: Subscription, known: Mapping[str, str], dated: Dated, rules: Guidance) -> str:
    """Whether the old one can be cancelled on the file's day: in new commerce only while its window is open."""
    start = dated.term_start
    if subscription.ending != "cancel" or subscription.cancel_on is None:
        return "none"
    hours = rules.number("cancellation-window-hours", start)
    if known["commerce"] != "nce" or known["state"] == "est" or hours is None:
        return "yes"
    began = subscription.started_at or (midnight(start) if start else None)
    return "window" if began and midnight(subscription.cancel_on) < began + timedelta(hours=hours) else "no"


def most_days_early(rules: Guidance, day: date) -> int | None:
    """How many days before an old end an order can be placed, so that it can be undone for some days after it."""
    hours, after = rules.number("cancellation-window-hours", day), rules.number("undo-days-after-end")
    return hours // 24 - after if hours is not None and after is not None else None


def undo(cut: Cut, undo_until: datetime, rules: Guidance) -> str:
    """Whether the order can still be cancelled some days after the old end."""
    after = rules.number("undo-days-after-end")
    if after is None:
        return "none"
    return "short" if undo_until < midnight(cut.old_end + after * DAY) else "fits"


def gap_fact(subscription: Subscription, known: Mapping[str, str], gap: int, grace_days: int, over: bool) -> str:
    """Days without a subscription that the plan makes: not of one that is out already, nor of one that runs on.

    ``over``: it ended before the day of the plan, and the new one comes as soon as it can.
    """
    state = known["state"]
    if not gap or over or state in ("suspended", "disabled", "cancelled", "deleted"):
        return "none"
    if known["end"] == "passed" and known["renewal"] in ("renews", "est"):
        return "none"
    if gap < grace_days:
        return "covered"
    return consent_fact(gap, subscription.accept_gap)


def consent_fact(days: int, agreed: bool) -> str:
    """Whether somebody has accepted the days that a plan costs; ``none`` where it costs none."""
    return "none" if not days else ("accepted" if agreed else "open")
