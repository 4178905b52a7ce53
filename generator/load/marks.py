"""Where in a text each key and value of YAML stands. For what the strict reader has passed; checks nothing itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml


@dataclass(frozen=True)
class Node:
    """A value: from its first character to behind its last, and what is in it.

    ``flow``: in braces or brackets. ``entries``: of a mapping, ``items``: of a list; a scalar has neither.
    """

    start: int
    end: int
    flow: bool
    is_mapping: bool
    entries: tuple[Entry, ...] = ()
    items: tuple[Node, ...] = ()

    def entry(self, key: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.key == key), None)


@dataclass(frozen=True)
class Entry:
    """A key and its value; ``key_end``: behind the key's last character."""

    key: str
    start: int
    key_end: int
    value: Node


def document(text: str) -> tuple[Node, int | None]:
    """The mapping that a file is, and where the mark that ends the document stands, None where it has none.

    Places count characters of the text. The events are Python's own: libyaml counts otherwise from version to version.
    """
    events: Iterator[Any] = yaml.parse(text, Loader=yaml.BaseLoader)
    root: Node | None = None
    end = None
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            root = _node(event, events, text)
        elif isinstance(event, yaml.DocumentEndEvent) and event.explicit:
            end = _starts(event)
    if root is None:
        raise ValueError("an empty document")
    return root, end


def gaps(text: str, node: Node) -> Iterator[str]:
    """What stands between the scalars of a value: blanks, marks and comments."""
    at = node.start
    for start, end in scalars(node):
        yield text[at:start]
        at = end
    yield text[at : node.end]


def scalars(node: Node) -> Iterator[tuple[int, int]]:
    """Where the keys and the scalars in a value stand, in order."""
    for entry in node.entries:
        yield entry.start, entry.key_end
        yield from scalars(entry.value)
    for item in node.items:
        yield from scalars(item)
    if not (node.entries or node.items or node.flow):
        yield node.start, node.end


def _node(event: Any, events: Iterator[Any], text: str) -> Node:
    start = _starts(event)
    if isinstance(event, yaml.ScalarEvent):
        written = text[start : _ends(event)].rstrip(" \t\r\n")  # a block scalar ends where the next line begins
        return Node(start, start + len(written), flow=False, is_mapping=False)
    is_mapping = isinstance(event, yaml.MappingStartEvent)
    entries: list[Entry] = []
    items: list[Node] = []
    for inner in events:
        if isinstance(inner, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            inside = [entry.value for entry in entries] or items
            end = _ends(inner) if event.flow_style or not inside else inside[-1].end
            return Node(start, end, event.flow_style, is_mapping, tuple(entries), tuple(items))
        if is_mapping:
            value = _node(next(events), events, text)
            entries.append(Entry(inner.value, _starts(inner), _ends(inner), value))
        else:
            items.append(_node(inner, events, text))
    raise ValueError("a value that does not end")


def _starts(event: Any) -> int:
    return int(event.start_mark.index)


def _ends(event: Any) -> int:
    return int(event.end_mark.index)
