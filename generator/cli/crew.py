"""Several processes that make customers side by side, as many as there are processors and work for them."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import islice

from generator.cli.copies import processors
from generator.cli.workshop import Made, Order, Workshop

WORTH_A_PROCESS = 12
"""Of fewer customers another process is begun in vain: it takes as long as they do."""

BATCH = 2
"""How many customers a process takes at a time: with more of them one waits for the other at the end."""

_workshop: Workshop | None = None
"""Of this process: one that begins as a copy of another has it already."""


def all_made(workshop: Workshop, customers: Sequence[str], jobs: int | None) -> Iterator[Made]:
    """Every customer, in any order; once one has a Problem the others are only read, so that all are told at once."""
    _spare_the_collector()
    processes = min(jobs or processors(), len(customers) // WORTH_A_PROCESS)
    if processes < 2:
        yield from _here(workshop, customers)
        return
    global _workshop
    _workshop = workshop
    wrong = bool(workshop.reading.problems)
    waiting = _batches(customers)
    with ProcessPoolExecutor(processes, _context(), _begin, (workshop.order,)) as pool:
        running: set[Future[list[Made]]] = set()
        try:
            while True:
                for batch in islice(waiting, 2 * processes - len(running)):
                    running.add(pool.submit(_made, batch, only_read=wrong))
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    for made in future.result():
                        wrong = wrong or made.share is None
                        yield made
        finally:
            pool.shutdown(cancel_futures=True)


def _here(workshop: Workshop, customers: Sequence[str]) -> Iterator[Made]:
    wrong = bool(workshop.reading.problems)
    for customer in customers:
        made = _one(workshop, customer, only_read=wrong)
        wrong = wrong or made.share is None
        yield made


def _one(workshop: Workshop, customer: str, *, only_read: bool) -> Made:
    method: Callable[[str], Made] = workshop.check if only_read else workshop.make
    return method(customer)


def _batches(customers: Sequence[str]) -> Iterator[Sequence[str]]:
    return (customers[start : start + BATCH] for start in range(0, len(customers), BATCH))


def _context() -> multiprocessing.context.BaseContext:
    """Copies of this process where the system makes them safely: they have the rules and the theme already."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


def _begin(order: Order) -> None:
    """A process begins; what ends the command is told to the first process, which ends the others."""
    global _workshop
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _spare_the_collector()
    if _workshop is None:
        _workshop = Workshop(order)


def _spare_the_collector() -> None:
    """What is there by now stays, so that nobody looks at it again and again: a fifth of the time of many customers."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(300_000, 20, 100)


def _made(batch: Sequence[str], *, only_read: bool) -> list[Made]:
    if _workshop is None:
        raise RuntimeError("a process that has not begun")
    return [_one(_workshop, customer, only_read=only_read) for customer in batch]
