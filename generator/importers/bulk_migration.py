"""The files of Microsoft's bulk migration tool: customers.csv, subscriptions.csv (legacy) and ncesubscriptions.csv.

Source: microsoft/Partner-Center-DotNet-Samples, nce-bulk-migration-tool (Models.cs and the providers). It writes every
date as MM/dd/yyyy HH:mm:ss in UTC, whatever the machine's language. It reads active and suspended subscriptions and
does not write which is which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from generator.catalog import Catalog
from generator.errors import Problem
from generator.importers.draft import Carried, Draft, carried
from generator.importers.found import Clue, Found
from generator.importers.headers import has_headers, squeezed
from generator.importers.rows import Rows, opened
from generator.importers.tables import Row, Table
from generator.importers.tenants import Owner, Tenants, owner_of, seats_of
from generator.importers.words import Sieve, offer_key, word

CUSTOMERS, LEGACY, NCE = "bam-customers", "bam-subscriptions-legacy", "bam-ncesubscriptions"
VERIFIED: Mapping[str, bool] = {CUSTOMERS: True, LEGACY: True, NCE: True}
CARRIES: Mapping[str, Carried] = {
    CUSTOMERS: carried(("tenant", "domain", "name")),
    LEGACY: carried(
        ("ms_id", "seats", "billing", "term", "base", "tenant", "name"),
        ("offer", "channel", "commerce", "ends_on", "at_end"),
    ),
    NCE: carried(("ms_id", "offer", "seats", "ends_on", "term", "billing", "tenant", "name"), ("channel", "commerce")),
}

_COLUMNS = {
    CUSTOMERS: {"tenant_id": "TenantId", "domain": "Domain", "name": "CompanyName"},
    LEGACY: {
        "tenant_id": "CustomerTenantId",
        "name": "CustomerName",
        "ms_id": "LegacySubscriptionId",
        "product": "LegacyProductName",
        "ends_on": "ExpirationDate",
        "at_end": "AutoRenewEnabled",
        "term": "CurrentTerm",
        "billing": "CurrentBillingPlan",
        "seats": "CurrentSeatCount",
        "add_on": "AddOn",
        "base": "BaseSubscriptionId",
    },
    NCE: {
        "tenant_id": "CustomerTenantId",
        "name": "CustomerName",
        "ms_id": "SubscriptionId",
        "product": "ProductName",
        "ends_on": "ExpirationDate",
        "offer": "Psa",
        "term": "Term",
        "billing": "BillingPlan",
        "seats": "SeatCount",
        "migrated": "MigratedFromSubscriptionId",
    },
}
_TOLD_BY = {
    NCE: ("CustomerTenantId", "Psa", "MigratedFromSubscriptionId"),
    LEGACY: ("LegacySubscriptionId", "LegacyProductName"),
}
_NO_BILLING = {"none", "unknown", "onetime"}


def format_of(table: Table) -> str:
    """Which of the tool's files it is; '' for none of them."""
    if {*map(squeezed, table.headers)} == {*map(squeezed, _COLUMNS[CUSTOMERS].values())}:
        return CUSTOMERS  # by all its headers and no other: any table may have some of them
    return next((name for name, headers in _TOLD_BY.items() if has_headers(table, headers)), "")


def read(tables: Sequence[Table], catalog: Catalog, *, keep_trials: bool = False) -> tuple[Found, list[Problem]]:
    """The subscriptions of all files by tenant; a legacy one that was migrated is left out for the new one."""
    files, problems = _opened(tables)
    tenants, sieve = Tenants("commerce"), Sieve(catalog, keep_trials=keep_trials)
    domains = _domains(files.get(CUSTOMERS, []), tenants)
    migrated = {rows.guid(row, "migrated") for rows in files.get(NCE, []) for row in rows.table.rows} - {""}
    for name in (LEGACY, NCE):
        for rows in files.get(name, []):
            for row in rows.table.rows:
                _read(name, rows, row, domains, migrated, tenants, sieve)
    problems += [problem for kind in files.values() for rows in kind for problem in rows.problems]
    return tenants.found(CARRIES[name] for name in files), problems


def _opened(tables: Sequence[Table]) -> tuple[dict[str, list[Rows]], list[Problem]]:
    """The tool's files by their formats; its dates have the month first."""
    found: dict[str, list[Rows]] = {}
    every, problems = opened(tables, format_of, _COLUMNS)
    for name, rows in every:
        rows.decide_order(("ends_on",), "mdy")
        found.setdefault(name, []).append(rows)
    return found, problems


def _domains(customers: list[Rows], tenants: Tenants) -> dict[str, Owner]:
    """What customers.csv says of each tenant."""
    owners = [owner_of(rows, row, tenants) for rows in customers for row in rows.table.rows]
    return {owner.id: owner for owner in owners}


def _read(
    name: str, rows: Rows, row: Row, known: Mapping[str, Owner], migrated: set[str], tenants: Tenants, sieve: Sieve
) -> None:
    owner = owner_of(rows, row, tenants)
    owner = replace(owner, domain=known[owner.id].domain) if owner.id in known else owner
    draft = Draft(ms_id=rows.guid(row, "ms_id"), channel="csp")
    draft.remark("state", "state-not-in-export")
    clue = (_legacy if name == LEGACY else _new)(rows, row, draft, sieve)
    reason = sieve.left_out(clue) or ("duplicate" if draft.values.get("ms_id") in migrated else "")
    if reason:
        tenants.skip(reason)
    elif seats := seats_of(rows, row, owner, tenants):
        draft.say("seats", seats)
        tenants.add(owner, draft.found(rows.place(row), clue))


def _legacy(rows: Rows, row: Row, draft: Draft, sieve: Sieve) -> Clue:
    """A legacy subscription: its end is exclusive, and the new-commerce offer in its row is where it would go."""
    draft.say("commerce", "legacy")
    if end := rows.moment(row, "ends_on"):
        draft.ends_before(end)
    draft.word("at_end", rows.text(row, "at_end"))
    if draft.values.get("at_end") == "expire":
        draft.remark("at_end", "legacy-not-renewed")
    _term_and_billing(rows, row, draft)
    if not rows.text(row, "term"):
        draft.say("term", "P1Y")
        draft.remark("term", "legacy-term")
    if word("trial", rows.text(row, "add_on")) == "yes":
        draft.say("base", rows.guid(row, "base"))
    return Clue(name=rows.text(row, "product"))


def _new(rows: Rows, row: Row, draft: Draft, sieve: Sieve) -> Clue:
    """A new-commerce subscription: its end is the last day."""
    draft.say("commerce", "nce")
    if end := rows.moment(row, "ends_on"):
        draft.ends(end.date())
    _term_and_billing(rows, row, draft)
    key = offer_key(rows.text(row, "offer"), sieve.catalog)
    return Clue((key,) if key else (), rows.text(row, "product"))


def _term_and_billing(rows: Rows, row: Row, draft: Draft) -> None:
    draft.word("term", rows.text(row, "term"))
    billing = rows.text(row, "billing")
    if billing.lower() not in _NO_BILLING:
        draft.word("billing", billing)
