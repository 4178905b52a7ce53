"""What several test modules share: the guidance, small projects, golden files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from generator.guidance import Guidance
from generator.load import load_rules

ROOT = Path(__file__).resolve().parent.parent

PARTNERS = """\
partners:
  yunling:
    name: {zh-TW: 雲嶺數位股份有限公司, en: Yunling Digital}
    country: TW
    default: yes
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Rewrite the expected files; review the diff.")


@pytest.fixture(scope="session")
def guidance() -> Guidance:
    """The guidance of this repository."""
    return load_rules(ROOT)[0]


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Path]:
    """Makes a small project folder: ``project({"acme": text or bytes}, partners=…)``; the names are customers' ids."""

    def make(customers: Mapping[str, str | bytes], partners: str = PARTNERS) -> Path:
        folder = tmp_path / "customers"
        folder.mkdir(exist_ok=True)
        (tmp_path / "mkdocs.yml").touch()
        (folder / "_partners.yaml").write_text(partners, encoding="utf-8")
        for name, content in customers.items():
            raw = content.encode() if isinstance(content, str) else content
            (folder / f"{name}.yaml").write_bytes(raw)
        return tmp_path

    return make


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares a text with the file that holds the expected one, or rewrites that file (``--update-golden``)."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8", newline="\n")
        expected = (
            path.read_text(encoding="utf-8") if path.is_file() else f"{path.name} is missing: run --update-golden"
        )
        assert text == expected

    return compare
