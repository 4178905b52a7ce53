"""The command that hands plans to a spreadsheet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from generator.cli.options import Words, named_customers, pages_of
from generator.load import load_project
from generator.plan import make_plan
from generator.render import csv_text, plan_sheets, step_rows
from generator.site import workbook, write_bytes

FORMATS = ("xlsx", "csv")


def export(
    words: Words,
    project: Path,
    customers: tuple[str, ...],
    format_: str | None,
    out: Path | None,
    as_of: date | None,
) -> int:
    """A workbook of the plans, or the steps of all of them as CSV; all customers where none is named."""
    kind = format_ or (out.suffix.lower().removeprefix(".") if out else "csv")
    if kind not in FORMATS or (out is not None and out.suffix.lower() != f".{kind}"):
        raise click.UsageError(words("export-ending"))
    if kind == "xlsx" and out is None:
        raise click.UsageError(words("xlsx-wants-out"))
    loaded = load_project(project)
    plans = [make_plan(one, loaded.guidance, as_of) for one in named_customers(words, loaded, customers)]
    voices = tuple(pages_of(loaded).voices.values())
    if kind == "xlsx":
        made_on = max((plan.as_of for plan in plans), default=loaded.guidance.first_day)
        content = workbook(plan_sheets(plans, voices), made_on)
    else:
        content = csv_text(step_rows(plans, voices)).encode()
    if out is None:
        click.echo(content, nl=False)  # bytes: a text stream would change the line ends on Windows
        return 0
    try:
        write_bytes(out, content)
    except OSError as refused:  # on Windows most of all: it is open in Excel
        click.echo(words("not-written", file=out, why=refused.strerror), err=True)
        return 1
    click.echo(words("exported", count=len(plans), file=out), err=True)
    return 0
