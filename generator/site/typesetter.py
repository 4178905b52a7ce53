"""Pages from Markdown to HTML, each distinct part converted once: what was inserted is filled into what is known.

What comes out is what MkDocs makes of the whole page, byte for byte; whatever cannot be taken apart is left to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from generator.site.blocks import blocks, container, is_html, is_stray, items, reaches_further, sections, table
from generator.site.parts import (
    Filled,
    NotFillableError,
    Part,
    Piece,
    as_it_is,
    as_it_is_marked,
    between,
    filled,
    fixed,
    joined,
    part_of,
)
from generator.text import unmarked_at_line_starts

Convert = Callable[[str], Filled]
"""Markdown → what MkDocs makes of it; raises BuildFailedError where it finds fault with it."""

Laid = list[tuple[Part, Sequence[str]]]
"""Parts one after the other, each with its values."""

_INNER = "zx7inner"
_LINE_END = (as_it_is("\n"), ())
_ROWS, _ROWS_END, _ITEMS, _ITEMS_END = map(as_it_is, ("<tbody>\n", "</tbody>\n</table>", "<ul>\n", "</ul>"))

MOST_KEPT, MOST_SEEN = 15_000, 50_000
"""So many parts are kept, what many customers have in common is among the first; and of so many texts it is known
that they came once: then that is forgotten.
"""


class NotTakenApartError(Exception):
    """A page whose parts are not the same alone as together."""


class Typesetter:
    """For the pages of one folder, from where links lead; ``convert``: MkDocs itself."""

    def __init__(self, convert: Convert) -> None:
        self._convert = convert
        self._parts: dict[str, Part | None] = {}
        self._seen: set[int] = set()
        self.converted = 0  # pieces of which all others with other values are known
        self.concrete = 0  # pieces that are converted with their values, each time

    def page(self, body: str) -> Filled:
        """A page's body, with marks around what was inserted; raises NotTakenApartError."""
        whole = filled(self._one_after_the_other(sections(unmarked_at_line_starts(body).strip("\n")), self._section))
        return Filled(whole.html.strip(), whole.headings)

    def _section(self, section: str) -> Laid:
        return self._known(section, lambda: self._one_after_the_other(blocks(section), self._block))

    def _block(self, block: str) -> Laid:
        return self._block_of(block, "\n")

    def _block_inside(self, block: str) -> Laid:
        return self._block_of(block, "")

    def _block_of(self, block: str, after_html: str) -> Laid:
        """``after_html``: what follows an element that Markdown leaves as it is."""
        if block.startswith("<"):
            if is_html(block):
                if reaches_further(block):
                    raise NotTakenApartError
                return [as_it_is_marked(f"{block}{after_html}")]
            if taken := container(block):
                return self._known(block, lambda: self._container(*taken))
        elif rows := table(block):
            return self._known(block, lambda: self._table(*rows))
        elif listed := items(block):
            return self._known(block, lambda: self._list(listed))
        piece = Piece(block)
        if piece.key not in self._parts and is_stray(piece.probed()):
            raise NotTakenApartError
        return [self._one(piece)]

    def _known(self, text: str, take_apart: Callable[[], Laid]) -> Laid:
        """What is made of a text; of one that comes a second time the whole is kept as one part."""
        piece = Piece(text)
        part = self._parts.get(piece.key)
        if part:
            return [(part, piece.values)]
        laid = take_apart()
        mark = hash(piece.key)
        if mark not in self._seen:
            if len(self._seen) >= MOST_SEEN:
                self._seen.clear()
            self._seen.add(mark)
        elif len(self._parts) < MOST_KEPT and [value for _, values in laid for value in values] == piece.values:
            self._parts[piece.key] = joined(laid)
        return laid

    @staticmethod
    def _one_after_the_other(texts: Iterator[str], lay: Callable[[str], Laid]) -> Laid:
        laid: Laid = []
        for text in texts:
            if laid:
                laid.append(_LINE_END)
            laid += lay(text)
        return laid

    def _container(self, first: str, inner: str, last: str) -> Laid:
        around, values = self._one(Piece(f"{first}\n\n{_INNER}\n\n{last}"))
        cut = around.cut(f"<p>{_INNER}</p>")
        if cut is None or not inner:
            return [self._one(Piece(f"{first}\n{inner}\n\n{last}"))]
        return [(cut[0], values), *self._one_after_the_other(blocks(inner), self._block_inside), (cut[1], ())]

    def _table(self, head: str, rule: str, rows: list[str]) -> Laid:
        around, values = self._one(Piece(f"{head}\n{rule}\n| {_INNER} |"))
        before, _ = around.cut("<tbody>\n") or (around, around)
        blank = "| h " * (rule.count("|") - 1) + f"|\n{rule}\n"
        laid: Laid = [(before, values), (_ROWS, ())]
        for row in rows:
            laid += [self._one(Piece(row), blank, ("<tbody>\n", "\n</tbody>\n</table>")), _LINE_END]
        return [*laid, (_ROWS_END, ())]

    def _list(self, listed: list[str]) -> Laid:
        laid: Laid = [(_ITEMS, ())]
        for item in listed:
            laid += [self._one(Piece(item), "", ("<ul>\n", "\n</ul>")), _LINE_END]
        return [*laid, (_ITEMS_END, ())]

    def _one(self, piece: Piece, before: str = "", around: tuple[str, str] | None = None) -> tuple[Part, Sequence[str]]:
        """A piece that is converted by itself; ``before``: below which it has to stand for that.

        ``around``: between what it stands then. Where values cannot be filled in it is converted with them.
        """
        key = f"{around[0]}{before}{piece.key}" if around else piece.key
        if key not in self._parts:
            if reaches_further(piece.probed()):
                raise NotTakenApartError
            self.converted += 1
            self._parts[key] = self._learned(before + piece.probed(), len(piece.values), piece.leads, around)
        part = self._parts[key]
        if part:
            return part, piece.values
        self.concrete += 1
        made = fixed(self._convert(before + piece.plain()))
        return (between(made, *around) if around else made), ()

    def _learned(self, probed: str, count: int, leads: bool, around: tuple[str, str] | None) -> Part | None:
        """A piece that is new: MkDocs shows where its values go."""
        shown = self._convert(probed)
        try:
            part = part_of(shown.html, shown.headings, count, leads=leads)
            return between(part, *around) if around else part
        except NotFillableError:
            return None
