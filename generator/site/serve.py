"""A local web server over the built site that rebuilds when a file has changed. Listens on this computer only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

_POLL_SECONDS = 0.5


class PortInUseError(Exception):
    """Somebody else listens there; the message is the port."""


def listen(html: Path, port: int) -> ThreadingHTTPServer:
    """A server for ``html`` on 127.0.0.1 that does not answer yet; raises PortInUseError."""
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(_Quiet, directory=str(html)))
    except OSError:
        raise PortInUseError(str(port)) from None


def serve(server: ThreadingHTTPServer, watched: Iterable[Path], rebuild: Callable[[], None]) -> None:
    """Answers, and calls ``rebuild`` whenever a file below ``watched`` changes; ends by Ctrl+C."""
    folders = tuple(watched)
    Thread(target=server.serve_forever, daemon=True).start()
    seen = _snapshot(folders)
    try:
        while True:
            time.sleep(_POLL_SECONDS)
            now = _snapshot(folders)
            if now != seen:
                seen = now
                rebuild()
    finally:
        server.shutdown()


def _snapshot(folders: Iterable[Path]) -> dict[str, tuple[int, int]]:
    """Every file's time of change and size."""
    found = {}
    for folder in folders:
        for path in [folder] if folder.is_file() else folder.rglob("*"):
            try:
                status = path.lstat()
            except FileNotFoundError:  # it went away while we looked
                continue
            found[str(path)] = (status.st_mtime_ns, status.st_size)
    return found


class _Quiet(SimpleHTTPRequestHandler):
    """No line per request; nothing is kept by the browser, so that a rebuilt page is seen."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is http.server's
        pass

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()
