"""What other people hold on to: the plan's JSON, and that every row of the tables is used."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from plan_cases import ACME, CASES, CLAUSE_CASES, CUSTOMERS, EXAMPLES, PLAN_CASES, customer_of, plan_of

from generator.guidance import Guidance
from generator.plan import as_json, make_plan

FULL = CASES / "plans" / "a big move has every kind of subscription in one runbook.yaml"
OWNERS = {"partner", "customer", "former-partner", "provider", "microsoft"}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
FINGERPRINT = re.compile(r"[0-9a-f]{4}(-[0-9a-f]{4}){3}")
HASH = re.compile(r"[0-9a-f]{4}")
GUIDANCE = re.compile(r"[0-9a-f]{8}")
AMOUNT = re.compile(r"\d+(\.\d{2})?")
CLAUSE = re.compile(r"[a-z0-9-]+")
ROUTE = {"re-provision", "transfer-request", "renew-to-csp", "reseller-change", "convert-trial", "keep", "retire"}
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
MONEY = {"amount": AMOUNT, "currency": str, "tax": (None, {"included", "excluded"}), "price": {"old", "new"}}
GOODS = {"offer": str, "seats": int}
REASON = {"fact": str, "value": str, "basis": [CLAUSE]}
PROPOSAL = {"offer": str, "add": [str], "lost": (None, [str])}
SHAPE = {
    "format": {"1"},
    "customer": str,
    "as_of": DAY,
    "guidance": GUIDANCE,
    "fingerprint": FINGERPRINT,
    "status": {"blocked", "attention", "ready", "done"},
    "facts": {str: str},
    "subscriptions": [
        {
            "id": str,
            "offer": str,
            "seats": int,
            "target": (None, GOODS),
            "order": (None, str),
            "channel": str,
            "commerce": (None, {"legacy", "nce"}),
            "intent": {"transfer", "keep", "retire"},
            "route": ROUTE,
            "mode": (None, {"overlap", "same-day", "expire-first"}),
            "ending": {"expire", "cancel"},
            "offer_change": (None, {"same", "equivalent", "different"}),
            "services": (None, {"lost": [str], "gained": [str]}),
            "seat_change": int,
            "dates": {
                "provision_by": (None, DAY),
                "provision_on": (None, DAY),
                "request_by": (None, DAY),
                "request_on": (None, DAY),
                "fallback_on": (None, DAY),
                "order_by": (None, DAY),
                "earliest": (None, DAY),
                "recommended": (None, DAY),
                "last_safe": (None, DAY),
                "undo_until": (None, MOMENT),
                "grace_until": (None, DAY),
                "ends_on": DAY,
                "old_end": DAY,
            },
            "overlap_days": int,
            "gap_days": int,
            "loss_days": int,
            "overlap_seat_days": int,
            "gap_seat_days": int,
            "loss": (None, MONEY),
            "overlap_cost": (None, MONEY),
            "facts": {str: str},
            "not_taken": [{"row": str, "route": ROUTE, "against": {str: str}}],
            "reasons": [({**REASON, "row": str}, REASON)],
        }
    ],
    "totals": {"overlap_seat_days": int, "gap_seat_days": int, "overlap_cost": [MONEY], "loss": [MONEY]},
    "findings": [
        {
            "id": str,
            "level": {"blocker", "warning", "note"},
            "subscription": (None, str),
            "basis": [CLAUSE],
            "values": {str: (None, int, str, MONEY, {"zh-TW": str, "en": str}, [str], [PROPOSAL])},
        }
    ],
    "steps": [
        {
            "id": str,
            "key": str,
            "number": str,
            "phase": str,
            "cut_over": (None, DAY),
            "owner": OWNERS,
            "not_before": (None, DAY),
            "due": DAY,
            "moved_from": (None, DAY),
            "subscription": (None, str),
            "subjects": [str],
            "after": [str],
            "basis": [CLAUSE],
            "irreversible": bool,
            "hash": HASH,
            "state": {"open", "done", "not-needed", "recheck"},
            "recheck": [{"what": str, "was": (None, DAY, int), "now": (None, DAY, int)}],
        }
    ],
    "gates": [{"id": str, "after": str, "basis": [CLAUSE]}],
}


@pytest.mark.parametrize("path", [FULL, *EXAMPLES], ids=lambda path: path.stem)
def test_the_json_has_exactly_the_keys_and_types_of_the_contract(path: Path, guidance: Guidance) -> None:
    said = json.loads(json.dumps(as_json(plan_of(path, guidance))))
    assert list(_deviations(said, SHAPE, "plan")) == []


def test_the_full_case_fills_in_every_key(guidance: Guidance) -> None:
    said = as_json(plan_of(FULL, guidance))
    for rows in (said["subscriptions"], said["steps"]):
        empty = [key for key in rows[0] if all(row[key] in (None, []) for row in rows)]
        assert empty == (["services"] if rows is said["subscriptions"] else [])  # known with a product list alone


def test_quotes_comments_and_the_order_of_keys_change_nothing(guidance: Guidance) -> None:
    text = FULL.read_text(encoding="utf-8")
    values = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - every scalar as it is written; nothing is constructed
    turned = yaml.dump(_turned(values), default_style='"', allow_unicode=True, sort_keys=False)
    commented = "".join(f"{line}   # as it was\n" for line in turned.splitlines())
    assert _json(commented, guidance) == _json(text, guidance)


def _turned(value: Any) -> Any:
    """The same with the keys of every mapping in the opposite order; the order of ``progress`` is the reader's own."""
    if isinstance(value, dict):
        return {key: one if key == "progress" else _turned(one) for key, one in sorted(value.items(), reverse=True)}
    return [_turned(one) for one in value] if isinstance(value, list) else value


def _deviations(value: Any, shape: Any, trail: str) -> Iterator[str]:
    """Where a value is not as its shape says: a type, literals, a pattern, alternatives, a list's item, keys."""
    if isinstance(shape, tuple):
        if all(list(_deviations(value, one, trail)) for one in shape):
            yield f"{trail}: {value!r} is nothing of {shape}"
    elif shape is None or isinstance(shape, type):
        if not (value is None if shape is None else type(value) is shape):
            yield f"{trail}: {value!r} is no {shape}"
    elif isinstance(shape, re.Pattern):
        if not (isinstance(value, str) and shape.fullmatch(value)):
            yield f"{trail}: {value!r} is not like {shape.pattern}"
    elif isinstance(shape, set):
        if value not in shape:
            yield f"{trail}: {value!r} is none of {sorted(shape)}"
    elif isinstance(shape, list):
        yield from _of_a_list(value, shape[0], trail)
    else:
        yield from _of_a_mapping(value, shape, trail)


def _of_a_list(value: Any, shape: Any, trail: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{trail}: {value!r} is no list"
        return
    for index, item in enumerate(value):
        yield from _deviations(item, shape, f"{trail}[{index}]")


def _of_a_mapping(value: Any, shape: dict[Any, Any], trail: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{trail}: {value!r} is no mapping"
        return
    any_key = shape.get(str)
    if any_key is None and set(value) != set(shape):
        yield f"{trail}: other keys: {sorted(set(value) ^ set(shape))}"
    for key, one in value.items():
        if any_key is not None or key in shape:
            yield from _deviations(one, any_key or shape[key], f"{trail}.{key}")


def _json(text: str, guidance: Guidance) -> dict[str, Any]:
    return as_json(make_plan(customer_of(text), guidance))


def test_the_example_customers_between_them_exercise_every_row_and_clause(guidance: Guidance) -> None:
    plans = [plan_of(path, guidance) for path in EXAMPLES]
    rows = [step.step for plan in plans for step in plan.steps]
    rows += [found.finding for plan in plans for found in plan.findings]
    rows += [one.route for plan in plans for one in plan.subscriptions]
    shown = {row.id for row in rows}
    cited = {clause for row in rows for clause in row.basis}
    missing = [str(row.id) for row in (*guidance.steps, *guidance.findings, *guidance.routes) if row.id not in shown]
    assert missing == [
        *("services-lost", "offer-listed-only", "target-listed-only"),  # with a product list: test_catalog_command.py
        "tenant-subscription-limit",  # it takes 151 subscriptions: too many pages for an example
    ]
    uncited = [one.id for one in guidance.clauses if one.kind != "heading" and one.id not in cited]
    assert uncited == ["subscriptions-per-tenant"]  # the clause of that finding; tests/cases/clauses has both


def test_every_step_finding_and_route_is_shown_by_a_file(guidance: Guidance) -> None:
    plans = [plan_of(path, guidance) for path in (*EXAMPLES, *PLAN_CASES, *CLAUSE_CASES)]
    shown = {f"step {step.id}" for plan in plans for step in plan.steps}
    shown |= {f"finding {found.finding.id}" for plan in plans for found in plan.findings}
    shown |= {f"route {one.route.id}" for plan in plans for one in plan.subscriptions}
    shown |= {f"reason {why.fact} {why.value}" for plan in plans for one in plan.subscriptions for why in one.reasons}
    rows = [f"step {row.id}" for row in guidance.steps] + [f"finding {row.id}" for row in guidance.findings]
    rows += [f"route {row.id}" for row in guidance.routes]
    rows += [f"reason {row.fact} {row.value}" for row in guidance.reasons]
    with_a_list = ("services-lost", "offer-listed-only", "target-listed-only")  # tests/test_catalog_command.py
    assert sorted(row for row in rows if row not in shown) == sorted(f"finding {one}" for one in with_a_list)


def test_every_key_of_an_offer_leads_to_that_offer(guidance: Guidance) -> None:
    keys = [(key, offer) for offer in guidance.catalog.offers for key in (offer.id, offer.guid, *offer.legacy_offers)]
    assert len({key for key, _ in keys}) == len(keys)
    for key, offer in keys:
        text = ACME.replace("    offer: ENTERPRISEPACK\n", f"    offer: {key}\n")
        (one,) = make_plan(customer_of(text), guidance).subscriptions
        assert (one.old.key, one.old.offer, guidance.catalog.same_key(key)) == (offer.id, offer, offer.id)


def test_the_examples_are_all_there() -> None:
    assert len(EXAMPLES) == len(list(CUSTOMERS.glob("*.yaml"))) - 1
