"""Text to plain values, strictly: every scalar is text, nothing is hidden, every key has its line. YAML's one home.

The events are streamed and the values built here, so that depth and size are known before anything is nested: composing
with libyaml crashes on deeply nested input.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from generator.errors import Problem, Where
from generator.load.tree import Tree
from generator.model import Path, Source
from generator.text import hidden_character

MAX_DEPTH = 20
MAX_NODES = 300_000
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the same events from Python where libyaml is missing

_NODES = frozenset({yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent})
_ENDS = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})

_REASONS = (
    (re.compile(r"cannot start any token"), "yaml-reserved-mark"),
    (re.compile(r"tab|indentation", re.IGNORECASE), "yaml-indentation"),
    (re.compile(r"flow (mapping|sequence|node)|',' or"), "yaml-unclosed"),
    (re.compile(r"block end|node content|block (mapping|sequence|collection)"), "yaml-structure"),
    (re.compile(r"quoted scalar|end of stream"), "yaml-unclosed"),
    (re.compile(r"mapping values are not allowed|could not find expected ':'|simple key"), "yaml-colon"),
    (re.compile(r"alias|anchor"), "yaml-anchor"),
    (re.compile(r"directive|document start"), "yaml-document"),
    (re.compile(r"tag"), "yaml-tag"),
)


def read_file(tree: Tree, name: str) -> tuple[Source | None, list[Problem]]:
    """The values of a file and its Problems."""
    text, problems = tree.read(name)
    return (None, problems) if text is None else read(text, tree.shown(name))


def read(text: str, file: str) -> tuple[Source | None, list[Problem]]:
    """The values of ``text`` (dicts, lists, text) with their lines, and its Problems; no values where it breaks off."""
    problems = _hidden_characters(text, file)
    if problems:
        return None, problems
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except _Refused as refused:
        return None, [*builder.problems, refused.problem]
    except yaml.MarkedYAMLError as error:
        return None, [*builder.problems, _syntax(error, text, file)]
    except yaml.YAMLError:  # a character that YAML does not know
        return None, [*builder.problems, Problem(Where(file, 1), "yaml-syntax")]
    if not isinstance(builder.root, dict):
        kind = "yaml-empty" if builder.root in (None, "") else _not_a_mapping(str(builder.root))
        return None, [Problem(Where(file, 1), kind)]
    return Source(file, builder.root, builder.lines), builder.problems


def _hidden_characters(text: str, file: str) -> list[Problem]:
    """Every line with a hidden character, or with a line break that an editor does not show as one."""
    return [
        Problem(Where(file, number), "hidden-character", {"mark": mark})
        for number, line in enumerate(re.split(r"\r\n|\n", text), start=1)
        if not line.isprintable() and (mark := hidden_character(line, allowed="\t"))
    ]


def _syntax(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """Our wording for what libyaml stumbled over: its own quotes the file, which may hold secrets."""
    said = f"{error.context or ''} {error.problem or ''}"
    opened = "quoted scalar" in said or "flow" in said  # where it was opened says more than where the file ended
    mark = (error.context_mark if opened else None) or error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    lines = text.splitlines() or [""]
    for near in (line, line - 1):
        here = lines[near - 1] if 0 < near <= len(lines) else ""
        if key := _KEY_WITHOUT_BLANK.match(here):
            kind = "full-width-colon" if key[2] == "：" else "no-blank-after-colon"
            return Problem(Where(file, near), kind, {"key": key[1]})
    kind = next((kind for pattern, kind in _REASONS if pattern.search(said)), "yaml-syntax")
    if kind == "yaml-reserved-mark" and "\t" in lines[min(line, len(lines)) - 1]:
        kind = "yaml-indentation"
    return Problem(Where(file, min(line, len(lines))), kind)


def _not_a_mapping(root: str) -> str:
    if re.match(r"[A-Za-z_]+：", root):
        return "yaml-full-width-colon"
    return "yaml-no-blank" if re.match(r"[A-Za-z_]+:\S", root) else "yaml-no-mapping"


_KEY_WITHOUT_BLANK = re.compile(r"\s*(?:- )?\s*\{?([A-Za-z_]+)(：|:(?=[^ \t]))")


class _Refused(Exception):  # noqa: N818 - how the Problem that ends the reading leaves the builder
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.id)
        self.problem = problem


class _Builder:
    """Takes events one by one and keeps what stands open: the containers, and the key that waits for its value."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Any = None
        self.lines: dict[Path, int] = {(): 1}
        self.problems: list[Problem] = []
        self._open: list[tuple[Any, Path]] = []
        self._keys: list[str | None] = []
        self._seen: list[set[str]] = []
        self._nodes = 0
        self._documents = 0

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind in _NODES:  # most are
            self._node(event)
        elif kind in _ENDS:
            self._open.pop()
            self._keys.pop()
            self._seen.pop()
        elif kind is yaml.AliasEvent:
            raise self._refused(event, "yaml-anchor")
        elif kind is yaml.DocumentStartEvent:
            self._document(event)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1 or event.version or event.tags:
            raise self._refused(event, "yaml-document")

    def _node(self, event: Any) -> None:
        if event.anchor:
            raise self._refused(event, "yaml-anchor")
        if event.tag:
            raise self._refused(event, "yaml-tag")
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise self._refused(event, "yaml-too-many", limit=f"{MAX_NODES:,}")
        if len(self._open) >= MAX_DEPTH:
            raise self._refused(event, "yaml-too-deep", limit=str(MAX_DEPTH))
        if self._open and isinstance(self._open[-1][0], dict) and self._keys[-1] is None:
            self._key(event)
        else:
            self._value(event)

    def _key(self, event: Any) -> None:
        _, path = self._open[-1]
        if not isinstance(event, yaml.ScalarEvent) or not event.value:
            raise self._refused(event, "yaml-key")
        key = event.value
        if key == "<<":
            raise self._refused(event, "yaml-anchor")
        line = _line(event)
        folded = key.casefold()
        if folded in self._seen[-1]:
            shown = key if key.isidentifier() else "?"
            self.problems.append(Problem(Where(self.file, line), "key-twice", {"key": shown}))
        self._seen[-1].add(folded)
        self._keys[-1] = key
        self.lines[(*path, key)] = line

    def _value(self, event: Any) -> None:
        if type(event) is yaml.ScalarEvent:
            self._place(event.value, _line(event))
            return
        value: Any = {} if type(event) is yaml.MappingStartEvent else []
        path = self._place(value, _line(event))
        self._open.append((value, path))
        self._keys.append(None)
        self._seen.append(set())

    def _place(self, value: Any, line: int) -> Path:
        """Puts the value where it belongs: under the waiting key, at the end of the list, or as the whole."""
        if not self._open:
            self.root = value
            return ()
        container, outer = self._open[-1]
        if isinstance(container, list):
            container.append(value)
            path = (*outer, len(container) - 1)
            self.lines[path] = line
            return path
        key = str(self._keys[-1])
        container[key] = value
        self._keys[-1] = None
        return (*outer, key)

    def _refused(self, event: Any, kind: str, **values: str) -> _Refused:
        return _Refused(Problem(Where(self.file, _line(event)), kind, values))


def _line(event: Any) -> int:
    """Where an event starts; marks count from 0, people from 1."""
    return int(event.start_mark.line) + 1
