"""`runbooks serve` in a process of its own, on a port that the system has free."""

from __future__ import annotations

import http.client
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from runbooks_command import COMMAND, surroundings

SECONDS = 20.0
"""How long anything may take on a machine that is busy with the other tests."""


@contextmanager
def serving(root: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and its address, once it serves; ended at the latest when the test is over."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port), "--lang", "en", *options],
        cwd=root,
        env=surroundings(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        line: str = process.stdout.readline()  # type: ignore[union-attr]  # it is a pipe
        address = f"http://127.0.0.1:{port}/"
        assert address in line, process.stderr.read()  # type: ignore[union-attr]
        yield process, address
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            stream.close()  # type: ignore[union-attr]  # both are pipes


def asked(address: str, target: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer to a request whose target is sent as it stands."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=SECONDS)
    try:
        connection.putrequest(method, target, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def soon(found: Callable[[], Any]) -> Any:
    """What is found as soon as it is something; fails when it takes too long."""
    end = time.monotonic() + SECONDS
    while not (value := found()):
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.05)
    return value
