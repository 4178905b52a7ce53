"""Our own words: Chinese as Taiwan writes it, the field's terms, both languages complete, every message worded."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.guidance import pairs
from generator.text import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
GUIDANCE = sorted((ROOT / "generator" / "guidance").glob("*.yaml"))
TABLES = [*GUIDANCE, *sorted((ROOT / "templates").rglob("*.yaml"))]
TEMPLATES = sorted((ROOT / "templates").rglob("*.j2"))
PAPERS = sorted(ROOT.glob("*.zh-TW.md"))
CODE = sorted((ROOT / "generator").rglob("*.py"))

QUOTED = {"seen", "erratum", "avoid"}
"""Keys below which others are quoted: faulty translations and what is said of them, renderings never printed."""

FORBIDDEN = {
    "租使用者": "租用戶",
    "基座": "授權數",
    "以授權為基礎": "授權型",
    "供應專案": "供應項目",
    "優惠方案": "供應項目",
    "合作夥伴儀表板": "合作夥伴中心",
    "(?<!合作)夥伴": "合作夥伴",
    "頻道": "通路",
    "(?<!溝)通道": "通路",
    "多重通道": "多通路",
    "關聯性": "關係",
    "傳輸": "轉移",
    "布建": "佈建",
    "暫止": "暫停",
    "條款(?:期間|結束|長度)": "訂閱期間",
    "字詞": "訂閱期間",
    "自動更新": "自動續約",
    "點數": "帳單抵扣額",
    "信用額度": "帳單抵扣額",
    "已中止": "已停止供應",
    "許可權": "權限",
    "對等的供應項目": "同等的供應項目",
    "已停止提供": "已停止供應",
    "期滿時取消": "到期終止",
    "延長服務期(?!間)": "延長服務期間",
    "抵用金額": "帳單抵扣額",
    "記錄在案": "登記合作夥伴",
    "記錄可查": "登記合作夥伴",
    "檢查表": "檢核表",
}
"""A pattern that is never printed, and what to write instead: domain.md §4 (marked ✗) and what §7 replaces."""

BOTH_WAYS = {"台臺", "雇僱", "表錶", "了瞭", "布佈"}
"""Taiwan writes the first of each (台灣, 雇用, 儀表, 了解, 公布); OpenCC's standard prefers the second."""

KIND = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
CHINESE = "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"


def test_no_forbidden_term_is_printed() -> None:
    assert [
        f"{place}: {found[0]} → {better}: {text}"
        for place, text in _chinese()
        for term, better in FORBIDDEN.items()
        if (found := re.search(term, text))
    ] == []


def test_nothing_that_the_glossary_avoids_is_printed() -> None:
    (glossary,) = [path for path in GUIDANCE if path.stem == "glossary"]
    avoided = {word: term["term"]["zh-TW"] for term in _values(glossary)["terms"] for word in term.get("avoid", [])}
    assert [
        f"{place}: {word} → {better}: {text}"
        for place, text in _chinese()
        for word, better in avoided.items()
        if word in text.replace(better, "")
    ] == []


@pytest.fixture(scope="session")
def as_taiwan_writes() -> Callable[[str], str]:
    """OpenCC, from Simplified characters to Taiwan's; it knows phrases, so that 后 in 皇后 stays and 后面 does not."""
    import opencc

    converter = opencc.OpenCC("s2tw")
    return lambda text: str(converter.convert(text))


def test_no_simplified_character_is_printed(as_taiwan_writes: Callable[[str], str]) -> None:
    assert [
        f"{place}: {ours} → {theirs}: {text}"
        for place, text in _chinese()
        for ours, theirs in zip(text, as_taiwan_writes(text), strict=True)
        if ours != theirs and ours + theirs not in BOTH_WAYS
    ] == []


def test_the_search_for_simplified_characters_finds_them(as_taiwan_writes: Callable[[str], str]) -> None:
    assert as_taiwan_writes("万与体发票里面订阅皇后") == "萬與體發票裡面訂閱皇后"


@pytest.mark.parametrize("mark", [",", ";", "!", "?", ":"])
def test_no_half_width_mark_stands_between_two_chinese_characters(mark: str) -> None:
    between = re.compile(f"{CHINESE}{re.escape(mark)}\\s*{CHINESE}")
    shown = re.compile(r"`[^`]*`|「[^」]*」")  # what is typed or quoted as it stands
    assert [f"{place}: {text}" for place, text in _chinese() if between.search(shown.sub("", text))] == []


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_text_stands_in_every_language(path: Path) -> None:
    assert [place for place, value in _mappings(path.stem, _values(path)) if 0 < _languages_in(value) < 2] == []


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_the_placeholders_are_the_same_in_every_language(path: Path) -> None:
    assert [
        f"{name}: {sorted(_placeholders(words['en']) ^ _placeholders(words['zh-TW']))}"
        for name, _, words in pairs(path.stem, _values(path))
        if _placeholders(words["en"]) != _placeholders(words["zh-TW"])
    ] == []


def test_every_problem_has_wording_and_every_wording_is_used() -> None:
    labels = _values(ROOT / "templates" / "labels.yaml")
    used = {problem_id for path in CODE for problem_id in _problem_ids(path)}
    assert {"without wording": used - set(labels["problems"]), "unused": set(labels["problems"]) - used} == {
        "without wording": set(),
        "unused": set(),
    }


def test_every_problem_says_what_is_wrong_and_what_to_write_instead() -> None:
    labels = _values(ROOT / "templates" / "labels.yaml")
    assert {
        name: list(words) for name, words in labels["problems"].items() if list(words) != ["wrong", "instead"]
    } == {}


@cache
def _values(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - it makes text only


def _chinese() -> Iterator[tuple[str, str]]:
    """Every Chinese text that is printed, and its place."""
    for path in TABLES:
        for name, _, words in pairs(path.stem, _without_quotations(_values(path))):
            yield name, words["zh-TW"]
    for path in [*TEMPLATES, *PAPERS]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if re.search(CHINESE, line):
                yield f"{path.relative_to(ROOT).as_posix()}:{number}", line


def _without_quotations(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_quotations(inner) for key, inner in value.items() if key not in QUOTED}
    if isinstance(value, list):
        return [_without_quotations(inner) for inner in value]
    return value


def _mappings(name: str, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        yield name, value
        for key, inner in value.items():
            yield from _mappings(f"{name}/{key}", inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _mappings(f"{name}/{index}", inner)


def _languages_in(value: dict[str, Any]) -> int:
    return len({language for language in LANGUAGES if value.get(language)})


def _placeholders(text: str) -> set[str]:
    """``{key}``, ``{{ offer }}``, ``{% if seller %}`` – blanks inside left out."""
    return {re.sub(r"\s+", "", found) for found in re.findall(r"\{\{?[^{}]*\}?\}|\{%[^%]*%\}", text)}


def _problem_ids(path: Path) -> set[str]:
    """The ids of Problems that a module makes: in calls, in what its checks yield, in tables of kinds."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        found |= set(_ids_of(node))
    return found


def _ids_of(node: ast.AST) -> Iterator[str]:
    at = {"Problem": 1, "problem": 1, "_refused": 1, "wrong": 0, "matching": 0}
    if isinstance(node, ast.Call) and (index := at.get(ast.unparse(node.func).rpartition(".")[2])) is not None:
        yield from _strings(node.args[index]) if len(node.args) > index else ()
    elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
        parts = node.value.elts
        named = (part for part, values in pairwise(parts) if isinstance(values, ast.Dict))
        yield from (text for part in named for text in _strings(part))
    elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in {"kind", "_REASONS"}:
        yield from (text for inner in ast.walk(node.value) for text in _strings(inner) if KIND.fullmatch(text))
    elif isinstance(node, ast.FunctionDef) and node.name in {"as_date", "_not_a_mapping"}:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Return) and inner.value is not None:
                first = inner.value.elts[0] if isinstance(inner.value, ast.Tuple) else inner.value
                yield from _strings(first)


def _strings(node: ast.AST) -> Iterator[str]:
    """The texts that an expression can give; of ``f"expected-{wanted}"`` both."""
    if isinstance(node, ast.JoinedStr) and ast.unparse(node).startswith("f'expected-"):
        yield from ("expected-mapping", "expected-list")
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (text for branch in (node.body, node.orelse) for text in _strings(branch))
    elif isinstance(node, ast.Tuple):
        yield from (text for part in node.elts for text in _strings(part))
