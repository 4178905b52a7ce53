"""What no single offer shows: keys used twice, and names of offers and markets that are not in the file."""

from __future__ import annotations

from collections.abc import Iterator

from generator.catalog.offers import OffersFile
from generator.model import Path

Issue = tuple[Path, str, dict[str, str]]


def check_offers(file: OffersFile) -> Iterator[Issue]:
    """Where in the file something is wrong, the Problem's id and its values."""
    seen: set[str] = set()
    for index, offer in enumerate(file.offers):
        for key in offer.keys:
            if key in seen:
                yield ("offers", index), "offer-key-twice", {"key": key}
            seen.add(key)
    ids = {str(offer.id) for offer in file.offers}
    for path, named in _named_offers(file):
        if named not in ids:
            yield path, "no-such-offer", {"offer": named}
    for index, offer in enumerate(file.offers):
        for number, event in enumerate(offer.lifecycle):
            for market in event.markets:
                if market not in file.markets:
                    place: Path = ("offers", index, "lifecycle", number, "markets")
                    yield place, "no-such-market", {"known": ", ".join(file.markets) or "–"}


def _named_offers(file: OffersFile) -> Iterator[tuple[Path, str]]:
    for index, offer in enumerate(file.offers):
        for number, successor in enumerate(offer.successors):
            for key in (successor.offer, *successor.add):
                yield ("offers", index, "successors", number), key
    for index, row in enumerate(file.equivalents):
        for key in (row.old, row.new):
            yield ("equivalents", index), key
