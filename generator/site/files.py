"""Writing: whole files at once, only what changed, never outside of a folder that is ours."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path


def write_text(path: Path, text: str) -> bool:
    """Writes UTF-8 with LF; False = was the same."""
    return write_bytes(path, text.encode())


def write_texts(texts: Mapping[Path, str]) -> None:
    """Writes all the files or none: each lies beside its place before the first one takes it. Raises OSError."""
    ready: dict[Path, Path] = {}
    before: dict[Path, bytes | None] = {}
    try:
        for path, text in texts.items():
            ready[path] = _beside(path, text.encode())
        for path, temporary in ready.items():
            old = path.read_bytes() if path.is_file() else None
            temporary.replace(path)
            before[path] = old
    except BaseException:
        for path, old in before.items():
            path.unlink() if old is None else write_bytes(path, old)
        raise
    finally:
        for temporary in ready.values():
            temporary.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> bool:
    """Writes a whole file through a temporary one beside it: a full disk costs nothing. False = was the same."""
    if path.is_file() and path.read_bytes() == content:
        return False
    temporary = _beside(path, content)
    try:
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return True


def digest_of(content: bytes) -> bytes:
    """The same for the same content."""
    return hashlib.sha256(content).digest()[:16]


def names_below(folder: Path, *, hidden: bool = True) -> Iterator[str]:
    """Of all files in a folder, by their paths below it; ``hidden``: those of hidden folders too."""
    start = len(str(folder)) + 1
    for root, folders, names in os.walk(folder):
        if not hidden:
            folders[:] = [one for one in folders if not one.startswith(".")]
        below = f"{root[start:].replace(os.sep, '/')}/" if root[start:] else ""
        yield from (f"{below}{name}" for name in names)


def _beside(path: Path, content: bytes) -> Path:
    """A temporary file that can take the place of another; none is left where it cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(temporary).chmod(path.stat().st_mode & 0o777 if path.is_file() else 0o644)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return Path(temporary)
