"""A customer's file that is still being written: what it holds so far, what it lacks, one answer at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.errors import Problem, ProblemsFound
from generator.load.amend import Amendment, amended
from generator.load.answered import Ours
from generator.load.customers import customer_names, file_name, id_in, read_partners
from generator.load.files import read_text
from generator.load.recording import customer_file, text_of, wrong_in
from generator.load.reread import without_bom
from generator.load.strict_yaml import read, read_file
from generator.load.tree import Disk
from generator.model import CustomerFile, Partner, Source, check_shape
from generator.text import Token


def customer_sources(root: Path) -> Mapping[str, Source]:
    """What every customer's file holds, by the customer's id; it need not be complete.

    Raises ProblemsFound where one cannot be read: whose it is, nobody could say then.
    """
    tree = Disk(root)
    names, _ = customer_names(tree)
    read_files = {id_in(name): read_file(tree, name) for name in names}
    if unread := [problem for source, problems in read_files.values() if source is None for problem in problems]:
        raise ProblemsFound(unread)
    return {own_id: source for own_id, (source, _) in read_files.items() if source is not None}


def partners_in(root: Path) -> Mapping[Token, Partner]:
    """Who may take a customer over, by their keys; raises ProblemsFound."""
    partners, problems = read_partners(Disk(root))
    if partners is None:
        raise ProblemsFound(problems)
    return partners


def customer_problems(root: Path, customer_id: str) -> list[Problem]:
    """What is wrong with a customer's file or missing in it; which partners there are is not looked at."""
    source, problems = read_file(Disk(root), file_name(customer_id))
    return problems if source is None else problems + wrong_in(source)


def updated(root: Path, customer_id: str, amendments: Sequence[Amendment], ours: Ours) -> str:
    """The text of the file with every amendment; without comments of ``ours`` about keys that are there now.

    What is new may lack keys, as a new file may. Raises ProblemsFound where something else would be wrong that was
    not before, EditRefusedError where no small edit fits.
    """
    shown = file_name(customer_id)
    text = text_of(customer_file(root, customer_id), shown)
    after = amended(text, shown, amendments, ours=ours)
    before = {(problem.where.trail, problem.id) for problem in _in_text(text, shown)}
    wrong = [problem for problem in _in_text(after, shown) if problem.id != "missing-key"]
    new = [problem for problem in wrong if (problem.where.trail, problem.id) not in before]
    if new:
        raise ProblemsFound(new)
    return after


def begun(customer_id: str, text: str) -> str:
    """The text of a new file, which may lack keys; raises ProblemsFound where something else is wrong in it."""
    if wrong := [problem for problem in _in_text(text, file_name(customer_id)) if problem.id != "missing-key"]:
        raise ProblemsFound(wrong)
    return text


def read_values(file: Path) -> tuple[Source | None, list[Problem]]:
    """What a YAML file of a person's own holds, wherever it lies, or the Problems with it."""
    text, problems = read_text(file, file.name)
    return (None, problems) if text is None else read(text, file.name)


def problem_with(answer: str, path: Sequence[str | int]) -> Problem | None:
    """What is wrong with one value as it would stand at ``path`` in a customer's file; None where it fits."""
    values: Any = answer
    for step in reversed(path):
        values = [values] if isinstance(step, int) else {step: values}
    source = Source("", values, {})
    trail = source.trail(tuple(path))
    _, problems = check_shape(CustomerFile, source)
    return next((problem for problem in problems if problem.where.trail == trail), None)


def _in_text(text: str, shown: str) -> list[Problem]:
    source, problems = read(without_bom(text)[1], shown)
    return problems if source is None else problems + wrong_in(source)
