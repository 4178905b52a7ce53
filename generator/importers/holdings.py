"""What a tenant has by an export: seats in lots, each with the ids, the state and the seller that the export names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from generator.catalog import Catalog
from generator.importers.found import FoundSubscription, FoundTenant
from generator.importers.naming import named_offer

USABLE = frozenset(("active", "expired", "est", "unknown"))
"""States in which people still work with a subscription: what is suspended or cancelled has not arrived."""

EXPORTER = "exporter"
"""The seller of what Partner Center exports: whose Partner Center it is, the export does not say."""


@dataclass(frozen=True)
class Lot:
    """Seats of one offer that an export counts together: a subscription, or all of an SKU (several ``ids``).

    ``seller``: the id of the seller's tenant, EXPORTER, or '' where nothing is said.
    """

    offer: str
    seats: int
    ids: tuple[str, ...] = ()
    usable: bool = True
    seller: str = ""


@dataclass(frozen=True)
class Holdings:
    """Everything that one side has. ``assigned``: offer → licences that people have; ``kind``: whose ids the lots
    have, as FoundTenant has it."""

    lots: tuple[Lot, ...]
    assigned: Mapping[str, int] = field(default_factory=dict)
    kind: str = ""

    @cached_property
    def seats(self) -> Mapping[str, int]:
        """Offer → seats that can be used, in the order of the export."""
        found: dict[str, int] = {}
        for lot in self.lots:
            if lot.usable:
                found[lot.offer] = found.get(lot.offer, 0) + lot.seats
        return found

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(own for lot in self.lots for own in lot.ids)

    @property
    def is_partial(self) -> bool:
        """Whether it is what one partner sold: what others sold to the tenant would not stand in it."""
        return bool(self.lots) and all(lot.seller == EXPORTER for lot in self.lots)

    def of(self, offer: str) -> tuple[Lot, ...]:
        return tuple(lot for lot in self.lots if lot.offer == offer)


def holdings_of(tenant: FoundTenant, catalog: Catalog) -> Holdings:
    """What an export says that a tenant has; an offer that nobody knows goes by its name there."""
    listed: dict[str, tuple[str, ...]] = {}
    assigned: dict[str, int] = {}
    for row in tenant.licences:
        key = named_offer(row.clue, catalog).key or row.clue.name
        assigned[key] = row.assigned
        listed[key] = row.subscription_ids if tenant.id_kind == "directory" else ()
    counted = [one for one in tenant.subscriptions if "seats" in one.values]
    lots = tuple(_lot(one, tenant.id_kind, listed, catalog) for one in counted)
    return Holdings(lots, assigned, tenant.id_kind)


def _lot(one: FoundSubscription, kind: str, listed: Mapping[str, tuple[str, ...]], catalog: Catalog) -> Lot:
    """``listed``: the ids of an SKU's subscriptions, where the export counts all of them together."""
    key = named_offer(one.clue, catalog).key or one.clue.name
    own = (one.values["ms_id"],) if "ms_id" in one.values else listed.get(key, ())
    usable = one.values.get("state", "active") in USABLE
    return Lot(key, int(one.values["seats"]), own if kind else (), usable, _seller(one, kind))


def _seller(one: FoundSubscription, kind: str) -> str:
    remark, values = one.remarks.get("from", ("", {}))
    if remark == "seller-tenant":
        return values["tenant"]
    return EXPORTER if kind == "commerce" and one.values.get("channel") == "csp" else ""
