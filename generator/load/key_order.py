"""In which order the keys of a customer's file are written: the contract's. What they may hold, the model says."""

from __future__ import annotations

from collections.abc import Sequence

from generator.model import Path

_OWN = "*"
_KEYS: dict[tuple[str, ...], tuple[str, ...]] = {
    (): (
        *("planned_on", "customer", "tenant", "partner", "languages", "contacts", "relationship", "agreement"),
        *("admin_access", "sellers", "licences", "other_ties", "subscriptions", "orders", "freezes", "progress"),
        "notes",
    ),
    ("customer",): ("name", "tax_id"),
    ("tenant",): ("id", "domain", "country"),
    ("contacts",): ("role", "name", "email", "phone", "reachable", "may_sign"),
    ("relationship",): ("status", "on", "provider"),
    ("agreement",): ("status", "by", "on", "attested_for"),
    ("admin_access",): ("status", "until", "roles"),
    ("sellers", _OWN): ("name", "model", "provider", "tenant", "cooperates", "stops_at_end"),
    ("sellers", _OWN, "tenant"): ("id", "domain"),
    ("licences",): ("offer", "assigned", "by", "on"),
    ("subscriptions",): (
        *("id", "ms_id", "offer", "seats", "bought", "state", "starts_on", "started_at", "ends_on", "term", "billing"),
        *("at_end", "segment", "trial", "base", "price", "intent", "target", "provision_on", "ending", "cancel_on"),
        *("accept_loss", "accept_gap"),
    ),
    ("subscriptions", "bought"): ("channel", "from", "commerce"),
    ("subscriptions", "price"): ("amount", "currency", "per", "tax"),
    ("subscriptions", "target"): ("offer", "seats", "into", "term", "billing", "price"),
    ("subscriptions", "target", "price"): ("amount", "currency", "per", "tax"),
    ("orders",): ("id", "offer", "seats", "term", "billing", "price"),
    ("orders", "price"): ("amount", "currency", "per", "tax"),
    ("freezes",): ("from", "to", "kind", "name"),
    ("progress", _OWN): ("done", "not_needed", "by", "evidence", "step", "due", "seats"),
}
_OF_A_NAME = ("zh-TW", "en")
_NAMED_BY_THE_WRITER = ("sellers", "progress")


def contract_order(path: Path) -> Sequence[str]:
    """The keys of the mapping at ``path`` in their order; none where the writer of the file chooses them."""
    names = [step for step in path if isinstance(step, str)]
    is_name = names[-1:] == ["name"]
    if len(names) > 1 and names[0] in _NAMED_BY_THE_WRITER:
        names[1] = _OWN
    return _KEYS.get(tuple(names), _OF_A_NAME if is_name else ())
