"""Known parts: each kind of Markdown, taken apart or left to MkDocs, becomes what MkDocs makes of it as a whole."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from runbooks_command import ROOT

from generator.load import Project
from generator.plan import Plan
from generator.render import Pages
from generator.site import Setup
from generator.site.mkdocs import Book, MkDocs
from generator.site.parts import Filled
from generator.site.typesetter import Typesetter
from generator.text import LANGUAGES, Text, linked, ours, unmarked, varying, word

HERE = Path(__file__).resolve().parent
PARTS = sorted((HERE / "cases" / "parts").glob("*.md"))
PAGE = "customers/any/any.md"
WHOLE = sorted((HERE / "cases" / "parts" / "whole").glob("*.md"))
"""Pieces that mean something for others, or they for them: a page with one of those is left to MkDocs."""

LEFT_TO_MKDOCS = [path for path in PARTS if path.stem.startswith("left to MkDocs")]

VALUES = [
    {"text": "Chenyao", "word": "12", "more": "48", "link": "../../glossary.md"},
    {"text": '<b>"&*_`|[]()#!\\', "word": "2026-11-22", "more": "1", "link": "runbook.md#step-3"},
    {"text": "1. one", "word": "P1Y", "more": "0", "link": "../other/index.md#finding-a"},
    {"text": " # two\n\n    - lines ", "word": "e3", "more": "7.5", "link": "letters-2027-01-11.md"},
    {"text": "zq7w0zq", "word": "3", "more": "zx7inner", "link": "../../guidance/steps.md#zq7a0zq"},
    {"text": "zx6between", "word": "contoso.md", "more": "a.md-b", "link": "decisions.md#a.md"},
    {"text": "", "word": "A", "more": "a-b", "link": "index.md"},
    {"text": "晨曜精密", "word": "30000", "more": "2", "link": "checklist.md"},
]
"""What stands in the places of a piece of Markdown; ``<<said>>`` is ``text`` with tags around it."""

WORDED = [values for values in VALUES if values["text"]]
LETTERS = ({**VALUES[0], "word": "e3", "more": "P1Y"}, {**VALUES[-1], "word": "A", "more": "a-b"})
"""What begins with a letter: at the start of a line a number may be no number."""


@pytest.fixture(scope="module")
def book() -> Book:
    names = {language: language for language in LANGUAGES}
    setup = Setup(ROOT, ROOT / "templates" / "theme", names, "", dict.fromkeys(LANGUAGES, ""))
    mkdocs = MkDocs(setup, "en")
    fronts = {path: lambda: "# A page\n" for path in mkdocs.config.nav or ()}
    return Book(mkdocs, fronts, lambda path: path.endswith(".md"))


def _with(markdown: str, values: dict[str, str]) -> str:
    """Markdown with marked values in it, as templates print them."""
    said = Text(values["text"]).__html__()
    inserted = {
        "text": said,
        "said": varying(ours(f'<span lang="zh-TW">{unmarked(said)}</span>')),
        "word": word(values["word"]),
        "more": word(values["more"]),
        "link": linked(values["link"]),
    }
    for name, value in inserted.items():
        markdown = markdown.replace(f"<<{name}>>", value)
    return markdown


def _page(typesetter: Typesetter, book: Book, marked: str) -> Filled:
    """As a press does; a value without words may make a heading of what stands before it."""
    return typesetter.pages([marked])[0] or _whole(book, marked)


def _whole(book: Book, marked: str) -> Filled:
    """What MkDocs makes of all of it at once."""
    made = book.part(PAGE, unmarked(marked))
    return Filled(made.html.strip(), made.headings)


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.stem)
def test_a_piece_with_other_values_in_it_is_what_mkdocs_makes_of_it(path: Path, book: Book) -> None:
    markdown = path.read_text(encoding="utf-8")
    typesetter = Typesetter(partial(book.parts, PAGE))
    for values in (*VALUES, *VALUES):
        marked = _with(markdown, values)
        assert _page(typesetter, book, marked) == _whole(book, marked)


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.stem)
def test_what_can_be_filled_in_is_converted_once(path: Path, book: Book) -> None:
    markdown = path.read_text(encoding="utf-8")
    typesetter = Typesetter(partial(book.parts, PAGE))
    typesetter.pages([_with(markdown, LETTERS[0])])
    known = typesetter.converted
    typesetter.pages([_with(markdown, LETTERS[1])])
    assert typesetter.converted == known
    assert bool(typesetter.concrete) == (path in LEFT_TO_MKDOCS)


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_what_reaches_beyond_itself_is_not_taken_apart(path: Path, book: Book) -> None:
    """Behind other pieces and before them; once they are known, too."""
    typesetter = Typesetter(partial(book.parts, PAGE))
    before, piece, behind = "## One {#one}\n\n- two", path.read_text(encoding="utf-8"), "## Three {#three}\n\nfour"
    typesetter.pages([f"{before}\n\n{behind}"])
    for values in (VALUES[0], VALUES[0], LETTERS[1]):
        assert typesetter.pages([_with(f"{before}\n\n{piece}\n{behind}", values)]) == [None]


@pytest.mark.parametrize("at_once", [1, 40])
def test_pages_of_all_pieces_in_any_order_are_what_mkdocs_makes_of_them(book: Book, at_once: int) -> None:
    """Pieces stand behind any others: what goes on, what begins anew; page by page, or all at once."""
    typesetter = Typesetter(partial(book.parts, PAGE))
    pages = ["\n\n".join(_mixed(seed)) for seed in range(40)]
    made = [one for start in range(0, 40, at_once) for one in typesetter.pages(pages[start : start + at_once])]
    for seed, (marked, page) in enumerate(zip(pages, made, strict=True)):
        assert page in (None, _whole(book, marked)), f"seed {seed}"
    assert made.count(None) < 6  # code behind an element of HTML, for one


def test_no_page_of_a_customer_is_left_to_mkdocs_as_a_whole(
    book: Book, loaded: Project, plans: tuple[Plan, ...]
) -> None:
    """Our own templates can be taken apart; it is what makes a site of thousands quick."""
    making = Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates)
    typesetter = Typesetter(partial(book.parts, PAGE))
    for plan in sorted(plans, key=lambda plan: -len(plan.steps))[::6]:
        for path, marked in making.one(plan)[1]:
            if path.startswith("en/"):
                assert typesetter.pages([marked.partition("\n---\n")[2]]) != [None]
    assert typesetter.concrete == 0


def _mixed(seed: int) -> Iterator[str]:
    chance = random.Random(seed)  # noqa: S311 - no secret
    for path in chance.sample(PARTS, len(PARTS) // 2):
        yield _with(path.read_text(encoding="utf-8").strip("\n"), chance.choice(WORDED))
