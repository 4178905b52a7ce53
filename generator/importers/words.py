"""The words of exports for states, terms, billing and what happens at the end: English, German, Chinese; and keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from generator.catalog import Catalog, folded
from generator.importers.found import Clue
from generator.importers.ids import guid

_SAID: Mapping[str, Mapping[str, str]] = {
    "state": {
        "active": "active, enabled, aktiv, aktiviert, 作用中, 使用中, 有效, 啟用, 啟用中, 已啟用",
        "est": "est, extended service term, 延長服務期間",
        "expired": "expired, warning, in grace period, grace period, abgelaufen, 已到期, 到期, 已過期, 寬限期",
        "suspended": "suspended, ausgesetzt, angehalten, 已暫停, 暫停",
        "disabled": "disabled, deaktiviert, 已停用, 停用",
        "cancelled": "cancelled, canceled, locked out, lockedout, gekündigt, storniert, 已取消, 取消",
        "deleted": "deleted, gelöscht, 已刪除, 刪除",
    },
    "term": {
        "P1M": "p1m, monthly, one month, 1 month, 1 months, ein monat, 1 monat, monatlich, 一個月, 1 個月, 每月, 月約",
        "P1Y": "p1y, annual, yearly, one year, 1 year, 12 months, ein jahr, 1 jahr, jährlich, 一年, 1 年, 每年, 年約",
        "P3Y": "p3y, triennial, three years, three year, 3 years, 3 year, 36 months, drei jahre, 3 jahre, 三年, 3 年",
    },
    "billing": {
        "monthly": "monthly, month, monatlich, 每月, 月繳, 按月, 按月計費",
        "annual": "annual, yearly, annually, jährlich, 每年, 年繳, 按年, 按年計費",
        "upfront": "upfront, triennial, prepaid, vorauszahlung, 預付, 一次付清",
    },
    "at_end": {
        "renew": "true, yes, on, enabled, renew, ja, ein, an, 是, 開啟, 已開啟, 續約, 自動續約",
        "expire": "false, no, off, disabled, expire, nein, aus, 否, 關閉, 已關閉, 不續約",
        "cancel": "cancel, cancel at end of term, 到期終止",
        "est": "est, extended service term, 延長服務期間",
    },
    "channel": {
        "csp": "csp, cloud solution provider, cloud reseller",
        "web-direct": "web direct, webdirect, mosp, direct",
        "mca-e": "mca-e, mcae",
        "ea": "ea, enterprise agreement",
        "open": "open, open license",
        "open-value": "open value",
        "advisor": "advisor",
        "syndication": "syndication",
        "other": "other",
    },
    "commerce": {"legacy": "legacy, 舊制", "nce": "nce, new commerce, new commerce experience, 新商務體驗"},
    "segment": {
        "commercial": "commercial, corporate, 商業",
        "education": "education, academic, 教育",
        "nonprofit": "nonprofit, non profit, charity, 非營利",
        "government": "government, 政府",
    },
    "trial": {"yes": "true, yes, ja, trial, 是, 試用", "no": "false, no, nein, paid, 否"},
}

WORDS = {
    field: {folded(word): value for value, words in meanings.items() for word in words.split(", ")}
    for field, meanings in _SAID.items()
}
"""Field → what an export may write, folded → the word of the customer's file."""

ALLOWED = {field: tuple(meanings) for field, meanings in _SAID.items()}
"""Field → the words that a mapping may lead to."""

_folded = lru_cache(folded)  # a file repeats its few words in every row
_NEW_COMMERCE = re.compile(r"(?P<product>[A-Z0-9]{12})[:/](?P<sku>[A-Z0-9]{4})(?:[:/][A-Z0-9]{12})?")
_PART_NUMBER = re.compile(r"[A-Z0-9]+(?:_[A-Za-z0-9]+)+|[A-Z][A-Z0-9]{2,}")
_EATEN = re.compile(r"0|-?[0-9]*[.,][0-9]+(?:E[+-]?[0-9]+)?|[0-9]+E[+-][0-9]+", re.IGNORECASE)
_AZURE = re.compile(r"ms-azr-\w+", re.IGNORECASE)


def word(field: str, text: str, own: Mapping[str, str] | None = None) -> str:
    """The customer's file's word for a cell; '' where nobody knows it. ``own``: what a mapping says, it comes first."""
    wanted = _folded(text)
    mine = {_folded(said): meant for said, meant in (own or {}).items()}
    return mine.get(wanted) or WORDS[field].get(wanted, "")


def ids(text: str) -> list[str]:
    """The ids of a cell that may hold several, joined by colons, semicolons, commas or blanks."""
    return [one for one in re.split(r"[:;,|\s]+", text) if one]


def sku_id(text: str) -> str:
    """A new-commerce SKU id with the zeros that Excel takes away; '' where Excel made a number of it (000E1, 0E01)."""
    upper = text.upper()
    return upper.zfill(4) if re.fullmatch(r"[0-9A-Z]{1,4}", upper) and not _EATEN.fullmatch(upper) else ""


def offer_key(text: str, catalog: Catalog) -> str:
    """A cell as a key of an offer – SKU GUID, product:sku, part number, an Azure offer – or '' where it is a name."""
    if found := guid(text):
        return found
    if found_new := _NEW_COMMERCE.fullmatch(text.upper()):
        return f"{found_new['product']}:{found_new['sku']}"
    if catalog.find(text) or _PART_NUMBER.fullmatch(text):
        return text
    return text.upper() if _AZURE.fullmatch(text) else ""


class Sieve:
    """Tells why rows are nothing to transfer; each offer is looked up once, however many rows name it."""

    def __init__(self, catalog: Catalog, *, keep_trials: bool = False) -> None:
        self.catalog = catalog
        self._keep_trials = keep_trials
        self._known: dict[Clue, str] = {}

    def left_out(self, clue: Clue, *, trial: bool = False) -> str:
        """One of SKIPPED, or '' for a row that stays. By key and catalogue, else by names that leave no doubt.

        ``trial``: as the row has it.
        """
        if clue not in self._known:
            self._known[clue] = _by_name_and_key(clue) or self._by_catalogue(clue)
        return self._known[clue] or ("trial" if trial and not self._keep_trials else "")

    def _by_catalogue(self, clue: Clue) -> str:
        offers = [offer for one in clue.keys if (offer := self.catalog.find(one))]
        if not offers and clue.name:
            named = self.catalog.named(clue.name)
            offers = [named[0].offer] if len(named) == 1 else []
        if not offers:
            return ""
        if offers[0].free:
            return "free"
        return "trial" if offers[0].trial and not self._keep_trials else ""


def _by_name_and_key(clue: Clue) -> str:
    key, name = clue.keys[0].upper() if clue.keys else "", _folded(clue.name)
    if re.search(r"\b(reservation|reserved|savings plan)\b", name):
        return "reservation"
    if key.startswith(("MS-AZR-", "DZH")) or re.match(r"(microsoft )?azure( plan|$)", name):
        return "azure"
    return "software" if key.startswith("DG7") else ""
