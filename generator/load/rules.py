"""The rules of a project: guidance, labels and templates, checked together.

Rows of a project's tables stand beside the package's or in their places, labels key by key; a template of the same name
takes the place of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
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
from generator.load.house import merged as with_own_rows
from generator.load.memory import Memory
from generator.load.products import read_products
from generator.load.rule_files import (
    LABELS,
    OWN_GUIDANCE,
    PACKAGE,
    PACKAGED_GUIDANCE,
    Place,
    RuleFiles,
    packaged_labels_file,
)
from generator.load.strict_yaml import read, read_file
from generator.load.translations import LOCK, lock_lines, stale
from generator.load.tree import Disk
from generator.model import Source
from generator.render import broken_templates, unknown_variables
from generator.text import LANGUAGES, Pair


@dataclass(frozen=True)
class Wording:
    """Labels as nested mappings that end in Pairs, and templates by name."""

    labels: Mapping[str, Any]
    templates: Mapping[str, str]


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
    sources, house, problems = _tables(files, memory)
    own, wrong = _read(files.labels(), memory)
    problems += wrong
    templates, broken = _templates(files, memory)
    problems += broken
    if own is None or any(name not in sources for name in FILES):
        return None, None, problems
    problems += stale({**sources, LABELS: own}, _lock(files)) + _unknown_variables(files, sources, memory)
    problems += _incomplete_labels(own, own.values)
    labels = memory.of("merged labels", own, lambda: merged(packaged_labels(), _as_pairs(own.values)))
    products, unlisted = read_products(files.own, memory)
    made_from = [*sources.values(), products]
    guidance, wrong = memory.of("guidance", made_from, lambda: build(sources, products, house))
    return guidance, None if broken else Wording(labels, templates), problems + unlisted + wrong


def read_guidance(files: RuleFiles) -> tuple[Guidance | None, list[Problem]]:
    """The guidance alone, whatever labels and templates there are."""
    sources, house, problems = _tables(files, Memory())
    products, wrong = read_products(files.own, Memory())
    problems += wrong
    return (None, problems) if problems else build(sources, products, house)


@cache
def packaged_labels() -> Mapping[str, Any]:
    """The package's own labels: for messages about a project whose labels cannot be read."""
    source, _ = read_file(*packaged_labels_file())
    return _as_pairs(source.values if source else {})


def review_templates() -> Mapping[str, str]:
    """The templates of a review, always the running program's: those of an earlier commit may be of another one."""
    package = Disk(PACKAGE.parent)
    found = RuleFiles(package, package).templates()
    return {name: package.read(path)[0] or "" for name, (_, path) in found.items() if "diff" in name}


def confirmed_locks(root: Path) -> tuple[dict[Path, list[str]], list[str]]:
    """Each lock of a project with its lines if all were confirmed now, and the ids of the texts that are not yet.

    A project's own lock holds the texts of its own files; the package's is written where the package is at home.
    """
    files = RuleFiles.of(Disk(root))
    memory = Memory()
    sources, _, problems = _tables(files, memory)
    labels, wrong = _read(files.labels(), memory)
    if problems or wrong or labels is None:
        raise ProblemsFound(problems + wrong)
    unconfirmed = [problem.values["text"] for problem in stale({**sources, LABELS: labels}, _lock(files))]
    homes = {OWN_GUIDANCE: {name: files.own_table(name) for name in FILES}}
    if files.are_the_packages:
        homes[PACKAGED_GUIDANCE] = {name: files.packaged_table(name) for name in FILES}
    if files.labels()[0] is files.own:
        homes[PACKAGED_GUIDANCE if files.are_the_packages else OWN_GUIDANCE][LABELS] = files.labels()
    locks = {}
    for folder, places in homes.items():
        texts = {name: _read((tree, path), memory)[0] for name, (tree, path) in places.items() if tree.has(path)}
        locks[root / folder / LOCK] = lock_lines({name: source for name, source in texts.items() if source})
    return locks, unconfirmed


def _tables(files: RuleFiles, memory: Memory) -> tuple[dict[str, Source], dict[str, str], list[Problem]]:
    """The values of every table, which rows are the project's own, and what is wrong; a broken table is left out."""
    sources: dict[str, Source] = {}
    house: dict[str, str] = {}
    problems: list[Problem] = []
    for name in FILES:
        read_tables = [_read(place, memory) for place in files.tables(name)]
        problems += [problem for _, wrong in read_tables for problem in wrong]
        found = [source for source, _ in read_tables if source is not None]
        if len(found) < len(read_tables):
            continue
        sources[name] = found[0]
        if len(found) > 1:
            table = memory.of(f"merged {name}", found, partial(with_own_rows, *found))
            sources[name] = table.source
            house |= table.house
            problems += table.problems
    return sources, house, problems


def _read(place: Place, memory: Memory) -> tuple[Source | None, list[Problem]]:
    """The values of a file of the guidance or of the labels."""
    tree, path = place
    text, wrong = tree.read(path)
    if text is None:
        return None, wrong
    shown = tree.shown(path)
    source, problems = memory.of(f"table {shown}", text, partial(read, text, shown))
    return source, wrong + problems


def _templates(files: RuleFiles, memory: Memory) -> tuple[dict[str, str], list[Problem]]:
    found = files.templates()
    templates: dict[str, str] = {}
    problems: list[Problem] = []
    for name, (tree, path) in found.items():
        text, wrong = tree.read(path)
        problems += wrong
        templates[name] = text or ""
        if not files.are_known((tree, path)):
            broken = memory.of(f"template {name}", text, partial(_broken_lines, name, text or ""))
            problems += [Problem(Where(tree.shown(path), line), "template-syntax") for line in broken]
    return templates, problems


def _broken_lines(name: str, text: str) -> list[int]:
    return [line for _, line in broken_templates({name: text})]


def _unknown_variables(files: RuleFiles, sources: Mapping[str, Source], memory: Memory) -> list[Problem]:
    """The guidance texts that name something their pages do not know."""
    problems: list[Problem] = []
    for name in FILES:
        if not files.are_known(*files.tables(name)):
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
