"""The import as an operations lead types it: each folder under cases/imports/command is a sitting with its files.

``run.txt`` names the languages and then a command a line; ``exports`` is the folder that they are typed in; ``before``
holds customers' files that stand there first. Expected: what each command says, and every customer's file afterwards.
"""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from conftest import PARTNERS
from runbooks_command import contents

from generator.cli import main

HERE = Path(__file__).resolve().parent
CASES = HERE / "cases" / "imports" / "command"
SITTINGS = [
    (folder, language)
    for folder in sorted(CASES.iterdir())
    for language in (folder / "run.txt").read_text(encoding="utf-8").splitlines()[0].strip("# ").split(", ")
]
DAY = "2026-11-20"

Golden = Callable[[Path, str], None]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def exports(project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which commands are typed, beside ``customers``."""
    folder = project({}) / "exports"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(exports: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command in the project: its exit code, what it prints, what it says; with any code but 0 nothing is written."""

    def command(*arguments: str | Path, lang: str = "en") -> tuple[int, str, str]:
        before = contents(exports.parent)
        day = ["--day", DAY] if arguments[0] == "import" and "--day" not in arguments else []
        code = main([*map(str, arguments), *day, "--project", str(exports.parent), "--lang", lang])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        if code:
            assert contents(exports.parent) == before
        return code, said.out, said.err

    return command


def customer(exports: Path, name: str) -> Path:
    return exports.parent / "customers" / f"{name}.yaml"


@pytest.mark.parametrize(
    ("folder", "lang"), SITTINGS, ids=[f"{folder.name}: {language}" for folder, language in SITTINGS]
)
def test_what_exports_become(folder: Path, lang: str, exports: Path, run: Run, golden: Golden) -> None:
    shutil.copytree(folder / "exports", exports, dirs_exist_ok=True)
    if (folder / "before").is_dir():
        shutil.copytree(folder / "before", exports.parent / "customers", dirs_exist_ok=True)
    commands = (folder / "run.txt").read_text(encoding="utf-8").splitlines()[1:]
    golden(folder / f"{lang}.txt", "\n".join(_typed(one, run, lang) for one in commands))
    made = sorted(path for path in (exports.parent / "customers").glob("*.yaml") if path.stem != "_partners")
    for path in made:
        golden(folder / f"{lang}.{path.name}", path.read_bytes().decode())
    assert [path.name for path in sorted(folder.glob(f"{lang}.*.yaml"))] == [f"{lang}.{path.name}" for path in made]
    for path in exports.glob("*.yaml"):
        golden(folder / f"{lang}.{path.name}.txt", path.read_text(encoding="utf-8"))


def _typed(line: str, run: Run, lang: str) -> str:
    code, out, err = run(*shlex.split(line), lang=lang)
    said = [f"> {one}" for one in out.splitlines()] + [f"! {one}" for one in err.splitlines()]
    return "\n".join([f"$ runbooks {line}", *said, f"= {code}", ""])
