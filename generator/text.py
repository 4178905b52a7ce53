"""Text that is safe to print: what may stand in a customer's file, and how it is escaped. Knows no fields, no files."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape as html_escape
from html import unescape
from typing import Generic, TypeVar

from markupsafe import Markup

LANGUAGES = ("zh-TW", "en")
"""The languages of every page, the default one first."""

WRITTEN_IN = "en"
"""The language a text is changed in first: the others are looked at again when it has changed."""

MARK = "\x01"
TEXT, WORD, LINK = "\x04", "\x05", "\x06"
"""Kinds of what is inserted into our own words, each between two marks behind its kind. No customer's file, template or
table may hold such characters, and none is ever written.
"""

_MARKS = f"{MARK}{TEXT}{WORD}{LINK}".encode()
_AT_LINE_START = re.compile(
    rf"\n[{TEXT}{WORD}{LINK}]{MARK}((?!<time|<span|<code)[^A-Za-z\u0080-\U0010ffff{MARK}][^{MARK}]*){MARK}"
)
_AT_ITEM_START = re.compile(
    rf"(\n *(?:[-*+]|\d+\.) +)[{TEXT}{WORD}{LINK}]{MARK}(?:(\d+){MARK}(?=\.)|(\d+\.[^{MARK}]*){MARK})"
)

_PLAIN_WORDS = re.compile(r"[^\\`*_{}\[\]<>&|!#~^$\n]*")
_PUNCTUATION = {ord(mark): f"&#{ord(mark)};" for mark in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"}
_TOKEN = re.compile(r"[A-Za-z0-9](?:(?:[A-Za-z0-9.:+/()-]|(?<=[A-Za-z0-9])_|(?<=\S) )*[A-Za-z0-9)])?")
_LOG_COMMAND = re.compile(r"##(?=\[|vso\[)", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")  # ours: a customer's own < is a character reference by now
_VISIBLE_FORMAT = "\u200c\u200d"  # the joiners: names in some scripts need them
_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0"  # letters by their category, blanks to the eye
_BLANK_LETTER = re.compile(f"[{_BLANK_LETTERS}]")


class Text(str):
    """Free text from a customer's file. ``str`` in the program; in a page every ASCII mark is a character reference."""

    __slots__ = ()

    def __html__(self) -> Markup:
        return ours(f"{TEXT}{MARK}{escaped}{MARK}") if (escaped := escaped_text(self)) else Markup()


class Token(str):
    """An id, GUID, domain, number or date: an alphabet that is harmless in Markdown and HTML, printed as it is.

    Raises ValueError for anything else: that is a bug of ours, since fields are matched before.
    """

    __slots__ = ()

    def __new__(cls, value: str) -> Token:
        return _token(value)

    def __html__(self) -> Markup:
        return word(self)


@lru_cache(maxsize=10_000)
def _token(value: str) -> Token:
    if not _TOKEN.fullmatch(value):
        raise ValueError(f"not harmless: {value!r}")
    return str.__new__(Token, value)


Said = TypeVar("Said", bound=str)


@dataclass(frozen=True)
class Pair(Generic[Said]):
    """The same thing said in every language of LANGUAGES, in that order."""

    said: tuple[Said, ...]

    def __getitem__(self, language: str) -> Said:
        return self.said[LANGUAGES.index(language)]

    @classmethod
    def of(cls, said: Mapping[str, Said]) -> Pair[Said]:
        """From ``{language: text}``; KeyError where a language is missing."""
        return cls(tuple(said[language] for language in LANGUAGES))

    @classmethod
    def same(cls, said: Said) -> Pair[Said]:
        """The same words in every language: names that are not translated."""
        return cls(tuple(said for _ in LANGUAGES))


def hidden_character(value: str, allowed: str = "") -> str | None:
    """The first character a reader cannot see or that turns lines about, as ``U+202E``; None where there is none.

    Control, format (bidirectional, zero-width; the two joiners are letters' parts and pass), line and paragraph
    separators, private use, surrogates and blank letters. ``allowed`` lists what this place may hold nevertheless.
    """
    if value.isprintable() and _BLANK_LETTER.search(value) is None:  # none of the categories below
        return None
    for mark in value:
        if mark in allowed or (mark.isascii() and mark.isprintable()):
            continue
        category = unicodedata.category(mark)
        hidden = category in ("Cc", "Cs", "Co", "Zl", "Zp") or mark in _BLANK_LETTERS or _is_noncharacter(ord(mark))
        if hidden or (category == "Cf" and mark not in _VISIBLE_FORMAT):
            return f"U+{ord(mark):04X}"
    return None


def _is_noncharacter(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def ours(value: str) -> Markup:
    """What is safe as it stands: words of our own tables, and what was escaped."""
    return str.__new__(Markup, value)  # as Markup(value) does, which first asks the value for its __html__


def varying(said: Markup) -> Markup:
    """Marks a piece of a page as one that differs from page to page: text and inline tags, never an attribute's."""
    return ours(f"{TEXT}{MARK}{unmarked(said)}{MARK}") if said else said


@lru_cache(maxsize=10_000)
def words(said: Markup) -> Markup:
    """Marks words of ours of which there are many for one place, if Markdown finds nothing in them."""
    return varying(said) if _PLAIN_WORDS.fullmatch(said) else said


@lru_cache(maxsize=10_000)
def word(value: int | str) -> Markup:
    """A number, a token or what stands in an attribute, as it is; no bool, which the cache takes for 0 or 1."""
    return ours(f"{WORD}{MARK}{value}{MARK}")


def linked(address: str) -> Markup:
    """Marks where a link leads to, a page's own address: it differs from page to page."""
    return ours(f"{LINK}{MARK}{address}{MARK}")


def unmarked(text: str) -> str:
    """A text as it is written: without the marks around what was inserted."""
    bare = str.replace(text, MARK, "")  # as a str: of a Markup each step would make another Markup
    return bare.replace(WORD, "").replace(TEXT, "").replace(LINK, "") if len(bare) < len(text) else bare


def as_written(text: str) -> bytes:
    """The same as bytes for a file; for a whole page the quicker way."""
    return text.encode().translate(None, _MARKS)


def unmarked_at_line_starts(text: str) -> str:
    """A page where what a line begins with is marked only if it is a word: else it may mean something there.

    Likewise what an item of a list begins with, where it may be the number of another list.
    """
    return _AT_ITEM_START.sub(r"\1\2\3", _AT_LINE_START.sub(r"\n\1", f"\n{text}"))[1:]


def parted(text: str) -> tuple[str, list[str]]:
    """A marked text without what is inserted, of which the kind and one MARK stay; and what is inserted, in order."""
    pieces = text.split(MARK)
    return MARK.join(pieces[::2]), pieces[1::2]


@lru_cache(maxsize=10_000)
def plain(said: str) -> str:
    """What a reader reads of our markup: no tags, the characters that references stand for, breaks as line breaks."""
    return unescape(_TAG.sub("", unmarked(said).replace("<br>", "\n")))


def front_matter(value: str) -> Markup:
    """A title or description for a page's front matter: Material prints both raw, YAML reads the quotes."""
    return Markup(json.dumps(html_escape(value), ensure_ascii=False))  # noqa: S704 - escaped for both readers here


def in_attribute(html: str) -> str:
    """What a piece of a page reads as in an attribute, as Jinja2 strips and escapes it."""
    return str(Markup.escape(Markup(html).striptags()))  # noqa: S704 - what comes out is escaped


@lru_cache(maxsize=1_000)
def css_string(value: str) -> Markup:
    """A quoted CSS string, for ``content:`` in a page's own style element."""
    safe = "".join(mark if mark.isalnum() or mark == " " else f"\\{ord(mark):x} " for mark in value)
    return Markup(f'"{safe}"')  # noqa: S704 - everything but letters, digits and blanks is an escape


def terminal(value: str) -> str:
    """One line that a terminal or a CI log prints as it stands: control and hidden characters become ``?``.

    GitHub takes ``##[…`` and Azure ``##vso[…`` for a command anywhere in a line.
    """
    shown = "".join("?" if hidden_character(mark) else mark for mark in value) if hidden_character(value) else value
    return _LOG_COMMAND.sub("#?", shown) if "##" in shown else shown


@lru_cache(maxsize=10_000)
def escaped_text(text: str) -> str:
    """Free text with a character reference for every mark of ASCII, its line breaks as ``<br>``."""
    return "<br>".join(_escaped_line(line) for line in str(text).strip("\n").split("\n"))


def _escaped_line(line: str) -> str:
    """One line with references for ASCII marks and for the blanks at its ends, which Markdown would read."""
    inner = line.strip(" \t")
    if not inner:
        return ""
    start, _, end = line.partition(inner)
    blanks = ("&#32;" * len(start), "&#32;" * len(end))
    return blanks[0] + inner.replace("\t", " ").translate(_PUNCTUATION) + blanks[1]
