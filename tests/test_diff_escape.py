"""Nothing of a customer's file becomes markup, a mention, a link or a command in a review, whatever it holds."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import cmarkgfm
import pytest
import yaml
from diff_repository import CASES
from runbooks_command import ROOT

from generator.errors import Where
from generator.guidance import Guidance
from generator.load import Project
from generator.model import Customer, CustomerFile, Partner, Source, check_shape
from generator.review import Desk, Remark, Review, compared, lines, markdown
from generator.text import LANGUAGES, Pair, hidden_character, terminal

LISTS = ("md_hostile", "ci_pr_text", "ics_values")

MENTIONS = [
    *("@octocat", "@org/team", "a@octocat b", "(@octocat)", "@octocat/repo#1", "user@host.example", "／@octocat"),
    *(
        "#1",
        "GH-1",
        "octo/repo#1",
        "org/repo@0123456789abcdef",
        "fixes #1",
        "Closes: #1",
        "0123456789abcdef0123456789abcdef",
    ),
    *(
        "https://evil.example",
        "http://evil.example/?a=b&c",
        "www.evil.example",
        "ftp://evil.example",
        "x://y",
        "mailto:a@b.c",
    ),
    *(
        "xmpp:foo@bar.baz",
        ":tada:",
        "$x$",
        "$$x$$",
        "$`x`$",
        "~strike~",
        "~~strike~~",
        "[^1]",
        "[^1]: note",
        "- [ ] task",
    ),
    *(
        "</code></td></tr></table>",
        "</code>",
        "<code>",
        "</details>",
        "<details>",
        "</summary>",
        "<!--",
        "-->",
        "<!-- x -->",
    ),
    *(
        "<!-- csp-runbook:diff v1 lang=en -->",
        "> [!NOTE]",
        "[!CAUTION]",
        "| a | b |",
        "||",
        "|",
        "\\|",
        "a\\",
        "`",
        "``",
        "```",
    ),
    *(
        "::error file=x::boo",
        "::stop-commands::tok",
        "::add-mask::x",
        "##[error]boo",
        "##vso[task.setvariable variable=a]b",
    ),
    *(
        "##[command]x",
        "\\u202e",
        "EOF",
        "$(touch PWNED)",
        "`touch PWNED`",
        "--upload-pack=x",
        "---",
        "===",
        "* * *",
        "# x",
    ),
    *(
        "x" * 200,
        "|" * 200,
        "@" * 200,
        "a\u0301" * 150,
        "𠮷" * 199,
        " ",
        "&amp;",
        "&#64;octocat",
        "&lt;b&gt;",
        "1. x",
        "+ x",
    ),
]


def _hostile() -> Iterator[str]:
    yield from MENTIONS
    for name in LISTS:
        cases = json.loads((ROOT / "tests" / "hostile" / f"{name}.json").read_text(encoding="utf-8"))
        yield from (case.get("text") or case["value"] for case in cases)


HOSTILE = list(dict.fromkeys(_hostile()))
HARMLESS = ("Harmless", "Innocent")
BASE: dict[str, Any] = yaml.load((CASES / "customers" / "bihai.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - texts only, from our own file
FIELDS = ("customer", "contact", "seller", "freeze", "by", "evidence", "not_needed", "notes")


# ---- A review of two files -----------------------------------------------------------------------------------------


def _values(words: Mapping[str, str], seats: int) -> dict[str, Any]:
    """The values of a customer's file with words of somebody's in every place that takes free text."""
    told: dict[str, Any] = copy.deepcopy(BASE)
    told["customer"]["name"] = words["customer"]
    told["contacts"][0]["name"] = words["contact"]
    told["sellers"]["xicheng"]["name"] = {"zh-TW": words["seller"], "en": words["seller"]}
    told["freezes"] = [{"from": "2026-12-24", "to": "2027-01-03", "name": words["freeze"]}]
    done = {"done": "2026-11-16", "by": words["by"], "evidence": words["evidence"]}
    told["progress"] = {"request-relationship": done, "confirm-market": {"not_needed": words["not_needed"]}}
    told["subscriptions"][0]["seats"] = str(seats)
    told["notes"] = words["notes"]
    return told


def _taken(place: str, text: str) -> bool:
    """Whether the loader takes a text in a place."""
    words = dict.fromkeys(FIELDS, HARMLESS[0]) | {place: text}
    return not check_shape(CustomerFile, Source("customers/x.yaml", _values(words, 20), {}))[1]


@dataclass(frozen=True)
class Pairs:
    """Reviews in which each hostile string is what stood there before, and in another one what stands there after."""

    guidance: Guidance
    desk: Desk
    taker: Partner

    def review(self, before: Mapping[str, str], after: Mapping[str, str], said: str) -> Review:
        """``said``: what Problems and findings say in both languages, and the name of their file."""
        old, new = (
            {customer.id: customer}
            for customer in (self._customer(_values(before, 20)), self._customer(_values(after, 24)))
        )
        said = terminal(said.replace("\n", " "))  # as every remark's words are
        remark = Remark("x", "error", Where(said, 3, said), Pair.same(said), Pair.same(said), "x", None, "x")
        customers = tuple(compared(old, new, (self.guidance, self.guidance)))
        return Review("main", "", customers, (), {}, (remark,) * 2, (remark,), {})

    def _customer(self, values: Mapping[str, Any]) -> Customer:
        file, problems = check_shape(CustomerFile, Source("customers/x.yaml", values, {}))
        assert file, problems
        return Customer.of(file, "x", self.taker, "yunling")


@pytest.fixture(scope="module")
def pairs(loaded: Project) -> Pairs:
    desk = Desk(loaded.wording.labels, loaded.wording.templates, loaded.guidance.catalog)
    return Pairs(loaded.guidance, desk, loaded.customers[0].taker)


@pytest.fixture(scope="module")
def reviews(pairs: Pairs) -> list[tuple[str, str, Review]]:
    """Each hostile string before the next one, wherever the loader takes them."""
    taken = {text: {place: text if _taken(place, text) else HARMLESS[0] for place in FIELDS} for text in HOSTILE}
    return [
        (before, after, pairs.review(taken[before], _differing(taken[after]), after))
        for before, after in zip(HOSTILE, [*HOSTILE[1:], HOSTILE[0]], strict=True)
    ]


def _differing(words: Mapping[str, str]) -> dict[str, str]:
    """So that every place is a change also where the loader refuses both strings."""
    return {place: HARMLESS[1] if text == HARMLESS[0] else text for place, text in words.items()}


@pytest.fixture(scope="module")
def harmless(pairs: Pairs) -> Review:
    before, after = (dict.fromkeys(FIELDS, word) for word in HARMLESS)
    return pairs.review(before, after, HARMLESS[1])


# ---- In a comment --------------------------------------------------------------------------------------------------


@dataclass
class Shape(HTMLParser):
    """What a comment is as HTML: its tags in order, comments, words inside of code and outside of it."""

    tags: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    inside: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br" and self.inside:
            self.code[-1] += "\n"
        elif tag != "wbr":
            self.tags.append(f"<{tag} {sorted(attrs)}>")
        if tag == "code":
            self.inside = True
            self.code.append("")

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"</{tag}>")
        self.inside = self.inside and tag != "code"

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.code[-1] += data
        else:
            self.outside.append(data)


def _shape(text: str) -> Shape:
    shape = Shape()
    shape.feed(cmarkgfm.github_flavored_markdown_to_html(text, cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE))
    shape.close()
    return shape


def _shown(text: str, longest: int = 120) -> str:
    """A string as a review shows it: cut, blanks instead of tabs."""
    short = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return short.strip("\n").replace("\t", " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_comment_is_a_harmless_one_with_other_words_in_its_code(
    language: str, pairs: Pairs, reviews: list[tuple[str, str, Review]], harmless: Review
) -> None:
    """The same tags in the same order, and outside of code the same words: there GitHub looks for names and numbers."""
    expected = _shape(markdown(harmless, pairs.desk, language, 60_000))
    assert len(expected.comments) == 1
    assert [tag for tag in expected.tags if tag.startswith(("<a ", "<img", "<script", "<input"))] == []
    changed = {}
    for before, after, review in reviews:
        shape = _shape(markdown(review, pairs.desk, language, 60_000))
        same = (shape.tags, shape.comments, "".join(shape.outside)) == (
            expected.tags,
            expected.comments,
            "".join(expected.outside),
        )
        if not same:
            changed[before, after] = [one for one in shape.outside if one not in expected.outside]
    assert changed == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_string_is_read_as_it_was_written(
    language: str, pairs: Pairs, reviews: list[tuple[str, str, Review]]
) -> None:
    lost = []
    for before, after, review in reviews:
        code = {part.strip() for part in _shape(markdown(review, pairs.desk, language, 60_000)).code}
        notes = (text for text in (before, after) if _taken("notes", text))
        lost += [text for text in notes if _shown(text).replace("\n", " ").strip() not in code]
    assert lost == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_source_of_a_comment_holds_no_name_number_or_address_in_one_piece(
    language: str, pairs: Pairs, reviews: list[tuple[str, str, Review]]
) -> None:
    """Other forges' mail and search read the source."""
    for _, _, review in reviews:
        text = markdown(review, pairs.desk, language, 60_000)
        body = text.partition("\n")[2]
        assert not any(piece in body for piece in ("@", "://", "www.", "<!--", "](", "::", "##[", "##vso"))


# ---- On a terminal -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_of_the_text_is_of_a_customers_making(
    language: str, pairs: Pairs, reviews: list[tuple[str, str, Review]], harmless: Review
) -> None:
    """As many lines as for a harmless customer, none with a hidden character, none that a log takes as a command."""
    count = len(lines(harmless, pairs.desk, language).split("\n"))
    wrong = {}
    for before, after, review in reviews:
        said = lines(review, pairs.desk, language).split("\n")
        commands = [line for line in said if line.lstrip().startswith(("::", "##"))]
        hidden = [line for line in said if hidden_character(line)]
        if len(said) != count or commands or hidden:
            wrong[before, after] = (len(said) - count, commands, hidden)
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_azure_log_finds_no_command_anywhere_in_a_line(
    language: str, pairs: Pairs, reviews: list[tuple[str, str, Review]]
) -> None:
    """Its agent looks for `##vso[` and `##[` in the whole line, not only at the beginning."""
    found = [
        line
        for _, _, review in reviews
        for line in lines(review, pairs.desk, language).split("\n")
        if "##vso[" in line or "##[" in line
    ]
    assert found == []
