"""How the commands grow with the number of customers: ``python -m tests.bench [100 300 1000] [--commands check]``.

Each command runs as a whole process on an invented project, whose customers are the same in every run. Trust CPU more
than wall seconds where the machine does other work. For Linux: ``os.wait4`` gives a process's cost, memory in KiB.
"""

from __future__ import annotations

import argparse
import itertools
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from generator.model.consistency import tax_id_adds_up

ROOT = Path(__file__).resolve().parent.parent
OFFERS = yaml.safe_load((ROOT / "generator/guidance/offers.yaml").read_text("utf-8"))["offers"]
STEPS = yaml.safe_load((ROOT / "generator/guidance/steps.yaml").read_text("utf-8"))["steps"]
RUNS = {"check": "check", "render": "render", "render, nothing changed": "render", "build": "build"}
"""What is measured → its command, in this order. A build that no render went before writes the pages too."""
CHANGED = 3
"""How many customers a review finds changed: each is planned twice."""

COUNTS = (*[1] * 12, *[2] * 12, *[3] * 8, *[4] * 6, *range(5, 13), 20, 40)
CSP = [{"channel": "csp", "commerce": commerce} for commerce in ("legacy", "nce", "nce")]
WEB = [{"channel": "web-direct", "commerce": commerce, "from": "Microsoft"} for commerce in ("legacy", "nce")]
OTHERS = [{"channel": name} for name in ("mca-e", "ea", "open", "open-value", "advisor", "syndication", "other")]
STATES = (*["active"] * 50, "est", "expired", "suspended", "disabled", "cancelled", "deleted", "unknown")
TERM_DAYS = {"P1Y": 365, "P1M": 30, "P3Y": 1095, "P30D": 30}


class Inventor:
    """Invents one customer; chance falls the same on every machine and Python (splitmix64, seeded by its number)."""

    def __init__(self, number: int) -> None:
        self.number, self.state = number, number * 0xD1342543DE82EF95
        self.day = date(2026, 6, 1) + timedelta(self.below(175))

    def below(self, limit: int) -> int:
        self.state = (self.state + 0x9E3779B97F4A7C15) % 2**64
        mixed = (self.state ^ self.state >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB % 2**64
        return (mixed ^ mixed >> 31) % limit

    def one(self, *choices: Any) -> Any:
        return choices[self.below(len(choices))]

    def maybe(self, percent: int, **values: Any) -> dict[str, Any]:
        return values if self.below(100) < percent else {}

    def customer(self) -> dict[str, Any]:
        """The values of a customer's file."""
        sellers = {f"seller-{key}": self.seller() for key in range(1 + self.below(2))}
        subscriptions = [self.subscription(at, list(sellers)) for at in range(self.one(*COUNTS))]
        used = {one["offer"]: one["seats"] * (60 + self.below(42)) // 100 for one in subscriptions}
        steps = [step["id"] for step in STEPS[: max(0, self.below(12) - 6)]]
        tax_ids = (number for number in itertools.count(10**7 + self.below(8 * 10**7)) if tax_id_adds_up(str(number)))
        return {
            "planned_on": str(self.day),
            "customer": {"name": self.company()} | self.maybe(80, tax_id=next(tax_ids)),
            "tenant": {"domain": f"t{self.number}.example", "country": self.one(*["TW"] * 36, "HK", "JP", "AE")},
            "languages": self.one(["zh-TW"], ["zh-TW", "en"], ["en", "zh-TW"]),
            "contacts": [self.contact(role) for role in ("global-admin", "executive", "billing")[: 1 + self.below(3)]],
            "relationship": {"status": self.one("none", "none", "requested", "accepted")},
            "agreement": {"status": self.one("none", "attested", "accepted")},
            "admin_access": {"status": self.one("none", "requested", "active", "declined")},
            "sellers": sellers,
            "orders": self.orders([one for one in subscriptions if one["intent"] == "transfer"][:2]),
            "subscriptions": subscriptions,
            "licences": [{"offer": offer, "assigned": assigned} for offer, assigned in used.items()],
            "progress": {step: self.one({"done": str(self.day)}, {"not_needed": "客戶已自行處理"}) for step in steps},
            "freezes": self.one([], [], [{"from": "2026-12-24", "to": "2027-01-03", "name": "年底凍結期"}]),
            "other_ties": self.one([], [], [], ["azure"]),
        }

    def subscription(self, at: int, sellers: list[str]) -> dict[str, Any]:
        offer, term = self.one(*OFFERS, *OFFERS[:13] * 2), self.one(*["P1Y"] * 6, *TERM_DAYS)
        keys = [*[offer["id"]] * 20, offer["guid"], *offer.get("legacy_offers", ()), offer["id"] + "X"]  # X: misspelt
        intent = self.one(*["transfer"] * 8, "keep", "retire")
        ends, seats = self.day + timedelta(self.below(400) - 20), self.one(1, 9, 25, 60, 150, 450) + self.below(10)
        return {
            "id": f"s{at}",
            "offer": self.one(*keys),
            "seats": seats,
            "bought": {"from": self.one(*sellers)} | self.one(*CSP * 3, *WEB, *OTHERS),
            "state": self.one(*STATES),
            "starts_on": str(ends - timedelta(TERM_DAYS[term] - 1)),
            "ends_on": str(ends),
            "term": term,
            "trial": "yes" if term == "P30D" else "no",
            "at_end": self.one("renew", "renew", "cancel", "est", "expire", "unknown"),
            "segment": self.one(*["commercial"] * 12, "education", "nonprofit", "government"),
            "intent": intent,
            **(self.maybe(70, base=self.one("outside", "s0" if at else "outside")) if "kind" in offer else {}),
            **self.maybe(60, price={"amount": 90 + self.below(900), "currency": self.one("TWD", "TWD", "USD")}),
            **(self.move(offer, seats, ends) if intent == "transfer" else {}),
        }

    def move(self, offer: dict[str, Any], seats: int, ends: date) -> dict[str, Any]:
        """What may be decided of a subscription that moves: another target, the day, the end."""
        target = {
            "offer": self.one(*(one["offer"] for one in offer.get("successors", [{"offer": offer["id"]}]))),
            "seats": seats + self.below(9),
        }
        decided = self.maybe(35, target=target) | self.maybe(10, provision_on=str(ends - timedelta(self.below(9))))
        early = {"ending": "cancel", "cancel_on": str(ends - timedelta(self.below(40)))}
        return decided | self.maybe(12, **early, accept_loss=self.one("yes", "no")) | self.maybe(30, accept_gap="yes")

    def orders(self, parts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """For some customers one order that two moving subscriptions become."""
        if len(parts) < 2 or self.below(5):
            return []
        for one in parts:
            one["target"] = {"into": "together"}
        return [{"id": "together", "offer": self.one("SPE_E3", "SPE_E5", "SPB"), "seats": parts[0]["seats"]}]

    def seller(self) -> dict[str, Any]:
        answer = self.one("yes", "no", "unknown")
        return {"name": self.company(), "model": self.one("direct", "indirect-reseller"), "cooperates": answer}

    def contact(self, role: str) -> dict[str, str]:
        name = self.one(*"林陳黃張王吳蔡許鄭謝施卓鄒") + self.one("怡君", "書緯", "子晴", "博文", "雅筑", "承恩")
        return {"role": role, "name": name, "reachable": self.one(*["yes"] * 8, "no"), "may_sign": "yes"}

    def company(self) -> dict[str, str]:
        name = self.one(*"晨曜禾霖岳") + self.one(*"澄熙柏瀚芸") + self.one("精密工業", "物流", "食品", "生醫", "建設")
        return {"zh-TW": f"{name}股份有限公司", "en": f"{self.one('Jade', 'Pine')} Trading {self.number}"}


def fabricate(root: Path, count: int) -> None:
    """A project of ``count`` customers; c00057 is the same one whatever the count."""
    (root / "customers").mkdir()
    for name in ("mkdocs.yml", "customers/_partners.yaml"):
        shutil.copy(ROOT / name, root / name)
    for number in range(1, count + 1):
        text = yaml.safe_dump(Inventor(number).customer(), allow_unicode=True)
        (root / f"customers/c{number:05}.yaml").write_text(text, encoding="utf-8")


def measure(root: Path, command: str) -> tuple[float, float, float, int, float]:
    """Wall and CPU seconds, MB of the largest process, files and MB written by a command; SystemExit where it fails."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("RUNBOOKS_")}
    environment = own | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "NO_MKDOCS_2_WARNING": "1"}
    arguments = [sys.executable, "-c", "from generator.cli import main; raise SystemExit(main())", *command.split()]
    with tempfile.TemporaryFile() as said:
        started = time.time_ns()
        process = subprocess.Popen(arguments, cwd=root, env=environment, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        wall, process.returncode = (time.time_ns() - started) / 1e9, os.waitstatus_to_exitcode(status)
        said.seek(0)
        if process.returncode:
            sys.exit(f"{command} ended with {process.returncode}:\n{said.read().decode()}")
    new = [it.st_size for path in root.rglob("*") if path.is_file() and (it := path.stat()).st_mtime_ns >= started]
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6, len(new), sum(new) / 1e6


def bench(sizes: Sequence[int], commands: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Every run at every size and what ``measure`` gives for it, as soon as it is known."""
    for count in sizes:
        with tempfile.TemporaryDirectory(prefix="runbooks-bench-") as folder:
            fabricate(Path(folder), count)
            measure(Path(folder), "schema")  # compiles what was changed since the last run
            for run in (run for run, command in RUNS.items() if command in commands):
                yield run, count, *measure(Path(folder), RUNS[run])


def review(count: int, times: int = 7) -> Iterator[tuple[str, int, int, float, float]]:
    """What is measured, its customers, how many changed, and medians of wall and CPU seconds: `diff` and its measures.

    In turns, so that what else the machine does falls on all of them alike.
    """
    compared = {"diff": (count, CHANGED), "check": (2 * CHANGED, 0), "diff, all there are": (1, 1)}
    with tempfile.TemporaryDirectory(prefix="runbooks-bench-") as folder:
        roots = {name: Path(folder) / str(place) for place, name in enumerate(compared)}
        for name, (customers, changed) in compared.items():
            roots[name].mkdir()
            fabricate(roots[name], customers)
            commit(roots[name])
            for path in sorted((roots[name] / "customers").glob("c*.yaml"))[:changed]:
                path.write_text(
                    re.sub(r"(?m)(?<=seats: )\d+$", "77", path.read_text("utf-8"), count=1), encoding="utf-8"
                )
        commands = {name: "diff HEAD" if name.startswith("diff") else name for name in compared}
        measured: dict[str, list[tuple[float, float]]] = {name: [] for name in compared}
        for _ in range(times + 1):
            for name, command in commands.items():
                measured[name].append(measure(roots[name], command)[:2])
    for name, (customers, changed) in compared.items():
        wall, used = (statistics.median(one[which] for one in measured[name][1:]) for which in (0, 1))  # first: warm-up
        yield name, customers, changed, wall, used


def commit(root: Path) -> None:
    """Everything there is, in a repository of its own."""
    who = ("-c", "user.name=bench", "-c", "user.email=bench@acme.example", "-c", "commit.gpgsign=false")
    for arguments in (("init", "--quiet"), ("add", "--all"), (*who, "commit", "--quiet", "--message", "Customers")):
        subprocess.run(["git", "-C", root, *arguments], check=True)


def growth(cpu: Mapping[str, Mapping[int, float]]) -> Iterator[str]:
    """Lines of a table: CPU grows with which power of the customers, and by how many ms for each one added."""
    for run, by_count in cpu.items():
        for (few, less), (many, more) in itertools.pairwise(by_count.items()):
            power, added = math.log(more / less, many / few), (more - less) / (many - few) * 1000
            yield f"| {run} | {few} → {many} | {power:.2f} | {added:.1f} |"


def print_review(count: int) -> None:
    """A row for a review and for each of its measures, with how many times as long as that it takes."""
    print("| run | customers | changed | wall s | CPU s | diff takes, wall | CPU |\n|---|--:|--:|--:|--:|--:|--:|")
    rows = list(review(count))
    *_, whole, worked = rows[0]
    for name, customers, changed, wall, used in rows:
        ratios = f"{whole / wall:.2f} × | {worked / used:.2f} ×"
        print(f"| {name} | {customers} | {changed} | {wall:.2f} | {used:.2f} | {ratios} |", flush=True)
    print()


def main() -> None:
    """Prints a row for every run, then how they grow."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[100, 300, 1000])
    parser.add_argument("--commands", default="check,render,build", help="which to run, with commas between them")
    given = parser.parse_args()
    cpu: dict[str, dict[int, float]] = {}
    sizes, commands = sorted(set(given.sizes)), given.commands.split(",")
    if sizes[0] < 1 or not {*commands} <= {*RUNS.values(), "diff"}:
        parser.error("sizes are from 1 on, commands among check,render,build,diff")
    if "diff" in commands:
        print_review(sizes[-1])
    if commands == ["diff"]:
        return
    print("| run | customers | wall s | CPU s | peak MB | files | MB written |\n|---|--:|--:|--:|--:|--:|--:|")
    for run, count, wall, used, peak, files, written in bench(sizes, commands):
        print(f"| {run} | {count} | {wall:.1f} | {used:.1f} | {peak:.0f} | {files} | {written:.1f} |", flush=True)
        cpu.setdefault(run, {})[count] = used
    print("\n| run | customers | exponent of CPU | ms per added customer |\n|---|--:|--:|--:|", *growth(cpu), sep="\n")


if __name__ == "__main__":
    main()
