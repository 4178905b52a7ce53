"""Where everything stands on the site: names of pages, and how Markdown leads there. Knows no words."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from generator.guidance import Finding, Route, Step
from generator.plan import RUNBOOK, Event, Place, Plan, SubscriptionPlan
from generator.text import linked, ours

PAPERS = "papers"
"""The folder of what stands beside the languages' folders to be taken away: paper, calendars, drafts of letters."""

CHECKLIST, LETTERS = "checklist", "letters"
"""The pages about the customer as a whole; as of the runbook, there is one more for each of several cut-overs."""


def link(place: Place, here: str = "") -> Markup:
    """From a page of the same customer; on the page ``here`` the anchor alone."""
    return linked(f"#{place.anchor}" if place.page == here else f"{place.page}.md#{place.anchor}")


def html_link(place: Place) -> str:
    """The same on the built site, for what MkDocs does not see."""
    return f"{place.page}.html#{place.anchor}"


def page_of(kind: str, day: date | None) -> str:
    """The page about the cut-over of a day, or about the customer as a whole."""
    return f"{kind}-{day.isoformat()}" if day else kind


def page_kind(name: str) -> str:
    """What a customer's page is: ``runbook`` for every page of a runbook."""
    return next((kind for kind in (RUNBOOK, CHECKLIST, LETTERS) if name.startswith(f"{kind}-")), name)


def event_place(event: Event, plan: Plan) -> Place:
    """Where the runbook speaks of it: the step, the gate, the phase of its cut-over day, else the schedule."""
    if event.step:
        return event.step.place
    if event.section:
        return Place(event.section.page, f"{event.section.key}-gate")
    days = {one.cut_over for one in event.subjects}
    of_day = (section.place for section in plan.sections if section.cut_over in days - {None})
    return next(of_day, Place(RUNBOOK, "schedule"))


def decision(one: SubscriptionPlan) -> Place:
    """Where it is told how a subscription moves, and why."""
    return Place("decisions", f"subscription-{one.id}")


# ---- The guidance; from the language's root ------------------------------------------------------------------------


def guidance_step(step: Step) -> Markup:
    return ours(f"guidance/steps-{step.phase}.md#step-{step.id}")


def guidance_finding(finding: Finding) -> Markup:
    return ours(f"guidance/{findings_page(finding)}.md#finding-{finding.id}")


def findings_page(finding: Finding) -> str:
    """Findings stand together by level; warnings, of which there are most, also by what they are about."""
    return f"findings-{finding.level}-{finding.each}" if finding.level == "warning" else f"findings-{finding.level}"


def guidance_route(route: Route) -> Markup:
    return ours(f"guidance/routes.md#route-{route.id}")
