"""The pages of a customer: of several cut-overs, each has pages of its own – runbook, checklist, letters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from generator.plan import RUNBOOK, Plan, runbook_part
from generator.render.places import CHECKLIST, LETTERS, page_kind, page_of
from generator.render.progress_view import counts_view
from generator.render.step_views import on_page
from generator.render.voice import Voice
from generator.text import Token, front_matter, linked, ours, plain

View = dict[str, Any]

MOST_LISTED = 100
"""How many steps of a plan are listed by their titles where they stand on other pages; more are by their numbers."""

TEMPLATES = {
    "index": ("customer",),
    "decisions": ("decisions",),
    RUNBOOK: ("runbook", "runbook-part"),
    CHECKLIST: ("checklist", "checklist"),
    LETTERS: ("letters", "letters-part"),
}
"""Page of every customer → its template, and that of its further pages."""


def customer_pages(view: View) -> Iterator[tuple[str, str, View]]:
    """Name of each page, its template and what it prints besides ``customer``."""
    for name, (template, *of_part) in TEMPLATES.items():
        first, *others = view["parts"].get(name, [{}])
        yield name, template, {"page": first}
        yield from ((page["name"], of_part[0], {"page": page}) for page in others)


def nav_view(voice: Voice) -> list[View]:
    """The pages that every customer has: name, label and link."""
    labels = {"index": "overview"}
    return [
        {"name": Token(name), "label": voice.label("word", labels.get(name, name)), "link": ours(f"{name}.md")}
        for name in TEMPLATES
    ]


def parts_view(plan: Plan, view: View, voice: Voice) -> dict[str, list[View]]:
    """Runbook, checklist and letters page by page: what is about the whole customer first, then the cut-overs by days.

    A blocked plan has one checklist and one page of letters, to say so. ``view``: what all the pages print.
    """
    days = sorted({section.cut_over for section in plan.sections if section.cut_over}) if plan.is_parted else []
    return {
        "decisions": [_page("decisions", None, plan, view, voice)],
        RUNBOOK: list(_runbook(days, plan, view, voice)),
        CHECKLIST: list(_checklists([] if view["blocked"] else days, plan, view, voice)),
        LETTERS: list(_letters(days, plan, view, voice)),
    }


def _runbook(days: list[date], plan: Plan, view: View, voice: Voice) -> Iterator[View]:
    """All on one page; of several cut-overs first what leads to all the steps, then the pages that have them."""
    whole = _page(RUNBOOK, None, plan, view, voice)
    if not plan.is_parted:
        yield whole | _work(RUNBOOK, plan, view) | {"by_number": False}
        return
    listed = {"label": voice.label("runbook", "whole"), "by_number": len(plan.steps) > MOST_LISTED}
    yield whole | _work(RUNBOOK, plan, view) | listed
    for day in (None, *days):
        yield _page(runbook_part(day), day, plan, view, voice) | _work(runbook_part(day), plan, view)


def _checklists(days: list[date], plan: Plan, view: View, voice: Voice) -> Iterator[View]:
    work = runbook_part(None) if plan.is_parted else RUNBOOK
    yield _page(CHECKLIST, None, plan, view, voice) | _work(work, plan, view)
    for day in days:
        yield _page(page_of(CHECKLIST, day), day, plan, view, voice) | _work(runbook_part(day), plan, view)


def _letters(days: list[date], plan: Plan, view: View, voice: Voice) -> Iterator[View]:
    """A page for every cut-over that has letters."""
    for day in (None, *days):
        name = page_of(LETTERS, day)
        letters = [letter for letter in view["letters"] if letter["page"] == name]
        if letters or day is None:
            yield _page(name, day, plan, view, voice) | {"letters": letters}


def _page(name: str, day: date | None, plan: Plan, view: View, voice: Voice) -> View:
    """``day``: of the cut-over that it is about, None for the customer as a whole."""
    name_and_page = f"{plan.customer.name[voice.language]} · {plain(voice.label('word', page_kind(name)))}"
    return {
        "name": Token(name),
        "link": linked(f"{name}.md"),
        "label": voice.date(day) if day else voice.label("runbook", "before-and-after"),
        "title": front_matter(f"{name_and_page} · {day.isoformat()}" if day else name_and_page),
        "cut_over": voice.date(day) if day else None,
        "is_first_of_many": plan.is_parted and not day,
    }


def _work(name: str, plan: Plan, view: View) -> View:
    """The steps that stand on a page of the runbook, and the subscriptions that they are about."""
    sections = [section for section in view["sections"] if section["page"] == name]
    steps = [step for section in sections for step in section["steps"]]
    about = {one.id for one in on_page(name, plan)}
    return {
        "sections": sections,
        "subscriptions": [one for one in view["subscriptions"] if one["id"] in about],
        "irreversible": [step for step in steps if step["irreversible"]],
        "reversible": [step for step in steps if step["undo"]],
        "progress": counts_view(step for section in plan.sections if section.page == name for step in section.steps),
    }
