"""What stands beside a customer's pages: paper as HTML, calendar files and drafts of letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.plan import Plan
from generator.render.ics import customer_calendar
from generator.render.letters import letter_drafts
from generator.render.paper import EDITIONS, Papers
from generator.render.places import PAPERS
from generator.render.voice import Voice


class Beside:
    """``address``: of the built site, or ''."""

    def __init__(self, papers: Papers, voices: Mapping[str, Voice], address: str) -> None:
        self._papers = papers
        self._voices = voices
        self._address = address

    def of(self, plan: Plan, views: Mapping[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
        """``(path, text)`` of one customer's files; ``views``: language → what its pages print."""
        folder = f"{PAPERS}/{plan.customer.id}"
        for edition in EDITIONS:
            for name, html in self._papers.of(plan, views, edition):
                yield f"{folder}/{name}.{edition}.html", html
        for language, voice in self._voices.items():
            yield f"{folder}/calendar.{language}.ics", customer_calendar(plan, voice, self._address)
            for name, mail in letter_drafts(views[language]["letters"], language):
                yield f"{folder}/{name}", mail
