"""What a run costs: processes and everything that they start, from outside. For Linux: ``/proc`` and ``os.wait4``."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from resource import RUSAGE_SELF, getrusage, struct_rusage

EVERY = 0.1
"""Seconds between two looks at the memory; where a look takes long, longer, so that it stays below a twentieth."""


class FailedError(Exception):
    """A command ended with another code than 0; the message is the end of what it said."""


@dataclass(frozen=True)
class Command:
    """One process; ``environment`` comes on top of ours."""

    arguments: Sequence[str | Path]
    cwd: Path
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cost:
    """What a run took. ``cpu``: user and system seconds, of all processes that ended.

    ``peak_mb``: the most that all processes held at one time, as seen every tenth of a second, and no less than the
    most that a single one of them held, which the kernel watches all the time. ``files``, ``written_mb``: what is new.
    """

    wall: float
    cpu: float
    peak_mb: float
    files: int
    written_mb: float


def measure(commands: Sequence[Command], written: Path, *, side_by_side: bool = False) -> Cost:
    """Runs the commands, one after the other or all at once; what they write lies below ``written``.

    Raises FailedError; whatever ends it, no process of theirs goes on.
    """
    began, started, peak = time.time_ns(), time.perf_counter(), 0.0
    used = []
    for together in [commands] if side_by_side else [[command] for command in commands]:
        with _running(together) as processes, _watched(processes) as seen:
            used += [process.finished() for process in processes]
        peak = max(peak, *seen)
    wall = time.perf_counter() - started
    rss = max(one.ru_maxrss for one in used)
    if rss <= getrusage(RUSAGE_SELF).ru_maxrss:  # a process counts what held this one, from which it came
        rss = 0
    new = _written_since(began, written)
    return Cost(
        wall=wall,
        cpu=sum(one.ru_utime + one.ru_stime for one in used),
        peak_mb=max(peak, rss * 1024 / 1e6),
        files=len(new),
        written_mb=sum(new) / 1e6,
    )


class _Process:
    """A command that runs, in a session of its own, so that all that it starts can be found and ended."""

    def __init__(self, command: Command) -> None:
        self._name = " ".join(map(str, command.arguments))
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the process is
        self._process = subprocess.Popen(
            list(map(str, command.arguments)),
            cwd=command.cwd,
            env=surroundings() | command.environment,
            stdin=subprocess.DEVNULL,
            stdout=self._said,
            stderr=self._said,
            start_new_session=True,
        )

    @property
    def session(self) -> int:
        return self._process.pid

    def finished(self) -> struct_rusage:
        """Waits; raises FailedError."""
        _, status, used = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        if self._process.returncode:
            self._said.seek(0)
            said = self._said.read().decode(errors="replace").strip()[-2000:]
            raise FailedError(f"{self._name} ended with {self._process.returncode}:\n{said}")
        return used

    def end(self) -> None:
        with suppress(ProcessLookupError):  # the session went with its last process
            os.killpg(self._process.pid, signal.SIGKILL)
        if self._process.returncode is None:
            self._process.wait()
        self._said.close()


def surroundings() -> dict[str, str]:
    """The environment of a command: ours without what would steer it, and with the program to be found anywhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RUNBOOKS_", "HUGO_"))}
    root = Path(__file__).resolve().parent.parent.parent
    return kept | {"PYTHONPATH": str(root), "PYTHONUTF8": "1", "NO_MKDOCS_2_WARNING": "1"}


@contextmanager
def _running(commands: Sequence[Command]) -> Iterator[list[_Process]]:
    processes: list[_Process] = []
    try:
        # A signal breaks into the main thread only: in another one no process starts without being noted down.
        with ThreadPoolExecutor(1) as starter:
            starting = starter.submit(lambda: processes.extend(map(_Process, commands)))
        starting.result()
        yield processes
    finally:
        for process in processes:
            process.end()


@contextmanager
def _watched(processes: Iterable[_Process]) -> Iterator[list[float]]:
    """Meanwhile adds up again and again what all the processes hold, in MB."""
    seen, over = [0.0], threading.Event()
    sessions = {process.session for process in processes}

    def look() -> None:
        pause = 0.0
        while not over.wait(pause):
            began = time.perf_counter()
            seen.append(_held(_members(sessions)))
            pause = max(EVERY, 20 * (time.perf_counter() - began))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def _members(sessions: set[int]) -> Iterator[int]:
    """Processes of the sessions."""
    for name in os.listdir("/proc"):  # noqa: PTH208 - ten times a second
        with suppress(OSError, ValueError):
            stat = Path(f"/proc/{int(name)}/stat").read_text(encoding="utf-8", errors="replace")
            if int(stat.rpartition(")")[2].split()[3]) in sessions:
                yield int(name)


def _held(processes: Iterable[int]) -> float:
    """MB that the processes hold together: what is their own, what they share among them once, and files once.

    Not plain PSS: that divides a library by all who have it in memory, also those that have nothing to do with us.
    """
    own, files = 0, 0
    for process in processes:
        with suppress(OSError):  # it has ended
            lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()[1:]
            kib = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
            own += kib["Pss_Anon"]
            files = max(files, kib["Rss"] - kib["Anonymous"])
    return (own + files) * 1024 / 1e6


def _written_since(began: int, folder: Path) -> list[int]:
    """Sizes of files that are new or changed. Not by the time of their contents, which a copy may keep."""
    states = (path.lstat() for path in folder.rglob("*") if path.is_file())
    return [state.st_size for state in states if state.st_ctime_ns >= began]
