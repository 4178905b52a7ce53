"""The curated offers: who they are, what they were called, whether they are sold, what takes their place.

What they are checked against is no part of this repository. Where it does not lie beside it, those tests are skipped.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from plan_cases import customer_of

from generator.catalog import Catalog, ListRow, Offer, Products, folded
from generator.guidance import Guidance
from generator.plan import make_plan
from generator.text import Token

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "data" / "catalog"
beside = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference data do not lie beside the repository")

NAMED_OTHERWISE = {
    "ADALLOM_STANDALONE": "Microsoft Cloud App Security",
    "DYN365_ENTERPRISE_P1_IW": "Dynamics 365 P1 Tria for Information Workers",
    "INTUNE_A": "Intune",
    "Microsoft_365_Copilot": "Microsoft Copilot for Microsoft 365",
    "PROJECTPREMIUM": "Project Online Premium",
    "TEAMS_COMMERCIAL_TRIAL": "Microsoft Teams Commercial Cloud",
}
"""Offers whose name the list does not have, since it lags, cuts it short or misspells it → its name for them."""

PAIRED_BY_NAME = {
    "8909e28e-5832-42f4-9886-b0a5545f3645": "ENTERPRISEWITHSCAL",
    "379dc555-ddcb-4ccb-bebf-37437333e278": "ENTERPRISEWITHSCAL",
    "d3bca131-4772-47bc-9c2e-e4040f82268c": "PROJECTCLIENT",
}
"""Legacy offers that no list ties to an SKU."""

COSTS_NOTHING_YET_STAYS = {
    "MCOPSTNC": "money paid in advance lies on it",
    "SHAREPOINTSTORAGE": "is paid for, and files stand on it",
    "SHAREPOINTSTORAGE_GOV": "is paid for, and files stand on it",
    "SMB_APPS": "is a product that can be ordered",
}
"""What a list of free SKUs names although it is not marked free."""

HAPPENED_WITHOUT_A_DAY = {
    "AAD_BASIC": "nobody could be found who says that and when it is no longer sold",
    "STANDARDWOFFPACK": "only a page of low quality says so, without a day",
}


def curated(catalog: Catalog) -> tuple[Offer, ...]:
    return tuple(offer for offer in catalog.offers if not offer.listed)


def rows(name: str) -> Iterator[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def catalog(guidance: Guidance) -> Catalog:
    return guidance.catalog


@pytest.fixture(scope="module")
def listed() -> Products:
    """Microsoft's product list as it lies beside the repository."""
    return Products.of(ListRow(*row.values()) for row in _in_order(rows("product_names_service_plans.normalised.csv")))


def _in_order(read: Iterator[dict[str, str]]) -> Iterator[dict[str, str]]:
    keys = ("Product_Display_Name", "String_Id", "GUID", "Service_Plan_Name", "Service_Plan_Id")
    for row in read:
        yield {key: row[key] for key in (*keys, "Service_Plans_Included_Friendly_Names")}


def found(catalog: Catalog, key: str) -> Offer:
    offer = catalog.find(key)
    assert offer is not None, key
    return offer


# Who they are.


def test_at_least_120_offers_are_neither_free_nor_trials(catalog: Catalog) -> None:
    assert sum(not offer.free and not offer.trial for offer in curated(catalog)) >= 120


def test_an_offer_is_free_or_a_trial_but_not_both(catalog: Catalog) -> None:
    assert [offer.id for offer in curated(catalog) if offer.free and offer.trial] == []


@beside
def test_part_number_and_guid_of_every_offer_stand_together_in_the_list(catalog: Catalog, listed: Products) -> None:
    known = {(product.part_number, guid) for guid, product in listed.by_guid.items()}
    assert [offer.id for offer in curated(catalog) if (offer.id, offer.guid) not in known] == []


@beside
def test_a_part_number_that_two_skus_share_is_no_offer_of_the_file(catalog: Catalog, listed: Products) -> None:
    shared = [part for part, count in Counter(one.part_number for one in listed.by_guid.values()).items() if count > 1]
    assert (shared, catalog.find("MCOPSTN5")) == (["MCOPSTN5"], None)


@beside
def test_an_offer_is_called_as_in_the_list_but_for_the_ones_that_are_named_here(
    catalog: Catalog, listed: Products
) -> None:
    names = {offer.id: listed.by_guid[offer.guid].names for offer in curated(catalog)}
    known = {key: {folded(one) for one in said} for key, said in names.items()}
    otherwise = {str(one.id): names[one.id][0] for one in curated(catalog) if folded(one.name) not in known[one.id]}
    assert otherwise == NAMED_OTHERWISE


@beside
def test_legacy_offers_lead_to_the_sku_that_the_lists_tie_them_to(catalog: Catalog) -> None:
    skus = {str(offer.guid) for offer in curated(catalog)}
    tied = {row["offer_id"]: row["sku_guid"] for row in rows("legacy_csp_offers.csv") if row["sku_guid"] in skus}
    by_name = {key: str(found(catalog, offer).guid) for key, offer in PAIRED_BY_NAME.items()}
    ours = {str(key): str(offer.guid) for offer in curated(catalog) for key in offer.legacy_offers}
    assert ours == tied | by_name


def test_only_the_new_commerce_id_that_microsoft_publishes_leads_to_an_offer(catalog: Catalog) -> None:
    ids = {str(key): str(offer.id) for offer in curated(catalog) for key in offer.new_commerce}
    assert ids == {"CFQ7TTC0LH18:0001": "O365_BUSINESS_ESSENTIALS"}


@beside
def test_what_a_list_of_free_skus_names_is_free_or_a_trial_or_has_a_reason_to_stay(catalog: Catalog) -> None:
    named = json.loads((REFERENCE / "free_trial_viral_skus.cipp.json").read_text("utf-8"))
    offers = [found(catalog, row["GUID"]) for row in named]
    assert {str(one.id) for one in offers if not one.free and not one.trial} == set(COSTS_NOTHING_YET_STAYS)


def test_a_resource_account_costs_nothing_and_is_not_free_since_telephone_numbers_hang_on_it(catalog: Catalog) -> None:
    offer = found(catalog, "PHONESYSTEM_VIRTUALUSER")
    assert (offer.kind, offer.free, offer.trial) == ("add-on", False, False)


def test_every_offer_for_small_business_that_is_still_known_by_its_name_has_the_seat_cap(catalog: Catalog) -> None:
    suites = ("Microsoft 365 Business", "Microsoft 365 Apps for business", "Windows 365 Business")
    others = ("Microsoft Defender for Business", "Microsoft Teams Essentials")
    small = {str(one.id) for one in curated(catalog) if one.name.startswith((*suites, *others))}
    assert {str(one.id) for one in curated(catalog) if one.seat_cap} == small | {"MCOEVSMB_1"}


def test_what_calls_itself_an_add_on_is_one(catalog: Catalog) -> None:
    called = [one for one in curated(catalog) if any(word in folded(one.name) for word in ("add on", "attach"))]
    assert [one.id for one in called if one.kind != "add-on"] == []


# Whether they are sold, and what takes their place.


@beside
def test_whatever_happened_to_an_offer_is_told_of_it(catalog: Catalog) -> None:
    happened = [row for row in rows("discontinued_and_renamed.csv") if row["sku_part_number"]]
    untold = {row["old_offer"]: said for row in happened if (said := sorted(_untold(row, catalog)))}
    assert (len(happened), untold) == (49, {})


def _untold(row: dict[str, str], catalog: Catalog) -> Iterator[str]:
    """What a row of the reference says that its offers do not."""
    happened, when = row["what_happened"], row["effective_date"][:10]
    offers = [found(catalog, key) for key in row["sku_part_number"].split()]
    unsure = "not confirmed" in row["note"] or not when
    for offer in offers:
        days = {str(day) for event in offer.lifecycle for day in (event.since, event.until) if day}
        if happened == "renamed":
            if not any(unsure or former.until == when for former in offer.formerly):
                yield f"{offer.id}: former name, {when}"
        elif happened == "sale_reopened":
            if str(date.fromisoformat(when) - timedelta(days=1)) not in days:
                yield f"{offer.id}: not sold until the day before {when}"
        elif happened == "prepaid_variant":
            if not any(one.old == offer.id for one in catalog.equivalents):
                yield f"{offer.id}: {happened}"
        elif str(offer.id) in HAPPENED_WITHOUT_A_DAY:
            if [(event.since, event.evidence) for event in offer.lifecycle] != [(None, "unverified")]:
                yield f"{offer.id}: a day or proof that nobody has"
        elif when not in days:
            yield f"{offer.id}: {happened} {when}"
    if happened not in ("renamed", "sale_reopened"):
        told = {str(key) for offer in offers for one in offer.successors for key in (one.offer, *one.add)}
        yield from (f"successor {key}" for key in row["successor_sku_part_numbers"].split() if key not in told)


def test_what_is_not_verified_has_no_day_unless_a_page_gives_one(catalog: Catalog) -> None:
    events = [(str(one.id), event) for one in curated(catalog) for event in one.lifecycle]
    assert {key for key, event in events if event.evidence == "unverified" and event.since} == {"PROJECTONLINE_PLAN_1"}
    assert {event.evidence for _, event in events if event.since is None} == {"unverified"}


def test_the_markets_of_the_eea_and_switzerland_are_31_countries(catalog: Catalog) -> None:
    (market,) = catalog.markets.values()
    countries = {str(country) for country in market}
    assert (len(market), len(countries), countries >= {"DE", "IS", "LI", "NO", "CH"}, "GB" in countries) == (
        31,
        31,
        True,
        False,
    )


@pytest.mark.parametrize(
    ("day", "new_in_germany", "new_in_taiwan"),
    [
        ("2023-09-30", "current", "current"),
        ("2023-10-01", "end-of-sale", "current"),
        ("2024-03-31", "end-of-sale", "current"),
        ("2024-04-01", "end-of-sale", "end-of-sale"),
        ("2025-10-31", "end-of-sale", "end-of-sale"),
        ("2025-11-01", "current", "current"),
    ],
)
@pytest.mark.parametrize("suite", ["STANDARDPACK", "ENTERPRISEPACK", "ENTERPRISEPREMIUM", "SPE_E3", "SPE_E5"])
def test_a_suite_with_teams_was_not_sold_to_tenants_without_it(
    suite: str, day: str, new_in_germany: str, new_in_taiwan: str, catalog: Catalog
) -> None:
    lives = {
        (country, held): catalog.life(found(catalog, suite), date.fromisoformat(day), country, held=held)
        for country in ("DE", "TW")
        for held in (False, True)
    }
    assert lives == {
        ("DE", False): new_in_germany,
        ("TW", False): new_in_taiwan,
        ("DE", True): "current",
        ("TW", True): "current",
    }


@pytest.mark.parametrize(
    ("offer", "day", "life"),
    [
        ("SPB", "2024-06-01", "current"),
        ("SPE_F1", "2024-06-01", "current"),
        ("Office_365_E3_(no_Teams)", "2024-06-01", "current"),
        ("ENTERPRISEWITHSCAL", "2017-04-06", "current"),
        ("ENTERPRISEWITHSCAL", "2017-04-07", "discontinued"),
        ("BUSINESS_VOICE", "2022-02-28", "current"),
        ("BUSINESS_VOICE", "2022-03-01", "end-of-sale"),
        ("BUSINESS_VOICE", "2022-06-30", "discontinued"),
        ("PROJECTESSENTIALS", "2025-09-30", "current"),
        ("PROJECTESSENTIALS", "2025-10-01", "end-of-sale"),
        ("PROJECTESSENTIALS", "2026-09-30", "discontinued"),
        ("PROJECTONLINE_PLAN_1", "2026-09-29", "current"),
        ("PROJECTONLINE_PLAN_1", "2026-09-30", "discontinued"),
        ("PROJECTONLINE_PLAN_2", "2016-12-31", "discontinued"),
        ("CRMSTANDARD", "2016-11-01", "discontinued"),
        ("DYN365_CUSTOMER_INSIGHTS_ATTACH", "2023-09-01", "end-of-sale"),
        ("Dynamics_365_Customer_Insights_Attach_New", "2023-09-01", "current"),
        ("STANDARDWOFFPACK", "2026-11-22", "current"),
    ],
)
def test_an_offer_is_sold_to_a_tenant_without_it_or_no_longer(
    offer: str, day: str, life: str, catalog: Catalog
) -> None:
    assert catalog.life(found(catalog, offer), date.fromisoformat(day), "TW", held=False) == life


def test_e4_is_followed_by_e5_then_by_e3_with_teams_phone_then_by_e3_alone_which_loses_it(catalog: Catalog) -> None:
    proposals = catalog.proposals(found(catalog, "ENTERPRISEWITHSCAL"))
    notes = [one.successor.note["en"] if one.successor.note else "" for one in proposals]
    assert [(one.offer.id, [str(part.id) for part in one.add]) for one in proposals] == [
        ("ENTERPRISEPREMIUM", []),
        ("ENTERPRISEPACK", ["MCOEV"]),
        ("ENTERPRISEPACK", []),
    ]
    assert notes == ["", "Teams Phone carries the telephone functions on", "loses the telephone functions"]


def test_business_voice_without_a_calling_plan_is_followed_by_telephone_and_conferencing(catalog: Catalog) -> None:
    (proposal,) = catalog.proposals(found(catalog, "BUSINESS_VOICE_DIRECTROUTING"))
    assert (proposal.offer.id, [str(one.id) for one in proposal.add]) == (
        "MCOEV",
        ["Microsoft_Teams_Audio_Conferencing_select_dial_out"],
    )


# What they are and were called.


@pytest.mark.parametrize(
    ("name", "offers"),
    [
        ("Office 365 Business Premium", [("O365_BUSINESS_PREMIUM", "former", "2020-04-21")]),
        ("Microsoft 365 Business Premium", [("SPB", "name", None)]),
        ("Microsoft 365 Business", [("SPB", "former", "2020-04-21")]),
        ("Microsoft 365 Business Standard", [("O365_BUSINESS_PREMIUM", "name", None)]),
        ("Microsoft 365 Business Basic", [("O365_BUSINESS_ESSENTIALS", "name", None)]),
        (
            "Microsoft 365 F1",
            [("M365_F1_COMM", "name", None), ("M365_F1", "name", None), ("SPE_F1", "former", "2020-04")],
        ),
        ("Office 365 F1", [("DESKLESSPACK", "former", "2020-04")]),
        ("Office 365 Enterprise K1", [("DESKLESSPACK", "former", None)]),
        ("Azure Active Directory Premium P1", [("AAD_PREMIUM", "former", "2023-10-01")]),
        ("Project Plan 3", [("PROJECTPROFESSIONAL", "former", None)]),
        ("Project Online", [("PROJECTONLINE_PLAN_1", "former", None)]),
        ("Microsoft Intune Plan 1", [("INTUNE_A", "name", None)]),
        ("Intune", [("INTUNE_A", "former", None)]),
        ("Microsoft 365 Copilot", [("Microsoft_365_Copilot", "name", None)]),
        (
            "Azure Information Protection Plan 1",
            [("RIGHTSMANAGEMENT", "name", None), ("RIGHTSMANAGEMENT_CE", "name", None)],
        ),
        ("Business Premium", []),
    ],
)
def test_a_name_leads_to_the_offers_that_bear_or_bore_it(
    name: str, offers: list[tuple[str, str, str | None]], catalog: Catalog
) -> None:
    candidates = catalog.named(name)
    assert [(str(one.offer.id), one.by, one.former and one.former.until) for one in candidates] == offers


@pytest.mark.parametrize(
    "written",
    [
        "MICROSOFT 365 BUSINESS PREMIUM",
        "microsoft 365  business-premium",
        " Microsoft 365 Business Premium ",
        "Ｍｉｃｒｏｓｏｆｔ ３６５ Business Premium",
    ],
)
def test_case_punctuation_width_and_blanks_of_a_name_do_not_matter(written: str, catalog: Catalog) -> None:
    assert [str(one.offer.id) for one in catalog.named(written)] == ["SPB"]


@pytest.mark.parametrize(
    ("key", "offer"),
    [
        ("796b6b5f-613c-4e24-a17c-eba730d49c02", "ENTERPRISEPACK"),
        ("6fd2c87f-b296-42f0-b197-1e91e994b900", "ENTERPRISEPACK"),
        ("ENTERPRISEPACK", "ENTERPRISEPACK"),
        ("bd938f12-058f-4927-bba3-ae36b1d2501c", "O365_BUSINESS_ESSENTIALS"),
        ("5392a891-cf7a-47c2-abf2-e9d131cad575", "O365_BUSINESS_ESSENTIALS"),
        ("CFQ7TTC0LH18:0001", "O365_BUSINESS_ESSENTIALS"),
        ("e60e0348-1710-484b-992a-32b294d4cde1", "RIGHTSMANAGEMENT"),
        ("00e1ec7b-e4a3-40d1-9441-b69b597ab222", "Microsoft_365_ Business_ Premium_(no Teams)"),
    ],
)
def test_each_key_of_an_offer_leads_to_it(key: str, offer: str, catalog: Catalog) -> None:
    assert found(catalog, key).id == offer


# How two of them relate.


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("ENTERPRISEPACK", "796b6b5f-613c-4e24-a17c-eba730d49c02", "same"),
        ("ENTERPRISEWITHSCAL", "ENTERPRISEPREMIUM", "equivalent"),
        ("SMB_BUSINESS_PREMIUM", "O365_BUSINESS_PREMIUM", "equivalent"),
        ("O365_BUSINESS_PREMIUM", "SMB_BUSINESS_PREMIUM", "different"),
        ("ENTERPRISEPACK", "Office_365_E3_(no_Teams)", "different"),
        ("DYN365_FINANCIALS_BUSINESS_SKU", "DYN365_BUSCENTRAL_PREMIUM", "different"),
    ],
)
def test_two_offers_are_the_same_equivalent_or_different(old: str, new: str, kind: str, catalog: Catalog) -> None:
    assert catalog.compare(Token(old), Token(new)).kind == kind


def test_identical_service_plans_are_not_equivalent(catalog: Catalog) -> None:
    pair = [found(catalog, key) for key in ("PROJECTPROFESSIONAL_FACULTY", "PROJECTPREMIUM_FACULTY")]
    listed = Products.of(ListRow(one.name, one.id, one.guid, "PROJECT_PLAN", "5d9a1c2e", "Project") for one in pair)
    difference = replace(catalog, products=listed).compare(*(one.id for one in pair))
    assert (difference.kind, difference.lost, difference.gained) == ("different", (), ())


@beside
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("PROJECTPROFESSIONAL_FACULTY", "PROJECTPREMIUM_FACULTY"),
        ("PROJECTPROFESSIONAL", "PROJECT_PLAN3_DEPT"),
        ("MCOEV", "MCOEV_FACULTY"),
        ("EMSPREMIUM", "EMSPREMIUM_USGOV_GCCHIGH"),
    ],
)
def test_offers_whose_plans_are_identical_in_the_list_stay_different(
    old: str, new: str, catalog: Catalog, listed: Products
) -> None:
    by_part = {product.part_number: guid for guid, product in listed.by_guid.items()}
    known = [listed.by_guid[by_part[key]].plans for key in (old, new)]
    assert (known[0] == known[1], catalog.compare(Token(old), Token(new)).kind) == (True, "different")


@beside
def test_what_a_replacement_loses_and_gains_is_what_the_reference_worked_out(
    catalog: Catalog, listed: Products
) -> None:
    full = replace(catalog, products=listed)
    expected = {
        (row["from_sku"], row["to_sku"]): (sorted(row["lost"].split()), sorted(row["gained"].split()))
        for row in rows("plan_diffs.derived.csv")
        if catalog.find(row["from_sku"]) and catalog.find(row["to_sku"])
    }
    ours = {}
    for old, new in expected:
        difference = full.compare(Token(old), Token(new))
        assert difference.lost is not None and difference.gained is not None, (old, new)
        ours[old, new] = (sorted(one.name for one in difference.lost), sorted(one.name for one in difference.gained))
    assert (len(expected), ours) == (18, expected)


STOPPED = """\
planned_on: {planned_on}
customer: {{name: 範例精密}}
tenant: {{domain: sample.onmicrosoft.com, country: TW}}
subscriptions:
  - {{id: e1, offer: STANDARDPACK, seats: 9, bought: {{channel: csp}}, ends_on: {ends_on}, target: {{offer: {target}}}}}
"""


def _blockers(text: str, guidance: Guidance) -> set[str]:
    plan = make_plan(customer_of(text), guidance)
    return {str(found.finding.id) for found in plan.findings if found.finding.level == "blocker"}


def test_what_was_deleted_is_not_held_any_more(guidance: Guidance) -> None:
    text = STOPPED.format(planned_on="2024-06-22", ends_on="2024-09-30", target="ENTERPRISEPACK")
    e3 = "  - {id: e3, offer: ENTERPRISEPACK, seats: 5, bought: {channel: csp}, ends_on: 2024-09-30, state: %s}\n"
    assert "target-discontinued" in _blockers(text, guidance)
    assert "target-discontinued" not in _blockers(text + e3 % "active", guidance)
    assert "target-discontinued" in _blockers(text + e3 % "deleted", guidance)


@pytest.mark.parametrize(("ends_on", "gone"), [("2026-09-25", False), ("2026-10-25", True)])
def test_an_offer_whose_sale_ends_before_the_order_cannot_be_ordered(
    ends_on: str, gone: bool, guidance: Guidance
) -> None:
    text = STOPPED.format(planned_on="2026-06-22", ends_on=ends_on, target="PROJECTESSENTIALS")
    text = text.replace("STANDARDPACK", "PROJECTESSENTIALS")
    assert ("discontinued-without-equivalent" in _blockers(text, guidance)) == gone
