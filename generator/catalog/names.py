"""From a name to the offers that it may mean. A name decides nothing: names move, and two offers may share one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from generator.catalog.offers import FormerName, Offer
from generator.catalog.products import Products

_WORD = re.compile(r"[^\W_]+", re.UNICODE)


@dataclass(frozen=True)
class Candidate:
    """An offer that a name may mean. ``by``: its name today, a former one (``former``), or the product list's."""

    offer: Offer
    by: str
    former: FormerName | None = None


def folded(name: str) -> str:
    """A name without what exports write in different ways: case, accents, punctuation, width, blanks."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return " ".join(_WORD.findall("".join(mark for mark in plain if not unicodedata.combining(mark))))


def named(name: str, offers: tuple[Offer, ...], products: Products) -> tuple[Candidate, ...]:
    """The offers that are or were called so, each once: by their names today first, then by former ones."""
    wanted = folded(name)
    found: dict[str, Candidate] = {}
    for candidate in _calls(offers, products, wanted):
        found.setdefault(candidate.offer.id, candidate)
    return tuple(found.values())


def _calls(offers: tuple[Offer, ...], products: Products, wanted: str) -> Iterator[Candidate]:
    for offer in offers:
        if folded(offer.name) == wanted:
            yield Candidate(offer, "name")
    for offer in offers:
        product = products.by_guid.get(offer.guid)
        if product and any(folded(one) == wanted for one in product.names):
            yield Candidate(offer, "list")
    for offer in offers:
        for former in offer.formerly:
            if folded(former.name) == wanted:
                yield Candidate(offer, "former", former)
