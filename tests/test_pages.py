"""The pages as Markdown: both languages mirror each other, nothing is lost between plan and page."""

from __future__ import annotations

import html
import itertools
import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
import yaml
from markupsafe import Markup
from site_pages import SHARED_PAGES, WHOLE_PAGES, checklist, pages_of_customer, runbook

from generator.guidance import Clause, Finding, Guidance, Route, Step
from generator.load import Project, load_project
from generator.plan import Plan, PlannedStep, make_plan
from generator.render import BrokenPageError, Pages
from generator.render.environment import page_environment
from generator.render.step_views import SHOWN_ROWS
from generator.render.uses import SHOWN_CUSTOMERS
from generator.text import LANGUAGES, Text, Token, unmarked

CASES = Path(__file__).resolve().parent / "cases" / "pages"

Row = TypeVar("Row", Step, Finding, Route)

HEADING = re.compile(r"^(#{1,6}) .*\{#([^}]*)\}$", re.MULTILINE)
ANY_HEADING = re.compile(r"^#{1,6} .*$", re.MULTILINE)
PLACE = re.compile(r'\{#([^}]*)\}$|\{: #([^ ]*) \}|<[^>]*\bid="([^"]*)"', re.MULTILINE)
NOT_WORDS = re.compile(r"&#\d+;|<[^>]*>|\]\([^)]*\)")
BLOCK = r"</?(?:div|nav|p|style|details|summary)\b"
STRUCTURE = re.compile(rf"\||- |[0-9]\. |#|{BLOCK}")


# ---- Both languages mirror each other ------------------------------------------------------------------------------


def test_both_languages_have_the_same_pages_in_the_same_order(pages: dict[str, str]) -> None:
    ours = {language: [path for path in pages if path.startswith(f"{language}/")] for language in LANGUAGES}
    mirrored = {language: [path.removeprefix(f"{language}/") for path in paths] for language, paths in ours.items()}
    assert mirrored["zh-TW"] == mirrored["en"]
    assert len(mirrored["zh-TW"]) + len(mirrored["en"]) == len(pages)


def test_every_customer_and_every_shared_page_is_there(
    pages: dict[str, str], plans: tuple[Plan, ...], guidance: Guidance
) -> None:
    customers = [f"customers/{plan.customer.id}/{page}" for plan in plans for page in pages_of_customer(plan, guidance)]
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
    return re.findall(r"guidance/steps-[a-z-]+\.md#step-([a-z0-9-]+)", page)


def tags(page: str) -> list[str]:
    """HTML tags with their attributes; words in them, and which language a text or a file is in, aside."""
    other = re.sub(r'(<(?:span|details) class="csp-other[a-z-]*") lang="[^"]*"', r"\1", _without_marks_of_chinese(page))
    other = re.sub(r' data-(?:current|void)="[^"]*"', "", other)
    other = re.sub(r'(class="csp-without" role="img") aria-label="[^"]*"', r"\1", other)
    other = re.sub(r"(/calendar|/all)\.[A-Za-z-]+\.ics", r"\1", other)
    other = re.sub(r'(<(?:form|button|nav)[^>]*) aria-label="[^"]*"', r"\1", other)
    other = re.sub(r'(<button[^>]*) title="[^"]*"|(<option) value="[^"]*"', r"\1\2", other)  # sellers by their names
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
        for name, page in runbook(pages, plan, language).items():
            steps = [anchor for level, anchor in headings(page) if level == "###"]
            assert steps == [step.key for step in plan.steps if step.page == name]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_a_phase_and_a_gate_that_stand_on_another_page_are_led_to_from_their_old_address(
    language: str, pages: dict[str, str], plans: tuple[Plan, ...]
) -> None:
    parted = [plan for plan in plans if plan.is_parted]
    assert len(parted) > 3
    for plan in parted:
        led = re.findall(r"\]\(([^)]*)\)\{: #([^ ]*) \}", _page(pages, plan, language, "runbook"))
        places = [step.place for step in plan.steps] + [section.place for section in plan.sections]
        gates = [section for section in plan.sections if section.gate]
        assert {anchor: address for address, anchor in led} == {
            **{place.anchor: f"{place.page}.md#{place.anchor}" for place in places},
            **{f"{one.key}-gate": f"{one.page}.md#{one.key}-gate" for one in gates},
        }


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_subscriptions_of_a_step_are_told_once_at_the_head_of_its_page(
    language: str, pages: dict[str, str], plans: tuple[Plan, ...]
) -> None:
    (plan,) = [plan for plan in plans if plan.customer.id == "yuanhe"]
    sections = _sections(runbook(pages, plan, language)["runbook-2026-12-11"])
    asked = next(step for step in plan.steps if step.key == "create-transfer-request-e3-kitchen")
    ids = [str(one.id) for one in asked.subjects]
    assert len(ids) > SHOWN_ROWS
    assert [one for one in ids if f"| [{one}](decisions.md#subscription-{one}) |" not in sections["scope"]] == []
    assert "](#scope)" in sections[asked.key]
    assert "ENTERPRISEPACK" in sections["scope"] and "ENTERPRISEPACK" not in sections[asked.key]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_guidance_and_of_a_step_has_its_other_language_on_demand(
    language: str, pages: dict[str, str], loaded: Project, plans: tuple[Plan, ...]
) -> None:
    (other,) = [one for one in LANGUAGES if one != language]
    opened = f'<details class="csp-other-language" lang="{other}" markdown="1"><summary>'
    guidance = loaded.guidance
    rows = (guidance.clauses, guidance.steps, guidance.findings, guidance.routes)
    told = [page for path, page in pages.items() if re.match(rf"{language}/guidance(/.*)?\.md", path)]
    assert sum(page.count(opened) for page in told) == sum(len(row) for row in rows)
    name = str(loaded.wording.labels["formats"]["language-name"][other])
    for clause in guidance.clauses:
        assert f"{opened}{name}</summary>{clause.text[other]}</details>" in pages[f"{language}/guidance.md"]
    for plan in plans:
        made = runbook(pages, plan, language).values()
        assert sum(page.count(opened) for page in made) == len(plan.steps)


@pytest.mark.parametrize("language", LANGUAGES)
def test_subscriptions_of_which_the_same_is_said_are_told_together_and_each_is_found(
    language: str, pages: dict[str, str], plans: tuple[Plan, ...]
) -> None:
    for plan in plans:
        told, overview = (_page(pages, plan, language, page) for page in ("decisions", "index"))
        anchors = [f"subscription-{one.id}" for one in plan.subscriptions]
        assert sorted(re.findall(r'\bid="(subscription-[^"]*)"|\{#(subscription-[^}]*)\}', told)) == sorted(
            (anchor, "") if f'"{anchor}"' in told else ("", anchor) for anchor in anchors
        )
        led = re.findall(r"\(decisions\.md#(subscription-[^)]*)\)\{: #(subscription-[^ ]*) \}", overview)
        assert sorted(led) == sorted((anchor, anchor) for anchor in anchors)
    (many,) = [plan for plan in plans if plan.customer.id == "xingya"]
    told = _page(pages, many, language, "decisions")
    assert len([anchor for level, anchor in headings(told) if level == "##"]) < len(many.subscriptions) / 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_a_plan_has_a_row_in_the_checklist(
    language: str, pages: dict[str, str], plans: tuple[Plan, ...]
) -> None:
    for plan in plans:
        rows = [line for line in checklist(pages, plan, language).splitlines() if line.startswith("| ")]
        ticked = [(key, attributes.split()) for row in rows for key, attributes in boxes(row)]
        steps = () if plan.status == "blocked" else plan.steps
        assert ticked == [
            (f"{step.key}/{step.hash}", ["checked", "disabled"] if step.state == "done" else [])
            for step in _on_checklist(steps)
            if step.state != "not-needed"
        ]
        struck = [row for row in rows if 'class="csp-without" role="img"' in row and "<input" not in row]
        assert [row.split("</span>")[0].rpartition(">")[2] for row in struck] == [
            step.number for step in _on_checklist(steps) if step.state == "not-needed"
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
    guidance, clauses = loaded.guidance, _sections(pages[f"{language}/guidance.md"])
    applied = _sections(pages[f"{language}/guidance/applied.md"])
    for clause in guidance.clauses:
        expected = [
            *(f"../guidance/steps-{step.phase}.md#step-{step.id}" for step in _citing(clause, guidance.steps)),
            *(f"{_finding_page(one)}#finding-{one.id}" for one in _citing(clause, guidance.findings)),
            *(f"../guidance/routes.md#route-{route.id}" for route in _citing(clause, guidance.routes)),
        ]
        assert (f"guidance/applied.md#{clause.id}" in links(clauses[clause.id])) == bool(expected)
        linked = [link for link in links(applied.get(clause.id, "")) if "customers/" not in link]
        assert linked == ([f"../guidance.md#{clause.id}", *expected] if expected else [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_leads_to_the_customers_that_it_touches(
    language: str, pages: dict[str, str], loaded: Project, plans: tuple[Plan, ...]
) -> None:
    sections = _sections(pages[f"{language}/guidance/applied.md"])
    cited = {plan.customer.id: _clauses_of(plan) for plan in plans}
    for clause in loaded.guidance.clauses:
        expected = sorted(customer for customer, clauses in cited.items() if clause.id in clauses)
        named = re.findall(r"\(\.\./customers/([a-z0-9-]+)/", sections.get(clause.id, ""))
        assert named == expected[:SHOWN_CUSTOMERS]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_and_finding_of_the_guidance_leads_back_to_its_clauses(
    language: str, pages: dict[str, str], loaded: Project
) -> None:
    told = [page for path, page in pages.items() if re.match(rf"{language}/guidance/(steps-|findings-|routes)", path)]
    sections = {anchor: text for page in told for anchor, text in _sections(page).items()}
    rows = {f"step-{step.id}": step.basis for step in loaded.guidance.steps}
    rows |= {f"finding-{finding.id}": finding.basis for finding in loaded.guidance.findings}
    rows |= {f"route-{route.id}": route.basis for route in loaded.guidance.routes}
    for anchor, basis in rows.items():
        back = [link for link in links(sections[anchor]) if "customers/" not in link]
        assert (anchor, back) == (anchor, [f"../guidance.md#{clause}" for clause in basis])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_a_runbook_leads_back_to_its_clauses(
    language: str, pages: dict[str, str], plans: tuple[Plan, ...]
) -> None:
    for plan in plans:
        for name, page in runbook(pages, plan, language).items():
            sections = _sections(page)
            for step in (step for step in plan.steps if step.page == name):
                basis = re.findall(r"^- .*/guidance/steps-[a-z-]+\.md#step-.*$", sections[step.key], re.MULTILINE)
                expected = [f"../../guidance.md#{clause}" for clause in step.step.basis]
                expected.append(f"../../guidance/steps-{step.step.phase}.md#step-{step.id}")
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
@pytest.mark.parametrize("page", WHOLE_PAGES)
def test_the_front_matter_of_a_customers_page_names_customer_and_page_escaped_for_yaml_and_for_html(
    page: str, language: str, pages: dict[str, str], plans: tuple[Plan, ...], loaded: Project
) -> None:
    for plan in plans:
        called = loaded.wording.labels["word"][page][language] if page != "index" else ""
        name = " · ".join(filter(None, [plan.customer.name[language], called]))
        title = json.dumps(html.escape(name), ensure_ascii=False)
        expected = f"---\ntitle: {title}\ndescription: {title}\n---\n\n"
        assert _page(pages, plan, language, page).startswith(expected)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", [page for page in SHARED_PAGES if page != "index"])  # its heading is the site's title
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
    assert unmarked(made.render(x=value)) == str(value)


@pytest.mark.parametrize(("template", "said"), [("{{ view.items }}", "a"), ("{{ view.word.get }}", "b")])
def test_what_a_view_holds_goes_before_what_every_dict_can_do(template: str, said: str) -> None:
    made = page_environment({"page": template}).get_template("page")
    assert unmarked(made.render(view={"items": Token("a"), "word": {"get": Token("b")}})) == said


def test_ids_of_clauses_are_cited_and_nothing_else() -> None:
    made = page_environment({"page": "{{ basis | cited(up) }}"}).get_template("page")
    said = unmarked(made.render(basis=[Token("dap"), Token("eft")], up=Markup("../")))
    assert said == "[dap](../guidance.md#dap) · [eft](../guidance.md#eft)"
    with pytest.raises(ValueError, match="not harmless"):
        made.render(basis=[Text("](x)")], up=Markup("../"))


def test_a_customers_words_between_others_stay_words() -> None:
    made = page_environment({"page": "{{ ids | join(name) }}"}).get_template("page")
    assert unmarked(made.render(name=Text("<b>"), ids=[Token("a"), Token("b")])) == "a&#60;b&#62;b"


def test_a_customers_words_are_no_label_to_fill() -> None:
    made = page_environment({"page": "{{ name | fill }}"}).get_template("page")
    with pytest.raises(TypeError, match="fills a Text"):
        made.render(name=Text("<b>"))


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
    assert sorted(page_environment({}).filters) == ["cited", "fill", "join"]
    assert name not in page_environment({}).filters


# ---- Whole pages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", sorted(CASES.glob("*.yaml")), ids=lambda case: case.stem)
def test_the_pages_of_a_customer_are_those_that_were_reviewed(
    case: Path, project: Callable[..., Path], golden: Callable[[Path, str], None]
) -> None:
    ours = load_project(project({"acme": case.read_bytes()}))
    made = _rendered(ours, [make_plan(customer, ours.guidance) for customer in ours.customers])
    for language in LANGUAGES:
        for page in WHOLE_PAGES:
            golden(CASES / f"{case.stem}.{language}.{page}.md", made[f"{language}/customers/acme/{page}.md"])


ENDED_AND_NOT_NEEDED = """\
planned_on: 2026-10-13
customer: {name: 茗溪}
tenant: {domain: mingxi.example, country: TW}
subscriptions:
  - id: gone
    offer: ATA
    seats: 31
    bought: {channel: csp, commerce: legacy}
    ends_on: 2027-06-25
    state: expired
    intent: retire
"""


def test_a_customer_has_pages_whose_only_subscription_has_ended_and_is_not_needed(
    project: Callable[..., Path],
) -> None:
    ours = load_project(project({"mingxi": ENDED_AND_NOT_NEEDED}))
    made = _rendered(ours, [make_plan(customer, ours.guidance) for customer in ours.customers])
    assert "[Approve scope, dates and the freeze" in made["en/customers/mingxi/runbook.md"]


# ---- Reading pages -------------------------------------------------------------------------------------------------


def _rendered(loaded: Project, plans: list[Plan]) -> dict[str, str]:
    return dict(Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates).all(plans))


def _render_with(loaded: Project, templates: dict[str, str]) -> dict[str, str]:
    return dict(Pages(loaded.guidance, loaded.wording.labels, {**loaded.wording.templates, **templates}).all([]))


def _page(pages: dict[str, str], plan: Plan, language: str, page: str) -> str:
    return pages[f"{language}/customers/{plan.customer.id}/{page}.md"]


def _on_checklist(steps: Sequence[PlannedStep]) -> list[PlannedStep]:
    """In the order of the checklist's pages: what is done once for the customer, then the cut-overs."""
    return sorted(steps, key=lambda step: step.page.removeprefix("runbook").replace("-customer", ""))


def _citing(clause: Clause, rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if clause.id in row.basis]


def _finding_page(finding: Finding) -> str:
    of = f"-{finding.each}" if finding.level == "warning" else ""
    return f"../guidance/findings-{finding.level}{of}.md"


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
    """The page without its front matter, pictures and forms: those stand line by line and are no Markdown."""
    drawn = r"^<(svg|form) .*?^</\1>\n"
    return re.sub(drawn, "", page.split("\n---\n", 1)[1], flags=re.MULTILINE | re.DOTALL)


def _neighbours(text: str) -> Iterator[tuple[str, str]]:
    """Each two lines that touch."""
    rows = text.splitlines()
    return ((before, after) for before, after in itertools.pairwise(rows) if before and after)
