"""What is decided about a customer's subscriptions, told once for all of whom the same is said, with what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from generator.render.phrases import listed
from generator.render.voice import Voice
from generator.text import Token

View = dict[str, Any]
Facts = list[list[tuple[Markup, Markup]]]
"""What there is to tell of a subscription, by name, in lines."""

_SAME = ("route_name", "route_why", "route_basis", "reasons", "not_taken")


def decisions_view(subscriptions: Sequence[View], voice: Voice) -> list[View]:
    """Subscriptions together that go the same way for the same reasons, in the order of their first ones."""
    groups: list[list[View]] = []
    for one in subscriptions:
        alike = (group for group in groups if all(group[0][key] == one[key] for key in _SAME))
        group = next(alike, None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    told = [_decision(group, voice) for group in groups]
    for number, decision in enumerate(told):
        decision["told_at"] = next(
            (one["id"] for one in told[:number] if one["not_taken"] == decision["not_taken"]), None
        )
    return told


def _decision(group: Sequence[View], voice: Voice) -> View:
    facts = [_facts(one, len(group) == 1, voice) for one in group]
    by_name = [{name: value for line in lines for name, value in line} for lines in facts]
    names = list(dict.fromkeys(name for lines in facts for line in lines for name, _ in line))
    differing = [name for name in names if len({told.get(name) for told in by_name}) > 1]
    sellers = listed(voice.label("formats", "comma"), dict.fromkeys(one["seller"] for one in group))
    return {key: group[0][key] for key in _SAME} | {
        "id": Token(f"decision-{group[0]['id']}"),
        "sellers": sellers,
        "subscriptions": group,
        "single": group[0] if len(group) == 1 else None,
        "count": len(group),
        "said": [said for line in facts[0] if (said := [fact for fact in line if fact[0] not in differing])],
        "columns": differing,
        "rows": [
            {"one": one, "cells": [told.get(name, Markup("–")) for name in differing]}
            for one, told in zip(group, by_name, strict=True)
        ],
    }


def _facts(one: View, alone: bool, voice: Voice) -> Facts:
    """Where it was bought, when it ends, how and on which days it moves, what that costs.

    ``alone``: there is room for the end in local time, which is the same hour of the next day for all others.
    """
    ends = listed(Markup(" – "), filter(None, (one["ends_on"], one["ends_local"]))) if alone else one["ends_on"]
    lines = [
        [] if alone else [(voice.label("word", "offer"), one["offer"])],
        [
            (voice.label("word", "from"), _dotted(one["seller"], one["channel"], one["commerce"])),
            (voice.label("overview", "state"), _dotted(one["state"], one["at_end"])),
        ],
        [(voice.label("word", "end-date"), ends)],
        list(_cut_over(one, voice)),
        [(named["name"], named["day"]) for named in one["days"]],
        *([said] for said in one["services"]),
    ]
    if one["loss_days"]:
        lost = voice.fill("word", "days", count=one["loss_days"])
        lines.append([(voice.label("overview", "lost"), _with_cost(lost, one["loss"], voice))])
    return lines


def _cut_over(one: View, voice: Voice) -> Iterator[tuple[Markup, Markup]]:
    if not one["provision_on"]:
        return
    overlap = voice.fill("word", "days", count=one["overlap_days"])
    yield voice.label("overview", "provision-day"), one["provision_on"]
    yield voice.label("fact", "mode"), one["mode"]
    yield voice.label("word", "overlap"), _with_cost(overlap, one["overlap_cost"], voice)
    yield voice.label("word", "gap"), voice.fill("word", "days", count=one["gap_days"])


def _with_cost(said: Markup, cost: Markup | None, voice: Voice) -> Markup:
    if not cost:
        return said
    return said + voice.fill("formats", "paren", text=voice.label("overview", "estimate") + cost)


def _dotted(*said: Markup) -> Markup:
    return listed(Markup(" · "), said)
