"""Which pages the site has: those about all customers, and those of each, said anew and not as the program says it."""

from __future__ import annotations

import re

from generator.guidance import Guidance
from generator.plan import Plan, planned_letters
from generator.plan.section import MOST_STEPS

GUIDANCE_PAGES = (
    *("applied", "routes", "steps", "steps-prepare", "steps-consent", "steps-cut-over", "steps-close-out"),
    *("steps-aftercare", "findings", "findings-blocker", "findings-warning-customer"),
    *("findings-warning-subscription", "findings-note", "facts", "sources"),
)
SHARED_PAGES = (
    *(
        "index",
        "week",
        "customers/index",
        "calendar",
        "waves",
        "guidance",
        *(f"guidance/{page}" for page in GUIDANCE_PAGES),
    ),
    *("rules", "glossary", "how-to-use"),
)
BLOCKED, OPEN = "qinghe", "maoyun"
KINDS = (
    "index",
    "week",
    "customers/index",
    f"customers/{OPEN}/index",
    f"customers/{OPEN}/decisions",
    f"customers/{OPEN}/runbook",
    f"customers/{OPEN}/checklist",
    f"customers/{OPEN}/letters",
    f"customers/{BLOCKED}/index",
    f"customers/{BLOCKED}/checklist",
    "customers/yuanhe/runbook",
    "customers/yuanhe/runbook-2027-01-11",
    "customers/yuanhe/checklist-2027-01-11",
    "customers/yuanhe/letters-2027-01-11",
    "calendar",
    "waves",
    "guidance",
    "guidance/applied",
    "guidance/steps",
    "guidance/steps-cut-over",
    "guidance/findings-blocker",
    "guidance/facts",
    "rules",
    "glossary",
    "how-to-use",
)
"""A page of every kind: of customers with one cut-over, with several, and blocked; and those about all."""

WHOLE_PAGES = ("index", "decisions", "runbook", "checklist", "letters")
"""The pages that every customer has."""


def pages_of_customer(plan: Plan, guidance: Guidance) -> list[str]:
    """The names of a customer's pages: of several cut-overs, or of many steps, each cut-over has its own."""
    days = sorted({section.cut_over.isoformat() for section in plan.sections if section.cut_over})
    if len(days) < 2 and len(plan.steps) <= MOST_STEPS:
        return list(WHOLE_PAGES)
    written = {
        one.cut_over.isoformat()
        for one in planned_letters(plan, guidance)
        if one.cut_over and one.letter.each in ("cut-over", "seller-cut-over")
    }
    return [
        *WHOLE_PAGES,
        "runbook-customer",
        *(f"runbook-{day}" for day in days),
        *(f"checklist-{day}" for day in days if plan.status != "blocked"),
        *(f"letters-{day}" for day in days if day in written),
    ]


def runbook(pages: dict[str, str], plan: Plan, language: str) -> dict[str, str]:
    """The pages of a customer's runbook that have steps: name → Markdown."""
    return {page: pages[f"{language}/customers/{plan.customer.id}/{page}.md"] for page in _pages_with_steps(plan)}


def checklist(pages: dict[str, str], plan: Plan, language: str) -> str:
    """All pages of a customer's checklist one after the other, in the order of the steps."""
    folder = f"{language}/customers/{plan.customer.id}"
    first = pages[f"{folder}/checklist.md"]
    days = [page.removeprefix("runbook-") for page in _pages_with_steps(plan)]
    further = (pages.get(f"{folder}/checklist-{day}.md", "") for day in days if day not in ("runbook", "customer"))
    return "\n".join([first, *further])


def all_of(pages: dict[str, str], customer: str, language: str, kind: str) -> str:
    """Every page of one kind (runbook, checklist, letters) of a customer, one after the other."""
    named = re.compile(rf"{language}/customers/{customer}/{kind}(-.*)?\.md")
    return "\n".join(page for path, page in pages.items() if named.fullmatch(path))


def _pages_with_steps(plan: Plan) -> list[str]:
    return list(dict.fromkeys(step.page for step in plan.steps))
