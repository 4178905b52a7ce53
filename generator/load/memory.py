"""What was made of files, kept for as long as they stay the same: for a project that is read again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Made = TypeVar("Made")


class Memory:
    """Keeps the last value of each name. Whoever is given one must not change it."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[object, Any]] = {}

    def of(self, name: str, made_from: object, make: Callable[[], Made]) -> Made:
        """What ``make`` gives: the same object as last time where ``made_from`` equals what it was then."""
        kept = self._kept.get(name)
        if kept is None or kept[0] != made_from:
            kept = self._kept[name] = (made_from, make())
        made: Made = kept[1]
        return made
