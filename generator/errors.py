"""Problems: what people's files get wrong. Knows places and ids, no wording, no files, no terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Wording = Mapping[str, Mapping[str, Mapping[str, str]]]
"""``problems`` of labels.yaml: id of a Problem → wrong, instead → language → words."""


@dataclass(frozen=True, order=True)
class Where:
    """A place in a file: ``line`` counts from 1, 0 = the file as a whole; ``trail`` names the keys from outside in."""

    file: str
    line: int = 0
    trail: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.trail}" if self.trail else place


@dataclass(frozen=True)
class Problem:
    """One thing that somebody has to correct; ``id`` names its wording under ``problems`` in labels.yaml."""

    where: Where
    id: str
    values: Mapping[str, str] = field(default_factory=dict)

    def text(self, wording: Wording, language: str) -> str:
        """``file:line: trail: what is wrong`` and, on a second line, what to write instead."""
        wrong, instead = self.said(wording, language)
        return f"{self.where}: {wrong}\n    {instead}"

    def said(self, wording: Wording, language: str) -> tuple[str, str]:
        """What is wrong, and what to write instead."""
        words = wording[self.id]
        return words["wrong"][language].format_map(self.values), words["instead"][language].format_map(self.values)


class ProblemsFound(Exception):  # noqa: N818 - the people who read it have problems, not errors
    """All problems of one run, sorted by place; raised once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.where, problem.id)))
        super().__init__(f"{len(self.problems)} problems")
