"""What is different between two sides: files as they were understood, plans, rules; how much each change weighs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from diff_repository import CASES

from generator.guidance import Guidance
from generator.load import Project
from generator.load.customers import load_customers
from generator.load.tree import Disk
from generator.model import Customer, CustomerFile, Frozen, Partner, Price, Progress
from generator.plan import Plan, make_plan
from generator.review import Change, Desk, Review, Touched, compared, lines, markdown, review_json, rule_changes
from generator.review.changes import SEVERITIES
from generator.review.files import file_changes
from generator.review.plans import _told, step_changes
from generator.review.words import field_label, value_words
from generator.text import LANGUAGES, Pair, Token

Read = Callable[..., Customer]
Edit = tuple[str, str]

EXECUTIVE = "  - {role: executive, name: 簡承翰, reachable: yes, may_sign: yes}\n"
ADMIN = "  - {role: global-admin, name: 簡玟伶, email: admin@nanxun.example, reachable: yes}\n"
END = "    target: {price: {amount: 720, currency: TWD, tax: excluded}}\n"


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """``read("nanxun", (old, new), …)``: a customer of the cases with other texts in the file or the partners' file."""

    def customer(name: str, *edits: Edit) -> Customer:
        folder = tmp_path / "customers"
        folder.mkdir(exist_ok=True)
        for file in ("_partners.yaml", f"{name}.yaml"):
            text = (CASES / "customers" / file).read_text(encoding="utf-8")
            for old, new in edits:
                text = text.replace(old, new)
            (folder / file).write_text(text, encoding="utf-8", newline="\n")
        customers, _, problems = load_customers(Disk(tmp_path), [f"customers/{name}.yaml"])
        assert problems == []
        return customers[0]

    return customer


# ---- Every key has a name and a weight -----------------------------------------------------------------------------


def _keys(shape: type[Frozen], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every path of which the files' differences may speak: ``x`` stands for a thing's name."""
    for name, field in shape.model_fields.items():
        yield from _below(field.annotation, (*path, field.alias or name))


def _below(annotation: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    shapes = [one for one in _parts(annotation) if isinstance(one, type) and issubclass(one, Frozen)]
    several = any(get_origin(one) in (tuple, dict) for one in (annotation, *_parts(annotation)))
    here = (*path, "x") if shapes and several else path
    if not shapes or several or shapes[0] in (Price, Progress):
        yield here
    if shapes and shapes[0] not in (Price, Progress):
        yield from _keys(shapes[0], here)


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for one in get_args(annotation):
        yield from _parts(one)


KEYS = [*_keys(CustomerFile), *_keys(Partner, ("taker",))]


EFFECTS = (
    *("route", "offer_change", "mode", "new_offer", "new_seats", "cut_over", "old_end"),
    *("overlap_days", "gap_days", "loss", "overlap_cost", "last_safe", "fallback_on", "order_by", "undo_until", "told"),
)
OF_PLANS = [("plan", "status"), *(("plan", "subscriptions", "x", name) for name in EFFECTS)]


def test_these_are_all_the_effects_that_are_compared(loaded: Project) -> None:
    """So that a new one gets its line below too."""
    plan = make_plan(loaded.customers[0], loaded.guidance)
    assert tuple(_told(plan.subscriptions[0])) == EFFECTS


def test_every_key_has_its_name_kind_and_weight(loaded: Project, golden: Callable[[Path, str], None]) -> None:
    """A new key of the model is a new line here: somebody decided what it is called and how much it weighs."""
    voices = Desk(loaded.wording.labels, loaded.wording.templates).voices
    rows = []
    for path in [*KEYS, *OF_PLANS]:
        change = Change(path, "change", None, None)
        names = [str(field_label(change, voices[language])).replace("<code>x</code> ", "") for language in LANGUAGES]
        rows.append(f"{'/'.join(path)}: {change.kind}, {change.severity} – {' · '.join(names)}\n")
    golden(CASES / "every key with its kind and weight.txt", "".join(rows))


def test_only_what_nobody_signs_or_acts_on_weighs_nothing() -> None:
    light = {"/".join(path) for path in KEYS if Change(path, "change", None, None).severity == "low"}
    assert light == {"languages", "subscriptions/x/ms_id", "progress/x", "notes"}


def test_no_label_of_a_key_is_left_over(loaded: Project) -> None:
    used = set()
    for path in [*KEYS, *OF_PLANS]:
        names = path[1:] if path[0] == "plan" else path
        below = tuple(name for name in names if name != "x")
        used.add("/".join(below[1:] if below[0] == "subscriptions" and len(below) > 1 else below))
    assert set(loaded.wording.labels["field"]) == used


@pytest.mark.parametrize(
    ("path", "kind", "severity"),
    [
        ("subscriptions/e3/seats", "licence", "high"),
        ("subscriptions/e3/target/seats", "licence", "high"),
        ("subscriptions/e3/target/term", "licence", "medium"),
        ("subscriptions/e3/ends_on", "schedule", "high"),
        ("subscriptions/e3/provision_on", "schedule", "high"),
        ("subscriptions/e3/bought/channel", "route", "high"),
        ("subscriptions/e3/accept_loss", "route", "high"),
        ("subscriptions/e3", "scope", "high"),
        ("subscriptions/e3/ms_id", "text", "low"),
        ("orders/m365", "scope", "high"),
        ("orders/m365/term", "licence", "high"),
        ("sellers/beifeng/name", "people", "medium"),
        ("sellers/beifeng/cooperates", "route", "medium"),
        ("sellers/beifeng", "route", "medium"),
        ("contacts/it/phone", "people", "medium"),
        ("taker/contacts/it/phone", "people", "medium"),
        ("tenant/country", "route", "high"),
        ("freezes/2026-12-24/to", "schedule", "medium"),
        ("progress/approve-plan", "text", "low"),
        ("notes", "text", "low"),
        ("plan/status", "scope", "high"),
        ("plan/subscriptions/e3/cut_over", "schedule", "high"),
        ("plan/subscriptions/e3/overlap_days", "schedule", "medium"),
        ("plan/subscriptions/e3/told", "text", "low"),
        ("something/new", "text", "low"),
    ],
)
def test_a_path_has_its_kind_and_weight(path: str, kind: str, severity: str) -> None:
    change = Change(tuple(path.split("/")), "change", 1, 2)
    assert (change.kind, change.severity) == (kind, severity)
    assert severity in SEVERITIES


# ---- Files ---------------------------------------------------------------------------------------------------------


FILES: dict[str, tuple[list[Edit], list[tuple[str, str, Any, Any]]]] = {
    "another number": ([("seats: 40", "seats: 44")], [("subscriptions/premium/seats", "change", 40, 44)]),
    "another day": (
        [("ends_on: 2027-02-28", "ends_on: 2027-02-27")],
        [("subscriptions/premium/ends_on", "move", date(2027, 2, 28), date(2027, 2, 27))],
    ),
    "a day that is decided": (
        [(END, f"{END}    provision_on: 2027-02-18\n")],
        [("subscriptions/premium/provision_on", "add", None, date(2027, 2, 18))],
    ),
    "a day that is no longer known": (
        [("    starts_on: 2026-03-01\n", "")],
        [("subscriptions/premium/starts_on", "remove", date(2026, 3, 1), None)],
    ),
    "another target": (
        [("target: {price", "target: {offer: SPE_E3, price")],
        [("subscriptions/premium/target/offer", "add", None, "SPE_E3")],
    ),
    "a subscription with another id is one that goes and one that comes": (
        [("id: premium", "id: business")],
        [("subscriptions/business", "add", None, "business"), ("subscriptions/premium", "remove", "premium", None)],
    ),
    "a contact in another order": ([(ADMIN, ""), (EXECUTIVE, EXECUTIVE + ADMIN)], []),
    "one more contact": (
        [(EXECUTIVE, EXECUTIVE + "  - {role: billing, name: 帳務部}\n")],
        [("contacts/billing", "add", None, "帳務部")],
    ),
    "a second contact of a role": (
        [(EXECUTIVE, EXECUTIVE + "  - {role: executive, name: 溫書瑜}\n")],
        [("contacts/executive#2", "add", None, "溫書瑜")],
    ),
    "another seller's name": (
        [("en: Xicheng Systems", "en: Xicheng")],
        [("sellers/xicheng/name", "change", ("西城資訊", "Xicheng Systems"), ("西城資訊", "Xicheng"))],
    ),
    "another price is one change": (
        [("amount: 700", "amount: 710")],
        [("subscriptions/premium/price", "change", 700, 710)],
    ),
    "the same price with its tax in it": (
        [("amount: 700, currency: TWD, tax: excluded", "amount: 700, currency: TWD, tax: included")],
        [("subscriptions/premium/price", "change", 700, 700)],
    ),
    "notes": ([("customer:\n", "notes: 請先致電\ncustomer:\n")], [("notes", "add", None, "請先致電")]),
    "records are one change each": (
        [("customer:\n", "progress: {approve-plan: {done: 2026-11-20}}\ncustomer:\n")],
        [("progress/approve-plan", "add", None, date(2026, 11, 20))],
    ),
    "a key of the partners' file": (
        [("country: TW\n    partner_id", "country: HK\n    partner_id")],
        [
            ("taker/country", "change", "TW", "HK"),
        ],
    ),
    "gathered by weight": (
        [("seats: 40", "seats: 44"), ("customer:\n", "notes: x\nother_ties: [azure]\ncustomer:\n")],
        [
            ("subscriptions/premium/seats", "change", 40, 44),
            ("other_ties", "change", (), ("azure",)),
            ("notes", "add", None, "x"),
        ],
    ),
}


@pytest.mark.parametrize(("edits", "expected"), FILES.values(), ids=FILES)
def test_files_differ_in_what_they_mean(
    edits: list[Edit], expected: list[tuple[str, str, Any, Any]], read: Read
) -> None:
    found = file_changes(read("nanxun"), read("nanxun", *edits))
    assert [("/".join(one.path), one.action, _brief(one.before), _brief(one.after)) for one in found] == expected


def _brief(value: Any) -> Any:
    """Something whole by what tells it from others."""
    if isinstance(value, Pair):
        return value.said
    if isinstance(value, Frozen):
        named = (getattr(value, name, None) for name in ("id", "amount", "name", "done"))
        value = next(one for one in named if one is not None)
        return value[LANGUAGES[0]] if isinstance(value, Pair) else value
    return value


LISTED = {
    "other ties": ("other_ties: [{}, {}]", "azure", "software"),
    "roles": ("admin_access: {{status: active, roles: [{}, {}]}}", "Reader", "User admin"),
    "freezes": ("freezes: [{}, {}]", "{from: 2026-12-24, to: 2027-01-03}", "{from: 2027-03-01, to: 2027-03-02}"),
}


@pytest.mark.parametrize(("key", "one", "other"), LISTED.values(), ids=LISTED)
def test_the_order_of_what_has_none_is_no_change(
    key: str, one: str, other: str, read: Read, guidance: Guidance
) -> None:
    listed = (key.format(one, other), key.format(other, one))
    old, new = (read("nanxun", ("customer:\n", f"{told}\ncustomer:\n")) for told in listed)
    assert list(compared({old.id: old}, {new.id: new}, (guidance, guidance))) == []


WHOLE = {
    "other evidence": ("bihai", ("mail of 16 November", "mail of 17 November")),
    "the hash of its step": ("bihai", ("evidence: mail of 16 November", "evidence: mail of 16 November, step: 0a1b")),
    "the day it was due": ("bihai", ("mail of 16 November", "mail of 16 November, due: 2026-11-30")),
    "its tax": ("nanxun", ("amount: 700, currency: TWD, tax: excluded", "amount: 700, currency: TWD, tax: included")),
}


@pytest.mark.parametrize(("name", "edit"), WHOLE.values(), ids=WHOLE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_told_before_and_after_is_not_the_same(
    name: str, edit: Edit, language: str, read: Read, loaded: Project
) -> None:
    """A reader sees in which part a record or a price is another one."""
    desk = Desk(loaded.wording.labels, loaded.wording.templates, loaded.guidance.catalog)
    (change,) = file_changes(read(name), read(name, edit))
    said = [
        value_words(change, value, desk.catalog, "TW", desk.voices[language]) for value in (change.before, change.after)
    ]
    assert said[0] != said[1]


# ---- Plans ---------------------------------------------------------------------------------------------------------


def test_steps_of_two_cut_overs_that_become_one_find_their_successors(read: Read, guidance: Guidance) -> None:
    """The one with most of the same subscriptions; what is left over is gone."""
    apart = make_plan(read("changhe"), guidance)
    together = make_plan(read("changhe", ("2026-05-15", "2026-03-13"), ("2027-05-14", "2027-03-12")), guidance)
    paired = {
        (str(one.step.id), _about(one.before), _about(one.after))
        for one in step_changes(apart, together)
        if one.step.id in ("provision-offers", "set-end-of-term-seller", "check-inventory")
    }
    assert paired == {
        ("provision-offers", "e3", "e3 ems"),
        ("provision-offers", "ems", "–"),
        ("set-end-of-term-seller", "ems", "ems"),
    } | {one for one in paired if one[0] == "check-inventory"}


def test_steps_of_one_cut_over_that_parts_find_their_successors(read: Read, guidance: Guidance) -> None:
    apart = make_plan(read("changhe"), guidance)
    together = make_plan(read("changhe", ("2026-05-15", "2026-03-13"), ("2027-05-14", "2027-03-12")), guidance)
    paired = [
        (_about(one.before), _about(one.after))
        for one in step_changes(together, apart)
        if one.step.id == "provision-offers"
    ]
    assert paired == [("e3 ems", "e3"), ("–", "ems")]


def _about(step: Any) -> str:
    return " ".join(sorted(one.id for one in step.subjects)) if step else "–"


def test_a_step_is_not_said_to_wait_for_others_only_because_the_same_ones_have_other_keys(
    read: Read, guidance: Guidance
) -> None:
    """A second cut-over gives the steps of the first other permalinks; who waits for whom is as it was."""
    one = make_plan(read("nanxun"), guidance)
    second = (
        "  - {id: visio, offer: VISIOCLIENT, seats: 2, ends_on: 2027-06-30, term: P1Y,\n"
        "     bought: {channel: csp, from: xicheng, commerce: nce}}\n"
    )
    two = make_plan(read("nanxun", (END, END + second)), guidance)
    assert len(two.cut_over_sections) == 2
    users = [one for one in step_changes(one, two) if one.step.id == "verify-users" and one.before and one.after]
    assert [(_about(one.before), _about(one.after), one.reordered) for one in users] == []


def test_why_a_step_is_new_is_what_decides_about_it(read: Read, guidance: Guidance) -> None:
    same = make_plan(read("nanxun"), guidance)
    other = make_plan(read("nanxun", ("target: {price", "target: {offer: SPE_E3, price")), guidance)
    new = {str(one.step.id): one.why for one in step_changes(same, other) if one.action == "add"}
    gone = {str(one.step.id): one.why for one in step_changes(other, same) if one.action == "remove"}
    assert new["update-license-assignment"] == (("offer_change", "different"),)
    assert gone["update-license-assignment"] == (("offer_change", "same"),)


def test_what_is_the_same_on_both_sides_is_not_planned(
    read: Read, guidance: Guidance, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned: list[Customer] = []

    def counted(customer: Customer, rules: Guidance) -> Plan:
        planned.append(customer)
        return make_plan(customer, rules)

    monkeypatch.setattr("generator.review.compare.make_plan", counted)
    old, new = ({name: read(name) for name in map(Token, ("nanxun", "bihai", "qiming"))} for _ in range(2))
    new[Token("bihai")] = read("bihai", ("seats: 20", "seats: 21"))
    assert [one.id for one in compared(old, new, (guidance, guidance))] == ["bihai"]
    assert [one.id for one in planned] == ["bihai", "bihai"]


# ---- What comes and goes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_customer_with_a_subscription_that_stays_can_come_and_go(language: str, read: Read, loaded: Project) -> None:
    """What stays has no cut-over and no new offer."""
    customer = read("nanxun", (END, "    intent: keep\n"))
    desk = Desk(loaded.wording.labels, loaded.wording.templates, loaded.guidance.catalog)
    for before, after in (({}, {customer.id: customer}), ({customer.id: customer}, {})):
        review = _review(before, after, loaded.guidance)
        row = "| <code>premium</code> | Microsoft 365 Business Premium | 40 |"
        assert row in markdown(review, desk, language, 60_000)
        assert "Business Premium" in lines(review, desk, language)


def test_things_as_json_have_the_keys_of_the_file(read: Read, guidance: Guidance) -> None:
    freeze = "freezes: [{from: 2026-12-24, to: 2027-01-03}]\ncustomer:\n"
    old, new = read("nanxun"), read("nanxun", ("id: premium", "id: business"), ("customer:\n", freeze))
    told = json.loads(review_json(_review({old.id: old}, {new.id: new}, guidance)))
    added = {one["path"]: one["after"] for one in told["customers"][0]["changes"] if one["action"] == "add"}
    assert added["subscriptions/business"]["bought"] == {"channel": "csp", "from": "xicheng", "commerce": "nce"}
    assert {"from": "2026-12-24", "to": "2027-01-03"}.items() <= added["freezes/2026-12-24"].items()


def _review(before: Mapping[Token, Customer], after: Mapping[Token, Customer], guidance: Guidance) -> Review:
    return Review("main", "", tuple(compared(before, after, (guidance, guidance))), (), {}, (), (), {})


# ---- Rules ---------------------------------------------------------------------------------------------------------


def _reworded(guidance: Guidance, table: str, row_id: str, **changed: Any) -> Guidance:
    rows = tuple(row.model_copy(update=changed) if str(row.id) == row_id else row for row in getattr(guidance, table))
    return replace(guidance, **{table: rows})


def _changed_rules(before: Guidance, after: Guidance, customers: Mapping[Token, Customer]) -> list[tuple[Any, ...]]:
    touched = Touched()
    list(compared(customers, customers, (before, after), touched))
    return [(one.table, one.id, one.action, one.fields, one.customers) for one in rule_changes(before, after, touched)]


@pytest.fixture
def customers(read: Read) -> Mapping[Token, Customer]:
    """One by transfer request, one by a new order."""
    return {customer.id: customer for customer in (read("qiming"), read("nanxun"))}


def test_the_same_rules_have_no_changes(guidance: Guidance, customers: Mapping[Token, Customer]) -> None:
    assert _changed_rules(guidance, guidance, customers) == []
    assert _changed_rules(guidance, replace(guidance), customers) == []


def test_other_words_of_a_step_touch_whoever_has_it(guidance: Guidance, customers: Mapping[Token, Customer]) -> None:
    other = _reworded(guidance, "steps", "provision-offers", evidence=Pair(("發票", "Invoice")))
    assert _changed_rules(guidance, other, customers) == [
        ("steps", "provision-offers", "change", ("evidence",), ("nanxun",))
    ]


def test_a_step_that_goes_touches_whoever_had_it(guidance: Guidance, customers: Mapping[Token, Customer]) -> None:
    other = replace(guidance, steps=tuple(step for step in guidance.steps if step.id != "create-transfer-request"))
    assert _changed_rules(guidance, other, customers) == [
        ("steps", "create-transfer-request", "remove", (), ("qiming",))
    ]
    assert _changed_rules(other, guidance, customers) == [("steps", "create-transfer-request", "add", (), ("qiming",))]


def test_other_words_of_a_finding_touch_whoever_has_it(guidance: Guidance, customers: Mapping[Token, Customer]) -> None:
    other = _reworded(guidance, "findings", "renews-by-itself", title=Pair(("會自動續訂", "It goes on by itself")))
    assert _changed_rules(guidance, other, customers) == [
        ("findings", "renews-by-itself", "change", ("title",), ("nanxun",))
    ]


def test_where_a_finding_points_to_in_a_file_is_nothing_that_a_reader_sees(
    guidance: Guidance, customers: Mapping[Token, Customer]
) -> None:
    other = _reworded(guidance, "findings", "renews-by-itself", at=())
    assert _changed_rules(guidance, other, customers) == []


def test_a_clause_touches_whoever_has_what_rests_on_it(guidance: Guidance, customers: Mapping[Token, Customer]) -> None:
    clause = next(one for one in guidance.clauses if one.id == "seed-111")
    other = _reworded(guidance, "clauses", "seed-111", text=Pair(tuple(f"{said}!" for said in clause.text.said)))
    (told,) = _changed_rules(guidance, other, customers)
    assert told[:4] == ("clauses", "seed-111", "change", ("text",))


def test_what_a_gate_asks_touches_whoever_passes_it(guidance: Guidance, customers: Mapping[Token, Customer]) -> None:
    """It stands on their checklists, and nothing else of their plans changes: it is told by name all the same."""
    phase = next(one for one in guidance.phases if one.id == "consent")
    gate = phase.gate.model_copy(update={"title": Pair(("可以下單", "Order"))})
    other = _reworded(guidance, "phases", "consent", gate=gate)
    assert _changed_rules(guidance, other, customers) == [
        ("phases", "consent", "change", ("gate",), ("nanxun", "qiming"))
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_sent_to_customers_that_are_not_told(
    language: str, guidance: Guidance, customers: Mapping[Token, Customer], loaded: Project
) -> None:
    """A number that changes nobody's plan: nothing stands below."""
    fact = next(one for one in guidance.facts if one.id == "long-overlap-days")
    values = tuple(value.model_copy(update={"days": 33}) for value in fact.values)
    other = _reworded(guidance, "facts", "long-overlap-days", values=values)
    changes = tuple(compared(customers, customers, (guidance, other)))
    assert changes == ()
    review = Review("main", "", changes, rule_changes(guidance, other, Touched()), {}, (), (), {})
    desk = Desk(loaded.wording.labels, loaded.wording.templates, guidance.catalog)
    assert str(desk.voices[language].label("review", "below")) not in markdown(review, desk, language, 60_000)


def test_every_table_of_the_guidance_is_compared(guidance: Guidance) -> None:
    """Every table but the glossary, which is in no plan, and the list of what was retired."""
    others = ("terms", "retired", "version", "catalog", "house")
    tables = [name for name in Guidance.__dataclass_fields__ if name not in others]
    for table in tables:
        fewer = replace(guidance, **{table: getattr(guidance, table)[1:]})
        (told,) = rule_changes(guidance, fewer, Touched())
        assert (told.table, told.action) == (table, "remove")
    fewer_offers = replace(guidance.catalog, offers=guidance.catalog.offers[1:])
    (told,) = rule_changes(guidance, replace(guidance, catalog=fewer_offers), Touched())
    assert (told.table, told.action) == ("offers", "remove")


def test_what_is_equivalent_is_compared_too(guidance: Guidance) -> None:
    """That one offer may stand for another is a person's decision, and changes plans."""
    fewer = replace(guidance.catalog, equivalents=guidance.catalog.equivalents[1:])
    assert rule_changes(guidance, replace(guidance, catalog=fewer), Touched()) != ()
