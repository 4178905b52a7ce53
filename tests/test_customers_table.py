"""The table of all customers in a real browser: filtered, sorted, sent as an address, read without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from generator.plan import Plan
from generator.text import LANGUAGES

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

SHOWN = """[...document.querySelectorAll(".csp-customers tbody tr")].filter(row => row.checkVisibility())
  .map(row => row.querySelector("a").getAttribute("href").split("/")[0])"""


@pytest.fixture
def table(page: playwright.Page, address: Callable[..., str]) -> playwright.Page:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address("en", "customers/index"))
    return page


def ids(plans: tuple[Plan, ...], wanted: Callable[[Plan], bool]) -> list[str]:
    return sorted(str(plan.customer.id) for plan in plans if wanted(plan))


def test_every_filter_shows_whom_it_is_about_and_nobody_else(table: playwright.Page, plans: tuple[Plan, ...]) -> None:
    cases: dict[tuple[str, str], Callable[[Plan], bool]] = {
        ("status", "blocked"): lambda plan: plan.status == "blocked",
        ("route", "transfer-request"): lambda plan: any(
            one.route.route == "transfer-request" for one in plan.subscriptions
        ),
        ("seller", "Microsoft"): lambda plan: any(
            one.seller is None and one.facts["channel"] in ("web-direct", "mca-e", "advisor")
            for one in plan.subscriptions
        ),
        ("blocker", "admin-unreachable"): lambda plan: any(
            found.finding.id == "admin-unreachable" for found in plan.findings
        ),
        ("month", "2027-01"): lambda plan: any(
            one.cut_over and f"{one.cut_over:%Y-%m}" == "2027-01" for one in plan.subscriptions
        ),
    }
    for (name, value), wanted in cases.items():
        table.locator(f".csp-filter [name={name}]").select_option(value)
        expected = ids(plans, wanted)
        assert 0 < len(expected) < len(plans)
        assert (name, sorted(table.evaluate(SHOWN))) == (name, expected)
        assert table.locator(".csp-filter output").text_content() == f"{len(expected)} of {len(plans)} customers"
        table.get_by_role("button", name="Show all").click()
    assert len(table.evaluate(SHOWN)) == len(plans)


def test_words_filter_by_name_domain_and_what_is_next(table: playwright.Page) -> None:
    for words, expected in (("CHENYAO", ["chenyao"]), ("chenyao.onmicrosoft.com", ["chenyao"]), ("no such name", [])):
        table.locator(".csp-filter [name=text]").fill(words)
        assert table.evaluate(SHOWN) == expected


def test_filters_hold_together_stay_in_the_address_and_survive_a_reload(
    table: playwright.Page, plans: tuple[Plan, ...]
) -> None:
    table.locator("[name=status]").select_option("attention")
    table.locator("[name=month]").select_option("2027-01")
    shown = table.evaluate(SHOWN)
    assert 0 < len(shown) < sum(plan.status == "attention" for plan in plans)
    assert table.url.endswith("#status=attention&month=2027-01")
    table.reload()
    assert table.evaluate(SHOWN) == shown
    assert table.locator("[name=status]").input_value() == "attention"


def test_the_language_switch_keeps_the_filter(table: playwright.Page, address: Callable[..., str]) -> None:
    table.locator("[name=route]").select_option("transfer-request")
    shown = table.evaluate(SHOWN)
    table.locator("a.csp-language").click()
    table.wait_for_url(address("zh-TW", "customers/index") + "#route=transfer-request")
    assert table.evaluate(SHOWN) == shown


def test_the_home_page_leads_to_the_customers_of_a_status(
    page: playwright.Page, address: Callable[..., str], plans: tuple[Plan, ...]
) -> None:
    page.goto(address("zh-TW", "index"))
    page.locator("a.csp-status.csp-blocked").click()
    page.wait_for_url(address("zh-TW", "customers/index") + "#status=blocked")
    assert sorted(page.evaluate(SHOWN)) == ids(plans, lambda plan: plan.status == "blocked")


def test_a_column_sorts_up_down_and_as_it_was_with_what_is_missing_last(
    table: playwright.Page, plans: tuple[Plan, ...]
) -> None:
    as_it_was = table.evaluate(SHOWN)
    button = table.get_by_role("button", name="First cut-over")
    cut_overs = {
        str(plan.customer.id): min((one.cut_over for one in plan.subscriptions if one.cut_over), default=None)
        for plan in plans
    }
    dated = sorted(day for day in cut_overs.values() if day)
    without = [day for day in cut_overs.values() if day is None]
    for state, expected in (("ascending", [*dated, *without]), ("descending", [*dated[::-1], *without])):
        button.click()
        assert table.locator("th[aria-sort]").get_attribute("aria-sort") == state
        assert [cut_overs[one] for one in table.evaluate(SHOWN)] == expected
    button.click()
    assert table.locator("th[aria-sort]").count() == 0
    assert table.evaluate(SHOWN) == as_it_was


def test_numbers_and_progress_are_sorted_as_numbers(table: playwright.Page, plans: tuple[Plan, ...]) -> None:
    warnings = {str(plan.customer.id): plan.finding_kinds["warning"] for plan in plans}
    table.get_by_role("button", name="Warnings").click()
    assert [warnings[one] for one in table.evaluate(SHOWN)] == sorted(warnings.values())
    progress = {
        str(plan.customer.id): sum(step.state in ("done", "not-needed") for step in plan.steps) / len(plan.steps)
        for plan in plans
    }
    table.get_by_role("button", name="Progress").click()
    shown = [round(progress[one], 3) for one in table.evaluate(SHOWN)]
    assert shown == sorted(shown)


def test_the_table_is_used_by_the_keyboard_alone(table: playwright.Page) -> None:
    table.locator("[name=status]").focus()
    table.keyboard.press("ArrowDown")
    assert table.url.endswith("#status=blocked")
    table.get_by_role("button", name="Customer", exact=True).focus()
    table.keyboard.press("Enter")
    assert table.url.endswith("#status=blocked&sort=name")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_the_whole_table_is_there_and_no_filter(
    language: str, browser: playwright.Browser, address: Callable[..., str], plans: tuple[Plan, ...]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(language, "customers/index"))
    assert page.locator(".csp-customers tbody tr").count() == len(plans)
    assert not page.locator(".csp-filter").is_visible()
    assert page.get_by_text(date(2027, 1, 11).isoformat()).first.is_visible()
    context.close()
