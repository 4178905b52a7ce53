"""What building costs, beside others who build the same, and how it grows with the customers.

Each run is a whole process on invented customers, which are the same everywhere. Ratios are medians of runs in turns.
Trust CPU more than wall seconds where the machine does other work. Fetches nothing; for Linux. Whoever converts every
page takes some ten minutes a turn for 1,000 customers. All sites of all turns lie side by side until the end: a turn
of everybody takes some 5 GB for 1,000 customers.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from .contenders import ALL, Contender
from .machine import machine
from .race import Run, race
from .review import review
from .tables import OF_RUNS, growth, of_review, ratios, row_of


def main() -> int:
    """Prints every run as soon as it is known, for each size the ratios, at the end growth; 1 where a run failed."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # so that what was begun is ended
    given = _arguments()
    print(f"{machine()}\n", flush=True)
    if "diff" in given.only:
        print(*of_review(review(max(given.sizes), given.times)), "", sep="\n", flush=True)
    contenders = _there(given.only)
    runs: list[Run] = []
    with TemporaryDirectory(prefix="runbooks-bench-") as folder:
        for size in sorted(set(given.sizes)) if contenders else ():
            print(*OF_RUNS, sep="\n", flush=True)
            (own := Path(folder, str(size))).mkdir()
            for run in race(size, contenders, given.times, own):
                print(row_of(run), flush=True)
                runs.append(run)
            print("", *ratios([run for run in runs if run.customers == size]), "", sep="\n", flush=True)
    if len(set(given.sizes)) > 1 and runs:
        print(*growth(runs), sep="\n")
    return 1 if any(run.failure for run in runs) else 0


def _arguments() -> argparse.Namespace:
    names = [contender.name for contender in ALL]
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=[100, 300], help="numbers of customers")
    parser.add_argument("--times", type=int, default=3, help="how often everybody takes a turn")
    parser.add_argument(
        "--only",
        nargs="+",
        choices=[*names, "diff"],
        default=names,
        metavar="CONTENDER",
        help=f"of {', '.join(names)}, diff",
    )
    given = parser.parse_args()
    if min(given.sizes) < 1 or given.times < 1:
        parser.error("sizes and times are from 1 on")
    return given


def _there(asked: Sequence[str]) -> list[Contender]:
    """Whoever was asked for and is installed, and whoever they go on after; prints what each does."""
    needed = {*asked, *(one.after for one in ALL if one.name in asked)}
    chosen = []
    for one in ALL:
        if one.name not in needed:
            continue
        lacks = one.lacks()
        print(f"- {one.name}: {one.work}" + (f" – left out, {lacks} is missing" if lacks else ""))
        chosen += [] if lacks else [one]
    print(flush=True)
    return chosen


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
