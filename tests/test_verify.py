"""After a cut-over: what two sides show to have arrived, and what they do not."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from runbooks_command import runbooks
from tenant_exports import TENANT, as_csv, directory, exported, own_id, partner_center, skus

from generator.cli import main
from generator.importers import Holdings, Lot, arrivals, same_again

GOLDEN = Path(__file__).resolve().parent / "cases" / "verify"
PARTNERS = f"""\
partners:
  yunling:
    name: {{zh-TW: 雲嶺數位股份有限公司, en: Yunling Digital}}
    country: TW
    tenant: {{id: {own_id("f")}, domain: yunling.example}}
    default: yes
"""
SOLD = "bought: {channel: csp, from: beifeng, commerce: legacy}\n    ends_on: 2027-01-14"
HEAD = f"""\
planned_on: 2026-11-22
customer: {{name: 範例精密}}
tenant: {{id: {TENANT}, domain: sample.onmicrosoft.com, country: TW}}
sellers:
  beifeng: {{name: 北風經銷, cooperates: COOPERATES, tenant: {{id: {own_id("b")}, domain: beifeng.example}}}}
"""


def subscription(own: str, offer: str, seats: int, *more: str, ms_id: str = "", sold: str = SOLD) -> str:
    lines = [f"id: {own}", f"offer: {offer}", f"seats: {seats}", sold, *more]
    lines += [f"ms_id: {own_id(ms_id)}"] if ms_id else []
    return "  - " + "\n    ".join(lines) + "\n"


def customer(*subscriptions: str, cooperates: str = "no", tail: str = "") -> str:
    return HEAD.replace("COOPERATES", cooperates) + "subscriptions:\n" + "".join(subscriptions) + tail


E3 = customer(subscription("e3", "ENTERPRISEPACK", 120, ms_id="a"))
NO_ID = customer(subscription("e3", "ENTERPRISEPACK", 120))
MORE = customer(subscription("e3", "ENTERPRISEPACK", 120, "target: {seats: 130}", ms_id="a"))
OTHER = customer(subscription("e4", "ENTERPRISEWITHSCAL", 20, "target: {offer: ENTERPRISEPREMIUM}", ms_id="a"))
NCE = SOLD.replace("legacy", "nce")
MOVED = customer(subscription("e3", "ENTERPRISEPACK", 120, ms_id="a", sold=NCE), cooperates="yes")
KEPT = customer(
    subscription("e3", "ENTERPRISEPACK", 120, ms_id="a"),
    subscription("lab", "ENTERPRISEPACK", 30, "intent: keep", ms_id="c"),
)
BUNDLE = customer(
    subscription("e3", "ENTERPRISEPACK", 120, "target: {into: m365}", ms_id="a"),
    subscription("ems", "EMS", 120, "target: {into: m365}", ms_id="e"),
    tail="orders:\n  - {id: m365, offer: SPE_E3, seats: 120}\n",
)
RETIRED = customer(subscription("e3", "ENTERPRISEPACK", 120, "intent: retire"))

E3_BEFORE = directory(("ENTERPRISEPACK", 120, "a"))
Files = Mapping[str, str]


@dataclass(frozen=True)
class Case:
    """``before``: None = the customer's own file; ``file``: the customer's, '' = none is named."""

    code: int
    before: Files | None
    after: Files
    file: str = ""


CASES = {
    # Without a customer: the same offers and seats again, on new subscriptions.
    "during the overlap the new id shows": Case(
        0, E3_BEFORE, directory(("ENTERPRISEPACK", 120, "a"), ("ENTERPRISEPACK", 120, "d"))
    ),
    "the old one alone has not arrived": Case(1, E3_BEFORE, E3_BEFORE),
    "an old one that grew is not a new one": Case(1, E3_BEFORE, directory(("ENTERPRISEPACK", 240, "a"))),
    "in grace the old one still counts as there": Case(
        0, E3_BEFORE, directory(("ENTERPRISEPACK", 120, "a", "Warning"), ("ENTERPRISEPACK", 120, "d"))
    ),
    "the old one is suspended": Case(
        0, E3_BEFORE, directory(("ENTERPRISEPACK", 120, "a", "Suspended"), ("ENTERPRISEPACK", 120, "d"))
    ),
    "the old one is deleted": Case(
        0, E3_BEFORE, directory(("ENTERPRISEPACK", 120, "a", "Deleted"), ("ENTERPRISEPACK", 120, "d"))
    ),
    "the new one is suspended": Case(
        1, E3_BEFORE, directory(("ENTERPRISEPACK", 120, "a"), ("ENTERPRISEPACK", 120, "d", "Suspended"))
    ),
    "ids that cannot be compared in the overlap": Case(
        0, partner_center(("Office 365 E3", 120, "a")), skus(("ENTERPRISEPACK", 240, "16", 118))
    ),
    "ids that cannot be compared after the end": Case(
        1, partner_center(("Office 365 E3", 120, "a")), skus(("ENTERPRISEPACK", 120, "6", 118))
    ),
    "SKUs of one directory in the overlap": Case(
        0, skus(("ENTERPRISEPACK", 120, "1", 118)), skus(("ENTERPRISEPACK", 240, "16", 118))
    ),
    "SKUs of one directory after the end": Case(
        0, skus(("ENTERPRISEPACK", 120, "1", 118)), skus(("ENTERPRISEPACK", 120, "6", 118))
    ),
    "SKUs while the old one is suspended do not tell which": Case(
        1, skus(("ENTERPRISEPACK", 120, "1", 118)), skus(("ENTERPRISEPACK", 120, "16", 118), suspended=120)
    ),
    "several old ones of one SKU": Case(
        0, skus(("ENTERPRISEPACK", 120, "12", 118)), skus(("ENTERPRISEPACK", 120, "67", 118))
    ),
    "one of two offers is missing": Case(
        1,
        directory(("ENTERPRISEPACK", 120, "a"), ("EXCHANGESTANDARD", 9, "c")),
        directory(("ENTERPRISEPACK", 120, "d"), ("EXCHANGESTANDARD", 9, "c", "Suspended")),
    ),
    "the wrong offer was delivered": Case(
        1, E3_BEFORE, directory(("ENTERPRISEPACK", 120, "a"), ("Office_365_E3_(no_Teams)", 120, "d"))
    ),
    "an equivalent was delivered": Case(
        1, directory(("ENTERPRISEWITHSCAL", 20, "a")), directory(("ENTERPRISEPREMIUM", 20, "d"))
    ),
    "more are assigned than there are": Case(
        1, skus(("ENTERPRISEPACK", 120, "1", 118)), skus(("ENTERPRISEPACK", 120, "6", 131))
    ),
    "free offers are no matter": Case(
        0,
        skus(("ENTERPRISEPACK", 120, "1", 118), ("FLOW_FREE", 10000, "3", 5)),
        skus(("ENTERPRISEPACK", 120, "6", 118), ("FLOW_FREE", 10000, "3", 5)),
    ),
    "a table of Partner Center against its answers": Case(
        0, exported(("Office 365 E3", 120, "a")), partner_center(("Office 365 E3", 120, "d"))
    ),
    "a partner's list before and the directory's afterwards": Case(
        0, exported(("Office 365 E3", 120, "a")), directory(("ENTERPRISEPACK", 120, "d"))
    ),
    # With a customer: what the plan leaves behind.
    "the file knows the old id": Case(0, None, directory(("ENTERPRISEPACK", 120, "d")), E3),
    "the file knows no id in the overlap": Case(0, None, skus(("ENTERPRISEPACK", 240, "16", 118)), NO_ID),
    "the file knows no id after the end": Case(1, None, skus(("ENTERPRISEPACK", 120, "6", 118)), NO_ID),
    "more seats are planned and there": Case(0, None, directory(("ENTERPRISEPACK", 130, "d")), MORE),
    "fewer seats than planned": Case(1, None, directory(("ENTERPRISEPACK", 120, "d")), MORE),
    "an equivalent as planned": Case(0, None, directory(("ENTERPRISEPREMIUM", 20, "d")), OTHER),
    "two become one order": Case(
        0, None, directory(("ENTERPRISEPACK", 120, "a"), ("EMS", 120, "e"), ("SPE_E3", 120, "d")), BUNDLE
    ),
    "an export before and the customer's plan": Case(0, E3_BEFORE, directory(("ENTERPRISEPACK", 120, "d")), E3),
    "a request that keeps its id and names the new seller": Case(
        0, None, directory(("ENTERPRISEPACK", 120, "a"), seller="f"), MOVED
    ),
    "a request that is still the former seller's": Case(
        1, None, directory(("ENTERPRISEPACK", 120, "a"), seller="b"), MOVED
    ),
    "a request that changes its id": Case(0, None, directory(("ENTERPRISEPACK", 120, "d")), MOVED),
    "a request where nobody names the seller": Case(1, None, skus(("ENTERPRISEPACK", 120, "1", 118)), MOVED),
    "a request in the new partner's own list": Case(0, None, exported(("Office 365 E3", 120, "a")), MOVED),
    "what was to stay is there": Case(
        0, None, directory(("ENTERPRISEPACK", 30, "c"), ("ENTERPRISEPACK", 120, "d")), KEPT
    ),
    "what was to stay is lost": Case(
        1, None, directory(("ENTERPRISEPACK", 120, "a"), ("ENTERPRISEPACK", 120, "d")), KEPT
    ),
    "what stays with another seller is not in our list": Case(1, None, exported(("Office 365 E3", 120, "d")), KEPT),
    "what stays is not new where the former seller's list lacks it": Case(
        1,
        exported(("Office 365 E3", 120, "a")),
        directory(("ENTERPRISEPACK", 30, "c"), ("ENTERPRISEPACK", 120, "a")),
        KEPT,
    ),
}

Verify = Callable[..., tuple[int, str, str]]


@pytest.fixture
def verify(project: Callable[..., Path], capsys: pytest.CaptureFixture[str], remembering: None) -> Verify:
    """``runbooks verify`` over files that are written first: its exit code, what it prints, what it says."""

    def run(case: Case, *more: str, lang: str = "en") -> tuple[int, str, str]:
        root = project({"sample": case.file} if case.file else {}, partners=PARTNERS)
        sides = [_folder(root / "before", case.before) if case.before is not None else Path("sample")]
        sides.append(_folder(root / "after", case.after))
        named = ["--customer", "sample"] if case.file else []
        code = main(["verify", *map(str, sides), *named, *more, "--project", str(root), "--lang", lang])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def _folder(path: Path, files: Files) -> Path:
    path.mkdir(exist_ok=True)
    for name, text in files.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", CASES)
def test_what_has_arrived_is_told(verify: Verify, golden: Callable[[Path, str], None], name: str) -> None:
    said = {lang: verify(CASES[name], lang=lang) for lang in ("en", "zh-TW")}
    golden(GOLDEN / f"{name}.txt", "\n".join(out + err for _, out, err in said.values()))
    assert [code for code, _, _ in said.values()] == [CASES[name].code] * 2


@pytest.mark.parametrize(
    ("case", "more", "said"),
    [
        (Case(2, E3_BEFORE, skus(("ENTERPRISEPACK", 9, "6", 0), tenant=own_id("8")), E3), [], "is of another tenant"),
        (
            Case(2, skus(("EMS", 9, "1", 0)), skus(("EMS", 9, "6", 0), tenant=own_id("8"))),
            [],
            "is of another tenant (7c1f0f5e",
        ),
        (
            Case(
                2,
                skus(("EMS", 9, "1", 0)),
                skus(("EMS", 9, "6", 0)) | {"b.json": skus(("EMS", 9, "6", 0), tenant=own_id("8"))["skus.json"]},
            ),
            [],
            "does not hold exactly one tenant",
        ),
        (Case(2, E3_BEFORE, E3_BEFORE), ["--customer", "nobody"], "There is no customer `nobody`."),
        (Case(2, directory(("EMS", 9, "a", "Suspended")), E3_BEFORE), [], "there is nothing to verify"),
        (Case(2, None, E3_BEFORE, RETIRED), [], "there is nothing to verify"),
        (Case(2, None, E3_BEFORE, E3), ["--customer", "other"], "BEFORE is the customer `sample`"),
        (Case(2, None, E3_BEFORE), [], "sample is neither a file nor a folder nor a customer's id."),
    ],
    ids=[
        "of a customer another tenant",
        "two tenants",
        "two tenants in one export",
        "no such customer",
        "an empty export",
        "a plan without a new one",
        "two customers",
        "no such file",
    ],
)
def test_wrong_usage_is_refused(verify: Verify, case: Case, more: list[str], said: str) -> None:
    code, out, err = verify(case, *more)
    assert (code, out) == (2, "")
    assert said in " ".join(err.split())


def test_of_many_tenants_the_customers_is_taken(verify: Verify) -> None:
    both = directory() | skus(("ENTERPRISEPACK", 240, "16", 118))
    del both["subscriptions.json"]
    both["b.json"] = skus(("ENTERPRISEPACK", 5, "6", 1), tenant=own_id("8"))["skus.json"]
    assert verify(Case(0, None, both, E3))[0] == 0


def test_the_customer_is_named_by_its_id_alone_or_by_its_file(
    project: Callable[..., Path], capsys: pytest.CaptureFixture[str], remembering: None
) -> None:
    root = project({"sample": E3}, partners=PARTNERS)
    after = str(_folder(root / "after", directory(("ENTERPRISEPACK", 120, "d"))))
    for before in ("sample", "customers/sample.yaml"):
        assert main(["verify", before, after, "--project", str(root)]) == 0
    assert len(set(capsys.readouterr().out.splitlines())) == 2


def test_an_export_that_cannot_be_read_is_a_problem(verify: Verify) -> None:
    code, out, err = verify(Case(1, E3_BEFORE, {"broken.json": '{"value": [', ".DS_Store": "x"}))
    assert (code, out) == (1, "")
    assert err.startswith("broken.json:1")


def test_a_table_that_is_nobodys_is_read_by_its_headers(verify: Verify) -> None:
    before, after = (as_csv("list.csv", ("SKU part number", "Seats"), ("ENTERPRISEPACK", n)) for n in (120, 240))
    code, out, _ = verify(Case(0, before, after))
    assert code == 0
    assert "counted by totals alone" in out


def test_scripts_get_the_same_as_json(verify: Verify) -> None:
    case = CASES["the wrong offer was delivered"]
    code, out, _ = verify(case, "--json")
    assert code == 1
    assert json.loads(out) == {
        "format": "1",
        "customer": None,
        "arrived": False,
        "counted_by": "ids",
        "offers": [
            {
                "offer": "ENTERPRISEPACK",
                "wanted": 120,
                "new": 120,
                "before": 120,
                "after": 120,
                "fresh": 0,
                "unusable": 0,
                "assigned": None,
                "state": "old-only",
            }
        ],
        "besides": [{"offer": "Office_365_E3_(no_Teams)", "seats": 120, "old": False, "equivalent": ""}],
    }


def test_nothing_is_proved_that_is_not_so() -> None:
    """Old subscriptions that end, are suspended or stay, new ones that come or do not, told in every way."""
    chance, proved = Random(20261130), 0  # noqa: S311 the same cases every time, no secret
    for _ in range(4_000):
        old = {own: chance.choice((5, 10, 20)) for own in "abc"[: chance.randint(1, 3)]}
        new = {own: chance.choice((5, 10, 20)) for own in "xyz"[: chance.randint(0, 3)]}
        left = {own: chance.choice(("there", "suspended", "gone")) for own in old}
        came = {own: chance.choice(("there", "suspended")) for own in new}
        then = _told(chance, {own: (seats, "there") for own, seats in old.items()})
        now = _told(chance, {own: (({**old, **new})[own], how) for own, how in {**left, **came}.items()})
        (arrival,) = arrivals(same_again(then), then, now)
        truly = sum(seats for own, seats in new.items() if came[own] == "there")
        assert arrival.fresh <= truly
        if arrival.state == "arrived":
            proved += 1
            assert truly >= sum(old.values())
        if arrival.state == "old-only":
            assert truly == 0
    assert proved > 100


def _told(chance: Random, truth: Mapping[str, tuple[int, str]]) -> Holdings:
    """The same as an export may have it: each subscription or all of the SKU, with ids of one kind, some or none."""
    there = {own: told for own, told in truth.items() if told[1] != "gone"}
    kind = chance.choice(("commerce", "directory", ""))
    ids = {own: (f"{kind}-{own}",) if kind and chance.random() < 0.9 else () for own in there}
    if chance.random() < 0.4:
        usable = sum(seats for seats, how in there.values() if how == "there")
        known = tuple(f"{kind}-{own}" for own in there) if kind == "directory" else ()
        return Holdings((Lot("E3", usable, known),) if usable else (), kind=kind)
    lots = (Lot("E3", seats, ids[own], usable=how == "there") for own, (seats, how) in there.items())
    return Holdings(tuple(lots), kind=kind)


def test_the_real_command_verifies(project: Callable[..., Path]) -> None:
    root = project({"sample": E3}, partners=PARTNERS)
    _folder(root / "after", directory(("ENTERPRISEPACK", 120, "d")))
    result = runbooks("verify", "sample", "after", "--lang", "zh-TW", cwd=root)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.endswith("全部到位：共 1 個供應項目。\n")
