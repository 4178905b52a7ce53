"""What exports say, before it is a customer's file: values as its fields spell them, with where each comes from.

Every format is read into these. Nothing here is guessed: what an export does not carry is left out and named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

FIELDS = (
    *("ms_id", "offer", "seats", "channel", "from", "commerce", "state", "starts_on", "started_at", "ends_on"),
    *("term", "billing", "at_end", "segment", "trial", "base"),
)
"""The fields of a subscription that an export may carry, in the order of the customer's file."""

BOUGHT = ("channel", "from", "commerce")
"""The fields that stand below ``bought`` in the file."""

DIRECTORY_ID = "ms-id-of-directory"
"""The remark on an ``ms_id`` that is the tenant's own: no other export knows it, so no customer's file takes it."""

SKIPPED = (
    *("free", "trial", "azure", "software", "marketplace", "reservation", "deleted", "duplicate", "other-tenant"),
    *("older-cycle", "credit"),
)
"""Why a row is left out of a transfer; each is told with its count."""


@dataclass(frozen=True)
class Clue:
    """By what an export names an offer. ``keys``: SKU GUID, part number, legacy offer GUID, new-commerce product:SKU,
    the surest first; ``name``: the product's name, never the nickname that a partner gave the subscription."""

    keys: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class FoundSubscription:
    """One subscription of one export.

    ``values``: of FIELDS but ``offer``, as the customer's file spells them (``seats: "120"``, ``ends_on: "2027-01-14"``
    inclusive, UTC). ``base`` holds Microsoft's id of the base until it is known which subscription that is.
    ``remarks``: field → id of a remark in the labels (``imports`` › ``remark``) and its values: what a reader of the
    file has to know of a value, or why it is left out (``ends-by-graph``, ``grace-ends`` …).
    """

    place: str
    clue: Clue
    values: Mapping[str, str]
    remarks: Mapping[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class FoundLicences:
    """What a tenant has of one SKU over all its subscriptions, whoever sold them. ``enabled``: seats that can be used,
    those in their grace period included; None where the export has no totals."""

    clue: Clue
    assigned: int
    enabled: int | None = None
    subscription_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class FoundTenant:
    """One tenant of the exports: ``id`` is '' where none of them says it; ``name``, ``domain``, ``country`` likewise.

    ``missing``: the FIELDS that none of the formats read can carry. ``notes``: what does not add up (id of a label
    under ``imports`` › ``note``, and its values), such as totals of one export that differ from another's.
    ``id_kind``: whose ids its subscriptions have: ``commerce`` (Partner Center's, those of a customer's file) or
    ``directory``; '' where that is not known.
    """

    id: str = ""
    name: str = ""
    domain: str = ""
    country: str = ""
    subscriptions: tuple[FoundSubscription, ...] = ()
    licences: tuple[FoundLicences, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[tuple[str, Mapping[str, str]], ...] = ()
    id_kind: str = ""


@dataclass(frozen=True)
class Found:
    """Everything that the exports of one run say; ``skipped``: reason of SKIPPED → how many rows.

    ``notes``: what files say of themselves, such as that they are pages of more; ``file`` is among their values.
    """

    tenants: tuple[FoundTenant, ...]
    skipped: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[tuple[str, Mapping[str, str]], ...] = ()


def with_known(tenant: FoundTenant, known: Mapping[str, str]) -> FoundTenant:
    """A tenant with what somebody says where its exports say nothing: FIELDS, ``name``, ``domain``, ``country``."""
    fields = {key: value for key, value in known.items() if key in FIELDS}
    subscriptions = tuple(replace(one, values={**fields, **one.values}) for one in tenant.subscriptions)
    return replace(
        tenant,
        name=tenant.name or known.get("name", ""),
        domain=tenant.domain or known.get("domain", ""),
        country=tenant.country or known.get("country", ""),
        subscriptions=subscriptions,
    )
