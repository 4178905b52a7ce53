"""The page that stands where a page cannot be shown: every Problem as the terminal prints it. Knows no files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from markupsafe import Markup

from generator.errors import Problem
from generator.render.environment import page_environment, rendered
from generator.text import Text, Token, ours

Lead = Literal["problems", "refused", "bug"]


class ErrorPage:
    """``template``: the program's own, since a project's may be what is wrong; ``labels``: likewise."""

    def __init__(self, template: str, labels: Mapping[str, Any]) -> None:
        self._environment = page_environment({"error.html.j2": template})
        self._labels = labels

    def html(
        self, language: str, lead: Lead, problems: Iterable[Problem] = (), said: str = "", last_good: str = ""
    ) -> str:
        """``said``: what MkDocs said; ``last_good``: where the page is as it was, '' where it never was good."""
        words = {name: ours(pair[language]) for name, pair in self._labels["preview"].items()}
        return rendered(
            self._environment,
            "error.html.j2",
            t=words,
            language=Token(language),
            lead=words[lead],
            problems=[self._said(problem, language) for problem in problems],
            said=Text(said),
            last_good=Markup.escape(last_good),
        )

    def _said(self, problem: Problem, language: str) -> dict[str, Text]:
        wrong, instead = problem.said(self._labels["problems"], language)
        return {"where": Text(problem.where), "wrong": Text(wrong), "instead": Text(instead)}
