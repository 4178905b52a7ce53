"""From the step table to a customer's steps: which apply, to what, on which days, and what is done of them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby

from generator.guidance import Guidance, Phase, Step, holds
from generator.guidance.vocabulary import APPROVAL
from generator.model import Customer
from generator.plan.anchors import KEPT_LEAD, Days, day_of, safe_end
from generator.plan.facts import changed_terms
from generator.plan.progress import with_progress
from generator.plan.section import MOST_STEPS, RUNBOOK, PlannedStep, Section, runbook_part
from generator.plan.value import SubscriptionPlan
from generator.plan.workdays import DAY, Workdays
from generator.text import LANGUAGES, Pair

_BY_SELLER = {"seller", "seller-end", "request"}


def plan_sections(
    customer: Customer,
    guidance: Guidance,
    plans: Sequence[SubscriptionPlan],
    numbers: Mapping[str, int],
    workdays: Workdays,
    as_of: date,
) -> tuple[Section, ...]:
    """The runbook's sections in order: preparation and consent once, cut-over and close-out per cut-over day."""
    cut_overs = sorted({plan.cut_over for plan in plans if plan.cut_over})
    cancelled = {plan.old_end for plan in plans if plan.facts["ending"] == "cancel"}
    days = Days(
        workdays=workdays.keeping({*cut_overs, *cancelled}),
        as_of=as_of,
        consent=min((plan.consent_by for plan in plans if plan.consent_by), default=as_of + KEPT_LEAD),
        last_end=max((plan.over_on for plan in plans if plan.cut_over), default=as_of),
        numbers=numbers,
        parties=_parties(customer),
        lapse=guidance.days("transfer-request-days", 30) * DAY,
    )
    sections: list[Section] = []
    for each, phases in groupby(guidance.phases, key=lambda phase: str(phase.each)):
        group = tuple(phases)
        for wave, day in enumerate(cut_overs if each == "cut-over" else (None,), start=1):
            here = [plan for plan in plans if day is None or plan.cut_over == day]
            numbered = str(wave) if day and len(cut_overs) > 1 else ""
            for phase in group:
                of_wave = replace(days, safe_end=safe_end(here, day)) if day else days
                steps = _steps(phase, guidance, here, day, of_wave, customer.taker.model == "indirect-reseller")
                gated = phase.gate and any(holds(phase.gate.when or {}, plan.facts) for plan in here)
                letter = f"{phase.letter}{numbered}"
                sections.append(Section(phase, day, steps, letter, phase.gate if gated else None))
    filled = _numbered([section for section in sections if section.steps])
    return _with_order(with_progress(filled, customer, plans[0].facts))


def _steps(
    phase: Phase,
    guidance: Guidance,
    plans: Sequence[SubscriptionPlan],
    day: date | None,
    days: Days,
    two_tier: bool,
) -> tuple[PlannedStep, ...]:
    items = guidance.number("transfer-request-items") or len(plans)
    steps: list[PlannedStep] = []
    for step in guidance.steps:
        if step.phase != phase.id:
            continue
        subjects = [plan for plan in plans if holds(step.when, plan.facts)]
        owner = (step.owner_two_tier or step.owner) if two_tier else step.owner
        for group in _grouped(subjects, step.each):
            parts = _parted(group, items) if step.each == "request" else [group]
            for number, part in enumerate(parts, start=1):
                of_parts = (number, len(parts)) if len(parts) > 1 else None
                steps.append(_dated(step, owner, of_parts, tuple(part), day, days))
    return tuple(steps)


def _grouped(plans: Sequence[SubscriptionPlan], each: str) -> list[list[SubscriptionPlan]]:
    """The subscriptions that one step is about: what ends earlier first, in a group as the file has them."""
    by_seller, by_end = each in ("seller", "seller-end", "request"), each in ("end", "seller-end")
    groups: dict[tuple[str, date], list[SubscriptionPlan]] = {}
    for plan in plans:
        key = (plan.seller_key if by_seller else "", plan.last_day if by_end else date.min)
        groups.setdefault(key, []).append(plan)
    return sorted(groups.values(), key=lambda group: (min(one.last_day for one in group), _first_id(group)))


def _parted(group: Sequence[SubscriptionPlan], items: int) -> list[list[SubscriptionPlan]]:
    """The subscriptions of a seller in parts of so many, by their ids: the order of the file moves none elsewhere."""
    ids = sorted(one.id for one in group)
    parts = [frozenset(ids[at : at + items]) for at in range(0, len(ids), items)]
    return [[one for one in group if one.id in part] for part in parts]


def _first_id(subjects: Iterable[SubscriptionPlan]) -> str:
    """The smallest id: what names a group wherever its subscriptions stand in the file."""
    return min(one.id for one in subjects)


def _dated(
    step: Step,
    owner: str,
    part: tuple[int, int] | None,
    subjects: tuple[SubscriptionPlan, ...],
    day: date | None,
    days: Days,
) -> PlannedStep:
    """The step with its days: a deadline moves earlier, a not-before later; nothing is due before the plan's day."""
    licences = day is not None
    wanted, last = (day_of(step.due, subjects, day, days, as_of) for as_of in (days.as_of, date.max))
    due = days.workdays.earlier(wanted, licences=licences)
    deadline = days.workdays.earlier(last, licences=licences) if last != wanted else due
    not_before = None
    if step.not_before:
        not_before = days.workdays.later(day_of(step.not_before, subjects, day, days, days.as_of), licences=licences)
        due, deadline = max(due, not_before), max(deadline, not_before)
    late = due < days.as_of
    due = days.workdays.later(days.as_of, licences=licences) if late else due
    return PlannedStep(
        step=step,
        owner=owner,
        part=part,
        page=RUNBOOK,
        key=str(step.id),
        number="",
        single=True,
        subjects=subjects,
        seller=subjects[0].seller if step.each in ("seller", "seller-end", "request") else None,
        not_before=not_before,
        due=due,
        deadline=deadline,
        moved=wanted if due != wanted and not late else None,
        late=late,
        after=(),
        hash=_hash(step, subjects, deadline, days),
        state="open",
        record=None,
        records={},
        recheck=(),
    )


def days_in_words(subjects: Sequence[SubscriptionPlan]) -> dict[str, date | datetime | None]:
    """The days that texts of a step may name: the earliest of its subscriptions' each."""
    cuts = [one.cut for one in subjects if one.cut]
    return {
        "fallback_on": min((cut.fallback_on for cut in cuts if cut.fallback_on), default=None),
        "order_by": min((cut.order_by for cut in cuts if cut.order_by), default=None),
        "undo_until": min((one.undo_until for one in subjects if one.undo_until), default=None),
    }


def _parties(customer: Customer) -> tuple[str, ...]:
    """Who agrees with whom about what: customer, tenant, who takes over, former sellers."""
    sellers = sorted(said for seller in customer.sellers.values() for said in seller.name.said)
    names = (*customer.name.said, *customer.taker.name.said)
    return (*names, str(customer.tenant.domain), str(customer.tenant.id), *sellers)


def _hash(step: Step, subjects: Sequence[SubscriptionPlan], deadline: date, days: Days) -> str:
    """Four hex digits over wording in every language, its numbers and days, and quantities: what a person did.

    Not over the title in the customer's words: it is the same work. Approval also holds for these parties alone.
    """
    variables = step.variables
    named = {name: str(value) for name, value in {**days.numbers, **days_in_words(subjects)}.items()}
    if "target_terms" in variables:
        named["target_terms"] = str(sorted((plan.id, changed_terms(plan.subscription)) for plan in subjects))
    content = {
        "parties": days.parties if step.id == APPROVAL else (),
        "named": {name: value for name, value in sorted(named.items()) if name in variables},
        "due": deadline.isoformat(),
        "subjects": [
            [
                plan.id,
                plan.old.lasting_key,
                plan.old.seats,
                *([plan.new.lasting_key, plan.new.seats] if plan.new else []),
            ]
            for plan in sorted(subjects, key=lambda plan: plan.id)
        ],
    }
    digest = _words_digest(tuple(pair for pair in step.words if pair is not step.paper)).copy()
    digest.update(json.dumps(content, ensure_ascii=False)[1:].encode())
    return digest.hexdigest()[:4]


@lru_cache(maxsize=1000)
def _words_digest(words: tuple[Pair[str], ...]) -> hashlib._Hash:
    """The digest of a step as far as its wording: the beginning of a JSON object, of which the rest follows."""
    said = json.dumps([[pair[language] for language in LANGUAGES] for pair in words], ensure_ascii=False)
    return hashlib.sha256(f'{{"words": {said}, '.encode())


def _numbered(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections with permalinks and with the numbers on paper; whether a step's id alone names it."""
    ids = Counter(step.id for section in sections for step in section.steps)
    is_parted = len({section.cut_over for section in sections if section.cut_over}) > 1 or ids.total() > MOST_STEPS
    result = []
    for section in sections:
        page = runbook_part(section.cut_over) if is_parted else RUNBOOK
        steps = []
        dash = "-" if section.letter != section.phase.letter else ""
        for place, step in enumerate(section.steps, start=1):
            single = ids[step.id] == 1
            key = step.key if single else f"{step.key}-{_first_id(step.subjects)}"
            number = f"{section.letter}{dash}{place}"
            steps.append(replace(step, single=single, page=page, key=key, number=number))
        result.append(replace(section, steps=tuple(steps), page=page))
    return tuple(result)


def _with_order(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Each step with the permalinks of the steps it waits for: those of its own cut-over and of what precedes all."""
    result = []
    for section in sections:
        awaited = ((step, tuple(_awaited(step, section, sections))) for step in section.steps)
        steps = (replace(step, after=after) if after else step for step, after in awaited)
        result.append(replace(section, steps=tuple(steps)))
    return tuple(result)


def _awaited(step: PlannedStep, section: Section, sections: Sequence[Section]) -> Iterator[str]:
    """What a step waits for: in its own cut-over, and from seller to seller, only what is about its subscriptions."""
    awaited = step.step.after
    if not awaited:
        return
    about = {one.id for one in step.subjects}
    for other in sections:
        if section.cut_over is not None and other.cut_over not in (None, section.cut_over):
            continue
        of_waves = section.cut_over is not None and other.cut_over is not None
        for one in other.steps:
            if one.step.id not in awaited:
                continue
            apart = of_waves or {step.step.each, one.step.each} <= _BY_SELLER
            if not (apart and about.isdisjoint(sub.id for sub in one.subjects)):
                yield one.key
