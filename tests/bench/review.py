"""What a review costs: ``runbooks diff`` beside what it should take no longer than."""

from __future__ import annotations

import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .contenders import reseat, runbooks
from .customers import fabricate
from .measuring import Cost, measure

CHANGED = 3
"""How many customers a review finds changed: each is planned twice."""


def review(count: int, times: int) -> Iterator[tuple[str, int, int, float, float]]:
    """`diff` and its measures: what, among how many, how many changed, medians of wall and CPU seconds."""
    compared = {"diff": (count, min(count, CHANGED)), "check": (2 * CHANGED, 0), "diff, all there are": (1, 1)}
    with tempfile.TemporaryDirectory(prefix="runbooks-bench-") as folder:
        roots = {name: Path(folder) / str(place) for place, name in enumerate(compared)}
        for name, (customers, changed) in compared.items():
            roots[name].mkdir()
            fabricate(roots[name], customers)
            _commit(roots[name])
            for path in sorted((roots[name] / "customers").glob("c*.yaml"))[:changed]:
                reseat(path)
        measured: dict[str, list[Cost]] = {name: [] for name in compared}
        for _ in range(times + 1):
            for name, root in roots.items():
                arguments = ("diff", "HEAD") if name.startswith("diff") else (name,)
                measured[name].append(measure([runbooks(root, *arguments)], root))
    for name, (customers, changed) in compared.items():
        runs = measured[name][1:]  # the first one warms up
        wall, cpu = statistics.median(run.wall for run in runs), statistics.median(run.cpu for run in runs)
        yield name, customers, changed, wall, cpu


def _commit(root: Path) -> None:
    """Everything there is, in a repository of its own."""
    who = ("-c", "user.name=bench", "-c", "user.email=bench@acme.example", "-c", "commit.gpgsign=false")
    for arguments in (("init", "--quiet"), ("add", "--all"), (*who, "commit", "--quiet", "--message", "Customers")):
        subprocess.run(["git", "-C", root, *arguments], check=True)
