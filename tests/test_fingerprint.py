"""The fingerprint of a plan and the hashes of its steps: what changes them, and what voids no paper."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import yaml
from plan_cases import ACME, customer_of

from generator.catalog import Catalog
from generator.guidance import Guidance
from generator.load import Project
from generator.plan import Plan, make_plan
from generator.text import LANGUAGES, Pair

FINGERPRINT = re.compile(r"[0-9a-f]{4}(-[0-9a-f]{4}){3}")
CHANGES = {
    "the seats": ("    seats: 120\n", "    seats: 121\n"),
    "the new seats": ("ENTERPRISEPACK, seats: 120}", "ENTERPRISEPACK, seats: 121}"),
    "the offer": ("    offer: ENTERPRISEPACK\n", "    offer: ENTERPRISEPREMIUM\n"),
    "the new offer": ("target: {offer: ENTERPRISEPACK", "target: {offer: SPE_E3"),
    "the new price": ("PACK, seats: 120}", "PACK, seats: 120, price: {amount: 640, currency: TWD}}"),
    "the new term": ("PACK, seats: 120}", "PACK, seats: 120, term: P3Y}"),
    "the new billing": ("PACK, seats: 120}", "PACK, seats: 120, billing: annual}"),
    "the end date": ("ends_on: 2027-01-14", "ends_on: 2027-01-15"),
    "the decided day": ("notes:", "    provision_on: 2027-01-12\nnotes:"),
    "the day of the cancellation": ("notes:", "    ending: cancel\n    cancel_on: 2027-01-14\nnotes:"),
    "a freeze that moves a day": ("notes:", "freezes: [{from: 2027-01-11, to: 2027-01-12}]\nnotes:"),
    "the name of the customer": ("name: Acme", "name: Apex"),
    "the domain": ("acme.onmicrosoft.com", "apex.onmicrosoft.com"),
    "who takes over": ("tenant:", "partner: stratus\ntenant:"),
}
TWO_SELLERS = """\
planned_on: 2026-11-22
customer: {name: {zh-TW: 範例, en: Sample}}
tenant: {domain: acme.onmicrosoft.com, country: TW}
sellers:
  beifeng: {name: Beifeng Reselling, model: direct, cooperates: no}
  nanhai: {name: Nanhai Reselling, model: direct, cooperates: no}
licences:
  - {offer: ENTERPRISEPACK, assigned: 117}
  - {offer: EXCHANGESTANDARD, assigned: 8}
subscriptions:
  - id: taipei
    offer: ENTERPRISEPACK
    seats: 60
    bought: {channel: csp, from: nanhai, commerce: nce}
    ends_on: 2027-01-14
    at_end: renew
  - id: mail
    offer: EXCHANGESTANDARD
    seats: 9
    bought: {channel: csp, from: nanhai, commerce: nce}
    ends_on: 2027-01-14
    at_end: renew
  - id: kaohsiung
    offer: ENTERPRISEPACK
    seats: 60
    bought: {channel: csp, from: beifeng, commerce: nce}
    ends_on: 2027-02-14
    at_end: renew
freezes:
  - {from: 2026-12-24, to: 2027-01-03}
  - {from: 2027-02-05, to: 2027-02-11}
progress:
  check-inventory: {done: 2026-11-20, by: Lin}
  notify-former-seller/mail: {done: 2026-11-20, by: Lin}
"""
"""Two sellers, two ends, a record for the whole and one for a part; seller, end and id sort each in their own way."""

NO_CHANGES = {
    "a record of progress": ("notes:", "progress:\n  check-inventory: {done: 2026-11-20, by: Lin}\nnotes:"),
    "a known relationship": ("notes:", "relationship: {status: accepted}\nnotes:"),
    "the name of a contact": ("name: Wang", "name: Chen"),
    "a telephone number": ("5550-0101", "5550-0202"),
    "another contact": ("sellers:", "  - {role: billing, name: Lin}\nsellers:"),
    "the notes": ("notes: quiet", "notes: loud"),
    "no notes": ("notes: quiet\n", ""),
    "a comment": ("sellers:", "# as of today\nsellers:"),
    "the day of the plan": ("planned_on: 2026-11-22", "planned_on: 2026-11-24"),
}


def test_a_fingerprint_is_four_groups_of_four_hex_digits(guidance: Guidance) -> None:
    assert re.fullmatch(FINGERPRINT, _fingerprint(ACME, guidance))


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_decided_changes_the_fingerprint(what: str, guidance: Guidance) -> None:
    assert _fingerprint(_changed(*CHANGES[what]), guidance) != _fingerprint(ACME, guidance)


@pytest.mark.parametrize("what", NO_CHANGES)
def test_what_voids_no_paper_leaves_the_fingerprint(what: str, guidance: Guidance) -> None:
    assert _fingerprint(_changed(*NO_CHANGES[what]), guidance) == _fingerprint(ACME, guidance)


@pytest.mark.parametrize("what", ["lists", "keys", "both"])
def test_the_order_of_the_file_voids_nothing(what: str, guidance: Guidance) -> None:
    values = yaml.load(TWO_SELLERS, yaml.BaseLoader)  # noqa: S506 - every scalar as it is written
    turned = yaml.dump(_turned(values, lists=what != "keys", keys=what != "lists"), allow_unicode=True, sort_keys=False)
    assert turned.index("kaohsiung") < turned.index("taipei") or what == "keys"
    assert _seen(make_plan(customer_of(turned), guidance)) == _seen(make_plan(customer_of(TWO_SELLERS), guidance))


def test_a_step_that_occurs_several_times_is_named_by_the_smallest_of_its_subscriptions(guidance: Guidance) -> None:
    plan = make_plan(customer_of(TWO_SELLERS), guidance)
    assert [step.key for step in plan.steps if step.id == "notify-former-seller"] == [
        "notify-former-seller-mail",
        "notify-former-seller-kaohsiung",
    ]


def test_in_every_customers_file_the_order_of_subscriptions_decides_nothing(
    plans: tuple[Plan, ...], guidance: Guidance
) -> None:
    for plan in plans:
        turned = plan.customer.model_copy(update={"subscriptions": plan.customer.subscriptions[::-1]})
        assert _seen(make_plan(turned, guidance)) == _seen(plan), plan.customer.id


def test_looked_at_later_with_the_same_due_days_it_is_the_same(guidance: Guidance) -> None:
    early, late = (make_plan(customer_of(ACME), guidance, date(2026, 11, day)) for day in (22, 30))
    assert ([step.due for step in early.steps], early.fingerprint) == (
        [step.due for step in late.steps],
        late.fingerprint,
    )


def test_the_name_of_an_offer_changes_nothing(guidance: Guidance) -> None:
    offers = tuple(offer.model_copy(update={"name": f"New {offer.name}"}) for offer in guidance.catalog.offers)
    by_key = {key: next(new for new in offers if new.id == old.id) for key, old in guidance.catalog.by_key.items()}
    renamed = replace(guidance, catalog=Catalog(offers, guidance.catalog.equivalents, by_key))
    assert _fingerprint(ACME, renamed) == _fingerprint(ACME, guidance)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["title", "do", "where", "expected", "evidence", "undo"])
def test_the_wording_of_a_step_changes_fingerprint_and_hash(part: str, language: str, guidance: Guidance) -> None:
    reworded = _reworded("check-inventory", part, language, guidance)
    old, new = make_plan(customer_of(ACME), guidance), make_plan(customer_of(ACME), reworded)
    assert old.fingerprint != new.fingerprint
    assert [step.key for step in old.steps if step.hash not in {one.hash for one in new.steps}] == ["check-inventory"]


def test_the_wording_of_a_step_that_the_plan_lacks_changes_nothing(guidance: Guidance) -> None:
    reworded = _reworded("recover-admin", "title", "en", guidance)
    assert _fingerprint(ACME, reworded) == _fingerprint(ACME, guidance)


def test_a_step_counts_as_done_until_its_wording_days_or_seats_change(guidance: Guidance) -> None:
    hash_then = next(step.hash for step in make_plan(customer_of(ACME), guidance).steps)
    done = f"{ACME}progress:\n  check-inventory: {{done: 2026-11-20, by: Lin, step: '{hash_then}'}}\n"
    reworded = _reworded("check-inventory", "do", "zh-TW", guidance)
    assert [
        _first_state(done, guidance),
        _first_state(done, reworded),
        _first_state(done.replace("2027-01-14", "2027-01-21"), guidance),
        _first_state(done.replace("seats: 120", "seats: 119"), guidance),
        _first_state(done.replace("name: Wang", "name: Chen"), guidance),
    ] == ["done", "recheck", "recheck", "recheck", "done"]


def _turned(value: Any, *, lists: bool, keys: bool) -> Any:
    """The same with its lists, or the keys of its mappings, or both in the opposite order."""
    if isinstance(value, dict):
        items = [(key, _turned(one, lists=lists, keys=keys)) for key, one in value.items()]
        return dict(reversed(items) if keys else items)
    if isinstance(value, list):
        inside = [_turned(one, lists=lists, keys=keys) for one in value]
        return inside[::-1] if lists else inside
    return value


def _seen(plan: Plan) -> tuple[str, list[tuple[str, str, date, str, str]]]:
    """The fingerprint, and what is printed of each step, in the order of the pages."""
    return plan.fingerprint, [(step.number, step.key, step.due, step.hash, step.state) for step in plan.steps]


def _first_state(text: str, guidance: Guidance) -> str:
    return make_plan(customer_of(text), guidance).steps[0].state


def _changed(old: str, new: str) -> str:
    assert ACME.count(old) == 1, old
    return ACME.replace(old, new)


def _reworded(step_id: str, part: str, language: str, guidance: Guidance) -> Guidance:
    steps = []
    for step in guidance.steps:
        said = getattr(step, part)
        if step.id == step_id:
            words = {name: f"{said[name]}!" if name == language else said[name] for name in LANGUAGES}
            steps.append(step.model_copy(update={part: Pair.of(words)}))
        else:
            steps.append(step)
    return replace(guidance, steps=tuple(steps))


def _fingerprint(text: str, guidance: Guidance) -> str:
    return make_plan(customer_of(text), guidance).fingerprint


def test_planned_anew_later_for_the_same_cut_overs_no_step_that_was_done_is_reopened(loaded: Project) -> None:
    """What is late by then is due on another day, and stays the same work."""
    checked = 0
    for customer in loaded.customers:
        plans = [make_plan(customer, loaded.guidance, customer.planned_on + timedelta(days=days)) for days in (0, 10)]
        cut_overs = [[one.cut_over for one in plan.subscriptions] for plan in plans]
        if cut_overs[0] != cut_overs[1] or not any(cut_overs[0]):
            continue
        early, late = ({step.key: step.hash for step in plan.steps} for plan in plans)
        assert [key for key in early if late.get(key, early[key]) != early[key]] == [], customer.id
        checked += 1
    assert checked > 10
