"""The lists of Microsoft's that a project has imported, `catalog/*.csv`: rows of checked text, or Problems."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from generator.catalog import ListRow, NewCommerceOffer, Products, is_list_row
from generator.errors import Problem, Where
from generator.load.files import MAX_BYTES
from generator.load.memory import Memory
from generator.load.tree import Tree
from generator.model import GUID_PATTERN, NEW_COMMERCE_PATTERN

FOLDER = "catalog"
PRODUCTS = f"{FOLDER}/products.csv"
NEW_COMMERCE = f"{FOLDER}/new-commerce.csv"
PRODUCTS_HEAD = (
    *("Product_Display_Name", "String_Id", "GUID"),
    *("Service_Plan_Name", "Service_Plan_Id", "Service_Plans_Included_Friendly_Names"),
)
"""The columns of Microsoft's own download: our list can be read by whatever reads that."""

NEW_COMMERCE_HEAD = ("Id", "ProvisioningId", "ProvisioningString", "SkuTitle")

_GUID = re.compile(GUID_PATTERN)
_NEW_COMMERCE = re.compile(NEW_COMMERCE_PATTERN)

Row = TypeVar("Row", ListRow, NewCommerceOffer)


def read_products(tree: Tree, memory: Memory) -> tuple[Products, list[Problem]]:
    """What a project has imported, nothing where it has no such files, and their Problems."""
    texts = []
    problems: list[Problem] = []
    for name in (PRODUCTS, NEW_COMMERCE):
        text, wrong = tree.read(name) if tree.has(name) else ("", [])
        problems += wrong
        texts.append((text or "", tree.shown(name)))
    products, wrong = memory.of("products", texts, lambda: _products(*texts))
    return products, problems + wrong


def products_text(rows: Sequence[ListRow]) -> str:
    """The list as its file holds it, in one order whatever order it came in."""
    ordered = sorted(rows, key=lambda row: (row.part_number.lower(), row.guid, row.plan_name.lower(), row))
    return _written(PRODUCTS_HEAD, ordered)


def new_commerce_text(offers: Sequence[NewCommerceOffer]) -> str:
    """The offer matrix as its file holds it."""
    rows = sorted((one.id, one.guid, one.part_number, one.title) for one in offers)
    return _written(NEW_COMMERCE_HEAD, rows)


def list_problems(text: str, shown: str) -> list[Problem]:
    """What keeps a list from being read again once its file holds it."""
    fits = len(text.encode()) <= MAX_BYTES
    return [] if fits else [Problem(Where(shown), "list-too-large", {"limit": str(MAX_BYTES // 1024 // 1024)})]


def _products(listed: tuple[str, str], matrix: tuple[str, str]) -> tuple[Products, list[Problem]]:
    rows, problems = _rows(*listed, PRODUCTS_HEAD, _list_row)
    offers, wrong = _rows(*matrix, NEW_COMMERCE_HEAD, _new_commerce_row)
    return Products.of(rows, offers), problems + wrong


def _rows(
    text: str, shown: str, head: Sequence[str], make: Callable[[list[str]], Row | None]
) -> tuple[list[Row], list[Problem]]:
    """The rows of a file that ``import`` wrote; one that a person has changed so that it fits no more is a Problem."""
    reader = csv.reader(io.StringIO(text), strict=True)
    made: list[Row] = []
    problems: list[Problem] = []
    try:
        for number, cells in enumerate(reader):
            row = make(cells) if number and len(cells) == len(head) and is_list_row(cells) else None
            if row is not None:
                made.append(row)
            elif number or tuple(cells) != tuple(head):
                problems.append(Problem(Where(shown, reader.line_num), "catalog-row", {"columns": ", ".join(head)}))
    except csv.Error:
        problems.append(Problem(Where(shown, reader.line_num), "catalog-row", {"columns": ", ".join(head)}))
    return made, problems


def _list_row(cells: list[str]) -> ListRow | None:
    row = ListRow(*cells)
    return row if _GUID.fullmatch(row.guid) and _GUID.fullmatch(row.plan_id) else None


def _new_commerce_row(cells: list[str]) -> NewCommerceOffer | None:
    made = NewCommerceOffer(*cells)
    return made if _NEW_COMMERCE.fullmatch(made.id) and _GUID.fullmatch(made.guid) else None


def _written(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([head, *rows])
    return out.getvalue()
