"""What a picture of days consists of: tracks of bars and marks, with words in every language.

Knows no plans, and not where a thing stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from generator.text import Pair

Words = Pair[str]

NAMES = 200
"""The most that the names of tracks take."""

SHAPES = {
    "gate": (6, "M-5.5-5.5h11v11h-11z"),
    "cut-over": (8, "M0-8 8 0 0 8-8 0z"),
    "old-end": (6, "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z"),
    "fallback": (6, "M-6-4.5H6L0 5.5z"),
    "undo-until": (3, "M-3-7H3M0-7V7M-3 7H3"),
    "conflict": (8, "M0-7.5 8 6.5H-8zM0-2V2M0 3.6V5"),
    "before": (5, "M4-5-5 0 4 5z"),
    "after": (5, "M-4-5 5 0-4 5z"),
    "done": (6, "M-4.5 0-1 3.5 5-4.5"),
}
"""What a mark can be: half its width, and its outline round the place where it stands."""

ON_TOP = ("cut-over", "conflict")
"""Marks that no other one covers."""

THIN, HATCHED = ("term",), ("freeze",)
"""Bars that are a line and no more, and those that are filled with lines."""


@dataclass(frozen=True)
class Bar:
    """Days from ``first`` to ``last``, both inclusive; None: it comes from or goes to outside of the picture."""

    kind: str
    first: date | None
    last: date | None
    said: Words | None = None


@dataclass(frozen=True)
class Mark:
    """A shape on a day. ``said`` tells it in full, ``texts`` are wordings to stand beside it, the best one first.

    ``far``: what stands at the edge where the day is outside of the picture; None: then nothing does. ``apart``: how
    far it keeps from the mark before it.
    """

    kind: str
    day: date
    said: Words
    texts: tuple[Words, ...] = ()
    sides: tuple[str, str] = ("right", "left")
    far: Words | None = None
    apart: int = 0


@dataclass(frozen=True)
class Line:
    """Bars on one height, with marks on them; ``texts`` are wordings to stand beside the bars, the best one first."""

    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()
    texts: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Track:
    """One or two lines with a name each; ``zones`` are days as high as the track, ``apart`` leaves room above it."""

    names: tuple[Words, ...]
    said: Words
    lines: tuple[Line, ...] = ()
    zones: tuple[Bar, ...] = ()
    link: Markup | None = None
    done: bool = False
    apart: bool = False


@dataclass(frozen=True)
class Picture:
    """What is drawn: ``bands`` are days as high as all tracks, each with its name; ``days`` are what has to be seen.

    ``id`` begins the ids of everything in it; ``told`` is the whole in sentences; ``legend`` says what each kind is.
    ``names``: how wide the names of tracks are; None: as wide as they need.
    """

    id: str
    title: Words
    told: tuple[Words, ...]
    tracks: tuple[Track, ...]
    bands: tuple[tuple[Bar, Words], ...]
    days: tuple[date, ...]
    legend: Mapping[str, Words]
    names: int | None = None
