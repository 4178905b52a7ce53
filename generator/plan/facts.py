"""What is the case, in the words of the guidance tables: of the customer, and of each subscription before its route."""

from __future__ import annotations

from datetime import date

from generator.catalog import Catalog
from generator.guidance import Guidance
from generator.model import Customer, Subscription
from generator.plan.value import Goods
from generator.text import Pair, Text, Token

_STOPPED_BY = {"csp": "seller", "syndication": "seller", "other": "seller"} | dict.fromkeys(
    ("ea", "open", "open-value"), "agreement"
)
"""Who can keep the old subscription from renewing: its seller, the end of an agreement, else the customer itself."""

_AT_END = {"renew": "renews", "est": "renews", "unknown": "unknown"}


def of_customer(customer: Customer, guidance: Guidance) -> dict[str, str]:
    """The facts that hold for every subscription of the customer; ``late`` and ``progress`` follow from the steps."""
    return {
        "region": guidance.region(customer.taker.country, customer.tenant.country),
        "tier": "indirect" if customer.taker.model == "indirect-reseller" else "direct",
        "relationship": customer.relationship.status,
        "agreement": customer.agreement.status,
        "admin": _admin(customer),
        "side_by_side": _yes(any(subscription.intent == "keep" for subscription in customer.subscriptions)),
        "orders": "unfed" if unfed_orders(customer) else "fed",
        "late": "no",
        "progress": "matched",
    }


def of_subscription(
    customer: Customer, subscription: Subscription, catalog: Catalog, as_of: date, keeping: frozenset[str]
) -> dict[str, str]:
    """The facts of one subscription that are known before its route is chosen and its days are found.

    ``keeping`` are the sellers that go on selling; other ties in the tenant may be anybody's, so they count for each.
    """
    old, new, _ = goods(customer, subscription, catalog)
    target = new or old
    channel = subscription.bought.channel
    return {
        "intent": subscription.intent,
        "channel": channel,
        "commerce": subscription.bought.commerce or ("unknown" if channel in ("csp", "web-direct") else "none"),
        "stopped_by": _STOPPED_BY.get(channel, "customer"),
        "seller_keeps": _yes(bool(customer.other_ties) or seller_of(customer, subscription)[0] in keeping),
        "state": "active" if subscription.state == "active" else "other",
        "end": "passed" if subscription.ends_on < as_of else "ahead",
        "offer_known": _yes(old.offer is not None),
        "target_known": _yes(target.offer is not None),
        "offer_life": _life(old, as_of),
        "target_life": _life(target, as_of),
        "offer_to_confirm": _yes(new is not None and (old.key != new.key or _life(old, as_of) == "discontinued")),
        "offer_change": catalog.compare(old.key, new.key) if new else "none",
        "seat_change": _seat_change(old, new),
        "ending": subscription.ending,
        "renewal": _AT_END.get(subscription.at_end, "stops"),
    }


def keeping_sellers(customer: Customer) -> frozenset[str]:
    """The sellers that go on selling something to the customer."""
    return frozenset(seller_of(customer, one)[0] for one in customer.subscriptions if one.intent == "keep")


def goods(customer: Customer, subscription: Subscription, catalog: Catalog) -> tuple[Goods, Goods | None, Token | None]:
    """What a subscription is and becomes (None where nothing follows), and the order that it becomes a part of."""
    old = _goods(subscription.offer, subscription.seats, catalog)
    if subscription.intent != "transfer":
        return old, None, None
    target = subscription.target
    if target is not None and target.into is not None:
        order = next(order for order in customer.orders if order.id == target.into)
        return old, _goods(order.offer, order.seats, catalog), order.id
    offer = target.offer if target and target.offer else subscription.offer
    seats = target.seats if target and target.seats else subscription.seats
    return old, _goods(offer, seats, catalog), None


def seller_of(customer: Customer, subscription: Subscription) -> tuple[str, Pair[Text] | None]:
    """By what a seller's subscriptions are put together, and its name where the file has one."""
    key = subscription.bought.seller
    if key is None:
        return f"channel {subscription.bought.channel}", None
    seller = next((seller for name, seller in customer.sellers.items() if name == str(key)), None)
    return str(key), seller.name if seller else Pair.same(key)


def unfed_orders(customer: Customer) -> tuple[Token, ...]:
    """The orders that no subscription goes into."""
    fed = {one.target.into for one in customer.subscriptions if one.target}
    return tuple(order.id for order in customer.orders if order.id not in fed)


def _goods(key: Token, seats: int, catalog: Catalog) -> Goods:
    return Goods(catalog.same_key(key), catalog.find(key), seats)


def _admin(customer: Customer) -> str:
    """``reachable`` where one Global admin is known to be, ``unreachable`` where one is named and none can be."""
    reachable = {contact.reachable for contact in customer.contacts if contact.role == "global-admin"}
    if "yes" in reachable:
        return "reachable"
    return "unreachable" if reachable == {"no"} else "unknown"


def _life(bought: Goods, as_of: date) -> str:
    """Whether an offer was still sold on the day whose rules are applied."""
    if bought.offer is None:
        return "unknown"
    gone = bought.offer.discontinued
    return "discontinued" if gone is not None and gone.since <= as_of else "current"


def _seat_change(old: Goods, new: Goods | None) -> str:
    if new is None:
        return "none"
    return "same" if new.seats == old.seats else ("fewer" if new.seats < old.seats else "more")


def _yes(condition: bool) -> str:
    return "yes" if condition else "no"
