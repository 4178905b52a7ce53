"""Paper by a browser that is installed (Edge, Chrome, Chromium): one short-lived process a paper, nothing fetched."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.site.engine import MissingGlyphsError, NoEngineError, NoTaiwanFontError, PrintFailedError
from generator.site.glyphs import answer_in, with_question

VARIABLE = "RUNBOOKS_BROWSER"
"""The environment variable that names the browser to take, by path or by name."""

_NAMES = (
    *("msedge", "microsoft-edge", "microsoft-edge-stable"),
    *("chrome", "google-chrome", "google-chrome-stable", "chromium", "chromium-browser"),
)
_PLACES = {
    "win32": tuple(
        rf"%{base}%\{browser}"
        for browser in (
            r"Microsoft\Edge\Application\msedge.exe",
            r"Google\Chrome\Application\chrome.exe",
            r"Chromium\Application\chrome.exe",
        )
        for base in ("ProgramFiles(x86)", "ProgramFiles", "LOCALAPPDATA")
    ),
    "darwin": tuple(
        f"{base}/{browser}.app/Contents/MacOS/{browser}"
        for browser in ("Microsoft Edge", "Google Chrome", "Chromium")
        for base in ("/Applications", "~/Applications")
    ),
    "linux": ("/opt/microsoft/msedge/msedge", "/opt/google/chrome/chrome", "/snap/bin/chromium"),
}
"""Where installers put browsers without telling PATH, by ``sys.platform``."""

_QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-default-browser-check",
    "--no-first-run",
)
_LAST_LINES = 5


@dataclass(frozen=True)
class Browser:
    """The engine; a paper that is not there after ``seconds`` is given up."""

    program: str
    seconds: float = 120
    name = "browser"

    def pdf(self, html: str, made_on: date) -> bytes:
        """See ``Engine.pdf``."""
        with tempfile.TemporaryDirectory(prefix="runbooks-", ignore_cleanup_errors=True) as folder:
            desk = Path(folder)
            source, paper = desk / "paper.html", desk / "paper.pdf"
            source.write_text(with_question(html), encoding="utf-8-sig", newline="\n")
            page, last_lines = self._print(source, paper)
            self._refuse_a_bad_one(page, last_lines, source, paper)
            return reproducible(paper.read_bytes(), made_on)

    def _print(self, source: Path, paper: Path) -> tuple[str, str]:
        """The page after its scripts ran, and the last lines of what the browser said."""
        desk = source.parent
        command = [
            self.program,
            *_QUIET,
            *_sandbox(),
            f"--user-data-dir={desk / 'profile'}",
            "--no-pdf-header-footer",
            "--generate-pdf-document-outline",
            f"--print-to-pdf={paper}",
            "--dump-dom",
            source.as_uri(),
        ]
        # Into files: a pipe would stay open as long as any of the browser's many processes lives.
        try:
            with (desk / "page").open("wb") as page, (desk / "said").open("wb") as said:
                ended = _run(command, page.fileno(), said.fileno(), self.seconds)
        except OSError as error:
            raise PrintFailedError(self.name, "failed", str(error)) from None
        last_lines = _last_lines(desk / "said")
        if not ended:
            raise PrintFailedError(self.name, "hung", last_lines)
        return (desk / "page").read_text(encoding="utf-8", errors="replace"), last_lines

    def _refuse_a_bad_one(self, page: str, last_lines: str, source: Path, paper: Path) -> None:
        answer = answer_in(page)
        if answer is None or not paper.is_file():
            raise PrintFailedError(self.name, "failed", last_lines)
        beside = source.parent.name.encode() in paper.read_bytes()  # a relative link leads to our temporary folder
        if outside := (*answer.outside, *(["file:"] if beside else [])):
            raise PrintFailedError(self.name, "outside", "\n".join(outside))
        if answer.chinese and not answer.has_taiwan_font:
            raise NoTaiwanFontError(answer.chinese)
        if answer.missing:
            raise MissingGlyphsError(answer.missing)


def find_browser() -> Browser:
    """The browser that RUNBOOKS_BROWSER names, else the first that is installed; raises NoEngineError."""
    named = os.environ.get(VARIABLE)
    wanted = (named,) if named else (*_NAMES, *(_expanded(place) for place in _PLACES.get(sys.platform, ())))
    for one in wanted:
        if program := shutil.which(one):
            return Browser(program)
    raise NoEngineError("browser", wanted)


def _expanded(place: str) -> str:
    return str(Path(os.path.expandvars(place)).expanduser())


def _sandbox() -> tuple[str, ...]:
    """Chromium does not start as root with its sandbox on, and in a container one is root; the page is our own."""
    return ("--no-sandbox",) if sys.platform == "linux" and os.geteuid() == 0 else ()


def _run(command: list[str], page: int, said: int, seconds: float) -> bool:
    """True = it ended by itself; a browser that did not is ended with all its processes, also on Ctrl+C."""
    process = subprocess.Popen(  # noqa: S603 - a browser that was found or named, our own options, no shell
        command, stdin=subprocess.DEVNULL, stdout=page, stderr=said, start_new_session=True
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:
            _end(process)
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):  # it ended just now
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _last_lines(said: Path) -> str:
    """Without those on the desktop's message bus: a server has none, and Chromium says so dozens of times."""
    lines = said.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join([line for line in lines if line.strip() and "dbus/" not in line][-_LAST_LINES:])


def reproducible(paper: bytes, made_on: date) -> bytes:
    """Overwrites in place what differs from run to run: two dates, and the numbers that table cells are known by."""
    dated = re.sub(
        rb"/(CreationDate|ModDate) \(D:\d{14}[+-]\d\d'\d\d'\)",
        lambda found: b"/%b (D:%b000000+00'00')" % (found[1], f"{made_on:%Y%m%d}".encode()),
        paper,
    )
    node = re.compile(rb"\(node(\d{8})\)")
    ranks = {number: rank for rank, number in enumerate(sorted(set(node.findall(dated))), start=1)}
    return node.sub(lambda found: b"(node%08d)" % ranks[found[1]], dated)
