"""The command that reviews a change: what it does to plans, between two commits or a commit and the working tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click

from generator.cli.forge import FORGES, in_format
from generator.cli.options import Words, review_desk
from generator.errors import Problem, Where
from generator.load import Side, load_sides
from generator.model import Customer
from generator.plan import Plan, make_plan
from generator.render import BrokenPageError, Pages
from generator.review import (
    CustomerChange,
    Desk,
    Place,
    Remark,
    Review,
    Touched,
    compared,
    finding_remarks,
    lines,
    markdown,
    place_of,
    problem_remarks,
    review_json,
    reworded_pages,
    rule_changes,
)
from generator.site import write_text
from generator.text import Token

FORMATS = ("text", "md", "json", *FORGES)
LONGEST = 60_000
"""Characters of a comment: GitHub takes 65,536."""


def diff(
    words: Words,
    project: Path,
    base: str,
    head: str | None,
    merge_base: bool,
    format_: str,
    max_chars: int,
    out: Path | None,
    exit_code: bool,
) -> int:
    """What is different between two sides; 1 where head has problems, and with ``exit_code`` where anything changed."""
    old, new = load_sides(project, base, head, merge_base=merge_base)
    review, desk = reviewed(words, old, new)
    text = _said(words, project, review, desk, format_, max_chars)
    if out is None:
        click.echo(text.encode(), nl=False)  # bytes: a text stream would change the line ends on Windows
    else:
        write_text(out, text)
    return int(bool(review.problems) or (exit_code and review.changed))


def reviewed(words: Words, old: Side, new: Side) -> tuple[Review, Desk]:
    """The review of two sides, and what says it."""
    rules = (old.guidance or new.guidance, new.guidance or old.guidance)
    problems, base_problems = (_remarks(words, side.problems) for side in (new, old))
    desk = review_desk(new.wording or old.wording, rules[1])
    if rules[0] is None or rules[1] is None:
        return Review(old.commit, new.commit, (), (), {}, problems, base_problems, {}), desk
    touched = Touched()
    before, after = ({}, {}) if new.ids is None else (_comparable(old, new), _comparable(new, old))
    changes = tuple(compared(before, after, (rules[0], rules[1]), touched))
    changed_rules = rule_changes(rules[0], rules[1], touched)
    places, pages = _places(changes, old, new, desk), None
    try:
        pages = _pages(old, new, changes)
    except BrokenPageError as error:
        problems += _remarks(words, [error.problem()])
    return Review(old.commit, new.commit, changes, changed_rules, pages, problems, base_problems, places), desk


def _remarks(words: Words, problems: Iterable[Problem]) -> tuple[Remark, ...]:
    return tuple(problem_remarks(problems, words.labels["problems"]))


def _comparable(side: Side, other: Side) -> dict[Token, Customer]:
    """The customers of one side that the other side has none of, or could read."""
    there = other.ids or frozenset()
    return {key: one for key, one in side.customers.items() if key not in there or key in other.customers}


def _places(changes: tuple[CustomerChange, ...], base: Side, head: Side, desk: Desk) -> dict[Place, Remark]:
    """What is said of each finding that is new, different or gone, and where; what is gone stands nowhere any more."""
    places: dict[Place, Remark] = {}
    for change in changes:
        for side, plan, gone in ((base, change.before, True), (head, change.after, False)):
            wanted = [place_of(change, one) for one in change.findings if (one.after is None) == gone]
            if plan is None or not wanted:
                continue
            remarks = finding_remarks(plan, side.sources[change.id], desk.voices)
            said = {(str(change.id), one.rule, one.subscription): one for one in remarks}
            places |= {place: replace(said[place], where=Where("")) if gone else said[place] for place in wanted}
    return places


def _pages(old: Side, new: Side, changes: tuple[CustomerChange, ...]) -> dict[str, tuple[Token, ...]] | None:
    """Whose pages read differently although the plan is the same: only where templates or labels changed."""
    if old.wording is new.wording or not (old.wording and new.wording and new.guidance):
        return {}
    changed = {change.id for change in changes}
    same = [one for key, one in new.customers.items() if key in old.customers and key not in changed]
    plans: list[Plan] = [make_plan(one, new.guidance) for one in same]
    before, after = (Pages(new.guidance, one.labels, one.templates) for one in (old.wording, new.wording))
    found = reworded_pages(before, after, plans)
    return None if found is None else dict(found)


def _said(words: Words, project: Path, review: Review, desk: Desk, format_: str, max_chars: int) -> str:
    if format_ == "md":
        return markdown(review, desk, words.language, max_chars)
    if format_ == "json":
        return review_json(review)
    if format_ in FORGES:
        news = (one for one in review.news if one.level != "note")
        return in_format(words, format_, [*review.problems, *news], project)
    return lines(review, desk, words.language)
