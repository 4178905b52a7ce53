"""The words that guidance tables may use: what the planner finds out, anchors of dates, variables of texts.

The planner fills in every fact listed here; the loader refuses a row that asks for anything else.
"""

from __future__ import annotations

FACTS: dict[str, tuple[str, ...]] = {
    # of the customer
    "region": ("same", "different", "unknown"),
    "tier": ("direct", "indirect"),
    "relationship": ("none", "requested", "accepted"),
    "agreement": ("none", "attested", "accepted"),
    "admin": ("reachable", "unreachable", "unknown"),
    "side_by_side": ("yes", "no"),
    "orders": ("fed", "unfed"),
    "late": ("yes", "no"),
    "progress": ("matched", "unmatched"),
    # of one subscription
    "intent": ("transfer", "keep", "retire"),
    "channel": ("csp", "web-direct", "mca-e", "ea", "open", "open-value", "advisor", "syndication", "other"),
    "commerce": ("legacy", "nce", "unknown", "none"),
    "stopped_by": ("customer", "seller", "agreement"),
    "seller_keeps": ("yes", "no"),
    "state": ("active", "other"),
    "end": ("ahead", "passed"),
    "offer_known": ("yes", "no"),
    "target_known": ("yes", "no"),
    "offer_life": ("current", "discontinued", "unknown"),
    "target_life": ("current", "discontinued", "unknown"),
    "offer_to_confirm": ("yes", "no"),
    "offer_change": ("same", "equivalent", "different", "none"),
    "seat_change": ("same", "fewer", "more", "none"),
    "seats_left": ("enough", "short", "unknown"),
    "route": ("re-provision", "keep", "retire"),
    "mode": ("overlap", "same-day", "expire-first", "none"),
    "ending": ("expire", "cancel"),
    "renewal": ("stops", "renews", "unknown"),
    "overlap_length": ("none", "usual", "long"),
    "decided": ("planner", "fits", "tight", "off-day", "passed"),
    "loss": ("none", "open", "accepted"),
    "gap": ("none", "open", "accepted"),
}

ROUTING = ("intent", "channel", "commerce", "stopped_by", "state", "end", "offer_known", "offer_life", "region")
"""The facts that are known before a route is chosen: all that a route's ``when`` may ask for."""

ANCHORS = ("first-action", "cut-over", "safe-end", "stop-by", "old-end", "continuity", "last-end")
"""What dates are counted from.

- first-action: the earliest cut-over or old end of what does not stay, for the customer as a whole.
- cut-over: the day of the step's own cut-over.
- safe-end: the day after the cut-over, still before the old end where there is time for it: for what users have to see.
- stop-by: the day before the old end, never before the cut-over.
- old-end: the earliest last day of the step's old subscriptions.
- continuity: the first day on the new subscriptions alone.
- last-end: the latest old end or cut-over of the customer: what comes after all of it.
"""

STEP_VARIABLES = ("customer", "domain", "country", "partner", "seller")
FINDING_VARIABLES = (
    *("country", "partner", "partner_country", "seller", "offer", "target", "suggestion", "successors", "state"),
    *("seats", "target_seats", "assigned", "left", "count", "days", "amount", "records", "orders"),
    *("old_end", "ends_on", "cancel_on", "provision_on", "first_day"),
)
OWNERS = ("partner", "customer", "former-partner", "provider", "microsoft")
LEVELS = ("blocker", "warning", "note")
