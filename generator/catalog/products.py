"""Microsoft's product list: which service plans an SKU carries. A value; where it is read from, others know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ServicePlan:
    """A part of an SKU: a service or a piece of one. ``name``: Microsoft's short one, ``title``: for people."""

    id: str
    name: str
    title: str


@dataclass(frozen=True)
class Product:
    """One SKU of the list; ``names``: its titles there, the first is the one to show; ``plans``: their ids."""

    guid: str
    part_number: str
    names: tuple[str, ...]
    plans: frozenset[str]


@dataclass(frozen=True)
class NewCommerceOffer:
    """One row of the new-commerce offer matrix: ``id`` is product and SKU, ``guid`` the SKU GUID it provisions."""

    id: str
    title: str
    guid: str
    part_number: str
    max_seats: int | None = None
    max_subscriptions: int | None = None


@dataclass(frozen=True)
class Products:
    """The list that a project has imported, by SKU GUID; empty where it has none."""

    by_guid: Mapping[str, Product] = field(default_factory=dict, repr=False)
    plans: Mapping[str, ServicePlan] = field(default_factory=dict, repr=False)
    new_commerce: Mapping[str, NewCommerceOffer] = field(default_factory=dict, repr=False)

    def plans_of(self, guid: str) -> tuple[ServicePlan, ...] | None:
        """The service plans of an SKU in order of their names; None where the list lacks it."""
        product = self.by_guid.get(guid)
        return None if product is None else self.named(product.plans)

    def named(self, plan_ids: frozenset[str]) -> tuple[ServicePlan, ...]:
        return tuple(sorted((self.plans[one] for one in plan_ids), key=lambda plan: (plan.name.lower(), plan.id)))
