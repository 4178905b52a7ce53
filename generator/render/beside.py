"""What stands beside the pages: paper as HTML, calendar files and drafts of letters, and what the scripts read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from generator.guidance import Guidance
from generator.plan import Plan
from generator.render.ics import AllCalendars, customer_calendar
from generator.render.letters import letter_drafts
from generator.render.paper import EDITIONS, Papers
from generator.render.scripts import Entries, Scripts
from generator.render.voice import Voice

FOLDER = "papers"


class Beside:
    """Takes plans one by one, so that they need not be held all at once; ``address``: of the built site, or ''."""

    def __init__(self, guidance: Guidance, papers: Papers, voices: Mapping[str, Voice], address: str) -> None:
        self._papers = papers
        self._scripts = Scripts(guidance, voices)
        self._voices = voices
        self._address = address
        self._calendars = AllCalendars(voices, address)

    def entries(self, plan: Plan, view: Mapping[str, Any], language: str) -> Entries:
        """What the scripts of a language say of a customer; ``view``: what its pages print."""
        return self._scripts.entries(plan, view, language)

    def take_days(self, plan: Plan) -> None:
        """Keeps what the calendars about all customers say of one."""
        self._calendars.take(plan)

    def take_entries(self, entries: Callable[[str], Entries]) -> None:
        """Keeps what the scripts about all customers say of one, by language."""
        self._scripts.take(entries)

    def of(self, plan: Plan, views: Mapping[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
        """``(path, text)`` of one customer's files; ``views``: language → what its pages print."""
        folder = f"{FOLDER}/{plan.customer.id}"
        for edition in EDITIONS:
            for name, html in self._papers.of(plan, views, edition):
                yield f"{folder}/{name}.{edition}.html", html
        for language, voice in self._voices.items():
            yield f"{folder}/calendar.{language}.ics", customer_calendar(plan, voice, self._address)
            for name, mail in letter_drafts(views[language]["letters"], language):
                yield f"{folder}/{name}", mail

    def calendars(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """Those about all customers, each by its path with what makes its text."""
        for language in self._voices:
            yield f"{FOLDER}/all.{language}.ics", partial(self._calendars.text, language)

    def scripts(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """Likewise what the site's scripts read."""
        yield from self._scripts.all()
