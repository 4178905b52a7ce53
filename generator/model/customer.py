"""The customer's file, key by key as contract.md has it. Dates are UTC days, both ends of a term inclusive."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from generator.model.base import Frozen
from generator.model.fields import (
    Amount,
    Assigned,
    Country,
    Currency,
    Day,
    Domain,
    Email,
    Guid,
    Line,
    Moment,
    Name,
    Notes,
    OfferKey,
    PartnerId,
    Phone,
    Seats,
    SeatTotal,
    Slug,
    StepHash,
    StepKey,
    TaxId,
    YesNo,
    YesNoUnknown,
    one_of,
)
from generator.text import LANGUAGES, Pair, Text, Token


class Identity(Frozen):
    """Who the customer is; ``tax_id`` is Taiwan's 統一編號."""

    name: Name
    tax_id: TaxId | None = None


class Tenant(Frozen):
    """The customer's tenant; ``country`` is the tenant's own (ISO 3166-1 alpha-2), not the company's."""

    domain: Domain
    country: Country
    id: Guid | None = None


class Contact(Frozen):
    """A person on the customer's or the partner's side."""

    role: Annotated[Token, one_of("global-admin", "billing", "it", "executive")]
    name: Line
    email: Email | None = None
    phone: Phone | None = None
    reachable: YesNoUnknown = Token("unknown")
    may_sign: YesNo = False


class Relationship(Frozen):
    """The reseller relationship between partner and customer; ``provider`` only in the two-tier model."""

    status: Annotated[Token, one_of("none", "requested", "accepted")] = Token("none")
    on: Day | None = None
    provider: Annotated[Token, one_of("none", "requested", "accepted")] | None = None


class Agreement(Frozen):
    """The Microsoft Customer Agreement: accepted by the customer itself or attested by a partner."""

    status: Annotated[Token, one_of("none", "attested", "accepted")] = Token("none")
    by: Annotated[Token, one_of("customer", "partner")] | None = None
    on: Day | None = None
    attested_for: Slug | None = None


class AdminAccess(Frozen):
    """Granular delegated admin privileges (GDAP) of the new partner; ``until`` is the last day."""

    status: Annotated[Token, one_of("none", "requested", "active", "declined")] = Token("none")
    until: Day | None = None
    roles: tuple[Line, ...] = ()


class SellerTenant(Frozen):
    """The tenant of a former seller, as a transfer request asks for it."""

    domain: Domain
    id: Guid | None = None


class Seller(Frozen):
    """From whom subscriptions were bought; ``provider`` is the distributor behind an indirect reseller."""

    name: Name
    model: Annotated[Token, one_of("direct", "indirect-reseller")] | None = None
    provider: Line | None = None
    tenant: SellerTenant | None = None
    cooperates: YesNoUnknown = Token("unknown")
    stops_at_end: YesNoUnknown = Token("unknown")


class Licences(Frozen):
    """How many licences of an offer are assigned to people in the tenant, whoever sold them."""

    offer: OfferKey
    assigned: Assigned
    by: Annotated[Token, one_of("direct", "group", "mixed")] | None = None
    on: Day | None = None


CHANNELS = ("csp", "web-direct", "mca-e", "ea", "open", "open-value", "advisor", "syndication", "other")


class Purchase(Frozen):
    """Where a subscription was bought; ``seller`` (``from`` in the file) is a key of ``sellers`` or a plain name."""

    channel: Annotated[Token, one_of(*CHANNELS)]
    seller: Line | None = Field(None, alias="from")
    commerce: Annotated[Token, one_of("legacy", "nce")] | None = None


class Price(Frozen):
    """What one seat costs; ``amount`` is exact, ``tax`` says whether tax is in it."""

    amount: Amount
    currency: Currency
    per: Annotated[Token, one_of("seat-month", "seat-year")] = Token("seat-month")
    tax: Annotated[Token, one_of("included", "excluded")] | None = None


TERMS = ("P1M", "P1Y", "P3Y", "P30D", "P5Y", "P6Y")
Term = Annotated[Token, one_of(*TERMS)]
Billing = Annotated[Token, one_of("monthly", "annual", "upfront")]


class Target(Frozen):
    """What the subscription becomes: another offer or seat count, or a part of an order (``into``)."""

    offer: OfferKey | None = None
    seats: Seats | None = None
    into: Slug | None = None
    term: Term | None = None
    billing: Billing | None = None
    price: Price | None = None


class Order(Frozen):
    """One new subscription that several old ones become."""

    id: Slug
    offer: OfferKey
    seats: Seats
    term: Term | None = None
    billing: Billing | None = None
    price: Price | None = None


STATES = ("active", "est", "expired", "suspended", "disabled", "cancelled", "deleted", "unknown")


class Subscription(Frozen):
    """One licence-based subscription as it stands today; ``ends_on`` is the last day of its term, inclusive, UTC."""

    id: Slug
    offer: OfferKey
    seats: Seats
    bought: Purchase
    ends_on: Day
    ms_id: Guid | None = None
    state: Annotated[Token, one_of(*STATES)] = Token("active")
    starts_on: Day | None = None
    started_at: Moment | None = None
    term: Term | None = None
    billing: Billing | None = None
    at_end: Annotated[Token, one_of("renew", "cancel", "est", "expire", "unknown")] = Token("unknown")
    segment: Annotated[Token, one_of("commercial", "education", "nonprofit", "government")] = Token("commercial")
    trial: YesNo = False
    base: Slug | None = None
    price: Price | None = None
    intent: Annotated[Token, one_of("transfer", "keep", "retire")] = Token("transfer")
    target: Target | None = None
    provision_on: Day | None = None
    ending: Annotated[Token, one_of("expire", "cancel")] = Token("expire")
    cancel_on: Day | None = None
    accept_loss: YesNo = False
    accept_gap: YesNo = False


class Freeze(Frozen):
    """Days, both inclusive, on which nothing (``all``) or no licence (``licences``) is changed."""

    first: Day = Field(alias="from")
    last: Day = Field(alias="to")
    kind: Annotated[Token, one_of("all", "licences")] = Token("all")
    name: Name | None = None


class Progress(Frozen):
    """A record of one step: done on a day, or not needed and why.

    ``step`` is the step's hash as it was then, ``due`` the day it was due and ``seats`` the licences it was about: by
    them a plan can say what has changed since.
    """

    done: Day | None = None
    not_needed: Line | None = None
    by: Line | None = None
    evidence: Line | None = None
    step: StepHash | None = None
    due: Day | None = None
    seats: SeatTotal | None = None


class CustomerFile(Frozen):
    """``customers/<id>.yaml`` as a whole."""

    planned_on: Day
    customer: Identity
    tenant: Tenant
    partner: Slug | None = None
    languages: tuple[Annotated[Token, one_of(*LANGUAGES)], ...] = Field((Token(LANGUAGES[0]),), min_length=1)
    contacts: tuple[Contact, ...] = ()
    relationship: Relationship = Relationship()
    agreement: Agreement = Agreement()
    admin_access: AdminAccess = AdminAccess()
    sellers: dict[Slug, Seller] = Field(default_factory=dict)
    licences: tuple[Licences, ...] = ()
    other_ties: tuple[Annotated[Token, one_of("azure", "software", "other")], ...] = ()
    subscriptions: tuple[Subscription, ...] = Field(min_length=1)
    orders: tuple[Order, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    progress: dict[StepKey, Progress] = Field(default_factory=dict)
    notes: Notes | None = None


class PartnerTenant(Frozen):
    """The partner's own tenant."""

    domain: Domain
    id: Guid | None = None


class Partner(Frozen):
    """A partner that takes customers over; ``country`` decides its market."""

    name: Name
    country: Country
    partner_id: PartnerId | None = None
    tax_id: TaxId | None = None
    tenant: PartnerTenant | None = None
    contacts: tuple[Contact, ...] = ()
    model: Annotated[Token, one_of("direct", "indirect-reseller")] = Token("direct")
    provider: Line | None = None
    default: YesNo = False


class PartnersFile(Frozen):
    """``customers/_partners.yaml`` as a whole."""

    partners: dict[Slug, Partner] = Field(min_length=1)


class Customer(CustomerFile):
    """A customer's file together with what stands outside of it: its id (the file's name) and who takes over."""

    id: Token
    taker: Partner
    taker_key: Token

    @classmethod
    def of(cls, file: CustomerFile, customer_id: str, taker: Partner, taker_key: str) -> Customer:
        """The checked file, not checked again; ``taker_key`` is the partner's key in its file."""
        values = {name: getattr(file, name) for name in CustomerFile.model_fields}
        return cls.model_construct(**values, id=Token(customer_id), taker=taker, taker_key=Token(taker_key))

    @property
    def name(self) -> Pair[Text]:
        return self.customer.name


def customer_schema() -> dict[str, Any]:
    """The JSON Schema of a customer's file: every spelling that the loader takes, so that no editor marks it wrong."""
    schema = CustomerFile.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "csp-runbooks customer"} | schema
