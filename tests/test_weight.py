"""No page weighs more than a telephone should load, whatever a customer's size; what moved to another page is found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import markdown
import pytest
from built_html import anchors
from conftest import built_site

from generator.load import Project
from generator.plan import Plan
from generator.render import Pages
from generator.text import LANGUAGES, Token

LIMIT = 120 * 1024
"""Bytes of HTML."""

SUBSCRIPTIONS, SELLERS, CUT_OVERS = 60, 3, 12
"""What a loaded customer has: about 120 steps, more than anybody carries out by hand."""

CUSTOMERS = 60


def loaded_customer() -> str:
    """A file with many subscriptions of sellers who agree to a transfer, refuse it, or have not said."""
    answers = ("yes", "no", "unknown")
    offers = ("ENTERPRISEPACK", "DESKLESSPACK", "EMS", "POWER_BI_PRO", "SPE_E3", "EXCHANGESTANDARD", "VISIOCLIENT")
    head = [
        "planned_on: 2026-11-22",
        "customer: {name: {zh-TW: 萬嶼控股股份有限公司, en: Wanyu Holdings}}",
        "tenant: {domain: wanyu.onmicrosoft.com, country: TW}",
        "contacts:",
        "  - {role: global-admin, name: 王堃煊, email: it@wanyu.example, reachable: yes}",
        "sellers:",
    ]
    sellers = [
        f"  seller-{number}: {{name: Seller {number} Reselling, cooperates: {answers[number % 3]}}}"
        for number in range(SELLERS)
    ]
    subscriptions = [
        f"  - {{id: site-{number:02}, offer: {offers[number % len(offers)]}, seats: {100 + number}, term: P1Y, "
        f"bought: {{channel: csp, from: seller-{number % SELLERS}, commerce: nce}}, at_end: renew, "
        f"ends_on: {date(2027, 1, 14) + timedelta(days=25 * (number % CUT_OVERS))}}}"
        for number in range(SUBSCRIPTIONS)
    ]
    return "\n".join([*head, *sellers, "subscriptions:", *subscriptions]) + "\n"


@pytest.fixture(scope="module")
def heavy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of one loaded customer."""
    return built_site(tmp_path_factory.mktemp("heavy"), {"wanyu": loaded_customer().encode()}) / "site" / "html"


def test_no_page_of_the_site_is_heavier_than_the_limit(built: Path) -> None:
    pages = _pages(built / "site" / "html")
    assert len(pages) > 500
    assert _too_heavy(pages) == {}


def test_no_page_of_a_loaded_customer_is_heavier_than_the_limit(heavy: Path) -> None:
    pages = _pages(heavy)
    assert len([page for page in pages if page.parent.name == "wanyu"]) > 2 * CUT_OVERS * len(LANGUAGES)
    assert _too_heavy(pages) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_of_sixty_customers_is_not_heavier_than_the_limit(
    language: str, built: Path, loaded: Project, plans: tuple[Plan, ...]
) -> None:
    names = [Token(f"customer-{number:02}") for number in range(CUSTOMERS)]
    many = [
        replace(plan, customer=plan.customer.model_copy(update={"id": name}))
        for name, plan in zip(names, [*plans, *plans], strict=False)
    ]
    made = dict(Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates).all(many))
    for page in ("calendar", "waves"):
        around = _around((built / "site" / "html" / language / f"{page}.html").read_text(encoding="utf-8"))
        text = made[f"{language}/{page}.md"].split("\n---\n", 1)[1]
        article = markdown.markdown(text, extensions=["tables", "attr_list", "md_in_html", "toc"])
        assert (page, len(article.encode()) + around < LIMIT) == (page, True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_is_found_under_the_address_that_it_had_when_all_stood_on_one_page(
    language: str, built: Path, plans: tuple[Plan, ...]
) -> None:
    parted = [plan for plan in plans if plan.is_parted]
    assert parted
    for plan in parted:
        found = anchors(built / "site" / "html" / language / "customers" / plan.customer.id / "runbook.html")
        assert [step.key for step in plan.steps if step.key not in found] == []
        assert [section.key for section in plan.sections if section.key not in found] == []


def test_a_loaded_customers_steps_are_found_by_their_numbers(heavy: Path) -> None:
    page = (heavy / "en" / "customers" / "wanyu" / "runbook.html").read_text(encoding="utf-8")
    led = re.findall(r'<a href="(runbook-[0-9a-z-]+\.html)#([^"]+)" id="([^"]+)">', page)
    assert len(led) > 100
    assert [(name, place) for name, place, anchor in led if place != anchor] == []
    assert [
        (name, place) for name, place, _ in led if place not in anchors(heavy / "en" / "customers" / "wanyu" / name)
    ] == []


def _pages(html: Path) -> list[Path]:
    """The pages of every language; papers are none."""
    return [page for language in LANGUAGES for page in (html / language).rglob("*.html")]


def _too_heavy(pages: Iterable[Path]) -> dict[str, int]:
    return {f"{path.parent.name}/{path.name}": size for path in pages if (size := path.stat().st_size) > LIMIT}


def _around(html: str) -> int:
    """The bytes of a page outside of its article."""
    return len(re.sub(r"<article.*?</article>", "", html, flags=re.DOTALL).encode())
