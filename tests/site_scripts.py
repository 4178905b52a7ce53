"""What the site's scripts hold, read as the browser reads it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

CALL = re.compile(r"(\w+)\((.*)\);\n", re.DOTALL)

Entries = list[tuple[str, str, str, list[tuple[str, str, str]]]]
"""Page, kind, title, places; of a place its address, title and words."""


def called(script: str, function: str) -> dict[str, Any]:
    """The values that a script calls a function with."""
    found = CALL.fullmatch(script)
    assert found and found[1] == function
    values: dict[str, Any] = json.loads(found[2])
    return values


def search_entries(html: Path, language: str) -> Entries:
    """Everything that can be found on a built site."""
    scripts = [html / "search" / f"{language}.js", *sorted((html / "search" / language).glob("*.js"))]
    return [entry for path in scripts for entry in unpacked(called(path.read_text(encoding="utf-8"), "cspSearch"))]


def unpacked(part: dict[str, Any]) -> Entries:
    """The entries of one script, every number replaced by what it points to."""

    def text(one: int | str) -> str:
        return part["texts"][one] if isinstance(one, int) else one

    def place(one: int | list[int | str]) -> tuple[str, str, str]:
        address, title, *words = map(text, part["places"][one] if isinstance(one, int) else one)
        return address, title, " · ".join(words)

    return [
        (text(page), text(kind), text(title), [place(one) for one in places])
        for page, kind, title, *places in part["entries"]
    ]
