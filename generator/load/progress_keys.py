"""Whether the records under ``progress`` are about steps that the guidance has or once had."""

from __future__ import annotations

from generator.errors import Problem
from generator.guidance import Guidance
from generator.model import Source, is_step_key, nearest


def unknown_steps(source: Source, guidance: Guidance) -> list[Problem]:
    """A Problem for each record of a step that no guidance ever had; what is no key of a step the model reports."""
    progress = source.values.get("progress") if isinstance(source.values, dict) else None
    known = [str(step.id) for step in guidance.steps]
    return [
        _problem(source, key, known)
        for key in (progress if isinstance(progress, dict) else ())
        if is_step_key(key) and key.partition("/")[0] not in (*known, *guidance.retired)
    ]


def _problem(source: Source, key: str, known: list[str]) -> Problem:
    step, slash, subject = key.partition("/")
    guess = nearest(step, known)
    if not guess:
        return source.problem(("progress", key), "unknown-step", step=step)
    return source.problem(("progress", key), "unknown-step-like", step=step, nearest=f"{guess}{slash}{subject}")
