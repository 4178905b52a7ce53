"""Rules by their dates: the page that lists them, what is replaced, and pages as of an earlier day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from plan_cases import CASES, plan_of

from generator.guidance import Guidance
from generator.load import Project
from generator.plan import make_plan
from generator.render import Pages
from generator.render.rules_view import is_replaced
from generator.text import LANGUAGES

NEW_COMMERCE = CASES / "pages" / "one subscription of another partner ends in February.yaml"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_and_every_value_of_a_fact_stands_there_once_by_its_day(
    language: str, pages: dict[str, str], guidance: Guidance
) -> None:
    rows = [line.split(" | ") for line in pages[f"{language}/rules.md"].splitlines() if line.startswith("| <span")]
    shown = [(_day(row[0]), _name(row[1])) for row in rows]
    published = {source.id: source.published.isoformat() for source in guidance.sources}
    known = [(published[one.source.id], str(one.id)) for one in guidance.clauses if one.kind != "heading"]
    known += [(value.known.isoformat(), str(fact.id)) for fact in guidance.facts for value in fact.values]
    assert sorted(shown) == sorted(known)
    assert [day for day, _ in shown] == sorted(day for day, _ in shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_and_value_has_source_date_and_what_is_weak_says_so(
    language: str, pages: dict[str, str], loaded: Project
) -> None:
    guidance, rules = loaded.guidance, loaded.wording.labels["rules"]
    page = pages[f"{language}/rules.md"]
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| <span")]
    assert [row for row in rows if not re.search(r"\(guidance/sources\.md#source-", row[4])] == []
    sure = {_name(row[1]) for row in rows if row[5].startswith(rules["sure"][language])}
    weak = {str(one.id) for one in guidance.clauses if one.confidence == "confirm"}
    assert sure & weak == set()
    facts = "".join(pages[f"{language}/{page}.md"] for page in ("guidance", "guidance/facts"))
    checked = loaded.wording.labels["word"]["checked"][language]
    entries = len(guidance.clauses) + sum(len(fact.values) for fact in guidance.facts)
    assert facts.count(f"{checked} <time>2026-11-22</time>") == entries


def test_a_value_is_replaced_where_later_ones_hold_for_all_that_it_held_for(guidance: Guidance) -> None:
    replaced = [
        f"{fact.id} {value.known} {value.source}"
        for fact in guidance.facts
        for value in fact.values
        if is_replaced(fact, value)
    ]
    assert replaced == [
        "cancellation-window-hours 2021-10-07 PC23-d2i",
        "grace-days 2026-01-09 MC1216259",
        "data-days 2018-01-04 TW18-sus",
    ]


@pytest.mark.parametrize(
    ("day", "known"),
    [
        ("2018-09-01", {"retire", "keep", "re-provision-from-partner", "re-provision-from-channel"}),
        ("2023-06-01", {"convert-trial", "re-provision-new-commerce"}),
        ("2025-01-01", {"transfer-request"}),
        ("2026-11-22", {"renew-to-csp", "reseller-change"}),
    ],
)
def test_the_ways_to_move_become_known_one_after_the_other(day: str, known: set[str], guidance: Guidance) -> None:
    days = ["2018-09-01", "2023-06-01", "2025-01-01", "2026-11-22"]
    before = days[: days.index(day)]
    routes = {str(row.id) for row in guidance.as_of(date.fromisoformat(day)).routes}
    earlier = {str(row.id) for one in before for row in guidance.as_of(date.fromisoformat(one)).routes}
    assert routes - earlier == known


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_an_earlier_day_says_which_ways_were_not_known_and_how_many_rules_came_later(
    language: str, loaded: Project, golden: Callable[[Path, str], None]
) -> None:
    plan = make_plan(plan_of(NEW_COMMERCE, loaded.guidance).customer, loaded.guidance, date(2018, 9, 1))
    pages = dict(Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates).all([plan]))
    page = "".join(pages[f"{language}/customers/acme/{name}.md"] for name in ("decisions", "index"))
    said = [line for line in page.splitlines() if "rules.md" in line or _not_known(loaded, language) in line]
    golden(CASES / "pages" / f"what a plan of 2018 does not know.{language}.md", "\n".join(said) + "\n")


def _not_known(loaded: Project, language: str) -> str:
    return str(loaded.wording.labels["word"]["not-known-then"][language]).partition("{day}")[0]


def _day(cell: str) -> str:
    found = re.search(r"<time>([0-9-]+)</time>", cell)
    assert found
    return found[1]


def _name(cell: str) -> str:
    found = re.match(r"\[([^]]+)\]", unescape(cell))
    assert found, cell
    return found[1]
