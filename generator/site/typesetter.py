"""Pages from Markdown to HTML, each distinct part converted once: what was inserted is filled into what is known.

What comes out is what MkDocs makes of the whole page, byte for byte; whatever cannot be taken apart is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from generator.site.blocks import blocks, container, is_html, is_stray, items, reaches_further, sections, table
from generator.site.parts import (
    Filled,
    NotFillableError,
    Part,
    Piece,
    as_it_is,
    between,
    filled,
    fixed,
    joined,
    part_of,
)
from generator.text import TEXT, WORD, unmarked_at_line_starts

Convert = Callable[[Sequence[str]], Sequence[Filled | None]]
"""Pieces of Markdown → what MkDocs makes of each; None where it finds fault with it."""

Laid = list[tuple[Part, Sequence[str]]]
"""Parts one after the other, each with its values."""

_Page = list[Piece | Laid]
"""A page section by section: as Markdown, then taken apart."""

_INNER = "zx7inner"
_LINE_END = (as_it_is("\n"), ())
_WAITING: tuple[Part, Sequence[str]] = (as_it_is(""), ())
"""In the place of a piece of which it is not known yet what it becomes."""

_OPENS_WITH_A_VALUE = re.compile(f"<[{TEXT}{WORD}]")
"""What may be a tag with one value and none with another."""

_ROWS, _ROWS_END, _ITEMS, _ITEMS_END = map(as_it_is, ("<tbody>\n", "</tbody>\n</table>", "<ul>\n", "</ul>"))

MOST_KEPT, MOST_PIECES, MOST_SEEN = 15_000, 60_000, 50_000
"""Among so many parts wholes are kept, and among so many the pieces that they are made of: what many customers have in
common is among the first. Of so many texts it is known that they came once, then that is forgotten.
"""


class _NotTakenApartError(Exception):
    """A page whose parts are not the same alone as together, or that MkDocs finds fault with."""


class Typesetter:
    """For the pages of one folder, from where links lead; ``convert``: MkDocs itself."""

    def __init__(self, convert: Convert) -> None:
        self._convert = convert
        self._parts: dict[str, Part | None] = {}
        self._seen: set[int] = set()
        self._seen_now: set[int] = set()
        self._shown: dict[str, Filled | None] = {}
        self._wanted: dict[str, None] = {}
        self._waits = 0
        self.converted = 0  # pieces of which all others with other values are known
        self.concrete = 0  # pieces that are converted with their values, each time

    def pages(self, bodies: Iterable[str]) -> list[Filled | None]:
        """Bodies of pages, with marks around what was inserted; None for each that is to be left to MkDocs as a whole.

        What is new in all of them is converted together: first they are taken apart to see what that is, then again
        where something was.
        """
        whole = [Piece.of(unmarked_at_line_starts(body).strip("\n")) for body in bodies]
        pages: list[_Page | None] = [self._further([*page.cut(sections(page.text))]) for page in whole]
        while self._wanted:
            wanted = [*self._wanted]
            self._wanted.clear()
            self._shown.update(zip(wanted, self._convert(wanted), strict=True))
            pages = [page and self._further(page) for page in pages]
        self._shown.clear()
        if len(self._seen) >= MOST_SEEN:
            self._seen.clear()
        self._seen |= self._seen_now
        self._seen_now.clear()
        return [None if page is None else _whole(page) for page in pages]

    def _further(self, page: _Page) -> _Page | None:
        """A page with each of its sections taken apart of which everything is known."""
        try:
            return [self._section(one) if isinstance(one, Piece) else one for one in page]
        except (_NotTakenApartError, NotFillableError):
            return None

    def _section(self, section: Piece) -> Piece | Laid:
        waits = self._waits
        laid = self._known(section, lambda: self._blocks(section, section.text, "\n"))
        return laid if self._waits == waits else section

    def _blocks(self, within: Piece, text: str, after_html: str) -> Laid:
        """``text``: of ``within``, whose values are in it. ``after_html``: what follows HTML that stays as it is."""
        laid: Laid = []
        for block in within.cut(blocks(text)):
            if laid:
                laid.append(_LINE_END)
            laid += self._block(block, after_html)
        return laid

    def _block(self, block: Piece, after_html: str) -> Laid:
        text = block.text
        if text.startswith("<"):
            if is_html(text):
                if reaches_further(text):
                    raise _NotTakenApartError
                return [(block.as_it_is(after_html), block.values)]
            if taken := container(text):
                return self._known(block, lambda: self._container(block, *taken))
        elif rows := table(text):
            return self._known(block, lambda: self._table(block, *rows))
        elif listed := items(text):
            return self._known(block, lambda: self._list(block, listed))
        if text not in self._parts and is_stray(block.probed()):
            raise _NotTakenApartError
        return [self._one(block)]

    def _known(self, piece: Piece, take_apart: Callable[[], Laid]) -> Laid:
        """What is made of a piece; of one that has come with other pages before the whole is kept as one part."""
        part = self._parts.get(piece.text)
        if part:
            return [(part, piece.values)]
        waits = self._waits
        laid = take_apart()
        if self._waits != waits:
            return laid
        mark = hash(piece.text)
        if mark not in self._seen:
            self._seen_now.add(mark)
        elif len(self._parts) < MOST_KEPT and [value for _, values in laid for value in values] == piece.values:
            self._parts[piece.text] = joined(laid)
        return laid

    def _container(self, block: Piece, first: str, inner: str, last: str) -> Laid:
        frame, inside, _ = block.cut((first, inner, last))
        around = self._one(Piece(f"{first}\n\n{_INNER}\n\n{last}", frame.values))
        if around is _WAITING:
            return self._blocks(inside, inner, "")
        cut = around[0].cut(f"<p>{_INNER}</p>")
        if cut is None or not inner:
            return [self._one(Piece(f"{first}\n{inner}\n\n{last}", block.values))]
        return [(cut[0], around[1]), *self._blocks(inside, inner, ""), (cut[1], ())]

    def _table(self, block: Piece, head: str, rule: str, rows: list[str]) -> Laid:
        top, *cut = block.cut((head, *rows))
        made = self._one(Piece(f"{head}\n{rule}\n| {_INNER} |", top.values))
        cut_off = made[0].cut("<tbody>\n")
        if cut_off is None and made is not _WAITING:  # no table, whatever it looks like
            raise _NotTakenApartError
        before, values = (cut_off or made)[0], made[1]
        blank = "| h " * (rule.count("|") - 1) + f"|\n{rule}\n"
        laid: Laid = [(before, values), (_ROWS, ())]
        for row in cut:
            laid += [self._one(row, blank, ("<tbody>\n", "\n</tbody>\n</table>")), _LINE_END]
        return [*laid, (_ROWS_END, ())]

    def _list(self, block: Piece, listed: list[str]) -> Laid:
        laid: Laid = [(_ITEMS, ())]
        for item in block.cut(listed):
            laid += [self._one(item, "", ("<ul>\n", "\n</ul>")), _LINE_END]
        return [*laid, (_ITEMS_END, ())]

    def _one(self, piece: Piece, before: str = "", around: tuple[str, str] | None = None) -> tuple[Part, Sequence[str]]:
        """A piece that is converted by itself; ``before``: below which it has to stand for that.

        ``around``: between what it stands then. Where values cannot be filled in it is converted with them.
        """
        key = f"{around[0]}{before}{piece.text}" if around else piece.text
        part = self._parts.get(key)
        if part is None and key not in self._parts:
            probed = piece.probed()
            if reaches_further(probed):
                raise _NotTakenApartError
            if not _OPENS_WITH_A_VALUE.search(piece.text):
                shown = self._made_of(before + probed)
                if shown is None:
                    return _WAITING
                self.converted += 1
                part = _learned(shown, len(piece.values), piece.leads, around)
            if len(self._parts) < MOST_PIECES:
                self._parts[key] = part
        if part:
            return part, piece.values
        shown = self._made_of(before + piece.plain())
        if shown is None:
            return _WAITING
        self.concrete += 1
        made = fixed(shown)
        return (between(made, *around) if around else made), ()

    def _made_of(self, markdown: str) -> Filled | None:
        """None where it has to be converted first."""
        if markdown not in self._shown:
            self._wanted[markdown] = None
            self._waits += 1
            return None
        made = self._shown[markdown]
        if made is None:
            raise _NotTakenApartError
        return made


def _learned(shown: Filled, count: int, leads: tuple[int, ...], around: tuple[str, str] | None) -> Part | None:
    """The part that a piece's probes show; None where MkDocs does something to what is inserted."""
    try:
        part = part_of(shown.html, shown.headings, count, leads=leads)
        return between(part, *around) if around else part
    except NotFillableError:
        return None


def _whole(page: _Page) -> Filled:
    laid: Laid = []
    for section in page:
        if isinstance(section, Piece):
            raise TypeError("a section that was not taken apart")
        if laid:
            laid.append(_LINE_END)
        laid += section
    whole = filled(laid)
    return Filled(whole.html.strip(), whole.headings)
