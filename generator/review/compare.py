"""What is different between two plans of one customer: routes, days, findings and steps, in their own ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.plan import Plan, PlannedStep, SubscriptionPlan
from generator.text import Token


@dataclass(frozen=True)
class Change:
    """One difference: ``kind`` is a label of the group `impact`, ``values`` what it speaks of."""

    kind: str
    values: dict[str, str]


@dataclass(frozen=True)
class CustomerChange:
    """The differences of one customer, in the order routes and days, findings, steps."""

    customer: Token
    changes: tuple[Change, ...]


def changed_customers(pairs: Iterable[tuple[Plan, Plan]]) -> Iterator[CustomerChange]:
    """The customers whose plan differs between before and after; two plans of one customer file each."""
    for before, after in pairs:
        changes = (*_status(before, after), *_subscriptions(before, after), *_findings(before, after))
        changes += tuple(_steps(before, after))
        if changes:
            yield CustomerChange(after.customer.id, changes)


def _status(before: Plan, after: Plan) -> Iterator[Change]:
    if before.status != after.status:
        yield Change("status-changed", {"old": before.status, "new": after.status})


def _subscriptions(before: Plan, after: Plan) -> Iterator[Change]:
    for old, new in zip(before.subscriptions, after.subscriptions, strict=True):
        if old.route.id != new.route.id:
            routes = {"old": str(old.route.id), "new": str(new.route.id)}
            yield Change("route-changed", {"subscription": str(new.id), **routes})
        if old.cut_over != new.cut_over:
            days = {"old": str(old.cut_over or "–"), "new": str(new.cut_over or "–")}
            yield Change("day-changed", {"subscription": str(new.id), **days})
        elif _told(old) != _told(new):
            yield Change("told-changed", {"subscription": str(new.id)})


def _findings(before: Plan, after: Plan) -> Iterator[Change]:
    old, new = _by_id(before), _by_id(after)
    yield from (Change("finding-new", {"finding": finding}) for finding in new if finding not in old)
    changed = (finding for finding, seen in new.items() if finding in old and old[finding] != seen)
    yield from (Change("finding-changed", {"finding": finding}) for finding in changed)
    yield from (Change("finding-gone", {"finding": finding}) for finding in old if finding not in new)


def _steps(before: Plan, after: Plan) -> Iterator[Change]:
    old, new = before.step_by_key, after.step_by_key
    for key, step in new.items():
        if key not in old:
            yield Change("step-new", {"step": key})
        elif step.due != old[key].due:
            yield Change("step-moved", {"step": key, "old": old[key].due.isoformat(), "new": step.due.isoformat()})
        elif _seen(step) != _seen(old[key]):
            yield Change("step-changed", {"step": key})
    yield from (Change("step-gone", {"step": key}) for key in old if key not in new)


def _told(one: SubscriptionPlan) -> tuple[object, ...]:
    """What the overview tells of a subscription beside its route: reasons, days, the last hour of undo, money."""
    reasons = [(why.fact, why.value, why.basis, why.text) for why in one.reasons]
    words = (one.route.why, one.route.basis)
    return reasons, words, one.cut, one.undo_until, one.overlap_days, one.gap_days, one.costs


def _by_id(plan: Plan) -> dict[str, list[object]]:
    """The findings with everything that a reader sees of them."""
    seen: dict[str, list[object]] = {}
    for found in plan.findings:
        row = found.finding
        words = (row.level, row.urgent, row.policy, row.basis, row.title, row.text, row.way_out)
        seen.setdefault(str(row.id), []).append((words, found.subscription, dict(found.values)))
    return seen


def _seen(step: PlannedStep) -> tuple[object, ...]:
    """What a reader sees of a step: wording, quantities and days are in its hash."""
    return step.hash, step.not_before, step.owner, step.step.basis, step.after
