"""Offers on the command line: Microsoft's lists come into the project, one offer is shown, two are compared."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from generator.catalog import ServicePlan
from generator.cli import main
from generator.load import load_rules
from generator.text import Token

HERE = Path(__file__).resolve().parent
LIST = HERE / "cases" / "catalog" / "product_list.csv"
GOLDEN = HERE / "cases" / "catalog"
SHARED = HERE.parent.parent / "shared" / "data" / "catalog"

Run = Callable[..., tuple[int, str, str]]
Golden = Callable[[Path, str], None]

CUSTOMER = """\
planned_on: 2026-11-22
customer: {name: 範例精密}
tenant: {domain: sample.onmicrosoft.com, country: TW}
subscriptions:
  - id: e4
    offer: ENTERPRISEWITHSCAL
    seats: 20
    bought: {channel: csp, from: 北風經銷, commerce: legacy}
    ends_on: 2027-01-14
    target: {offer: ENTERPRISEPREMIUM}
"""


@pytest.fixture
def root(project: Callable[..., Path]) -> Path:
    return project({"sample": CUSTOMER})


@pytest.fixture
def run(root: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command in the project, in English: its exit code, what it prints, what it says."""

    def command(*arguments: str | Path, lang: str = "en") -> tuple[int, str, str]:
        code = main([*map(str, arguments), "--project", str(root), "--lang", lang])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def as_downloaded(text: str) -> bytes:
    """The list as it comes from Microsoft's page: byte-order mark, upper-case GUIDs, no-break blanks, rows twice."""
    head, *rows = text.splitlines()
    untidy = [row.replace("6fd2c87f", "6FD2C87F").replace("Microsoft Teams", "Microsoft\u00a0Teams ") for row in rows]
    return ("\ufeff" + "\r\n".join([head, *untidy, rows[0], ",,,,,", untidy[3]]) + "\r\n").encode()


def test_the_list_is_kept_without_what_the_download_has_too_much(run: Run, root: Path, tmp_path: Path) -> None:
    download = tmp_path / "Product names.csv"
    download.write_bytes(as_downloaded(LIST.read_text("utf-8")))
    assert run("catalog", "import", download) == (
        0,
        "catalog/products.csv: 8 products with 8 service plans, 16 rows.\n",
        "2 row(s) left out that stand there twice.\n",
    )
    kept = list(csv.reader((root / "catalog" / "products.csv").read_text("utf-8").splitlines()))
    wanted = list(csv.reader(LIST.read_text("utf-8").replace("  ", " ").splitlines()))
    assert kept[0] == wanted[0]
    assert sorted(kept[1:]) == sorted(wanted[1:])


def test_taking_the_list_in_again_changes_no_byte(run: Run, root: Path) -> None:
    run("catalog", "import", LIST)
    before = (root / "catalog" / "products.csv").read_bytes()
    said = run("catalog", "import", root / "catalog" / "products.csv")[2]
    assert said == "catalog/products.csv held the same before.\n"
    assert (root / "catalog" / "products.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Name,Price\nE3,5\n", "list.csv:1: This is neither Microsoft's product list nor the offer matrix"),
        (b"\xff\xfeP\x00r", "list.csv"),
        (LIST.read_bytes()[:120], "list.csv"),
        ("Produkt,größe\nä,1\n".encode("cp1252"), "list.csv:1"),
    ],
    ids=["another file", "nothing in it", "cut off", "an old encoding"],
)
def test_another_file_is_a_problem_and_nothing_is_written(
    run: Run, root: Path, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    code, out, err = run("catalog", "import", file)
    assert (code, out, (root / "catalog").exists()) == (1, "", False)
    assert said in err


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("show a discontinued offer", ["show", "ENTERPRISEWITHSCAL"]),
        ("show by a GUID in braces", ["show", "{6FD2C87F-B296-42F0-B197-1E91E994B900}"]),
        ("compare with fewer services", ["compare", "ENTERPRISEPACK", "Office_365_E3_(no_Teams)"]),
        ("compare with an equivalent", ["compare", "Office 365 E4", "Office 365 E5"]),
        ("compare with itself by another key", ["compare", "ENTERPRISEPACK", "796b6b5f-613c-4e24-a17c-eba730d49c02"]),
        ("compare with identical services", ["compare", "VISIOCLIENT", "VISIO_PLAN2_DEPT"]),
    ],
)
def test_an_offer_and_a_comparison_are_told(
    run: Run, golden: Golden, name: str, arguments: list[str], lang: str
) -> None:
    run("catalog", "import", LIST)
    code, out, _ = run("catalog", *arguments, lang=lang)
    assert code == 0
    golden(GOLDEN / f"{name}.{lang}.txt", out)


def test_without_a_list_a_comparison_says_that_services_are_not_known(run: Run) -> None:
    assert run("catalog", "compare", "STANDARDPACK", "ENTERPRISEPACK") == (
        0,
        "Office 365 E1 (STANDARDPACK) → Office 365 E3 (ENTERPRISEPACK)\n"
        "  different offer\n"
        "\n"
        "  Service plans are not known: import Microsoft's product list with `runbooks catalog import FILE.csv`.\n",
        "",
    )


def test_a_name_of_several_offers_is_not_decided(run: Run) -> None:
    run("catalog", "import", LIST)
    code, out, err = run("catalog", "show", "visio plan-2")
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "“visio plan-2” may be any of these; name one by its part number or GUID:",
        "  VISIOCLIENT  Visio Plan 2  (called so today)",
        "  VISIO_PLAN2_DEPT  Visio Plan 2  (called so today)",
    ]


def test_an_unknown_offer_is_wrong_usage_and_the_nearest_is_named(run: Run) -> None:
    code, _, err = run("catalog", "show", "ENTERPRISEPAK")
    assert code == 2
    assert "Is ENTERPRISEPACK meant?" in err


def test_a_part_number_that_a_file_cannot_hold_gives_way_to_the_guid(run: Run) -> None:
    run("catalog", "import", LIST)
    guid = next(row for row in csv.reader(LIST.read_text("utf-8").splitlines()) if row[1].startswith("Windows"))[2]
    assert json.loads(run("catalog", "show", guid, "--json")[1])["id"] == guid


def test_the_matrix_leads_from_new_commerce_to_the_sku(run: Run, root: Path, tmp_path: Path) -> None:
    matrix = tmp_path / "matrix.csv"
    matrix.write_text(
        "ProductTitle,ProductId,SkuId,SkuTitle,ProvisioningId,ProvisioningString,MinLicenses,MaxLicenses\n"
        "Office 365 E3,CFQ7TTC0XYZ1,1,Office 365 E3,6FD2C87F-B296-42F0-B197-1E91E994B900,ENTERPRISEPACK,1,10000000\n"
        "Windows Server,DG7GMGF0D5RK,0005,Windows Server,,,1,100\n",
        encoding="utf-8",
    )
    assert run("catalog", "import", matrix) == (
        0,
        "catalog/new-commerce.csv: 1 offers of new commerce with their SKU GUIDs.\n",
        "1 row(s) left out that are no licences (software, Azure).\n",
    )
    assert json.loads(run("catalog", "show", "CFQ7TTC0XYZ1:0001", "--json")[1])["id"] == "ENTERPRISEPACK"


E3_ROW = "CFQ7TTC0XYZ1,1,{title},6FD2C87F-B296-42F0-B197-1E91E994B900,ENTERPRISEPACK"
MATRIX_HEAD = "ProductId,SkuId,SkuTitle,ProvisioningId,ProvisioningString"


def test_what_a_project_could_not_read_again_is_left_out_of_its_lists(run: Run, root: Path, tmp_path: Path) -> None:
    matrix, listed = tmp_path / "matrix.csv", tmp_path / "list.csv"
    long = E3_ROW.format(title="x" * 301).replace("XYZ1", "XYZ2")
    no_part_number = E3_ROW.format(title="E3").replace("XYZ1", "XYZ3").replace("ENTERPRISEPACK", "")
    rows = [MATRIX_HEAD, E3_ROW.format(title=""), long, no_part_number]
    matrix.write_text("\n".join(rows), encoding="utf-8")
    head, first, *others = LIST.read_text("utf-8").splitlines()
    name = first.partition(",")[0]
    listed.write_text("\n".join([head, first, *others, first.replace(name, "x" * 301, 1)]), encoding="utf-8")
    code, _, err = run("catalog", "import", matrix, listed)
    assert (code, err.splitlines()) == (
        0,
        [
            "1 blank row(s) left out.",
            "1 row(s) left out with a text that is too long or hides characters.",
            "1 row(s) left out with a text that is too long or hides characters.",
        ],
    )
    assert load_rules(root)[0].catalog.products.new_commerce["CFQ7TTC0XYZ1:0001"].title == "ENTERPRISEPACK"


def test_a_list_that_a_project_could_not_read_again_is_refused(
    run: Run, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.load.products.MAX_BYTES", 1000)
    code, _, err = run("catalog", "import", LIST)
    assert (code, (root / "catalog").exists()) == (1, False)
    assert err.startswith("product_list.csv: What a project keeps of this list has more than 0 MB")


def test_two_lists_of_one_kind_are_refused_and_nothing_is_written(run: Run, root: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.csv"
    older.write_bytes(LIST.read_bytes())
    code, out, err = run("catalog", "import", older, LIST)
    assert (code, out, (root / "catalog").exists()) == (1, "", False)
    assert err.startswith("product_list.csv: This is a list of the same kind as older.csv")


def test_a_target_that_lacks_services_is_a_warning_about_data(run: Run) -> None:
    assert "services-lost" not in _findings(run)
    run("catalog", "import", LIST)
    found = _findings(run)["services-lost"]
    assert (found["level"], found["basis"]) == ("warning", ["seed-116", "seed-118"])
    assert found["values"]["lost_services"] == ["MCOVOICECONF"]
    plan = json.loads(run("plan", "sample", "--json")[1])
    assert plan["subscriptions"][0]["services"] == {"lost": ["MCOVOICECONF"], "gained": ["ATP_ENTERPRISE", "MCOEV"]}


def test_a_discontinued_offer_has_its_successors_proposed_with_what_each_lacks(run: Run, root: Path) -> None:
    file = root / "customers" / "sample.yaml"
    file.write_text(CUSTOMER.replace("    target: {offer: ENTERPRISEPREMIUM}\n", ""), encoding="utf-8")
    run("catalog", "import", LIST)
    proposed = _findings(run)["discontinued-without-equivalent"]["values"]["successors"]
    assert (proposed[0]["offer"], proposed[0]["lost"]) == ("ENTERPRISEPREMIUM", ["MCOVOICECONF"])


def test_a_row_that_a_person_broke_is_named_with_its_line(run: Run, root: Path) -> None:
    run("catalog", "import", LIST)
    file = root / "catalog" / "products.csv"
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([*lines[:3], "Office 365 E3,ENTERPRISEPACK,no guid,A,B,C", *lines[3:]]), encoding="utf-8")
    code, _, err = run("check")
    assert code == 1
    assert err.startswith("catalog/products.csv:4: This row does not have what the list's columns hold.")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the reference lists are not here")
def test_the_full_list_gives_the_known_differences(run: Run, root: Path) -> None:
    run("catalog", "import", SHARED / "product_names_service_plans.normalised.csv")
    catalog = load_rules(root)[0].catalog
    with (SHARED / "plan_diffs.derived.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 22
    for row in rows:
        found = catalog.compare(Token(row["from_sku"]), Token(row["to_sku"]))
        assert found.kind in ("different", "equivalent")
        assert (_names(found.lost), _names(found.gained)) == (row["lost"].split(), row["gained"].split()), row


def _names(plans: Sequence[ServicePlan] | None) -> list[str]:
    return sorted(str(plan.name) for plan in plans or ())


def _findings(run: Run) -> dict[str, dict[str, object]]:
    plan = json.loads(run("plan", "sample", "--json")[1])
    return {finding["id"]: finding for finding in plan["findings"]}


def test_an_offer_of_the_list_alone_may_be_one_that_is_no_longer_sold(run: Run, root: Path) -> None:
    file = root / "customers" / "sample.yaml"
    listed = CUSTOMER.replace("offer: ENTERPRISEWITHSCAL", "offer: VISIO_PLAN2_DEPT").replace(
        "ENTERPRISEPREMIUM", "Windows_365_Business_16_vCPU"
    )
    file.write_text(listed, encoding="utf-8")
    assert {"offer-unknown", "target-unknown"} <= _findings(run).keys()
    run("catalog", "import", LIST)
    found = _findings(run)
    assert "offer-unknown" not in found
    assert "offer-listed-only" in found
    file.write_text(listed.replace("Windows_365_Business_16_vCPU", "VISIOCLIENT"), encoding="utf-8")
    assert "target-listed-only" not in _findings(run)
    turned = CUSTOMER.replace("offer: ENTERPRISEPREMIUM", "offer: VISIO_PLAN2_DEPT")
    file.write_text(turned, encoding="utf-8")
    assert "target-listed-only" in _findings(run)


def test_taking_the_list_in_voids_no_paper(run: Run, root: Path) -> None:
    guid = next(row for row in csv.reader(LIST.read_text("utf-8").splitlines()) if row[1] == "VISIO_PLAN2_DEPT")[2]
    file = root / "customers" / "sample.yaml"
    file.write_text(CUSTOMER.replace("ENTERPRISEWITHSCAL", guid), encoding="utf-8")
    before = json.loads(run("plan", "sample", "--json")[1])
    run("catalog", "import", LIST)
    after = json.loads(run("plan", "sample", "--json")[1])
    assert (before["subscriptions"][0]["offer"], after["subscriptions"][0]["offer"]) == (guid, "VISIO_PLAN2_DEPT")
    assert before["fingerprint"] == after["fingerprint"]
