"""The subscriptions of an export as entries of a customer's file: ids that people can say, offers, bases, comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.catalog import Catalog, folded
from generator.importers.found import DIRECTORY_ID, FIELDS, FoundSubscription
from generator.importers.naming import NamedOffer, named_offer
from generator.model import is_id

Say = Callable[..., str]
"""A text of the labels under ``imports``, by its keys, with its values filled in."""

NEEDED = frozenset(("offer", "seats", "channel", "ends_on"))
"""What a subscription cannot be planned without."""

_SELDOM = frozenset(("starts_on", "started_at", "segment", "trial", "base", "from"))
"""What most subscriptions need not say: that an export does not carry it stands in the documentation alone."""

_FAMILIES = (("microsoft 365", "m365"), ("office 365", "o365"), ("dynamics 365", "d365"), ("microsoft", ""))
_LONGEST_ID = 40


@dataclass(frozen=True)
class Imported:
    """A subscription of an export with its id in the customer's file and the offer that it is.

    ``values``: by FIELDS, as the file spells them; ``base`` is an id of the file, or ``outside``.
    """

    id: str
    offer: NamedOffer
    values: Mapping[str, str]
    found: FoundSubscription

    def comment(self, key: str, say: Say) -> str:
        """What a reader has to know of a value or of its absence; of an offer its name: part numbers say little."""
        said = []
        if key == "offer":
            said += [str(self.offer.offer.name) if self.offer.offer else self.found.clue.name]
            said += [say("remark", self.offer.remark, **self.offer.values)] if self.offer.remark else []
        if key in self.found.remarks:
            remark, values = self.found.remarks[key]
            said.append(say("remark", remark, **values))
        said = [one.rstrip("。.") for one in said if one]
        if key in NEEDED and key not in self.values:
            said.insert(0, say("needed-open" if said else "needed"))
        return say("semicolon").join(said)

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that are usual and that nothing is said of."""
        known = {*self.values, *self.found.remarks, *NEEDED, *_SELDOM}
        return tuple(key for key in FIELDS if key not in known)


def imported(
    found: Sequence[FoundSubscription],
    catalog: Catalog,
    ids: Mapping[str, str] | None = None,
    others: Sequence[str] = (),
    listed: Mapping[str, str] | None = None,
) -> tuple[Imported, ...]:
    """Every subscription in the order of the ends.

    ``ids``: of those that the file has, by their places in ``found``; ``others``: further ids that are taken there;
    ``listed``: Microsoft's ids of all that it has → theirs, among which a base may be.
    """
    known = dict(ids or {})
    used = {*known.values(), *others}
    made = []
    for one in sorted(found, key=_by_end):
        offer = named_offer(one.clue, catalog)
        name = str(offer.offer.name) if offer.offer else one.clue.name
        own = known.get(one.place) or _free_id(slug_of(name) or "subscription", used)
        used.add(own)
        made.append(Imported(own, offer, _values(one, offer.key), one))
    return _with_bases(made, listed or {})


def _values(one: FoundSubscription, offer: str) -> Mapping[str, str]:
    known = {"offer": offer, **one.values} if offer else dict(one.values)
    if one.remarks.get("ms_id", ("",))[0] == DIRECTORY_ID:
        known.pop("ms_id", None)
    return known


def slug_of(name: str) -> str:
    """A short ASCII id for a name; '' where nothing of it is ASCII."""
    said = folded(name)
    for family, short in _FAMILIES:
        if said.startswith(f"{family} "):
            said = f"{short} {said.removeprefix(family)}"
            break
    slug = ""
    for word in re.findall(r"[a-z0-9]+", said):
        if len(slug) + len(word) >= _LONGEST_ID:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug if is_id(slug) else ""


def _by_end(one: FoundSubscription) -> tuple[str, ...]:
    """The first end first; of one day in an order that does not depend on the export's."""
    return (one.values.get("ends_on", "9999"), *one.clue.keys[:1], one.values.get("ms_id", ""), one.place)


def _free_id(wanted: str, used: set[str]) -> str:
    candidate, number = wanted, 1
    while candidate in used:
        number += 1
        candidate = f"{wanted}-{number}"
    return candidate


def _with_bases(made: Sequence[Imported], listed: Mapping[str, str]) -> tuple[Imported, ...]:
    """Add-ons with their base's id in this file in the place of Microsoft's; a base that is not in it is outside."""
    ids = {**listed} | {one.values["ms_id"]: one.id for one in made if "ms_id" in one.values}
    return tuple(
        replace(one, values={**one.values, "base": ids.get(one.values["base"], "outside")})
        if "base" in one.values
        else one
        for one in made
    )
