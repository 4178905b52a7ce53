"""Questions on a terminal: an answer is checked at once, with the message that `check` has, and asked for again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from generator.cli.options import Words
from generator.errors import Problem
from generator.load import problem_with
from generator.model import Path
from generator.text import terminal

_YES, _NO = ("y", "yes", "是"), ("n", "no", "否")


class Questions:
    """Asks in one language, beside the standard output; Ctrl+C and the end of the input raise click.Abort."""

    def __init__(self, words: Words, group: str) -> None:
        self._words = words
        self._group = group

    def said(self, label: str, **values: object) -> str:
        """A text of the group of labels, its values harmless for a terminal."""
        return self._words.say(self._group, label, **values)

    def tell(self, label: str, **values: object) -> None:
        click.echo(self.said(label, **values), err=True)

    def complain(self, problem: Problem) -> None:
        wrong, instead = problem.said(self._words.labels["problems"], self._words.language)
        click.echo(f"  {wrong}\n    {instead}", err=True)

    def answer(self, label: str, default: str = "", **values: object) -> str:
        """Whatever is answered; Enter alone gives the default, without one it is asked again."""
        text: str = click.prompt(self.said(label, **values), default=default or None, type=str, err=True)
        return text.strip()

    def value(
        self, label: str, path: Path, default: str = "", tidy: Callable[[str], str] = str, unknown: bool = False
    ) -> str:
        """A value as it may stand at ``path`` in a customer's file; '' for a hyphen where it may be ``unknown``."""
        while True:
            said = tidy(self.answer(f"ask-{label}", default))
            if unknown and said == "-":
                return ""
            problem = problem_with(said, path)
            if problem is None:
                return said
            self.complain(problem)

    def yes(self, label: str, **values: Any) -> bool:
        """Whether it is; no by default."""
        while True:
            said = self.answer(label, "n", **values).lower()
            if said in _YES or said in _NO:
                return said in _YES

    def number(self, label: str, most: int, default: str = "") -> int:
        """A number from 0 to ``most``."""
        wanted = [str(number) for number in range(most + 1)]
        said = ""
        while said not in wanted:
            said = self.answer(label, default)
        return int(said)

    def listed(self, lines: Sequence[str]) -> None:
        for number, line in enumerate(lines, start=1):
            click.echo(f"  {number}  {terminal(line)}", err=True)
