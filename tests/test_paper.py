"""The paper that is signed: what stands on it in each language and in both, and what never does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path

import pytest
import segno
from markupsafe import Markup
from plan_cases import PLAN_CASES, plan_of

from generator.load import Project
from generator.plan import Plan
from generator.render import EDITIONS, Pages
from generator.render.bilingual import side_by_side
from generator.render.paper import MOST_ROWS
from generator.render.paper_view import MOST_ITEMS
from generator.text import LANGUAGES

CASES = Path(__file__).resolve().parent / "cases" / "papers"
ADDRESS = "https://runbooks.yunling.example/csp/"

Papers = Mapping[tuple[str, str, str], str]
"""(customer, paper, edition) → HTML"""


def test_papers_of_a_customer_are_as_they_were_reviewed(papers: Papers, golden: Callable[[Path, str], None]) -> None:
    for paper, edition in (("handoff", "zh-TW"), ("handoff", "both"), ("consent", "en"), ("consent", "both")):
        html = papers["chenyao", paper, edition]
        if (paper, edition) != ("handoff", "both"):  # whose style holds what the others' do, and more
            html = re.sub("(?<=<style>).*(?=</style>)", "…", html, flags=re.DOTALL)
        golden(CASES / f"chenyao.{paper}.{edition}.html", html)


def test_a_blocked_customer_gets_no_paper_and_every_other_one_does(papers: Papers, plans: tuple[Plan, ...]) -> None:
    printed = {customer for customer, paper, _ in papers if paper == "handoff"}
    assert printed == {str(plan.customer.id) for plan in plans if plan.status != "blocked"}


def test_consent_is_asked_for_where_something_moves_or_ends_and_is_not_done_yet(
    papers: Papers, plans: tuple[Plan, ...]
) -> None:
    asked = {customer for customer, paper, _ in papers if paper == "consent"}
    assert asked == {
        str(plan.customer.id)
        for plan in plans
        if plan.status not in ("blocked", "done") and any(one.cut for one in plan.subscriptions)
    }


def test_what_is_done_is_a_record_without_gates_to_decide(papers: Papers, plans: tuple[Plan, ...]) -> None:
    for plan in ready(plans):
        html = papers[str(plan.customer.id), "handoff", "en"]
        gates = sum(section.gate is not None for section in plan.sections)
        assert html.count('class="gate"') == (0 if plan.status == "done" else gates)
        assert ("(record)" in html) == (plan.status == "done")


def test_consent_names_every_subscription_that_moves_or_ends_and_the_days_it_is_about(
    papers: Papers, plans: tuple[Plan, ...]
) -> None:
    for plan in ready(plans):
        if plan.status == "done":
            continue
        for one in plan.subscriptions:
            html = papers.get((str(plan.customer.id), "consent", "en"), "")
            assert (f"<tr><td>{one.id}<br>" in html) == (one.facts["intent"] != "keep")
            days = [one.cut.fallback_on, one.cut.order_by] if one.cut else []
            if one.loss_days:
                days.append(one.old_end)
            if one.gap_days:
                days.append(one.old_end + timedelta(days=1))
            assert [day for day in days if day and day.isoformat() not in html] == []


def test_only_what_the_seller_may_let_renew_is_accepted_as_a_double_cost(papers: Papers) -> None:
    """The former seller of standard and mail has confirmed nothing; Microsoft's subscription has ended."""
    (clause,) = re.findall(r"<li>([^<]*) may renew for another term", papers["heting", "consent", "en"])
    assert clause == "standard, mail"
    assert "may renew" not in papers["chenyao", "consent", "en"]


def test_a_paper_needs_nothing_but_itself(papers: Papers) -> None:
    outside = re.compile(r"<(?:script|link|iframe|img|object)\b|\bsrc=|\bhref=|url\(|@import|\bon[a-z]+=")
    assert [key for key, html in papers.items() if outside.search(html)] == []


def test_every_step_stands_once_on_the_checklist_in_groups_that_one_keeps_in_mind(
    papers: Papers, plans: tuple[Plan, ...]
) -> None:
    for plan in ready(plans):
        for edition in EDITIONS:
            groups = [
                re.findall(r"<tr><td>([A-E][0-9-]*)</td>", part)
                for part in papers[str(plan.customer.id), "handoff", edition].split('<section class="phase')[1:]
            ]
            assert list(chain(*groups)) == [step.number for step in plan.steps]
            assert max(len(group) for group in groups) <= MOST_ITEMS


def test_a_long_phase_is_told_in_several_groups(loaded: Project, plans: tuple[Plan, ...]) -> None:
    plan = next(ready(plans))
    section = replace(plan.sections[0], steps=plan.sections[0].steps * 5)  # no customer's phase is so long
    long = replace(plan, sections=(section, *plan.sections[1:]))
    html = dict(pages_of(loaded).papers(long, "en", "a4"))["handoff"]
    parts = html.split('<section class="phase')[1:]
    rows = [part.count("<tr><td>") for part in parts[: -(-len(section.steps) // MOST_ITEMS)]]
    assert rows == [MOST_ITEMS] * (len(section.steps) // MOST_ITEMS) + [len(section.steps) % MOST_ITEMS]
    assert [f"({number}/{len(rows)})" in words(part) for number, part in enumerate(parts[: len(rows)], 1)] == [
        True
    ] * len(rows)
    assert [part.count('class="gate"') for part in parts[: len(rows)]] == [*[0] * (len(rows) - 1), 1]


def test_every_head_of_a_table_of_steps_names_customer_tax_id_and_fingerprint(
    papers: Papers, plans: tuple[Plan, ...]
) -> None:
    for plan in ready(plans):
        for edition in EDITIONS:
            html = papers[str(plan.customer.id), "handoff", edition]
            language = str(plan.customer.languages[0]) if edition == "both" else edition
            heads = [
                words(head) for head in re.findall(r'<span class="id">.*?</span></th>|<span class="id">.*?<b>', html)
            ]
            assert len(heads) == html.count("<colgroup>") == len(plan.sections)
            wanted = [str(plan.customer.name[language]), plan.fingerprint, str(plan.customer.customer.tax_id or "")]
            assert [head for head in heads if not all(one in head for one in wanted)] == []


def test_what_is_done_is_ticked_with_its_day_its_name_and_its_evidence(papers: Papers, plans: tuple[Plan, ...]) -> None:
    for plan in ready(plans):
        html = papers[str(plan.customer.id), "handoff", "en"]
        rows = re.findall(r"<tr><td>[A-E][0-9-]*</td>.*?</tr>", html)
        for step, row in zip(plan.steps, rows, strict=True):
            done = step.state in ("done", "not-needed")
            assert ('class="box ticked"' in row) == (step.state == "done")
            assert ("not needed</small>" in row) == (step.state == "not-needed")
            record = step.record if done else None
            if record:
                wanted = [record.done and record.done.isoformat(), record.not_needed, record.by, record.evidence]
                assert [one for one in wanted if one and str(one) not in words(row)] == []


def test_nothing_to_decide_is_ticked_before(papers: Papers) -> None:
    gates = [gate for html in papers.values() for gate in re.findall(r'<div class="gate">.*?</div>', html, re.DOTALL)]
    assert gates
    assert [gate for gate in gates if "box ticked" in gate or gate.count('class="box"') != 2] == []


def test_the_editions_have_the_same_steps_days_boxes_and_tables(papers: Papers) -> None:
    def shape(html: str) -> tuple[object, ...]:
        body = html.partition("<body")[2]
        days = re.findall(r"<time>([0-9-]+)", re.sub(r'<span class="said" lang="(?!zh-TW).*?</span>', "", body))
        return body.count("<tr"), body.count('class="box'), body.count("<table"), len(set(days))

    by_paper: dict[tuple[str, str], set[tuple[object, ...]]] = {}
    for (customer, paper, edition), html in papers.items():
        if edition in LANGUAGES:
            by_paper.setdefault((customer, paper), set()).add(shape(html))
    assert {key: shapes for key, shapes in by_paper.items() if len(shapes) > 1} == {}


def test_both_languages_stand_side_by_side_and_the_customers_own_leads(papers: Papers, plans: tuple[Plan, ...]) -> None:
    for plan in ready(plans):
        html = papers[str(plan.customer.id), "handoff", "both"]
        leading = str(plan.customer.languages[0])
        (title,) = re.findall(r"<h1>(.*?)</h1>", html)
        assert re.findall(r'lang="([^"]*)"', title)[:2] == [leading, *(one for one in LANGUAGES if one != leading)]
        assert f'<html lang="{leading}">' in html


def test_the_words_are_those_of_customers_not_of_the_portal(papers: Papers) -> None:
    assert [key for key, html in papers.items() if re.search("供應項目|佈建|附加元件", words(html))] == []


def test_every_case_of_the_planner_has_its_paper_in_the_words_of_customers(loaded: Project) -> None:
    pages = pages_of(loaded)
    papers = [
        (case.stem, html)
        for case in PLAN_CASES
        for _, html in pages.papers(plan_of(case, loaded.guidance), "zh-TW", "a4")
    ]
    assert len(papers) > len(PLAN_CASES)
    assert [case for case, html in papers if re.search("供應項目|佈建|附加元件", words(html))] == []


def test_many_subscriptions_are_a_table_at_the_end(papers: Papers, plans: tuple[Plan, ...]) -> None:
    for plan in ready(plans):
        html = papers[str(plan.customer.id), "handoff", "zh-TW"]
        at_end = html.find('<th scope="col">原經銷商</th>') > html.find("簽章</h2>")
        assert at_end == (len(plan.subscriptions) > MOST_ROWS)


def test_the_code_leads_to_the_page_that_knows_the_paper_or_is_the_fingerprint(
    loaded: Project, plans: tuple[Plan, ...]
) -> None:
    plan = next(iter(ready(plans)))
    page = f"{ADDRESS}en/customers/{plan.customer.id}/checklist.html#paper-{plan.fingerprint}"
    for address, told in ((ADDRESS, page), ("", plan.fingerprint)):
        (html, *_) = (html for _, html in pages_of(loaded, address).papers(plan, "en", "a4"))
        drawn = segno.make(told, error="m", micro=False).svg_inline(border=2, omitsize=True, title=plan.fingerprint)
        (path,) = re.findall(r'\bd="([^"]*)"', drawn)
        assert f'd="{path}"' in html


def test_letter_is_another_size_of_the_same_paper(loaded: Project, plans: tuple[Plan, ...]) -> None:
    plan, pages = next(iter(ready(plans))), pages_of(loaded)
    a4, letter = (dict(pages.papers(plan, "en", size))["handoff"] for size in ("a4", "letter"))
    assert letter == a4.replace("size: A4;", "size: letter;") != a4


# ---- One page of two languages -------------------------------------------------------------------------------------


def test_what_is_the_same_in_both_languages_stands_once() -> None:
    assert side_by_side({"en": ["E3", 3, None, Markup("a")], "zh-TW": ["E3", 3, None, Markup("乙")]}) == [
        "E3",
        3,
        None,
        Markup('<span class="said" lang="en">a</span> <span class="said" lang="zh-TW">乙</span>'),
    ]


def test_a_day_stands_once_with_its_weekday_in_both_languages() -> None:
    said = {"zh-TW": Markup("<time>2027-01-14</time>（四）"), "en": Markup("<time>2027-01-14</time> (Thu)")}
    assert side_by_side(said) == "<time>2027-01-14</time> (四 Thu)"


def test_a_list_of_ids_stands_once_whatever_comma_parts_it() -> None:
    assert side_by_side({"zh-TW": Markup("e3 5→5、ems 5→5"), "en": Markup("e3 5→5, ems 5→5")}) == "e3 5→5、ems 5→5"


def test_a_name_that_is_only_marked_as_chinese_stands_once() -> None:
    said = {"zh-TW": Markup("林"), "en": Markup('<span lang="zh-TW">林</span>')}
    assert side_by_side(said) == "林"


# ---- What these tests share ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def papers(loaded: Project, plans: tuple[Plan, ...]) -> Papers:
    pages = pages_of(loaded)
    return {
        (str(plan.customer.id), paper, edition): html
        for plan in plans
        for edition in EDITIONS
        for paper, html in pages.papers(plan, edition, "a4")
    }


def pages_of(loaded: Project, address: str = "") -> Pages:
    return Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates, address)


def ready(plans: tuple[Plan, ...]) -> Iterator[Plan]:
    return (plan for plan in plans if plan.status != "blocked")


def words(html: str) -> str:
    """What a reader sees of a piece of HTML."""
    found: list[str] = []
    parser = HTMLParser()
    parser.handle_data = found.append  # type: ignore[method-assign]
    parser.feed(re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL))
    return unescape("".join(found))
