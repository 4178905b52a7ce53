"""Markdown cut where it can be cut: what stands on both sides becomes the same HTML when it is converted alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from operator import add

_HEADING = re.compile(r"\n(?=#{1,6} )")
_OPENING = re.compile(r"<(div|nav|details|section|form|style|p)\b[^>]*>")
_OF_WORDS = ("p", "style")
"""Elements in which no blocks stand."""

_TAG = {tag: re.compile(rf"<(/?){tag}\b") for tag in ("div", "nav", "details", "section", "form", "style", "p")}
_NESTED = tuple((f"<{tag}", f"</{tag}") for tag in ("div", "nav", "details", "section"))
_NONE_OPEN = (0,) * len(_NESTED)
_REACHING = re.compile(
    r"""^(?:
      [ ]{0,3}\[[^\]\n]+\]:                                # where a link of another block leads
    | :[ ] | [ ]{0,3}>                                     # definitions and quotations go on behind a blank line
    | [ ]*(?:```|~~~) | \[TOC\]
    | (?:[ ]*(?:[-*+]|\d+\.))?[ ]*\#{1,6}(?!.*\{[^}\n]*\#) # a heading that is numbered if another is called the same
    )
    | (?<=[^\n]\n)(?:=+|-+)[ ]*$                           # or one that is underlined
    | <!-- | \smarkdown(?!="1")\b""",
    re.MULTILINE | re.VERBOSE,
)
_INLINE = "a|abbr|b|br|cite|code|em|i|img|input|kbd|label|mark|small|span|strong|sub|summary|sup|time|u"
_STRAY = re.compile(rf"^ {{0,3}}<(?!(?:/?(?:{_INLINE})\b|https?:|mailto:))", re.MULTILINE)
_CONTINUES = (" ", "\t", ":", "- ", "* ", "+ ")
_NUMBERED = re.compile(r"\d+\. ")


def sections(body: str) -> Iterator[str]:
    """A page from heading to heading; what is in an element of HTML stays together."""
    waiting: list[str] = []
    open_in_waiting = _NONE_OPEN
    for piece in _HEADING.split(body):
        waiting.append(piece)
        opened = _opened(piece)
        if opened != _NONE_OPEN or open_in_waiting != _NONE_OPEN:
            open_in_waiting = tuple(map(add, open_in_waiting, opened))
        if open_in_waiting == _NONE_OPEN:
            yield "\n".join(waiting)
            waiting.clear()
    if waiting:
        yield "\n".join(waiting)


@lru_cache(5_000)  # most have come before with other values
def _opened(piece: str) -> tuple[int, ...]:
    """How many elements of each kind begin in a piece and do not end there; less than 0 where more of them end."""
    return tuple(piece.count(opens) - piece.count(closes) for opens, closes in _NESTED)


def blocks(text: str) -> Iterator[str]:
    """A section block by block: paragraphs, tables, lists, elements of HTML."""
    waiting = [block.strip("\n") for block in text.split("\n\n")]
    waiting = [block for block in reversed(waiting) if block]
    while waiting:
        block = waiting.pop()
        opened = _OPENING.match(block)
        if opened:
            block, end = _with_its_end(block, waiting, opened[1])
            if end is not None and (rest := block[end:].strip("\n")):
                if not _is_taken_apart(opened[0]) or "\n" not in block[end : end + 1]:  # or more in its line
                    yield block
                    continue
                block = block[:end]
                waiting.append(rest)
        while waiting and _goes_on(block, waiting[-1]):
            block += "\n\n" + waiting.pop()
        yield block


def reaches_further(section: str) -> bool:
    """Whether what stands in a section may mean something for others, or they for it."""
    return bool(_REACHING.search(section))


def is_stray(block: str) -> bool:
    """Whether elements of HTML begin or end in a block that is not one of them as a whole."""
    opened = _OPENING.match(block)
    if opened and element_end(block, opened[1]) == len(block):
        return False
    return bool(_STRAY.search(block))


def element_end(text: str, tag: str) -> int | None:
    """Where the element that a text begins with is over; None where it is not."""
    return _with_its_end(text, [], tag)[1]


def _with_its_end(block: str, waiting: list[str], tag: str) -> tuple[str, int | None]:
    """A block with as many of those that wait as its element needs, taken from their end; and where it is over."""
    taken, before, depth = [block], 0, 0
    while True:
        for match in _TAG[tag].finditer(taken[-1]):
            depth += -1 if match[1] else 1
            if not depth and (end := taken[-1].find(">", match.end())) >= 0:
                return "\n\n".join(taken), before + end + 1
        if not waiting:
            return "\n\n".join(taken), None
        before += len(taken[-1]) + 2
        taken.append(waiting.pop())


def _goes_on(block: str, following: str) -> bool:
    """Whether Markdown reads two blocks as one."""
    if following.startswith((" ", "\t", ":")):
        return True
    return _is_listed(following) and _is_listed(block)


def _is_listed(block: str) -> bool:
    return block.startswith(_CONTINUES[3:]) or bool(_NUMBERED.match(block))


def container(block: str) -> tuple[str, str, str] | None:
    """An element with Markdown in it: its first line, what is in it, its last line."""
    opened = _OPENING.match(block)
    if not opened or opened[1] in _OF_WORDS or not _is_taken_apart(opened[0]):
        return None
    if block[opened.end() : opened.end() + 1] != "\n":
        return None
    close = f"</{opened[1]}>"
    inner = block[opened.end() : -len(close)]
    return (opened[0], inner.strip("\n"), close) if block.endswith(close) and inner.endswith("\n") else None


def _is_taken_apart(tag: str) -> bool:
    """Whether Markdown reads what is in an element that begins so."""
    return 'markdown="1"' in tag


def is_html(block: str) -> bool:
    """Whether Markdown leaves a block as it is."""
    opened = _OPENING.match(block)
    return bool(opened) and 'markdown="1"' not in block and element_end(block, opened[1]) == len(block)  # type: ignore[index]


def table(block: str) -> tuple[str, str, list[str]] | None:
    """Head, line below it and rows."""
    head, _, rest = block.partition("\n")
    rule, _, rows = rest.partition("\n")
    if not head.startswith("|") or not rule.startswith("|") or not rows or set(rule) - set("|:- "):
        return None
    lines = rows.split("\n")
    return (head, rule, lines) if all(line.startswith("|") for line in lines) else None


def items(block: str) -> list[str] | None:
    """The items of a list, a line each and none without words: that would underline the one before."""
    lines = block.split("\n")
    return lines if len(lines) > 1 and all(line.startswith("- ") and line.strip() != "-" for line in lines) else None
