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
        return tuple(one.severity for one in weighed)

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
    def seats(self) -> tuple[int, int]:
        """Licences that are bought anew or move, before and after."""
        return _seats(self.before), _seats(self.after)


def compared(
    before: Mapping[Token, Customer], after: Mapping[Token, Customer], rules: tuple[Guidance, Guidance]
) -> Iterator[CustomerChange]:
    """The customers for which anything is different, in the order of their ids; ``rules``: those before and after."""
    for customer_id in sorted({*before, *after}):
        change = _customer_change(before.get(customer_id), after.get(customer_id), rules)
        if change is not None:
            yield change


def _customer_change(
    old: Customer | None, new: Customer | None, rules: tuple[Guidance, Guidance]
) -> CustomerChange | None:
    if old == new and rules[0] is rules[1]:
        return None
    before, after = (_plan(one, guidance) for one, guidance in zip((old, new), rules, strict=True))
    findings, steps = finding_changes(before, after), step_changes(before, after)
    if old is None or new is None or before is None or after is None:
        plan = after or before
        return CustomerChange(plan.customer.id, before, after, (), (), findings, steps) if plan else None
    change = CustomerChange(new.id, before, after, file_changes(old, new), plan_changes(before, after), findings, steps)
    return change if change.severities or before.fingerprint != after.fingerprint else None


def _plan(customer: Customer | None, guidance: Guidance) -> Plan | None:
    return make_plan(customer, guidance) if customer else None


def _seats(plan: Plan | None) -> int:
    return plan.new_seats if plan else 0
