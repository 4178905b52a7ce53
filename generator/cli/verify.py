"""The command that proves after a cut-over that seats and offers have arrived."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click

from generator.catalog import Catalog
from generator.cli.exports import read_tenants, tenants_text
from generator.cli.options import Words
from generator.importers import (
    Arrival,
    FoundTenant,
    Holdings,
    Lot,
    Sellers,
    Wanted,
    arrivals,
    comparable,
    holdings_of,
    same_again,
)
from generator.load import customer_file, load_project, load_rules
from generator.model import Customer
from generator.plan import Plan, make_plan
from generator.text import Token

_MARKS = {"arrived": "OK", "unproven": "??", "unmoved-unproven": "??", "unseen": "??"}
_FAILED = "--"


@dataclass(frozen=True)
class _Beside:
    """An offer that is there and was not asked for. ``equivalent``: of which missing one it is, '' of none."""

    offer: str
    seats: int
    old: bool
    equivalent: str


def verify(
    words: Words, project: Path, before: str, after: Path, customer: str | None, encoding: str | None, as_json_: bool
) -> int:
    """Every offer with its seats before and after; 1 where something has not arrived or cannot be shown."""
    by_file = _customer_in(project, before)
    own_id = customer or by_file
    if by_file not in (None, own_id):
        raise click.UsageError(words.say("arrival", "two-customers", one=by_file, other=own_id))
    plan, catalog = _planned(words, project, own_id)
    now, told = _of_export(words, after, catalog, encoding, _tenant_of(plan) if plan else None)
    if plan and by_file:
        then = _in_file(plan.customer, catalog)
    else:
        then, _ = _of_export(words, Path(before), catalog, encoding, _tenant_of(plan) if plan else told)
    wanted = _wanted(plan, catalog) if plan else same_again(then)
    if not wanted:
        raise click.UsageError(words.say("arrival", "nothing-wanted", before=before))
    found = arrivals(wanted, _with_kept(then, plan, catalog), now, _sellers(plan) if plan else None)
    besides = tuple(_besides(found, then, now, catalog))
    ours = plan is None or _is_shown_to_be_one(told, _tenant_of(plan)) or bool(then.ids & now.ids)
    if as_json_:
        click.echo(_json(found, besides, own_id, comparable(then, now)))
    else:
        for line in (*_lines(words, found, besides, catalog), *_notes(words, wanted, found, then, now)):
            click.echo(line)
    if not ours:
        click.echo(words.say("arrival", "tenant-unproven", file=after, listed=tenants_text([told])), err=True)
    return int(not ours or any(one.state != "arrived" for one in found))


def _customer_in(project: Path, before: str) -> str | None:
    """The customer that BEFORE names, by its id or its file; None where it is an export."""
    named = Path(before)
    own_id = named.stem if named.suffix == ".yaml" else before
    return own_id if named.name in (own_id, f"{own_id}.yaml") and customer_file(project, own_id).is_file() else None


def _planned(words: Words, project: Path, own_id: str | None) -> tuple[Plan | None, Catalog]:
    """The customer's plan, None where no customer is named, and the offers that are known."""
    if own_id is None:
        return None, load_rules(project)[0].catalog
    file = customer_file(project, own_id)
    if not file.is_file():
        raise click.UsageError(words.say("arrival", "no-customer", id=own_id))
    loaded = load_project(project, [file])
    return make_plan(loaded.customers[0], loaded.guidance), loaded.guidance.catalog


def _tenant_of(plan: Plan) -> FoundTenant:
    tenant = plan.customer.tenant
    return FoundTenant(str(tenant.id or ""), domain=str(tenant.domain))


def _of_export(
    words: Words, path: Path, catalog: Catalog, encoding: str | None, own: FoundTenant | None
) -> tuple[Holdings, FoundTenant]:
    """What one tenant of an export has; ``own``: which one, as far as the customer or the other export says it."""
    if not path.exists():
        raise click.UsageError(words.say("arrival", "no-such-file", file=path))
    tenants = read_tenants(path, catalog, encoding)
    fitting = [one for one in tenants if own is None or _may_be_one(one, own)]
    fitting = [one for one in fitting if own and own.id and one.id == own.id] or fitting
    if len(fitting) == 1:
        return holdings_of(fitting[0], catalog), fitting[0]
    label = "wrong-tenant" if own and tenants and not fitting else "which-tenant"
    own_text = tenants_text([own]) if own else ""
    raise click.UsageError(words.say("arrival", label, file=path, listed=tenants_text(tenants), own=own_text))


def _may_be_one(one: FoundTenant, other: FoundTenant) -> bool:
    """Whether two may be the same tenant: by their ids, else by their domains, as far as both say them."""
    if one.id and other.id:
        return one.id == other.id
    return not (one.domain and other.domain) or one.domain.lower() == other.domain.lower()


def _is_shown_to_be_one(export: FoundTenant, own: FoundTenant) -> bool:
    """Whether both name the same tenant; an export that names none at all can show nothing."""
    if not (export.id or export.domain):
        return True
    return bool(own.id and export.id == own.id) or own.domain.lower() == export.domain.lower()


def _in_file(customer: Customer, catalog: Catalog) -> Holdings:
    """What the customer's own file says that was there."""
    lots = tuple(
        Lot(str(catalog.same_key(one.offer)), one.seats, (str(one.ms_id),) if one.ms_id else ())
        for one in customer.subscriptions
    )
    return Holdings(lots, kind="commerce" if any(lot.ids for lot in lots) else "")


def _with_kept(then: Holdings, plan: Plan | None, catalog: Catalog) -> Holdings:
    """With what stays with others: an export of the former seller does not show it, and it is not new."""
    if plan is None or then.kind != "commerce":
        return then
    kept = _in_file(plan.customer, catalog)
    stays = {str(one.subscription.ms_id) for one in plan.subscriptions if one.facts["intent"] == "keep"}
    hidden = tuple(lot for lot in kept.lots if stays.intersection(lot.ids) and not then.ids.intersection(lot.ids))
    return replace(then, lots=then.lots + hidden)


def _wanted(plan: Plan, catalog: Catalog) -> tuple[Wanted, ...]:
    """What the plan leaves behind: orders once, on new subscriptions; what is requested, moved; what is kept."""
    wanted = []
    for one in plan.subscriptions:
        if one.facts["intent"] == "keep":
            own = str(one.subscription.ms_id or "")
            wanted.append(Wanted(str(catalog.same_key(one.old.key)), one.old.seats, "kept", own))
        elif one.new is not None and one.counts:
            how = "new" if one.by_order else "moved"
            wanted.append(Wanted(str(catalog.same_key(one.new.key)), one.new.seats, how))
    return tuple(wanted)


def _sellers(plan: Plan) -> Sellers:
    taker = plan.customer.taker.tenant
    former = (one.tenant.id for one in plan.customer.sellers.values() if one.tenant)
    return Sellers(str(taker.id or "") if taker else "", frozenset(str(own) for own in former if own))


def _besides(found: Sequence[Arrival], then: Holdings, now: Holdings, catalog: Catalog) -> Iterator[_Beside]:
    """What is there and was not asked for, what is new first: it may be the wrong offer."""
    told = {one.offer for one in found}
    lacking = [one.offer for one in found if one.state in ("missing", "short", "old-only")]
    had = {lot.offer for lot in then.lots}
    for key, seats in sorted(now.seats.items(), key=lambda one: (one[0] in had, one[0])):
        if key not in told:
            known = [old for old in lacking if catalog.find(old) and catalog.find(key)]
            pairs = (old for old in known if catalog.equivalent(Token(old), Token(key)))
            yield _Beside(key, seats, key in had, next(pairs, "") if key not in had else "")


def _lines(words: Words, found: Sequence[Arrival], besides: Sequence[_Beside], catalog: Catalog) -> Iterator[str]:
    """A line for each offer, and what is there besides."""
    for one in found:
        yield from _offer_lines(words, one, catalog)
    for beside in besides:
        label = "beside-old" if beside.old else "beside-equivalent" if beside.equivalent else "beside-new"
        named = {"offer": _named(beside.offer, catalog), "of": _named(beside.equivalent, catalog)}
        yield words.say("arrival", label, seats=beside.seats, **named)


def _notes(
    words: Words, wanted: Sequence[Wanted], found: Sequence[Arrival], then: Holdings, now: Holdings
) -> Iterator[str]:
    """How it was counted, and the verdict."""
    hows = {one.how for one in wanted}
    if "new" in hows and not comparable(then, now):
        yield words.say("arrival", "by-totals")
    if then.is_partial and not now.is_partial:
        yield words.say("arrival", "before-partial")
    if now.is_partial and "moved" in hows:
        yield words.say("arrival", "after-ours")
    if any(one.state == "unproven" for one in found):
        yield words.say("arrival", "unproven-hint")
    open_ = sum(one.state != "arrived" for one in found)
    yield words.say("arrival", "not-all" if open_ else "all-arrived", count=len(found), open=open_)


def _offer_lines(words: Words, one: Arrival, catalog: Catalog) -> Iterator[str]:
    """One offer: what that means, then the numbers; below it what else has to be known."""
    values = asdict(one) | {
        "mark": _MARKS.get(one.state, _FAILED),
        "offer": _named(one.offer, catalog),
        "state": words.of("arrival", f"state-{one.state}"),
    }
    yield words.say("arrival", "line-new" if one.new else "line", **values)
    if one.unusable and one.state != "arrived":
        yield words.say("arrival", "unusable", seats=one.unusable)
    if one.state == "arrived" and one.wanted < one.before:
        yield words.say("arrival", "fewer-than-before", before=one.before, wanted=one.wanted)
    if one.assigned is not None and one.assigned > one.after:
        yield words.say("arrival", "over-assigned", assigned=one.assigned, after=one.after)


def _json(found: Sequence[Arrival], besides: Sequence[_Beside], customer: str | None, by_ids: bool) -> str:
    told = {
        "format": "1",
        "customer": customer,
        "arrived": all(one.state == "arrived" for one in found),
        "counted_by": "ids" if by_ids else "totals",
        "offers": [asdict(one) for one in found],
        "besides": [asdict(one) for one in besides],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _named(key: str, catalog: Catalog) -> str:
    offer = catalog.find(key)
    return f"{offer.name} ({offer.id})" if offer else key
