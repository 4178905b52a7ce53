"""The commands about offers: import Microsoft's lists, show one offer, compare two."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from generator.catalog import Candidate, Catalog, Offer, ServicePlan
from generator.cli.options import Words
from generator.errors import Problem, ProblemsFound, Where
from generator.importers import ListImport, read_list
from generator.load import (
    NEW_COMMERCE,
    PRODUCTS,
    list_problems,
    load_rules,
    new_commerce_text,
    products_text,
    read_export,
)
from generator.render import Pages
from generator.site import write_text
from generator.text import Token, terminal


def catalog_import(words: Words, project: Path, files: Sequence[Path], encoding: str | None) -> int:
    """Takes Microsoft's product list, or the offer matrix of new commerce, into the project's catalogue."""
    read: dict[str, tuple[ListImport, str]] = {}
    problems = []
    of_kind: dict[str, Path] = {}
    for file in files:
        raw, wrong = read_export(file)
        one, unread = (None, []) if raw is None else read_list(raw, file.name, encoding)
        problems += wrong + unread
        if one:
            name, text = _kept(one)
            first = of_kind.setdefault(name, file)
            problems += [] if first is file else [Problem(Where(file.name), "list-twice", {"first": first.name})]
            problems += list_problems(text, file.name)
            read[name] = one, text
    if problems:
        raise ProblemsFound(problems)
    for name, (one, text) in read.items():
        _tell_import(words, one, name, write_text(project / name, text))
    return 0


def catalog_show(words: Words, project: Path, offer: str, as_json_: bool) -> int:
    """What is known of one offer; of a name that several may have, which they are."""
    pages, catalog = _pages(project)
    found = _resolved(words, catalog, offer)
    if found is None:
        return 1
    if as_json_:
        click.echo(json.dumps(_offer(found, catalog), ensure_ascii=False, indent=2))
    else:
        click.echo(pages.offer_text(found, words.language), nl=False)
    return 0


def catalog_compare(words: Words, project: Path, old: str, new: str, as_json_: bool) -> int:
    """How a new offer relates to an old one, and which service plans are lost and gained."""
    pages, catalog = _pages(project)
    pair = [_resolved(words, catalog, one) for one in (old, new)]
    if pair[0] is None or pair[1] is None:
        return 1
    if as_json_:
        click.echo(json.dumps(_comparison(pair[0], pair[1], catalog), ensure_ascii=False, indent=2))
    else:
        click.echo(pages.comparison_text(pair[0].id, pair[1].id, words.language), nl=False)
    return 0


def _kept(one: ListImport) -> tuple[str, str]:
    """The file that a project keeps a list in, and its text."""
    return (PRODUCTS, products_text(one.rows)) if one.rows else (NEW_COMMERCE, new_commerce_text(one.offers))


def _tell_import(words: Words, one: ListImport, name: str, written: bool) -> None:
    for reason, count in one.dropped.items():
        click.echo(words.say("catalog", f"dropped-{reason}", count=count), err=True)
    label = "list-imported" if one.rows else "matrix-imported"
    counts = {"products": one.products, "plans": one.plans, "rows": len(one.rows or one.offers)}
    click.echo(words.say("catalog", label, file=name, **counts))
    if not written:
        click.echo(words.say("catalog", "list-unchanged", file=name), err=True)


def _pages(project: Path) -> tuple[Pages, Catalog]:
    guidance, wording = load_rules(project)
    return Pages(guidance, wording.labels, wording.templates), guidance.catalog


def _resolved(words: Words, catalog: Catalog, asked: str) -> Offer | None:
    """The offer that a key or an unmistakable name means; None where several may be meant, which are listed.

    Raises click.UsageError where none is.
    """
    key = asked.strip().strip("{}")
    keys = {one.casefold(): offer for one, offer in catalog.by_key.items()}
    offer = catalog.find(key) or keys.get(key.casefold())
    if offer:
        return offer
    candidates = catalog.named(asked)
    if len(candidates) == 1:
        return candidates[0].offer
    if candidates:
        click.echo(words.say("catalog", "several", name=asked), err=True)
        for one in candidates:
            click.echo(_candidate(words, one), err=True)
        return None
    guess = catalog.suggestion(asked)
    raise click.UsageError(
        words.say("catalog", "unknown-like" if guess else "unknown", name=asked, like=guess.id if guess else "")
    )


def _candidate(words: Words, one: Candidate) -> str:
    former = one.former
    called = (
        words.say("catalog", "called-until", until=former.until or "?")
        if former
        else words.say("catalog", "called-now")
    )
    return f"  {one.offer.id}  {terminal(one.offer.name)}  {called}"


def _offer(offer: Offer, catalog: Catalog) -> dict[str, Any]:
    plans = catalog.products.plans_of(offer.guid)
    told = offer.model_dump(mode="json", exclude_defaults=True)
    proposals = [
        {"offer": one.offer.id, "add": [added.id for added in one.add], "lost": _names(one.lost)}
        for one in catalog.proposals(offer)
    ]
    return told | {"proposals": proposals, "plans": _names(plans)}


def _comparison(old: Offer, new: Offer, catalog: Catalog) -> dict[str, Any]:
    found = catalog.compare(Token(old.id), Token(new.id))
    decided = found.equivalent
    return {
        "old": old.id,
        "new": new.id,
        "kind": found.kind,
        "source": decided.source if decided else None,
        "lost": _names(found.lost),
        "gained": _names(found.gained),
    }


def _names(plans: Sequence[ServicePlan] | None) -> list[dict[str, str]] | None:
    """Service plans by both their names; None where they are not known."""
    return None if plans is None else [{"name": plan.name, "title": plan.title} for plan in plans]
