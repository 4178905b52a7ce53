"""The guidance as a value: its rows, and the choosing among them. Knows no files, no customers, no dates of plans."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from generator.catalog import Catalog
from generator.guidance.letters import Letter
from generator.guidance.rows import (
    Clause,
    DatedFact,
    DatedValue,
    Finding,
    Phase,
    Reason,
    Route,
    SourcePage,
    Step,
    Term,
)
from generator.text import Token

ADDED, REPLACED = "added", "replaced"
"""What a project's own row is to ours."""

Row = TypeVar("Row", Route, Reason, Step, Finding, Letter)


@dataclass(frozen=True)
class Guidance:
    """Everything the plan is decided by; rows in the order of their files."""

    sources: tuple[SourcePage, ...]
    clauses: tuple[Clause, ...]
    facts: tuple[DatedFact, ...]
    routes: tuple[Route, ...]
    reasons: tuple[Reason, ...]
    phases: tuple[Phase, ...]
    steps: tuple[Step, ...]
    retired: tuple[Token, ...]
    findings: tuple[Finding, ...]
    letters: tuple[Letter, ...]
    terms: tuple[Term, ...]
    catalog: Catalog
    version: str
    """The first eight hex digits of a hash over all rows: other guidance, other version."""

    house: Mapping[str, str] = field(default_factory=dict)
    """The rows that are a project's own, as ``steps/confirm-market``: ADDED, or REPLACED where it is one of ours."""

    @cached_property
    def published_on(self) -> Mapping[str, date]:
        """The day on which each clause was published, by its id."""
        by_source = {source.id: source.published for source in self.sources}
        return {clause.id: by_source[clause.source.id] for clause in self.clauses}

    def as_of(self, day: date) -> Guidance:
        """What was known on ``day``: clauses and values published by then, and the rows that still have a basis."""
        return self._known_on(max((one for one in self._days_of_news if one <= day), default=date.min))

    @cached_property
    def _days_of_news(self) -> frozenset[date]:
        """The days on which anything was published: from one to the next the same is known."""
        return frozenset([*self.published_on.values(), *(value.known for fact in self.facts for value in fact.values)])

    @cached_property
    def _known_on(self) -> Callable[[date], Guidance]:
        return lru_cache(maxsize=100)(self._as_of)

    def _as_of(self, day: date) -> Guidance:
        clauses = tuple(clause for clause in self.clauses if self.published_on[clause.id] <= day)
        known = {str(clause.id) for clause in clauses}
        return replace(
            self,
            clauses=clauses,
            routes=_with_basis(self.routes, known),
            reasons=_with_basis(self.reasons, known),
            steps=_with_basis(self.steps, known),
            findings=_with_basis(self.findings, known),
            letters=_with_basis(self.letters, known),
            phases=tuple(_with_known_gate(phase, known) for phase in self.phases),
            facts=tuple(
                fact.model_copy(update={"values": tuple(value for value in fact.values if value.known <= day)})
                for fact in self.facts
            ),
        )

    def value(
        self,
        fact_id: str,
        event: date | None = None,
        term: date | None = None,
        channel: str | None = None,
        commerce: str | None = None,
    ) -> DatedValue | None:
        """The latest known value of a dated fact that holds for an event; None where nothing is known of it.

        ``event``: the day that the fact's rows are bounded by (of purchase, end, order …); ``term``: the first day of
        the subscription's term. Of values that were published on one day the later row counts.
        """
        holding = [value for value in self._values.get(fact_id, ()) if value.holds(event, term, channel, commerce)]
        return max(reversed(holding), key=lambda value: value.known, default=None)

    @cached_property
    def _values(self) -> Mapping[str, tuple[DatedValue, ...]]:
        """The known values of each fact, by its id."""
        return {str(fact.id): fact.values for fact in self.facts}

    def number(self, fact_id: str, event: date | None = None) -> int | None:
        """A dated number – days, hours, a count or per cent, whichever the fact has; None where it is not known."""
        value = self.value(fact_id, event)
        return value.number if value else None

    def days(self, fact_id: str, otherwise: int) -> int:
        """A dated number of days."""
        number = self.number(fact_id)
        return number if number is not None else otherwise

    def region(self, partner_country: str, tenant_country: str) -> str:
        """``same``, ``different`` or ``unknown``: whether a partner there may sell to a tenant there.

        Before the market table was published only the same country counts as the same; a country that the table
        lacks differs from every country that it holds.
        """
        if partner_country == tenant_country:
            return "same"
        table = self.value("csp-markets")
        if table is None or table.groups is None:
            return "different"
        ours, theirs = (_group(table.groups, country) for country in (partner_country, tenant_country))
        if ours is None and theirs is None:
            return "unknown"
        return "same" if ours == theirs else "different"

    def reason(self, fact: str, value: str) -> Reason | None:
        return self._reasons.get((fact, value))

    @cached_property
    def _reasons(self) -> Mapping[tuple[str, str], Reason]:
        """The first reason of each value of a fact."""
        return {(str(row.fact), str(row.value)): row for row in reversed(self.reasons)}

    def published(self, row: Route | Reason | Step | Finding) -> date:
        """Since when a row is in force: a clause of its basis is published, and all that it needs are."""
        published = self.published_on
        return max([min(published[clause] for clause in row.basis), *(published[clause] for clause in row.needs)])

    @cached_property
    def first_day(self) -> date:
        """The first day on which the routes take every subscription."""
        return max((self.published(row) for row in self.routes if set(row.when) <= {"intent"}), default=date.min)

    def knows(self, clause_id: str) -> bool:
        return any(clause.id == clause_id for clause in self.clauses)

    def clause(self, clause_id: str) -> Clause:
        return next(clause for clause in self.clauses if clause.id == clause_id)

    def source(self, source_id: str) -> SourcePage:
        return self._sources[source_id]

    @cached_property
    def _sources(self) -> Mapping[str, SourcePage]:
        return {str(source.id): source for source in reversed(self.sources)}


def holds(when: Mapping[Any, Sequence[Any]], facts: Mapping[str, str]) -> bool:
    """Whether a row applies: each key's fact has one of the listed values; an empty table always holds."""
    for key, values in when.items():  # noqa: SIM110 - asked so often that a generator for all() would be felt
        if facts[key] not in values:
            return False
    return True


def version_of(values: Mapping[str, Any]) -> str:
    """A short hash of the guidance files' values, comments and order of keys left out."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _with_basis(rows: Iterable[Row], known: set[str]) -> tuple[Row, ...]:
    """The rows that cite at least one known clause and need no unknown one, each citing known ones only."""
    kept = []
    for row in rows:
        basis = tuple(clause for clause in row.basis if clause in known)
        if basis and known.issuperset(row.needs):
            kept.append(row if basis == row.basis else row.model_copy(update={"basis": basis}))
    return tuple(kept)


def _with_known_gate(phase: Phase, known: set[str]) -> Phase:
    """The phase, its gate citing known clauses only."""
    if phase.gate is None or known.issuperset(phase.gate.basis):
        return phase
    basis = tuple(clause for clause in phase.gate.basis if clause in known)
    return phase.model_copy(update={"gate": phase.gate.model_copy(update={"basis": basis})})


def _group(groups: Mapping[Any, Sequence[str]], country: str) -> str | None:
    return next((str(name) for name, countries in groups.items() if country in countries), None)
