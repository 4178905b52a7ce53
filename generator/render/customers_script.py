"""Every customer's line for the script of the table, where there are too many for one page: ``customers/<lang>.js``.

A row is ``[id, name, domain, status, urgent, sellers, routes, blockers, months, cut-over, open, next, …]``: sellers,
routes and blockers as ids and names in turn, ``next`` as ``[day, title, link, owner]`` or null, then how many blockers,
warnings, closed steps, steps and steps to look at again. Plain text all of it; 1 and 0 stand for yes and no.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from generator.render.customers_view import Line, NextStep
from generator.render.packed import call, packed_rows
from generator.render.voice import Voice
from generator.text import plain

WORDS = {
    "urgent": ("word", "urgent"),
    "free-first": ("overview", "free-first"),
    "to-recheck": ("progress", "to-recheck"),
    "comma": ("formats", "comma"),
    "paren": ("formats", "paren"),
}
"""What a row says beside its values → the label of that, as the page itself prints it."""


def customers_script(lines: Sequence[Line], voice: Voice) -> str:
    """``lines``: in the order in which the table has them."""
    words = {name: plain(voice.label(*label)) for name, label in WORDS.items()}
    states = {state: plain(name) for state, name in voice.labels["status"].items()}
    return call("cspCustomers", {"words": words, "states": states, **packed_rows([_row(line) for line in lines])})


def _row(line: Line) -> list[Any]:
    counts, progress = line.counts, line.progress
    return [
        *map(_said, (line.id, line.name, line.domain, line.status)),
        int(line.urgent),
        _named((one.id, one.name) for one in line.sellers),
        _named((one.id, one.name) for one in line.routes),
        _named((one.id, one.title) for one in line.blockers),
        _said(line.months or ""),
        _said(line.first_cut_over or ""),
        int(line.cut_over_open),
        _next(line.next) if line.next else None,
        *(counts.blocker, counts.warning, progress.closed, progress.all, progress.recheck),
    ]


def _named(pairs: Iterable[tuple[str, str]]) -> list[str]:
    return [_said(said) for pair in pairs for said in pair]


def _next(step: NextStep) -> list[str]:
    link = re.sub(r"\.md(?=#|$)", ".html", plain(step.link))
    return [_said(step.due), _said(step.title), link, _said(step.owner_name)]


def _said(value: str) -> str:
    return plain(Markup.escape(value))
