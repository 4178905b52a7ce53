"""What in a customer's file the rules cannot take: a day before the first one they cover, a step they never had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from generator.errors import Problem
from generator.guidance import Guidance
from generator.model import Source, is_step_key, nearest


def against_rules(sources: Iterable[Source], guidance: Guidance) -> list[Problem]:
    """A Problem for each of them; what is no day or no key of a step the model reports."""
    first_day, steps = guidance.first_day, [str(step.id) for step in guidance.steps]
    once = {*steps, *guidance.retired}
    return [
        problem
        for source in sources
        for found in (_too_early(source, first_day), _unknown_steps(source, steps, once))
        for problem in found
    ]


def _too_early(source: Source, first_day: date) -> Iterator[Problem]:
    planned_on = source.values.get("planned_on")
    try:
        early = isinstance(planned_on, str) and date.fromisoformat(planned_on) < first_day
    except ValueError:
        return
    if early:
        yield source.problem(("planned_on",), "before-the-rules", first=first_day.isoformat())


def _unknown_steps(source: Source, steps: list[str], once: set[str]) -> Iterator[Problem]:
    """The records of steps that no guidance ever had."""
    progress = source.values.get("progress")
    for key in progress if isinstance(progress, dict) else ():
        step, slash, subject = key.partition("/")
        if not is_step_key(key) or step in once:
            continue
        if guess := nearest(step, steps):
            values = {"step": step, "nearest": f"{guess}{slash}{subject}"}
            yield source.problem(("progress", key), "unknown-step-like", **values)
        else:
            yield source.problem(("progress", key), "unknown-step", step=step)
