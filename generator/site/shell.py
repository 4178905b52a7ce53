"""What the theme puts around a page: worked out once with probes, then filled for each page that is like it.

Knows no MkDocs: whoever makes a shell hands over how the theme prints a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from generator.site.headings import Heading, nested
from generator.site.parts import Blank
from generator.text import in_attribute

_PROBES = ("zq8first", "zq8second", "zq8third", "zq8fourth")
_HEADINGS = tuple(zip((2, 2, 3, 3), _PROBES, (f"{probe}&#45;said" for probe in _PROBES), strict=True))
_WANTED = {"title": "zq8t&amp;itle", "description": "zq8d&amp;esc", "id": "zq8id", "name": "zq8name"}
_CONTENT = "<h1>zq8content</h1>"
_LEFT = "zq8"
_ENTRY, _END = "<li", "</li>"


class NoShellError(Exception):
    """The theme makes something of a page that filling in would not."""


@dataclass(frozen=True)
class Sheet:
    """A page before the theme: ``meta`` as its front matter has it, HTML, headings as level, id and name.

    ``path``: of the Markdown, below the language's folder.
    """

    path: str
    meta: Mapping[str, Any]
    content: str
    headings: Sequence[Heading] = field(default=())


Print = Callable[[Sheet], str]
"""A page through the theme."""


class Shell:
    """For the pages two folders below the root, as ``customers/<id>/<name>.html``, that have the same other meta data.

    ``listed``: they have headings. Raises NoShellError.
    """

    def __init__(self, print_sheet: Print, meta: Mapping[str, Any], *, listed: bool) -> None:
        told = {**meta, "title": _WANTED["title"], "description": _WANTED["description"]}
        path = f"customers/{_WANTED['id']}/{_WANTED['name']}.md"
        printed = print_sheet(Sheet(path, told, _CONTENT, _HEADINGS if listed else ()))
        probes = {**_WANTED, "content": _CONTENT}
        self._entries = _Entries(printed) if listed else None
        if self._entries:
            printed = printed.replace(self._entries.whole, "zq8toc").replace(f"#{_PROBES[0]}", "#zq8skip")
            probes |= {"toc": "zq8toc", "skip": "zq8skip"}
        self._blank = _blank(printed, probes.values())
        self._names = tuple(probes)

    def page(self, sheet: Sheet) -> str:
        """The page; its path must be one of ``customers/<id>/<name>.md``."""
        _, customer, file = sheet.path.split("/")
        said = {
            "title": sheet.meta["title"],
            "description": sheet.meta["description"],
            "id": customer,
            "name": file.removesuffix(".md"),
            "content": sheet.content,
        }
        if self._entries:
            entries = nested(sheet.headings)
            said |= {"toc": self._entries.list(entries), "skip": entries[0]["id"]}
        return self._blank.filled([said[name] for name in self._names])


class _Entries:
    """How the theme prints the entries of a page's table of contents, as a page with four of them shows."""

    def __init__(self, printed: str) -> None:
        links = [printed.index(f'href="#{probe}" class="md-nav__link"') for probe in _PROBES]
        first, second, third, fourth = (printed.rindex(_ENTRY, 0, at) for at in links)
        end_of_first, end_of_third, end_of_fourth = (_end(printed, at) for at in (first, third, fourth))
        end = _end(printed, end_of_fourth)
        self._gap, self._inner_gap = printed[end_of_first:second], printed[end_of_third:fourth]
        self._leaf = _entry_blank(printed[first:end_of_first], 0)
        self._before, self._after = _entry_blank(printed[second:third], 1), printed[end_of_fourth:end]
        self.whole = printed[first:end]
        if self.list(nested(_HEADINGS)) != self.whole:
            raise NoShellError

    def list(self, entries: Sequence[Mapping[str, Any]], gap: str | None = None) -> str:
        """The entries of a page, one after the other."""
        return (self._gap if gap is None else gap).join(map(self._entry, entries))

    def _entry(self, entry: Mapping[str, Any]) -> str:
        values = (f"#{entry['id']}", entry["name"], _bare(entry["name"]))
        if not entry["children"]:
            return self._leaf.filled(values)
        return f"{self._before.filled(values)}{self.list(entry['children'], self._inner_gap)}{self._after}"


def _end(printed: str, start: int) -> int:
    return printed.index(_END, start) + len(_END)


def _entry_blank(text: str, number: int) -> Blank:
    _, name, said = _HEADINGS[number]
    return _blank(text, (f"#{name}", said, _bare(said)))


def _blank(text: str, probes: Iterable[str]) -> Blank:
    """A text with a place wherever one of the probes stands."""
    wanted = list(probes)
    pieces = re.split("(" + "|".join(map(re.escape, wanted)) + ")", text)
    places = tuple((at, wanted.index(pieces[at])) for at in range(1, len(pieces), 2))
    if any(_LEFT in piece for piece in pieces[::2]):
        raise NoShellError
    return Blank(tuple(pieces), places)


_bare = lru_cache(4096)(in_attribute)
