"""The calendar of all customers: load per week, freezes, conflicts, waves; over real customers and a case for each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from plan_cases import customer_of

from generator.guidance import Guidance
from generator.load import Project
from generator.plan import Plan, Portfolio, conflicts, make_plan, portfolio_share, waves_of
from generator.plan.portfolio import CUT_OVERS_A_DAY
from generator.plan.waves import cut_overs_ahead
from generator.render import Pages
from generator.render.calendar_view import OF_MANY_CUSTOMERS, OF_MANY_IN_PICTURE, SHOWN_CUSTOMERS, SHOWN_IN_PICTURE
from generator.text import LANGUAGES, Token

CASES = Path(__file__).resolve().parent / "cases" / "calendar"
CUSTOMERS = sorted(path for path in CASES.glob("*.yaml") if path.stem != "_partners")
PICTURE = re.compile(r'<div class="csp-timeline".*?\n</div>\n', re.DOTALL)
SECTIONS = ("calendar", "load", "freezes", "conflicts", "waves")


@pytest.fixture(scope="module")
def cases(guidance: Guidance) -> dict[str, Plan]:
    """The plan of every case by its name."""
    return {path.stem: _plan(path, guidance) for path in CUSTOMERS}


@pytest.fixture(scope="module")
def calendars(loaded: Project, cases: dict[str, Plan]) -> dict[str, str]:
    """The calendar of all cases together and the page of its waves: language → Markdown."""
    return _calendars(loaded, list(cases.values()))


# ---- The page ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_of_the_cases_is_the_one_that_was_reviewed(
    language: str, calendars: dict[str, str], golden: Callable[[Path, str], None]
) -> None:
    """The picture aside: it has tests of its own."""
    golden(CASES / f"calendar.{language}.md", PICTURE.sub("", calendars[language]))


@pytest.mark.parametrize(
    "pattern", [r"\]\(([^)]*)\)", r"\{#([^}]*)\}", r'\bid="([^"]*)"', r"<time>([^<]*)", r"\(W\d\d\)", r"\| :?-+:? "]
)
def test_the_calendar_says_the_same_in_both_languages(pattern: str, calendars: dict[str, str]) -> None:
    pages = [page.replace("（", "(").replace("）", ")") for page in calendars.values()]
    chinese, english = (re.findall(pattern, PICTURE.sub("", page)) for page in pages)
    assert chinese == english != []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_stands_between_the_counts_and_the_first_table(language: str, calendars: dict[str, str]) -> None:
    before, after = PICTURE.split(calendars[language])
    assert "{#" in before and "{#load}" not in before and "|" not in before
    assert re.findall(r"\{#([^}]*)\}", before + after) == list(SECTIONS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_project_without_anything_to_cut_over_says_so_and_has_no_table(
    language: str, loaded: Project, cases: dict[str, Plan]
) -> None:
    page = _calendars(loaded, [cases["all-done"]])[language]
    labels = loaded.wording.labels
    said = [labels["calendar"]["nothing"], labels["calendar"]["no-conflicts"], *[labels["word"]["none"]] * 3]
    assert "|" not in page
    assert sorted(line for line in page.splitlines() for one in said[:3] if line == one[language]) == sorted(
        one[language] for one in said
    )
    assert re.findall(r"\{#([^}]*)\}", page) == list(SECTIONS)


def test_the_home_page_leads_to_the_calendar(pages: dict[str, str]) -> None:
    assert [language for language in LANGUAGES if "](calendar.md)" not in pages[f"{language}/index.md"]] == []


# ---- Load ----------------------------------------------------------------------------------------------------------


def test_every_open_step_and_every_cut_over_ahead_is_counted_in_one_week(
    pages: dict[str, str], plans: tuple[Plan, ...]
) -> None:
    rows = _rows(pages["en/calendar.md"], "load")
    steps = [step for plan in plans for step in plan.steps if step.state in ("open", "recheck")]
    ahead = [cut_over for plan in plans for cut_over in cut_overs_ahead(plan)]
    assert sum(_number(cell) for row in rows for cell in row[3:6]) == len(steps)
    assert sum(_number(row[6]) for row in rows) == sum(step.late for step in steps)
    assert sum(_number(row[1]) for row in rows) == len(ahead)
    owners = [sum(step.owner == owner for step in steps) for owner in ("partner", "customer")]
    assert [sum(_number(row[column]) for row in rows) for column in (3, 4)] == owners


def test_weeks_begin_on_mondays_and_stand_in_their_order(pages: dict[str, str]) -> None:
    weeks = [re.search(r"<time>(.*)</time> \((W\d\d)\)", row[0]) for row in _rows(pages["en/calendar.md"], "load")]
    named = [(date.fromisoformat(week[1]), week[2]) for week in weeks if week]
    assert len(named) == len(weeks)
    assert named == sorted(set(named))
    assert {(day.weekday(), f"W{day.isocalendar().week:02}" == name) for day, name in named} == {(0, True)}


def test_a_customer_whose_steps_are_all_done_counts_nowhere(cases: dict[str, Plan]) -> None:
    portfolio = Portfolio()
    portfolio.take(portfolio_share(cases["all-done"]))
    everything = (portfolio.courses(), portfolio.weeks(), portfolio.freezes(), portfolio.clashes(), portfolio.waves())
    assert everything == ((), (), (), (), ())


def test_a_cut_over_that_is_done_is_not_ahead_though_the_old_one_has_still_to_end(cases: dict[str, Plan]) -> None:
    portfolio = Portfolio()
    portfolio.take(portfolio_share(cases["cut-over-done"]))
    assert (portfolio.courses(), portfolio.waves()) == ((), ())
    assert [(week.cut_overs, week.ends) for week in portfolio.weeks()][:1] == [([], 1)]
    assert portfolio.weeks()[0].monday == date(2027, 1, 11)


def test_what_stays_and_what_retires_is_not_cut_over(cases: dict[str, Plan]) -> None:
    assert [name for name in ("stays", "retires") if cut_overs_ahead(cases[name])] == []


# ---- Conflicts -----------------------------------------------------------------------------------------------------


CONFLICTS = {
    "blocked-and-near": [("blocked", date(2026, 12, 15))],
    "cut-over-in-its-freeze": [("freeze", date(2026, 12, 28))],
    "day-off": [("off-day", date(2027, 1, 23))],
    "day-passed": [("passed", date(2026, 11, 18))],
    "end-in-its-freeze": [("end-in-freeze", date(2027, 2, 5))],
}
"""The case and its conflicts; every other one has none by itself."""


@pytest.mark.parametrize("name", [path.stem for path in CUSTOMERS])
def test_a_plan_has_the_conflicts_that_its_case_is_named_for(name: str, cases: dict[str, Plan]) -> None:
    assert [(one.kind, one.day) for one in conflicts(cases[name])] == CONFLICTS.get(name, [])


def test_a_day_is_crowded_by_more_customers_than_one_operator_can_cut_over_for_one_partner(
    cases: dict[str, Plan],
) -> None:
    together = [cases[f"four-on-a-day-{number}"] for number in range(1, 5)]
    found = {}
    for count in (CUT_OVERS_A_DAY, CUT_OVERS_A_DAY + 1):
        portfolio = Portfolio()
        for plan in (*together[:count], cases["same-day-other-partner"], cases["twenty-seven-by-request"]):
            portfolio.take(portfolio_share(plan))
        found[count] = [(one.kind, one.day, len(one.mentions)) for one in portfolio.clashes()]
    assert found == {3: [], 4: [("crowded", date(2027, 1, 11), 4)]}


# ---- Waves ---------------------------------------------------------------------------------------------------------


def test_a_wave_is_one_seller_by_its_name_and_its_id_tells_two_sellers_of_one_key_apart(
    cases: dict[str, Plan],
) -> None:
    waves = {str(wave.id): [str(part.customer) for part in wave.parts] for wave in waves_of(cases.values())}
    of_week = {name: customers for name, customers in waves.items() if name.startswith("2027-W02-")}
    assert of_week == {
        "2027-W02-beifeng-0fbd804d": [
            *("four-on-a-day-1", "four-on-a-day-2", "four-on-a-day-3"),
            "same-day-other-partner",
        ],
        "2027-W02-beifeng-45c0c2b5": ["four-on-a-day-4"],
        "2027-W02-web-direct": ["four-on-a-day-1"],
    }


def test_a_key_is_enough_where_no_other_seller_has_it(cases: dict[str, Plan]) -> None:
    assert [wave.id for wave in waves_of([cases["four-on-a-day-2"]])] == ["2027-W02-beifeng"]


def test_a_wave_has_the_same_id_whatever_the_order_of_the_customers(cases: dict[str, Plan]) -> None:
    there, back = waves_of(cases.values()), waves_of(reversed(cases.values()))
    assert [wave.id for wave in there] == [wave.id for wave in back]


def test_ids_of_waves_are_unique_and_fit_a_command_line_and_a_file_name(plans: tuple[Plan, ...]) -> None:
    ids = [str(wave.id) for wave in waves_of(plans)]
    assert [one for one in ids if not re.fullmatch(r"\d{4}-W\d\d-[a-z0-9]+(-[a-z0-9]+)*", one)] == []
    assert len(set(ids)) == len(ids) > 0


def test_a_wave_counts_the_requests_of_the_plan_and_what_is_ordered_beside_them(cases: dict[str, Plan]) -> None:
    (wave,) = waves_of([cases["twenty-seven-by-request"]])
    asked = [step for step in cases["twenty-seven-by-request"].steps if step.id == "create-transfer-request"]
    assert [step.part for step in asked] == [(1, 2), (2, 2)]
    assert (wave.parts[0].requests, wave.routes) == (2, {"re-provision": 1, "transfer-request": 27})
    assert wave.fallback_on == date(2027, 5, 26)


def test_every_subscription_that_is_cut_over_is_in_one_wave(plans: tuple[Plan, ...]) -> None:
    ahead = [one for plan in plans for cut_over in cut_overs_ahead(plan) for one in cut_over.subjects]
    assert sum(sum(wave.routes.values()) for wave in waves_of(plans)) == len(ahead)


# ---- Many customers ------------------------------------------------------------------------------------------------


def test_a_hundred_times_the_customers_make_no_more_lines_and_no_longer_lists(
    loaded: Project, cases: dict[str, Plan]
) -> None:
    plan = cases["four-on-a-day-2"]
    names = [Token(f"customer-{number:03}") for number in range(100)]
    many = [replace(plan, customer=plan.customer.model_copy(update={"id": name})) for name in names]
    few, some, page = (_calendars(loaded, plans)["en"] for plans in (many[:5], many[:50], many))
    assert [len(_rows(page, section)) for section in ("load", "waves")] == [
        len(_rows(few, section)) for section in ("load", "waves")
    ]
    for count, text, named, pictured in (
        (50, some, SHOWN_CUSTOMERS, SHOWN_IN_PICTURE),
        (100, page, OF_MANY_CUSTOMERS, OF_MANY_IN_PICTURE),
    ):
        cells = [cell for row in _rows(text, "load") for cell in row]
        assert max(cell.count("](customers/customer-") for cell in cells) == named
        assert any(f"[and {count - named} more](customers/index.md)" in cell for cell in cells)
        assert f"{count - pictured} more stand in the tables alone" in text
        assert PICTURE.findall(text)[0].count("<a href=") == pictured
    cells = [cell for section in SECTIONS[2:] for row in _rows(page, section) for cell in row]
    assert max(cell.count("](customers/customer-") for cell in cells) == SHOWN_CUSTOMERS


def _plan(path: Path, guidance: Guidance) -> Plan:
    return make_plan(customer_of(path.read_text(encoding="utf-8"), path.stem, CASES / "_partners.yaml"), guidance)


def _calendars(loaded: Project, plans: list[Plan]) -> dict[str, str]:
    made = dict(Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates).all(plans))
    return {language: made[f"{language}/calendar.md"] + made[f"{language}/waves.md"] for language in LANGUAGES}


def _rows(page: str, section: str) -> list[list[str]]:
    """The cells of the rows of the table below a heading, its head left out."""
    text = re.split(r"\{#[^}]*\}\n", page)[SECTIONS.index(section) + 1]
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return rows[2:]


def _number(cell: str) -> int:
    return 0 if cell == "–" else int(cell)
