"""The pages of one language from marked Markdown to the HTML that MkDocs would write, page by page."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from mkdocs.utils import meta as front_matter

from generator.site.build import BuildFailedError
from generator.site.mkdocs import Book
from generator.site.parts import Filled
from generator.site.shell import NoShellError, Sheet, Shell
from generator.site.typesetter import NotTakenApartError, Typesetter
from generator.text import unmarked

_OF_A_CUSTOMER = re.compile(r"customers/[^/]+/[^/]+\.md")
_ANY_PAGE = "customers/any/any.md"
_META = re.compile(r'---\ntitle: (".*")\ndescription: (".*")\n---\n')
_SAID = ("title", "description")


class Press:
    """``page`` raises BuildFailedError where MkDocs finds fault with a page, ProblemsFound where the theme is wrong."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._typesetter = Typesetter(self._convert)
        self._shells: dict[tuple[str, bool], Shell] = {}

    def page(self, path: str, marked: str) -> str:
        """A page; ``path``: of its Markdown below the language's folder."""
        if _OF_A_CUSTOMER.fullmatch(path):
            try:
                return self._known(path, marked)
            except (BuildFailedError, NoShellError, NotTakenApartError):
                pass  # MkDocs makes it, or says why not, as a whole
        return self._book.html(path, unmarked(marked))

    def _known(self, path: str, marked: str) -> str:
        meta, body = _read(marked)
        filled = self._typesetter.page(body)
        others = {name: value for name, value in meta.items() if name not in _SAID}
        if len(others) + len(_SAID) != len(meta):
            raise NoShellError
        key = (repr(others), bool(filled.headings))
        if key not in self._shells:
            self._shells[key] = Shell(self._book.printed, others, listed=bool(filled.headings))
        return self._shells[key].page(Sheet(path, meta, filled.html, filled.headings))

    def _convert(self, markdown: str) -> Filled:
        return self._book.part(_ANY_PAGE, markdown)


def _read(marked: str) -> tuple[Mapping[str, Any], str]:
    """A page's front matter and what is below it; that of nearly all pages is plain JSON, which is quicker read."""
    known = _META.match(marked)
    if known:
        return {"title": json.loads(known[1]), "description": json.loads(known[2])}, marked[known.end() :]
    body, meta = front_matter.get_data(marked)
    return meta, body
