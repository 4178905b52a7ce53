"""The pictures of days: everything that falls on a day is in them, they are readable, alike in both languages, safe."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from xml.etree import ElementTree

import markdown
import pytest
from markupsafe import Markup

from generator.load import Project
from generator.model import Freeze
from generator.plan import Event, Plan
from generator.render import Pages
from generator.render.environment import page_environment
from generator.render.timeline import Row, portfolio_timeline, timeline_view
from generator.render.timeline.axis import axis_of, heads_of, text_width
from generator.render.timeline.drawing import WIDTH
from generator.render.timeline.views import MOST_ROWS
from generator.render.voice import Voice
from generator.text import LANGUAGES, Pair, Text, hidden_character, ours, unmarked

HERE = Path(__file__).resolve().parent
CASES = HERE / "cases" / "timeline"
HOSTILE: dict[str, str] = {
    case["id"]: case["text"] for case in json.loads((HERE / "hostile" / "md_hostile.json").read_text(encoding="utf-8"))
}
AS_A_NAME = {name: text for name, text in HOSTILE.items() if not hidden_character(text) and text == text.strip()}
"""Those that a customer's file can have as a name."""

PICTURE = re.compile(r'^<div class="csp-timeline".*?^</div>$', re.MULTILINE | re.DOTALL)
SVG = "{http://www.w3.org/2000/svg}"
DAY = timedelta(days=1)

Draw = Callable[[object], str]


@pytest.fixture(scope="session")
def voices(loaded: Project) -> dict[str, Voice]:
    return Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates).voices


@pytest.fixture(scope="session")
def draw(loaded: Project) -> Draw:
    """A picture as a page has it."""
    template = '{% import "timeline.svg.j2" as pictures %}{{ pictures.timeline(picture) }}'
    page = page_environment(loaded.wording.templates).from_string(template)
    return lambda picture: unmarked(page.render(picture=picture))


@pytest.fixture(scope="session")
def drawn(pages: dict[str, str], plans: tuple[Plan, ...]) -> dict[tuple[str, str], str]:
    """The picture in the runbook of every customer: by language and customer."""
    runbooks = {
        (language, plan.customer.id): pages[f"{language}/customers/{plan.customer.id}/runbook.md"]
        for plan in plans
        for language in LANGUAGES
    }
    return {key: PICTURE.findall(runbook)[0] for key, runbook in runbooks.items()}


# ---- What is in a picture ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("customer", ["chenyao", "mingxi"])
def test_the_picture_of_a_customer_is_the_one_that_was_reviewed(
    customer: str,
    language: str,
    drawn: dict[tuple[str, str], str],
    golden: Callable[[Path, str], None],
) -> None:
    golden(CASES / f"{customer}.{language}.svg", _svg(drawn[language, customer]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gate_cut_over_end_and_freeze_of_every_customer_is_told_with_its_day(
    language: str, drawn: dict[tuple[str, str], str], plans: tuple[Plan, ...], voices: dict[str, Voice]
) -> None:
    voice = voices[language]
    missing = [
        (plan.customer.id, event.kind, event.first)
        for plan in plans
        for event in plan.events
        if event.kind != "step"
        and not any(_tells(line, event, voice) for line in _told(drawn[language, plan.customer.id]))
    ]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phase_of_every_customer_has_its_row(
    language: str, drawn: dict[tuple[str, str], str], plans: tuple[Plan, ...]
) -> None:
    for plan in plans:
        letters = [name.split(" ")[0] for name in _names(drawn[language, plan.customer.id])]
        assert letters[: len(plan.sections)] == [section.letter for section in plan.sections]


def test_subscriptions_with_one_way_and_the_same_days_share_a_row(drawn: dict[tuple[str, str], str]) -> None:
    offers, ids = _names(drawn["en", "xingya"])[-4::2], _names(drawn["en", "xingya"])[-3::2]
    assert offers == ["Office 365 F3 × 27", "Office 365 F3 × 13"]
    assert [one[:12] + one[-1] for one in ids] == ["tp-01, tp-02…", "xz-01, xz-02…"]


def test_a_subscription_that_stays_is_not_drawn(drawn: dict[tuple[str, str], str], plans: tuple[Plan, ...]) -> None:
    (plan,) = [plan for plan in plans if plan.customer.id == "ruishan"]
    assert not any(one.cut for one in plan.subscriptions)
    assert len(_names(drawn["en", "ruishan"])) == len(plan.sections)


def test_a_plan_without_steps_has_no_picture(plans: tuple[Plan, ...], voices: dict[str, Voice]) -> None:
    assert timeline_view(replace(plans[0], sections=()), voices["en"]) is None


def test_many_phases_and_subscriptions_are_counted_instead_of_drawn(
    plans: tuple[Plan, ...], voices: dict[str, Voice], draw: Draw
) -> None:
    (plan,) = [plan for plan in plans if plan.customer.id == "yuanhe"]
    moving = [one for one in plan.subscriptions if one.cut]
    many = tuple(
        replace(one, gap_days=1000 + number) for number in range(30) for one in moving[:1]
    )  # 30 subscriptions that are not alike
    crowded = replace(plan, sections=plan.sections * 3, subscriptions=many)
    names = _names(draw(timeline_view(crowded, voices["en"])))
    phases, subscriptions = names[:26], names[26:]
    assert phases[-1] == "further phases: 20"
    assert subscriptions[-1] == "further rows of subscriptions: 17"
    assert len(phases) + (len(subscriptions) + 1) / 2 == MOST_ROWS


def test_an_end_in_years_stands_at_the_edge_with_its_year(
    plans: tuple[Plan, ...], voices: dict[str, Voice], draw: Draw
) -> None:
    (plan,) = [plan for plan in plans if plan.customer.id == "chenyao"]
    (one,) = plan.subscriptions
    assert one.cut is not None
    later = replace(one, cut=replace(one.cut, old_end=date(2030, 1, 14), fallback_on=None))
    before = draw(timeline_view(plan, voices["en"]))
    picture = draw(timeline_view(replace(plan, subscriptions=(later,)), voices["en"]))
    assert "ends 2030-01-14" in _texts(picture)
    assert _heads(picture) == _heads(before)


# ---- Whether it can be read ----------------------------------------------------------------------------------------


def test_no_words_of_any_picture_touch_or_leave_it(drawn: dict[tuple[str, str], str], pages: dict[str, str]) -> None:
    pictures = drawn | {("calendar", path): found for path, page in pages.items() for found in _of_calendar(path, page)}
    assert {key: wrong for key, picture in pictures.items() if (wrong := list(_unreadable(picture)))} == {}


def test_what_falls_on_a_day_of_the_picture_has_words_beside_it(drawn: dict[tuple[str, str], str]) -> None:
    """Words are left out where there is no room: that has to be the exception."""
    marks = sum(
        len(re.findall(r'<use href="#timeline-(?:gate|cut-over|old-end)" .*<title>', one)) for one in drawn.values()
    )
    words = sum(len(re.findall(r'^<text x="', one.partition("<g>")[2], re.MULTILINE)) for one in drawn.values())
    legends = sum(len(re.findall(r'^<text x="', one.rpartition("</g>")[2], re.MULTILINE)) for one in drawn.values())
    assert words - legends > 0.95 * marks


@pytest.mark.parametrize("days", [1, 7, 25, 30, 60, 120, 200, 201, 365, 500, 800, 1500, 4000])
def test_the_names_of_days_and_months_never_touch(days: int) -> None:
    for first in (date(2026, 11, 22), date(2027, 1, 31), date(2028, 2, 29)):
        axis = axis_of([first, first + days * DAY], 200, WIDTH)
        heads = heads_of(axis)
        room = text_width("12 月") if heads.lower == "month-alone" else text_width("30")
        places = [axis.start(day) for day in heads.lower_days]
        assert all(right - left >= room for left, right in itertools.pairwise(places))
        assert len(places) >= 3


@pytest.mark.parametrize(
    ("days", "expected"), [(20, ("month", "day")), (120, ("month", "day")), (400, ("year", "month-alone"))]
)
def test_the_longer_the_time_the_coarser_its_parts(days: int, expected: tuple[str, str]) -> None:
    heads = heads_of(axis_of([date(2026, 11, 22), date(2026, 11, 22) + days * DAY], 200, WIDTH))
    assert (heads.upper, heads.lower) == expected


def test_both_languages_draw_the_same(drawn: dict[tuple[str, str], str], plans: tuple[Plan, ...]) -> None:
    for plan in plans:
        chinese, english = (_lines(drawn[language, plan.customer.id]) for language in LANGUAGES)
        assert chinese == english


def test_shapes_carry_the_meaning_and_the_style_sheet_the_colours(drawn: dict[tuple[str, str], str]) -> None:
    coloured = re.compile(r'style=|stroke=|fill="(?!url\(#timeline-hatch\)")|color|rgb|#[0-9a-fA-F]{3}\b')
    found = {key: coloured.findall(_without_words(picture)) for key, picture in drawn.items()}
    assert {key: colours for key, colours in found.items() if colours} == {}


def test_a_picture_is_small(drawn: dict[tuple[str, str], str]) -> None:
    sizes = [len(picture.encode()) for picture in drawn.values()]
    assert (median(sizes) < 8 * 1024, max(sizes) < 20 * 1024) == (True, True)


# ---- What stands in a page -----------------------------------------------------------------------------------------


def test_every_picture_is_well_formed_and_says_what_it_is(drawn: dict[tuple[str, str], str]) -> None:
    for picture in drawn.values():
        svg = _tree(picture)
        assert svg.get("role") == "img"
        assert [svg[0].tag, svg[1].tag] == [f"{SVG}title", f"{SVG}desc"]
        assert svg.get("aria-labelledby") == f"{svg[0].get('id')} {svg[1].get('id')}"
        assert all(mark.find(f"{SVG}title") is not None for mark in svg.findall(f"{SVG}g"))


def test_no_id_stands_twice_and_every_reference_is_answered(pages: dict[str, str]) -> None:
    for path, page in pages.items():
        ids = re.findall(r'\bid="([^"]*)"', page)
        assert (path, sorted(ids)) == (path, sorted(set(ids)))
        for picture in PICTURE.findall(page):
            asked = {*re.findall(r'<use href="#([^"]*)"', picture), *re.findall(r"url\(#([^)]*)\)", picture)}
            asked |= {one for several in re.findall(r'aria-\w+="([^"]*)"', picture) for one in several.split(" ")}
            assert asked <= set(ids)


def test_markdown_leaves_a_picture_as_it_is(
    plans: tuple[Plan, ...], voices: dict[str, Voice], draw: Draw, drawn: dict[tuple[str, str], str]
) -> None:
    """Also where names try to be Markdown or HTML."""
    hostile = [draw(timeline_view(_frozen(plans[0], Text(text)), voices["en"])) for text in AS_A_NAME.values()]
    for picture in [*drawn.values(), *hostile]:
        extensions = ["admonition", "attr_list", "def_list", "md_in_html", "tables", "toc"]
        page = f"# A {{#a}}\n\n{picture.strip()}\n\n| a | b |\n| :-- | :-- |\n| c | d |\n"
        assert f"\n{picture.strip()}\n" in markdown.markdown(page, extensions=extensions)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_name_is_words_and_nothing_else(
    language: str, plans: tuple[Plan, ...], voices: dict[str, Voice], draw: Draw
) -> None:
    voice = voices[language]
    harmless = _tags(draw(timeline_view(_frozen(plans[0], Text("Innocent")), voice)))
    assert len(AS_A_NAME) > 60
    for text in AS_A_NAME.values():
        picture = draw(timeline_view(_frozen(plans[0], Text(text)), voice))
        assert _tags(picture) == harmless
        assert f"{text} 12-20 – 12-30" in _texts(picture) or text_width(text) > 400
        rows = [replace(ROWS[0], name=voice.name(Pair.same(Text(text))))]
        assert any(text in line for line in _told(draw(portfolio_timeline(rows, voice))))


# ---- All customers -------------------------------------------------------------------------------------------------

ROWS = (
    Row(
        name=Markup("晨曜精密工業股份有限公司"),
        link=ours("customers/chenyao/index.html"),
        first=date(2026, 11, 24),
        cut_overs=(date(2026, 12, 11),),
        ends=(date(2027, 1, 14),),
        last=date(2027, 1, 29),
        freezes=((date(2026, 12, 24), date(2027, 1, 3)),),
        conflict=False,
    ),
    Row(
        name=Markup('<span lang="zh-TW">青岱設計</span> &amp; Partners'),
        link=ours("customers/qingdai/index.html"),
        first=date(2026, 12, 1),
        cut_overs=(date(2026, 12, 28), date(2027, 1, 12), date(2027, 2, 1)),
        ends=(date(2026, 12, 30), date(2027, 1, 15), date(2031, 1, 1)),
        last=date(2027, 2, 20),
        freezes=((date(2026, 12, 24), date(2027, 1, 3)), (date(2027, 2, 4), date(2027, 2, 14))),
        conflict=True,
    ),
    Row(
        name=Markup("Maoyun"),
        link=ours("customers/maoyun/index.html"),
        first=date(2027, 1, 4),
        cut_overs=(),
        ends=(),
        last=date(2027, 1, 4),
        freezes=(),
        conflict=False,
    ),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_of_several_customers_is_the_one_that_was_reviewed(
    language: str, voices: dict[str, Voice], draw: Draw, golden: Callable[[Path, str], None]
) -> None:
    golden(CASES / f"several customers.{language}.svg", _svg(draw(portfolio_timeline(ROWS, voices[language]))))


def test_the_names_of_customers_lead_to_them_and_are_no_part_of_an_image(voices: dict[str, Voice], draw: Draw) -> None:
    svg = _tree(draw(portfolio_timeline(ROWS, voices["en"])))
    assert [link.get("href") for link in svg.iter(f"{SVG}a")] == [str(row.link) for row in ROWS]
    assert svg.get("role") == "group"


def test_a_cut_over_inside_a_freeze_is_marked(voices: dict[str, Voice], draw: Draw) -> None:
    picture = draw(portfolio_timeline(ROWS, voices["en"]))
    marked = re.findall(r'<use href="#portfolio-conflict".*<title>(.*)</title>', picture)
    assert marked == ["Cut-over in a freeze: 2026-12-28 (Mon)"]


def test_there_is_no_picture_of_no_customers(voices: dict[str, Voice]) -> None:
    assert portfolio_timeline([], voices["en"]) is None


# ---- Reading pictures ----------------------------------------------------------------------------------------------


def _svg(picture: str) -> str:
    """The drawing alone, as a file that shows it, though without the site's colours."""
    return picture[picture.index("<svg ") : picture.index("</svg>")] + "</svg>\n"


def _tree(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(_svg(picture))  # noqa: S314 - ours


def _told(picture: str) -> list[str]:
    return [line for line in (_tree(picture)[1].text or "").splitlines() if line]


def _tells(line: str, event: Event, voice: Voice) -> bool:
    """Whether a line begins with the event's day and has its words; a freeze has both its days."""
    what = {"gate": f" {event.section.letter}" if event.section else "", "freeze": event.last.isoformat()}
    kind = "" if event.kind == "freeze" else str(voice.label("timeline", event.kind))
    return line.startswith(event.first.isoformat()) and kind + what.get(event.kind, "") in line


def _elements(picture: str, css: str) -> list[ElementTree.Element]:
    return [text for text in _tree(picture).iter(f"{SVG}text") if text.get("class") == css]


def _names(picture: str) -> list[str]:
    return ["".join(text.itertext()) for text in _elements(picture, "csp-name")]


def _heads(picture: str) -> list[str]:
    return ["".join(text.itertext()) for text in _elements(picture, "csp-lower")]


def _texts(picture: str) -> list[str]:
    return ["".join(text.itertext()) for text in _tree(picture).iter(f"{SVG}text")]


def _of_calendar(path: str, page: str) -> list[str]:
    return PICTURE.findall(page) if path.endswith("/calendar.md") else []


def _without_words(picture: str) -> str:
    return re.sub(r">[^<]*<", "><", picture)


def _tags(picture: str) -> list[str]:
    """What is drawn without what is written; only the place of a band's name moves with its length."""
    tags = re.findall(r"<(?!tspan|/tspan)[a-z/][^>]*>", picture)
    return [re.sub(r' x="[0-9]+"', "", tag) if "csp-middle" in tag else tag for tag in tags]


def _lines(picture: str) -> list[str]:
    """The lines of a picture without words, and with the days in them."""
    day = re.compile(r"(?:[0-9]{4}-)?(?<![0-9])[0-9]{2}-[0-9]{2}(?![0-9])")
    plain = re.sub(r'</?tspan(?: lang="zh-TW")?>', "", picture).splitlines()
    return [f"{_without_words(line) if '<' in line else ''} {day.findall(line)}" for line in plain]


def _frozen(plan: Plan, name: Text) -> Plan:
    """The plan of a customer that has a freeze of this name."""
    freeze = Freeze.model_validate({"from": "2026-12-20", "to": "2026-12-30"}).model_copy(
        update={"name": Pair.same(name)}
    )
    return replace(plan, customer=plan.customer.model_copy(update={"freezes": (freeze,)}))


def _unreadable(picture: str) -> Iterator[str]:
    """Words that leave the picture or lie over others, by the estimate of their width."""
    boxes = [(*_box(text), "".join(text.itertext())) for text in _tree(picture).iter(f"{SVG}text")]
    yield from (said for left, right, _, said in boxes if left < -1 or right > WIDTH + 1)
    for number, (left, right, y, said) in enumerate(boxes):
        for other_left, other_right, other_y, other in boxes[number + 1 :]:
            if abs(y - other_y) < 11 and left < other_right and other_left < right:
                yield f"{said} ↔ {other}"


def _box(text: ElementTree.Element) -> tuple[float, float, int]:
    css, x, width = text.get("class"), int(text.get("x", "")), text_width("".join(text.itertext()))
    if css in ("csp-lower", "csp-middle"):
        return x - width / 2, x + width / 2, int(text.get("y", ""))
    if css == "csp-name" or text.get("text-anchor") == "end":
        return x - width, x, int(text.get("y", ""))
    return x, x + width, int(text.get("y", ""))
