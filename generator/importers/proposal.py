"""A mapping for a table nobody described: from how headers name things, then from what cells look like."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.catalog import Catalog
from generator.errors import Problem, Where
from generator.importers.day_order import order_of
from generator.importers.headers import aliases, listed, squeezed
from generator.importers.ids import guid
from generator.importers.known_tables import KNOWN, format_of
from generator.importers.mapping import DATES, MAPPED, ColumnMapping, mapping_of
from generator.importers.tables import Table, shown_header
from generator.importers.words import ids, offer_key

_GUIDS = ("tenant_id", "ms_id", "base")
"""Fields whose headers mean other things too (a customer's number): only a column of GUIDs will do."""


def propose(table: Table, catalog: Catalog, dates: str = "") -> tuple[ColumnMapping | None, list[Problem]]:
    """The mapping that headers and cells suggest, or what a person has to say in a mapping file."""
    if name := format_of(table):
        return mapping_of(dict(KNOWN[name].columns), dates), []
    columns, problems = _by_headers(table)
    columns = columns | _by_cells(table, columns, catalog)
    problems += lacking(table, columns) if not problems else []
    return (None, problems) if problems else (mapping_of(columns, dates or _order(table, columns)), [])


def lacking(table: Table, columns: Mapping[str, str]) -> list[Problem]:
    """The Problem of a mapping without seats, or with nothing that names the offer."""
    fields = [] if columns.keys() & {"offer", "product"} else ["offer", "product"]
    fields += [] if "seats" in columns else ["seats"]
    values = {"fields": ", ".join(fields), "headers": listed(table)}
    return [Problem(Where(table.shown, table.line), "mapping-lacks", values)] if fields else []


def _by_headers(table: Table) -> tuple[dict[str, str], list[Problem]]:
    """Field → header. Two headers for one field are a Problem, but for the offer: there the surest key counts."""
    columns: dict[str, str] = {}
    problems: list[Problem] = []
    for field in MAPPED:
        named = aliases(field)
        found = sorted(
            (one for one in table.headers if squeezed(one) in named), key=lambda one: named.index(squeezed(one))
        )
        if field in _GUIDS:
            found = [one for one in found if _all(table, one, lambda cell: all(map(guid, ids(cell))))]
        if len(found) > 1 and field != "offer":
            values = {"field": field, "headers": ", ".join(map(shown_header, found))}
            problems.append(Problem(Where(table.shown, table.line), "mapping-ambiguous", values))
        elif found:
            columns[field] = found[0]
    return columns, problems


def _by_cells(table: Table, columns: Mapping[str, str], catalog: Catalog) -> dict[str, str]:
    """The one column whose cells are all keys of the catalogue, or else all names in it."""
    if columns.keys() & {"offer", "product"}:
        return {}
    free = [one for one in table.headers if 0 < len(one) <= 200 and one not in columns.values()]
    keys = [one for one in free if _all(table, one, lambda cell: catalog.find(offer_key(cell, catalog)) is not None)]
    if len(keys) == 1:
        return {"offer": keys[0]}
    named = [one for one in free if _all(table, one, lambda cell: bool(catalog.named(cell)))]
    return {"product": named[0]} if len(named) == 1 else {}


def _all(table: Table, header: str, fits: Callable[[str], bool]) -> bool:
    """Whether every filled cell of a column fits, and there is one."""
    at = table.headers.index(header)
    cells = {row.cells[at] for row in table.rows} - {""}
    return bool(cells) and all(map(fits, cells))


def _order(table: Table, columns: Mapping[str, str]) -> str:
    """The order of day and month that the cells show; '' where they show none, which reading asks for."""
    cells = [
        (Where(table.shown, row.line), row.cells[table.headers.index(columns[field])])
        for field in DATES
        if field in columns
        for row in table.rows
    ]
    order, problems = order_of(cells, table.shown)
    return "" if problems or order == "iso" else order
