"""JSON exports to their objects, whatever they are wrapped in; knows no format and quotes nothing of a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from generator.errors import Problem, Where
from generator.importers.decoding import decode
from generator.importers.ids import guid

MAX_MB = 64
MAX_DEPTH = 64
_MAX_DIGITS = 18
_LISTS = ("value", "items")  # Microsoft Graph, Partner Center
_TOKEN = re.compile(
    r'(?P<string>"[^"\\]*+(?:\\.[^"\\]*+)*+")(?P<key>\s*+:)?|(?P<opens>[\[{])|(?P<closes>[\]}])'
    r"|-?\d++(?:\.\d++(?:[eE][+-]?\d++)?+|[eE][+-]?\d++)"  # fractions of any length are left alone
    rf"|(?P<number>NaN|-?Infinity|-?\d{{{_MAX_DIGITS + 1},}})",
    re.DOTALL,
)

Note = tuple[str, Mapping[str, str]]


@dataclass(frozen=True)
class Item:
    """One object of an export; keys in lower case, on every level. ``trail``: where it stands in its file.

    ``tenant``: the id under which the file holds it, '' where it names none.
    """

    file: str
    trail: str
    values: Mapping[str, Any]
    tenant: str = ""

    @property
    def id(self) -> str:
        """Its own GUID, '' where it has none; the objects of Partner Center's PowerShell say SubscriptionId."""
        return guid(self.values.get("id") or self.values.get("subscriptionid"))

    @property
    def where(self) -> Where:
        """The place with the object's own id, where it has one."""
        return Where(self.file, 0, " ".join(part for part in (self.trail, self.id and f"({self.id})") if part))


@dataclass(frozen=True)
class Document:
    """One file: its objects in its order; ``notes``: what it says of itself, as ids under ``imports`` › ``note``."""

    file: str
    items: tuple[Item, ...]
    notes: tuple[Note, ...] = ()


class _Refused(ValueError):  # noqa: N818 - never leaves this module
    """What JSON allows and an export never has; its place is looked for afterwards."""


def read_document(raw: bytes, shown: str, encoding: str | None = None) -> tuple[Document | None, list[Problem]]:
    """The objects of a file, or the Problems with it; ``encoding`` as ``decode`` takes it."""
    if len(raw) > MAX_MB * 1024 * 1024:
        return None, [Problem(Where(shown), "export-too-large", {"limit": str(MAX_MB)})]
    text, problems = decode(raw, shown, encoding)
    return (None, problems) if text is None else parse_document(text, shown)


def parse_document(text: str, shown: str) -> tuple[Document | None, list[Problem]]:
    """The objects of a text, or the first Problem with its JSON or its shape."""
    try:
        root = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        return None, [Problem(Where(shown, error.lineno), "export-not-json")]
    except (_Refused, RecursionError):
        return None, [_refusal(text, shown)]
    problems: list[Problem] = []
    items = tuple(_items(root, shown, problems))
    return (None, problems) if problems else (Document(shown, items, _notes(root, shown)), [])


def _no_constant(_name: str) -> NoReturn:
    raise _Refused


def _whole(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise _Refused
    return int(digits)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """PowerShell writes the same keys with capitals."""
    made = {key.lower(): value for key, value in pairs}
    if len(made) < len(pairs):
        raise _Refused
    return made


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_whole,
    parse_float=str,  # nothing here is counted in fractions, and 1e999 is no number
    parse_constant=_no_constant,
)


def _refusal(text: str, shown: str) -> Problem:
    """Where the parser gave up: the parser does not say, so the text is walked once more, up to there."""
    keys: list[set[str]] = []
    for token in _TOKEN.finditer(text):
        kind = None
        if token["opens"]:
            keys.append(set())
            kind = "export-too-deep" if len(keys) > MAX_DEPTH else None
        elif token["closes"]:
            keys.pop()
        elif token["number"]:
            kind = "export-number"
        elif token["key"]:
            key = json.loads(token["string"], strict=False).lower()
            kind = "export-key-twice" if key in keys[-1] else None
            keys[-1].add(key)
        if kind:
            return Problem(Where(shown, text.count("\n", 0, token.start()) + 1), kind, {"limit": str(MAX_DEPTH)})
    return Problem(Where(shown), "export-not-json")


def _items(value: Any, shown: str, problems: list[Problem], trail: str = "", tenant: str = "") -> Iterator[Item]:
    """The objects in ``value``: in a list, an answer or several, under tenants' ids – or it is one itself."""
    listed = next((key for key in _LISTS if isinstance(value, dict) and isinstance(value.get(key), list)), None)
    if listed:
        yield from _items(value[listed], shown, problems, _below(trail, listed), tenant)
    elif isinstance(value, list) and trail.count("[") < 2:  # a list of answers, each with its list
        for index, one in enumerate(value):
            yield from _items(one, shown, problems, f"{trail}[{index}]", tenant)
    elif isinstance(value, dict) and value and not tenant and all(map(guid, value)):
        for key, one in value.items():
            yield from _items(one, shown, problems, _below(trail, guid(key)), guid(key))
    elif isinstance(value, dict):
        yield Item(shown, trail, {key: one for key, one in value.items() if not key.startswith("@odata.")}, tenant)
    elif not problems:  # a list of a million numbers is one mistake
        problems.append(Problem(Where(shown, 0, trail), "export-not-objects"))


def _below(trail: str, key: str) -> str:
    return f"{trail} › {key}" if trail else key


def _notes(root: Any, shown: str) -> tuple[Note, ...]:
    """That the file is a page of more: a plan made of it would lack what stands on the others."""
    answers = root if isinstance(root, list) else list(root.values()) if all(map(guid, root)) else [root]
    notes: list[Note] = []
    for answer in (one for one in answers if isinstance(one, dict)):
        held, said = answer.get("items"), answer.get("totalcount")
        if isinstance(held, list) and isinstance(said, int) and said > len(held):
            notes.append(("pages-counted", {"file": shown, "said": str(said), "held": str(len(held))}))
        elif _names_a_next_page(answer):
            notes.append(("pages-missing", {"file": shown}))
    return tuple(notes)


def _names_a_next_page(answer: Mapping[str, Any]) -> bool:
    links = answer.get("links")
    next_link = links.get("next") if isinstance(links, dict) else None
    return bool(answer.get("@odata.nextlink") or answer.get("continuationtoken") or next_link)
