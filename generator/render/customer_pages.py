"""The pages of a customer: of several cut-overs, each has a page of its own in the runbook and among the letters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from generator.plan import RUNBOOK, Plan
from generator.render.places import LETTERS
from generator.render.progress_view import counts_view
from generator.render.step_views import on_page
from generator.render.voice import Voice
from generator.text import Token, front_matter, ours

View = dict[str, Any]

TEMPLATES = {
    "index": "customer",
    "decisions": "decisions",
    RUNBOOK: "runbook",
    "checklist": "checklist",
    LETTERS: "letters",
}
"""Page of every customer → its template."""


def customer_pages(view: View) -> Iterator[tuple[str, str, View]]:
    """Name of each page, its template and what it prints besides ``customer``."""
    for name, template in TEMPLATES.items():
        first, *others = view["parts"].get(name, [{}])
        yield name, template, {"page": first}
        yield from ((page["name"], f"{template}-of-cut-over", {"page": page}) for page in others)


def parted(plan: Plan, view: View, voice: Voice) -> dict[str, list[View]]:
    """Runbook and letters page by page: what is about the customer as a whole first, then the cut-overs by their days.

    ``view``: what all the customer's pages print.
    """
    runbooks = dict.fromkeys([RUNBOOK, *(section.page for section in plan.sections)])
    letters = dict.fromkeys([LETTERS, *(letter["page"] for letter in view["letters"])])
    days = {section.page.removeprefix(RUNBOOK): section.cut_over for section in plan.sections if section.cut_over}
    return {
        RUNBOOK: [_runbook(name, plan, view, voice) for name in runbooks],
        LETTERS: [
            _page(name, days.get(name.removeprefix(LETTERS)) if name != LETTERS else None, plan, view, voice)
            | {"letters": [letter for letter in view["letters"] if letter["page"] == name]}
            for name in letters
        ],
    }


def _page(name: str, day: date | None, plan: Plan, view: View, voice: Voice) -> View:
    title = plan.customer.name[voice.language]
    return {
        "name": Token(name),
        "link": ours(f"{name}.md"),
        "title": front_matter(f"{title} · {day.isoformat()}") if day else view["title"],
        "cut_over": voice.date(day) if day else None,
    }


def _runbook(name: str, plan: Plan, view: View, voice: Voice) -> View:
    here = [section for section in plan.sections if section.page == name]
    sections = [section for section in view["sections"] if section["page"] == name]
    steps = [step for section in sections for step in section["steps"]]
    about = {one.id for one in on_page(name, plan)}
    return _page(name, here[0].cut_over if name != RUNBOOK else None, plan, view, voice) | {
        "sections": sections,
        "subscriptions": [one for one in view["subscriptions"] if one["id"] in about],
        "irreversible": [step for step in steps if step["irreversible"]],
        "reversible": [step for step in steps if step["undo"]],
        "progress": counts_view(step for section in here for step in section.steps),
    }
