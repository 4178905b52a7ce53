"""What is to be done, as a value: the steps of a plan, put together by phase and cut-over. Days are UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from generator.guidance import Phase, Step
from generator.guidance.rows import Gate
from generator.model import Progress
from generator.plan.recheck import Recheck
from generator.text import Pair, Text, Token

if TYPE_CHECKING:
    from generator.plan.value import SubscriptionPlan


RUNBOOK = "runbook"
"""The page of a runbook. Of several cut-overs each has a page of its own, and so has what is before and after them."""

MOST_STEPS = 22
"""How many steps stand on one page; of more, or of several cut-overs, that page only tells where each stands."""


def runbook_part(day: date | None) -> str:
    """The page of the steps of one of several cut-overs, or of what is done once for the customer."""
    return f"{RUNBOOK}-{day.isoformat()}" if day else f"{RUNBOOK}-customer"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is told: the customer's page, by its name, and the anchor there."""

    page: str
    anchor: str


@dataclass(frozen=True)
class PlannedStep:
    """One step with its days; ``key`` is unique in the plan, ``number`` (A1) names it on paper.

    ``page``, the page of the runbook that it stands on, and ``key`` are its permalink.

    ``owner``: who does it in this plan. ``part``: which of how many requests to one seller it is; None where it is one.
    ``single``: the plan has this step once, so that its id alone names it under ``progress``. ``deadline``: the due
    day whatever day the plan is of, which a record remembers: planned anew later, what was done stays done. ``moved``:
    the due day before weekends, holidays and freezes moved it; None where nothing did. ``state``: open, done,
    not-needed or recheck, and ``recheck`` why. ``records``: what the file's ``progress`` says of it ('') or of its
    subscriptions, by their ids; ``record``: the one that its state rests on.
    """

    step: Step
    owner: str
    part: tuple[int, int] | None
    page: str
    key: str
    number: str
    single: bool
    subjects: tuple[SubscriptionPlan, ...]
    seller: Pair[Text] | None
    not_before: date | None
    due: date
    deadline: date
    moved: date | None
    late: bool
    after: tuple[str, ...]
    hash: str
    state: str
    record: Progress | None
    records: Mapping[str, Progress]
    recheck: tuple[Recheck, ...]

    @property
    def id(self) -> Token:
        return self.step.id

    @cached_property
    def place(self) -> Place:
        return Place(self.page, self.key)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done, or to be done again."""
        return self.state not in ("done", "not-needed")

    @cached_property
    def subject_keys(self) -> tuple[Token, ...]:
        """The keys under which the file's ``progress`` records the step for each subscription."""
        return tuple(Token(f"{self.id}/{one.id}") for one in self.subjects)


@dataclass(frozen=True)
class Section:
    """A phase of the runbook, with the cut-over day it belongs to (None = the customer as a whole).

    ``letter`` (C, or C2 for the second of several cut-overs) names it on paper. ``gate``: the pause after it, if any.
    ``page``: the page of the runbook that it stands on.
    """

    phase: Phase
    cut_over: date | None
    steps: tuple[PlannedStep, ...]
    letter: str
    gate: Gate | None
    page: str = RUNBOOK

    @cached_property
    def open_ids(self) -> frozenset[Token]:
        """The subscriptions about which a step of it is still open."""
        return frozenset(one.id for step in self.steps if step.is_open for one in step.subjects)

    @cached_property
    def key(self) -> str:
        return f"{self.phase.id}-{self.cut_over.isoformat()}" if self.cut_over else str(self.phase.id)

    @cached_property
    def place(self) -> Place:
        return Place(self.page, self.key)
