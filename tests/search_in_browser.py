"""The search of a built site as a reader has it, from a disk, on a wide screen and on a telephone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from conftest import BROWSERS, QUIET, TELEPHONE
from playwright.sync_api import Browser, Error, Page, ViewportSize, sync_playwright

SCREENS: dict[str, ViewportSize] = {
    "search on a wide screen": {"width": 1280, "height": 800},
    "search on a telephone": TELEPHONE,
}
QUERY = "365"
FIRST = 5
"""Results that are compared."""
PATIENCE = 10_000
"""Milliseconds until something that does not appear is missing."""


@contextmanager
def started_browser() -> Iterator[Browser | None]:
    """None where no browser is installed."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        yield None
        return
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


def searched(browser: Browser, language: Path) -> Mapping[str, tuple[str, ...]]:
    """What the home page finds first on each kind of screen, and what goes wrong on the way."""
    found: dict[str, tuple[str, ...]] = {}
    errors: list[str] = []
    for name, screen in SCREENS.items():
        context = browser.new_context(viewport=screen)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("requestfailed", lambda request: errors.append(f"{request.url} is not there"))
        page.goto((language / "index.html").as_uri())
        try:
            found[name] = tuple(_results(page, on_telephone=screen == TELEPHONE))
        except Error as failed:
            found[name] = (f"no search that works: {failed.message.splitlines()[0]}",)
        context.close()
    return found | {"errors in the browser": tuple(errors)}


def _results(page: Page, on_telephone: bool) -> list[str]:
    if on_telephone:
        page.locator('.md-header__button[for="__search"]').click()
    page.locator(".csp-search input[name=query]").click()
    page.keyboard.type(QUERY)
    page.locator("#csp-found a").first.wait_for()
    return [" ".join(text.split()) for text in page.locator("#csp-found a").all_inner_texts()[:FIRST]]
