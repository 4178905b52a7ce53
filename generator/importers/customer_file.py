"""A customer's file written from exports as a person would have written it; what they lack is said in comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from generator.catalog import Catalog
from generator.importers.found import FIELDS, FoundTenant
from generator.importers.naming import named_offer
from generator.importers.subscriptions import Imported, Say, imported
from generator.load import scalar

_BOUGHT = ("channel", "from", "commerce")


def customer_text(tenant: FoundTenant, files: Sequence[str], day: date, catalog: Catalog, say: Say) -> str:
    """The YAML of a new customer; ``day``: when it is planned, and when the licences were counted."""
    lines = [f"# {say('head', files=', '.join(files), day=day)}"]
    lines += [f"# {say('note', kind, **values)}" for kind, values in tenant.notes]
    lines += [f"planned_on: {day}", "customer:", _needed("name", tenant.name, say), "tenant:"]
    lines += [f"  id: {tenant.id}"] if tenant.id else []
    lines += [_needed("domain", tenant.domain, say), _needed("country", tenant.country, say)]
    rows = list(licence_rows(tenant, day, catalog))
    lines += ["licences:", *(f"  - {row}" for row in rows)] if rows else []
    lines += ["subscriptions:"]
    for one in imported(tenant.subscriptions, catalog):
        first, *others = subscription_lines(one, say)
        lines += [f"  - {first}", *(f"    {line}" for line in others)]
    return "\n".join(lines) + "\n"


def licence_rows(tenant: FoundTenant, day: date, catalog: Catalog) -> Iterator[str]:
    """A row of ``licences`` for every SKU whose offer can be named."""
    for one in tenant.licences:
        named = named_offer(one.clue, catalog)
        if named.key:
            row = f"{{offer: {scalar(named.key)}, assigned: {one.assigned}, on: {day}}}"
            yield _commented(row, str(named.offer.name) if named.offer else "")


def subscription_lines(one: Imported, say: Say) -> Iterator[str]:
    """The lines of one subscription, not indented; what is needed and missing is a comment in its place."""
    yield f"id: {one.id}"
    for key in FIELDS:
        if key == "channel":
            yield _bought(one, say)
        elif key not in _BOUGHT:
            yield from _value(key, one, say)
    if one.missing:
        listed = say("comma").join(say("field", key) for key in one.missing)
        yield f"# {_clean(say('missing', fields=listed))}"


def _value(key: str, one: Imported, say: Say) -> Iterator[str]:
    comment = one.comment(key, say)
    if key in one.values:
        yield _commented(f"{key}: {scalar(one.values[key])}", comment)
    elif comment:
        yield f"# {key}: {_clean(comment)}"


def _bought(one: Imported, say: Say) -> str:
    flow = ", ".join(f"{key}: {scalar(one.values[key])}" for key in _BOUGHT if key in one.values)
    remarks = [f"{key}: {comment}" for key in _BOUGHT if (comment := one.comment(key, say))]
    return _commented(f"bought: {{{flow}}}", say("semicolon").join(remarks))


def _needed(key: str, value: str, say: Say) -> str:
    return f"  {key}: {scalar(value)}" if value else f"  # {key}: {say('needed')}"


def _commented(line: str, comment: str) -> str:
    return f"{line}  # {_clean(comment)}" if comment else line


def _clean(comment: str) -> str:
    """One line that may stand behind ``#``: names come from exports."""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in comment).split())
