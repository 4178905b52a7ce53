"""A built page as a flat list of what a parser sees: tags with their attributes, texts, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

LOADED = {
    "link": "href",
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "object": "data",
    "use": "href",
}
"""Elements that load something when the page is opened, and the attribute that says what."""


@dataclass(frozen=True)
class Event:
    """``kind``: start, end, text, comment or declaration; ``value``: the tag's name or the text."""

    kind: str
    value: str
    attributes: tuple[tuple[str, str | None], ...] = ()

    def attribute(self, name: str) -> str | None:
        return dict(self.attributes).get(name)


@dataclass
class _Reader(HTMLParser):
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.events.append(Event("start", tag, tuple(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.events.append(Event("end", tag))

    def handle_data(self, data: str) -> None:
        self.events.append(Event("text", data))

    def handle_comment(self, data: str) -> None:
        self.events.append(Event("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.events.append(Event("declaration", decl))

    def handle_pi(self, data: str) -> None:
        self.events.append(Event("declaration", data))


def events_of(html: str) -> list[Event]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.events


@cache
def page_events(path: Path) -> list[Event]:
    """A built page; each is read once."""
    return events_of(path.read_text(encoding="utf-8"))


@cache
def anchors(path: Path) -> set[str]:
    """Everything that a #fragment can lead to."""
    return {
        value
        for event in page_events(path)
        for name, value in event.attributes
        if value is not None and (name == "id" or (event.value == "a" and name == "name"))
    }


def addresses(path: Path) -> Iterator[str]:
    """Every href and src of a page, those in raw HTML too, and where a page leads by itself."""
    for event in page_events(path):
        for name in ("href", "src", "data", "action", "poster", "xlink:href"):
            address = event.attribute(name)
            if address is not None:
                yield address
        if (event.attribute("http-equiv") or "").lower() == "refresh":
            yield (event.attribute("content") or "").partition("url=")[2]


def leads_nowhere(path: Path, address: str, site: Path) -> str | None:
    """Why an address in a page does not lead to a file, and a place in it, below ``site``; None where it does."""
    place, _, fragment = address.partition("#")
    if re.match(r"[a-z][a-z0-9+.-]*:|//", place, re.IGNORECASE):
        return "outside"
    target = _target(path.parent, place) if place else path
    if not target.is_relative_to(site.resolve()):
        return "above the site"
    if not target.is_file():
        return "no such file"
    is_state = "=" in fragment  # what a script shows first
    if fragment and not is_state and unquote(fragment) not in anchors(target):
        return "no such place"
    return None


@cache
def _target(folder: Path, place: str) -> Path:
    return (folder / unquote(place.partition("?")[0])).resolve()


def article_texts(path: Path) -> Iterator[str]:
    """The texts of a page's own part, outside of what Material puts around it."""
    inside = False
    silent = ""
    for event in page_events(path):
        if event.value == "article" and event.kind in ("start", "end"):
            inside = event.kind == "start"
        elif event.kind == "start" and event.value in ("style", "script"):
            silent = event.value
        elif event.kind == "end" and event.value == silent:
            silent = ""
        elif event.kind == "text" and inside and not silent:
            yield event.value
