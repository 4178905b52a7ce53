"""What is due, told by the browser's clock: on the pages, on the home page and in the page of a week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from generator.plan import Plan

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CUSTOMER = "chenyao"
AT = "2026-12-01T09:00:00"
TODAY = date(2026, 12, 1)

FAR = """[...document.querySelectorAll(".csp-in")].map(place =>
  [place.previousElementSibling.textContent, place.classList.contains("csp-deadline"), place.textContent])"""
ROWS = """[...document.querySelectorAll(".csp-week tr:has(td)")].map(row => row.innerText.replace(/\\s+/g, " "))"""


@pytest.fixture
def at(browser: playwright.Browser, address: Callable[..., str]) -> Callable[..., playwright.Page]:
    """Opens a page of the site at a moment of Taipei's clock: ``at("en", "week", "2026-12-01T09:00")``."""
    contexts = []

    def open_(language: str, name: str, moment: str = AT, zone: str = "Asia/Taipei") -> playwright.Page:
        context = browser.new_context(timezone_id=zone, viewport={"width": 1280, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.clock.set_fixed_time(datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)))
        page.goto(address(language, name.partition("#")[0]) + name[name.find("#") :] * ("#" in name))
        page.wait_for_load_state("networkidle")
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("day", "deadline", "english", "chinese"),
    [
        ("2026-12-13", "yes", "in 12 days", "12 天後"),
        ("2026-12-02", "yes", "tomorrow", "明天"),
        ("2026-12-01", "yes", "today", "今天"),
        ("2026-11-30", "yes", "overdue by 1 day", "逾期 1 天"),
        ("2026-11-28", "yes", "overdue by 3 days", "逾期 3 天"),
        ("2026-11-28", "no", "3 days ago", "3 天前"),
        ("2027-12-01", "no", "in 365 days", "365 天後"),
    ],
)
def test_a_day_is_told_in_words_of_the_page(
    day: str, deadline: str, english: str, chinese: str, at: Callable[..., playwright.Page]
) -> None:
    for language, expected in (("en", english), ("zh-TW", chinese)):
        page = at(language, "how-to-use")
        said = page.evaluate(f"cspDays.say(cspDays.until(Date.parse('{day}')), '{deadline}' === 'yes')")
        assert said == expected


def test_the_overview_says_how_far_off_the_next_step_and_the_cut_over_are(
    at: Callable[..., playwright.Page], plans: tuple[Plan, ...]
) -> None:
    plan = next(plan for plan in plans if plan.customer.id == CUSTOMER)
    assert plan.next_step
    told = {(day, deadline): said for day, deadline, said in at("en", f"customers/{CUSTOMER}/index").evaluate(FAR)}
    late = (TODAY - plan.next_step.due).days
    assert late > 1
    assert told[plan.next_step.due.isoformat(), True] == f"overdue by {late} days"
    cut_over = min(one.cut_over for one in plan.subscriptions if one.cut_over)
    assert told[cut_over.isoformat(), True] == f"in {(cut_over - TODAY).days} days"  # open: it can be missed
    end = min(one.subscription.ends_on for one in plan.subscriptions)
    assert told[end.isoformat(), False] == f"in {(end - TODAY).days} days"


def test_the_day_is_the_one_on_the_readers_wall_also_where_utc_has_another(at: Callable[..., playwright.Page]) -> None:
    asked = "cspDays.iso(cspDays.today())"
    assert at("en", "how-to-use", "2026-12-01T03:00:00").evaluate(asked) == "2026-12-01"  # in UTC still the day before
    assert at("en", "how-to-use", "2026-12-01T23:30:00", "Pacific/Honolulu").evaluate(asked) == "2026-12-01"


def test_a_page_that_stays_open_over_midnight_counts_on(at: Callable[..., playwright.Page]) -> None:
    page = at("en", f"customers/{CUSTOMER}/index")
    before = page.evaluate(FAR)
    page.clock.set_fixed_time(datetime(2026, 12, 2, 1, tzinfo=ZoneInfo("Asia/Taipei")))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.evaluate(FAR) != before


def test_pages_hold_days_alone_and_say_nothing_of_today(built: Path) -> None:
    html = (built / "site/html/en/customers" / CUSTOMER / "index.html").read_text(encoding="utf-8")
    assert '<span class="csp-in"></span>' in html


# ---- The week ------------------------------------------------------------------------------------------------------


def due(plans: tuple[Plan, ...], first: date, last: date) -> list[str]:
    """What lies in these days over all customers, one name a row, of plans that may be carried out."""
    kinds = ("step", "cut-over", "fallback", "order-by", "undo-until", "old-end")
    return [
        plan.customer.name["en"]
        for plan in plans
        if plan.status != "blocked"
        for event in plan.events
        if event.kind in kinds and not event.done and first <= event.first <= last
    ]


def test_the_week_tells_every_open_day_of_all_customers(
    at: Callable[..., playwright.Page], plans: tuple[Plan, ...]
) -> None:
    monday = date(2027, 1, 11)
    rows = at("en", "week#week=2027-01-11").evaluate(ROWS)
    named = [plan.customer.name["en"] for plan in plans if plan.status != "blocked"]
    shown = [next(name for name in named if name in row) for row in rows if "blocked" not in row]
    assert sorted(shown) == sorted(due(plans, monday, monday + timedelta(days=6)))
    assert len(shown) > 10


def test_this_week_begins_with_what_is_overdue(at: Callable[..., playwright.Page]) -> None:
    page = at("zh-TW", "week")
    assert (page.locator(".csp-week th").first.text_content() or "").startswith("已逾期 · ")
    assert page.locator(".csp-week-form output").text_content() == "2026-11-30 至 2026-12-06"
    assert page.locator(".csp-week th", has_text="2026-12-01 星期二 · 今天").count() == 1
    page.get_by_role("button", name="下一週").click()
    assert page.url.endswith("#week=2026-12-07")
    assert page.locator(".csp-week th", has_text="已逾期").count() == 0
    page.get_by_role("button", name="本週", exact=True).click()
    assert page.locator(".csp-week-form output").text_content() == "2026-11-30 至 2026-12-06"


def test_whose_steps_were_looked_at_is_remembered_in_this_browser(at: Callable[..., playwright.Page]) -> None:
    page = at("en", "week")
    page.locator("[name=owner]").select_option("customer")
    page.goto(page.url.partition("#")[0])
    page.reload()
    assert page.locator("[name=owner]").input_value() == "customer"


def test_the_numbers_of_the_home_page_follow_midnight(at: Callable[..., playwright.Page]) -> None:
    page = at("en", "index")
    page.clock.set_fixed_time(datetime(2026, 12, 2, 1, tzinfo=ZoneInfo("Asia/Taipei")))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert (page.locator(".csp-week-counts output").text_content() or "").startswith("Today is 2026-12-02")


def test_the_week_can_be_that_of_one_side(at: Callable[..., playwright.Page]) -> None:
    page = at("en", "week#week=2027-01-11")
    everybody = page.evaluate(ROWS)
    page.locator("[name=owner]").select_option("customer")
    shown = page.evaluate(ROWS)
    assert 0 < len(shown) < len(everybody)
    assert all(row.endswith("Customer") for row in shown)
    assert page.url.endswith("#week=2027-01-11&owner=customer")


def test_of_a_blocked_plan_only_what_comes_next_and_its_ends_are_told(
    at: Callable[..., playwright.Page], plans: tuple[Plan, ...]
) -> None:
    plan = next(plan for plan in plans if plan.status == "blocked" and plan.next_step and len(plan.steps) > 10)
    page = at("en", "week")
    for more in page.locator(".csp-week .csp-more").all()[::-1]:
        more.click()
    rows = [row for row in page.evaluate(ROWS) if plan.customer.name["en"] in row]
    assert all("blocked" in row for row in rows)
    assert len([row for row in rows if "Old end date" not in row]) <= 1


def test_every_row_of_the_week_leads_to_a_place_that_is_there(at: Callable[..., playwright.Page]) -> None:
    page = at("en", "week#week=2027-01-11")
    for link in page.locator(".csp-week td:nth-child(3) a").evaluate_all("links => links.map(link => link.href)")[:6]:
        page.goto(link)
        assert page.evaluate("!!document.getElementById(location.hash.slice(1))")


def test_the_home_page_counts_what_is_overdue_and_due(
    at: Callable[..., playwright.Page], plans: tuple[Plan, ...]
) -> None:
    said = at("en", "index").locator(".csp-week-counts output").text_content() or ""
    late = sum(
        event.kind in ("step", "cut-over", "order-by") and not event.done and event.first < TODAY
        for plan in plans
        for event in (plan.events if plan.status != "blocked" else ())
    )
    blocked = sum(plan.status == "blocked" and bool(plan.next_step) and plan.next_step.due < TODAY for plan in plans)
    assert said.startswith(f"Today is 2026-12-01: {late + blocked} overdue, ")


def test_without_the_list_the_page_says_where_else_to_look(page: playwright.Page, address: Callable[..., str]) -> None:
    page.route("**/due/en.js", lambda route: route.abort())
    page.goto(address("en", "week"))
    page.get_by_text("The calendar has the load of every week.").wait_for()
