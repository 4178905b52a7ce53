"""YAML, strictly: what hides something from a reviewer is a Problem, everything else comes through as it is written."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.errors import Problem
from generator.load.strict_yaml import read, read_file
from generator.load.tree import Disk
from generator.model import CustomerFile, Source, check_shape, is_id

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "hostile" / "yaml_hostile.json").read_text(encoding="utf-8")
)
OF_A_FIELD = {"en_homoglyph", "en_dotless"}
"""Harmless as YAML: the field that they stand in refuses them."""

SECONDS = 5


def _named(*wants: str) -> list[Any]:
    chosen = [case for case in CASES if case["want"] in wants and case["id"] not in OF_A_FIELD]
    return [pytest.param(case, id=f"{case['id']} {case['note']}") for case in chosen]


@pytest.mark.parametrize("case", _named("reject"))
def test_a_broken_file_is_a_problem_and_never_an_exception(case: dict[str, Any], tmp_path: Path) -> None:
    began = time.monotonic()
    _, problems = _read(case, tmp_path)
    assert time.monotonic() - began < SECONDS
    assert problems


@pytest.mark.parametrize("case", _named("string", "accept", "warn"))
def test_a_value_comes_through_as_the_text_that_is_written(case: dict[str, Any], tmp_path: Path) -> None:
    began = time.monotonic()
    source, problems = _read(case, tmp_path)
    assert time.monotonic() - began < SECONDS
    assert problems == []
    assert source is not None
    assert source.values == yaml.load(_raw(case), Loader=yaml.BaseLoader)  # noqa: S506 - it makes text only


def test_a_cyrillic_letter_in_a_domain_is_refused_by_the_domain() -> None:
    source, problems = read(_customer(domain=_value("en_homoglyph", "domain")), "a.yaml")
    assert problems == []
    assert _kinds(source) == {"tenant › domain: domain"}


def test_a_dotted_capital_i_is_refused_as_an_id() -> None:
    name = _value("en_dotless", "id")
    source, problems = read(_customer(id=name), "a.yaml")
    assert problems == []
    assert _kinds(source) == {f"subscriptions[1] ({name}) › id: slug"}
    assert not is_id(name)


def test_a_hundred_thousand_open_brackets_are_too_deep_and_crash_nothing() -> None:
    assert _of("[" * 100_000) == [("a.yaml:1", "yaml-too-deep", {"limit": "20"})]


def test_a_hundred_thousand_open_braces_are_too_deep_and_crash_nothing() -> None:
    assert _of("a: " + "{a: " * 100_000) == [("a.yaml:1", "yaml-too-deep", {"limit": "20"})]


def test_too_many_values_are_refused_with_the_limit_that_they_exceed() -> None:
    assert _of("a: [" + "0," * 300_001 + "]") == [("a.yaml:1", "yaml-too-many", {"limit": "300,000"})]


def test_twenty_thousand_subscriptions_in_one_file_are_not_too_many() -> None:
    row = "  - {id: a, offer: B, seats: 1, bought: {channel: csp}, ends_on: 2027-01-14}\n"
    assert _of("subscriptions:\n" + row * 20_000) == []


def test_a_key_twice_and_a_wrong_seat_count_in_one_file_are_both_reported() -> None:
    source, problems = read(_customer(seats="010") + "notes: one\nnotes: two\n", "a.yaml")
    assert [(str(problem.where), problem.id) for problem in problems] == [("a.yaml:11", "key-twice")]
    assert _kinds(source) == {"subscriptions[1] (e3-main) › seats: seats"}


def test_a_problem_of_a_broken_file_does_not_hide_those_above_it() -> None:
    assert _of("a: 1\na: 2\nb: *x\n") == [
        ("a.yaml:2", "key-twice", {"key": "a"}),
        ("a.yaml:3", "yaml-anchor", {}),
    ]


@pytest.mark.parametrize("mark", ["\ufffe", "\uffff"])
def test_a_noncharacter_is_a_hidden_character(mark: str) -> None:
    shown = f"U+{ord(mark):04X}"
    assert _of(f"notes: a{mark}b\n") == [("a.yaml:1", "hidden-character", {"mark": shown})]


def test_every_hidden_character_is_reported_with_its_line() -> None:
    assert _of("a: 1\nb: x\u202ey\nc: 3\nd: x\u2028y\n") == [
        ("a.yaml:2", "hidden-character", {"mark": "U+202E"}),
        ("a.yaml:4", "hidden-character", {"mark": "U+2028"}),
    ]


def test_a_problem_of_yaml_quotes_nothing_of_the_file() -> None:
    texts = ["password: hunter2: x\n", "password: @hunter2\n", 'password: "hunter2\n', "password: !hunter2 x\n"]
    problems = [problem for text in texts for problem in read(text, "a.yaml")[1]]
    assert len(problems) == len(texts)
    assert "hunter2" not in repr(problems)


def _raw(case: dict[str, Any]) -> bytes:
    return base64.b64decode(case["b64"]) if "b64" in case else case["text"].encode()


def _read(case: dict[str, Any], folder: Path) -> tuple[Source | None, list[Problem]]:
    if "text" in case:
        return read(case["text"], "a.yaml")
    path = folder / "a.yaml"
    path.write_bytes(_raw(case))
    return read_file(Disk(path.parent), path.name)


def _value(case_id: str, key: str) -> str:
    case = next(case for case in CASES if case["id"] == case_id)
    return _raw(case).decode().removeprefix(f"{key}: ").strip()


def _customer(id: str = "e3-main", seats: str = "120", domain: str = "chenyao.onmicrosoft.com") -> str:  # noqa: A002
    return f"""\
planned_on: 2026-11-22
customer: {{name: 晨曜}}
tenant: {{domain: {domain}, country: TW}}
subscriptions:
  - id: {id}
    offer: ENTERPRISEPACK
    seats: {seats}
    bought: {{channel: csp}}
    ends_on: 2027-01-14
"""


def _kinds(source: Source | None) -> set[str]:
    assert source is not None
    return {f"{problem.where.trail}: {problem.id}" for problem in check_shape(CustomerFile, source)[1]}


def _of(text: str) -> list[tuple[str, str, dict[str, str]]]:
    return [(str(problem.where), problem.id, dict(problem.values)) for problem in read(text, "a.yaml")[1]]
