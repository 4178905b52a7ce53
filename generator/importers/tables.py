"""Exports to tables: CSV as portals, PowerShell and Excel write it, or a sheet of a workbook; every row knows its line.

Knows no columns by name. Cells come out trimmed and on one line; what they mean, others decide.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.errors import Problem, Where
from generator.importers.decoding import decode
from generator.importers.workbook import is_workbook, sheet_lines, too_large
from generator.text import hidden_character, terminal

MAX_ROWS = 200_000
MAX_COLUMNS = 200
_DELIMITERS = ",;\t"
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[,; ]*', re.IGNORECASE)
_QUOTES = "\"'\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u00ab\u00bb"
_MARK_READ_WRONG = "\u00ef\u00bb\u00bf"  # a byte-order mark that somebody read as cp1252

Line = tuple[int, tuple[str, ...]]


@dataclass(frozen=True)
class Row:
    """One row; ``line``: where it begins in the file, or its number in the sheet. As many cells as headers."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """What a file holds. ``shown``: its name in messages; ``line``: of the headers; ``delimiter``: '' in a workbook."""

    shown: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    line: int = 1
    delimiter: str = ""


def read_table(
    raw: bytes, shown: str, *, encoding: str | None = None, sheet: str | None = None
) -> tuple[Table | None, list[Problem]]:
    """The table of a file, or its Problems; ``sheet``: of a workbook by name, else the first one with headers."""
    if large := too_large(raw, shown):
        return None, [large]
    if is_workbook(raw):
        lines, problems = sheet_lines(raw, shown, sheet=sheet, max_columns=MAX_COLUMNS + 1)
        return (None, problems) if problems else _table(lines, shown, "")
    text, problems = decode(raw, shown, encoding)
    return (None, problems) if text is None else csv_table(text, shown)


def csv_table(text: str, shown: str) -> tuple[Table | None, list[Problem]]:
    """The table of a CSV; its delimiter is what parts the headers, unless a line ``sep=;`` says so."""
    if "\0" in text:
        return None, [Problem(Where(shown, text.count("\n", 0, text.index("\0")) + 1), "table-nul")]
    start, given = _before_headers(text)
    lines = text.split("\n")
    delimiter = given or _delimiter(next((line for line in lines[start:] if line.strip()), ""))
    read: list[Line] = []
    try:
        for number, cells in _records(lines[start:], delimiter):
            read.append((number + start, tuple(cells)))
    except csv.Error:
        last = read[-1][0] + 1 if read else start + 1
        return None, [Problem(Where(shown, last), "table-quotes")]
    return _table(read, shown, delimiter)


def shown_header(header: str) -> str:
    """A header as a message may name it."""
    return terminal(header)[:60] or "–"


def _before_headers(text: str) -> tuple[int, str]:
    """How many lines come before the headers, and the delimiter that one of them names."""
    start, given = 0, ""
    for line in text.split("\n", 2)[:2]:
        if line.startswith(("#TYPE", '"#TYPE')):
            start += 1
        elif found := _SEPARATOR_LINE.fullmatch(line):
            start, given = start + 1, found[1]
    return start, given


def _delimiter(line: str) -> str:
    bare = re.sub(r'"[^"]*"', "", line)
    return max(_DELIMITERS, key=bare.count)


def _records(lines: list[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with the line it begins in; a quoted line break makes it go on over several."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
    begins = 1
    for cells in reader:
        yield begins, cells
        begins = reader.line_num + 1


def _table(lines: Iterable[Line], shown: str, delimiter: str) -> tuple[Table | None, list[Problem]]:
    """The headers and the rows below them: blank rows and what has no header left out."""
    filled = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if not filled:
        return None, [Problem(Where(shown), "table-empty")]
    at = 0 if delimiter else _first_of_two_cells(filled)
    line, first = filled[at]
    headers = _headers(first)
    if len(headers) < 2:
        return None, [Problem(Where(shown, line), "table-no-header")]
    if len(headers) > MAX_COLUMNS:
        return None, [Problem(Where(shown, line), "table-too-many-columns", {"limit": str(MAX_COLUMNS)})]
    if len(filled) - at - 1 > MAX_ROWS:
        return None, [Problem(Where(shown), "table-too-many-rows", {"limit": f"{MAX_ROWS:,}"})]
    rows, problems = (
        [],
        [
            Problem(Where(shown, line, shown_header(header)), "hidden-character", {"mark": mark})
            for header in headers
            if (mark := hidden_character(header))
        ],
    )
    for number, cells in filled[at + 1 :]:
        row, wrong = _row(number, cells, headers, shown)
        rows.append(row)
        problems += wrong
    return (None, problems) if problems else (Table(shown, headers, tuple(rows), line, delimiter), [])


def _first_of_two_cells(filled: list[Line]) -> int:
    """Above the headers of a sheet a title may stand, in a cell of its own."""
    return next((at for at, (_, cells) in enumerate(filled) if sum(bool(cell.strip()) for cell in cells) > 1), 0)


def _headers(cells: tuple[str, ...]) -> tuple[str, ...]:
    cleaned = [_cleaned(cell.removeprefix(_MARK_READ_WRONG)).strip(_QUOTES + " ") for cell in cells]
    while cleaned and not cleaned[-1]:
        cleaned.pop()
    return tuple(cleaned)


def _row(number: int, cells: tuple[str, ...], headers: tuple[str, ...], shown: str) -> tuple[Row, list[Problem]]:
    """The row, and what is wrong with it: too many cells or too few, or characters that nobody sees."""
    width = len(headers)
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        counts = {"cells": str(len(cells)), "headers": str(width)}
        return Row(number, ()), [Problem(Where(shown, number), "row-ragged", counts)]
    cleaned = tuple(_cleaned(cell) for cell in cells[:width])
    return Row(number, cleaned), [
        Problem(Where(shown, number, shown_header(header)), "hidden-character", {"mark": mark})
        for header, cell in zip(headers, cleaned, strict=True)
        if not (cell.isascii() and cell.isprintable()) and (mark := hidden_character(cell))
    ]


def _cleaned(cell: str) -> str:
    """One line without what copying leaves behind: no-break blanks, zero-width marks, marks of direction."""
    if cell.isascii() and cell.isprintable():
        return cell.strip()
    visible = "".join(mark for mark in cell if mark in "\u200c\u200d" or unicodedata.category(mark) != "Cf")
    return " ".join(visible.split())
