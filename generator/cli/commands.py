"""The commands that plan, render and build a project, and those that begin one; each gives its exit code."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from generator.cli.options import Words, named_customers, pages_of
from generator.load import Project, ci_files, customer_file, diff_schema, load_project, starter_files
from generator.model import customer_schema
from generator.plan import Plan, as_json, make_plan
from generator.site import start_project


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


def init(words: Words, folder: Path, ci: str | None, shards: int | None) -> int:
    """A new repository with all that building needs, and what has its pull requests reviewed on the platform ``ci``.

    ``shards``: in how many parts the site is built there.
    """
    if shards and not ci:
        raise click.UsageError(words("shards-want-ci"))
    files = {**starter_files(), "customer.schema.json": f"{_schema_text()}\n", **ci_files(ci, shards)}
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


def _plan_of(words: Words, loaded: Project, customer_id: str, as_of: date | None) -> Plan:
    (customer,) = named_customers(words, loaded, [customer_id])
    return make_plan(customer, loaded.guidance, as_of)
