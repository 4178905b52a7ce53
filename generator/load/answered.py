"""Comments that say what a file lacks, taken away when it is there: ``# ends_on: …``, ``# term, billing: …``.

What people wrote there themselves stays, whatever key it begins with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from generator.load.marks import Node, document, scalars
from generator.load.splices import behind_comments, line_end, line_start
from generator.model import Path

_LACKING = re.compile(r"(?P<before>[ \t]*# )(?P<said>[a-z_]+(?:, [a-z_]+)*: .*)")
_PARTED = re.compile(r"(; |；)(?=[a-z_]+(?:, [a-z_]+)*: )")
_BEHIND = re.compile(r"[ \t]*# .*")

Ours = Callable[[str], bool]
"""Whether what stands behind the key in a comment was written by us."""


@dataclass(frozen=True)
class _Answered:
    """The keys that a mapping has now, and how to tell our comments about them."""

    keys: frozenset[str]
    ours: Ours

    def left_of(self, comment: str) -> str:
        """``channel: …; term, billing: …`` without what is answered; '' where nothing is left."""
        first, *others = _PARTED.split(comment)
        marks, parts = ["", *others[::2]], [first, *others[1::2]]
        kept = [(mark, left) for mark, said in zip(marks, parts, strict=True) if (left := self._part(said))]
        return "".join(f"{mark if number else ''}{part}" for number, (mark, part) in enumerate(kept))

    def _part(self, part: str) -> str:
        keys, colon, rest = part.partition(": ")
        if not self.ours(rest):
            return part
        left = [key for key in keys.split(", ") if key not in self.keys]
        return f"{', '.join(left)}{colon}{rest}" if left else ""


def without_answered(text: str, added: Iterable[Path], ours: Ours) -> str:
    """The text without our comments about keys that were added; ``added``: where they stand now."""
    keys: dict[Path, set[str]] = {}
    root, _ = document(text)
    for path in added:
        above = [path[:length] for length in range(len(path) - 1)]
        for holder in (path[:-1], *(one for one in above if (node := _at(root, one)) and node.flow)):
            keys.setdefault(holder, set()).add(str(path[-1]))
    inside = list(scalars(root))
    edits = [
        (start, end, new)
        for path, names in keys.items()
        if (node := _at(root, path))
        for start, end, new in _edits(text, node, _Answered(frozenset(names), ours))
        if not any(first <= start < last for first, last in inside)
    ]
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _at(node: Node | None, path: Path) -> Node | None:
    for step in path:
        if node is None:
            return None
        if isinstance(step, int):
            node = node.items[step] if step < len(node.items) else None
        else:
            entry = node.entry(step)
            node = entry.value if entry else None
    return node


def _edits(text: str, node: Node, answered: _Answered) -> Iterator[tuple[int, int, str]]:
    """Lines of their own at the column of a mapping of lines; behind braces what follows them on their line."""
    if node.flow:
        end = line_end(text, node.end)
        if _BEHIND.fullmatch(text, node.end, end):
            comment = text[node.end : end].strip().removeprefix("# ")
            if (rest := answered.left_of(comment)) != comment:
                yield node.end, end, f"  # {rest}" if rest else ""
        return
    column = node.start - line_start(text, node.start)
    at, last = line_start(text, node.start), behind_comments(text, node.end, column)
    while at < last:
        end = line_end(text, at)
        found = _LACKING.fullmatch(text, at, end)
        if (
            found
            and found.end("before") - at == column + 2
            and (rest := answered.left_of(found["said"])) != found["said"]
        ):
            yield (at, end, f"{found['before']}{rest}") if rest else (at, _next_line(text, end), "")
        at = _next_line(text, end)


def _next_line(text: str, end: int) -> int:
    return end + (2 if text.startswith("\r\n", end) else 1)
