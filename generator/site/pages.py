"""The tracked pages: written where they changed, removed where nothing makes them any longer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from generator.site.files import write_text

ENDINGS = (".md", ".js")
"""How the names of tracked pages end, and of the scripts beside them."""

MARKER = ".made-by-runbooks"
"""Lies in every folder that we may empty; without it a folder is somebody else's."""


class NotOurFolderError(Exception):
    """A folder that holds files but not our marker: nothing is written there."""


@dataclass(frozen=True)
class Changes:
    """Paths below the pages' folder, each list in the order of the paths."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    kept: int


def write_pages(folder: Path, pages: Iterable[tuple[str, str]]) -> Changes:
    """Makes ``folder`` hold these pages and no others."""
    claim(folder)
    written, made = [], set()
    for name, text in pages:
        path = folder / name
        made.add(path)
        if write_text(path, text):
            written.append(name)
    removed = [path for ending in ENDINGS for path in folder.rglob(f"*{ending}") if path not in made]
    for path in removed:
        path.unlink()
        if not any(path.parent.iterdir()):
            path.parent.rmdir()
    names = (path.relative_to(folder).as_posix() for path in removed)
    return Changes(tuple(sorted(written)), tuple(sorted(names)), len(made) - len(written))


def claim(folder: Path) -> None:
    """Marks a new or empty folder as ours; raises NotOurFolderError where somebody else's files lie."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).is_file():
        raise NotOurFolderError(str(folder))
    write_text(folder / MARKER, "Everything in this folder is made by `runbooks render`; edit customers/ instead.\n")
