"""What the templates print of a plan's steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from generator.plan import RUNBOOK, Place, Plan, PlannedStep, Section, SubscriptionPlan
from generator.render.house import house_view
from generator.render.phrases import joined, listed
from generator.render.places import guidance_step, link
from generator.render.progress_view import counts_view, recheck_view, record_view, records_view
from generator.render.step_words import words_of
from generator.render.voice import Voice, in_other_languages
from generator.text import Token, varying, words

View = dict[str, Any]

SHOWN_ROWS = 4
"""How many subscriptions a line of paper names, and a step tells in full; of more the table of the page does."""


def sections_view(sections: Iterable[Section], plan: Plan, voice: Voice, house: Mapping[str, str]) -> list[View]:
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
        return words(voice.fill("overview", "subscription-count", count=len(ids)))
    return varying(listed(voice.label("formats", "comma"), ids))


def _step(step: PlannedStep, plan: Plan, voice: Voice, house: Mapping[str, str]) -> View:
    row, spoken = step.step, words_of(plan, voice)
    values = spoken.values(step, voice)
    return {
        **spoken.told(step, voice),
        "key": Token(step.key),
        "page": step.page,
        "link": link(step.place),
        "id": step.id,
        "guidance": guidance_step(row),
        "house": house_view(house, "steps", step.id, voice),
        "do": spoken.said(step, "do", voice),
        "do_other": in_other_languages(voice, lambda other: spoken.said(step, "do", other)),
        "where": spoken.said(step, "where", voice),
        "where_other": in_other_languages(voice, lambda other: spoken.said(step, "where", other)),
        "undo": voice.say(row.undo, values) if row.undo else None,
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


def _after(later: PlannedStep, plan: Plan, voice: Voice) -> list[View]:
    """The steps that have to be done before: a few by their titles, many by their numbers, page by page or all."""
    steps = [plan.step_by_key[key] for key in later.after]
    if len(steps) <= SHOWN_ROWS:
        spoken = words_of(plan, voice)
        return [{"link": link(one.place, here=later.page), "said": spoken.told(one, voice)["named"]} for one in steps]
    pages: dict[str, list[PlannedStep]] = {}
    for one in steps:
        pages.setdefault(one.page, []).append(one)
    if len(pages) > SHOWN_ROWS:
        return [{"link": link(Place(RUNBOOK, "schedule")), "said": _numbers(steps, voice)}]
    return [{"link": link(group[0].place, here=later.page), "said": _numbers(group, voice)} for group in pages.values()]


def _numbers(steps: Iterable[PlannedStep], voice: Voice) -> Markup:
    return varying(listed(voice.label("formats", "comma"), (Token(step.number) for step in steps)))


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
        return words(voice.fill("word", "rows-count", count=len(step.subjects)))
    rows = (
        joined(Markup("{} {}→{}"), one.id, one.old.seats, one.new.seats)
        if one.new
        else joined(Markup("{} {}"), one.id, one.old.seats)
        for one in step.subjects
    )
    return varying(listed(voice.label("formats", "comma"), rows))


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
    told = words_of(plan, voice).told(step, voice)
    return {
        **{key: told[key] for key in ("number", "title", "named", "owner_name")},
        "link": link(step.place),
        "again": step.state == "recheck",
        "due": voice.date(step.due),
    }
