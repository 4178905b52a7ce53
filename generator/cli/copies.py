"""Works done side by side by copies of this process: each has what there is to work with, nothing is sent to it."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

Result = TypeVar("Result")
Work = Callable[[], Result]


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def hands(jobs: int | None) -> int:
    """How many processes ``side_by_side`` would use for many works: one where the system makes no safe copies."""
    return (jobs or processors()) if sys.platform == "linux" else 1


def side_by_side(works: Sequence[Work[Result]], jobs: int | None) -> list[Result]:
    """What each gives back, in their order; the last of them are done by this process itself.

    Raises ChildProcessError where a copy ends before its works are done, and says there itself why. Whatever is raised
    here ends the copies.
    """
    count = max(1, min(hands(jobs), len(works)))
    if count > 1:
        gc.freeze()  # memory is the same for all until somebody touches it
    copies: list[_Copy[Result]] = []
    try:
        copies.extend(_Copy(works[number::count]) for number in range(count - 1))
        own = [work() for work in works[count - 1 :: count]]
        done = [*(copy.done() for copy in copies), own]
    finally:
        for copy in copies:
            copy.end()
    return [done[number % count][number // count] for number in range(len(works))]


class _Copy(Generic[Result]):
    """Begins with its works as soon as it is there."""

    def __init__(self, works: Sequence[Work[Result]]) -> None:
        self._answer, told = multiprocessing.Pipe(duplex=False)
        context, given = multiprocessing.get_context("fork"), (works, self._answer, told)
        self._process = context.Process(target=_do, args=given, daemon=True)
        self._process.start()
        told.close()  # so that the answer ends with the copy

    def done(self) -> list[Result]:
        """Waits for it."""
        try:
            results: list[Result] = self._answer.recv()
        except (EOFError, OSError):  # before the answer, or in the midst of it
            self._process.join()
            raise ChildProcessError(f"a process ended with {self._process.exitcode}") from None
        return results

    def end(self) -> None:
        """Also where it still works."""
        self._process.terminate()
        self._process.join()
        self._answer.close()


def _do(works: Sequence[Work[Result]], answer: Connection, told: Connection) -> None:
    """What ends the command is told to the first process, which ends the others."""
    answer.close()  # so that nobody waits for a first process that was killed to read it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    results = [work() for work in works]
    with suppress(BrokenPipeError):  # nobody waits any more
        told.send(results)
