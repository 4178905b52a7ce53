"""A project folder to checked values: customers, partners, guidance, labels, templates – and every Problem in them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.errors import Problem, ProblemsFound
from generator.guidance import Guidance
from generator.load.address import site_address
from generator.load.against_rules import against_rules
from generator.load.brand import FOLDER as BRAND
from generator.load.brand import read_brand
from generator.load.customers import load_customers
from generator.load.memory import Memory
from generator.load.rule_files import PACKAGE, TEMPLATES, RuleFiles
from generator.load.rules import Wording, read_rules
from generator.load.tree import Disk, OpenFolder
from generator.model import Brand, Customer, Source
from generator.text import Token

MKDOCS = next(path for path in (PACKAGE / "mkdocs.yml", PACKAGE.parent / "mkdocs.yml") if path.is_file())


@dataclass(frozen=True)
class Project:
    """Everything that is read, checked.

    ``sources``: customer → what its file holds, and on which line. ``address``: where the built site is found, '' where
    mkdocs.yml names none. ``brand``: None where the project looks as the program brings it.
    """

    customers: tuple[Customer, ...]
    guidance: Guidance
    wording: Wording
    address: str
    sources: Mapping[Token, Source]
    brand: Brand | None = None


def load_project(root: Path, only: Iterable[Path] = ()) -> Project:
    """The whole project, or the customers of the files ``only``; raises ProblemsFound with those of all files."""
    project, problems = _read(Disk(root), [_named(path, root) for path in only], Memory())
    if problems or project is None:
        raise ProblemsFound(problems)
    return project


class Rereading:
    """A project that is read again and again while people work in it.

    What has not changed is not checked again and is the same object: customers, guidance, labels.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._memory = Memory()

    def project(self) -> tuple[Project, list[Problem]]:
        """The project as it is now, and what may wait: translations to be looked at. Raises ProblemsFound."""
        project, problems = _read(OpenFolder(self._root), (), self._memory)
        waiting = [problem for problem in problems if problem.id == "translation-stale"]
        if project is None or len(waiting) < len(problems):
            raise ProblemsFound(problems)
        return project, waiting


def _read(tree: Disk, only: Sequence[str], memory: Memory) -> tuple[Project | None, list[Problem]]:
    """Everything, where it could be made, and every Problem."""
    guidance, wording, problems = read_rules(RuleFiles.of(tree), memory)
    customers, sources, wrong = load_customers(tree, only, memory)
    problems += wrong
    problems += against_rules(sources.values(), guidance) if guidance else []
    address, wrong = site_address(tree)
    problems += wrong
    brand, wrong = read_brand(tree)
    problems += wrong
    if guidance is None or wording is None:
        return None, problems
    return Project(customers, guidance, wording, address, sources, brand), problems


def theme_folder(root: Path) -> Path:
    """The MkDocs theme overrides: the project's own, else the package's."""
    own = root / "templates" / "theme"
    return own if own.is_dir() else TEMPLATES / "theme"


def watched_paths(root: Path) -> tuple[Path, ...]:
    """Everything whose change changes the site, there or not: what customers, guidance and templates are read from."""
    own = [
        root.resolve() / name
        for name in ("customers", "guidance", "generator/guidance", BRAND, "catalog", "templates", "mkdocs.yml")
    ]
    return tuple(dict.fromkeys((*own, PACKAGE / "guidance", TEMPLATES)))


def diff_schema() -> str:
    """The JSON Schema of a review, as it lies in the package."""
    return (PACKAGE / "review" / "diff.schema.json").read_text(encoding="utf-8")


def preview_file(name: str) -> str:
    """What only a preview shows, always the running program's: a project's own templates may be what is wrong."""
    return (TEMPLATES / "preview" / name).read_text(encoding="utf-8")


def starter_files() -> dict[str, str]:
    """The files of a new repository, by their paths in it."""
    folder = TEMPLATES / "starter"
    names = {path: path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()}
    files = {name.replace("dot-", "."): path.read_text(encoding="utf-8") for path, name in names.items()}
    return files | {"mkdocs.yml": MKDOCS.read_text(encoding="utf-8")}


def _named(path: Path, root: Path) -> str:
    """A file's name below the project's folder, also where it lies outside of it; the file itself may be a link."""
    place = path.parent.resolve() / path.name
    try:
        return Path(os.path.relpath(place, root.resolve())).as_posix()
    except ValueError:  # on Windows: another drive
        return place.as_posix()
