"""What one value of a file may look like: exact ASCII patterns, each with the message that helps its writer.

A field type is ``Annotated[type, Rule]``: pydantic's own coercions (``'010'`` → 10, ``'0'`` → 1970-01-01) never run.
An error's type is the id of a Problem, its context the Problem's values.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from generator.model.countries import COUNTRY_PATTERN
from generator.model.mistakes import FIRST_DAY, LAST_DAY, as_date, nearest
from generator.text import LANGUAGES, Pair, Text, Token, hidden_character

RESERVED = frozenset(
    [
        "con",
        "prn",
        "aux",
        "nul",
        "conin",
        "conout",
        "clock",
        "readme",
        "index",
        "search",
        "assets",
        "sitemap",
        "print",
        "zh-tw",
        "zh",
        "en",
        "404",
        "stylesheets",
        "javascripts",
        "includes",
        "git",
        "node-modules",
        "docs",
        "favicon",
        "customers",
        "guidance",
        "glossary",
        "calendar",
        "site",
        "pages",
        "html",
        "templates",
    ]
    + [f"{port}{number}" for port in ("com", "lpt") for number in range(10)]
)
"""Ids that are device names on Windows or would collide with a page, a language or an asset of the site."""

Value = TypeVar("Value")


@dataclass(frozen=True, eq=False)
class Rule:
    """How a value is checked and made, and what an editor's JSON Schema says of it."""

    check: Callable[[Any], Any]
    schema: dict[str, Any]

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, _core: Any, _handler: Any) -> dict[str, Any]:
        return self.schema


def wrong(kind: str, **values: str) -> PydanticCustomError:
    return PydanticCustomError(kind, kind, values)


def scalar(value: Any) -> str:
    """The value as text: every scalar of a file is one. An empty one is refused here, for all fields."""
    if not isinstance(value, str):
        raise wrong("expected-text")
    if not value.strip():
        raise wrong("empty")
    return value


def matching(kind: str, pattern: str, make: Callable[[str], Value], schema: dict[str, Any]) -> Rule:
    """A field that fully matches ``pattern``; ``make`` gives its value. Full-width marks get a message of their own."""
    compiled = re.compile(pattern)

    def check(value: Any) -> Value:
        text = scalar(value)
        if compiled.fullmatch(text):
            return make(text)
        narrow = unicodedata.normalize("NFKC", text)
        if narrow != text and compiled.fullmatch(narrow):
            raise wrong("full-width", better=narrow)
        if text.lower() != text and compiled.fullmatch(text.lower()):
            raise wrong("lower-case", better=text.lower())
        raise wrong(kind)

    return Rule(check, schema | {"pattern": f"^(?:{pattern})$"})


def one_of(*allowed: str, **also: str) -> Rule:
    """One of a few words; ``also`` maps other accepted spellings to one of them."""

    def check(value: Any) -> Token:
        text = scalar(value)
        text = also.get(text, text)
        if text in allowed:
            return Token(text)
        listed = ", ".join(allowed)
        guess = nearest(text, allowed)
        raise wrong("choice-like", nearest=guess, allowed=listed) if guess else wrong("choice", allowed=listed)

    words: list[Any] = [*allowed, *also]
    if {"true", "false"} & also.keys():
        words += [True, False]
    return Rule(check, {"enum": words})


def _yes_no(value: Any) -> bool:
    text = scalar(value)
    if text not in ("yes", "no", "true", "false"):
        raise wrong("yes-no")
    return text in ("yes", "true")


def _day(value: Any, first: date = FIRST_DAY) -> date:
    text = scalar(value)
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        kind, better = as_date(text)
        raise wrong(kind, better=better)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise wrong("date-unreal") from None
    if not first <= day <= LAST_DAY:
        raise wrong("date-range", first=first.isoformat(), last=LAST_DAY.isoformat())
    return day


def _moment(value: Any) -> datetime:
    text = scalar(value)
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", text):
        raise wrong("moment-format")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise wrong("date-unreal") from None
    _day(text[:10])
    return moment.astimezone(UTC)


def _free_text(limit: int, *, lines: bool) -> Callable[[Any], Text]:
    def check(value: Any) -> Text:
        text = scalar(value)
        if not lines and any(mark in text for mark in "\r\n\t"):
            raise wrong("one-line")
        if mark := hidden_character(text, allowed="\n\t" if lines else ""):
            raise wrong("hidden-character", mark=mark)
        if not lines and text != text.strip():
            raise wrong("blank-ends")
        if len(text) > limit:
            raise wrong("too-long", limit=f"{limit:,}", length=f"{len(text):,}")
        return Text(text)

    return check


def _name(value: Any) -> Pair[Text]:
    """One text for every language, or ``{zh-TW: …, en: …}``."""
    check = _free_text(200, lines=False)
    if isinstance(value, str):
        return Pair.same(check(value))
    if not isinstance(value, dict) or set(value) != set(LANGUAGES):
        raise wrong("name-languages", languages=", ".join(LANGUAGES))
    return Pair.of({language: check(value[language]) for language in LANGUAGES})


def _words(value: Any) -> Pair[str]:
    """Our own words, ``{en: …, zh-TW: …}``: every language, and no other."""
    if not isinstance(value, dict) or set(value) != set(LANGUAGES):
        raise wrong("every-language", languages=", ".join(LANGUAGES))
    check = _free_text(2000, lines=True)
    return Pair.of({language: str(check(value[language])) for language in LANGUAGES})


def _slug(value: Any) -> Token:
    text = scalar(value)
    if not re.fullmatch(r"(?=.{1,50}$)[a-z0-9]+(?:-[a-z0-9]+)*", text) or "\n" in text:
        raise wrong("slug")
    if text in RESERVED:
        raise wrong("reserved-id")
    return Token(text)


def is_id(text: str) -> bool:
    """Whether ``text`` may name a customer, a seller or a partner."""
    try:
        return bool(_slug(text))
    except PydanticCustomError:
        return False


def is_step_key(text: str) -> bool:
    """Whether ``text`` may name a record under ``progress``: a step, or a step and a subscription."""
    return re.fullmatch(_STEP_KEY, text) is not None


def is_offer_key(text: str) -> bool:
    """Whether ``text`` may name an offer: a SKU part number or a GUID; some part numbers of Microsoft's may not."""
    try:
        return bool(_offer(text))
    except PydanticCustomError:
        return False


def _domain(value: Any) -> Token:
    """A DNS name, lower-cased: what differs in case only is one domain."""
    text = scalar(value)
    label = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    if not re.fullmatch(rf"(?:{label}\.)+(?:[A-Za-z]{{2,63}}|xn--[A-Za-z0-9-]{{2,59}})", text) or len(text) > 253:
        raise wrong("domain")
    return Token(text.lower())


def _offer(value: Any) -> Token:
    """A SKU part number or a GUID, as Microsoft's lists write it."""
    text = scalar(value)
    if not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9.()/+-]|(?<=[A-Za-z0-9])_|(?<=[^ ]) ){0,98}(?<=[A-Za-z0-9)])", text):
        raise wrong("offer")
    return Token(text.lower() if re.fullmatch(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", text) else text)


def _text_schema(limit: int) -> dict[str, Any]:
    return {"type": ["string", "number"], "maxLength": limit}


GUID_PATTERN = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
NEW_COMMERCE_PATTERN = r"[A-Z0-9]{12}:[0-9A-Z]{4}"
_DATE_SCHEMA = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_NAME_SCHEMA = {
    "anyOf": [
        _text_schema(200),
        {
            "type": "object",
            "properties": {language: _text_schema(200) for language in LANGUAGES},
            "required": list(LANGUAGES),
            "additionalProperties": False,
        },
    ]
}

Day = Annotated[date, Rule(_day, _DATE_SCHEMA)]
HistoricDay = Annotated[date, Rule(lambda value: _day(value, date(2001, 1, 1)), _DATE_SCHEMA)]
Moment = Annotated[datetime, Rule(_moment, {"type": "string"})]
YesNo = Annotated[bool, Rule(_yes_no, {"enum": ["yes", "no", "true", "false", True, False]})]
YesNoUnknown = Annotated[Token, one_of("yes", "no", "unknown", true="yes", false="no")]
Line = Annotated[Text, Rule(_free_text(200, lines=False), _text_schema(200))]
Notes = Annotated[Text, Rule(_free_text(2000, lines=True), _text_schema(2000))]
Name = Annotated[Pair[Text], Rule(_name, _NAME_SCHEMA)]
Words = Annotated[Pair[str], Rule(_words, {"type": "object"})]
Slug = Annotated[Token, Rule(_slug, {"type": ["string", "number"], "maxLength": 50})]
Domain = Annotated[Token, Rule(_domain, {"type": "string", "maxLength": 253})]
OfferKey = Annotated[Token, Rule(_offer, {"type": "string", "maxLength": 100})]
Guid = Annotated[Token, matching("guid", GUID_PATTERN, Token, {"type": "string"})]
Seats = Annotated[int, matching("seats", r"[1-9][0-9]{0,5}", int, {"type": ["integer", "string"], "minimum": 1})]
Assigned = Annotated[
    int, matching("assigned", r"0|[1-9][0-9]{0,5}", int, {"type": ["integer", "string"], "minimum": 0})
]
SeatTotal = Annotated[
    int, matching("seat-total", r"0|[1-9][0-9]{0,8}", int, {"type": ["integer", "string"], "minimum": 0})
]
Days = Annotated[int, matching("days", r"0|-?[1-9][0-9]{0,2}", int, {"type": ["integer", "string"]})]
Country = Annotated[Token, matching("country", COUNTRY_PATTERN, Token, {"type": "string"})]
TaxId = Annotated[Token, matching("tax-id", r"[0-9]{8}", Token, {"type": ["string", "integer"]})]
PartnerId = Annotated[Token, matching("partner-id", r"[0-9]{6,8}", Token, {"type": ["string", "integer"]})]
Phone = Annotated[Text, matching("phone", r"\+?[0-9][0-9 ()#-]{4,28}[0-9]", Text, {"type": ["string", "integer"]})]
Email = Annotated[
    Text, matching("email", r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}", Text, {"type": "string"})
]
Amount = Annotated[
    Decimal, matching("amount", r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,4})?", Decimal, {"type": ["number", "string"]})
]
Currency = Annotated[Token, matching("currency", r"[A-Z]{3}", Token, {"type": "string"})]
StepHash = Annotated[Token, matching("step-hash", r"[0-9a-f]{4}", Token, {"type": ["string", "integer"]})]
_STEP_KEY = r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)?"
StepKey = Annotated[Token, matching("step-key", _STEP_KEY, Token, {"type": "string"})]
