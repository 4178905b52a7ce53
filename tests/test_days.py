"""The arithmetic of days and money, with values counted by hand. Days are UTC days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from plan_cases import customer_of

from generator.guidance import Guidance
from generator.model import Price
from generator.plan import Money, Plan, make_plan
from generator.plan.costs import cost
from generator.plan.days import gap_days, mode, overlap_days
from generator.text import Token

CUSTOMER = """\
planned_on: 2026-11-22
customer: {{name: Acme}}
tenant: {{domain: acme.onmicrosoft.com, country: TW}}
subscriptions:
  - {{id: e3, offer: ENTERPRISEPACK, seats: 120, bought: {{channel: csp}}, {dates}}}
"""


@pytest.mark.parametrize(
    ("on", "old_end", "expected"),
    [
        ("2027-01-11", "2027-01-14", ("overlap", 4, 0)),  # 11, 12, 13, 14
        ("2027-01-13", "2027-01-14", ("overlap", 2, 0)),
        ("2027-01-14", "2027-01-14", ("same-day", 1, 0)),  # the last day of the old one is the first of the new one
        ("2027-01-15", "2027-01-14", ("expire-first", 0, 0)),  # the day after: neither both nor none
        ("2027-01-16", "2027-01-14", ("expire-first", 0, 1)),  # the 15th
        ("2027-01-20", "2027-01-14", ("expire-first", 0, 5)),  # 15 to 19
        ("2026-12-15", "2027-01-14", ("overlap", 31, 0)),  # 17 days of December, 14 of January
        ("2026-12-16", "2027-01-14", ("overlap", 30, 0)),
        ("2028-02-28", "2028-03-01", ("overlap", 3, 0)),  # 29 February between them
        ("2028-03-01", "2028-02-28", ("expire-first", 0, 1)),
        ("2027-03-01", "2027-02-28", ("expire-first", 0, 0)),
        ("2026-01-01", "2026-12-31", ("overlap", 365, 0)),
    ],
)
def test_overlap_counts_both_its_ends_and_a_gap_neither(on: str, old_end: str, expected: tuple[str, int, int]) -> None:
    new, old = date.fromisoformat(on), date.fromisoformat(old_end)
    assert (mode(new, old), overlap_days(new, old), gap_days(new, old)) == expected


@pytest.mark.parametrize(
    ("cancel_on", "ends_on", "days"),
    [
        ("2027-01-14", "2027-01-14", 0),  # cancelled on its last day: nothing is lost
        ("2027-01-13", "2027-01-14", 1),
        ("2026-12-31", "2027-01-31", 31),
        ("2026-12-31", "2027-05-31", 151),  # 31 + 28 + 31 + 30 + 31
        ("2027-12-31", "2028-03-01", 61),  # 31 + 29 + 1
    ],
)
def test_the_days_after_the_cancellation_are_lost(cancel_on: str, ends_on: str, days: int, guidance: Guidance) -> None:
    (one,) = _plan(f"ends_on: {ends_on}, ending: cancel, cancel_on: {cancel_on}", guidance).subscriptions
    assert (one.loss_days, one.old_end.isoformat(), one.facts["loss"]) == (days, cancel_on, "open" if days else "none")


@pytest.mark.parametrize(
    ("amount", "currency", "per", "seats", "days", "expected"),
    [
        ("620", "TWD", "seat-month", 120, 151, "369350"),  # 892,800 a year * 151 / 365 = 369,350.14
        ("640", "TWD", "seat-month", 120, 31, "78273"),  # 921,600 a year * 31 / 365 = 78,272.88
        ("7320", "TWD", "seat-year", 120, 181, "435590"),  # 878,400 a year * 181 / 365 = 435,590.14
        ("100", "TWD", "seat-month", 1, 365, "1200"),
        ("100", "TWD", "seat-year", 1, 366, "100"),  # a year is 365 days: 100.27
        ("100", "USD", "seat-year", 1, 366, "100.27"),
        ("12.50", "USD", "seat-month", 10, 1, "4.11"),  # 1,500 / 365 = 4.1096
        ("182.50", "TWD", "seat-year", 1, 1, "1"),  # 0.50 is rounded up
        ("912.50", "TWD", "seat-year", 1, 1, "3"),  # 2.50 as well
        ("912.50", "JPY", "seat-year", 1, 1, "3"),
        ("912.50", "KRW", "seat-year", 1, 1, "3"),
        ("912.50", "HKD", "seat-year", 1, 1, "2.50"),
    ],
)
def test_money_is_the_share_of_a_year(
    amount: str, currency: str, per: str, seats: int, days: int, expected: str
) -> None:
    price = Price(amount=amount, currency=currency, per=per, tax="excluded")
    assert cost(price, seats, days) == Money(Decimal(expected), Token(currency), Token("excluded"))


def test_without_a_price_or_without_days_there_is_no_amount() -> None:
    price = Price(amount="620", currency="TWD")
    assert (cost(None, 120, 151), cost(price, 120, 0)) == (None, None)


@pytest.mark.parametrize(
    ("ends_on", "expected"),
    [
        ("2027-01-14", ("2027-01-11", "2027-01-12", 4)),  # a Thursday: three days before is Monday
        ("2027-01-15", ("2027-01-12", "2027-01-13", 4)),
        ("2027-01-16", ("2027-01-13", "2027-01-14", 4)),  # a Saturday: verified on Friday
        ("2027-01-17", ("2027-01-14", "2027-01-14", 4)),
        ("2027-01-18", ("2027-01-14", "2027-01-14", 5)),  # a Monday: verified on Friday, so ordered on Thursday
        ("2027-01-19", ("2027-01-15", "2027-01-15", 5)),
        ("2027-01-20", ("2027-01-15", "2027-01-18", 6)),  # a Wednesday: three days before is a Sunday
        ("2027-01-21", ("2027-01-18", "2027-01-19", 4)),
        ("2027-02-11", ("2027-02-02", "2027-02-02", 10)),  # after the Lunar New Year, 4 to 10 February
    ],
)
def test_the_planner_leaves_a_working_day_to_verify(
    ends_on: str, expected: tuple[str, str, int], guidance: Guidance
) -> None:
    (one,) = _plan(f"ends_on: {ends_on}", guidance).subscriptions
    assert (str(one.provision_on), str(one.provision_by), one.overlap_days) == expected


def _plan(dates: str, guidance: Guidance) -> Plan:
    return make_plan(customer_of(CUSTOMER.format(dates=dates)), guidance)
