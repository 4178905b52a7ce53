"""What is known of a site between two builds: it never keeps what is no longer true."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from runbooks_command import ROOT, contents, runbooks

from generator.cli.options import Words
from generator.cli.run import Run
from generator.cli.workshop import Order
from generator.load import packaged_labels
from generator.site import contents as held_in

SAME = ("first-customer", "second-customer")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "plans"
    assert runbooks("init", folder, cwd=ROOT).returncode == 0
    first = folder / "customers" / "first-customer.yaml"
    text = first.read_text(encoding="utf-8").replace("first-customer", "second-customer")
    (first.parent / "second-customer.yaml").write_text(text, encoding="utf-8")
    assert runbooks("build", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """A copy, with the times of its files."""
    return Path(shutil.copytree(built, tmp_path / "plans"))


def made_again(project: Path, command: str) -> list[str]:
    """Whom a command has made again: a customer's share in the common pages is then a new file."""
    shares = [project / "site" / ".made" / "shares" / f"{customer}.json" for customer in SAME]
    before = [share.stat().st_ino for share in shares]
    assert runbooks(command, cwd=project).returncode == 0
    return [customer for customer, one, inode in zip(SAME, shares, before, strict=True) if one.stat().st_ino != inode]


def test_a_customer_that_was_rendered_alone_is_built_afterwards(project: Path) -> None:
    customer = project / "customers" / "second-customer.yaml"
    customer.write_text(re.sub(r"seats: \d+", "seats: 7777", customer.read_text(encoding="utf-8")), encoding="utf-8")
    html = project / "site" / "html" / "en" / "customers" / "second-customer" / "index.html"
    was = html.read_bytes()
    assert made_again(project, "render") == ["second-customer"]
    assert html.read_bytes() == was
    assert made_again(project, "build") == ["second-customer"]
    assert "7777" in html.read_text(encoding="utf-8")


def test_rendering_alone_believes_nothing_of_the_built_site_and_forgets_nothing_either(project: Path) -> None:
    html = project / "site" / "html" / "en" / "customers" / "second-customer" / "index.html"
    was = html.read_bytes()
    html.write_text("other", encoding="utf-8")
    assert made_again(project, "render") == []
    assert made_again(project, "build") == ["second-customer"]
    assert html.read_bytes() == was


def test_other_times_of_the_same_files_change_nothing(project: Path) -> None:
    before = contents(project / "site" / "html")
    for file in (project / "site").rglob("*"):
        os.utime(file, (1, 1))
    assert made_again(project, "build") == []
    assert contents(project / "site" / "html") == before


def test_a_file_in_a_folder_among_the_files_of_a_customer_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "pages" / "notes").mkdir(parents=True)
    (tmp_path / "pages" / "index.md").write_text("page", encoding="utf-8")
    before = held_in(tmp_path, ["pages"])
    (tmp_path / "pages" / "notes" / "more.md").write_text("page", encoding="utf-8")
    assert held_in(tmp_path, ["pages"]) != before != ""


def test_a_customer_stays_in_its_part_when_another_comes(built: Path, tmp_path: Path) -> None:
    project = Path(shutil.copytree(built, tmp_path / "plans", ignore=shutil.ignore_patterns("site")))
    folder = project / "customers"
    text = (folder / "first-customer.yaml").read_text(encoding="utf-8")
    names = [f"customer-{number}" for number in range(2, 40, 2)]
    for name in names:
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")

    def parts() -> list[set[str]]:
        order = Order(project, tmp_path / "site", tmp_path / "staged", None, html=False, offline=False)
        words = Words(packaged_labels(), "en")
        return [{*Run(words, order, (number, 3)).customers} for number in (1, 2, 3)]

    before = parts()
    (folder / "a-new-one.yaml").write_text(text, encoding="utf-8")
    after = parts()
    assert [part - {"a-new-one"} for part in after] == before
    assert sorted(name for part in after for name in part) == sorted([*SAME, *names, "a-new-one"])
