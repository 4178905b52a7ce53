"""Plans as tables for a spreadsheet: subscriptions, steps, findings, every language side by side. Knows no file format.

What is said in a word or two stands in one cell in all languages; sentences and names have a column per language, whose
heading is in that language. Days are ISO days, since a spreadsheet would show real dates as its country does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from generator.model import Progress
from generator.plan import Found, Goods, Plan, PlannedStep, Section, SubscriptionPlan
from generator.render.cells import Cell, both, each, label, words
from generator.render.step_views import step_brief
from generator.render.step_words import seller_name
from generator.render.voice import Voice
from generator.text import Pair

Voices = tuple[Voice, ...]
"""Every language's voice, in the order of the columns."""

_PER_LANGUAGE = ("name", "next-step", "route", "cost", "step", "owner", "finding", "way-out")
"""What has a column per language."""

_IDENTITY = ("customer", "name", "status", "fingerprint", "planned-on")
_CUSTOMERS = (*_IDENTITY, "first-cut-over", "next-step", "due", "blockers", "warnings")
_SUBSCRIPTIONS = (
    *("subscription", "seller", "old-offer", "new-offer", "route", "seats", "new-seats", "cut-over", "old-end"),
    *("overlap", "gap", "cost"),
)
_STEPS = (
    *("number", "phase", "step", "owner", "not-before", "due", "state", "done-on", "by", "hash", "evidence"),
    "record-as",
)
_FINDINGS = ("level", "about", "finding", "way-out")

_MARKS = {
    "blocked": "stop",
    "blocker": "stop",
    "warning": "care",
    "recheck": "care",
    "done": "done",
    "not-needed": "done",
}


@dataclass(frozen=True)
class Row:
    """The cells of a row; the first of several lines in a cell is its title.

    ``mark``: plain, stop (something blocks), care (somebody has to look) or done.
    """

    cells: tuple[Cell, ...]
    mark: str = "plain"


@dataclass(frozen=True)
class Table:
    """Rows under their headings; ``id``: customers, subscriptions, steps or findings, ``title``: the same in words."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def mark_of(state: str) -> str:
    """The mark of a status, a level or a step's state; plain where nobody has to stop over it."""
    return _MARKS.get(state, "plain")


def step_rows(plans: Iterable[Plan], voices: Voices) -> Iterator[tuple[Cell, ...]]:
    """One table of the steps of all customers: its headings, then a row per step that says whose it is."""
    yield _headings(_IDENTITY + _STEPS, voices)
    for plan in plans:
        whose = _identity(plan, voices)
        yield from (whose + row.cells for row in steps_table(plan, voices).rows)


def customers_table(plans: Iterable[Plan], voices: Voices) -> Table:
    """Which plans there are, how they stand and what comes next."""
    rows = tuple(_customer(plan, voices) for plan in plans)
    return Table("customers", label(voices, "customers"), _headings(_CUSTOMERS, voices), rows)


def subscriptions_table(plan: Plan, voices: Voices) -> Table:
    """What each subscription is and becomes, how, when and at what cost."""
    rows = tuple(_subscription(one, voices) for one in plan.subscriptions)
    return Table("subscriptions", label(voices, "subscriptions"), _headings(_SUBSCRIPTIONS, voices), rows)


def steps_table(plan: Plan, voices: Voices) -> Table:
    """What is to be done, by whom and when, and what is recorded of it."""
    rows = tuple(_step(step, section, plan, voices) for section in plan.sections for step in section.steps)
    return Table("steps", label(voices, "steps"), _headings(_STEPS, voices), rows)


def findings_table(plan: Plan, voices: Voices) -> Table:
    """What was found: what is said in the same words of several subscriptions, in every language, is one row."""
    about: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for found in plan.findings:
        said = about.setdefault((found.finding.level, _said(found, plan, voices)), [])
        said += [found.subscription] if found.subscription else []
    rows = tuple(_finding(level, ids, said, voices) for (level, said), ids in about.items())
    return Table("findings", label(voices, "findings"), _headings(_FINDINGS, voices), rows)


def _identity(plan: Plan, voices: Voices) -> tuple[Cell, ...]:
    """Which plan it is, and how it stands."""
    customer = plan.customer
    names = each(voices, lambda voice: voice.name(customer.name))
    status = both(voices, lambda voice: voice.label("status", plan.status))
    return (str(customer.id), *names, status, plan.fingerprint, str(plan.as_of))


def _customer(plan: Plan, voices: Voices) -> Row:
    step, kinds = plan.next_step, plan.finding_kinds
    cut_over = min((one.cut_over for one in plan.subscriptions if one.cut_over), default=None)
    cells: tuple[Cell, ...] = (
        *_identity(plan, voices),
        str(cut_over or ""),
        *each(voices, lambda voice: step_brief(step, plan, voice)["title"] if step else Markup()),
        str(step.due) if step else "",
        kinds["blocker"],
        kinds["warning"],
    )
    return Row(cells, mark_of(plan.status))


def _subscription(one: SubscriptionPlan, voices: Voices) -> Row:
    cells: tuple[Cell, ...] = (
        str(one.id),
        both(voices, lambda voice: seller_name(one, voice)),
        _offer(one.old),
        _becomes(one, voices),
        *each(voices, lambda voice: voice.say(one.route.name)),
        one.old.seats,
        one.new.seats if one.new else "",
        str(one.cut_over or ""),
        str(one.old_end),
        one.overlap_days if one.new and one.cut else "",
        one.gap_days if one.new and one.cut else "",
        *each(voices, lambda voice: _cost(one, voice)),
    )
    return Row(cells)


def _offer(goods: Goods) -> str:
    return f"{goods.offer.name} ({goods.key})" if goods.offer else str(goods.key)


def _becomes(one: SubscriptionPlan, voices: Voices) -> str:
    """The new offer and the order that it is a part of, or that there is nothing new."""
    if one.new is None:
        return both(voices, lambda voice: voice.label("word", "stays" if one.route.route == "keep" else "nothing-new"))
    order = both(voices, lambda voice: voice.fill("word", "order", order=one.order)) if one.order else None
    return ", ".join(filter(None, (_offer(one.new), order)))


def _cost(one: SubscriptionPlan, voice: Voice) -> Markup:
    """What the overlap costs and what an early end loses, as far as the file gives prices."""
    amounts = {"overlap-cost": one.costs.overlap, "loss": one.costs.loss}
    return voice.label("formats", "semicolon").join(
        voice.fill("export", key, amount=voice.money(amount)) for key, amount in amounts.items() if amount
    )


def _step(step: PlannedStep, section: Section, plan: Plan, voices: Voices) -> Row:
    briefs = [step_brief(step, plan, voice) for voice in voices]
    records = _records(step, plan)
    cells: tuple[Cell, ...] = (
        step.number,
        both(voices, lambda voice: voice.say(section.phase.title)),
        *(words(brief["title"]) for brief in briefs),
        *(words(brief["owner_name"]) for brief in briefs),
        str(step.not_before or ""),
        str(step.due),
        _state(step, voices),
        _told(step, records, lambda record: str(record.done or "")),
        _told(step, records, lambda record: record.by or ""),
        step.hash,
        _told(step, records, lambda record: record.evidence or record.not_needed or ""),
        ", ".join([step.id] if step.single else step.subject_keys),
    )
    return Row(cells, "care" if step.late else mark_of(step.state))


def _state(step: PlannedStep, voices: Voices) -> str:
    state = both(voices, lambda voice: voice.label("state", step.state))
    return f"{state} · {both(voices, lambda voice: voice.label('word', 'late'))}" if step.late else state


def _records(step: PlannedStep, plan: Plan) -> dict[str, Progress]:
    """What the file's ``progress`` says of a step: of the whole step ('') or, by their ids, of its subscriptions."""
    progress = plan.customer.progress
    if step.single and step.id in progress:
        return {"": progress[step.id]}
    keys = zip(step.subjects, step.subject_keys, strict=True)
    return {str(one.id): progress[key] for one, key in keys if key in progress}


def _told(step: PlannedStep, records: dict[str, Progress], tell: Callable[[Progress], str]) -> str:
    """A part of the records: once where it is the same for the whole step, else with the subscriptions it is about."""
    said = {about: tell(record) for about, record in records.items()}
    of_all = "" in said or len(said) == len(step.subjects)
    if of_all and len(set(said.values())) == 1:
        return next(iter(said.values()))
    return "; ".join(f"{about}: {value}" for about, value in said.items() if value)


def _finding(level: str, ids: Iterable[str], said: tuple[str, ...], voices: Voices) -> Row:
    return Row((both(voices, lambda voice: voice.label("level", level)), ", ".join(ids), *said), mark_of(level))


def _said(found: Found, plan: Plan, voices: Voices) -> tuple[str, ...]:
    """Title and text in one cell per language, then what to do about it."""
    finding, country = found.finding, plan.customer.tenant.country

    def say(pair: Pair[str], voice: Voice) -> str:
        return words(voice.say(pair, {name: voice.value(name, one, country) for name, one in found.values.items()}))

    told = (f"{say(finding.title, voice)}\n{say(finding.text, voice)}" for voice in voices)
    return (*told, *(say(finding.way_out, voice) for voice in voices))


def _headings(keys: Iterable[str], voices: Voices) -> tuple[str, ...]:
    return tuple(heading for key in keys for heading in _heading(key, voices))


def _heading(key: str, voices: Voices) -> list[str]:
    """A heading in all languages, or one in each for what has a column per language."""
    return each(voices, lambda voice: voice.label("export", key)) if key in _PER_LANGUAGE else [label(voices, key)]
