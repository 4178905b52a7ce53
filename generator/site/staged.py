"""A site that is being made: files are written aside, and take their places when all of them are there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from generator.site.files import digest_of, names_below
from generator.site.pages import MARKER, Changes, claim


class Staged:
    """``site``: where ``pages/`` and ``html/`` lie. Written to by several processes at once, each its own files."""

    def __init__(self, site: Path, folder: Path) -> None:
        self.site = site
        self.folder = folder
        self._digests: dict[str, bytes] = {}

    @classmethod
    def begun(cls, site: Path) -> Staged:
        """A new one beside the site; raises NotOurFolderError where its folders are somebody else's."""
        site.mkdir(parents=True, exist_ok=True)
        for name in ("pages", "html"):
            if (site / name).is_dir():
                claim(site / name)
        return cls(site, Path(tempfile.mkdtemp(dir=site, prefix=".build-")))

    def write(self, name: str, content: bytes) -> None:
        """A file by its path below ``site``; each is written once, and nobody reads it before all are there."""
        path = self.folder / name
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        self._digests[name] = digest_of(content)

    def digests(self) -> dict[str, bytes]:
        """Of what this process has written since it was asked last, by path."""
        taken, self._digests = self._digests, {}
        return taken

    def copy(self, site: Path, name: str) -> None:
        """A file or a folder of another site, by its path below it; what is not there is passed over."""
        there = site / name
        if there.is_dir():
            shutil.copytree(there, self.folder / name, dirs_exist_ok=True)
        elif there.is_file():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(there, self.folder / name)

    def give_up(self) -> None:
        """Nothing is left of what did not take its place, nor of a folder that was made for it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.site.is_dir() and not any(self.site.iterdir()):
            self.site.rmdir()

    def take_place(self, below: str, kept: Iterable[str], endings: tuple[str, ...] = ("",)) -> Changes:
        """What was written ``below`` ``site`` takes its place there; what nobody made, ``kept`` apart, goes.

        ``kept``: folders below ``site`` whose files stay as they are. ``endings``: other files are left alone.
        """
        claim(self.site / below)
        changes = self.differences(below, kept, endings)
        for name in changes.written:
            self.put(f"{below}/{name}")
        for name in changes.removed:
            self._remove(f"{below}/{name}")
        return changes

    def differences(self, below: str, kept: Iterable[str], endings: tuple[str, ...] = ("",)) -> Changes:
        """What ``take_place`` would change; nothing is done."""
        made = sorted(names_below(self.folder / below))
        written = tuple(name for name in made if not self._is_same(f"{below}/{name}"))
        others = self._others(below, {*kept}) if (self.site / below).is_dir() else ()
        names = {*made}
        removed = (name for name in others if name not in names and name.endswith(endings))
        return Changes(written, tuple(sorted(removed)), len(made) - len(written))

    def put(self, name: str) -> None:
        """One file, or a folder that nothing lies in the place of, where it belongs, whatever stands in its way."""
        made, there = self.folder / name, self.site / name
        try:
            made.replace(there)
        except OSError:
            self._make_way(name)
            shutil.move(made, there)  # perhaps to another disk

    def put_folder(self, name: str) -> None:
        """A folder as a whole into its place, where it was written."""
        made, there = self.folder / name, self.site / name
        if not made.is_dir():
            return
        claim(self.site / name.partition("/")[0])
        old = self.folder / "old"
        if there.is_dir() and not there.is_symlink():
            with suppress(OSError):  # on another disk it makes way
                there.rename(old)
        self.put(name)
        shutil.rmtree(old, ignore_errors=True)

    def _make_way(self, name: str) -> None:
        """The folder for what is put there, where nothing stands in its place."""
        steps = name.split("/")
        for end in range(2, len(steps) + 1):  # the first is a folder of ours, or leads to one elsewhere
            path = self.site.joinpath(*steps[:end])
            if path.is_symlink() or path.is_file():
                path.unlink()
            elif end == len(steps) and path.is_dir():
                shutil.rmtree(path)
        (self.site / name).parent.mkdir(parents=True, exist_ok=True)

    def _is_same(self, name: str) -> bool:
        """Whether what lies there already holds the same."""
        made, there = self.folder / name, self.site / name
        try:
            return there.stat().st_size == made.stat().st_size and there.read_bytes() == made.read_bytes()
        except OSError:
            return False

    def _others(self, below: str, stays: set[str]) -> Iterator[str]:
        """All files there by their names below it, those of folders that stay apart."""
        waiting = [below]
        while waiting:
            folder = waiting.pop()
            with os.scandir(self.site / folder) as found:
                for one in found:
                    name = f"{folder}/{one.name}"
                    if not one.is_dir(follow_symlinks=False):
                        if one.name != MARKER:
                            yield name.removeprefix(f"{below}/")
                    elif name not in stays:
                        waiting.append(name)

    def _remove(self, name: str) -> None:
        path = self.site / name
        try:
            path.unlink()
        except (FileNotFoundError, NotADirectoryError):  # its folder stood in the way of a file
            return
        while not any(path.parent.iterdir()):
            path = path.parent
            path.rmdir()
