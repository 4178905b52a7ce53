"""The words that guidance tables may use: what the planner finds out, anchors of dates, variables of texts.

The planner fills in every fact listed here; the loader refuses a row that asks for anything else.
"""

from __future__ import annotations

from generator.model import CHANNELS

FACTS: dict[str, tuple[str, ...]] = {
    # of the customer
    "region": ("same", "different", "unknown"),
    "tier": ("direct", "indirect"),
    "relationship": ("none", "requested", "accepted"),
    "provider_relationship": ("not-needed", "none", "requested", "accepted"),
    "agreement": ("none", "attested", "accepted"),
    "agreement_holds": ("yes", "no", "attested-elsewhere", "attestation-retired"),
    "admin": ("reachable", "unreachable", "unknown"),
    "admin_access": ("none", "requested", "active", "declined"),
    "admin_access_life": ("fits", "lapses", "too-long", "unknown"),
    "side_by_side": ("yes", "no"),
    "orders": ("fed", "unfed"),
    "tenant_count": ("fits", "over"),
    "ends": ("one", "mixed"),
    "late": ("yes", "no"),
    "progress": ("matched", "unmatched"),
    # of one subscription: what the file and the catalogue say
    "intent": ("transfer", "keep", "retire"),
    "channel": CHANNELS,
    "commerce": ("legacy", "nce", "unknown", "none"),
    "segment": ("commercial", "education", "nonprofit", "government"),
    "trial": ("yes", "no"),
    "state": ("active", "est", "expired", "suspended", "disabled", "cancelled", "deleted", "unknown"),
    "stopped_by": ("customer", "seller", "agreement"),
    "seller_keeps": ("yes", "no"),
    "seller_tier": ("direct", "indirect", "unknown"),
    "same_provider": ("yes", "no"),
    "cooperates": ("yes", "no", "unknown"),
    "stops_at_end": ("yes", "no", "unknown"),
    "at_end": ("renew", "cancel", "est", "expire", "unknown"),
    "licence_by": ("direct", "group", "mixed", "unknown"),
    "addon": ("none", "with-base", "base-kept", "base-outside", "base-unknown"),
    "addon_life": ("fits", "outlives"),
    "decided_day": ("yes", "no"),
    "into_order": ("yes", "no"),
    "ending": ("expire", "cancel"),
    "terms_change": ("none", "changes"),
    "offer_known": ("yes", "no"),
    "target_known": ("yes", "no"),
    "offer_life": ("current", "end-of-sale", "discontinued", "unknown"),
    "target_life": ("current", "end-of-sale", "discontinued", "unknown"),
    "target_trial": ("yes", "no"),
    "orderable": ("yes", "no"),
    "offer_to_confirm": ("yes", "no"),
    "offer_change": ("same", "equivalent", "different", "none"),
    "services": ("kept", "lost", "unknown", "none"),
    "seat_change": ("same", "fewer", "more", "none"),
    # of one subscription: what dated rules make of its days
    "end": ("ahead", "passed"),
    "end_date": ("fits", "doubtful", "unchecked"),
    "term_start": ("hour", "day", "derived", "unknown"),
    "legacy_age": ("plausible", "implausible", "none"),
    "request_time": ("enough", "late", "none"),
    "window": ("open", "maybe", "closed", "none"),
    "end_rule": ("grace", "est", "none", "unknown"),
    "after_end": ("none", "grace", "access-ended"),
    "renewal": ("renews", "est", "stops", "unknown"),
    # of one subscription: what follows from its route
    "route": (
        *("re-provision", "transfer-request", "renew-to-csp", "reseller-change", "convert-trial"),
        *("keep", "retire"),
    ),
    "moves_by": ("order", "request", "none"),
    "mode": ("overlap", "same-day", "expire-first", "none"),
    "decided": ("planner", "fits", "tight", "off-day", "passed"),
    "overlap_limit": ("none", "seat-cap", "one-per-customer"),
    "cap": ("fits", "over"),
    "seats_left": ("enough", "short", "unknown"),
    "overlap_length": ("none", "usual", "long", "frozen"),
    "undo": ("fits", "short", "none"),
    "cancel_possible": ("none", "yes", "window", "no"),
    "loss": ("none", "open", "accepted"),
    "gap": ("none", "covered", "open", "accepted"),
}

ROUTING = (
    *("intent", "channel", "commerce", "segment", "trial", "state", "stopped_by", "same_provider", "cooperates"),
    *("decided_day", "into_order", "ending", "offer_known", "offer_life", "offer_change", "region", "tier"),
    *("end", "request_time"),
)
"""What a route's ``when`` may ask for: facts that do not follow from the route."""

ANCHORS = (
    *("start", "consent", "cut-over", "safe-end", "stop-by", "old-end", "continuity", "last-end"),
    *("bridge", "answer", "fallback", "window-end"),
)
"""What dates are counted from.

- start: the day of the plan, or before where preparation should have begun.
- consent: the day by which relationship and agreement should be there, for the customer as a whole: some weeks before
  the first action on anything that does not stay.
- cut-over: the day of the step's own cut-over: of the order, or of the request.
- safe-end: the day after the cut-over, before the first old end of its wave where there is time for it: for what users
  have to see.
- stop-by: the day before the old end, never before the cut-over.
- old-end: the earliest last day of the step's old subscriptions.
- continuity: the first day on the new subscriptions alone.
- last-end: the latest old end or cut-over of the customer: what comes after all of it.
- bridge: two days before the old end, when the new one has to be verified or the old one is extended.
- answer: the day by which a request should be answered; before it is given up.
- fallback: the day on which a request is given up; a transfer request may lapse before.
- window-end: the last whole day on which a new order can still be cancelled.
"""

STEP_NUMBERS = ("request_days", "request_items", "window_hours", "access_request_days", "access_days")
"""Dated numbers that texts of steps speak of; empty where they were not known on the day of the plan."""

STEP_VARIABLES = (
    *("customer", "domain", "country", "partner", "provider", "seller", "seller_provider"),
    *STEP_NUMBERS,
    *("fallback_on", "order_by", "undo_until", "target_terms"),
)
FINDING_VARIABLES = (
    *("country", "partner", "partner_country", "provider", "seller", "seller_provider"),
    *("offer", "target", "suggestion", "successors", "state", "base"),
    *("lost_services", "lost_count", "gained_count"),
    *("seats", "target_seats", "target_terms", "assigned", "left", "count", "records", "orders", "limit"),
    *("old_end", "ends_on", "cancel_on", "provision_on", "first_day", "fallback_on", "order_by"),
    *("grace_until", "data_until", "base_end", "computed_end", "access_until"),
    *("overlap_days", "gap_days", "loss_days", "grace_days", "days_left", "hours_left", "days_to_end", "request_days"),
    *("undo_until", "window_until", "window_latest"),
    *("overlap_cost", "loss", "est_low", "est_high", "renewal_cost"),
)
LETTER_VARIABLES = (
    *("customer", "domain", "tax_id", "partner", "partner_contact", "provider", "seller", "seller_provider"),
    *("first_cut_over", "cut_over", "old_end", "answer_by", "due", "fallback_on", "undo_until"),
)
"""What texts of letters may speak of, empty where there is none.

- partner_contact: how somebody at the new partner is reached; where the file does not say it, brackets to fill in.
- cut_over: the letter's own cut-over day; of a letter for the customer as a whole, the day where there is only one.
- first_cut_over: of the customer.
- old_end: the earliest last day of the old subscriptions that the paragraph is about.
- answer_by: the day by which the letter asks for an answer.
- due: the day by which all steps are due that the paragraph is about.
"""

APPROVAL = "approve-plan"
"""The step whose record is the customer's written consent."""

READERS = ("customer", "users", "former-partner")
WRITERS = ("partner", "customer")
ROLES = ("global-admin", "billing", "it", "executive")
OWNERS = ("partner", "customer", "former-partner", "provider", "microsoft")
LEVELS = ("blocker", "warning", "note")
