"""What stands in a cell that a spreadsheet opens: text that stays text, in all languages. Knows no plans, no files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from markupsafe import Markup

from generator.render.voice import Voice
from generator.text import hidden_character, plain

Cell = str | int

LONGEST = 16_383
"""Characters of a cell: Excel takes 32,767 UTF-16 units, and a character is at most two of them."""

_FORMULA = re.compile(r'(^|;)(["\s]*[=+\-@|\uff1d\uff0b\uff0d\uff20])')  # ; parts cells where a comma is for decimals


def words(said: Markup) -> str:
    """What a reader reads of our markup: no tags, and the characters that the references stand for."""
    return plain(said).strip()


def each(voices: Iterable[Voice], say: Callable[[Voice], Markup]) -> list[str]:
    """What every language says, for a column per language."""
    return [words(say(voice)) for voice in voices]


def both(voices: Iterable[Voice], say: Callable[[Voice], Markup]) -> str:
    """What all languages say, for one cell; once where it is the same."""
    return " ".join(dict.fromkeys(each(voices, say)))


def label(voices: Iterable[Voice], key: str) -> str:
    """One of the words of exports, in all languages."""
    return both(voices, lambda voice: voice.label("export", key))


def cell_text(text: str) -> str:
    """Text as a cell can hold it: hidden and control characters become blanks, line breaks stay, … ends what is cut."""
    seen = text if text.isprintable() else "".join(" " if hidden_character(mark, "\n") else mark for mark in text)
    return seen if len(seen) <= LONGEST else f"{seen[: LONGEST - 1]}…"


def csv_text(rows: Iterable[Iterable[Cell]]) -> str:
    """Rows as CSV that Excel opens: a byte order mark for UTF-8, every text in quotes, CR LF after every row.

    A line break in a cell becomes a blank, and what a spreadsheet could take for a formula gets an apostrophe in front,
    which is then seen. CSV has no types: Excel drops leading zeros, rounds long numbers and makes dates of what looks
    like one, whatever stands here; the workbook keeps them.
    """
    return "\ufeff" + "".join(",".join(_csv_cell(cell) for cell in row) + "\r\n" for row in rows)


def _csv_cell(cell: Cell) -> str:
    if isinstance(cell, int):
        return str(cell)
    line = cell_text(cell).replace("\n", " ")
    return '"{}"'.format(_FORMULA.sub(r"\1'\2", line).replace('"', '""'))
