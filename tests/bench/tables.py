"""Tables in Markdown of what was measured, and what they say: medians, ratios, growth."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from .measuring import Cost
from .race import Run

OF_RUNS = (
    "| customers | contender | turn | wall s | CPU s | peak MB | files | MB written |",
    "|--:|---|--:|--:|--:|--:|--:|--:|",
)
COMPARED = (
    *(("ours", other) for other in ("plain", "plain-2", "ours-plain", "zensical", "hugo", "hugo-yaml")),
    ("render", "plain"),
    *(("zensical", "plain"), ("hugo", "plain")),
    *(("changed", "ours"), ("unchanged", "ours")),
)
FIGURES: Mapping[str, Callable[[Cost], float]] = {
    "wall": lambda cost: cost.wall,
    "CPU": lambda cost: cost.cpu,
    "memory": lambda cost: cost.peak_mb,
    "written": lambda cost: cost.written_mb,
}


def row_of(run: Run) -> str:
    """A row for OF_RUNS."""
    first = f"| {run.customers} | {run.contender} | {run.turn} |"
    if run.cost is None:
        return f"{first} failed: {' '.join(run.failure.split())[-400:].replace('|', '/')} | | | | |"
    cost = run.cost
    return f"{first} {cost.wall:.2f} | {cost.cpu:.2f} | {cost.peak_mb:.0f} | {cost.files} | {cost.written_mb:.1f} |"


def ratios(runs: Sequence[Run]) -> Iterator[str]:
    """For the runs of one size the table of medians over the turns of one contender divided by another."""
    yield "| customers | ratio | turns | " + " | ".join(FIGURES) + " |\n|--:|---|--:|" + "--:|" * len(FIGURES)
    by_name = {
        name: {run.turn: run.cost for run in runs if run.contender == name and run.cost} for name in _names(runs)
    }
    for ours, theirs in COMPARED:
        if not ({ours, theirs} <= by_name.keys()):
            continue
        pairs = [(cost, by_name[theirs][turn]) for turn, cost in by_name[ours].items() if turn in by_name[theirs]]
        if pairs:
            values = (f"{median_ratio(pairs, figure)}" for figure in FIGURES.values())
            yield f"| {runs[0].customers} | {ours} ÷ {theirs} | {len(pairs)} | {' | '.join(values)} |"


def median_ratio(pairs: Iterable[tuple[Cost, Cost]], figure: Callable[[Cost], float]) -> str:
    """Of ratios pair by pair: a slow hour of the machine falls on both; – where there is nothing to divide by."""
    found = [figure(ours) / figure(theirs) for ours, theirs in pairs if figure(theirs)]
    return f"{statistics.median(found):.3f}" if found else "–"


def growth(runs: Sequence[Run]) -> Iterator[str]:
    """With which power of the customers median CPU seconds grow, between neighbouring sizes and over all of them."""
    yield "| contender | customers | exponent of CPU | ms CPU for each added customer |\n|---|--:|--:|--:|"
    for name in _names(runs):
        cpu = {
            size: statistics.median(
                run.cost.cpu for run in runs if run.cost and (run.contender, run.customers) == (name, size)
            )
            for size in sorted({run.customers for run in runs if run.contender == name and run.cost})
        }
        spans = [(few, many) for few, many in itertools.pairwise(cpu)]
        for few, many in spans:
            added = (cpu[many] - cpu[few]) / (many - few) * 1000
            yield f"| {name} | {few} → {many} | {exponent({few: cpu[few], many: cpu[many]}):.2f} | {added:.1f} |"
        if len(spans) > 1:
            yield f"| {name} | {min(cpu)} … {max(cpu)} | **{exponent(cpu):.2f}** | |"


def exponent(by_size: Mapping[int, float]) -> float:
    """The slope of the line through the logarithms that is nearest by least squares."""
    return statistics.linear_regression(list(map(math.log, by_size)), list(map(math.log, by_size.values()))).slope


def of_review(rows: Iterable[tuple[str, int, int, float, float]]) -> Iterator[str]:
    """A row for a review and for each of its measures, with how many times as long as that it takes."""
    yield "| run | customers | changed | wall s | CPU s | diff takes, wall | CPU |\n|---|--:|--:|--:|--:|--:|--:|"
    first: tuple[float, float] | None = None
    for name, customers, changed, wall, cpu in rows:
        first = first or (wall, cpu)
        yield (
            f"| {name} | {customers} | {changed} | {wall:.2f} | {cpu:.2f} "
            f"| {first[0] / wall:.2f} × | {first[1] / cpu:.2f} × |"
        )


def _names(runs: Iterable[Run]) -> list[str]:
    return list(dict.fromkeys(run.contender for run in runs))
