"""Bytes of an export to text: UTF-8 and UTF-16 by what they begin with, everything else only where somebody says so."""

from __future__ import annotations

from generator.errors import Problem, Where

ENCODINGS = ("utf-8", "utf-16", "cp950", "cp1252")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(raw: bytes, shown: str, encoding: str | None = None) -> tuple[str | None, list[Problem]]:
    """The text with LF as line ends and without its byte-order mark, or the Problem with it.

    ``encoding``: one of ENCODINGS, for files of old programs, which nothing tells apart: text of one code page can be
    read in another without an error. A byte-order mark speaks louder than it.
    """
    marked = next((name for mark, name in _MARKS if raw.startswith(mark)), None)
    name = marked or encoding or _unmarked(raw)
    try:
        text = raw.decode(name)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        where, values = Where(shown, line), {"encoding": name}
        said_otherwise = encoding is not None and marked is None
        return None, [
            Problem(where, "export-not-in-encoding", values)
            if said_otherwise
            else Problem(where, "export-encoding", values)
        ]
    return text.replace("\r\n", "\n").replace("\r", "\n"), []


def _unmarked(raw: bytes) -> str:
    """PowerShell's ``>`` in a pipe may leave the mark out; a text of ours has no NUL in its first characters."""
    if raw[1:2] == b"\0" and raw[:1] != b"\0":
        return "utf-16-le"
    return "utf-16-be" if raw[:1] == b"\0" and raw[1:2] != b"\0" else "utf-8"
