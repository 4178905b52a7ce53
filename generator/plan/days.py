"""When a subscription is cut over: the day of the order or of the request, earliest, recommended and last safe."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from generator.model import Subscription
from generator.plan.workdays import DAY, Workdays

GONE = ("cancelled", "deleted")
"""States of what is not there any more, whatever its last day is said to be."""

OVER = ("expired", "suspended", "disabled", *GONE)
"""States of what cannot be used any more."""


@dataclass(frozen=True)
class Cut:
    """The days of one subscription that does not stay.

    ``old_end``: the last day on which the old one is active. ``on``: the day of action, of the order or the request.
    ``by``: the last safe day for it; None where it has passed. ``decided``: the planner's fact of that name.
    ``earliest``: the first day on which it can be done; ``recommended``: the planner's day, whatever the file decides.
    ``fallback_on``: the day on which an unanswered request is given up, ``order_by``: the last day of the order then.
    ``unfrozen``: the later day of an order if the customer's freezes were not there; None where they change nothing.
    """

    old_end: date
    on: date
    by: date | None
    decided: str
    earliest: date
    recommended: date
    fallback_on: date | None = None
    order_by: date | None = None
    unfrozen: date | None = None


@dataclass(frozen=True)
class Lead:
    """What the days of one subscription are counted from.

    ``order``: days before the old end on which the new one is ordered; ``request``: days after ``as_of`` on which a
    request is made; ``ask``: days before the end by which it has to be, ``give_up``: on which it is given up.
    ``ready``: whether relationship and agreement are there; ``cancels``: whether the old one is cancelled on the file's
    day; ``most``: how many days before the old end an order can be undone long enough; ``grace``: free days after it.
    """

    as_of: date
    order: int
    request: int
    ask: int
    give_up: int
    ready: bool
    cancels: bool = False
    most: int | None = None
    grace: int = 0


def order_cut(subscription: Subscription, workdays: Workdays, lead: Lead) -> Cut:
    """The day that the file decides, or a working day ``lead.order`` days before the old end; never before ``as_of``.

    A whole working day is left between the cut-over and the old end, for users to be seen working on both. What is in
    the paid extension is not in haste: it is ordered when everything is prepared, and ended on the next working day.
    Where a freeze leaves no working day until the old end, it is ordered inside the freeze: users are not left without.
    """
    if subscription.state == "est":
        return _est_cut(subscription, workdays, lead)
    old_end, free = last_active(subscription, lead.as_of, cancels=lead.cancels), workdays.without_freezes()
    wholly_frozen = free.later(lead.as_of, licences=True) <= old_end < workdays.later(lead.as_of, licences=True)
    usual = free if wholly_frozen else workdays
    latest = _latest_order(old_end, usual)
    planned = _usual_order(old_end, usual, lead)
    planned = planned if planned >= lead.as_of else _at_once(old_end, usual, lead)
    on, decided = planned, "tight" if latest < planned <= old_end else "planner"
    if subscription.provision_on is not None or not workdays.works(planned, licences=True):
        on = subscription.provision_on or planned
        decided = _judged(on, latest, old_end, workdays, lead.as_of)
    by = latest if latest >= lead.as_of else _last_free(old_end, workdays, lead)
    earliest = min(_earliest(workdays, lead), planned)
    unfrozen = _usual_order(old_end, free, lead)
    later = unfrozen if subscription.provision_on is None and unfrozen > on else None
    return Cut(old_end, on, by, decided, earliest=earliest, recommended=planned, unfrozen=later)


def expire_first_cut(cut: Cut, workdays: Workdays, lead: Lead) -> Cut:
    """The first day on which the old one is gone: where both together are not allowed.

    Inside free days after the end it is a working day; without them every day without a subscription counts more.
    """
    first = max(cut.old_end + DAY, lead.as_of)
    on = workdays.later(first, licences=True)
    if (on - cut.old_end).days > lead.grace:
        on = first
    by = max(on, workdays.earlier(cut.old_end + lead.grace * DAY, licences=True)) if lead.grace else on
    decided = "planner" if workdays.works(on, licences=True) else "off-day"
    return Cut(cut.old_end, on, by, decided, earliest=first, recommended=on)


def request_cut(subscription: Subscription, workdays: Workdays, lead: Lead) -> Cut:
    """The day on which a request is made: when everything is prepared, and early enough before the end."""
    ends_on = subscription.ends_on
    by = workdays.earlier(ends_on - lead.ask * DAY, licences=False)
    on = workdays.earlier(min(lead.as_of + lead.request * DAY, by), licences=False)
    on = on if on >= lead.as_of else workdays.later(lead.as_of, licences=False)
    given_up, order_by = fallback_days(ends_on, workdays, lead)
    asked_in_time = ends_on - on >= lead.ask * DAY
    return Cut(
        ends_on,
        on,
        by if asked_in_time else None,
        "planner",
        earliest=min(on, _earliest(workdays, lead)),
        recommended=on,
        fallback_on=given_up,
        order_by=order_by,
    )


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


def _est_cut(subscription: Subscription, workdays: Workdays, lead: Lead) -> Cut:
    earliest = _earliest(workdays, lead)
    soonest = workdays.later(lead.as_of, licences=True) if subscription.intent == "retire" else earliest
    on = subscription.provision_on or soonest
    old_end = (subscription.cancel_on if lead.cancels else None) or workdays.later(on + DAY, licences=True)
    decided = "planner"
    if subscription.provision_on is not None:
        decided = _judged(on, max(on, old_end), old_end, workdays, lead.as_of)
    return Cut(old_end, on, None, decided, earliest=earliest, recommended=earliest)


def _earliest(workdays: Workdays, lead: Lead) -> date:
    """The first working day on which relationship and agreement can be there."""
    wait = 0 if lead.ready else lead.request
    return workdays.later(lead.as_of + wait * DAY, licences=True)


def fallback_days(ends_on: date, workdays: Workdays, lead: Lead) -> tuple[date, date]:
    """The working day on which a request that nobody accepted is given up, and a later one for the order then."""
    order_by = _usual_order(ends_on, workdays, lead)
    given_up = workdays.earlier(ends_on - lead.give_up * DAY, licences=False)
    return min(given_up, workdays.earlier(order_by - DAY, licences=False)), order_by


def order_day(old_end: date, workdays: Workdays, lead_days: int, most: int | None) -> date:
    """The working day of an order: the lead moved earlier, or later where it could else not be undone long enough."""
    wanted = old_end - lead_days * DAY
    early, late = workdays.earlier(wanted, licences=True), workdays.later(wanted, licences=True)
    too_early = most is not None and old_end - early > most * DAY
    return late if too_early and late < old_end - DAY else early


def _usual_order(old_end: date, workdays: Workdays, lead: Lead) -> date:
    return min(_latest_order(old_end, workdays), order_day(old_end, workdays, lead.order, lead.most))


def _latest_order(old_end: date, workdays: Workdays) -> date:
    """The last working day that leaves another one to verify before the old end."""
    last_check = workdays.earlier(old_end - DAY, licences=True)
    return workdays.earlier(last_check - DAY, licences=True)


def _at_once(old_end: date, workdays: Workdays, lead: Lead) -> date:
    """The next working day; the day itself where users would be out before it."""
    soonest = workdays.later(lead.as_of, licences=True)
    out_after = old_end + lead.grace * DAY
    return lead.as_of if lead.as_of <= out_after < soonest else soonest


def _last_free(old_end: date, workdays: Workdays, lead: Lead) -> date | None:
    """The last working day inside the free days after an end; None where there are none left."""
    last = workdays.earlier(old_end + lead.grace * DAY, licences=True)
    return last if lead.grace and last >= lead.as_of else None


def last_active(subscription: Subscription, as_of: date, *, cancels: bool = False, over: Container[str] = OVER) -> date:
    """The last day on which the old one can be used, as far as the file tells; ``over``: states in which it cannot."""
    old_end = (subscription.cancel_on if cancels else None) or subscription.ends_on
    return min(old_end, as_of - DAY) if subscription.state in over else old_end


def _judged(day: date, latest: date, old_end: date, workdays: Workdays, as_of: date) -> str:
    if day < as_of:
        return "passed"
    if not workdays.works(day, licences=True):
        return "off-day"
    return "tight" if latest < day <= old_end else "fits"
