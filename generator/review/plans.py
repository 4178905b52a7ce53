"""What is different between two plans of one customer: what happens to each subscription, findings, steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import and_, eq
from typing import Any

from generator.guidance.vocabulary import LEVELS
from generator.plan import Found, Plan, PlannedStep, SubscriptionPlan
from generator.review.changes import Change, action_of, by_weight, either


@dataclass(frozen=True)
class FindingChange:
    """A finding that is new, gone, or says something else: ``before`` or ``after`` is None where there is none."""

    before: Found | None
    after: Found | None

    @property
    def found(self) -> Found:
        """The finding as it is, or as it was before it went."""
        return either(self.before, self.after)

    @property
    def action(self) -> str:
        return action_of(self.before, self.after)

    @property
    def is_news(self) -> bool:
        """Whether it was not there before, or less grave."""
        if self.before is None or self.after is None:
            return self.before is None
        return LEVELS.index(self.after.finding.level) < LEVELS.index(self.before.finding.level)

    @property
    def severity(self) -> str:
        """A blocker weighs as much as a cut-over day, other words as little as a note."""
        weights = {"blocker": "high", "warning": "medium", "note": "low"}
        levels = {one.finding.level for one in (self.before, self.after) if one}
        said_otherwise = self.before is not None and self.after is not None and len(levels) == 1
        return "low" if said_otherwise else min((weights[level] for level in levels), key=list(weights.values()).index)


@dataclass(frozen=True)
class StepChange:
    """A step that is new, gone or different.

    ``why``: of a step that is new or gone, the facts that decide about it and are different now, with their values.
    ``reworded``: whether its texts or sources changed; ``reordered``: who does it or what comes before;
    ``other_rows``: its subscriptions, quantities or offers.
    """

    before: PlannedStep | None
    after: PlannedStep | None
    why: tuple[tuple[str, str], ...] = ()
    reworded: bool = False
    reordered: bool = False
    other_rows: bool = False

    @property
    def step(self) -> PlannedStep:
        """The step as it is, or as it was before it went."""
        return either(self.before, self.after)

    @property
    def moved(self) -> bool:
        return bool(self.before and self.after and self.before.due != self.after.due)

    @property
    def restated(self) -> bool:
        """Whether its state is another: open, done, not-needed, recheck."""
        return bool(self.before and self.after and self.before.state != self.after.state)

    @property
    def action(self) -> str:
        action = action_of(self.before, self.after)
        return "move" if action == "change" and self.moved else action

    @property
    def severity(self) -> str:
        """What was done and has to be looked at again weighs most."""
        if self.restated and self.step.state == "recheck":
            return "high"
        return "low" if self.action == "change" else "medium"


def plan_changes(before: Plan, after: Plan) -> tuple[Change, ...]:
    """What follows for the customer and each subscription, in the order severity, kind, path."""
    changes = list(_changes(("plan",), {"status": before.status}, {"status": after.status}))
    old = {one.id: one for one in before.subscriptions}
    for new in after.subscriptions:
        if new.id in old:
            path = ("plan", "subscriptions", str(new.id))
            changes += _changes(path, _told(old[new.id]), _told(new))
    return by_weight(changes)


def finding_changes(before: Plan | None, after: Plan | None) -> tuple[FindingChange, ...]:
    """Findings that come, change or go, in the plans' order: what is new before what is gone."""
    old, new = _by_place(before), _by_place(after)
    pairs = [(old.get(key), found) for key, found in new.items()]
    changed = [FindingChange(was, now) for was, now in pairs if _words(was) != _words(now)]
    return (*changed, *(FindingChange(found, None) for key, found in old.items() if key not in new))


def step_changes(before: Plan | None, after: Plan | None) -> tuple[StepChange, ...]:
    """Steps that come, change or go, in the order of the runbook: what is gone comes last."""
    pairs = _paired(before.steps if before else (), after.steps if after else ())
    changes = (_step_change(old, new, before, after) for old, new in pairs)
    return tuple(change for change in changes if change is not None)


def _told(one: SubscriptionPlan) -> Mapping[str, Any]:
    """What the pages tell of a subscription, by the name of its label."""
    cut = one.cut
    reasons = tuple((why.fact, why.value, why.basis, why.text) for why in one.reasons)
    return {
        "route": one.route,
        "offer_change": one.facts["offer_change"],
        "mode": one.facts["mode"],
        "new_offer": one.new and one.new.key,
        "new_seats": one.new and one.new.seats,
        "cut_over": one.cut_over,
        "old_end": one.old_end,
        "overlap_days": one.overlap_days,
        "gap_days": one.gap_days,
        "loss": one.costs.loss or (one.loss_days or None),
        "overlap_cost": one.costs.overlap,
        "last_safe": cut.by if cut else None,
        "fallback_on": cut.fallback_on if cut else None,
        "order_by": cut.order_by if cut else None,
        "undo_until": one.undo_until,
        "told": (reasons, one.route.why, one.route.basis),
    }


def _changes(path: tuple[str, ...], before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name, new in after.items():
        old = before[name]
        if name == "route":
            old, new = (old, new) if old.id != new.id else (None, None)
        if old != new:
            yield Change((*path, name), action_of(old, new), old, new)


def _by_place(plan: Plan | None) -> dict[tuple[str, str | None], Found]:
    return {(found.finding.id, found.subscription): found for found in plan.findings} if plan else {}


def _words(found: Found | None) -> tuple[Any, ...] | None:
    """What a reader sees of a finding."""
    if found is None:
        return None
    row = found.finding
    return row.level, row.urgent, row.policy, row.basis, row.title, row.text, row.way_out, dict(found.values)


def _paired(
    before: Sequence[PlannedStep], after: Sequence[PlannedStep]
) -> Iterator[tuple[PlannedStep | None, PlannedStep | None]]:
    """Each new step with the old one that it was: of the same id, the one with most of the same subscriptions."""
    left = list(before)
    partners: dict[int, PlannedStep] = {}
    for fits in (eq, and_):  # the same subscriptions first: what is left may share some
        for place, step in enumerate(after):
            if place in partners:
                continue
            about = _about(step)
            alike = [one for one in left if one.id == step.id and fits(_about(one), about)]
            if alike:
                partners[place] = max(alike, key=lambda one: len(_about(one) & about))
                left.remove(partners[place])
    yield from ((partners.get(place), step) for place, step in enumerate(after))
    yield from ((step, None) for step in left)


def _about(step: PlannedStep) -> frozenset[str]:
    return frozenset(str(one.id) for one in step.subjects)


def _step_change(
    old: PlannedStep | None, new: PlannedStep | None, before: Plan | None, after: Plan | None
) -> StepChange | None:
    if old is None or new is None:
        return StepChange(old, new, _why(old, new, before, after))
    change = StepChange(
        old,
        new,
        reworded=(old.step.words, old.step.basis) != (new.step.words, new.step.basis),
        reordered=_order(old, before) != _order(new, after),
        other_rows=_rows(old) != _rows(new),
    )
    same = not (change.moved or change.restated or change.reworded or change.reordered or change.other_rows)
    return None if same and old.hash == new.hash and old.not_before == new.not_before else change


def _order(step: PlannedStep, plan: Plan | None) -> tuple[Any, ...]:
    """In which phase who does it, and which steps come before."""
    before = {plan.step_by_key[key].id for key in step.after} if plan else set()
    return step.step.phase, step.owner, sorted(before)


def _rows(step: PlannedStep) -> list[tuple[Any, ...]]:
    bought = ((one.id, one.old.key, one.old.seats, one.new and (one.new.key, one.new.seats)) for one in step.subjects)
    return sorted(bought, key=lambda row: str(row[0]))


def _why(
    old: PlannedStep | None, new: PlannedStep | None, before: Plan | None, after: Plan | None
) -> tuple[tuple[str, str], ...]:
    """The facts of the step's ``when`` that changed for its subscriptions, with what they are now."""
    step = new or old
    if step is None or before is None or after is None:
        return ()
    was = {one.id: one.facts for one in before.subscriptions}
    now = {one.id: one.facts for one in after.subscriptions}
    changed = [
        (str(fact), now[one.id][fact])
        for one in step.subjects
        if one.id in was and one.id in now
        for fact in step.step.when
        if was[one.id][fact] != now[one.id][fact]
    ]
    return tuple(dict.fromkeys(changed))
