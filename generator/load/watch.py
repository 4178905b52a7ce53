"""Which files have changed since somebody last looked. Knows no contents."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.load.tree import is_left_by_an_editor

_QUIET_SECONDS = 0.03
"""A file that stays the same for so long is written: some programs empty it first."""

_LONGEST_WAIT = 20
"""How many times that is waited for."""

Seen = dict[Path, tuple[int, int, int]]


class Watch:
    """Looks at files and at everything below folders, whether they are there yet or not."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = tuple(paths)
        self._seen = self._look()

    def changes(self) -> frozenset[Path]:
        """The files that came, went or changed since the last time; they are whole by now."""
        now = self._look()
        if now == self._seen:
            return frozenset()
        for _ in range(_LONGEST_WAIT):
            time.sleep(_QUIET_SECONDS)
            before, now = now, self._look()
            if now == before:
                break
        changed = {path for path in self._seen.keys() | now.keys() if self._seen.get(path) != now.get(path)}
        self._seen = now
        return frozenset(changed)

    def _look(self) -> Seen:
        return {path: seen for start in self._paths for path, seen in _below(start)}


def _below(path: Path) -> Iterator[tuple[Path, tuple[int, int, int]]]:
    """Every file with its time of change, size and number; nothing is followed through a link."""
    folders = [str(path)]
    while folders:
        try:
            if folders == [str(path)] and path.is_file():
                yield path, _seen(path.lstat())
                return
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    elif not is_left_by_an_editor(entry.name):
                        yield Path(entry.path), _seen(entry.stat(follow_symlinks=False))
        except (FileNotFoundError, NotADirectoryError):  # it is not there yet, or went away or came while we looked
            continue


def _seen(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_mtime_ns, status.st_size, status.st_ino
