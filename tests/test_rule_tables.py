"""The rules as tables that a reseller can read: each file under cases/rules, its right half worked out from its left.

A row is one subscription of one customer, described by the columns left of ``=>`` and by what the table is ``given``;
``-`` leaves a key out. Right of it stands its plan. ``pytest --update-golden`` fills that half in; a person reviews it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from plan_cases import CASES, customer_of

from generator.guidance import Guidance
from generator.guidance.rows import DatedFact, DatedValue
from generator.guidance.vocabulary import FACTS
from generator.plan import NoRulesError, Plan, SubscriptionPlan, make_plan
from generator.plan.workdays import DAY

TABLES = sorted((CASES / "rules").glob("*.txt"))
NOTHING = "-"
LEVELS = {"blocker": "!{}", "warning": "{}", "note": "({})"}

Row = Mapping[str, str]
Cells = tuple[str, ...]

USUAL = {
    "as_of": "2026-11-22",
    "country": "TW",
    "channel": "csp",
    "offer": "ENTERPRISEPACK",
    "seats": "120",
    "assigned": "100",
    "ends_on": "2027-01-14",
}
"""The customer of every table, as far as neither the table nor the row says otherwise."""

OF_CUSTOMER = {
    "country": ("tenant", "country"),
    "partner": ("partner",),
    "relationship": ("relationship", "status"),
    "provider_relationship": ("relationship", "provider"),
    "agreement": ("agreement", "status"),
    "attested_for": ("agreement", "attested_for"),
    "access_until": ("admin_access", "until"),
    "seller_model": ("sellers", "beifeng", "model"),
    "seller_provider": ("sellers", "beifeng", "provider"),
    "cooperates": ("sellers", "beifeng", "cooperates"),
    "stops_at_end": ("sellers", "beifeng", "stops_at_end"),
}
OF_SUBSCRIPTION = {
    "channel": ("bought", "channel"),
    "commerce": ("bought", "commerce"),
    "target": ("target", "offer"),
}
"""Where a column's value stands in the customer's file; any other column is a key of the subscription.

But for those of ``_file`` (``assigned``, ``days_to_end``, ``days_since_end``) and of ``_others``.
"""

EVENTS = {"end": "ends_on", "purchase": "starts_on", "order": "provision_on"}
"""The column in which the day stands that a dated fact's ``since`` and ``until`` are about."""


@dataclass(frozen=True)
class Table:
    """A file: its lines, a row cut into the cells left and right of the arrow; and both halves of its header."""

    lines: tuple[str | tuple[Cells, Cells], ...]
    inputs: Cells
    outputs: Cells
    given: Row

    @property
    def rows(self) -> list[tuple[Row, Row]]:
        """What is known of each row, with what the table is given, and the plan that the file shows."""
        cells = [line for line in self.lines if not isinstance(line, str)]
        return [
            (
                {**USUAL, **self.given, **dict(zip(self.inputs, left, strict=True))},
                dict(zip(self.outputs, right, strict=False)),
            )
            for left, right in cells
        ]


def read(path: Path) -> Table:
    given: dict[str, str] = {}
    lines: list[str | tuple[Cells, Cells]] = []
    header: tuple[Cells, Cells] | None = None
    for line in path.read_text(encoding="utf-8").splitlines():
        left, _, right = line.partition("=>")
        if not line or line.startswith(("#", "given:")):
            lines.append(line)
            if line.startswith("given:"):
                given |= dict(item.split(" ", 1) for item in line.removeprefix("given: ").split(", "))
        elif header is None:
            header = _cells(left), _cells(right)
            lines.append("=>")
        else:
            lines.append((_cells(left), _cells(right)))
    assert header is not None, f"{path.name} has no header"
    return Table(tuple(lines), *header, given)


def _cells(text: str) -> Cells:
    return tuple(re.split(r" {2,}", text.strip()))


def worked_out(table: Table, guidance: Guidance) -> str:
    """The whole file anew, in aligned columns, its right half as the guidance has it."""
    rows = iter(table.rows)
    lines = []
    for line in table.lines:
        if line == "=>":
            lines.append((*table.inputs, "=>", *table.outputs))
        elif isinstance(line, str):
            lines.append((line,))
        else:
            lines.append((*line[0], "=>", *_outputs(table.outputs, next(rows)[0], guidance)))
    whole = [cells for cells in lines if len(cells) > 1]
    widths = [max(map(len, column)) for column in zip(*whole, strict=True)]
    return "".join("  ".join(map(str.ljust, cells, widths)).rstrip() + "\n" for cells in lines)


def _outputs(names: Cells, row: Row, guidance: Guidance) -> Iterator[str]:
    as_of = date.fromisoformat(row["as_of"])
    value = _value_in_force(row, guidance.as_of(as_of)) if "fact" in row else NOTHING
    try:
        plan = make_plan(customer_of(_file(row)), guidance, as_of)
    except NoRulesError:
        yield from [value if name == "value" else NOTHING for name in names]
        return
    one = next(one for one in plan.subscriptions if one.id == "main")
    yield from [value if name == "value" else OUTPUTS[name](plan, one) for name in names]


def _file(row: Row) -> str:
    """The customer's file that a row describes."""
    known = {name: value for name, value in row.items() if value != NOTHING and name not in ("as_of", "fact")}
    file: dict[str, Any] = {
        "planned_on": row["as_of"],
        "customer": {"name": "Acme"},
        "tenant": {"domain": "acme.example"},
        "contacts": [{"role": "global-admin", "name": "Wang", "reachable": "yes"}],
        "sellers": {"beifeng": {"name": "Beifeng Reselling"}},
        "licences": [{"offer": known["offer"], "assigned": known.pop("assigned")}],
        "subscriptions": [{"id": "main", "bought": {}}],
    }
    for days, sign in (("days_to_end", 1), ("days_since_end", -1)):
        if days in known:
            known["ends_on"] = str(date.fromisoformat(row["as_of"]) + sign * int(known.pop(days)) * DAY)
    main = file["subscriptions"][0]
    if known["channel"] not in ("web-direct", "mca-e"):  # those are bought from Microsoft
        main["bought"]["from"] = "beifeng"
    others = {name: known.pop(name) for name in ("base_intent", "base_ends_on", "kept_seats", "kept") if name in known}
    for name, value in known.items():
        if name in OF_CUSTOMER:
            _put(file, OF_CUSTOMER[name], value)
        else:
            _put(main, OF_SUBSCRIPTION.get(name, (name,)), value)
    if "admin_access" in file:
        file["admin_access"]["status"] = "active"
    file["subscriptions"] += _others(main, others)
    return yaml.safe_dump(file, sort_keys=False)


def _put(file: dict[str, Any], path: tuple[str, ...], value: str) -> None:
    for key in path[:-1]:
        file = file.setdefault(key, {})
    file[path[-1]] = value


def _others(main: Mapping[str, Any], others: Row) -> Iterator[dict[str, Any]]:
    """The add-on's base (``base_intent``, ``base_ends_on``), and what the customer keeps beside it.

    ``kept_seats``: so many of the same offer, from the same seller; ``kept``: so many subscriptions of other offers.
    """
    like = {"seats": "120", "bought": dict(main["bought"]), "ends_on": main["ends_on"], "intent": "keep"}
    if "base_intent" in others:
        end = others.get("base_ends_on", main["ends_on"])
        yield {**like, "id": "e3", "offer": "ENTERPRISEPACK", "intent": others["base_intent"], "ends_on": end}
    if "kept_seats" in others:
        yield {**like, "id": "kept", "offer": main["offer"], "seats": others["kept_seats"]}
    for number in range(int(others.get("kept", 0))):
        yield {**like, "id": f"kept-{number}", "offer": "POWER_BI_PRO", "bought": dict(main["bought"])}


def _value_in_force(row: Row, rules: Guidance) -> str:
    """The value that holds for the row of the dated fact that its column ``fact`` names, and its source."""
    fact = next((fact for fact in rules.facts if fact.id == row["fact"].split(" ")[0]), None)
    if fact is None:
        return "no such fact"
    days = {name: date.fromisoformat(day) for name in EVENTS.values() if (day := row.get(name, NOTHING)) != NOTHING}
    event, start = days.get(EVENTS.get(fact.event, "")), days.get("starts_on")
    value = rules.value(fact.id, event, start, row["channel"], row.get("commerce"))
    if value is None:
        return "none"
    numbers = ((name, getattr(value, name)) for name in ("days", "hours", "count", "percent"))
    shown = [f"{number} {name}" for name, number in numbers if number is not None]
    shown += [f"then {value.then}"] if value.then else []
    return f"{', '.join(shown) or 'holds'} ({value.source})"


def _day(day: date | datetime | None) -> str:
    if day is None:
        return NOTHING
    return f"{day:%Y-%m-%d %H:%M}" if isinstance(day, datetime) else f"{day:%Y-%m-%d %a}"


def _cut(name: str) -> Callable[[Plan, SubscriptionPlan], str]:
    return lambda _, one: _day(getattr(one.cut, name)) if one.cut else NOTHING


def _fact(name: str) -> Callable[[Plan, SubscriptionPlan], str]:
    """A fact whose value ``none`` means that there is nothing to say."""
    return lambda _, one: NOTHING if one.facts[name] == "none" else one.facts[name]


def _window(_: Plan, one: SubscriptionPlan) -> str:
    moments = [_day(moment) for moment in (one.dated.window_until, one.dated.window_latest) if moment]
    return " ".join([one.facts["window"], *([" or ".join(moments)] if moments else [])])


def _findings(plan: Plan, one: SubscriptionPlan) -> str:
    """The findings about this subscription and about the customer, the most important one first."""
    about = [found.finding for found in plan.findings if found.subscription in (None, one.id)]
    return ", ".join(LEVELS[str(finding.level)].format(finding.id) for finding in about) or NOTHING


OUTPUTS: dict[str, Callable[[Plan, SubscriptionPlan], str]] = {
    "route": lambda _, one: str(one.route.route),
    "mode": _fact("mode"),
    "earliest": _cut("earliest"),
    "recommended": _cut("recommended"),
    "cut-over": _cut("on"),
    "last safe": _cut("by"),
    "old end": _cut("old_end"),
    "fallback": _cut("fallback_on"),
    "order by": _cut("order_by"),
    "undo until": lambda _, one: _day(one.undo_until),
    "overlap": lambda _, one: str(one.overlap_days),
    "gap": lambda _, one: str(one.gap_days),
    "loss": lambda _, one: str(one.loss_days),
    "end rule": lambda _, one: one.facts["end_rule"],
    "renewal": lambda _, one: one.facts["renewal"],
    "after end": _fact("after_end"),
    "free until": lambda _, one: _day(one.dated.grace_until),
    "data until": lambda _, one: _day(one.dated.data_until),
    "window": _window,
    "cancel possible": _fact("cancel_possible"),
    "agreement holds": _fact("agreement_holds"),
    "findings": _findings,
}


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_of_rules(path: Path, guidance: Guidance, golden: Callable[[Path, str], None]) -> None:
    golden(path, worked_out(read(path), guidance))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_fits_a_page_and_says_each_thing_once(path: Path) -> None:
    rows = [tuple(row.items()) for row, _ in read(path).rows]
    assert len(rows) <= 45
    assert [row for row in rows if rows.count(row) > 1] == []


@pytest.mark.parametrize("fact", ["route", "mode"])
def test_every_route_and_every_mode_stands_in_a_table(fact: str) -> None:
    shown = {plan[fact] for path in TABLES for _, plan in read(path).rows}
    assert sorted({*FACTS[fact]} - {"none"} - shown) == []


def test_every_dated_value_has_a_row_on_both_sides_of_each_of_its_days(guidance: Guidance) -> None:
    """And another value is in force on the one side than on the other."""
    shown = {
        (row["fact"], column, row[column]): plan["value"]
        for path in TABLES
        for row, plan in read(path).rows
        if "fact" in row
        for column in ("as_of", *EVENTS.values())
        if column in row
    }
    bounds = [bound for fact in guidance.facts for bound in _bounds(fact)]
    sides = {label: [shown.get((label, column, str(day))) for day in days] for label, column, days in bounds}
    assert [(label, values) for label, values in sides.items() if None in values or values[0] == values[1]] == []
    assert sorted({label for label, _, _ in shown} - {label for label, _, _ in bounds}) == []


def _bounds(fact: DatedFact) -> Iterator[tuple[str, str, tuple[date, date]]]:
    """What the column ``fact`` calls each bound of its values, the column of the day it is about, and its two sides."""
    for value in fact.values:
        yield _label(fact, value, "known"), "as_of", (value.known - DAY, value.known)
        if value.since:
            yield _label(fact, value, "since"), EVENTS[fact.event], (value.since - DAY, value.since)
        if value.until:
            yield _label(fact, value, "until"), EVENTS[fact.event], (value.until, value.until + DAY)
        if value.term_since:
            yield _label(fact, value, "term_since"), "starts_on", (value.term_since - DAY, value.term_since)


def _label(fact: DatedFact, value: DatedValue, bound: str) -> str:
    """For example ``grace-days since 2026-05-04, csp nce``."""
    scope = ["/".join(value.channels), value.commerce or ""]
    scope += [f"{name} {day}" for name in ("since", "until") if name != bound and (day := getattr(value, name))]
    words = " ".join(word for word in scope if word)
    return f"{fact.id} {bound} {getattr(value, bound)}" + (f", {words}" if words else "")
