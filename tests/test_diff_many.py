"""Three hundred customers at once: a comment stays short enough, is whole in itself and tells what it lacks."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from diff_repository import CASES, change, commit, copies, replace, start
from runbooks_command import runbooks

from generator.cli.diff import reviewed
from generator.cli.options import Words
from generator.load import load_sides, packaged_labels
from generator.review import Desk, Review, markdown
from generator.text import LANGUAGES

COUNT = 300
LIMIT = 20_000
NO_LIMIT = 10**9
EVERYBODY = CASES / "300 customers at once"
RULES = CASES / "a number of the guidance that touches 300 customers"

Golden = Callable[[Path, str], None]
Many = tuple[Path, Review, Desk]

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Many:
    """Every third customer gets other licences, another contact, other notes: changes of every weight."""
    root = start(tmp_path_factory.mktemp("everybody") / "project")
    paths = copies(root, COUNT)
    commit(root)
    for number, path in enumerate(paths):
        if number % 3 == 0:
            replace(path, "    seats: 40\n", f"    seats: {41 + number}\n")
        if number % 3 == 1:
            replace(path, "簡玟伶", f"簡玟伶 {number}")
        if number % 3 == 2:
            replace(path, "planned_on", f"notes: {number}\nplanned_on")
    return root, *_reviewed(root)


@pytest.fixture(scope="module")
def by_rules(tmp_path_factory: pytest.TempPathFactory) -> Many:
    """No customer's file changes; the lead of every order does."""
    root = start(tmp_path_factory.mktemp("rules") / "project")
    copies(root, COUNT)
    commit(root)
    change(root, {"own": ["guidance/facts.yaml"]})
    lead = "        days: {}\n        note:\n          en: The seed says"
    replace(root / "guidance" / "facts.yaml", lead.format(3), lead.format(10))
    return root, *_reviewed(root)


def _reviewed(root: Path) -> tuple[Review, Desk]:
    return reviewed(Words(packaged_labels(), "en"), *load_sides(root, "main"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("many", "case"), [("everybody", EVERYBODY), ("by_rules", RULES)])
def test_the_comment_is_what_was_reviewed(
    many: str, case: Path, language: str, request: pytest.FixtureRequest, golden: Golden
) -> None:
    _, review, desk = request.getfixturevalue(many)
    golden(case / f"expected.{language}.md", markdown(review, desk, language, LIMIT))
    golden(case / "expected.json", json.dumps(review.summary, indent=2) + "\n")


def test_the_command_keeps_to_the_limit(everybody: Many, golden: Golden) -> None:
    root, _, _ = everybody
    result = runbooks("diff", "main", "--format", "md", "--lang", "en", "--max-chars", str(LIMIT), cwd=root)
    golden(EVERYBODY / "expected.exit", f"{result.returncode}\n")
    assert result.stdout == (EVERYBODY / "expected.en.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("limit", [60_000, 9_000])
def test_whole_customers_are_left_out_the_least_weighty_first(everybody: Many, language: str, limit: int) -> None:
    _, review, desk = everybody
    whole, cut = (markdown(review, desk, language, most) for most in (NO_LIMIT, limit))
    every, kept = list(_blocks(whole)), list(_blocks(cut))
    assert len(cut) <= limit
    assert [_named(block) for block in every] == [str(one.id) for one in review.by_weight]
    assert kept == every[: len(kept)]
    assert 0 < len(kept) < len(every)
    assert len(cut) + len(every[len(kept)]) > limit, "as many as fit"
    (left_out,) = _left_out(cut, desk, language)
    assert left_out == len(every) - len(kept)
    assert list(_left_out(whole, desk, language)) == []
    assert cut.count("<details>") == cut.count("</details>")


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_whom_the_same_is_said_is_said_once(by_rules: Many, language: str) -> None:
    """One rule, three hundred customers: the reader sees what it does, however short the comment has to be."""
    _, review, desk = by_rules
    text = markdown(review, desk, language, LIMIT)
    assert len(text) <= LIMIT
    assert len(list(_blocks(text))) == 1
    assert list(_left_out(text, desk, language)) == []


def test_a_change_of_every_rule_is_kept_to_the_limit_too(tmp_path: Path) -> None:
    """Every title of every step, finding, clause and route reads differently: hundreds of rows of rules."""
    root = start(tmp_path / "project")
    copies(root, 20)
    commit(root)
    tables = ["clauses", "steps", "findings", "routes", "reasons"]
    change(root, {"own": [f"guidance/{name}.yaml" for name in tables]})
    for name in tables:
        path = root / "guidance" / f"{name}.yaml"
        text = re.sub(r"(?m)^( +en: )([A-Z])(.*[a-z]\.?)$", r"\1Now \2\3", path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
    change(root, {"confirm": True})
    review, desk = _reviewed(root)
    assert len(review.rules) > 100
    for language in LANGUAGES:
        assert len(markdown(review, desk, language, LIMIT)) <= LIMIT


def _blocks(text: str) -> Iterator[str]:
    """What is said of the customers one by one, each from its heading on."""
    body = text.rpartition("\n---\n")[0]
    for block in re.split(r"(?m)^(?=### )", body)[1:]:
        if "<code>c" in block.partition("\n")[0]:
            yield block.partition("\n\n\n")[0].rstrip("\n")


def _named(block: str) -> str:
    (found,) = re.findall(r"^### <code>(c\d+)</code>", block)
    return str(found)


def _left_out(text: str, desk: Desk, language: str) -> Iterator[int]:
    """How many customers the comment says that it lacks."""
    before, _, after = str(desk.voices[language].label("review", "left-out")).partition("{count}")
    pattern = re.escape(before) + r"(\d+)" + re.escape(after)
    yield from (int(number) for number in re.findall(pattern, text))
