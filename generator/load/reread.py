"""What an edit of a file answers for: the text is read strictly before and after, and says what was wanted."""

from __future__ import annotations

from typing import Any

from generator.errors import ProblemsFound
from generator.load.strict_yaml import read
from generator.model import Source

_BOM = "\ufeff"


class EditRefusedError(RuntimeError):
    """A file is written in a way that no small edit fits; ``lines``: what a person would write."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def without_bom(text: str) -> tuple[str, str]:
    """The byte-order mark, '' where there is none, and the text behind it."""
    return (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)


def source_of(text: str, file: str) -> Source:
    """What a text holds; ``file`` names it in messages. Raises ProblemsFound where it cannot be read."""
    source, problems = read(text, file)
    if source is None or problems:
        raise ProblemsFound(problems)
    return source


def values_after(text: str, file: str) -> dict[str, Any] | None:
    """What a text holds after an edit; None where it cannot be read any more."""
    source, problems = read(text, file)
    return None if source is None or problems else dict(source.values)
