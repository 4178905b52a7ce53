"""How a row of the guidance is marked that is a project's own, and whether it stands in the place of one of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.guidance import REPLACED
from generator.render.voice import Voice

_WORDS = {"letters": "house-letter"}
"""Table → what its rows are called; all others are rules."""


def house_view(house: Mapping[str, str], table: str, row: str, voice: Voice) -> dict[str, Any] | None:
    """The mark of a row; None where it is ours. ``house``: as Guidance has it."""
    how = house.get(f"{table}/{row}")
    if how is None:
        return None
    return {"mark": voice.label("word", _WORDS.get(table, "house-rule")), "replaced": how == REPLACED}
