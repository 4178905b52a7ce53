"""The cells of a table by fields: identifiers, numbers and dates as values; what cannot be read becomes a Problem."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from generator.errors import Problem, Where
from generator.importers.day_order import DateRefused, moment, order_of
from generator.importers.headers import listed, places
from generator.importers.ids import guid
from generator.importers.tables import Row, Table, shown_header
from generator.importers.words import sku_id

MOST = 999_999
_GROUPS = {",": re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+"), ";": re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")}
"""Delimiter of the file → how it writes thousands: who parts cells by semicolons has the comma for decimals."""


class Rows:
    """Reads one table. ``problems``: of the cells that were asked for so far; each read gives '' or None then."""

    def __init__(self, table: Table, columns: Mapping[str, int]) -> None:
        self.table = table
        self.columns = columns
        self.problems: list[Problem] = []
        self._order = "iso"
        self._undecided = False
        self._told: set[tuple[Where, str]] = set()

    def decide_order(self, fields: Collection[str], given: str = "") -> None:
        """Decides what the dates of these fields mean; ``given``: dmy or mdy, or '' to look at the cells."""
        cells = [
            (self.where(row, field), self.text(row, field))
            for field in fields
            if field in self.columns
            for row in self.table.rows
        ]
        self._order, problems = order_of(cells, self.table.shown, given)
        self.problems += problems
        self._undecided = bool(problems)

    def place(self, row: Row) -> str:
        return f"{self.table.shown}:{row.line}"

    def where(self, row: Row, field: str) -> Where:
        return Where(self.table.shown, row.line, shown_header(self.table.headers[self.columns[field]]))

    def problem(self, row: Row, problem_id: str, field: str, **values: str) -> None:
        """Keeps a Problem of a cell: once, however often the cell is read."""
        where = self.where(row, field)
        if (where, problem_id) not in self._told:
            self._told.add((where, problem_id))
            self.problems.append(Problem(where, problem_id, values))

    def text(self, row: Row, field: str) -> str:
        """The cell, trimmed; '' where the table has no such column."""
        return row.cells[self.columns[field]] if field in self.columns else ""

    def guid(self, row: Row, field: str) -> str:
        """A GUID in small letters without braces; '' for a blank."""
        text = self.text(row, field)
        found = guid(text)
        if text and not found:
            self.problem(row, "guid", field)
        return found

    def sku_id(self, row: Row, field: str) -> str:
        found = sku_id(self.text(row, field))
        if not found:
            self.problem(row, "sku-id-eaten", field)
        return found

    def count(self, row: Row, field: str) -> int | None:
        """A whole number from 0; None where it is none. Thousands are parted as the file's own style has it."""
        text = self.text(row, field)
        decimal = "," if self.table.delimiter == ";" else "."
        digits = re.sub(rf"{re.escape(decimal)}0{{1,2}}$", "", text)
        if (groups := _GROUPS.get(self.table.delimiter)) and groups.fullmatch(text):
            digits = re.sub(r"[.,]", "", text)
        if re.fullmatch(r"[0-9]{1,9}", digits) and int(digits) <= MOST:
            return int(digits)
        kind = "number-parted" if re.fullmatch(r"[0-9]+(?:[.,' ][0-9]+)+", text) else "number-unreadable"
        self.problem(row, kind, field)
        return None

    def negative(self, row: Row, field: str) -> bool:
        """Whether an amount is below zero: with a minus, or in brackets as accountants write it."""
        return self.text(row, field).startswith(("-", "\u2212", "(", "－"))

    def moment(self, row: Row, field: str) -> datetime | None:
        """A moment in UTC; None for a blank and for the far days that stand for no date."""
        try:
            return moment(self.text(row, field), self._order)
        except DateRefused as refused:
            if not (self._undecided and refused.kind == "date-unreal"):  # an echo of the order that is not known
                self.problem(row, refused.kind, field, better=refused.better)
            return None


def opened(
    tables: Sequence[Table], format_of: Callable[[Table], str], columns: Mapping[str, Mapping[str, str]]
) -> tuple[list[tuple[str, Rows]], list[Problem]]:
    """Each table with the format that it is; ``columns``: format → field → header. One of no format is a Problem."""
    found: list[tuple[str, Rows]] = []
    problems: list[Problem] = []
    for table in tables:
        name = format_of(table)
        if not name:
            problems.append(Problem(Where(table.shown, table.line), "table-unknown", {"headers": listed(table)}))
            continue
        held, wrong = places(table, columns[name])
        problems += wrong
        found += [] if wrong else [(name, Rows(table, held))]
    return found, problems
