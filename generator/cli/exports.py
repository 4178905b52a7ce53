"""Files that portals and tools export, read for a command: from the disk to what they say, or all their Problems."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.catalog import Catalog
from generator.errors import Problem, ProblemsFound
from generator.importers import Found, FoundTenant, Reading, read_exports
from generator.load import read_export
from generator.text import terminal


def read_files(files: Sequence[Path], source: str | None, catalog: Catalog, reading: Reading) -> Found:
    """What the files say together; ``source``: their format, None = by what they hold. Raises ProblemsFound."""
    raw: list[tuple[str, bytes]] = []
    problems: list[Problem] = []
    for file in files:
        content, wrong = read_export(file)
        problems += wrong
        raw += [] if content is None else [(file.name, content)]
    found, wrong = read_exports(source, raw, catalog, reading)
    if problems or wrong:
        raise ProblemsFound([*problems, *wrong])
    return found


def read_tenants(path: Path, catalog: Catalog, encoding: str | None) -> tuple[FoundTenant, ...]:
    """The tenants of an export, a folder standing for the files in it; raises ProblemsFound."""
    inside = sorted(path.iterdir()) if path.is_dir() else [path]
    files = [file for file in inside if file == path or (file.is_file() and not file.name.startswith("."))]
    return read_files(files, None, catalog, Reading(encoding=encoding)).tenants


def tenants_text(tenants: Sequence[FoundTenant]) -> str:
    """Tenants as a person tells them apart: by domain, name or id."""
    return ", ".join(terminal(one.domain or one.name or one.id or "?") for one in tenants) or "–"
