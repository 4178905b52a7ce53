"""What the guidance, glossary and rules pages print: each clause with what it touches, both ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from generator.guidance import Clause, Finding, Guidance, Route, Step
from generator.guidance.rows import DatedFact
from generator.guidance.vocabulary import FINDING_VARIABLES, STEP_VARIABLES
from generator.plan import Plan
from generator.render.rules_view import latest, value_view
from generator.render.voice import Voice
from generator.text import Pair, Text, Token, ours

View = dict[str, Any]

SHOWN_CUSTOMERS = 20
"""How many customers a row of the guidance names before it counts the rest."""


class Uses:
    """Which customers each clause, step and finding touches; a step with its permalink in the customer's runbook.

    Takes plans one by one, so that they need not be held all at once.
    """

    def __init__(self) -> None:
        self._names: dict[Token, Pair[Text]] = {}
        self._by_row: dict[str, dict[Token, str]] = {}

    def take(self, plan: Plan) -> None:
        customer = plan.customer.id
        self._names[customer] = plan.customer.name
        for step in plan.steps:
            self._add(f"step {step.id}", customer, f"runbook.md#{step.key}", step.step.basis)
        for found in plan.findings:
            place = f"index.md#finding-{found.finding.id}"
            self._add(f"finding {found.finding.id}", customer, place, found.finding.basis)
        for one in plan.subscriptions:
            self._add(f"route {one.route.id}", customer, f"index.md#subscription-{one.id}", one.route.basis)

    def of(self, row: str, voice: Voice) -> View:
        """The customers that a row touches, by the order of their ids, and how many are not named."""
        places = self._by_row.get(row, {})
        shown = list(places.items())[:SHOWN_CUSTOMERS]
        return {
            "customers": [
                {"name": voice.name(self._names[customer]), "link": Markup(f"customers/{customer}/{place}")}  # noqa: S704
                for customer, place in shown
            ],
            "more": len(places) - len(shown),
        }

    def _add(self, row: str, customer: Token, place: str, basis: Sequence[Token]) -> None:
        self._by_row.setdefault(row, {}).setdefault(customer, place)
        for clause in basis:
            self._by_row.setdefault(f"clause {clause}", {}).setdefault(customer, place)


def guidance_view(guidance: Guidance, uses: Uses, voice: Voice) -> View:
    """Every clause, step, finding, route, dated fact and source."""
    return {
        "version": Token(guidance.version),
        "published": voice.date(latest(guidance)[0]),
        "checked": voice.date(latest(guidance)[1]),
        "clauses": [_clause(clause, guidance, uses, voice) for clause in guidance.clauses],
        "phases": [
            {
                "id": phase.id,
                "letter": phase.letter,
                "title": voice.say(phase.title),
                "goal": voice.say(phase.goal),
                "steps": [_step(step, uses, voice) for step in guidance.steps if step.phase == phase.id],
            }
            for phase in guidance.phases
        ],
        "findings": [_finding(finding, uses, voice) for finding in guidance.findings],
        "routes": [_route(route, uses, voice) for route in guidance.routes],
        "facts": [_fact(fact, voice) for fact in guidance.facts],
        "sources": [
            {
                "id": ours(source.id),
                "title": ours(source.title),
                "publisher": ours(source.publisher),
                "page": ours(source.page),
                "published": voice.date(source.published),
            }
            for source in guidance.sources
        ],
    }


def glossary_view(guidance: Guidance, voice: Voice) -> list[View]:
    """Every term: in the page's language, in the other ones, and what it means."""
    return [
        {
            "id": Token(f"term-{term.id}"),
            "term": voice.say(term.term),
            "others": [other.say(term.term) for other in voice.others],
            "meaning": voice.say(term.meaning),
            "avoid": [ours(word) for word in term.avoid],
        }
        for term in guidance.terms
    ]


def _clause(clause: Clause, guidance: Guidance, uses: Uses, voice: Voice) -> View:
    source, erratum = guidance.source(clause.source.id), clause.erratum
    return {
        "id": clause.id,
        "kind": voice.label("clause-kind", clause.kind),
        "text": voice.say(clause.text),
        "others": [{"language": Token(other.language), "text": other.say(clause.text)} for other in voice.others],
        "source": ours(source.id),
        "page": ours(source.page),
        "segment": clause.source.segment,
        "published": voice.date(source.published),
        "checked": voice.date(clause.checked),
        "confirm": clause.confidence == "confirm",
        "changed_by": list(clause.changed_by),
        "erratum": {
            "severity": voice.label("severity", erratum.severity),
            "seen": ours(erratum.seen),
            "text": voice.say(erratum.text),
        }
        if erratum
        else None,
        "steps": [
            {"id": step.id, "title": _title(step.title, voice)} for step in guidance.steps if clause.id in step.basis
        ],
        "findings": [
            {"id": finding.id, "title": _title(finding.title, voice)}
            for finding in guidance.findings
            if clause.id in finding.basis
        ],
        "routes": [
            {"id": route.id, "title": voice.say(route.name)} for route in guidance.routes if clause.id in route.basis
        ],
        "uses": uses.of(f"clause {clause.id}", voice),
    }


def _step(step: Step, uses: Uses, voice: Voice) -> View:
    values = _placeholders(voice, STEP_VARIABLES)
    return {
        "id": step.id,
        "title": voice.say(step.title, **values),
        "do": voice.say(step.do, **values),
        "owner_name": voice.label("owner", step.owner),
        "irreversible": step.irreversible,
        "basis": list(step.basis),
        "uses": uses.of(f"step {step.id}", voice),
    }


def _finding(finding: Finding, uses: Uses, voice: Voice) -> View:
    values = _placeholders(voice, FINDING_VARIABLES)
    return {
        "id": finding.id,
        "level": finding.level,
        "level_name": voice.label("level", finding.level),
        "title": voice.say(finding.title, **values),
        "text": voice.say(finding.text, **values),
        "way_out": voice.say(finding.way_out, **values),
        "policy": finding.policy,
        "basis": list(finding.basis),
        "uses": uses.of(f"finding {finding.id}", voice),
    }


def _route(route: Route, uses: Uses, voice: Voice) -> View:
    return {
        "id": route.id,
        "title": voice.say(route.name),
        "why": voice.say(route.why),
        "basis": list(route.basis),
        "uses": uses.of(f"route {route.id}", voice),
    }


def _fact(fact: DatedFact, voice: Voice) -> View:
    return {
        "id": fact.id,
        "name": voice.say(fact.name),
        "basis": list(fact.basis),
        "dated": [value_view(fact, value, voice) for value in fact.values],
    }


def _title(words: Pair[str], voice: Voice) -> Markup:
    return voice.say(words, **_placeholders(voice, (*STEP_VARIABLES, *FINDING_VARIABLES)))


def _placeholders(voice: Voice, names: Sequence[str]) -> Mapping[str, Markup]:
    """For texts outside of a plan."""
    return {name: voice.placeholder(name) for name in names}
