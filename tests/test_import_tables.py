"""Exports that are tables: how files are read, how columns and dates are understood, what comes out of each format."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from generator.catalog import Catalog, OffersFile
from generator.errors import Problem, Where
from generator.importers import bulk_migration, known_tables, mapped, proposal, reconciliation, subscriptions_csv
from generator.importers.comparison import KeptTarget, compared
from generator.importers.day_order import DateRefused, moment, order_of
from generator.importers.found import FIELDS, Found
from generator.importers.headers import ALIASES, GUESSED_ALIASES, squeezed
from generator.importers.ids import guid
from generator.importers.mapping import ColumnMapping, check_mapping, mapping_of, mapping_text
from generator.importers.moments import last_whole_day
from generator.importers.sources import Reading, read_exports
from generator.importers.tables import MAX_ROWS, Table, csv_table, read_table
from generator.importers.words import offer_key, sku_id, word
from generator.load.strict_yaml import read as read_yaml
from generator.text import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases" / "imports"
REFERENCE = ROOT.parent / "shared" / "data" / "csv_formats"
OURS = {*("pc-subscriptions-export", "legacy-recon", "nce-recon", "mapped"), *known_tables.KNOWN}
Golden = Callable[[Path, str], None]

TEXT = 'Product name,Seats,Customer\n"Office 365 E3",120,晨曜精密工業\n'
READ = (("Product name", "Seats", "Customer"), [("Office 365 E3", "120", "晨曜精密工業")])


@cache
def catalog() -> Catalog:
    """The catalogue that the package brings, without a product list."""
    text = (ROOT / "generator" / "guidance" / "offers.yaml").read_text(encoding="utf-8")
    return Catalog.of(OffersFile.model_validate(yaml.load(text, Loader=yaml.BaseLoader)))  # noqa: S506 - makes text only


@cache
def labels() -> Any:
    text = (ROOT / "templates" / "labels.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes text only


# How files are read


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (TEXT.encode(), None),
        (TEXT.encode("utf-8-sig"), None),
        (TEXT.encode("utf-16"), None),
        (TEXT.encode("utf-16-le"), None),
        (TEXT.encode("cp950"), "cp950"),
        (TEXT.replace("\n", "\r\n").encode(), None),
        (f"#TYPE System.Object\r\n{TEXT}".encode(), None),
        (f"sep=;\n{TEXT.replace(',', ';')}".encode("utf-8-sig"), None),
        (TEXT.replace(",", "\t").encode("utf-16"), None),
        ("“Product name”,Seats ”,Customer,,\n Office 365 E3\u00a0,\u200b120,晨曜精密工業,,\n\n,,,,\n".encode(), None),
        ("\u00ef\u00bb\u00bfProduct name,Seats,Customer\nOffice 365 E3,120,晨曜精密工業".encode(), None),
    ],
    ids=["plain", "bom", "utf-16", "utf-16 bare", "cp950", "crlf", "type", "sep", "tabs", "left over", "mark misread"],
)
def test_a_text_is_the_same_table_however_it_was_saved(raw: bytes, encoding: str | None) -> None:
    headers, rows = shape(*read_table(raw, "x.csv", encoding=encoding))
    assert (headers, [cells for _, cells in rows]) == READ


def test_lines_before_the_headers_count() -> None:
    table, _ = csv_table(f"#TYPE System.Object\nsep=,\n{TEXT}", "x.csv")
    assert [number for number, _ in shape(table, [])[1]] == [4]


def test_a_quoted_line_break_keeps_the_lines_of_the_rows_below_right() -> None:
    table, _ = csv_table('Product name,Notes\nA,"one\n\ntwo"\nB,\n', "x.csv")
    assert shape(table, []) == (("Product name", "Notes"), [(2, ("A", "one two")), (5, ("B", ""))])


def test_the_delimiter_is_found_outside_of_quoted_headers() -> None:
    table, _ = csv_table('"Seats, total";Product\n1;A\n', "x.csv")
    assert shape(table, [])[0] == ("Seats, total", "Product")


def test_a_file_with_nul_characters_or_too_many_rows_is_refused() -> None:
    many = "a,b\n" + "1,2\n" * (MAX_ROWS + 1)
    assert [ids(csv_table(text, "x.csv")[1]) for text in ("a,b\n\0,1\n", many, "", " \n,\n")] == [
        ["table-nul"],
        ["table-too-many-rows"],
        ["table-empty"],
        ["table-empty"],
    ]


def test_a_header_with_a_hidden_character_is_refused() -> None:
    assert ids(csv_table("Product\ue000name,Seats\nA,1\n", "x.csv")[1]) == ["hidden-character"]


def test_a_file_of_more_than_64_megabytes_is_refused_before_it_is_read() -> None:
    assert ids(read_table(b"a" * (64 * 1024 * 1024 + 1), "x.csv")[1]) == ["export-too-large"]


@pytest.mark.parametrize("path", sorted((CASES / "tables-refused").glob("*.csv")), ids=lambda path: path.stem)
def test_what_cannot_be_read_is_told_with_its_place(path: Path, golden: Golden) -> None:
    problems = sorted(problems_of(path), key=lambda problem: (problem.where, problem.id))
    said = [problem.text(labels()["problems"], language) for problem in problems for language in LANGUAGES]
    golden(path.with_suffix(".problems.txt"), "\n".join([*said, ""]))


def test_no_message_repeats_a_cell() -> None:
    table, _ = csv_table("Product name,Seats,End date,Domain\nA,SECRET,SECRET,SECRET\n", "x.csv")
    mapping = mapping_of({"product": "Product name", "seats": "Seats", "ends_on": "End date", "domain": "Domain"})
    assert table is not None
    problems = mapped.read(table, mapping, catalog())[1]
    assert ids(problems) == ["date-unreadable", "domain", "number-unreadable"]
    assert not any("SECRET" in problem.text(labels()["problems"], "en") for problem in problems)


# Workbooks


def test_a_workbook_is_read_as_its_csv_would_be() -> None:
    headers = ["Product name", "Seats", "End date", "Seen", "SkuId"]
    row = ["Office 365 E3", 120.0, datetime(2027, 1, 13), datetime(2026, 11, 20, 8, 30), 1]
    raw = workbook([["Licences of October"], [None], headers, row, [None] * 5])
    assert shape(*read_table(raw, "x.xlsx")) == (
        ("Product name", "Seats", "End date", "Seen", "SkuId"),
        [(4, ("Office 365 E3", "120", "2027-01-13", "2026-11-20T08:30:00", "1"))],
    )


def test_the_first_visible_sheet_with_headers_is_read_or_the_one_that_is_named() -> None:
    book = openpyxl.Workbook()
    book["Sheet"].append(["only a title"])
    for name, state in (("hidden", "hidden"), ("first", "visible"), ("second", "visible")):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        sheet.append(["Product name", name])
        sheet.append(["A", "1"])
    raw = saved(book)
    headers = [shape(*read_table(raw, "x.xlsx", sheet=name))[0][1] for name in (None, "second")]
    problems = read_table(raw, "x.xlsx", sheet="third")[1]
    assert (headers, problems[0].values) == (["first", "second"], {"sheets": "Sheet, hidden, first, second"})


def test_formulas_are_refused_once_for_each_column() -> None:
    raw = workbook([["Product name", "Seats"], ["A", "=1+1"], ["B", "=2+2"]])
    assert read_table(raw, "x.xlsx")[1] == [Problem(Where("x.xlsx", 2, "B"), "table-formulas")]


def test_files_that_only_look_like_workbooks_are_refused() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
    sound = workbook([["Product name", "Seats"], ["A", "1"]])
    raws = {
        "an old workbook": ole,
        "one with a password": ole + "EncryptedPackage".encode("utf-16-le"),
        "half of one": sound[: len(sound) // 2],
        "another archive": archive({"a.txt": b"1"}),
        "a bomb": archive({"xl/worksheets/sheet1.xml": bytes(260 * 1024 * 1024)}),
        "entities": archive({"xl/workbook.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
    }
    assert {name: ids(read_table(raw, "x.xlsx")[1]) for name, raw in raws.items()} == {
        "an old workbook": ["workbook-old"],
        "one with a password": ["workbook-encrypted"],
        "half of one": ["workbook-broken"],
        "another archive": ["workbook-broken"],
        "a bomb": ["workbook-too-large"],
        "entities": ["workbook-broken"],
    }


def test_a_cell_far_to_the_right_does_not_make_rows_endless() -> None:
    book = openpyxl.Workbook()
    book["Sheet"].append(["Product name", "Seats"])
    for row in range(2, 2000):
        book["Sheet"].cell(row, 16_384, "x")
    assert ids(read_table(saved(book), "x.xlsx")[1])[:1] == []


# Dates


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2027-01-14", "iso", datetime(2027, 1, 14)),
        ("2027-01-14T23:59:59.0966728Z", "iso", datetime(2027, 1, 14, 23, 59, 59)),
        ("2027-01-14T04:00:00+08:00", "iso", datetime(2027, 1, 13, 20)),
        ("2/1/2019 12:00:00 AM", "mdy", datetime(2019, 2, 1)),
        ("10/3/2020", "dmy", datetime(2020, 3, 10)),
        ("01/13/2022 00:00:00", "mdy", datetime(2022, 1, 13)),
        ("2027/1/14 下午 08:00:00", "iso", datetime(2027, 1, 14, 20)),
        ("30.04.2027", "dmy", datetime(2027, 4, 30)),
        ("116/1/14", "iso", datetime(2027, 1, 14)),
        ("民國116年1月14日", "iso", datetime(2027, 1, 14)),
        ("２０２７／１／１４", "iso", datetime(2027, 1, 14)),
        ("11/30/9999 23:59", "mdy", None),
        ("1753-01-01", "iso", None),
        ("", "iso", None),
    ],
)
def test_a_date_is_read_however_the_export_writes_it(text: str, order: str, expected: datetime | None) -> None:
    assert moment(text, order) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2027-02-29", "date-unreal"),
        ("2027-01-14 25:00", "date-unreal"),
        ("13/13/2027", "date-unreal"),
        ("46112", "date-excel"),
        ("14/1/27", "date-unreadable"),
        ("next year", "date-unreadable"),
    ],
)
def test_what_is_no_date_is_refused(text: str, kind: str) -> None:
    with pytest.raises(DateRefused) as refused:
        moment(text, "mdy")
    assert refused.value.kind == kind


@pytest.mark.parametrize(
    ("cells", "given", "expected"),
    [
        (["2027-01-14", "116/1/14", ""], "", ("iso", [])),
        (["3/4/2027", "30/4/2027"], "", ("dmy", [])),
        (["3/4/2027", "4/30/2027"], "", ("mdy", [])),
        (["3.4.2027"], "", ("dmy", [])),
        (["3/4/2027"], "", ("iso", ["dates-undecidable"])),
        (["3/4/2027"], "mdy", ("mdy", [])),
        (["30/4/2027", "4/30/2027"], "", ("iso", ["dates-mixed"])),
        (["3/4/2027", "30/4/2027"], "mdy", ("mdy", ["dates-contradict"])),
        (["3/4/2027"], "iso", ("iso", ["dates-contradict"])),
    ],
)
def test_the_order_of_day_and_month_is_one_for_a_file(
    cells: list[str], given: str, expected: tuple[str, list[str]]
) -> None:
    order, problems = order_of([(Where("x.csv", 2 + at), cell) for at, cell in enumerate(cells)], "x.csv", given)
    assert (order, ids(problems)) == expected


@pytest.mark.parametrize(
    ("end", "day"),
    [
        (datetime(2027, 1, 14), date(2027, 1, 13)),
        (datetime(2027, 1, 14, 8), date(2027, 1, 13)),
        (datetime(2027, 1, 14, 23, 59, 59), date(2027, 1, 14)),
    ],
)
def test_before_an_exclusive_end_the_last_whole_day_counts(end: datetime, day: date) -> None:
    assert last_whole_day(end) == day


# Cells


def test_identifiers_are_written_in_one_way() -> None:
    assert [guid("{6FD2C87F-B296-42F0-B197-1E91E994B900}"), guid("=6fd2c87f-b296-42f0-b197-1e91e994b900")] == [
        "6fd2c87f-b296-42f0-b197-1e91e994b900",
        "",
    ]
    assert [sku_id(text) for text in ("1", "0001", "000e", "00GK", "1.00E+01", "0.1E", "0", "1E+01", "")] == [
        *("0001", "0001", "000E", "00GK"),
        *("", "", "", "", ""),
    ]
    assert [offer_key(text, catalog()) for text in ("CFQ7TTC0LH18:0001:CFQ7TTC0K5ZZ", "SPE_E3", "Office 365 E3")] == [
        *("CFQ7TTC0LH18:0001", "SPE_E3", ""),
    ]


@pytest.mark.parametrize(
    ("delimiter", "cell", "seats"),
    [
        (",", "1,200", "1200"),
        (";", "1.200", "1200"),
        (";", "1,200", "number-parted"),
        ("\t", "1.200", "number-parted"),
        (",", "12.0", "12"),
        (",", "1,20", "number-parted"),
        (",", "12.5", "number-parted"),
        (",", "=12", "number-unreadable"),
        (",", "-5", "number-unreadable"),
        (",", "", "number-unreadable"),
    ],
)
def test_thousands_are_read_only_in_the_style_of_the_file(delimiter: str, cell: str, seats: str) -> None:
    table, _ = csv_table(f'Product name{delimiter}Seats\nOffice 365 E3{delimiter}"{cell}"\n', "x.csv")
    assert table is not None
    found, problems = mapped.read(table, mapping_of({"product": "Product name", "seats": "Seats"}), catalog())
    said = [one.values["seats"] for tenant in found.tenants for one in tenant.subscriptions]
    assert (said or ids(problems)) == [seats]


def test_no_two_fields_share_a_header() -> None:
    named = {(squeezed(one), field) for table in (ALIASES, GUESSED_ALIASES) for field in table for one in table[field]}
    assert len({name for name, _ in named}) == len(named)


def test_words_of_three_languages_mean_the_same() -> None:
    said = {"state": "Active Aktiv 作用中", "billing": "Monthly monatlich 月繳", "at_end": "True ja 是"}
    assert {field: {word(field, one) for one in words.split()} for field, words in said.items()} == {
        "state": {"active"},
        "billing": {"monthly"},
        "at_end": {"renew"},
    }
    assert [word("state", "Aktiv", {"AKTIV": "suspended"}), word("state", "Pending"), word("state", "None")] == [
        *("suspended", "", ""),
    ]


# Formats


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(CASES.glob("*/*.csv")) if path.parent.name in OURS],
    ids=lambda path: f"{path.parent.name} {path.stem}",
)
def test_an_export_is_read_into_what_it_says(path: Path, golden: Golden) -> None:
    found, problems = READERS[path.parent.name](table_of(path))
    assert problems == []
    golden(path.with_suffix(".found.json"), as_json(found))


def test_the_bulk_migration_tools_files_are_read_together(golden: Golden) -> None:
    tables = [table_of(path) for path in sorted((CASES / "bulk-migration").glob("*.csv"))]
    found, problems = bulk_migration.read(tables, catalog())
    assert problems == []
    golden(CASES / "bulk-migration" / "together.found.json", as_json(found))


def test_dates_of_the_bulk_migration_tool_are_never_day_first() -> None:
    table = table_of(CASES / "bulk-migration" / "ncesubscriptions.csv")
    header = table.headers.index("ExpirationDate")
    rows = tuple(
        dataclasses.replace(row, cells=(*row.cells[:header], "30/04/2027 00:00:00", *row.cells[header + 1 :]))
        for row in table.rows
    )
    problems = bulk_migration.read([dataclasses.replace(table, rows=rows)], catalog())[1]
    assert "dates-contradict" in ids(problems)


def test_another_table_is_told_apart_from_a_known_one() -> None:
    table, _ = csv_table("Town,Street\nHsinchu,1\n", "x.csv")
    assert table is not None
    assert ids(bulk_migration.read([table], catalog())[1]) == ids(reconciliation.read([table], catalog())[1])
    assert ids(bulk_migration.read([table], catalog())[1]) == ["table-unknown"]
    assert (subscriptions_csv.matches(table), known_tables.format_of(table)) == (False, "")


@pytest.mark.parametrize("module", [subscriptions_csv, bulk_migration, reconciliation, known_tables])
def test_every_format_says_of_every_field_whether_it_carries_it(module: Any) -> None:
    fields = {*FIELDS, "tenant", "country", "name", "domain", "assigned"}
    assert module.CARRIES.keys() == module.VERIFIED.keys()
    assert [name for name, carries in module.CARRIES.items() if carries.keys() != fields] == []


def test_every_remark_and_note_has_words() -> None:
    said = [json.loads(path.read_text(encoding="utf-8")) for path in CASES.glob("*/*.found.json")]
    tenants = [tenant for found in said for tenant in found.get("tenants", []) if isinstance(tenant, dict)]
    subscriptions = [one for tenant in tenants for one in tenant.get("subscriptions", [])]
    remarks = {remark[0] for one in subscriptions for remark in one.get("remarks", {}).values()}
    notes = {note[0] for tenant in tenants for note in tenant.get("notes", [])}
    assert remarks - set(labels()["imports"]["remark"]) == set()
    assert notes - set(labels()["imports"]["note"]) == set()


# Mappings


def test_a_mapping_is_the_same_after_its_file_was_written_and_read() -> None:
    values = {
        "columns": {"product": 'Name "of" it: #1', "seats": "授權數", "state": "Zustand"},
        "dates": "dmy",
        "values": {"state": {"läuft": "active"}},
    }
    mapping = ColumnMapping.model_validate(values)
    source, problems = read_yaml(mapping_text(mapping), "columns.yaml")
    assert source is not None
    assert (problems, check_mapping(source)) == ([], (mapping, []))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("columns: {seat: Seats}", [("columns › seat", "choice-like")]),
        ("columns: {seats: Seats}\ndates: us", [("dates", "choice")]),
        ("columns: {seats: Seats}\nvalues: {state: {Aktiv: alive}}", [("values › state › Aktiv", "choice")]),
        ("column: {seats: Seats}", [("column", "unknown-key-like")]),
        ("columns: {seats: ''}", [("columns › seats", "empty")]),
    ],
)
def test_a_mistake_in_a_mapping_file_is_told_with_its_place(text: str, expected: list[tuple[str, str]]) -> None:
    source, _ = read_yaml(text, "columns.yaml")
    assert source is not None
    problems = check_mapping(source)[1]
    assert [(problem.where.trail, problem.id) for problem in problems] == expected


def test_words_that_a_mapping_explains_are_taken() -> None:
    table, _ = csv_table("Product name,Seats,Status\nOffice 365 E3,5,läuft\nOffice 365 E1,5,ruht\n", "x.csv")
    assert table is not None
    mapping = ColumnMapping.model_validate(
        {
            "columns": {"product": "Product name", "seats": "Seats", "state": "Status"},
            "values": {"state": {"LÄUFT": "active"}},
        }
    )
    (tenant,) = mapped.read(table, mapping, catalog())[0].tenants
    assert [(one.values["state"], one.remarks.get("state")) for one in tenant.subscriptions] == [
        ("active", None),
        ("unknown", ("word-unknown", {})),
    ]


def test_a_number_that_every_row_of_a_product_repeats_is_not_added_up() -> None:
    table, _ = csv_table(
        "Product name,Seats,Assigned\nOffice 365 E3,5,9\nOffice 365 E3,5,9\nOffice 365 E1,3,1\nOffice 365 E1,4,2\n", "x"
    )
    assert table is not None
    mapping, _ = proposal.propose(table, catalog())
    assert mapping is not None
    (tenant,) = mapped.read(table, mapping, catalog())[0].tenants
    assert [(one.clue.name, one.assigned, one.enabled) for one in tenant.licences] == [("Office 365 E1", 3, 7)]
    assert tenant.notes == (("assigned-unclear", {"rows": "2"}),)


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference files are not beside the checkout")
def test_the_reference_files_are_told_apart() -> None:
    told = {path.stem: format_of(path) for path in sorted(REFERENCE.glob("*.csv")) if path.stem != "INDEX"}
    assert told == {
        "bam_customers": "bam-customers",
        "bam_ncesubscriptions": "bam-ncesubscriptions",
        "m365_admin_licenses_UNVERIFIED": "m365-admin-licenses",
        "m365_admin_your_products_UNVERIFIED": "m365-admin-your-products",
        "nce_offer_matrix": "",
        "nce_price_list": "",
        "pc_subscriptions_export": "pc-subscriptions-export",
    }


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference files are not beside the checkout")
def test_every_header_row_of_the_reference_is_recognised_as_its_format() -> None:
    with (REFERENCE / "INDEX.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["format"]: row["headers"] for row in csv.DictReader(file)}
    names = {name.replace("-", "_"): name for name in READERS if name != "mapped"} | {
        "m365_admin_licenses_UNVERIFIED": "m365-admin-licenses",
        "m365_admin_your_products_UNVERIFIED": "m365-admin-your-products",
        "bam_subscriptions_legacy": "bam-subscriptions-legacy",
    }
    told = {name: told_by(Table("x", tuple(rows[name].split("|")), ())) for name in names if name in rows}
    assert told == {name: names[name] for name in told}
    assert len(told) == 11


def mapped_by_proposal(table: Table) -> tuple[Found, list[Problem]]:
    mapping, problems = proposal.propose(table, catalog())
    return (Found(()), problems) if mapping is None else mapped.read(table, mapping, catalog())


def keys_mapped(table: Table) -> tuple[Found, list[Problem]]:
    """The offer is told by its cells; what else has no name of its own, a mapping says."""
    if "Until" not in table.headers:
        return mapped_by_proposal(table)
    assert proposal.propose(table, catalog())[0] == mapping_of({"offer": "What", "seats": "Seats"})
    columns = {"offer": "What", "seats": "Seats", "domain": "Where", "ends_on": "Until"}
    return mapped.read(table, mapping_of(columns), catalog())


READERS: dict[str, Callable[[Table], tuple[Found, list[Problem]]]] = {
    "pc-subscriptions-export": lambda table: subscriptions_csv.read([table], catalog()),
    "legacy-recon": lambda table: reconciliation.read([table], catalog()),
    "nce-recon": lambda table: reconciliation.read([table], catalog()),
    **dict.fromkeys(known_tables.KNOWN, mapped_by_proposal),
    "bam-ncesubscriptions": lambda table: bulk_migration.read([table], catalog()),
    "bam-customers": lambda table: bulk_migration.read([table], catalog()),
    "mapped": keys_mapped,
}


def problems_of(path: Path) -> list[Problem]:
    table, problems = read_table(path.read_bytes(), path.name)
    if table is None:
        return problems
    if reconciliation.format_of(table):
        return reconciliation.read([table], catalog())[1]
    return mapped_by_proposal(table)[1]


def told_by(table: Table) -> str:
    export = subscriptions_csv.FORMAT if subscriptions_csv.matches(table) else ""
    named = (bulk_migration.format_of(table), reconciliation.format_of(table), known_tables.format_of(table), export)
    return " ".join(filter(None, named))


def format_of(path: Path) -> str:
    return told_by(table_of(path))


def table_of(path: Path) -> Table:
    table, problems = read_table(path.read_bytes(), path.name)
    assert problems == []
    assert table is not None
    return table


def shape(table: Table | None, problems: list[Problem]) -> tuple[tuple[str, ...], list[tuple[int, tuple[str, ...]]]]:
    assert problems == []
    assert table is not None
    return table.headers, [(row.line, row.cells) for row in table.rows]


def ids(problems: list[Problem]) -> list[str]:
    return sorted(problem.id for problem in problems)


def as_json(found: Found) -> str:
    """What was found, without what is empty."""
    return json.dumps(_filled(dataclasses.asdict(found)), ensure_ascii=False, indent=1) + "\n"


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner) for key, inner in value.items() if inner not in ("", None, (), {})}
    return [_filled(inner) for inner in value] if isinstance(value, list | tuple) else value


def workbook(rows: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book["Sheet"].append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def _twice(*files: str, source: str = "table") -> tuple[Found, list[str]]:
    given = [(f"{number}.csv", text.encode()) for number, text in enumerate(files)]
    found, problems = read_exports(source, given, catalog(), Reading())
    return found, [problem.id for problem in problems]


MONDAY = (
    "Tenant ID,Subscription ID,SKU part number,Seats\n"
    "5b1f3c1e-8a1c-4c1c-9d57-0d0b51a1f001,83ef9d05-4169-4ef9-9657-0e86b1eab1de,ENTERPRISEPACK,60\n"
)


def test_the_same_subscription_in_two_files_counts_once() -> None:
    found, problems = _twice(MONDAY, MONDAY)
    assert problems == []
    assert [one.values["seats"] for one in found.tenants[0].subscriptions] == ["60"]
    assert found.skipped == {"duplicate": 1}


def test_two_files_that_contradict_each_other_are_a_problem() -> None:
    assert _twice(MONDAY, MONDAY.replace(",60", ",80"))[1] == ["export-twice"]


def test_two_files_complete_each_other() -> None:
    later = MONDAY.replace("Seats", "Seats,Term").replace(",60", ",60,P1Y")
    found, problems = _twice(MONDAY, later)
    assert problems == []
    assert [one.values.get("term") for one in found.tenants[0].subscriptions] == ["P1Y"]


def test_seven_digits_may_be_two_days() -> None:
    assert moment("20270114", "iso") == datetime(2027, 1, 14)
    with pytest.raises(DateRefused):
        moment("2027114", "iso")


def test_a_cell_far_below_the_others_costs_nothing() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Product", "Seats"), ("ENTERPRISEPACK", 5)):
        sheet.append(row)
    sheet.cell(1_048_576, 1, "x")
    raw = io.BytesIO()
    book.save(raw)
    table, problems = read_table(raw.getvalue(), "far.xlsx")
    assert problems == []
    assert table is not None
    assert len(table.rows) == 1


def test_two_invoices_give_the_newer_month() -> None:
    october = next((CASES / "nce-recon").glob("*.csv")).read_text(encoding="utf-8-sig")
    november = october.replace("10/14/2026,11/13/2026", "11/14/2026,12/13/2026").replace(",42,Monthly", ",37,Monthly")
    once, problems = _twice(october, source="reconciliation")
    both, more = _twice(october, november, source="reconciliation")
    assert (problems, more) == ([], [])
    assert once.tenants[0].subscriptions[0].values["seats"] == "42"
    assert both.tenants[0].subscriptions[0].values["seats"] == "37"
    assert both.skipped["older-cycle"] > once.skipped["older-cycle"]


def test_a_target_that_names_too_few_is_told_though_nothing_else_differs() -> None:
    found, _ = _twice(MONDAY)
    row = {"id": "e3", "ms_id": "83ef9d05-4169-4ef9-9657-0e86b1eab1de", "offer": "ENTERPRISEPACK", "seats": "60"}
    values = {"tenant": {"id": found.tenants[0].id}, "subscriptions": [{**row, "target": {"seats": "50"}}]}
    comparison = compared(values, found.tenants[0], catalog())
    assert comparison.kept_targets == (KeptTarget("e3", 60, 50),)
    assert (comparison.differs, comparison.says) == (False, True)
