"""What a review says, in one language: every value of a customer's file inside of code, where nothing is a link.

GitHub reads names with an at sign, numbers with a hash and addresses out of finished text, references decoded: code is
where it does not look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from generator.catalog import Catalog
from generator.guidance import Route
from generator.model import Freeze, Frozen, Price, Progress
from generator.plan import Money, Plan, PlannedStep
from generator.render import Texts, Voice, page_environment, step_values
from generator.review.changes import Change
from generator.text import LANGUAGES, Pair, Text, Token, escaped_text, ours

LONGEST = 120
"""Characters of one value in a table; what is longer is cut, and the files' own difference shows it."""

_NAMED = {
    "bought/channel": "channel",
    "bought/commerce": "commerce",
    "at_end": "at-end",
    "state": "subscription-state",
    "freezes/kind": "freeze",
    "contacts/role": "role",
    "mode": "mode",
    "offer_change": "offer-change",
    "status": "status",
    "term": "term",
    "billing": "billing",
}
"""Key → the labels that say its values; what has none is shown as it stands in the file."""


def code(value: str, longest: int = LONGEST) -> Markup:
    """Data as a comment shows it: as code, every ASCII mark a reference, no address in one piece.

    What is but letters, digits and hyphens stays as it is, so that a reader of the source sees ids.
    """
    value = value.replace("\n", " ")  # a line of its own could be a command to whoever reads the log
    short = value if len(value) <= longest else f"{value[: longest - 1]}…"
    plain_id = short.isascii() and short.replace("-", "").isalnum()
    escaped = short if plain_id else escaped_text(short).replace("&#64;", "<wbr>&#64;")
    return ours(f"<code>{escaped}</code>")


def printed(value: Any) -> Any:
    """Text and tokens that a template prints, as code; the rest as it is."""
    return code(value) if isinstance(value, (Text, Token)) else value


class ReviewVoice(Voice):
    """A voice whose free text is code."""

    def _text(self, text: Text) -> Markup:
        return code(text)

    def _date(self, day: date) -> Markup:
        """Without the element that marks a time: not every forge knows it."""
        return ours(str(super()._date(day)).replace("<time>", "").replace("</time>", ""))

    def value(self, name: str, value: Any, country: str) -> Any:
        return printed(super().value(name, value, country))


class Desk:
    """The templates of a review and a voice per language."""

    def __init__(self, labels: Mapping[str, Any], templates: Mapping[str, str], catalog: Catalog | None = None) -> None:
        self.environment = page_environment(templates, printed)
        texts = Texts(self.environment)
        self.voices = {language: ReviewVoice(language, labels, texts) for language in LANGUAGES}
        self.catalog = catalog or Catalog((), (), {})


_HELD_BY_ID = ("subscriptions", "orders", "sellers", "contacts", "licences", "freezes", "progress")
_TELLING = ("name", "offer", "seats", "assigned", "ends_on")
"""What tells a thing from others of its kind, as far as it has it."""


def field_label(change: Change, voice: Voice) -> Markup:
    """What a change is about, as ``e3-main seats``: whose it is, and the key's name."""
    owner, keys = _owner_and_keys(change.path)
    named = voice.label("field", "/".join(keys))
    if owner is None:
        return named
    role = owner.partition("#")[0]
    said = voice.label("role", role) if "contacts" in change.path and role in voice.labels["role"] else code(owner)
    return Markup("{} {}").format(said, named)


def _owner_and_keys(path: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """The id among the parts of a path, if there is one, and the keys without it; a subscription's are its own."""
    path = path[1:] if path[0] == "plan" else path
    place = 2 if path[:2] == ("taker", "contacts") else 1
    if len(path) <= place or path[place - 1] not in _HELD_BY_ID:
        return None, path
    own = path[0] == "subscriptions" and len(path) > 2
    return path[place], path[2:] if own else (*path[:place], *path[place + 1 :])


def value_words(change: Change, value: Any, catalog: Catalog, country: str, voice: Voice) -> Markup:
    """A value of a change in words; a dash where there is none."""
    key = "/".join(_owner_and_keys(change.path)[1])
    if value is None or value == ():
        return Markup("–")
    if change.is_private:
        return voice.label("review", "not-shown")
    if isinstance(value, datetime):
        return voice.moment(value, country)
    if key in _NAMED and isinstance(value, str):
        return voice.label(_NAMED[key], value) if value in voice.labels[_NAMED[key]] else Markup("–")
    if isinstance(value, str) and key.endswith("offer"):
        return _offer(Token(value), catalog, voice)
    return _words(value, catalog, voice)


def _words(value: Any, catalog: Catalog, voice: Voice) -> Markup:
    if isinstance(value, bool):
        return voice.label("review", "yes" if value else "no")
    if isinstance(value, int):
        return ours(f"{value:,}")
    if isinstance(value, date):
        return voice.date(value)
    if isinstance(value, Decimal):
        return ours(str(value))
    if isinstance(value, Money):
        return voice.money(value)
    if isinstance(value, Route):
        return voice.say(value.name)
    if isinstance(value, Pair):
        return voice.name(value)
    if isinstance(value, Frozen):
        return _thing(value, catalog, voice)
    if isinstance(value, tuple):
        return voice.label("formats", "comma").join(code(str(one)) for one in value)
    return code(str(value))


def _thing(value: Frozen, catalog: Catalog, voice: Voice) -> Markup:
    """Something whole – a subscription, a record, a price – in the few words that tell it from others."""
    if isinstance(value, Price):
        amount = voice.taxed(voice.amount(value.amount, value.currency), value.tax)
        return voice.fill("formats", f"price-{value.per}", amount=amount)
    if isinstance(value, Progress):
        due = voice.fill("review", "due", day=voice.date(value.due)) if value.due else None
        seats = voice.fill("review", "for-seats", count=value.seats) if value.seats is not None else None
        step = voice.fill("review", "step-code", code=code(value.step)) if value.step else None
        parts: Iterable[Any] = (value.done, value.not_needed, value.by, value.evidence, step, due, seats)
    elif isinstance(value, Freeze):
        parts = (value.first, value.last, value.name)
    else:
        named = {name: getattr(value, name) for name in _TELLING if hasattr(value, name)}
        parts = (_offer(one, catalog, voice) if name == "offer" else one for name, one in named.items())
    said = (one if isinstance(one, Markup) else _words(one, catalog, voice) for one in parts if one is not None)
    return voice.label("formats", "comma").join(said)


def _offer(key: Token, catalog: Catalog, voice: Voice) -> Markup:
    """An offer by its name and its key."""
    offer = catalog.find(key)
    return Markup("{} {}").format(voice.offer(offer), code(key)) if offer else code(key)


def step_title(step: PlannedStep, plan: Plan, voice: Voice) -> Markup:
    values = {**step_values(plan, step, voice), "domain": code(plan.customer.tenant.domain)}
    return voice.say(step.step.title, values)
