"""Files to text: only regular files, only UTF-8, bounded, and never through a link. Knows nothing of their contents."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from generator.errors import Problem, Where

MAX_BYTES = 8 * 1024 * 1024
MAX_EXPORT_BYTES = 64 * 1024 * 1024
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_text(path: Path, shown: str) -> tuple[str | None, list[Problem]]:
    """The text of a file without its byte-order mark, or the Problem with it; ``shown`` names it in messages."""
    raw, problems = read_bytes(path, shown)
    return (None, problems) if raw is None else decoded(raw, shown)


def read_export(path: Path) -> tuple[bytes | None, list[Problem]]:
    """What stands in a file that somebody was given by a portal or a tool, or the Problem with it."""
    return read_bytes(path, path.name, MAX_EXPORT_BYTES)


def read_bytes(path: Path, shown: str, limit: int = MAX_BYTES) -> tuple[bytes | None, list[Problem]]:
    """What stands in a file, or the Problem with it."""
    try:
        descriptor = os.open(path, _OPEN)
    except OSError:
        return None, [Problem(Where(shown), "not-readable")]
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or path.is_symlink():
            return None, [Problem(Where(shown), "not-a-file")]
        if status.st_size > limit:
            return None, [too_large(shown, limit)]
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(limit), []
    finally:
        os.close(descriptor)


def too_large(shown: str, limit: int = MAX_BYTES) -> Problem:
    return Problem(Where(shown), "too-large", {"limit": f"{limit // 1024 // 1024} MiB"})


def decoded(raw: bytes, shown: str) -> tuple[str | None, list[Problem]]:
    """Bytes as the text they hold in UTF-8, without its byte-order mark, or the Problem with them."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [Problem(Where(shown, 1), "utf-16")]
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, [Problem(Where(shown, line), "big5" if _reads_as(raw, "cp950") else "not-utf-8")]


def _reads_as(raw: bytes, encoding: str) -> bool:
    """Whether the bytes are a whole text in ``encoding``, with Chinese in it."""
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return any("\u4e00" <= mark <= "\u9fff" for mark in text)
