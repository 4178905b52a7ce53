"""A new repository for somebody's own customers: what has to be there, and nothing that is there already is touched."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator.site.files import write_text


class FolderInUseError(Exception):
    """The folder holds files already; the message names it."""


def start_project(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Writes ``files`` (path below the folder → text) into a new or empty folder; raises FolderInUseError."""
    if folder.exists() and (not folder.is_dir() or any(entry.name != ".git" for entry in folder.iterdir())):
        raise FolderInUseError(str(folder))
    for name, text in files.items():
        write_text(folder / name, text)
    return list(files)
