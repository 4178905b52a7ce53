"""Microsoft's product list: which service plans an SKU carries. A value; where it is read from, others know."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from generator.text import Text, hidden_character

_LONGEST_CELL = 300


class ListRow(NamedTuple):
    """One row of the list: a product and one of its service plans; GUIDs in lower case."""

    product_name: str
    part_number: str
    guid: str
    plan_name: str
    plan_id: str
    plan_title: str


@dataclass(frozen=True)
class ServicePlan:
    """A part of an SKU: a service or a piece of one. ``name``: Microsoft's short one, ``title``: for people."""

    id: str
    name: Text
    title: Text


@dataclass(frozen=True)
class Product:
    """One SKU of the list; ``names``: its titles there, the first is the one to show; ``plans``: their ids."""

    guid: str
    part_number: str
    names: tuple[str, ...]
    plans: frozenset[str]


@dataclass(frozen=True)
class NewCommerceOffer:
    """One row of the new-commerce offer matrix: ``id`` is product and SKU, ``guid`` the SKU GUID that it provisions."""

    id: str
    guid: str
    part_number: str
    title: str


def is_list_row(cells: Sequence[str]) -> bool:
    """Whether a project keeps a row of these cells: each says something, is of a readable length and hides nothing."""
    return all(cell.strip() and len(cell) <= _LONGEST_CELL and not hidden_character(cell) for cell in cells)


@dataclass(frozen=True)
class Products:
    """The lists that a project has imported: products by SKU GUID, plans and new-commerce offers by their ids."""

    by_guid: Mapping[str, Product] = field(default_factory=dict, repr=False)
    plans: Mapping[str, ServicePlan] = field(default_factory=dict, repr=False)
    new_commerce: Mapping[str, NewCommerceOffer] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, rows: Iterable[ListRow], new_commerce: Iterable[NewCommerceOffer] = ()) -> Products:
        """The products in order of their part numbers; where rows differ in a name, the one that most of them have."""
        part_numbers: dict[str, Counter[str]] = defaultdict(Counter)
        names: dict[str, Counter[str]] = defaultdict(Counter)
        plans: dict[str, set[str]] = defaultdict(set)
        plan_names: dict[str, Counter[str]] = defaultdict(Counter)
        titles: dict[str, Counter[str]] = defaultdict(Counter)
        for row in rows:
            part_numbers[row.guid][row.part_number] += 1
            names[row.guid][row.product_name] += 1
            plans[row.guid].add(row.plan_id)
            plan_names[row.plan_id][row.plan_name] += 1
            titles[row.plan_id][row.plan_title] += 1
        products = [
            Product(guid, _usual(part_numbers[guid]), _ranked(names[guid]), frozenset(plans[guid])) for guid in plans
        ]
        products.sort(key=lambda product: (product.part_number.lower(), product.guid))
        named = {
            plan: ServicePlan(plan, Text(_usual(plan_names[plan])), Text(_readable(titles[plan], plan_names[plan])))
            for plan in plan_names
        }
        return cls({one.guid: one for one in products}, named, {one.id: one for one in new_commerce})

    def plans_of(self, guid: str) -> tuple[ServicePlan, ...] | None:
        """The service plans of an SKU in order of their names; None where the list lacks it."""
        product = self.by_guid.get(guid)
        return None if product is None else self.named(product.plans)

    def named(self, plan_ids: frozenset[str]) -> tuple[ServicePlan, ...]:
        """Plans in the order of their short names."""
        return tuple(sorted((self.plans[one] for one in plan_ids), key=lambda plan: (plan.name.lower(), plan.id)))


def _ranked(said: Counter[str]) -> tuple[str, ...]:
    """What is said most often first; of equals the shorter one, then by the alphabet."""
    return tuple(sorted(said, key=lambda one: (-said[one], len(one), one)))


def _usual(said: Counter[str]) -> str:
    return _ranked(said)[0]


def _readable(titles: Counter[str], names: Counter[str]) -> str:
    """The title that people can read: some rows repeat the short name, others shout."""
    spoken = Counter({title: count for title, count in titles.items() if title not in names and not title.isupper()})
    return _usual(spoken or titles)
