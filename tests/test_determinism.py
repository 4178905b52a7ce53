"""The same files give the same pages, byte for byte, on every machine."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from runbooks_command import contents, runbooks

ROOT = Path(__file__).resolve().parent.parent

MACHINES = {
    "in Taipei": {"TZ": "Asia/Taipei", "LANG": "zh_TW.UTF-8", "LC_ALL": "zh_TW.UTF-8", "PYTHONHASHSEED": "1"},
    "in Honolulu": {"TZ": "Pacific/Honolulu", "LANG": "en_US.UTF-8", "LC_ALL": "C", "PYTHONHASHSEED": "2"},
    "without UTF-8": {"TZ": "UTC", "LANG": "C", "LC_ALL": "POSIX", "PYTHONHASHSEED": "3", "PYTHONUTF8": "0"},
}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """This repository's customers, rendered on several machines, each in a working folder of its own."""
    with ThreadPoolExecutor() as pool:
        running = {
            machine: pool.submit(_rendered_on, environment, tmp_path_factory.mktemp("machine"))
            for machine, environment in MACHINES.items()
        }
    return {machine: future.result() for machine, future in running.items()}


def _rendered_on(environment: dict[str, str], here: Path) -> dict[str, bytes]:
    shutil.copytree(ROOT / "customers", here / "project" / "customers")
    result = runbooks(
        "render", "--project", here / "project", "--out", here / "out", cwd=here, PYTHONCOERCECLOCALE="0", **environment
    )
    assert result.returncode == 0, result.stderr
    return contents(here / "out" / "pages")


def test_every_machine_makes_the_same_pages(rendered: dict[str, dict[str, bytes]]) -> None:
    first, *others = rendered.values()
    assert len(first) > 100
    for other in others:
        assert sorted(other) == sorted(first)
        assert [name for name in first if first[name] != other[name]] == []


def test_pages_are_utf_8_without_a_mark_and_with_plain_line_ends(rendered: dict[str, dict[str, bytes]]) -> None:
    for name, content in rendered["without UTF-8"].items():
        text = content.decode("utf-8")
        assert not text.startswith("\ufeff"), name
        assert "\r" not in text, name
        assert text.endswith("\n"), name


def test_rendering_over_old_pages_makes_the_same_as_rendering_anew(
    rendered: dict[str, dict[str, bytes]], tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "site" / "pages", tmp_path / "pages")
    result = runbooks("render", "--out", tmp_path, cwd=ROOT)
    assert result.returncode == 0
    assert contents(tmp_path / "pages") == rendered["in Honolulu"]
