"""Places of a text where something is put in, and the text with it. Knows lines, braces and comments, no keys."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.load.marks import Node, scalars
from generator.load.written import comment_text


@dataclass(frozen=True)
class Splice:
    """``text`` instead of what stands from ``start`` to ``end``; ``below``: new lines below the one that ends there."""

    start: int
    end: int
    text: str
    below: bool = False


@dataclass(frozen=True)
class Note:
    """A comment for the line that holds ``at``, unless that has another one; in the same words it gives way."""

    at: int
    comment: str


New = tuple[str, str]
"""An entry or item that is put in, and the comment behind it, '' for none."""


def spliced(text: str, root: Node, edits: Iterable[Splice | Note]) -> str:
    """The text with every edit; edits at one place keep their order, new lines come last there."""
    every = list(edits)
    splices = [one for one in every if isinstance(one, Splice)]
    splices += _comments(text, root, [one for one in every if isinstance(one, Note)])
    parts: list[str] = []
    at = 0
    for splice in sorted(splices, key=lambda one: (one.start, one.below)):
        parts += text[at : splice.start], splice.text
        at = splice.end
    return "".join(parts) + text[at:]


def _comments(text: str, root: Node, notes: Sequence[Note]) -> Iterator[Splice]:
    """The notes behind their lines; several on one line become one comment."""
    if not notes:
        return
    places = list(scalars(root))
    ends = [end for _, end in places]
    lines: dict[int, list[str]] = {}
    for note in notes:
        end = line_end(text, note.at)
        last = bisect_right(ends, end)
        while last < len(ends) and places[last][0] < end:  # a text that goes on in the next line
            end = line_end(text, ends[last])
            last = bisect_right(ends, end)
        start = max(line_start(text, end), ends[last - 1] if last else 0)
        mark = text.find("#", start, end)
        if mark < 0:
            lines.setdefault(end, []).append(note.comment)
        elif _words(text[mark:end]) == _words(comment_text([note.comment])):
            yield Splice(mark, end, comment_text([note.comment]).lstrip())
    for end, comments in lines.items():
        yield Splice(end, end, comment_text(comments))


def _words(comment: str) -> str:
    """A comment without its numbers and days: what was said of the old value is not true of the new one."""
    return re.sub(r"\d+", "0", comment.strip())


def into_flow(text: str, node: Node, before: int, new: Sequence[New]) -> Iterator[Splice | Note]:
    """Entries or items more in braces or brackets, behind the first ``before`` of them.

    They get a line of their own where the one before has one, else they stand behind it.
    """
    inside = [(entry.start, entry.value.end) for entry in node.entries] or [(one.start, one.end) for one in node.items]
    texts = [one for one, _ in new]
    if not inside:
        yield from _inline(node.start + 1, ", ".join(texts), new)
    elif before == 0:
        start = inside[0][0]
        indent = text[line_start(text, start) : start]
        if indent.strip():
            yield from _inline(start, "".join(f"{one}, " for one in texts), new)
        else:
            lines = (f"{one},{comment_text([comment])}{newline(text)}{indent}" for one, comment in new)
            yield Splice(start, start, "".join(lines))
    else:
        yield from _behind_one(text, node, inside[before - 1], before == len(inside), new)


def _behind_one(
    text: str, node: Node, one: tuple[int, int], is_last: bool, new: Sequence[New]
) -> Iterator[Splice | Note]:
    start, end = one
    at = line_end(text, end)
    indent = text[line_start(text, start) : start]
    rest = re.fullmatch(r"([ \t]*,)?[ \t]*(?:#.*)?", text[end:at])
    comma_below = "," in re.sub(r"#.*", "", text[at : node.end])
    if indent.strip() or not rest or at >= node.end or not (rest[1] or (is_last and not comma_below)):
        yield from _inline(end, "".join(f", {one}" for one, _ in new), new)
        return
    if not rest[1]:
        yield Splice(end, end, ",")
    commas = ["," if rest[1] or number < len(new) else "" for number in range(1, len(new) + 1)]
    lines = [f"{one}{comma}{comment_text([said])}" for (one, said), comma in zip(new, commas, strict=True)]
    yield below(text, at, [f"{indent}{line}" for line in lines])


def _inline(at: int, text: str, new: Sequence[New]) -> Iterator[Splice | Note]:
    yield Splice(at, at, text)
    yield from (Note(at, comment) for _, comment in new if comment)


def below(text: str, at: int, lines: Iterable[str]) -> Splice:
    """New lines below the one that holds ``at``."""
    end = line_end(text, at)
    line_break = newline(text[end:] or text)
    return Splice(end, end, "".join(f"{line_break}{line}" for line in lines), below=True)


def behind_comments(text: str, at: int, column: int) -> int:
    """The end of the line of ``at``, or of the comments below it that begin at ``column`` (from 0) or further right."""
    end = line_end(text, at)
    while (comment := _COMMENT_LINE.match(text, end)) and len(comment[1]) >= column:
        end = comment.end()
    return end


_COMMENT_LINE = re.compile(r"(?:\r?\n[ \t]*)*\r?\n( *)#[^\r\n]*")


def line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Where the line of ``at`` ends, before its line break."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if end and text[end - 1 : end] == "\r" and end > at else end


def newline(text: str) -> str:
    """The first line break of a text, LF where it has none."""
    found = re.search(r"\r?\n", text)
    return found[0] if found else "\n"
