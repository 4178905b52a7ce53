"""The real command in a process of its own; whatever it is told, it never shows a traceback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from generator.cli import main
from generator.text import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
CODE = "import sys; from generator.cli import main; sys.exit(main())"
COMMAND = [sys.executable, "-B", "-c", CODE]

MARKS = re.compile("[\x01\x04-\x06]")
"""What stands around inserted values before they are printed, and is never shown or written."""

Result = subprocess.CompletedProcess[str]


def surroundings(**changed: str) -> dict[str, str]:
    """The environment of a command: ours without what would steer it, and with the program to be found anywhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RUNBOOKS_")}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "NO_MKDOCS_2_WARNING": "1", "COLUMNS": "80"} | changed


def runbooks(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> Result:
    """One command, as typed in the folder ``cwd``."""
    result = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=cwd,
        env=surroundings(**environment),
        capture_output=True,
        encoding="utf-8",
        timeout=400,  # a whole site, on a machine that does other things as well
        check=False,
    )
    said = result.stdout + result.stderr
    assert "Traceback" not in said, said
    assert not MARKS.search(said), said
    return result


def in_this_process(*arguments: str | Path) -> Result:
    """The same without a process of its own, which takes a second to begin."""
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        code = main([*map(str, arguments)])
    assert not MARKS.search(out.getvalue() + err.getvalue())
    return Result(arguments, code, out.getvalue(), err.getvalue())


def in_both_languages(*arguments: str | Path, cwd: Path = ROOT) -> Mapping[str, Result]:
    """The same command side by side in every language."""
    with ThreadPoolExecutor() as pool:
        running = {
            language: pool.submit(runbooks, *arguments, cwd=cwd, RUNBOOKS_LANGUAGE=language) for language in LANGUAGES
        }
    return {language: future.result() for language, future in running.items()}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder: what a command that must write nothing leaves as it was."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
