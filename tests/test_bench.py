"""The benchmark: whom it invents, what it measures, how it reckons, and that it leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from bench.contenders import ALL, Contender, reseat
from bench.customers import fabricate
from bench.hugo_site import site_of_pages
from bench.measuring import Command, Cost, measure
from bench.race import Run, take_turns
from bench.tables import FIGURES, exponent, growth, median_ratio, ratios, row_of

from generator.guidance import Guidance
from generator.guidance.vocabulary import LEVELS
from generator.load import load_project
from generator.plan import make_plan

ROOT = Path(__file__).resolve().parent.parent


def test_among_a_hundred_customers_are_all_routes_levels_and_states_and_from_1_to_40_subscriptions(
    tmp_path: Path, guidance: Guidance, remembering: None
) -> None:
    fabricate(tmp_path, 100)
    plans = [make_plan(customer, guidance) for customer in load_project(tmp_path).customers]
    routes = Counter(one.route.id for plan in plans for one in plan.subscriptions)
    assert set(routes) == {route.id for route in guidance.routes}
    assert {found.finding.level for plan in plans for found in plan.findings} == set(LEVELS)
    assert {plan.status for plan in plans} >= {"blocked", "attention", "ready"}
    sizes = Counter(len(plan.subscriptions) for plan in plans)
    assert (min(sizes), max(sizes)) == (1, 40)
    assert sizes[1] < 50


def test_a_customer_is_the_same_among_few_and_among_many(tmp_path: Path) -> None:
    for count in (2, 5):
        (tmp_path / str(count)).mkdir()
        fabricate(tmp_path / str(count), count)
    few, many = ((tmp_path / count / "customers/c00002.yaml").read_bytes() for count in ("2", "5"))
    assert few == many


def python(code: str, folder: Path) -> Command:
    return Command((sys.executable, "-I", "-S", "-c", code), folder)


HOLDS = "import sys; held = b'x' * 150_000_000; print(flush=True); sys.stdin.read()"
TWO_THAT_HOLD = f"""
import subprocess, sys, time
command, pipe = [sys.executable, "-I", "-S", "-c", {HOLDS!r}], subprocess.PIPE
both = [subprocess.Popen(command, stdin=pipe, stdout=pipe) for _ in range(2)]
for one in both: one.stdout.readline()
time.sleep(0.6)
for one in both: one.communicate()
"""
MEETS = """
import pathlib, time
pathlib.Path({own!r}).touch()
end = time.monotonic() + 30
while not pathlib.Path({other!r}).exists(): assert time.monotonic() < end
"""


def test_a_run_costs_what_its_children_cost_too(tmp_path: Path) -> None:
    assert 300 < measure([python(TWO_THAT_HOLD, tmp_path)], tmp_path).peak_mb < 400


def test_memory_that_a_forked_process_shares_counts_once(tmp_path: Path) -> None:
    code = "import os, time; held = b'x' * 200_000_000; child = os.fork(); time.sleep(1); child and os.wait()"
    assert 200 < measure([python(code, tmp_path)], tmp_path).peak_mb < 300


def test_commands_run_one_after_the_other_and_only_what_is_new_counts_as_written(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"12345")
    commands = [
        python(code, tmp_path) for code in ("open('a', 'w').write('12')", "open('b', 'w').write(open('a').read())")
    ]
    cost = measure(commands, tmp_path)
    assert (cost.files, cost.written_mb) == (2, 4e-6)


def test_commands_side_by_side_meet(tmp_path: Path) -> None:
    commands = [python(MEETS.format(own=own, other=other), tmp_path) for own, other in ("ab", "ba")]
    assert measure(commands, tmp_path, side_by_side=True).files == 2


def contender(name: str, code: str, after: str = "") -> Contender:
    def prepare(_project: Path, folder: Path) -> Sequence[Command]:
        return [python(code, folder)]

    return Contender(name, "", prepare, after=after)


def test_who_fails_is_said_to_have_failed_and_sits_out_and_the_others_go_on(tmp_path: Path) -> None:
    ours = contender("ours", "open('here', 'w')")
    again = contender("again", "open('here')", after="ours")
    fails = contender("fails", "raise SystemExit('no room')")
    later = contender("later", "", after="fails")
    runs = list(take_turns(tmp_path / "project", tmp_path, [ours, again, fails, later], 7, times=2))
    assert [(run.contender, run.turn, run.cost is None) for run in runs] == [
        ("ours", 1, False),
        ("again", 1, False),
        ("fails", 1, True),
        ("ours", 2, False),
        ("again", 2, False),
    ]
    assert row_of(runs[2]).endswith("ended with 1: no room | | | | |")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fails-1", "ours-1", "ours-2"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_whoever_interrupts_it_finds_no_folder_and_no_process_left(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "tests.bench", "--sizes", "1", "--only", "check"]
    running = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    while not working_in(tmp_path):
        assert running.poll() is None
        time.sleep(0.02)
    running.send_signal(number)
    assert (running.communicate()[1], running.returncode) == (b"", 128 + number)
    assert list(tmp_path.iterdir()) == []
    end = time.monotonic() + 10  # whom nobody waits for is gone when the system comes to it
    while working_in(tmp_path):
        assert time.monotonic() < end
        time.sleep(0.02)


def working_in(folder: Path) -> list[str]:
    """Processes that stand in a folder, or in one that was removed there."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            found += [process.name] if (process / "cwd").readlink().is_relative_to(folder) else []
    return found


def cost(cpu: float) -> Cost:
    return Cost(wall=cpu, cpu=cpu, peak_mb=1, files=1, written_mb=0)


def test_a_ratio_is_the_median_of_what_stands_in_one_turn() -> None:
    pairs = [(cost(1), cost(2)), (cost(30), cost(40)), (cost(9), cost(10))]
    assert median_ratio(pairs, FIGURES["CPU"]) == "0.750"
    assert median_ratio(pairs, FIGURES["written"]) == "–"


def test_ratios_and_growth_name_who_was_measured() -> None:
    runs = [
        Run(size, name, 1, cost(factor * size**1.5))
        for size in (100, 300, 1000)
        for name, factor in (("ours", 1), ("plain", 4))
    ]
    assert list(ratios(runs[:2]))[1:] == ["| 100 | ours ÷ plain | 1 | 0.250 | 0.250 | 1.000 | – |"]
    assert [row.split(" | ")[:3] for row in list(growth(runs))[1:4]] == [
        ["| ours", "100 → 300", "1.50"],
        ["| ours", "300 → 1000", "1.50"],
        ["| ours", "100 … 1000", "**1.50**"],
    ]
    assert exponent({1: 5, 10: 50, 100: 500}) == pytest.approx(1)


def test_one_seat_more_is_one_number_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "acme.yaml"
    file.write_text("a:\n- seats: 9\n- seats: 9\n", encoding="utf-8")
    reseat(file)
    assert file.read_text(encoding="utf-8") == "a:\n- seats: 10\n- seats: 9\n"


def test_hugo_gets_every_page_and_markdown_inside_of_boxes(tmp_path: Path) -> None:
    pages = tmp_path / "pages" / "en" / "customers"
    pages.mkdir(parents=True)
    (pages / "index.md").write_text('<div markdown="1">\n**a**\n</div>\n', encoding="utf-8")
    (pages / "week.md").write_text("# Week\n", encoding="utf-8")
    site_of_pages(tmp_path / "pages", tmp_path / "site")
    content = tmp_path / "site" / "content" / "en" / "customers"
    assert sorted(path.name for path in content.iterdir()) == ["_index.md", "week.md"]
    assert (content / "_index.md").read_text(encoding="utf-8") == "<div>\n\n**a**\n</div>\n"


def test_contenders_have_names_of_their_own_and_follow_whom_they_go_on_after() -> None:
    names = [one.name for one in ALL]
    assert len(set(names)) == len(names)
    assert all(one.after in names[: names.index(one.name)] for one in ALL if one.after)
