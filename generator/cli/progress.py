"""The command that records in a customer's file that a step is done or not needed, and takes a record back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from generator.cli.options import Day, Words, named_customers, pages_of
from generator.load import EditRefusedError, Project, customer_file, load_project, recorded, unrecorded
from generator.model import nearest
from generator.plan import Plan, PlannedStep, make_plan, seats_of
from generator.render import step_brief
from generator.site import write_text
from generator.text import plain, terminal


@dataclass(frozen=True)
class _Target:
    """What is recorded: a step of the plan, for which of its subscriptions, under which keys."""

    step: PlannedStep
    subjects: tuple[str, ...]
    keys: tuple[str, ...]


def done_parameters(words: Words) -> tuple[click.Parameter, ...]:
    """The arguments and options of ``done``."""
    return (
        click.Argument(["customer"]),
        click.Argument(["step"]),
        click.Option(["--by"], metavar="WHO", help=words("option-by")),
        click.Option(["--evidence"], metavar="TEXT", help=words("option-evidence")),
        click.Option(["--on"], type=Day(), metavar="DAY", help=words("option-on")),
        click.Option(["--not-needed"], metavar="WHY", help=words("option-not-needed")),
        click.Option(["--undo"], is_flag=True, help=words("option-undo")),
    )


def done(
    words: Words,
    project: Path,
    customer: str,
    step: str,
    by: str | None,
    evidence: str | None,
    on: date | None,
    not_needed: str | None,
    undo: bool,
) -> int:
    """Records a step in the customer's file, or removes its record; every other byte of the file stays."""
    file = customer_file(project, Path(customer).stem)
    loaded = load_project(project, [file] if file.is_file() else ())
    (found,) = named_customers(words, loaded, [customer])
    plan = make_plan(found, loaded.guidance)
    step = step.strip()
    try:
        if undo:
            if by or evidence or on or not_needed:
                raise click.UsageError(words.say("progress", "undo-alone"))
            return _undone(words, project, plan, step)
        record = _record(words, by, evidence, on, not_needed)
        return _done(words, project, loaded, plan, _target(words, plan, loaded, step), record)
    except EditRefusedError as refused:
        click.echo(words.say("progress", "by-hand", file=f"customers/{found.id}.yaml"), err=True)
        for line in refused.lines:
            click.echo(f"  {terminal(line)}", err=True)
        return 1


def _done(words: Words, project: Path, loaded: Project, plan: Plan, target: _Target, record: Mapping[str, str]) -> int:
    step = target.step
    about = {"step": step.hash, "due": step.deadline.isoformat(), "seats": str(seats_of(step.subjects))}
    records = {key: {**record, **about} for key in target.keys}
    values = loaded.sources[plan.customer.id].values.get("progress") or {}
    same = all(values.get(key) == records[key] for key in records)
    if not same:
        write_text(customer_file(project, plan.customer.id), recorded(project, plan.customer.id, records))
    what = "done-on" if "done" in record else "not-needed"
    click.echo(
        words.say(
            "progress",
            "unchanged" if same else "recorded",
            number=step.number,
            title=_title(loaded, plan, step, words),
            what=words.say("progress", what, day=record.get("done"), why=record.get("not_needed")),
            ids=words.of("formats", "comma").join(target.subjects),
        )
    )
    if not same:
        click.echo(_written(words, plan), err=True)
    waiting = [plan.step_by_key[key] for key in step.after]
    before = [f"{one.number} {_title(loaded, plan, one, words)}" for one in waiting if one.is_open]
    if before and "done" in record:
        click.echo(words.say("progress", "open-before", steps=words.of("formats", "semicolon").join(before)), err=True)
    if plan.status == "blocked":
        click.echo(words.say("progress", "blocked", id=plan.customer.id), err=True)
    return 0


def _undone(words: Words, project: Path, plan: Plan, typed: str) -> int:
    """Removes the records of a step: its own, or those of its subscriptions; also one that no step took up."""
    records = plan.customer.progress
    name = typed.lower()
    given, slash, subject = name.partition("/")
    keys = [str(key) for key in records if key == name]
    for step in plan.steps if not keys else ():
        if given in (step.id, step.key, step.number.lower()):
            whole = [step.id] if step.single and step.id in records else step.subject_keys
            wanted = (f"{step.id}/{subject}",) if slash else whole
            keys += [str(key) for key in wanted if key in records]
    if not keys:
        known = ", ".join(records) or "–"
        raise click.UsageError(words.say("progress", "nothing-to-undo", step=typed, known=known))
    write_text(customer_file(project, plan.customer.id), unrecorded(project, plan.customer.id, tuple(keys)))
    click.echo(words.say("progress", "removed", keys=", ".join(keys)))
    click.echo(_written(words, plan), err=True)
    return 0


def _record(
    words: Words, by: str | None, evidence: str | None, on: date | None, not_needed: str | None
) -> dict[str, str]:
    """What is written of the step, without what the plan knows of it; raises click.UsageError."""
    today = date.today()  # the day on the wall where somebody did it
    if by is None:
        raise click.UsageError(words.say("progress", "who"))
    if not_needed is not None and on is not None:
        raise click.UsageError(words.say("progress", "no-day"))
    if on is not None and on > today:
        raise click.UsageError(words.say("progress", "future", day=on, today=today))
    said = {"done": (on or today).isoformat()} if not_needed is None else {"not_needed": not_needed}
    return {**said, "by": by, **({} if evidence is None else {"evidence": evidence})}


def _target(words: Words, plan: Plan, loaded: Project, typed: str) -> _Target:
    """The step that is meant: by its number, its permalink or its id, alone or with one of its subscriptions."""
    given, slash, _subject = typed.lower().partition("/")
    exact = [step for step in plan.steps if given in (step.key, step.number.lower())]
    named = exact or [step for step in plan.steps if step.id == given]
    if not named:
        raise click.UsageError(_unknown(words, plan, loaded, typed.partition("/")[0]))
    if slash:
        return _of_subject(words, plan, named, typed.partition("/")[2])
    if not exact:
        raise click.UsageError(words.say("progress", "several", step=typed, known=_listed(named)))
    step = exact[0]
    subjects = tuple(str(one.id) for one in step.subjects)
    return _Target(step, subjects, (step.id,) if step.single else step.subject_keys)


def _of_subject(words: Words, plan: Plan, named: Sequence[PlannedStep], typed: str) -> _Target:
    """The step for one of its subscriptions alone."""
    subject = typed.lower()
    for step in named:
        if subject in [one.id for one in step.subjects]:
            if step.single and step.id in plan.customer.progress:
                raise click.UsageError(words.say("progress", "whole-recorded", step=step.id))
            return _Target(step, (subject,), (f"{step.id}/{subject}",))
    known = ", ".join(key for step in named for key in step.subject_keys)
    raise click.UsageError(words.say("progress", "no-subject", step=named[0].id, subject=typed, known=known))


def _unknown(words: Words, plan: Plan, loaded: Project, typed: str) -> str:
    """What to say of a step that the plan lacks: the one whose check code it is, the nearest one, or all of them."""
    given = typed.lower()
    coded = [step for step in plan.steps if step.hash == given]
    if coded:
        return words.say("progress", "step-code", step=typed, known=_listed(coded))
    if any(step.id == given for step in loaded.guidance.steps):
        return words.say("progress", "not-in-plan", step=typed, known=_listed(plan.steps))
    guess = nearest(given, list(dict.fromkeys([*(str(step.id) for step in plan.steps), *plan.step_by_key])))
    if guess:
        return words.say("progress", "no-such-step-like", step=typed, known=guess)
    return words.say("progress", "no-such-step", step=typed, known=_listed(plan.steps))


def _written(words: Words, plan: Plan) -> str:
    """Which file was changed, and what comes next."""
    return words.say("progress", "written", file=f"customers/{plan.customer.id}.yaml")


def _listed(steps: Sequence[PlannedStep]) -> str:
    return ", ".join(f"{step.number} ({step.key})" for step in steps)


def _title(loaded: Project, plan: Plan, step: PlannedStep, words: Words) -> str:
    return plain(step_brief(step, plan, pages_of(loaded).voices[words.language])["title"])
