"""Links from page to page of the built site: each must lead to a page that is there, and to a place on it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from functools import partial
from itertools import groupby
from operator import itemgetter
from urllib.parse import unquote

Place = tuple[str, str, str]
"""A language, a page's path below its folder, and an anchor on it; '' is the page as a whole."""

_ID = re.compile(r' id="([^"]*)"')
_NAMED = re.compile(r'<a name="([^"]*)"')
_HREF = re.compile(r' href="([^"]*)"')


class Links:
    """Of some pages: what can be linked to on them, and where they lead."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], set[str]] = {}
        self._wanted: dict[Place, str] = {}

    def take(self, language: str, page: str, html: str) -> None:
        """A page by its path below the language's folder."""
        self._ids[language, page] = set(_ID.findall(html))
        if "<a name=" in html:  # a place too, as people wrote it once
            self._ids[language, page].update(_NAMED.findall(html))
        folder = posixpath.dirname(page)
        for href in dict.fromkeys(_HREF.findall(html)):
            address, _, anchor = href.partition("#")
            target = address.partition("?")[0]
            there = posixpath.normpath(posixpath.join(folder, target)) if target else page
            elsewhere = ":" in target or there.startswith(("..", "/"))
            beside = target and (elsewhere or not target.endswith(".html"))
            chosen = "=" in anchor  # what a script is to choose, no place
            if not beside and not chosen:
                self._want((language, there, unquote(anchor)), page)

    def add(self, others: Links) -> None:
        """What others have taken, in whatever order."""
        self._ids.update(others._ids)
        self.lead(others._wanted)

    def lead(self, outward: Mapping[Place, str]) -> None:
        """Where pages lead that are not taken, as of ``within``."""
        for place, page in outward.items():
            self._want(place, page)

    def _want(self, place: Place, page: str) -> None:
        """Of several pages the first by its path is told of."""
        self._wanted[place] = min(page, self._wanted.get(place, page))

    def within(self, folder: str) -> tuple[list[str], dict[Place, str]]:
        """The links that lead nowhere in that folder, in words, and where others lead, each with its page."""
        inside = {place: page for place, page in self._wanted.items() if place[1].startswith(folder)}
        lost = [
            _said(place, page)
            for place, page in inside.items()
            if not _is_there(place, self._ids.get((place[0], place[1])))
        ]
        return lost, {place: page for place, page in self._wanted.items() if place not in inside}

    def dangling(self, html_of: Callable[[str, str], bytes | None] = lambda _language, _page: None) -> list[str]:
        """The links that lead nowhere, in words; ``html_of``: a page that is not taken, None where there is none."""
        lost = []
        for page, places in groupby(sorted(self._wanted), key=itemgetter(0, 1)):
            ids = self._ids.get(page)
            there = partial(_is_there, ids=ids) if ids is not None else partial(_is_on, html=html_of(*page))
            lost += [_said(place, self._wanted[place]) for place in places if not there(place)]
        return lost


def _is_there(place: Place, ids: set[str] | None) -> bool:
    return ids is not None and (not place[2] or place[2] in ids)


def _is_on(place: Place, html: bytes | None) -> bool:
    """The same of a page whose ids nobody has gathered: few of them are asked for."""
    anchor = place[2]
    return html is not None and (not anchor or ('"' not in anchor and f' id="{anchor}"'.encode() in html))


def _said(place: Place, page: str) -> str:
    """As MkDocs says it."""
    language, target, anchor = place
    to = f"'{target}#{anchor}'" if anchor else f"'{target}'"
    return f"[{language}]\nWARNING -  {page!r} contains a link to {to}, which is not there."
