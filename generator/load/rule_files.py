"""Where the rules of a project are read from, its own folders and the package's. Knows names, no contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.guidance import FILES
from generator.load.products import NEW_COMMERCE, PRODUCTS
from generator.load.translations import LOCK
from generator.load.tree import Disk, Tree

PACKAGE = Path(__file__).resolve().parent.parent
TEMPLATES = next(folder for folder in (PACKAGE / "templates", PACKAGE.parent / "templates") if folder.is_dir())
"""In a wheel the templates lie in the package, in the repository beside it."""

LABELS = "labels"
OWN_GUIDANCE, PACKAGED_GUIDANCE = "guidance", "generator/guidance"
_OWN_TEMPLATES, _PACKAGED_TEMPLATES = "templates", TEMPLATES.relative_to(PACKAGE.parent).as_posix()

Place = tuple[Tree, str]
"""A file: in which tree, and its name there."""


@dataclass(frozen=True)
class RuleFiles:
    """The rule files of a project and of the package."""

    own: Tree
    package: Tree

    @classmethod
    def of(cls, tree: Tree) -> RuleFiles:
        """Those of a project; where it is the program's own repository, the package's as it has them too."""
        return cls(tree, tree if _holds_the_package(tree) else Disk(PACKAGE.parent))

    @property
    def are_the_packages(self) -> bool:
        """Whether the project is the program's own repository."""
        return self.own is self.package

    def are_known(self, *places: Place) -> bool:
        """Whether files are all of the program that runs: its tests have read them, nobody looks at them again."""
        return not self.are_the_packages and all(tree is self.package for tree, _ in places)

    def tables(self, name: str) -> tuple[Place, ...]:
        """A table of the guidance: the package's, and behind it the project's own where it has one."""
        packaged, own = self.packaged_table(name), self.own_table(name)
        return tuple(place for place in (packaged, own) if place[0].has(place[1])) or (packaged,)

    def packaged_table(self, name: str) -> Place:
        return self.package, f"{PACKAGED_GUIDANCE}/{name}.yaml"

    def own_table(self, name: str) -> Place:
        return self.own, f"{OWN_GUIDANCE}/{name}.yaml"

    def labels(self) -> Place:
        """The project's own labels, or the package's."""
        own = f"{_OWN_TEMPLATES}/{LABELS}.yaml"
        return (self.own, own) if self.own.has(own) else (self.package, f"{_PACKAGED_TEMPLATES}/{LABELS}.yaml")

    def locks(self) -> Iterator[Place]:
        for tree, folder in ((self.package, PACKAGED_GUIDANCE), (self.own, OWN_GUIDANCE)):
            if tree.has(f"{folder}/{LOCK}"):
                yield tree, f"{folder}/{LOCK}"

    def templates(self) -> dict[str, Place]:
        """Every ``*.j2`` by its name below ``templates/``; the project's own in the place of ours."""
        found = {}
        for tree, folder in ((self.package, _PACKAGED_TEMPLATES), (self.own, _OWN_TEMPLATES)):
            for name in tree.files(folder, ".j2"):
                found[name.removeprefix(f"{folder}/")] = (tree, name)
        return found

    def prepare(self) -> None:
        """Says that all of them are read next."""
        tables = [place for name in FILES for place in self.tables(name)]
        places = [*tables, self.labels(), *self.locks(), *self.templates().values()]
        for tree in (self.own, self.package):
            tree.prepare(name for where, name in places if where is tree)

    def digests(self) -> tuple[str | None, ...]:
        """What the guidance's tables and the imported lists hold: the same where they are the same."""
        tables = (place for name in FILES for place in (self.packaged_table(name), self.own_table(name)))
        lists = ((self.own, PRODUCTS), (self.own, NEW_COMMERCE))
        return tuple(_digest(place) for place in (*tables, *lists))

    def same_guidance(self, other: RuleFiles) -> bool:
        """Whether no table of the guidance differs."""
        return self.digests() == other.digests()

    def same_wording(self, other: RuleFiles) -> bool:
        """Whether neither labels nor templates differ."""
        here, there = self.templates(), other.templates()
        same = here.keys() == there.keys() and _digest(self.labels()) == _digest(other.labels())
        return same and all(_digest(here[name]) == _digest(there[name]) for name in here)


def packaged_labels_file() -> Place:
    """The package's own labels, whatever the project has."""
    return Disk(PACKAGE.parent), f"{_PACKAGED_TEMPLATES}/{LABELS}.yaml"


def _digest(place: Place) -> str | None:
    tree, name = place
    return tree.digest(name) if tree.has(name) else None


def _holds_the_package(tree: Tree) -> bool:
    """Whether it is the program's own repository, wherever the program that runs is installed."""
    return tree.has(f"{PACKAGED_GUIDANCE}/steps.yaml")
