"""Workbooks (XLSX) to lines of text: values only, dates in ISO form, formulas refused. openpyxl's one home."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from generator.errors import Problem, Where
from generator.text import terminal

MAX_MB = 64
MAX_UNPACKED_MB = 256
_MB = 1024 * 1024
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_SHEETS = 20
_MOST_BLANK = 5_000
"""So many blank rows one after the other end a sheet, and so many sheets are looked at unless one is named."""

# What openpyxl and the libraries below it raise for files that are not what they say: none of them is a bug of ours.
_BROKEN = (BadZipFile, ParseError, zlib.error, EOFError, OSError, KeyError, IndexError)
_BROKEN_TOO = (*_BROKEN, ValueError, TypeError, AttributeError, OverflowError, RuntimeError, NotImplementedError)

Line = tuple[int, tuple[str, ...]]


def is_workbook(raw: bytes) -> bool:
    """Whether the bytes are Excel's, of whatever kind: a zip archive or an older compound file."""
    return raw.startswith((_ZIP, _OLE))


def too_large(raw: bytes, shown: str) -> Problem | None:
    """The Problem of a file of more than 64 MB: no export of subscriptions is."""
    return Problem(Where(shown), "export-too-large", {"limit": str(MAX_MB)}) if len(raw) > MAX_MB * _MB else None


def sheet_lines(raw: bytes, shown: str, *, sheet: str | None, max_columns: int) -> tuple[list[Line], list[Problem]]:
    """The filled rows of one sheet by their numbers, or Problems.

    ``sheet``: its name; without one, the first visible sheet that has a row with two filled cells.
    """
    if raw.startswith(_OLE):
        return [], [Problem(Where(shown), "workbook-encrypted" if _ENCRYPTED in raw else "workbook-old")]
    import openpyxl  # here, since no other command waits for it
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        if refused := _refused_archive(raw, shown):
            return [], [refused]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and validations that openpyxl does not know: nothing we read
            book = openpyxl.load_workbook(BytesIO(raw), read_only=True)
            return _chosen(book, shown, sheet, max_columns)
    except (*_BROKEN_TOO, InvalidFileException):
        return [], [Problem(Where(shown), "workbook-broken")]


def _refused_archive(raw: bytes, shown: str) -> Problem | None:
    """Archives that unpack to more than anybody exports, or whose XML declares entities of its own."""
    with ZipFile(BytesIO(raw)) as archive:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED_MB * _MB or len(entries) > 2_000:
            return Problem(Where(shown), "workbook-too-large", {"limit": str(MAX_UNPACKED_MB)})
        for entry in entries:
            if entry.filename.endswith((".xml", ".rels")):
                with archive.open(entry) as part:
                    if b"<!DOCTYPE" in part.read(2_000):
                        return Problem(Where(shown), "workbook-broken")
    return None


def _chosen(book: Any, shown: str, sheet: str | None, max_columns: int) -> tuple[list[Line], list[Problem]]:
    named = [one for one in book.worksheets if one.title == sheet] if sheet else book.worksheets
    if sheet and not named:
        listed = ", ".join(terminal(one.title) for one in book.worksheets)
        return [], [Problem(Where(shown), "workbook-no-sheet", {"sheets": listed})]
    visible = [one for one in named if sheet or one.sheet_state == "visible"]
    for one in visible[:_MOST_SHEETS]:
        lines, problems = _lines(one, shown, max_columns)
        if problems or any(sum(bool(cell) for cell in cells) > 1 for _, cells in lines):
            return lines, problems
    return [], []


def _lines(sheet: Any, shown: str, max_columns: int) -> tuple[list[Line], list[Problem]]:
    """The filled rows; each column with formulas gives one Problem, at the first of them."""
    from openpyxl.utils import get_column_letter

    sheet.reset_dimensions()  # what a sheet says of its size is often wrong
    lines: list[Line] = []
    formulas: dict[int, int] = {}
    for number, row in _numbered(sheet, max_columns):
        for at, cell in enumerate(row):
            if cell.data_type == "f" or (isinstance(cell.value, str) and cell.value.startswith("=")):
                formulas.setdefault(at, number)
        texts = tuple(_text(cell.value) for cell in row)
        if any(texts):
            lines.append((number, texts))
    return lines, [
        Problem(Where(shown, number, get_column_letter(at + 1)), "table-formulas") for at, number in formulas.items()
    ]


def _numbered(sheet: Any, max_columns: int) -> Iterator[tuple[int, Any]]:
    """Rows with their numbers; a cell far below the others does not make the library give every row between."""
    blank = 0
    for number, row in enumerate(sheet.iter_rows(max_col=max_columns), start=1):
        blank = 0 if any(cell.value is not None for cell in row) else blank + 1
        if blank > _MOST_BLANK:
            return
        yield number, row


def _text(value: Any) -> str:
    """A value as a CSV would hold it: days and moments in ISO form, whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
