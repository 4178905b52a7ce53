"""A stand-in for a login proxy: the built site below a path of a host, for those with its cookie."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

BELOW = "/ops/csp-runbooks/"
COOKIE = "signed-in=yes"
HEADERS = {
    "Cache-Control": "private, no-cache",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
POLICY = (
    "default-src 'none'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""What the site lives with. ``{scripts}``: the theme's inline scripts, by their hashes or as ``'unsafe-inline'``."""

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
FORM = "<!doctype html><title>Sign in</title><form method=post><button>Sign in</button></form>"


def hashes(site: Path) -> str:
    """The inline scripts of every page, as a policy names them; data that a script reads is none."""
    inline = {text for path in site.rglob("*.html") for text in INLINE.findall(path.read_text(encoding="utf-8"))}
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in sorted(inline))
    return " ".join(f"'sha256-{digest}'" for digest in digests)


@contextmanager
def login_proxy(site: Path, policy: str) -> Iterator[str]:
    """Serves while it is open; gives the address of the site, which ends in ``/``."""
    handler = partial(_Handler, policy, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        serving = Thread(target=server.serve_forever, daemon=True)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}{BELOW}"
        server.shutdown()
        serving.join()


class _Handler(SimpleHTTPRequestHandler):
    """GET and HEAD below BELOW, the login beside it, nothing else."""

    def __init__(self, policy: str, *arguments: Any, **named: Any) -> None:
        self.policy = policy
        super().__init__(*arguments, **named)

    def do_GET(self) -> None:
        if self._is_let_in():
            super().do_GET()

    def do_HEAD(self) -> None:
        if self._is_let_in():
            super().do_HEAD()

    def do_POST(self) -> None:
        """The login's button: the cookie, and back to what was asked for."""
        (back,) = parse_qs(urlsplit(self.path).query)["rd"]
        assert back.startswith(BELOW)
        self.send_response(303)
        self.send_header("Set-Cookie", f"{COOKIE}; HttpOnly; SameSite=Lax; Path={BELOW}")
        self._go_to(back)

    def end_headers(self) -> None:
        if self._is_ours():
            self.send_header("Content-Security-Policy", self.policy)
            for name, value in HEADERS.items():
                self.send_header(name, value)
        super().end_headers()

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + path.removeprefix(BELOW))

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the name is the base class's
        """Says nothing."""

    def _is_ours(self) -> bool:
        return self.path.startswith(BELOW)

    def _is_let_in(self) -> bool:
        if self._is_ours() and COOKIE in self.headers.get("Cookie", ""):
            return True
        if self._is_ours():
            self.send_response(302)
            self._go_to(f"/login?rd={quote(self.path)}")
        elif self.path.startswith("/login?"):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(FORM.encode())
        else:
            self.send_error(404)
        return False

    def _go_to(self, address: str) -> None:
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()
