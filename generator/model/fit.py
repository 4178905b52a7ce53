"""Whether a single value may stand in a field of a customer's file, for who has no file yet."""

from __future__ import annotations

from typing import Any

from pydantic_core import PydanticCustomError

from generator.model.fields import Rule


def fits(field: Any, value: str) -> bool:
    """Whether ``value`` is one that ``field`` takes as it stands; ``field``: ``Domain``, ``Seats``, ``Line`` …"""
    rule = next(one for one in field.__metadata__ if isinstance(one, Rule))
    try:
        rule.check(value)
    except PydanticCustomError:
        return False
    return True
