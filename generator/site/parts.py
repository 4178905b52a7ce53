"""Known HTML: what a piece of Markdown becomes, with places for what was inserted into it. Knows no MkDocs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.site.headings import Heading, without_tags
from generator.text import LINK, TEXT, parted

_PROBE = re.compile(r"zq7(?:t(\d+)&#45;<i>x</i>|w(\d+)|l(\d+)q\.html#zq7a\d+)zq")
_PROBE_WITHOUT_TAGS = re.compile(r"zq7(?:t(\d+)&#45;x|w(\d+)|l(\d+)q\.html#zq7a\d+)zq")
_LEFT = "zq7"
_PAGE = re.compile(r"\.md(?=#|$)")


class NotFillableError(Exception):
    """Where a value stands, Markdown does something to it."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A text with places: ``pieces`` with an empty one for each of them; ``places``: where, and for which value."""

    pieces: tuple[str, ...]
    places: tuple[tuple[int, int], ...]

    def filled(self, values: Sequence[str]) -> str:
        if not self.places:
            return self.pieces[0]
        pieces = list(self.pieces)
        for at, number in self.places:
            pieces[at] = values[number]
        return "".join(pieces)

    def moved(self, by: int) -> Blank:
        """The same where its values stand ``by`` places further on."""
        return (
            Blank(self.pieces, tuple((at, number + by) for at, number in self.places)) if by and self.places else self
        )


BlankHeading = tuple[int, Blank, Blank]


@dataclass(frozen=True, slots=True)
class Part:
    """What a piece of Markdown becomes: HTML and headings. ``leads``: a value in it may be a link to another page."""

    html: Blank
    headings: tuple[BlankHeading, ...] = ()
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """The same with its values in it."""

    html: str
    headings: tuple[Heading, ...] = ()


class Piece:
    """A piece of marked Markdown taken apart: ``key`` is all that is the same wherever other values stand in it."""

    __slots__ = ("_ours", "key", "values")

    def __init__(self, marked: str) -> None:
        self._ours, self.values = parted(marked)
        self.key = "\0".join(self._ours)

    @property
    def leads(self) -> bool:
        """Whether a link to a page of the site is among its values."""
        return LINK in self.key

    def probed(self) -> str:
        """The Markdown with a probe for each value, to see what becomes of it."""
        *before, last = self._ours
        return "".join(f"{text[:-1]}{_probe(text[-1], number)}" for number, text in enumerate(before)) + last


def _probe(mark: str, number: int) -> str:
    if mark == TEXT:
        return f"zq7t{number}&#45;<i>x</i>zq"
    return f"zq7l{number}q.md#zq7a{number}zq" if mark == LINK else f"zq7w{number}zq"


def part_of(html: str, headings: Iterable[Heading], count: int, *, leads: bool) -> Part:
    """The part that probes have shown, of ``count`` values; raises NotFillableError."""
    blank = _blank(html, _PROBE)
    found = tuple((level, _blank(name, _PROBE), _blank(said, _PROBE_WITHOUT_TAGS)) for level, name, said in headings)
    if {number for _, number in blank.places} != set(range(count)):
        raise NotFillableError
    return Part(blank, found, leads)


def _blank(text: str, probe: re.Pattern[str]) -> Blank:
    pieces: list[str] = []
    places = []
    end = 0
    for match in probe.finditer(text):
        pieces += [text[end : match.start()], ""]
        places.append((len(pieces) - 1, int(match[1] or match[2] or match[3])))
        end = match.end()
    pieces.append(text[end:])
    if any(_LEFT in piece for piece in pieces):
        raise NotFillableError
    return Blank(tuple(pieces), tuple(places))


def filled(part: Part, values: Sequence[str]) -> Filled:
    """Values are as Markdown has them: a link to a page of the site names its ``.md``."""
    in_html = [_PAGE.sub(".html", value, count=1) for value in values] if part.leads else values
    return Filled(part.html.filled(in_html), tuple(_heading(one, values) for one in part.headings))


def _heading(heading: BlankHeading, values: Sequence[str]) -> Heading:
    level, name, said = heading
    if not said.places and not name.places:
        return level, name.pieces[0], said.pieces[0]
    bare = [without_tags(value) if "<" in value else value for value in values]
    return level, name.filled(values), " ".join(said.filled(bare).split())


def joined(parts: Sequence[tuple[Part, int]]) -> Part:
    """Parts one after the other as one, each with how many values it has."""
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    headings: list[BlankHeading] = []
    before = 0
    for part, count in parts:
        if pieces:
            pieces.append("\n")
        places += [(at + len(pieces), number + before) for at, number in part.html.places]
        pieces += part.html.pieces
        headings += [(level, name.moved(before), said.moved(before)) for level, name, said in part.headings]
        before += count
    return Part(Blank(tuple(pieces), tuple(places)), tuple(headings), any(part.leads for part, _ in parts))
