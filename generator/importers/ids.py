"""Ids and names as exports spell them, to what a customer's file may hold; '' for everything that is none.

Exports are other people's: nothing of theirs goes on that has not passed here.
"""

from __future__ import annotations

import re
from typing import Any

from generator.model import GUID_PATTERN, NEW_COMMERCE_PATTERN, Country, Domain, Line, fits, is_offer_key

_GUID = re.compile(GUID_PATTERN)
_NEW_COMMERCE = re.compile(NEW_COMMERCE_PATTERN)
_NONE = "00000000-0000-0000-0000-000000000000"


def guid(value: Any) -> str:
    """A GUID in lower case, whatever case, blanks or braces it came in; the one of zeros names nothing."""
    text = _text(value).strip("{}() ").lower()
    return text if _GUID.fullmatch(text) and text != _NONE else ""


def new_commerce_id(value: Any) -> str:
    """``CFQ7TTC0LH18:0001`` of ``CFQ7TTC0LH18:1:CFQ7TTC0K971``: availabilities change, and Excel eats the zeros."""
    product, sku, *_ = (*_text(value).upper().split(":"), "")
    made = f"{product}:{sku.zfill(4)}"
    return made if sku and _NEW_COMMERCE.fullmatch(made) else ""


def part_number(value: Any) -> str:
    """An SKU part number; some of Microsoft's have marks that no file of ours takes, the SKU GUID stands for those."""
    text = _text(value)
    return text if is_offer_key(text) else ""


def domain(value: Any) -> str:
    text = _text(value).lower()
    return text if fits(Domain, text) else ""


def country(value: Any) -> str:
    """An ISO 3166-1 alpha-2 code."""
    text = _text(value).upper()
    return text if fits(Country, text) else ""


def name(value: Any) -> str:
    """One line of visible text; neither a company nor a product has angle brackets in its name, markup has."""
    text = _text(value)
    return text if fits(Line, text) and not set("<>") & set(text) else ""


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
