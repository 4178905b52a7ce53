"""Whether what a cut-over was to bring has arrived: what a tenant had against what it has.

Only what the two sides show counts. Where their ids can be compared, a subscription is new that was not there before;
where they cannot, as many seats are new as there are more than before, even if every old one is still there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.importers.holdings import EXPORTER, Holdings, Lot


@dataclass(frozen=True)
class Wanted:
    """Seats of an offer that have to be there afterwards.

    ``how``: ``new`` (on a subscription that was not there before), ``moved`` (the same one or another, sold by the new
    partner) or ``kept`` (as it was; ``ms_id``: which one, '' where that is not known).
    """

    offer: str
    seats: int
    how: str
    ms_id: str = ""


@dataclass(frozen=True)
class Sellers:
    """The ids of tenants of who takes over and of who sold before; '' and none where they are not known."""

    ours: str = ""
    former: frozenset[str] = frozenset()

    def says(self, lot: Lot) -> str:
        """Whose a lot is: ``ours``, ``theirs``, or '' where nobody says. An export of Partner Center after the
        cut-over is taken for the new partner's own."""
        if lot.seller and lot.seller in (EXPORTER, self.ours):
            return "ours"
        return "theirs" if lot.seller and (self.ours or lot.seller in self.former) else ""


@dataclass(frozen=True)
class Arrival:
    """One offer before and after, in seats that can be used.

    ``new``: how many were to be on new subscriptions, ``fresh`` how many are shown to be. ``unusable``: what is there
    besides, suspended or cancelled, and not an old one. ``state``: ``arrived`` alone is good; ``over-assigned``: more
    people have a licence than there are; ``short``, ``missing``; ``old-only``: on old
    subscriptions alone; ``not-moved``: still the former seller's; ``lost``:
    one that was to stay is gone; ``unproven``: the seats are there, but may be the old ones; ``unmoved-unproven``:
    they may be the former seller's; ``unseen``: sold by somebody else, whose the export does not show.
    """

    offer: str
    wanted: int
    new: int
    before: int
    after: int
    fresh: int
    unusable: int
    assigned: int | None
    state: str


def same_again(before: Holdings) -> tuple[Wanted, ...]:
    """Without a plan: every offer again with as many seats, on new subscriptions."""
    return tuple(Wanted(offer, count, "new") for offer, count in before.seats.items())


def comparable(before: Holdings, after: Holdings) -> bool:
    """Whether both sides name subscriptions by ids of one kind."""
    return bool(before.kind) and before.kind == after.kind


def arrivals(
    wanted: Iterable[Wanted], before: Holdings, after: Holdings, sellers: Sellers | None = None
) -> tuple[Arrival, ...]:
    """Each offer that is wanted, in the order of the wants."""
    by_offer: dict[str, list[Wanted]] = {}
    for one in wanted:
        by_offer.setdefault(one.offer, []).append(one)
    return tuple(_arrival(offer, rows, before, after, sellers or Sellers()) for offer, rows in by_offer.items())


def _arrival(offer: str, rows: Sequence[Wanted], before: Holdings, after: Holdings, sellers: Sellers) -> Arrival:
    total, there = sum(one.seats for one in rows), after.seats.get(offer, 0)
    new = sum(one.seats for one in rows if one.how == "new")
    fresh = _fresh(offer, before, after)
    known = before.ids if comparable(before, after) else frozenset()
    lots = after.of(offer)
    state = (
        _lacking(total, new, there, fresh.most)
        or _of_kept(rows, before, after)
        or _of_moved(rows, lots, fresh, sellers)
        or ("unproven" if fresh.least < new else "")
    )
    if after.is_partial and state in ("short", "missing", "lost") and any(one.how == "kept" for one in rows):
        state = "unseen"
    assigned = after.assigned.get(offer)
    if not state and assigned is not None and assigned > there:
        state = "over-assigned"
    return Arrival(
        offer=offer,
        wanted=total,
        new=new,
        before=before.seats.get(offer, 0),
        after=there,
        fresh=fresh.least,
        unusable=sum(lot.seats for lot in lots if not lot.usable and not (lot.ids and known.issuperset(lot.ids))),
        assigned=assigned,
        state=state or "arrived",
    )


@dataclass(frozen=True)
class _Range:
    """Seats: so many are shown, and so many there may be."""

    least: int
    most: int


def _fresh(offer: str, before: Holdings, after: Holdings) -> _Range:
    """Seats on new subscriptions: those with new ids, and what cannot be an old one among those that may be either."""
    told = comparable(before, after)
    now = [(lot, _age(lot, before) if told else "either") for lot in after.lots]
    old_ids = {own for lot, age in now if age == "old" for own in lot.ids}
    usable = [(lot.seats, age) for lot, age in now if lot.usable and lot.offer == offer]
    new = sum(seats for seats, age in usable if age == "new")
    either = sum(seats for seats, age in usable if age == "either")
    nameless = sum(lot.seats for lot in before.of(offer) if not (told and lot.ids))
    hidden = sum(lot.seats for lot in before.of(offer) if told and lot.ids and not old_ids.issuperset(lot.ids))
    least = max(0, new - nameless, new + either - nameless - hidden if either else 0)
    return _Range(least, new + either)


def _age(lot: Lot, before: Holdings) -> str:
    """``old``, ``new``, or ``either`` where its ids are not known or some of both."""
    old = [own in before.ids for own in lot.ids]
    if not old or (any(old) and not all(old)):
        return "either"
    return "old" if all(old) else "new"


def _lacking(total: int, new: int, there: int, fresh: int) -> str:
    """Where there are too few whatever they are."""
    if there < total:
        return "short" if there else "missing"
    return "" if fresh >= new else "short" if fresh else "old-only"


def _of_kept(rows: Sequence[Wanted], before: Holdings, after: Holdings) -> str:
    """Where one that was to stay is gone, as far as its id tells."""
    if not comparable(before, after):
        return ""
    there = {(lot.offer, own): lot.seats for lot in after.lots if lot.usable for own in lot.ids}
    kept = (one for one in rows if one.how == "kept" and one.ms_id)
    return "lost" if any(there.get((one.offer, one.ms_id), 0) < one.seats for one in kept) else ""


def _of_moved(rows: Sequence[Wanted], lots: Sequence[Lot], fresh: _Range, sellers: Sellers) -> str:
    """Where what was requested has not moved, or is not shown to have: by its seller, or by being a new one."""
    moved = sum(one.seats for one in rows if one.how != "kept")
    if all(one.how != "moved" for one in rows):
        return ""
    by_seller = {whose: sum(lot.seats for lot in lots if lot.usable and sellers.says(lot) == whose) for whose in _WHOSE}
    if by_seller["ours"] + by_seller[""] < moved:
        return "not-moved"
    return "" if max(fresh.least, by_seller["ours"]) >= moved else "unmoved-unproven"


_WHOSE = ("ours", "theirs", "")
