"""The folder `customers/`: every entry is a customer, the partners, or a Problem; files in = customers out."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.errors import Problem, Where
from generator.load.files import shown_name
from generator.load.strict_yaml import read_file
from generator.model import (
    Customer,
    CustomerFile,
    Partner,
    PartnersFile,
    check_customer,
    check_partners,
    check_shape,
    is_id,
)
from generator.text import Token, terminal

FOLDER = "customers"
PARTNERS = "_partners.yaml"
_NOT_OURS = frozenset({".gitkeep", "README.md", ".DS_Store", "Thumbs.db", PARTNERS})


def load_customers(root: Path, only: Sequence[Path] = ()) -> tuple[tuple[Customer, ...], list[Problem]]:
    """The customers in the order of their ids, and the Problems of all their files; ``only`` limits it to a few."""
    folder = root / FOLDER
    if not folder.is_dir():
        return (), [Problem(Where(FOLDER), "no-customers-folder")]
    partners, problems = _partners(folder)
    paths, wrong = ([path for path in only if path.name != PARTNERS], []) if only else _entries(folder)
    problems += wrong
    customers = []
    for path in paths:
        customer, wrong = _customer(path, partners, root)
        problems += wrong
        if customer is not None:
            customers.append(customer)
    return tuple(customers), problems


def _entries(folder: Path) -> tuple[list[Path], list[Problem]]:
    """The customers' files in order of their names; everything else there that is not ours is a Problem."""
    paths: list[Path] = []
    problems: list[Problem] = []
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        shown = terminal(f"{FOLDER}/{entry.name}")
        if entry.name in _NOT_OURS:
            continue
        if not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
            problems.append(Problem(Where(shown), "not-a-file"))
        elif not entry.name.endswith(".yaml"):
            problems.append(Problem(Where(shown), "not-a-customer-file"))
        else:
            paths.append(Path(entry.path))
    return paths, problems


def _partners(folder: Path) -> tuple[Mapping[Token, Partner] | None, list[Problem]]:
    """The partners by their keys; None where their file has Problems."""
    source, problems = read_file(folder / PARTNERS, f"{FOLDER}/{PARTNERS}")
    if source is None:
        return None, problems
    file, wrong = check_shape(PartnersFile, source)
    problems += wrong + check_partners(source)
    return (file.partners if file and not problems else None), problems


def _customer(
    path: Path, partners: Mapping[Token, Partner] | None, root: Path
) -> tuple[Customer | None, list[Problem]]:
    shown = terminal(shown_name(path, root))
    if not is_id(path.stem):
        return None, [Problem(Where(shown), "file-name")]
    source, problems = read_file(path, shown)
    if source is None:
        return None, problems
    file, wrong = check_shape(CustomerFile, source)
    problems += wrong + check_customer(source)
    if file is None or partners is None:
        return None, problems
    key = file.partner or next((key for key, partner in partners.items() if partner.default), None)
    if key is None:
        problems.append(source.problem((), "no-default-partner"))
    elif key not in partners:
        listed = list(partners)
        problems.append(source.problem(("partner",), "no-such-partner", known=", ".join(listed)))
    if problems or key is None:
        return None, problems
    return Customer.of(file, path.stem, partners[key], key), []
