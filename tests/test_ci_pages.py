"""Publishing the site: only what was merged, only where somebody has said so, and to nobody whom that does not name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ci_steps import GITLAB, ROOT, bash, parsed, recorder, step, steps, surroundings, understood
from runbooks_command import runbooks

OURS = ROOT / ".github" / "workflows" / "pages.yml"
THEIRS = ROOT / "templates" / "ci" / "github-pages.yml"
GUARD = "Stop where everybody could read it"


@pytest.mark.parametrize("file", [OURS, THEIRS], ids=["ours", "theirs"])
def test_github_publishes_pushes_to_main_alone_and_only_where_a_variable_names_the_repository(file: Path) -> None:
    workflow = parsed(file)
    assert workflow[True] == {"push": {"branches": ["main"]}}  # YAML 1.1 reads the key `on` so
    site, publish = workflow["jobs"]["site"], workflow["jobs"]["publish"]
    assert site["if"] == "${{ vars.RUNBOOKS_PUBLISH == github.repository }}"
    assert (publish["needs"], "if" in publish) == ("site", False)


@pytest.mark.parametrize("file", [OURS, THEIRS], ids=["ours", "theirs"])
def test_the_job_that_may_publish_runs_nothing_of_the_repository(file: Path) -> None:
    asks, publishes = parsed(file)["jobs"]["publish"]["steps"]
    assert (asks["name"], set(asks["env"]), "uses" in asks) == (GUARD, {"GH_TOKEN"}, False)
    assert asks["if"] == "${{ vars.RUNBOOKS_PUBLIC != github.repository }}"
    assert publishes["uses"].startswith("actions/deploy-pages@")


def test_what_this_repository_runs_is_what_it_hands_out() -> None:
    jobs = [json.dumps(parsed(file)["jobs"]) for file in (OURS, THEIRS)]
    assert jobs[0].replace('"./"', '"YOUR-ORG/csp-runbooks@v1"') == jobs[1]


@pytest.mark.parametrize(
    ("answers", "code", "said"),
    [
        ("print('false')", 0, 0),
        ("print('true')", 1, 2),
        ("print('null')", 1, 2),
        ("", 1, 2),
        ("sys.exit(1)", 1, 0),
        ("print('false'); sys.exit(1)", 1, 0),
    ],
)
def test_a_site_that_everybody_could_read_is_not_published(answers: str, code: int, said: int, tmp_path: Path) -> None:
    calls = recorder(tmp_path / "bin", "gh", answers)
    around = surroundings(tmp_path / "bin", GITHUB_REPOSITORY="northwind/plans")
    result = bash(step(THEIRS, GUARD)["run"], tmp_path, around)
    assert (result.returncode, result.stdout.count("::error title=csp-runbooks::")) == (code, said)
    assert json.loads(calls.read_text()) == ["api", "repos/northwind/plans/pages", "--jq", ".public"]


def test_github_builds_with_the_program_of_the_action_and_hands_on_the_site_alone(tmp_path: Path) -> None:
    program = tmp_path / "csp-runbooks-program"
    program.mkdir()
    calls = recorder(program / "bin", "runbooks")
    result = bash(step(THEIRS, "Build the site")["run"], tmp_path, surroundings(RUNNER_TEMP=str(tmp_path)))
    made = [json.loads(line) for line in calls.read_text().splitlines()]
    understood(made)
    assert (result.returncode, made) == (0, [["build"]])
    assert [one["with"] for one in steps(THEIRS) if "upload" in one.get("uses", "")] == [{"path": "site/html"}]


def test_gitlab_publishes_the_default_branch_alone_and_only_where_a_variable_names_the_project() -> None:
    job = parsed(GITLAB)["pages"]
    assert job["rules"] == [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $RUNBOOKS_PUBLISH == $CI_PROJECT_PATH"}]
    assert (job["needs"], job["variables"]) == (["csp-runbooks-site"], {"GIT_STRATEGY": "none"})
    assert {"extends", "before_script", "environment", "image"} & set(job) == {"image"}


def test_gitlab_publishes_the_site_that_the_job_before_has_built(tmp_path: Path) -> None:
    site = tmp_path / "site" / "html"
    site.mkdir(parents=True)
    (site / "index.html").write_text("the entrance", encoding="utf-8")
    assert parsed(GITLAB)["csp-runbooks-site"]["artifacts"]["paths"] == ["site/html"]
    assert bash(step(GITLAB, "pages")["run"], tmp_path, surroundings()).returncode == 0
    (published,) = parsed(GITLAB)["pages"]["artifacts"]["paths"]
    assert (tmp_path / published / "index.html").read_text(encoding="utf-8") == "the entrance"


@pytest.mark.parametrize("name", ["github-pages.yml", "gitlab.yml"])
def test_the_head_of_the_file_says_in_both_languages_who_could_read_the_site(name: str) -> None:
    text = (ROOT / "templates" / "ci" / name).read_text(encoding="utf-8")
    head = text[: text.index("\n\n")] if name == "gitlab.yml" else text[: text.index("\nname: ")]
    assert all(line.startswith("#") for line in head.splitlines())
    for words in ("RUNBOOKS_PUBLISH", "not for everybody", "不應公開"):
        assert words in head


def test_a_new_project_for_github_gets_both_review_and_publishing(tmp_path: Path) -> None:
    assert runbooks("init", tmp_path / "new", "--ci", "github", cwd=tmp_path).returncode == 0
    workflows = tmp_path / "new" / ".github" / "workflows"
    assert sorted(file.name for file in workflows.iterdir()) == ["pages.yml", "review.yml"]
