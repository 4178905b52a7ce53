"""A project read customer by customer: rules and partners once, a customer's file when it is asked for."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from platform import python_version

from generator.errors import Problem, Where
from generator.load.address import site_address
from generator.load.against_rules import against_rules
from generator.load.brand import FOLDER as BRAND
from generator.load.brand import read_brand
from generator.load.customers import FOLDER, PARTNERS, customer_names, id_in, read_customer, read_partners
from generator.load.project import Project
from generator.load.rule_files import PACKAGE, TEMPLATES, RuleFiles
from generator.load.rules import read_rules
from generator.load.tree import Disk
from generator.model import Customer

_MADE_BY = (
    "Babel",
    "holidays",
    "Jinja2",
    "Markdown",
    "MarkupSafe",
    "mkdocs",
    "mkdocs-material",
    "pydantic",
    "PyYAML",
    "segno",
)
"""Whose other version may make other pages of the same files."""

_INHERITED = re.compile(r"^INHERIT:[ ]*[\"']?([^\"'\n#]+?)[\"']?[ ]*$", re.MULTILINE)
_THEME = re.compile(rb"^[ ]+custom_dir:[ ]*[\"']?([^\"'\n#!]+?)[\"']?[ ]*\r?$", re.MULTILINE)
_ASKED = re.compile(r"!ENV[ ]+(\[[^\]]*\]|\S+)")

_OWN = ("guidance", "templates", "catalog", BRAND)
"""Folders of a project that its pages are made from, besides the customers."""


class Piecemeal:
    """``problems``: of all files but the customers'. ``project``: without customers; None where the rules are wrong."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._tree = Disk(root)
        guidance, wording, self.problems = read_rules(RuleFiles.of(self._tree))
        address, wrong = site_address(self._tree)
        self.problems += wrong
        brand, wrong = read_brand(self._tree)
        self.problems += wrong
        self._names: dict[str, str] = {}
        self._digests: dict[str, str] = {}
        if self._tree.entries(FOLDER) is None:
            self._partners = None
            self.problems.append(Problem(Where(self._tree.shown(FOLDER)), "no-customers-folder"))
        else:
            self._partners, wrong = read_partners(self._tree)
            names, odd = customer_names(self._tree)
            self.problems += wrong + odd
            self._names = {id_in(name): name for name in names}
        self.project = Project((), guidance, wording, address, {}, brand) if guidance and wording else None

    @property
    def customers(self) -> tuple[str, ...]:
        """The ids that the names of the files give, in their order; they are not checked."""
        return tuple(self._names)

    def customer(self, customer_id: str) -> tuple[Customer | None, list[Problem]]:
        """A customer, or the Problems with its file."""
        customer, source, problems = read_customer(self._tree, self._names[customer_id], self._partners)
        if source is not None and self.project:
            problems += against_rules([source], self.project.guidance)
        return (None if problems else customer), problems

    def digest(self, customer_id: str) -> str:
        """The same as long as the customer's file is the same; '' where it cannot be read."""
        if customer_id not in self._digests:
            content, _ = self._tree.content(self._names[customer_id])
            self._digests[customer_id] = "" if content is None else hashlib.sha256(content).hexdigest()
        return self._digests[customer_id]

    def digest_of_mkdocs(self) -> str:
        """The same as long as MkDocs makes the same of a piece of Markdown; it looks for the files that are linked."""
        digest = hashlib.sha256(self._configuration())
        for folder in (TEMPLATES / "theme", self._root / "templates" / "theme", *self._theme()):
            digest.update(repr([path.relative_to(folder).as_posix() for path in _files(folder)]).encode())
        for said in (python_version(), *(f"{name} {version(name)}" for name in ("Markdown", "mkdocs"))):
            digest.update(f"{said}\0".encode())
        return digest.hexdigest()

    def digest_of_the_rest(self, *more: str) -> str:
        """The same as long as all else that pages are made from is the same; ``more``: what belongs to it too."""
        digest = hashlib.sha256()
        for said in (python_version(), *(f"{name} {version(name)}" for name in _MADE_BY), *more):
            digest.update(f"{said}\0".encode())
        digest.update(self._configuration())
        for path in self._rest():
            content = path.read_bytes()
            digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
        return digest.hexdigest()

    def _configuration(self) -> bytes:
        """mkdocs.yml, what it inherits, and what it asks the environment for; ours of that follows from other files."""
        told = b""
        name = "mkdocs.yml"
        while name and (content := self._tree.content(name)[0]) and content not in told:
            told += content
            inherited = _INHERITED.search(content.decode(errors="replace"))
            name = posixpath.normpath(posixpath.join(posixpath.dirname(name), inherited[1])) if inherited else ""
        asked = {one for names in _ASKED.findall(told.decode(errors="replace")) for one in re.findall(r"\w+", names)}
        values = {name: os.environ.get(name, "") for name in sorted(asked) if not name.startswith("RUNBOOKS_")}
        return told + repr(values).encode()

    def _theme(self) -> list[Path]:
        """The folder of a theme that mkdocs.yml names itself, or what it inherits."""
        return [self._root / os.fsdecode(name) for name in _THEME.findall(self._configuration())]

    def _rest(self) -> Iterator[Path]:
        """Every file but the customers' own, in order."""
        yield from _files(PACKAGE)
        yield from _files(TEMPLATES)
        for folder in (*(self._root / name for name in _OWN), *self._theme()):
            yield from _files(folder)
        yield from (path for path in [self._root / FOLDER / PARTNERS] if path.is_file())


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
