"""The pages as Markdown: both languages mirror each other, nothing is lost between plan and page."""

from __future__ import annotations

import html
import itertools
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from markupsafe import Markup

from generator.load import Project, load_project
from generator.plan import Plan, make_plan
from generator.render import BrokenPageError, Pages
from generator.render.environment import page_environment
from generator.render.guidance_view import SHOWN_CUSTOMERS
from generator.text import LANGUAGES, Text, Token

CASES = Path(__file__).resolve().parent / "cases" / "pages"
CUSTOMERS_PAGES = ("index", "runbook", "checklist", "letters")
SHARED_PAGES = ("index", "customers/index", "calendar", "guidance", "rules", "glossary", "how-to-use")

HEADING = re.compile(r"^(#{1,6}) .*\{#([^}]*)\}$", re.MULTILINE)
ANY_HEADING = re.compile(r"^#{1,6} .*$", re.MULTILINE)
PLACE = re.compile(r'\{#([^}]*)\}$|<[^>]*\bid="([^"]*)"', re.MULTILINE)
NOT_WORDS = re.compile(r"&#\d+;|<[^>]*>|\]\([^)]*\)")
BLOCK = r"</?(?:div|nav|p|style|details|summary)\b"
STRUCTURE = re.compile(rf"\||- |#|{BLOCK}")


# ---- Both languages mirror each other ------------------------------------------------------------------------------


def test_both_languages_have_the_same_pages_in_the_same_order(pages: dict[str, str]) -> None:
    ours = {language: [path for path in pages if path.startswith(f"{language}/")] for language in LANGUAGES}
    mirrored = {language: [path.removeprefix(f"{language}/") for path in paths] for language, paths in ours.items()}
    assert mirrored["zh-TW"] == mirrored["en"]
    assert len(mirrored["zh-TW"]) + len(mirrored["en"]) == len(pages)


def test_every_customer_and_every_shared_page_is_there(pages: dict[str, str], plans: tuple[Plan, ...]) -> None:
    customers = [f"customers/{plan.customer.id}/{page}" for plan in plans for page in CUSTOMERS_PAGES]
    assert set(pages) == {f"{language}/{page}.md" for language in LANGUAGES for page in [*customers, *SHARED_PAGES]}


def lines(page: str) -> list[str]:
    """What each line is: a heading, a list item, a table row, HTML, text or nothing."""
    rows = _without_marks_of_chinese(page).splitlines()
    return [found[0] if (found := STRUCTURE.match(row)) else "text" * bool(row) for row in rows]


def headings(page: str) -> list[tuple[str, str]]:
    return HEADING.findall(page)


def links(page: str) -> list[str]:
    return re.findall(r"\]\(([^)]*)\)", page)


def dates(page: str) -> list[str]:
    return re.findall(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", page)


def table_numbers(page: str) -> list[list[str]]:
    """The numbers of each cell of each table, words and markup aside."""
    rows = [line for line in page.splitlines() if line.startswith("|")]
    return [re.findall(r"[0-9]+", NOT_WORDS.sub(" ", cell)) for row in rows for cell in row.split("|")]


def boxes(page: str) -> list[str]:
    return re.findall(r'<input type="checkbox" data-check="([^"]*)"([^>]*)>', page)


def step_ids(page: str) -> list[str]:
    return re.findall(r"guidance\.md#step-([a-z0-9-]+)", page)


def tags(page: str) -> list[str]:
    """HTML tags with their attributes; words in them, and which language a text or a file is in, aside."""
    other = re.sub(r'(<span class="csp-other") lang="[^"]*"', r"\1", _without_marks_of_chinese(page))
    other = re.sub(r' data-(?:current|void)="[^"]*"', "", other)
    other = re.sub(r'(class="csp-without" role="img") aria-label="[^"]*"', r"\1", other)
    other = re.sub(r"(/calendar|/all)\.[A-Za-z-]+\.ics", r"\1", other)
    return re.findall(r"<[a-z/][^>]*>", other)


@pytest.mark.parametrize("aspect", [lines, headings, links, dates, table_numbers, boxes, step_ids, tags])
def test_both_languages_have_the_same(aspect: Callable[[str], list[Any]], pages: dict[str, str]) -> None:
    differing = {}
    for path, page in pages.items():
        if path.startswith("zh-TW/"):
            chinese, english = aspect(page), aspect(pages[path.replace("zh-TW/", "en/", 1)])
            if chinese != english:
                differing[path] = [pair for pair in zip(chinese, english, strict=False) if pair[0] != pair[1]][:3]
    assert differing == {}


@pytest.mark.parametrize("aspect", [headings, links, dates, table_numbers, boxes, step_ids, tags])
def test_what_is_compared_between_the_languages_is_there(
    aspect: Callable[[str], list[Any]], pages: dict[str, str]
) -> None:
    assert any(aspect(page) for page in pages.values())


# ---- Headings, steps, blocked customers ----------------------------------------------------------------------------


def test_every_heading_has_an_explicit_id(pages: dict[str, str]) -> None:
    assert {
        path: missing
        for path, page in pages.items()
        if (missing := [line for line in ANY_HEADING.findall(page) if not HEADING.fullmatch(line)])
    } == {}


def test_no_place_of_a_page_has_the_id_of_another_one(pages: dict[str, str]) -> None:
    found = {path: ["".join(names) for names in PLACE.findall(page)] for path, page in pages.items()}
    assert {path: twice for path, ids in found.items() if (twice := {one for one in ids if ids.count(one) > 1})} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_a_plan_stands_in_the_runbook(
    language: str, pages: dict[str, str], plans: tuple[Plan, ...]
) -> None:
    for plan in plans:
        steps = [anchor for level, anchor in headings(_page(pages, plan, language, "runbook")) if level == "###"]
        assert steps == [step.key for step in plan.steps]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_a_plan_has_a_row_in_the_checklist(
    language: str, pages: dict[str, str], plans: tuple[Plan, ...]
) -> None:
    for plan in plans:
        rows = [line for line in _page(pages, plan, language, "checklist").splitlines() if line.startswith("| ")]
        ticked = [(key, attributes.split()) for row in rows for key, attributes in boxes(row)]
        steps = () if plan.status == "blocked" else plan.steps
        assert ticked == [
            (f"{step.key}/{step.hash}", ["checked", "disabled"] if step.state == "done" else [])
            for step in steps
            if step.state != "not-needed"
        ]
        struck = [row for row in rows if 'class="csp-without" role="img"' in row and "<input" not in row]
        assert [row.split("</span>")[0].rpartition(">")[2] for row in struck] == [
            step.number for step in steps if step.state == "not-needed"
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_blocked_customer_has_nothing_to_tick_or_to_sign(
    language: str, pages: dict[str, str], plans: tuple[Plan, ...]
) -> None:
    blocked = [plan for plan in plans if plan.status == "blocked"]
    assert blocked
    for plan in blocked:
        checklist = _page(pages, plan, language, "checklist")
        assert (boxes(checklist), [anchor for _, anchor in headings(checklist)]) == ([], ["checklist"])
        assert "<input" not in checklist
        assert "csp-blank" not in checklist


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["index", "checklist", "letters"])
def test_a_blocked_customer_is_told_every_blocker_and_the_way_out(
    page: str, language: str, pages: dict[str, str], plans: tuple[Plan, ...]
) -> None:
    for plan in [plan for plan in plans if plan.status == "blocked"]:
        boxed = _boxed(_page(pages, plan, language, page))
        assert [anchor for anchor in boxed if "csp-blocker" in boxed[anchor]] == _blockers(plan)
        assert all("\n→ " in boxed[anchor] for anchor in _blockers(plan))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_runbook_of_a_blocked_customer_names_every_blocker(
    language: str, pages: dict[str, str], plans: tuple[Plan, ...]
) -> None:
    named = re.compile(r"^- <span [^>]*csp-blocker.*\(index\.md#(finding-[a-z0-9-]+)\)", re.MULTILINE)
    for plan in [plan for plan in plans if plan.status == "blocked"]:
        assert named.findall(_page(pages, plan, language, "runbook")) == _blockers(plan)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_customer_who_is_not_blocked_has_places_to_sign(
    language: str, pages: dict[str, str], plans: tuple[Plan, ...]
) -> None:
    for plan in [plan for plan in plans if plan.status != "blocked"]:
        assert "signatures" in [anchor for _, anchor in headings(_page(pages, plan, language, "checklist"))]


# ---- Guidance, both ways -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_leads_to_its_steps_findings_and_routes(
    language: str, pages: dict[str, str], loaded: Project
) -> None:
    guidance, sections = loaded.guidance, _sections(pages[f"{language}/guidance.md"])
    for clause in guidance.clauses:
        linked = [link for link in links(sections[clause.id]) if link.startswith("#") and "#source-" not in link]
        assert linked == [
            *(f"#step-{step.id}" for step in guidance.steps if clause.id in step.basis),
            *(f"#finding-{finding.id}" for finding in guidance.findings if clause.id in finding.basis),
            *(f"#route-{route.id}" for route in guidance.routes if clause.id in route.basis),
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_leads_to_the_customers_that_it_touches(
    language: str, pages: dict[str, str], loaded: Project, plans: tuple[Plan, ...]
) -> None:
    sections = _sections(pages[f"{language}/guidance.md"])
    cited = {plan.customer.id: _clauses_of(plan) for plan in plans}
    for clause in loaded.guidance.clauses:
        expected = sorted(customer for customer, clauses in cited.items() if clause.id in clauses)
        assert re.findall(r"\(customers/([a-z0-9-]+)/", sections[clause.id]) == expected[:SHOWN_CUSTOMERS]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_and_finding_of_the_guidance_leads_back_to_its_clauses(
    language: str, pages: dict[str, str], loaded: Project
) -> None:
    sections = _sections(pages[f"{language}/guidance.md"])
    rows = {f"step-{step.id}": step.basis for step in loaded.guidance.steps}
    rows |= {f"finding-{finding.id}": finding.basis for finding in loaded.guidance.findings}
    rows |= {f"route-{route.id}": route.basis for route in loaded.guidance.routes}
    for anchor, basis in rows.items():
        back = [link for link in links(sections[anchor]) if not link.startswith("customers/")]
        assert (anchor, back) == (anchor, [f"guidance.md#{clause}" for clause in basis])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_a_runbook_leads_back_to_its_clauses(
    language: str, pages: dict[str, str], plans: tuple[Plan, ...]
) -> None:
    for plan in plans:
        runbook = _page(pages, plan, language, "runbook")
        sections = _sections(runbook)
        for step in plan.steps:
            basis = re.findall(r"^- .*\(\.\./\.\./guidance\.md#step-.*$", sections[step.key], re.MULTILINE)
            expected = [f"../../guidance.md#{clause}" for clause in [*step.step.basis, f"step-{step.id}"]]
            assert [links(line) for line in basis] == [expected]


# ---- The text itself -----------------------------------------------------------------------------------------------


def test_a_paragraph_stays_on_one_line(pages: dict[str, str]) -> None:
    """A line break inside Chinese text becomes a visible blank."""
    broken = [
        f"{path}: {before} ⏎ {after}"
        for path, page in pages.items()
        for before, after in _neighbours(_body(page))
        if not STRUCTURE.match(after) and not re.match(BLOCK, before)
    ]
    assert broken == []


def test_a_list_or_a_table_starts_after_an_empty_line(pages: dict[str, str]) -> None:
    """Markdown takes it for the rest of the paragraph otherwise."""
    glued = [
        f"{path}: {before} ⏎ {after}"
        for path, page in pages.items()
        for before, after in _neighbours(_body(page))
        if any(after.startswith(mark) and not before.startswith(mark) for mark in ("- ", "|"))
    ]
    assert glued == []


def test_no_line_ends_with_a_blank(pages: dict[str, str]) -> None:
    found = {path: re.findall(r"^.*[ \t]+$", page, re.MULTILINE) for path, page in pages.items()}
    assert {path: trailing for path, trailing in found.items() if trailing} == {}


def test_a_page_has_no_other_line_breaks_than_lf_and_ends_with_one(pages: dict[str, str]) -> None:
    assert [path for path, page in pages.items() if re.search("[\r\v\f\x85\u2028\u2029]", page)] == []
    assert [path for path, page in pages.items() if not page.endswith("\n")] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("page", "more"), [("index", ""), ("runbook", "x"), ("checklist", "x"), ("letters", "x")])
def test_the_front_matter_of_a_customers_page_is_escaped_for_yaml_and_for_html(
    page: str, more: str, language: str, pages: dict[str, str], plans: tuple[Plan, ...]
) -> None:
    rest = "search:\n  exclude: true\n" if more else ""
    for plan in plans:
        title = json.dumps(html.escape(plan.customer.name[language]), ensure_ascii=False)
        expected = f"---\ntitle: {title}\ndescription: {title}\n{rest}---\n\n"
        assert _page(pages, plan, language, page).startswith(expected)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", SHARED_PAGES)
def test_a_shared_page_is_called_what_its_heading_says(page: str, language: str, pages: dict[str, str]) -> None:
    text = pages[f"{language}/{page}.md"]
    front = yaml.safe_load(text.split("---\n")[1])
    assert set(front) - {"hide"} == {"title", "description"}
    assert re.findall(r"^# (.*) \{#", text, re.MULTILINE) == [front["title"]]


# ---- Templates cannot print what is not safe -----------------------------------------------------------------------


@pytest.mark.parametrize("value", ["plain", date(2026, 11, 22), None, True, 1.5, ["a"], {"a": 1}, b"a"], ids=repr)
@pytest.mark.parametrize("template", ["{{ x }}", "{{ [x] | join }}", "{{ t | fill(x=x) }}"])
def test_a_template_that_prints_an_unsafe_value_is_a_bug(template: str, value: object) -> None:
    made = page_environment({"page": template}).get_template("page")
    with pytest.raises(TypeError, match="only Text, Token, Markup and int are safe"):
        made.render(x=value, t=Markup("{x}"))


@pytest.mark.parametrize("value", [Text("a"), Token("a"), Markup("a"), 1], ids=lambda value: type(value).__name__)
def test_a_template_prints_what_is_safe(value: object) -> None:
    made = page_environment({"page": "{{ x }}"}).get_template("page")
    assert made.render(x=value) == str(value)


@pytest.mark.parametrize("name", ["t.nothing", "nothing", 't.word["nothing"]', "t.word.date.nothing"])
@pytest.mark.parametrize("template", ["{{ %s }}", "{%% if %s %%}{%% endif %%}", "{%% for x in %s %%}{%% endfor %%}"])
def test_pages_raise_where_a_template_names_what_is_not_there(template: str, name: str, loaded: Project) -> None:
    with pytest.raises(BrokenPageError, match="nothing"):
        _render_with(loaded, {"how-to-use.md.j2": template % name})


@pytest.mark.parametrize("template", ["{% for key in t %}{{ key }}{% endfor %}", "{{ t.word }}", "{{ terms }}"])
def test_pages_raise_where_a_template_prints_a_plain_value(template: str, loaded: Project) -> None:
    with pytest.raises(BrokenPageError, match="only Text, Token, Markup and int are safe"):
        _render_with(loaded, {"glossary.md.j2": template})


@pytest.mark.parametrize("name", ["upper", "replace", "trim", "safe", "e", "format", "string", "map", "first"])
def test_no_filter_is_there_that_would_undo_an_escape(name: str) -> None:
    assert sorted(page_environment({}).filters) == ["fill", "join"]
    assert name not in page_environment({}).filters


# ---- Whole pages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", sorted(CASES.glob("*.yaml")), ids=lambda case: case.stem)
def test_the_pages_of_a_customer_are_those_that_were_reviewed(
    case: Path, project: Callable[..., Path], golden: Callable[[Path, str], None]
) -> None:
    ours = load_project(project({"acme": case.read_bytes()}))
    made = _rendered(ours, [make_plan(customer, ours.guidance) for customer in ours.customers])
    for language in LANGUAGES:
        for page in CUSTOMERS_PAGES:
            golden(CASES / f"{case.stem}.{language}.{page}.md", made[f"{language}/customers/acme/{page}.md"])


# ---- Reading pages -------------------------------------------------------------------------------------------------


def _rendered(loaded: Project, plans: list[Plan]) -> dict[str, str]:
    return dict(Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates).all(plans))


def _render_with(loaded: Project, templates: dict[str, str]) -> dict[str, str]:
    return dict(Pages(loaded.guidance, loaded.wording.labels, {**loaded.wording.templates, **templates}).all([]))


def _page(pages: dict[str, str], plan: Plan, language: str, page: str) -> str:
    return pages[f"{language}/customers/{plan.customer.id}/{page}.md"]


def _sections(page: str) -> dict[str, str]:
    """The text below each heading, by the heading's id."""
    parts = re.split(r"^#{1,6} .*\{#([^}]*)\}$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _blockers(plan: Plan) -> list[str]:
    """The anchors of a plan's blockers, each kind once."""
    kinds = dict.fromkeys(found.finding.id for found in plan.findings if found.finding.level == "blocker")
    return [f"finding-{kind}" for kind in kinds]


def _boxed(page: str) -> dict[str, str]:
    """The findings of a page, each in its box, by their ids."""
    boxed = re.findall(r'^<div class="csp-finding [^\n]* id="([^"]*)".*?^</div>', page, re.MULTILINE | re.DOTALL)
    texts = re.findall(r'^<div class="csp-finding .*?^</div>', page, re.MULTILINE | re.DOTALL)
    return dict(zip(boxed, texts, strict=True))


def _clauses_of(plan: Plan) -> set[str]:
    rows = [
        *(step.step for step in plan.steps),
        *(found.finding for found in plan.findings),
        *(one.route for one in plan.subscriptions),
    ]
    return {str(clause) for row in rows for clause in row.basis}


def _without_marks_of_chinese(page: str) -> str:
    """Chinese names in an English page stand in a span with their language, in a picture in a tspan."""
    return re.sub(r'<(t?span) lang="zh-TW">(.*?)</\1>', r"\2", page)


def _body(page: str) -> str:
    """The page without its front matter, and without pictures: they are drawn line by line and no Markdown."""
    return re.sub(r"^<svg .*?^</svg>\n", "", page.split("\n---\n", 1)[1], flags=re.MULTILINE | re.DOTALL)


def _neighbours(text: str) -> Iterator[tuple[str, str]]:
    """Each two lines that touch."""
    rows = text.splitlines()
    return ((before, after) for before, after in itertools.pairwise(rows) if before and after)
