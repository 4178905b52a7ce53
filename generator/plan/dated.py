"""What the dated rules make of one subscription: its cancellation window, what follows its end, until when. UTC."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from generator.guidance import Guidance
from generator.guidance.rows import DatedValue
from generator.model import Subscription
from generator.plan.workdays import DAY

TERM_MONTHS = {"P1M": 1, "P1Y": 12, "P3Y": 36, "P5Y": 60, "P6Y": 72}
_TRIAL = timedelta(days=30)
_LEGACY_TERM = "P1Y"  # legacy CSP sold nothing else to commercial customers
_ENDED = ("expired", "suspended", "disabled")
_LONG_TERMS = ("P5Y", "P6Y")  # public sector, still sold as legacy


@dataclass(frozen=True)
class Dated:
    """Days and moments that rules give a subscription, and the planner's facts about them.

    ``term_start``: the first day of the term. ``window_until``: when the cancellation window closes; where only the
    day of the start is known, the earliest such moment, and ``window_latest`` the latest. ``grace_until``: the last
    free day after the end. ``data_until``: the last day on which data is kept. ``computed_end``: start plus term.
    """

    facts: dict[str, str]
    term_start: date | None
    window_until: datetime | None
    window_latest: datetime | None
    grace_days: int
    grace_until: date | None
    data_until: date | None
    computed_end: date | None


def apply_rules(
    subscription: Subscription, known: Mapping[str, str], rules: Guidance, as_of: date, *, asked_on: date | None
) -> Dated:
    """The dated rules applied; ``known``: what file and catalogue say.

    ``asked_on``: the first day on which a request could be made; None where none could be answered any more.
    """
    channel, commerce = known["channel"], known["commerce"]
    start, how = _term_start(subscription)
    window = _window(subscription, commerce, rules, start, as_of)
    trial = known["trial"] == "yes"  # it expires, or is paid for; neither free days nor an extension follow
    rule = None if trial else _end_rule(subscription, known, rules, start)
    free = rule is not None and rule.then == "grace" and subscription.at_end != "cancel"
    grace_days = (rule.days or 0) if rule and free else 0
    grace_until = subscription.ends_on + grace_days * DAY if grace_days else None
    after_end = _after_end(subscription, rule, grace_until, as_of)
    kept = rules.value("data-days", subscription.ends_on, start, channel, commerce)
    dated_end = after_end != "none" and subscription.state not in ("suspended", "disabled")  # since when is not told
    data_until = (grace_until or subscription.ends_on) + (kept.days or 0) * DAY if kept and dated_end else None
    computed = _ends(start, subscription.term) if start and how in ("hour", "day") else None
    facts = {
        "end": "passed" if subscription.ends_on < as_of else "ahead",
        "end_date": _end_date(subscription.ends_on, computed),
        "term_start": how,
        "legacy_age": _legacy_age(subscription, commerce, rules, start),
        "request_time": _request_time(subscription, rules, asked_on) if asked_on else "none",
        "window": window[0],
        "end_rule": str(rule.then) if rule and rule.then else "unknown",
        "after_end": after_end,
        "renewal": _renewal(subscription, rule),
    }
    return Dated(
        facts=facts,
        term_start=start,
        window_until=window[1],
        window_latest=window[2],
        grace_days=grace_days,
        grace_until=grace_until,
        data_until=data_until,
        computed_end=computed,
    )


def _term_start(subscription: Subscription) -> tuple[date | None, str]:
    """The first day of the term, and how well it is known."""
    if subscription.started_at is not None:
        return subscription.started_at.date(), "hour"
    if subscription.starts_on is not None:
        return subscription.starts_on, "day"
    if subscription.term == "P30D":
        return subscription.ends_on - _TRIAL + DAY, "derived"
    if subscription.term is not None:
        return _months_later(subscription.ends_on + DAY, -TERM_MONTHS[subscription.term]), "derived"
    return None, "unknown"


def _ends(start: date, term: str | None) -> date | None:
    """The last day of a term that begins on ``start``."""
    if term is None:
        return None
    return (start + _TRIAL if term == "P30D" else _months_later(start, TERM_MONTHS[term])) - DAY


def _months_later(day: date, months: int) -> date:
    """The same day of another month, or its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _end_date(ends_on: date, computed: date | None) -> str:
    """A term may be cut short to align ends, by months; one day off, or too long, is a mistake of time zones."""
    if computed is None:
        return "unchecked"
    return "doubtful" if ends_on > computed or computed - ends_on == DAY else "fits"


def _window(
    subscription: Subscription, commerce: str, rules: Guidance, start: date | None, as_of: date
) -> tuple[str, datetime | None, datetime | None]:
    """The cancellation window of a new-commerce subscription as it is at the beginning of ``as_of``."""
    hours = rules.number("cancellation-window-hours", start)
    if commerce != "nce" or subscription.state != "active" or start is None or hours is None or start > as_of:
        return "none", None, None
    length = timedelta(hours=hours)
    now = midnight(as_of)
    if subscription.started_at is not None:
        until = subscription.started_at + length
        return ("open" if now < until else "closed"), until, None
    first, last = midnight(start) + length, midnight(start + DAY) + length
    return ("open" if now < first else "maybe" if now < last else "closed"), first, last


def midnight(day: date) -> datetime:
    """The beginning of a UTC day."""
    return datetime.combine(day, datetime.min.time(), UTC)


def _after_end(subscription: Subscription, rule: DatedValue | None, grace_until: date | None, as_of: date) -> str:
    """Whether it has ended without renewing, and whether its free days are still running."""
    if rule is None:
        return "none"
    stops = subscription.at_end == "cancel" or (subscription.at_end == "expire" and rule.then != "est")
    over = subscription.ends_on < as_of and stops and subscription.state in ("active", "unknown")
    if not over and subscription.state not in _ENDED:
        return "none"
    running = grace_until is not None and as_of <= grace_until and subscription.at_end != "cancel"
    return "grace" if running and subscription.state in ("expired", "active", "unknown") else "access-ended"


def _renewal(subscription: Subscription, rule: DatedValue | None) -> str:
    """What the setting at the end comes to: renewal off alone leads into the paid extension, where there is one."""
    paid = rule is not None and rule.then == "est"
    if subscription.state == "est":
        return "est"
    effects = {"renew": "renews", "est": "est", "unknown": "unknown", "expire": "est" if paid else "stops"}
    return effects.get(subscription.at_end, "stops")


def _legacy_age(subscription: Subscription, commerce: str, rules: Guidance, start: date | None) -> str:
    """A commercial legacy term cannot have begun after the last day on which one could be bought."""
    if commerce != "legacy" or subscription.bought.channel != "csp":
        return "none"
    began = start or _months_later(subscription.ends_on + DAY, -TERM_MONTHS[_LEGACY_TERM])
    exempt = subscription.segment != "commercial" or subscription.term in _LONG_TERMS
    gone = rules.value("legacy-last-purchase", began)
    return "implausible" if gone is not None and not exempt else "plausible"


def _end_rule(
    subscription: Subscription, known: Mapping[str, str], rules: Guidance, start: date | None
) -> DatedValue | None:
    """What follows the end; where the commerce platform is not known, the rule that leaves the fewest days."""
    platforms = ("legacy", "nce") if known["commerce"] == "unknown" else (known["commerce"],)
    found = (rules.value("grace-days", subscription.ends_on, start, known["channel"], one) for one in platforms)
    return min((rule for rule in found if rule), key=lambda rule: (rule.days or 0, rule.then != "est"), default=None)


def _request_time(subscription: Subscription, rules: Guidance, asked_on: date) -> str:
    """Whether a request still has its full time, or less than that."""
    return "enough" if (subscription.ends_on - asked_on).days >= rules.days("transfer-request-days", 30) else "late"
