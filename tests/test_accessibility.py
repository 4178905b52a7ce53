"""Every kind of page, and the open search: axe finds nothing that keeps anybody out, in both languages and schemes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from accessibility import violations
from conftest import TELEPHONE, WIDE
from site_pages import KINDS

from generator.text import LANGUAGES

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

COLOURS = ("color-contrast", "link-in-text-block")
"""What may differ between the light and the dark scheme; all else is the same page."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_kind_of_page(
    browser: playwright.Browser, address: Callable[..., str], language: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport=WIDE)
    found = {}
    for kind in KINDS:
        page = context.new_page()
        page.goto(address(language, kind))
        found[kind] = violations(page, *COLOURS if scheme == "dark" else ())
        page.close()
    context.close()
    assert {kind: one for kind, one in found.items() if one} == {}


@pytest.mark.parametrize("viewport", [WIDE, TELEPHONE], ids=["wide", "telephone"])
def test_axe_finds_nothing_in_the_open_search(
    browser: playwright.Browser, address: Callable[..., str], viewport: playwright.ViewportSize
) -> None:
    context = browser.new_context(viewport=viewport)
    page = context.new_page()
    page.goto(address("zh-TW", "index"))
    page.locator("label.md-header__button[for=__search]").click() if viewport is TELEPHONE else page.keyboard.press("/")
    page.locator(".md-search__input").fill("E3")
    page.wait_for_selector(".md-search-result__link")
    page.wait_for_timeout(500)  # it comes in gradually, and is pale meanwhile
    found = violations(page)
    context.close()
    assert found == []
