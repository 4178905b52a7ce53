"""What the commands understand: languages, days, the project's folder; and their words in one language."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from generator.errors import Problem, ProblemsFound, Where
from generator.guidance import Guidance
from generator.load import Project, Wording, commit_of, packaged_labels, review_templates, theme_folder
from generator.model import FIRST_DAY, LAST_DAY, Customer, nearest
from generator.render import Pages, Texts, brand_files, site_name
from generator.review import Desk
from generator.site import BuildFailedError, Setup
from generator.text import LANGUAGES, Pair, terminal


class Words:
    """The labels of the command line in one language."""

    def __init__(self, labels: Mapping[str, Any], language: str) -> None:
        self.labels = labels
        self.language = language

    def __call__(self, label: str, **values: object) -> str:
        return self.say("cli", label, **values)

    def imports(self, *keys: str, **values: object) -> str:
        """What an import says: a label of ``imports`` by its keys, or a separator of all lists."""
        if keys in (("comma",), ("semicolon",)):
            return self.of("formats", keys[0])
        return self.say("imports", *keys, **values)

    def say(self, *keys: str, **values: object) -> str:
        """A label by its keys; what is filled in comes from a file or from the keyboard, and is made harmless."""
        pair: Any = self.labels
        for key in keys:
            pair = pair[key]
        said: str = pair[self.language]
        return said.format_map({name: terminal(str(value)) for name, value in values.items()})

    def of(self, group: str, label: str) -> str:
        pair: Pair[str] = self.labels[group][label]
        return pair[self.language]


class Day(click.ParamType[date]):
    """A date as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r}: YYYY-MM-DD", param, ctx)
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail(f"{day}: {FIRST_DAY} – {LAST_DAY}", param, ctx)
        return day


class ProjectFolder(click.ParamType[Path]):
    """The project's folder: as given, or the nearest one upwards that holds mkdocs.yml."""

    name = "folder"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        given = Path(value)
        if given != Path():
            return given
        here = Path.cwd()
        return next((folder for folder in (here, *here.parents) if (folder / "mkdocs.yml").is_file()), here)


def named_customers(words: Words, loaded: Project, named: Sequence[str]) -> tuple[Customer, ...]:
    """The customers that are named, in the project's order; all where none is. Raises click.UsageError."""
    by_id = {str(customer.id): customer for customer in loaded.customers}
    ids = [Path(name).stem for name in named]  # customers/chenyao.yaml is understood too
    for one in ids:
        if one not in by_id:
            known = nearest(one, list(by_id)) or ", ".join(by_id)
            raise click.UsageError(words("no-such-customer", id=one, known=known))
    return tuple(customer for name, customer in by_id.items() if name in ids or not ids)


def pages_of(loaded: Project, texts: Texts | None = None) -> Pages:
    """The pages of a project: its guidance, words, templates and address; ``texts``: of its earlier pages."""
    wording, logo = loaded.wording, loaded.brand.logo if loaded.brand else None
    return Pages(loaded.guidance, wording.labels, wording.templates, loaded.address, texts, logo)


def require_mkdocs(root: Path) -> None:
    """Raises ProblemsFound where the project has no mkdocs.yml."""
    if not (root / "mkdocs.yml").is_file():
        raise ProblemsFound([Problem(Where("mkdocs.yml"), "no-mkdocs")])


def setup_of(loaded: Project, root: Path) -> Setup:
    """What MkDocs is told about a project."""
    titles = loaded.wording.labels["home"]["title"]
    names = {language: site_name(loaded.brand, titles[language], language) for language in LANGUAGES}
    brand = brand_files(loaded.brand, loaded.wording.templates)
    return Setup(root, theme_folder(root), names, loaded.address, _built(loaded, root), brand)


def _built(loaded: Project, root: Path) -> dict[str, str]:
    """Language → from which commit the site is built; nothing where the project is in none."""
    commit, changed = commit_of(root)
    said = loaded.wording.labels["home"]["built-with-changes" if changed else "built"]
    return {language: said[language].format(commit=commit) if commit else "" for language in LANGUAGES}


def review_desk(wording: Wording | None, guidance: Guidance | None) -> Desk:
    """What says a review: the project's labels, but layout and words of reviews as this program has them."""
    packaged = packaged_labels()
    labels = {**(wording.labels if wording else packaged), **{group: packaged[group] for group in ("review", "field")}}
    return Desk(labels, review_templates(), guidance.catalog if guidance else None)


def asked_language(arguments: Sequence[str]) -> str:
    """The language asked for: the last --lang that names one, else RUNBOOKS_LANGUAGE, else the first."""
    asked = [os.environ.get("RUNBOOKS_LANGUAGE", "")]
    asked += [after for option, after in pairwise(arguments) if option == "--lang"]
    asked += [one.removeprefix("--lang=") for one in arguments if one.startswith("--lang=")]
    return next((one for one in reversed(asked) if one in LANGUAGES), LANGUAGES[0])


def report(words: Words, error: ProblemsFound | BuildFailedError) -> None:
    """All problems with their places, or what MkDocs said."""
    if isinstance(error, BuildFailedError):
        click.echo(f"{error}\n{words('build-failed')}", err=True)
        return
    for problem in error.problems:
        click.echo(problem.text(words.labels["problems"], words.language), err=True)
    click.echo(words("problems", count=len(error.problems)), err=True)
