"""The command that asks a handful of questions and writes a customer's first file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from generator.catalog import Catalog
from generator.cli.options import Words
from generator.importers import Clue, FoundSubscription, FoundTenant, customer_text, slug_of
from generator.load import customer_file, default_country, load_rules, problem_with
from generator.model import is_id
from generator.site import write_text
from generator.text import terminal

_AT_END = ("renew", "cancel", "expire", "est", "unknown")
_CHANNELS = ("csp", "web-direct", "mca-e", "ea", "open", "open-value", "advisor", "syndication", "other")

Ask = Callable[..., str]


def new(words: Words, project: Path, customer: str | None, as_of: date | None) -> int:
    """Asks for the customer and its subscriptions, one after the other, and writes the file; Ctrl+C writes nothing."""
    guidance, _ = load_rules(project)
    ask = _asker(words)
    click.echo(_said(words, "begin"), err=True)
    name, domain, country = _tenant(ask, default_country(project))
    own_id = customer or _id(words, ask, domain, project)
    file = customer_file(project, own_id)
    if not is_id(own_id) or file.exists():
        raise click.UsageError(_said(words, "id-taken" if file.exists() else "id-wrong", id=own_id))
    found: list[FoundSubscription] = []
    while not found or click.confirm(_said(words, "another"), default=False, err=True):
        found.append(_subscription(words, ask, guidance.catalog, len(found)))
    tenant = FoundTenant(name=name, domain=domain, country=country, subscriptions=tuple(found))
    day = as_of or date.today()
    write_text(file, customer_text(tenant, (), day, guidance.catalog, words.imports))
    click.echo(_said(words, "written", file=f"customers/{own_id}.yaml", id=own_id))
    return 0


def _asker(words: Words) -> Ask:
    """Asks until the answer is one that its field takes."""

    def ask(label: str, path: Sequence[str | int], default: str | None = None, among: Sequence[str] = ()) -> str:
        said = _said(words, f"ask-{label}")
        kind = click.Choice(among) if among else None
        while True:
            answer: str = click.prompt(said, default=default, type=kind, err=True)
            answer = answer.strip()
            problem = problem_with(answer, path)
            if problem is None:
                return answer
            wrong, instead = problem.said(words.labels["problems"], words.language)
            click.echo(f"{wrong}\n    {instead}", err=True)

    return ask


def _tenant(ask: Ask, partner_country: str) -> tuple[str, str, str]:
    name = ask("name", ("customer", "name"))
    domain = ask("domain", ("tenant", "domain"))
    return name, domain, ask("country", ("tenant", "country"), default=partner_country or None)


def _id(words: Words, ask: Ask, domain: str, project: Path) -> str:
    """By what the customer is called in the project: the first part of its domain, unless that is taken."""
    proposed = slug_of(domain.partition(".")[0])
    free = proposed and not customer_file(project, proposed).exists()
    return ask("id", ("subscriptions", 0, "id"), default=proposed if free else None)


def _subscription(words: Words, ask: Ask, catalog: Catalog, number: int) -> FoundSubscription:
    click.echo(_said(words, "subscription", number=number + 1), err=True)
    here = ("subscriptions", 0)
    clue = _offer(words, ask, catalog)
    values = {
        "seats": ask("seats", (*here, "seats")),
        "channel": ask("channel", (*here, "bought", "channel"), default="csp", among=_CHANNELS),
        "from": ask("from", (*here, "bought", "from"), default="-"),
        "ends_on": ask("ends-on", (*here, "ends_on")),
        "at_end": ask("at-end", (*here, "at_end"), default="unknown", among=_AT_END),
    }
    known = {key: value for key, value in values.items() if value not in ("-", "unknown")}
    return FoundSubscription(f"{number:03}", clue, known)


def _offer(words: Words, ask: Ask, catalog: Catalog) -> Clue:
    """An offer by any of its keys or its name; where several are called so, which of them."""
    while True:
        answer = ask("offer", ("subscriptions", 0, "offer"))
        if offer := catalog.find(answer):
            return Clue((str(offer.id),))
        candidates = catalog.named(answer)
        if not candidates and click.confirm(_unknown(words, catalog, answer), default=False, err=True):
            return Clue(name=answer)
        for place, one in enumerate(candidates, start=1):
            click.echo(f"  {place}  {one.offer.id}  {terminal(one.offer.name)}", err=True)
        if candidates:
            numbers = click.IntRange(0, len(candidates))
            chosen = click.prompt(
                _said(words, "which"), type=numbers, default=1 if len(candidates) == 1 else None, err=True
            )
            if chosen:
                return Clue((str(candidates[chosen - 1].offer.id),))


def _unknown(words: Words, catalog: Catalog, answer: str) -> str:
    guess = catalog.suggestion(answer)
    like = f"{guess.id} ({guess.name})" if guess else "–"
    return _said(words, "unknown-offer", name=answer, like=like)


def _said(words: Words, label: str, **values: Any) -> str:
    return words.of("new", label).format_map({name: terminal(str(value)) for name, value in values.items()})
