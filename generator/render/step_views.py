"""What the templates print of a plan's steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from generator.guidance.vocabulary import STEP_NUMBERS
from generator.plan import RUNBOOK, Place, Plan, PlannedStep, Section, SubscriptionPlan, days_in_words
from generator.render.house import house_view
from generator.render.phrases import joined
from generator.render.places import guidance_step, link
from generator.render.progress_view import counts_view, recheck_view, record_view, records_view
from generator.render.voice import Voice, in_other_languages
from generator.text import Token

View = dict[str, Any]

_OURS: Mapping[str, str] = {}

SHOWN_ROWS = 4
"""How many subscriptions a line of paper names, and a step tells in full; of more the table of the page does."""


class _Words:
    """What the texts of a plan's steps may speak of, and what is said of a step on several pages, each once."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._shared: dict[Voice, Mapping[str, Any]] = {}
        self._values: dict[tuple[str, Voice], Mapping[str, Any]] = {}
        self._said: dict[tuple[str, str, Voice], Markup] = {}
        self._told: dict[tuple[str, Voice], View] = {}

    def values(self, step: PlannedStep, voice: Voice) -> Mapping[str, Any]:
        values = self._values.get((step.key, voice))
        if values is None:
            shared = self._shared.get(voice) or self._shared.setdefault(voice, _of_customer(self._plan, voice))
            values = self._values[step.key, voice] = {**shared, **_of_step(self._plan, step, voice)}
        return values

    def said(self, step: PlannedStep, what: str, voice: Voice) -> Markup:
        """``what``: the title, what to do or where."""
        said = self._said.get((step.key, what, voice))
        if said is None:
            said = voice.say(getattr(step.step, what), **self.values(step, voice))
            self._said[step.key, what, voice] = said
        return said

    def told(self, step: PlannedStep, voice: Voice) -> View:
        """What calendars print of a step, and pages too."""
        told = self._told.get((step.key, voice))
        if told is None:
            told = self._told[step.key, voice] = _told(step, self._plan, voice)
        return told


def _words_of(plan: Plan, voice: Voice) -> _Words:
    return voice.latest.of(plan, "steps", lambda: _Words(plan))


def step_told(step: PlannedStep, plan: Plan, voice: Voice) -> View:
    """What a calendar prints of a step."""
    return _words_of(plan, voice).told(step, voice)


def sections_view(
    sections: Iterable[Section], plan: Plan, voice: Voice, house: Mapping[str, str] = _OURS
) -> list[View]:
    """Each phase with its steps and the gate after it; ``house``: which rows are to be marked as the project's own."""
    return [_section(section, plan, voice, house) for section in sections]


def _section(section: Section, plan: Plan, voice: Voice, house: Mapping[str, str]) -> View:
    phase, gate = section.phase, section.gate
    days = sorted(step.due for step in section.steps)
    return {
        "key": Token(section.key),
        "page": section.page,
        "link": link(section.place),
        "moved": section.page != RUNBOOK,
        "about": _about(section, voice),
        "due": _span(days[0], days[-1], voice),
        "letter": Token(section.letter),
        "title": voice.say(phase.title),
        "goal": voice.say(phase.goal),
        "cut_over": voice.date(section.cut_over) if section.cut_over else None,
        "steps": [_step(step, plan, voice, house) for step in section.steps],
        "progress": counts_view(section.steps),
        "gate": {
            "id": gate.id,
            "title": voice.say(gate.title),
            "criteria": [voice.say(words) for words in gate.criteria],
            "criteria_text": voice.sentences(voice.say(words) for words in gate.criteria),
            "basis": list(gate.basis),
        }
        if gate
        else None,
    }


def _span(first: date, last: date, voice: Voice) -> Markup:
    """One day, or from the first to the last."""
    if first == last:
        return voice.date(first)
    return voice.fill("calendar", "from-to", first=voice.date(first), last=voice.date(last))


def _about(section: Section, voice: Voice) -> Markup:
    """The subscriptions of a phase: a few by their ids, many by their number."""
    ids = list(dict.fromkeys(one.id for step in section.steps for one in step.subjects))
    if len(ids) > SHOWN_ROWS:
        return voice.fill("overview", "subscription-count", count=len(ids))
    return voice.label("formats", "comma").join(ids)


def _step(step: PlannedStep, plan: Plan, voice: Voice, house: Mapping[str, str]) -> View:
    row, words = step.step, _words_of(plan, voice)
    values = words.values(step, voice)
    return {
        **words.told(step, voice),
        "key": Token(step.key),
        "page": step.page,
        "link": link(step.place),
        "id": step.id,
        "guidance": guidance_step(row),
        "house": house_view(house, "steps", step.id, voice),
        "do": words.said(step, "do", voice),
        "do_other": in_other_languages(voice, lambda other: words.said(step, "do", other)),
        "where": words.said(step, "where", voice),
        "where_other": in_other_languages(voice, lambda other: words.said(step, "where", other)),
        "undo": voice.say(row.undo, **values) if row.undo else None,
        "owner": step.owner,
        "due": voice.date(step.due),
        "moved": voice.date(step.moved) if step.moved else None,
        "late": step.late,
        "done": not step.is_open,
        "record": record_view(step.record, voice) if step.record else None,
        "records": records_view(step, voice),
        "recheck": recheck_view(step, voice),
        "partly": len(step.records) if step.records and not step.record else None,
        "subjects": len(step.subjects),
        "hash": Token(step.hash),
        "record_as": [step.id] if step.single else list(step.subject_keys[:SHOWN_ROWS]),
        "record_more": not step.single and len(step.subjects) > SHOWN_ROWS,
        "after": _after(step, plan, voice),
        "basis": list(row.basis),
        **_rows(step, plan, voice),
        "rows_brief": _rows_brief(step, voice) if row.rows else None,
    }


def _told(step: PlannedStep, plan: Plan, voice: Voice) -> View:
    row, values, title = step.step, step_values(plan, step, voice), _title(step, plan, voice)
    return {
        "number": Token(step.number),
        "title": title,
        "paper": voice.say(row.paper, **values) if row.paper else title,
        "expected": voice.say(row.expected, **values),
        "evidence": voice.say(row.evidence, **values),
        "irreversible": row.irreversible,
        "owner_name": _owner_name(step, values, voice),
        "not_before": voice.date(step.not_before) if step.not_before else None,
        "state": Token(step.state),
        "state_name": voice.label("state", step.state),
    }


def _title(step: PlannedStep, plan: Plan, voice: Voice) -> Markup:
    """What is to be done; one of several requests to a seller is numbered."""
    title = _words_of(plan, voice).said(step, "title", voice)
    if step.part is None:
        return title
    return voice.fill("formats", "part", text=title, number=step.part[0], of=step.part[1])


def _owner_name(step: PlannedStep, values: Mapping[str, Any], voice: Voice) -> Markup:
    """Who does a step: a former seller and a provider by name, where the file names them."""
    named = {"former-partner": values["seller"], "provider": values["provider"]}
    return named.get(step.owner) or voice.label("owner", step.owner)


def _after(later: PlannedStep, plan: Plan, voice: Voice) -> list[View]:
    """The steps that have to be done before: a few by their titles, many by their numbers, page by page or all."""
    steps = [plan.step_by_key[key] for key in later.after]
    if len(steps) <= SHOWN_ROWS:
        return [
            {
                "link": link(one.place, here=later.page),
                "said": _numbered(one, _title(one, plan, voice)),
            }
            for one in steps
        ]
    pages: dict[str, list[PlannedStep]] = {}
    for one in steps:
        pages.setdefault(one.page, []).append(one)
    if len(pages) > SHOWN_ROWS:
        return [{"link": link(Place(RUNBOOK, "schedule")), "said": _numbers(steps, voice)}]
    return [{"link": link(group[0].place, here=later.page), "said": _numbers(group, voice)} for group in pages.values()]


def _numbers(steps: Iterable[PlannedStep], voice: Voice) -> Markup:
    return voice.label("formats", "comma").join(Token(step.number) for step in steps)


def _numbered(step: PlannedStep, title: Markup) -> Markup:
    return joined(Markup("{} {}"), Token(step.number), title)


def on_page(page: str, plan: Plan) -> list[SubscriptionPlan]:
    """The subscriptions that a page of the runbook is about: those of its cut-over, or all."""
    day = next((section.cut_over for section in plan.sections if section.page == page != RUNBOOK), None)
    return [one for one in plan.subscriptions if day in (None, one.cut_over)]


def _rows(step: PlannedStep, plan: Plan, voice: Voice) -> View:
    """The subscriptions of a step: a few with all that changes, many by their licences, or that it is about all."""
    rows = [change_view(one, voice) for one in step.subjects] if step.step.rows else []
    count = len(rows)
    is_all = count == len(on_page(step.page, plan))
    few = count <= SHOWN_ROWS
    return {
        "rows": rows if few else [],
        "many": [] if few or is_all else rows,
        "rows_count": count,
        "rows_all": is_all and not few,
    }


def _rows_brief(step: PlannedStep, voice: Voice) -> Markup:
    """The subscriptions of a step in one line of paper: a few by name and licences, many by their number."""
    if len(step.subjects) > SHOWN_ROWS:
        return voice.fill("word", "rows-count", count=len(step.subjects))
    rows = (
        joined(Markup("{} {}→{}"), one.id, one.old.seats, one.new.seats)
        if one.new
        else joined(Markup("{} {}"), one.id, one.old.seats)
        for one in step.subjects
    )
    return voice.label("formats", "comma").join(rows)


def change_view(one: SubscriptionPlan, voice: Voice) -> View:
    """What a subscription is and what it becomes: a row of every table of subscriptions."""
    old, new = one.old, one.new
    return {
        "id": one.id,
        "offer": voice.offer(old.offer or old.key),
        "sku": old.key,
        "seats": old.seats,
        "new_offer": voice.offer(new.offer or new.key) if new else None,
        "new_sku": new.key if new else None,
        "new_seats": new.seats if new else None,
        "order": one.order,
        "ends_on": voice.date(one.subscription.ends_on),
        "stops_on": voice.date(one.old_end) if one.old_end != one.subscription.ends_on else None,
    }


def step_brief(step: PlannedStep, plan: Plan, voice: Voice) -> View:
    """A step as the overview and the table of customers name it."""
    values = step_values(plan, step, voice)
    title = _title(step, plan, voice)
    return {
        "link": link(step.place),
        "number": Token(step.number),
        "title": title,
        "named": _numbered(step, title),
        "again": step.state == "recheck",
        "due": voice.date(step.due),
        "owner_name": _owner_name(step, values, voice),
    }


def step_values(plan: Plan, step: PlannedStep, voice: Voice) -> Mapping[str, Any]:
    """What a step's texts may speak of."""
    return _words_of(plan, voice).values(step, voice)


def _of_customer(plan: Plan, voice: Voice) -> Mapping[str, Any]:
    customer = plan.customer
    return {
        "provider": voice.text(customer.taker.provider) if customer.taker.provider else Markup(),
        **{name: plan.numbers.get(name, Markup()) for name in STEP_NUMBERS},
        "customer": voice.name(customer.name),
        "domain": Markup.escape(customer.tenant.domain),
        "country": voice.country(customer.tenant.country),
        "partner": voice.name(customer.taker.name),
    }


def _of_step(plan: Plan, step: PlannedStep, voice: Voice) -> Mapping[str, Any]:
    country, first = plan.customer.tenant.country, step.subjects[0]
    return {
        **{name: voice.value(name, day, country) for name, day in days_in_words(step.subjects).items()},
        "seller": seller_name(first, voice),
        "seller_provider": voice.text(first.seller_provider) if first.seller_provider else Markup(),
    }


def seller_name(one: SubscriptionPlan, voice: Voice) -> Markup:
    """The seller's name, Microsoft for what was bought from it directly, else the word for a former seller."""
    return voice.seller(one.seller or Token(one.facts["channel"]))


def seller_names(plan: Plan, voice: Voice) -> list[Markup]:
    """Every former seller once, in the order of the file."""
    names = {one.seller_key: seller_name(one, voice) for one in plan.subscriptions}
    return list(names.values())
