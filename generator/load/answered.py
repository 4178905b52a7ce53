"""Comments that say what a file lacks, taken away when it is there: ``# ends_on: …``, ``# term, billing: …``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generator.load.marks import Node, document
from generator.load.splices import behind_comments, line_end, line_start
from generator.model import Path

_LACKING = re.compile(r"(?P<before>[ \t]*# )(?P<keys>[a-z_]+(?:, [a-z_]+)*)(?P<rest>: .*)")
_PARTED = re.compile(r"(; |；)(?=[a-z_]+(?:, [a-z_]+)*: )")
_BEHIND = re.compile(r"[ \t]*# .*")


def without_answered(text: str, added: Iterable[Path]) -> str:
    """The text without the comments about keys that were added; ``added``: where they stand now."""
    keys: dict[Path, set[str]] = {}
    root, _ = document(text)
    for path in added:
        above = [path[:length] for length in range(len(path) - 1)]
        for holder in (path[:-1], *(one for one in above if (node := _at(root, one)) and node.flow)):
            keys.setdefault(holder, set()).add(str(path[-1]))
    edits = [edit for path, names in keys.items() if (node := _at(root, path)) for edit in _edits(text, node, names)]
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


def _edits(text: str, node: Node, names: set[str]) -> Iterator[tuple[int, int, str]]:
    """Lines of their own in a mapping of lines; behind braces what follows them on their line."""
    if node.flow:
        end = line_end(text, node.end)
        if _BEHIND.fullmatch(text, node.end, end):
            comment = text[node.end : end].strip().removeprefix("# ")
            if (rest := _without(comment, names)) != comment:
                yield node.end, end, f"  # {rest}" if rest else ""
        return
    column = node.start - line_start(text, node.start)
    at, last = line_start(text, node.start), behind_comments(text, node.end, column)
    while at < last:
        end = line_end(text, at)
        found = _LACKING.fullmatch(text, at, end)
        if found and names.intersection(found["keys"].split(", ")):
            left = [key for key in found["keys"].split(", ") if key not in names]
            if left:
                yield at, end, f"{found['before']}{', '.join(left)}{found['rest']}"
            else:
                yield at, _next_line(text, end), ""
        at = _next_line(text, end)


def _without(comment: str, names: set[str]) -> str:
    """``channel: …; term, billing: …`` without those of the keys that are there now; '' where none is left."""
    first, *others = _PARTED.split(comment)
    marks, parts = ["", *others[::2]], [first, *others[1::2]]
    kept = [(mark, part) for mark, said in zip(marks, parts, strict=True) if (part := _unanswered(said, names))]
    return "".join(f"{mark if number else ''}{part}" for number, (mark, part) in enumerate(kept))


def _unanswered(part: str, names: set[str]) -> str:
    keys, colon, rest = part.partition(": ")
    left = [key for key in keys.split(", ") if key not in names]
    return f"{', '.join(left)}{colon}{rest}" if left else ""


def _next_line(text: str, end: int) -> int:
    return end + (2 if text.startswith("\r\n", end) else 1)
