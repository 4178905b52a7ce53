"""A code forge on this computer: answers about comments as GitHub, GitLab and Azure DevOps do, over real HTTP."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

US = "11"
SOMEBODY = "12"
TOKEN = "a-token-that-nobody-may-see"  # noqa: S105 - invented
PER_PAGE = 100

COMMENTS = {
    "github": r"/repos/acme/plans/issues/7/comments",
    "gitlab": r"/projects/5/merge_requests/7/notes",
    "azure": r"/team/_apis/git/repositories/plans/pullRequests/7/threads",
}
ONE = {
    "github": r"PATCH /repos/acme/plans/issues/comments/(\d+)",
    "gitlab": r"PUT /projects/5/merge_requests/7/notes/(\d+)",
    "azure": r"PATCH /team/_apis/git/repositories/plans/pullRequests/7/threads/(\d+)/comments/1",
}
WHO = {
    "github": ("POST /graphql", {"data": {"viewer": {"login": US}}}),
    "gitlab": ("GET /user", {"id": int(US)}),
    "azure": ("GET /_apis/connectionData", {"authenticatedUser": {"id": US}}),
}


@dataclass
class Comment:
    """One comment under the pull request, by its author."""

    author: str
    body: str | None


@dataclass
class Forge:
    """``comments`` are what stands there, ``written`` what was written; ``refuses``: the code for every write."""

    platform: str
    comments: list[Comment]
    refuses: int = 0
    moved_to: str = ""
    address: str = ""
    asked: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, Any]:
        """The status and what is answered."""
        line = f"{method} {path}"
        self.asked.append(line)
        who, us = WHO[self.platform]
        if line == who:
            return 200, us
        if line == f"GET {COMMENTS[self.platform]}":
            return 200, self._page(query)
        changed = re.fullmatch(ONE[self.platform], line)
        if self.refuses or not (changed or line == f"POST {COMMENTS[self.platform]}"):
            return self.refuses or 404, {}
        text = body["comments"][0]["content"] if "comments" in body else body.get("body", body.get("content"))
        if changed:
            self.comments[int(changed[1]) - 1].body = text
        else:
            self.comments.append(Comment(US, text))
        self.written.append(line)
        return 200, {}

    def _page(self, query: dict[str, list[str]]) -> Any:
        shown = [self._shown(number, comment) for number, comment in enumerate(self.comments, 1)]
        if self.platform == "azure":
            return {"value": [{"id": 900, "comments": []}, *shown]}
        start = PER_PAGE * (int(query["page"][0]) - 1)
        return shown[start : start + min(PER_PAGE, int(query["per_page"][0]))]

    def _shown(self, number: int, comment: Comment) -> dict[str, Any]:
        if self.platform == "github":
            return {"id": number, "body": comment.body, "user": {"login": comment.author}}
        if self.platform == "gitlab":
            return {"id": number, "body": comment.body, "author": {"id": int(comment.author)}}
        return {"id": number, "comments": [{"id": 1, "content": comment.body, "author": {"id": comment.author}}]}


@contextmanager
def running(platform: str, comments: Sequence[Comment] = (), **behaviour: Any) -> Iterator[Forge]:
    """A forge that answers as long as the block lasts."""
    forge = Forge(platform, list(comments), **behaviour)

    class Answers(BaseHTTPRequestHandler):
        def do(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            address = urlsplit(self.path)
            token = (self.headers.get("Authorization") or "").removeprefix("Bearer ") or self.headers.get(
                "PRIVATE-TOKEN"
            )
            forge.tokens.append(token)
            if forge.moved_to:
                self.send_response(302)
                self.send_header("Location", forge.moved_to + self.path)
                self.end_headers()
                return
            status, answer = forge.answer(self.command, address.path, parse_qs(address.query), body)
            self.send_response(status if token == TOKEN else 401)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        do_GET = do_POST = do_PATCH = do_PUT = do  # noqa: N815 - the library calls them so

        def log_message(self, *said: object) -> None:
            """Nothing: what was asked is noted."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        forge.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield forge
        finally:
            server.shutdown()
            thread.join()
