"""The built site: by the real command and real MkDocs, in projects of their own; what stands is never half replaced."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import pytest
from built_html import LOADED, addresses, article_texts, leads_nowhere, page_events
from conftest import built_site
from runbooks_command import contents, runbooks, surroundings
from site_pages import SHARED_PAGES, WHOLE_PAGES, pages_of_customer

from generator.cli.options import Words
from generator.guidance import Guidance
from generator.load import packaged_labels
from generator.plan import Plan
from generator.text import LANGUAGES

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CUSTOMER = (HERE / "cases" / "pages" / "one subscription of another partner ends in February.yaml").read_bytes()
SAID = Words(packaged_labels(), "en")
"""What the command says; how it is worded is reviewed in cases/commands."""


@pytest.fixture(scope="session")
def html(built: Path) -> Path:
    return built / "site" / "html"


@pytest.fixture(scope="session")
def two_customers_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with two customers, built."""
    return built_site(tmp_path_factory.mktemp("two"), {"acme": CUSTOMER, "leaving": CUSTOMER})


@pytest.fixture
def small(two_customers_built: Path, tmp_path: Path) -> Path:
    """A copy of that project, to do with as a test likes."""
    return shutil.copytree(two_customers_built, tmp_path / "project")


# ---- What is there -------------------------------------------------------------------------------------------------


def test_the_addresses_that_are_printed_on_paper_exist(html: Path, plans: tuple[Plan, ...], guidance: Guidance) -> None:
    expected = [
        *(*SHARED_PAGES, "404"),
        *(f"customers/{plan.customer.id}/{page}" for plan in plans for page in pages_of_customer(plan, guidance)),
    ]
    for language in LANGUAGES:
        made = {path.relative_to(html / language).as_posix() for path in (html / language).rglob("*.html")}
        assert made == {f"{page}.html" for page in expected}


def test_the_entrance_leads_to_the_first_language_and_names_every_one(html: Path) -> None:
    assert list(addresses(html / "index.html")) == ["zh-TW/index.html", "zh-TW/index.html", "en/index.html"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_its_language(language: str, html: Path) -> None:
    for path in (html / language).rglob("*.html"):
        (root,) = [event for event in page_events(path) if event.kind == "start" and event.value == "html"]
        assert root.attribute("lang") == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_leads_to_the_same_page_in_the_other_language(language: str, html: Path) -> None:
    (other,) = [one for one in LANGUAGES if one != language]
    for path in (html / language).rglob("*.html"):
        page = path.relative_to(html / language)
        switches = [event for event in page_events(path) if event.attribute("class") == "csp-language"]
        led = [(path.parent / (event.attribute("href") or "")).resolve() for event in switches]
        assert led == ([] if page.name == "404.html" else [html / other / page])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_and_every_anchor_leads_somewhere_inside_the_site(language: str, html: Path) -> None:
    broken = {
        f"{path.relative_to(html)} → {address}: {why}"
        for path in [*(html / language).rglob("*.html"), html / "index.html"]
        for address in addresses(path)
        if path.name != "404.html" and (why := leads_nowhere(path, address, html))
    }
    assert broken == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_for_missing_addresses_finds_its_own_links(language: str, html: Path) -> None:
    """A host serves site/html/ as a whole: /zh-TW/404.html is not below an address /assets/."""
    path = html / language / "404.html"
    served = [
        html / address.lstrip("/") if address.startswith("/") else path.parent / address
        for address in (address.partition("#")[0] for address in addresses(path))
        if address
    ]
    assert [str(target) for target in served if not target.is_file()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_loaded_from_outside(language: str, html: Path) -> None:
    outside = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
    for path in (html / language).rglob("*.html"):
        loaded = [event.attribute(LOADED[event.value]) or "" for event in page_events(path) if event.value in LOADED]
        sets = [event.attribute("srcset") or "" for event in page_events(path)]
        assert [address for address in (*loaded, *sets) if outside.match(address)] == []
    for path in (html / language).rglob("*.css"):
        called = re.findall(r"url\(\s*[\"']?([^\"')]*)|@import\s+[\"']([^\"']*)", path.read_text(encoding="utf-8"))
        assert [address for address in chain.from_iterable(called) if outside.match(address)] == []


def test_our_own_scripts_fetch_nothing_but_what_lies_beside_the_languages() -> None:
    scripts = sorted((ROOT / "templates" / "theme" / "assets").glob("*.js"))
    reaching = re.compile(r".*(?:fetch\(|XMLHttpRequest|import\b|WebSocket|sendBeacon|https?:|\.src\b|innerHTML).*")
    assert [line for script in scripts for line in reaching.findall(script.read_text(encoding="utf-8"))] == [
        "    script.src = `${root}/../${folder}/${document.documentElement.lang}${part}.js`;"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_markdown_is_left_over_in_a_page(language: str, html: Path) -> None:
    """A list or table that sticks to its paragraph, an id or a link that Markdown did not see, an unfilled label."""
    left = re.compile(r"\*\*|\]\(|\{[:#.%{]|[}%]\}|\|\s*:?--|\n\s*(?:\||#{1,6} |- )|`|\{[a-z_]+\}|&#?\w+;")
    found = {
        f"{path.relative_to(html)}: {text.strip()[:120]}"
        for path in (html / language).rglob("*.html")
        for text in article_texts(path)
        if left.search(text)
    }
    assert found == set()


def test_no_line_is_broken_between_two_chinese_characters(html: Path) -> None:
    """It would be a visible blank."""
    broken = re.compile("[\u3001-\u303f\u4e00-\u9fff\uff01-\uff60]\\s*\n\\s*[\u3001-\u303f\u4e00-\u9fff\uff01-\uff60]")
    found = {
        f"{path.relative_to(html)}: {text}"
        for path in (html / "zh-TW").rglob("*.html")
        for text in article_texts(path)
        if broken.search(text)
    }
    assert found == set()


# ---- What stands, stands -------------------------------------------------------------------------------------------


def test_a_broken_customer_leaves_the_old_site_byte_for_byte(small: Path) -> None:
    (small / "customers" / "broken.yaml").write_bytes(CUSTOMER.replace(b"seats: 50", b"seats: many"))
    before = contents(small)
    result = runbooks("build", "--lang", "en", cwd=small)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("customers/broken.yaml:16: subscriptions[1] (e3) › seats: ")
    assert result.stderr.endswith(f"\n{SAID('problems', count=1)}\n")
    assert contents(small) == before


def test_pages_that_mkdocs_refuses_leave_the_old_site_byte_for_byte(small: Path) -> None:
    own = small / "templates"
    own.mkdir()
    template = (ROOT / "templates" / "how-to-use.md.j2").read_text(encoding="utf-8")
    (own / "how-to-use.md.j2").write_text(template + "\n![nowhere](nowhere.svg)\n", encoding="utf-8")
    before = contents(small / "site" / "html")
    result = runbooks("build", "--lang", "en", cwd=small)
    assert (result.returncode, result.stdout) == (1, "")
    said = (
        "Doc file 'how-to-use.md' contains a link 'nowhere.svg', but the target is not found among documentation files."
    )
    refused = [f"[{language}]\nWARNING -  {said}" for language in sorted(LANGUAGES)]
    assert result.stderr == "\n".join([*refused, SAID("build-failed"), ""])
    assert contents(small / "site" / "html") == before
    assert sorted(path.name for path in (small / "site").iterdir()) == [".made", "html", "pages"]


@pytest.mark.parametrize("folder", ["pages", "html"])
def test_a_folder_with_somebody_elses_files_is_left_alone(folder: str, small: Path) -> None:
    theirs = small / "site" / folder
    shutil.rmtree(theirs)
    theirs.mkdir()
    (theirs / "thesis.md").write_text("ten years of work\n", encoding="utf-8")
    result = runbooks("build", "--lang", "en", cwd=small)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == SAID("not-our-folder", folder=theirs) + "\n"
    assert contents(theirs) == {"thesis.md": b"ten years of work\n"}


@pytest.mark.parametrize("command", ["render", "build"])
def test_a_folder_named_by_out_with_somebody_elses_files_is_left_alone(
    command: str, small: Path, tmp_path: Path
) -> None:
    theirs = tmp_path / "out" / "pages"
    theirs.mkdir(parents=True)
    (theirs / "thesis.md").write_text("ten years of work\n", encoding="utf-8")
    result = runbooks(command, "--out", tmp_path / "out", "--lang", "en", cwd=small)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == SAID("not-our-folder", folder=theirs) + "\n"
    assert contents(tmp_path / "out") == {"pages/thesis.md": b"ten years of work\n"}


def test_building_again_removes_the_pages_of_a_customer_that_is_gone_and_says_which_page_to_open(small: Path) -> None:
    (small / "customers" / "leaving.yaml").unlink()
    result = runbooks("build", "--lang", "en", cwd=small)
    page = small / "site" / "html" / "zh-TW" / "index.html"
    assert (result.returncode, result.stdout, result.stderr) == (0, SAID("built", page=page) + "\n", "")
    assert list(small.rglob("leaving*")) == []
    assert [name for name in contents(small / "site") if name.endswith("acme/runbook.md")] != []


def test_building_again_changes_no_page(small: Path) -> None:
    before = contents(small / "site" / "pages")
    times = {path: path.stat().st_mtime_ns for path in (small / "site" / "pages").rglob("*.md")}
    result = runbooks("render", "--lang", "en", cwd=small)
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr == SAID("rendered", written=0, removed=0, kept=70) + "\n"
    assert contents(small / "site" / "pages") == before
    assert {path: path.stat().st_mtime_ns for path in times} == times


# ---- Whether pages are current -------------------------------------------------------------------------------------


def test_render_check_says_which_pages_are_stale_and_writes_nothing(small: Path) -> None:
    (small / "customers" / "leaving.yaml").unlink()
    (small / "site" / "pages" / "en" / "how-to-use.md").write_text("edited by hand\n", encoding="utf-8")
    before = contents(small)
    result = runbooks("render", "--check", "--lang", "en", cwd=small)
    named = [
        *("calendar", "customers/index", "guidance", "guidance/applied", "guidance/findings-note", "guidance/routes"),
        *("guidance/findings-warning-subscription", "index", "waves"),
        *(f"guidance/steps-{phase}" for phase in ("prepare", "consent", "cut-over", "close-out", "aftercare")),
    ]
    changed = sorted([*(f"{language}/{page}.md" for language in LANGUAGES for page in named), "en/how-to-use.md"])
    removed = [
        f"{language}/customers/leaving/{page}.md" for language in sorted(LANGUAGES) for page in sorted(WHOLE_PAGES)
    ]
    assert (result.returncode, result.stdout.splitlines()) == (1, changed + removed)
    assert result.stderr == SAID("would-change", written=29, removed=10, kept=31) + "\n"
    assert contents(small) == before


def test_render_check_is_content_with_current_pages(small: Path) -> None:
    before = contents(small)
    result = runbooks("render", "--check", "--lang", "en", cwd=small)
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr == SAID("up-to-date", kept=70) + "\n"
    assert contents(small) == before


def test_the_tracked_pages_of_this_repository_are_current() -> None:
    result = runbooks("render", "--check", cwd=ROOT)
    assert (result.returncode, result.stdout) == (0, "")


# ---- Plain MkDocs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "environment"),
    [("zh-TW", {}), ("en", {"RUNBOOKS_PAGES": "site/pages/en", "RUNBOOKS_LANGUAGE_OF_PAGES": "en"})],
)
def test_plain_mkdocs_builds_chinese_pages_and_by_the_environment_alone_those_of_another_language(
    language: str,
    environment: dict[str, str],
    tmp_path: Path,
    mkdocs: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    result = mkdocs(RUNBOOKS_HTML=str(tmp_path), **environment)
    assert result.returncode == 0, result.stderr
    assert len(list(tmp_path.rglob("*.html"))) == len(list((ROOT / "site/pages" / language).rglob("*.md"))) + 1
    assert f'<html lang="{language}"' in (tmp_path / "index.html").read_text(encoding="utf-8")


@pytest.fixture
def mkdocs() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `mkdocs build --strict` in the repository, as anybody can without knowing our command."""

    def run(**environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict"],
            cwd=ROOT,
            env=surroundings(**environment),
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run
