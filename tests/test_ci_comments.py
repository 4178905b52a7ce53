"""What is written under a pull request: by the real scripts, over HTTP, on each of the three platforms."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from ci_steps import ACTION, AZURE, GITLAB, ROOT, Result, bash, step, surroundings
from forge import SOMEBODY, TOKEN, US, Comment, Forge, running

PLATFORMS = ("github", "gitlab", "azure")
CASES = ROOT / "tests" / "cases" / "ci"
CHANGED = (CASES / "changed.zh-TW.md").read_text(encoding="utf-8")
AGAIN = (CASES / "changed-again.zh-TW.md").read_text(encoding="utf-8")
ENGLISH = (CASES / "changed.en.md").read_text(encoding="utf-8")
UNCHANGED = (CASES / "unchanged.zh-TW.md").read_text(encoding="utf-8")
Post = Callable[..., Result]


@pytest.fixture
def post(tmp_path: Path) -> Post:
    """Runs the step that has the token: ``post(forge, text, fork=…, event=…)``; no text: the file is not there."""

    def run(
        forge: Forge, text: str | None, *, fork: bool = False, token: str = TOKEN, event: str = "pull_request"
    ) -> Result:
        folder = tmp_path / "csp-runbooks"
        folder.mkdir(exist_ok=True)
        for name in ("review.md", "csp-runbooks-note.md", "comment.md") if text is not None else ():
            (folder / name).write_text(text, encoding="utf-8")
        if forge.platform == "gitlab":
            variables = {"CI_API_V4_URL": forge.address, "CI_PROJECT_ID": "5", "CI_MERGE_REQUEST_PROJECT_ID": "5"}
            variables |= {"CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "6" if fork else "5", "CI_MERGE_REQUEST_IID": "7"}
            environment = surroundings(**variables, **({"CSP_RUNBOOKS_TOKEN": token} if token else {}))
            return bash(step(GITLAB, "csp-runbooks-note")["run"], folder, environment)
        if forge.platform == "azure":
            variables = {"SYSTEM_COLLECTIONURI": f"{forge.address}/", "SYSTEM_TEAMPROJECTID": "team"}
            variables |= {"BUILD_REPOSITORY_ID": "plans", "SYSTEM_PULLREQUEST_PULLREQUESTID": "7"}
            variables |= {"SYSTEM_PULLREQUEST_ISFORK": str(fork), "PIPELINE_WORKSPACE": str(tmp_path)}
            environment = surroundings(**variables, **({"SYSTEM_ACCESSTOKEN": token} if token else {}))
            return bash(step(AZURE, "Comment")["run"], tmp_path, environment)
        head = {"repo": {"full_name": "stranger/plans" if fork else "acme/plans"}}
        payload = tmp_path / "event.json"
        payload.write_text(json.dumps({"pull_request": {"number": 7, "head": head}}), encoding="utf-8")
        variables = {"GITHUB_API_URL": forge.address, "GITHUB_GRAPHQL_URL": f"{forge.address}/graphql"}
        variables |= {"GITHUB_REPOSITORY": "acme/plans", "GITHUB_EVENT_NAME": event, "GITHUB_EVENT_PATH": str(payload)}
        variables |= {"GITHUB_ACTION_PATH": str(ROOT), "FILE": str(folder / "review.md"), "TOKEN": token}
        return bash(step(ACTION, "Comment")["run"], tmp_path, surroundings(**variables))

    return run


def posted(forge: Forge, text: str) -> str:
    """The text as this platform is given it."""
    return text.replace("\n/close", "\n&#47;close") if forge.platform == "gitlab" else text


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_change_is_told_in_a_comment_of_its_own(platform: str, post: Post) -> None:
    with running(platform, [Comment(SOMEBODY, "What do you think?")]) as forge:
        result = post(forge, CHANGED)
    assert (result.returncode, result.stderr) == (0, "")
    assert [(one.author, one.body) for one in forge.comments[1:]] == [(US, posted(forge, CHANGED))]
    assert len(forge.written) == 1


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_comment_is_brought_up_to_date_in_its_place_and_no_other_is_touched(platform: str, post: Post) -> None:
    others = [Comment(SOMEBODY, CHANGED), Comment(US, "Built."), Comment(US, f"Said before:\n{CHANGED}")]
    others += [Comment(US, ENGLISH), Comment(US, None)]
    before = [(one.author, one.body) for one in others]
    with running(platform, [*others, Comment(US, CHANGED)]) as forge:
        result = post(forge, AGAIN)
    assert (result.returncode, result.stderr) == (0, "")
    assert [(one.author, one.body) for one in forge.comments] == [*before, (US, AGAIN)]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("before", [[], [Comment(SOMEBODY, CHANGED)]], ids=["nothing", "somebody else's"])
def test_nothing_is_said_where_nothing_changes_and_nothing_was_said(
    platform: str, before: list[Comment], post: Post
) -> None:
    with running(platform, before) as forge:
        result = post(forge, UNCHANGED)
    assert (result.returncode, result.stderr, forge.written) == (0, "", [])


@pytest.mark.parametrize("platform", PLATFORMS)
def test_where_a_change_is_taken_back_the_comment_says_so_in_one_line(platform: str, post: Post) -> None:
    with running(platform, [Comment(US, CHANGED)]) as forge:
        assert post(forge, UNCHANGED).returncode == 0
    assert [one.body for one in forge.comments] == [UNCHANGED]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("text", [CHANGED, UNCHANGED], ids=["changed", "unchanged"])
def test_a_comment_that_says_it_already_is_left_alone(platform: str, text: str, post: Post) -> None:
    with running(platform) as forge:
        said = posted(forge, text).replace("\n", "\r\n").rstrip()  # as a forge may give it back
        forge.comments.append(Comment(US, said))
        assert post(forge, text).returncode == 0
    assert (forge.written, [one.body for one in forge.comments]) == ([], [said])


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("others", [99, 100, 250])
def test_the_comment_is_found_below_many_others(platform: str, others: int, post: Post) -> None:
    with running(platform, [Comment(SOMEBODY, f"Number {one}.") for one in range(others)]) as forge:
        assert [post(forge, text).returncode for text in (CHANGED, AGAIN, UNCHANGED)] == [0, 0, 0]
    assert [one.body for one in forge.comments[others:]] == [UNCHANGED]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_pull_request_of_a_fork_gets_no_comment_and_does_not_fail(platform: str, post: Post) -> None:
    with running(platform, [Comment(US, CHANGED)]) as forge:
        result = post(forge, AGAIN, fork=True)
    assert (result.returncode, result.stderr, forge.asked) == (0, "", [])


@pytest.mark.parametrize("event", ["push", "pull_request_target", "workflow_dispatch"])
def test_without_a_pull_request_the_forge_is_not_asked(event: str, post: Post) -> None:
    with running("github") as forge:
        result = post(forge, CHANGED, event=event)
    assert (result.returncode, forge.asked) == (0, [])


@pytest.mark.parametrize("platform", ["gitlab", "azure"])
def test_without_a_token_the_forge_is_not_asked(platform: str, post: Post) -> None:
    with running(platform) as forge:
        result = post(forge, CHANGED, token="")
    assert (result.returncode, result.stderr, forge.asked) == (0, "", [])


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_token_that_may_not_write_is_a_warning_and_no_failure(platform: str, post: Post) -> None:
    with running(platform, refuses=403) as forge:
        result = post(forge, CHANGED)
    assert (result.returncode, result.stderr, forge.comments) == (0, "", [])
    assert "token may not" in result.stdout or "Build Service may not" in result.stdout


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_forge_that_does_not_work_is_a_failure(platform: str, post: Post) -> None:
    with running(platform, refuses=500) as forge:
        assert post(forge, CHANGED).returncode == 1
    assert forge.comments == []


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("text", ["", "TOKEN=secret\n", f"\n{CHANGED}"])
def test_a_file_that_is_no_review_is_not_posted(platform: str, text: str, post: Post) -> None:
    with running(platform) as forge:
        result = post(forge, text)
    assert (result.returncode, forge.asked) == (1, [])
    assert "not a review that can be posted" in result.stdout + result.stderr


@pytest.mark.parametrize("platform", ["gitlab", "azure"])
def test_a_text_that_is_far_too_long_is_not_posted(platform: str, post: Post) -> None:
    with running(platform) as forge:
        result = post(forge, CHANGED + "x" * 1_000_000)
    assert (result.returncode, forge.asked) == (1, [])
    assert "not a review that can be posted" in result.stderr


@pytest.mark.parametrize("end", ["", "\n\n</details>\n"], ids=["cut open", "whole"])
def test_on_github_a_longer_text_is_cut_at_the_end_of_a_line_and_says_so(end: str, post: Post) -> None:
    rows = "".join(f"- 第 {number} 項\n" for number in range(20_000))
    with running("github") as forge:
        result = post(forge, f"{CHANGED}<details>\n\n{rows}{end}")
    (body,) = [one.body or "" for one in forge.comments]
    lines = body.splitlines()
    assert (result.returncode, lines[0]) == (0, CHANGED.splitlines()[0])
    assert 65_000 < len(body) <= 65_536
    assert lines[-3:] == [
        "</details>",
        "",
        "超過留言長度上限，其餘請見執行摘要。The rest is in the summary of the run: a comment holds no more.",
    ]
    assert lines[-4] in rows.splitlines()


@pytest.mark.parametrize("platform", ["gitlab", "azure"])
def test_where_the_job_before_wrote_no_review_nothing_is_posted_and_nothing_fails(platform: str, post: Post) -> None:
    with running(platform, [Comment(US, CHANGED)]) as forge:
        result = post(forge, None)
    assert (result.returncode, result.stderr, forge.asked) == (0, "", [])
    assert result.stdout.startswith("The job before wrote no review")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_token_is_shown_to_nobody_and_does_not_follow_to_another_host(platform: str, post: Post) -> None:
    with running(platform) as elsewhere, running(platform, moved_to=elsewhere.address) as forge:
        result = post(forge, CHANGED)
    assert TOKEN not in result.stdout + result.stderr
    assert forge.tokens == [TOKEN]
    assert elsewhere.tokens == [None]
