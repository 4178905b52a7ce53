"""What an engine for paper is, and how it says no. Knows neither of the two engines; words are the command line's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, Protocol

from generator.render import TAIWAN_FONTS


class Engine(Protocol):
    """Makes PDFs; may be called from several threads at once."""

    @property
    def name(self) -> str:
        """``browser`` or ``weasyprint``."""

    def pdf(self, html: str, made_on: date) -> bytes:
        """One paper, dated ``made_on`` 00:00 UTC: the same text gives the same bytes on the same computer.

        Raises PrintFailedError, NoTaiwanFontError or MissingGlyphsError; a paper with a box in it is never returned.
        """


class NoEngineError(Exception):
    """Nothing here makes PDFs; ``looked_for`` names programs, places and libraries, and why a library does not load."""

    def __init__(self, asked: str, looked_for: Iterable[str]) -> None:
        self.asked = asked
        self.looked_for = tuple(looked_for)
        super().__init__(f"{asked}: {', '.join(self.looked_for)}")


class PrintFailedError(Exception):
    """The engine made no paper.

    ``reason``: ``failed`` = it ended without one, ``hung`` = it did not end in time,
    ``outside`` = the paper asks for what is not in it. ``said``: the engine's own last lines, or what was asked for.
    """

    def __init__(self, engine: str, reason: Literal["failed", "hung", "outside"], said: str) -> None:
        self.engine = engine
        self.reason = reason
        self.said = said
        super().__init__(f"{engine} {reason}: {said}")


class MissingGlyphsError(Exception):
    """No font of this computer has these characters: they would be boxes."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(sorted(set(characters)))
        super().__init__(", ".join(f"U+{ord(character):04X}" for character in self.characters))


class NoTaiwanFontError(Exception):
    """These Chinese characters are drawn by no font for Taiwan: boxes, or the shapes of another country.

    ``fonts``: any of them will do.
    """

    fonts = TAIWAN_FONTS

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(sorted(set(characters)))
        super().__init__("".join(self.characters))
