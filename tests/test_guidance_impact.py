"""What a change of the guidance would do to the customers: a real git repository, the real command."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from runbooks_command import in_both_languages, runbooks

HERE = Path(__file__).resolve().parent
GUIDANCE = HERE.parent / "generator" / "guidance"
CASES = HERE / "cases"
MOVES = (CASES / "pages" / "one subscription of another partner ends in February.yaml").read_bytes()
BLOCKED = (CASES / "pages" / "a tenant in Hong Kong cannot move to a partner in Taiwan.yaml").read_bytes()

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture
def repository(project: Callable[..., Path]) -> Path:
    """A committed project with two customers and tables of guidance of its own."""
    root = project({"acme": MOVES, "hong-kong": BLOCKED})
    (root / "guidance").mkdir()
    for name in ("steps.yaml", "findings.yaml", "facts.yaml"):
        shutil.copy(GUIDANCE / name, root / "guidance")
    _git(root, "init", "--quiet")
    _git(root, "add", "--all")
    _git(root, "-c", "user.name=Lin", "-c", "user.email=lin@acme.example", "commit", "--quiet", "-m", "Start")
    return root


@pytest.fixture
def impact_is(repository: Path, golden: Callable[[Path, str], None]) -> Callable[[str], None]:
    """Compares what the command says of a change, in each language, with what was reviewed."""

    def compare(sentence: str) -> None:
        for language, result in in_both_languages("guidance", "impact", cwd=repository).items():
            assert result.returncode == 1
            golden(CASES / "commands" / f"impact of {sentence}.{language}.txt", result.stdout + result.stderr)

    return compare


def test_nothing_changes_while_the_guidance_is_the_committed_one(repository: Path) -> None:
    for language, result in in_both_languages("guidance", "impact", cwd=repository).items():
        said = {"en": "No change to any plan.\n", "zh-TW": "沒有任何計畫改變。\n"}
        assert (result.returncode, result.stdout, result.stderr) == (0, said[language], "")


def test_a_moved_step_and_other_findings_are_listed_per_customer(
    repository: Path, impact_is: Callable[[str], None]
) -> None:
    _replace(
        repository / "guidance" / "steps.yaml", "due: {anchor: safe-end, days: 0}", "due: {anchor: cut-over, days: 0}"
    )
    _replace(repository / "guidance" / "findings.yaml", "when: {region: [different]}", "when: {region: [unknown]}")
    impact_is("changed steps and findings")


def test_another_lead_moves_the_cut_over_and_everything_that_hangs_on_it(
    repository: Path, impact_is: Callable[[str], None]
) -> None:
    _replace(repository / "guidance" / "facts.yaml", "        days: 3\n", "        days: 10\n")
    impact_is("an earlier order")


def test_a_finding_that_becomes_a_blocker_is_a_change_and_so_is_the_status(
    repository: Path, impact_is: Callable[[str], None]
) -> None:
    findings = repository / "guidance" / "findings.yaml"
    _replace(findings, "id: renews-by-itself\n    level: warning", "id: renews-by-itself\n    level: blocker")
    impact_is("a finding that blocks")


def test_a_number_in_the_words_of_a_step_changes_the_step(repository: Path, impact_is: Callable[[str], None]) -> None:
    _replace(repository / "guidance" / "facts.yaml", "        hours: 168\n", "        hours: 144\n")
    impact_is("another number")


def test_without_git_it_says_so(repository: Path) -> None:
    result = runbooks("guidance", "impact", "--lang", "en", cwd=repository, PATH="")
    said = "git is not installed, so there is nothing to compare with.\n"
    assert (result.returncode, result.stdout, result.stderr) == (1, "", said)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("      basis: [seed-109, seed-117, seed-120]\n", "      basis: [no-such-thing]\n", "no-such-thing"),
        ("      when: {moves_by: [order, request]}\n", "      when: {moves_by: [ordre]}\n", "moves_by"),
    ],
)
def test_what_a_gate_asks_for_and_cites_is_checked(repository: Path, old: str, new: str, said: str) -> None:
    _replace(repository / "guidance" / "steps.yaml", old, new)
    result = runbooks("guidance", "check", "--lang", "en", cwd=repository)
    assert result.returncode == 1
    assert said in result.stderr


def test_routes_that_leave_a_subscription_without_a_way_are_refused(repository: Path) -> None:
    shutil.copy(GUIDANCE / "routes.yaml", repository / "guidance")
    _replace(repository / "guidance" / "routes.yaml", "when: {intent: [keep]}", "when: {intent: [keep], trial: [yes]}")
    result = runbooks("guidance", "check", "--lang", "en", cwd=repository)
    assert result.returncode == 1
    assert "No way takes every subscription with `intent: keep`." in result.stderr


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2017-12-31", "The rules do not cover that day. The first that do are of 2018-08-31."),
        ("9999-12-30", "2015-01-01 – 2045-12-31"),
    ],
)
def test_a_day_that_no_rule_covers_is_refused_and_nothing_is_written(repository: Path, day: str, said: str) -> None:
    out = repository / "out"
    result = runbooks("render", "--as-of", day, "--out", out, "--lang", "en", cwd=repository)
    assert result.returncode == 2
    assert said in result.stderr
    assert not out.exists()


def test_the_working_tree_and_its_index_stay_as_they_are(repository: Path) -> None:
    _replace(repository / "guidance" / "facts.yaml", "        days: 3\n", "        days: 10\n")
    before = _git(repository, "status", "--porcelain")
    runbooks("guidance", "impact", cwd=repository)
    assert _git(repository, "status", "--porcelain") == before != ""


def test_without_a_commit_there_is_nothing_to_compare_with(project: Callable[..., Path]) -> None:
    root = project({"acme": MOVES})
    result = runbooks("guidance", "impact", "--lang", "en", cwd=root)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("There is no commit `HEAD` here (git: fatal: not a git repository")


def test_a_committed_table_that_cannot_be_read_is_named_with_its_revision(repository: Path) -> None:
    whole = (repository / "guidance" / "facts.yaml").read_text(encoding="utf-8")
    (repository / "guidance" / "facts.yaml").write_text("facts: [\n", encoding="utf-8")
    _git(repository, "-c", "user.name=Lin", "-c", "user.email=lin@acme.example", "commit", "--quiet", "-am", "Broken")
    (repository / "guidance" / "facts.yaml").write_text(whole, encoding="utf-8")
    result = runbooks("guidance", "impact", "--lang", "en", cwd=repository)
    assert result.returncode == 1
    assert result.stderr.startswith("HEAD:guidance/facts.yaml:")


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", root, *arguments], capture_output=True, encoding="utf-8", check=True)
    return done.stdout
