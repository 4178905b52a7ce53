"""A customer's file changed in place as a careful person would: what is not amended stays, byte for byte.

Text in, text out. What comes out was read again and holds the old values with the amendments, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.load.answered import Ours, without_answered
from generator.load.changes import Page, Unfit, changes
from generator.load.key_order import contract_order
from generator.load.marks import document
from generator.load.new_lines import Comments, item_lines
from generator.load.reread import EditRefusedError, source_of, values_after, without_bom
from generator.load.splices import spliced
from generator.load.written import Order, flow_text
from generator.model import Path, Source


@dataclass(frozen=True)
class Commented:
    """A value and what is said of it in a comment; None: the key is left out, a comment stands in its place."""

    value: Value | None
    comment: str


Value = str | Commented | Mapping[str, "Value"] | Sequence["Value"]


@dataclass(frozen=True)
class Amendment:
    """What the key or item at ``path`` holds afterwards, and what is said of it if that is new.

    An index that is as large as its list is a new item behind the last one.
    """

    path: Path
    value: Value
    comment: str = ""


def _nobodys(_said: str) -> bool:
    return False


def amended(
    text: str,
    file: str,
    amendments: Sequence[Amendment],
    order: Order = contract_order,
    ours: Ours = _nobodys,
) -> str:
    """The file's text with every amendment; ``file`` names it in messages. The same text where it holds them already.

    Comments are for what changes, and for lines that have none. Nothing is deleted but what a new value replaces, and
    the comments about keys that are there now if they are ``ours``.
    Raises ProblemsFound where the text cannot be read, EditRefusedError where it cannot be edited: with the lines that
    have to be written by hand.
    """
    bom, text = without_bom(text)
    source = source_of(text, file)
    comments: dict[Path, str] = {}
    wanted = source.values
    for one in amendments:
        value = _plain(Commented(one.value, one.comment), one.path, comments)
        wanted = wanted if value is None else _with(wanted, one.path, value, source)
    if wanted == source.values:
        return bom + text
    root, _ = document(text)
    edits = list(changes(Page(text, order, Comments.of(comments)), root, source.values, wanted))
    if unfit := [edit.path for edit in edits if isinstance(edit, Unfit)]:
        raise EditRefusedError(tuple(_by_hand(source, wanted, path, order) for path in unfit))
    after = spliced(text, root, (edit for edit in edits if not isinstance(edit, Unfit)))
    if values_after(after, file) != wanted:
        paths = dict.fromkeys(one.path for one in amendments if _at(wanted, one.path) != _at(source.values, one.path))
        raise EditRefusedError(tuple(_by_hand(source, wanted, path, order) for path in paths))
    shorter = without_answered(after, _added(source.values, wanted), ours)
    return bom + (shorter if values_after(shorter, file) == wanted else after)


def _added(old: Any, new: Any, path: Path = ()) -> Iterator[Path]:
    """The keys that mappings have now and had not; what is new as a whole has no comments yet."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key, value in new.items():
            if key in old:
                yield from _added(old[key], value, (*path, key))
            else:
                yield (*path, key)
    elif isinstance(old, list) and isinstance(new, list):
        for index, (was, value) in enumerate(zip(old, new, strict=False)):
            yield from _added(was, value, (*path, index))


def written_item(value: Value, path: Path, *, flow: bool, order: Order = contract_order) -> list[str]:
    """An item of a list as its lines, not indented: in braces, or a line for each key."""
    comments: dict[Path, str] = {}
    return item_lines(_plain(value, path, comments), path, order, Comments.of(comments), " ", flow)


def _plain(value: Value, path: Path, comments: dict[Path, str]) -> Any:
    """The value without its comments, which are collected; None where it is only a comment."""
    if isinstance(value, Commented):
        if value.comment:
            comments[path] = value.comment
        return None if value.value is None else _plain(value.value, path, comments)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        parts = {key: _plain(part, (*path, key), comments) for key, part in value.items()}
        return {key: part for key, part in parts.items() if part is not None}
    return [_plain(part, (*path, index), comments) for index, part in enumerate(value)]


def _with(values: Any, path: Path, value: Any, source: Source, above: Path = ()) -> Any:
    """Values with one of them at ``path``, which may be new; nothing that stands in its way is overwritten."""
    if not path:
        return value
    step, *others = path
    inner = (*above, step)
    if isinstance(step, int) and isinstance(values or [], list):
        items = list(values or [])
        if step > len(items):
            raise IndexError(f"{source.trail(above)}: a list of {len(items)} has no place {step}")
        old = items[step] if step < len(items) else ""
        return [*items[:step], _with(old, tuple(others), value, source, inner), *items[step + 1 :]]
    if isinstance(step, str) and isinstance(values or {}, dict):
        entries = dict(values or {})
        return {**entries, step: _with(entries.get(step, ""), tuple(others), value, source, inner)}
    raise EditRefusedError((f"{source.trail((*above, *path))}: {flow_text(value, (*above, *path), contract_order)}",))


def _at(values: Any, path: Path) -> Any:
    """What stands at a path, None for nothing."""
    for step in path:
        inside = isinstance(values, list) and isinstance(step, int) and step < len(values)
        values = values[step] if inside else values.get(step) if isinstance(values, dict) else None
    return values


def _by_hand(source: Source, wanted: Any, path: Path, order: Order) -> str:
    """``subscriptions[2] (e3-main) › seats: 130``"""
    return f"{source.trail(path)}: {flow_text(_at(wanted, path), path, order)}"
