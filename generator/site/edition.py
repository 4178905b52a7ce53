"""The site of one state of the project, page by page: each is made when it is asked for, and kept."""

from __future__ import annotations

from collections.abc import Mapping

from generator.errors import ProblemsFound
from generator.render import BrokenPageError, SinglePages
from generator.site.build import BuildFailedError
from generator.site.mkdocs import Book, MkDocs

Failure = ProblemsFound | BuildFailedError
"""Why a page cannot be shown: what somebody has to correct, or what MkDocs said."""

FAILURES = (ProblemsFound, BuildFailedError)

_NOT_FOUND = "404.html"


class Edition:
    """``file`` and ``not_found`` raise a Failure where a page cannot be made; ``failed``: that has happened.

    ``beside``: files that nothing makes from plans, as those of a house's own look, by their paths.
    """

    def __init__(self, pages: SinglePages, mkdocs: Mapping[str, MkDocs], beside: Mapping[str, bytes]) -> None:
        self.pages = pages
        self.failed = False
        self._mkdocs = mkdocs
        self._books: dict[str, Book] = {}
        self._made: dict[str, bytes] = dict(beside)

    def file(self, path: str) -> bytes | None:
        """What a built site holds at ``path``; None where that is nothing. A theme's file is read each time."""
        if path in self._made:
            return self._made[path]
        try:
            made = self._page(path)
        except BrokenPageError as broken:
            self.failed = True
            raise ProblemsFound([broken.problem()]) from None
        except FAILURES:
            self.failed = True
            raise
        if made is None:
            return self._theme_file(path)
        self._made[path] = made
        return made

    def not_found(self, language: str) -> bytes:
        """The theme's page for addresses that lead nowhere."""
        return self.file(f"{language}/{_NOT_FOUND}") or b""

    def has(self, path: str) -> bool:
        """Whether there is such a page of the site; files that are no pages do not count."""
        return path.endswith(".html") and self.pages.has(_markdown(path))

    def _page(self, path: str) -> bytes | None:
        """A page, or a file beside the pages."""
        language, _, below = path.partition("/")
        if language in self._mkdocs and below == _NOT_FOUND:
            return self._book(language).not_found().encode()
        if self.has(path):
            text = self.pages.text(_markdown(path)) or ""
            return self._book(language).html(_markdown(below), text).encode(errors="xmlcharrefreplace")
        beside = None if path.endswith(".md") else self.pages.text(path)
        return None if beside is None else beside.encode()

    def _theme_file(self, path: str) -> bytes | None:
        language, _, below = path.partition("/")
        return self._mkdocs[language].theme_file(below) if language in self._mkdocs else None

    def _book(self, language: str) -> Book:
        if language not in self._books:
            fronts = {path.partition("/")[2]: make for path, make in self.pages.fronts(language).items()}
            self._books[language] = Book(
                self._mkdocs[language], fronts, lambda path: self.pages.may_have(f"{language}/{path}")
            )
        return self._books[language]


def _markdown(path: str) -> str:
    return path.removesuffix(".html") + ".md"
