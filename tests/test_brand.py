"""A house's own look: colour, logo and name from brand/brand.yaml, checked, on the site, on paper, in a single file."""

from __future__ import annotations

import re
import shutil
from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import built_site
from runbooks_command import ROOT, runbooks

from generator.errors import ProblemsFound
from generator.load import load_project, packaged_labels
from generator.load.pictures import svg_faults
from generator.model import BLACK, WHITE, Brand, Colour, Logo
from generator.render import brand_files
from generator.text import LANGUAGES, Pair, Text

CASES = ROOT / "tests" / "cases"
BRAND = CASES / "house" / "brand"
LOGO = (BRAND / "logo.svg").read_bytes()
CUSTOMER = (CASES / "pages" / "one subscription of another partner ends in February.yaml").read_bytes()
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def house(project: Callable[..., Path]) -> Path:
    """A project with the look of a house."""
    root = project({"qinghe": CUSTOMER})
    shutil.copy(ROOT / "mkdocs.yml", root)
    shutil.copytree(BRAND, root / "brand")
    return root


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of such a project: the one build of this module."""
    root = tmp_path_factory.mktemp("house")
    shutil.copytree(BRAND, root / "brand")
    return built_site(root, {"qinghe": CUSTOMER}) / "site" / "html"


# ---- What is read --------------------------------------------------------------------------------------------------


def test_a_project_without_a_brand_has_none(project: Callable[..., Path]) -> None:
    assert load_project(project({})).brand is None


def test_a_brand_is_a_colour_a_logo_and_a_name_in_each_language(house: Path) -> None:
    name = Pair.of({"zh-TW": Text("雲嶺數位"), "en": Text("Yunling Digital")})
    assert load_project(house).brand == Brand(Colour((122, 31, 92)), Logo("svg", LOGO), name)


def test_each_part_of_it_may_be_left_out(house: Path) -> None:
    (house / "brand" / "brand.yaml").write_text("name: Yunling\n", encoding="utf-8")
    assert load_project(house).brand == Brand(None, None, Pair.same(Text("Yunling")))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"brand/brand.yaml": b'colour: "#ffb000"\n'}, "a colour too light for white text"),
        ({"brand/brand.yaml": b"colour: #0b5cad\n"}, "a colour without quotes"),
        ({"brand/brand.yaml": b"colour: blue\nlogo: ../logo.svg\nfont: Arial\n"}, "words that nobody knows"),
        ({"brand/logo.svg": LOGO + b" " * 204_800}, "a large logo"),
        ({"brand/logo.svg": PNG}, "a png by the name of an svg"),
        ({"brand/brand.yaml": b"logo: logo.png\n", "brand/logo.png": LOGO}, "an svg by the name of a png"),
        ({"brand/brand.yaml": b"logo: mark.svg\n"}, "a logo that is not there"),
        (
            {"brand/logo.svg": b'<svg xmlns="http://www.w3.org/2000/svg">\n<script>1</script>\n<g onclick="1"/></svg>'},
            "a logo that runs",
        ),
        ({"mkdocs.yml": b"site_name: Ours\n"}, "a configuration of an earlier version"),
    ],
)
def test_what_cannot_be_shown_is_a_problem_with_what_to_do_instead(
    house: Path, change: Mapping[str, bytes], sentence: str, golden: Callable[[Path, str], None]
) -> None:
    for name, content in change.items():
        (house / name).write_bytes(content)
    with pytest.raises(ProblemsFound) as refused:
        load_project(house)
    wording = packaged_labels()["problems"]
    said = [problem.text(wording, language) for language in LANGUAGES for problem in refused.value.problems]
    golden(CASES / "house" / "brand-problems" / f"{sentence}.txt", "\n".join(said) + "\n")


def test_a_logo_is_not_read_through_a_link(house: Path) -> None:
    (house / "brand" / "logo.svg").rename(house / "logo.svg")
    (house / "brand" / "logo.svg").symlink_to(house / "logo.svg")
    with pytest.raises(ProblemsFound) as refused:
        load_project(house)
    assert [(one.where.file, one.id) for one in refused.value.problems] == [("brand/logo.svg", "not-readable")]


# ---- Colours -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["#ffb000", "#3aa0ff", "#00a99d", "#ffffff", "#777777", "#ff0000", "#000000"])
@pytest.mark.parametrize("ground", [WHITE, BLACK, Colour.of("#eff2f5"), Colour.of("#1f2731")], ids=str)
def test_the_proposed_tone_can_be_read_and_is_the_nearest_that_can(text: str, ground: Colour) -> None:
    colour = Colour.of(text)
    tone = colour.readable_on(ground)
    assert tone.contrast(ground) >= 4.5
    if tone != colour:
        assert tone.contrast(ground) < 4.75
        assert tone.readable_on(ground) == tone


def test_contrast_is_reckoned_as_wcag_does() -> None:
    pairs = {"#ffffff": 1.0, "#767676": 4.54, "#0000ff": 8.59, "#000000": 21.0}
    assert {text: round(Colour.of(text).contrast(WHITE), 2) for text in pairs} == pairs


# ---- Logos ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted((CASES / "house" / "logos").glob("*.svg")), ids=lambda path: path.stem)
def test_an_ordinary_drawing_is_taken(path: Path) -> None:
    assert svg_faults(path.read_bytes()) == []


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<g xmlns:x="http://www.w3.org/2000/svg"><x:script/></g>',
        '<g onload="alert(1)"/>',
        '<g ONLOAD="alert(1)"/>',
        "<foreignObject><p/></foreignObject>",
        '<image href="https://elsewhere.example/a.png"/>',
        '<image href="//elsewhere.example/a.png"/>',
        '<use href="other.svg#part"/>',
        '<a href="javascript:alert(1)"><path/></a>',
        '<image href="data:image/svg+xml,&lt;svg onload=1&gt;"/>',
        '<image href="data:text/html,x"/>',
        '<path fill="url(https://elsewhere.example/a.svg#b)"/>',
        '<path style="fill:url( &quot;//elsewhere.example&quot;)"/>',
        '<path style="fill:u\\72l(//elsewhere.example)"/>',
        "<style>@import 'https://elsewhere.example/a.css';</style>",
        "<style>.a { background: url(//elsewhere.example/a.png) }</style>",
        "<style><![CDATA[.a { background: url(//elsewhere.example/a.png) }]]></style>",
        "<style>@imp<!-- -->&#111;rt 'https://elsewhere.example/a.css';</style>",
        '<set attributeName="onmouseover" to="alert(1)"/>',
        '<animate attributeName="href" values="javascript:alert(1)"/>',
        '<g xml:base="https://elsewhere.example/"/>',
        '<a><animate attributeName="xlink:href" to="javascript:alert(1)"/></a>',
        '<image><set attributeName=" xlink:href " to="https://elsewhere.example/a.png"/></image>',
        '<path fill="\\75rl(https://elsewhere.example/a.svg#b)"/>',
        '<path mask="image-set(&quot;//elsewhere.example/a.png&quot; 1x)"/>',
        '<h:meta xmlns:h="http://www.w3.org/1999/xhtml" http-equiv="refresh" content="0"/>',
        '<metadata><h:form xmlns:h="http://www.w3.org/1999/xhtml" action="//elsewhere.example"/></metadata>',
        '<img xmlns="http://www.w3.org/1999/xhtml" srcset="//elsewhere.example/a.png 1x"/>',
        '<g xmlns=""><path/></g>',
    ],
)
def test_what_runs_or_fetches_is_found_with_its_line(inside: str) -> None:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">\n{inside}\n</svg>'
    found = svg_faults(drawing.encode())
    assert found is not None
    assert {line for line, _ in found} == {2}


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b'<?xml-stylesheet href="//elsewhere.example"?><svg/>', True),
        (b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>', None),
        (b"<html/>", None),
        (b"<svg>", None),
        (b"", None),
        (PNG, None),
    ],
)
def test_what_is_no_drawing_is_refused(content: bytes, found: bool | None) -> None:
    faults = svg_faults(content)
    assert (None if faults is None else bool(faults)) == found


# ---- Where it is shown ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["index.html", "customers/qinghe/runbook.html"])
def test_every_page_has_the_houses_style_logo_and_name(site: Path, language: str, page: str) -> None:
    path = site / language / page
    html = path.read_text(encoding="utf-8")
    (style,) = re.findall(r'<link rel="stylesheet" href="([^"]*brand[^"]*)">', html)
    logos = re.findall(r'<img src="([^"]*)" alt="logo">', html)
    assert (path.parent / style).resolve() == (site / "brand" / "brand.css").resolve()
    assert {(path.parent / logo).resolve() for logo in logos} == {(site / "brand" / "logo.svg").resolve()}
    name = {"zh-TW": "雲嶺數位 · CSP", "en": "Yunling Digital · Moving"}[language]
    assert html.count(f"{name}") >= 2
    assert html.index("assets/parts.css") < html.index(style)
    assert "assets/favicon.svg" in html


def test_what_stands_beside_the_languages_is_the_style_and_the_logo_as_it_is(site: Path) -> None:
    assert sorted(path.name for path in (site / "brand").iterdir()) == ["brand.css", "logo.svg"]
    assert (site / "brand" / "logo.svg").read_bytes() == LOGO
    style = (site / "brand" / "brand.css").read_text(encoding="utf-8")
    assert set(re.findall(r"#[0-9a-f]{6}", style)) == {"#7a1f5c", "#b27da1"}


@pytest.mark.parametrize("paper", ["handoff", "consent"])
@pytest.mark.parametrize("edition", [*LANGUAGES, "both"])
def test_paper_brings_the_logo_along(site: Path, paper: str, edition: str) -> None:
    html = (site / "papers" / "qinghe" / f"{paper}.{edition}.html").read_text(encoding="utf-8")
    assert html.count(f'<img class="logo" alt="" src="data:image/svg+xml;base64,{b64encode(LOGO).decode()}">') == 1
    assert ".logo { position: absolute;" in html, "it moves nothing"


def test_a_single_file_brings_style_logo_and_name_along(house: Path) -> None:
    out = house / "qinghe.html"
    result = runbooks("export", "qinghe", "--out", out, "--lang", "en", cwd=house)
    assert result.returncode == 0
    html = out.read_text(encoding="utf-8")
    head = f'<header class="csp-brand"><img alt="" src="data:image/svg+xml;base64,{b64encode(LOGO).decode()}">'
    assert html.count(f"{head}Yunling Digital</header>") == 1
    assert "--md-primary-fg-color: #7a1f5c;" in html


def test_a_name_with_marks_is_text_wherever_it_is_shown(house: Path) -> None:
    (house / "brand" / "brand.yaml").write_text('name: "<b>A & B</b>"\n', encoding="utf-8")
    out = house / "qinghe.html"
    assert runbooks("export", "qinghe", "--out", out, "--lang", "en", cwd=house).returncode == 0
    html = out.read_text(encoding="utf-8")
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in html
    assert "<b>A" not in html


def test_without_a_colour_the_style_says_nothing_of_colours() -> None:
    templates = {path.name: path.read_text("utf-8") for path in (ROOT / "templates").glob("brand.css.j2")}
    files = brand_files(Brand(None, Logo("png", PNG), None), templates)
    assert list(files) == ["brand/brand.css", "brand/logo.png"]
    assert b"--md-primary" not in files["brand/brand.css"]
    assert b"--csp-link" not in files["brand/brand.css"]
