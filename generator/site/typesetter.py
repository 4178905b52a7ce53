"""Pages from Markdown to HTML, each distinct part converted once: what was inserted is filled into what is known.

What comes out is what MkDocs makes of the whole page, byte for byte; whatever cannot be taken apart is left to it.
"""

from __future__ import annotations

from collections.abc import Callable

from generator.site.blocks import blocks, container, is_html, is_stray, items, reaches_further, sections, table
from generator.site.parts import Filled, NotFillableError, Part, Piece, filled, joined, part_of
from generator.text import unmarked, unmarked_at_line_starts

Convert = Callable[[str], Filled]
"""Markdown → what MkDocs makes of it; raises BuildFailedError where it finds fault with it."""

_INNER = "zx7inner"


class NotTakenApartError(Exception):
    """A page whose parts are not the same alone as together."""


class Typesetter:
    """For the pages of one folder, from where links lead; ``convert``: MkDocs itself."""

    def __init__(self, convert: Convert) -> None:
        self._convert = convert
        self._parts: dict[str, Part | None] = {}
        self.converted = 0
        self.concrete = 0

    def page(self, body: str) -> Filled:
        """A page's body, with marks around what was inserted; raises NotTakenApartError."""
        done = [self._section(section) for section in sections(unmarked_at_line_starts(body).strip("\n"))]
        whole = _together(done)
        return Filled(whole.html.strip(), whole.headings)

    def _section(self, section: str) -> Filled:
        piece = Piece(section)
        known = self._parts.get(piece.key)
        if known:
            return filled(known, piece.values)
        if reaches_further(section):
            raise NotTakenApartError
        whole = list(blocks(section))
        if len(whole) == 1:
            return self._block(whole[0])
        done = [self._block(block) for block in whole]
        self._keep(piece, whole)
        return _together(done)

    def _keep(self, piece: Piece, whole: list[str]) -> None:
        """The section is known from now on, where each of its blocks is."""
        pieces = [Piece(block) for block in whole]
        parts = [self._parts.get(one.key) for one in pieces]
        if all(parts) and sum(len(one.values) for one in pieces) == len(piece.values):
            self._parts[piece.key] = joined(
                [(part, len(one.values)) for part, one in zip(parts, pieces, strict=True) if part]
            )

    def _block(self, block: str, *, inside: bool = False) -> Filled:
        if block.startswith("<"):
            if is_html(block):
                return Filled(unmarked(block) if inside else f"{unmarked(block)}\n")
            if taken := container(block):
                return self._container(*taken)
        elif rows := table(block):
            return self._table(*rows)
        elif listed := items(block):
            return self._list(listed)
        if is_stray(block):
            raise NotTakenApartError
        return self._atom(block)

    def _container(self, first: str, inner: str, last: str) -> Filled:
        around = self._atom(f"{first}\n\n{_INNER}\n\n{last}").html
        before, found, after = around.partition(f"<p>{_INNER}</p>")
        if not found or not inner:
            return self._atom(f"{first}\n{inner}\n\n{last}")
        done = _together([self._block(block, inside=True) for block in blocks(inner)])
        return Filled(f"{before}{done.html}{after}", done.headings)

    def _table(self, head: str, rule: str, rows: list[str]) -> Filled:
        around = self._atom(f"{head}\n{rule}\n| {_INNER} |").html
        before, found, _ = around.partition("<tbody>\n")
        blank = "| h " * (rule.count("|") - 1) + "|"
        done = [self._row(f"{blank}\n{rule}\n{row}") for row in rows]
        return Filled(before + found + "\n".join(done) + "\n</tbody>\n</table>")

    def _row(self, alone: str) -> str:
        html = self._atom(alone).html
        return html[html.index("<tbody>\n") + 8 : -len("\n</tbody>\n</table>")]

    def _list(self, listed: list[str]) -> Filled:
        done = (self._atom(item).html.removeprefix("<ul>\n").removesuffix("\n</ul>") for item in listed)
        return Filled("<ul>\n" + "\n".join(done) + "\n</ul>")

    def _atom(self, block: str) -> Filled:
        piece = Piece(block)
        if piece.key not in self._parts:
            return self._learned(block, piece)
        known = self._parts[piece.key]
        if known is None:
            self.concrete += 1
            return self._convert(unmarked(block))
        return filled(known, piece.values)

    def _learned(self, block: str, piece: Piece) -> Filled:
        """A block that is new: MkDocs shows where its values go."""
        self.converted += 1
        try:
            probed = self._convert(piece.probed())
            part = part_of(probed.html, probed.headings, len(piece.values), leads=piece.leads)
        except NotFillableError:
            self._parts[piece.key] = None
            return self._convert(unmarked(block))
        self._parts[piece.key] = part
        return filled(part, piece.values)


def _together(done: list[Filled]) -> Filled:
    if len(done) == 1:
        return done[0]
    return Filled("\n".join(one.html for one in done), tuple(heading for one in done for heading in one.headings))
