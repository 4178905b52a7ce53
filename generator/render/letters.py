"""Letters as pages print them and as mail drafts. What a draft says is what its page says; nothing is ever sent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from email.header import Header
from email.mime.text import MIMEText
from email.policy import compat32
from typing import Any

from markupsafe import Markup

from generator.guidance import Guidance, Letter
from generator.guidance.vocabulary import APPROVAL
from generator.model import Contact, Customer
from generator.plan import (
    Place,
    Plan,
    PlannedLetter,
    PlannedParagraph,
    SubscriptionPlan,
    days_in_words,
    planned_letters,
)
from generator.render.house import house_view
from generator.render.phrases import filled, inserted, joined, listed
from generator.render.places import LETTERS, link, page_of
from generator.render.step_views import change_view, step_brief
from generator.render.voice import Voice
from generator.text import LANGUAGES, Token, ours, plain

View = dict[str, Any]

_BREAK = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_CRLF = compat32.clone(linesep="\r\n")
_ENDING = "former-partner"
_OF_CUT_OVER = ("cut-over", "seller-cut-over")
_COLUMNS = {
    "customer": ("subscription", "plan", "new-plan", "licences", "old-end"),
    "users": ("plan", "new-plan"),
    _ENDING: ("subscription", "plan", "licences", "ends-on"),
}
"""What a letter says of a subscription, by its reader: a former seller is not told what is ordered.

Whoever is to end old subscriptions by a day is told of them as a former seller is.
"""


def letters_view(plan: Plan, guidance: Guidance, voice: Voice) -> list[View]:
    """The letters of a customer as its page prints them, none while the plan is blocked."""
    letters = voice.latest.of(plan, f"letters {guidance.version}", lambda: planned_letters(plan, guidance))
    return [_letter(planned, plan, guidance, voice) for planned in letters]


def letter_drafts(letters: Iterable[View], language: str) -> Iterator[tuple[str, str]]:
    """Each letter that may be sent as ``(file name, mail)``: RFC 5322 with CRLF, ASCII alone, opened as a draft.

    ``letters``: the views of one language. A letter that waits for something has none.
    """
    for view in letters:
        if not view["hold"]:
            yield _draft(view["key"], language), _mail(view)


def _draft(key: str, language: str) -> str:
    return f"letter-{key}.{language}.eml"


def _letter(planned: PlannedLetter, plan: Plan, guidance: Guidance, voice: Voice) -> View:
    row, customer = planned.letter, plan.customer
    contacts = _contacts(row, customer.contacts)
    values = _values(planned, plan, voice)
    day = planned.cut_over if plan.is_parted and row.each in _OF_CUT_OVER else None
    place = Place(page_of(LETTERS, day), f"letter-{planned.key}")
    return {
        "key": Token(planned.key),
        "house": house_view(guidance.house, "letters", row.id, voice),
        "page": place.page,
        "link": link(place, here=LETTERS),
        "moved": place.page != LETTERS,
        "title": _title(planned, values, voice),
        "to": _to(planned, contacts, values, voice),
        "by": values["partner" if row.by == "partner" else "customer"],
        "when": _when(planned, voice),
        "steps": [step_brief(step, plan, voice) for step in planned.steps],
        "hold": step_brief(planned.hold, plan, voice) if planned.hold else None,
        "hold_reason": voice.label("letter", "hold" if planned.hold and planned.hold.id == APPROVAL else "hold-until"),
        "subject": voice.say(row.subject, values),
        "greeting": _greeting(planned, contacts, values, voice),
        "body": list(_body(planned, plan, values, voice)),
        "signature": _signature(planned, customer, values, voice),
        "address": ", ".join(str(one.email) for one in contacts if one.email) or None,
        "drafts": [
            {"name": voice.label("letter", f"draft-{language}"), "file": ours(_draft(planned.key, language))}
            for language in (() if planned.hold else LANGUAGES)
        ],
    }


def _contacts(row: Letter, contacts: Sequence[Contact]) -> list[Contact]:
    """Who of the customer gets a letter, each person once."""
    found = [one for roles in (row.roles, row.also) for one in _contact(roles, contacts)]
    return list({(one.name, one.email): one for one in reversed(found)}.values())[::-1]


def _contact(roles: Sequence[str], contacts: Sequence[Contact]) -> list[Contact]:
    """The first with one of these roles who has an address, else the first who is there."""
    fitting = [one for role in roles for one in contacts if one.role == role]
    return ([one for one in fitting if one.email] or fitting)[:1]


def _values(planned: PlannedLetter, plan: Plan, voice: Voice) -> dict[str, Any]:
    """What the texts may speak of, but for what differs from paragraph to paragraph."""
    customer, first = plan.customer, planned.subjects[0]
    taker = customer.taker
    cut_overs = [one.cut_over for one in plan.subscriptions if one.cut_over]
    days = {
        "first_cut_over": min(cut_overs, default=None),
        "cut_over": planned.cut_over,
        "answer_by": planned.answer_by,
    }
    return {
        "customer": voice.name(customer.name),
        "domain": Markup.escape(customer.tenant.domain),
        "tax_id": customer.customer.tax_id or Markup(),
        "partner": voice.name(taker.name),
        "partner_contact": _reach(taker.contacts, voice) or voice.label("letter", "reach"),
        "provider": voice.text(taker.provider) if taker.provider else Markup(),
        "seller": voice.name(first.seller) if first.seller else voice.label("letter", "name-seller"),
        "seller_provider": voice.text(first.seller_provider) if first.seller_provider else Markup(),
        **{name: voice.date(day) if day else Markup() for name, day in days.items()},
    }


def _reach(contacts: Sequence[Contact], voice: Voice) -> Markup:
    """How the first of these people is reached: name, telephone number, address."""
    for one in contacts[:1]:
        return listed(Markup(" · "), (voice.text(known) for known in (one.name, one.phone, one.email) if known))
    return Markup()


def _title(planned: PlannedLetter, values: Mapping[str, Any], voice: Voice) -> Markup:
    """What the letter is, and where there may be several of its kind, which one."""
    seller, day, each = values["seller"], values["cut_over"], planned.letter.each
    which: tuple[Markup, ...] = {"seller": (seller,), "cut-over": (day,), "seller-cut-over": (seller, day)}.get(
        each, ()
    )
    return listed(Markup(" · "), [voice.say(planned.letter.title), *which])


def _to(planned: PlannedLetter, contacts: Sequence[Contact], values: Mapping[str, Any], voice: Voice) -> Markup:
    if planned.letter.to == "users":
        return voice.label("letter", "users")
    unknown = voice.label("letter", "no-address")
    people = [
        [voice.text(one.name), voice.label("role", one.role), voice.text(one.email) if one.email else unknown]
        for one in contacts
    ]
    company = [values["seller" if planned.letter.to == "former-partner" else "customer"], unknown]
    return listed(voice.label("formats", "comma"), (listed(Markup(" · "), known) for known in people or [company]))


def _when(planned: PlannedLetter, voice: Voice) -> Markup:
    """On which days the letter goes out, or what has to be done before."""
    sending = planned.letter.send
    if sending is None or not planned.days:
        return voice.label("letter", "occasion")
    if planned.over:
        return voice.label("letter", "once-done-now" if sending.done else "sent")
    days = listed(voice.label("formats", "comma"), (_unbroken(voice.date(day)) for day in planned.days))
    return voice.fill("letter", "once-done", day=days) if sending.done else days


def _greeting(planned: PlannedLetter, contacts: Sequence[Contact], values: Mapping[str, Any], voice: Voice) -> Markup:
    if planned.letter.to == "users":
        return voice.fill("letter", "greeting-users", name=voice.label("letter", "name-users"))
    if planned.letter.to == "former-partner":
        return voice.fill("letter", "greeting-company", name=values["seller"])
    if not contacts:
        return voice.fill("letter", "greeting-company", name=values["customer"])
    names = listed(voice.label("formats", "comma"), (voice.text(one.name) for one in contacts))
    return voice.fill("letter", "greeting", name=names)


def _signature(planned: PlannedLetter, customer: Customer, values: Mapping[str, Any], voice: Voice) -> list[Markup]:
    """Who writes, in lines; where the file does not say it, what has to be filled in."""
    contacts = customer.taker.contacts if planned.letter.by == "partner" else ()
    writer = voice.text(contacts[0].name) if contacts else voice.label("letter", "writer")
    ways = [voice.text(way) for one in contacts[:1] for way in (one.phone, one.email) if way]
    reach = listed(Markup(" · "), ways) or voice.label("letter", "reach")
    name = values["partner" if planned.letter.by == "partner" else "customer"]
    lines = voice.label("letter", "signature").split("<br>")
    return [filled(line, {"writer": writer, "name": name, "reach": reach}) for line in lines]


def _body(planned: PlannedLetter, plan: Plan, values: Mapping[str, Any], voice: Voice) -> Iterator[View]:
    """The paragraphs in order, neighbouring items numbered from 1."""
    number = 0
    for one in planned.body:
        number = number + 1 if one.paragraph.item else 0
        text = voice.say(one.paragraph.text, {**values, **_days(one, plan, voice)})
        table = _table(one, planned.letter.to, voice) if one.paragraph.rows else None
        yield {"number": number or None, "text": text, "table": table}


def _days(one: PlannedParagraph, plan: Plan, voice: Voice) -> dict[str, Any]:
    """The days of what a paragraph is about."""
    named = days_in_words(one.subjects)
    ends = min(subject.old_end for subject in one.subjects)
    days = {"due": one.due, "old_end": ends, "fallback_on": named["fallback_on"], "undo_until": named["undo_until"]}
    return {name: voice.value(name, day, plan.customer.tenant.country) for name, day in days.items()}


def _table(one: PlannedParagraph, reader: str, voice: Voice) -> View:
    """The subscriptions of a paragraph, each by its id and, where something is to be done, with its day.

    Users are told of plans, and of each once.
    """
    by_day = one.paragraph.by_day
    kind = _ENDING if by_day else reader
    columns = [*_COLUMNS[kind], *(["by-day"] if by_day else [])]
    rows: list[list[Any]] = []
    for subject in one.subjects:
        told = _told(subject, kind, voice)
        if by_day:
            told["by-day"] = _unbroken(voice.date(one.due_of[subject.id]))
        row = [told[column] for column in columns]
        if reader != "users" or row not in rows:
            rows.append(row)
    return {"heads": [voice.label("letter", column) for column in columns], "rows": rows}


def _unbroken(day: Markup) -> Markup:
    """A day in a column, whose weekday does not go to the next line."""
    return joined(Markup('<span class="csp-nowrap">{}</span>'), day)


def _told(subject: SubscriptionPlan, kind: str, voice: Voice) -> View:
    """What there is to tell of a subscription, by column."""
    view = change_view(subject, voice)
    changes = view["new_sku"] is not None and view["new_sku"] != view["sku"]
    more = kind != _ENDING and view["new_seats"] not in (None, view["seats"])
    ends_on = _unbroken(view["ends_on"])
    return {
        "subscription": subject.subscription.ms_id or subject.id,
        "plan": joined(Markup("{} ({})"), view["offer"], view["sku"]) if kind == _ENDING else view["offer"],
        "new-plan": view["new_offer"] if changes else voice.label("letter", "same-plan"),
        "licences": joined(Markup("{} → {}"), view["seats"], view["new_seats"]) if more else view["seats"],
        "ends-on": ends_on,
        "old-end": ends_on,
    }


def _mail(view: View) -> str:
    """The letter as a mail that Outlook opens as a draft: no sender, no date, an address where the file has one."""
    mail = MIMEText(_text(view).replace("\n", "\r\n"), "plain", "utf-8")
    mail["Subject"] = Header(_line(view["subject"]), "utf-8", header_name="Subject").encode()
    if view["address"]:
        mail["To"] = view["address"]
    mail["X-Unsent"] = "1"
    return mail.as_string(policy=_CRLF)


def _text(view: View) -> str:
    """The letter as plain text, its parts apart by an empty line."""
    parts = [_line(view["greeting"])]
    for block in view["body"]:
        number = f"{block['number']}. " if block["number"] else ""
        parts.append(number + _line(block["text"]))
        parts += ["\n".join(_aligned(block["table"]))] if block["table"] else []
    parts.append("\n".join(_line(line) for line in view["signature"]))
    return "\n\n".join(parts) + "\n"


def _aligned(table: View) -> Iterator[str]:
    """The rows of a table with columns of equal width, as a font of fixed width shows them."""
    rows = [[_line(cell) for cell in row] for row in (table["heads"], *table["rows"])]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(table["heads"]))]
    for row in rows:
        padded = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        yield ("  " + "  ".join(padded)).rstrip()


def _width(text: str) -> int:
    """How many columns of a fixed-width font a text takes: a Chinese character takes two."""
    return len(text) if text.isascii() else sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)


def _line(said: Any) -> str:
    """What is read of a line of markup; whatever could end the line is a blank."""
    read = plain(inserted(said))
    return read if read.isprintable() else _BREAK.sub(" ", read)
