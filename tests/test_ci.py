"""Ready to use: what the workflows may, who gets a token, where the program comes from, the hooks, and `init --ci`."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ci_steps import (
    ACTION,
    AZURE,
    GIT,
    GITLAB,
    PIPELINES,
    ROOT,
    SCRIPTS,
    WORKFLOWS,
    Step,
    bash,
    clone,
    git,
    parsed,
    recorder,
    shown_uses,
    step,
    steps,
    surroundings,
    understood,
)
from runbooks_command import COMMAND, contents, runbooks
from runbooks_command import surroundings as program_surroundings

from generator.load import CI_FILES

CI = ROOT / "templates" / "ci"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
REVIEW = {"review": {"contents": "read"}}
PAGES = {"site": {"contents": "read"}, "publish": {"pages": "write", "id-token": "write"}}
PERMISSIONS = {
    ".github/workflows/ci.yml": ({"contents": "read"}, {"test": None}),
    ".github/workflows/pages.yml": ({}, PAGES),
    ".github/workflows/review.yml": ({}, REVIEW | {"comment": {"contents": "read", "pull-requests": "write"}}),
    "templates/ci/github-pages.yml": ({}, PAGES),
    "templates/ci/github.yml": ({}, REVIEW | {"comment": {"pull-requests": "write"}}),
}
TOKEN = re.compile("token", re.IGNORECASE)


def shown(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


# ---- Permissions and secrets ---------------------------------------------------------------------------------------


def test_the_workflows_may_exactly_this() -> None:
    found = {}
    for file in WORKFLOWS:
        jobs = {name: job.get("permissions") for name, job in parsed(file)["jobs"].items()}
        found[shown(file)] = (parsed(file)["permissions"], jobs)
    assert found == PERMISSIONS


@pytest.mark.parametrize("file", WORKFLOWS, ids=shown)
def test_no_workflow_runs_where_a_stranger_would_get_secrets(file: Path) -> None:
    triggers = parsed(file)[True]  # YAML 1.1 reads the key `on` so
    assert set(triggers) <= {"pull_request", "push"}
    assert "secrets." not in file.read_text(encoding="utf-8")


def test_no_value_of_an_event_is_written_into_a_script() -> None:
    replaced = re.compile(r"\$\{\{|\$\((?:System|Build|Pipeline|Agent)\.|\$\[")  # before bash sees it: GitHub, Azure
    assert [name for name, script in scripts().items() if replaced.search(script)] == []


def given_a_token(one: Step) -> bool:
    """Whether a step is handed a token by name, or can see one that is the job's."""
    handed = {**one.get("env", {}), **one.get("with", {})}
    return any(TOKEN.search(f"{name} {value}") for name, value in handed.items()) or "environment" in one


@pytest.mark.parametrize(
    ("file", "posts"),
    [
        (ACTION, 'set -euo pipefail\npython3 -I "$GITHUB_ACTION_PATH/.github/comment.py" "$FILE"\n'),
        (GITLAB, "python3 -I - csp-runbooks-note.md <<'PYTHON'\n"),
        (AZURE, "set -euo pipefail\npython3 -I - \"$PIPELINE_WORKSPACE/csp-runbooks/comment.md\" <<'PYTHON'\n"),
    ],
    ids=["action", "gitlab", "azure"],
)
def test_one_step_has_a_token_and_runs_the_posting_script_alone(file: Path, posts: str) -> None:
    (one,) = [one for one in steps(file) if given_a_token(one)]
    start, _, rest = one["run"].partition("import json\n")
    assert start == posts
    assert not rest or rest.endswith("\nPYTHON\n")
    assert re.search(r"subprocess|os\.system|exec|runbooks (?:check|diff)|\bpip\b", one["run"]) is None


@pytest.mark.parametrize("file", WORKFLOWS, ids=shown)
def test_a_checkout_leaves_no_token_behind_and_the_job_that_comments_has_none_of_the_pull_requests_files(
    file: Path,
) -> None:
    for name, job in parsed(file)["jobs"].items():
        for one in job["steps"]:
            if one.get("uses", "").startswith("actions/checkout@"):
                assert one["with"]["persist-credentials"] is False
                assert name != "comment" or one["with"]["ref"] == "${{ github.event.pull_request.base.sha }}"
            if one.get("uses", "").startswith("actions/download-artifact@"):
                assert one["with"]["path"].startswith("${{ runner.temp }}/")


def test_the_jobs_with_a_token_check_nothing_out() -> None:
    (job,) = [job for job in parsed(AZURE)["jobs"] if "SYSTEM_ACCESSTOKEN" in json.dumps(job)]
    assert job["steps"][0] == {"checkout": "none"}
    note = parsed(GITLAB)["csp-runbooks-note"]
    assert (note["variables"], "extends" in note, "before_script" in note) == ({"GIT_STRATEGY": "none"}, False, False)


@pytest.mark.parametrize("file", [ACTION, *WORKFLOWS], ids=shown)
def test_the_actions_of_others_are_named_by_their_commit(file: Path) -> None:
    ours = ("./", "YOUR-ORG/csp-runbooks@v1")
    pinned = re.compile(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    uses = shown_uses(file)
    assert uses
    assert [use for use in uses if use not in ours and not pinned.fullmatch(use.split(" # outside")[0])] == []


def test_every_file_names_the_same_version_of_an_action() -> None:
    uses = {use for file in (ACTION, *WORKFLOWS) for use in shown_uses(file) if use.startswith("actions/")}
    assert len(uses) == len({use.split("@")[0] for use in uses})


# ---- Where the program comes from ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("file", "name"), [(GITLAB, ".csp-runbooks"), (AZURE, "Install the program")])
@pytest.mark.parametrize("package", [None, "", "csp-runbooks", "csp-runbooks==1.0", "--index-url=https://x/ y"])
def test_a_bare_name_or_none_is_never_installed(file: Path, name: str, package: str | None, tmp_path: Path) -> None:
    calls = recorder(tmp_path / "bin", "python")
    named = {} if package is None else {"RUNBOOKS_PACKAGE": package}
    result = bash(step(file, name)["run"], tmp_path, surroundings(tmp_path / "bin", **named))
    assert (result.returncode, result.stdout, calls.exists()) == (1, "", False)
    assert [line.count("RUNBOOKS_PACKAGE") for line in result.stderr.splitlines()] == [1, 1]


@pytest.mark.parametrize(("file", "name"), [(GITLAB, ".csp-runbooks"), (AZURE, "Install the program")])
@pytest.mark.parametrize(
    "package",
    ["https://packages.example/csp_runbooks-1.0-py3-none-any.whl", "git+https://git.example/csp-runbooks@v1.0"],
)
def test_the_package_that_is_named_is_installed(file: Path, name: str, package: str, tmp_path: Path) -> None:
    calls = recorder(tmp_path / "bin", "python")
    result = bash(step(file, name)["run"], tmp_path, surroundings(tmp_path / "bin", RUNBOOKS_PACKAGE=package))
    assert result.returncode == 0
    (call,) = [json.loads(line) for line in calls.read_text().splitlines()]
    assert call == ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--", package]


def test_nothing_else_is_installed() -> None:
    installed = [line for file in PIPELINES for line in file.read_text(encoding="utf-8").splitlines() if "pip" in line]
    commands = [line.strip() for line in installed if " install " in line]
    ours = 'python -m pip install --quiet --disable-pip-version-check -- "$RUNBOOKS_PACKAGE"'
    theirs = '"$RUNNER_TEMP/csp-runbooks-program/bin/python" -m pip install --quiet --disable-pip-version-check \\'
    assert sorted(commands) == sorted([theirs, ours, ours])


# ---- What the pipelines of GitLab and Azure run --------------------------------------------------------------------

REVIEWING = [
    (GITLAB, "csp-runbooks-review", {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "0ld"}, "0ld"),
    (GITLAB, "csp-runbooks-review", {"CI_MERGE_REQUEST_TARGET_BRANCH_SHA": "n3w"}, "n3w"),
    (AZURE, "Review the plans", {"SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/release/1"}, "origin/release/1"),
]
WRITES = 'if "--out" in sys.argv: open(sys.argv[sys.argv.index("--out") + 1], "w").close()\nsys.exit({code})\n'


@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize(("file", "name", "variables", "base"), REVIEWING, ids=["parted", "merged", "azure"])
def test_a_review_is_made_whole_even_where_there_are_problems(
    file: Path, name: str, variables: dict[str, str], base: str, code: int, tmp_path: Path
) -> None:
    calls = recorder(tmp_path / "bin", "runbooks", WRITES.format(code=code))
    variables = variables | {"BUILD_ARTIFACTSTAGINGDIRECTORY": str(tmp_path)}
    result = bash(step(file, name)["run"], tmp_path, surroundings(tmp_path / "bin", **variables))
    made = [json.loads(line) for line in calls.read_text().splitlines()]
    understood(made)
    assert (result.returncode, [call[0] for call in made]) == (code, ["check", "diff", "diff"])
    assert {tuple(call[-3:]) for call in made[1:]} == {("--", base, "HEAD")}
    assert all("--merge-base" in call for call in made[1:])
    uploads = f"##vso[task.uploadsummary]{tmp_path}/csp-runbooks/review.md\n"
    assert result.stdout == (uploads if file == AZURE else "")


@pytest.mark.parametrize(("file", "name", "variables", "base"), REVIEWING[1:], ids=["gitlab", "azure"])
def test_a_review_of_a_project_that_tracks_its_pages_looks_whether_they_are_stale(
    file: Path, name: str, variables: dict[str, str], base: str, tmp_path: Path
) -> None:
    calls = recorder(tmp_path / "bin", "runbooks", 'sys.exit(sys.argv[1] == "render")\n')
    (tmp_path / "site" / "pages").mkdir(parents=True)
    variables = variables | {"BUILD_ARTIFACTSTAGINGDIRECTORY": str(tmp_path)}
    result = bash(step(file, name)["run"], tmp_path, surroundings(tmp_path / "bin", **variables))
    made = [json.loads(line) for line in calls.read_text().splitlines()]
    understood(made)
    assert (result.returncode, made[-1], len(made)) == (1, ["render", "--check"], 4)


@pytest.mark.parametrize(("file", "name"), [(GITLAB, "csp-runbooks-site"), (AZURE, "Build the site")])
def test_the_main_branch_is_checked_and_built(file: Path, name: str, tmp_path: Path) -> None:
    calls = recorder(tmp_path / "bin", "runbooks")
    assert bash(step(file, name)["run"], tmp_path, surroundings(tmp_path / "bin")).returncode == 0
    made = [json.loads(line) for line in calls.read_text().splitlines()]
    understood(made)
    assert made == [["check"], ["render", "--check"], ["build"]]


def test_gitlab_keeps_what_the_jobs_hand_on() -> None:
    jobs = parsed(GITLAB)
    kept = jobs["csp-runbooks-review"]["artifacts"]
    written = re.findall(r"--out (\S+)|>(\S+\.json)", jobs["csp-runbooks-review"]["script"][0])
    assert sorted(kept["paths"]) == sorted(one or other for one, other in written)
    assert kept["reports"]["codequality"] in kept["paths"]
    assert kept["when"] == "always"


# ---- The action, with the real program -----------------------------------------------------------------------------


def test_the_action_reviews_a_real_change_with_the_real_program(tmp_path: Path) -> None:
    origin = tmp_path / "origin"
    assert runbooks("init", origin, cwd=tmp_path).returncode == 0
    git(origin, "init", "--quiet", "--initial-branch", "main")
    git(origin, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(origin, "add", ".")
    git(origin, "commit", "--quiet", "--message", "Start")
    customer = origin / "customers" / "first-customer.yaml"
    text = customer.read_text(encoding="utf-8")
    git(origin, "checkout", "--quiet", "-b", "topic")
    customer.write_text(re.sub(r"seats: \d+", "seats: 77", text), encoding="utf-8")
    git(origin, "commit", "--quiet", "--all", "--message", "More seats")
    git(origin, "checkout", "--quiet", "-b", "merged", "main")
    git(origin, "merge", "--quiet", "--no-ff", "--no-edit", "topic")
    program = tmp_path / "bin" / "runbooks"
    program.parent.mkdir()
    program.write_text(f"#!{COMMAND[0]}\n{COMMAND[-1]}\n", encoding="utf-8")
    program.chmod(0o755)
    folder = clone(origin, "merged", depth=1)
    variables = {name: str(tmp_path / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    variables |= {"RUNNER_TEMP": str(tmp_path), "GITHUB_ACTION_PATH": str(ROOT), "GITHUB_EVENT_NAME": "pull_request"}
    variables |= {"GITHUB_SHA": git(folder, "rev-parse", "HEAD"), "EVENT_BASE": "", "BASE": "", "PROJECT": "."}
    variables |= {"LANGUAGE": "en", "FAIL_ON": "problems", "PYTHONPATH": program_surroundings()["PYTHONPATH"], **GIT}
    result = bash(step(ACTION, "Review the plans")["run"], folder, surroundings(program.parent, **variables))
    assert (result.returncode, result.stderr.count("Traceback")) == (0, 0), result.stderr
    outputs = dict(line.split("=", 1) for line in Path(variables["GITHUB_OUTPUT"]).read_text().splitlines())
    assert (outputs["changed"], outputs["failed"]) == ("true", "false")
    assert int(outputs["high"]) >= 1
    review = Path(outputs["summary-file"]).read_text(encoding="utf-8")
    assert review.startswith("<!-- csp-runbook:diff v1 lang=en -->\n")
    assert "77" in review
    assert review.rstrip("\n") == Path(variables["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8").rstrip("\n")


def test_every_input_and_output_of_the_action_is_said_and_used() -> None:
    action = parsed(ACTION)
    text = ACTION.read_text(encoding="utf-8")
    assert all(one["description"] for one in (*action["inputs"].values(), *action["outputs"].values()))
    assert set(re.findall(r"inputs\.([a-z-]+)", text)) == set(action["inputs"])
    written = re.findall(r"printf '([a-z-]+)=", (ROOT / ".github" / "review.sh").read_text(encoding="utf-8"))
    assert set(re.findall(r"steps\.review\.outputs\.([a-z-]+)", text)) == set(written)
    for file in WORKFLOWS:
        for one in steps(file):
            if one.get("uses") in {"./", "YOUR-ORG/csp-runbooks@v1"}:
                assert set(one["with"]) <= set(action["inputs"])


def scripts() -> dict[str, str]:
    inline = {f"{shown(file)}: {one['name']}": one["run"] for file in PIPELINES for one in steps(file) if "run" in one}
    return inline | {shown(file): file.read_text(encoding="utf-8") for file in SCRIPTS}


@pytest.mark.parametrize("script", scripts().values(), ids=scripts())
def test_every_script_is_bash(script: str) -> None:
    checked = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    if shutil.which("shellcheck"):
        said = subprocess.run(
            ["shellcheck", "--shell", "bash", "--severity", "warning", "-"],
            input=script,
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.stdout == ""


# ---- Hooks ---------------------------------------------------------------------------------------------------------

KEYS: dict[str, Any] = {"id": str, "name": str, "description": str, "entry": str, "language": str, "files": str}
KEYS |= {"pass_filenames": bool, "require_serial": bool}


def hooks() -> dict[str, dict[str, Any]]:
    return {hook["id"]: hook for hook in parsed(HOOKS)}


def test_the_hooks_are_as_pre_commit_wants_them() -> None:
    assert list(hooks()) == ["csp-runbook-check", "csp-runbook-render"]
    scripts_ = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    for hook in hooks().values():
        assert {key: type(value) for key, value in hook.items()} == KEYS
        assert (hook["language"], hook["pass_filenames"], hook["require_serial"]) == ("python", False, True)
        assert hook["entry"].split()[0] in scripts_
        understood([hook["entry"].split()[1:]])


@pytest.mark.parametrize(
    ("path", "run"),
    [
        ("customers/acme.yaml", ["csp-runbook-check", "csp-runbook-render"]),
        ("customers/_partners.yaml", ["csp-runbook-check", "csp-runbook-render"]),
        ("customers/a (1).YAML", ["csp-runbook-check", "csp-runbook-render"]),  # a name that check refuses
        ("guidance/steps.yaml", ["csp-runbook-check", "csp-runbook-render"]),
        ("templates/customer.md.j2", ["csp-runbook-check", "csp-runbook-render"]),
        ("mkdocs.yml", ["csp-runbook-check", "csp-runbook-render"]),
        ("site/pages/en/customers/acme/index.md", ["csp-runbook-render"]),
        ("README.md", []),
        ("docs/customers/acme.yaml", []),
        ("docs/mkdocs.yml", []),
        ("mkdocs.yml.bak", []),
        ("customers.yaml", []),
    ],
)
def test_a_hook_runs_for_the_files_that_can_change_a_plan(path: str, run: list[str]) -> None:
    assert [name for name, hook in hooks().items() if re.search(hook["files"], path)] == run


def test_the_hooks_hold_back_a_broken_file_and_stale_pages(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    assert runbooks("init", folder, cwd=tmp_path).returncode == 0
    assert runbooks("render", cwd=folder).returncode == 0

    def codes() -> list[int]:
        return [runbooks(*hook["entry"].split()[1:], cwd=folder).returncode for hook in hooks().values()]

    customer = folder / "customers" / "first-customer.yaml"
    text = customer.read_text(encoding="utf-8")
    assert codes() == [0, 0]
    customer.write_text(re.sub(r"seats: \d+", "seats: 77", text), encoding="utf-8")
    assert codes() == [0, 1]
    customer.write_text(re.sub(r"seats: \d+", "seats: many", text), encoding="utf-8")
    assert codes() == [1, 1]


# ---- init --ci -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", CI_FILES)
def test_a_new_project_gets_the_files_of_its_platform_as_they_are(platform: str, tmp_path: Path) -> None:
    plain, reviewed = tmp_path / "plain", tmp_path / "reviewed"
    assert runbooks("init", plain, cwd=tmp_path).returncode == 0
    started = runbooks("init", reviewed, "--ci", platform, cwd=tmp_path)
    added = {name: file for name, file in contents(reviewed).items() if name not in contents(plain)}
    assert started.returncode == 0
    assert added == {path: (CI / name).read_bytes() for path, name in CI_FILES[platform].items()}
    assert set(added) < set(started.stdout.splitlines())


def test_every_file_for_a_platform_is_handed_out() -> None:
    assert {name for files in CI_FILES.values() for name in files.values()} == {
        file.name for file in CI.iterdir() if file.is_file()
    }


def test_another_platform_is_wrong_usage(tmp_path: Path) -> None:
    result = runbooks("init", tmp_path / "new", "--ci", "jenkins", cwd=tmp_path)
    assert (result.returncode, contents(tmp_path)) == (2, {})


def test_owners_are_named_for_everything_that_changes_a_plan() -> None:
    lines = (CI / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    rules = dict(line.split(maxsplit=1) for line in lines if line and not line.startswith("#"))
    assert {"*", "/customers/", "/guidance/", "/templates/", "/mkdocs.yml", "/.github/"} <= set(rules)
    assert all(re.fullmatch(r"(@YOUR-ORG/[a-z-]+ ?)+", owners) for owners in rules.values())
    assert {path for files in CI_FILES.values() for path in files if not path.startswith(".git")} <= {
        rule.lstrip("/") for rule in rules
    }
