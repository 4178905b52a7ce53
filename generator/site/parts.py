"""Known HTML: what a piece of Markdown becomes, with places for what was inserted into it. Knows no MkDocs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.site.headings import Heading, without_tags
from generator.text import LINK, MARK, TEXT, parted

_PROBE = re.compile(r"zq7(?:t(\d+)&#45;<i>x</i>|w(\d+)|l(\d+)q\.html#zq7a\d+)zq")
_PROBE_WITHOUT_TAGS = re.compile(r"zq7(?:t(\d+)&#45;x|w(\d+)|l(\d+)q\.html#zq7a\d+)zq")
_LEFT = "zq7"
_PAGE = re.compile(r"\.md(?=#|$)")


class NotFillableError(Exception):
    """Where a value stands, Markdown does something to it."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A text with places: ``pieces`` with an empty one for each of them; ``places``: where, in order, and for which
    value.
    """

    pieces: tuple[str, ...]
    places: tuple[tuple[int, int], ...]

    def filled(self, values: Sequence[str]) -> str:
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
    """What a piece of Markdown becomes: HTML and headings. ``leads``: which of its values are links to other pages."""

    html: Blank
    headings: tuple[BlankHeading, ...] = ()
    leads: tuple[int, ...] = ()

    def cut(self, mark: str) -> tuple[Part, Part] | None:
        """What stands before a mark of ours and behind it, where it stands there once; headings stay before it."""
        found = [at for at, piece in enumerate(self.html.pieces) if mark in piece]
        if len(found) != 1 or self.html.pieces[found[0]].count(mark) != 1:
            return None
        (at,) = found
        pieces, places = self.html.pieces, self.html.places
        before, _, after = pieces[at].partition(mark)
        head = Blank((*pieces[:at], before), tuple(place for place in places if place[0] < at))
        tail = Blank((after, *pieces[at + 1 :]), tuple((place - at, number) for place, number in places if place > at))
        return Part(head, self.headings, self.leads), Part(tail, (), self.leads)


@dataclass(frozen=True, slots=True)
class Filled:
    """The same with its values in it."""

    html: str
    headings: tuple[Heading, ...] = ()


class Piece:
    """A piece of marked Markdown: ``text`` is all that is the same wherever other values stand in it."""

    __slots__ = ("text", "values")

    def __init__(self, text: str, values: Sequence[str]) -> None:
        self.text = text
        self.values = values

    @classmethod
    def of(cls, marked: str) -> Piece:
        return cls(*parted(marked))

    def cut(self, texts: Iterable[str]) -> Iterator[Piece]:
        """What it was cut into, in order, each with its values."""
        end = 0
        for text in texts:
            start, end = end, end + text.count(MARK)
            yield Piece(text, self.values[start:end])

    def plain(self) -> str:
        """The Markdown with its values."""
        *before, last = self.text.split(MARK)
        return "".join(f"{text[:-1]}{value}" for text, value in zip(before, self.values, strict=True)) + last

    @property
    def leads(self) -> tuple[int, ...]:
        """Which of its values are links to pages of the site."""
        if LINK not in self.text:
            return ()
        return tuple(number for number, before in enumerate(self.text.split(MARK)[:-1]) if before.endswith(LINK))

    def probed(self) -> str:
        """The Markdown with a probe for each value, to see what becomes of it."""
        *before, last = self.text.split(MARK)
        return "".join(f"{text[:-1]}{_probe(text[-1], number)}" for number, text in enumerate(before)) + last

    def as_it_is(self, after: str) -> Part:
        """The part that it is where Markdown leaves HTML as it is; ``after``: what follows."""
        *before, last = self.text.split(MARK)
        pieces = [piece for text in before for piece in (text[:-1], "")]
        places = tuple((2 * number + 1, number) for number in range(len(before)))
        return Part(Blank((*pieces, f"{last}{after}"), places))


def _probe(mark: str, number: int) -> str:
    if mark == TEXT:
        return f"zq7t{number}&#45;<i>x</i>zq"
    return f"zq7l{number}q.md#zq7a{number}zq" if mark == LINK else f"zq7w{number}zq"


def part_of(html: str, headings: Iterable[Heading], count: int, *, leads: tuple[int, ...]) -> Part:
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


def as_it_is(html: str) -> Part:
    """A part without values."""
    return Part(Blank((html,), ()))


def fixed(made: Filled) -> Part:
    """A part that nothing is filled into."""
    headings = ((level, Blank((name,), ()), Blank((said,), ())) for level, name, said in made.headings)
    return Part(Blank((made.html,), ()), tuple(headings))


def between(part: Part, first: str, last: str) -> Part:
    """What is inside of an element of which only that is wanted; raises NotFillableError where it is not there."""
    cut = part.cut(first)
    ended = cut[1].cut(last) if cut else None
    if ended is None or any(piece for piece in ended[1].html.pieces):
        raise NotFillableError
    return Part(ended[0].html, part.headings, part.leads)


def filled(laid: Iterable[tuple[Part, Sequence[str]]]) -> Filled:
    """Values are as Markdown has them: a link to a page of the site names its ``.md``."""
    said: list[str] = []
    headings: list[Heading] = []
    for part, values in laid:
        if part.leads:
            values = [*values]
            for number in part.leads:
                values[number] = _PAGE.sub(".html", values[number], count=1)
        pieces = part.html.pieces
        if part.html.places:
            start = len(said)
            said += pieces
            for at, number in part.html.places:
                said[start + at] = values[number]
        else:
            said += pieces
        headings += [_heading(one, values) for one in part.headings]
    return Filled("".join(said), tuple(headings))


def _heading(heading: BlankHeading, values: Sequence[str]) -> Heading:
    level, name, said = heading
    if not said.places and not name.places:
        return level, name.pieces[0], said.pieces[0]
    bare = [without_tags(value) if "<" in value else value for value in values]
    return level, name.filled(values), " ".join(said.filled(bare).split())


def joined(laid: Iterable[tuple[Part, Sequence[str]]]) -> Part:
    """Parts one after the other as one, which has the values of all."""
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    headings: list[BlankHeading] = []
    since: list[str] = []  # the last place
    leads: list[int] = []
    before = 0
    for part, values in laid:
        end = 0
        for at, number in part.html.places:
            pieces += ["".join([*since, *part.html.pieces[end:at]]), ""]
            places.append((len(pieces) - 1, number + before))
            since.clear()
            end = at + 1
        since += part.html.pieces[end:]
        headings += [(level, name.moved(before), said.moved(before)) for level, name, said in part.headings]
        leads += [number + before for number in part.leads]
        before += len(values)
    pieces.append("".join(since))
    return Part(Blank(tuple(pieces), tuple(places)), tuple(headings), tuple(leads))
