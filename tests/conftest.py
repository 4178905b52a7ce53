"""What several test modules share: the guidance, small projects, golden files."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from runbooks_command import Result, in_this_process, runbooks

from generator.guidance import Guidance
from generator.load import Project, load_project, load_rules
from generator.load.memory import Memory
from generator.plan import Plan, make_plan
from generator.render import Pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

ROOT = Path(__file__).resolve().parent.parent

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TELEPHONE: ViewportSize = {"width": 390, "height": 844}
WIDE: ViewportSize = {"width": 1280, "height": 900}

BUILD_SECONDS = 420

PARTNERS = """\
partners:
  yunling:
    name: {zh-TW: 雲嶺數位股份有限公司, en: Yunling Digital}
    country: TW
    default: yes
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Rewrite the expected files; review the diff.")


@pytest.fixture(scope="session")
def guidance() -> Guidance:
    """The guidance of this repository."""
    return load_rules(ROOT)[0]


@pytest.fixture(scope="session")
def memory() -> Memory:
    """What commands in this process remember of files that stay the same."""
    return Memory()


@pytest.fixture
def remembering(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands in this process read rules once for all tests, as a preview does while people work."""
    for module in ("project", "rules"):
        monkeypatch.setattr(f"generator.load.{module}.Memory", lambda: memory)


@pytest.fixture(scope="module")
def here(memory: Memory) -> Iterator[Callable[..., Result]]:
    """Runs a command in this process, remembering as well: ``here("build", "--project", root)``; it speaks English."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("project", "rules"):
            patch.setattr(f"generator.load.{module}.Memory", lambda: memory)
        for name in [name for name in os.environ if name.startswith("RUNBOOKS_")]:
            patch.delenv(name)
        patch.setenv("RUNBOOKS_LANGUAGE", "en")
        yield in_this_process


@pytest.fixture(scope="session")
def loaded() -> Project:
    """This repository, read."""
    return load_project(ROOT)


@pytest.fixture(scope="session")
def plans(loaded: Project) -> tuple[Plan, ...]:
    """The plan of every customer of this repository."""
    return tuple(make_plan(customer, loaded.guidance) for customer in loaded.customers)


@pytest.fixture(scope="session")
def pages(loaded: Project, plans: tuple[Plan, ...]) -> dict[str, str]:
    """Every page of this repository's site, rendered in memory: path → Markdown."""
    made = Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates).all(plans)
    return {path: text for path, text in made if path.endswith(".md")}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A project with this repository's customers, its site built by the real command; tests leave it as it is.

    Processes that test side by side build it once: who makes the folder builds, the others wait.
    """
    alone = not hasattr(request.config, "workerinput")
    folder = tmp_path_factory.mktemp("built") if alone else tmp_path_factory.getbasetemp().parent
    root = folder / "built"
    try:
        root.mkdir()
    except FileExistsError:
        return _built_by_another(root)
    shutil.copy(ROOT / "mkdocs.yml", root)
    shutil.copytree(ROOT / "customers", root / "customers")
    result = runbooks("build", cwd=root)
    (folder / "built.txt").write_text(f"{result.returncode}\n{result.stderr}", encoding="utf-8")
    assert (result.returncode, result.stderr) == (0, "")
    return root


def built_site(root: Path, customers: Mapping[str, bytes]) -> Path:
    """A project in an empty folder with this repository's partners and these customers, built by the real command."""
    shutil.copy(ROOT / "mkdocs.yml", root)
    (root / "customers").mkdir()
    shutil.copy(ROOT / "customers" / "_partners.yaml", root / "customers")
    for name, content in customers.items():
        (root / "customers" / f"{name}.yaml").write_bytes(content)
    result = runbooks("build", cwd=root)
    assert (result.returncode, result.stderr) == (0, "")
    return root


def _built_by_another(root: Path) -> Path:
    said = root.with_suffix(".txt")
    end = time.monotonic() + BUILD_SECONDS
    while not said.is_file():
        assert time.monotonic() < end, "another process builds the site and does not come to an end"
        time.sleep(0.5)
    assert said.read_text(encoding="utf-8") == "0\n"
    return root


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Path]:
    """Makes a small project folder: ``project({"acme": text or bytes}, partners=…)``; the names are customers' ids."""

    def make(customers: Mapping[str, str | bytes], partners: str = PARTNERS) -> Path:
        folder = tmp_path / "customers"
        folder.mkdir(exist_ok=True)
        (tmp_path / "mkdocs.yml").touch()
        (folder / "_partners.yaml").write_text(partners, encoding="utf-8")
        for name, content in customers.items():
            raw = content.encode() if isinstance(content, str) else content
            (folder / f"{name}.yaml").write_bytes(raw)
        return tmp_path

    return make


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares a text with the file that holds the expected one, or rewrites that file (``--update-golden``)."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8", newline="\n")
        expected = (
            path.read_text(encoding="utf-8") if path.is_file() else f"{path.name} is missing: run --update-golden"
        )
        assert text == expected

    return compare


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium that is installed here; none is downloaded."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        missing = f"no browser found: {', '.join(BROWSERS)}"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=found, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a browser that has seen nothing before, as wide as a telephone."""
    context = browser.new_context(viewport=TELEPHONE)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def address(built: Path) -> Callable[[str, str], str]:
    """Where a page of the site lies on the disk: ``address("en", "customers/index")``."""
    return lambda language, page: (built / "site" / "html" / language / f"{page}.html").as_uri()
