"""Everyday mistakes: each file under cases/invalid with the whole message that its writer reads, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.errors import ProblemsFound
from generator.load import packaged_labels
from generator.load.customers import load_customers
from generator.load.tree import Disk
from generator.text import LANGUAGES

CASES = Path(__file__).parent / "cases"
CUSTOMERS = sorted((CASES / "invalid").glob("*.yaml"))
PARTNERS = sorted((CASES / "invalid-partners").glob("*.yaml"))
VALID = CASES / "valid" / "only what is required.yaml"


@pytest.mark.parametrize("case", CUSTOMERS, ids=lambda case: case.stem)
def test_a_mistake_in_a_customers_file(case: Path, project: Callable[..., Path], golden: Callable[..., None]) -> None:
    said = _messages(project({"acme": case.read_bytes()}))
    golden(case.with_suffix(".errors.txt"), said)


@pytest.mark.parametrize("case", PARTNERS, ids=lambda case: case.stem)
def test_a_mistake_in_the_partners_file(case: Path, project: Callable[..., Path], golden: Callable[..., None]) -> None:
    said = _messages(project({"acme": VALID.read_bytes()}, case.read_text(encoding="utf-8")))
    golden(case.with_suffix(".errors.txt"), said)


@pytest.mark.parametrize("folder", ["invalid", "invalid-partners"])
def test_every_expected_message_belongs_to_a_case(folder: str) -> None:
    cases = {path.stem for path in (CASES / folder).glob("*.yaml")}
    assert {path.name.removesuffix(".errors.txt") for path in (CASES / folder).glob("*.errors.txt")} == cases


def _messages(root: Path) -> str:
    """Every message in each language, as the command prints it."""
    *_, problems = load_customers(Disk(root))
    wording = packaged_labels()["problems"]
    parts = []
    for language in LANGUAGES:
        texts = [problem.text(wording, language) for problem in ProblemsFound(problems).problems]
        parts.append("\n".join([f"# {language}", *texts, ""]))
    return "\n".join(parts)
