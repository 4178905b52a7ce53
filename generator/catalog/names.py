"""From a name to the offers that it may mean. A name decides nothing: names move, and two offers may share one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
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


def called(offers: Sequence[Offer], products: Products) -> Mapping[str, tuple[Candidate, ...]]:
    """Folded name → the offers that are or were called so, each once: by their names today first, then former ones."""
    found: dict[str, dict[str, Candidate]] = {}
    for name, candidate in _calls(offers, products):
        found.setdefault(folded(name), {}).setdefault(candidate.offer.id, candidate)
    return {name: tuple(candidates.values()) for name, candidates in found.items()}


def _calls(offers: Sequence[Offer], products: Products) -> Iterator[tuple[str, Candidate]]:
    for offer in offers:
        yield offer.name, Candidate(offer, "name")
    for offer in offers:
        product = products.by_guid.get(offer.guid)
        yield from ((name, Candidate(offer, "list")) for name in (product.names if product else ()))
    for offer in offers:
        yield from ((former.name, Candidate(offer, "former", former)) for former in offer.formerly)
