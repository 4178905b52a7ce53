"""Whether a printed paper still holds: a real git repository, the real command."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from runbooks_command import in_both_languages, runbooks, surroundings

HERE = Path(__file__).resolve().parent
CASES = HERE / "cases"
MOVES = (CASES / "pages" / "one subscription of another partner ends in February.yaml").read_text(encoding="utf-8")
NAMED = ("-c", "user.name=Lin", "-c", "user.email=lin@acme.example")
CHECKLIST = "site/pages/en/customers/acme/checklist.md"

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture
def repository(project: Callable[..., Path]) -> Path:
    """A project with one customer, committed once."""
    root = project({"acme": MOVES})
    _git(root, "init", "--quiet")
    _commit(root, "Start")
    return root


@pytest.fixture
def said_is(repository: Path, golden: Callable[[Path, str], None]) -> Callable[..., None]:
    """Compares what the command says in each language with what was reviewed; commits are told by their order."""

    def compare(sentence: str, *asked: str) -> None:
        commits = _git(repository, "log", "--reverse", "--format=%H").split()
        names = {commit[:12]: f"<commit {number}>" for number, commit in enumerate(commits, start=1)}
        for language, result in in_both_languages("verify-paper", *asked, cwd=repository).items():
            assert result.returncode == 1
            text = re.sub(r"\b[0-9a-f]{12}\b", lambda found: names[found[0]], result.stdout)
            golden(CASES / "verify-paper" / f"{sentence}.{language}.txt", text)

    return compare


def test_a_paper_of_the_plan_as_it_is_is_current(repository: Path) -> None:
    result = runbooks("verify-paper", _fingerprint(repository), "--lang", "en", cwd=repository)
    said = f"Current: the plan of acme (Qinghe Farm Produce) has the fingerprint {_fingerprint(repository)}.\n"
    assert (result.returncode, result.stdout, result.stderr) == (0, said, "")


def test_it_is_found_however_it_is_typed(repository: Path) -> None:
    code = _fingerprint(repository)
    for typed in (code.upper(), code.replace("-", ""), code.replace("-", " "), code.replace("-", "–"), code[:9]):
        assert runbooks("verify-paper", typed, cwd=repository).returncode == 0, typed


def test_what_changed_since_is_told_before_it_is_committed(repository: Path, said_is: Callable[..., None]) -> None:
    code = _fingerprint(repository)
    _replace(repository, "seats: 50", "seats: 60")
    said_is("more licences, not committed", code)


def test_the_last_commit_that_it_was_printed_from_is_named(repository: Path, said_is: Callable[..., None]) -> None:
    code = _fingerprint(repository)
    _replace(repository, "\nsubscriptions:", "\nnotes: Called on Monday.\nsubscriptions:")
    _commit(repository, "A note voids no paper")
    _replace(repository, "seats: 50", "seats: 60")
    _commit(repository, "More seats")
    said_is("void since the third commit", code, "acme")


def test_a_paper_of_a_customer_that_is_gone_is_found(repository: Path, said_is: Callable[..., None]) -> None:
    code = _fingerprint(repository)
    (repository / "customers" / "acme.yaml").rename(repository / "customers" / "apex.yaml")
    _replace(repository, "qinghe-farm.onmicrosoft.com", "apex.onmicrosoft.com", "apex")
    said_is("the customer is gone", code)


def test_what_another_version_of_the_program_printed_is_found_in_the_tracked_pages(
    repository: Path, said_is: Callable[..., None]
) -> None:
    page = repository / CHECKLIST
    page.parent.mkdir(parents=True)
    page.write_text("code 0123-4567-89ab-cdef\n", encoding="utf-8")
    _replace(repository, "seats: 50", "seats: 55")
    _commit(repository, "Rendered by another version")
    page.write_text("code fedc-ba98-7654-3210\n", encoding="utf-8")
    _replace(repository, "seats: 55", "seats: 50")
    _commit(repository, "Rendered anew")
    said_is("printed by another version", "0123-4567-89ab-cdef")


def test_a_plan_that_is_blocked_by_now_is_not_to_be_signed(repository: Path) -> None:
    code = _fingerprint(repository)
    assert "country: TW" in (repository / "customers" / "_partners.yaml").read_text(encoding="utf-8")
    _replace(repository, "country: TW", "country: HK", "_partners")
    code_now = _fingerprint(repository)
    result = runbooks("verify-paper", code_now, "--lang", "en", cwd=repository)
    assert code_now == code, "who takes over is on the paper by name, not by country"
    assert result.returncode == 1
    said = "Not to be signed: acme (Qinghe Farm Produce) has the fingerprint {}, but its plan is blocked now.\n"
    assert result.stdout == said.format(code)


def test_a_plan_that_nobody_committed_is_not_yet_what_to_sign(repository: Path) -> None:
    _replace(repository, "seats: 50", "seats: 60")
    result = runbooks("verify-paper", _fingerprint(repository), "--lang", "en", cwd=repository)
    assert result.returncode == 0
    assert result.stdout.endswith(
        "But the file of acme is not committed as it is: commit it before the paper is signed.\n"
    )


def test_a_code_that_nobody_knows_is_said_to_be_unknown(said_is: Callable[..., None]) -> None:
    said_is("unknown", "0000-0000-0000-0000")


def test_without_a_history_it_says_what_cannot_be_told(project: Callable[..., Path]) -> None:
    result = runbooks("verify-paper", "0000-0000-0000-0000", "--lang", "en", cwd=project({"acme": MOVES}))
    said = "Void or not known: no plan of today has the fingerprint 0000-0000-0000-0000, and without a git history"
    assert result.returncode == 1
    assert result.stdout.startswith(said)


@pytest.mark.parametrize("typed", ["", "9f2c", "9f2c-41ab-77e0-5d31-0000", "zzzz-zzzz", "--"])
def test_what_is_no_code_is_refused(typed: str, repository: Path) -> None:
    result = runbooks("verify-paper", "--lang", "en", "--", typed, cwd=repository)
    assert result.returncode == 2
    assert "The fingerprint on a paper is sixteen digits and letters a to f" in result.stderr


def test_a_paper_of_a_branch_that_was_merged_is_found(repository: Path) -> None:
    """History that a path alone would leave out, since main ends as it began."""
    _git(repository, "checkout", "--quiet", "-b", "side")
    _replace(repository, "seats: 50", "seats: 60")
    code = _fingerprint(repository)
    _commit(repository, "More seats")
    _replace(repository, "seats: 60", "seats: 50")
    _commit(repository, "As before")
    _git(repository, "checkout", "--quiet", "-")
    (repository / "notes.txt").write_text("meanwhile", encoding="utf-8")
    _commit(repository, "Meanwhile")
    _git(repository, *NAMED, "merge", "--quiet", "--no-ff", "--no-edit", "side")
    result = runbooks("verify-paper", code, "--lang", "en", cwd=repository)
    assert result.stdout.startswith(f"Void: {code} was the plan of acme in commit ")


def test_the_middle_of_something_longer_on_a_page_is_no_paper(repository: Path) -> None:
    page = repository / CHECKLIST
    page.parent.mkdir(parents=True)
    page.write_text("tenant 7c1f0f5e-2d53-4a0b-9a57-3f1f6d1c2b10\n", encoding="utf-8")
    _commit(repository, "Rendered")
    result = runbooks("verify-paper", "2d53-4a0b-9a57", "--lang", "en", cwd=repository)
    assert result.stdout.startswith("Not known: no plan here has the fingerprint 2d53-4a0b-9a57")


def test_the_repository_stays_as_it_is(repository: Path) -> None:
    _replace(repository, "seats: 50", "seats: 60")
    before = _git(repository, "status", "--porcelain")
    runbooks("verify-paper", "0000-0000-0000-0000", cwd=repository)
    assert _git(repository, "status", "--porcelain") == before != ""


def _fingerprint(root: Path) -> str:
    code: str = json.loads(runbooks("plan", "acme", "--json", cwd=root).stdout)["fingerprint"]
    return code


def _replace(root: Path, old: str, new: str, name: str = "acme") -> None:
    path = root / "customers" / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def _commit(root: Path, message: str) -> None:
    _git(root, "add", "--all")
    _git(root, *NAMED, "commit", "--quiet", "-m", message)


def _git(root: Path, *arguments: str) -> str:
    day = "2026-11-22T09:00:00+0800"
    environment = surroundings(GIT_AUTHOR_DATE=day, GIT_COMMITTER_DATE=day)
    command = ["git", "-C", root, *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True, env=environment).stdout
