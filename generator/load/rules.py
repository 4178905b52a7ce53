"""The rules of a project: guidance, labels and templates, checked together.

What the package brings is overridden file by file by a folder of the same name in the project.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from generator.errors import Problem, ProblemsFound, Where
from generator.guidance import (
    FILES,
    FINDING_VARIABLES,
    LETTER_VARIABLES,
    STEP_VARIABLES,
    Guidance,
    build,
    pairs,
)
from generator.load.memory import Memory
from generator.load.products import NEW_COMMERCE, PRODUCTS, read_products
from generator.load.strict_yaml import read, read_file
from generator.load.translations import LOCK, lock_lines, stale
from generator.load.tree import Disk, Tree
from generator.model import Source
from generator.render import broken_templates, unknown_variables
from generator.text import LANGUAGES, Pair

PACKAGE = Path(__file__).resolve().parent.parent
TEMPLATES = next(folder for folder in (PACKAGE / "templates", PACKAGE.parent / "templates") if folder.is_dir())
"""In a wheel the templates lie in the package, in the repository beside it."""

LABELS = "labels"
_GUIDANCE = ("guidance", "generator/guidance")
_TEMPLATES = ("templates", TEMPLATES.relative_to(PACKAGE.parent).as_posix())


@dataclass(frozen=True)
class Wording:
    """Labels as nested mappings that end in Pairs, and templates by name."""

    labels: Mapping[str, Any]
    templates: Mapping[str, str]


@dataclass(frozen=True)
class RuleFiles:
    """Where each rule file of a project is read from: its own folder first, then the package's."""

    own: Tree
    package: Tree

    @classmethod
    def of(cls, tree: Tree) -> RuleFiles:
        """Those of a project; where it is the program's own repository, the package's as it has them too."""
        return cls(tree, tree if _holds_the_package(tree) else Disk(PACKAGE.parent))

    def place(self, folders: tuple[str, str], name: str) -> tuple[Tree, str]:
        own = f"{folders[0]}/{name}"
        return (self.own, own) if self.own.has(own) else (self.package, f"{folders[1]}/{name}")

    def table(self, name: str) -> tuple[Tree, str]:
        """A table of the guidance, or the labels."""
        return self.place(_TEMPLATES if name == LABELS else _GUIDANCE, f"{name}.yaml")

    def locks(self) -> Iterator[tuple[Tree, str]]:
        for tree, folder in ((self.package, _GUIDANCE[1]), (self.own, _GUIDANCE[0])):
            if tree.has(f"{folder}/{LOCK}"):
                yield tree, f"{folder}/{LOCK}"

    def templates(self) -> dict[str, tuple[Tree, str]]:
        """Every ``*.j2`` by its name below ``templates/``."""
        found = {}
        for tree, folder in ((self.package, _TEMPLATES[1]), (self.own, _TEMPLATES[0])):
            for name in tree.files(folder, ".j2"):
                found[name.removeprefix(f"{folder}/")] = (tree, name)
        return found

    def prepare(self) -> None:
        """Says that all of them are read next."""
        places = [*map(self.table, (*FILES, LABELS)), *self.locks(), *self.templates().values()]
        for tree in (self.own, self.package):
            tree.prepare(name for where, name in places if where is tree)

    def digests(self) -> tuple[str | None, ...]:
        """What the guidance's tables and the imported lists hold: the same where they are the same."""
        lists = (self.own.digest(name) if self.own.has(name) else None for name in (PRODUCTS, NEW_COMMERCE))
        return (*(_digest(self.table(name)) for name in FILES), *lists)

    def same_guidance(self, other: RuleFiles) -> bool:
        """Whether no table of the guidance differs."""
        return self.digests() == other.digests()

    def same_wording(self, other: RuleFiles) -> bool:
        """Whether neither labels nor templates differ."""
        here, there = self.templates(), other.templates()
        same = here.keys() == there.keys() and _digest(self.table(LABELS)) == _digest(other.table(LABELS))
        return same and all(_digest(here[name]) == _digest(there[name]) for name in here)


def _holds_the_package(tree: Tree) -> bool:
    """Whether it is the program's own repository, wherever the program that runs is installed."""
    return tree.has(f"{_GUIDANCE[1]}/steps.yaml")


def load_rules(root: Path) -> tuple[Guidance, Wording]:
    """Guidance and wording alone; raises ProblemsFound."""
    guidance, wording, problems = read_rules(RuleFiles.of(Disk(root)))
    if problems or guidance is None or wording is None:
        raise ProblemsFound(problems)
    return guidance, wording


def read_rules(files: RuleFiles, memory: Memory | None = None) -> tuple[Guidance | None, Wording | None, list[Problem]]:
    """Guidance and wording, or all Problems of their files.

    ``memory``: of an earlier reading, so that tables or labels that have not changed give the same guidance or labels.
    """
    memory = memory or Memory()
    files.prepare()
    sources, problems = _sources(files, memory=memory)
    templates, broken = _templates(files, memory)
    problems += broken
    if any(name not in sources for name in (*FILES, LABELS)):
        return None, None, problems
    problems += stale(sources, _lock(files)) + _unknown_variables(sources, memory)
    own = sources.pop(LABELS)
    problems += _incomplete_labels(own, own.values)
    labels = memory.of("merged labels", own, lambda: merged(packaged_labels(), _as_pairs(own.values)))
    products, unlisted = read_products(files.own, memory)
    guidance, wrong = memory.of("guidance", [*sources.values(), products], lambda: build(sources, products))
    return guidance, None if broken else Wording(labels, templates), problems + unlisted + wrong


def read_guidance(files: RuleFiles) -> tuple[Guidance | None, list[Problem]]:
    """The guidance alone, whatever labels and templates there are."""
    sources, problems = _sources(files, tuple(FILES))
    products, wrong = read_products(files.own, Memory())
    problems += wrong
    return (None, problems) if problems else build(sources, products)


@cache
def packaged_labels() -> Mapping[str, Any]:
    """The package's own labels: for messages about a project whose labels cannot be read."""
    source, _ = read_file(Disk(PACKAGE.parent), f"{_TEMPLATES[1]}/{LABELS}.yaml")
    return _as_pairs(source.values if source else {})


def review_templates() -> Mapping[str, str]:
    """The templates of a review, always the running program's: those of an earlier commit may be of another one."""
    package = Disk(PACKAGE.parent)
    found = RuleFiles(package, package).templates()
    return {name: package.read(path)[0] or "" for name, (_, path) in found.items() if "diff" in name}


def confirmed_lock(root: Path) -> tuple[Path, list[str], list[str]]:
    """Where the lock belongs, its lines if all were confirmed now, and the ids of the texts that are not yet."""
    files = RuleFiles.of(Disk(root))
    sources, problems = _sources(files)
    if problems:
        raise ProblemsFound(problems)
    home = root / (_GUIDANCE[1] if _holds_the_package(Disk(root)) else _GUIDANCE[0])
    unconfirmed = [problem.values["text"] for problem in stale(sources, _lock(files))]
    return home / LOCK, lock_lines(sources), unconfirmed


def _digest(place: tuple[Tree, str]) -> str | None:
    tree, name = place
    return tree.digest(name)


def _sources(
    files: RuleFiles, names: tuple[str, ...] = (*FILES, LABELS), memory: Memory | None = None
) -> tuple[dict[str, Source], list[Problem]]:
    """The values of every guidance file and of the labels, or of some of them."""
    memory = memory or Memory()
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    for name in names:
        tree, path = files.table(name)
        text, wrong = tree.read(path)
        problems += wrong
        if text is None:
            continue
        made_from = (text, tree.shown(path))
        source, wrong = memory.of(f"table {name}", made_from, partial(read, *made_from))
        problems += wrong
        if source is not None:
            sources[name] = source
    return sources, problems


def _templates(files: RuleFiles, memory: Memory) -> tuple[dict[str, str], list[Problem]]:
    found = files.templates()
    templates: dict[str, str] = {}
    problems: list[Problem] = []
    for name, (tree, path) in found.items():
        text, wrong = tree.read(path)
        problems += wrong
        templates[name] = text or ""
        broken = memory.of(f"template {name}", text, partial(_broken_lines, name, text or ""))
        problems += [Problem(Where(tree.shown(path), line), "template-syntax") for line in broken]
    return templates, problems


def _broken_lines(name: str, text: str) -> list[int]:
    return [line for _, line in broken_templates({name: text})]


def _unknown_variables(sources: Mapping[str, Source], memory: Memory) -> list[Problem]:
    """The guidance texts that name something their pages do not know."""
    problems: list[Problem] = []
    for name in FILES:
        problems += memory.of(f"variables {name}", sources[name], partial(_unknown_in, name, sources[name]))
    return problems


def _unknown_in(name: str, source: Source) -> list[Problem]:
    """Those of one table; steps, findings and letters have variables."""
    known = {"steps": STEP_VARIABLES, "findings": FINDING_VARIABLES, "letters": LETTER_VARIABLES}
    texts = [(path, words) for _, path, words in pairs(name, source.values)]
    unknown = unknown_variables(texts, known.get(name, ()))
    return [source.problem(path, kind, **values) for path, kind, values in unknown]


def _lock(files: RuleFiles) -> list[str]:
    """The lines of the package's lock and of the project's own: what either confirms is confirmed."""
    texts = (tree.read(name)[0] for tree, name in files.locks())
    return [line for text in texts if text for line in text.splitlines()]


def merged(packaged: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The package's labels with the project's own in their places: a label that a project lacks is the package's."""
    return dict(packaged) | {
        key: merged(packaged.get(key, {}), value) if isinstance(value, dict) else value for key, value in own.items()
    }


def _incomplete_labels(source: Source, values: Any, path: tuple[str, ...] = ()) -> list[Problem]:
    """Every label that is not a text in each language."""
    if not isinstance(values, dict):
        return [source.problem(path, "expected-mapping")]
    if any(language in values for language in LANGUAGES):
        complete = set(values) == set(LANGUAGES) and all(isinstance(text, str) for text in values.values())
        return [] if complete else [source.problem(path, "every-language", languages=", ".join(LANGUAGES))]
    return [problem for key, value in values.items() for problem in _incomplete_labels(source, value, (*path, key))]


def _as_pairs(values: Any) -> dict[str, Any]:
    """Nested mappings whose leaves ``{en: …, zh-TW: …}`` are Pairs; what is neither is left out."""
    return {
        key: Pair.of(value) if set(value) == set(LANGUAGES) else _as_pairs(value)
        for key, value in values.items()
        if isinstance(value, dict)
    }
