"""Whether a picture may be shown: a PNG, or an SVG that is a drawing and nothing else. Expat's one home."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.parsers import expat

_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "http://www.w3.org/2000/svg"
_SILENT = re.compile(
    r"http://(?:www\.w3\.org/1999/02/22-rdf-syntax-ns|creativecommons\.org/ns|web\.resource\.org/cc/)#?"
    r"|http://purl\.org/dc/.*"
    r"|http://(?:sodipodi\.sourceforge\.net/DTD/sodipodi-0\.dtd|www\.inkscape\.org/namespaces/inkscape)"
)
"""Namespaces of what drawing programs note for themselves: no reader of pictures knows anything to do with it."""

_NEVER = {"script", "foreignobject", "handler", "listener", "iframe", "object", "embed", "audio", "video"}
_INSIDE = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp)[;,])", re.IGNORECASE)
"""Where a reference may lead: to a part of the drawing itself, or to pixels that it brings along."""

_URL = re.compile(r"url\(\s*['\"]?", re.IGNORECASE)
_ANIMATED = ("on", "href", "src", "base")
_STYLE_FETCHES = re.compile(r"@import|image-set|\bsrc\(|\\", re.IGNORECASE)  # a backslash could spell any of them

Fault = tuple[int, str]
"""The line, and what in it is no drawing."""


def is_png(content: bytes) -> bool:
    """Whether it begins as every PNG does."""
    return content.startswith(_PNG)


def svg_faults(content: bytes) -> list[Fault] | None:
    """What in an SVG runs, fetches or embeds something; None where it cannot be read as one."""
    reader = _Reader()
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError:
        return None
    return reader.faults if reader.is_svg else None


class _Reader:
    """Takes the parts of a file one by one and keeps what is wrong with them."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._element
        self.parser.CharacterDataHandler = self._text
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = self._entity
        self.parser.ProcessingInstructionHandler = self._instruction
        self.faults: list[Fault] = []
        self.is_svg = False
        self._open: list[str] = []
        self._style: list[str] = []

    def _element(self, name: str, attributes: Mapping[str, str]) -> None:
        namespace, local = _parted(name)
        self.is_svg = self.is_svg or (not self._open and local == "svg")
        self._open.append(local)
        if local in _NEVER or not (namespace == _SVG or _SILENT.fullmatch(namespace)):
            self._fault(f"<{local}>")
        for fault in _in_attributes(local, attributes):
            self._fault(fault)

    def _end(self, _name: str) -> None:
        if self._open.pop() == "style":
            style = "".join(self._style)
            self._style.clear()
            if _STYLE_FETCHES.search(style) or _leads_out(style):
                self._fault("<style>")

    def _text(self, text: str) -> None:
        if "style" in self._open:  # it comes in pieces: a word may be spelt over several of them
            self._style.append(text)

    def _entity(self, *_declared: object) -> None:
        self._fault("<!ENTITY>")
        raise expat.ExpatError("entities can grow without end")

    def _instruction(self, target: str, _data: str) -> None:
        self._fault(f"<?{target}?>" if target.isidentifier() else "<?…?>")

    def _fault(self, what: str) -> None:
        self.faults.append((self.parser.CurrentLineNumber, what[:40]))


def _parted(name: str) -> tuple[str, str]:
    """The namespace of an element or attribute, '' for none, and its name there in lower case."""
    namespace, _, local = name.rpartition(" ")
    return namespace, local.lower()


def _in_attributes(element: str, attributes: Mapping[str, str]) -> Iterator[str]:
    for name, value in attributes.items():
        namespace, local = _parted(name)
        animated = value.rpartition(":")[2].strip().lower() if local == "attributename" else ""
        runs = local.startswith("on") or animated.startswith(_ANIMATED)
        leads_out = local in ("href", "src", "base") and not _INSIDE.match(value)
        styled = not _SILENT.fullmatch(namespace) and _STYLE_FETCHES.search(value)
        if runs or leads_out or styled or _leads_out(value):
            yield f"{element} {local}"


def _leads_out(value: str) -> bool:
    """Whether some ``url(…)`` leads out of the drawing."""
    return any(not _INSIDE.match(value, found.end()) for found in _URL.finditer(value))
