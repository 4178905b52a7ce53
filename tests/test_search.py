"""The site's own search in a real browser, from a disk: whatever plain substring search finds, it finds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from built_html import anchors
from site_scripts import Entries, search_entries

from generator.text import LANGUAGES

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CASES = Path(__file__).resolve().parent / "cases" / "search"
QUERIES = [line for line in (CASES / "queries.txt").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
EVERY = 31
"""Of all pieces of Chinese of two to four characters in the index, one in so many is asked for."""

FOUND = """query => {
  const field = document.querySelector(".md-search__input");
  field.value = query;
  field.dispatchEvent(new Event("input"));
  document.querySelector(".csp-search .csp-show-all")?.click();
  return [...document.querySelectorAll(".md-search-result__link")].map(link => link.href);
}"""
"""Asks, and gives back where every result leads, also those behind "show all" and "more"."""


def index_of(built: Path, language: str) -> Entries:
    """What the search script holds."""
    return search_entries(built / "site" / "html", language)


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().replace("臺", "台")


def target(page: str, address: str) -> str:
    """Where a place lies, below the folder of its language."""
    return f"{page}{address}" if address[:1] in ("", "#") else f"{page.rpartition('/')[0]}/{address}"


def plainly_found(query: str, entries: Entries) -> set[str]:
    """Every place that holds the query as it stands."""
    return {
        target(page, address)
        for page, _, title, places in entries
        for address, name, words in places
        if folded(query) in folded(f"{name}\n{words}" if address else f"{title}\n{words}")
    }


@pytest.fixture(scope="module", params=LANGUAGES)
def searching(
    request: pytest.FixtureRequest, browser: playwright.Browser, address: Callable[..., str]
) -> Iterator[tuple[str, playwright.Page]]:
    """A page of one language with its search open."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address(request.param, "index"))
    page.locator(".md-search__input").click()
    page.wait_for_function("document.querySelector('script[src*=\"search/\"]')")
    page.wait_for_load_state("networkidle")
    yield request.param, page
    context.close()


def found(page: playwright.Page, query: str, root: str) -> set[str]:
    return {link.removeprefix(root) for link in page.evaluate(FOUND, query)}


def test_every_query_finds_what_plain_substring_search_finds(
    searching: tuple[str, playwright.Page], built: Path, address: Callable[..., str]
) -> None:
    language, page = searching
    entries, root = index_of(built, language), address(language, "index").removesuffix("index.html")
    missed = {
        query: sorted(plainly_found(query, entries) - found(page, query, root))
        for query in QUERIES
        if not plainly_found(query, entries) <= found(page, query, root)
    }
    assert missed == {}


def test_every_query_is_answered_in_some_language(built: Path) -> None:
    indexes = [index_of(built, language) for language in LANGUAGES]
    assert len(QUERIES) >= 40
    assert [query for query in QUERIES if not any(plainly_found(query, entries) for entries in indexes)] == []


def test_pieces_of_chinese_from_anywhere_in_a_sentence_are_found(
    searching: tuple[str, playwright.Page], built: Path, address: Callable[..., str]
) -> None:
    language, page = searching
    entries, root = index_of(built, language), address(language, "index").removesuffix("index.html")
    runs = {run for _, _, _, places in entries for place in places for run in re.findall("[㐀-鿿]{2,}", place[2])}
    pieces = sorted({run[at : at + size] for run in runs for size in (2, 3, 4) for at in range(len(run) - size + 1)})
    asked = pieces[::EVERY]
    assert len(asked) > 100
    assert [piece for piece in asked if not plainly_found(piece, entries) <= found(page, piece, root)] == []


def test_several_words_narrow_it_down_wherever_they_stand(
    searching: tuple[str, playwright.Page], address: Callable[..., str]
) -> None:
    language, page = searching
    root = address(language, "index").removesuffix("index.html")
    both = found(page, "chenyao enterprisepack", root)
    assert both == {"customers/chenyao/index.html", "customers/chenyao/decisions.html#subscription-e3-main"}


def test_a_customer_is_found_first_by_its_name(searching: tuple[str, playwright.Page], built: Path) -> None:
    language, page = searching
    for entry in index_of(built, language):
        if entry[1] == "customer":
            assert page.evaluate(FOUND, entry[2])[0].endswith(f"/{language}/{entry[0]}")


def test_what_is_not_there_is_said_and_markup_is_text(searching: tuple[str, playwright.Page]) -> None:
    _, page = searching
    assert page.evaluate(FOUND, "<img src=x onerror=alert(1)>") == []
    status = page.locator(".md-search-result__meta")
    assert "<img src=x onerror=alert(1)>" in (status.text_content() or "")
    assert page.locator(".csp-search img").count() == 0


def test_of_a_customer_only_what_is_its_own_is_indexed_and_of_the_guidance_each_row_once(built: Path) -> None:
    for language in LANGUAGES:
        entries = index_of(built, language)
        texts: list[Any] = [
            words for _, kind, _, places in entries if kind != "customer" for _, _, words in places if words
        ]
        sentences = [sentence for text in texts for sentence in re.findall("[^。.]{25,}[。.]", text)]
        of_customers = [place for _, kind, _, places in entries if kind == "customer" for place in places]
        assert [place for place in of_customers if any(one in place[2] for one in sentences)] == []
        targets = [target(page, place[0]) for page, _, _, places in entries for place in places]
        assert sorted({one for one in targets if targets.count(one) > 1}) == []


def test_everything_in_the_index_is_a_place_on_the_site(built: Path) -> None:
    for language in LANGUAGES:
        folder = built / "site" / "html" / language
        targets = {
            target(page, address) for page, _, _, places in index_of(built, language) for address, _, _ in places
        }
        assert [
            one
            for one in sorted(targets)
            if (anchor := one.partition("#")[2]) and anchor not in anchors((folder / one.partition("#")[0]).resolve())
        ] == []


# ---- By hand -------------------------------------------------------------------------------------------------------


@pytest.fixture
def opened(page: playwright.Page, address: Callable[..., str]) -> playwright.Page:
    """The English home page, wide, with its search opened by the keyboard."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address("en", "index"))
    page.keyboard.press("/")
    return page


def test_the_search_is_used_by_the_keyboard_alone(opened: playwright.Page, address: Callable[..., str]) -> None:
    page = opened
    page.keyboard.type("chenyao")
    page.wait_for_selector(".md-search-result__link")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.href") == address("en", "customers/chenyao/index")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.name") == "query"
    page.keyboard.press("Escape")
    assert not page.locator(".md-search__output").is_visible()
    page.keyboard.press("/")
    page.keyboard.press("Enter")
    page.wait_for_url(address("en", "customers/chenyao/index"))


def test_the_keyboard_that_goes_on_closes_the_search_and_never_stops_where_nothing_is_seen(
    opened: playwright.Page,
) -> None:
    page = opened
    page.keyboard.type("365")
    page.wait_for_selector(".md-search-result__link")
    page.keyboard.press("Escape")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.checkVisibility({visibilityProperty: true})")
        assert not page.evaluate("!!document.activeElement.closest('.md-search__output')")
    page.keyboard.press("/")
    page.locator("article a").first.focus()
    assert not page.locator(".md-search__output").is_visible()


def test_what_is_typed_stands_as_it_is_in_the_answer(opened: playwright.Page) -> None:
    page = opened
    page.keyboard.type("$& {count}")
    page.wait_for_function("document.querySelector('.md-search-result__meta').textContent.includes('Nothing')")
    assert page.locator(".md-search-result__meta").text_content() == "Nothing found for “$& {count}”"


def test_on_a_telephone_the_search_opens_by_its_button(page: playwright.Page, address: Callable[..., str]) -> None:
    page.goto(address("zh-TW", "index"))
    page.locator("label.md-header__button[for=__search]").click()
    page.locator(".md-search__input").fill("晨曜")
    page.locator(".md-search-result__link").first.click()
    page.wait_for_url(address("zh-TW", "customers/chenyao/index"))


def test_what_was_typed_before_the_index_came_is_answered_when_it_comes(
    page: playwright.Page, address: Callable[..., str]
) -> None:
    page.route("**/search/en.js", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.goto(address("en", "index"))
    page.evaluate("document.querySelector('.md-search__input').value = 'chenyao'")
    page.locator("label.md-header__button[for=__search]").click()
    page.wait_for_selector(".md-search-result__link")


def test_a_site_without_an_index_says_so(page: playwright.Page, address: Callable[..., str]) -> None:
    page.route("**/search/en.js", lambda route: route.abort())
    page.goto(address("en", "index"))
    page.locator("label.md-header__button[for=__search]").click()
    page.get_by_text("built without `runbooks build`").wait_for()
