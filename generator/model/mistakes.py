"""Everyday slips and what was meant: dates as people in Taiwan and Excel write them, misspelled words."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta

FIRST_DAY, LAST_DAY = date(2015, 1, 1), date(2045, 12, 31)
"""Dates outside are slips of the keyboard: CSP is of 2014, no term is longer than six years."""

_ROC_START = 1911  # 民國 1 is 1912
_EXCEL_START = date(1899, 12, 30)
_EXCEL_SERIAL = re.compile(r"[34][0-9]{4}|5[0-3][0-9]{3}")  # 1982 … 2046


def as_date(text: str) -> tuple[str, str]:
    """The Problem id for a date written another way, and the date in ISO form ('' where it cannot be told for sure)."""
    narrow = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    if narrow != text and re.fullmatch(r"\d{4}-\d{2}-\d{2}", narrow):
        return "full-width", narrow
    roc = re.fullmatch(r"(?:民國)?(\d{2,3})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", narrow)
    if roc and (iso := _iso(int(roc[1]) + _ROC_START, roc[2], roc[3])):
        return "date-roc", iso
    if _EXCEL_SERIAL.fullmatch(narrow):
        return "date-excel", (_EXCEL_START + timedelta(days=int(narrow))).isoformat()
    ymd = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:T[0-9:.]*Z?)?", narrow)
    if ymd and (iso := _iso(int(ymd[1]), ymd[2], ymd[3])):
        return "date-like", iso
    return "date-format", ""


def nearest(word: str, allowed: Sequence[str]) -> str:
    """The allowed word that ``word`` most resembles; '' where none does."""
    matches = difflib.get_close_matches(word.lower(), allowed, n=1, cutoff=0.6)
    return matches[0] if matches else ""


def _iso(year: int, month: str, day: str) -> str:
    try:
        meant = date(year, int(month), int(day))
    except ValueError:
        return ""
    return meant.isoformat() if FIRST_DAY <= meant <= LAST_DAY else ""
