"""What file and catalogue say, in the words of the guidance tables: of the customer and of each subscription."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from generator.catalog import Catalog, Difference
from generator.guidance import Guidance
from generator.model import Customer, Seller, Subscription
from generator.plan.days import GONE
from generator.plan.value import Exchange, Goods
from generator.text import Pair, Text, Token

_STOPPED_BY = {"csp": "seller", "syndication": "seller", "other": "seller"} | dict.fromkeys(
    ("ea", "open", "open-value"), "agreement"
)
"""Who can keep the old subscription from renewing: its seller, the end of an agreement, else the customer itself."""

_AFTERCARE = timedelta(days=30)  # so long after the last end somebody may still have to look into the tenant


def of_customer(customer: Customer, guidance: Guidance, as_of: date) -> dict[str, str]:
    """The facts that hold for every subscription; ``late``, ``progress`` and what orders decide are found later."""
    indirect = customer.taker.model == "indirect-reseller"
    return {
        "region": guidance.region(customer.taker.country, customer.tenant.country),
        "tier": "indirect" if indirect else "direct",
        "relationship": customer.relationship.status,
        "provider_relationship": (customer.relationship.provider or "none") if indirect else "not-needed",
        "agreement": customer.agreement.status,
        "admin": _admin(customer),
        "admin_access": customer.admin_access.status,
        "admin_access_life": _access_life(customer, guidance, as_of),
        "side_by_side": yes(any(subscription.intent == "keep" for subscription in customer.subscriptions)),
        "orders": "unfed" if unfed_orders(customer) else "fed",
        "ends": "mixed" if len({one.ends_on for one in _moving(customer) if one.state != "est"}) > 1 else "one",
        "late": "no",
        "progress": "matched",
    }


def agreement_holds(customer: Customer, guidance: Guidance, order_day: date) -> str:
    """Whether the agreement counts for an order on ``order_day``; somebody else's attestation does not carry over."""
    agreement = customer.agreement
    if agreement.status != "attested":
        return yes(agreement.status == "accepted")
    if agreement.attested_for != customer.taker_key:
        return "attested-elsewhere"
    retired = guidance.value("attestation-retired", order_day)
    since = retired.since if retired else None
    enhanced = since is None or (agreement.on is not None and agreement.on >= since)  # no other way was left by then
    return "yes" if enhanced else "attestation-retired"


def of_subscription(
    customer: Customer, subscription: Subscription, exchange: Exchange, lives: Lives, keeping: frozenset[str]
) -> dict[str, str]:
    """The facts of one subscription that do not depend on dated rules, its route or its days.

    ``keeping`` are the sellers that go on selling; other ties in the tenant may be anybody's, so they count for each.
    """
    channel, offer = subscription.bought.channel, exchange.old.offer
    seller = seller_record(customer, subscription)
    return {
        "intent": subscription.intent,
        "channel": channel,
        "commerce": subscription.bought.commerce or _commerce_of(channel),
        "segment": subscription.segment,
        "trial": yes(subscription.trial or (offer is not None and offer.trial)),
        "state": subscription.state,
        "stopped_by": _STOPPED_BY.get(channel, "customer"),
        "seller_keeps": yes(bool(customer.other_ties) or seller_of(customer, subscription)[0] in keeping),
        "seller_tier": _tier(seller),
        "same_provider": yes(_same_provider(customer, seller)),
        "cooperates": seller.cooperates if seller else "unknown",
        "stops_at_end": seller.stops_at_end if seller else "unknown",
        "at_end": subscription.at_end,
        "licence_by": _licence_by(customer, exchange.old, lives.catalog),
        **_addon(customer, subscription, exchange.old),
        "decided_day": yes(subscription.provision_on is not None),
        "ending": subscription.ending,
        "terms_change": "changes" if changed_terms(subscription) else "none",
        **_of_offers(exchange, lives, ordered_on=subscription.provision_on or subscription.ends_on),
    }


def _of_offers(exchange: Exchange, lives: Lives, ordered_on: date) -> dict[str, str]:
    """What is known of the old offer and of the new one, and how they differ.

    ``ordered_on``: about when the new one is ordered; days near the end of the old one decide whether it is still sold.
    """
    old, new, change = exchange.old, exchange.new, exchange.change
    target = new or old
    to_confirm = new is not None and (old.key != new.key or lives.of(old, ordered_on) == "discontinued")
    return {
        "into_order": yes(exchange.order is not None),
        "offer_known": yes(old.offer is not None),
        "target_known": yes(target.offer is not None),
        "offer_life": lives.of(old, ordered_on),
        "target_life": lives.of(target, ordered_on),
        "orderable": yes(new is None or not lives.is_over(new, ordered_on)),
        "target_trial": yes(new is not None and new.offer is not None and new.offer.trial),
        "offer_to_confirm": yes(to_confirm),
        "offer_change": change.kind if change else "none",
        "services": _services(change),
        "seat_change": _seat_change(old, new),
    }


def keeping_sellers(customer: Customer) -> frozenset[str]:
    """The sellers that go on selling something to the customer."""
    return frozenset(seller_of(customer, one)[0] for one in customer.subscriptions if one.intent == "keep")


def exchange(customer: Customer, subscription: Subscription, catalog: Catalog) -> Exchange:
    """What a subscription is and becomes, and how the two relate."""
    old = _goods(subscription.offer, subscription.seats, catalog)
    if subscription.intent != "transfer":
        return Exchange(old, None, None, None)
    target = subscription.target
    order = next((order for order in customer.orders if target is not None and order.id == target.into), None)
    if order is not None:
        new = _goods(order.offer, order.seats, catalog)
    else:
        offer = target.offer if target and target.offer else subscription.offer
        new = _goods(offer, target.seats if target and target.seats else subscription.seats, catalog)
    return Exchange(old, new, order.id if order else None, catalog.compare(old.key, new.key))


def seller_record(customer: Customer, subscription: Subscription) -> Seller | None:
    """What the file says of the seller; None where it names none."""
    key = subscription.bought.seller
    return next((seller for name, seller in customer.sellers.items() if name == str(key)), None)


def seller_of(customer: Customer, subscription: Subscription) -> tuple[str, Pair[Text] | None]:
    """By what a seller's subscriptions are put together, and its name where the file has one."""
    key = subscription.bought.seller
    if key is None:
        return f"channel {subscription.bought.channel}", None
    seller = seller_record(customer, subscription)
    return str(key), seller.name if seller else Pair.same(key)


def base_of(customer: Customer, subscription: Subscription) -> Subscription | None:
    """The subscription that an add-on needs, where it stands in the file."""
    return next((one for one in customer.subscriptions if subscription.base and one.id == subscription.base), None)


def changed_terms(subscription: Subscription) -> tuple[Token, ...]:
    """Term and billing that the new one is to have and the old one has not, as far as the file says it of both."""
    target = subscription.target
    if target is None:
        return ()
    pairs = ((target.term, subscription.term), (target.billing, subscription.billing))
    return tuple(Token(new) for new, old in pairs if new and new != old)


def unfed_orders(customer: Customer) -> tuple[Token, ...]:
    """The orders that no subscription goes into."""
    fed = {one.target.into for one in customer.subscriptions if one.target}
    return tuple(order.id for order in customer.orders if order.id not in fed)


def yes(condition: bool) -> str:
    return "yes" if condition else "no"


def _moving(customer: Customer) -> list[Subscription]:
    return [one for one in customer.subscriptions if one.intent == "transfer"]


def _goods(key: Token, seats: int, catalog: Catalog) -> Goods:
    return Goods(catalog.same_key(key), catalog.find(key), seats, key)


def _admin(customer: Customer) -> str:
    """``reachable`` where one Global admin is known to be, ``unreachable`` where one is named and none can be."""
    reachable = {contact.reachable for contact in customer.contacts if contact.role == "global-admin"}
    if "yes" in reachable:
        return "reachable"
    return "unreachable" if reachable == {"no"} else "unknown"


def _access_life(customer: Customer, guidance: Guidance, as_of: date) -> str:
    """Whether delegated access lasts until the aftercare, and not longer than it can."""
    until = customer.admin_access.until
    if customer.admin_access.status != "active" or until is None:
        return "unknown"
    longest = guidance.number("access-days")
    if longest is not None and until > as_of + timedelta(days=longest):
        return "too-long"
    needed = max((one.ends_on for one in _moving(customer)), default=as_of) + _AFTERCARE
    return "lapses" if until < needed else "fits"


def _commerce_of(channel: str) -> str:
    """What is known where the file does not say: a customer agreement with Microsoft itself is new commerce."""
    return {"csp": "unknown", "web-direct": "unknown", "mca-e": "nce"}.get(channel, "none")


def _tier(seller: Seller | None) -> str:
    if seller is None or seller.model is None:
        return "unknown"
    return "indirect" if seller.model == "indirect-reseller" else "direct"


def _same_provider(customer: Customer, seller: Seller | None) -> bool:
    ours = customer.taker.provider
    return ours is not None and seller is not None and seller.provider == ours


def _licence_by(customer: Customer, old: Goods, catalog: Catalog) -> str:
    found = {str(row.by) for row in customer.licences if row.by and catalog.same_key(row.offer) == old.key}
    return "mixed" if len(found) > 1 else next(iter(found), "unknown")


def _addon(customer: Customer, subscription: Subscription, old: Goods) -> Mapping[str, str]:
    """Where an add-on's base is, and whether the base is there as long as the add-on."""
    base = base_of(customer, subscription)
    if base is not None:
        kept_on = base.ends_on >= subscription.ends_on or base.at_end == "renew"
        is_there = base.state not in GONE
        lasting = base.intent == "transfer" or (base.intent == "keep" and kept_on and is_there)
        outlives = subscription.intent != "retire" and not lasting
        return {
            "addon": "base-kept" if base.intent == "keep" and subscription.intent == "transfer" else "with-base",
            "addon_life": "outlives" if outlives else "fits",
        }
    if subscription.base == "outside":
        return {"addon": "base-outside", "addon_life": "fits"}
    is_addon = old.offer is not None and old.offer.kind == "add-on"
    return {"addon": "base-unknown" if is_addon else "none", "addon_life": "fits"}


@dataclass(frozen=True)
class Lives:
    """Whether offers were still sold on the day whose rules are applied; ``held``: what the tenant has already."""

    catalog: Catalog
    as_of: date
    country: str
    held: frozenset[str]

    @classmethod
    def of_customer(cls, customer: Customer, catalog: Catalog, as_of: date) -> Lives:
        """What is cancelled or deleted is not held any more."""
        held = (one.offer for one in customer.subscriptions if one.state not in GONE)
        return cls(catalog, as_of, customer.tenant.country, frozenset(str(catalog.same_key(one)) for one in held))

    def of(self, goods: Goods, day: date) -> str:
        """``current``, ``end-of-sale``, ``discontinued`` or ``unknown`` on ``day``, if that is past on the plan's."""
        if goods.offer is None:
            return "unknown"
        return self.catalog.life(goods.offer, max(day, self.as_of), self.country, held=goods.key in self.held)

    def is_over(self, new: Goods, day: date) -> bool:
        """Whether nobody can order it: no longer sold, or a trial."""
        return self.of(new, day) in ("discontinued", "end-of-sale") or (new.offer is not None and new.offer.trial)


def _services(change: Difference | None) -> str:
    """Whether service plans are lost: ``kept``, ``lost``, ``unknown`` without a list that has both, ``none``."""
    if change is None or change.kind == "same":
        return "none"
    if change.lost is None:
        return "unknown"
    return "lost" if change.lost else "kept"


def _seat_change(old: Goods, new: Goods | None) -> str:
    if new is None:
        return "none"
    return "same" if new.seats == old.seats else ("fewer" if new.seats < old.seats else "more")
