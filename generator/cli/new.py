"""The command that asks a handful of questions and writes a customer's first file."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from io import TextIOWrapper
from pathlib import Path

import click

from generator.catalog import Catalog
from generator.cli.options import Words
from generator.cli.questions import Questions
from generator.importers import Clue, FirstFile, FoundSubscription, NamedSeller, first_text, seller_key, slug_of
from generator.load import customer_file, load_rules, partners_in, problem_with
from generator.model import Partner
from generator.site import write_text
from generator.text import Token

_HINTS = ("admin", "executive", "contacts", "relationship", "agreement", "licences")
_SOLD_BY_MICROSOFT = ("web-direct", "mca-e")
_SCHEMAS = ("customer.schema.json", "generator/customer.schema.json")
_ID = ("subscriptions", 0, "id")


def new(words: Words, project: Path, customer: str | None, day: date | None) -> int:
    """Asks for the customer and its subscriptions, one after the other, and writes the file; Ctrl+C writes nothing."""
    catalog = load_rules(project)[0].catalog
    partners = partners_in(project)
    ask = Questions(words, "new")
    if customer is not None and (wrong := _wrong_id(words, ask, project, customer)):
        raise click.UsageError(wrong)
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")  # what is no text becomes an answer that is refused
    try:
        own_id, file = _asked(words, ask, project, customer, catalog, partners)
    except click.Abort:
        click.echo(err=True)
        ask.tell("nothing-written")
        raise
    path = customer_file(project, own_id)
    if _is_taken(project, own_id):
        raise click.UsageError(ask.said("id-taken", id=own_id))
    hints = {key: words.of("new", f"hint-{key}") for key in _HINTS}
    write_text(path, first_text(file, day or date.today(), catalog, words.imports, hints))
    click.echo(ask.said("written", file=f"customers/{own_id}.yaml", id=own_id))
    return 0


def _asked(
    words: Words,
    ask: Questions,
    project: Path,
    customer: str | None,
    catalog: Catalog,
    partners: Mapping[Token, Partner],
) -> tuple[str, FirstFile]:
    ask.tell("begin")
    default = next((key for key, one in partners.items() if one.default), None)
    taker = next(iter(partners)) if default is None else default
    name = ask.value("name", ("customer", "name"))
    domain = ask.value("domain", ("tenant", "domain"), tidy=str.lower)
    country = ask.value("country", ("tenant", "country"), str(partners[taker].country), tidy=str.upper)
    partner = "" if default else _partner(ask, partners)
    own_id = customer or _id(words, ask, project, domain)
    purchases = _Purchases(ask, catalog)
    purchases.ask_one()
    while ask.yes("another"):
        purchases.ask_one()
    schema = next((f"../{one}" for one in _SCHEMAS if (project / one).is_file()), "")
    return own_id, FirstFile(name, domain, country, partner, purchases.sellers, purchases.found, schema)


def _partner(ask: Questions, partners: Mapping[Token, Partner]) -> str:
    """Who takes over, where the project has no default."""
    said = ""
    while said not in partners:
        said = ask.answer("ask-partner", next(iter(partners)), known=", ".join(partners))
    return said


def _id(words: Words, ask: Questions, project: Path, domain: str) -> str:
    """What the customer is called in the project: the first part of its domain, unless that is taken."""
    proposed = slug_of(domain.partition(".")[0])
    free = proposed and not _is_taken(project, proposed)
    while True:
        said = ask.answer("ask-id", proposed if free else "")
        wrong = _wrong_id(words, ask, project, said)
        if not wrong:
            return said
        click.echo(f"  {wrong}", err=True)


def _wrong_id(words: Words, ask: Questions, project: Path, own_id: str) -> str:
    """Why no customer may be called so; '' where one may."""
    if problem := problem_with(own_id, _ID):
        return " ".join(problem.said(words.labels["problems"], words.language))
    return ask.said("id-taken", id=own_id) if _is_taken(project, own_id) else ""


def _is_taken(project: Path, own_id: str) -> bool:
    path = customer_file(project, own_id)
    return path.exists() or path.is_symlink()


@dataclass
class _Purchases:
    """The subscriptions that were asked for so far; where they were bought is mostly the same for all."""

    ask: Questions
    catalog: Catalog
    found: list[FoundSubscription] = field(default_factory=list)
    sellers: list[NamedSeller] = field(default_factory=list)
    last: dict[str, str] = field(default_factory=dict)

    def ask_one(self) -> None:
        """Asks for the next one."""
        self.ask.tell("subscription", number=len(self.found) + 1)
        clue = self._offer()
        values = {"seats": self._value("seats"), "ends_on": self._value("ends_on"), **self._bought()}
        values["at_end"] = self._value("at_end", "unknown")
        known = {key: value for key, value in values.items() if value not in ("", "unknown")}
        self.found.append(FoundSubscription(f"{len(self.found):03}", clue, known))

    def _value(self, key: str, default: str = "", *inside: str, unknown: bool = False) -> str:
        """A value of the subscription; what was said of the one before is the default, but never the seats."""
        shown = self.last.get(key, default) if key != "seats" else ""
        shown = shown or ("-" if unknown else "")
        path: tuple[str | int, ...] = ("subscriptions", 0, *inside, key)
        self.last[key] = self.ask.value(key.replace("_", "-"), path, shown, unknown=unknown)
        return self.last[key]

    def _bought(self) -> dict[str, str]:
        """Channel, seller and platform: of Microsoft itself nobody else is the seller."""
        channel = self._value("channel", "csp", "bought")
        name = "" if channel in _SOLD_BY_MICROSOFT else self._value("from", "-", "bought", unknown=True)
        seller = self._seller(name) if name else ""
        commerce = self._value("commerce", "-", "bought", unknown=True) if channel == "csp" else ""
        return {"channel": channel, "from": seller, "commerce": commerce}

    def _seller(self, name: str) -> str:
        """The seller's key; of a new one it is asked whether it helps."""
        for one in self.sellers:
            if name.casefold() in (one.name.casefold(), one.key):
                return one.key
        path = ("sellers", "seller", "cooperates")
        helps = self.ask.value("cooperates", path, "unknown")
        key = seller_key(name, [one.key for one in self.sellers])
        self.sellers.append(NamedSeller(key, name, "" if helps == "unknown" else helps))
        return key

    def _offer(self) -> Clue:
        """An offer by any of its keys or its name; where several are called so, which of them."""
        while True:
            answer = self.ask.answer("ask-offer")
            if offer := self.catalog.find(answer) or self.catalog.find(answer.strip("{}").lower()):
                return Clue((str(offer.id),))
            candidates = self.catalog.named(answer)
            if len(candidates) == 1 and candidates[0].former is None:
                return Clue((str(candidates[0].offer.id),))
            if candidates:
                self.ask.listed([f"{one.offer.name} ({one.offer.id})" for one in candidates])
                default = "1" if len(candidates) == 1 else ""
                if chosen := self.ask.number("which", len(candidates), default):
                    return Clue((str(candidates[chosen - 1].offer.id),))
            elif self._is_meant(answer):
                return Clue((answer,))

    def _is_meant(self, answer: str) -> bool:
        """Whether an offer that nobody knows is to be written as it is."""
        if problem := problem_with(answer, ("subscriptions", 0, "offer")):
            self.ask.complain(problem)
            return False
        guess = self.catalog.suggestion(answer)
        like = f"{guess.name} ({guess.id})" if guess else "–"
        return self.ask.yes("unknown-offer-like" if guess else "unknown-offer", name=answer, like=like)
