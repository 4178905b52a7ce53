"""Reconciliation files of invoices, legacy and new commerce: what was billed, by row and cycle, to subscriptions.

Sources: Partner Center, "License-based reconciliation files" and "Modern invoice reconciliation file" (field tables).
Several rows tell of one subscription: quantities of rows are never added, the newest cycle counts, credits do not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from generator.catalog import Catalog
from generator.errors import Problem
from generator.importers.draft import Carried, Draft, carried
from generator.importers.found import Clue, Found
from generator.importers.headers import has_headers
from generator.importers.ids import guid
from generator.importers.rows import Rows, opened
from generator.importers.tables import Row, Table
from generator.importers.tenants import Tenants, owner_of, seats_of
from generator.importers.words import Sieve

LEGACY, NCE = "legacy-recon", "nce-recon"
VERIFIED: Mapping[str, bool] = {LEGACY: True, NCE: True}
_BOTH = ("ms_id", "offer", "seats", "starts_on", "billing", "tenant", "name", "domain")
CARRIES: Mapping[str, Carried] = {
    LEGACY: carried(_BOTH, ("channel", "commerce", "state", "ends_on")),
    NCE: carried((*_BOTH, "ends_on", "country"), ("channel", "commerce", "state", "term")),
}

_SHARED = {
    "tenant_id": "CustomerId",
    "name": "CustomerName",
    "starts_on": "SubscriptionStartDate",
    "ends_on": "SubscriptionEndDate",
    "from": "ChargeStartDate",
    "until": "ChargeEndDate",
    "charge": "ChargeType",
    "amount": "Subtotal",
    "seats": "Quantity",
}
_COLUMNS = {
    LEGACY: {
        **_SHARED,
        "ms_id": "SyndicationPartnerSubscriptionNumber",
        "offer": "DurableOfferId",
        "product": "OfferName",
        "domain": "DomainName",
        "billing": "BillingCycleType",
    },
    NCE: {
        **_SHARED,
        "ms_id": "SubscriptionId",
        "offer": "ProductId",
        "sku": "SkuId",
        "product": "SkuName",
        "domain": "CustomerDomainName",
        "country": "CustomerCountry",
        "publisher": "PublisherName",
        "reservation": "ReservationOrderId",
        "prose": "TermAndBillingCycle",
        "billing": "BillingFrequency",
        "billable": "BillableQuantity",
    },
}
_TOLD_BY = {LEGACY: ("DurableOfferId", "SyndicationPartnerSubscriptionNumber"), NCE: ("SkuId", "TermAndBillingCycle")}

_PROSE = re.compile(r"(one|three)[- ](month|year) commitment for (monthly|yearly|annual|3[- ]year|triennial) billing")
_TERMS = {("one", "month"): "P1M", ("one", "year"): "P1Y", ("three", "year"): "P3Y"}
_BILLINGS = {"monthly": "monthly", "yearly": "annual", "annual": "annual"}
_SEATS_CHANGED = {"addquantity", "removequantity"}


def format_of(table: Table) -> str:
    """Which of the two it is; '' for neither."""
    return next((name for name, headers in _TOLD_BY.items() if has_headers(table, headers)), "")


def read(
    tables: Sequence[Table], catalog: Catalog, dates: str = "", *, keep_trials: bool = False
) -> tuple[Found, list[Problem]]:
    """Every subscription once, from its newest cycle. ``dates``: dmy or mdy, where the files do not show it."""
    tenants, sieve = Tenants(), Sieve(catalog, keep_trials=keep_trials)
    files, problems = opened(tables, format_of, _COLUMNS)
    by_id: dict[str, list[_Billed]] = {}
    for name, rows in files:
        rows.decide_order(("starts_on", "ends_on", "from", "until"), dates)
        for ms_id, billed in _billed(name, rows, tenants, sieve).items():
            by_id.setdefault(ms_id, []).append(_Billed(name, rows, billed))
    for every in by_id.values():
        newest = max(every, key=lambda one: one.until)
        tenants.skip("older-cycle", sum(len(one.billed) for one in every) - 1)
        _subscription(newest.name, newest.rows, newest.billed, tenants, sieve)
    problems += [problem for _, rows in files for problem in rows.problems]
    return tenants.found(CARRIES[name] for name, _ in files), problems


@dataclass(frozen=True)
class _Billed:
    """What one file bills of one subscription."""

    name: str
    rows: Rows
    billed: list[Row]

    @property
    def until(self) -> datetime:
        return max(self.rows.moment(row, "until") or datetime.min for row in self.billed)


def _billed(name: str, rows: Rows, tenants: Tenants, sieve: Sieve) -> dict[str, list[Row]]:
    """The rows of each subscription, by its id; what is no licence, and credits, are left out and counted."""
    by_id: dict[str, list[Row]] = {}
    for row in rows.table.rows:
        if reason := _not_a_licence(name, rows, row, sieve):
            tenants.skip(reason)
        elif any(rows.negative(row, field) for field in ("amount", "seats", "billable")):
            tenants.skip("credit")
        else:
            by_id.setdefault(guid(rows.text(row, "ms_id")) or str(row.line), []).append(row)
    return by_id


def _not_a_licence(name: str, rows: Rows, row: Row, sieve: Sieve) -> str:
    """Why a row is of something else than licences: by its ids, its names, its publisher."""
    offer = rows.text(row, "offer")
    if guid(rows.text(row, "reservation")):
        return "reservation"
    if reason := sieve.left_out(Clue((offer,) if offer else (), rows.text(row, "product"))):
        return reason
    return "marketplace" if name == NCE and not _is_microsoft(rows.text(row, "publisher")) else ""


def _is_microsoft(publisher: str) -> bool:
    return not publisher or publisher.lower().startswith("microsoft")


def _subscription(name: str, rows: Rows, billed: list[Row], tenants: Tenants, sieve: Sieve) -> None:
    row, same_cycle = _newest(rows, billed)
    draft = Draft(ms_id=rows.guid(row, "ms_id"), channel="csp", commerce="legacy" if name == LEGACY else "nce")
    draft.say("state", "active")
    draft.remark("state", "state-billed")
    owner = owner_of(rows, row, tenants)
    field = "billable" if rows.text(row, "billable") else "seats"
    draft.say("seats", seats_of(rows, row, owner, tenants, field))
    if len({rows.text(one, field) for one in same_cycle}) > 1:
        draft.remark("seats", "seats-changed-in-cycle", rows=str(len(same_cycle)))
    if start := rows.moment(row, "starts_on"):
        draft.start(start.date())
    clue = (_legacy if name == LEGACY else _new)(rows, row, draft)
    if reason := sieve.left_out(clue):
        tenants.skip(reason)
    elif "seats" in draft.values:
        tenants.add(owner, draft.found(rows.place(row), clue))


def _newest(rows: Rows, billed: list[Row]) -> tuple[Row, list[Row]]:
    """The row of the newest cycle that bills the whole subscription, and all rows of that cycle."""
    until = {row.line: rows.moment(row, "until") or datetime.min for row in billed}
    last = max(until.values())
    cycle = [row for row in billed if until[row.line] == last]
    whole = [row for row in cycle if rows.text(row, "charge").lower() not in _SEATS_CHANGED] or cycle
    return max(whole, key=lambda row: (rows.moment(row, "from") or datetime.min, row.line)), cycle


def _legacy(rows: Rows, row: Row, draft: Draft) -> Clue:
    if end := rows.moment(row, "ends_on"):
        draft.ends_before(end)
    draft.word("billing", rows.text(row, "billing"))
    key = rows.guid(row, "offer")
    return Clue((key,) if key else (), rows.text(row, "product"))


def _new(rows: Rows, row: Row, draft: Draft) -> Clue:
    draft.remark("ms_id", "ms-id-of-invoice")
    if end := rows.moment(row, "ends_on"):
        draft.ends(end.date())
    prose = _PROSE.fullmatch(rows.text(row, "prose").lower())
    if prose and (prose[1], prose[2]) in _TERMS:
        draft.say("term", _TERMS[prose[1], prose[2]])
        draft.say("billing", _BILLINGS.get(prose[3], "upfront"))
    else:
        draft.remark("term", "word-unknown")
        draft.word("billing", rows.text(row, "billing"))
    sku = rows.sku_id(row, "sku")
    product = rows.text(row, "offer").upper()
    return Clue((f"{product}:{sku}",) if sku and product else (), rows.text(row, "product"))
