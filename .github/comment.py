"""Keeps one comment of a pull request at what the review says now.

This runs where the token is, so it is all that runs there: the standard library, one file to be posted, GitHub's API.
It never runs anything that a pull request brings; what the file says may come from one, and is posted as text.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

MARKER = "<!-- csp-runbook:diff v1 lang="
LONGEST = 65_536
"""What GitHub takes as one comment, in characters."""
PAGE = 100
REST = "超過留言長度上限，其餘請見執行摘要。The rest is in the summary of the run: a comment holds no more."

Answer = Any
"""What the API answers: JSON."""


def main(file: str) -> str:
    """Posts, updates, or leaves things as they are; says which."""
    text = Path(file).read_text(encoding="utf-8")
    if not text.startswith(MARKER):
        raise SystemExit("::error title=csp-runbooks::This file is not a review that can be posted.")
    number = _own_pull_request()
    if number is None:
        return "No pull request of this repository itself: the review is in the summary of the step alone."
    try:
        return _post(f"repos/{os.environ['GITHUB_REPOSITORY']}/issues", number, _short(text))
    except HTTPError as refused:
        if refused.code not in {401, 403, 404}:
            raise SystemExit(f"::error title=csp-runbooks::GitHub answered {refused.code}.") from None
        return (
            "::warning title=csp-runbooks::This token may not comment (pull-requests: write); "
            "the review is in the summary of the step."
        )


def _post(issues: str, number: int, text: str) -> str:
    marker = _lines(text)[0]
    own = next((one for one in _comments(issues, number) if _starts_with(one, marker) and _is_ours(one)), None)
    if own is None and not _changes_something(text):
        return "No plan changes, and nothing was said before."
    if own is None:
        _call("POST", f"{issues}/{number}/comments", {"body": text})
        return "The review is a new comment."
    if _lines(own["body"]) == _lines(text):
        return "The comment is current."
    _call("PATCH", f"{issues}/comments/{int(own['id'])}", {"body": text})
    return "The comment was brought up to date."


def _short(text: str) -> str:
    """The text, cut at the end of a line where it is longer than a comment may be, and then says so."""
    if len(text) <= LONGEST:
        return text
    open_parts = "</details>\n" * text.count("<details>")  # what is cut open would hide the last sentence
    kept = text[: LONGEST - len(open_parts) - len(REST) - len("\n\n\n")].rpartition("\n")[0]
    closed = "</details>\n" * (kept.count("<details>") - kept.count("</details>"))
    return f"{kept}\n{closed}\n{REST}\n"


def _own_pull_request() -> int | None:
    """The number of the pull request that runs this; None for a fork's, whose token may only read, and without one."""
    if os.environ["GITHUB_EVENT_NAME"] != "pull_request":
        return None
    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))["pull_request"]
    head = event["head"]["repo"] or {}  # the fork may be gone
    return int(event["number"]) if head.get("full_name") == os.environ["GITHUB_REPOSITORY"] else None


def _changes_something(text: str) -> bool:
    """A review without a change is its marker and one line."""
    return len([line for line in _lines(text) if line.strip()]) > 2


def _comments(issues: str, number: int) -> Iterator[Answer]:
    page = 1
    while found := _call("GET", f"{issues}/{number}/comments?per_page={PAGE}&page={page}"):
        yield from found
        if len(found) < PAGE:
            return
        page += 1


def _starts_with(comment: Answer, marker: str) -> bool:
    return _lines(comment["body"] or "")[:1] == [marker]


def _is_ours(comment: Answer) -> bool:
    """Whether the owner of the token wrote it: a marker alone could be anybody's."""
    return bool(comment["user"] and comment["user"]["login"] == _who_we_are())


def _who_we_are() -> str:
    """The token's own login; GraphQL says it for every kind of token, REST not for that of a workflow."""
    answer = _call("POST", os.environ["GITHUB_GRAPHQL_URL"], {"query": "query { viewer { login } }"})
    viewer = (answer.get("data") or {}).get("viewer")
    if viewer is None:
        raise SystemExit("::error title=csp-runbooks::GitHub does not say whose token this is.")
    return str(viewer["login"])


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").rstrip("\n").split("\n")


def _call(method: str, path: str, body: Answer = None) -> Answer:
    address = path if "://" in path else f"{os.environ['GITHUB_API_URL']}/{path}"
    content = None if body is None else json.dumps(body).encode()
    request = Request(address, content, method=method)  # noqa: S310 - the runner's own variables say where
    request.add_header("Accept", "application/vnd.github+json")
    request.add_header("Content-Type", "application/json")
    request.add_unredirected_header("Authorization", f"Bearer {os.environ['TOKEN']}")  # stays with this host
    with urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
        return json.load(answer)


if __name__ == "__main__":
    print(main(*sys.argv[1:]))
