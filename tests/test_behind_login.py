"""The built site below a path of a host, behind a login proxy and a strict content policy, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from login_proxy import POLICY, hashes, login_proxy

from generator.text import LANGUAGES

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CUSTOMER = "maoyun"
LOUD = ("error", "warning")
RUNBOOK = f"customers/{CUSTOMER}/runbook.html"


@dataclass
class Reader:
    """Somebody who has signed in: what was answered how, and what went wrong."""

    page: playwright.Page
    answered: list[tuple[str, int]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def opens(self, addresses: list[str]) -> None:
        """Each address in a page of its own, until all is quiet."""
        pages = [self.page.context.new_page() for _ in addresses]
        for page, address in zip(pages, addresses, strict=True):
            page.goto(address)
        for page in pages:
            page.wait_for_load_state("networkidle")
            page.close()

    def refused(self, address: str) -> list[tuple[str, int]]:
        """What was not answered well, or not by the site at ``address``."""
        ours = (address, "data:")
        return [(url, code) for url, code in self.answered if code not in (200, 304) or not url.startswith(ours)]


@pytest.fixture(scope="module")
def site(built: Path) -> Path:
    return built / "site" / "html"


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The site's address, behind a proxy that allows no script but the site's own."""
    with login_proxy(site, POLICY.format(scripts=hashes(site))) as found:
        yield found


@pytest.fixture
def reader_of(browser: playwright.Browser) -> Iterator[Callable[..., Reader]]:
    """Signs in: ``reader_of("http://…/")``."""
    contexts = []

    def sign_in(address: str) -> Reader:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        contexts.append(context)
        reader = Reader(context.new_page())
        reader.page.goto(f"{address}en/{RUNBOOK}")
        assert "/login?rd=" in reader.page.url
        reader.page.get_by_role("button").click()
        reader.page.wait_for_url(f"{address}en/{RUNBOOK}")
        context.on("response", lambda answer: reader.answered.append((answer.url, answer.status)))
        context.on("requestfailed", lambda request: reader.errors.extend(_failure(request)))
        context.on("console", lambda said: reader.errors.append(said.text) if said.type in LOUD else None)
        context.on("weberror", lambda error: reader.errors.append(str(error.error)))
        return reader

    yield sign_in
    for context in contexts:
        context.close()


def _failure(request: playwright.Request) -> list[str]:
    """One line; none where the reader has left the page before it was all there."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"{request.url}: {request.failure}"]


def kinds(site: Path, language: str) -> list[str]:
    """A page of every kind, by its place below the site; papers in that language too."""
    folder = site / language
    found = [*folder.glob("*.html"), folder / "customers/index.html", *folder.glob(f"customers/{CUSTOMER}/*.html")]
    papers = site.glob(f"papers/{CUSTOMER}/*.{language}.html")
    return sorted(path.relative_to(site).as_posix() for path in (*found, *papers))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_every_kind_opens_and_asks_nothing_outside_of_its_path(
    language: str, site: Path, served: str, reader_of: Callable[..., Reader]
) -> None:
    reader = reader_of(served)
    places = kinds(site, language)
    reader.opens([served + place for place in places])
    assert (reader.errors, reader.refused(served)) == ([], [])
    assert {served + place for place in places} < {url for url, _ in reader.answered}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_switch_and_links_stay_below_the_path(
    language: str, served: str, reader_of: Callable[..., Reader]
) -> None:
    (other,) = [one for one in LANGUAGES if one != language]
    reader = reader_of(served)
    page = reader.page
    page.goto(f"{served}{language}/{RUNBOOK}#sources")
    page.locator("a.csp-language").click()
    page.wait_for_url(f"{served}{other}/{RUNBOOK}#sources")
    page.locator('article a[href^="../../guidance.html"]').first.click()
    page.wait_for_url(f"{served}{other}/guidance.html*")
    page.locator("a.md-logo").first.click()
    page.wait_for_url(f"{served}{other}/index.html")
    page.wait_for_load_state("networkidle")
    assert (reader.errors, reader.refused(served)) == ([], [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_search_finds_and_leads_to_a_page_below_the_path(
    language: str, served: str, reader_of: Callable[..., Reader]
) -> None:
    reader = reader_of(served)
    page = reader.page
    page.goto(f"{served}{language}/{RUNBOOK}")
    page.locator(".csp-search input[name=query]").click()
    page.keyboard.type("365")
    page.locator("#csp-found a").first.click()
    page.wait_for_url(f"{served}{language}/customers/**/index.html*")
    page.wait_for_load_state("networkidle")
    assert (reader.errors, reader.refused(served)) == ([], [])


def test_the_entrance_leads_on_below_the_path(served: str, reader_of: Callable[..., Reader]) -> None:
    reader = reader_of(served)
    reader.page.goto(served)
    reader.page.wait_for_url(f"{served}{LANGUAGES[0]}/index.html")
    assert (reader.errors, reader.refused(served)) == ([], [])


def test_ticks_are_kept_for_the_next_visit(served: str, reader_of: Callable[..., Reader]) -> None:
    page = reader_of(served).page
    page.goto(f"{served}zh-TW/customers/{CUSTOMER}/checklist.html")
    box = page.locator("input[data-check]:enabled").first
    box.check()
    page.reload()
    assert box.is_checked()


def test_a_policy_that_the_site_cannot_live_with_would_be_noticed(site: Path, reader_of: Callable[..., Reader]) -> None:
    with login_proxy(site, POLICY.format(scripts="")) as address:
        reader = reader_of(address)
        reader.opens([f"{address}en/index.html"])
        assert any("Content Security Policy" in error for error in reader.errors)
