"""Who may import what: the order of the modules, one home per outside library, no outside world in the core."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "generator"
FILES = sorted(PACKAGE.rglob("*.py"))

ORDER = [
    *("errors", "text", "model", "catalog", "guidance", "plan", "render", "review"),
    *("load", "importers", "site", "cli"),
]
PURE = [*ORDER[: ORDER.index("load")], "importers"]

HOMES = {
    "babel": {"render"},
    "click": {"cli"},
    "holidays": {"plan"},
    "jinja2": {"render"},
    "markupsafe": {"text", "render", "review"},
    "markdown": {"site"},
    "mkdocs": {"site"},
    "openpyxl": {"importers"},
    "pydantic": {"model"},
    "segno": {"render"},
    "pydantic_core": {"model"},
    "weasyprint": {"site"},
    "xlsxwriter": {"site"},
    "yaml": {"load"},
}

WORLD = {
    *("asyncio", "builtins", "ctypes", "fileinput", "getpass", "glob", "http", "importlib", "io", "locale", "logging"),
    *("multiprocessing", "os", "pathlib", "pickle", "platform", "random", "secrets", "select", "shutil", "signal"),
    *("socket", "ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid", "webbrowser"),
}
"""Modules of the standard library that reach files, processes, the network, the clock, chance or the environment."""

ALLOWED = {"importers": {"io"}}
"""BytesIO: an export is bytes, and the libraries that read archives and workbooks want something like a file."""

CLOCK_AND_FILES = {
    *("date.today", "datetime.now", "datetime.utcnow", "datetime.today", "datetime.date.today"),
    *("datetime.datetime.now", "datetime.datetime.utcnow", "time.time", "time.monotonic"),
    *("open", "print", "input", "exec", "eval", "compile", "__import__"),
}


def test_a_module_imports_only_what_stands_left_of_it() -> None:
    assert [
        f"{_shown(file)}:{line} imports {name}"
        for file in FILES
        for line, name in _imports(file)
        if name.startswith("generator.")
        and _part(file) in ORDER
        and ORDER.index(name.split(".")[1]) > ORDER.index(_part(file))
    ] == []


def test_every_part_of_the_package_has_its_place_in_the_order() -> None:
    assert sorted({_part(file) for file in FILES} - {*ORDER, "__init__"}) == []


def test_every_outside_library_has_one_home() -> None:
    outside = [
        (file, line, name.split(".")[0])
        for file in FILES
        for line, name in _imports(file)
        if name.split(".")[0] not in {*sys.stdlib_module_names, "generator"}
    ]
    assert [
        f"{_shown(file)}:{line} imports {library}"
        for file, line, library in outside
        if _part(file) not in HOMES.get(library, set())
    ] == []


@pytest.mark.parametrize("part", PURE)
def test_the_core_imports_nothing_that_reaches_the_outside_world(part: str) -> None:
    assert [
        f"{_shown(file)}:{line} imports {name}"
        for file in FILES
        if _part(file) == part
        for line, name in _imports(file)
        if name.split(".")[0] in WORLD - ALLOWED.get(part, set())
    ] == []


@pytest.mark.parametrize("part", PURE)
def test_the_core_calls_no_clock_opens_no_file_and_prints_nothing(part: str) -> None:
    assert [
        f"{_shown(file)}:{node.lineno} calls {ast.unparse(node.func)}()"
        for file in FILES
        if _part(file) == part
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in CLOCK_AND_FILES
    ] == []


def test_only_the_command_line_prints() -> None:
    assert [
        f"{_shown(file)}:{node.lineno}"
        for file in FILES
        if _part(file) != "cli"
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"print", "click.echo", "sys.stdout.write"}
    ] == []


def test_no_file_is_longer_than_300_lines() -> None:
    lengths = {_shown(file): len(file.read_text(encoding="utf-8").splitlines()) for file in FILES}
    assert {name: lines for name, lines in lengths.items() if lines >= 300} == {}


def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _part(file: Path) -> str:
    """``model`` for generator/model/fields.py, ``errors`` for generator/errors.py."""
    return file.relative_to(PACKAGE).with_suffix("").parts[0]


def _shown(file: Path) -> str:
    return file.relative_to(PACKAGE.parent).as_posix()


def _imports(file: Path) -> Iterator[tuple[int, str]]:
    """Every import, also those inside of functions; ``from generator import x`` counts as ``generator.x``."""
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = ("." * node.level) + (node.module or "")
            if module == "generator":
                yield from ((node.lineno, f"generator.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, module
