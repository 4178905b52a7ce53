"""What an event of a plan says in words, in one language. Knows no calendar file."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from generator.plan import Event, Plan, SubscriptionPlan
from generator.render.phrases import joined, listed
from generator.render.step_views import View, change_view
from generator.render.voice import Voice
from generator.text import Token


def what(event: Event, voice: Voice, step: View | None) -> Markup:
    """What happens, in a few words."""
    if step:
        return joined(Markup("{} {}"), step["number"], step["paper"])
    if event.section and event.section.gate:
        title = voice.say(event.section.gate.title)
        return voice.fill("ics", "gate-title", letter=Token(event.section.letter), title=title)
    if event.freeze and event.freeze.name:
        kind = voice.label("freeze", event.freeze.kind)
        return listed(voice.label("formats", "colon"), [kind, voice.name(event.freeze.name)])
    return voice.label("freeze", event.freeze.kind) if event.freeze else voice.label("ics", event.kind)


def description(event: Event, plan: Plan, voice: Voice, step: View | None) -> Iterator[Markup]:
    """What a reader of the calendar has to know, a line each; the page tells the rest."""
    if plan.status == "blocked":
        yield voice.label("ics", "blocked-about")
    yield from _of_step(step, voice) if step else _about(event, plan, voice)
    if event.step is None or event.step.step.rows:
        yield from (_row(one, plan, voice) for one in event.subjects)
    yield voice.fill("ics", "planned", fingerprint=Token(plan.fingerprint), day=voice.date(plan.as_of))


def _of_step(step: View, voice: Voice) -> Iterator[Markup]:
    """Who does it, how to see that it worked, and what makes it special."""
    said = {
        "owner": step["owner_name"],
        "not-before": step["not_before"],
        "status": step["state_name"] if step["state"] == "recheck" else None,
        "expected": step["expected"],
        "evidence": step["evidence"],
        "undo": voice.label("word", "irreversible") if step["irreversible"] else None,
    }
    colon = voice.label("formats", "colon")
    yield from (listed(colon, (voice.label("word", word), text)) for word, text in said.items() if text)


def _about(event: Event, plan: Plan, voice: Voice) -> Iterator[Markup]:
    """What the day means."""
    country = plan.customer.tenant.country
    if event.section and event.section.gate:
        yield voice.label("runbook", "criteria")
        yield from (Markup("- ") + voice.say(words) for words in event.section.gate.criteria)
    elif event.freeze:
        yield voice.label("ics", f"freeze-{event.freeze.kind}-about")
    elif event.moment:
        yield voice.fill("ics", "undo-until-about", moment=voice.moment(event.moment, country))
    elif event.kind == "cut-over":
        ways = dict.fromkeys("order" if one.by_order else "request" for one in event.subjects)
        yield from (voice.label("ics", f"cut-over-{way}-about") for way in ways)
    elif event.kind != "old-end":
        yield voice.label("ics", f"{event.kind}-about")
    elif all(one.old_end == one.subscription.ends_on for one in event.subjects):  # else the rows tell the planned end
        yield voice.label("ics", "old-end-about")
        local = voice.end_of(event.first, country)
        yield from [voice.fill("ics", "old-end-local", local=local)] if local else []


def _row(one: SubscriptionPlan, plan: Plan, voice: Voice) -> Markup:
    """A subscription, what it becomes, its licences and its end: once for all events that are about it."""
    return voice.latest.of(plan, f"row {voice.language} {one.id}", lambda: _row_of(one, voice))


def _row_of(one: SubscriptionPlan, voice: Voice) -> Markup:
    row = change_view(one, voice)
    new = row["new_offer"] or voice.label("word", "stays" if one.cut is None else "nothing-new")
    order = voice.fill("word", "order", order=row["order"]) if row["order"] else None
    stops = voice.fill("word", "stops-on", day=row["stops_on"]) if row["stops_on"] else None
    seats = joined(Markup("{} → {}"), row["seats"], row["new_seats"]) if row["new_seats"] else row["seats"]
    values = {"old": row["offer"], "new": _with(new, order, voice), "end": _with(row["ends_on"], stops, voice)}
    return voice.fill("ics", "row", id=row["id"], seats=seats, **values)


def _with(said: Markup, more: Markup | None, voice: Voice) -> Markup:
    return said + voice.fill("formats", "paren", text=more) if more else said
