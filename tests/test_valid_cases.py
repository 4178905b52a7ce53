"""Customers' files that are right: each file under cases/valid loads without a Problem."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.load.customers import load_customers
from generator.load.tree import Disk
from generator.model import Customer

CASES = sorted((Path(__file__).parent / "cases" / "valid").glob("*.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_valid_case_loads(case: Path, project: Callable[..., Path]) -> None:
    assert [customer.id for customer in _loaded(case, project)] == ["acme"]


def test_everything_that_is_left_out_counts_as_unknown(project: Callable[..., Path]) -> None:
    (customer,) = _loaded(Path(__file__).parent / "cases" / "valid" / "only what is required.yaml", project)
    (subscription,) = customer.subscriptions
    assert customer.languages == ("zh-TW",)
    assert customer.taker.name["en"] == "Yunling Digital"
    assert (subscription.at_end, subscription.state, subscription.intent) == ("unknown", "active", "transfer")
    assert (customer.relationship.status, customer.agreement.status, customer.admin_access.status) == ("none",) * 3


def test_quotes_never_matter(project: Callable[..., Path]) -> None:
    (customer,) = _loaded(Path(__file__).parent / "cases" / "valid" / "quotes never matter.yaml", project)
    (subscription,) = customer.subscriptions
    assert (customer.name["zh-TW"], customer.customer.tax_id, customer.tenant.country) == ("NO", "12345675", "NO")
    assert (subscription.id, subscription.seats, subscription.bought.seller) == ("012", 120, "1e10")
    assert (subscription.ends_on.isoformat(), subscription.trial) == ("2027-01-14", False)
    assert (customer.contacts[0].name, customer.contacts[0].phone) == ("on", "0255500101")


def _loaded(case: Path, project: Callable[..., Path]) -> tuple[Customer, ...]:
    customers, _, problems = load_customers(Disk(project({"acme": case.read_bytes()})))
    assert problems == []
    return customers
