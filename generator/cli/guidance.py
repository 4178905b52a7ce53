"""The commands about the guidance: whether it holds together, its translations, what a change of it would do."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from generator.cli.options import Words, review_desk
from generator.guidance import ADDED, REPLACED
from generator.load import committed_guidance, confirmed_locks, load_project, load_rules
from generator.review import Review, Touched, compared, lines, rule_changes
from generator.site import write_text


def guidance_check(words: Words, project: Path) -> int:
    """Whether the guidance holds together."""
    rules, _ = load_rules(project)
    counts = {"clauses": len(rules.clauses), "steps": len(rules.steps), "findings": len(rules.findings)}
    click.echo(words("guidance-fine", version=rules.version, **counts))
    if rules.house:
        own = Counter(rules.house.values())
        click.echo(words("guidance-house", added=own[ADDED], replaced=own[REPLACED]))
    return 0


def guidance_confirm(words: Words, project: Path) -> int:
    """Writes down that every translation was looked at, and names those that had not been."""
    locks, unconfirmed = confirmed_locks(project)
    for name in unconfirmed:
        click.echo(name)
    for path, texts in locks.items():
        if path.is_file() or (unconfirmed and texts):  # a project without texts of its own gets no lock of its own
            write_text(path, "".join(f"{line}\n" for line in texts))
    said = words("confirmed", count=len(unconfirmed)) if unconfirmed else words("nothing-to-confirm")
    click.echo(said, err=True)
    return 0


def guidance_impact(words: Words, project: Path) -> int:
    """The customers and steps that change where the guidance here replaces the committed one."""
    committed = committed_guidance(project)
    loaded = load_project(project)
    customers = {customer.id: customer for customer in loaded.customers}
    touched = Touched()
    changes = tuple(compared(customers, customers, (committed, loaded.guidance), touched))
    rules = rule_changes(committed, loaded.guidance, touched)
    desk = review_desk(loaded.wording, loaded.guidance)
    click.echo(lines(Review("", "", changes, rules, {}, (), (), {}), desk, words.language), nl=False)
    return int(bool(changes))
