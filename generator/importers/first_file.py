"""A customer's first file from what a person answers: short, with hints at what it may say next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from generator.catalog import Catalog
from generator.importers.found import BOUGHT, FoundSubscription
from generator.importers.subscriptions import Imported, Say, imported, slug_of
from generator.load import Commented, Value, key_text, scalar, written_item

_SETTINGS = ("ends_on", "at_end")


@dataclass(frozen=True)
class NamedSeller:
    """A seller under its key in the file; ``cooperates``: yes or no, '' where nobody knows."""

    key: str
    name: str
    cooperates: str


@dataclass(frozen=True)
class FirstFile:
    """The answers, each as its field takes it. ``partner``: '' for the default one; ``schema``: '' for none."""

    name: str
    domain: str
    country: str
    partner: str
    sellers: Sequence[NamedSeller]
    subscriptions: Sequence[FoundSubscription]
    schema: str = ""


def seller_key(name: str, taken: Sequence[str]) -> str:
    """What a seller is called in the file: a slug of its name; ``seller``, ``seller-2`` … where that has no letters."""
    wanted = slug_of(name) or "seller"
    others = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (wanted, *others) if key not in taken)


def first_text(file: FirstFile, day: date, catalog: Catalog, say: Say, hints: Mapping[str, str]) -> str:
    """The YAML; ``day``: when it is planned. ``hints``: the words of what it may say next."""
    lines = [f"# yaml-language-server: $schema={file.schema}"] if file.schema else []
    lines += [f"planned_on: {day}", "customer:", f"  name: {scalar(file.name, 'name')}"]
    lines += ["tenant:", f"  domain: {scalar(file.domain, 'domain')}", f"  country: {scalar(file.country, 'country')}"]
    lines += [f"partner: {scalar(file.partner, 'partner')}"] if file.partner else []
    made = imported(file.subscriptions, catalog)
    lines += _hints(made[0], day, hints)
    lines += ["sellers:", *map(_seller, file.sellers)] if file.sellers else []
    return "\n".join([*lines, "subscriptions:", *_subscriptions(made, say)]) + "\n"


def _hints(first: Imported, day: date, hints: Mapping[str, str]) -> Iterator[str]:
    """What a first file mostly lacks, as comments: without their first mark they are in order."""
    admin, executive = scalar(hints["admin"], "name"), scalar(hints["executive"], "name")
    offer, seats = scalar(first.values["offer"], "offer"), first.values["seats"]
    said = {
        "contacts": f"[{{role: global-admin, name: {admin}, reachable: yes}}, "
        f"{{role: executive, name: {executive}, may_sign: yes}}]",
        "relationship": f"{{status: requested, on: {day}}}",
        "agreement": f"{{status: accepted, by: customer, on: {day}}}",
        "licences": f"[{{offer: {offer}, assigned: {seats}, on: {day}}}]",
    }
    return (f"# {key}: {value}  # {hints[key]}" for key, value in said.items())


def _seller(one: NamedSeller) -> str:
    said = f", cooperates: {one.cooperates}" if one.cooperates else ""
    return f"  {key_text(one.key)}: {{name: {scalar(one.name, 'name')}{said}}}"


def _subscriptions(made: Sequence[Imported], say: Say) -> Iterator[str]:
    for number, one in enumerate(made):
        for line in written_item(_subscription(one, say), ("subscriptions", number), flow=False):
            yield f"  {line}"


def _subscription(one: Imported, say: Say) -> Mapping[str, Value]:
    offer = Commented(one.values["offer"], one.comment("offer", say))
    bought = {key: one.values[key] for key in BOUGHT if key in one.values}
    settings = {key: one.values[key] for key in _SETTINGS if key in one.values}
    return {"id": one.id, "offer": offer, "seats": one.values["seats"], "bought": bought, **settings}
