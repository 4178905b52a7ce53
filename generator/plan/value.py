"""The plan as a value: what was decided about each subscription, what was found, what is to be done. Days are UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from generator.catalog import Offer
from generator.guidance import Finding, Phase, Route, Step
from generator.guidance.rows import Reason
from generator.guidance.vocabulary import LEVELS
from generator.model import Customer, Progress, Subscription
from generator.plan.seats import Left
from generator.text import Pair, Text, Token


@dataclass(frozen=True)
class Money:
    """An estimate; ``tax`` says whether tax is in it (None = not stated)."""

    amount: Decimal
    currency: Token
    tax: Token | None


@dataclass(frozen=True)
class Goods:
    """What is bought: an offer by its key, and what the catalogue knows of it."""

    key: Token
    offer: Offer | None
    seats: int


Value = int | date | str | Money | Pair[Text] | Offer | tuple[Offer | Token, ...] | None
"""What a finding may report; ``str`` only where the alphabet is harmless (Token) or the text escapes itself (Text)."""


@dataclass(frozen=True)
class SubscriptionPlan:
    """One subscription: what it is, what it becomes, by which route, when, and why.

    ``old_end``: the last day on which the old one is active. ``cut_over``: the day of action; None where it is kept.
    ``provision_on``: the first day of the new one; None where there is none. ``provision_by``: the last working day
    that leaves another one to verify before the old end; None where it has passed. ``overlap_days`` counts both its
    ends, ``gap_days`` neither.
    """

    subscription: Subscription
    old: Goods
    new: Goods | None
    order: Token | None
    seller_key: str
    seller: Pair[Text] | None
    facts: Mapping[str, str]
    route: Route
    reasons: tuple[Reason, ...]
    old_end: date
    cut_over: date | None
    provision_on: date | None
    provision_by: date | None
    left: Left
    overlap_days: int
    gap_days: int
    loss_days: int
    loss: Money | None
    overlap_cost: Money | None

    @property
    def id(self) -> Token:
        return self.subscription.id

    @property
    def seat_change(self) -> int:
        return self.new.seats - self.old.seats if self.new else 0

    @property
    def first_action(self) -> date | None:
        """The first day on which something happens to it; None where it is kept."""
        return min(self.cut_over, self.old_end) if self.cut_over else None

    @property
    def last_day(self) -> date:
        """The later of the old end and the cut-over: from the next day on only the new one counts."""
        return max(self.old_end, self.cut_over or self.old_end)


@dataclass(frozen=True)
class Found:
    """One finding about the customer (``subscription`` None) or about one subscription."""

    finding: Finding
    subscription: Token | None
    values: Mapping[str, Value]


@dataclass(frozen=True)
class PlannedStep:
    """One step with its days; ``key`` is unique in the plan and its permalink, ``number`` (A1) names it on paper.

    ``single``: the plan has this step once, so that its id alone names it under ``progress``. ``moved``: the due day
    before weekends, holidays and freezes moved it; None where nothing did. ``state``: open, done, not-needed or
    recheck; ``record``: what the file's ``progress`` says of it; ``recorded``: for how many of the subjects it says
    something.
    """

    step: Step
    key: str
    number: str
    single: bool
    subjects: tuple[SubscriptionPlan, ...]
    seller: Pair[Text] | None
    not_before: date | None
    due: date
    moved: date | None
    late: bool
    after: tuple[str, ...]
    hash: str
    state: str
    record: Progress | None
    recorded: int

    @property
    def id(self) -> Token:
        return self.step.id

    @property
    def subject_keys(self) -> tuple[Token, ...]:
        """The keys under which the file's ``progress`` records the step for each subscription."""
        return tuple(Token(f"{self.id}/{one.id}") for one in self.subjects)


@dataclass(frozen=True)
class Section:
    """A phase of the runbook, with the cut-over day it belongs to (None = the customer as a whole).

    ``letter`` (C, or C2 for the second of several cut-overs) names it on paper.
    """

    phase: Phase
    cut_over: date | None
    steps: tuple[PlannedStep, ...]
    letter: str

    @property
    def key(self) -> str:
        return f"{self.phase.id}-{self.cut_over.isoformat()}" if self.cut_over else str(self.phase.id)


@dataclass(frozen=True)
class Plan:
    """Everything that is decided about one customer; ``guidance`` is the version of the rules it was decided by."""

    customer: Customer
    as_of: date
    guidance: str
    facts: Mapping[str, str]
    subscriptions: tuple[SubscriptionPlan, ...]
    findings: tuple[Found, ...]
    sections: tuple[Section, ...]
    fingerprint: str

    @cached_property
    def steps(self) -> tuple[PlannedStep, ...]:
        return tuple(step for section in self.sections for step in section.steps)

    @cached_property
    def step_by_key(self) -> Mapping[str, PlannedStep]:
        return {step.key: step for step in self.steps}

    @property
    def finding_kinds(self) -> dict[str, int]:
        """How many different findings there are of each level: what a reader has to understand."""
        kinds = {str(found.finding.id): str(found.finding.level) for found in self.findings}
        return {level: sum(one == level for one in kinds.values()) for level in LEVELS}

    @property
    def status(self) -> str:
        """blocked, done, attention or ready: a blocker outweighs everything, a finished plan its warnings."""
        levels = {found.finding.level for found in self.findings}
        if "blocker" in levels:
            return "blocked"
        if all(step.state in ("done", "not-needed") for step in self.steps):
            return "done"
        return "attention" if "warning" in levels else "ready"

    @property
    def next_step(self) -> PlannedStep | None:
        """The first step that is still to be done."""
        return next((step for step in self.steps if step.state in ("open", "recheck")), None)
