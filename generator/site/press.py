"""The pages of one language from marked Markdown to the HTML that MkDocs would write, page by page."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from mkdocs.utils import meta as front_matter

from generator.site.known import KnownParts
from generator.site.mkdocs import Book
from generator.site.parts import Filled
from generator.site.shell import NoShellError, Sheet, Shell
from generator.site.typesetter import Typesetter
from generator.text import unmarked

_OF_A_CUSTOMER = re.compile(r"customers/[^/]+/[^/]+\.md")
_CUSTOMERS = "customers/any"
_META = re.compile(r"---\ntitle: (\".*\")\ndescription: (\".*\")\n---\n")
_LONG_TABLE = 40  # rows
_SAID = ("title", "description")


class Press:
    """Raises BuildFailedError where MkDocs finds fault with a page, ProblemsFound where the theme is wrong."""

    def __init__(self, book: Book, known: KnownParts) -> None:
        self._book = book
        self._known = known
        self._typesetters: dict[str, Typesetter] = {}
        self._shells: dict[tuple[str, bool], Shell | None] = {}

    def pages(self, marked: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """``(path, Markdown)`` of pages of one folder, or of customers → path and HTML of each.

        ``path``: of the Markdown below the language's folder. What is new in any of them is converted with the first.
        """
        if not marked:
            return
        folder = _folder(marked[0][0])
        read = [_read(text) for _, text in marked]
        taken = self._taken_apart(folder, [body for _, body in read])
        for (path, text), (meta, body), known in zip(marked, read, taken, strict=True):
            made = known or self._converted(folder, [unmarked(body)])[0]
            if made:
                yield path, self._printed(Sheet(path, meta, made.html, made.headings))
            else:
                yield path, self._book.html(path, unmarked(text))  # which says what is wrong with it

    def _printed(self, sheet: Sheet) -> str:
        shell = self._shell(sheet) if _OF_A_CUSTOMER.fullmatch(sheet.path) else None
        return shell.page(sheet) if shell else self._book.printed(sheet)

    def _taken_apart(self, folder: str, bodies: Sequence[str]) -> list[Filled | None]:
        """A page that has little in common with others is converted as a whole, if it is not one long table."""
        worth = [folder == _CUSTOMERS or body.count("\n|") > _LONG_TABLE for body in bodies]
        made = iter(self._typesetter(folder).pages(body for body, wanted in zip(bodies, worth, strict=True) if wanted))
        return [next(made) if wanted else None for wanted in worth]

    def _typesetter(self, folder: str) -> Typesetter:
        if folder not in self._typesetters:
            self._typesetters[folder] = Typesetter(partial(self._converted, folder))
        return self._typesetters[folder]

    def _converted(self, folder: str, pieces: Sequence[str]) -> list[Filled | None]:
        """``folder``: where links lead from."""
        found = {piece: self._known.of(folder, piece) for piece in pieces}
        new = [piece for piece, known in found.items() if known is None]
        for piece, made in zip(new, self._book.parts(posixpath.join(folder, "any.md"), new), strict=True):
            found[piece] = made
            if made:
                self._known.learn(folder, piece, made)
        return [found[piece] for piece in pieces]

    def _shell(self, sheet: Sheet) -> Shell | None:
        """What the theme puts around a page like that; None where it makes something of it that differs."""
        others = {name: value for name, value in sheet.meta.items() if name not in _SAID}
        key = (repr(others), bool(sheet.headings))
        if key not in self._shells:
            try:
                self._shells[key] = Shell(self._book.printed, others, listed=bool(sheet.headings))
            except (NoShellError, LookupError, ValueError):
                self._shells[key] = None
        return self._shells[key] if len(others) + len(_SAID) == len(sheet.meta) else None


def _folder(path: str) -> str:
    """From where a page's links lead: pages of all customers have the same neighbours."""
    return _CUSTOMERS if _OF_A_CUSTOMER.fullmatch(path) else posixpath.dirname(path)


def _read(marked: str) -> tuple[Mapping[str, Any], str]:
    """A page's front matter and what is below it; that of nearly all pages is plain JSON, which is quicker read."""
    known = _META.match(marked)
    if known:
        return {"title": json.loads(known[1]), "description": json.loads(known[2])}, marked[known.end() :]
    _, meta = front_matter.get_data(unmarked(marked))
    return meta, front_matter.get_data(marked)[0]
