"""The rows of the guidance tables, as their YAML files hold them."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Annotated

from generator.guidance.vocabulary import ANCHORS, FACTS, LEVELS, OWNERS
from generator.model import Country, Days, Frozen, HistoricDay, Line, Slug, Words, YesNo, one_of
from generator.text import Token

_VARIABLE = re.compile(r"\{(?:\{|%\s*if)\s*(\w+)")

Confidence = Annotated[Token, one_of("sure", "confirm")]
Fact = Annotated[Token, one_of(*FACTS)]
When = dict[Fact, tuple[Line, ...]]
"""A table over the planner's facts: AND across keys, OR in a list. An empty table always holds.

A row is in force while a clause of its ``basis`` is known, and every clause that it ``needs``.
"""


class SourcePage(Frozen):
    """A page or table that clauses come from; ``published`` is what ``--as-of`` looks at."""

    id: Line
    title: Line
    publisher: Line
    published: HistoricDay
    page: Line


class Segment(Frozen):
    """Where in which source a clause stands."""

    id: Line
    segment: Line | None = None


class Erratum(Frozen):
    """Where the source's machine-translated Chinese means something else than its English; ``seen`` quotes it."""

    severity: Annotated[Token, one_of("reverses", "garbled", "term")]
    seen: Line
    text: Words


class Clause(Frozen):
    """One thing that a source says, in our own words; ``changed_by`` names the later clauses that overtook it."""

    id: Slug
    kind: Annotated[Token, one_of("heading", "step", "precondition", "condition", "timing", "promise")]
    text: Words
    source: Segment
    checked: HistoricDay
    confidence: Confidence = Token("sure")
    changed_by: tuple[Slug, ...] = ()
    erratum: Erratum | None = None


class DatedValue(Frozen):
    """One value of a fact; ``known`` is the day of its publication, ``policy`` marks our own choice.

    ``since`` and ``until`` bound the day of the event it holds for, both inclusive; which day that is, the fact's
    ``event`` says. ``term_since`` bounds the first day of the term. ``channels`` and ``commerce``: what it holds for;
    empty = everything. ``then``: what follows the end of a term that is not renewed.
    """

    known: HistoricDay
    source: Line
    checked: HistoricDay
    policy: YesNo = False
    confidence: Confidence = Token("sure")
    note: Words | None = None
    since: HistoricDay | None = None
    until: HistoricDay | None = None
    term_since: HistoricDay | None = None
    channels: tuple[Annotated[Token, one_of(*FACTS["channel"])], ...] = ()
    commerce: Annotated[Token, one_of("legacy", "nce")] | None = None
    days: Days | None = None
    hours: Days | None = None
    count: Days | None = None
    percent: Days | None = None
    then: Annotated[Token, one_of("grace", "est", "none")] | None = None
    groups: dict[Slug, tuple[Country, ...]] | None = None

    @property
    def number(self) -> int | None:
        """Days, hours, a count or per cent, whichever it has; None of a table."""
        numbers = (self.days, self.hours, self.count, self.percent)
        return next((number for number in numbers if number is not None), None)

    def holds(self, event: date | None, term: date | None, channel: str | None, commerce: str | None) -> bool:
        """Whether it applies to such an event; an event or a term whose day is not given is within every bound."""
        return (
            (not self.channels or channel in self.channels)
            and (self.commerce is None or commerce == self.commerce)
            and (event is None or (self.since or event) <= event <= (self.until or event))
            and (self.term_since is None or term is None or term >= self.term_since)
        )


class DatedFact(Frozen):
    """A number or a table that moves with time."""

    id: Slug
    name: Words
    event: Annotated[Token, one_of("purchase", "end", "order", "request", "plan")] = Token("plan")
    basis: tuple[Slug, ...]
    values: tuple[DatedValue, ...]


class Route(Frozen):
    """One way to deal with a subscription; the first whose ``when`` holds is taken."""

    id: Slug
    route: Annotated[Token, one_of(*FACTS["route"])]
    when: When
    basis: tuple[Slug, ...]
    needs: tuple[Slug, ...] = ()
    name: Words
    why: Words
    why_not: Words


class Reason(Frozen):
    """Why a fact has its value, in words, and where the rule stands."""

    fact: Fact
    value: Line
    basis: tuple[Slug, ...]
    needs: tuple[Slug, ...] = ()
    text: Words


class Gate(Frozen):
    """The pause after a phase: go or no go; ``when``: only where it holds for something in it."""

    id: Slug
    when: When | None = None
    title: Words
    criteria: tuple[Words, ...]
    basis: tuple[Slug, ...]


class Phase(Frozen):
    """A part of the runbook, once for the customer or once per cut-over day; ``letter`` names it on paper."""

    id: Slug
    each: Annotated[Token, one_of("customer", "cut-over")]
    letter: Line
    title: Words
    goal: Words
    gate: Gate | None = None


class Anchored(Frozen):
    """A day, counted from an anchor; negative = before it."""

    anchor: Annotated[Token, one_of(*ANCHORS)]
    days: Days = 0


class Step(Frozen):
    """One step of the runbook, in words for both languages.

    ``owner_two_tier``: who does it where the new partner is an indirect reseller; left out = ``owner`` too.
    ``paper``: the title in the words of the customer's paper, where they are not those of the portal.
    """

    id: Slug
    phase: Slug
    owner: Annotated[Token, one_of(*OWNERS)]
    owner_two_tier: Annotated[Token, one_of(*OWNERS)] | None = None
    each: Annotated[Token, one_of("customer", "seller", "end", "seller-end", "request")]
    when: When
    done_when: When | None = None
    not_before: Anchored | None = None
    due: Anchored
    after: tuple[Slug, ...] = ()
    basis: tuple[Slug, ...]
    needs: tuple[Slug, ...] = ()
    title: Words
    paper: Words | None = None
    do: Words
    where: Words
    expected: Words
    evidence: Words
    undo: Words | None = None
    irreversible: YesNo = False
    rows: YesNo = False

    @property
    def words(self) -> tuple[Words, ...]:
        """Every text of the step, in the order in which it is read."""
        said = (self.title, self.paper, self.do, self.where, self.expected, self.evidence, self.undo)
        return tuple(words for words in said if words)

    @property
    def variables(self) -> frozenset[str]:
        """The names that its texts speak of."""
        return _names_in(self.words)


class Finding(Frozen):
    """Something to know before the steps.

    ``policy`` = our own caution, not Microsoft's rule. ``urgent`` = days are running: said before everything else.
    ``at``: the place in the customer's file that it is about, keys with ``/`` between them: from the subscription on,
    or from the whole file; left out = the subscription or the file itself.
    """

    id: Slug
    level: Annotated[Token, one_of(*LEVELS)]
    each: Annotated[Token, one_of("customer", "subscription")]
    at: Line | None = None
    when: When
    basis: tuple[Slug, ...]
    needs: tuple[Slug, ...] = ()
    policy: YesNo = False
    urgent: YesNo = False
    title: Words
    text: Words
    way_out: Words

    @property
    def place(self) -> tuple[str, ...]:
        """``at``, key by key."""
        return tuple(self.at.split("/")) if self.at else ()

    @property
    def variables(self) -> frozenset[str]:
        """The names that its texts speak of."""
        return _names_in((self.title, self.text, self.way_out))


class Term(Frozen):
    """A word in both languages; ``avoid`` lists renderings that are never printed."""

    id: Slug
    term: Words
    meaning: Words
    avoid: tuple[Line, ...] = ()


@lru_cache(maxsize=2000)
def _names_in(words: tuple[Words, ...]) -> frozenset[str]:
    return frozenset(_VARIABLE.findall("".join(said for pair in words for said in pair.said)))
