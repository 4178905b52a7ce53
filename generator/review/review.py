"""A whole review as a value: what changed for whom, by which rules, on which pages; what is wrong on either side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.review.changes import SEVERITIES
from generator.review.compare import CustomerChange
from generator.review.plans import FindingChange
from generator.review.remarks import Remark
from generator.review.rules import RuleChange
from generator.text import Token

Place = tuple[str, str, str | None]
"""Customer, finding and subscription: what tells one finding from all others."""


def place_of(change: CustomerChange, finding: FindingChange) -> Place:
    """Under which name a finding of a customer is looked up."""
    found = finding.found
    return str(change.id), str(found.finding.id), found.subscription and str(found.subscription)


@dataclass(frozen=True)
class Review:
    """Base against head.

    ``base``, ``head``: full commit ids, '' for the working tree. ``pages``: kind of page → customers whose page of that
    kind reads differently by other templates alone; None where that cannot be told. ``problems``: what cannot be read
    of head, ``base_problems`` of base. ``places``: what head says of each finding that is new or different, and where.
    """

    base: str
    head: str
    customers: tuple[CustomerChange, ...]
    rules: tuple[RuleChange, ...]
    pages: Mapping[str, tuple[Token, ...]] | None
    problems: tuple[Remark, ...]
    base_problems: tuple[Remark, ...]
    places: Mapping[Place, Remark]

    @property
    def changed(self) -> bool:
        """Whether there is anything to look at."""
        return bool(self.customers or self.rules or self.pages != {} or self.problems or self.base_problems)

    @property
    def news(self) -> tuple[Remark, ...]:
        """The findings that were not there before, or less grave, each at its place in the file."""
        new = (place_of(change, one) for change in self.customers for one in change.findings if one.is_news)
        return tuple(self.places[place] for place in new if place in self.places)

    @property
    def summary(self) -> dict[str, int]:
        """How many customers changed, of these came, went or differ, and how many changes weigh much."""
        actions = [change.action for change in self.customers]
        high = sum(change.severities.count("high") for change in self.customers)
        counts = {action: actions.count(action) for action in ("add", "change", "remove")}
        return {"customers": len(actions), **counts, "high": high}

    @property
    def by_weight(self) -> tuple[CustomerChange, ...]:
        """The customers in the order severity, newly blocked ones first, id."""
        return tuple(sorted(self.customers, key=lambda one: (SEVERITIES.index(one.severity), not one.blocks, one.id)))
