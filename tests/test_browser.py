"""The built site in a real browser, from a disk: ticks, languages, narrow screens, paper."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from conftest import TELEPHONE
from site_pages import KINDS, OPEN

from generator.load import Project
from generator.plan import Plan
from generator.text import LANGUAGES, plain

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

A4 = (595, 842)
"""In points, rounded."""

SIDEWAYS = "Math.max(scrollX, document.scrollingElement.scrollWidth - innerWidth)"
"""By how many pixels a page is wider than its window."""

# ---- On a screen ---------------------------------------------------------------------------------------------------


@dataclass
class Visit:
    """A page of every kind was opened: what was asked for, what went wrong, how far each scrolls sideways."""

    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    sideways: dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="module", params=LANGUAGES)
def visit(request: pytest.FixtureRequest, browser: playwright.Browser, address: Callable[..., str]) -> Visit:
    """A page of every kind in one language, opened on a telephone."""
    seen = Visit()
    context = browser.new_context(viewport=TELEPHONE)
    context.on("request", lambda asking: seen.asked.append(asking.url))
    context.on("console", lambda message: seen.errors.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: seen.errors.append(str(error.error)))
    for kind in KINDS:
        page = context.new_page()
        page.goto(address(request.param, kind))
        page.evaluate("scrollTo(1000, 0)")
        seen.sideways[kind] = page.evaluate(SIDEWAYS)
    for page in context.pages:
        page.wait_for_load_state("networkidle")
    context.close()
    return seen


def test_a_page_from_a_disk_asks_nobody_else(visit: Visit, built: Path) -> None:
    ours = ((built / "site" / "html").as_uri(), "data:", "blob:")
    assert [url for url in visit.asked if not url.startswith(ours)] == []
    assert len(visit.asked) > len(KINDS)


def test_a_page_from_a_disk_opens_without_an_error(visit: Visit) -> None:
    assert visit.errors == []


def test_no_page_scrolls_sideways_on_a_telephone(visit: Visit) -> None:
    assert visit.sideways == dict.fromkeys(KINDS, 0)


def test_the_customer_with_the_most_subscriptions_fits_a_telephone_too(
    page: playwright.Page, address: Callable[..., str], plans: tuple[Plan, ...]
) -> None:
    largest = max(plans, key=lambda plan: len(plan.subscriptions)).customer.id
    for kind in ("index", "decisions", "runbook", "runbook-customer", "checklist", "letters"):
        page.goto(address("en", f"customers/{largest}/{kind}"))
        assert (kind, page.evaluate(SIDEWAYS)) == (kind, 0)


def test_ticks_survive_a_reload_and_are_the_same_in_every_language(
    page: playwright.Page, address: Callable[..., str]
) -> None:
    checklist = f"customers/{OPEN}/checklist"
    page.goto(address("zh-TW", checklist))
    boxes = page.locator("input[data-check]:enabled")
    wanted = [boxes.nth(number).get_attribute("data-check") for number in (0, 3)]
    for number in (0, 3):
        boxes.nth(number).check()
    assert _ticked(page) == wanted
    page.reload()
    assert _ticked(page) == wanted
    page.goto(address("en", checklist))
    assert _ticked(page) == wanted
    page.locator("input[data-check]:enabled").nth(0).uncheck()
    page.goto(address("zh-TW", checklist))
    assert _ticked(page) == wanted[1:]


def test_ticks_of_one_customer_are_not_those_of_another(
    page: playwright.Page, address: Callable[..., str], plans: tuple[Plan, ...]
) -> None:
    other = next(plan.customer.id for plan in plans if plan.status == "attention" and plan.customer.id != OPEN)
    page.goto(address("en", f"customers/{OPEN}/checklist"))
    for box in page.locator("input[data-check]:enabled").all():
        box.check()
    page.goto(address("en", f"customers/{other}/checklist"))
    assert _ticked(page) == []


def test_what_the_customers_file_records_is_ticked_and_cannot_be_unticked(
    page: playwright.Page, address: Callable[..., str], plans: tuple[Plan, ...]
) -> None:
    done = next(plan for plan in plans if plan.status == "done")
    page.goto(address("en", f"customers/{done.customer.id}/checklist"))
    recorded = page.locator("input[data-check]:checked:disabled")
    states = [step.state for step in done.steps]
    assert recorded.count() == states.count("done")
    assert page.get_by_role("img", name="not needed").count() == states.count("not-needed") > 0
    page.reload()
    assert recorded.count() == states.count("done")


def test_every_check_box_has_a_name(page: playwright.Page, address: Callable[..., str]) -> None:
    page.goto(address("en", f"customers/{OPEN}/checklist"))
    boxes = page.locator("input[data-check]")
    assert boxes.count() > 10
    assert page.get_by_role("checkbox", name=re.compile(r"\S")).filter(visible=True).count() >= boxes.count()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_switch_stays_on_the_page_and_at_its_place(
    language: str, page: playwright.Page, address: Callable[..., str], plans: tuple[Plan, ...]
) -> None:
    (other,) = [one for one in LANGUAGES if one != language]
    step = next(plan for plan in plans if plan.customer.id == OPEN).steps[3].key
    runbook = f"customers/{OPEN}/runbook"
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{address(language, runbook)}#{step}")
    page.locator("a.csp-language").click()
    page.wait_for_load_state()
    assert page.url == f"{address(other, runbook)}#{step}"
    assert page.evaluate("document.documentElement.lang") == other
    page.evaluate("location.hash = 'sources'")
    page.locator("a.csp-language").click()
    page.wait_for_load_state()
    assert page.url == f"{address(language, runbook)}#sources"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_shows_its_other_language_when_somebody_asks_for_it_with_the_keyboard(
    language: str, browser: playwright.Browser, address: Callable[..., str]
) -> None:
    """Without any script."""
    (other,) = [one for one in LANGUAGES if one != language]
    context = browser.new_context(viewport=TELEPHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(address(language, f"customers/{OPEN}/runbook"))
    told = page.locator(f"details.csp-other-language[lang={other}]").first
    text = told.locator("p")
    assert not text.is_visible()
    told.locator("summary").press("Enter")
    assert text.is_visible()
    context.close()


def test_the_entrance_leads_to_chinese(page: playwright.Page, built: Path, address: Callable[..., str]) -> None:
    page.goto((built / "site" / "html" / "index.html").as_uri())
    page.wait_for_url(address("zh-TW", "index"))


# ---- On paper ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def papers(
    browser: playwright.Browser,
    address: Callable[..., str],
    plans: tuple[Plan, ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[tuple[str, str], Path]:
    """The printed checklist of every customer with few subscriptions who is not blocked, in both languages."""
    folder = tmp_path_factory.mktemp("papers")
    context = browser.new_context()
    page = context.new_page()
    printed = {}
    for plan in plans:
        for language in LANGUAGES if plan.status != "blocked" and len(plan.subscriptions) <= 3 else ():
            page.goto(address(language, f"customers/{plan.customer.id}/checklist"))
            path = folder / f"{plan.customer.id}.{language}.pdf"
            path.write_bytes(page.pdf(prefer_css_page_size=True))
            printed[str(plan.customer.id), language] = path
    context.close()
    return printed


def test_a_checklist_is_printed_on_a4(papers: dict[tuple[str, str], Path]) -> None:
    for path in papers.values():
        boxes = re.findall(rb"/MediaBox\s*\[0 0 ([0-9.]+) ([0-9.]+)\]", path.read_bytes())
        assert {(round(float(width)), round(float(height))) for width, height in boxes} == {A4}


def test_a_checklist_of_few_subscriptions_fits_two_pages_and_one_more_for_each_further_cut_over(
    papers: dict[tuple[str, str], Path], plans: tuple[Plan, ...]
) -> None:
    cut_overs = {
        plan.customer.id: len({section.cut_over for section in plan.sections if section.cut_over}) for plan in plans
    }
    pages = {name: len(re.findall(rb"/Type\s*/Page\b", path.read_bytes())) for name, path in papers.items()}
    allowed = {name: 1 + max(1, cut_overs[name[0]]) for name in pages}
    assert {name: count for name, count in pages.items() if not 1 <= count <= allowed[name]} == {}


def test_every_printed_page_names_customer_and_fingerprint(
    papers: dict[tuple[str, str], Path], plans: tuple[Plan, ...], text_of: Callable[[Path], list[str]]
) -> None:
    for (customer, language), path in papers.items():
        (plan,) = [plan for plan in plans if plan.customer.id == customer]
        for number, text in enumerate(text_of(path), start=1):
            assert (number, plan.fingerprint in text) == (number, True)
            assert _without_blanks(plan.customer.name[language]) in _without_blanks(text)
            assert re.search(rf"\b{number}\s*/\s*[0-9]+\b", text)


def test_what_is_meant_for_the_screen_is_not_printed(
    papers: dict[tuple[str, str], Path], loaded: Project, text_of: Callable[[Path], list[str]]
) -> None:
    words = loaded.wording.labels["word"]
    for (_, language), path in papers.items():
        text = _without_blanks("".join(text_of(path)))
        for label in ("local-tick", "all-customers"):
            assert _without_blanks(plain(words[label][language])) not in text


def test_ticks_of_a_browser_are_not_printed(page: playwright.Page, address: Callable[..., str]) -> None:
    page.goto(address("en", f"customers/{OPEN}/checklist"))
    page.emulate_media(media="print")
    mark = "getComputedStyle(document.querySelector('input[data-check]:enabled'), '::after').display"
    page.locator("input[data-check]:enabled").first.check()
    assert page.evaluate(mark) == "none"


@pytest.fixture(scope="session")
def text_of() -> Callable[[Path], list[str]]:
    """The text of each page of a PDF."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed")

    def read(path: Path) -> list[str]:
        said = subprocess.run([program, "-layout", path, "-"], capture_output=True, encoding="utf-8", check=True)
        return said.stdout.removesuffix("\f").split("\f")

    return read


def _ticked(page: playwright.Page) -> list[str | None]:
    return [box.get_attribute("data-check") for box in page.locator("input[data-check]:checked:enabled").all()]


def _without_blanks(text: str) -> str:
    return re.sub(r"\s", "", text)
