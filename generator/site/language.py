"""The built site of one language: its pages printed one by one, and the files that the theme adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from generator.site.build import Setup
from generator.site.known import KnownParts
from generator.site.mkdocs import Book, MkDocs
from generator.site.press import Press


class LanguageSite:
    """``fronts``: the pages about all customers, or about none, each with what makes it as it is without any."""

    def __init__(self, setup: Setup, language: str, fronts: Mapping[str, Callable[[], str]], known: KnownParts) -> None:
        self.language = language
        self._mkdocs = MkDocs(setup, language)
        self._book = Book(self._mkdocs, fronts, _is_believed)
        self._press = Press(self._book, known)

    @property
    def is_taken_apart(self) -> bool:
        """Whether MkDocs does nothing with pages that is not known here."""
        return self._mkdocs.is_bare

    def pages(self, marked: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Path and HTML of pages of one folder, or of customers; ``path``: of the Markdown below the language's."""
        return self._press.pages(marked)

    def extras(self, pages: Iterable[str]) -> Mapping[str, bytes]:
        """What MkDocs writes besides; ``pages``: the paths of the Markdown of all pages."""
        return self._book.extras(pages)


def _is_believed(path: str) -> bool:
    """Every page is believed to be there: where links lead is looked at when all pages are; ``x.svg.md`` is none."""
    return path.endswith(".md") and path.count(".") == 1
