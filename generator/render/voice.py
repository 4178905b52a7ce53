"""One language's way to say things: labels, dates, numbers, money, countries, names. The home of babel."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup

from generator.catalog import Offer
from generator.plan import Money, Plan, Value
from generator.render.environment import Texts
from generator.render.offers import several
from generator.render.phrases import filled, inserted, joined, listed
from generator.text import LANGUAGES, Pair, Text, Token, ours, varying

Made = TypeVar("Made")

_CHINESE = "zh-TW"
_CHINESE_MARK = re.compile("[\u2e80-\u9fff\U00010000-\U0010ffff]")

_KEPT = 10_000
"""How many names and moments a voice keeps: those of a customer stand on its pages hundreds of times."""

_NOTHING = Markup()


class Latest:
    """What was made of the plan that is spoken of, for the languages together; of another plan it starts anew."""

    def __init__(self) -> None:
        self._made: tuple[Plan | None, dict[str, Any]] = (None, {})

    def of(self, plan: Plan, name: str, make: Callable[[], Made]) -> Made:
        """What ``make`` gave under this name for the same plan."""
        kept = self._made
        if kept[0] is not plan:
            kept = self._made = (plan, {})
        if name not in kept[1]:
            kept[1][name] = make()
        made: Made = kept[1][name]
        return made


class Voice:
    """Everything that a page says, in one language; ``labels`` are the nested Pairs of labels.yaml."""

    def __init__(self, language: str, labels: Mapping[str, Any], texts: Texts) -> None:
        self.language = language
        self.labels = _in_language(labels, language)
        self._locale = Locale.parse(language, sep="-")
        self._texts = texts
        self.others: tuple[Voice, ...] = ()
        self.latest = Latest()
        self.date = cache(self._date)
        self.country = cache(self._country)
        self.placeholder = cache(self._placeholder)
        self.text = lru_cache(_KEPT, typed=True)(self._text)  # an id prints as it is, the same text escaped
        self.day_in = lru_cache(_KEPT)(self._day_in)
        self.moment = lru_cache(_KEPT)(self._moment)

    @property
    def first(self) -> Voice:
        """The voice of the first language: what is named in it has the same name in every one."""
        return next(voice for voice in self.every if voice.language == LANGUAGES[0])

    @property
    def every(self) -> tuple[Voice, ...]:
        """The voices of all languages, its own first."""
        return (self, *self.others)

    def say(self, words: Pair[str], values: Mapping[str, Any] = MappingProxyType({})) -> Markup:
        """A guidance text with its values."""
        return self._texts.say(words[self.language], values)

    def label(self, group: str, key: str) -> Markup:
        text: Markup = self.labels[group][key]
        return text

    def fact_value(self, fact: str, value: str) -> Markup:
        """A value of one of the planner's facts in words; the same value may be said otherwise of another fact."""
        text: Markup = self.labels["fact-value"][fact][value]
        return text

    def fill(self, group: str, key: str, **values: Any) -> Markup:
        """A label with its placeholders filled, the values escaped."""
        return filled(self.label(group, key), values)

    def _placeholder(self, name: str) -> Markup:
        """What stands in the place of a variable outside of a plan: the name of what will stand there."""
        return self.fill("formats", "placeholder", name=self.label("variable", name))

    def copy_of(self, plan: Plan) -> Markup:
        """What a copy of a plan says of itself: which plan it is, and that there may be a newer one."""
        return self.fill("export", "copy-of", day=self.date(plan.as_of), fingerprint=Token(plan.fingerprint))

    def sentences(self, said: Iterable[Markup]) -> Markup:
        """Sentences one after the other: a blank after a Latin full stop, none after a Chinese one."""
        return ours("".join(f"{one} " if one.endswith(".") else one for one in map(inserted, said)).strip())

    def name(self, pair: Pair[Text]) -> Markup:
        """A customer's, partner's or seller's name; Chinese in a page of another language is marked as such."""
        return self.text(pair[self.language])

    def seller(self, seller: Pair[Text] | Token) -> Markup:
        """A seller's name; where the file has none, what its channel tells: Microsoft itself, or a former seller."""
        if isinstance(seller, Pair):
            return self.name(seller)
        return self.label("seller", "microsoft" if seller in ("web-direct", "mca-e", "advisor") else "unknown")

    def _text(self, text: Text) -> Markup:
        """Free text; Chinese in a page of another language is marked, so that it gets the glyphs of Taiwan."""
        said = Markup.escape(text)
        foreign = joined(Markup('<span lang="{}">{}</span>'), Token(_CHINESE), said) if self.is_foreign(text) else said
        return varying(foreign)

    def is_foreign(self, text: str) -> bool:
        """Whether there is Chinese in a text for a page of another language."""
        return self.language != _CHINESE and _CHINESE_MARK.search(text) is not None

    def offer(self, offer: Offer | Token) -> Markup:
        """An offer as people call it, or its key where the catalogue does not know it."""
        return _offer_name(offer.name) if isinstance(offer, Offer) else _offer_key(offer)

    def _date(self, day: date) -> Markup:
        """``2027-01-14 (Thu)``: the ISO day for machines and diffs, the weekday for people."""
        weekday = format_date(day, self.labels["formats"]["weekday"], self._locale)
        return varying(self.fill("formats", "date", day=Token(day.isoformat()), weekday=Markup.escape(weekday)))

    def _day_in(self, group: str, pattern: str, day: date) -> Markup:
        """A day, or its month or year alone, in a pattern of the labels."""
        return Markup.escape(format_date(day, self.label(group, pattern), self._locale))

    def end_of(self, day: date, country: str) -> Markup:
        """The local moment at which a UTC day is over; '' for countries with several time zones."""
        over = local_end(day, country)
        if over is None:
            return Markup()
        values = {"day": self.date(over.date()), "clock": _clock(over), "place": self.country(country)}
        return self.fill("formats", "local-end", **values)

    def _moment(self, moment: datetime, country: str) -> Markup:
        """A moment in UTC and, where the tenant's country has one time zone, in local time."""
        said = {"day": self.date(moment.date()), "clock": _clock(moment)}
        zone = _zone(country)
        if zone is None:
            return self.fill("formats", "moment-utc", **said)
        local = moment.astimezone(zone)
        said |= {"local_day": self.date(local.date()), "local_clock": _clock(local), "place": self.country(country)}
        return self.fill("formats", "moment", **said)

    def amount(self, amount: Decimal, currency: Token) -> Markup:
        """A number with its currency in front; two decimals, or none where it has none."""
        pattern = "#,##0.00" if amount.as_tuple().exponent else "#,##0"
        return varying(joined(Markup("{} {}"), currency, format_decimal(amount, pattern, self._locale)))

    def taxed(self, said: Markup, tax: str | None) -> Markup:
        """An amount, and whether tax is in it where that is known."""
        return self.fill("formats", f"tax-{tax}", amount=said) if tax else said

    def money(self, money: Money) -> Markup:
        """An amount with its currency, and whether tax is in it where that is known."""
        said = self.taxed(self.amount(money.amount, money.currency), money.tax)
        return self.fill("formats", "whose-price", amount=said, price=self.label("word", f"{money.price}-price"))

    def terms(self, terms: Iterable[str]) -> Markup:
        """Terms and ways of billing in words, one after the other."""
        said = (self.labels["term" if term in self.labels["term"] else "billing"][term] for term in terms)
        return varying(listed(self.label("formats", "comma"), said))

    def _country(self, code: str) -> Markup:
        """A country's name as Taiwan says it; where labels.yaml has none, the name of CLDR."""
        own: Markup | None = self.labels["countries"].get(code)
        return varying(own or Markup.escape(self._locale.territories.get(code, code)))

    def value(self, name: str, value: Value, country: str) -> Any:
        """A finding's value as its text prints it: names, dates, money, moments also in the time of ``country``."""
        if value is None or value == () or value == "":
            return _NOTHING
        if isinstance(value, datetime):
            return self.moment(value, country)
        if isinstance(value, date):
            return self.date(value)
        if isinstance(value, Money):
            return self.money(value)
        if name == "seller":
            return self.seller(value)  # type: ignore[arg-type]  # a name, or the channel
        if isinstance(value, Pair):
            return self.name(value)
        if name == "target_terms":
            return self.terms(value)  # type: ignore[arg-type]  # words of the file
        if isinstance(value, tuple):
            return several(value, self)
        if name == "suggestion" and isinstance(value, Offer):
            return joined(Markup("{} <code>{}</code>"), self.offer(value), value.id)
        if name.endswith("country"):
            return self.country(str(value))
        if name == "state":
            return self.label("subscription-state", str(value))
        if isinstance(value, Offer) or name in ("offer", "target"):
            return self.offer(value)  # type: ignore[arg-type]  # an Offer or an offer's key
        return value


def in_other_languages(voice: Voice, say: Callable[[Voice], Markup]) -> list[dict[str, Markup]]:
    """What is said, in every other language, with the name of each in itself."""
    return [
        {"language": ours(other.language), "name": other.label("formats", "language-name"), "text": say(other)}
        for other in voice.others
    ]


def local_end(day: date, country: str) -> datetime | None:
    """When a UTC day is over in a country's own time; None for countries with several time zones."""
    zone = _zone(country)
    over = datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC)
    return over.astimezone(zone) if zone else None


def _zone(country: str) -> ZoneInfo | None:
    """The time zone of a country that has one."""
    zones = get_global("territory_zones").get(country, [])
    return ZoneInfo(zones[0]) if len(zones) == 1 else None


@lru_cache(_KEPT)
def _offer_name(name: Text) -> Markup:
    return varying(Markup.escape(name))


@lru_cache(_KEPT)
def _offer_key(key: Token) -> Markup:
    return varying(joined(Markup("<code>{}</code>"), key))


def _clock(moment: datetime) -> Markup:
    return varying(Markup(f"{moment:%H:%M}"))  # noqa: S704 - digits and a colon


def _in_language(labels: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The labels with each Pair replaced by its words, as markup of our own."""
    return {
        key: Markup(value[language]) if isinstance(value, Pair) else _in_language(value, language)  # noqa: S704
        for key, value in labels.items()
    }
