"""A project folder to checked values: customers, partners, guidance, labels, templates – and every Problem in them.

What the package brings (guidance, templates) is overridden file by file by a folder of the same name in the project.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
from generator.load.address import site_address
from generator.load.customers import load_customers
from generator.load.files import read_text, shown_name
from generator.load.strict_yaml import read_file
from generator.load.translations import LOCK, lock_lines, stale
from generator.model import Customer, Source
from generator.render import broken_templates, unknown_variables
from generator.text import LANGUAGES, Pair

PACKAGE = Path(__file__).resolve().parent.parent
TEMPLATES = next(folder for folder in (PACKAGE / "templates", PACKAGE.parent / "templates") if folder.is_dir())
"""In a wheel the templates lie in the package, in the repository beside it."""

MKDOCS = next(path for path in (PACKAGE / "mkdocs.yml", PACKAGE.parent / "mkdocs.yml") if path.is_file())
LABELS = "labels"


@dataclass(frozen=True)
class Wording:
    """Labels as nested mappings that end in Pairs, and templates by name."""

    labels: Mapping[str, Any]
    templates: Mapping[str, str]


@dataclass(frozen=True)
class Project:
    """Everything that is read, checked; ``address``: where the built site is found, '' where mkdocs.yml names none."""

    customers: tuple[Customer, ...]
    guidance: Guidance
    wording: Wording
    address: str


def load_project(root: Path, only: Iterable[Path] = ()) -> Project:
    """The whole project, or the customers of the files ``only``; raises ProblemsFound with those of all files."""
    guidance, wording, problems = _rules(root)
    customers, wrong = load_customers(root, tuple(only))
    problems += wrong
    address, wrong = site_address(root)
    problems += wrong
    if problems or guidance is None or wording is None:
        raise ProblemsFound(problems)
    return Project(customers, guidance, wording, address)


def load_rules(root: Path) -> tuple[Guidance, Wording]:
    """Guidance and wording alone; raises ProblemsFound."""
    guidance, wording, problems = _rules(root)
    if problems or guidance is None or wording is None:
        raise ProblemsFound(problems)
    return guidance, wording


def packaged_labels() -> Mapping[str, Any]:
    """The package's own labels: for messages about a project whose labels cannot be read."""
    source, _ = read_file(TEMPLATES / f"{LABELS}.yaml", LABELS)
    return _as_pairs(source.values if source else {})


def confirmed_lock(root: Path) -> tuple[Path, list[str], list[str]]:
    """Where the lock belongs, its lines if all were confirmed now, and the ids of the texts that are not yet."""
    sources, problems = _sources(root)
    if problems:
        raise ProblemsFound(problems)
    home = PACKAGE / "guidance" if PACKAGE.parent == root.resolve() else root / "guidance"
    unconfirmed = [problem.values["text"] for problem in stale(sources, _lock(root))]
    return home / LOCK, lock_lines(sources), unconfirmed


def theme_folder(root: Path) -> Path:
    """The MkDocs theme overrides: the project's own, else the package's."""
    own = root / "templates" / "theme"
    return own if own.is_dir() else TEMPLATES / "theme"


def watched_paths(root: Path) -> tuple[Path, ...]:
    """Everything whose change changes the site: customers, and guidance and templates of project and package."""
    own = [root / name for name in ("customers", "guidance", "templates", "mkdocs.yml")]
    return tuple(path for path in (*own, PACKAGE / "guidance", TEMPLATES) if path.exists())


def starter_files() -> dict[str, str]:
    """The files of a new repository, by their paths in it."""
    folder = TEMPLATES / "starter"
    names = {path: path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()}
    files = {name.replace("dot-", "."): path.read_text(encoding="utf-8") for path, name in names.items()}
    return files | {"mkdocs.yml": MKDOCS.read_text(encoding="utf-8")}


def _rules(root: Path) -> tuple[Guidance | None, Wording | None, list[Problem]]:
    sources, problems = _sources(root)
    templates, wrong = _templates(root)
    problems += wrong
    if problems:
        return None, None, problems
    problems += stale(sources, _lock(root)) + _unknown_variables(sources)
    problems += _incomplete_labels(sources[LABELS], sources[LABELS].values)
    labels = merged(packaged_labels(), _as_pairs(sources[LABELS].values))
    guidance, wrong = build({name: source for name, source in sources.items() if name != LABELS})
    return guidance, Wording(labels, templates), problems + wrong


def _sources(root: Path) -> tuple[dict[str, Source], list[Problem]]:
    """The values of every guidance file and of the labels."""
    places = dict.fromkeys(FILES, ("guidance", PACKAGE / "guidance")) | {LABELS: ("templates", TEMPLATES)}
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    for name, (folder, packaged) in places.items():
        own = root / folder / f"{name}.yaml"
        path = own if own.is_file() else packaged / f"{name}.yaml"
        source, wrong = read_file(path, _shown(path, root))
        problems += wrong
        if source is not None:
            sources[name] = source
    return sources, problems


def _templates(root: Path) -> tuple[dict[str, str], list[Problem]]:
    """Every ``*.j2`` by its name below ``templates/``, the project's own before the package's."""
    found: dict[str, Path] = {}
    for folder in (TEMPLATES, root / "templates"):
        found |= {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.j2"))}
    templates: dict[str, str] = {}
    problems: list[Problem] = []
    for name, path in found.items():
        text, wrong = read_text(path, _shown(path, root))
        problems += wrong
        templates[name] = text or ""
    for name, line in broken_templates(templates):
        problems.append(Problem(Where(_shown(found[name], root), line), "template-syntax"))
    return templates, problems


def _shown(path: Path, root: Path) -> str:
    """A file's name in messages: as the project has it, or from the package's own folder on."""
    base = PACKAGE.parent if path.is_relative_to(PACKAGE.parent) else root
    return shown_name(path, root if path.is_relative_to(root) else base)


def _unknown_variables(sources: Mapping[str, Source]) -> list[Problem]:
    """The guidance texts that name something their pages do not know; steps, findings and letters have variables."""
    known = {"steps": STEP_VARIABLES, "findings": FINDING_VARIABLES, "letters": LETTER_VARIABLES}
    problems = []
    for name in FILES:
        texts = [(path, words) for _, path, words in pairs(name, sources[name].values)]
        for path, kind, values in unknown_variables(texts, known.get(name, ())):
            problems.append(sources[name].problem(path, kind, **values))
    return problems


def _lock(root: Path) -> list[str]:
    """The lines of the package's lock and of the project's own: what either confirms is confirmed."""
    texts = (read_text(folder / LOCK, LOCK)[0] for folder in (PACKAGE / "guidance", root / "guidance"))
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
