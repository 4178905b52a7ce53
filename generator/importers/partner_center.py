"""Partner Center's customers and their subscriptions, legacy and new commerce, to what they say.

Source: Partner Center REST API, resources Customer and Subscription. All of it was sold by the partner who asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.catalog import Catalog
from generator.errors import Problem
from generator.importers.documents import Document, Item, Note
from generator.importers.draft import carried, missing
from generator.importers.found import Found, FoundSubscription, FoundTenant
from generator.importers.ids import country, domain, guid, name
from generator.importers.partner_center_subscription import left_out, read_subscription
from generator.importers.sorting import Run, by_kind, by_tenant, each_once, said_of_files

CARRIES = {
    "partner-center-customers": carried(("tenant", "name", "domain", "country")),
    "partner-center-subscriptions": carried(
        (
            *("tenant", "ms_id", "offer", "seats", "state", "starts_on", "started_at", "ends_on", "term", "billing"),
            *("trial", "base"),
        ),
        ("country", "channel", "commerce", "at_end"),
    ),
}

_KINDS = {"customer": "partner-center-customers", "subscription": "partner-center-subscriptions"}
_NESTED = ("companyprofile", "billingprofile", "links", "producttype")
_SUBSCRIPTION_KEYS = (
    *("offerid", "quantity", "status", "effectivestartdate", "commitmentenddate", "commitmentenddatetime"),
    *("autorenewenabled", "billingcycle", "termduration", "parentsubscriptionid", "istrial"),
)
_TENANT = re.compile(r"/customers/([^/?]+)", re.IGNORECASE)
_COUNTRY = re.compile(r"[?&]country=([A-Za-z]{2})(?:&|$)")


def recognises(document: Document) -> bool:
    """Whether it is an answer of these two."""
    return bool(document.items) and all(map(_kind, document.items))


def read(documents: Sequence[Document], catalog: Catalog, *, keep_trials: bool = False) -> tuple[Found, list[Problem]]:
    """What the answers say of one customer or of many, and the Problems with them."""
    run = Run(catalog, keep_trials)
    kinds = by_kind(documents, _kind, run)
    profiles: dict[str, list[Item]] = {}
    for item in kinds.get("customer", ()):
        profiles.setdefault(_customer_id(item), []).append(item)
    items = each_once(kinds.get("subscription", ()), lambda one: one.id, _SUBSCRIPTION_KEYS, run)
    owned = by_tenant(items, _tenant_of, profiles, run)
    lacking = missing(CARRIES[name] for kind, name in _KINDS.items() if kinds.get(kind))
    known = {**profiles, **owned}
    tenants = tuple(_tenant(one, profiles.get(one, ()), owned.get(one, ()), lacking, run) for one in known)
    return Found(tenants, run.counts(), said_of_files(documents, _NESTED)), run.problems


def _kind(item: Item) -> str:
    keys = item.values.keys()
    if "companyprofile" in keys:
        return "customer"
    return "subscription" if "quantity" in keys and {"offerid", "commitmentenddate", "autorenewenabled"} & keys else ""


def _customer_id(item: Item) -> str:
    profile = _below(item.values, "companyprofile")
    return item.id or guid(profile.get("tenantid")) or item.tenant


def _tenant_of(item: Item) -> str:
    found = next((own for uri in _uris(item) if (told := _TENANT.search(uri)) and (own := guid(told[1]))), "")
    return item.tenant or found


def _tenant(
    tenant: str, profiles: Sequence[Item], items: Sequence[Item], lacking: tuple[str, ...], run: Run
) -> FoundTenant:
    notes: list[Note] = []
    known = {"name": "", "domain": "", "country": ""}
    for profile in profiles:
        for key, value in _profile(profile, notes):
            if known[key] and value and known[key] != value:
                notes.append((f"{key}-differs", {"place": str(profile.where)}))
            known[key] = known[key] or value
    if not known["country"] and (derived := next(filter(None, map(_country_of_links, items)), "")):
        known["country"] = derived
        notes.append(("country-of-links", {"country": derived}))
    found = tuple(one for item in items if (one := _subscription(item, notes, run)))
    said = (known["name"], known["domain"], known["country"])
    return FoundTenant(tenant, *said, found, missing=lacking, notes=tuple(notes), id_kind="commerce")


def _profile(item: Item, notes: list[Note]) -> Iterator[tuple[str, str]]:
    """Name, domain and country as far as a customer's file takes them; what it does not is noted."""
    company = _below(item.values, "companyprofile")
    address = _below(company, "address")
    billing = _below(_below(item.values, "billingprofile"), "defaultaddress")
    for key, read_as, told in (
        ("name", name, company.get("companyname")),
        ("domain", domain, company.get("domain")),
        ("country", country, address.get("country") or billing.get("country")),
    ):
        value = read_as(told)
        if told and not value:
            notes.append((f"{key}-left-out", {"place": str(item.where)}))
        yield key, value


def _subscription(item: Item, notes: list[Note], run: Run) -> FoundSubscription | None:
    """None where it is nothing to transfer, counted or noted."""
    if reason := left_out(item, run):
        run.skipped[reason] += 1
        return None
    found = read_subscription(item, run)
    if found is None:
        notes.append(("no-seats", {"place": str(item.where)}))
    return found


def _uris(item: Item) -> Iterator[str]:
    """The addresses in an answer's links: of itself first."""
    links = _below(item.values, "links")
    for link in (links.get("self"), *links.values()):
        if isinstance(link, dict) and isinstance(link.get("uri"), str):
            yield link["uri"]


def _country_of_links(item: Item) -> str:
    return next((country(told[1]) for uri in _uris(item) if (told := _COUNTRY.search(uri))), "")


def _below(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    inner = values.get(key)
    return inner if isinstance(inner, dict) else {}
