"""The commands that check, plan, render and build a project, and those that begin one; each gives its exit code."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from generator.cli.options import Words, named_customers, pages_of, report
from generator.errors import Problem, ProblemsFound, Where
from generator.load import (
    Project,
    load_project,
    starter_files,
    theme_folder,
    watched_paths,
)
from generator.model import customer_schema
from generator.plan import NoRulesError, Plan, as_json, make_plan
from generator.site import (
    BuildFailedError,
    Setup,
    build_site,
    listen,
    serve,
    stale_pages,
    start_project,
    write_pages,
)
from generator.text import LANGUAGES


def check(words: Words, project: Path, files: tuple[Path, ...], fail_on: str | None) -> int:
    """A line per customer: its status and how many blockers and warnings its plan has."""
    loaded = load_project(project, [_customer_file(project, file) for file in files])
    plans = [make_plan(customer, loaded.guidance) for customer in loaded.customers]
    width = max((len(plan.customer.id) for plan in plans), default=0)
    for plan in plans:
        kinds = plan.finding_kinds
        counts = words("counts", blockers=kinds["blocker"], warnings=kinds["warning"])
        click.echo(f"{plan.customer.id:<{width}}  {words.of('status', plan.status)}  {counts}")
    states = Counter(plan.status for plan in plans)
    named = {state: states[state] for state in ("blocked", "attention", "ready", "done")}
    click.echo(words("checked", count=len(plans), **named), err=True)
    failing = {"blocker": {"blocker"}, "warning": {"blocker", "warning"}}.get(fail_on or "", set())
    return int(any(found.finding.level in failing for plan in plans for found in plan.findings))


def plan(words: Words, project: Path, customer: str, as_json_: bool, as_of: date | None) -> int:
    """The plan of one customer."""
    loaded = load_project(project)
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


def build(words: Words, project: Path, as_of: date | None, out: Path | None) -> int:
    """Writes the pages, builds every language and says which file to open."""
    folder = _output(words, project, as_of, out)
    if not (project / "mkdocs.yml").is_file():
        raise ProblemsFound([Problem(Where("mkdocs.yml"), "no-mkdocs")])
    loaded = load_project(project)
    titles = loaded.wording.labels["home"]["title"]
    names = {language: titles[language] for language in LANGUAGES}
    setup = Setup(project, theme_folder(project), names, loaded.address)
    page = build_site(folder, _all_pages(loaded, as_of, beside=True), setup)
    click.echo(words("built", page=page))
    return 0


def serve_site(words: Words, project: Path, port: int) -> int:
    """Builds, serves on this computer, and builds again whenever a file changes; a broken file leaves the last site."""

    def rebuild() -> None:
        try:
            build(words, project, None, None)
        except (ProblemsFound, BuildFailedError) as error:
            report(words, error)

    server = listen(project / "site" / "html", port)
    build(words, project, None, None)
    click.echo(words("serving", address=f"http://127.0.0.1:{port}/"))
    serve(server, watched_paths(project), rebuild)
    return 0


def init(words: Words, folder: Path) -> int:
    """A new repository with partners, a first customer and everything that building needs."""
    for name in start_project(folder, {**starter_files(), "customer.schema.json": f"{_schema_text()}\n"}):
        click.echo(name)
    click.echo(words("started", folder=folder), err=True)
    return 0


def schema(_words: Words) -> int:
    """The JSON Schema of a customer's file."""
    click.echo(_schema_text())
    return 0


def _schema_text() -> str:
    return json.dumps(customer_schema(), ensure_ascii=False, indent=2)


def _all_pages(loaded: Project, as_of: date | None, *, beside: bool = False) -> Iterator[tuple[str, str]]:
    """Every page of the project, each customer planned when its pages are asked for."""
    if as_of is not None and as_of < loaded.guidance.first_day:
        raise NoRulesError(loaded.guidance.first_day)
    plans = (make_plan(customer, loaded.guidance, as_of) for customer in loaded.customers)
    return pages_of(loaded).all(plans, beside=beside)


def _customer_file(project: Path, named: Path) -> Path:
    """A file as it was named, or the file of the customer that was named."""
    file = project / "customers" / f"{named}.yaml"
    return file if not named.exists() and file.is_file() else named


def _output(words: Words, project: Path, as_of: date | None, out: Path | None) -> Path:
    """Where pages and site go; other rules than the files' own never go over the tracked pages."""
    if as_of is not None and out is None:
        raise click.UsageError(words("as-of-wants-out"))
    return out or project / "site"


def _plan_of(words: Words, loaded: Project, customer_id: str, as_of: date | None) -> Plan:
    (customer,) = named_customers(words, loaded, [customer_id])
    return make_plan(customer, loaded.guidance, as_of)
