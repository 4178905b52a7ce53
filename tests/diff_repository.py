"""Real git repositories with the same commits on every machine, and changes of them that cases describe in files."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from runbooks_command import ROOT, runbooks

CASES = ROOT / "tests" / "cases" / "diff"

_STEERING = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_DATE": "2026-11-22T09:00:00+08:00",
    "GIT_COMMITTER_DATE": "2026-11-22T09:00:00+08:00",
}
_SETTINGS = {
    "user.name": "Lin",
    "user.email": "lin@acme.example",
    "commit.gpgsign": "false",
    "core.autocrlf": "false",
    "core.symlinks": "true",
    "init.defaultBranch": "main",
    "init.defaultObjectFormat": "sha1",
    "protocol.file.allow": "always",
}
_OPTIONS = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]

_PACKAGED = {"guidance": "generator/guidance", "templates": "templates"}
"""Folder of a project → where the package's own files of it lie."""


def git(folder: Path, *arguments: str | Path) -> str:
    """What git prints; nobody's own settings steer it."""
    command = ["git", *_OPTIONS, "-C", folder, *arguments]
    return subprocess.run(command, env=_STEERING, capture_output=True, encoding="utf-8", check=True).stdout


def commit(root: Path) -> str:
    """Commits everything there is; the id of the commit."""
    git(root, "add", "--all", "--force")
    git(root, "commit", "--quiet", "--allow-empty", "-m", "Change")
    return git(root, "rev-parse", "HEAD").strip()


def start(root: Path) -> Path:
    """The customers of the cases as a project in a new repository, not committed yet."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "--quiet")
    (root / "mkdocs.yml").touch()
    shutil.copytree(CASES / "customers", root / "customers")
    return root


def change(root: Path, told: Mapping[str, Any]) -> None:
    """Does to the files what a case tells, in this order.

    ``own``: files of the package that the project gets as its own · ``rename``: old → new name · ``remove``: names, a
    folder with all that is in it · ``add``: name → text · ``replace``: name → pairs of a text and what stands there
    instead · ``customers``: those of the cases that come, by their files' names · ``record``: customer → steps that are
    recorded as done · ``confirm``: whether somebody looked at the other language.
    """
    for name in told.get("own", ()):
        folder, _, below = name.partition("/")
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / _PACKAGED[folder] / below, root / name)
    for old, new in told.get("rename", {}).items():
        (root / old).rename(root / new)
    for name in told.get("remove", ()):
        shutil.rmtree(root / name) if (root / name).is_dir() else (root / name).unlink()
    for name, text in told.get("add", {}).items():
        (root / name).write_text(text, encoding="utf-8", newline="\n")
    for name in told.get("customers", ()):
        (root / "customers").mkdir(exist_ok=True)
        shutil.copy(CASES / "customers" / f"{name}.yaml", root / "customers")
    for name, pairs in told.get("replace", {}).items():
        for old, new in pairs:
            replace(root / name, old, new)
    for customer, steps in told.get("record", {}).items():
        for step in steps:
            record = ("--by", "林", "--evidence", "截圖 3 張", "--on", "2026-11-20")
            assert runbooks("done", customer, step, *record, cwd=root).returncode == 0
    if told.get("confirm"):
        assert runbooks("guidance", "confirm", cwd=root).returncode == 0


def replace(path: Path, old: str, new: str) -> None:
    """Another text in the place of one that stands there once."""
    text = path.read_bytes().decode()
    assert text.count(old) == 1, f"{path.name}: {text.count(old)} × {old!r}"
    path.write_bytes(text.replace(old, new).encode())


def changed(root: Path, case: Path) -> tuple[str, ...]:
    """The repository of a case, and its revisions to compare: `main`, and `change` where head is committed too."""
    told = yaml.safe_load((case / "change.yaml").read_text(encoding="utf-8"))
    start(root)
    change(root, told.get("base", {}))
    commit(root)
    change(root, told.get("head", {}))
    if not told.get("committed"):
        return ("main",)
    git(root, "checkout", "--quiet", "-b", "change")
    commit(root)
    return "main", "change"


def copies(root: Path, count: int) -> list[Path]:
    """The files of so many customers in the place of the others: c001 and on, alike but for names and tenants."""
    text = (CASES / "customers" / "nanxun.yaml").read_text(encoding="utf-8")
    for path in (root / "customers").glob("[a-z]*.yaml"):
        path.unlink()
    paths = [root / "customers" / f"c{number:03}.yaml" for number in range(1, count + 1)]
    for path in paths:
        own = text.replace("Nanxun Foods", f"Foods {path.stem[1:]}").replace("nanxun.", f"{path.stem}.")
        path.write_text(own, encoding="utf-8", newline="\n")
    return paths
