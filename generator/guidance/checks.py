"""From the values of the guidance files to one checked Guidance, and every Problem on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.catalog import Catalog, OffersFile, Products, check_offers
from generator.errors import Problem
from generator.guidance.guidance import Guidance, version_of
from generator.guidance.letters import Letter
from generator.guidance.rows import Clause, DatedFact, Finding, Phase, Reason, Route, SourcePage, Step, Term
from generator.guidance.vocabulary import APPROVAL, FACTS, ROUTING
from generator.model import CustomerFile, Frozen, Path, Slug, Source, Subscription, check_shape, known_instead
from generator.text import LANGUAGES, Token

_INTENT = Token("intent")
Issue = tuple[str, Path, str, dict[str, str]]
"""Which file, where in it, the Problem's id and its values."""


class ClausesFile(Frozen):
    sources: tuple[SourcePage, ...]
    clauses: tuple[Clause, ...]


class FactsFile(Frozen):
    facts: tuple[DatedFact, ...]


class RoutesFile(Frozen):
    routes: tuple[Route, ...]


class ReasonsFile(Frozen):
    reasons: tuple[Reason, ...]


class StepsFile(Frozen):
    phases: tuple[Phase, ...]
    steps: tuple[Step, ...]
    retired: tuple[Slug, ...] = ()


class FindingsFile(Frozen):
    findings: tuple[Finding, ...]


class LettersFile(Frozen):
    letters: tuple[Letter, ...]


class GlossaryFile(Frozen):
    terms: tuple[Term, ...]


FILES: dict[str, type[Frozen]] = {
    "clauses": ClausesFile,
    "facts": FactsFile,
    "routes": RoutesFile,
    "reasons": ReasonsFile,
    "steps": StepsFile,
    "findings": FindingsFile,
    "letters": LettersFile,
    "glossary": GlossaryFile,
    "offers": OffersFile,
}
"""Every guidance file (``<name>.yaml``) and its shape."""


def build(
    sources: Mapping[str, Source], products: Products | None = None, house: Mapping[str, str] | None = None
) -> tuple[Guidance | None, list[Problem]]:
    """The guidance from the values of all its files, or every Problem in them.

    ``products``: imported lists. ``house``: which rows are a project's own, as Guidance has them.
    """
    checked: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, shape in FILES.items():
        file, wrong = check_shape(shape, sources[name])
        problems += wrong
        checked[name] = file
    if problems:
        return None, problems
    guidance = Guidance(
        sources=checked["clauses"].sources,
        clauses=checked["clauses"].clauses,
        facts=checked["facts"].facts,
        routes=checked["routes"].routes,
        reasons=checked["reasons"].reasons,
        phases=checked["steps"].phases,
        steps=checked["steps"].steps,
        retired=checked["steps"].retired,
        findings=checked["findings"].findings,
        letters=checked["letters"].letters,
        terms=checked["glossary"].terms,
        catalog=Catalog.of(checked["offers"], products),
        version=version_of({name: sources[name].values for name in FILES}),
        house=house or {},
    )
    problems = [sources[name].problem(path, kind, **values) for name, path, kind, values in _issues(guidance)]
    problems += [
        sources["offers"].problem(path, kind, **values) for path, kind, values in check_offers(checked["offers"])
    ]
    return (None, problems) if problems else (guidance, [])


def pairs(name: str, values: Any, path: Path = ()) -> Iterator[tuple[str, Path, Mapping[str, str]]]:
    """Every text that stands in all languages: its name (``steps/accept-invitation/title``), its place, its words."""
    if isinstance(values, dict) and set(values) == set(LANGUAGES):
        yield name, path, values
    elif isinstance(values, dict):
        for key, value in values.items():
            yield from pairs(f"{name}/{key}", value, (*path, key))
    elif isinstance(values, list):
        for index, value in enumerate(values):
            yield from pairs(f"{name}/{item_name(value, index)}", value, (*path, index))


def item_name(value: Any, index: int) -> str:
    """A list item's own name, so that moving it in its list does not make its translation stale."""
    if not isinstance(value, dict):
        return str(index)
    if "fact" in value:
        return f"{value['fact']}={value.get('value')}"
    if "old" in value:
        return f"{value['old']}={value.get('new')}"
    return str(value.get("id", index))


def _issues(guidance: Guidance) -> Iterator[Issue]:
    yield from _names(guidance)
    yield from _references(guidance)
    yield from _tables(guidance)
    yield from _places(guidance)
    yield from _letters(guidance)
    yield from _uncited(guidance)


def _names(guidance: Guidance) -> Iterator[Issue]:
    lists: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
        ("clauses", "sources", guidance.sources),
        ("clauses", "clauses", guidance.clauses),
        ("facts", "facts", guidance.facts),
        ("routes", "routes", guidance.routes),
        ("steps", "phases", guidance.phases),
        ("steps", "steps", guidance.steps),
        ("findings", "findings", guidance.findings),
        ("letters", "letters", guidance.letters),
        ("glossary", "terms", guidance.terms),
    )
    for file, key, rows in lists:
        seen: set[str] = set()
        for index, row in enumerate(rows):
            if row.id in seen:
                yield file, (key, index, "id"), "id-twice", {"id": row.id}
            seen.add(row.id)
    steps = {step.id for step in guidance.steps}
    for index, retired in enumerate(guidance.retired):
        if retired in steps or retired in guidance.retired[:index]:
            yield "steps", ("retired", index), "id-twice", {"id": retired}


def _references(guidance: Guidance) -> Iterator[Issue]:
    """Clauses, sources, phases and steps that rows name must be there; a step waits for earlier ones only."""
    known = {clause.id for clause in guidance.clauses}
    for file, key, index, row in _citing(guidance):
        for name in ("basis", "needs"):
            for clause_id in getattr(row, name, ()):
                if clause_id not in known:
                    yield file, (key, index, name), "no-such-clause", {"clause": clause_id}
    source_ids = {source.id for source in guidance.sources}
    for index, clause in enumerate(guidance.clauses):
        for later in clause.changed_by:
            if later not in known:
                yield "clauses", ("clauses", index, "changed_by"), "no-such-clause", {"clause": later}
        if clause.source.id not in source_ids:
            yield "clauses", ("clauses", index, "source"), "no-such-source", {"source": clause.source.id}
    for index, fact in enumerate(guidance.facts):
        for place, value in enumerate(fact.values):
            if value.source not in source_ids:
                yield "facts", ("facts", index, "values", place, "source"), "no-such-source", {"source": value.source}
    phases = [phase.id for phase in guidance.phases]
    earlier: set[str] = set()
    for index, step in enumerate(guidance.steps):
        if step.phase not in phases:
            yield "steps", ("steps", index, "phase"), "no-such-phase", {"phases": ", ".join(phases)}
        for before in step.after:
            if before not in earlier:
                yield "steps", ("steps", index, "after"), "no-earlier-step", {"step": before}
        if step.irreversible == (step.undo is not None):
            yield "steps", ("steps", index), "undo-or-irreversible", {}
        earlier.add(step.id)


def _tables(guidance: Guidance) -> Iterator[Issue]:
    """Only values that the planner can find out, and for routes only what is known before they are chosen."""
    for file, key, index, row in _citing(guidance):
        for name in ("when", "done_when"):
            for fact, values in (getattr(row, name, None) or {}).items():
                yield from _unknown_values(file, (key, index, name, fact), fact, values)
                if file == "routes" and fact not in ROUTING:
                    yield file, (key, index, name, fact), "not-before-route", {"fact": fact}
    for intent in FACTS["intent"]:
        if not any(
            set(row.when) <= {"intent"} and intent in row.when.get(_INTENT, (intent,)) for row in guidance.routes
        ):
            yield "routes", ("routes",), "no-catch-all", {"intent": intent}
    for index, reason in enumerate(guidance.reasons):
        if reason.value not in FACTS[reason.fact]:
            listed = ", ".join(FACTS[reason.fact])
            yield "reasons", ("reasons", index, "value"), "no-such-value", {"fact": reason.fact, "allowed": listed}


def _unknown_values(file: str, path: Path, fact: str, values: Sequence[str]) -> Iterator[Issue]:
    for value in values:
        if value not in FACTS[fact]:
            yield file, path, "no-such-value", {"fact": fact, "allowed": ", ".join(FACTS[fact])}


def _places(guidance: Guidance) -> Iterator[Issue]:
    """Only places that a customer's file, or a subscription in it, may have."""
    for index, finding in enumerate(guidance.findings):
        known = known_instead(CustomerFile if finding.each == "customer" else Subscription, finding.place)
        if known is not None:
            place: Path = ("findings", index, "at")
            yield "findings", place, "no-such-place", {"place": str(finding.at), "known": ", ".join(known) or "–"}


def _letters(guidance: Guidance) -> Iterator[Issue]:
    """Every step that a letter and its paragraphs name must be there; paragraphs ask for values that there are."""
    known = {str(step.id) for step in guidance.steps}
    for index, letter in enumerate(guidance.letters):
        place: Path = ("letters", index)
        named: list[tuple[Path, Sequence[str]]] = [((*place, "until"), letter.until), ((*place, "hold"), letter.hold)]
        named += [((*place, "send", "steps"), letter.send.steps)] if letter.send else []
        named += [((*place, "consent"), (APPROVAL,))] if letter.consent else []
        for number, paragraph in enumerate(letter.body):
            here = (*place, "body", number)
            named += [((*here, "steps"), paragraph.steps), ((*here, "unless"), paragraph.unless)]
            for fact, values in (paragraph.when or {}).items():
                yield from _unknown_values("letters", (*here, "when", fact), fact, values)
        for path, steps in named:
            for step in steps:
                if step not in known:
                    yield "letters", path, "no-such-step", {"step": step}


def _uncited(guidance: Guidance) -> Iterator[Issue]:
    """Every clause but the headings is cited by a step, a finding or a route."""
    rows: tuple[Step | Finding | Route, ...] = (*guidance.steps, *guidance.findings, *guidance.routes)
    cited = {clause_id for row in rows for clause_id in row.basis}
    for index, clause in enumerate(guidance.clauses):
        if clause.kind != "heading" and clause.id not in cited:
            yield "clauses", ("clauses", index), "uncited-clause", {"clause": clause.id}


def _citing(guidance: Guidance) -> Iterator[tuple[str, str, int, Any]]:
    tables: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
        ("routes", "routes", guidance.routes),
        ("reasons", "reasons", guidance.reasons),
        ("steps", "steps", guidance.steps),
        ("findings", "findings", guidance.findings),
        ("letters", "letters", guidance.letters),
        ("facts", "facts", guidance.facts),
    )
    for file, key, rows in tables:
        for index, row in enumerate(rows):
            yield file, key, index, row
    for index, phase in enumerate(guidance.phases):
        if phase.gate is not None:
            yield "steps", "phases", index, phase.gate
