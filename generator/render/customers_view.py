"""What the table of customers prints: a line each, and what it can be filtered by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from generator.plan import Plan
from generator.render.voice import Voice
from generator.text import Token, linked, ours, unmarked, varying, word

View = dict[str, Any]

URGENCY = ("blocked", "attention", "ready", "done")
"""States of a plan in the order in which somebody has to look at them."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something that lines can be filtered by; ``id``: as it stands in an attribute."""

    id: Markup
    name: Markup


@dataclass(frozen=True, slots=True)
class Blocker:
    id: Token
    title: Markup


@dataclass(frozen=True, slots=True)
class NextStep:
    due: Markup
    title: Markup
    link: Markup
    owner_name: Markup


@dataclass(frozen=True, slots=True)
class Counts:
    """How many different findings there are of each level that the table counts."""

    blocker: int
    warning: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How many steps there are, how many of them done or not needed, how many to be done again."""

    closed: int
    all: int
    recheck: int


@dataclass(frozen=True, slots=True)
class Line:
    """One customer in one language, as the table prints it."""

    id: Token
    name: Markup
    domain: Token
    status: Token
    status_name: Markup
    urgent: bool
    next: NextStep | None
    counts: Counts
    progress: Progress
    first_cut_over: Markup | None
    cut_over_open: bool
    months: Token | None
    sellers: tuple[Named, ...]
    routes: tuple[Named, ...]
    blockers: tuple[Blocker, ...]

    @property
    def due(self) -> str:
        """When its next step is due; '' where nothing is left to do."""
        return str(self.next.due) if self.next else ""

    @property
    def order(self) -> tuple[bool, int, str, str]:
        """Running days first, then blocked ones, then by the next step's day."""
        return not self.urgent, URGENCY.index(self.status), self.due, str(self.id)


def customer_line(plan: Plan, view: Mapping[str, Any]) -> Line:
    """``view``: what the customer's pages print; its steps are not asked for."""
    coming, counts, progress = view["next"], view["counts"], view["progress"]
    months = sorted({f"{one.cut_over:%Y-%m}" for one in plan.subscriptions if one.cut_over})
    routes = {one["route_id"]: one["route_name"] for one in view["subscriptions"]}
    blockers = (one for one in view["findings"] if one["level"] == "blocker")
    return Line(
        id=view["id"],
        name=_printed(view["name"]),
        domain=view["domain"],
        status=view["status"],
        status_name=_printed(view["status_name"]),
        urgent=bool(view["urgent"]),
        next=NextStep(*(_printed(coming[key]) for key in ("due", "title", "link", "owner_name"))) if coming else None,
        counts=Counts(counts["blocker"], counts["warning"]),
        progress=Progress(progress["closed"], progress["all"], progress["recheck"]),
        first_cut_over=_printed(view["first_cut_over"]) if view["first_cut_over"] else None,
        cut_over_open=view["cut_over_open"],
        months=Token(" ".join(months)) if months else None,
        sellers=_all_named(zip(view["seller_ids"], view["sellers"], strict=True)),
        routes=_all_named(routes.items()),
        blockers=tuple(Blocker(one["id"], _printed(one["title"])) for one in blockers),
    )


def _all_named(pairs: Iterable[tuple[str, Markup]]) -> tuple[Named, ...]:
    return tuple(Named(_printed(one), _printed(name)) for one, name in pairs)


def _printed(said: str) -> Markup:
    """Without marks: scripts, too, are made of it."""
    return ours(unmarked(Markup.escape(said)))


def marked_line(line: Line) -> Line:
    """A line with marks around what differs from others, for a table of thousands; ids stand in attributes alone."""
    coming = line.next
    return replace(
        line,
        name=varying(line.name),
        status_name=varying(line.status_name),
        next=NextStep(varying(coming.due), varying(coming.title), linked(coming.link), varying(coming.owner_name))
        if coming
        else None,
        first_cut_over=varying(line.first_cut_over) if line.first_cut_over else None,
        sellers=tuple(Named(word(one.id), varying(one.name)) for one in line.sellers),
        routes=tuple(Named(word(one.id), varying(one.name)) for one in line.routes),
        blockers=tuple(Blocker(one.id, varying(one.title)) for one in line.blockers),
    )


def choices_view(lines: Sequence[Line], voice: Voice) -> View:
    """What the lines can be filtered by: for each field the values that occur, as ``id`` and ``name``."""
    return {
        "status": [{"id": Token(state), "name": voice.label("status", state)} for state in URGENCY],
        "route": _named((one.id, one.name) for line in lines for one in line.routes),
        "seller": _named((one.id, one.name) for line in lines for one in line.sellers),
        "blocker": _named((one.id, one.title) for line in lines for one in line.blockers),
        "month": _named((Token(one), Token(one)) for line in lines for one in str(line.months or "").split()),
    }


def _named(pairs: Iterable[tuple[Any, Any]]) -> list[View]:
    """Each once, by its id."""
    return [{"id": one, "name": name} for one, name in sorted(dict(pairs).items(), key=lambda pair: str(pair[0]))]
