"""Tables on sheets: an overview, then a sheet per customer. Knows what Excel allows, not how it stores it.

The tables of a customer stand below each other and share their columns, so that their widths fit all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.plan import Plan
from generator.render.cells import both, label
from generator.render.tables import (
    Table,
    Voices,
    customers_table,
    findings_table,
    mark_of,
    steps_table,
    subscriptions_table,
)

_NAME_LENGTH = 31
_RESERVED_NAMES = ("history",)
"""What Excel says of the names of sheets; capital and small letters are the same to it."""

_OF_OVERVIEW = (16, 26, 26, 15, 21, 12, 12, 32, 40, 12, 10, 10)
_OF_CUSTOMER = (14, 18, 32, 42, 24, 30, 12, 12, 16, 12, 12, 12, 26, 26)
"""Widths of columns in digits of the font; a Chinese character is as wide as two."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its title, facts (label, value) and tables below each other on columns of ``widths``.

    ``footer``: what print says at the bottom, with ``{page}`` and ``{pages}`` for their numbers. ``mark``: as of a Row.
    ``empty``: what is said of a table without rows.
    """

    name: str
    title: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    widths: tuple[int, ...]
    footer: str
    mark: str
    empty: str


def plan_sheets(plans: Sequence[Plan], voices: Voices) -> Iterator[Sheet]:
    """The sheets of a workbook, those of customers in the order of ``plans``."""
    names = sheet_names(str(plan.customer.id) for plan in plans)
    yield _overview(plans, voices)
    yield from (_customer(plan, names[plan.customer.id], voices) for plan in plans)


def sheet_names(ids: Iterable[str]) -> dict[str, str]:
    """Customer's id → name of its sheet: the id, cut where it is too long and numbered where that name is taken."""
    taken = {*_RESERVED_NAMES}
    names: dict[str, str] = {}
    for one in sorted(ids, key=len):  # an id that is short enough keeps its name, whatever a longer one is cut to
        name, number = one[:_NAME_LENGTH], 1
        while name.lower() in taken:
            number += 1
            name = one[: _NAME_LENGTH - len(f"~{number}")] + f"~{number}"
        taken.add(name.lower())
        names[one] = name
    return names


def _overview(plans: Sequence[Plan], voices: Voices) -> Sheet:
    return Sheet(
        name=label(voices, "overview"),
        title=label(voices, "title"),
        facts=((label(voices, "copy"), ""),),
        tables=(customers_table(plans, voices),),
        widths=_OF_OVERVIEW,
        footer=f"{label(voices, 'title')} · {label(voices, 'page')}",
        mark="plain",
        empty=label(voices, "none"),
    )


def _customer(plan: Plan, name: str, voices: Voices) -> Sheet:
    """What blocks comes before what is to be done."""
    return Sheet(
        name=name,
        title=both(voices, lambda voice: voice.name(plan.customer.name)),
        facts=tuple(_facts(plan, voices)),
        tables=(subscriptions_table(plan, voices), findings_table(plan, voices), steps_table(plan, voices)),
        widths=_OF_CUSTOMER,
        footer=f"{plan.customer.id} · {label(voices, 'fingerprint')} {plan.fingerprint} · {label(voices, 'page')}",
        mark=mark_of(plan.status),
        empty=label(voices, "none"),
    )


def _facts(plan: Plan, voices: Voices) -> Iterator[tuple[str, str]]:
    """What stands above the tables of a customer."""
    customer, tenant = plan.customer, plan.customer.tenant
    country = both(voices, lambda voice: voice.country(tenant.country))
    told = {
        "customer": str(customer.id),
        "status": both(voices, lambda voice: voice.label("status", plan.status)),
        "tenant": " · ".join(str(one) for one in (tenant.domain, tenant.id, country) if one),
        "partner": both(voices, lambda voice: voice.name(customer.taker.name)),
        "fingerprint": plan.fingerprint,
        "planned-on": str(plan.as_of),
    }
    yield from ((label(voices, key), value) for key, value in told.items())
    yield label(voices, "copy"), ""
