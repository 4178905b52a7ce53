"""Keys and items that are new in a file, as lines: without the indentation of the place that they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.load.written import Order, clean_comment, comment_text, flow_entry, flow_text, key_text, sorted_keys
from generator.model import Path


@dataclass(frozen=True)
class Comments:
    """What is said of values: path → comment, and path → the paths at and below it that have one."""

    said: Mapping[Path, str]
    paths: Mapping[Path, Sequence[Path]]

    @classmethod
    def of(cls, said: Mapping[Path, str]) -> Comments:
        paths: dict[Path, list[Path]] = {}
        for path in said:
            for length in range(len(path) + 1):
                paths.setdefault(path[:length], []).append(path)
        return cls(said, paths)

    def at(self, path: Path) -> str:
        """The comment of the value itself, '' for none."""
        return self.said.get(path, "")

    def within(self, path: Path, value: Any = "") -> list[str]:
        """The comments of the value and of everything in it; of keys that are not there last, with them."""
        said = [(self._lacks(one, path, value), self.said[one]) for one in self.paths.get(path, ())]
        return [text for key, text in said if not key] + [f"{key}: {text}" for key, text in said if key]

    def _lacks(self, path: Path, above: Path, value: Any) -> str:
        """The key on the way to ``path`` that the value at ``above`` has not; '' where all are there."""
        for step in path[len(above) :]:
            if isinstance(value, dict) and step not in value:
                return str(step)
            value = value[step]
        return ""

    def keys(self, path: Path) -> list[str]:
        """The keys of the mapping at ``path`` that have a comment of their own."""
        return [str(one[-1]) for one in self.paths.get(path, ()) if one[:-1] == path]


def stands_in_lines(value: Any) -> bool:
    """Whether a value at the left of a file has a line for each of its parts: lists and mappings of mappings do."""
    parts = list(value.values()) if isinstance(value, dict) else value
    return isinstance(parts, list) and bool(parts) and all(isinstance(part, dict) for part in parts)


def entry_lines(value: Any, path: Path, order: Order, comments: Comments, step: str | None = None) -> list[str]:
    """A key with its value on one line.

    ``step``: the indentation of lists, where a value's parts may have lines of their own: in braces where they hold
    no mappings.
    """
    if step is None or not stands_in_lines(value):
        return [f"{flow_entry(value, path, order)}{comment_text(comments.within(path, value))}"]
    lines = [f"{key_text(str(path[-1]))}:{comment_text([comments.at(path)])}"]
    if isinstance(value, dict):
        for name in value:
            lines += [f"{step or '  '}{line}" for line in entry_lines(value[name], (*path, name), order, comments)]
    else:
        for index, part in enumerate(value):
            flow = not any(isinstance(inner, dict) for inner in part.values())
            lines += [f"{step}{line}" for line in item_lines(part, (*path, index), order, comments, " ", flow)]
    return lines


def item_lines(value: Any, path: Path, order: Order, comments: Comments, gap: str, flow: bool) -> list[str]:
    """An item of a list, ``gap`` between its dash and it: in braces, or a line for each key.

    A comment of a key that the item lacks stands in the key's place, one of the item above it.
    """
    if flow or not value or not isinstance(value, dict):
        return [f"-{gap}{flow_text(value, path, order)}{comment_text(comments.within(path, value))}"]
    keys = sorted_keys([*value, *(key for key in comments.keys(path) if key not in value)], path, order)
    first = next(key for key in keys if key in value)
    lines = [f"# {clean_comment(comments.at(path))}"] if comments.at(path) else []
    for key in [first, *(key for key in keys if key != first)]:
        inside = (*path, key)
        before = f"-{gap}" if key == first else f" {' ' * len(gap)}"
        if key in value:
            lines += [f"{before}{line}" for line in entry_lines(value[key], inside, order, comments)]
        else:
            lines += [f"{before}# {key}: {clean_comment(comments.at(inside))}"]
    return lines
