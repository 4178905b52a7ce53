"""Exports whose columns are known, read as any table is: which column holds what, and what their rows repeat."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from generator.errors import Problem, Where
from generator.importers.draft import Carried, carried
from generator.importers.headers import has_headers, squeezed
from generator.importers.tables import Row, Table, shown_header


@dataclass(frozen=True)
class KnownTable:
    """``per_product``: its rows count what a tenant has of a product, over all subscriptions of it. ``id_kind``: whose
    ids of subscriptions it has; '' where it has none or nobody says."""

    columns: Mapping[str, str]
    told_by: tuple[str, ...]
    per_product: bool = False
    id_kind: str = ""


INSIGHTS, LICENSES, PRODUCTS = "insights-subscription-details", "m365-admin-licenses", "m365-admin-your-products"
MSOL, SKUS = "msol-partner-export", "ps-subscribedsku-expanded"

KNOWN: Mapping[str, KnownTable] = {
    INSIGHTS: KnownTable(
        {
            "tenant_id": "CustomerTenantId",
            "name": "CustomerName",
            "country": "CustomerMarket",
            "ms_id": "SubscriptionId",
            "product": "RawProductName",
            "seats": "AvailableSeatsEOP",
            "from": "PartnerName",
            "state": "SubscriptionState",
            "starts_on": "SubscriptionStartDate",
            "ends_on": "SubscriptionEndDate",
            "at_end": "IsAutoRenew",
        },
        ("Month", "RawProductName", "AvailableSeatsEOP", "IsDuplicateRowForPGA"),
    ),
    MSOL: KnownTable(
        {
            "tenant_id": "Directory ID",
            "name": "Company Name",
            "domain": "Default Domain",
            "ms_id": "SubscriptionIds",
            "offer": "SkuId",
            "product": "Product Name",
            "seats": "ActiveUnits",
            "ends_on": "Renewal Date",
            "assigned": "Consumed Units",
        },
        ("Directory ID", "ActiveUnits", "SubscriptionIds"),
        per_product=True,
        id_kind="directory",
    ),
    SKUS: KnownTable(
        {
            "offer": "SkuId",
            "product": "SkuPartNumber",
            "seats": "Enabled",
            "in_grace": "Warning",
            "state": "CapabilityStatus",
            "assigned": "ConsumedUnits",
        },
        ("SkuId", "SkuPartNumber", "ConsumedUnits", "Enabled", "Warning", "ServicePlanId"),
        per_product=True,
        id_kind="directory",
    ),
    LICENSES: KnownTable(
        {
            "product": "Product Title",
            "seats": "Total Licenses",
            "expired": "Expired Licenses",
            "assigned": "Assigned licenses",
        },
        ("Product Title", "Total Licenses", "Expired Licenses"),
        per_product=True,
    ),
    PRODUCTS: KnownTable(
        {
            "product": "Product name",
            "seats": "Purchased quantity",
            "assigned": "Assigned quantity",
            "ends_on": "Next lifecycle date",
        },
        ("Product name", "Purchased quantity", "Next lifecycle date"),
        per_product=True,
    ),
}

VERIFIED: Mapping[str, bool] = {INSIGHTS: True, MSOL: True, SKUS: True, LICENSES: False, PRODUCTS: False}
CARRIES: Mapping[str, Carried] = {
    INSIGHTS: carried(
        ("tenant", "name", "ms_id", "seats", "from", "state", "starts_on", "ends_on", "at_end"), ("offer",)
    ),
    MSOL: carried(("tenant", "name", "domain", "ms_id", "offer", "seats", "ends_on", "assigned")),
    SKUS: carried(("offer", "state", "assigned"), ("seats",)),
    LICENSES: carried(("seats", "assigned"), ("offer",)),
    PRODUCTS: carried(("seats", "assigned", "ends_on"), ("offer",)),
}

_MONTH_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.]\d{1,2})?(?:[ T].*)?")
_MONTH_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: .*)?")


def format_of(table: Table) -> str:
    """Which of them it is; '' for another table."""
    return next((name for name, known in KNOWN.items() if has_headers(table, known.told_by)), "")


def once(table: Table) -> tuple[Table, int, list[Problem]]:
    """The table with a row for each subscription or SKU, how many older rows went, and Problems.

    Insights repeats a subscription for every month and for partner associations; the product list of a tenant
    repeats an SKU for every service plan, which is one row in all and counts as nothing left out.
    """
    name = format_of(table)
    if name == SKUS:
        return _one_per_sku(table), 0, []
    return _last_month(table) if name == INSIGHTS else (table, 0, [])


def _one_per_sku(table: Table) -> Table:
    sku = [squeezed(header) for header in table.headers].index("skuid")
    first: dict[str, Row] = {}
    for row in table.rows:
        first.setdefault(row.cells[sku].lower(), row)
    return replace(table, rows=tuple(first.values()))


def _last_month(table: Table) -> tuple[Table, int, list[Problem]]:
    at = [squeezed(header) for header in table.headers]
    subscription, month, repeated = (at.index(one) for one in ("subscriptionid", "month", "isduplicaterowforpga"))
    rows = [row for row in table.rows if row.cells[repeated].lower() not in ("1", "true", "yes")]
    months = {row.line: _month(row.cells[month]) for row in rows}
    header = shown_header(table.headers[month])
    problems = [
        Problem(Where(table.shown, row.line, header), "month-unreadable") for row in rows if not months[row.line]
    ]
    newest: dict[str, Row] = {}
    for row in sorted(rows, key=lambda one: months[one.line]):
        newest[row.cells[subscription].lower()] = row
    kept = tuple(sorted(newest.values(), key=lambda row: row.line))
    return replace(table, rows=kept), len(rows) - len(kept), problems


def _month(text: str) -> str:
    """The month as ``2026-10``, from its first day however that is written; '' where it cannot be told."""
    if found := _MONTH_FIRST.fullmatch(text):
        return f"{found[1]}-{int(found[2]):02}"
    found = _MONTH_LAST.fullmatch(text)
    if found and 1 in (int(found[1]), int(found[2])):
        return f"{found[3]}-{max(int(found[1]), int(found[2])):02}"  # the other one is the day
    return ""
