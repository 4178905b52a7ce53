"""All offers by their keys, and how two of them relate. Knows no customers, no dates of plans."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from generator.catalog.names import Candidate, called, folded
from generator.catalog.offers import Equivalent, Offer, OffersFile, Successor, holds_on
from generator.catalog.products import Products, ServicePlan
from generator.model import is_offer_key, nearest
from generator.text import Token


@dataclass(frozen=True)
class Difference:
    """How a new offer relates to an old one.

    ``kind``: ``same`` is one SKU GUID; ``equivalent`` a person's decision with a source, which stands in
    ``equivalent``; ``different`` everything else, identical service plans included. ``lost`` and ``gained``: service
    plans; None where the product list does not hold both.
    """

    kind: str
    equivalent: Equivalent | None = None
    lost: tuple[ServicePlan, ...] | None = None
    gained: tuple[ServicePlan, ...] | None = None


@dataclass(frozen=True)
class Proposal:
    """A successor of an offer, and what would be lost with it; None where the list lacks one of them."""

    offer: Offer
    add: tuple[Offer, ...]
    successor: Successor
    lost: tuple[ServicePlan, ...] | None


@dataclass(frozen=True)
class Catalog:
    """Every offer by each of its keys: part number, SKU GUID, legacy offer GUIDs, new-commerce ids.

    ``offers``: the curated ones, then those that only the product list knows.
    """

    offers: tuple[Offer, ...]
    equivalents: tuple[Equivalent, ...]
    by_key: Mapping[str, Offer] = field(repr=False)
    markets: Mapping[Token, tuple[Token, ...]] = field(default_factory=dict)
    products: Products = field(default_factory=Products)

    @classmethod
    def of(cls, file: OffersFile, products: Products | None = None) -> Catalog:
        products = products or Products()
        offers = (*file.offers, *_listed(file.offers, products))
        by_key = {str(key): offer for offer in offers for key in offer.keys}
        by_key |= {one.id: by_key[one.guid] for one in products.new_commerce.values() if one.guid in by_key}
        return cls(offers, file.equivalents, by_key, file.markets, products)

    def find(self, key: str) -> Offer | None:
        return self.by_key.get(key)

    def same_key(self, key: Token) -> Token:
        """The key under which everything about an offer is summed: its part number, or ``key`` where it is unknown."""
        offer = self.find(key)
        return offer.id if offer else key

    def suggestion(self, key: str) -> Offer | None:
        """The known offer whose part number or name an unknown ``key`` most resembles."""
        return self._suggested(key)

    @cached_property
    def _suggested(self) -> Callable[[str], Offer | None]:
        """What nobody knows often stands in several files, and every offer is compared with it."""
        return lru_cache(maxsize=1000)(lambda key: self._by_folded.get(nearest(key, list(self._by_folded))))

    @cached_property
    def _by_folded(self) -> Mapping[str, Offer]:
        return {word.lower(): offer for offer in self.offers for word in (offer.name, offer.id)}

    def named(self, name: str) -> tuple[Candidate, ...]:
        """The offers that are or were called ``name``, case and punctuation aside."""
        return self._called.get(folded(name), ())

    @cached_property
    def _called(self) -> Mapping[str, tuple[Candidate, ...]]:
        return called(self.offers, self.products)

    def compare(self, old: Token, new: Token) -> Difference:
        """How ``new`` relates to ``old``; any of their keys, or keys that nobody knows."""
        if self.same_key(old) == self.same_key(new):
            return Difference("same", lost=(), gained=())
        decided = self.equivalent(old, new)
        before, after = self._plans(old), self._plans(new)
        kind = "equivalent" if decided else "different"
        if before is None or after is None:
            return Difference(kind, decided)
        named_plans = self.products.named
        return Difference(kind, decided, named_plans(before - after), named_plans(after - before))

    def equivalent(self, old: Token, new: Token) -> Equivalent | None:
        pair = (self.same_key(old), self.same_key(new))
        return next((row for row in self.equivalents if (row.old, row.new) == pair), None)

    def proposals(self, offer: Offer) -> tuple[Proposal, ...]:
        """What can take an offer's place, in the order of its file, with what each would lose."""
        found = []
        for successor in offer.successors:
            parts = tuple(one for key in (successor.offer, *successor.add) if (one := self.find(key)))
            if len(parts) == 1 + len(successor.add):
                found.append(Proposal(parts[0], parts[1:], successor, self._lost(offer, parts)))
        return tuple(found)

    def life(self, offer: Offer, day: date, country: str, *, held: bool) -> str:
        """``current``, ``end-of-sale``, ``discontinued``, or ``unknown`` of an offer that only the list knows.

        ``country``: the tenant's. ``held``: whether the tenant has the offer already.
        """
        if offer.listed:
            return "unknown"
        events = [one for one in offer.lifecycle if one.evidence != "unverified" and holds_on(one, day)]
        here = [one for one in events if not one.markets or any(country in self.markets[name] for name in one.markets)]
        kinds = {one.event for one in here if not (one.net_new and held)}
        return next((kind for kind in ("discontinued", "end-of-sale") if kind in kinds), "current")

    def _plans(self, key: Token) -> frozenset[str] | None:
        offer = self.find(key)
        product = self.products.by_guid.get(offer.guid) if offer else None
        return product.plans if product else None

    def _lost(self, old: Offer, parts: tuple[Offer, ...]) -> tuple[ServicePlan, ...] | None:
        before, after = self._plans(old.id), [self._plans(one.id) for one in parts]
        if before is None or None in after:
            return None
        return self.products.named(before.difference(*(plans for plans in after if plans is not None)))


def _listed(curated: tuple[Offer, ...], products: Products) -> list[Offer]:
    """The offers that only the product list knows; a part number that leads elsewhere gives way to the GUID."""
    guids = {str(offer.guid) for offer in curated}
    taken = {str(key) for offer in curated for key in offer.keys}
    found = []
    for product in products.by_guid.values():
        if product.guid not in guids:
            usable = is_offer_key(product.part_number) and product.part_number not in taken
            key = product.part_number if usable else product.guid
            taken.add(key)
            found.append(Offer.of_list(key, product.guid, product.names[0]))
    return found
