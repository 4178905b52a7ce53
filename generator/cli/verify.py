"""The command that proves after a cut-over that seats and offers have arrived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from generator.catalog import Catalog
from generator.cli.exports import read_tenant
from generator.cli.options import Words
from generator.importers import Arrival, FoundTenant, Holdings, Wanted, arrivals, holdings_of, same_again
from generator.load import Project, customer_file, load_project
from generator.model import Customer
from generator.plan import Plan, make_plan
from generator.text import terminal

_MARKS = {"arrived": "✓", "short": "✗", "missing": "✗", "unproven": "?"}


def verify(words: Words, project: Path, before: str, after: Path, customer: str | None, encoding: str | None) -> int:
    """Every offer with its seats before and after; 1 where something has not arrived or cannot be shown."""
    own_id = customer or (before if customer_file(project, before).is_file() else None)
    file = customer_file(project, own_id) if own_id else None
    if file is not None and not file.is_file():
        raise click.UsageError(_said(words, "no-customer", id=own_id or ""))
    loaded = load_project(project, [file] if file else [])
    catalog = loaded.guidance.catalog
    plan = _plan(loaded, own_id) if own_id else None
    now = read_tenant(words, [after], catalog, encoding, plan.customer.tenant.id if plan else None)
    then = _before(words, before, own_id, plan, catalog, encoding)
    wanted = _wanted(plan, catalog) if plan else same_again(then)
    found = arrivals(wanted, then, holdings_of(now, catalog))
    for one in found:
        click.echo(_line(words, one, catalog))
    for line in _beside(words, now, catalog, {one.offer for one in found}):
        click.echo(line)
    open_ = [one for one in found if one.state != "arrived"]
    label = "all-arrived" if not open_ else "not-all"
    click.echo(_said(words, label, count=len(found), open=len(open_)))
    return int(bool(open_))


def _plan(loaded: Project, customer_id: str) -> Plan:
    customer = next(one for one in loaded.customers if one.id == customer_id)
    return make_plan(customer, loaded.guidance)


def _before(
    words: Words, before: str, own_id: str | None, plan: Plan | None, catalog: Catalog, encoding: str | None
) -> Holdings:
    """What was there: by an export, or by the customer's file itself."""
    if plan is not None and before == own_id:
        return _in_file(plan.customer, catalog)
    tenant = plan.customer.tenant.id if plan else None
    return holdings_of(read_tenant(words, [Path(before)], catalog, encoding, tenant), catalog)


def _in_file(customer: Customer, catalog: Catalog) -> Holdings:
    seats: dict[str, int] = {}
    by_id = {}
    for one in customer.subscriptions:
        key = str(catalog.same_key(one.offer))
        seats[key] = seats.get(key, 0) + one.seats
        if one.ms_id:
            by_id[str(one.ms_id)] = (key, one.seats)
    complete = len(by_id) == len(customer.subscriptions)
    return Holdings(seats, by_id if complete else {}, {}, "commerce" if complete else "")


def _wanted(plan: Plan, catalog: Catalog) -> tuple[Wanted, ...]:
    """What the plan leaves behind: orders once on new subscriptions, what is requested or kept on whichever there is."""
    wanted = []
    for one in plan.subscriptions:
        if one.facts["intent"] == "keep":
            wanted.append(Wanted(str(one.old.key), one.old.seats, new=False))
        elif one.new is not None and one.counts:
            wanted.append(Wanted(str(catalog.same_key(one.new.key)), one.new.seats, new=one.by_order))
    return tuple(wanted)


def _line(words: Words, one: Arrival, catalog: Catalog) -> str:
    """One offer: what was wanted, what is there, what that means."""
    values: Mapping[str, object] = {
        "mark": _MARKS[one.state],
        "offer": _named(one.offer, catalog),
        "wanted": one.wanted,
        "before": one.before,
        "after": one.after,
        "arrived": one.arrived,
        "state": words.of("arrival", f"state-{one.state}"),
    }
    line = _said(words, "line", **values)
    if one.assigned is not None and one.assigned > one.after:
        line += "\n" + _said(words, "over-assigned", assigned=one.assigned, after=one.after)
    return line


def _beside(words: Words, now: FoundTenant, catalog: Catalog, told: set[str]) -> Sequence[str]:
    """What is there besides, in the order of the offers."""
    seats = holdings_of(now, catalog).seats
    others = sorted(set(seats) - told)
    return [_said(words, "beside", offer=_named(key, catalog), seats=seats[key]) for key in others]


def _named(key: str, catalog: Catalog) -> str:
    offer = catalog.find(key)
    return f"{offer.name} ({offer.id})" if offer else key


def _said(words: Words, label: str, **values: object) -> str:
    return words.of("arrival", label).format_map({name: terminal(str(value)) for name, value in values.items()})
