"""Where a project's files are read from: a folder on a disk, or a commit. Knows names and bytes, not what they mean."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from generator.errors import Problem
from generator.load.files import read_bytes, read_text
from generator.text import terminal


@dataclass(frozen=True)
class Entry:
    """What lies directly in a folder: its name there, and whether it is a file that may be read (no link, no FIFO)."""

    name: str
    regular: bool


class Tree(Protocol):
    """A project's files by their names below its folder, with ``/`` between the parts."""

    def entries(self, folder: str) -> tuple[Entry, ...] | None:
        """What lies directly in ``folder``, in order of the names; None where there is no such folder."""

    def files(self, folder: str, ending: str) -> tuple[str, ...]:
        """The files anywhere below ``folder`` whose names end so, in order."""

    def has(self, name: str) -> bool:
        """Whether there is such a file."""

    def read(self, name: str) -> tuple[str | None, list[Problem]]:
        """The text of a file, or the Problem with it."""

    def digest(self, name: str) -> str | None:
        """The same for the same content: git's id of it with LF as line ends; None where it cannot be read."""

    def prepare(self, names: Iterable[str]) -> None:
        """Says which files are read next, so that they can be fetched together."""

    def shown(self, name: str) -> str:
        """The file as messages name it."""


class Disk:
    """A folder on this computer; nothing is read through a link."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def entries(self, folder: str) -> tuple[Entry, ...] | None:
        if not (self._root / folder).is_dir():
            return None
        with os.scandir(self._root / folder) as found:
            entries = (Entry(one.name, stat.S_ISREG(one.stat(follow_symlinks=False).st_mode)) for one in found)
            return tuple(sorted(entries, key=lambda entry: entry.name))

    def files(self, folder: str, ending: str) -> tuple[str, ...]:
        paths = sorted((self._root / folder).rglob(f"*{ending}"))
        return tuple(path.relative_to(self._root).as_posix() for path in paths)

    def has(self, name: str) -> bool:
        return (self._root / name).is_file()

    def read(self, name: str) -> tuple[str | None, list[Problem]]:
        return read_text(self._root / name, self.shown(name))

    def content(self, name: str) -> tuple[bytes | None, list[Problem]]:
        """The bytes of a file, or the Problem with it."""
        return read_bytes(self._root / name, self.shown(name))

    def digest(self, name: str) -> str | None:
        raw, _ = read_bytes(self._root / name, name)
        if raw is None:
            return None
        content = raw.replace(b"\r\n", b"\n")
        return hashlib.sha1(b"blob %d\0%b" % (len(content), content), usedforsecurity=False).hexdigest()

    def prepare(self, names: Iterable[str]) -> None:
        """Nothing to do: a file on a disk is there."""

    def shown(self, name: str) -> str:
        return terminal(name)


class OpenFolder(Disk):
    """A folder in which people are working: what their editors keep beside an open file is passed over."""

    def entries(self, folder: str) -> tuple[Entry, ...] | None:
        found = super().entries(folder)
        return found and tuple(entry for entry in found if not is_left_by_an_editor(entry.name))

    def files(self, folder: str, ending: str) -> tuple[str, ...]:
        found = super().files(folder, ending)
        return tuple(name for name in found if not is_left_by_an_editor(name.rpartition("/")[2]))


_LEFT_BY_EDITORS = re.compile(
    r"\..*\.(?:sw[a-z]|kate-swp)|4913"  # Vim, Kate
    r"|\.#.*|#.*#|.*~"  # Emacs and many others
    r"|.*___jb_(?:tmp|old|bak)___|\.goutputstream-.*"  # JetBrains, GNOME: while a file is being saved
)


def is_left_by_an_editor(name: str) -> bool:
    """Whether a file is one that editors lay beside the one that is open, by its name."""
    return _LEFT_BY_EDITORS.fullmatch(name) is not None
