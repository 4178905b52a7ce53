"""Whether everybody can use a page, as far as a program can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds on an open page, of any impact, each with the first place; ``rules``: by these alone."""
    options = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else None
    found = axe.Axe().run(page, options=options).response["violations"]
    return [f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]}" for one in found]
