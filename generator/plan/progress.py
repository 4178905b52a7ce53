"""What the file's ``progress`` says of the steps: which record belongs to which, and whether it still holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from generator.guidance import holds
from generator.model import Customer, Progress
from generator.plan.recheck import Recheck
from generator.plan.section import PlannedStep, Section
from generator.plan.value import SubscriptionPlan
from generator.text import Token


def with_progress(sections: Iterable[Section], customer: Customer, facts: Mapping[str, str]) -> tuple[Section, ...]:
    """The sections with what the file says is done; ``facts``: of the customer, which tell that some steps are."""
    return tuple(
        replace(section, steps=tuple(_recorded(step, customer.progress, facts) for step in section.steps))
        for section in sections
    )


def unmatched_progress(customer: Customer, sections: Iterable[Section]) -> tuple[Token, ...]:
    """The records in the file that no step of the plan took up."""
    if not customer.progress:
        return ()
    steps = [step for section in sections for step in section.steps]
    taken = {step.id for step in steps if step.single} | {key for step in steps for key in step.subject_keys}
    return tuple(sorted(key for key in customer.progress if key not in taken))


def seats_of(subjects: Iterable[SubscriptionPlan]) -> int:
    """How many licences a step is about: those afterwards, an order's counted once, else those of today."""
    counted = {
        (one.order is not None, one.order or one.id): one.new.seats if one.new else one.old.seats for one in subjects
    }
    return sum(counted.values())


def _recorded(step: PlannedStep, progress: Mapping[Token, Progress], facts: Mapping[str, str]) -> PlannedStep:
    """The step with its records and its state."""
    records = _records(step, progress)
    complete = "" in records or len(records) == len(step.subjects)
    if not complete:
        known = step.step.done_when is not None and holds(step.step.done_when, facts)
        if not records and not known:  # as it was planned
            return step
        return replace(step, state="done" if known else "open", records=records, late=step.late and not known)
    outdated = [record for record in records.values() if record.step is not None and record.step != step.hash]
    if outdated:
        why = tuple(dict.fromkeys(_differences(step, outdated)))
        return replace(step, state="recheck", record=outdated[0], records=records, recheck=why)
    every = list(records.values())
    done = next((record for record in every if record.done), None)
    state = "done" if done else "not-needed"
    return replace(step, state=state, record=done or every[0], records=records, late=False)


def _records(step: PlannedStep, progress: Mapping[Token, Progress]) -> dict[str, Progress]:
    """The step's own record (''), or those of its subscriptions by their ids."""
    if not progress:
        return {}
    if step.single and step.id in progress:
        return {"": progress[step.id]}
    keys = zip(step.subjects, step.subject_keys, strict=True)
    return {str(one.id): progress[key] for one, key in keys if key in progress}


def _differences(step: PlannedStep, outdated: Sequence[Progress]) -> Iterator[Recheck]:
    """Day and licences that differ from what a record says; where neither does, that it is something else."""
    seats = seats_of(step.subjects)
    moved = [record.due for record in outdated if record.due not in (None, step.deadline)]
    counted = [record.seats for record in outdated if record.seats not in (None, seats)]
    yield from (Recheck("date", was, step.deadline) for was in moved)
    yield from (Recheck("seats", was, seats) for was in counted)
    for record in outdated:
        if record.due is None or record.seats is None:
            if record.due in (None, step.deadline) and record.seats in (None, seats):
                yield Recheck("unknown")
        elif (record.due, record.seats) == (step.deadline, seats):
            yield Recheck("content")
