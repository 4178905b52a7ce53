"""What the site's scripts read: the words they show, what can be found, and what is due when. JSON in a script's call.

A script, because from a disk a browser reads nothing else; each is a language's own. Only plain text is in it: the
theme's scripts put it into pages as text, never as markup.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from markupsafe import Markup

from generator.guidance import Guidance
from generator.plan import Event, Plan
from generator.render.packed import call, packed_entries
from generator.render.places import event_place, html_link
from generator.render.search import customer_entry, customer_page, shared_entries
from generator.render.voice import Voice
from generator.render.weeks import DEADLINES, Due, by_week, days_of
from generator.text import Token, plain


@dataclass(frozen=True, slots=True)
class Entries:
    """What the scripts of a language read of one customer: how it is found, and what of it is due.

    JSON in UTF-8: half of what the same letters take in a ``str``, and nobody looks at them before the end.
    """

    customer: Token
    found: bytes
    due: bytes


IN_A_PART = 2000
"""Customers in one script of the search: some 300 KB on their way; what is more is fetched side by side."""

TOLD = ("step", "cut-over", "fallback", "order-by", "undo-until", "old-end")
"""What the page of a week tells: kinds of the plan's events."""

SHOWN_IDS = 4
"""How many subscriptions a row of the week names."""

TOLD_OF_BLOCKED = ("old-end",)
"""What it tells of a plan that must not be carried out, beside its next step."""


def words_script(voice: Voice) -> str:
    """``assets/words.js`` of a language: the words that scripts show."""
    words = {key: plain(said) for key, said in voice.labels["browser"].items()}
    return f"const cspWords = {json.dumps(words, ensure_ascii=False, indent=1)};\n"


class Scripts:
    """Takes what they say of one customer after the other."""

    def __init__(self, guidance: Guidance, voices: Mapping[str, Voice]) -> None:
        self._guidance = guidance
        self._voices = voices
        self._taken: list[Callable[[str], Entries]] = []

    def take(self, entries: Callable[[str], Entries]) -> None:
        """``entries``: of one customer in a language; asked for when a script of that language is made."""
        self._taken.append(entries)

    def of(self, language: str) -> Iterator[tuple[str, Callable[[], str]]]:
        """Every script of a language by its path, with what makes its text; the order of the customers is no matter."""
        parts = -(-len(self._taken) // IN_A_PART) if len(self._taken) > IN_A_PART else 0
        found, weeks = cache(partial(self._found, language)), cache(partial(self._weeks, language))
        yield f"search/{language}.js", partial(self._search, language, parts, found)
        for number in range(1, parts + 1):
            yield f"search/{language}/{number}.js", partial(_search_part, number, found)
        yield f"due/{language}.js", partial(self._days, language)
        for monday in weeks():
            yield f"due/{language}/{monday}.js", partial(_week, monday, weeks)

    def _found(self, language: str) -> list[bytes]:
        taken = sorted((entries(language) for entries in self._taken), key=lambda one: customer_page(one.customer))
        return [one.found for one in taken]

    def _search(self, language: str, parts: int, found: Callable[[], list[bytes]]) -> str:
        """Everything, or where there are parts, how many and what is found in no customer."""
        own = [] if parts else map(json.loads, found())
        shared = shared_entries(self._guidance, self._voices[language])
        return call("cspSearch", {"part": 0, "parts": parts, **packed_entries([*own, *shared])})

    def _dues(self, language: str) -> Iterator[Due]:
        taken = sorted((entries(language) for entries in self._taken), key=lambda one: one.customer)
        return (json.loads(one.due) for one in taken)

    def _days(self, language: str) -> str:
        return call("cspDue", {"deadlines": list(DEADLINES), "days": days_of(self._dues(language))})

    def _weeks(self, language: str) -> Mapping[str, list[Due]]:
        return by_week(self._dues(language))


def _search_part(number: int, found: Callable[[], list[bytes]]) -> str:
    own = found()[(number - 1) * IN_A_PART : number * IN_A_PART]
    return call("cspSearch", {"part": number, **packed_entries(list(map(json.loads, own)))})


def _week(monday: str, weeks: Callable[[], Mapping[str, list[Due]]]) -> str:
    return call("cspDueWeek", {"monday": monday, "customers": weeks()[monday]})


def entries(plan: Plan, view: Mapping[str, Any], voice: Voice) -> Entries:
    """``view``: what the customer's pages print."""
    found, due = customer_entry(plan, view, voice), _due(plan, view, voice)
    return Entries(plan.customer.id, _json(found), _json(due))


def _due(plan: Plan, view: Mapping[str, Any], voice: Voice) -> list[Any]:
    """``[id, name, mark, events]``; an event: ``[day, kind, link, what, who, whose]``, only what is not done yet.

    ``mark``: ``blocked``, ``urgent`` or ''.
    """
    steps = {step["key"]: step for section in view["sections"] for step in section["steps"]}
    titles = Counter(step["title"] for step in steps.values())
    rows = [_event(event, steps, titles, plan, voice) for event in plan.events if _is_told(event, plan)]
    mark = "blocked" if plan.status == "blocked" else "urgent" if view["urgent"] else ""
    return [str(plan.customer.id), plain(view["name"]), mark, rows]


def _is_told(event: Event, plan: Plan) -> bool:
    if event.done or event.kind not in TOLD:
        return False
    is_next = event.step is not None and event.step is plan.next_step
    return is_next or plan.status != "blocked" or event.kind in TOLD_OF_BLOCKED


def _event(event: Event, steps: Mapping[str, Any], titles: Mapping[str, int], plan: Plan, voice: Voice) -> list[str]:
    """``titles``: how many steps have each; those that share one are told apart by their subscriptions."""
    day, place = event.first.isoformat(), html_link(event_place(event, plan))
    if event.step:
        step = steps[event.step.key]
        what = plain(step["number"] + " " + step["title"])
        if titles[step["title"]] > 1:
            what += plain(voice.fill("formats", "paren", text=_about(event, voice)))
        return [day, event.kind, place, what, plain(step["owner_name"]), str(step["owner"])]
    what = voice.label("formats", "colon").join([voice.label("ics", event.kind), _about(event, voice)])
    if event.moment:  # a right may be over before the office opens
        moment = voice.moment(event.moment, plan.customer.tenant.country)
        what += voice.fill("formats", "paren", text=voice.fill("week", "until", moment=moment))
    return [day, event.kind, place, plain(what), "", ""]


def _about(event: Event, voice: Voice) -> Markup:
    """The subscriptions of an event by their ids, the first few of many."""
    shown = voice.label("formats", "comma").join(one.id for one in event.subjects[:SHOWN_IDS])
    more = len(event.subjects) - SHOWN_IDS
    return shown + voice.fill("week", "and-more", count=more) if more > 0 else shown


def _json(entry: Sequence[Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
