"""Microsoft's product list and the offer matrix of new commerce to rows that a project keeps; says what it dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator.catalog import ListRow, NewCommerceOffer, folded, is_list_row
from generator.errors import Problem, Where
from generator.importers.ids import guid
from generator.importers.tables import Table, read_table
from generator.load import PRODUCTS_HEAD
from generator.model import NEW_COMMERCE_PATTERN

_MATRIX = ("ProductId", "SkuId", "SkuTitle", "ProvisioningId", "ProvisioningString")
_NEW_COMMERCE = re.compile(NEW_COMMERCE_PATTERN)


@dataclass(frozen=True)
class ListImport:
    """What one file holds: rows of the product list, or offers of the matrix.

    ``dropped``: ``blank``, ``duplicate``, ``no-guid``, ``not-a-licence`` or ``unfit`` → how many rows.
    """

    rows: tuple[ListRow, ...] = ()
    offers: tuple[NewCommerceOffer, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)

    @property
    def products(self) -> int:
        return len({row.guid for row in self.rows} or {one.id for one in self.offers})

    @property
    def plans(self) -> int:
        return len({row.plan_id for row in self.rows})


def read_list(raw: bytes, shown: str, encoding: str | None = None) -> tuple[ListImport | None, list[Problem]]:
    """The list that a file holds, told by its columns, or its Problems."""
    table, problems = read_table(raw, shown, encoding=encoding)
    if table is None or problems:
        return None, problems
    for columns, read in ((PRODUCTS_HEAD, _product_list), (_MATRIX, _matrix)):
        places = _places(table, columns)
        if None not in places:
            return read(table, [place for place in places if place is not None])
    missing = [name for name, place in zip(PRODUCTS_HEAD, _places(table, PRODUCTS_HEAD), strict=True) if place is None]
    values = {"missing": ", ".join(missing), "matrix": ", ".join(_MATRIX)}
    return None, [Problem(Where(shown, table.line), "list-columns", values)]


def _places(table: Table, columns: Sequence[str]) -> list[int | None]:
    """Where each column stands; None where it does not. Underlines and blanks are the same."""
    headers = [folded(header.replace("_", " ")) for header in table.headers]
    wanted = [folded(column.replace("_", " ")) for column in columns]
    return [headers.index(one) if one in headers else None for one in wanted]


def _cells(table: Table, places: Sequence[int]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for row in table.rows:
        yield row.line, tuple(row.cells[place] for place in places)


def _product_list(table: Table, places: Sequence[int]) -> tuple[ListImport | None, list[Problem]]:
    dropped: Counter[str] = Counter()
    rows: dict[ListRow, None] = {}
    for _, (name, part_number, sku, plan_name, plan_id, title) in _cells(table, places):
        row = ListRow(_spaced(name), part_number, guid(sku), plan_name, guid(plan_id), _spaced(title) or plan_name)
        if not all(row):
            dropped["no-guid" if name and (not row.guid or not row.plan_id) else "blank"] += 1
        elif row in rows:
            dropped["duplicate"] += 1
        elif not is_list_row(row):
            dropped["unfit"] += 1
        else:
            rows[row] = None
    if not rows:
        return None, [Problem(Where(table.shown), "list-empty")]
    return ListImport(rows=tuple(rows), dropped=dict(sorted(dropped.items()))), []


def _matrix(table: Table, places: Sequence[int]) -> tuple[ListImport | None, list[Problem]]:
    """One SKU GUID for each product and SKU; a matrix that gives one of them two says so."""
    dropped: Counter[str] = Counter()
    offers: dict[str, NewCommerceOffer] = {}
    problems: list[Problem] = []
    for line, (product, sku_id, title, sku, part_number) in _cells(table, places):
        cells = (f"{product.upper()}:{sku_id.upper():0>4}", guid(sku), part_number, _spaced(title) or part_number)
        offer = NewCommerceOffer(*cells)
        if not offer.guid or not _NEW_COMMERCE.fullmatch(offer.id):
            dropped["not-a-licence"] += 1  # software and Azure stand in the matrix too
        elif not is_list_row(cells):
            dropped["unfit" if all(cells) else "blank"] += 1
        elif (known := offers.setdefault(offer.id, offer)) is not offer:
            dropped["duplicate"] += 1
            if known.guid != offer.guid:
                problems.append(Problem(Where(table.shown, line), "matrix-two-skus", {"id": offer.id}))
    if problems or not offers:
        return None, problems or [Problem(Where(table.shown), "list-empty")]
    return ListImport(offers=tuple(offers.values()), dropped=dict(sorted(dropped.items()))), []


def _spaced(name: str) -> str:
    """A name with one blank where rows differ in how many they have."""
    return " ".join(name.split())
