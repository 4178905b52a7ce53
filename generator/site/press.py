"""The pages of one language from marked Markdown to the HTML that MkDocs would write, page by page."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping
from typing import Any

from mkdocs.utils import meta as front_matter

from generator.site.build import BuildFailedError
from generator.site.known import KnownParts
from generator.site.mkdocs import Book
from generator.site.parts import Filled
from generator.site.shell import NoShellError, Sheet, Shell
from generator.site.typesetter import NotTakenApartError, Typesetter
from generator.text import unmarked

_OF_A_CUSTOMER = re.compile(r"customers/[^/]+/[^/]+\.md")
_CUSTOMERS = "customers/any"
_META = re.compile(r"---\ntitle: (\".*\")\ndescription: (\".*\")\n---\n")
_LONG_TABLE = 40  # rows
_SAID = ("title", "description")


class Press:
    """``page`` raises BuildFailedError where MkDocs finds fault with a page, ProblemsFound where the theme is wrong."""

    def __init__(self, book: Book, known: KnownParts) -> None:
        self._book = book
        self._known = known
        self._typesetters: dict[str, Typesetter] = {}
        self._shells: dict[tuple[str, bool], Shell | None] = {}

    def page(self, path: str, marked: str) -> str:
        """A page; ``path``: of its Markdown below the language's folder."""
        of_a_customer = _OF_A_CUSTOMER.fullmatch(path) is not None
        meta, body = _read(marked)
        try:
            filled = self._filled(_CUSTOMERS if of_a_customer else posixpath.dirname(path), body)
        except BuildFailedError:
            return self._book.html(path, unmarked(marked))  # which says so of this page
        sheet = Sheet(path, meta, filled.html, filled.headings)
        shell = self._shell(sheet) if of_a_customer else None
        return shell.page(sheet) if shell else self._book.printed(sheet)

    def _filled(self, folder: str, body: str) -> Filled:
        """A page that has little in common with others is converted as a whole, if it is not one long table."""
        if folder == _CUSTOMERS or body.count("\n|") > _LONG_TABLE:
            try:
                return self._typesetter(folder).page(body)
            except NotTakenApartError:
                pass
        return self._convert(folder, unmarked(body))

    def _typesetter(self, folder: str) -> Typesetter:
        if folder not in self._typesetters:
            self._typesetters[folder] = Typesetter(lambda markdown: self._convert(folder, markdown))
        return self._typesetters[folder]

    def _convert(self, folder: str, markdown: str) -> Filled:
        """Where links lead from a page of that folder."""
        found = self._known.of(folder, markdown)
        if found is None:
            found = self._book.part(posixpath.join(folder, "any.md"), markdown)
            self._known.learn(folder, markdown, found)
        return found

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


def _read(marked: str) -> tuple[Mapping[str, Any], str]:
    """A page's front matter and what is below it; that of nearly all pages is plain JSON, which is quicker read."""
    known = _META.match(marked)
    if known:
        return {"title": json.loads(known[1]), "description": json.loads(known[2])}, marked[known.end() :]
    _, meta = front_matter.get_data(unmarked(marked))
    return meta, front_matter.get_data(marked)[0]
