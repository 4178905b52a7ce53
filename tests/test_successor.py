"""What is said where Zensical's pages differ from MkDocs': `make successor` compares the real ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from page_parts import page_parts
from successor import Accepted, Difference, compare, differences, main, report

PAGE = """\
<!doctype html>
<html lang="en">
<head>
<title>Harbour Foods</title>
<meta name="description" content="Three subscriptions move">
<link rel="icon" href="assets/favicon.svg">
<link rel="stylesheet" href="assets/stylesheets/main.css">
<link rel="stylesheet" href="assets/csp.css">
</head>
<body>
<a href="#what" class="md-skip">Skip</a>
<input name="__palette" aria-label="Switch to dark">
<a class="csp-language" href="../zh-TW/index.html" hreflang="zh-TW">中文</a>
<ul>
<li><a href="index.html" class="md-nav__link"><span>Home</span></a></li>
<li><a href="#what" class="md-nav__link"><span>What moves</span></a></li>
</ul>
<article class="md-content__inner md-typeset">
<h2 id="what">What moves<a class="headerlink" href="#what">¶</a></h2>
<p>Two <b>subscriptions</b>.</p>
<p>One more.</p>
<label><input type="checkbox" data-check="a1">Tick</label>
</article>
<script id="__config" type="application/json">{"base": ".", "translations": {"clipboard.copy": "Copy"}}</script>
<script src="assets/javascripts/bundle.js"></script>
<script src="assets/csp.js"></script>
</body>
</html>
"""

Site = Callable[..., Path]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Writes the site of a program: ``site("mkdocs", {"en/index.html": …})``; gives the folder of the English pages."""

    def write(program: str, files: dict[str, str]) -> Path:
        for name, text in {"zh-TW/index.html": PAGE, **files}.items():
            path = tmp_path / program / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path / program / "en"

    return write


ASSETS = {f"en/assets/{name}": "" for name in ("favicon.svg", "csp.css", "csp.js", "stylesheets/main.css")}
ASSETS |= {"en/assets/javascripts/bundle.js": ""}


def said(site: Site, changed: str, more: dict[str, str] | None = None) -> list[str]:
    mkdocs = site("mkdocs", {**ASSETS, "en/index.html": PAGE})
    zensical = site("zensical", {**ASSETS, "en/index.html": changed, **(more or {})})
    return [f"{name}: {difference}" for name, difference in compare(mkdocs, zensical)]


@pytest.mark.parametrize(
    ("what", "instead", "differs"),
    [
        ("<title>Harbour Foods", "<title>Harbour", {"title"}),
        ('lang="en"', 'lang="de"', {"language"}),
        ("Three subscriptions move", "", {"description"}),
        ("<b>subscriptions</b>", "<b>licences</b>", {"words of the article"}),
        ("<b>subscriptions</b>", "subscriptions", {"words of the article", "markup of the article"}),
        (' data-check="a1"', "", {"markup of the article"}),
        ('href="#what">¶', 'href="#">¶', {"links of the article", "markup of the article"}),
        ('<h2 id="what">', "<h2>", {"anchors of the article", "markup of the article", "links"}),
        ("<span>Home</span>", "<span>Start</span>", {"navigation"}),
        ('aria-label="Switch to dark"', 'aria-label=""', {"what is ours around the article"}),
        ("../zh-TW/index.html", "index.html", {"language switch", "what is ours around the article"}),
        (">Skip<", ">Jump<", {"words around the article"}),
        ("assets/csp.css", "assets/stylesheets/main.css", {"our scripts and styles"}),
        ('<script src="assets/csp.js"></script>', "", {"our scripts and styles"}),
        ('"Copy"', '"Kopieren"', {"words for scripts"}),
    ],
)
def test_what_a_reader_would_miss_is_said(what: str, instead: str, differs: set[str], site: Site) -> None:
    assert PAGE.count(what) >= 1
    assert {line.split(": ")[1] for line in said(site, PAGE.replace(what, instead))} == differs


@pytest.mark.parametrize(
    ("what", "instead"),
    [
        ("assets/stylesheets/main.css", "./assets/stylesheets/modern/main.css"),
        ('href="index.html"', 'href="./index.html"'),
        ('href="index.html"', 'href="../en/index.html"'),
        ("<article", "<i hidden></i>\n\n<article"),
        ('<h2 id="what">', '<a id="__skip" tabindex="-1"></a>\n<h2 id="what">'),
        ("<span>What moves</span>", '<span class="md-typeset">What <code>moves</code></span>'),
    ],
)
def test_what_no_reader_sees_is_not_said(what: str, instead: str, site: Site) -> None:
    assert said(site, PAGE.replace(what, instead), {"en/assets/stylesheets/modern/main.css": ""}) == []


def test_another_order_is_said(site: Site) -> None:
    first, second = "<p>Two <b>subscriptions</b>.</p>", "<p>One more.</p>"
    changed = PAGE.replace(f"{first}\n{second}", f"{second}\n{first}")
    assert said(site, changed)[0] == "index.html: words of the article: only MkDocs has at this place: Two"


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"en/more.html": PAGE}, "more.html: files: only Zensical has more.html"),
        ({"en/assets/csp.css": "x"}, "assets/csp.css: contents of files: only MkDocs has this assets/csp.css"),
        (
            {"en/assets/stylesheets/main.css": "@import '//fonts.example/a.css'"},
            "assets/stylesheets/main.css: links: only Zensical has //fonts.example/a.css (outside)",
        ),
    ],
)
def test_files_that_differ_are_said(more: dict[str, str], line: str, site: Site) -> None:
    assert said(site, PAGE, more) == [line]


@pytest.mark.parametrize(
    ("address", "why"),
    [("https://fonts.example/a.woff2", "outside"), ("gone.html", "no such file"), ("index.html#gone", "no such place")],
)
def test_an_address_that_leads_nowhere_is_said_wherever_it_stands(address: str, why: str, site: Site) -> None:
    changed = PAGE.replace("</head>", f'<link rel="preload" href="{address}">\n</head>')
    assert said(site, changed) == [f"index.html: links: only Zensical has {address} ({why})"]


def test_pages_that_are_the_same_do_not_differ(site: Site) -> None:
    language = site("mkdocs", {"en/index.html": PAGE})
    parts = page_parts(language / "index.html", language)
    assert all(parts.values())
    assert list(differences(parts, parts)) == []


FOUND = [("en/a.html", Difference("navigation", "MkDocs", "Home")), ("en/b.html", Difference("title", "MkDocs", "B"))]


def test_what_is_accepted_ends_well_and_is_said_with_its_reason() -> None:
    accepted = [Accepted("navigation", "MkDocs", "H.*", "it is so"), Accepted("title", "MkDocs", "B", "that too")]
    lines = [
        "navigation: only MkDocs has Home – in 2 files, first en/a.html – accepted: it is so",
        "title: only MkDocs has B – in en/b.html – accepted: that too",
    ]
    assert report([*FOUND, ("en/c.html", FOUND[0][1])], accepted) == (lines, 0)


def test_anything_else_ends_badly() -> None:
    accepted = [Accepted("navigation", "MkDocs", "H.*", "it is so"), Accepted("title", "Zensical", "B", "the other")]
    lines, code = report(FOUND, accepted)
    assert (lines[1], code) == ("title: only MkDocs has B – in en/b.html", 1)


def test_what_is_accepted_and_no_longer_differs_ends_badly() -> None:
    accepted = [Accepted(one.part, one.only, one.it, "so") for _, one in FOUND]
    lines, code = report(FOUND[:1], accepted)
    assert (lines[1:], code) == (["title: no longer does only MkDocs have B: take it out of ACCEPTED"], 1)


@pytest.mark.parametrize(("environment", "code"), [({}, 0), ({"CI": "true"}, 1)])
def test_without_zensical_it_says_so_and_only_ci_is_stopped(
    environment: dict[str, str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(environment, None) == code
    assert capsys.readouterr().out.startswith("zensical is not installed: nothing was compared.")
