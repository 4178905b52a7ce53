"""Which subscription of an export is which of a customer's file: by Microsoft's id, else by what alone is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.catalog import Catalog
from generator.importers.found import DIRECTORY_ID, FoundSubscription
from generator.importers.naming import named_offer

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Together:
    """Subscriptions of one offer that an export without Microsoft's ids cannot tell apart.

    ``ids``: of the file's; ``old``: their licences, ``new``: the export's; ``places``: in the export.
    """

    offer: str
    ids: tuple[str, ...]
    places: tuple[str, ...]
    old: int
    new: int


@dataclass(frozen=True)
class Pairs:
    """``rows``: place in the export → index in the file; what is in neither is new."""

    rows: Mapping[str, int]
    together: tuple[Together, ...]


def paired(rows: Sequence[Row], found: Sequence[FoundSubscription], catalog: Catalog) -> Pairs:
    """By Microsoft's id; what has none on one side, where one of an offer is left on both."""
    by_id = {str(row["ms_id"]).lower(): index for index, row in enumerate(rows) if row.get("ms_id")}
    pairs = {one.place: by_id[ms_id_of(one)] for one in found if ms_id_of(one) in by_id}
    left: dict[str, list[FoundSubscription]] = {}
    for one in found:
        if one.place not in pairs:
            left.setdefault(named_offer(one.clue, catalog).key, []).append(one)
    together = []
    for key, ours in left.items():
        free = [at for at, row in enumerate(rows) if at not in pairs.values() and offer_of(row, catalog) == key]
        nameless = [one for one in ours if not ms_id_of(one)]
        alike = free if nameless else [at for at in free if not rows[at].get("ms_id")]
        if len(ours) == len(alike) == 1:
            pairs[ours[0].place] = alike[0]
        elif nameless and alike:
            together.append(_together(key, nameless, [rows[at] for at in alike]))
    return Pairs({**pairs, **_by_numbers(rows, found, pairs, catalog)}, tuple(together))


def _by_numbers(
    rows: Sequence[Row], found: Sequence[FoundSubscription], pairs: Mapping[str, int], catalog: Catalog
) -> Mapping[str, int]:
    """Where an export's name is no offer that is known, a person wrote one: by licences and end, if one has them.

    What stands in the file stays; that the export names it otherwise is told.
    """
    free: dict[tuple[str, str], list[int]] = {}
    for at, row in enumerate(rows):
        if at not in pairs.values() and not row.get("ms_id"):
            free.setdefault((str(row.get("seats")), str(row.get("ends_on"))), []).append(at)
    named: dict[tuple[str, str], list[str]] = {}
    for one in found:
        if one.place not in pairs and not ms_id_of(one) and named_offer(one.clue, catalog).offer is None:
            named.setdefault((one.values.get("seats", ""), one.values.get("ends_on", "")), []).append(one.place)
    alike = ((places, free.get(numbers, [])) for numbers, places in named.items())
    return {places[0]: ats[0] for places, ats in alike if len(places) == len(ats) == 1}


def ms_id_of(found: FoundSubscription) -> str:
    """Microsoft's id as other exports have it too, '' where this one names none but the directory's own."""
    return "" if found.remarks.get("ms_id", ("",))[0] == DIRECTORY_ID else found.values.get("ms_id", "")


def offer_of(row: Row, catalog: Catalog) -> str:
    """By which an offer is told from others, whichever of its keys the row has."""
    written = str(row.get("offer") or "")
    offer = catalog.find(written)
    return str(offer.id) if offer else written


def _together(key: str, found: Sequence[FoundSubscription], rows: Sequence[Row]) -> Together:
    return Together(
        key,
        tuple(str(row.get("id")) for row in rows),
        tuple(one.place for one in found),
        sum(_number(row.get("seats")) for row in rows),
        sum(_number(one.values.get("seats")) for one in found),
    )


def _number(text: Any) -> int:
    written = str(text or "")
    return int(written) if written.isascii() and written.isdigit() else 0
