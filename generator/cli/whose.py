"""Whose subscriptions exports hold: which of their tenants is meant, and which customer's file is each one's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from generator.cli.exports import tenants_text
from generator.cli.options import Words
from generator.importers import Found, FoundTenant, slug_of, with_known
from generator.load import problem_with
from generator.model import Source, is_id

KNOWN = {
    **{key: ("subscriptions", 0, "bought", key) for key in ("channel", "from", "commerce")},
    "name": ("customer", "name"),
    "domain": ("tenant", "domain"),
    "country": ("tenant", "country"),
}
"""What the command may be told of a customer → where that stands in its file."""

_OF_ONE = ("name", "domain")

Standing = Mapping[str, Source]
"""Customer's id → what its file holds."""


def meant(
    words: Words, found: Found, customer: str | None, tenant: str | None, known: Mapping[str, str], standing: Standing
) -> list[tuple[str, FoundTenant]]:
    """The tenants that are meant, each with its customer's id and with what is ``known`` of it.

    None where the files hold nothing for a new customer, nor for one that is there. Raises click.UsageError where it is
    not clear who is meant, or where something known would not fit the file.
    """
    _check(words, known)
    if customer is not None and not is_id(customer):
        raise click.UsageError(words.imports("not-an-id", id=customer))
    own = _tenant_in(standing.get(customer)) if customer else {}
    tenants = [one for one in found.tenants if one.subscriptions or customer in standing or _standing(one, standing)]
    if not tenants:
        return []
    tenants = [one for one in tenants if _is_named(one, tenant) and not _is_another(one, own)]
    if (customer and len(tenants) != 1) or not tenants:
        raise click.UsageError(_unclear(words, found, tenants))
    if len(tenants) > 1 and (of_one := [f"--{key}" for key in _OF_ONE if key in known]):
        raise click.UsageError(words.imports("of-one-tenant", option=of_one[0], listed=tenants_text(tenants)))
    tenants = [with_known(one, known) for one in tenants]
    mine = {one: source for one, source in standing.items() if one == customer}
    if customer and (owner := _standing(tenants[0], {**mine, **standing})) not in ("", customer):
        raise click.UsageError(words.imports("has-file", tenant=tenants_text(tenants), id=owner))
    named = [(customer or _id(one, standing), one) for one in tenants]
    ids = [own_id for own_id, _ in named]
    if unclear := [one for own_id, one in named if not is_id(own_id) or ids.count(own_id) > 1]:
        raise click.UsageError(words.imports("no-id", tenant=tenants_text(unclear)))
    return named


def _unclear(words: Words, found: Found, tenants: Sequence[FoundTenant]) -> str:
    if not tenants:
        return words.imports("no-such-tenant", listed=tenants_text(found.tenants))
    return words.imports("which-tenant", listed=tenants_text(tenants), count=len(tenants))


def _check(words: Words, known: Mapping[str, str]) -> None:
    for key, value in known.items():
        if problem := problem_with(value, KNOWN[key]):
            wrong, instead = problem.said(words.labels["problems"], words.language)
            raise click.UsageError(f"--{key} {value!r}: {wrong} {instead}")


def _is_named(tenant: FoundTenant, named: str | None) -> bool:
    return not named or named.strip("{} ").lower() in (tenant.id, tenant.domain.lower())


def _is_another(tenant: FoundTenant, own: Mapping[str, Any]) -> bool:
    """Whether it is another tenant than the customer's: by its id, else by its domain; what has neither may be."""
    own_id, own_domain = (str(own.get(key) or "").lower() for key in ("id", "domain"))
    if tenant.id and own_id:
        return tenant.id != own_id
    return bool(tenant.domain and own_domain and tenant.domain.lower() != own_domain)


def _id(tenant: FoundTenant, standing: Standing) -> str:
    """The customer that has this tenant, else what a new one is called by its domain or name; '' where one is so."""
    proposed = slug_of(tenant.domain.partition(".")[0] or tenant.name)
    return _standing(tenant, standing) or (proposed if proposed not in standing else "")


def _standing(tenant: FoundTenant, standing: Standing) -> str:
    """The customer whose tenant it is, by id or domain."""
    for own_id, source in standing.items():
        own = _tenant_in(source)
        same = ((own.get("id"), tenant.id), (own.get("domain"), tenant.domain))
        if not _is_another(tenant, own) and any(one and one.lower() == str(its or "").lower() for its, one in same):
            return own_id
    return ""


def _tenant_in(source: Source | None) -> Mapping[str, Any]:
    tenant = source.values.get("tenant") if source else None
    return tenant if isinstance(tenant, dict) else {}
