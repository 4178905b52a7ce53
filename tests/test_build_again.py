"""Building again: who is as last time stays untouched, all else is made, and what comes out is as from nothing."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from bench.customers import fabricate
from runbooks_command import COMMAND, MARKS, ROOT, Result, contents, surroundings

from generator.cli.options import Words
from generator.load import packaged_labels
from generator.load.piecemeal import Piecemeal
from generator.site import read_ledger
from generator.site.ledger import Ledger
from generator.text import LANGUAGES

SAID = Words(packaged_labels(), "en")
CUSTOMERS = ("c00001", "c00002", "c00004", "c00005")
"""Small ones."""

Here = Callable[..., Result]
"""A command in this process."""


@pytest.fixture(scope="module")
def two_processes() -> Iterator[None]:
    """``--jobs 2`` begins a second process for few customers, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("generator.cli.crew.WORTH_A_PROCESS", 1)
        patch.setattr("generator.cli.crew.BATCH", 1)
        yield


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, here: Here, two_processes: None) -> Path:
    """A project, built by one process; tests leave it as it is."""
    root = tmp_path_factory.mktemp("again") / "project"
    root.mkdir()
    fabricate(root, 5)
    (root / "customers" / "c00003.yaml").unlink()
    _build(here, root, "--jobs", "1")
    return root


@pytest.fixture
def again(first: Path, tmp_path: Path) -> Path:
    """A copy of it, to change; its files lie as they did."""
    return shutil.copytree(first, tmp_path / "project")


def _build(here: Here, root: Path, *options: str | Path) -> None:
    result = here("build", "--project", root, *options)
    assert (result.returncode, result.stderr) == (0, "")


def _site(root: Path, site: str = "site") -> dict[str, bytes]:
    """What is shown and tracked: not what a build notes for the next."""
    return {name: content for name, content in contents(root / site).items() if not name.startswith(".made/")}


def _from_nothing(here: Here, root: Path) -> dict[str, bytes]:
    """By two processes."""
    _build(here, root, "--out", root / "anew", "--jobs", "2")
    return _site(root, "anew")


def _times(root: Path) -> dict[str, tuple[int, int]]:
    """When each file of the site was written, and which it is."""
    paths = [path for path in (root / "site").rglob("*") if path.is_file() and ".made" not in path.parts]
    return {path.relative_to(root / "site").as_posix(): _lies(path) for path in paths}


def _lies(path: Path) -> tuple[int, int]:
    return path.stat().st_mtime_ns, path.stat().st_ino


def _customers_in(names: set[str]) -> set[str]:
    return {found[1] for name in names if (found := re.search(r"/(?:customers|papers)/(c\d+)/", name))}


def _change(root: Path, customer: str, old: str, new: str) -> None:
    path = root / "customers" / f"{customer}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# ---- Who is the same -------------------------------------------------------------------------------------------------


def test_where_nothing_has_changed_no_file_is_written(again: Path, here: Here) -> None:
    before = _times(again)
    _build(here, again)
    assert _times(again) == before
    assert sorted(path.name for path in (again / "site").iterdir()) == [".made", "html", "pages"]


def test_one_customer_changed_one_gone_one_new_and_nobody_else_is_touched(again: Path, here: Here) -> None:
    """The pages about all are written where they say something else; all is as two processes make it from nothing."""
    before = _times(again)
    _change(again, "c00002", "Trading 2", "Trading Two")
    (again / "customers" / "c00004.yaml").rename(again / "customers" / "c00003.yaml")
    _build(here, again, "--jobs", "2")
    after = _times(again)
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert _customers_in(changed) == {"c00002", "c00003", "c00004"}
    assert _customers_in({*after}) == {"c00001", "c00002", "c00003", "c00005"}
    assert not any(name.startswith("html/en/assets/") for name in changed)
    assert {"html/en/customers/index.html", "pages/zh-TW/customers/index.md", "html/search/en.js"} <= changed
    assert _site(again) == _from_nothing(here, again)
    assert sorted(path.stem for path in (again / "site/.made/shares").iterdir()) == sorted(_customers_in({*after}))


def test_what_somebody_has_done_to_the_site_by_hand_is_put_right(again: Path, here: Here) -> None:
    before = _site(again)
    site = again / "site"
    (site / "html/en/customers/c00001/index.html").write_text("edited", encoding="utf-8")
    (site / "pages/zh-TW/customers/c00002/letters.md").unlink()
    (site / "html/en/customers/c00004/mine.html").write_text("added", encoding="utf-8")
    (site / "pages/en/glossary.md").write_text("edited", encoding="utf-8")
    (site / "html/mine.html").write_text("added", encoding="utf-8")
    (site / "html/zh-TW/assets/csp.css").unlink()
    (site / ".made/shares/c00005.json").unlink()
    (site / ".made/parts.sqlite").write_text("broken", encoding="utf-8")
    _build(here, again)
    assert _site(again) == before


def test_what_stands_where_the_site_belongs_is_removed(again: Path, here: Here) -> None:
    site = again / "site"
    _change(again, "c00001", "Trading 1", "Trading One")
    for name in ("html/en/customers/c00001", "pages/en/customers/c00002"):
        shutil.rmtree(site / name)
        (site / name).write_text("a file", encoding="utf-8")
    (site / "html/en/index.html").unlink()
    for name in ("html/en/index.html", "html/zh-TW/customers/c00004/below", "pages/en/customers/c00005/below"):
        (site / name).mkdir()
        (site / name / "page.md").write_text("in a folder", encoding="utf-8")
    _build(here, again)
    assert _site(again) == _from_nothing(here, again)


def test_a_site_that_lies_on_another_disk_is_built_there(again: Path, here: Here) -> None:
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as other:
        html = again / "site" / "html"
        shutil.move(html, Path(other, "html"))
        html.symlink_to(Path(other, "html"))
        _change(again, "c00001", "Trading 1", "Trading One")
        _build(here, again)
        assert html.is_symlink()
        built = {f"html/{name}": content for name, content in contents(Path(other, "html")).items()}
        made = _from_nothing(here, again)
        assert built == {name: content for name, content in made.items() if name.startswith("html/")}


def test_other_words_are_on_every_customers_pages(again: Path, here: Here) -> None:
    (again / "templates").mkdir()
    (again / "templates" / "labels.yaml").write_text("word: {letters: {en: Epistles, zh-TW: 書信}}\n", encoding="utf-8")
    assert here("guidance", "confirm", "--project", again).returncode == 0
    result = here("render", "--project", again)
    assert (result.returncode, result.stdout) == (0, "")
    for customer in CUSTOMERS:
        page = again / "site" / "pages" / "en" / "customers" / customer / "index.md"
        assert "Epistles" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "templates/labels.yaml",
        "templates/customer.md.j2",
        "templates/theme/main.html",
        "guidance/steps.yaml",
        "catalog/offers.yaml",
        "brand/logo.svg",
        "mkdocs.yml",
        "customers/_partners.yaml",
    ],
)
def test_what_all_pages_are_made_from_is_known_by_what_it_holds(name: str, again: Path, remembering: None) -> None:
    rest = Piecemeal(again).digest_of_the_rest("2026-11-22")
    assert Piecemeal(again).digest_of_the_rest("2026-11-23") != rest
    path = again / name
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_bytes() if path.is_file() else None
    path.write_bytes((before or b"") + b"\n# more\n")
    assert Piecemeal(again).digest_of_the_rest("2026-11-22") != rest
    path.unlink() if before is None else path.write_bytes(before)
    assert Piecemeal(again).digest_of_the_rest("2026-11-22") == rest


@pytest.mark.parametrize(("told", "name"), [("INHERIT: conf/a.yml\n", "conf/b.yml"), ("", "own/main.html")])
def test_what_mkdocs_yml_names_belongs_to_it(told: str, name: str, again: Path, remembering: None) -> None:
    configuration = again / "mkdocs.yml"
    text = re.sub(r"custom_dir:.*", "custom_dir: own", configuration.read_text(encoding="utf-8"))
    configuration.write_text(f"{told}{text}", encoding="utf-8")
    for file, content in (("conf/a.yml", "INHERIT: b.yml\n"), (name, "")):
        (again / file).parent.mkdir(exist_ok=True)
        (again / file).write_text(content, encoding="utf-8")
    before = Piecemeal(again).digest_of_the_rest()
    (again / name).write_text("# more\n", encoding="utf-8")
    assert Piecemeal(again).digest_of_the_rest() != before


def test_which_files_a_theme_has_belongs_to_what_mkdocs_makes(again: Path, remembering: None) -> None:
    before = Piecemeal(again).digest_of_mkdocs()
    picture = again / "templates" / "theme" / "assets" / "plan.svg"
    picture.parent.mkdir(parents=True)
    picture.write_text("<svg/>", encoding="utf-8")
    after = Piecemeal(again).digest_of_mkdocs()
    assert after != before
    picture.write_text("<svg></svg>", encoding="utf-8")
    assert Piecemeal(again).digest_of_mkdocs() == after


def test_a_customers_file_is_none_of_what_all_pages_are_made_from(again: Path, remembering: None) -> None:
    before = Piecemeal(again)
    digests = before.digest("c00001"), before.digest_of_the_rest()
    _change(again, "c00001", "Trading 1", "Trading One")
    after = Piecemeal(again)
    assert after.digest_of_the_rest() == digests[1]
    assert after.digest("c00001") != digests[0]


@pytest.mark.parametrize(
    "break_",
    [
        lambda _: "",
        lambda text: text[:-2],
        lambda text: text.replace('"pages"', '"papers"'),
        lambda text: text.replace('"made_by"', '"by"'),
        lambda text: json.dumps({**json.loads(text), "entries": ["c00001"]}),
        lambda _: "null",
        lambda _: "[" * 100_000,
    ],
)
def test_a_ledger_that_cannot_be_read_is_none(break_: Callable[[str], str], again: Path) -> None:
    path = again / "site" / ".made" / "ledger.json"
    path.write_text(break_(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert read_ledger(again / "site") == Ledger("", {})


# ---- Pages without the site ------------------------------------------------------------------------------------------


def test_a_site_that_its_pages_have_run_ahead_of_is_built_where_they_did(again: Path, here: Here) -> None:
    """One customer has other pages, one has them and no HTML at all, one has HTML that somebody edited."""
    _change(again, "c00001", "Trading 1", "Trading One")
    _change(again, "c00002", "Trading 2", "Trading Two")
    for folder in (again / "site" / "html").glob("*/c*/c00002"):
        shutil.rmtree(folder)
    edited = again / "site/html/en/customers/c00004/index.html"
    edited.write_text("edited", encoding="utf-8")
    rendered = here("render", "--project", again)
    assert (rendered.returncode, rendered.stdout, edited.read_text(encoding="utf-8")) == (0, "", "edited")
    _build(here, again)
    for customer, name in (("c00001", "Trading One"), ("c00002", "Trading Two"), ("c00004", "Trading 4")):
        page = again / "site/html/en/customers" / customer / "index.html"
        assert name in page.read_text(encoding="utf-8")


# ---- What stands, stands ---------------------------------------------------------------------------------------------


def test_all_problems_of_all_files_are_told_by_one_process_or_two_and_the_site_stands(again: Path, here: Here) -> None:
    _change(again, "c00001", "planned_on:", "planed_on:")
    _change(again, "c00004", "country:", "land:")
    _change(again, "c00005", "seats:", "chairs:")
    before = contents(again)
    told = here("check", "--project", again)
    for jobs in ("1", "2"):
        result = here("build", "--project", again, "--jobs", jobs, "--lang", "en")
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.splitlines()[:-1] == told.stderr.splitlines()[:-1]
    assert {line[:21] for line in told.stderr.splitlines() if line.startswith("customers/")} == {
        f"customers/c0000{number}.yaml" for number in (1, 4, 5)
    }
    assert contents(again) == before


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_template_that_is_broken_is_named_and_the_site_stands(jobs: str, again: Path, here: Here) -> None:
    template = (ROOT / "templates" / "decisions.md.j2").read_text(encoding="utf-8")
    (again / "templates").mkdir()
    (again / "templates" / "decisions.md.j2").write_text(f"{template}\n{{{{ nobody.knows }}}}\n", encoding="utf-8")
    before = contents(again)
    result = here("build", "--project", again, "--jobs", jobs)
    line = template.count("\n") + 2
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(f"templates/decisions.md.j2:{line}: ")
    assert contents(again) == before


@pytest.mark.parametrize("made", ["pages", "html/*/index.html"], ids=["customers", "the pages about all"])
def test_a_build_that_is_interrupted_leaves_the_site_and_nothing_beside_it(made: str, again: Path) -> None:
    for number in range(100, 130):
        shutil.copy(again / "customers" / "c00004.yaml", again / "customers" / f"c00{number}.yaml")
    before = contents(again)
    with subprocess.Popen([*COMMAND, "build", "--jobs", "2"], cwd=again, env=surroundings()) as process:
        while not list((again / "site").glob(f".build-*/{made}")):
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
    assert [path for path in Path("/proc").glob("[0-9]*") if _stands_in(again, path)] == []
    assert contents(again) == before
    assert sorted(path.name for path in (again / "site").iterdir()) == [".made", "html", "pages"]


def _stands_in(folder: Path, process: Path) -> bool:
    with suppress(OSError):
        return (process / "cwd").readlink().is_relative_to(folder)
    return False


def test_what_a_build_notes_is_ignored_by_git_and_holds_no_mark_of_ours(first: Path) -> None:
    noted: Mapping[str, bytes] = contents(first / "site" / ".made")
    assert noted[".gitignore"] == b"*\n"
    assert [
        name
        for name, content in noted.items()
        if MARKS.search(content.decode(errors="replace")) and not name.endswith(".sqlite")
    ] == []
    assert [name for name, content in noted.items() if str(first).encode() in content] == []
    assert {language for content in noted.values() for language in LANGUAGES if language.encode() in content} == {
        *LANGUAGES
    }
