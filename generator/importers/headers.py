"""Which column holds what: headers compared without case, accents, width, blanks and punctuation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.catalog import folded
from generator.errors import Problem, Where
from generator.importers.tables import Table, shown_header
from generator.model import nearest

ALIASES: Mapping[str, tuple[str, ...]] = {
    "tenant_id": ("Tenant ID", "Customer Tenant ID", "Directory ID", "Microsoft ID", "Customer ID", "Mandanten-ID"),
    "name": ("Customer name", "Company name", "Customer", "Company", "Kundenname", "Kunde", "Firmenname"),
    "domain": ("Domain", "Default domain", "Primary domain name", "Customer domain name", "Domain name", "Domäne"),
    "country": ("Country", "Country/Region", "Customer country", "Tenant country", "Land"),
    "ms_id": ("Subscription ID", "Subscription IDs", "Commerce subscription ID", "Abonnement-ID"),
    "offer": ("SKU ID", "SKU GUID", "SKU part number", "String ID", "Part number", "SKU", "Offer ID", "Offer"),
    "product": (
        *("Product name", "Product title", "Product", "Offer name", "License name", "Licence name", "SKU name"),
        *("Produktname", "Produkttitel", "Produkt"),
    ),
    "seats": (
        *("Seats", "Quantity", "Total licenses", "Total licences", "Purchased quantity", "Seat count", "Licenses"),
        *("Licences", "License count", "Active units", "Gesamtlizenzen", "Erworbene Anzahl", "Anzahl", "Menge"),
    ),
    "assigned": (
        *("Assigned licenses", "Assigned licences", "Assigned quantity", "Assigned", "Consumed units"),
        *("Zugewiesene Anzahl", "Zugewiesene Lizenzen"),
    ),
    "state": ("Status", "State", "Subscription state", "Subscription status", "Capability status", "Zustand"),
    "starts_on": ("Start date", "Subscription start date", "Term start date", "Startdatum"),
    "ends_on": (
        *("End date", "Expiration date", "Expiry date", "Renewal date", "Next lifecycle date", "Term end date"),
        *("Subscription end date", "Commitment end date", "Ablaufdatum", "Enddatum", "Verlängerungsdatum"),
    ),
    "term": ("Term", "Term duration", "Commitment term", "Laufzeit"),
    "billing": ("Billing plan", "Billing frequency", "Billing cycle", "Abrechnung", "Abrechnungshäufigkeit"),
    "at_end": ("Auto-renew", "Auto-renew enabled", "Is auto-renew", "Recurring billing", "Automatische Verlängerung"),
    "channel": ("Channel", "Purchase channel", "Vertriebskanal"),
    "from": ("Seller", "Partner name", "Reseller name", "Verkäufer"),
    "commerce": ("Commerce", "Commerce model"),
    "segment": ("Segment",),
    "trial": ("Trial", "Is trial", "Testversion"),
    "base": ("Base subscription ID", "Parent subscription ID"),
}
"""Field → how headers name it: English, and German from the alias list of a public importer."""

GUESSED_ALIASES: Mapping[str, tuple[str, ...]] = {
    "tenant_id": ("租用戶識別碼", "租戶識別碼", "租用戶 ID", "目錄識別碼"),
    "name": ("客戶名稱", "公司名稱", "客戶"),
    "domain": ("網域", "網域名稱", "主要網域", "預設網域"),
    "country": ("國家/地區", "國家或地區", "國家"),
    "ms_id": ("訂閱識別碼", "訂閱 ID", "訂閱編號"),
    "offer": ("SKU 識別碼", "供應項目識別碼", "料號"),
    "product": ("產品名稱", "產品標題", "產品", "供應項目", "方案名稱"),
    "seats": ("授權數", "授權數量", "總授權", "總授權數", "授權總數", "購買數量", "已購買數量", "數量"),
    "assigned": ("已指派", "已指派授權", "已指派的授權", "已指派數量", "已指派數"),
    "state": ("狀態", "訂閱狀態"),
    "starts_on": ("開始日期", "開始日", "起始日", "起始日期"),
    "ends_on": ("到期日", "到期日期", "結束日期", "結束日", "續約日期", "續約日"),
    "term": ("訂閱期間", "期限", "合約期間"),
    "billing": ("計費頻率", "計費週期", "付款週期", "計費方案"),
    "at_end": ("自動續約", "週期性計費"),
    "channel": ("採購管道", "通路"),
    "from": ("賣方", "經銷商", "轉銷商"),
    "trial": ("試用", "試用版"),
    "base": ("基本訂閱識別碼", "主方案訂閱識別碼"),
}
"""The same in Traditional Chinese: our own rendering, since no such export was seen."""


def squeezed(header: str) -> str:
    """A header without what exports write in different ways: ``Sku-Id`` and ``SKU ID`` are ``skuid``."""
    return folded(header).replace(" ", "")


def aliases(field: str) -> tuple[str, ...]:
    """What the headers of ``field`` may be, squeezed; its own name and the surest first."""
    words = (field, *ALIASES.get(field, ()), *GUESSED_ALIASES.get(field, ()))
    return tuple(dict.fromkeys(map(squeezed, words)))


def has_headers(table: Table, headers: Iterable[str]) -> bool:
    return {squeezed(one) for one in headers} <= {squeezed(one) for one in table.headers}


def places(table: Table, columns: Mapping[str, str]) -> tuple[dict[str, int], list[Problem]]:
    """Field → index of its column; a Problem for each header that is not there or stands twice."""
    found: dict[str, int] = {}
    problems: list[Problem] = []
    known = [squeezed(one) for one in table.headers]
    for field, header in columns.items():
        wanted = squeezed(header)
        if known.count(wanted) == 1:
            found[field] = known.index(wanted)
        else:
            problems.append(_not_one(table, header, known.count(wanted)))
    return found, problems


def listed(table: Table) -> str:
    """The headers of a table, as a message names them."""
    return ", ".join(shown_header(one) for one in table.headers if one)


def _not_one(table: Table, header: str, count: int) -> Problem:
    where, column = Where(table.shown, table.line), shown_header(header)
    if count:
        return Problem(where, "column-twice", {"column": column})
    by_folded = {folded(one): one for one in table.headers}
    if guess := nearest(folded(header), list(by_folded)):
        return Problem(where, "column-missing-like", {"column": column, "nearest": shown_header(by_folded[guess])})
    return Problem(where, "column-missing", {"column": column, "headers": listed(table)})
