"""What the templates print of progress: records, what has changed since, and how far each phase is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from markupsafe import Markup

from generator.model import Progress
from generator.plan import PlannedStep, Recheck
from generator.render.voice import Voice
from generator.text import Text, Token

View = dict[str, Any]

_STATES = {"done": "done", "not-needed": "not_needed", "recheck": "recheck", "open": "open"}
"""State of a step → how templates call it."""


def record_view(record: Progress, voice: Voice) -> View:
    """A record: when, by whom, and what shows it; or why the step is not needed."""
    return {
        "done": voice.date(record.done) if record.done else None,
        "not_needed": _text(record.not_needed, voice),
        "by": _text(record.by, voice),
        "evidence": _text(record.evidence, voice),
    }


def records_view(step: PlannedStep, voice: Voice) -> list[View]:
    """Every record of a step once, with the subscriptions that it is about where it is not about all of them."""
    if not step.records:
        return []
    about: dict[tuple[object, ...], list[Token]] = {}
    seen: dict[tuple[object, ...], Progress] = {}
    for subject, record in step.records.items():
        said = (record.done, record.not_needed, record.by, record.evidence)
        seen.setdefault(said, record)
        about.setdefault(said, []).extend([Token(subject)] if subject else [])
    return [
        record_view(record, voice) | {"ids": [] if len(about[said]) == len(step.subjects) else about[said]}
        for said, record in seen.items()
    ]


def recheck_view(step: PlannedStep, voice: Voice) -> list[Markup]:
    """What has changed since a step was recorded, a phrase each."""
    return [_difference(why, voice) for why in step.recheck]


def counts_view(steps: Iterable[PlannedStep]) -> View:
    """How many steps there are in each state; ``closed``: done or not needed."""
    states = Counter(step.state for step in steps)
    counts: View = {name: states[state] for state, name in _STATES.items()}
    return counts | {"closed": states["done"] + states["not-needed"], "all": states.total()}


def _difference(why: Recheck, voice: Voice) -> Markup:
    if why.was is None or why.now is None:
        return voice.label("progress", why.what)
    was, now = (voice.date(value) if isinstance(value, date) else value for value in (why.was, why.now))
    return voice.fill("progress", why.what, was=was, now=now)


def _text(text: Text | None, voice: Voice) -> Markup | None:
    return voice.text(text) if text else None
