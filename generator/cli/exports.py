"""Files that portals and tools export, read for a command: from the disk to what they say, or all their Problems."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from generator.catalog import Catalog
from generator.cli.options import Words
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


def read_tenant(
    words: Words, paths: Sequence[Path], catalog: Catalog, encoding: str | None, tenant_id: str | None
) -> FoundTenant:
    """The one tenant of some exports, a folder standing for the files in it; raises click.UsageError, ProblemsFound."""
    files = [file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path])]
    found = read_files(files, None, catalog, Reading(encoding=encoding))
    tenants = [one for one in found.tenants if not (tenant_id and one.id and one.id != tenant_id)]
    if len(tenants) != 1:
        said = words.imports("which-tenant", count=len(tenants), listed=tenants_text(tenants))
        raise click.UsageError(said)
    return tenants[0]


def tenants_text(tenants: Sequence[FoundTenant]) -> str:
    """Tenants as a person tells them apart: by domain, name or id."""
    return ", ".join(terminal(one.domain or one.name or one.id or "?") for one in tenants) or "–"
