"""Works done by copies of a process: what comes back, in which order, and what is left when something ends them."""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from bench.customers import fabricate
from runbooks_command import ROOT, Result, contents

from generator.cli.copies import side_by_side
from generator.text import LANGUAGES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no copies are made elsewhere")

Here = Callable[..., Result]
"""A command in this process."""


@pytest.mark.parametrize("jobs", [1, 2, 3, 9])
def test_results_come_in_the_order_of_the_works_from_as_many_processes_as_are_allowed(jobs: int) -> None:
    works = [partial(_numbered, number) for number in range(5)]
    done = side_by_side(works, jobs)
    assert [number for number, _ in done] == [0, 1, 2, 3, 4]
    processes = {process for _, process in done}
    assert len(processes) == min(jobs, 5)
    assert os.getpid() in processes


def test_nothing_to_do_is_done() -> None:
    assert side_by_side([], 2) == []


def test_a_copy_that_is_killed_is_no_success() -> None:
    works = [lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: None]
    with pytest.raises(ChildProcessError, match="a process ended with -9"):
        side_by_side(works, 2)


def test_a_mistake_of_ours_in_a_copy_is_told_where_it_was_made(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ChildProcessError):
        side_by_side([lambda: 1 // 0, lambda: 1], 2)
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_what_ends_the_first_process_ends_the_copies(tmp_path: Path) -> None:
    begun = tmp_path / "begun"

    def interrupted() -> None:
        while not begun.exists():
            time.sleep(0.01)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        side_by_side([partial(_never_ends, begun), interrupted], 2)
    with pytest.raises(ProcessLookupError):
        os.kill(int(begun.read_text("utf-8")), 0)


def test_a_copy_ends_where_nobody_is_left_to_read_what_it_has_made(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    works = [partial(_makes_much, begun), partial(_is_killed, begun)]
    first = multiprocessing.get_context("fork").Process(target=side_by_side, args=(works, 2))
    first.start()
    first.join()
    assert first.exitcode == -signal.SIGKILL
    copy = Path("/proc", begun.read_text("utf-8"), "stat")
    for _ in range(500):
        if not _works(copy):
            return
        time.sleep(0.01)
    os.kill(int(begun.read_text("utf-8")), signal.SIGKILL)
    raise AssertionError("a copy is left")


def _makes_much(begun: Path) -> bytes:
    _begin(begun)
    return b"x" * 1_000_000  # more than waits in a pipe


def _is_killed(begun: Path) -> None:
    while not begun.exists():
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGKILL)


def _works(process: Path) -> bool:
    """Nobody may have asked for what became of a process that has ended."""
    try:
        return process.read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _numbered(number: int) -> tuple[int, int]:
    return number, os.getpid()


def _never_ends(begun: Path) -> None:
    _begin(begun)
    time.sleep(600)


def _begin(begun: Path) -> None:
    whole = begun.with_name("whole")
    whole.write_text(str(os.getpid()), "utf-8")
    whole.rename(begun)


# ---- The pages about all customers -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stood(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one customer; tests leave it as it is."""
    root = tmp_path_factory.mktemp("side-by-side") / "project"
    root.mkdir()
    fabricate(root, 1)
    (root / "templates").mkdir()
    return root


@pytest.fixture
def root(stood: Path, tmp_path: Path) -> Path:
    return shutil.copytree(stood, tmp_path / "project")


def test_what_mkdocs_refuses_of_any_page_in_any_language_is_told_in_one_run_whoever_made_it(
    root: Path, here: Here
) -> None:
    for template in ("glossary", "how-to-use", "week"):
        _add(root, template, "[x](nowhere.txt)")
    told = [here("build", "--project", root, "--jobs", jobs).stderr for jobs in ("1", "3")]
    assert [told[0].count(f"[{language}]\n") for language in LANGUAGES] == [3, 3]
    assert told[1] == told[0]


def test_of_two_broken_templates_the_one_of_the_earlier_page_is_told_whoever_made_it(root: Path, here: Here) -> None:
    line = _add(root, "home", "{% for one in customers %}{{ nobody.knows }}{% endfor %}")
    _add(root, "customers", "{% for one in customers %}{{ nobody.cares }}{% endfor %}")
    for jobs in ("1", "2", "3"):
        result = here("render", "--project", root, "--jobs", jobs)
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.startswith(f"templates/home.md.j2:{line}: ")


def test_the_site_is_the_same_whoever_made_its_pages(root: Path, here: Here) -> None:
    """Also where a page has no title of its own, which every page prints."""
    week = (ROOT / "templates" / "week.md.j2").read_text(encoding="utf-8")
    (root / "templates" / "week.md.j2").write_text(re.sub("(?m)^title: .*\n", "", week), encoding="utf-8")
    made = []
    for jobs in ("1", "3"):
        out = root.parent / jobs
        assert here("build", "--project", root, "--out", out, "--jobs", jobs).returncode == 0
        made.append({name: text for name, text in contents(out).items() if not name.startswith(".made/")})
    assert made[1] == made[0]


def _add(root: Path, template: str, text: str) -> int:
    """Ours with a line more; its number."""
    ours = (ROOT / "templates" / f"{template}.md.j2").read_text(encoding="utf-8")
    (root / "templates" / f"{template}.md.j2").write_text(f"{ours}\n\n{text}\n", encoding="utf-8")
    return ours.count("\n") + 3
