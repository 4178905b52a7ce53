"""Records in a customer's file: one line changes, every other byte stays; what cannot be edited so is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from generator.errors import ProblemsFound
from generator.load import EditRefusedError, record_text, recorded
from generator.load.edits import with_records, without_records
from generator.load.strict_yaml import read

HERE = Path(__file__).resolve().parent
CASES = HERE / "cases" / "edits"
CUSTOMERS = sorted(path for path in (HERE.parent / "customers").glob("*.yaml") if path.name != "_partners.yaml")
STEP = "check-inventory"
RECORD = {
    "done": "2026-11-22",
    "by": "林",
    "evidence": "PO 77: paid, [see] #4",
    "step": "0123",
    "due": "2026-11-30",
    "seats": "120",
}
LINE = (
    "check-inventory: {done: 2026-11-22, by: 林, evidence: 'PO 77: paid, [see] #4', "
    "step: '0123', due: 2026-11-30, seats: 120}"
)
ACME = """\
planned_on: 2026-11-22
customer: {name: Acme}
tenant: {domain: acme.onmicrosoft.com, country: TW}
subscriptions:
  - {id: e3, offer: ENTERPRISEPACK, seats: 120, bought: {channel: csp}, ends_on: 2027-01-14}
"""
TEXTS = (
    "it's",
    "'",
    '"quoted"',
    "a, b: [c] {d} #e",
    "- not a list",
    "? what",
    "@mention `code` %TAG !tag &anchor *alias",
    "~",
    "null",
    "yes",
    "0123",
    "1e10",
    "0x1F",
    "12:30:45",
    "2026-11-22",
    "key: value",
    "trailing colon:",
    "#comment",
    "<<",
    "=",
    "back\\slash \\n",
    "two  blanks",
    "｛full width：｝",
    "wide\u3000blanks\u3000inside",
    "𠮷田さん 👩‍💻",
    "</script><!-- --> ${{ github.token }}",
    "::error file=a::b",
    "x" * 200,
)
"""What people may well write as evidence, and what tells readers of YAML apart."""

REFUSED = ("", " ", " leading", "two\nlines", "carriage\rreturn", "a\ttab", "x" * 201, "\u202eturned", "\u2028", "\x00")


def _cases(kind: str) -> list[Path]:
    return sorted(path for path in (CASES / kind).iterdir() if path.is_dir())


@pytest.mark.parametrize("case", [*_cases("added"), *_cases("replaced")], ids=lambda case: case.name)
def test_a_record_is_written_into_a_file(case: Path, golden: Callable[[Path, str], None]) -> None:
    after = with_records(_text(case / "before.yaml"), "acme.yaml", {STEP: RECORD})
    golden(case / "after.yaml", after)
    assert after.count(LINE) == 1


@pytest.mark.parametrize("case", _cases("removed"), ids=lambda case: case.name)
def test_a_record_is_taken_out_of_a_file(case: Path, golden: Callable[[Path, str], None]) -> None:
    golden(case / "after.yaml", without_records(_text(case / "before.yaml"), "acme.yaml", (STEP,)))


@pytest.mark.parametrize("case", [*_cases("added"), *_cases("replaced")], ids=lambda case: case.name)
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "byte-order mark"])
def test_line_ends_and_the_byte_order_mark_stay_as_they_are(case: Path, mark: str) -> None:
    before, after = (_text(case / name).replace("\n", "\r\n") for name in ("before.yaml", "after.yaml"))
    assert with_records(mark + before, "acme.yaml", {STEP: RECORD}) == mark + after


@pytest.mark.parametrize("case", _cases("added"), ids=lambda case: case.name)
@pytest.mark.parametrize("end", ["\n", "\r\n", ""], ids=["LF", "CRLF", "no line end"])
def test_a_record_that_is_taken_back_leaves_no_trace(case: Path, end: str) -> None:
    text = _text(case / "before.yaml").replace(
        "progress: {}   # nothing yet\n", ""
    )  # an empty key goes with its record
    text = text.removesuffix("\n") if not end else text.replace("\n", end)
    recorded_text = with_records(text, "acme.yaml", {STEP: RECORD})
    assert without_records(recorded_text, "acme.yaml", (STEP,)) == text
    assert recorded_text.endswith("\n") == text.endswith("\n")


def test_notes_that_end_with_the_file_keep_their_last_character() -> None:
    text = "planned_on: 2026-11-22\n# what to know\nnotes: |\n  Call first."
    after = f"planned_on: 2026-11-22\nprogress:\n  {LINE}\n# what to know\nnotes: |\n  Call first."
    assert with_records(text, "acme.yaml", {STEP: RECORD}) == after
    assert without_records(after, "acme.yaml", (STEP,)) == text


def test_several_records_are_written_in_one_go() -> None:
    records = {f"{STEP}/{one}": RECORD for one in ("e3", "ems")}
    lines = [line.replace(STEP, key) for key in records for line in [f"  {LINE}\n"]]
    assert with_records(ACME, "acme.yaml", records) == f"{ACME}progress:\n{''.join(lines)}"


@pytest.mark.parametrize("path", CUSTOMERS, ids=lambda path: path.stem)
def test_in_every_customers_file_a_record_adds_its_own_lines_and_changes_no_other_byte(path: Path) -> None:
    text = path.read_bytes().decode()
    edited = with_records(text, path.name, {f"{STEP}/new": RECORD})
    line = f"  {LINE.replace(STEP, f'{STEP}/new')}\n"
    added = line if "\nprogress:\n" in text else f"progress:\n{line}"
    assert (edited.count(added), edited.replace(added, "")) == (1, text)
    assert without_records(edited, path.name, (f"{STEP}/new",)) == text


@pytest.mark.parametrize(
    "text",
    [
        "planned_on: 2026-11-22\nprogress:\n",
        "planned_on: 2026-11-22\nprogress: none\n",
        "planned_on: 2026-11-22\nprogress: [a]\n",
        "progress: {approve-plan: {done: 2026-11-20}, check-inventory: {done: 2026-11-20, # why\n  by: Lin}}\n",
    ],
    ids=["nothing", "a word", "a list", "a comment that would lose its place"],
)
def test_what_no_small_edit_fits_is_refused_with_the_line_to_write(text: str) -> None:
    with pytest.raises(EditRefusedError) as refused:
        with_records(text, "acme.yaml", {STEP: RECORD})
    assert refused.value.lines == (LINE,)


def test_a_file_that_cannot_be_read_is_not_edited() -> None:
    with pytest.raises(ProblemsFound):
        with_records("planned_on: 2026-11-22\nprogress: {\n", "acme.yaml", {STEP: RECORD})


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_read_back_as_it_was_said_by_every_reader_of_yaml(text: str, project: Callable[..., Path]) -> None:
    record = RECORD | {"by": text[:200], "evidence": text}
    written = recorded(project({"acme": ACME}), "acme", {STEP: record})
    assert _record(written) == record
    others = yaml.safe_load(written)["progress"][STEP]
    texts = ("by", "evidence", "step")
    assert {name: others[name] for name in texts} == {name: record[name] for name in texts}
    assert written.count("\n") == ACME.count("\n") + 2


@pytest.mark.parametrize("text", REFUSED, ids=ascii)
@pytest.mark.parametrize("key", ["by", "evidence", "not_needed"])
def test_a_text_that_no_file_may_hold_is_a_problem(key: str, text: str, project: Callable[..., Path]) -> None:
    record = {name: value for name, value in RECORD.items() if name != "done" or key != "not_needed"}
    with pytest.raises(ProblemsFound) as found:
        recorded(project({"acme": ACME}), "acme", {STEP: record | {key: text}})
    assert [(one.where.file, one.where.trail) for one in found.value.problems] == [
        ("customers/acme.yaml", f"progress › {STEP} › {key}")
    ]


def _hostile() -> list[str]:
    """Every text of the collections of trouble that lie here."""
    found: list[str] = []
    for name in ("yaml_hostile", "ci_pr_text", "md_hostile", "csv_cells"):
        path = HERE / "hostile" / f"{name}.json"
        entries = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
        texts = [one if isinstance(one, str) else one.get("value", one.get("text")) for one in entries]
        found += [text for text in texts if isinstance(text, str)]
    return found


def test_hostile_texts_are_refused_or_read_back_exactly(project: Callable[..., Path]) -> None:
    root = project({"acme": ACME})
    kept = 0
    for text in _hostile():
        try:
            written = recorded(root, "acme", {STEP: RECORD | {"evidence": text}})
        except ProblemsFound as refused:
            assert {one.where.trail for one in refused.problems} == {f"progress › {STEP} › evidence"}
        else:
            kept += 1
            assert _record(written)["evidence"] == text
            assert written.startswith(ACME)
    assert kept > 40


def test_a_hash_that_looks_like_a_number_stays_text() -> None:
    hashes = ("0123", "1e10", "1234", "abcd", "0e00", "null"[:4])
    assert [record_text({"step": one}) for one in hashes] == [f"{{step: '{one}'}}" for one in hashes]


def _record(text: str) -> dict[str, str]:
    source, problems = read(text, "acme.yaml")
    assert source is not None and not problems
    found: dict[str, str] = source.values["progress"][STEP]
    return found


def _text(path: Path) -> str:
    return path.read_bytes().decode()
