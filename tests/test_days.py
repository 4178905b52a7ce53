"""The arithmetic of days and money, with values counted by hand. Days are UTC days, working days those of Taiwan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from plan_cases import customer_of

from generator.guidance import Guidance
from generator.model import Freeze, Price, Subscription
from generator.plan import Money, Plan, make_plan
from generator.plan.costs import Costs, cost, months_cost, total
from generator.plan.days import (
    Cut,
    Lead,
    expire_first_cut,
    fallback_days,
    gap_days,
    mode,
    order_cut,
    overlap_days,
    request_cut,
)
from generator.plan.workdays import Workdays
from generator.text import Token

CUSTOMER = """\
planned_on: 2026-11-22
customer: {{name: Acme}}
tenant: {{domain: acme.onmicrosoft.com, country: TW}}
subscriptions:
  - {{id: e3, offer: ENTERPRISEPACK, seats: 120, bought: {{channel: csp{commerce}}}, {keys}}}
"""
TAIWAN = Workdays("TW", ())
LEAD = Lead(
    as_of=date(2026, 11, 22),
    order=3,
    request=21,
    ask=30,
    give_up=5,
    ready=False,
)
"""A plan of a Sunday, before anybody is invited."""


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
    (one,) = _plan(f"ends_on: {ends_on}, ending: cancel, cancel_on: {cancel_on}", guidance, "legacy").subscriptions
    assert (one.loss_days, str(one.old_end), one.facts["loss"]) == (days, cancel_on, "open" if days else "none")


@pytest.mark.parametrize(
    ("ends_on", "expected"),
    [
        ("2027-01-14", ("2027-01-11", "2027-01-12")),  # a Thursday: three days before is Monday
        ("2027-01-15", ("2027-01-12", "2027-01-13")),
        ("2027-01-16", ("2027-01-13", "2027-01-14")),  # a Saturday: verified on Friday
        ("2027-01-17", ("2027-01-14", "2027-01-14")),
        ("2027-01-18", ("2027-01-14", "2027-01-14")),  # a Monday: verified on Friday, so ordered on Thursday
        ("2027-01-19", ("2027-01-15", "2027-01-15")),
        ("2027-01-20", ("2027-01-15", "2027-01-18")),  # a Wednesday: three days before is a Sunday
        ("2027-01-21", ("2027-01-18", "2027-01-19")),
        ("2027-02-11", ("2027-02-02", "2027-02-02")),  # after the Lunar New Year, 4 to 10 February
    ],
)
def test_an_order_leaves_a_working_day_to_verify(ends_on: str, expected: tuple[str, str]) -> None:
    on, by = expected
    assert order_cut(_sub(f"ends_on: {ends_on}"), TAIWAN, LEAD) == _cut(ends_on, on, by, earliest="2026-12-14")


@pytest.mark.parametrize(
    ("ends_on", "on"),
    [
        ("2027-01-18", "2027-01-14"),  # a Monday: four days before, and no later day leaves one to verify
        ("2027-01-19", "2027-01-15"),  # a Tuesday: four days before
        ("2027-01-20", "2027-01-18"),  # a Wednesday: Friday would be five days before, so Monday
        ("2026-12-30", "2026-12-28"),  # Sunday, Saturday and Constitution Day: Thursday would be six
        ("2027-02-11", "2027-02-02"),  # nine days before, but no later working day leaves one to verify
    ],
)
def test_an_order_is_placed_so_that_it_can_be_undone_after_the_end_where_a_day_is_left(ends_on: str, on: str) -> None:
    assert order_cut(_sub(f"ends_on: {ends_on}"), TAIWAN, replace(LEAD, most=4)).on == _day(on)


@pytest.mark.parametrize(
    ("as_of", "ends_on", "expected"),
    [
        ("2026-11-16", "2026-11-20", ("2026-11-17", "2026-11-18", "planner")),  # Monday, ends on Friday
        ("2026-11-17", "2026-11-20", ("2026-11-17", "2026-11-18", "planner")),
        ("2026-11-18", "2026-11-20", ("2026-11-18", "2026-11-18", "planner")),
        ("2026-11-19", "2026-11-20", ("2026-11-19", None, "tight")),  # no whole working day is left to verify
        ("2026-11-20", "2026-11-20", ("2026-11-20", None, "tight")),
    ],
)
def test_what_is_late_is_ordered_on_the_plans_day(
    as_of: str, ends_on: str, expected: tuple[str, str | None, str]
) -> None:
    on, by, decided = expected
    cut = order_cut(_sub(f"ends_on: {ends_on}"), TAIWAN, replace(LEAD, as_of=_day(as_of), ready=True))
    assert cut == _cut(ends_on, on, by, decided, earliest=as_of)


@pytest.mark.parametrize(
    ("on", "decided"),
    [
        ("2026-11-20", "passed"),
        ("2026-11-23", "fits"),
        ("2027-01-08", "fits"),
        ("2027-01-09", "off-day"),  # a Saturday
        ("2027-01-12", "fits"),
        ("2027-01-13", "tight"),  # the end is the day after
        ("2027-01-14", "tight"),
        ("2027-01-15", "fits"),  # after the end nothing can be verified side by side anyway
    ],
)
def test_the_day_that_the_file_decides_is_kept_and_judged(on: str, decided: str) -> None:
    cut = order_cut(_sub(f"ends_on: 2027-01-14, provision_on: {on}"), TAIWAN, LEAD)
    assert cut == _cut("2027-01-14", on, "2027-01-12", decided, earliest="2026-12-14", recommended="2027-01-11")


def test_a_freeze_of_licences_moves_the_order_before_it() -> None:
    freeze = Freeze.model_validate({"from": "2027-01-08", "to": "2027-01-13", "kind": "licences"})
    cut = order_cut(_sub("ends_on: 2027-01-14"), Workdays("TW", (freeze,)), LEAD)
    before = _cut("2027-01-14", "2027-01-06", "2027-01-06", earliest="2026-12-14")
    assert cut == replace(before, unfrozen=_day("2027-01-11"))


@pytest.mark.parametrize("state", ["expired", "suspended", "disabled", "cancelled", "deleted"])
def test_what_is_over_is_ordered_on_the_next_working_day(state: str) -> None:
    cut = order_cut(_sub(f"ends_on: 2027-01-14, state: {state}"), TAIWAN, LEAD)
    assert cut == _cut("2026-11-21", "2026-11-23", None, earliest="2026-11-23")


@pytest.mark.parametrize(
    ("lead", "keys", "expected"),
    [
        # nothing is in haste: relationship and agreement take three weeks, to a Sunday; ended on the next working day
        (LEAD, "", ("2026-12-15", "2026-12-14", "planner", "2026-12-14")),
        (replace(LEAD, ready=True), "", ("2026-11-24", "2026-11-23", "planner", "2026-11-23")),
        (
            replace(LEAD, as_of=date(2026, 11, 27), ready=True),
            "",
            ("2026-11-30", "2026-11-27", "planner", "2026-11-27"),
        ),
        (LEAD, ", provision_on: 2026-12-18", ("2026-12-21", "2026-12-18", "fits", "2026-12-14")),  # Friday, Monday
        (LEAD, ", provision_on: 2026-12-19", ("2026-12-21", "2026-12-19", "off-day", "2026-12-14")),
        (LEAD, ", provision_on: 2026-11-20", ("2026-11-23", "2026-11-20", "passed", "2026-12-14")),
    ],
)
def test_the_paid_extension_is_ended_on_the_working_day_after_the_order(
    lead: Lead, keys: str, expected: tuple[str, str, str, str]
) -> None:
    old_end, on, decided, earliest = expected
    cut = order_cut(_sub(f"ends_on: 2026-11-14, state: est{keys}"), TAIWAN, lead)
    assert cut == _cut(old_end, on, None, decided, earliest=earliest, recommended=earliest)


@pytest.mark.parametrize(
    ("old_end", "grace", "expected"),
    [
        ("2027-01-14", 0, ("2027-01-15", "2027-01-15", "2027-01-15")),  # a Thursday: on Friday
        ("2027-01-15", 0, ("2027-01-16", "2027-01-16", "2027-01-16")),  # a Friday: no day is waited for
        ("2027-01-15", 1, ("2027-01-16", "2027-01-16", "2027-01-16")),  # Monday would be after the free day
        ("2027-01-15", 2, ("2027-01-16", "2027-01-16", "2027-01-16")),
        ("2027-01-15", 3, ("2027-01-16", "2027-01-18", "2027-01-18")),  # Monday is the last free day
        ("2027-01-15", 30, ("2027-01-16", "2027-01-18", "2027-02-12")),  # 14 February is a Sunday
        ("2026-11-20", 30, ("2026-11-22", "2026-11-23", "2026-12-18")),  # ended before the plan's day; 20 is a Sunday
        ("2026-11-01", 0, ("2026-11-22", "2026-11-22", "2026-11-22")),
    ],
)
def test_what_has_to_end_first_is_ordered_as_soon_as_it_is_gone(
    old_end: str, grace: int, expected: tuple[str, str, str]
) -> None:
    earliest, on, by = expected
    before = _cut(old_end, "2027-01-11", "2027-01-12", earliest="2026-12-14")
    cut = expire_first_cut(before, TAIWAN, replace(LEAD, grace=grace))
    decided = "off-day" if _day(on).weekday() >= 5 else "planner"
    assert cut == _cut(old_end, on, by, decided, earliest=earliest)


@pytest.mark.parametrize(
    ("ends_on", "expected"),
    [
        # three weeks to prepare; at the latest 30 days before the end
        ("2027-02-26", ("2026-12-14", "2027-01-27")),
        ("2027-01-14", ("2026-12-14", "2026-12-15")),
        ("2027-01-13", ("2026-12-14", "2026-12-14")),
        ("2027-01-12", ("2026-12-11", "2026-12-11")),  # 13 December is a Sunday
        ("2026-12-23", ("2026-11-23", "2026-11-23")),  # thirty days
        ("2026-12-22", ("2026-11-23", None)),  # one fewer: at once, and late
        ("2026-11-30", ("2026-11-23", None)),
    ],
)
def test_a_request_is_made_when_all_is_ready_and_a_month_before_the_end(
    ends_on: str, expected: tuple[str, str | None]
) -> None:
    on, by = expected
    cut = request_cut(_sub(f"ends_on: {ends_on}"), TAIWAN, replace(LEAD, as_of=date(2026, 11, 23)))
    given_up, order_by = fallback_days(cut.old_end, TAIWAN, LEAD)
    own = _cut(ends_on, on, by, earliest=min(on, "2026-12-14"))
    assert cut == replace(own, fallback_on=given_up, order_by=order_by)


@pytest.mark.parametrize(
    ("ends_on", "expected"),
    [
        ("2027-01-14", ("2027-01-08", "2027-01-11")),  # a Thursday: five days before is a Saturday
        ("2027-01-15", ("2027-01-08", "2027-01-12")),
        ("2027-01-16", ("2027-01-11", "2027-01-13")),
        ("2027-01-18", ("2027-01-13", "2027-01-14")),  # a Monday: verified on Friday, ordered on Thursday
        ("2027-01-20", ("2027-01-14", "2027-01-15")),  # a Wednesday: ordered on Friday, so given up the day before
        ("2027-02-11", ("2027-02-01", "2027-02-02")),  # after the Lunar New Year
    ],
)
def test_a_request_is_given_up_on_a_working_day_before_the_order_that_takes_its_place(
    ends_on: str, expected: tuple[str, str], guidance: Guidance
) -> None:
    given_up, order_by = expected
    assert fallback_days(_day(ends_on), TAIWAN, LEAD) == (_day(given_up), _day(order_by))


def test_a_request_can_be_made_at_once_where_relationship_and_agreement_are_there() -> None:
    cut = request_cut(_sub("ends_on: 2027-02-26"), TAIWAN, replace(LEAD, as_of=date(2026, 11, 23), ready=True))
    assert (cut.earliest, cut.on) == (date(2026, 11, 23), date(2026, 12, 14))


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
    assert cost(price, seats, days, "new") == Money(Decimal(expected), Token(currency), Token("excluded"), "new")


@pytest.mark.parametrize(
    ("amount", "currency", "per", "months", "percent", "expected"),
    [
        ("620", "TWD", "seat-month", 12, 0, "892800"),  # 120 seats for a year
        ("7440", "TWD", "seat-year", 12, 0, "892800"),
        ("620", "TWD", "seat-month", 36, 0, "2678400"),
        ("620", "TWD", "seat-month", 1, 3, "76632"),  # 74,400 and 3 % of it
        ("620", "TWD", "seat-month", 1, 23, "91512"),
        ("12.50", "USD", "seat-month", 1, 3, "1545.00"),
        ("100", "USD", "seat-year", 1, 0, "1000.00"),  # 12,000 / 12
    ],
)
def test_whole_months_are_twelfths_of_a_year_with_their_surcharge(
    amount: str, currency: str, per: str, months: int, percent: int, expected: str
) -> None:
    price = Price(amount=amount, currency=currency, per=per)
    assert months_cost(price, 120, months, percent, "old") == Money(Decimal(expected), Token(currency), None, "old")


def test_without_a_price_or_without_days_there_is_no_amount() -> None:
    price = Price(amount="620", currency="TWD")
    assert (cost(None, 120, 151, "old"), cost(price, 120, 0, "old")) == (None, None)
    assert (months_cost(None, 120, 1, 3, "old"), months_cost(price, 120, 0, 0, "old")) == (None, None)


def test_amounts_are_added_up_only_where_currency_tax_and_price_are_the_same() -> None:
    twd, untaxed = Money(Decimal(100), Token("TWD"), Token("included"), "new"), Token("excluded")
    amounts = [
        *(twd, None, replace(twd, currency=Token("USD"), amount=Decimal("1.50")), replace(twd, tax=untaxed)),
        *(replace(twd, price="old"), replace(twd, tax=None), replace(twd, amount=Decimal(25))),
    ]
    assert total(amounts) == (
        replace(twd, amount=Decimal(125)),
        replace(twd, currency=Token("USD"), amount=Decimal("1.50")),
        replace(twd, tax=untaxed),
        replace(twd, price="old"),
        replace(twd, tax=None),
    )
    assert total([None, None]) == ()


def test_overlap_is_counted_at_the_new_price_and_everything_else_at_the_old_one(guidance: Guidance) -> None:
    keys = (
        "ends_on: 2027-01-14, term: P1Y, price: {amount: 620, currency: TWD, tax: excluded}, "
        "target: {price: {amount: 640, currency: TWD, tax: included}}"
    )
    plan = _plan(keys, guidance, "nce")
    old, new = Money(Decimal(0), Token("TWD"), Token("excluded"), "old"), Token("included")
    overlap = Money(Decimal(10100), Token("TWD"), new, "new")  # 921,600 a year * 4 / 365 = 10,099.73
    assert plan.subscriptions[0].costs == Costs(
        overlap=overlap,
        est_low=replace(old, amount=Decimal(76632)),
        est_high=replace(old, amount=Decimal(91512)),
        renewal=replace(old, amount=Decimal(892800)),
    )
    assert (plan.overlap_costs, plan.losses) == ((overlap,), ())


def _plan(keys: str, guidance: Guidance, commerce: str | None = None) -> Plan:
    return make_plan(customer_of(_file(keys, commerce)), guidance)


def _sub(keys: str) -> Subscription:
    return customer_of(_file(keys)).subscriptions[0]


def _file(keys: str, commerce: str | None = None) -> str:
    return CUSTOMER.format(keys=keys, commerce=f", commerce: {commerce}" if commerce else "")


def _cut(
    old_end: str, on: str, by: str | None, decided: str = "planner", *, earliest: str, recommended: str = ""
) -> Cut:
    """An expected value; recommended is the day itself unless given."""
    return Cut(_day(old_end), _day(on), _day(by) if by else None, decided, _day(earliest), _day(recommended or on))


def _day(day: str) -> date:
    return date.fromisoformat(day)
