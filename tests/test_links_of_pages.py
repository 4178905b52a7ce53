"""Links from page to page: one that leads nowhere fails the build, is named, and leaves the site as it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from bench.customers import fabricate
from runbooks_command import ROOT, Result, contents

from generator.cli.options import Words
from generator.load import packaged_labels
from generator.site import Links, write_pages
from generator.text import LANGUAGES

SAID = Words(packaged_labels(), "en")
CUSTOMER = "c00001"
Here = Callable[..., Result]
"""A command in this process."""


# ---- What is a link, and what it leads to ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("href", "page", "lost"),
    [
        ("index.html", "customers/a/runbook.html", False),
        ("index.html#overview", "customers/a/runbook.html", False),
        ("#here", "customers/a/runbook.html", False),
        ("../a/index.html#%E6%99%A8", "customers/a/runbook.html", False),
        ("#", "customers/a/runbook.html", False),
        ("https://example.com/none.html", "customers/a/runbook.html", False),
        ("mailto:a@example.com", "customers/a/runbook.html", False),
        ("../../../papers/a/a.html", "customers/a/runbook.html", False),
        ("../../assets/csp.css", "customers/a/runbook.html", False),
        ("index.html#week=2026-W48", "customers/a/runbook.html", False),
        ("letters.html", "customers/a/runbook.html", True),
        ("index.html#overvieu", "customers/a/runbook.html", True),
        ("#there", "customers/a/runbook.html", True),
        ("../b/index.html", "customers/a/runbook.html", True),
        ("../../index.html", "customers/a/runbook.html", True),
        ("letters.html?a=b", "customers/a/runbook.html", True),
        ("index.html?a=b#overview", "customers/a/runbook.html", False),
        ("index.html#once", "customers/a/runbook.html", False),
        ("/imprint.html", "customers/a/runbook.html", False),
        ("customers/a/index.html#overview", "index.html", False),
        ("customers/a/index.html#overvieu", "index.html", True),
        ("a/index.html", "index.html", True),
    ],
)
def test_a_link_leads_to_a_page_and_a_place_on_it_or_out_of_the_pages(href: str, page: str, lost: bool) -> None:
    links = Links()
    links.take("en", "customers/a/index.html", '<h1 id="overview">A</h1><a name="once"></a><p id="晨">')
    links.take("en", page, f'<p id="here">B</p><a href="{href}">there</a>')
    assert bool(links.dangling()) == lost


def test_of_pages_that_lead_to_the_same_nowhere_the_first_by_its_path_is_named_in_whatever_order_they_came() -> None:
    for pages in (("a.html", "b.html"), ("b.html", "a.html")):
        links, others = Links(), Links()
        for one, page in zip((links, others), pages, strict=True):
            one.take("en", page, '<a href="c.html#x"></a>')
        links.add(others)
        said = "'a.html' contains a link to 'c.html#x', which is not there."
        assert links.dangling() == [f"[en]\nWARNING -  {said}"]


def test_another_languages_page_of_the_same_name_is_another_page() -> None:
    links = Links()
    links.take("en", "index.html", '<p id="here"></p>')
    links.take("zh-TW", "glossary.html", '<a href="index.html"></a>')
    assert links.dangling() == [
        "[zh-TW]\nWARNING -  'glossary.html' contains a link to 'index.html', which is not there."
    ]


def test_a_page_that_is_not_taken_is_looked_for_where_it_lies() -> None:
    pages = {("en", "index.html"): b'<p id="new" id="new">'}
    wanted = {("en", "index.html", anchor): "week.html" for anchor in ("", "new", "old", "ne", 'new" id="new')}
    links = Links()
    links.lead({**wanted, ("zh-TW", "index.html", ""): "week.html"})
    lost = [("en", f"index.html#{anchor}") for anchor in ("ne", 'new" id="new', "old")]
    assert links.dangling(lambda language, page: pages.get((language, page))) == [
        f"[{language}]\nWARNING -  'week.html' contains a link to '{page}', which is not there."
        for language, page in [*lost, ("zh-TW", "index.html")]
    ]


def test_what_a_folders_pages_want_of_each_other_is_known_before_all_pages_are_there() -> None:
    links = Links()
    links.take("en", "customers/a/index.html", '<a href="runbook.html#x"></a><a href="../../rules.html#y"></a>')
    lost, outward = links.within("customers/a/")
    said = "'customers/a/index.html' contains a link to 'customers/a/runbook.html#x', which is not there."
    assert (lost, outward) == ([f"[en]\nWARNING -  {said}"], {("en", "rules.html", "y"): "customers/a/index.html"})


# ---- A template that leads nowhere -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stood(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one customer, whose site stood before; tests leave it as it is."""
    root = tmp_path_factory.mktemp("links") / "project"
    root.mkdir()
    fabricate(root, 1)
    for name in ("pages", "html"):
        write_pages(root / "site" / name, [("index.md", "The site before")])
    return root


@pytest.mark.parametrize(
    ("links", "said"),
    [
        (
            {
                "customer": "[x](nowhere.md) [x](runbook.md#nowhere) [x](#nowhere)",
                "letters": '<div><a href="decisions.html#nowhere">x</a></div>',
            },
            [
                "'customers/ID/index.html' contains a link to 'customers/ID/nowhere.html'",
                "'customers/ID/index.html' contains a link to 'customers/ID/runbook.html#nowhere'",
                "'customers/ID/index.html' contains a link to 'customers/ID/index.html#nowhere'",
                "'customers/ID/letters.html' contains a link to 'customers/ID/decisions.html#nowhere'",
            ],
        ),
        (
            {
                "runbook": "[x](../../guidance/steps-consent.md#nowhere)",
                "customers": "[x](ID/index.md#nowhere)",
                "glossary": "[x](customers/nobody/index.md)",
            },
            [
                "'customers/ID/runbook.html' contains a link to 'guidance/steps-consent.html#nowhere'",
                "'customers/index.html' contains a link to 'customers/ID/index.html#nowhere'",
                "'glossary.html' contains a link to 'customers/nobody/index.html'",
            ],
        ),
    ],
    ids=["inside a customer's folder", "to pages about all and from them"],
)
def test_links_that_lead_nowhere_fail_the_build_and_are_all_named_in_both_languages(
    links: Mapping[str, str], said: Sequence[str], stood: Path, tmp_path: Path, here: Here
) -> None:
    root = shutil.copytree(stood, tmp_path / "project")
    (root / "templates").mkdir()
    for template, link in links.items():
        ours = (ROOT / "templates" / f"{template}.md.j2").read_text(encoding="utf-8")
        text = f"{ours}\n\n{link.replace('ID', CUSTOMER)}\n"
        (root / "templates" / f"{template}.md.j2").write_text(text, encoding="utf-8")
    before = contents(root)
    result = here("build", "--project", root)
    lines = [f"WARNING -  {one.replace('ID', CUSTOMER)}, which is not there." for one in said]
    *told, last = result.stderr.splitlines()
    assert (result.returncode, result.stdout, last) == (1, "", SAID("build-failed"))
    named = sorted(zip(told[::2], told[1::2], strict=True))
    assert named == sorted((f"[{language}]", line) for language in LANGUAGES for line in lines)
    assert {name: text for name, text in contents(root).items() if "/.made/" not in name} == before
