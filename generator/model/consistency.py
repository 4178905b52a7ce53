"""What no single value shows: names that point nowhere, dates in the wrong order, keys that exclude each other.

Works on the plain values, before and beside the shape, so that one run names every problem of a file. Whatever has the
wrong shape is passed over here: ``check_shape`` reports it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from generator.errors import Problem
from generator.model.base import Path, Source
from generator.model.fields import is_id
from generator.model.mistakes import nearest

Found = tuple[Path, str, dict[str, str]]


def check_customer(source: Source) -> list[Problem]:
    """Every Problem between the values of one customer's file."""
    values = source.values
    if not isinstance(values, dict):
        return []
    checks = (_ids, _sellers, _subscriptions, _spans, _progress, _tax_id)
    return [source.problem(path, kind, **words) for check in checks for path, kind, words in check(values)]


def check_partners(source: Source) -> list[Problem]:
    """Every Problem between the values of ``_partners.yaml``: one default at the most, tax ids that add up."""
    partners = _mapping(_mapping(source.values).get("partners"))
    defaults = [key for key, partner in partners.items() if _mapping(partner).get("default") in ("yes", "true")]
    problems = [source.problem(("partners", key, "default"), "two-defaults", other=defaults[0]) for key in defaults[1:]]
    for key, partner in partners.items():
        if _mapping(partner).get("country") == "TW" and not tax_id_adds_up(_mapping(partner).get("tax_id")):
            problems.append(source.problem(("partners", key, "tax_id"), "tax-id-check"))
    return problems


def tax_id_adds_up(tax_id: Any) -> bool:
    """Whether a 統一編號 passes its check: digit sums divisible by 5 (rule since 2023-04); True for what is not one.

    The digits are weighted 1 2 1 2 1 2 4 1 and each product's own digits are added; a 7 in the seventh place counts
    as 10 (sum 1) or as 1 + 0, so a sum that is one short of a multiple of 5 passes too. Source: Ministry of Finance,
    Taiwan, checking logic of the business number, revised 2023-04.
    """
    if not isinstance(tax_id, str) or len(tax_id) != 8 or not (tax_id.isascii() and tax_id.isdigit()):
        return True
    if tax_id == "00000000":
        return False
    products = [int(digit) * weight for digit, weight in zip(tax_id, (1, 2, 1, 2, 1, 2, 4, 1), strict=True)]
    total = sum(product // 10 + product % 10 for product in products)
    return total % 5 == 0 or (tax_id[6] == "7" and (total + 1) % 5 == 0)


def _ids(values: dict[str, Any]) -> Iterator[Found]:
    for key in ("subscriptions", "orders"):
        for index, name in _twice(values, key, "id"):
            yield (key, index, "id"), "id-twice", {"id": name}
    for index, _ in _twice(values, "subscriptions", "ms_id"):
        yield ("subscriptions", index, "ms_id"), "ms-id-twice", {}
    for index, _ in _twice(values, "licences", "offer"):
        yield ("licences", index, "offer"), "offer-twice", {}


def _twice(values: dict[str, Any], key: str, field: str) -> Iterator[tuple[int, str]]:
    """The items of a list that say in a field what one before them says."""
    seen: set[str] = set()
    for index, item in _items(values, key):
        said = item.get(field)
        if isinstance(said, str) and said in seen:
            yield index, said
        seen.add(str(said))


def _sellers(values: dict[str, Any]) -> Iterator[Found]:
    """``from`` may be a plain name, but not a misspelled key."""
    sellers = _mapping(values.get("sellers"))
    for index, item in _items(values, "subscriptions"):
        key = _mapping(item.get("bought")).get("from")
        if isinstance(key, str) and key not in sellers and is_id(key) and (guess := nearest(key, list(sellers))):
            yield ("subscriptions", index, "bought", "from"), "seller-like", {"nearest": guess}


def _subscriptions(values: dict[str, Any]) -> Iterator[Found]:
    ids = [item.get("id") for _, item in _items(values, "subscriptions")]
    orders = [str(item.get("id")) for _, item in _items(values, "orders")]
    for index, item in _items(values, "subscriptions"):
        path: Path = ("subscriptions", index)
        base = item.get("base")
        if isinstance(base, str) and base != "outside" and (base not in ids or base == item.get("id")):
            yield (*path, "base"), "no-such-base", {}
        target = _mapping(item.get("target"))
        into = str(target["into"]) if "into" in target else None
        if into is not None and into not in orders:
            yield (*path, "target", "into"), "no-such-order", {}
        if into is not None and {"offer", "seats", "term", "billing", "price"} & target.keys():
            yield (*path, "target", "into"), "into-alone", {}
        if item.get("intent") in ("keep", "retire") and (key := _first(item, "target", "provision_on")):
            yield (*path, key), "not-moving", {"intent": str(item["intent"])}
        yield from _ending(path, item)


def _ending(path: Path, item: dict[str, Any]) -> Iterator[Found]:
    """A cancellation has a day inside the term; without one there is no day. A kept subscription is not ended by us."""
    cancels, cancel_on = item.get("ending") == "cancel", _day(item.get("cancel_on"))
    if cancels and "cancel_on" not in item:
        yield (*path, "ending"), "cancel-without-day", {}
    if "cancel_on" in item and not cancels:
        yield (*path, "cancel_on"), "day-without-cancel", {}
    if cancels and item.get("intent") == "keep":
        yield (*path, "ending"), "keep-and-cancel", {}
    ends_on, starts_on, started_at = _day(item.get("ends_on")), _day(item.get("starts_on")), item.get("started_at")
    started_on = _day(started_at[:10]) if isinstance(started_at, str) else None
    first = starts_on or started_on
    if first and ends_on and first > ends_on:
        yield (*path, "ends_on"), "ends-before-start", {}
    if cancel_on and ends_on and cancel_on > ends_on and item.get("state") != "est":
        yield (*path, "cancel_on"), "cancel-after-end", {}
    if starts_on and started_on not in (None, starts_on):
        yield (*path, "started_at"), "two-starts", {}


def _spans(values: dict[str, Any]) -> Iterator[Found]:
    for index, item in _items(values, "freezes"):
        first, last = _day(item.get("from")), _day(item.get("to"))
        if first and last and first > last:
            yield ("freezes", index, "to"), "freeze-backwards", {}


def _progress(values: dict[str, Any]) -> Iterator[Found]:
    for key, record in _mapping(values.get("progress")).items():
        if len({"done", "not_needed"} & _mapping(record).keys()) != 1:
            yield ("progress", key), "done-or-not-needed", {}


def _tax_id(values: dict[str, Any]) -> Iterator[Found]:
    in_taiwan = _mapping(values.get("tenant")).get("country") == "TW"
    if in_taiwan and not tax_id_adds_up(_mapping(values.get("customer")).get("tax_id")):
        yield ("customer", "tax_id"), "tax-id-check", {}


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _items(values: dict[str, Any], key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    items = values.get(key)
    for index, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            yield index, item


def _first(item: dict[str, Any], *keys: str) -> str | None:
    return next((key for key in keys if key in item), None)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None
