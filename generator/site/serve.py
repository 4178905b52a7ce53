"""A local web server for a preview: requests in, its answers out. Listens on this computer only."""

from __future__ import annotations

from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from generator.site.preview import CHANGES, Answer, Preview

_HOSTS = ("127.0.0.1", "localhost")
"""What a browser on this computer calls it; another name is a foreign page's that was led here."""

_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".eml": "message/rfc822",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
_BREATH_SECONDS = 5.0
"""How often a page that waits for news hears that there are none: what is not heard tells that the page is closed."""


class PortInUseError(Exception):
    """Somebody else listens there; the message is the port."""


def listen(preview: Preview, port: int) -> ThreadingHTTPServer:
    """A server on 127.0.0.1 that does not answer yet; raises PortInUseError."""
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(_Visitor, preview))
    except OSError:
        raise PortInUseError(str(port)) from None


class _Visitor(BaseHTTPRequestHandler):
    """No line per request; nothing is kept by the browser, so that a page that has changed is seen."""

    def __init__(self, preview: Preview, *arguments: Any) -> None:
        self._preview = preview
        super().__init__(*arguments)

    def do_GET(self) -> None:
        if urlsplit(self.path).path == f"/{CHANGES}" and self._is_welcome():
            self._tell_news()
        else:
            self._send(self._answer(), with_body=True)

    def do_HEAD(self) -> None:
        self._send(self._answer(), with_body=False)

    def _is_welcome(self) -> bool:
        return self.headers.get("Host", "").rpartition(":")[0] in _HOSTS or self.headers.get("Host", "") in _HOSTS

    def _answer(self) -> Answer:
        if not self._is_welcome():
            return Answer(403)
        try:
            return self._preview.answer(self.path)
        except BaseException:
            self._send(self._preview.stumble(self.path), with_body=self.command == "GET")
            raise

    def _send(self, answer: Answer, *, with_body: bool) -> None:
        try:
            self.send_response(answer.status)
            if answer.location:
                self.send_header("Location", answer.location)
            kind = PurePosixPath(answer.name).suffix
            self.send_header("Content-Type", _KINDS.get(kind, "application/octet-stream"))
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if with_body:
                self.wfile.write(answer.body)
        except ConnectionError:  # the browser went on to another page
            pass

    def _tell_news(self) -> None:
        """Server-sent events: the state of the moment, and each one after it."""
        try:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            seen = ""
            while True:
                now = self._preview.news(seen, _BREATH_SECONDS)
                self.wfile.write(b": none\n\n" if now == seen else f"retry: 500\ndata: {now}\n\n".encode())
                seen = now
        except ConnectionError:  # the page was closed
            pass

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is http.server's
        pass
