"""The command that checks customers' files: for people as lines, for forges in their own formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from generator.cli.forge import FORGES, in_format
from generator.cli.options import Words, pages_of
from generator.errors import ProblemsFound
from generator.guidance.vocabulary import LEVELS
from generator.load import customer_file, load_project
from generator.plan import Plan, make_plan
from generator.review import Remark, check_json, finding_remarks, ordered, problem_remarks
from generator.text import terminal

FORMATS = ("text", *FORGES, "json")

_FAILING: Mapping[str | None, frozenset[str]] = {
    None: frozenset(),
    "blocker": frozenset({"blocker"}),
    "warning": frozenset({"blocker", "warning"}),
}
"""What ``--fail-on`` names → the levels of findings that fail the run."""


def check(words: Words, project: Path, files: tuple[Path, ...], fail_on: str | None, format_: str) -> int:
    """How each customer's plan stands and what blocks it; in another format, every remark at its place."""
    try:
        loaded = load_project(project, dict.fromkeys(_customer_file(project, file) for file in files))
    except ProblemsFound as found:
        if format_ == "text":
            raise
        remarks = list(problem_remarks(found.problems, words.labels["problems"]))
        _give(words, project, format_, [], remarks)
        click.echo(words("problems", count=len(remarks)), err=True)
        return 1
    plans = [make_plan(customer, loaded.guidance) for customer in loaded.customers]
    voices, levels = pages_of(loaded).voices, _told(format_, fail_on)
    places = ((plan, loaded.sources[plan.customer.id]) for plan in plans)
    remarks = [one for plan, source in places for one in finding_remarks(plan, source, voices, levels)]
    _give(words, project, format_, plans, remarks)
    states = Counter(plan.status for plan in plans)
    named = {state: states[state] for state in ("blocked", "attention", "ready", "done")}
    click.echo(words("checked", count=len(plans), **named), err=True)
    return int(any(found.finding.level in _FAILING[fail_on] for plan in plans for found in plan.findings))


def _told(format_: str, fail_on: str | None) -> frozenset[str]:
    """The levels that are told: JSON has all; the rest what blocks, a forge also what fails the run."""
    if format_ == "json":
        return frozenset(LEVELS)
    return _FAILING["blocker"] | (_FAILING[fail_on] if format_ in FORGES else frozenset())


def _give(words: Words, project: Path, format_: str, plans: Sequence[Plan], remarks: Sequence[Remark]) -> None:
    """Prints what was asked for."""
    if format_ == "text":
        for line in _lines(words, plans, remarks):
            click.echo(line)
        return
    product = in_format(words, format_, remarks, project) if format_ in FORGES else check_json(plans, remarks)
    click.echo(product.encode(), nl=False)  # bytes: a text stream would change the line ends on Windows


def _lines(words: Words, plans: Sequence[Plan], remarks: Sequence[Remark]) -> Iterator[str]:
    """A line per customer: its status and how many blockers and warnings its plan has; below it the blockers."""
    width = max((len(plan.customer.id) for plan in plans), default=0)
    for plan in plans:
        kinds = plan.finding_kinds
        counts = words("counts", blockers=kinds["blocker"], warnings=kinds["warning"])
        yield f"{plan.customer.id:<{width}}  {words.of('status', plan.status)}  {counts}"
        about = ordered(one for one in remarks if one.customer == plan.customer.id)
        places = [terminal(f"{one.where.file}:{one.where.line}:") for one in about]
        wide = max(map(len, places), default=0)
        yield from (
            f"  {place:<{wide}} {terminal(one.title[words.language])}" for place, one in zip(places, about, strict=True)
        )


def _customer_file(project: Path, named: Path) -> Path:
    """A file as it was named, or the file of the customer that was named."""
    file = customer_file(project, str(named))
    return file if not named.exists() and file.is_file() else named
