"""What the table of customers prints: a line each, and what it can be filtered by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from generator.plan import Plan
from generator.render.voice import Voice
from generator.text import Token, unmarked

View = dict[str, Any]

URGENCY = ("blocked", "attention", "ready", "done")
"""States of a plan in the order in which somebody has to look at them."""

_SAME = ("id", "name", "domain", "status", "status_name", "urgent", "next", "counts", "progress")


def customer_line(plan: Plan, view: Mapping[str, Any]) -> View:
    """One customer: running days first, then blocked ones, then by the next step's day."""
    routes = {one["route_id"]: one["route_name"] for one in view["subscriptions"]}
    due = str(view["next"]["due"]) if view["next"] else ""
    months = sorted({f"{one.cut_over:%Y-%m}" for one in plan.subscriptions if one.cut_over})
    return {
        **{key: view[key] for key in _SAME},
        "first_cut_over": view["first_cut_over"],
        "cut_over_open": view["cut_over_open"],
        "months": Token(" ".join(months)) if months else None,
        "sellers": [
            {"id": seller, "name": name} for seller, name in zip(view["seller_ids"], view["sellers"], strict=True)
        ],
        "routes": [{"id": Token(route), "name": name} for route, name in routes.items()],
        "blockers": [finding for finding in view["findings"] if finding["level"] == "blocker"],
        "order": (not view["urgent"], URGENCY.index(view["status"]), due, str(view["id"])),
    }


def choices_view(lines: Sequence[Mapping[str, Any]], voice: Voice) -> View:
    """What the lines can be filtered by: for each field the values that occur, as ``id`` and ``name``."""
    return {
        "status": [{"id": Token(state), "name": voice.label("status", state)} for state in URGENCY],
        "route": _named((route["id"], route["name"]) for line in lines for route in line["routes"]),
        "seller": _named((seller["id"], seller["name"]) for line in lines for seller in line["sellers"]),
        "blocker": _named((one["id"], one["title"]) for line in lines for one in line["blockers"]),
        "month": _named((Token(one), Token(one)) for line in lines for one in str(line["months"] or "").split()),
    }


def _named(pairs: Iterable[tuple[Any, Any]]) -> list[View]:
    """Each once, by its id."""
    return [{"id": one, "name": name} for one, name in sorted(dict(pairs).items(), key=lambda pair: unmarked(pair[0]))]
