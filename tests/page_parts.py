"""What a reader gets of a built page, in parts with names: so that two programs' pages can be compared in words.

Left out is what belongs to a theme alone: its own marks (ids that begin with ``__``), icons, classes of its frame.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from built_html import Event, page_events

THEMES_OWN = re.compile(r"assets/(?:javascripts|stylesheets|images)/")
"""Below a language: the files that come from the program and not from us."""

SILENT = ("script", "style", "title", "svg")
"""Elements whose text is no part of what is read."""

ADDRESSES = ("href", "src")

Parts = Mapping[str, tuple[str, ...]]


def page_parts(path: Path, language: Path) -> Parts:
    """Part → what it holds, in the order of the page; addresses are told from above the folder of the ``language``."""
    folder = path.parent.relative_to(language.parent).as_posix()
    events = [_from_above(event, folder) for event in page_events(path)]
    article, around = _split(events)
    starts = [event for event in events if event.kind == "start"]
    return {
        "title": _texts_in(events, "title"),
        "language": tuple(event.attribute("lang") or "" for event in starts if event.value == "html"),
        "description": tuple(_described(starts)),
        "words of the article": tuple(_words(article)),
        "anchors of the article": tuple(_anchors(article)),
        "links of the article": tuple(_linked(article)),
        "markup of the article": tuple(_markup(article)),
        "navigation": tuple(_links(around, "md-nav__link")),
        "language switch": tuple(_links(around, "csp-language")),
        "what is ours around the article": tuple(_ours(around)),
        "words around the article": tuple(_words(_without_navigation(around))),
        "our scripts and styles": tuple(_called(starts)),
        "words for scripts": tuple(_for_scripts(events)),
    }


def _from_above(event: Event, folder: str) -> Event:
    """One place has many addresses: ``x.html``, ``./x.html`` and ``../guidance/x.html`` may be the same."""
    if not any(name in ADDRESSES for name, _ in event.attributes):
        return event
    attributes = tuple(
        (name, _place(folder, value) if name in ADDRESSES and value else value) for name, value in event.attributes
    )
    return replace(event, attributes=attributes)


def _place(folder: str, address: str) -> str:
    if re.match(r"#|/|[a-z][a-z0-9+.-]*:", address, re.IGNORECASE):
        return address
    place, mark, fragment = address.partition("#")
    return posixpath.normpath(posixpath.join(folder, place)) + mark + fragment


def _split(events: Iterable[Event]) -> tuple[list[Event], list[Event]]:
    """The page's own part without the theme's marks in it, and everything around it."""
    article: list[Event] = []
    around: list[Event] = []
    inside = False
    for event in events:
        if event.value == "article" and event.kind in ("start", "end"):
            inside = event.kind == "start"
        else:
            (article if inside else around).append(event)
    return _without_marks(article), around


def _without_marks(article: list[Event]) -> list[Event]:
    marks = [n for n, event in enumerate(article) if (event.attribute("id") or "").startswith("__")]
    dropped = {place for n in marks for place in (n, n + 1)}  # a mark is an empty element
    return [event for n, event in enumerate(article) if n not in dropped]


def _without_navigation(around: Iterable[Event]) -> Iterator[Event]:
    """Its entries are a part of their own; a theme may leave their markup away, or say twice where one is."""
    inside = ""
    for event in around:
        if event.kind == "start" and not inside and "md-nav__link" in (event.attribute("class") or "").split():
            inside = event.value
        elif event.kind == "end" and event.value == inside:
            inside = ""
        elif not inside:
            yield event


def _words(events: Iterable[Event]) -> Iterator[str]:
    silent = ""
    for event in events:
        if event.kind == "start" and event.value in SILENT and not silent:
            silent = event.value
        elif event.kind == "end" and event.value == silent:
            silent = ""
        elif event.kind == "text" and not silent and (words := " ".join(event.value.split())):
            yield words


def _texts_in(events: Iterable[Event], tag: str) -> tuple[str, ...]:
    inside = False
    found = []
    for event in events:
        if event.value == tag and event.kind in ("start", "end"):
            inside = event.kind == "start"
        elif inside and event.kind == "text":
            found.append(" ".join(event.value.split()))
    return tuple(found)


def _described(starts: Iterable[Event]) -> Iterator[str]:
    yield from (event.attribute("content") or "" for event in starts if event.attribute("name") == "description")


def _anchors(events: Iterable[Event]) -> Iterator[str]:
    yield from (name for event in events if (name := event.attribute("id")) is not None)


def _linked(events: Iterable[Event]) -> Iterator[str]:
    for event in events:
        for name in ADDRESSES:
            if (address := event.attribute(name)) is not None:
                yield address


def _markup(events: Iterable[Event]) -> Iterator[str]:
    for event in events:
        if event.kind in ("start", "end"):
            given = "".join(f" {name}={value!r}" for name, value in sorted(event.attributes, key=str))
            yield f"<{event.value}{given}>" if event.kind == "start" else f"</{event.value}>"


def _links(events: Iterable[Event], class_: str) -> Iterator[str]:
    """``words → address`` of every link with that class."""
    address = None
    words: list[str] = []
    for event in events:
        if event.kind == "start" and event.value == "a" and class_ in (event.attribute("class") or "").split():
            address, words = event.attribute("href"), []
        elif event.kind == "end" and event.value == "a" and address is not None:
            yield f"{' '.join(''.join(words).split())} → {address}"
            address = None
        elif event.kind == "text" and address is not None:
            words.append(event.value)


def _ours(events: Iterable[Event]) -> Iterator[str]:
    """Elements that our overrides of the theme put there, and the buttons that choose dark and light."""
    for event in events:
        classes = (event.attribute("class") or "").split()
        if event.kind == "start" and (
            any(name.startswith("csp-") for name in classes) or event.attribute("name") == "__palette"
        ):
            yield from _markup([event])


def _called(starts: Iterable[Event]) -> Iterator[str]:
    for event in starts:
        address = event.attribute("src") if event.value == "script" else None
        if event.value == "link" and event.attribute("rel") in ("stylesheet", "icon"):
            address = event.attribute("href")
        if address is not None and not THEMES_OWN.search(address):
            yield address


def _for_scripts(events: Iterable[Event]) -> Iterator[str]:
    """What the theme's script says to a reader, as ``name: words``."""
    inside = False
    for event in events:
        if event.kind in ("start", "end"):
            inside = event.attribute("id") == "__config"
        elif event.kind == "text" and inside:
            yield from (f"{name}: {words}" for name, words in sorted(json.loads(event.value)["translations"].items()))
