"""The folder customers/: whatever lies in it is a customer or a Problem."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.load.customers import load_customers
from generator.load.tree import Disk
from generator.model import is_id

HERE = Path(__file__).resolve().parent
CUSTOMER = (HERE / "cases" / "valid" / "only what is required.yaml").read_text(encoding="utf-8")


def _hostile(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((HERE / "hostile" / f"{name}.json").read_text(encoding="utf-8"))
    return cases


NAMES = _hostile("ids_paths")


@pytest.mark.parametrize("case", NAMES, ids=lambda case: f"{case['want']} {case['value'][:40]!a}")
def test_a_file_is_named_by_an_id_or_is_a_problem(case: dict[str, Any], project: Callable[..., Path]) -> None:
    root = project({})
    if not _written(root / "customers", f"{case['value']}.yaml"):
        assert (case["want"], is_id(case["value"])) == ("reject", False)
        return
    customers, _, problems = load_customers(Disk(root))
    expected = ([case["value"]], []) if case["want"] == "accept" else ([], ["file-name"])
    assert ([customer.id for customer in customers], [problem.id for problem in problems]) == expected


@pytest.mark.parametrize("pair", _hostile("id_collision_pairs"), ids=lambda pair: f"{pair['a']!a} {pair['b']!a}")
def test_no_two_ids_can_be_taken_for_each_other(pair: dict[str, Any]) -> None:
    assert not (is_id(pair["a"]) and is_id(pair["b"]))


def test_a_file_name_that_is_not_text_is_a_problem(project: Callable[..., Path]) -> None:
    root = project({})
    name = os.fsdecode(b"\xe5\x8f.yaml")
    (root / "customers" / name).write_text(CUSTOMER, encoding="utf-8")
    assert _problems(root) == [("customers/??.yaml", "file-name")]


def test_links_folders_pipes_and_other_names_are_problems(project: Callable[..., Path], tmp_path: Path) -> None:
    root = project({})
    folder = root / "customers"
    (tmp_path / "elsewhere.yaml").write_text(CUSTOMER, encoding="utf-8")
    (folder / "link.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    (folder / "nowhere.yaml").symlink_to(tmp_path / "nowhere.yaml")
    (folder / "folder.yaml").mkdir()
    (folder / "notes").mkdir()
    os.mkfifo(folder / "pipe.yaml")
    for name in ("a.yml", "A.YAML", "a (1).yaml", "a.yaml~", ".a.yaml.swp", "~$a.yaml", "a.yaml.bak", "a.xlsx"):
        (folder / name).write_text(CUSTOMER, encoding="utf-8")
    assert _problems(root) == [
        ("customers/.a.yaml.swp", "not-a-customer-file"),
        ("customers/A.YAML", "not-a-customer-file"),
        ("customers/a (1).yaml", "file-name"),
        ("customers/a.xlsx", "not-a-customer-file"),
        ("customers/a.yaml.bak", "not-a-customer-file"),
        ("customers/a.yaml~", "not-a-customer-file"),
        ("customers/a.yml", "not-a-customer-file"),
        ("customers/folder.yaml", "not-a-file"),
        ("customers/link.yaml", "not-a-file"),
        ("customers/notes", "not-a-file"),
        ("customers/nowhere.yaml", "not-a-file"),
        ("customers/pipe.yaml", "not-a-file"),
        ("customers/~$a.yaml", "file-name"),
    ]


def test_what_git_and_the_desktop_leave_there_is_passed_over(project: Callable[..., Path]) -> None:
    root = project({"acme": CUSTOMER})
    for name in (".gitkeep", "README.md", ".DS_Store", "Thumbs.db"):
        (root / "customers" / name).touch()
    customers, _, problems = load_customers(Disk(root))
    assert ([customer.id for customer in customers], problems) == (["acme"], [])


def test_a_folder_named_on_the_command_line_is_a_problem(project: Callable[..., Path]) -> None:
    root = project({})
    (root / "customers" / "acme.yaml").mkdir()
    assert _problems(root, "acme.yaml") == [("customers/acme.yaml", "not-a-file")]


def test_a_pipe_named_on_the_command_line_is_a_problem(project: Callable[..., Path]) -> None:
    root = project({})
    os.mkfifo(root / "customers" / "acme.yaml")
    assert _problems(root, "acme.yaml") == [("customers/acme.yaml", "not-a-file")]


def test_a_link_named_on_the_command_line_is_a_problem(project: Callable[..., Path]) -> None:
    root = project({"acme": CUSTOMER})
    (root / "customers" / "link.yaml").symlink_to(root / "customers" / "acme.yaml")
    assert _problems(root, "link.yaml") == [("customers/link.yaml", "not-readable")]


def test_a_file_named_on_the_command_line_that_is_not_there_is_a_problem(project: Callable[..., Path]) -> None:
    assert _problems(project({}), "gone.yaml") == [("customers/gone.yaml", "not-readable")]


def test_a_file_named_on_the_command_line_is_shown_with_the_place_where_it_lies(project: Callable[..., Path]) -> None:
    root = project({})
    (root / "drafts").mkdir()
    (root / "drafts" / "acme.yaml").write_text("planned_on: today\n", encoding="utf-8")
    files = {problem.where.file for problem in load_customers(Disk(root), ["drafts/acme.yaml"])[2]}
    assert len(files) == 1
    assert files.pop().endswith("drafts/acme.yaml")


def test_a_partners_file_that_is_a_link_is_a_problem(project: Callable[..., Path]) -> None:
    root = project({"acme": CUSTOMER})
    partners = root / "customers" / "_partners.yaml"
    partners.rename(root / "partners.yaml")
    partners.symlink_to(root / "partners.yaml")
    assert _problems(root) == [("customers/_partners.yaml", "not-readable")]


def test_the_partners_file_may_be_named_on_the_command_line(project: Callable[..., Path]) -> None:
    root = project({"acme": CUSTOMER})
    assert _problems(root, "_partners.yaml") == []


def test_a_project_without_customers_has_none(project: Callable[..., Path]) -> None:
    assert load_customers(Disk(project({}))) == ((), {}, [])


def _written(folder: Path, name: str) -> bool:
    """Whether the file system holds a file of this name; names with a slash lead elsewhere."""
    if "/" in name:
        return False
    try:
        (folder / name).write_text(CUSTOMER, encoding="utf-8")
    except (OSError, ValueError):
        return False  # too long, or not encodable
    return True


def _problems(root: Path, *only: str) -> list[tuple[str, str]]:
    paths = [f"customers/{name}" for name in only]
    return sorted((problem.where.file, problem.id) for problem in load_customers(Disk(root), paths)[2])
