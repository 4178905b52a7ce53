"""What is said of one place in one file: a Problem, or a finding of a plan. Knows no formats, no files, no terminal."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from generator.errors import Problem, Where
from generator.model import Path, Source
from generator.plan import Found, Plan
from generator.render.voice import Voice
from generator.text import LANGUAGES, Pair, Token, plain, terminal

Level = Literal["error", "warning", "note"]

LEVELS: dict[str, Level] = {"blocker": "error", "warning": "warning", "note": "note"}
"""Level of a finding → level of its remark, the gravest first."""

_CUSTOMER = re.compile(r"customers/([a-z0-9][a-z0-9-]*)\.yaml")
_PLACEHOLDER = re.compile(r"\{\w+\}")
_NUMBER_OF_NAMED = re.compile(r"\[\d+\](?= \()")


@dataclass(frozen=True)
class Remark:
    """One thing to correct or to know, in plain text without markup.

    ``rule``: the id of the Problem or finding. ``field``: what it is about, the same wherever it stands in the file.
    ``title``: the rule in a few words. ``message``: everything, in several lines.
    """

    rule: str
    level: Level
    where: Where
    title: Pair[str]
    message: Pair[str]
    customer: str | None
    subscription: str | None
    field: str


def ordered(remarks: Iterable[Remark]) -> list[Remark]:
    """By file, line and rule; every difference counts, so that the same remarks give the same order."""
    return sorted(remarks, key=lambda one: (one.where.file, one.where.line, one.rule, one.field, one.message.said))


def fingerprints(remarks: Sequence[Remark]) -> list[str]:
    """The identity of each remark, in 64 hex digits: other lines leave it as it is, and no two share one."""
    seen: Counter[tuple[str, ...]] = Counter()
    made = []
    for remark in remarks:
        identity = (remark.rule, remark.where.file, remark.customer or "", remark.field)
        seen[identity] += 1
        made.append(hashlib.sha256("\0".join((*identity, str(seen[identity]))).encode()).hexdigest())
    return made


def problem_remarks(problems: Iterable[Problem], wording: Mapping[str, Mapping[str, Pair[str]]]) -> Iterator[Remark]:
    """The Problems as remarks: what is wrong, and what to write instead; ``wording``: the labels `problems`."""
    for problem in problems:
        words = wording[problem.id]
        file = _CUSTOMER.search(problem.where.file)
        said = {language: [words[part][language] for part in ("wrong", "instead")] for language in LANGUAGES}
        yield Remark(
            rule=problem.id,
            level="error",
            where=problem.where,
            title=Pair.of({language: _PLACEHOLDER.sub("…", lines[0]) for language, lines in said.items()}),
            message=Pair.of({language: _filled(lines, problem) for language, lines in said.items()}),
            customer=file[1] if file else None,
            subscription=None,
            field=_NUMBER_OF_NAMED.sub("", " ".join((problem.where.trail, *problem.values.values()))),
        )


def _filled(lines: Iterable[str], problem: Problem) -> str:
    return _message(line.format_map(problem.values) for line in lines)


def finding_remarks(
    plan: Plan, source: Source, voices: Mapping[str, Voice], levels: Collection[str] = LEVELS
) -> Iterator[Remark]:
    """The findings of a plan, or those of some levels, each at its place in the file: title, text and way out."""
    for found in (one for one in plan.findings if one.finding.level in levels):
        said = {language: _words(found, plan, voice) for language, voice in voices.items()}
        yield Remark(
            rule=str(found.finding.id),
            level=LEVELS[found.finding.level],
            where=source.where(_place(found, plan)),
            title=Pair.of({language: _message(lines[:1]) for language, lines in said.items()}),
            message=Pair.of({language: _message(lines) for language, lines in said.items()}),
            customer=str(plan.customer.id),
            subscription=found.subscription and str(found.subscription),
            field="/".join((found.subscription or "", *found.finding.place)),
        )


def _place(found: Found, plan: Plan) -> Path:
    """Where in the customer's file a finding belongs."""
    if found.subscription is None:
        return found.finding.place
    ids: list[Token] = [one.id for one in plan.customer.subscriptions]
    return ("subscriptions", ids.index(found.subscription), *found.finding.place)


def _words(found: Found, plan: Plan, voice: Voice) -> list[str]:
    """Title, text and way out of a finding."""
    country = plan.customer.tenant.country
    values = {name: voice.value(name, value, country) for name, value in found.values.items()}
    finding = found.finding
    return [plain(voice.say(words, values)) for words in (finding.title, finding.text, finding.way_out)]


def _message(lines: Iterable[str]) -> str:
    """Lines that show everything that is in them, and break only where we break them."""
    return "\n".join(terminal(line.replace("\n", " ")) for line in lines if line)
