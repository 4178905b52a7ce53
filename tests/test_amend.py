"""A customer's file changed in place: what is amended is as a person would write it, every other byte stays."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
import yaml

from generator.errors import ProblemsFound
from generator.importers import own_remarks
from generator.load import Amendment, Commented, EditRefusedError, amended, packaged_labels, scalar
from generator.load.key_order import contract_order
from generator.load.strict_yaml import read
from generator.model import CustomerFile, Frozen, Source

HERE = Path(__file__).resolve().parent
CASES = sorted(path for path in (HERE / "cases" / "amend").iterdir() if path.is_dir())
CUSTOMERS = sorted(path for path in (HERE.parent / "customers").glob("*.yaml") if path.name != "_partners.yaml")
NEW = {"id": "new", "offer": "SPB", "bought": {"channel": "csp"}}
TEXTS = ("130", "2028-02-29", "北風：經銷", "it's #1")
HOSTILE = (
    *("it's", "'", '"quoted"', "a, b: [c] {d} #e", "- not a list", "? what", "@mention `code` %TAG !tag &a *b"),
    *("~", "null", "yes", "0123", "1e10", "0x1F", "12:30:45", "2026-11-22", "key: value", "trailing:", "#comment"),
    *("<<", "=", "back\\slash \\n", "two  blanks", "", " ", " leading", "trailing ", "two\nlines", "x" * 200),
    *("---", "...", "CFQ7TTC0LH16:0001", "｛full width：｝", "wide\u3000blanks", "𠮷田さん 👩‍💻"),
    "12345678-1234-1234-1234-123456789012",
)
"""What names in exports may hold, and what tells readers of YAML apart."""
SECONDS = 10
ACME = """\
planned_on: 2026-11-22
customer: {name: Acme}
subscriptions:
  - id: e3
    seats: 120
    ends_on: 2027-01-14
"""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_is_amended(case: Path, golden: Callable[[Path, str], None]) -> None:
    before, amendments = _case(case)
    after = amended(before, "acme.yaml", amendments)
    golden(case / "after.yaml", after)
    assert amended(after, "acme.yaml", amendments) == after


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "byte-order mark"])
def test_line_ends_and_the_byte_order_mark_stay_as_they_are(case: Path, mark: str) -> None:
    before, amendments = _case(case)
    after = (case / "after.yaml").read_text(encoding="utf-8").replace("\n", "\r\n")
    if "\n" in before:
        assert amended(mark + before.replace("\n", "\r\n"), "acme.yaml", amendments) == mark + after


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_order_of_amendments_to_different_keys_does_not_matter(case: Path) -> None:
    before, amendments = _case(case)
    news = [one for one in amendments if isinstance(one.path[-1], int)]
    others = [one for one in amendments if one not in news]
    after = (case / "after.yaml").read_text(encoding="utf-8")
    assert amended(before, "acme.yaml", [*reversed(others), *news]) == after


@pytest.mark.parametrize("path", CUSTOMERS, ids=lambda path: path.stem)
def test_what_a_file_holds_already_changes_no_byte(path: Path) -> None:
    text = path.read_bytes().decode()
    values = _values(text)
    paths = [*((key,) for key in values), *_scalars(values)]
    assert amended(text, path.name, [Amendment(one, _at(values, one), "seen again") for one in paths]) == text


@pytest.mark.parametrize("path", CUSTOMERS, ids=lambda path: path.stem)
def test_in_every_customers_file_only_the_lines_of_the_amendments_differ(path: Path) -> None:
    text = path.read_bytes().decode()
    source = _source(text)
    chance = random.Random(path.stem)  # noqa: S311 - the same choices in every run
    for _ in range(4):
        amendments = _by_chance(source.values, chance)
        after = amended(text, path.name, amendments)
        assert _values(after) == _with(source.values, amendments)
        changed, added = _different(text, after)
        *texts, key, _ = (one.path for one in amendments)
        in_braces = source.lines["subscriptions", 0] == source.lines["subscriptions", 0, "ends_on"]
        assert changed <= {source.lines[one] for one in ([*texts, (*key[:-1], "ends_on")] if in_braces else texts)}
        assert added == (1 if in_braces else 4)


def _by_chance(values: Any, chance: random.Random) -> list[Amendment]:
    """Three texts that change, a key that is new in a subscription, and a new subscription."""
    texts = chance.sample([path for path in _scalars(values) if "progress" not in path], 3)
    index = chance.randrange(len(values["subscriptions"]))
    missing = [key for key in contract_order(("subscriptions",)) if key not in values["subscriptions"][index]]
    return [
        *(Amendment(path, chance.choice(TEXTS)) for path in texts),
        Amendment(("subscriptions", index, chance.choice(missing)), "P1Y"),
        Amendment(("subscriptions", len(values["subscriptions"])), NEW),
    ]


def _different(old: str, new: str) -> tuple[set[int], int]:
    """The lines of the old text that changed or went, counted from 1, and how many lines the new one has more."""
    lines = old.splitlines(), new.splitlines()
    ways = SequenceMatcher(None, *lines, autojunk=False).get_opcodes()
    changed = {line + 1 for kind, start, end, *_ in ways if kind != "equal" for line in range(start, end)}
    return changed, len(lines[1]) - len(lines[0])


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_text_is_read_back_as_it_was_said_by_every_reader_of_yaml(text: str) -> None:
    item = {"id": text, "bought": {"by": text}, "tags": [text]}
    amendments = [Amendment(("customer", "name"), text), Amendment(("subscriptions", 1), item, text)]
    after = amended(ACME, "acme.yaml", [*amendments, Amendment(("freezes",), [{"name": text}])])
    for values in (_values(after), yaml.safe_load(after)):
        assert values["subscriptions"][1] == item
        assert (values["customer"], values["freezes"]) == ({"name": text}, [{"name": text}])


@pytest.mark.parametrize("key", ["yes", "no", "off", "null", "y", "010", "7-eleven"])
def test_a_seller_may_be_called_what_yaml_has_another_meaning_for(key: str) -> None:
    after = amended(ACME, "acme.yaml", [Amendment(("sellers", key, "name"), "Beifeng")])
    assert yaml.safe_load(after)["sellers"] == {key: {"name": "Beifeng"}}


def test_days_numbers_and_switches_stand_plain_and_what_only_looks_like_them_does_not() -> None:
    pairs = [
        *(("ends_on", "2027-01-14"), ("started_at", "2026-01-15T03:20:00Z"), ("seats", "120"), ("amount", "620.50")),
        *(("trial", "no"), ("term", "P1Y"), ("ms_id", "83ef9d05-4169-4ef9-9657-0e86b1eab1de"), ("from", "beifeng")),
        *(("tax_id", "12345675"), ("seats", "010"), ("country", "NO"), ("name", "2027-01-14"), ("step", "beef")),
    ]
    assert [scalar(value, key) for key, value in pairs] == [
        *("2027-01-14", "2026-01-15T03:20:00Z", "120", "620.50"),
        *("no", "P1Y", "83ef9d05-4169-4ef9-9657-0e86b1eab1de", "beifeng"),
        *("'12345675'", "'010'", "'NO'", "'2027-01-14'", "'beef'"),
    ]


def test_many_changes_of_a_large_file_take_a_few_seconds() -> None:
    count = 400
    rows = "".join(f"  - id: s{one}\n    offer: SPB\n    seats: 9\n    ends_on: 2027-01-14\n" for one in range(count))
    text = f"planned_on: 2026-11-22\nsubscriptions:\n{rows}"
    changed = [Amendment(("subscriptions", one, "seats"), "10", f"export {one}") for one in range(count)]
    item = {**NEW, "ends_on": Commented("2027-01-14", "UTC")}
    added = [Amendment(("subscriptions", one), item) for one in range(count, 2 * count)]
    began = time.monotonic()
    after = amended(text, "acme.yaml", [*changed, *added])
    assert time.monotonic() - began < SECONDS
    assert (after.count("seats: 10  # export"), after.count("  # UTC\n")) == (count, count)


def test_comments_are_for_what_changes() -> None:
    amendments = [Amendment(("subscriptions", 0, "seats"), "120", "counted"), Amendment(("planned_on",), "2026-11-23")]
    assert amended(ACME, "acme.yaml", amendments) == ACME.replace("11-22", "11-23")


def test_a_comment_alone_changes_nothing() -> None:
    amendments = [Amendment(("subscriptions", 0, "term"), Commented(None, "not in the export"))]
    assert amended(ACME, "acme.yaml", amendments) == ACME


def test_comments_of_one_line_are_one_comment_without_line_breaks_and_hidden_characters() -> None:
    row = {"offer": Commented("SPB", "Business\nPremium\u202e"), "assigned": Commented("13", "of 14"), "by": "group"}
    after = amended(ACME, "acme.yaml", [Amendment(("licences",), [row])])
    line = "licences:\n  - {offer: SPB, assigned: 13, by: group}  # Business Premium; of 14\n"
    assert after == ACME.replace("subscriptions:", f"{line}subscriptions:")


@pytest.mark.parametrize(
    ("text", "path", "value", "lines"),
    [
        ("notes: |\n  Call first.\n", ("notes",), "Write.", ("notes: Write.",)),
        (
            "subscriptions:\n  - id: e3\n    bought:\n      channel: csp\n      from: beifeng\n",
            ("subscriptions", 0, "bought"),
            {"channel": "ea"},
            ("subscriptions[1] (e3) › bought: {channel: ea}",),
        ),
        (
            "subscriptions:\n  - id: e3\n    bought: {channel: csp, # by whom?\n      from: beifeng}\n",
            ("subscriptions", 0, "bought"),
            {"channel": "ea"},
            ("subscriptions[1] (e3) › bought: {channel: ea}",),
        ),
        ("tenant: acme.example\n", ("tenant", "country"), "TW", ("tenant › country: TW",)),
        ("tenant: {domain, country: TW}\n", ("tenant", "domain"), "a.example", ("tenant › domain: a.example",)),
        ("? partner\n: yunling\n", ("planned_on",), "2026-11-22", ("planned_on: 2026-11-22",)),
        ("notes: a\n", ("notes",), "e\u2028", ("notes: 'e\u2028'",)),
    ],
    ids=[
        "a block",
        "lines",
        "a comment that would go",
        "a word in the way",
        "no colon",
        "a mark",
        "a hidden character",
    ],
)
def test_what_no_small_edit_fits_is_refused_with_the_lines_to_write(
    text: str, path: tuple[str | int, ...], value: Any, lines: tuple[str, ...]
) -> None:
    with pytest.raises(EditRefusedError) as refused:
        amended(text, "acme.yaml", [Amendment(path, value)])
    assert refused.value.lines == lines


WITH_COMMENTS = """\
planned_on: 2026-11-22
notes: |
  # licences: not in this export
  Call first.
quoted: "One
# licences: not in this export
"
# licences, freezes: not in this export
# licences: they are counted on Monday
subscriptions:
  - id: e3
    # licences: not in this export
    # ends_on: Lin rang the seller, it is in January
    # ends_on: 匯出檔為 2026-11-20，超出檔案可填的日期（至 2099-12-31）；匯出檔中沒有，必須填寫
    # term, billing: not in this export
    bought: {}  # channel: not in this export, and needed; from: Lin asks; commerce: 匯出檔中沒有
"""


def test_of_comments_on_what_was_missing_only_our_own_go_and_only_where_they_stand() -> None:
    bought = [Amendment(("subscriptions", 0, "bought", key), "csp") for key in ("channel", "from")]
    added = [Amendment(("subscriptions", 0, key), value) for key, value in (("ends_on", "2027-01-14"), ("term", "P1Y"))]
    licences = Amendment(("licences",), [{"offer": "SPB", "assigned": "13"}])
    after = amended(WITH_COMMENTS, "acme.yaml", [*bought, *added, licences], ours=own_remarks(packaged_labels()))
    gone = [line for line in WITH_COMMENTS.splitlines() if line not in after.splitlines()]
    new = [line for line in after.splitlines() if line not in WITH_COMMENTS.splitlines()]
    assert gone == [
        "# licences, freezes: not in this export",
        "    # ends_on: 匯出檔為 2026-11-20，超出檔案可填的日期（至 2099-12-31）；匯出檔中沒有，必須填寫",
        "    # term, billing: not in this export",
        "    bought: {}  # channel: not in this export, and needed; from: Lin asks; commerce: 匯出檔中沒有",
    ]
    assert [line for line in new if "#" in line] == [
        "# freezes: not in this export",
        "    # billing: not in this export",
        "    bought: {channel: csp, from: csp}  # from: Lin asks; commerce: 匯出檔中沒有",
    ]


def test_a_file_that_cannot_be_read_is_not_amended() -> None:
    with pytest.raises(ProblemsFound):
        amended("planned_on: {\n", "acme.yaml", [Amendment(("planned_on",), "2026-11-22")])


def test_an_item_cannot_come_behind_a_place_that_is_empty() -> None:
    with pytest.raises(IndexError, match="subscriptions: a list of 1 has no place 2"):
        amended(ACME, "acme.yaml", [Amendment(("subscriptions", 2), {"id": "e5"})])


def test_the_order_of_keys_knows_every_key_of_the_model() -> None:
    shapes = [*_shapes(CustomerFile, ())]
    assert len(shapes) == 19
    assert [(path, keys) for path, keys in shapes if sorted(keys) != sorted(contract_order(path))] == []


def _shapes(shape: type[Frozen], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Every mapping that a customer's file may hold, and its keys; the keys that its writer chooses are ``x``."""
    fields = {field.alias or name: field.annotation for name, field in shape.model_fields.items()}
    yield path, list(fields)
    for key, annotation in fields.items():
        inside = (*path, key, "x") if get_origin(annotation) is dict else (*path, key)
        for inner in {one for one in _parts(annotation) if isinstance(one, type) and issubclass(one, Frozen)}:
            yield from _shapes(inner, inside)


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def _case(case: Path) -> tuple[str, list[Amendment]]:
    found = json.loads((case / "amendments.json").read_text(encoding="utf-8"))
    amendments = [Amendment(tuple(one["path"]), _value(one["value"]), one.get("comment", "")) for one in found]
    return (case / "before.yaml").read_bytes().decode(), amendments


def _value(found: Any) -> Any:
    if isinstance(found, list):
        return [_value(one) for one in found]
    if not isinstance(found, dict):
        return found
    if found.keys() == {"value", "comment"}:
        return Commented(_value(found["value"]), found["comment"])
    return {key: _value(one) for key, one in found.items()}


def _values(text: str) -> dict[str, Any]:
    return dict(_source(text).values)


def _source(text: str) -> Source:
    source, problems = read(text, "acme.yaml")
    assert source is not None and not problems
    return source


def _scalars(values: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all texts."""
    if isinstance(values, str):
        yield path
        return
    for step, inner in values.items() if isinstance(values, dict) else enumerate(values):
        yield from _scalars(inner, (*path, step))


def _at(values: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        values = values[step]
    return values


def _with(values: Any, amendments: list[Amendment]) -> Any:
    """Values with amendments of keys that stand there or come into mappings and lists that do."""
    values = deepcopy(values)
    for one in amendments:
        *above, last = one.path
        inside = _at(values, tuple(above))
        if last == len(inside) and isinstance(inside, list):
            inside.append(one.value)
        else:
            inside[last] = one.value
    return values
