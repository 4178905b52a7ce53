"""What the templates of a review print: one customer's changes, the rules', the whole – nothing left to decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from generator.plan import Money, Plan, PlannedStep
from generator.plan.costs import total
from generator.review.changes import Change
from generator.review.compare import CustomerChange
from generator.review.plans import FindingChange, StepChange
from generator.review.review import Review
from generator.review.rules import RuleChange
from generator.review.words import Desk, ReviewVoice, code, field_label, step_title, value_words
from generator.text import Token, ours

View = dict[str, Any]

SHOWN = 10
"""How many customers a line names before it counts the rest."""


def customer_view(change: CustomerChange, desk: Desk, voice: ReviewVoice) -> View:
    """One customer: what its file says otherwise, what follows from it, findings and steps."""
    plan, country = change.plan, change.plan.customer.tenant.country
    weighty = [one for one in change.file if one.severity != "low"]
    effects = [one for one in change.effects if one.severity != "low"]
    light = [one for one in (*change.file, *change.effects) if one.severity == "low" and one.path[-1] != "told"]
    rows = {"file": weighty, "effects": effects, "light": light}
    return {
        "id": change.id,
        "name": voice.name(plan.customer.name),
        "action": voice.label("review", change.action),
        "added": change.action == "add",
        "removed": change.action == "remove",
        "status": voice.fill("review", "status", status=voice.label("status", plan.status)),
        **{name: [_row(one, desk, country, voice) for one in changes] for name, changes in rows.items()},
        "findings": [_finding(one, change, voice) for one in change.findings if _is_told(one, change)],
        "light_count": len(light),
        "subscriptions": [_subscription(plan, one, voice) for one in plan.subscriptions],
        "steps": _steps(change, voice) if change.action == "change" else [],
        "step_counts": _step_counts(change.steps, voice),
        "paper": _paper(change, voice),
    }


def _is_told(finding: FindingChange, of: CustomerChange) -> bool:
    """Of a customer that is new only what blocks or warns; of one that goes nothing."""
    return of.action == "change" or (of.action == "add" and finding.found.finding.level != "note")


def _row(change: Change, desk: Desk, country: str, voice: ReviewVoice) -> View:
    return {
        "what": field_label(change, voice),
        "before": value_words(change, change.before, desk.catalog, country, voice),
        "after": value_words(change, change.after, desk.catalog, country, voice),
        "high": change.severity == "high",
    }


def _finding(change: FindingChange, of: CustomerChange, voice: ReviewVoice) -> View:
    found = change.found
    country = of.plan.customer.tenant.country
    values = {name: voice.value(name, value, country) for name, value in found.values.items()}
    title, text = (voice.say(words, values) for words in (found.finding.title, found.finding.text))
    return {
        "action": voice.label("review", f"finding-{change.action}"),
        "level": voice.label("level", found.finding.level),
        "title": title,
        "text": text if change.is_news and found.finding.level != "note" else None,
        "high": change.severity == "high",
        "subscription": found.subscription,
        "basis": _basis(found.finding.basis, voice),
    }


def _subscription(plan: Plan, one: Any, voice: ReviewVoice) -> View:
    """A row of what a customer that comes or goes has."""
    return {
        "id": one.id,
        "offer": voice.offer(one.old.offer or one.old.key),
        "seats": one.old.seats,
        "new_offer": voice.offer(one.new.offer or one.new.key) if one.new else None,
        "new_seats": one.new.seats if one.new else None,
        "route": voice.say(one.route.name),
        "cut_over": voice.date(one.cut_over) if one.cut_over else None,
    }


def _steps(of: CustomerChange, voice: ReviewVoice) -> list[View]:
    """A line per step; those of which the same is said, and nothing else, stand together with their ids."""
    alike: dict[Markup | int, list[View]] = {}
    for number, change in enumerate(of.steps):
        view = _step(change, of, voice)
        alike.setdefault(view["what"] if change.action == "change" and not change.restated else number, []).append(view)
    comma = voice.label("formats", "comma")
    return [
        views[0] if len(views) == 1 else {**views[0], "ids": comma.join(one["ids"] for one in views)} | _UNTITLED
        for views in alike.values()
    ]


_UNTITLED: View = {"title": None, "basis": Markup()}


def _step(change: StepChange, of: CustomerChange, voice: ReviewVoice) -> View:
    step = change.step
    plan = of.after if change.after else of.before
    why = [
        voice.fill("review", "is-now", fact=voice.label("fact", fact), value=voice.fact_value(fact, value))
        for fact, value in change.why
    ]
    return {
        "ids": Markup("{} {}").format(code(step.id), ours(step.number)),
        "action": voice.label("review", "step-state" if _only_state(change) else f"step-{change.action}"),
        "title": step_title(step, plan or of.plan, voice),
        "what": voice.label("formats", "semicolon").join(_differences(change, voice)),
        "why": voice.fill("review", "why", text=voice.label("formats", "semicolon").join(why)) if why else None,
        "basis": _basis(step.step.basis, voice),
    }


def _basis(clauses: Sequence[Token], voice: ReviewVoice) -> Markup:
    """Where it comes from, in parentheses."""
    comma = voice.label("formats", "comma")
    return voice.fill("formats", "paren", text=comma.join(ours(clause) for clause in clauses))


def _only_state(change: StepChange) -> bool:
    """Whether nothing but the state is another one: something was recorded."""
    return change.restated and not (change.moved or change.reworded or change.reordered or change.other_rows)


def _differences(change: StepChange, voice: ReviewVoice) -> Iterable[Markup]:
    """What is different about a step that was there before."""
    if change.before is None or change.after is None:
        yield voice.fill("review", "due", day=voice.date(change.step.due))
        return
    if change.moved:
        yield voice.fill("review", "moved", before=voice.date(change.before.due), after=voice.date(change.after.due))
    if change.restated:
        states = {"before": change.before.state, "after": change.after.state}
        yield voice.fill("review", "restated", **{name: voice.label("state", one) for name, one in states.items()})
    said = {"other-rows": change.other_rows, "reworded": change.reworded, "reordered": change.reordered}
    yield from (voice.label("review", label) for label, holds in said.items() if holds)
    if not (change.moved or change.restated or any(said.values())):
        yield voice.label("review", "other-values")


def _step_counts(steps: Sequence[StepChange], voice: ReviewVoice) -> Markup:
    counts = {action: sum(one.action == action for one in steps) for action in ("add", "remove", "move", "change")}
    return voice.fill("review", "step-counts", counts=_counted("steps", counts, voice))


def _counted(of: str, counts: Mapping[str, int], voice: ReviewVoice) -> Markup:
    """How many of each; what there is none of is not said."""
    said = [voice.fill("review", f"{of}-{name}", count=count) for name, count in counts.items() if count]
    return voice.label("formats", "comma").join(said)


def summary(review: Review, voice: ReviewVoice) -> Markup:
    """How many customers a change touches; nothing is claimed of what could not be read."""
    partly = bool(review.problems or review.base_problems)
    counts = {name: review.summary[name] for name in ("add", "change", "remove")}
    if review.customers:
        said = [_counted("count", counts, voice), _counted("count", {"high": review.summary["high"]}, voice)]
        counted = voice.label("formats", "semicolon").join(one for one in said if one)
        values = {"customers": review.summary["customers"], "counts": counted}
        return voice.fill("review", "summary-partly" if partly else "summary", **values)
    return voice.label("review", "not-compared" if partly else "no-change")


def _paper(change: CustomerChange, voice: ReviewVoice) -> Markup | None:
    """Which printed papers no longer hold, and which does now."""
    if not change.voids_paper or change.before is None:
        return None
    old = code(change.before.fingerprint)
    if change.after is None or change.after.status == "blocked":
        return voice.fill("review", "void-only", before=old)
    return voice.fill("review", "void-now", before=old, after=code(change.after.fingerprint))


def rule_view(change: RuleChange, plans_change: bool, voice: ReviewVoice) -> View:
    """A row of the guidance that changed, and whom it touches; of a number, those whose plan changes."""
    told = named(change.customers or (), voice)
    return {
        "table": voice.label("review", f"table-{change.table}"),
        "id": code(change.id),
        "action": voice.label("review", f"rule-{change.action}"),
        "fields": _numbers(change) or voice.label("formats", "comma").join(code(one) for one in change.fields),
        "name": voice.say(change.name) if change.name else None,
        "customers": voice.label("review", "below") if change.customers is None and plans_change else told,
    }


def _numbers(change: RuleChange) -> Markup | None:
    """A dated number's values before and after, where they are all that differs."""
    return ours("; ".join(f"{old} → {new}" for old, new in change.numbers)) if change.numbers else None


def named(ids: Sequence[Token], voice: ReviewVoice) -> Markup:
    """Customers by their ids: the first ones, and how many there are."""
    if not ids:
        return voice.label("review", "nobody")
    shown = voice.label("formats", "comma").join(code(one) for one in ids[:SHOWN])
    return voice.fill("review", "customers-and" if len(ids) > SHOWN else "customers", count=len(ids), shown=shown)


def totals_view(changes: Sequence[CustomerChange], voice: ReviewVoice) -> list[Markup]:
    """Licences and money of all changed customers together, before and after, where they differ."""
    said = []
    before, after = (sum(change.seats[side] for change in changes) for side in (0, 1))
    if before != after:
        counts = {"before": f"{before:,}", "after": f"{after:,}", "delta": f"{after - before:+,}"}
        said.append(voice.fill("review", "seats-total", **{name: ours(count) for name, count in counts.items()}))
    for name in ("overlap_costs", "losses"):
        old, new = (_money(changes, side, name) for side in ("before", "after"))
        if old != new:
            words = {side: _sum(amounts, voice) for side, amounts in (("before", old), ("after", new))}
            said.append(voice.fill("review", f"total-{name.replace('_', '-')}", **words))
    return said


def _money(changes: Sequence[CustomerChange], side: str, name: str) -> tuple[Money, ...]:
    plans: Iterable[Plan | None] = (getattr(change, side) for change in changes)
    return total([one for plan in plans if plan for one in getattr(plan, name)])


def _sum(amounts: Sequence[Money], voice: ReviewVoice) -> Markup:
    return voice.label("formats", "comma").join(voice.money(one) for one in amounts) if amounts else Markup("0")


def rechecked(change: CustomerChange) -> list[PlannedStep]:
    """The steps that were recorded and have to be looked at again because of the change."""
    return [one.after for one in change.steps if one.after and one.restated and one.after.state == "recheck"]
