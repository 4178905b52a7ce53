"""One subscription of Partner Center, legacy or new commerce, to the values of a customer's file.

Source: Partner Center REST API, resource Subscription: both kinds have its names and differ in what their dates mean.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from generator.importers.documents import Item
from generator.importers.draft import Draft, bare_word, count, yes_no
from generator.importers.found import Clue, FoundSubscription
from generator.importers.ids import guid, name, new_commerce_id
from generator.importers.moments import is_far, last_day_named, last_whole_day, moment
from generator.importers.sorting import Run
from generator.model import TERMS

_STATES = ("active", "expired", "suspended", "disabled")
_BILLING = {
    "monthly": "monthly",
    "annual": "annual",
    "triennial": "upfront",
    "biennial": "upfront",
    "onetime": "upfront",
    "upfront": "upfront",
}
_LONGEST = {"P1M": 31, "P1Y": 366, "P3Y": 1096}
_ALIGNED = 31
"""Days by which a legacy term may be longer than its name: its end is aligned with the partner's day of billing."""


def read_subscription(item: Item, run: Run) -> FoundSubscription | None:
    """Everything that it says; None where it has no seats."""
    clue, commerce = _clue(item), _commerce(item)
    draft = Draft()
    draft.say("ms_id", item.id)
    draft.say("channel", "csp")
    draft.say("commerce", commerce)
    draft.say("base", guid(item.values.get("parentsubscriptionid")))
    draft.say("trial", "yes" if run.is_trial(clue, trial=yes_no(item.values.get("istrial")) or False) else "")
    draft.state(_state(item), item.values.get("status"))
    _seats(draft, item)
    _term(draft, item, commerce)
    _end(draft, item, commerce)
    _start(draft, item, commerce)
    _at_end(draft, item, commerce)
    return None if count(item.values.get("quantity")) == 0 else draft.found(item.where, clue)


def left_out(item: Item, run: Run) -> str:
    """Why it is nothing to transfer, one of SKIPPED; '' where it is."""
    values, offer, product = item.values, _offer(item), _product_type(item)
    if bare_word(values.get("status")) == "deleted":
        return "deleted"
    if yes_no(values.get("ismicrosoftproduct")) is False:
        return "marketplace"
    if "reserv" in product or "savings" in product:
        return "reservation"
    if offer.startswith(("MS-AZR-", "DZH")) or bare_word(values.get("unittype")) == "usagebased" or "azure" in product:
        return "azure"
    if offer.startswith("DG7") or "software" in product:
        return "software"
    return run.left_out(_clue(item), trial=yes_no(values.get("istrial")) or False)


def _offer(item: Item) -> str:
    """The offer's id in capitals; old answers have it in a link alone."""
    told = item.values.get("offerid") or _link(item, "offer").partition("?")[0].rpartition("/")[2]
    return told.strip().upper() if isinstance(told, str) else ""


def _link(item: Item, key: str) -> str:
    links = item.values.get("links")
    link = links.get(key) if isinstance(links, dict) else None
    uri = link.get("uri") if isinstance(link, dict) else None
    return uri if isinstance(uri, str) else ""


def _product_type(item: Item) -> str:
    told = item.values.get("producttype")
    return bare_word(told.get("id") or told.get("displayname")) if isinstance(told, dict) else bare_word(told)


def _clue(item: Item) -> Clue:
    """By id and name; never by friendlyName, which is the partner's own name for it."""
    key = guid(_offer(item)) or new_commerce_id(_offer(item))
    return Clue((key,) if key else (), name(item.values.get("offername")))


def _commerce(item: Item) -> str:
    if guid(_offer(item)):
        return "legacy"
    return "nce" if new_commerce_id(_offer(item)) or _product_type(item) == "onlineservicesnce" else ""


def _state(item: Item) -> str:
    said = bare_word(item.values.get("status"))
    return said if said in _STATES else "unknown"


def _seats(draft: Draft, item: Item) -> None:
    draft.seats(count(item.values.get("quantity")))
    if "seats" in draft.values and not _is_licence(item.values.get("unittype")):
        draft.remark("seats", "unit-not-said")


def _is_licence(unit: Any) -> bool:
    """Spelled Licenses and License(s); gigabytes of storage are "Units"."""
    return isinstance(unit, str) and unit.lower().startswith("licen")


def _term(draft: Draft, item: Item, commerce: str) -> None:
    told, cycle = item.values.get("termduration"), bare_word(item.values.get("billingcycle"))
    term = bare_word(told).upper()
    if term in TERMS:
        draft.say("term", term)
    elif told:
        draft.remark("term", "word-unknown")
    elif commerce == "legacy":
        draft.say("term", "P1Y")
        draft.remark("term", "legacy-term")
    draft.say("billing", _BILLING.get(cycle, ""))
    if cycle not in _BILLING and cycle not in ("", "none"):
        draft.remark("billing", "word-unknown")


def _end(draft: Draft, item: Item, commerce: str) -> None:
    """commitmentEndDate names the last day in new commerce and the moment after it in legacy."""
    values = item.values
    exact, told = values.get("commitmentenddatetime"), values.get("commitmentenddate")
    by_moment, by_day = moment(exact), moment(told)
    when = by_moment or by_day
    if when is None:
        if exact or told:
            draft.remark("ends_on", "unreadable")
        return
    if is_far(when):
        draft.remark("ends_on", "end-far-away")
        return
    named = commerce == "nce" and by_moment is None
    day = last_day_named(when) if named else last_whole_day(when)
    if commerce == "legacy":
        draft.remark("ends_on", "ends-exclusive", day=when.date().isoformat())
    draft.ends(day)


def _start(draft: Draft, item: Item, commerce: str) -> None:
    """Of this term: a date so old that it must be an earlier one's would move the days of cancelling."""
    told = item.values.get("effectivestartdate") or item.values.get("creationdate")
    when = moment(told)
    if when is None:
        if told:
            draft.remark("starts_on", "unreadable")
        return
    end, term = draft.values.get("ends_on"), draft.values.get("term", "")
    longest = timedelta(days=_LONGEST.get(term, 1096) + (0 if commerce == "nce" else _ALIGNED))
    if end and not is_far(when) and date.fromisoformat(end) - when.date() > longest:
        draft.remark("starts_on", "start-of-earlier-term", day=when.date().isoformat())
    else:
        draft.started(when)


def _at_end(draft: Draft, item: Item, commerce: str) -> None:
    """Since 2026-02 new commerce has three settings: autoRenewEnabled false means the extended term, not the end."""
    renews = yes_no(item.values.get("autorenewenabled"))
    if renews:
        draft.say("at_end", "renew")
        _scheduled(draft, item)
    elif renews is False and commerce == "legacy":
        draft.say("at_end", "expire")
        draft.remark("at_end", "legacy-not-renewed")
    elif renews is False and draft.values["state"] == "active":
        draft.remark("at_end", "not-renewed-or-extended")


def _scheduled(draft: Draft, item: Item) -> None:
    told = item.values.get("schedulednextterminstructions")
    if not told:
        return
    told = told if isinstance(told, dict) else {}
    product = told.get("product")
    parts = [product.get(key) for key in ("productid", "skuid")] if isinstance(product, dict) else []
    offer = new_commerce_id(":".join(one for one in parts if isinstance(one, str)))
    seats = count(told.get("quantity"))
    draft.remark("at_end", "change-scheduled", seats="–" if seats is None else str(seats), offer=offer or "–")
