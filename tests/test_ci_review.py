"""The action's review, run by bash over real git clones of every kind: what it compares, and what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from ci_steps import ACTION, GIT, ROOT, Result, bash, clone, git, recorder, sha, step, surroundings, understood

CASES = ROOT / "tests" / "cases" / "ci"
NOBODY = "0" * 40
PROGRAM = """\
from pathlib import Path
here = Path(__file__).parent
arguments = sys.argv[1:]
if "--out" in arguments:
    kind = arguments[arguments.index("--format") + 1]
    text = (here / f"answer.{kind}").read_text(encoding="utf-8")
    Path(arguments[arguments.index("--out") + 1]).write_text(text, encoding="utf-8")
elif (here / "said").exists():
    print((here / "said").read_text(encoding="utf-8"), end="")
codes = json.loads((here / "codes.json").read_text())
sys.exit(codes.get(arguments[0], 0))
"""


@dataclass(frozen=True)
class Review:
    """What came of it: the outputs, the summary, and each call of the program."""

    result: Result
    outputs: Mapping[str, str]
    summary: str
    calls: list[list[str]]

    @property
    def compared(self) -> tuple[str, bool] | None:
        """The base of every comparison, and whether it is only where the branches parted."""
        found = {(call[call.index("--") + 1], "--merge-base" in call) for call in self.calls if call[0] == "diff"}
        assert len(found) <= 1
        return next(iter(found), None)


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """``main`` of three commits; ``topic`` leaves after the first and has merged the second; ``merged`` is both."""
    folder = tmp_path / "origin"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "config", "uploadpack.allowAnySHA1InWant", "true")  # as GitHub has it
    for branch, name in (("main", "first"), ("topic", "topic"), ("main", "second"), ("main", "third")):
        if name == "topic":
            git(folder, "checkout", "--quiet", "-b", branch)
        else:
            git(folder, "checkout", "--quiet", branch) if name != "first" else None
        (folder / name).write_text(name, encoding="utf-8")
        git(folder, "add", name)
        git(folder, "commit", "--quiet", "--message", name)
    git(folder, "checkout", "--quiet", "topic")
    git(folder, "merge", "--quiet", "--no-edit", "main~1")
    git(folder, "checkout", "--quiet", "-b", "merged", "main")
    git(folder, "merge", "--quiet", "--no-ff", "--no-edit", "topic")
    return folder


@pytest.fixture
def review(tmp_path: Path) -> Callable[..., Review]:
    """Runs the action's step in a clone, with a program that only notes how it is called."""

    def run(
        folder: Path,
        event: str = "pull_request",
        event_base: str = "",
        answer: str = "changed.zh-TW.md",
        codes: Mapping[str, int] | None = None,
        says: str = "",
        **inputs: str,
    ) -> Review:
        bin_ = tmp_path / "bin"
        calls = recorder(bin_, "runbooks", PROGRAM)
        (bin_ / "codes.json").write_text(json.dumps(codes or {}), encoding="utf-8")
        (bin_ / "said").write_text(says, encoding="utf-8")
        (bin_ / "answer.md").write_bytes((CASES / answer).read_bytes())
        told = {"changed": answer.startswith("changed"), "summary": {"high": 2}}
        (bin_ / "answer.json").write_text(json.dumps(told), encoding="utf-8")
        files = {name: tmp_path / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("", encoding="utf-8")
        runner = tmp_path / "a folder of the runner"
        runner.mkdir(exist_ok=True)
        variables = {name: str(file) for name, file in files.items()} | {"RUNNER_TEMP": str(runner), **GIT}
        variables |= {"GITHUB_EVENT_NAME": event, "GITHUB_SHA": sha(folder, "HEAD"), "EVENT_BASE": event_base}
        variables |= {"GITHUB_ACTION_PATH": str(ROOT), "PROJECT": ".", "BASE": "", "LANGUAGE": "zh-TW"}
        variables |= {"FAIL_ON": "problems"} | inputs
        result = bash(step(ACTION, "Review the plans")["run"], folder, surroundings(bin_, **variables))
        outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines())
        noted = [json.loads(line) for line in calls.read_text().splitlines()] if calls.exists() else []
        return Review(result, outputs, files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8"), noted)

    return run


# ---- What it compares with -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [0, 2, 1])
def test_a_pull_request_is_compared_with_what_it_would_be_merged_into(
    depth: int, origin: Path, review: Callable[..., Review]
) -> None:
    done = review(clone(origin, "merged", depth), event_base=sha(origin, "main~2"))
    assert (done.result.returncode, done.result.stderr) == (0, "")
    assert done.compared == (sha(origin, "main"), False)


def test_a_checkout_of_the_branch_itself_is_compared_with_where_it_parted(
    origin: Path, review: Callable[..., Review]
) -> None:
    merge = sha(origin, "merged")  # of the event, while the branch is checked out; its last commit is a merge as well
    done = review(clone(origin, "topic"), event_base=sha(origin, "main"), GITHUB_SHA=merge)
    assert done.compared == (sha(origin, "main"), True)


@pytest.mark.parametrize(
    ("before", "base"),
    [("main~2", "main~2"), (NOBODY, "main~1"), ("", "main~1"), ("1" * 40, "main~1")],
    ids=["what it replaced", "a new branch", "no event with a base", "replaced and gone"],
)
@pytest.mark.parametrize("depth", [0, 1])
def test_a_push_is_compared_with_what_it_replaced_else_with_the_commit_before(
    depth: int, before: str, base: str, origin: Path, review: Callable[..., Review]
) -> None:
    named = sha(origin, before) if before.startswith("main") else before
    done = review(clone(origin, "main", depth), "push", named)
    assert (done.result.returncode, done.compared) == (0, (sha(origin, base), False))


def test_a_base_that_is_named_is_where_the_branches_parted_whether_it_is_here_or_at_the_origin(
    origin: Path, review: Callable[..., Review]
) -> None:
    folder = clone(origin, "topic")
    assert review(folder, BASE="main").compared == ("origin/main", True)
    assert review(folder, BASE=sha(origin, "main~2")).compared == (sha(origin, "main~2"), True)


def test_a_first_commit_is_checked_and_compared_with_nothing(origin: Path, review: Callable[..., Review]) -> None:
    git(origin, "branch", "start", "main~2")
    done = review(clone(origin, "start"), "push", NOBODY)
    assert [call[0] for call in done.calls] == ["check"]
    assert done.outputs == {"changed": "false", "high": "0", "failed": "false", "summary-file": ""}
    assert (done.result.returncode, done.summary) == (0, "")
    assert done.result.stdout.startswith("::notice ")


@pytest.mark.parametrize("gone", [True, False], ids=["and cannot be fetched", "and does not reach back"])
def test_a_clone_that_lacks_what_is_compared_with_says_how_to_get_it(
    gone: bool, origin: Path, review: Callable[..., Review]
) -> None:
    folder = clone(origin, "merged" if gone else "topic", depth=1)
    if gone:
        git(folder, "remote", "set-url", "origin", (origin.parent / "nothing").as_uri())
        done = review(folder)
    else:
        done = review(folder, event_base=sha(origin, "main"), GITHUB_SHA=sha(origin, "merged"))
    assert (done.result.returncode, done.calls) == (2, [])
    assert re.fullmatch(r"::error title=csp-runbooks::.*actions/checkout fetch-depth: 0\.\n", done.result.stdout)


def test_a_clone_stays_as_complete_as_it_was(origin: Path, review: Callable[..., Review]) -> None:
    folder = clone(origin, "main")
    assert review(folder, "push", "1" * 40).result.returncode == 0
    assert git(folder, "rev-parse", "--is-shallow-repository") == "false"


# ---- What it says --------------------------------------------------------------------------------------------------


def test_a_change_is_in_the_summary_in_the_outputs_and_in_a_file(origin: Path, review: Callable[..., Review]) -> None:
    done = review(clone(origin, "merged"))
    text = (CASES / "changed.zh-TW.md").read_text(encoding="utf-8")
    assert {**done.outputs, "summary-file": ""} == {
        "changed": "true",
        "high": "2",
        "failed": "false",
        "summary-file": "",
    }
    assert done.summary == Path(done.outputs["summary-file"]).read_text(encoding="utf-8") == text


def test_where_no_plan_changes_the_outputs_say_so(origin: Path, review: Callable[..., Review]) -> None:
    done = review(clone(origin, "merged"), answer="unchanged.zh-TW.md")
    assert done.outputs["changed"] == "false"
    assert done.summary == (CASES / "unchanged.zh-TW.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("fail_on", "codes", "failed"),
    [
        ("problems", {}, "false"),
        ("problems", {"check": 1}, "true"),
        ("problems", {"diff": 1}, "true"),
        ("none", {"check": 1, "diff": 1}, "false"),
        ("blocker", {"check": 1}, "true"),
    ],
)
def test_what_makes_it_fail_is_chosen_and_everything_is_said_before(
    fail_on: str, codes: dict[str, int], failed: str, origin: Path, review: Callable[..., Review]
) -> None:
    done = review(clone(origin, "merged"), codes=codes, FAIL_ON=fail_on)
    assert (done.result.returncode, done.outputs["failed"], done.outputs["changed"]) == (0, failed, "true")
    (check,) = [call for call in done.calls if call[0] == "check"]
    assert ("--fail-on" in check) == (fail_on == "blocker")


@pytest.mark.parametrize("command", ["check", "diff"])
def test_a_command_that_does_not_work_ends_it(command: str, origin: Path, review: Callable[..., Review]) -> None:
    assert review(clone(origin, "merged"), codes={command: 2}).result.returncode == 2


@pytest.mark.parametrize(
    "inputs",
    [
        {"event": "pull_request_target"},
        {"LANGUAGE": "zh-CN"},
        {"LANGUAGE": "en; touch owned"},
        {"FAIL_ON": "often"},
        {"BASE": "--output=owned"},
        {"PROJECT": "not/there"},
        {"PROJECT": "--version"},
    ],
    ids=str,
)
def test_what_is_not_meant_is_refused_before_anything_runs(
    inputs: dict[str, str], origin: Path, review: Callable[..., Review]
) -> None:
    folder = clone(origin, "merged")
    done = review(folder, **inputs)
    assert (done.result.returncode, done.calls, done.outputs) == (2, [], {})
    assert done.result.stdout.startswith("::error title=csp-runbooks::")
    assert git(folder, "status", "--short") == ""


def test_every_call_is_one_that_the_program_understands(origin: Path, review: Callable[..., Review]) -> None:
    (clone(origin, "merged") / "a project").mkdir()
    done = review(origin.parent / "clone", FAIL_ON="warning", LANGUAGE="en", PROJECT="a project")
    understood(done.calls)
    assert [call[0] for call in done.calls] == ["check", "diff", "diff", "diff"]
