"""What the pages about all customers print of each, gathered customer by customer: no plan need be held."""

from __future__ import annotations

from collections.abc import Callable

from generator.plan import Portfolio, PortfolioShare
from generator.render.customers_view import Line
from generator.render.uses import Touched, Uses


class Together:
    """Takes parts of shares one by one, in the order of their customers."""

    def __init__(self) -> None:
        self.uses = Uses()
        self.portfolio = Portfolio()
        self._lines: list[Callable[[str], Line]] = []

    def take(self, rows: Touched, portfolio: PortfolioShare, line: Callable[[str], Line]) -> None:
        """``line``: the customer's line for a language; asked for only by pages that have a line of each."""
        self.uses.take(rows)
        self.portfolio.take(portfolio)
        self._lines.append(line)

    def __len__(self) -> int:
        return len(self._lines)

    def lines(self, language: str) -> list[Line]:
        return [line(language) for line in self._lines]
