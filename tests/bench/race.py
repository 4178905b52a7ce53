"""All contenders on one project, in turns: what else the machine does falls on all of them alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .contenders import Contender, runbooks
from .customers import fabricate
from .measuring import Cost, FailedError, measure


@dataclass(frozen=True)
class Run:
    """One run of a contender among so many customers, in this turn from 1 on: what it cost, or why it failed."""

    customers: int
    contender: str
    turn: int
    cost: Cost | None
    failure: str = ""


def race(customers: int, contenders: Sequence[Contender], times: int, folder: Path) -> Iterator[Run]:
    """Every run as soon as it is known; ``folder``: an empty one, to be removed when all of them are done."""
    project = folder / "project"
    project.mkdir()
    fabricate(project, customers)
    # Either compiles what was changed since the last time; else the first turn would pay for it.
    first = "render" if any(one.of_pages for one in contenders) else "schema"
    measure([runbooks(project, first)], project)
    yield from take_turns(project, folder, contenders, customers, times)


def take_turns(
    project: Path, folder: Path, contenders: Sequence[Contender], customers: int, times: int
) -> Iterator[Run]:
    """Everybody once, then again; whoever failed sits out, and who would go on after it.

    Nobody's site is removed meanwhile: for minutes after that ext4 makes every new file more slowly.
    """
    out: set[str] = set()
    for turn in range(1, times + 1):
        for one in contenders:
            if not out.isdisjoint({one.name, one.after}):
                continue
            run = _run(one, project, folder / f"{one.after or one.name}-{turn}", turn, customers)
            if run.failure:
                out.add(one.name)
            yield run


def _run(contender: Contender, project: Path, folder: Path, turn: int, customers: int) -> Run:
    if not contender.after:
        folder.mkdir()
    commands = contender.prepare(project, folder)
    try:
        cost = measure(commands, folder, side_by_side=contender.side_by_side)
    except FailedError as failed:
        return Run(customers, contender.name, turn, None, str(failed))
    return Run(customers, contender.name, turn, cost)
