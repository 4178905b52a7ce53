"""The headings of a page as its table of contents has them: the same nesting and the same words as Markdown's own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markdown.extensions.toc import nest_toc_tokens, strip_tags

Heading = tuple[int, str, str]
"""Level, id and name, which is HTML without tags."""


def nested(headings: Sequence[Heading]) -> list[Any]:
    """Entries as ``level``, ``id``, ``name`` and ``children``."""
    tokens: list[Any] = [{"level": level, "id": anchor, "name": name} for level, anchor, name in headings]
    return list(nest_toc_tokens(tokens))


@lru_cache(4096)
def without_tags(html: str) -> str:
    """What a heading is called, or a part of one: of a customer the same names and days on every page."""
    return strip_tags(html)
