"""The plan as a value: what was decided about each subscription, and what was found. Days are UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from generator.catalog import Difference, Offer, Proposal, ServicePlan
from generator.guidance import Finding, Route
from generator.guidance.rows import Reason
from generator.guidance.vocabulary import LEVELS
from generator.model import Customer, Subscription
from generator.plan.costs import Costs, Money, total
from generator.plan.dated import Dated
from generator.plan.days import Cut
from generator.plan.events import Event, events_of
from generator.plan.limits import Limit
from generator.plan.seats import Left
from generator.plan.section import RUNBOOK, PlannedStep, Section
from generator.text import Pair, Text, Token


@dataclass(frozen=True)
class Goods:
    """What is bought: an offer by its key, and what the catalogue knows of it; ``written``: the key in the file."""

    key: Token
    offer: Offer | None
    seats: int
    written: Token

    @property
    def lasting_key(self) -> Token:
        """The key that stays when a product list is imported, which may know an offer that the catalogue does not."""
        return self.key if self.offer is not None and not self.offer.listed else self.written


@dataclass(frozen=True)
class Exchange:
    """What a subscription is and becomes. ``new`` and ``change``: None where nothing follows; ``order``: the one that
    it becomes a part of."""

    old: Goods
    new: Goods | None
    order: Token | None
    change: Difference | None


Several = tuple[Offer | Token, ...] | tuple[Proposal, ...] | tuple[ServicePlan, ...]
Value = int | date | datetime | str | Money | Pair[Text] | Offer | Several | None
"""What a finding may report; ``str`` only where the alphabet is harmless (Token) or the text escapes itself (Text)."""


@dataclass(frozen=True)
class Untaken:
    """A way that was not taken: the facts of its ``when`` that do not hold, none where one above it was taken."""

    route: Route
    against: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SubscriptionPlan:
    """One subscription: what it is, what it becomes, by which route, when, and why.

    ``cut``: its days; None where it is kept. ``untaken``: the ways above and below the one taken, each with the facts
    that speak against it. ``undo_until``: when the window closes in which the new order can be cancelled.
    ``change``: how the new offer relates to the old one, None where nothing follows. ``counts``: whether the new one is
    counted here; of several old ones that become one order only the first does.
    ``overlap_days`` counts both its ends, ``gap_days`` neither.
    """

    subscription: Subscription
    old: Goods
    new: Goods | None
    change: Difference | None
    order: Token | None
    seller_key: str
    seller: Pair[Text] | None
    seller_provider: Text | None
    facts: Mapping[str, str]
    route: Route
    untaken: tuple[Untaken, ...]
    reasons: tuple[Reason, ...]
    dated: Dated
    cut: Cut | None
    left: Left
    limit: Limit
    undo_until: datetime | None
    counts: bool
    overlap_days: int
    gap_days: int
    loss_days: int
    costs: Costs

    @property
    def id(self) -> Token:
        return self.subscription.id

    @property
    def seat_change(self) -> int:
        return self.new.seats - self.old.seats if self.new else 0

    @property
    def by_order(self) -> bool:
        """Whether a new subscription is ordered for it."""
        return self.facts["moves_by"] == "order"

    @property
    def old_end(self) -> date:
        return self.cut.old_end if self.cut else self.subscription.ends_on

    @property
    def cut_over(self) -> date | None:
        """The day of action; None where it is kept."""
        return self.cut.on if self.cut else None

    @property
    def provision_on(self) -> date | None:
        """The first day of the new one; None where nothing is ordered."""
        return self.cut.on if self.cut and self.by_order else None

    @property
    def consent_by(self) -> date | None:
        """The day by which relationship and agreement should be there; None where it is kept.

        Three weeks before an end that sets the day; where the planner is free to choose it, three days are enough.
        """
        if self.cut is None:
            return None
        free = self.facts["moves_by"] == "request" or self.facts["state"] == "est"
        return self.cut.on - timedelta(days=3) if free else min(self.cut.on, self.old_end) - timedelta(days=21)

    @property
    def overlap_seat_days(self) -> int:
        """New seats times the days on which the old ones are active too."""
        return self.overlap_days * self.new.seats if self.new and self.counts else 0

    @property
    def gap_seat_days(self) -> int:
        """Old seats times the days on which neither is active."""
        return self.gap_days * self.old.seats

    @property
    def last_day(self) -> date:
        """The later of the old end and the cut-over: what is put together as one end."""
        return max(self.old_end, self.cut.on) if self.cut else self.old_end

    @property
    def settled_on(self) -> date:
        """The last day before only the new seller counts: a transfer is settled two weeks after its request.

        A suspended new-commerce subscription is billed to its end.
        """
        if self.cut and self.route.route in ("transfer-request", "reseller-change"):
            return self.cut.on + timedelta(days=14)
        still_billed = self.facts["state"] == "suspended" and self.facts["commerce"] == "nce"
        return max(self.last_day, self.subscription.ends_on) if still_billed else self.last_day

    @property
    def over_on(self) -> date:
        """The day after which nothing more happens: where the offer changes at the renewal, two days after that."""
        changes = self.facts["moves_by"] == "request" and self.facts["offer_change"] in ("equivalent", "different")
        return max(self.settled_on, self.old_end + timedelta(days=2)) if changes else self.settled_on


@dataclass(frozen=True)
class Found:
    """One finding about the customer (``subscription`` None) or about one subscription."""

    finding: Finding
    subscription: Token | None
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Plan:
    """Everything that is decided about one customer; ``guidance`` is the version of the rules it was decided by.

    ``numbers``: the dated numbers that texts of steps speak of, as they were known. ``tenant_count`` and
    ``tenant_limit``: how many subscriptions the tenant has while old and new overlap, and may have.
    """

    customer: Customer
    as_of: date
    guidance: str
    facts: Mapping[str, str]
    subscriptions: tuple[SubscriptionPlan, ...]
    findings: tuple[Found, ...]
    sections: tuple[Section, ...]
    fingerprint: str
    numbers: Mapping[str, int]
    tenant_count: int
    tenant_limit: int | None

    @property
    def new_seats(self) -> int:
        """Licences that are ordered or move, those of an order counted once."""
        alone = sum(one.new.seats for one in self.subscriptions if one.new and not one.order)
        used = {one.order for one in self.subscriptions}
        return alone + sum(order.seats for order in self.customer.orders if order.id in used)

    @property
    def overlap_seat_days(self) -> int:
        return sum(one.overlap_seat_days for one in self.subscriptions)

    @property
    def gap_seat_days(self) -> int:
        return sum(one.gap_seat_days for one in self.subscriptions)

    @property
    def overlap_costs(self) -> tuple[Money, ...]:
        """What the days of overlap cost altogether, per currency, tax and price."""
        return total([one.costs.overlap for one in self.subscriptions])

    @property
    def losses(self) -> tuple[Money, ...]:
        """What is paid for days after early ends altogether."""
        return total([one.costs.loss for one in self.subscriptions])

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What stands in its calendar, by the first days."""
        return events_of(self)

    @cached_property
    def steps(self) -> tuple[PlannedStep, ...]:
        return tuple(step for section in self.sections for step in section.steps)

    @cached_property
    def is_parted(self) -> bool:
        """Whether its runbook has a page for each cut-over, and one for what is before and after them."""
        return any(section.page != RUNBOOK for section in self.sections)

    @cached_property
    def cut_over_sections(self) -> Mapping[date, Section]:
        """By the day of a cut-over the first section of it; what follows ends the old, and may wait for weeks."""
        first: dict[date, Section] = {}
        for section in self.sections:
            if section.cut_over:
                first.setdefault(section.cut_over, section)
        return first

    @cached_property
    def step_by_key(self) -> Mapping[str, PlannedStep]:
        return {step.key: step for step in self.steps}

    @property
    def finding_kinds(self) -> dict[str, int]:
        """How many different findings there are of each level: what a reader has to understand."""
        kinds = {str(found.finding.id): str(found.finding.level) for found in self.findings}
        return {level: sum(one == level for one in kinds.values()) for level in LEVELS}

    @cached_property
    def status(self) -> str:
        """blocked, done, attention or ready: a blocker outweighs everything, a finished plan its warnings."""
        levels = {found.finding.level for found in self.findings}
        if "blocker" in levels:
            return "blocked"
        if not any(step.is_open for step in self.steps):
            return "done"
        return "attention" if "warning" in levels else "ready"

    @cached_property
    def next_step(self) -> PlannedStep | None:
        """The first step that is still to be done."""
        return next((step for step in self.steps if step.is_open), None)
