"""The command that tells whether a printed paper still holds, and what changed since where it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from generator.cli.options import Words, named_customers, review_desk
from generator.load import NoCommitError, NoGitError, Project, Version, is_committed, load_project, printed_in, versions
from generator.plan import NoRulesError, Plan, make_plan
from generator.review import compared, customer_lines
from generator.text import terminal

_FINGERPRINT = re.compile(r"[0-9a-f]{8,16}")


def verify_paper(words: Words, project: Path, fingerprint: str, customer: str | None) -> int:
    """0 where a plan of today has the fingerprint and is not blocked; else 1, with what changed since."""
    asked = _asked(words, fingerprint)
    loaded = load_project(project)
    about = named_customers(words, loaded, [customer]) if customer else loaded.customers
    plans = (make_plan(one, loaded.guidance) for one in about)
    current = [plan for plan in plans if plan.fingerprint.startswith(asked)]
    for plan in current:
        _say(words, "blocked" if plan.status == "blocked" else "current", plan, fingerprint=plan.fingerprint)
        if not is_committed(project, plan.customer.id):
            click.echo(words.of("verify", "not-committed").format(id=plan.customer.id))
    if current:
        return int(any(plan.status == "blocked" for plan in current))
    try:
        found = next(_past(project, loaded, asked, str(about[0].id) if customer else None), None)
    except (NoCommitError, NoGitError):
        click.echo(words.of("verify", "no-history").format(fingerprint=asked))
        return 1
    if found is None:
        click.echo(words.of("verify", "unknown").format(fingerprint=asked))
        return 1
    _tell(words, loaded, found, asked)
    return 1


def _asked(words: Words, fingerprint: str) -> str:
    """The fingerprint as plans write it, however it was typed; raises click.UsageError."""
    digits = re.sub(r"[\s\u2010-\u2015-]", "", fingerprint).lower()
    if not _FINGERPRINT.fullmatch(digits):
        raise click.UsageError(words.of("verify", "not-a-fingerprint"))
    return "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _past(project: Path, loaded: Project, asked: str, customer_id: str | None) -> Iterator[tuple[Version, bool]]:
    """The versions that paper with the fingerprint was printed from, the newest first; whether by today's program."""
    for version in versions(project, customer_id):
        plan = _plan(version, loaded)
        if plan and plan.fingerprint.startswith(asked):
            yield version, True
    wanted = printed_in(project, asked)
    yield from ((version, False) for version in wanted if customer_id in (None, version.customer.id))


def _plan(version: Version, loaded: Project) -> Plan | None:
    try:
        return make_plan(version.customer, version.guidance or loaded.guidance)
    except NoRulesError:
        return None


def _tell(words: Words, loaded: Project, found: tuple[Version, bool], asked: str) -> None:
    """Void: from which commit it was, and what is different now."""
    version, by_this_program = found
    key = version.customer.id
    now = {one.id: one for one in loaded.customers if one.id == key}
    rules = (version.guidance or loaded.guidance, loaded.guidance)
    told = {"id": key, "commit": version.commit[:12], "day": version.day, "fingerprint": asked}
    click.echo(words.of("verify", "void").format(**told))
    if not by_this_program:
        click.echo(words.of("verify", "other-program"))
    desk = review_desk(loaded.wording, loaded.guidance)
    for change in compared({key: version.customer}, now, rules):
        click.echo(words.of("verify", "since"))
        click.echo(customer_lines(change, desk, words.language), nl=False)
        if change.after and change.after.status != "blocked":
            click.echo(words.of("verify", "now").format(fingerprint=change.after.fingerprint))


def _say(words: Words, label: str, plan: Plan, **values: str) -> None:
    name = terminal(plan.customer.name[words.language])
    click.echo(words.of("verify", label).format(id=plan.customer.id, name=name, **values))
