"""What a change of customers, guidance or templates does to the plans: real git repositories, the real command."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from diff_repository import CASES, change, changed, commit, git, replace, start
from json_schema import closed, mistakes
from runbooks_command import ROOT, Result, contents, in_both_languages, runbooks

from generator.cli.diff import LONGEST, reviewed
from generator.cli.diff import diff as diff_command
from generator.cli.options import Words
from generator.load import load_sides, packaged_labels
from generator.review import lines, markdown
from generator.text import LANGUAGES

Golden = Callable[[Path, str], None]

SCHEMA = json.loads((ROOT / "generator" / "review" / "diff.schema.json").read_text(encoding="utf-8"))
STRICT = closed(SCHEMA)
ENGLISH = Words(packaged_labels(), "en")
CHANGES = sorted(path.parent for path in CASES.glob("*/change.yaml"))

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


# ---- What a change does to the plans -------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CHANGES, ids=lambda case: case.name)
def test_a_change_is_told_as_it_was_reviewed(case: Path, tmp_path: Path, golden: Golden) -> None:
    """The Chinese comment by the real command with --exit-code, the rest by what it calls."""
    root = tmp_path / "project"
    sides = changed(root, case)
    strict = diff(root, *sides, "--format", "md", "--lang", "zh-TW", "--exit-code")
    written = tmp_path / "review.json"
    code = diff_command(
        ENGLISH, root, sides[0], sides[1] if sides[1:] else None, False, "json", LONGEST, written, False
    )
    said = _said(root, sides) | {"zh-TW.md": strict.stdout, "json": written.read_text(encoding="utf-8")}
    said["exit"] = f"{code}, with --exit-code {strict.returncode}\n"
    for name, text in said.items():
        golden(case / f"expected.{name}", text)
    assert strict.stderr == ""
    assert list(mistakes(json.loads(said["json"]), STRICT, STRICT)) == []


def _said(root: Path, sides: tuple[str, ...]) -> dict[str, str]:
    """What the other formats say of one review that is made once, by the names of the expected files."""
    review, desk = reviewed(ENGLISH, *load_sides(root, *sides))
    told = {f"{language}.txt": lines(review, desk, language) for language in LANGUAGES}
    return told | {"en.md": markdown(review, desk, "en", LONGEST)}


@pytest.mark.parametrize(
    "name", ["comments and quotes only", "keys in another order", "subscriptions in another order"]
)
def test_what_changes_no_plan_is_told_in_one_line(name: str) -> None:
    said = {"en": "No change to any plan.\n", "zh-TW": "沒有任何計畫改變。\n"}
    for language, line in said.items():
        marker = f"<!-- csp-runbook:diff v1 lang={language} -->\n"
        assert (CASES / name / f"expected.{language}.md").read_text(encoding="utf-8") == marker + line
        assert (CASES / name / f"expected.{language}.txt").read_text(encoding="utf-8") == line
    assert (CASES / name / "expected.exit").read_text(encoding="utf-8") == "0, with --exit-code 0\n"


@pytest.mark.parametrize(
    ("wrong", "trail"),
    [
        ({"format_version": "2.0"}, ".format_version"),
        ({"head": "main"}, ".head"),
        ({"summary": {"customers": -1, "add": 0, "change": 0, "remove": 0, "high": 0}}, ".summary.customers"),
        ({"customers": [{}]}, ".customers[0]"),
        ({"pages": {"runbook": []}}, ".pages.runbook"),
        ({"something": 1}, ".something"),
    ],
)
def test_the_schema_of_the_json_tells_what_is_wrong(wrong: dict[str, Any], trail: str) -> None:
    right = json.loads((CASES / "more licences" / "expected.json").read_text(encoding="utf-8"))
    assert any(mistake.startswith(trail) for mistake in mistakes(right | wrong, STRICT, STRICT))


def test_the_schema_lets_a_later_version_add_keys() -> None:
    told = json.loads((CASES / "more licences" / "expected.json").read_text(encoding="utf-8"))
    told["customers"][0]["something"] = 1
    assert list(mistakes(told | {"format_version": "1.1", "something": 1}, SCHEMA, SCHEMA)) == []


# ---- What is compared ----------------------------------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The customers of the cases, committed on main."""
    root = start(tmp_path / "project")
    commit(root)
    return root


def test_a_branch_is_compared_with_where_it_left_the_other(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "-b", "change")
    replace(repository / "customers" / "nanxun.yaml", "    seats: 40\n", "    seats: 41\n")
    commit(repository)
    git(repository, "checkout", "--quiet", "main")
    (repository / "customers" / "bihai.yaml").unlink()
    commit(repository)
    apart = diff(repository, "main", "change", "--format", "json").stdout
    parted = diff(repository, "main", "change", "--format", "json", "--merge-base").stdout
    assert _ids(apart) == ["bihai", "nanxun"]
    assert _ids(parted) == ["nanxun"]
    assert json.loads(parted)["base"] == git(repository, "rev-parse", "main~1").strip()


def test_where_branches_parted_is_looked_up_for_the_working_tree_too(repository: Path) -> None:
    git(repository, "branch", "change")
    (repository / "customers" / "bihai.yaml").unlink()
    commit(repository)
    git(repository, "checkout", "--quiet", "change")
    replace(repository / "customers" / "nanxun.yaml", "    seats: 40\n", "    seats: 41\n")
    assert _ids(diff(repository, "main", "--format", "json", "--merge-base").stdout) == ["nanxun"]


def test_a_problem_of_where_branches_parted_is_not_said_to_be_of_the_branch(repository: Path) -> None:
    replace(repository / "customers" / "nanxun.yaml", "    seats: 40\n", "    seats: 040\n")
    parted = commit(repository)
    git(repository, "branch", "change")
    replace(repository / "customers" / "nanxun.yaml", "    seats: 040\n", "    seats: 40\n")
    commit(repository)
    git(repository, "checkout", "--quiet", "change")
    replace(repository / "customers" / "nanxun.yaml", "    seats: 040\n", "    seats: 41\n")
    (problem,) = json.loads(diff(repository, "main", "--merge-base", "--format", "json").stdout)["problems"]
    assert problem["side"] == "base"
    assert not problem["file"].startswith("main:"), f"main has no such problem, {parted[:12]} has"


def test_branches_with_nothing_in_common_are_named_as_such(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "--orphan", "other")
    replace(repository / "customers" / "nanxun.yaml", "    seats: 40\n", "    seats: 41\n")
    commit(repository)
    result = diff(repository, "main", "--merge-base", "--lang", "en")
    assert (result.returncode, result.stdout) == (1, "")
    assert "..." not in result.stderr, "both commits are here: nothing has to be fetched"


def test_a_project_below_the_top_of_its_repository_is_compared(tmp_path: Path, repository: Path) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    git(whole, "init", "--quiet")
    shutil.copytree(repository, whole / "moves" / "2026", ignore=shutil.ignore_patterns(".git"))
    (whole / "customers").mkdir()
    (whole / "customers" / "other.yaml").write_text("not a customer of this project", encoding="utf-8")
    commit(whole)
    replace(whole / "moves/2026/customers/nanxun.yaml", "    seats: 40\n", "    seats: 41\n")
    (whole / "customers" / "other.yaml").unlink()
    told = [
        diff(whole / "moves" / "2026", "main", "--format", "json"),
        diff(whole / "moves" / "2026" / "customers", "main", "--format", "json"),
        diff(whole, "main", "--format", "json", "--project", "moves/2026"),
    ]
    assert [(one.returncode, one.stderr, _ids(one.stdout)) for one in told] == [(0, "", ["nanxun"])] * 3


def test_a_hook_of_git_that_says_where_the_repository_is_confuses_nobody(tmp_path: Path, repository: Path) -> None:
    """git sets GIT_DIR and more for its hooks; a project below the top would be looked for at the top."""
    whole = tmp_path / "whole"
    whole.mkdir()
    git(whole, "init", "--quiet")
    shutil.copytree(repository, whole / "moves", ignore=shutil.ignore_patterns(".git"))
    commit(whole)
    hooked = {"GIT_DIR": str(whole / ".git"), "GIT_INDEX_FILE": str(whole / ".git" / "index")}
    result = diff(whole / "moves", "main", "--lang", "en", **hooked)
    assert (result.returncode, result.stdout, result.stderr) == (0, "No change to any plan.\n", "")


def test_line_ends_of_windows_are_no_change(repository: Path) -> None:
    for path in (repository / "customers").iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    result = diff(repository, "main", "--lang", "en", "--exit-code")
    assert (result.returncode, result.stdout, result.stderr) == (0, "No change to any plan.\n", "")


def test_line_ends_of_windows_that_were_committed_are_no_change_either(repository: Path) -> None:
    for path in (repository / "customers").iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    commit(repository)
    result = diff(repository, "main~1", "main", "--lang", "en", "--exit-code")
    assert (result.returncode, result.stdout, result.stderr) == (0, "No change to any plan.\n", "")


def test_a_file_that_git_does_not_know_yet_is_a_new_customer(repository: Path) -> None:
    (repository / "customers" / "copy.yaml").write_bytes((repository / "customers" / "nanxun.yaml").read_bytes())
    (customer,) = json.loads(diff(repository, "main", "--format", "json").stdout)["customers"]
    assert (customer["id"], customer["action"]) == ("copy", "add")


def test_a_customer_of_a_commit_that_is_a_link_is_a_problem_and_not_followed(repository: Path) -> None:
    (repository / "customers" / "linked.yaml").symlink_to("nanxun.yaml")
    (repository / "customers" / "outside.yaml").symlink_to("/etc/passwd")
    commit(repository)
    for head in (("main",), ()):
        told = json.loads(diff(repository, "main~1", *head, "--format", "json").stdout)
        assert told["customers"] == []
        assert [(one["file"], one["rule"], one["side"]) for one in told["problems"]] == [
            ("customers/linked.yaml", "not-a-file", "head"),
            ("customers/outside.yaml", "not-a-file", "head"),
        ]


def test_names_that_no_customer_may_have_are_problems_in_a_commit_too(repository: Path) -> None:
    odd = [b"a\nb.yaml", b"\xff\xfe.yaml", "晨曜.yaml".encode(), b"\x1b[31m.yaml", b"A.YAML", b"::error::x.yaml"]
    for name in odd:
        (Path(os.fsdecode(os.fsencode(repository / "customers") + b"/" + name))).write_bytes(
            b"planned_on: 2026-11-22\n"
        )
    commit(repository)
    for kind in ("text", "github"):
        committed, disk = (diff(repository, "main~1", *head, "--format", kind) for head in (("main",), ()))
        assert (committed.returncode, committed.stdout) == (disk.returncode, disk.stdout)
        assert not any(mark in committed.stdout for mark in ("\x1b", "\udcff"))
    told = json.loads(diff(repository, "main~1", "main", "--format", "json").stdout)
    assert len(told["problems"]) == len(odd)
    assert all(not any(line.startswith("::error::x") for line in one["file"].splitlines()) for one in told["problems"])


def test_a_project_whose_customers_folder_is_gone_has_a_problem(repository: Path) -> None:
    shutil.rmtree(repository / "customers")
    told = json.loads(diff(repository, "main", "--format", "json").stdout)
    assert [one["rule"] for one in told["problems"]] == ["no-customers-folder"]


def test_a_partners_file_that_is_broken_now_is_told_once_and_nobody_is_removed(repository: Path) -> None:
    replace(repository / "customers" / "_partners.yaml", "country: TW", "country: Taiwan")
    result = diff(repository, "main", "--format", "json")
    told = json.loads(result.stdout)
    assert result.returncode == 1
    assert [(one["file"], one["side"]) for one in told["problems"]] == [("customers/_partners.yaml", "head")]
    assert told["customers"] == []


# ---- Rules and words that are broken -------------------------------------------------------------------------------


def test_a_template_that_is_broken_leaves_what_changes_for_customers_to_be_read(repository: Path) -> None:
    change(repository, {"own": ["templates/runbook.md.j2"]})
    replace(repository / "templates" / "runbook.md.j2", "# {{ t.runbook.title", "# {% if %}{{ t.runbook.title")
    replace(repository / "customers" / "nanxun.yaml", "    seats: 40\n", "    seats: 41\n")
    result = diff(repository, "main", "--format", "json")
    told = json.loads(result.stdout)
    assert (result.returncode, [one["rule"] for one in told["problems"]]) == (1, ["template-syntax"])
    assert [one["id"] for one in told["customers"]] == ["nanxun"]


def test_a_template_that_speaks_of_what_is_not_there_is_told_and_no_accident(repository: Path) -> None:
    change(repository, {"own": ["templates/runbook.md.j2"]})
    replace(repository / "templates" / "runbook.md.j2", "# {{ t.runbook.title", "# {{ nonsense }} {{ t.runbook.title")
    result = diff(repository, "main", "--lang", "en")
    assert result.returncode == 1
    assert "nonsense" in result.stdout + result.stderr


def test_words_of_a_review_that_an_older_program_knew_are_no_accident(repository: Path) -> None:
    """A commit may hold a review's own templates as they were for another version of the program."""
    old = "<!-- csp-runbook:diff v1 lang={{ language }} -->\n{{ what_another_version_printed }}\n"
    change(repository, {"own": ["templates/runbook.md.j2"], "add": {"templates/diff.md.j2": old}})
    replace(repository / "customers" / "nanxun.yaml", "    seats: 40\n", "    seats: 41\n")
    commit(repository)
    result = diff(repository, "main~1", "main", "--format", "md", "--lang", "en")
    assert result.returncode == 0
    assert "<code>nanxun</code>" in result.stdout


def test_a_step_that_goes_to_another_phase_is_a_change(repository: Path) -> None:
    """Its day, words and hash stay, and yet another paper is the right one."""
    change(repository, {"own": ["guidance/steps.yaml"]})
    moved = "  - id: confirm-market\n    phase: {}\n"
    replace(repository / "guidance" / "steps.yaml", moved.format("prepare"), moved.format("consent"))
    told = json.loads(diff(repository, "main", "--format", "json").stdout)
    assert [one["id"] for one in told["customers"] if one["voids_paper"]] == ["bihai", "changhe", "nanxun", "qiming"]
    (comment, text) = (diff(repository, "main", "--format", kind, "--lang", "en").stdout for kind in ("md", "text"))
    assert "confirm-market" in comment
    assert "confirm-market" in text


def test_other_words_of_a_letter_are_told_with_whose_it_is(repository: Path) -> None:
    change(repository, {"own": ["guidance/letters.yaml"]})
    replace(repository / "guidance" / "letters.yaml", "en: Invitation to the reseller relationship", "en: Invitation")
    change(repository, {"confirm": True})
    told = json.loads(diff(repository, "main", "--format", "json").stdout)
    (rule,) = told["rules"]
    assert (rule["table"], rule["id"], rule["action"]) == ("letters", "invitation", "change")
    assert rule["customers"] or told["pages"], "whose letters are others now"


def test_other_words_on_the_paper_to_print_are_told(repository: Path) -> None:
    change(repository, {"own": ["templates/handoff.html.j2"]})
    text = (repository / "templates" / "handoff.html.j2").read_text(encoding="utf-8")
    (repository / "templates" / "handoff.html.j2").write_text(
        text.replace("</body>", "<p>Sign here</p></body>"), "utf-8"
    )
    result = diff(repository, "main", "--lang", "en")
    assert result.stdout != "No change to any plan.\n"


def test_guidance_that_is_broken_leaves_what_changes_for_customers_to_be_read(repository: Path) -> None:
    change(repository, {"own": ["guidance/facts.yaml"]})
    replace(repository / "guidance" / "facts.yaml", "facts:\n", "facts: [\n")
    replace(repository / "customers" / "nanxun.yaml", "    seats: 40\n", "    seats: 41\n")
    result = diff(repository, "main", "--format", "json")
    told = json.loads(result.stdout)
    assert result.returncode == 1
    assert {one["file"] for one in told["problems"]} == {"guidance/facts.yaml"}
    assert [one["id"] for one in told["customers"]] == ["nanxun"]


# ---- Revisions -----------------------------------------------------------------------------------------------------


def test_a_revision_that_is_not_there_is_named_in_both_languages(repository: Path, golden: Golden) -> None:
    for language, result in in_both_languages("diff", "no-such-branch", cwd=repository).items():
        assert (result.returncode, result.stdout) == (1, "")
        golden(CASES / f"no such revision.{language}.txt", result.stderr)


def test_a_shallow_clone_says_what_it_lacks(repository: Path, tmp_path: Path, golden: Golden) -> None:
    commit(repository)
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{repository}", "shallow")
    for language, result in in_both_languages("diff", "main~1", cwd=tmp_path / "shallow").items():
        assert (result.returncode, result.stdout) == (1, "")
        golden(CASES / f"a shallow clone.{language}.txt", result.stderr)
    missing = git(repository, "rev-parse", "main~1").strip()
    result = diff(tmp_path / "shallow", missing, "--lang", "en")
    assert (result.returncode, result.stdout) == (1, "")
    assert missing in result.stderr


def test_a_folder_that_is_no_repository_says_so(tmp_path: Path) -> None:
    shutil.copytree(CASES / "customers", tmp_path / "customers")
    (tmp_path / "mkdocs.yml").touch()
    result = diff(tmp_path, "main", "--lang", "en", GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert (result.returncode, result.stdout) == (1, "")
    assert "not a git repository" in result.stderr


def test_without_git_it_says_so(repository: Path) -> None:
    said = {language: diff(repository, "main", "--lang", language, PATH="") for language in LANGUAGES}
    assert {(result.returncode, result.stdout) for result in said.values()} == {(1, "")}
    assert all("git" in result.stderr for result in said.values())


@pytest.mark.parametrize(
    "name",
    ["--output=x", "-x", "--all", "--help", "", " ", "main:customers", "main..main", "@{upstream}", "a\nb", "\x1b[31m"],
)
def test_a_revision_that_is_none_is_refused_and_never_an_option(repository: Path, name: str) -> None:
    before = contents(repository)
    result = diff(repository, "--lang", "en", "--", "main", name)
    assert (result.returncode, result.stdout) == (1, "")
    assert "\x1b" not in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert contents(repository) == before


# ---- What is left as it was ----------------------------------------------------------------------------------------


def test_working_tree_index_and_repository_stay_as_they_are(repository: Path) -> None:
    replace(repository / "customers" / "nanxun.yaml", "    seats: 40\n", "    seats: 41\n")
    git(repository, "add", "--all")
    replace(repository / "customers" / "bihai.yaml", "    seats: 20\n", "    seats: 21\n")
    (repository / "customers" / "copy.yaml").write_bytes((repository / "customers" / "qiming.yaml").read_bytes())
    status = git(repository, "status", "--porcelain")
    before = contents(repository)
    for arguments in (("main",), ("main", "main"), ("main", "--merge-base")):
        diff(repository, *arguments)
    assert contents(repository) == before
    assert git(repository, "status", "--porcelain") == status


@pytest.mark.parametrize("kind", ["text", "md", "json", "sarif"])
def test_the_same_change_gives_the_same_bytes_everywhere(repository: Path, kind: str) -> None:
    change(repository, {"own": ["guidance/facts.yaml"], "remove": ["customers/bihai.yaml"]})
    replace(
        repository / "guidance" / "facts.yaml",
        "        days: 3\n        note:\n          en: The seed",
        "        days: 10\n        note:\n          en: The seed",
    )
    replace(repository / "customers" / "nanxun.yaml", "target: {", "target: {seats: 30, ")
    places = [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Taipei", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "4242", "TZ": "America/Los_Angeles", "LC_ALL": "zh_TW.UTF-8", "LANG": "zh_TW"},
    ]
    first, second = (diff(repository, "main", "--format", kind, "--lang", "zh-TW", **place).stdout for place in places)
    assert first == second != ""


def test_the_review_is_written_into_a_file_instead(repository: Path, tmp_path: Path) -> None:
    replace(repository / "customers" / "nanxun.yaml", "    seats: 40\n", "    seats: 41\n")
    printed = diff(repository, "main", "--format", "md")
    written = diff(repository, "main", "--format", "md", "--out", tmp_path / "review.md")
    assert (written.returncode, written.stdout, written.stderr) == (0, "", "")
    assert (tmp_path / "review.md").read_bytes() == printed.stdout.encode()


def _ids(told: str) -> list[str]:
    return [one["id"] for one in json.loads(told)["customers"]]


def diff(root: Path, *arguments: str | Path, **environment: str) -> Result:
    return runbooks("diff", *arguments, cwd=root, **environment)


# ---- Whom nothing may hide ------------------------------------------------------------------------------------------


def test_a_customer_that_cannot_be_read_is_a_problem_and_not_gone(repository: Path) -> None:
    file = repository / "customers" / "nanxun.yaml"
    file.rename(repository / "nanxun.yaml")
    file.symlink_to(repository / "nanxun.yaml")
    told = json.loads(diff(repository, "main", "--format", "json").stdout)
    assert [one["file"] for one in told["problems"]] == ["customers/nanxun.yaml"]
    assert told["customers"] == []


def test_without_a_customers_folder_nobody_is_said_to_be_gone(repository: Path) -> None:
    shutil.rmtree(repository / "customers")
    told = json.loads(diff(repository, "main", "--format", "json").stdout)
    assert {one["rule"] for one in told["problems"]} >= {"no-customers-folder"}
    assert told["customers"] == []


def test_a_warning_that_blocks_from_now_on_is_an_alarm_at_its_place(repository: Path) -> None:
    change(repository, {"own": ["guidance/findings.yaml"]})
    findings = repository / "guidance" / "findings.yaml"
    replace(findings, "  - id: renews-by-itself\n    level: warning", "  - id: renews-by-itself\n    level: blocker")
    assert "> - New blocker: <code>customers" in diff(repository, "main", "--format", "md", "--lang", "en").stdout
    annotations = diff(repository, "main", "--format", "github", "--lang", "en").stdout
    assert "::error file=customers/" in annotations
    assert "title=renews-by-itself::" in annotations


def test_how_a_person_is_reached_stands_in_no_comment(repository: Path) -> None:
    file = repository / "customers" / "nanxun.yaml"
    contact = "contacts:\n  - {role: it, name: 資訊部, email: %s, phone: '%s'}\nsubscriptions:"
    replace(file, "\nsubscriptions:", "\n" + contact % ("old@nanxun.example", "02-5550-0101"))
    commit(repository)
    replace(file, "old@nanxun.example", "new@nanxun.example")
    replace(file, "02-5550-0101", "02-5550-0202")
    for kind in ("md", "json", "text"):
        said = diff(repository, "main", "--format", kind).stdout
        assert "nanxun" in said
        assert not any(one in said for one in ("old", "new@", "@nanxun", "0101", "0202"))


def test_a_day_before_the_first_rules_is_a_problem_of_its_customer_alone(repository: Path) -> None:
    replace(repository / "customers" / "nanxun.yaml", "planned_on: 20", "planned_on: 2016-01-01 # 20")
    told = json.loads(diff(repository, "main", "--format", "json").stdout)
    assert [(one["rule"], one["file"], one["trail"]) for one in told["problems"]] == [
        ("before-the-rules", "customers/nanxun.yaml", "planned_on")
    ]
    assert told["customers"] == []


def test_the_programs_own_repository_is_compared_by_its_own_rules_wherever_the_program_is(tmp_path: Path) -> None:
    """The action installs the program beside the checkout."""
    root = start(tmp_path / "checkout")
    for folder in ("generator/guidance", "templates"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    commit(root)
    replace(
        root / "generator" / "guidance" / "steps.yaml",
        "  - id: check-inventory\n    phase: prepare\n    owner: partner\n",
        "  - id: check-inventory\n    phase: prepare\n    owner: customer\n",
    )
    told = json.loads(diff(root, "main", "--format", "json").stdout)
    assert [(one["table"], one["id"], one["fields"]) for one in told["rules"]] == [
        ("steps", "check-inventory", ["owner"])
    ]
    assert told["summary"]["customers"] > 0
