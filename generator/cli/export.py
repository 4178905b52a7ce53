"""The command that hands plans out: to a spreadsheet, or one as a single file of HTML."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from generator.cli.options import Words, named_customers, pages_of, require_mkdocs, setup_of
from generator.load import Project, load_project
from generator.plan import Plan, make_plan
from generator.render import LETTERS, SinglePages, brand_head, csv_text, page_kind, plan_sheets, step_rows
from generator.site import Edition, MkDocs, OneFile, workbook, write_bytes
from generator.text import plain

FORMATS = ("xlsx", "csv", "html")

_SCRIPTS = ("words", "csp", "ticks", "copy", "due")


def export(
    words: Words,
    project: Path,
    customers: tuple[str, ...],
    format_: str | None,
    out: Path | None,
    as_of: date | None,
) -> int:
    """A workbook of the plans, or the steps of all of them as CSV; all customers where none is named. HTML of one."""
    kind = format_ or (out.suffix.lower().removeprefix(".") if out else "csv")
    if kind not in FORMATS or (out is not None and out.suffix.lower() != f".{kind}"):
        raise click.UsageError(words("export-ending"))
    if kind != "csv" and out is None:
        raise click.UsageError(words("export-wants-out"))
    if kind == "html" and len(customers) != 1:
        raise click.UsageError(words("html-wants-one"))
    loaded = load_project(project)
    plans = [make_plan(one, loaded.guidance, as_of) for one in named_customers(words, loaded, customers)]
    voices = tuple(pages_of(loaded).voices.values())
    if kind == "xlsx":
        made_on = max((plan.as_of for plan in plans), default=loaded.guidance.first_day)
        content = workbook(plan_sheets(plans, voices), made_on)
    elif kind == "html":
        content = _one_file(words.language, project, loaded, plans[0]).encode()
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


def _one_file(language: str, project: Path, loaded: Project, plan: Plan) -> str:
    """The pages of a plan in one language as a file that needs nothing else; raises what a build raises."""
    require_mkdocs(project)
    pages = pages_of(loaded)
    single = SinglePages(pages, [plan.customer], as_of=plan.as_of)
    setup = setup_of(loaded, project)
    edition = Edition(single, {language: MkDocs(setup, language)}, setup.brand)
    customer = str(plan.customer.id)
    paths = [path.removesuffix(".md") + ".html" for path in single.customers_paths(customer, language)]
    # The letters are drafts in the partner's name: they are nobody else's yet.
    shown = {path: (edition.file(path) or b"").decode() for path in paths if page_kind(Path(path).stem) != LETTERS}
    scripts = tuple(f"{language}/assets/{name}.js" for name in _SCRIPTS)
    return OneFile(
        language=language,
        title=plan.customer.name[language],
        note=plain(pages.voices[language].copy_of(plan)),
        read=edition.file,
        address=loaded.address,
        scripts=scripts,
        head=brand_head(loaded.brand, language),
    ).html(customer, shown)
