"""A plan as text that a domain expert can review: everything that is decided, no wording, nothing left out.

Hashes and the fingerprint follow from the wording of the guidance; they have tests of their own (test_plan_contract).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from generator.catalog import Offer
from generator.plan import Found, Goods, Money, Plan, PlannedStep, Section, SubscriptionPlan, Untaken, Value
from generator.text import Pair

_SAID = ("route", "mode", "offer_change", "seats_left")
"""The facts of a subscription that its other lines show."""

_USUAL = dict(
    fact.split(" ")
    for fact in """
region same, tier direct, provider_relationship not-needed, admin reachable, relationship none, agreement none,
agreement_holds no, admin_access none, admin_access_life unknown, side_by_side no, orders fed,
tenant_count fits, ends one, late no, progress matched, intent transfer, segment commercial, trial no,
state active, seller_keeps no, seller_tier unknown, same_provider no, cooperates unknown, stops_at_end unknown,
licence_by unknown, addon none, addon_life fits, decided_day no, into_order no, ending expire, terms_change none,
offer_known yes, target_known yes, offer_life current, target_life current, target_trial no, orderable yes,
offer_to_confirm no, seat_change same, end ahead, end_date unchecked, term_start unknown, legacy_age none, window none,
after_end none, decided planner, overlap_limit none, cap fits, overlap_length usual, undo fits,
cancel_possible none, loss none, gap none
""".strip()
    .replace(",\n", ", ")
    .split(", ")
)
"""What most plans have in common: only what is otherwise is worth a reader's time."""


def summary(plan: Plan) -> str:
    """The whole plan, a block each for subscriptions, findings and the sections of the runbook."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Plan) -> Iterator[str]:
    yield f"as of {_day(plan.as_of)}"
    yield f"status: {plan.status}"
    yield f"facts: {_facts(plan.facts) or 'as usual'}"
    yield f"next: {plan.next_step.key if plan.next_step else 'nothing'}"
    for one in plan.subscriptions:
        yield ""
        yield from _subscription(one, plan.facts)
    if plan.overlap_costs or plan.losses:
        yield f"totals: overlap {_value(plan.overlap_costs)}, loss {_value(plan.losses)}"
    yield ""
    yield from (_found(found) for found in plan.findings)
    for section in plan.sections:
        yield ""
        yield from _section(section)


def _subscription(one: SubscriptionPlan, shared: Mapping[str, str]) -> Iterator[str]:
    row, mode = one.route, one.facts["mode"]
    order = f" in order {one.order}" if one.order else ""
    change = f"{_goods(one.new)}{order} ({one.facts['offer_change']})" if one.new else "nothing"
    yield f"{one.id}: {row.route} ({row.id}), {mode}, {_goods(one.old)} -> {change}, {_days(one)}"
    own = {name: value for name, value in one.facts.items() if name not in shared and name not in _SAID}
    yield f"  facts: {_facts(own)}"
    yield f"  seller: {_value(one.seller)} ({one.seller_key})"
    yield f"  left after the end: {one.left.seats} for {one.left.assigned}, {one.left.state}; seats {one.seat_change:+}"
    if one.costs.loss or one.costs.overlap:
        yield f"  loss {_value(one.costs.loss)}, overlap {_value(one.costs.overlap)}"
    yield from (f"  not {other.route.id}: {_against(other)}" for other in one.untaken)
    yield f"  because route {row.route} {_basis(row.basis)}"
    yield from (f"  because {why.fact} {why.value} {_basis(why.basis)}" for why in one.reasons)


def _against(other: Untaken) -> str:
    return ", ".join(f"{fact} {value}" for fact, value in other.against) or "a way above it is taken"


def _days(one: SubscriptionPlan) -> str:
    days = [f"old end {_day(one.old_end)}"]
    if one.old_end != one.subscription.ends_on:
        days.append(f"natural end {_day(one.subscription.ends_on)}")
    if one.cut_over != one.provision_on:
        days.append(f"cut-over {_day(one.cut_over)}")
    if one.provision_on:
        days.append(f"provision {_day(one.provision_on)} by {_day(one.cut.by if one.cut else None)}")
    if one.cut and one.cut.recommended != one.cut.on:
        days.append(f"recommended {_day(one.cut.recommended)}")
    if one.cut and one.cut.fallback_on:
        days.append(f"request by {_day(one.cut.by)}, else give up {_day(one.cut.fallback_on)}")
        days.append(f"and order by {_day(one.cut.order_by)}")
    if one.undo_until:
        days.append(f"undo until {_value(one.undo_until)}")
    return ", ".join([*days, f"overlap {one.overlap_days}, gap {one.gap_days}, loss {one.loss_days}"])


def _found(found: Found) -> str:
    about = f" ({found.subscription})" if found.subscription else ""
    values = ", ".join(f"{name}: {_value(value)}" for name, value in sorted(found.values.items()))
    policy = " policy" if found.finding.policy else ""
    policy += " urgent" if found.finding.urgent else ""
    return f"{found.finding.level} {found.finding.id}{about} {_basis(found.finding.basis)}{policy} {{{values}}}"


def _section(section: Section) -> Iterator[str]:
    cut_over = f" {_day(section.cut_over)}" if section.cut_over else ""
    yield f"{section.phase.letter} {section.phase.id}{cut_over}"
    yield from (_step(step) for step in section.steps)
    if section.gate:
        yield f"{section.gate.id} {_basis(section.gate.basis)}"


def _step(step: PlannedStep) -> str:
    """One line: day, owner, key, what it is about, state, and whatever is not as usual."""
    subjects = ", ".join(str(one.id) for one in step.subjects)
    parts = [_day(step.due), str(step.owner), step.key, f"({subjects})", step.state]
    if step.part:
        parts.append(f"part {step.part[0]} of {step.part[1]}")
    if step.seller:
        parts.append(f"seller {_value(step.seller)}")
    if step.not_before:
        parts.append(f"not before {_day(step.not_before)}")
    if step.moved:
        parts.append(f"moved from {_day(step.moved)}")
    parts += ["late"] if step.late else []
    parts += ["irreversible"] if step.step.irreversible else []
    if step.record:
        parts.append(f"recorded {step.record.done or step.record.not_needed}")
    if recorded := sum(subject != "" for subject in step.records):
        parts.append(f"{recorded} of {len(step.subjects)} recorded")
    parts += [
        f"changed {why.what}" + (f" {why.was} to {why.now}" if why.now is not None else "") for why in step.recheck
    ]
    if step.after:
        parts.append(f"after {', '.join(step.after)}")
    return " ".join([*parts, _basis(step.step.basis)])


def _facts(facts: Mapping[str, str]) -> str:
    """The facts that are not as usual."""
    return ", ".join(f"{name} {value}" for name, value in facts.items() if _USUAL.get(name) != value)


def _goods(goods: Goods) -> str:
    return f"{goods.key} {goods.seats}"


def _basis(basis: tuple[str, ...]) -> str:
    return f"[{', '.join(basis)}]"


def _day(day: date | None) -> str:
    return f"{day:%a %Y-%m-%d}" if day else "never"


def _value(value: Value) -> str:
    if isinstance(value, datetime):
        return f"{value:%a %Y-%m-%d %H:%M} UTC"
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, Money):
        return f"{value.amount} {value.currency} tax {value.tax or 'not stated'} {value.price} price"
    if isinstance(value, Pair):
        return str(value["en"])
    if isinstance(value, Offer):
        return str(value.id)
    if isinstance(value, tuple):
        return f"[{', '.join(_value(one) for one in value)}]"
    return str(value)
