"""A customer's pages as one file: it needs nothing else, leads nowhere outside, and works like the pages."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from accessibility import violations
from built_html import LOADED, anchors, leads_nowhere, page_events
from runbooks_command import runbooks

from generator.text import LANGUAGES

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

ROOT = Path(__file__).resolve().parent.parent
CUSTOMER = (ROOT / "tests/cases/pages/one subscription of another partner ends in February.yaml").read_bytes()
SMALL, LARGE, BLOCKED = "chenyao", "yuanhe", "qinghe"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """Customer and language → the file, made by the real command."""
    folder = tmp_path_factory.mktemp("mail")
    made = {}
    for customer, language in ((SMALL, "zh-TW"), (SMALL, "en"), (LARGE, "zh-TW"), (BLOCKED, "en")):
        path = made[customer, language] = folder / f"{customer}.{language}.html"
        result = runbooks("export", customer, "--out", path, "--lang", language)
        assert (result.returncode, result.stdout) == (0, "")
    return made


def test_nothing_in_it_is_loaded_from_elsewhere_and_no_link_leads_out_of_it(files: dict[tuple[str, str], Path]) -> None:
    for path in files.values():
        tags = [event for event in page_events(path) if event.kind == "start"]
        loaded = [event.attribute(LOADED[event.value]) or "" for event in tags if event.value in LOADED]
        assert [address for address in loaded if address and not address.startswith("#")] == []
        links = {address for event in tags if event.value == "a" and (address := event.attribute("href"))}
        assert sorted(link for link in links if not link.startswith("#")) == []
        assert {link: why for link in links if (why := leads_nowhere(path, link, path.parent))} == {}


def test_every_place_has_an_id_of_its_own(files: dict[tuple[str, str], Path]) -> None:
    for path in files.values():
        ids = Counter(event.attribute("id") for event in page_events(path) if event.attribute("id"))
        assert {name: count for name, count in ids.items() if count > 1} == {}
        assert len(ids) == len(anchors(path))


def test_it_holds_overview_runbook_and_checklist_but_no_letters(files: dict[tuple[str, str], Path]) -> None:
    places = anchors(files[SMALL, "en"])
    assert {"index", "decisions", "runbook", "checklist"} <= places
    assert "letters" not in places
    assert {"runbook-customer", "runbook-2027-01-11", "checklist-2027-01-11"} <= anchors(files[LARGE, "zh-TW"])


def test_it_says_which_plan_it_is_a_copy_of(files: dict[tuple[str, str], Path]) -> None:
    assert "本檔為 2026-11-22（日）計畫的副本" in files[SMALL, "zh-TW"].read_text(encoding="utf-8")
    assert "A copy of the plan of 2026-11-22 (Sun)" in files[SMALL, "en"].read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_works_in_a_browser_as_the_pages_do(
    language: str, files: dict[tuple[str, str], Path], page: playwright.Page
) -> None:
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(files[SMALL, language].as_uri())
    assert page.evaluate("Math.max(0, document.scrollingElement.scrollWidth - innerWidth)") == 0
    assert page.locator("#index .csp-in").first.text_content() != ""
    page.locator("#index .csp-pages a[href='#runbook']").click()
    assert page.evaluate("document.getElementById('runbook').getBoundingClientRect().top") < 200
    box = page.locator("#checklist input[data-check]:enabled").first
    box.check()
    page.reload()
    assert box.is_checked()
    assert ([url for url in asked if not url.startswith(("file:", "data:"))], errors) == ([], [])


def test_axe_finds_nothing_in_it(files: dict[tuple[str, str], Path], page: playwright.Page) -> None:
    page.goto(files[SMALL, "zh-TW"].as_uri())
    assert violations(page) == []


def test_the_same_plan_gives_the_same_bytes(files: dict[tuple[str, str], Path], tmp_path: Path) -> None:
    result = runbooks("export", SMALL, "--out", tmp_path / "again.html", "--lang", "en", PYTHONHASHSEED="7")
    assert result.returncode == 0
    assert (tmp_path / "again.html").read_bytes() == files[SMALL, "en"].read_bytes()


@pytest.mark.parametrize(
    "arguments", [("--format", "html"), ("chenyao", "qinghe", "--out", "two.html"), ("--out", "all.html")]
)
def test_it_wants_one_customer_and_a_name(arguments: tuple[str, ...], tmp_path: Path) -> None:
    result = runbooks("export", *arguments, "--project", ROOT, "--lang", "en", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert list(tmp_path.iterdir()) == []


def test_a_customer_whose_id_begins_like_a_page_is_written_too(project: Callable[..., Path]) -> None:
    root = project({"letters-co": CUSTOMER})
    shutil.copy(ROOT / "mkdocs.yml", root)
    result = runbooks("export", "letters-co", "--out", root / "one.html", "--lang", "en", cwd=root)
    assert result.returncode == 0, result.stderr
    assert {"index", "runbook"} <= anchors(root / "one.html")
