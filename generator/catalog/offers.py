"""An offer as the catalogue's file has it: one SKU, its names, whether it is sold, what takes its place."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from generator.model import (
    NEW_COMMERCE_PATTERN,
    Country,
    Frozen,
    Guid,
    HistoricDay,
    Line,
    OfferKey,
    Slug,
    Words,
    YesNo,
    matching,
    one_of,
)
from generator.text import Text, Token

Evidence = Annotated[Token, one_of("microsoft", "third-party", "derived", "unverified")]
"""Who says so: a page of Microsoft, somebody else's, the same GUID under two names – or nobody that could be found."""

PartialDay = Annotated[
    Token, matching("partial-day", r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?", Token, {"type": "string"})
]
NewCommerceId = Annotated[Token, matching("new-commerce-id", NEW_COMMERCE_PATTERN, Token, {"type": "string"})]


class LifeEvent(Frozen):
    """From when until when an offer was not sold; both days inclusive, no ``until`` = to this day.

    ``end-of-sale``: existing subscriptions go on and renew, but nobody can order it new; ``discontinued``: they end.
    ``markets``: names of the catalogue's markets, empty = everywhere. ``net_new``: only for tenants without the offer.
    Without ``since`` the day is not known; what is ``unverified`` is shown and decides nothing.
    """

    event: Annotated[Token, one_of("end-of-sale", "discontinued")]
    since: HistoricDay | None = None
    until: HistoricDay | None = None
    markets: tuple[Slug, ...] = ()
    net_new: YesNo = False
    source: Line
    evidence: Evidence = Token("microsoft")


class FormerName(Frozen):
    """What an offer was called before; ``until``: a day, month or year. The name may be another offer's now."""

    name: Line
    until: PartialDay | None = None
    source: Line
    evidence: Evidence = Token("derived")


class Successor(Frozen):
    """What can take an offer's place, the first one first; ``add``: offers that are bought with it.

    ``note``: what it lacks or asks for, as far as its source says.
    """

    offer: OfferKey
    add: tuple[OfferKey, ...] = ()
    note: Words | None = None
    source: Line
    evidence: Evidence = Token("microsoft")


class Offer(Frozen):
    """One SKU: ``id`` is its part number; the GUIDs of legacy CSP offers and new-commerce ids lead to it too.

    ``new_commerce``: product and SKU, as ``CFQ7TTC0LH18:0001``. ``seat_cap``: a tenant may have only so many seats of
    it (a dated fact). ``one_per_customer``: a tenant may have one subscription of it. ``trial``: a free trial, an SKU
    of its own. ``free``: costs nothing and is nothing to transfer. ``listed``: known from the product list alone,
    which does not say whether it is sold.
    """

    id: OfferKey
    guid: Guid
    name: Line
    formerly: tuple[FormerName, ...] = ()
    legacy_offers: tuple[Guid, ...] = ()
    new_commerce: tuple[NewCommerceId, ...] = ()
    kind: Annotated[Token, one_of("base", "add-on")] = Token("base")
    lifecycle: tuple[LifeEvent, ...] = ()
    seat_cap: YesNo = False
    one_per_customer: YesNo = False
    trial: YesNo = False
    free: YesNo = False
    successors: tuple[Successor, ...] = ()
    listed: YesNo = False

    @property
    def keys(self) -> tuple[Token, ...]:
        """Everything that leads to it, its part number first."""
        return (self.id, self.guid, *self.legacy_offers, *self.new_commerce)

    @classmethod
    def of_list(cls, part_number: str, guid: str, name: str) -> Offer:
        """An offer of the product list, which was checked when it was read."""
        known = {"id": Token(part_number), "guid": Token(guid), "name": Text(name), "listed": True}
        return cls.model_construct(**known)  # type: ignore[arg-type]  # six hundred of them, every time a project is read


class Equivalent(Frozen):
    """A person's decision that ``new`` can stand for ``old``, with its source."""

    old: OfferKey
    new: OfferKey
    why: Words
    source: Line
    confidence: Annotated[Token, one_of("sure", "confirm")] = Token("sure")


class OffersFile(Frozen):
    """``offers.yaml`` as a whole; ``markets``: names for the countries in which an event of a lifecycle holds."""

    offers: tuple[Offer, ...]
    equivalents: tuple[Equivalent, ...] = ()
    markets: dict[Slug, tuple[Country, ...]] = {}  # noqa: RUF012 - pydantic gives every file its own


def holds_on(event: LifeEvent, day: date) -> bool:
    """Whether something that is known of an offer's life holds on ``day``; an unknown beginning lies before it."""
    return (event.since or day) <= day <= (event.until or day)
