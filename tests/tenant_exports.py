"""Small exports of one tenant, as Microsoft Graph and Partner Center answer: only the keys that readers look at."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

TENANT = "7c1f0f5e-2d53-4a0b-9a57-3f1f6d1c2b10"
GUIDS = {
    "ENTERPRISEPACK": "6fd2c87f-b296-42f0-b197-1e91e994b900",
    "Office_365_E3_(no_Teams)": "46c3a859-c90d-40b3-9551-6178a48d5c18",
    "EXCHANGESTANDARD": "4b9405b0-7788-4568-add1-99614e613b69",
    "ENTERPRISEWITHSCAL": "1392051d-0cb9-4b7a-88d5-621fee5e8711",
    "ENTERPRISEPREMIUM": "c7df2760-2c81-4ef7-b578-5b5392b571df",
    "SPE_E3": "05e9a617-0261-4cee-bb44-138d3ef5d965",
    "EMS": "efccb6f7-5641-4e0e-bd10-b4976e1bf68e",
    "FLOW_FREE": "f30db892-07e9-47e9-837c-80727f46fd3d",
}
STATES = {"Enabled": "active", "Suspended": "suspended", "Warning": "expired", "Deleted": "deleted"}


def own_id(mark: str) -> str:
    """A GUID that a reader of a case can tell from others: ``a`` is aaaaaaaa-aaaa-…"""
    return "-".join(mark * size for size in (8, 4, 4, 4, 12))


def directory(
    *rows: tuple[str, int, str] | tuple[str, int, str, str], seller: str = "", trial: bool = False
) -> dict[str, str]:
    """``directory/subscriptions``: offer, seats, commerce id, status; ``seller``: the owner's tenant."""
    items = [
        {
            "id": own_id("9")[:-1] + row[2],
            "commerceSubscriptionId": own_id(row[2]),
            "skuId": GUIDS[row[0]],
            "skuPartNumber": row[0],
            "totalLicenses": row[1],
            "status": row[3] if len(row) > 3 else "Enabled",
            "isTrial": trial,
            "nextLifecycleDateTime": "2027-01-15T00:00:00Z",
            "ownerTenantId": own_id(seller) if seller else None,
        }
        for row in rows
    ]
    return {"subscriptions.json": json.dumps({"value": items})}


def skus(
    *rows: tuple[str, int, str, int], tenant: str = TENANT, suspended: int = 0, warning: int = 0
) -> dict[str, str]:
    """``subscribedSkus``: offer, enabled seats, the marks of its ids in the directory, assigned licences."""
    items = [
        {
            "id": f"{tenant}_{GUIDS[offer]}",
            "skuId": GUIDS[offer],
            "skuPartNumber": offer,
            "appliesTo": "User",
            "capabilityStatus": "Enabled",
            "consumedUnits": assigned,
            "prepaidUnits": {"enabled": enabled, "warning": warning, "suspended": suspended, "lockedOut": 0},
            "subscriptionIds": [own_id("9")[:-1] + mark for mark in marks],
        }
        for offer, enabled, marks, assigned in rows
    ]
    return {"skus.json": json.dumps({"value": items})}


def partner_center(*rows: tuple[str, int, str] | tuple[str, int, str, str], tenant: str = TENANT) -> dict[str, str]:
    """A customer's subscriptions: new-commerce answers name no SKU, so the offer goes by its name."""
    items = [
        {
            "id": own_id(row[2]),
            "offerId": "CFQ7TTC0LH0Z:0001:CFQ7TTC0K971",
            "offerName": row[0],
            "quantity": row[1],
            "unitType": "Licenses",
            "status": STATES[row[3]] if len(row) > 3 else "active",
            "commitmentEndDate": "2027-01-14T00:00:00Z",
            "autoRenewEnabled": True,
            "links": {"self": {"uri": f"/customers/{tenant}/subscriptions/{own_id(row[2])}"}},
        }
        for row in rows
    ]
    return {"partner-center.json": json.dumps({"totalCount": len(items), "items": items})}


def as_csv(name: str, headers: Sequence[str], *rows: Sequence[object]) -> dict[str, str]:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([headers, *rows])
    return {name: text.getvalue()}


def exported(*rows: tuple[str, int, str]) -> dict[str, str]:
    """Partner Center's Export subscriptions."""
    headers = ("Subscription ID", "Subscription", "Quantity", "Status", "Reseller")
    return as_csv("export.csv", headers, *((own_id(mark), name, seats, "Active", "") for name, seats, mark in rows))
