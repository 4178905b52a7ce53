"""Customers and rules of two sides in, what changed for whom out. Pure; what is the same is not planned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.guidance import Guidance
from generator.model import Customer
from generator.plan import Plan, make_plan
from generator.review.changes import SEVERITIES, Change, action_of, either
from generator.review.files import file_changes
from generator.review.plans import FindingChange, StepChange, finding_changes, plan_changes, step_changes
from generator.review.rules import Touched
from generator.text import Token


@dataclass(frozen=True)
class CustomerChange:
    """Everything that is different for one customer; a plan is None where the side has none."""

    id: Token
    before: Plan | None
    after: Plan | None
    file: tuple[Change, ...] = ()
    effects: tuple[Change, ...] = ()
    findings: tuple[FindingChange, ...] = ()
    steps: tuple[StepChange, ...] = ()

    @property
    def plan(self) -> Plan:
        """The plan as it is, or as it was before the customer went."""
        return either(self.before, self.after)

    @property
    def action(self) -> str:
        """add, remove or change."""
        return action_of(self.before, self.after)

    @property
    def severities(self) -> tuple[str, ...]:
        """How much each change weighs; a customer that comes or goes is one that weighs much."""
        if self.action != "change":
            return ("high",)
        weighed: list[Change | FindingChange | StepChange] = [*self.file, *self.effects, *self.findings, *self.steps]
        return tuple(one.severity for one in weighed) or ("medium",)  # other words on paper, and nothing else

    @property
    def severity(self) -> str:
        return min(self.severities, key=SEVERITIES.index)

    @property
    def voids_paper(self) -> bool:
        """Whether a checklist that was printed before no longer holds; a blocked plan had none."""
        if self.before is None or self.before.status == "blocked":
            return False
        return self.after is None or self.before.fingerprint != self.after.fingerprint

    @property
    def blocks(self) -> bool:
        """Whether something blocks the plan now that did not before."""
        return any(one.is_news and one.found.finding.level == "blocker" for one in self.findings)

    @property
    def seats(self) -> tuple[int, int]:
        """Licences that are bought anew or move, before and after."""
        return _seats(self.before), _seats(self.after)


def compared(
    before: Mapping[Token, Customer],
    after: Mapping[Token, Customer],
    rules: tuple[Guidance, Guidance],
    touched: Touched | None = None,
) -> Iterator[CustomerChange]:
    """The customers for which anything is different, in the order of their ids.

    ``rules``: those before and after. ``touched`` takes every plan that is made, also where nothing is different.
    """
    for customer_id in sorted({*before, *after}):
        customers = (before.get(customer_id), after.get(customer_id))
        if customers[0] == customers[1] and rules[0] is rules[1]:
            continue
        plans = [make_plan(one, guidance) if one else None for one, guidance in zip(customers, rules, strict=True)]
        for plan, guidance in zip(plans, rules, strict=True):
            if touched is not None and plan:
                touched.take(plan, guidance)
        change = customer_change(*plans)
        if change is not None:
            yield change


def customer_change(before: Plan | None, after: Plan | None) -> CustomerChange | None:
    """What is different between two plans of one customer, of which one may be missing; None where nothing is."""
    findings, steps = finding_changes(before, after), step_changes(before, after)
    if before is None or after is None:
        return CustomerChange(either(before, after).customer.id, before, after, (), (), findings, steps)
    file, effects = file_changes(before.customer, after.customer), plan_changes(before, after)
    if not (file or effects or findings or steps) and before.fingerprint == after.fingerprint:
        return None
    return CustomerChange(after.customer.id, before, after, file, effects, findings, steps)


def _seats(plan: Plan | None) -> int:
    return plan.new_seats if plan else 0
