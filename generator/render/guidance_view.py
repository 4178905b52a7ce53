"""What the pages of the guidance print: each clause with what it touches, both ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from markupsafe import Markup

from generator.guidance import Clause, Finding, Guidance, Route, Step
from generator.guidance.rows import DatedFact
from generator.guidance.vocabulary import FINDING_VARIABLES, LEVELS, STEP_VARIABLES
from generator.render.house import house_view
from generator.render.places import findings_page, guidance_finding, guidance_route, guidance_step
from generator.render.rules_view import latest, value_view
from generator.render.uses import Uses
from generator.render.voice import Voice, in_other_languages
from generator.text import Pair, Token, ours

View = dict[str, Any]

_SEED = "seed-"

_WHOLE = {
    "applied": "guidance",
    "routes": "word",
    "steps": "word",
    "findings": "guidance",
    "facts": "guidance",
    "sources": "guidance",
}
"""Pages below ``guidance/`` that are about all of something → the group of their labels."""


def guidance_view(guidance: Guidance, uses: Uses, voice: Voice) -> View:
    """Every clause, step, finding, route, dated fact and source, put together as the pages have them."""
    clauses = [_clause(clause, guidance, uses, voice) for clause in guidance.clauses]
    return {
        "version": Token(guidance.version),
        "published": voice.date(latest(guidance)[0]),
        "checked": voice.date(latest(guidance)[1]),
        "clauses": clauses,
        "seed": [clause for clause in clauses if clause["id"].startswith(_SEED)],
        "later": [clause for clause in clauses if not clause["id"].startswith(_SEED)],
        "phases": [
            {
                "name": ours(f"steps-{phase.id}"),
                "label": phase.letter + " " + voice.say(phase.title),
                "link": ours(f"steps-{phase.id}.md"),
                "letter": phase.letter,
                "title": voice.say(phase.title),
                "goal": voice.say(phase.goal),
                "steps": [_step(step, guidance, uses, voice) for step in guidance.steps if step.phase == phase.id],
            }
            for phase in guidance.phases
        ],
        "levels": _levels(guidance, uses, voice),
        "routes": [_route(route, guidance, uses, voice) for route in guidance.routes],
        "facts": [_fact(fact, guidance, voice) for fact in guidance.facts],
        "sources": [
            {
                "id": ours(source.id),
                "title": ours(source.title),
                "publisher": ours(source.publisher),
                "page": ours(source.page),
                "published": voice.date(source.published),
                "house": house_view(guidance.house, "sources", source.id, voice),
            }
            for source in guidance.sources
        ],
    }


def guidance_nav(voice: Voice, root: Markup) -> list[View]:
    """The pages about all of something: name, label and link; ``root``: the way to the language's folder."""
    return [
        {"name": Token("clauses"), "label": voice.label("guidance", "clauses"), "link": root + ours("guidance.md")},
        *(
            {"name": Token(name), "label": voice.label(group, name), "link": root + ours(f"guidance/{name}.md")}
            for name, group in _WHOLE.items()
        ),
    ]


def guidance_pages(guidance: Guidance) -> list[tuple[str, str, Callable[[View], View]]]:
    """Each page below ``guidance/``: name, template, and what it prints of the view besides the whole."""
    phases = [
        (f"steps-{phase.id}", "guidance-phase", partial(_part, "phase", "phases", number))
        for number, phase in enumerate(guidance.phases)
    ]
    levels = [
        (page, "guidance-level", partial(_part, "level", "levels", number))
        for number, page in enumerate(_findings_by_page(guidance))
    ]
    alone = {name: (name, f"guidance-{name}", _nothing) for name in _WHOLE}
    return [
        *(alone[name] for name in ("applied", "routes", "steps")),
        *phases,
        alone["findings"],
        *levels,
        *(alone[name] for name in ("facts", "sources")),
    ]


def _part(name: str, parts: str, number: int, view: View) -> View:
    return {name: view[parts][number]}


def _nothing(_view: View) -> View:
    return {}


def _findings_by_page(guidance: Guidance) -> dict[str, list[Finding]]:
    """The findings page by page, those that block first."""
    pages: dict[str, list[Finding]] = {}
    for finding in sorted(guidance.findings, key=lambda finding: LEVELS.index(finding.level)):
        pages.setdefault(findings_page(finding), []).append(finding)
    return pages


def _levels(guidance: Guidance, uses: Uses, voice: Voice) -> list[View]:
    return [
        {
            "name": ours(page),
            "label": voice.label("guidance", page),
            "link": ours(f"{page}.md"),
            "findings": [_finding(finding, guidance, uses, voice) for finding in findings],
        }
        for page, findings in _findings_by_page(guidance).items()
    ]


def _clause(clause: Clause, guidance: Guidance, uses: Uses, voice: Voice) -> View:
    source, erratum = guidance.source(clause.source.id), clause.erratum
    return {
        "id": clause.id,
        "house": house_view(guidance.house, "clauses", clause.id, voice),
        "kind": voice.label("clause-kind", clause.kind),
        "text": voice.say(clause.text),
        "others": in_other_languages(voice, lambda other: other.say(clause.text)),
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
        **_applied(clause, guidance, uses, voice),
    }


def _applied(clause: Clause, guidance: Guidance, uses: Uses, voice: Voice) -> View:
    """What rests on a clause, with its place, and how much that is in words."""
    steps = [step for step in guidance.steps if clause.id in step.basis]
    findings = [finding for finding in guidance.findings if clause.id in finding.basis]
    routes = [route for route in guidance.routes if clause.id in route.basis]
    used = uses.of(f"clause {clause.id}", voice)
    counts = {"steps": len(steps), "findings": len(findings), "routes": len(routes), "customers": used["count"]}
    said = [voice.fill("guidance", f"count-{name}", count=count) for name, count in counts.items() if count]
    return {
        "steps": [{"link": guidance_step(step), "title": _title(step.title, voice)} for step in steps],
        "findings": [{"link": guidance_finding(one), "title": _title(one.title, voice)} for one in findings],
        "routes": [{"link": guidance_route(route), "title": voice.say(route.name)} for route in routes],
        "uses": used,
        "applied": voice.label("formats", "comma").join(said),
    }


def _step(step: Step, guidance: Guidance, uses: Uses, voice: Voice) -> View:
    values = _placeholders(voice, STEP_VARIABLES)
    return {
        "id": step.id,
        "house": house_view(guidance.house, "steps", step.id, voice),
        "link": guidance_step(step),
        "title": voice.say(step.title, values),
        "do": voice.say(step.do, values),
        "others": in_other_languages(voice, lambda other: other.say(step.do, _placeholders(other, STEP_VARIABLES))),
        "owner_name": voice.label("owner", step.owner),
        "irreversible": step.irreversible,
        "basis": list(step.basis),
        "uses": uses.of(f"step {step.id}", voice),
    }


def _finding(finding: Finding, guidance: Guidance, uses: Uses, voice: Voice) -> View:
    values = _placeholders(voice, FINDING_VARIABLES)
    return {
        "id": finding.id,
        "house": house_view(guidance.house, "findings", finding.id, voice),
        "link": guidance_finding(finding),
        "level": finding.level,
        "level_name": voice.label("level", finding.level),
        "title": voice.say(finding.title, values),
        "text": voice.say(finding.text, values),
        "way_out": voice.say(finding.way_out, values),
        "others": in_other_languages(voice, lambda other: _finding_text(finding, other)),
        "policy": finding.policy,
        "basis": list(finding.basis),
        "uses": uses.of(f"finding {finding.id}", voice),
    }


def _finding_text(finding: Finding, voice: Voice) -> Markup:
    """Text and way out in one paragraph."""
    values = _placeholders(voice, FINDING_VARIABLES)
    return Markup(" → ").join([voice.say(finding.text, values), voice.say(finding.way_out, values)])


def _route(route: Route, guidance: Guidance, uses: Uses, voice: Voice) -> View:
    return {
        "id": route.id,
        "house": house_view(guidance.house, "routes", route.id, voice),
        "title": voice.say(route.name),
        "why": voice.say(route.why),
        "others": in_other_languages(voice, lambda other: other.say(route.why)),
        "basis": list(route.basis),
        "uses": uses.of(f"route {route.id}", voice),
    }


def _fact(fact: DatedFact, guidance: Guidance, voice: Voice) -> View:
    return {
        "id": fact.id,
        "house": house_view(guidance.house, "facts", fact.id, voice),
        "name": voice.say(fact.name),
        "basis": list(fact.basis),
        "dated": [value_view(fact, value, voice) for value in fact.values],
    }


def _title(words: Pair[str], voice: Voice) -> Markup:
    return voice.say(words, _placeholders(voice, (*STEP_VARIABLES, *FINDING_VARIABLES)))


def _placeholders(voice: Voice, names: Sequence[str]) -> Mapping[str, Markup]:
    """For texts outside of a plan."""
    return {name: voice.placeholder(name) for name in names}
