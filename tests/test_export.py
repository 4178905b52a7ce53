"""Plans in a spreadsheet: every cell is text or a count, in both languages, and the same plans give the same bytes."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from runbooks_command import COMMAND, contents, runbooks, surroundings

from generator.cli import main
from generator.cli.options import Words
from generator.load import Project, packaged_labels
from generator.plan import Plan
from generator.render import Pages, Row, Sheet, Table, csv_text, plan_sheets, step_rows
from generator.render.sheets import sheet_names
from generator.render.tables import Voices
from generator.site import workbook
from generator.text import LANGUAGES

HERE = Path(__file__).resolve().parent
CASES = HERE / "cases" / "export"
CASE = CASES / "two subscriptions become one order and names try to be formulas.yaml"
PARTNERS = (HERE / "cases" / "partners.yaml").read_text(encoding="utf-8")
SHARED_NAME = "two sellers share a name in one language alone.yaml"
BLOCKED = HERE / "cases" / "pages" / "a tenant in Hong Kong cannot move to a partner in Taiwan.yaml"
HOSTILE = json.loads((HERE / "hostile" / "csv_cells.json").read_text(encoding="utf-8"))
MADE_ON = date(2026, 11, 22)
OVERVIEW = "總覽 Overview"


@dataclass(frozen=True)
class Exported:
    """What the command did: its exit code, what it printed and what it said."""

    code: int
    printed: bytes
    said: str


Export = Callable[..., Exported]


@pytest.fixture
def root(project: Callable[..., Path]) -> Path:
    """A project with the case's customer and a blocked one."""
    return project({"lianwu": CASE.read_bytes(), "hong-kong": BLOCKED.read_bytes()}, PARTNERS)


@pytest.fixture
def export(root: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Export:
    """The command in this process, in the project's folder; a process of its own is started where that matters."""

    def run(*typed: str) -> Exported:
        monkeypatch.chdir(root)
        code = main(["export", *typed])
        printed = capfdbinary.readouterr()
        return Exported(code, printed.out, printed.err.decode())

    return run


@pytest.fixture(scope="session")
def voices(loaded: Project) -> Voices:
    return tuple(Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates).voices.values())


@pytest.fixture(scope="session")
def everything(plans: tuple[Plan, ...], voices: Voices) -> bytes:
    """The workbook of all customers of this repository."""
    return workbook(plan_sheets(plans, voices), MADE_ON)


def said(language: str, label: str, **values: object) -> str:
    return Words(packaged_labels(), language)(label, **values)


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


# ---- What it says --------------------------------------------------------------------------------------------------


def test_a_customers_sheet_shows_what_moves_what_was_found_and_what_is_to_be_done(
    root: Path, export: Export, golden: Callable[[Path, str], None]
) -> None:
    wrote = said("en", "exported", count=1, file="plans.xlsx") + "\n"
    assert export("lianwu", "--out", "plans.xlsx", "--lang", "en") == Exported(0, b"", wrote)
    shown = [
        f"{sheet.title} {cell.coordinate}: {json.dumps(cell.value, ensure_ascii=False)}\n"
        for sheet in opened((root / "plans.xlsx").read_bytes())
        for cell in _filled(sheet)
    ]
    golden(CASE.with_suffix(".xlsx.txt"), "".join(shown))


def test_csv_has_a_row_per_step_of_every_customer(
    root: Path, export: Export, golden: Callable[[Path, str], None]
) -> None:
    assert export("lianwu", "--out", "steps.csv").code == 0
    text = (root / "steps.csv").read_bytes().decode()
    assert text.startswith("\ufeff")
    lines = text.removeprefix("\ufeff").split("\r\n")
    assert [line for line in lines if "\n" in line or "\r" in line] == []
    golden(CASE.with_suffix(".csv"), "\n".join(lines))


def test_without_a_file_csv_goes_to_the_standard_output_with_its_mark_and_its_line_ends(
    root: Path, export: Export
) -> None:
    assert export("--out", "steps.csv").code == 0
    typed = [*COMMAND, "export"]
    printed = subprocess.run(typed, cwd=root, env=surroundings(), capture_output=True, timeout=60, check=True)
    assert (printed.stdout, printed.stderr) == ((root / "steps.csv").read_bytes(), b"")


def test_every_customer_of_this_repository_has_its_sheet_and_its_row(
    everything: bytes, plans: tuple[Plan, ...], voices: Voices
) -> None:
    book, ids = opened(everything), [plan.customer.id for plan in plans]
    assert book.sheetnames == [OVERVIEW, *ids]
    assert [row[0].value for row in book[OVERVIEW].iter_rows(min_row=5)] == ids
    rows = rows_of(csv_text(step_rows(plans, voices)).encode())
    assert [row[0] for row in rows[1:]] == [plan.customer.id for plan in plans for _ in plan.steps]


def test_a_blocked_customer_is_exported_and_its_status_says_it(root: Path, export: Export) -> None:
    assert export("hong-kong", "--out", "plans.xlsx").code == 0
    book = opened((root / "plans.xlsx").read_bytes())
    assert book[OVERVIEW]["D5"].value == "受阻 Blocked"
    assert [book["hong-kong"][cell].value for cell in ("A3", "C3")] == ["計畫狀態 Plan status", "受阻 Blocked"]
    assert {row[3] for row in rows_of(export("hong-kong").printed)[1:]} == {"受阻 Blocked"}


def test_customers_stand_in_the_projects_order_each_once(root: Path, export: Export) -> None:
    assert export("lianwu", "customers/hong-kong.yaml", "lianwu", "--out", "plans.xlsx").code == 0
    assert opened((root / "plans.xlsx").read_bytes()).sheetnames == [OVERVIEW, "hong-kong", "lianwu"]


def test_a_plan_by_the_rules_of_another_day_says_that_day(export: Export) -> None:
    rows = rows_of(export("lianwu", "--as-of", "2026-12-24").printed)
    assert {row[5] for row in rows[1:]} == {"2026-12-24"}


def test_what_is_the_same_in_one_language_alone_is_told_apart(root: Path, export: Export) -> None:
    (root / "customers" / "acme.yaml").write_bytes((CASES / SHARED_NAME).read_bytes())
    assert export("acme", "--out", "plans.xlsx").code == 0
    rows = opened((root / "plans.xlsx").read_bytes())["acme"].iter_rows(values_only=True)
    told = {str(row[1]): str(row[3]) for row in rows if str(row[3]).startswith("The seller has not confirmed")}
    assert list(told) == ["e3-north", "e3-south"]
    assert ["Beifeng North" in told["e3-north"], "Beifeng South" in told["e3-south"]] == [True, True]


# ---- Text stays text -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case["note"])
def test_a_hostile_cell_comes_back_from_csv_as_one_cell_that_is_no_formula(case: dict[str, str]) -> None:
    content = csv_text([["before", case["value"], 3, "after"]]).encode()
    assert rows_of(content) == [["before", case["csv"], "3", "after"]]
    assert content.count(b"\n") == content.count(b"\r\n") == 1


def test_hostile_cells_come_back_from_a_workbook_as_text() -> None:
    (sheet,) = opened(workbook([_sheet([Row((case["value"], 7)) for case in HOSTILE])], MADE_ON)).worksheets
    found = [(row[0].value, row[0].data_type, row[0].number_format, row[1].value) for row in sheet.iter_rows(min_row=4)]
    assert found == [(case["xlsx"], "s", "@", 7) for case in HOSTILE]


def test_a_workbook_holds_nothing_but_texts_and_counts(everything: bytes) -> None:
    cells = [cell for sheet in opened(everything) for cell in _filled(sheet)]
    assert len(cells) > 10_000
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert {type(cell.value) for cell in cells} == {str, int}
    assert {cell.number_format for cell in cells if cell.data_type == "s"} == {"@"}
    assert [cell.coordinate for cell in cells if cell.hyperlink or cell.comment] == []
    with zipfile.ZipFile(io.BytesIO(everything)) as parts:
        kinds = {name.removeprefix("xl/").split("/")[0] for name in parts.namelist()}
        links = [name for name in parts.namelist() if b'TargetMode="External"' in parts.read(name)]
    own = {"workbook.xml", "worksheets", "sharedStrings.xml", "styles.xml", "tables", "theme"}
    assert (kinds - {"[Content_Types].xml", "_rels", "docProps"}, links) == (own, [])


@pytest.mark.parametrize("mark", ["字", "𠮷"])
def test_what_is_longer_than_a_cell_can_be_is_cut_and_says_so(mark: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (sheet,) = opened(workbook([_sheet([Row((mark * 40_000, 1))])], MADE_ON)).worksheets
    assert sheet["A4"].value == mark * 16_382 + "…"


# ---- How it looks --------------------------------------------------------------------------------------------------


def test_a_sheet_is_set_up_for_the_screen_and_for_paper(everything: bytes) -> None:
    overview, *customers = opened(everything).worksheets
    assert (overview.freeze_panes, overview.print_title_rows) == ("B5", "$1:$4")
    for sheet in customers:
        page = sheet.page_setup
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("B2", "$1:$1")
        assert (page.paperSize, page.orientation) == (9, "landscape")
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, page.fitToWidth, page.fitToHeight) == (True, None, 0)
        assert sheet.oddFooter.center.text.startswith(f"{sheet.title} · 版本驗證碼 Fingerprint {sheet['C6'].value} · ")
        assert {cell.font.name for cell in _filled(sheet)} == {"Microsoft JhengHei"}
        assert {table.autoFilter.ref == table.ref for table in sheet.tables.values()} == {True}


def test_every_piece_of_text_is_in_a_font_that_taiwans_excel_has(everything: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(everything)) as parts:
        named = parts.read("xl/styles.xml") + parts.read("xl/sharedStrings.xml")
    fonts = set(re.findall(rb'<(?:name|rFont) val="([^"]*)"', named)) - {b"Normal"}
    assert (fonts, b"<scheme" in named) == ({b"Microsoft JhengHei"}, False)


def test_tables_are_named_once_in_the_workbook_and_lie_on_columns_of_their_own_width(everything: bytes) -> None:
    sheets = opened(everything).worksheets
    names = [name.lower() for sheet in sheets for name in sheet.tables]
    assert len(names) == len(set(names))
    for sheet in sheets:
        wide = {column for one in sheet.column_dimensions.values() for column in range(one.min, one.max + 1)}
        assert wide == set(range(1, sheet.max_column + 1))


def test_a_table_without_rows_says_so() -> None:
    (sheet,) = opened(workbook([_sheet([])], MADE_ON)).worksheets
    assert [cell.value for cell in _filled(sheet)] == ["Title", "None."]
    assert sheet.tables == {}


# ---- Names of sheets -----------------------------------------------------------------------------------------------


def test_long_ids_are_cut_to_what_excel_allows_and_numbered_where_they_would_be_the_same() -> None:
    long = "a-customer-with-a-very-long-name"
    assert len(long) == 32
    names = sheet_names([f"{long}-2", long, f"{long}-1", "acme", long[:31], "history"])
    assert names == {
        "acme": "acme",
        "history": "history~2",
        long[:31]: "a-customer-with-a-very-long-nam",
        long: "a-customer-with-a-very-long-n~2",
        f"{long}-2": "a-customer-with-a-very-long-n~3",
        f"{long}-1": "a-customer-with-a-very-long-n~4",
    }
    assert max(map(len, names.values())) == 31


def test_a_hundred_ids_that_begin_alike_get_a_hundred_names() -> None:
    names = sheet_names(f"{'x' * 45}-{number}" for number in range(100))
    assert len({name.lower() for name in names.values()}) == 100
    assert {len(name) for name in names.values()} == {31}


def test_customers_with_long_ids_have_sheets(root: Path, export: Export) -> None:
    ids = [f"taiwan-precision-industry-of-the-{place}" for place in ("north", "south")]
    for one in ids:
        (root / "customers" / f"{one}.yaml").write_bytes(CASE.read_bytes())
    assert export(*ids, "--out", "plans.xlsx").code == 0
    book = opened((root / "plans.xlsx").read_bytes())
    names = ["taiwan-precision-industry-of-th", "taiwan-precision-industry-of-~2"]
    assert book.sheetnames == [OVERVIEW, *names]
    assert [book[name]["C2"].value for name in names] == ids


# ---- The same bytes everywhere -------------------------------------------------------------------------------------


def test_every_machine_makes_the_same_files(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    machines = {
        "in Taipei": {"TZ": "Asia/Taipei", "LC_ALL": "zh_TW.UTF-8", "PYTHONHASHSEED": "1"},
        "in Honolulu": {"TZ": "Pacific/Honolulu", "LC_ALL": "C", "PYTHONHASHSEED": "2", "PYTHONUTF8": "0"},
    }
    made = []
    for machine, environment in machines.items():
        here = tmp_path_factory.mktemp("machine")
        shutil.copytree(root, here / machine)
        for name in ("plans.xlsx", "steps.csv"):
            typed = ["export", "--project", machine, "--out", name]
            assert runbooks(*typed, cwd=here, PYTHONCOERCECLOCALE="0", **environment).returncode == 0
        made.append({name: (here / name).read_bytes() for name in ("plans.xlsx", "steps.csv")})
    assert made[0] == made[1]
    with zipfile.ZipFile(io.BytesIO(made[0]["plans.xlsx"])) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-11-22T00:00:00Z</dcterms:created>" in parts.read("docProps/core.xml")


def test_a_file_that_would_be_the_same_is_not_touched(root: Path, export: Export) -> None:
    assert export("--out", "plans.xlsx").code == 0
    before = (root / "plans.xlsx").stat()
    assert export("--out", "plans.xlsx").code == 0
    after = (root / "plans.xlsx").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


# ---- Wrong usage and what cannot be written ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        (["--format", "xlsx"], "export-wants-out"),
        (["--format", "xlsx", "--out", "plans.csv"], "export-ending"),
        (["--format", "csv", "--out", "plans.xlsx"], "export-ending"),
        (["--out", "plans.ods"], "export-ending"),
        (["--out", "plans"], "export-ending"),
    ],
    ids=str,
)
def test_the_file_has_to_be_named_for_its_format(typed: list[str], label: str, root: Path, export: Export) -> None:
    before = contents(root)
    result = export(*typed, "--lang", "en")
    assert (result.code, result.printed) == (2, b"")
    assert said("en", label) in result.said
    assert contents(root) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_customer_that_is_not_there_is_wrong_usage_and_the_nearest_is_named(language: str, export: Export) -> None:
    result = export("hong-kong", "lianwo", "--lang", language)
    assert (result.code, result.printed) == (2, b"")
    assert said(language, "no-such-customer", id="lianwo", known="lianwu") in result.said


def test_where_a_customers_file_is_broken_nothing_is_written(root: Path, export: Export) -> None:
    assert export("--out", "plans.xlsx").code == 0
    (root / "customers" / "lianwu.yaml").write_bytes(CASE.read_bytes().replace(b"seats: 25", b"seats: many"))
    before = contents(root)
    result = export("hong-kong", "--out", "plans.xlsx")
    assert (result.code, result.printed) == (1, b"")
    assert contents(root) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_cannot_be_written_is_said_and_not_a_traceback(language: str, root: Path, export: Export) -> None:
    before = contents(root)
    result = export("--out", "mkdocs.yml/plans.xlsx", "--lang", language)
    wrong, _, advice = said(language, "not-written", file="mkdocs.yml/plans.xlsx", why="|").partition("|")
    assert (result.code, result.printed) == (1, b"")
    assert result.said.startswith(wrong)
    assert result.said.endswith(f"{advice}\n")
    assert contents(root) == before


def _sheet(rows: list[Row]) -> Sheet:
    """A sheet with one table of a text and a count."""
    table = Table("cells", "", ("Text", "Count"), tuple(rows))
    return Sheet("cells", "Title", (), (table,), (20, 10), "", "plain", "None.")


def _filled(sheet: openpyxl.worksheet.worksheet.Worksheet) -> list[openpyxl.cell.Cell]:
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
