"""From the clues of an export to the key that stands under `offer`: what is sure is resolved, a name never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.catalog import Candidate, Catalog, Offer
from generator.importers.found import Clue
from generator.importers.ids import guid
from generator.model import is_offer_key


@dataclass(frozen=True)
class NamedOffer:
    """What a customer's file says of an offer. ``key``: '' where nothing could stand there.

    ``offer``: the catalogue's, None where it is not known for sure. ``remark``: why a reader has to look at it, an id
    of the labels (``imports`` › ``remark``) with its values; '' where there is no doubt.
    """

    key: str
    offer: Offer | None = None
    remark: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def named_offer(clue: Clue, catalog: Catalog) -> NamedOffer:
    """By its keys, the surest first; else by its name, where one offer alone is or was called so."""
    for key in clue.keys:
        if offer := catalog.find(key):
            return NamedOffer(str(offer.id), offer)
    candidates = catalog.named(clue.name) if clue.name else ()
    if len(candidates) == 1:
        return _by_name(candidates[0])
    key = _unknown_key(clue)
    if candidates:
        listed = ", ".join(str(one.offer.id) for one in candidates)
        return NamedOffer(key, remark="several-offers", values={"offers": listed})
    return NamedOffer(key, remark="offer-not-known")


def _by_name(candidate: Candidate) -> NamedOffer:
    offer = candidate.offer
    if candidate.former is None:
        return NamedOffer(str(offer.id), offer, "offer-by-name")
    until = candidate.former.until
    remark = "offer-by-former-name-until" if until else "offer-by-former-name"
    return NamedOffer(str(offer.id), offer, remark, {"until": str(until)} if until else {})


def _unknown_key(clue: Clue) -> str:
    """What stands for an offer that nobody knows: the part number, else the GUID, else the id or name in the export."""
    usable = [key for key in clue.keys if is_offer_key(key)]
    part_numbers = [key for key in usable if not guid(key)]
    written = [*part_numbers, *usable, *(key.replace(":", "/") for key in clue.keys), clue.name]
    return next((key for key in written if is_offer_key(key)), "")
