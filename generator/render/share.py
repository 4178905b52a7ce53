"""A customer's share in the pages about all customers: a plain value that outlives its plan, as JSON too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.guidance import Guidance
from generator.plan import Plan, PortfolioShare, portfolio_share
from generator.render.customers_view import Line, customer_line
from generator.render.ics import AllCalendars, KeyDays, key_days
from generator.render.scripts import Entries, Scripts, entries
from generator.render.stored import as_json, from_json
from generator.render.together import Together
from generator.render.uses import Touched, touched
from generator.render.voice import Voice
from generator.text import LANGUAGES, Token


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a customer in one language: its line in tables, in scripts, in the calendar of all."""

    line: Line
    entries: Entries
    days: KeyDays


@dataclass(frozen=True, slots=True)
class Share:
    """All that the pages about all customers need of one; ``said``: by language."""

    touched: Touched
    portfolio: PortfolioShare
    said: Mapping[str, Said]

    @property
    def customer(self) -> Token:
        return self.touched.customer

    def as_json(self) -> str:
        return as_json(self)

    @classmethod
    def from_json(cls, text: str) -> Share:
        """Equal to the one that was written; ValueError where the text has another shape."""
        share = from_json(cls, text)
        if tuple(share.said) != LANGUAGES:
            raise ValueError(f"not in the languages of the site: {list(share.said)}")
        return share


def share_of(plan: Plan, views: Mapping[str, dict[str, Any]], voices: Mapping[str, Voice]) -> Share:
    """``views``: language → what the customer's pages print."""
    return Share(
        touched=touched(plan),
        portfolio=portfolio_share(plan),
        said={
            language: Said(customer_line(plan, view), entries(plan, view, voice), key_days(plan, voice))
            for language, view, voice in ((language, views[language], voice) for language, voice in voices.items())
        },
    )


class Shares:
    """Takes shares one by one, in the order of their customers, and keeps of each what is printed at the end.

    ``address``: of the built site, or ''.
    """

    def __init__(self, guidance: Guidance, voices: Mapping[str, Voice], address: str) -> None:
        self.together = Together()
        self.calendars = AllCalendars(voices, address)
        self.scripts = Scripts(guidance, voices)

    def take(self, share: Share) -> None:
        said = share.said
        self.together.take(share.touched, share.portfolio, lambda language: said[language].line)
        self.calendars.take(lambda language: said[language].days)
        self.scripts.take(lambda language: said[language].entries)
