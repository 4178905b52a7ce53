"""Paper in a real browser: nothing that axe finds, and a page that knows whether a paper is current."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from accessibility import violations

from generator.plan import Plan
from generator.render import EDITIONS

if TYPE_CHECKING:
    from playwright.sync_api import Page

BLOCKED, READY = "qinghe", "heting"


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("paper", ["handoff", "consent"])
def test_axe_finds_nothing_on_paper(page: Page, built: Path, paper: str, edition: str) -> None:
    page.goto((built / "site" / "html" / "papers" / READY / f"{paper}.{edition}.html").as_uri())
    assert violations(page) == []


def test_the_page_says_whether_the_paper_that_was_scanned_is_current(
    page: Page, address: Callable[..., str], plans: tuple[Plan, ...]
) -> None:
    (fingerprint,) = (plan.fingerprint for plan in plans if plan.customer.id == READY)
    other = "0000-0000-0000-0000"
    said = {}
    for paper in (fingerprint, other):
        page.goto("about:blank")
        page.goto(f"{address('en', f'customers/{READY}/checklist')}#paper-{paper}")
        said[paper] = page.locator(".csp-paper-check").inner_text()
    assert said == {
        fingerprint: f"The paper with the fingerprint {fingerprint} is current.",
        other: f"The paper with the fingerprint {other} is void: the plan has changed since. "
        "Print it again and sign anew.",
    }


def test_a_paper_of_a_plan_that_is_blocked_by_now_must_not_be_used(page: Page, address: Callable[..., str]) -> None:
    page.goto(f"{address('zh-TW', f'customers/{BLOCKED}/checklist')}#paper-0123-4567-89ab-cdef")
    assert "不得使用" in page.locator(".csp-paper-check").inner_text()


def test_who_did_not_come_from_paper_is_told_nothing_about_it(page: Page, address: Callable[..., str]) -> None:
    page.goto(f"{address('en', f'customers/{READY}/checklist')}#scope")
    assert not page.locator(".csp-paper-check").is_visible()


def test_the_checklist_leads_to_every_paper(page: Page, built: Path, address: Callable[..., str]) -> None:
    page.goto(address("zh-TW", f"customers/{READY}/checklist"))
    linked = page.locator("article a[href*='/papers/']").evaluate_all("links => links.map((link) => link.href)")
    papers = sorted((built / "site" / "html" / "papers" / READY).glob("*.html"))
    assert sorted(linked) == [path.as_uri() for path in papers]
