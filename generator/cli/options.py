"""What the commands understand: languages, days, the project's folder; and their words in one language."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from generator.model import FIRST_DAY, LAST_DAY
from generator.text import LANGUAGES, Pair, terminal


class Words:
    """The labels of the command line in one language."""

    def __init__(self, labels: Mapping[str, Any], language: str) -> None:
        self.labels = labels
        self.language = language

    def __call__(self, label: str, **values: object) -> str:
        return self.of("cli", label).format_map({name: terminal(str(value)) for name, value in values.items()})

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


def asked_language(arguments: Sequence[str]) -> str:
    """The language asked for: --lang, else RUNBOOKS_LANGUAGE, else the first."""
    asked = os.environ.get("RUNBOOKS_LANGUAGE", "")
    for index, argument in enumerate(arguments):
        if argument == "--lang" and index + 1 < len(arguments):
            asked = arguments[index + 1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return asked if asked in LANGUAGES else LANGUAGES[0]
