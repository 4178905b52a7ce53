"""Offers and how two of them relate. An offer is one SKU: names move, SKU GUIDs stay. Knows no customers, no dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from generator.model import Frozen, Guid, HistoricDay, Line, OfferKey, Path, Words, YesNo, nearest, one_of
from generator.text import Token


class Discontinued(Frozen):
    """Since when an offer is no longer sold, and who says so."""

    since: HistoricDay
    source: Line


class Offer(Frozen):
    """One SKU: ``id`` is its part number; the GUIDs of legacy CSP offers lead to it too.

    ``end_of_sale``: existing subscriptions go on and renew, but nobody can order it new. ``seat_cap``: a tenant may
    have only so many seats of it (a dated fact). ``one_per_customer``: a tenant may have one subscription of it.
    ``trial``: a free trial, an SKU of its own.
    """

    id: OfferKey
    guid: Guid
    name: Line
    legacy_offers: tuple[Guid, ...] = ()
    kind: Annotated[Token, one_of("base", "add-on")] = Token("base")
    discontinued: Discontinued | None = None
    end_of_sale: Discontinued | None = None
    seat_cap: YesNo = False
    one_per_customer: YesNo = False
    trial: YesNo = False
    successors: tuple[OfferKey, ...] = ()


class Equivalent(Frozen):
    """A person's decision that ``new`` can stand for ``old``, with its source."""

    old: OfferKey
    new: OfferKey
    why: Words
    source: Line
    confidence: Annotated[Token, one_of("sure", "confirm")] = Token("sure")


class OffersFile(Frozen):
    """``offers.yaml`` as a whole."""

    offers: tuple[Offer, ...]
    equivalents: tuple[Equivalent, ...] = ()


@dataclass(frozen=True)
class Catalog:
    """Every offer by each of its keys: part number, SKU GUID, legacy offer GUIDs."""

    offers: tuple[Offer, ...]
    equivalents: tuple[Equivalent, ...]
    by_key: Mapping[str, Offer] = field(repr=False)

    @classmethod
    def of(cls, file: OffersFile) -> Catalog:
        by_key = {str(key): offer for offer in file.offers for key in (offer.id, offer.guid, *offer.legacy_offers)}
        return cls(file.offers, file.equivalents, by_key)

    def find(self, key: str) -> Offer | None:
        return self.by_key.get(key)

    def same_key(self, key: Token) -> Token:
        """The key under which everything about an offer is summed: its part number, or ``key`` where it is unknown."""
        offer = self.find(key)
        return offer.id if offer else key

    def suggestion(self, key: str) -> Offer | None:
        """The known offer whose part number or name an unknown ``key`` most resembles."""
        by_folded = {word.lower(): offer for offer in self.offers for word in (offer.name, offer.id)}
        return by_folded.get(nearest(key, list(by_folded)))

    def compare(self, old: Token, new: Token) -> str:
        """``same``: one SKU. ``equivalent``: a person's decision with a source. ``different``: everything else."""
        if self.same_key(old) == self.same_key(new):
            return "same"
        return "equivalent" if self.equivalent(old, new) else "different"

    def equivalent(self, old: Token, new: Token) -> Equivalent | None:
        pair = (self.same_key(old), self.same_key(new))
        return next((row for row in self.equivalents if (row.old, row.new) == pair), None)


def check_offers(file: OffersFile) -> Iterator[tuple[Path, str, dict[str, str]]]:
    """What no single offer shows: keys used twice, successors and equivalents that are not in the list."""
    seen: set[str] = set()
    for index, offer in enumerate(file.offers):
        for key in (offer.id, offer.guid, *offer.legacy_offers):
            if key in seen:
                yield ("offers", index), "offer-key-twice", {"key": key}
            seen.add(key)
    ids = {offer.id for offer in file.offers}
    for index, offer in enumerate(file.offers):
        for successor in offer.successors:
            if successor not in ids:
                yield ("offers", index, "successors"), "no-such-offer", {"offer": successor}
    for index, row in enumerate(file.equivalents):
        for offer_id in (row.old, row.new):
            if offer_id not in ids:
                yield ("equivalents", index), "no-such-offer", {"offer": offer_id}
