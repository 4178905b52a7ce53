"""What the pages about all customers print of each, gathered plan by plan: plans need not be held all at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.plan import Plan, Portfolio
from generator.render.guidance_view import Uses

View = dict[str, Any]


class Together:
    """Takes plans one by one, in the order of their customers."""

    def __init__(self) -> None:
        self.uses = Uses()
        self.portfolio = Portfolio()
        self._lines: list[Callable[[str], View]] = []

    def take(self, plan: Plan, line: Callable[[str], View]) -> None:
        """``line``: the customer's line for a language; asked for only by pages that have a line of each."""
        self.uses.take(plan)
        self.portfolio.take(plan)
        self._lines.append(line)

    def lines(self, language: str) -> list[View]:
        return [line(language) for line in self._lines]
