"""Which letters go with a plan: about what, on which days, and what holds them back. Knows no words, no recipients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from generator.guidance import Guidance, Letter, Paragraph, holds
from generator.guidance.letters import Sending
from generator.guidance.vocabulary import APPROVAL
from generator.plan.section import PlannedStep
from generator.plan.value import Plan, SubscriptionPlan
from generator.plan.workdays import DAY, Workdays

Group = tuple[str, tuple[SubscriptionPlan, ...]]
"""The key of a letter, and what it is about."""


@dataclass(frozen=True)
class PlannedParagraph:
    """A paragraph that stands in the letter, the subscriptions it is about, and which of its steps are to be done."""

    paragraph: Paragraph
    subjects: tuple[SubscriptionPlan, ...]
    steps: tuple[PlannedStep, ...]

    @property
    def due(self) -> date | None:
        """The day by which all of its steps are due."""
        return max((step.due for step in self.steps), default=None)

    @property
    def due_of(self) -> Mapping[str, date]:
        """The first day on which one of its steps is due, by the subscription's id."""
        days: dict[str, date] = {}
        for step in self.steps:
            for one in step.subjects:
                days[one.id] = min(step.due, days.get(one.id, step.due))
        return days


@dataclass(frozen=True)
class PlannedLetter:
    """One letter; ``key`` is unique in the plan and names its draft.

    ``days``: when it goes out, empty where there has to be an occasion. ``steps``: those that its days are counted
    from. ``hold``: the first step that has to be recorded before; None = it may be sent. ``cut_over``: its own day,
    for a letter to the customer as a whole the day where there is only one.
    """

    letter: Letter
    key: str
    subjects: tuple[SubscriptionPlan, ...]
    cut_over: date | None
    steps: tuple[PlannedStep, ...]
    days: tuple[date, ...]
    answer_by: date | None
    hold: PlannedStep | None
    body: tuple[PlannedParagraph, ...]

    @property
    def over(self) -> bool:
        """Whether its steps are done: those that it tells of, or those by which it was sent."""
        return bool(self.steps) and not any(step.is_open for step in self.steps)


def planned_letters(plan: Plan, guidance: Guidance) -> tuple[PlannedLetter, ...]:
    """The letters that are still to be sent, in the order of the table; none while the plan is blocked."""
    if plan.status == "blocked":
        return ()
    letters = (
        _letter(row, key, group, plan)
        for row in guidance.as_of(plan.as_of).letters
        for key, group in _groups(row, plan)
        if not row.until or any(step.is_open for step in _steps_of(row.until, group, plan))
        if not row.consent or any(step.id == APPROVAL for step in plan.steps)
    )
    return tuple(letter for letter in letters if not _too_late(letter) and not _reports_nothing(letter))


def _groups(row: Letter, plan: Plan) -> Iterator[Group]:
    """What one letter each is about, and the letter's key: with the seller's, the number of the cut-over, or both."""
    about = [one for one in plan.subscriptions if holds(row.when, {**one.facts, **plan.facts})]
    if row.each == "customer":
        if about:
            yield str(row.id), tuple(about)
    elif row.each == "seller":
        yield from _by_seller(str(row.id), about, plan)
    elif row.each == "seller-cut-over":
        for key, group in _by_seller(str(row.id), about, plan):
            yield from _by_cut_over(key, group, plan)
    else:
        yield from _by_cut_over(str(row.id), about, plan)


def _by_seller(key: str, about: Sequence[SubscriptionPlan], plan: Plan) -> Iterator[Group]:
    for number, seller in enumerate(dict.fromkeys(one.seller_key for one in about), start=1):
        name = seller if seller in plan.customer.sellers else f"unnamed-{number}"
        yield f"{key}-{name}", tuple(one for one in about if one.seller_key == seller)


def _by_cut_over(key: str, about: Sequence[SubscriptionPlan], plan: Plan) -> Iterator[Group]:
    waves = sorted({one.cut_over for one in plan.subscriptions if one.cut_over})
    for number, day in enumerate(waves, start=1):
        if group := tuple(one for one in about if one.cut_over == day):
            yield f"{key}-{number}" if len(waves) > 1 else key, group


def _letter(row: Letter, key: str, subjects: tuple[SubscriptionPlan, ...], plan: Plan) -> PlannedLetter:
    steps = tuple(_steps_of(row.send.steps, subjects, plan)) if row.send else ()
    before = _before(row, subjects, plan)
    workdays = Workdays(plan.customer.tenant.country, plan.customer.freezes)
    ready = max([plan.as_of, *(step.due for step in before if step.is_open)])
    days = _days(row.send, steps, workdays, ready) if row.send and steps else ()
    cut_overs = {one.cut_over for one in subjects if one.cut_over}
    return PlannedLetter(
        letter=row,
        key=key,
        subjects=subjects,
        cut_over=min(cut_overs) if len(cut_overs) == 1 else None,
        steps=steps,
        days=days,
        answer_by=_answer_by(row.send, days, cut_overs, workdays) if row.send and days else None,
        hold=next((step for step in before if step.is_open), None),
        body=tuple(_paragraphs(row, subjects, steps, plan)),
    )


def _before(row: Letter, subjects: Sequence[SubscriptionPlan], plan: Plan) -> list[PlannedStep]:
    """What has to be done before the letter goes out, in the order of the plan: a report waits for what it reports."""
    reported = row.send.steps if row.send and row.send.done else ()
    held_by = {step.key for step in _steps_of((*row.hold, *reported), subjects, plan)}
    return [step for step in plan.steps if (row.consent and step.id == APPROVAL) or step.key in held_by]


def _too_late(letter: PlannedLetter) -> bool:
    """Whether it only announces a cut-over that is not ahead any more."""
    sending, day = letter.letter.send, letter.cut_over
    announces = letter.letter.each == "cut-over" and sending is not None and max(sending.days) < 0
    return announces and day is not None and bool(letter.days) and letter.days[0] >= day


def _reports_nothing(letter: PlannedLetter) -> bool:
    """Whether it reports that something is done, and there is nothing of the kind to do."""
    sending = letter.letter.send
    return sending is not None and sending.done and not letter.steps


def _days(sending: Sending, steps: Sequence[PlannedStep], workdays: Workdays, ready: date) -> tuple[date, ...]:
    """The days ahead: the due day itself, others moved to working days; the next one where all have passed.

    ``ready``: the first day on which nothing holds the letter back. A report waits for the last of its steps, whatever
    else is in time for the first.
    """
    due = (max if sending.done else min)(step.due for step in steps)
    wanted = {due + days * DAY for days in sending.days}
    moved = {day if day == due else workdays.earlier(day, licences=False) for day in wanted}
    return tuple(sorted(day for day in moved if day >= ready)) or (workdays.later(ready, licences=False),)


def _answer_by(sending: Sending, days: Sequence[date], cut_overs: set[date], workdays: Workdays) -> date | None:
    """A working day on which there is still time before the cut-over; never before the letter goes out."""
    if sending.answer is None:
        return None
    wanted = min([days[0] + sending.answer * DAY, *(day - DAY for day in cut_overs)])
    return max(days[0], workdays.earlier(wanted, licences=False))


def _paragraphs(
    row: Letter, subjects: Sequence[SubscriptionPlan], sent_with: Sequence[PlannedStep], plan: Plan
) -> Iterator[PlannedParagraph]:
    """What stands in the letter: paragraphs without a subject, or whose steps are all done, are left out."""
    for paragraph in row.body:
        asked = paragraph.when
        about = [one for one in subjects if not asked or holds(asked, {**one.facts, **plan.facts})]
        among = plan.subscriptions if paragraph.anywhere else about
        # What reports that steps are done is read when they are, though it is written before.
        past = sent_with if paragraph.anywhere and row.send and row.send.done else ()
        steps = [step for step in _steps_of(paragraph.steps, among, plan) if step.is_open and step not in past]
        if any(step.is_open and step not in past for step in _steps_of(paragraph.unless, among, plan)):
            continue
        if paragraph.steps and not paragraph.anywhere:
            concerned = {one.id for step in steps for one in step.subjects}
            about = [one for one in about if one.id in concerned]
        if not about or (paragraph.steps and not steps) or (paragraph.every and len(about) < len(subjects)):
            continue
        yield PlannedParagraph(paragraph, tuple(about), tuple(steps))


def _steps_of(ids: Sequence[str], subjects: Sequence[SubscriptionPlan], plan: Plan) -> Iterator[PlannedStep]:
    """The steps of the plan with one of these ids that are about one of the subscriptions."""
    if not ids:
        return
    about = {one.id for one in subjects}
    for step in plan.steps:
        if step.step.id in ids and not about.isdisjoint(one.id for one in step.subjects):
            yield step
