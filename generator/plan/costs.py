"""What a subscription's plan costs, as far as the file gives prices: estimates, each with its currency and price."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from generator.guidance import Guidance
from generator.model import Customer, Price, Subscription
from generator.plan.dated import TERM_MONTHS
from generator.text import Token

_WHOLE_UNITS = ("TWD", "JPY", "KRW")  # amounts are not quoted in cents
_YEAR = Decimal(365)
_MONTHS = Decimal(12)


@dataclass(frozen=True)
class Money:
    """An estimate; ``tax`` says whether tax is in it (None = not stated), ``price`` by which price: old or new."""

    amount: Decimal
    currency: Token
    tax: Token | None
    price: str


@dataclass(frozen=True)
class Costs:
    """Estimates in money; None where the file gives no price for them.

    ``overlap``: the new one while both are active. ``loss``: what is paid for days after an early end. ``est_low`` and
    ``est_high``: a month of the paid extension. ``renewal``: a whole further term of the old one.
    """

    overlap: Money | None = None
    loss: Money | None = None
    est_low: Money | None = None
    est_high: Money | None = None
    renewal: Money | None = None


def total(amounts: Iterable[Money | None]) -> tuple[Money, ...]:
    """Amounts summed per currency, tax and price, in the order in which they first occur."""
    sums: dict[tuple[str, str | None, str], Money] = {}
    for one in amounts:
        if one is not None:
            key = (one.currency, one.tax, one.price)
            before = sums[key].amount if key in sums else Decimal(0)
            sums[key] = Money(before + one.amount, one.currency, one.tax, one.price)
    return tuple(sums.values())


def costs_of(
    customer: Customer,
    subscription: Subscription,
    rules: Guidance,
    seats: tuple[int, int],
    overlap_days: int,
    loss_days: int,
) -> Costs:
    """The overlap at the new price, everything else at the old one, which says nothing of the new one.

    ``seats``: of the old one and of the new one (0 where there is none).
    """
    price, (old, new) = subscription.price, seats
    low, high = rules.number("est-percent"), rules.number("est-percent-without-monthly")
    term = TERM_MONTHS.get(subscription.term or "", 0)
    return Costs(
        overlap=cost(_new_price(customer, subscription), new, overlap_days, "new"),
        loss=cost(price, old, loss_days, "old"),
        est_low=months_cost(price, old, 1, low, "old") if low is not None else None,
        est_high=months_cost(price, old, 1, high, "old") if high is not None else None,
        renewal=months_cost(price, old, term, 0, "old"),
    )


def _new_price(customer: Customer, subscription: Subscription) -> Price | None:
    """The price of the new subscription. An order's is counted at its first part."""
    target = subscription.target
    if target is None or target.into is None:
        return target.price if target else None
    order = next(order for order in customer.orders if order.id == target.into)
    return order.price if counts(customer, subscription) else None


def counts(customer: Customer, subscription: Subscription) -> bool:
    """Whether the new one is counted at this subscription: of several that become one order, at the first."""
    into = subscription.target.into if subscription.target else None
    return into is None or subscription is next(
        one for one in customer.subscriptions if one.target and one.target.into == into
    )


def cost(price: Price | None, seats: int, days: int, whose: str) -> Money | None:
    """What ``seats`` cost for ``days``, a year taken as 365 days; None without a price or without days."""
    return _money(price, seats * days, _YEAR, whose) if price and days else None


def months_cost(price: Price | None, seats: int, months: int, percent: int, whose: str) -> Money | None:
    """What ``seats`` cost for whole months with a surcharge in per cent; None without a price."""
    return _money(price, seats * months * (100 + percent), 100 * _MONTHS, whose) if price and months else None


def _money(price: Price, units: int, units_a_year: Decimal, whose: str) -> Money:
    """The share of a year's price; divided last, so that an exact half is one."""
    yearly = price.amount * (_MONTHS if price.per == "seat-month" else 1)
    unit = Decimal(1) if price.currency in _WHOLE_UNITS else Decimal("0.01")
    return Money((yearly * units / units_a_year).quantize(unit, ROUND_HALF_UP), price.currency, price.tax, whose)
