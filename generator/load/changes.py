"""From what a file holds to what it should hold: the places to edit, as few and as small as a careful person's.

Knows how keys, items and values are added and replaced; not which ones, and not whether the file then says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from generator.load.marks import Entry, Node, gaps
from generator.load.new_lines import Comments, entry_lines, item_lines, stands_in_lines
from generator.load.splices import (
    Note,
    Splice,
    behind_comments,
    below,
    into_flow,
    line_end,
    line_start,
    newline,
)
from generator.load.written import Order, flow_entry, flow_text, scalar_like, sorted_keys
from generator.model import Path


@dataclass(frozen=True)
class Unfit:
    """A value that no small edit brings into the file."""

    path: Path


Change = Splice | Note | Unfit


@dataclass(frozen=True)
class Page:
    """The text of a file, and what is said of new values."""

    text: str
    order: Order
    comments: Comments


def changes(page: Page, node: Node, old: Any, new: Any, path: Path = ()) -> Iterator[Change]:
    """The edits that make the value at ``path`` hold ``new`` instead of ``old``; none where it does."""
    if old == new:
        return
    if node.is_mapping and isinstance(old, dict) and isinstance(new, dict) and old.keys() <= new.keys():
        yield from _in_mapping(page, node, old, new, path)
    elif node.items and isinstance(new, list) and len(old) <= len(new):
        yield from _in_list(page, node, old, new, path)
    else:
        yield from _replaced(page, node, old, new, path)


def _in_mapping(page: Page, node: Node, old: dict[str, Any], new: dict[str, Any], path: Path) -> Iterator[Change]:
    for entry in node.entries:
        inside = (*path, entry.key)
        was, wanted = old[entry.key], new[entry.key]
        if was == wanted:
            continue
        if not path and not node.flow and was in ("", [], {}) and stands_in_lines(wanted) and _on_one_line(page, entry):
            yield from _filled(page, node, entry, wanted, inside)
            continue
        yield from changes(page, entry.value, was, wanted, inside)
        if not isinstance(wanted, str):
            yield from _noted(page, entry.value.end if entry.value.flow else entry.key_end, inside)
    places: dict[int, list[str]] = {}
    for key in sorted_keys((key for key in new if key not in old), path, page.order):
        places.setdefault(_place(page, node, key, path), []).append(key)
    for before, keys in places.items():
        added = {key: new[key] for key in keys}
        yield from (_into_braces if node.flow else _as_lines)(page, node, before, added, path)


def _place(page: Page, node: Node, key: str, path: Path) -> int:
    """How many entries of a mapping stand before a new key: up to the nearest that the order has before it."""
    order = list(page.order(path))
    ranks = [order.index(entry.key) if entry.key in order else -1 for entry in node.entries]
    if key not in order:
        return len(ranks)
    earlier = [rank for rank in ranks if 0 <= rank < order.index(key)]
    if earlier:
        return ranks.index(max(earlier)) + 1
    return next((at for at, rank in enumerate(ranks) if rank >= 0), len(ranks))


def _into_braces(page: Page, node: Node, before: int, added: Mapping[str, Any], path: Path) -> Iterator[Change]:
    new = [
        (flow_entry(value, (*path, key), page.order), "; ".join(page.comments.within((*path, key), value)))
        for key, value in added.items()
    ]
    yield from into_flow(page.text, node, before, new)


def _as_lines(page: Page, node: Node, before: int, added: Mapping[str, Any], path: Path) -> Iterator[Change]:
    """Keys on lines of their own; with blank lines between where the others have them."""
    text, entries = page.text, node.entries
    if before == 0:
        yield _above_first(page, entries[0], added, path)
        return
    column = entries[0].start - line_start(text, entries[0].start)
    indent = " " * column
    is_last = before == len(entries)
    blank = [_blank_between(text, one.value.end, two.start) for one, two in pairwise(entries)]
    lines: list[str] = []
    for key, value in added.items():
        shown = entry_lines(value, (*path, key), page.order, page.comments, None if path else _step(text, node))
        here = len(shown) > 1 and blank and blank[min(before, len(blank)) - 1]
        lines += [""] if here or (blank and all(blank)) else []
        lines += [f"{indent}{line}" for line in shown]
    at = behind_comments(text, entries[before - 1].value.end, column if is_last else column + 1)
    yield below(text, at, lines)


def _above_first(page: Page, first: Entry, added: Mapping[str, Any], path: Path) -> Splice:
    """Keys before the first one: above its comments where it begins a line, else between the dash and it."""
    text = page.text
    start = line_start(text, first.start)
    prefix = text[start : first.start]
    indent = re.sub(r"\S", " ", prefix)
    lines = [
        line for key, value in added.items() for line in entry_lines(value, (*path, key), page.order, page.comments)
    ]
    if prefix.strip():
        return Splice(first.start, first.start, "".join(f"{line}{newline(text)}{indent}" for line in lines))
    while path and re.fullmatch(rf"{indent}#.*", text[line_start(text, start - 1) : line_end(text, start - 1)]):
        start = line_start(text, start - 1)
    return Splice(start, start, "".join(f"{indent}{line}{newline(text)}" for line in lines))


def _on_one_line(page: Page, entry: Entry) -> bool:
    return "\n" not in page.text[entry.start : entry.value.end]


def _filled(page: Page, root: Node, entry: Entry, value: Any, path: Path) -> Iterator[Change]:
    """A key at the left that held nothing gets its lines below it; the comment on its line stays."""
    text = page.text
    colon = text.index(":", entry.key_end) + 1
    yield Splice(colon, entry.value.end, "")
    yield from _noted(page, colon, path)
    indent = " " * (entry.start - line_start(text, entry.start))
    _, *lines = entry_lines(value, path, page.order, page.comments, _step(text, root))
    yield below(text, entry.value.end, [f"{indent}{line}" for line in lines])


def _in_list(page: Page, node: Node, old: Sequence[Any], new: Sequence[Any], path: Path) -> Iterator[Change]:
    for index, item in enumerate(node.items):
        inside = (*path, index)
        yield from changes(page, item, old[index], new[index], inside)
        if old[index] != new[index] and not isinstance(new[index], str):
            yield from _noted(page, item.end if item.flow else item.start, inside)
    added = {(*path, index): new[index] for index in range(len(old), len(new))}
    if added and node.flow:
        texts = [
            (flow_text(value, one, page.order), "; ".join(page.comments.within(one, value)))
            for one, value in added.items()
        ]
        yield from into_flow(page.text, node, len(node.items), texts)
    elif added:
        yield from _appended(page, node, added)


def _appended(page: Page, node: Node, added: Mapping[Path, Any]) -> Iterator[Change]:
    """Items behind the last one, written as the others are: in braces or in lines, with blank lines between or not."""
    text, items = page.text, node.items
    dash = _dash(text, items[-1])
    if dash is None:
        yield from map(Unfit, added)
        return
    in_lines = [one for one in items if one.entries and not one.flow]
    gap = 1
    if in_lines:
        gap = in_lines[-1].start - line_start(text, in_lines[-1].start) - dash - 1
    blank = len(items) > 1 and _blank_between(text, items[-2].end, items[-1].start)
    lines: list[str] = []
    for path, value in added.items():
        shown = item_lines(value, path, page.order, page.comments, " " * gap, not in_lines)
        lines += [""] if blank else []
        lines += [f"{' ' * dash}{line}" for line in shown]
    yield below(text, behind_comments(text, items[-1].end, dash + 1), lines)


def _dash(text: str, item: Node) -> int | None:
    """The column of a list item's dash, from 0, also where it stands on a line above; None where it cannot be told."""
    start = line_start(text, item.start)
    if before := re.fullmatch(r"( *)- *", text[start : item.start]):
        return len(before[1])
    alone = re.findall(r"(?m)^( *)-[ \t]*(?:#.*)?\r?$", text[:start])
    return len(alone[-1]) if alone and not text[start : item.start].strip() else None


def _blank_between(text: str, end: int, start: int) -> bool:
    return bool(re.search(r"\n[ \t]*\r?\n", text[end:start]))


def _step(text: str, root: Node) -> str:
    """By how much the lists at the left of a file are indented; two blanks where it has none."""
    for entry in root.entries:
        if entry.value.items and not entry.value.flow:
            dash = _dash(text, entry.value.items[0])
            column = entry.start - line_start(text, entry.start)
            return " " * ((dash or column) - column)
    return "  "


def _replaced(page: Page, node: Node, old: Any, new: Any, path: Path) -> Iterator[Change]:
    """Another text in the same quotes, or another value on one line; not where a comment would go with the old one."""
    written = page.text[node.start : node.end]
    is_text = isinstance(old, str)
    in_lines = not is_text and not node.flow
    if written[:1] in ("|", ">") or in_lines or any("#" in gap for gap in gaps(page.text, node)):
        yield Unfit(path)
        return
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    text = scalar_like(written, new, key) if isinstance(new, str) else flow_text(new, path, page.order)
    yield Splice(node.start, node.end, text if written else f" {text}")
    yield from (Note(node.end, comment) for comment in page.comments.within(path))


def _noted(page: Page, at: int, path: Path) -> Iterator[Note]:
    """What is said of a value itself, for the line of ``at``."""
    if comment := page.comments.at(path):
        yield Note(at, comment)
