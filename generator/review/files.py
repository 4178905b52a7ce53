"""What is different between two customers' files, as they were understood: order, comments and quotes do not count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.model import Customer, CustomerFile, Frozen, Price, Progress
from generator.review.changes import Change, action_of, by_weight

_ITEMS = ("subscriptions", "orders", "contacts", "sellers", "licences", "freezes", "progress")
"""Keys that hold things of the same kind: one that comes or goes is one change."""

_UNORDERED = (("other_ties",), ("roles",))
"""Lists of words whose order says nothing."""

_WHOLE = (Price, Progress)
"""What a reader takes in at one glance: never compared key by key."""


def file_changes(before: Customer, after: Customer) -> tuple[Change, ...]:
    """Every difference, in the order severity, kind, path."""
    return by_weight(list(_changes((), _top(before, after), _top(after, before))))


def _top(customer: Customer, other: Customer) -> Mapping[str, Any]:
    """The keys of the file; who takes over by its key, and by its record where both name the same."""
    values = {name: getattr(customer, name) for name in CustomerFile.model_fields}
    values["partner"] = customer.taker_key
    return values | ({"taker": customer.taker} if customer.taker_key == other.taker_key else {})


def _changes(path: tuple[str, ...], before: Any, after: Any) -> Iterator[Change]:
    if before == after or (path[-1:] in _UNORDERED and sorted(before or ()) == sorted(after or ())):
        return
    whole = len(path) == 2 and path[0] in _ITEMS and (before is None or after is None)
    old, new = _inside(before), _inside(after)
    if whole or (old is None and new is None):
        yield Change(path, action_of(before, after), before, after)
        return
    for name in dict.fromkeys([*(old or {}), *(new or {})]):
        yield from _changes((*path, name), (old or {}).get(name), (new or {}).get(name))


def _inside(value: Any) -> Mapping[str, Any] | None:
    """What lies inside by its name: keys of a mapping, things of a list by what identifies them; None for a leaf."""
    if isinstance(value, _WHOLE):
        return None
    if isinstance(value, Frozen):
        return {field.alias or name: getattr(value, name) for name, field in type(value).model_fields.items()}
    if isinstance(value, dict):
        return {str(name): one for name, one in value.items()}
    if isinstance(value, tuple) and value and all(isinstance(one, Frozen) for one in value):
        return _by_name(value)
    return None


def _by_name(things: tuple[Frozen, ...]) -> Mapping[str, Frozen]:
    """Things of a list by their id, else by offer, role or first day; a second one of the same gets a number."""
    named: dict[str, Frozen] = {}
    for thing in things:
        name = next(str(getattr(thing, key)) for key in ("id", "offer", "role", "first") if hasattr(thing, key))
        count = sum(1 for one in named if one == name or one.startswith(f"{name}#"))
        named[f"{name}#{count + 1}" if count else name] = thing
    return named
