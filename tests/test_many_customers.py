"""More customers than a page has rows: tables go over several pages, and the browser reads all of them from scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT, WIDE
from site_scripts import called, search_entries, unpacked

from generator.cli.options import setup_of
from generator.load import Project
from generator.plan import Plan
from generator.render import Pages, SinglePages
from generator.render.paging import CONFLICTS, CUSTOMERS, WAVES, Paging
from generator.render.scripts import Scripts
from generator.site.edition import Edition
from generator.site.mkdocs import MkDocs
from generator.text import LANGUAGES, Pair, Text, Token

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

TIMES = 2
"""How often every customer of this repository is there."""
FIRST = 50
"""Rows of a page."""
HOSTILE = "<img src=x onerror=alert(1)>"
LIMIT = 120 * 1024
"""Bytes of a page."""
SMALL_PART = 30
"""Customers in a part of the search, so that there are three."""

ROWS = """[...document.querySelectorAll(".csp-customers tbody tr")].map(row => [
  [...row.cells].map(cell => cell.innerText.replace(/\\s+/g, " ").trim() + cell.style.textAlign),
  [...row.querySelectorAll("a")].map(link => link.href),
  [...row.querySelectorAll("[class]")].map(one => one.className)])"""
SHOWN = """[...document.querySelectorAll(".csp-customers tbody tr")]
  .map(row => row.querySelector("a").getAttribute("href").split("/")[0])"""
SAID = "document.querySelector('.csp-filter output').textContent"
FOUND = """query => {
  const field = document.querySelector(".md-search__input");
  field.value = query;
  field.dispatchEvent(new Event("input"));
  document.querySelector(".csp-search .csp-show-all")?.click();
  return [...document.querySelectorAll(".md-search-result__link")].map(link => [link.textContent, link.href]);
}"""
ALL_OF_IT = "!document.querySelector('.md-search-result__meta').textContent.includes('on its way')"


@dataclass(frozen=True)
class Site:
    """A site on the disk, and the customers in the order in which their table has them.

    ``whole``: the English search as it is where one script is enough.
    """

    html: Path
    pages: SinglePages
    ids: list[str]
    status: dict[str, str]
    whole: str

    def address(self, language: str, page: str) -> str:
        return (self.html / language / f"{page}.html").as_uri()

    def text(self, path: str) -> str:
        text = self.pages.text(path)
        assert text is not None
        return text


@pytest.fixture(scope="module")
def many(loaded: Project, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Every customer of this repository twice, one of them with a name that is markup."""
    copies = [
        customer.model_copy(update={"id": Token(f"{customer.id}-{number}")})
        for number in range(TIMES)
        for customer in loaded.customers
    ]
    about = copies[0].customer.model_copy(update={"name": Pair.same(Text(HOSTILE))})
    copies[0] = copies[0].model_copy(update={"customer": about})
    setup = setup_of(loaded, ROOT)
    mkdocs = {language: MkDocs(setup, language) for language in LANGUAGES}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("generator.render.scripts.IN_A_PART", SMALL_PART)
        templates = Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates)
        pages = SinglePages(templates, copies)
        edition = Edition(pages, mkdocs, {})
        html = tmp_path_factory.mktemp("many") / "html"
        for path in _paths(mkdocs):
            body = edition.file(path)
            assert body is not None, path
            (html / path).parent.mkdir(parents=True, exist_ok=True)
            (html / path).write_bytes(body)
    lines = pages._together.lines("en")
    ordered = sorted(lines, key=lambda line: line.order)
    ids = [str(line.id) for line in ordered]
    whole = SinglePages(templates, copies, pages).text("search/en.js") or ""
    return Site(html, pages, ids, {str(line.id): str(line.status) for line in lines}, whole)


def _paths(mkdocs: dict[str, MkDocs]) -> Iterator[str]:
    for language in LANGUAGES:
        yield from (f"{language}/{file.dest_uri}" for file in mkdocs[language].theme_files)
        yield f"{language}/assets/words.js"
        for page in ("index", "calendar", "waves", "customers/index", "customers/page-2"):
            yield f"{language}/{page}.html"
        yield from (f"{folder}/{language}.js" for folder in ("customers", "search", "due"))
        yield from (f"search/{language}/{number}.js" for number in (1, 2, 3))


@pytest.fixture
def table(many: Site, page: playwright.Page) -> playwright.Page:
    page.set_viewport_size(WIDE)
    page.goto(many.address("en", "customers/index"))
    page.wait_for_function(f"{SAID} !== ''")
    return page


# ---- The pages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_the_table_have_every_customer_once_in_its_order_one_a_line(language: str, many: Site) -> None:
    names = [CUSTOMERS.name(number) for number in CUSTOMERS.numbers(many.ids)]
    assert names == ["index", "page-2"]
    texts = [many.text(f"{language}/customers/{name}.md") for name in names]
    rows = [re.findall(r"^\| \[[^\]]*\]\(([^/]+)/index\.md\)", text, re.MULTILINE) for text in texts]
    assert [len(some) for some in rows] == [FIRST, len(many.ids) - FIRST]
    assert [one for some in rows for one in some] == many.ids


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_about_all_customers_is_heavier_than_a_telephone_should_load(language: str, many: Site) -> None:
    pages = list((many.html / language).rglob("*.html"))
    assert {page.name: page.stat().st_size for page in pages if page.stat().st_size > LIMIT} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_every_page_of_the_table_leads_to_the_others(
    language: str, many: Site, browser: playwright.Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(many.address(language, "customers/index"))
    assert not page.locator(".csp-filter").is_visible()
    seen = []
    while True:
        seen += page.evaluate(SHOWN)
        onward = page.locator(".csp-paging").last.get_by_text(re.compile("Next page|下一頁"))
        if not onward.count():
            break
        onward.click()
    assert seen == many.ids
    context.close()


def test_waves_and_conflicts_go_on_like_the_customers(
    loaded: Project, plans: tuple[Plan, ...], pages: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """This repository's own, with pages that are short."""
    for module in ("pages", "calendar_view"):
        monkeypatch.setattr(f"generator.render.{module}.WAVES", Paging("waves", "waves", 20))
        monkeypatch.setattr(f"generator.render.{module}.CONFLICTS", Paging("conflicts", "conflicts", 4))
    single = SinglePages(
        Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates), [plan.customer for plan in plans]
    )
    for whole, name, parts in (("waves", "waves", 3), ("calendar", "conflicts", 3)):
        found = [single.text(f"en/{name}{number}.md") for number in ("", "-2", "-3")]
        assert single.text(f"en/{name}-{parts + 1}.md") is None
        section = pages[f"en/{whole}.md"].split("{#" + name + "}")[-1]
        assert [row for text in found if text for row in _rows(text)] == _rows(section) != []
    calendar = single.text("en/calendar.md") or ""
    assert "](conflicts.md)" in calendar
    assert not _rows(calendar.split("{#conflicts}")[-1])
    assert not WAVES.is_long(_rows(pages["en/waves.md"])) and not CONFLICTS.is_long([])


def test_a_page_that_a_table_does_not_need_is_not_there(many: Site) -> None:
    for path in ("en/customers/page-3.md", "en/customers/page-1.md", "en/conflicts.md", "customers/fr.js"):
        assert many.pages.text(path) is None


# ---- The table in the browser --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_of_the_script_is_the_row_of_the_page(language: str, many: Site, page: playwright.Page) -> None:
    page.set_viewport_size(WIDE)
    page.goto(many.address(language, "customers/page-2"))
    printed = page.evaluate(ROWS)
    page.goto(f"{many.address(language, 'customers/index')}#from={FIRST + 1}")
    page.wait_for_function(f"{SAID} !== ''")
    assert page.evaluate(ROWS) == printed


def test_a_filter_is_over_all_customers_and_some_are_shown_at_a_time(many: Site, table: playwright.Page) -> None:
    count, rest = len(many.ids), many.ids[FIRST:]
    assert table.evaluate(SAID) == f"{count} of {count} customers; these are 1 to {FIRST}"
    assert table.evaluate(SHOWN) == many.ids[:FIRST]
    table.locator(".csp-way", has_text="Next").press("Enter")
    assert table.evaluate(SHOWN) == rest
    assert table.evaluate(SAID) == f"{count} of {count} customers; these are {FIRST + 1} to {count}"
    assert table.url.endswith(f"#from={FIRST + 1}")
    assert table.evaluate("document.activeElement.getAttribute('href')") == f"{rest[0]}/index.html"
    table.locator("[name=status]").select_option("attention")
    expected = [one for one in many.ids if many.status[one] == "attention"]
    assert not set(expected) <= set(many.ids[:FIRST])
    assert table.evaluate(SAID) == f"{len(expected)} of {count} customers"
    assert table.evaluate(SHOWN) == expected


def test_the_place_in_the_table_stays_in_the_address(many: Site, table: playwright.Page) -> None:
    table.locator(".csp-way", has_text="Next").click()
    table.reload()
    table.wait_for_function(f"{SAID} !== ''")
    assert table.evaluate(SHOWN) == many.ids[FIRST:]
    table.locator("a.csp-language").click()
    table.wait_for_url(many.address("zh-TW", "customers/index") + f"#from={FIRST + 1}")
    table.wait_for_function(f"{SAID} !== ''")
    assert table.evaluate(SHOWN) == many.ids[FIRST:]
    table.locator(".csp-way", has_text="前").click()
    assert table.evaluate(SHOWN) == many.ids[:FIRST]


def test_a_column_is_sorted_over_all_customers(many: Site, table: playwright.Page) -> None:
    table.get_by_role("button", name="Warnings").click()
    counts = [int(row[0][5].removesuffix("right")) for row in table.evaluate(ROWS)]
    table.get_by_role("button", name="Warnings").click()
    most = [int(row[0][5].removesuffix("right")) for row in table.evaluate(ROWS)]
    assert counts == sorted(counts) and most == sorted(most, reverse=True)
    assert counts[0] < most[0]


def test_a_seller_is_found_by_letters_of_its_name_and_kept_by_what_all_languages_call_it(
    many: Site, table: playwright.Page
) -> None:
    field = table.locator("[name=seller]")
    field.fill("beifeng")
    some = table.evaluate(SAID)
    name = table.locator("#csp-sellers option").first.get_attribute("value") or ""
    assert "beifeng" in name.lower()
    field.fill(name)
    assert 0 < int(some.split()[0]) < len(many.ids)
    shown = table.evaluate(SHOWN)
    table.locator("a.csp-language").click()
    table.wait_for_url(lambda url: "zh-TW" in url)
    table.wait_for_function(f"{SAID} !== ''")
    assert table.evaluate(SHOWN) == shown
    assert table.locator("[name=seller]").input_value() != name


def test_a_name_that_is_markup_is_text(many: Site, table: playwright.Page) -> None:
    table.locator("[name=text]").fill(HOSTILE)
    assert table.locator(".csp-customers tbody a").first.text_content() == HOSTILE
    assert table.locator("article img").count() == 0


def test_a_site_without_the_script_keeps_its_pages_and_says_so(many: Site, page: playwright.Page) -> None:
    page.route("**/customers/en.js", lambda route: route.abort())
    page.goto(many.address("en", "customers/index"))
    page.get_by_text("built without `runbooks build`").wait_for()
    assert page.evaluate(SHOWN) == many.ids[:50]


# ---- The search in parts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_parts_of_the_search_hold_every_customer_once(language: str, many: Site) -> None:
    pages = [page for page, kind, *_ in search_entries(many.html, language) if kind == "customer"]
    assert pages == [f"customers/{one}/index.html" for one in sorted(many.ids)]


def test_parts_find_what_one_script_finds_in_the_same_order(many: Site, browser: playwright.Browser) -> None:
    queries = ("chenyao", "365", "enterprisepack 2027", "晨曜", "glossary", "renews by itself", "zzqq")
    results = []
    for whole in (True, False):
        page = browser.new_page(viewport=WIDE)
        if whole:
            page.route("**/search/en.js", lambda route: route.fulfill(body=many.whole, content_type="text/javascript"))
        page.goto(many.address("en", "index"))
        page.locator(".md-search__input").fill("chenyao")
        page.wait_for_selector(".md-search-result__link")
        page.wait_for_function(ALL_OF_IT)
        assert page.locator("script[src*='search/en/']").count() == (0 if whole else 3)
        results.append([page.evaluate(FOUND, query) for query in queries])
        page.close()
    assert results[0] == results[1]
    assert [len(found) > 0 for found in results[0]] == [*[True] * 6, False]


def test_a_part_that_is_missing_is_said(many: Site, page: playwright.Page) -> None:
    page.route("**/search/en/2.js", lambda route: route.abort())
    page.goto(many.address("en", "index"))
    page.locator("label.md-header__button[for=__search]").click()
    page.locator(".md-search__input").fill("365")
    page.get_by_text("a part of the index could not be read").wait_for()


def test_scripts_do_not_depend_on_the_order_of_the_customers(
    loaded: Project, plans: tuple[Plan, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.render.scripts.IN_A_PART", 10)
    pages = Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates)
    entries = {str(plan.customer.id): pages.entries(plan, "en") for plan in plans[:25]}
    made = []
    for order in (list(entries), list(entries)[::-1]):
        scripts = Scripts(loaded.guidance, {"en": pages.voices["en"]})
        for customer in order:
            scripts.take({"en": entries[customer]}.__getitem__)
        made.append({path: make() for path, make in scripts.of("en")})
    assert made[0] == made[1]
    assert [path for path in made[0] if path.startswith("search/")] == [
        "search/en.js",
        *(f"search/en/{number}.js" for number in (1, 2, 3)),
    ]
    assert called(made[0]["search/en.js"], "cspSearch")["parts"] == 3
    assert len(unpacked(called(made[0]["search/en/3.js"], "cspSearch"))) == 5


def test_the_days_that_are_counted_are_those_of_the_weeks(built: Path) -> None:
    for language in LANGUAGES:
        folder = built / "site" / "html" / "due"
        head = called((folder / f"{language}.js").read_text(encoding="utf-8"), "cspDue")
        counted: dict[str, list[int]] = {}
        for path in sorted((folder / language).glob("*.js")):
            week = called(path.read_text(encoding="utf-8"), "cspDueWeek")
            assert week["monday"] == path.stem
            for *_, events in week["customers"]:
                for day, kind, *_ in events:
                    counted.setdefault(day, [0, 0])[kind not in head["deadlines"]] += 1
        assert head["days"] == dict(sorted(counted.items()))


def _rows(text: str) -> list[str]:
    """The rows of the tables in a text, without their heads."""
    return [line for line in text.splitlines() if line.startswith("| <")]
