"""Offers and how two of them relate. An offer is one SKU: names move, SKU GUIDs stay. Knows no customers, no files."""

from generator.catalog.catalog import Catalog, Difference, Proposal
from generator.catalog.checks import check_offers
from generator.catalog.names import Candidate, folded
from generator.catalog.offers import Equivalent, LifeEvent, Offer, OffersFile, Successor
from generator.catalog.products import ListRow, NewCommerceOffer, Product, Products, ServicePlan, is_list_row

__all__ = [
    "Candidate",
    "Catalog",
    "Difference",
    "Equivalent",
    "LifeEvent",
    "ListRow",
    "NewCommerceOffer",
    "Offer",
    "OffersFile",
    "Product",
    "Products",
    "Proposal",
    "ServicePlan",
    "Successor",
    "check_offers",
    "folded",
    "is_list_row",
]
