"""The commands that plan, render and build a project, and those that begin one; each gives its exit code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from generator.cli.options import Words, named_customers, pages_of, require_mkdocs, setup_of
from generator.load import Project, ci_files, customer_file, diff_schema, load_project, starter_files
from generator.model import customer_schema
from generator.plan import NoRulesError, Plan, as_json, make_plan
from generator.site import build_site, stale_pages, start_project, write_pages


def plan(words: Words, project: Path, customer: str, as_json_: bool, as_of: date | None) -> int:
    """The plan of one customer."""
    file = customer_file(project, Path(customer).stem)
    loaded = load_project(project, [file] if file.is_file() else ())  # what others lack is no matter of this one
    made = _plan_of(words, loaded, customer, as_of)
    if as_json_:
        click.echo(json.dumps(as_json(made), ensure_ascii=False, indent=2))
    else:
        click.echo(pages_of(loaded).plan_text(made, words.language), nl=False)
    return 0


def render(words: Words, project: Path, check_: bool, as_of: date | None, out: Path | None) -> int:
    """Writes the pages, or says which are stale."""
    folder = _output(words, project, as_of, out) / "pages"
    pages = _all_pages(load_project(project), as_of)
    changes = stale_pages(folder, pages) if check_ else write_pages(folder, pages)
    stale = (*changes.written, *changes.removed)
    if check_:
        for name in stale:
            click.echo(name)
    said = ("would-change" if stale else "up-to-date") if check_ else "rendered"
    counts = {"written": len(changes.written), "removed": len(changes.removed), "kept": changes.kept}
    click.echo(words(said, **counts), err=True)
    return int(check_ and bool(stale))


def build(words: Words, project: Path, as_of: date | None, out: Path | None, offline: bool) -> int:
    """Writes the pages, builds every language and says which file to open.

    ``offline``: for a disk or an attachment; nothing in it names the host of the site.
    """
    folder = _output(words, project, as_of, out)
    require_mkdocs(project)
    loaded = load_project(project)
    loaded = replace(loaded, address="") if offline else loaded
    page = build_site(folder, _all_pages(loaded, as_of, beside=True), setup_of(loaded, project))
    click.echo(words("built", page=page))
    return 0


def init(words: Words, folder: Path, ci: str | None) -> int:
    """A new repository with all that building needs, and what has its pull requests reviewed on the platform ``ci``."""
    files = {**starter_files(), "customer.schema.json": f"{_schema_text()}\n", **ci_files(ci)}
    for name in start_project(folder, files):
        click.echo(name)
    click.echo(words("started", folder=folder), err=True)
    return 0


def schema(_words: Words, of: str) -> int:
    """The JSON Schema of a customer's file, or of what ``diff --format json`` prints."""
    click.echo(_schema_text() if of == "customer" else diff_schema(), nl=of == "customer")
    return 0


def _schema_text() -> str:
    return json.dumps(customer_schema(), ensure_ascii=False, indent=2)


def _all_pages(loaded: Project, as_of: date | None, *, beside: bool = False) -> Iterator[tuple[str, str]]:
    """Every page of the project, each customer planned when its pages are asked for."""
    if as_of is not None and as_of < loaded.guidance.first_day:
        raise NoRulesError(loaded.guidance.first_day)
    plans = (make_plan(customer, loaded.guidance, as_of) for customer in loaded.customers)
    return pages_of(loaded).all(plans, beside=beside)


def _output(words: Words, project: Path, as_of: date | None, out: Path | None) -> Path:
    """Where pages and site go; other rules than the files' own never go over the tracked pages."""
    if as_of is not None and out is None:
        raise click.UsageError(words("as-of-wants-out"))
    return out or project / "site"


def _plan_of(words: Words, loaded: Project, customer_id: str, as_of: date | None) -> Plan:
    (customer,) = named_customers(words, loaded, [customer_id])
    return make_plan(customer, loaded.guidance, as_of)
