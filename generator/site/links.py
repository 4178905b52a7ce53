"""Links from page to page of the built site: each must lead to a page that is there, and to a place on it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote

Place = tuple[str, str]
"""A page's path below the language's folder, and an anchor on it; '' is the page as a whole."""

_ID = re.compile(r'\sid="([^"]*)"')
_HREF = re.compile(r'\shref="([^"]*)"')


def ids_in(html: str) -> set[str]:
    """What can be linked to on a page."""
    return set(_ID.findall(html))


def places_in(html: str, path: str) -> set[Place]:
    """The places in pages of the same language that a page links to, itself included."""
    folder = posixpath.dirname(path)
    found = set()
    for href in set(_HREF.findall(html)):
        target, _, anchor = href.partition("#")
        if not target:
            found.add((path, anchor))
        elif target.endswith(".html") and ":" not in target:
            there = posixpath.normpath(posixpath.join(folder, target))
            if not there.startswith(".."):  # what stands beside the languages
                found.add((there, anchor))
    return found


def dangling(places: Iterable[Place], ids_of: Callable[[str], set[str] | None]) -> list[Place]:
    """Those that lead nowhere; ``ids_of``: what can be linked to on a page, None where there is none of that path."""
    wanted: dict[str, set[str]] = {}
    for page, anchor in places:
        wanted.setdefault(page, set()).add(anchor)
    lost = []
    for page, anchors in wanted.items():
        there = ids_of(page)
        if there is None:
            lost += [(page, anchor) for anchor in anchors]
        else:
            lost += [(page, anchor) for anchor in anchors if anchor and unquote(anchor) not in there]
    return sorted(lost)
