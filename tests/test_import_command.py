"""The import as an operations lead types it: each folder under cases/imports/command is a sitting with its files.

``run.txt`` names the languages and then a command a line; ``exports`` is the folder that they are typed in; ``before``
holds customers' files that stand there first. Expected: what each command says, and every customer's file afterwards.
"""

from __future__ import annotations

import csv
import difflib
import html
import json
import os
import shlex
import shutil
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import built_site
from runbooks_command import contents

from generator.cli import main
from generator.load import load_project
from generator.load.strict_yaml import read
from generator.plan import as_json, make_plan
from generator.site import write_texts

HERE = Path(__file__).resolve().parent
CASES = HERE / "cases" / "imports" / "command"
REFERENCE = HERE.parent.parent / "shared" / "data"
SITTINGS = [
    (folder, language)
    for folder in sorted(CASES.iterdir())
    for language in (folder / "run.txt").read_text(encoding="utf-8").splitlines()[0].strip("# ").split(", ")
]
DAY = "2026-11-20"

Golden = Callable[[Path, str], None]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def exports(project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which commands are typed, beside ``customers``."""
    folder = project({}) / "exports"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(exports: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command in the project: its exit code, what it prints, what it says; with any code but 0 nothing is written."""

    def command(*arguments: str | Path, lang: str = "en") -> tuple[int, str, str]:
        before = contents(exports.parent)
        day = ["--day", DAY] if arguments[0] == "import" and "--day" not in arguments else []
        code = main([*map(str, arguments), *day, "--project", str(exports.parent), "--lang", lang])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        if code:
            assert contents(exports.parent) == before
        return code, said.out, said.err

    return command


def customer(exports: Path, name: str) -> Path:
    return exports.parent / "customers" / f"{name}.yaml"


@pytest.mark.parametrize(
    ("folder", "lang"), SITTINGS, ids=[f"{folder.name}: {language}" for folder, language in SITTINGS]
)
def test_what_exports_become(folder: Path, lang: str, exports: Path, run: Run, golden: Golden) -> None:
    shutil.copytree(folder / "exports", exports, dirs_exist_ok=True)
    if (folder / "before").is_dir():
        shutil.copytree(folder / "before", exports.parent / "customers", dirs_exist_ok=True)
    standing = {path.name: path.read_text(encoding="utf-8") for path in (folder / "before").glob("*.yaml")}
    commands = (folder / "run.txt").read_text(encoding="utf-8").splitlines()[1:]
    golden(folder / f"{lang}.txt", "\n".join(_typed(one, run, lang) for one in commands))
    made = {path.name: path.read_text(encoding="utf-8") for path in _made(exports)}
    for name, text in made.items():
        golden(folder / f"{lang}.{name}", _difference(standing[name], text) if name in standing else text)
    assert {path.name for path in folder.glob(f"{lang}.*.yaml")} == {f"{lang}.{name}" for name in made}
    for path in exports.glob("*.yaml"):
        golden(folder / f"{lang}.{path.name}.txt", path.read_text(encoding="utf-8"))


def _made(exports: Path) -> list[Path]:
    return [path for path in sorted((exports.parent / "customers").glob("*.yaml")) if path.stem != "_partners"]


def _difference(before: str, after: str) -> str:
    """The lines that came and went, without any beside them."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "before", "after", n=0, lineterm="")
    return "\n".join([*lines, ""])


def _typed(line: str, run: Run, lang: str) -> str:
    code, out, err = run(*shlex.split(line), lang=lang)
    said = [f"> {one}" for one in out.splitlines()] + [f"! {one}" for one in err.splitlines()]
    return "\n".join([f"$ runbooks {line}", *said, f"= {code}", ""])


# ---- what cannot be read -------------------------------------------------------------------------------------------

GUID = "0a1ba5f1-8a55-4a3b-9f7c-0d5be1d4c2aa"
SKU_ID, FREE_ID = "6fd2c87f-b296-42f0-b197-1e91e994b900", "f30db892-07e9-47e9-837c-80727f46fd3d"
SKU = {
    "id": f"6b1a9a17-85b6-5f0e-ad8d-89bf99a0cefa_{SKU_ID}",
    "skuId": SKU_ID,
    "skuPartNumber": "ENTERPRISEPACK",
    "capabilityStatus": "Enabled",
    "consumedUnits": 80,
    "prepaidUnits": {"enabled": 85, "suspended": 0, "warning": 0, "lockedOut": 0},
    "subscriptionIds": [GUID],
}
SKUS = json.dumps({"value": [SKU]}, indent=1)
TABLE = "Product name,Seats,End date,Customer name\nOffice 365 E3,12,2027-04-30,晨光印刷\n"

BROKEN_JSON = {
    "brackets.json": b"[" * 3_000_000,
    "cp1252.json": '{"value": [{"skuId": "größer"}]}'.encode("cp1252"),
    "cut.json": SKUS[: len(SKUS) // 2].encode(),
    "empty.json": b"",
    "numbers.json": b"[1, 2, 3]",
    "table.json": TABLE.encode(),
    "twice.json": b'{"value": [],\n "Value": []}',
    "utf-16-cut.json": SKUS.encode("utf-16")[:-1],
}
BROKEN_TABLES = {
    "big5.csv": TABLE.encode("cp950"),
    "empty.csv": b"",
    "json.csv": SKUS.encode(),
    "months.csv": TABLE.replace("2027-04-30", "4/5/2027").encode(),
    "no-column.csv": TABLE.replace("Seats", "Price").encode(),
    "no-number.csv": TABLE.replace(",12,", ",a dozen,").encode(),
    "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "short-row.csv": TABLE.replace(",晨光印刷", "").encode(),
    "two-columns.csv": TABLE.replace("Customer name", "Quantity").encode(),
    "zip.xlsx": b"PK\x03\x04 and nothing else",
}


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
@pytest.mark.parametrize(("source", "broken"), [("graph", BROKEN_JSON), ("table", BROKEN_TABLES)])
def test_every_file_that_cannot_be_read_is_told_in_one_run(
    source: str, broken: dict[str, bytes], lang: str, exports: Path, run: Run, golden: Golden
) -> None:
    for name, content in broken.items():
        (exports / name).write_bytes(content)
    (exports / "folder").mkdir()
    os.mkfifo(exports / "pipe")
    (exports / "link").symlink_to(exports / "empty.csv")
    if source == "table":
        _workbook(exports / "formulas.xlsx", ["Product name", "Seats"], ["Office 365 E3", "=6*7"])
    names = sorted(path.name for path in exports.iterdir())
    golden(CASES.parent / "refused" / f"{source}.{lang}.txt", _typed(f"import {source} {shlex.join(names)}", run, lang))


def _workbook(path: Path, *rows: Sequence[str]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)


@pytest.mark.parametrize(
    ("source", "name", "content"),
    [
        ("partner-center", "skus.json", SKUS.encode()),
        ("bulk-migration", "table.csv", TABLE.encode()),
        ("reconciliation", "table.csv", TABLE.encode()),
        ("subscriptions-csv", "table.csv", TABLE.encode()),
        (
            "subscriptions-csv",
            "renamed.csv",
            b"Subscription ID,Subscription,Amount,Status,Reseller\n,Office 365 E3,5,Active,\n",
        ),
        ("table", "customers.csv", b"TenantId,Domain,CompanyName\n,a.example,A\n"),
        ("table", "migration.csv", b"CustomerTenantId,Psa,SeatCount,MigratedFromSubscriptionId\n,,,\n"),
        ("graph", "free.json", SKUS.replace("ENTERPRISEPACK", "FLOW_FREE").replace(SKU_ID, FREE_ID).encode()),
        ("graph", "none.json", b'{"value": []}'),
        ("table", "heads.csv", TABLE.splitlines()[0].encode()),
    ],
)
def test_a_file_of_another_source_is_refused(
    source: str, name: str, content: bytes, exports: Path, run: Run, golden: Golden
) -> None:
    (exports / name).write_bytes(content)
    said = _typed(f"import {source} {name} --customer chenguang", run, "en")
    golden(CASES.parent / "refused" / f"{source} of {name}.txt", said)


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (TABLE.encode("cp950"), ["--encoding", "cp950"]),
        (TABLE.encode("utf-16"), []),
        (TABLE.encode("utf-16-le"), []),
        (TABLE.encode("utf-8-sig"), ["--encoding", "cp1252"]),
        (("#TYPE System.Object\r\n" + TABLE.replace("\n", "\r\n")).encode(), []),
        (("sep=;\n" + TABLE.replace(",", ";")).encode(), []),
        (TABLE.replace(",", "\t").replace("2027-04-30", "30/04/2027").encode(), ["--dates", "dmy"]),
    ],
    ids=["Big5", "UTF-16", "UTF-16 without a mark", "a mark is louder", "#TYPE", "sep=;", "tabs"],
)
def test_a_table_is_the_same_however_it_was_saved(content: bytes, options: list[str], exports: Path, run: Run) -> None:
    (exports / "list.csv").write_bytes(content)
    said = ["--customer", "chenguang", "--domain", "cg.example", "--country", "TW", "--channel", "csp"]
    code, _, err = run("import", "table", "list.csv", *said, *options)
    assert (code, err) == (0, "Next: read the comments in the file, then `runbooks check`.\n")
    values = _values(customer(exports, "chenguang"))
    assert values["customer"] == {"name": "晨光印刷"}
    assert [(one["offer"], one["seats"], one["ends_on"]) for one in values["subscriptions"]] == [
        ("ENTERPRISEPACK", "12", "2027-04-30")
    ]


def _values(file: Path) -> dict[str, Any]:
    source, problems = read(file.read_text(encoding="utf-8"), file.name)
    assert source is not None, problems
    return dict(source.values)


def test_a_sheet_is_chosen_by_its_name(exports: Path, run: Run) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Note", "Of"])
    sheet = book.create_sheet("授權")
    for row in csv.reader(TABLE.splitlines()):
        sheet.append(row)
    book.save(exports / "list.xlsx")
    options = ["--customer", "chenguang", "--domain", "cg.example", "--country", "TW", "--channel", "csp"]
    assert run("import", "table", "list.xlsx", *options)[0] == 1
    assert run("import", "table", "list.xlsx", "--sheet", "none", *options)[0] == 1
    assert run("import", "table", "list.xlsx", "--sheet", "授權", *options)[0] == 0


# ---- what the command is told --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (["--country", "Taiwan"], "--country 'Taiwan'"),
        (["--domain", "chen guang"], "--domain 'chen guang'"),
        (["--name", "a\nb"], "--name 'a\\nb'"),
        (["--customer", "晨光"], "晨光 cannot be a customer's id"),
        (["--map", "m.yaml"], "--map goes with `import table` alone"),
        (["--day", "2026-13-01"], "2026-13-01"),
    ],
)
def test_what_fits_no_file_is_wrong_usage(option: list[str], said: str, exports: Path, run: Run) -> None:
    (exports / "skus.json").write_text(SKUS, encoding="utf-8")
    code, out, err = run("import", "graph", "skus.json", *option)
    assert (code, out) == (2, "")
    assert said in err


def test_trials_come_in_where_they_are_asked_for(exports: Path, run: Run) -> None:
    shutil.copytree(CASES / "Partner Center knows almost everything" / "exports", exports, dirs_exist_ok=True)
    code, _, err = run("import", "partner-center", "customer.json", "subscriptions.json", "--with-trials")
    assert code == 0
    assert "trial" not in err
    trials = [one for one in _values(customer(exports, "zhanyang"))["subscriptions"] if one.get("trial") == "yes"]
    assert [one["offer"] for one in trials] == ["EMS"]
    assert run("check")[0] == 0


def test_a_mapping_that_a_person_corrects_counts(exports: Path, run: Run) -> None:
    (exports / "list.csv").write_text(
        f"Product name,Seats,Bought,End date,Kind,Subscription ID\nOffice 365 E3,12,15,2027-04-30,Vertrag A,{GUID}\n",
        encoding="utf-8",
    )
    mapping = exports / "columns.yaml"
    told = ["--customer", "chenguang", "--domain", "cg.example", "--country", "TW", "--name", "晨光", "--map", mapping]
    assert run("import", "table", "list.csv", *told, "--diff")[0] == 1
    assert not mapping.exists()
    assert run("import", "table", "list.csv", *told)[0] == 0
    proposed = mapping.read_text(encoding="utf-8")
    kind = '  channel: "Kind"\nvalues:\n  channel:\n    "Vertrag A": ea\n'
    mapping.write_text(proposed.replace('"Seats"', '"Bought"') + kind, encoding="utf-8")
    assert run("import", "table", "list.csv", *told)[0] == 0
    (subscription,) = _values(customer(exports, "chenguang"))["subscriptions"]
    assert (subscription["seats"], subscription["bought"]) == ("15", {"channel": "ea"})
    mapping.write_text(proposed.replace("seats:", "seat:") + "dates: never\n", encoding="utf-8")
    code, _, err = run("import", "table", "list.csv", *told)
    assert code == 1
    assert "columns.yaml:4: columns › seat:" in err
    assert "columns.yaml:6: dates:" in err


# ---- hostile names -------------------------------------------------------------------------------------------------

NAMES = [
    "恆泰: 精密 # 二廠",
    'O\'Brien "Trading" Ltd',
    "=cmd|' /C calc'!A0",
    "- {id: x}",
    "&anchor *alias !!python/object",
    "yes",
    "010",
    "null",
    "{{ customer.name }} ${x} %(y)s",
    "<script>alert(1)</script>",
    "tenant: {id: 1}\nsubscriptions: []",
    "left\u202eright",
    "soft\u00adhyphen",
    "x" * 5000,
    "`code` **bold** [link](http://a.example)",
    "，全形：名稱；",
]


@pytest.mark.parametrize("source", ["partner-center", "table"])
def test_a_name_is_written_as_it_is_or_left_out_with_a_note(source: str, exports: Path, run: Run) -> None:
    """All in one run: a customer for each."""
    tenants = {str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{number}.example")): name for number, name in enumerate(NAMES)}
    file = exports / ("all.json" if source == "partner-center" else "all.csv")
    (_hostile_json if source == "partner-center" else _hostile_table)(file, tenants)
    code, _, err = run("import", source, file.name, "--country", "TW", "--channel", "csp", "--from", "=1+1: #")
    assert code == 0
    left_out = []
    for number, (tenant, name) in enumerate(tenants.items()):
        values = _values(customer(exports, f"n{number}"))
        assert values.keys() == {"planned_on", "customer", "tenant", "subscriptions"}
        assert values["tenant"] == {"id": tenant, "domain": f"n{number}.example", "country": "TW"}
        (subscription,) = values["subscriptions"]
        assert subscription["bought"]["from"] == "=1+1: #"
        if values["customer"]:
            assert values["customer"] == {"name": _on_one_line(name) if source == "table" else name}
        else:
            assert f"n{number}: " in err
            left_out.append(name[:9])
    assert left_out == LEFT_OUT[source]


LEFT_OUT = {
    "partner-center": ["<script>a", "tenant: {", "left\u202erigh", "soft\u00adhyph", "xxxxxxxxx"],
    "table": ["<script>a", "xxxxxxxxx"],
}


def _on_one_line(cell: str) -> str:
    """As tables are read: without what copying leaves behind."""
    return cell.replace("\n", " ").replace("\u202e", "").replace("\u00ad", "")


def _hostile_json(file: Path, tenants: dict[str, str]) -> None:
    objects: list[dict[str, Any]] = []
    for number, (tenant, name) in enumerate(tenants.items()):
        own = str(uuid.uuid5(uuid.NAMESPACE_DNS, f"s{number}.example"))
        profile = {"domain": f"n{number}.example", "companyName": name, "address": {"country": "TW"}}
        objects.append({"id": tenant, "companyProfile": profile})
        objects.append(
            {
                "id": own,
                "offerId": "CFQ7TTC0LH18:0001:CFQ7TTC0K971",
                "offerName": name,
                "friendlyName": name,
                "quantity": 5,
                "unitType": "Licenses",
                "status": "active",
                "autoRenewEnabled": True,
                "commitmentEndDate": "2027-03-31T00:00:00Z",
                "termDuration": "P1Y",
                "links": {"self": {"uri": f"/customers/{tenant}/subscriptions/{own}"}},
            }
        )
    file.write_text(json.dumps(objects), encoding="utf-8")


def _hostile_table(file: Path, tenants: dict[str, str]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["Tenant ID", "Domain", "Customer name", "SKU part number", "Seats", "End date"])
        for number, (tenant, name) in enumerate(tenants.items()):
            writer.writerow([tenant, f"n{number}.example", name, "ENTERPRISEPACK", "5", "2027-03-31"])


def test_a_file_may_be_called_anything_and_too_many_seats_are_left_to_a_person(exports: Path, run: Run) -> None:
    name = "skus\nsubscriptions: []\u2028x\x85y\u202e # {a}.json"
    (exports / name).write_text(SKUS.replace("85", "10000000"), encoding="utf-8")
    code, _, err = run("import", "graph", name, "--customer", "chenguang", "--channel", "csp")
    assert code == 0
    assert "`seats` is missing" in err
    text = customer(exports, "chenguang").read_text(encoding="utf-8")
    assert text.splitlines()[1] == f"planned_on: {DAY}"
    assert "    # seats: to be written; the export says 10000000: not a number of licences that a file takes" in text
    assert len(_values(customer(exports, "chenguang"))["subscriptions"]) == 1


# ---- files as people keep them -------------------------------------------------------------------------------------


def test_line_ends_and_the_mark_of_windows_stay(exports: Path, run: Run) -> None:
    case = CASES / "a file that people keep is changed where the export moved"
    shutil.copytree(case / "exports", exports, dirs_exist_ok=True)
    before = (case / "before" / "ruiyi.yaml").read_text(encoding="utf-8")
    file = customer(exports, "ruiyi")
    file.write_bytes(b"\xef\xbb\xbf" + before.replace("\n", "\r\n").encode())
    assert run("import", "partner-center", "subscriptions.json", "--from", "北風經銷")[0] == 0
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf#")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    after = raw.decode("utf-8-sig").replace("\r\n", "\n")
    assert _difference(before, after) == (case / "en.ruiyi.yaml").read_text(encoding="utf-8")


ODD = {
    "a text for a mapping": ("planned_on: 2026-11-02\ntenant: xinhe\n", "customers/xinhe.yaml:2: tenant: "),
    "no YAML": ("planned_on: [2026\n", "customers/xinhe.yaml:"),
    "a number in a block of text": (
        "subscriptions:\n  - id: e3\n    offer: ENTERPRISEPACK\n    seats: >-\n      80\n",
        "  subscriptions[1] (e3) › seats: 85\n",
    ),
}


@pytest.mark.parametrize(("text", "said"), ODD.values(), ids=ODD)
def test_a_file_that_cannot_be_amended_is_told_and_left(text: str, said: str, exports: Path, run: Run) -> None:
    (exports / "skus.json").write_text(SKUS, encoding="utf-8")
    customer(exports, "xinhe").write_text(text, encoding="utf-8")
    code, out, err = run("import", "graph", "skus.json", "--customer", "xinhe")
    assert (code, out) == (1, "")
    assert said in err


def test_a_tenant_that_has_a_file_gets_no_second_one(exports: Path, run: Run) -> None:
    (exports / "list.csv").write_text(TABLE, encoding="utf-8")
    told = ["--domain", "cg.example", "--country", "TW", "--channel", "csp"]
    assert run("import", "table", "list.csv", "--customer", "chenguang", *told)[0] == 0
    code, _, err = run("import", "table", "list.csv", "--customer", "other", *told)
    assert code == 2
    assert "cg.example is the customer chenguang here (customers/chenguang.yaml)" in err
    customer(exports, "chenguang").write_text("tenant: {domain: cg.example\n", encoding="utf-8")
    code, out, err = run("import", "table", "list.csv", "--customer", "other", *told)
    assert (code, out) == (1, "")
    assert "customers/chenguang.yaml:" in err


def test_what_is_wrong_in_a_new_file_is_told_and_it_is_not_written(exports: Path, run: Run) -> None:
    rows = "Product name,Seats,Start date,End date\nOffice 365 E3,12,2027-05-31,2027-04-30\n"
    (exports / "list.csv").write_text(rows, encoding="utf-8")
    code, out, err = run("import", "table", "list.csv", "--customer", "chenguang", "--channel", "csp")
    assert (code, out) == (1, "")
    assert "customers/chenguang.yaml:" in err


def test_where_one_file_cannot_be_written_none_is(exports: Path, run: Run) -> None:
    (exports / "list.csv").write_text(TABLE, encoding="utf-8")
    (exports / "columns").write_text("a file, no folder", encoding="utf-8")
    told = ["--customer", "chenguang", "--domain", "cg.example", "--country", "TW", "--map", "columns/map.yaml"]
    code, out, err = run("import", "table", "list.csv", *told)
    assert (code, out) == (1, "")
    assert err.startswith("Nothing was written (")


def test_a_file_that_was_replaced_is_as_before_where_another_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("before", encoding="utf-8")
    (tmp_path / "c.yaml").mkdir()
    with pytest.raises(OSError, match=r"c\.yaml"):
        write_texts({tmp_path / name: "after" for name in ("a.yaml", "b.yaml", "c.yaml")})
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["a.yaml", "c.yaml"]
    assert (tmp_path / "a.yaml").read_text(encoding="utf-8") == "before"


# ---- what comes of it ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One project of every customer's file that was written anew, its site built once."""
    written = [path for folder in sorted(CASES.iterdir()) for path in sorted(folder.glob("*.*.yaml"))]
    whole = {path.name.split(".")[-2]: path.read_bytes() for path in written if path.read_bytes().startswith(b"#")}
    return built_site(tmp_path_factory.mktemp("imported"), whole)


def test_what_was_imported_is_planned_and_built_without_a_hand_touching_it(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--project", str(site)]) == 0
    capsys.readouterr()
    names = sorted(path.stem for path in (site / "customers").glob("*.yaml") if path.stem != "_partners")
    assert len(names) >= 10
    loaded = load_project(site)
    for one in loaded.customers:
        plan = as_json(make_plan(one, loaded.guidance))
        assert [subscription["route"] for subscription in plan["subscriptions"]], one.id
    for name in names:
        page = (site / "site" / "html" / "zh-TW" / "customers" / name / "runbook.html").read_text(encoding="utf-8")
        assert str(next(one.name["zh-TW"] for one in loaded.customers if one.id == name)) in html.unescape(page)
    assert main(["plan", names[0], "--json", "--project", str(site)]) == 0
    assert json.loads(capsys.readouterr().out)["customer"] == names[0]


SAMPLES = [
    *(
        (source, name)
        for source, folder in (("graph", "graph"), ("partner-center", "partner_center"))
        for name in sorted(path.name for path in (REFERENCE / folder).glob("*.json"))
    ),
    ("subscriptions-csv", "pc_subscriptions_export.csv"),
    ("bulk-migration", "bam_customers.csv"),
    ("bulk-migration", "bam_ncesubscriptions.csv"),
    ("table", "m365_admin_licenses_UNVERIFIED.csv"),
    ("table", "m365_admin_your_products_UNVERIFIED.csv"),
    ("table", "nce_price_list.csv"),
]


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference exports are not beside the checkout")
@pytest.mark.parametrize(("source", "name"), SAMPLES, ids=[name for _, name in SAMPLES])
def test_a_sample_ends_in_a_file_or_in_a_clear_problem(source: str, name: str, exports: Path, run: Run) -> None:
    (found,) = REFERENCE.glob(f"*/{name}")
    shutil.copy(found, exports)
    code, _, err = run("import", source, name, "--customer", "sample")
    assert code in (0, 1), err
    assert customer(exports, "sample").exists() == (code == 0)
    if code:
        assert err.endswith("Nothing was written.\n")
