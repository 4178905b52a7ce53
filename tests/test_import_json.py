"""JSON exports: each folder under cases/imports is one run's files, beside what they say as ``<folder>.found.json``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import date
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from generator.catalog import Catalog
from generator.errors import Problem
from generator.importers import documents, graph, partner_center
from generator.importers.documents import Document, parse_document, read_document
from generator.importers.draft import CARRIED
from generator.importers.found import SKIPPED, Found
from generator.importers.ids import country, domain, guid, name, new_commerce_id, part_number
from generator.importers.moments import is_far, last_day_named, last_whole_day, moment, utc_text
from generator.load.rules import RuleFiles, read_guidance
from generator.load.tree import Disk

ROOT = Path(__file__).resolve().parent.parent
CASES = Path(__file__).resolve().parent / "cases" / "imports"
SAMPLES = ROOT.parent / "shared" / "data"
FORMATS = {"graph": graph, "partner_center": partner_center}
FOLDERS = sorted(path for one in FORMATS for path in (CASES / one).iterdir() if path.is_dir())
ODD: tuple[Any, ...] = (
    *(None, True, -1, 10**17, "", "@{enabled=1}", "secret\ud800\x1b[31m", [], ["secret"], [[]], {}),
    *({"secret": "secret"}, {"enabled": -1}, {"self": {"uri": "/customers/secret?country=secret"}}, {"self": []}),
    *({"address": "secret", "companyname": 7}, {"product": {"productid": [], "skuid": "secret"}, "quantity": "secret"}),
)
TOLD = {"filled", "derived", "missing"}
EXPECTED = sorted(path for one in FORMATS for path in (CASES / one).glob("*.found.json"))
TENANT = "7c1f0f5e-2d53-4a0b-9a57-3f1f6d1c2b10"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """This repository's offers; whatever its labels are."""
    guidance, problems = read_guidance(RuleFiles.of(Disk(ROOT)))
    assert guidance is not None, problems
    return guidance.catalog


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}: {folder.name}")
def test_what_exports_say(folder: Path, catalog: Catalog, golden: Callable[[Path, str], None]) -> None:
    found, problems = FORMATS[folder.parent.name].read(_read(sorted(folder.iterdir())), catalog)
    golden(folder.parent / f"{folder.name}.found.json", _shown(found, problems))


def test_every_expected_file_belongs_to_a_case() -> None:
    expected = {path.name.removesuffix(".found.json") for path in EXPECTED}
    assert expected == {folder.name for folder in FOLDERS}


def test_every_remark_and_note_has_its_words_and_every_problem_too() -> None:
    """What the cases show is what the labels word, and the placeholders are among the values."""
    labels = yaml.safe_load((ROOT / "templates" / "labels.yaml").read_text(encoding="utf-8"))
    shown = [json.loads(path.read_text(encoding="utf-8")) for path in EXPECTED]
    remarks = [one for case in shown for sub in _subscriptions(case) for one in sub.get("remarks", {}).values()]
    notes = [one for case in shown for part in (case, *case.get("tenants", [])) for one in part.get("notes", [])]
    for kind, told in (("remark", remarks), ("note", notes)):
        worded = labels["imports"][kind]
        assert {one[0] for one in told} - worded.keys() == set()
        for key, *values in told:
            for language in ("en", "zh-TW"):
                worded[key][language].format_map(values[0] if values else {})
    for problem in (one for case in shown for one in case.get("problems", [])):
        assert problem.rpartition(" ")[2] in labels["problems"]


def test_what_a_format_is_said_to_lack_no_case_of_it_has() -> None:
    for case in (json.loads(path.read_text(encoding="utf-8")) for path in EXPECTED):
        for tenant in case.get("tenants", []):
            told = {key for one in tenant.get("subscriptions", []) for key in one["values"]}
            assert told & set(tenant.get("missing", [])) == set()


def test_a_format_says_of_everything_whether_it_carries_it() -> None:
    tables = {name: table for module in FORMATS.values() for name, table in module.CARRIES.items()}
    assert [name for name, table in tables.items() if tuple(table) != CARRIED or set(table.values()) - TOLD] == []


def test_the_cases_show_every_reason_for_leaving_a_row_out_that_json_knows(catalog: Catalog) -> None:
    shown = [json.loads(path.read_text(encoding="utf-8")) for path in EXPECTED]
    assert set(SKIPPED) - {reason for case in shown for reason in case.get("skipped", {})} == {
        *("free", "other-tenant", "older-cycle", "credit"),
    }


def test_free_offers_are_left_out_by_the_catalogue(catalog: Catalog) -> None:
    free = [offer.model_copy(update={"free": True}) for offer in catalog.offers if offer.id == "POWER_BI_PRO"]
    known = Catalog(tuple(free), (), {str(key): offer for offer in free for key in offer.keys})
    found, problems = graph.read(_read([CASES / "graph" / _SKUS / "subscribedSkus.json"]), known)
    assert (found.skipped, problems) == ({"free": 1, "deleted": 1}, [])


def test_trials_are_kept_where_somebody_asks_for_them(catalog: Catalog) -> None:
    found, _ = graph.read(_read([CASES / "graph" / _SKUS / "subscribedSkus.json"]), catalog, keep_trials=True)
    kept = [one.clue.keys[-1] for one in found.tenants[0].subscriptions if one.values.get("trial") == "yes"]
    assert (kept, found.skipped) == (["TEAMS_COMMERCIAL_TRIAL"], {"deleted": 1})


def test_a_file_is_told_by_its_keys() -> None:
    for folder in FOLDERS:
        for document in _read(sorted(folder.iterdir())):
            told = [one for one, module in FORMATS.items() if module.recognises(document)]
            assert told == ([folder.parent.name] if document.file != "error.json" else [])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}: {folder.name}")
def test_no_value_of_an_export_makes_the_reading_fail(folder: Path, catalog: Catalog) -> None:
    """Each value of each object in turn is another kind of value; none of it is shown again."""
    read = _read(sorted(folder.iterdir()))
    for document in read:
        for index, item in enumerate(document.items[:2]):
            for key, odd in product(item.values, ODD):
                changed = replace(item, values={**item.values, key: odd})
                items = (*document.items[:index], changed, *document.items[index + 1 :])
                others = [replace(document, items=items) if one is document else one for one in read]
                found, problems = FORMATS[folder.parent.name].read(others, catalog)
                assert "secret" not in f"{found}{problems}"


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("", 1, "export-not-json"),
        ('{"value": [\n{"id": "a"},\n{"id": ', 3, "export-not-json"),
        ("HTTP/1.1 200 OK\n\n{}", 1, "export-not-json"),
        ('{"value": []}\n{"value": []}', 2, "export-not-json"),
        ('{"value": "a\nb"}', 1, "export-not-json"),
        ('[\n{"Id": "}",\n "x": ["{"],\n "id": "b"}]', 4, "export-key-twice"),
        ('{"a": [{"b": 1}, {"b": 1}],\n"A": 2}', 2, "export-key-twice"),
        ('[{"quantity": "NaN"},\n{"quantity": NaN}]', 2, "export-number"),
        ('{"quantity":\n-Infinity}', 2, "export-number"),
        ('{"ratio": 0.1234567890123456789012,\n"quantity": ' + "9" * 5000 + "}", 2, "export-number"),
        ("\n" + "[" * 100_000, 2, "export-too-deep"),
        ('\n{"a":' * 100_000, 66, "export-too-deep"),
        ("[[[]], [[[{}]]]]", 0, "export-not-objects"),
        ('"subscriptions"', 0, "export-not-objects"),
        ("null", 0, "export-not-objects"),
        ("[" + ",".join(["1"] * 1000) + "]", 0, "export-not-objects"),
    ],
)
def test_what_is_no_export_is_one_problem_on_its_line(text: str, line: int, problem: str) -> None:
    document, problems = parse_document(text, "export.json")
    assert (document, [(one.where.line, one.id) for one in problems]) == (None, [(line, problem)])


def test_a_problem_quotes_nothing_of_the_file() -> None:
    secret = "eyJ0eXAiOiJKV1Qi"  # noqa: S105 - what a token looks like
    for text in (
        f'{{"{secret}": 1, "{secret}": 2}}',
        f'{{"a": {secret}',
        f'["{secret}"]',
        f'[{{"x": NaN, "a": "{secret}"}}]',
    ):
        _, problems = parse_document(text, "export.json")
        assert len(problems) == 1
        assert secret not in repr(problems)


def test_a_large_file_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_MB", 0)
    _, problems = read_document(b"{}", "export.json")
    assert [(one.id, dict(one.values)) for one in problems] == [("export-too-large", {"limit": "0"})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_powershell_may_write_utf_16(encoding: str) -> None:
    document, problems = read_document('{"value": [{"Id": "越海"}]}'.encode(encoding), "export.json")
    assert problems == []
    assert document is not None
    assert [dict(item.values) for item in document.items] == [{"id": "越海"}]


@pytest.mark.parametrize(
    ("text", "trails"),
    [
        ('{"id": 1}', [""]),
        ("[{}, {}]", ["[0]", "[1]"]),
        ('{"value": [{}]}', ["value[0]"]),
        ('{"totalCount": 1, "Items": [{}]}', ["items[0]"]),
        ('[{"value": [{}]}, {"value": [{}]}]', ["[0] › value[0]", "[1] › value[0]"]),
        (f'{{"{TENANT}": {{"items": [{{}}]}}}}', [f"{TENANT} › items[0]"]),
        ('{"value": []}', []),
    ],
)
def test_objects_are_found_whatever_they_are_wrapped_in(text: str, trails: list[str]) -> None:
    document, problems = parse_document(text, "export.json")
    assert problems == []
    assert document is not None
    assert [item.trail for item in document.items] == trails


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2027-01-14", "2027-01-14T00:00:00Z"),
        ("2027-01-14T00:00:00Z", "2027-01-14T00:00:00Z"),
        ("2021-01-14T16:57:15.0966728Z", "2021-01-14T16:57:15Z"),
        ("2019-01-09T00:21:45.9263727", "2019-01-09T00:21:45Z"),
        ("2027-01-14T23:59:59.9999999+00:00", "2027-01-14T23:59:59Z"),
        ("2027-01-15T07:30:00+08:00", "2027-01-14T23:30:00Z"),
        ("2027-01-14 23:30 +0000", "2027-01-14T23:30:00Z"),
        ("/Date(1768447200123)/", "2026-01-15T03:20:00Z"),
        ("/Date(-1)/", "1969-12-31T23:59:59Z"),
        ("9999-12-31T23:59:59-08:00", "9999-12-31T23:59:59Z"),
    ],
)
def test_moments_are_utc_to_the_second(text: str, utc: str) -> None:
    told = moment(text)
    assert told is not None
    assert utc_text(told) == utc


@pytest.mark.parametrize(
    "value",
    [
        *("", "soon", "14/01/2027", "2027-02-30", "2027-01-14T25:00:00Z", "2027-01-14T00:00:00+99:00", "0000-00-00"),
        *("２０２７-01-14", "2027-01-14T00:00:00.12345678Z", "/Date(999999999999999)/", None, 20270114, ["2027-01-14"]),
    ],
)
def test_what_is_no_moment_is_none(value: Any) -> None:
    assert moment(value) is None


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59Z", "9000-01-01", "1753-01-01", "0001-01-01T00:00:00+14:00"])
def test_days_far_away_stand_for_none(text: str) -> None:
    told = moment(text)
    assert told is not None
    assert is_far(told)


@pytest.mark.parametrize(
    ("text", "whole", "named"),
    [
        ("2027-01-15T00:00:00Z", date(2027, 1, 14), date(2027, 1, 15)),
        ("2027-01-15T08:00:00Z", date(2027, 1, 14), date(2027, 1, 14)),
        ("2027-01-15T23:59:59Z", date(2027, 1, 15), date(2027, 1, 15)),
        ("2027-01-15T23:59:58Z", date(2027, 1, 14), date(2027, 1, 14)),
        ("2027-01-01T00:00:00Z", date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_the_last_day_lies_wholly_before_the_end(text: str, whole: date, named: date) -> None:
    told = moment(text)
    assert told is not None
    assert (last_whole_day(told), last_day_named(told)) == (whole, named)


@pytest.mark.parametrize(
    ("read", "said", "meant"),
    [
        (guid, f" {{{TENANT.upper()}}} ", TENANT),
        (guid, TENANT + "0", ""),
        (guid, "00000000-0000-0000-0000-000000000000", ""),
        (guid, 7, ""),
        (new_commerce_id, "cfq7ttc0lh18:1:CFQ7TTC0K971", "CFQ7TTC0LH18:0001"),
        (new_commerce_id, "CFQ7TTC0LH18:000E", "CFQ7TTC0LH18:000E"),
        (new_commerce_id, "CFQ7TTC0LH18", ""),
        (new_commerce_id, "CFQ7TTC0LH18::", ""),
        (new_commerce_id, TENANT, ""),
        (part_number, "ENTERPRISEPACK", "ENTERPRISEPACK"),
        (part_number, "a\nb", ""),
        (domain, "YueHai.onmicrosoft.com", "yuehai.onmicrosoft.com"),
        (domain, "javascript:alert(1)", ""),
        (country, "tw", "TW"),
        (country, "Taiwan", ""),
        (name, " 越海貿易股份有限公司 ", "越海貿易股份有限公司"),
        (name, "A & B (Taipei), Ltd.", "A & B (Taipei), Ltd."),
        (name, "<b>A</b>", ""),
        (name, "A\u200bB", ""),
        (name, "A\ud800", ""),
        (name, "A" * 201, ""),
    ],
)
def test_ids_and_names_are_what_a_file_takes_or_nothing(read: Callable[[Any], str], said: Any, meant: str) -> None:
    assert read(said) == meant


@pytest.mark.parametrize(
    ("module", "files", "expected"),
    [
        (graph, ["graph/subscribedSkus.ms-example.json"], [("25", "active", None), ("25", "suspended", None)]),
        (graph, ["graph/directory_subscriptions.ms-example.json"], [("25", "active", "2023-01-31")]),
        (
            partner_center,
            ["partner_center/customer.json", "partner_center/customer-subscriptions.legacy.json"],
            [("1", "active", "2016-12-11")],
        ),
        (partner_center, ["partner_center/subscription.nce.json"], [("15", "expired", "2022-01-13")]),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) and isinstance(value[-1], str) else None,
)
def test_microsofts_samples_are_read(
    module: ModuleType, files: list[str], expected: list[tuple[str, str, str | None]], catalog: Catalog
) -> None:
    if not SAMPLES.is_dir():
        pytest.skip("Microsoft's samples do not lie beside this checkout")
    found, problems = module.read(_read([SAMPLES / name for name in files]), catalog)
    told = [one.values for tenant in found.tenants for one in tenant.subscriptions]
    assert problems == []
    assert [(one["seats"], one["state"], one.get("ends_on")) for one in told] == expected


_SKUS = "subscribed SKUs alone give seats, states and assigned licences"


def _read(paths: list[Path]) -> list[Document]:
    read = [read_document(path.read_bytes(), path.name) for path in paths]
    assert [problem for _, problems in read for problem in problems] == []
    return [document for document, _ in read if document is not None]


def _shown(found: Found, problems: list[Problem]) -> str:
    told = _filled(asdict(found)) | ({"problems": [f"{one.where} {one.id}" for one in problems]} if problems else {})
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _filled(value: Any) -> Any:
    """Without what is empty: the rest is easier to review."""
    if isinstance(value, dict):
        return {key: _filled(one) for key, one in value.items() if one not in ("", (), {}, None)}
    return [_filled(one) for one in value if one != {}] if isinstance(value, list | tuple) else value


def _subscriptions(case: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for tenant in case.get("tenants", []):
        yield from tenant.get("subscriptions", [])
