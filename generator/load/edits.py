"""Records put into a customer's file, and taken out again, as a person would: one line changes, every other byte stays.

Text in, text out. What comes out was read again and holds the old values and the records, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.load.marks import Entry, Node, document, gaps
from generator.load.reread import EditRefusedError, source_of, values_after, without_bom
from generator.load.splices import below, into_flow, line_end, line_start, newline, spliced
from generator.load.written import scalar

_PROGRESS = "progress"

Records = Mapping[str, Mapping[str, str]]
"""Key of a record → its keys and their texts, in the order in which they are written."""


def with_records(text: str, file: str, records: Records) -> str:
    """The file's text with each record added or replaced; ``file`` names it in messages.

    Raises ProblemsFound where the text cannot be read, EditRefusedError where it cannot be edited.
    """
    bom, text = without_bom(text)
    for key, record in records.items():
        old = source_of(text, file).values
        wanted = {**old, _PROGRESS: {**_progress(old), key: dict(record)}}
        edits = _added(text, f"{key}: {record_text(record)}", record_text(record), key)
        text = _first_that_holds(edits, wanted, file, tuple(f"{one}: {record_text(records[one])}" for one in records))
    return bom + text


def without_records(text: str, file: str, keys: tuple[str, ...]) -> str:
    """The file's text without these records; the last one takes the key ``progress`` with it. Raises as above."""
    bom, text = without_bom(text)
    for key in keys:
        old = source_of(text, file).values
        left = {name: record for name, record in _progress(old).items() if name != key}
        wanted = {**{name: value for name, value in old.items() if name != _PROGRESS}, _PROGRESS: left}
        text = _first_that_holds(_removed(text, key, not left), wanted, file, ())
    return bom + text


def record_text(record: Mapping[str, str]) -> str:
    """A record as one line of YAML that every reader of YAML takes for the same texts."""
    return "{" + ", ".join(f"{name}: {scalar(value, name)}" for name, value in record.items()) + "}"


def _progress(values: Mapping[str, Any]) -> dict[str, Any]:
    """The records; none where there is something else, of which the model tells."""
    progress = values.get(_PROGRESS)
    return progress if isinstance(progress, dict) else {}


def _first_that_holds(edits: Iterator[str], wanted: Mapping[str, Any], file: str, lines: tuple[str, ...]) -> str:
    """The first edit after which the file says what is wanted; no records are the same as no key for them."""
    for text in edits:
        values = values_after(text, file)
        if values is not None and {_PROGRESS: {}, **values} == {_PROGRESS: {}, **wanted}:
            return text
    raise EditRefusedError(lines)


def _added(text: str, line: str, record: str, key: str) -> Iterator[str]:
    """The texts with the record in it, the best one first."""
    root, end = document(text)
    progress = root.entry(_PROGRESS)
    if progress is None:
        yield from _with_progress(text, root, end, line)
    elif (old := progress.value.entry(key)) is not None:
        yield from _replaced(text, old, record)
    elif progress.value.flow and progress.value.is_mapping:
        yield _into_flow(text, progress.value, line)
    elif progress.value.entries:
        yield _after(text, progress.value.entries[-1].value.end, f"{_indent(text, progress.value.entries[0])}{line}")


def _with_progress(text: str, root: Node, end: int | None, line: str) -> Iterator[str]:
    """The key is new: it comes last, or before a last value that would be another one if anything came after it."""
    if root.flow:
        yield _into_flow(text, root, f"{_PROGRESS}: {{{line}}}")
        return
    line_break = newline(text)
    indent = _indent(text, root.entries[0])
    new = f"{indent}{_PROGRESS}:{line_break}{indent}  {line}"
    if end is not None:
        yield f"{text[:end]}{new}{line_break}{text[end:]}"
    elif text.endswith("\n"):
        yield f"{text}{new}{line_break}"
    else:
        yield f"{text}{line_break}{new}"
    if len(root.entries) > 1:
        yield _after(text, root.entries[-2].value.end, new)


def _after(text: str, at: int, new: str) -> str:
    """``new`` as a line of its own below the one that holds ``at``."""
    splice = below(text, at, [new])
    return text[: splice.start] + splice.text + text[splice.end :]


def _into_flow(text: str, node: Node, new: str) -> str:
    return spliced(text, node, into_flow(text, node, len(node.entries), [(new, "")]))


def _replaced(text: str, old: Entry, record: str) -> Iterator[str]:
    """The old record's value gives way; comments inside of it move above it, one behind it stays."""
    colon = text.index(":", old.key_end)
    start, end = old.value.start, old.value.end
    first_end = line_end(text, colon)
    in_lines = start > first_end
    rest = text[line_end(text, end) :] if in_lines else text[end:]
    head = f"{text[old.start : colon + 1]} {record}{text[colon + 1 : first_end] if in_lines else ''}"
    inside = f"{text[first_end:start] if in_lines else ''}{''.join(gaps(text, old.value))}"
    inside += text[end : line_end(text, end)] if in_lines else ""
    comments = re.findall(r"#[^\r\n]*", inside)
    first = line_start(text, old.start)
    indent = text[first : old.start]
    if comments and indent.strip():
        return
    above = "".join(f"{indent}{comment.rstrip()}{newline(text)}" for comment in comments)
    yield f"{text[:first]}{above}{indent}{head}{rest}"


def _removed(text: str, key: str, is_last: bool) -> Iterator[str]:
    """The texts without the record, the best one first; the last one goes with the key ``progress``."""
    root, _ = document(text)
    progress = root.entry(_PROGRESS)
    record = progress.value.entry(key) if progress else None
    if progress is None or record is None:
        return
    if not is_last:
        yield (
            _out_of_flow(text, progress.value, record)
            if progress.value.flow
            else _without_lines(text, record.start, record.value.end)
        )
    elif root.flow:
        yield _out_of_flow(text, root, progress)
    else:
        yield from _without_progress(text, progress, record)


def _without_progress(text: str, progress: Entry, record: Entry) -> Iterator[str]:
    """The texts without the last record and the key above it; comments between the two stay."""
    colon = text.index(":", progress.key_end)
    if progress.value.flow or not text[line_end(text, colon) : record.start].strip():
        without = _without_lines(text, progress.start, progress.value.end)
        yield without
        yield f"{without}{newline(text)}"  # what comes before may need its line end, to say the same
    without = _without_lines(text, record.start, record.value.end)
    if not progress.value.flow:
        yield _without_lines(without, progress.start, colon)
        yield f"{without[: colon + 1]} {{}}{without[colon + 1 :]}"


def _without_lines(text: str, first: int, last: int) -> str:
    """The text without the lines from one place to another; the end of the file stays as it is, broken or not."""
    start, end = line_start(text, first), line_end(text, last)
    if end < len(text):
        return text[:start] + text[end:].removeprefix("\r").removeprefix("\n")
    return text[:start].removesuffix("\n").removesuffix("\r")


def _out_of_flow(text: str, node: Node, entry: Entry) -> str:
    """The text without an entry in braces and without its comma; without its line where it has one of its own."""
    before = node.entries[: node.entries.index(entry)]
    start, end = entry.start, entry.value.end
    comma = re.match(r"\s*,[ \t]*", text[end : node.end])
    behind = end + (comma.end() if comma else 0)
    behind_end = line_end(text, behind)
    first = not text[line_start(text, start) : start].strip()
    if first and behind_end < node.end and re.fullmatch(r"[ \t]*(?:#.*)?", text[behind:behind_end]):
        without = _without_lines(text, start, behind)
        separator = re.match(r"\s*,", text[before[-1].value.end :]) if before and not comma else None
        at = before[-1].value.end + separator.end() if separator else 0
        return without[: at - 1] + without[at:] if at else without
    if before and "#" not in text[before[-1].value.end : start]:
        return text[: before[-1].value.end] + text[end:]
    return text[:start] + text[behind:]


def _indent(text: str, entry: Entry) -> str:
    return text[line_start(text, entry.start) : entry.start]
