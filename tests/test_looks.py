"""Every kind of page in a real browser: still while it loads, and copied from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from conftest import TELEPHONE, WIDE
from site_pages import KINDS, OPEN

from generator.text import LANGUAGES

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


STILL = 0.05
"""As far as what is seen first may move: half of what is called good; tables that get their box move up to 0.03."""

SHIFTED = """() => new Promise(done => new PerformanceObserver(list => {
  done(list.getEntries().filter(one => !one.hadRecentInput).reduce((sum, one) => sum + one.value, 0));
}).observe({type: "layout-shift", buffered: true}) ?? setTimeout(() => done(0), 300))"""
"""How far what is seen first has moved while the page loaded (0 = nothing has)."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is http.server's
        pass


@pytest.fixture(scope="module")
def host(built: Path) -> Iterator[str]:
    """The built site below a path of a host."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(built)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/site/html"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("viewport", [WIDE, TELEPHONE], ids=["wide", "telephone"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_seen_first_does_not_move_while_the_page_loads(
    browser: playwright.Browser, host: str, language: str, viewport: playwright.ViewportSize
) -> None:
    shifted = {}
    for kind in KINDS:
        context = browser.new_context(viewport=viewport)  # nothing is kept from another page
        page = context.new_page()
        page.goto(f"{host}/{language}/{kind}.html")
        shifted[kind] = round(page.evaluate(SHIFTED), 3)
        context.close()
    assert {kind: moved for kind, moved in shifted.items() if moved > STILL} == {}


# ---- Copying -------------------------------------------------------------------------------------------------------


@pytest.fixture
def clipboard(browser: playwright.Browser, host: str) -> Iterator[playwright.Page]:
    """A page that may read the clipboard."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{host}/en/index.html")
    yield page
    context.close()


COPIED = "navigator.clipboard.readText()"


def test_an_id_is_copied_without_anything_around_it(clipboard: playwright.Page, host: str) -> None:
    clipboard.goto(f"{host}/en/customers/chenyao/index.html")
    clipboard.get_by_role("button", name="Copy chenyao.onmicrosoft.com").click()
    assert clipboard.evaluate(COPIED) == "chenyao.onmicrosoft.com"
    assert clipboard.get_by_role("button", name="Copied").count() == 1


def test_a_letter_is_copied_whole_with_its_tables_and_without_the_button(clipboard: playwright.Page, host: str) -> None:
    clipboard.goto(f"{host}/zh-TW/customers/{OPEN}/letters.html")
    letter = clipboard.locator(".csp-letter").first
    words = re.sub(r"\s+", "", letter.inner_text())
    letter.get_by_role("button", name="複製信件內容").click()
    assert re.sub(r"\s+", "", clipboard.evaluate(COPIED)) == words
    assert len(words) > 100
