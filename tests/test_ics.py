"""Calendar files, read back with the `icalendar` parser: every open day once, with reminders, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from icalendar import Calendar, Component
from plan_cases import ACME, customer_of

from generator.guidance import Guidance
from generator.load import Project
from generator.model import Customer
from generator.plan import Plan, make_plan
from generator.render import Pages
from generator.render.ics import AllCalendars, customer_calendar, key_days
from generator.render.voice import Voice
from generator.text import LANGUAGES, Pair, Text

HERE = Path(__file__).resolve().parent
ADDRESS = "https://runbooks.example/"
HOSTILE = json.loads((HERE / "hostile" / "ics_values.json").read_text(encoding="utf-8"))
NAMES = {"customer": "CUSTOMER-NAME", "freeze": "FREEZE-NAME", "partner": "PARTNER-NAME"}


@pytest.fixture(scope="module")
def voices(loaded: Project) -> Mapping[str, Voice]:
    return Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates).voices


@pytest.fixture(scope="module")
def files(plans: tuple[Plan, ...], voices: Mapping[str, Voice]) -> dict[tuple[str, str], str]:
    """Every customer's calendar: (customer, language) → file."""
    return {
        (str(plan.customer.id), language): customer_calendar(plan, voice, ADDRESS)
        for plan in plans
        for language, voice in voices.items()
    }


@pytest.fixture(scope="module")
def of_all(plans: tuple[Plan, ...], voices: Mapping[str, Voice]) -> dict[str, str]:
    """The calendar of all customers: language → file."""
    return _of_all(plans, voices)


# ---- The file ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("customer", "address"), [("chenyao", ADDRESS), ("anxu", "")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_of_a_customer(
    customer: str,
    address: str,
    language: str,
    plans: tuple[Plan, ...],
    voices: Mapping[str, Voice],
    golden: Callable[..., None],
) -> None:
    """The expected files lie in git with LF; the next test is the one about line ends."""
    text = customer_calendar(_of(plans, customer), voices[language], address)
    golden(HERE / "cases" / "ics" / f"{customer}.{language}.ics", text.replace("\r\n", "\n"))


def test_every_line_ends_with_cr_lf_and_has_at_most_75_octets(
    files: dict[tuple[str, str], str], of_all: dict[str, str]
) -> None:
    for text in [*files.values(), *of_all.values()]:
        assert text.splitlines() == text.split("\r\n")[:-1]
        assert text.endswith("\r\nEND:VCALENDAR\r\n")
        lines = text.encode().split(b"\r\n")
        assert [line for line in lines if len(line) > 75] == []
        assert [line.decode() for line in lines] == text.split("\r\n")


def test_a_long_line_is_folded_at_the_last_character_that_fits(
    voices: Mapping[str, Voice], plans: tuple[Plan, ...]
) -> None:
    text = customer_calendar(_named(_of(plans, "chenyao"), {"customer": "晨" * 60}), voices["zh-TW"], "")
    start = text.index("NAME:")
    assert text[start:].split("\r\n")[:4] == [
        "NAME:CSP 移轉：" + "晨" * 19,
        " " + "晨" * 24,
        " " + "晨" * 17,
        "X-WR-CALNAME:CSP 移轉：" + "晨" * 16,
    ]


def test_marks_that_separate_values_are_escaped_and_others_are_not(
    voices: Mapping[str, Voice], plans: tuple[Plan, ...]
) -> None:
    text = customer_calendar(_named(_of(plans, "chenyao"), {"customer": 'a,b;c\\d:"e"\nf'}), voices["en"], "")
    assert text.split("\r\n")[5] == r'NAME:Move to CSP: a\,b\;c\\d:"e"\nf'


def test_a_calendar_names_its_customer(files: dict[tuple[str, str], str]) -> None:
    calendar = Calendar.from_ical(files["chenyao", "en"])
    assert {
        name: str(value) for name, value in calendar.property_items(recursive=False) if name not in ("BEGIN", "END")
    } == {
        "VERSION": "2.0",
        "PRODID": "-//csp-runbooks//runbooks//EN",
        "CALSCALE": "GREGORIAN",
        "METHOD": "PUBLISH",
        "NAME": "Move to CSP: Chenyao Precision Industry",
        "X-WR-CALNAME": "Move to CSP: Chenyao Precision Industry",
    }


# ---- What stands in it ---------------------------------------------------------------------------------------------


def test_every_event_that_is_neither_done_nor_past_stands_in_it_once(
    plans: tuple[Plan, ...], files: dict[tuple[str, str], str]
) -> None:
    assert len(plans) > 30
    for plan in plans:
        blocked = plan.status == "blocked"
        open_days = [
            (event.moment or event.first, event.moment or event.last + timedelta(days=1))
            for event in plan.events
            if not event.done and event.last >= plan.as_of and (not blocked or event.kind in ("freeze", "old-end"))
        ]
        for language in LANGUAGES:
            assert [(one.start, one.end) for one in _events(files[str(plan.customer.id), language])] == open_days


def test_both_languages_have_the_same_events_on_the_same_days(files: dict[tuple[str, str], str]) -> None:
    customers = {customer for customer, _ in files}
    for customer in customers:
        first, *others = ([_without_words(one) for one in _events(files[customer, name])] for name in LANGUAGES)
        assert others == [first]


def test_no_two_events_of_all_customers_have_one_uid(files: dict[tuple[str, str], str]) -> None:
    uids = [str(one["UID"]) for (_, language), text in files.items() if language == "en" for one in _events(text)]
    assert len(uids) > 500
    assert len(set(uids)) == len(uids)
    assert [uid for uid in uids if not re.fullmatch(r"[0-9a-f]{32}@csp-runbooks\.invalid", uid)] == []


def test_an_event_says_whose_it_is_what_it_is_about_and_where_the_runbook_tells_more(
    files: dict[tuple[str, str], str],
) -> None:
    (cut_over,) = _of_kind("Cut-over", files["chenyao", "en"])
    page = "https://runbooks.example/en/customers/chenyao/runbook.html#cut-over-2026-12-11"
    fingerprint = re.search("[0-9a-f]{4}(-[0-9a-f]{4}){3}", str(cut_over["DESCRIPTION"]))
    assert fingerprint
    assert str(cut_over["SUMMARY"]) == "Cut-over · Chenyao Precision Industry"
    assert str(cut_over["DESCRIPTION"]).split("\n") == [
        "The request is made on this day.",
        "e3-main: Office 365 E3 → Office 365 E3; licences 120 → 120; end date 2027-01-14 (Thu)",
        f"Fingerprint {fingerprint[0]}, planned on 2026-11-22 (Sun)",
        page,
    ]
    assert str(cut_over["URL"]) == page


def test_the_end_of_a_term_tells_the_local_moment(files: dict[tuple[str, str], str]) -> None:
    (end,) = _of_kind("Old end date", files["chenyao", "en"])
    assert (end.start, end.end) == (date(2027, 1, 14), date(2027, 1, 15))
    assert str(end["DESCRIPTION"]).split("\n")[:2] == [
        "Last day of the present term, counted in UTC.",
        "In local time: usable until 2027-01-15 (Fri), 08:00 in Taiwan.",
    ]


def test_an_early_end_is_told_as_planned_and_not_as_the_end_of_the_term(files: dict[tuple[str, str], str]) -> None:
    (end,) = _of_kind("Old end date", files["baixing", "en"])
    assert str(end["DESCRIPTION"]).split("\n")[0].endswith("end date 2027-06-30 (Wed) (planned end 2027-01-29 (Fri))")


def test_the_last_hour_of_undo_is_a_moment_and_everything_else_takes_whole_days(
    files: dict[tuple[str, str], str],
) -> None:
    starts = [(_kind(one), one["DTSTART"].dt) for one in _events(files["anxu", "en"])]
    moments = [(kind, start) for kind, start in starts if isinstance(start, datetime)]
    assert moments == [("Last hour of undo", datetime(2026, 12, 11, tzinfo=UTC))]


def test_only_the_cut_over_makes_its_day_busy(files: dict[tuple[str, str], str]) -> None:
    shown = {(_kind(one), str(one["TRANSP"])) for one in _events(files["chenyao", "en"])}
    assert {kind for kind, transparency in shown if transparency == "OPAQUE"} == {"Cut-over"}
    assert {kind for kind, transparency in shown if transparency == "TRANSPARENT"} == {
        *("Freeze", "Step", "Gate", "Fallback date", "Last day to order", "Old end date")
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_address_leads_to_a_place_in_the_runbook(
    language: str, files: dict[tuple[str, str], str], pages: dict[str, str]
) -> None:
    for (customer, said_in), text in files.items():
        known = {
            f"{ADDRESS}{path.removesuffix('.md')}.html#{one or other}"
            for path, page in pages.items()
            if path.startswith(f"{language}/customers/{customer}/runbook")
            for one, other in re.findall(r'\{#([^}]+)\}|id="([^"]+)"', page)
        }
        assert said_in != language or {str(one["URL"]) for one in _events(text)} <= known


def test_without_an_address_nothing_is_linked(plans: tuple[Plan, ...], voices: Mapping[str, Voice]) -> None:
    text = customer_calendar(_of(plans, "chenyao"), voices["en"], "")
    assert "http" not in text
    assert [one for one in _events(text) if "URL" in one] == []


# ---- Reminders -----------------------------------------------------------------------------------------------------


def test_what_is_far_ahead_rings_early_and_at_nine_in_the_morning(files: dict[tuple[str, str], str]) -> None:
    kinds = ("Freeze", "Gate", "Cut-over", "Fallback date", "Last day to order", "Old end date")
    assert {kind: _rings(_of_kind(kind, files["chenyao", "en"])[0]) for kind in kinds} == {
        "Freeze": [],
        "Gate": ["2026-11-26 09:00"],
        "Cut-over": ["2026-11-27 09:00", "2026-12-04 09:00", "2026-12-08 09:00", "2026-12-10 09:00"],
        "Fallback date": ["2027-01-05 09:00", "2027-01-07 09:00"],
        "Last day to order": ["2027-01-08 09:00", "2027-01-10 09:00"],
        "Old end date": ["2027-01-07 09:00", "2027-01-13 09:00"],
    }


def test_a_step_rings_on_the_day_before(files: dict[tuple[str, str], str]) -> None:
    steps = _of_kind("Step", files["chenyao", "en"])
    assert [_rings(one) for one in steps] == [[f"{one.start - timedelta(days=1)} 09:00"] for one in steps]


def test_the_last_hour_of_undo_rings_a_last_time_in_the_afternoon_before(files: dict[tuple[str, str], str]) -> None:
    (undo,) = _of_kind("Last hour of undo", files["anxu", "en"])
    start = undo.start
    before = [timedelta(days=3), timedelta(days=1), timedelta(hours=16)]
    assert _rings(undo) == [f"{start - span:%Y-%m-%d %H:%M}" for span in before]


def test_a_reminder_shows_what_it_reminds_of(files: dict[tuple[str, str], str]) -> None:
    for one in _events(files["chenyao", "zh-TW"]):
        for alarm in one.walk("VALARM"):
            assert (str(alarm["ACTION"]), str(alarm["DESCRIPTION"])) == ("DISPLAY", str(one["SUMMARY"]))


def test_no_reminder_rings_before_the_plan_was_made(plans: tuple[Plan, ...], files: dict[tuple[str, str], str]) -> None:
    for plan in plans:
        rings = [ring for one in _events(files[str(plan.customer.id), "en"]) for ring in _rings(one)]
        assert [ring for ring in rings if ring < plan.as_of.isoformat()] == []


# ---- A second import -----------------------------------------------------------------------------------------------


def test_an_event_keeps_its_uid_when_its_day_moves(voices: Mapping[str, Voice], guidance: Guidance) -> None:
    moved_file = ACME.replace("    at_end:", "    provision_on: 2027-01-06\n    at_end:")
    first, moved = (
        {
            str(one["UID"]): one
            for one in _events(customer_calendar(make_plan(customer_of(text), guidance), voices["en"], ""))
        }
        for text in (ACME, moved_file)
    )
    (uid,) = (uid for uid, one in first.items() if str(one["SUMMARY"]) == "Cut-over · Acme")
    assert sorted(first) == sorted(moved)
    assert (first[uid].start, moved[uid].start) == (date(2027, 1, 11), date(2027, 1, 6))


def test_a_later_plan_has_a_higher_number_and_a_later_stamp(voices: Mapping[str, Voice], guidance: Guidance) -> None:
    customer = customer_of(ACME)
    numbers = []
    for day in (date(2026, 11, 22), date(2026, 11, 23), date(2026, 12, 1)):
        told = _events(customer_calendar(make_plan(customer, guidance, day), voices["en"], ""))
        assert {one["DTSTAMP"].dt for one in told} == {datetime(day.year, day.month, day.day, tzinfo=UTC)}
        numbers.append({int(one["SEQUENCE"]) for one in told})
    assert [number - min(numbers[0]) for (number,) in numbers] == [0, 1, 9]


# ---- Blocked, done, all --------------------------------------------------------------------------------------------


def test_a_blocked_customer_sees_ends_and_freezes_alone_and_why(
    plans: tuple[Plan, ...], files: dict[tuple[str, str], str]
) -> None:
    blocked = [str(plan.customer.id) for plan in plans if plan.status == "blocked"]
    assert len(blocked) > 5
    for customer in blocked:
        told = _events(files[customer, "en"])
        assert {_kind(one) for one in told} <= {"Old end date", "Freeze"}
        assert [one for one in told if not str(one["SUMMARY"]).startswith("[Blocked] ")] == []
        assert [one for one in told if not str(one["DESCRIPTION"]).startswith("This plan has blockers")] == []


def test_a_calendar_with_nothing_left_still_has_the_one_component_that_the_format_wants(
    files: dict[tuple[str, str], str],
) -> None:
    assert [part.name for part in Calendar.from_ical(files["songlin", "en"]).walk()] == [
        *("VCALENDAR", "VTIMEZONE", "STANDARD")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_of_all_has_the_key_days_of_each_as_the_customer_has_them(
    language: str, files: dict[tuple[str, str], str], of_all: dict[str, str]
) -> None:
    step = {"zh-TW": "步驟", "en": "Step"}[language]
    single = [block for (_, said_in), text in files.items() if said_in == language for block in _blocks(text)]
    assert sorted(_blocks(of_all[language])) == sorted(one for one in single if f"CATEGORIES:{step}\r\n" not in one)
    days = [str(one.start)[:10] for one in _events(of_all[language])]
    assert days == sorted(days)


def test_the_calendar_of_all_is_the_same_in_whatever_order_the_plans_come(
    plans: tuple[Plan, ...], voices: Mapping[str, Voice], of_all: dict[str, str]
) -> None:
    assert _of_all(tuple(reversed(plans)), voices) == of_all


# ---- Hostile names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case["note"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_name_is_read_back_as_text_and_adds_nothing(
    case: dict[str, str], language: str, plans: tuple[Plan, ...], voices: Mapping[str, Voice]
) -> None:
    plan, voice = _of(plans, "chenyao"), voices[language]
    harmless = customer_calendar(_named(plan, NAMES), voice, ADDRESS)
    hostile = customer_calendar(_named(plan, dict.fromkeys(NAMES, case["value"])), voice, ADDRESS)
    assert {name for name in NAMES.values() if name in harmless} == set(NAMES.values())
    assert _everything(hostile) == [
        (component, name, _renamed(value, case["text"])) for component, name, value in _everything(harmless)
    ]
    assert hostile.splitlines() == hostile.split("\r\n")[:-1]
    assert max(len(line) for line in hostile.encode().split(b"\r\n")) <= 75


def _named(plan: Plan, names: Mapping[str, str]) -> Plan:
    """The plan with other names in its customer's file, also such as the loader refuses."""
    said = {key: Pair.same(Text(name)) for key, name in names.items()}
    customer: Customer = plan.customer
    update = {
        "customer": customer.customer.model_copy(update={"name": said["customer"]}),
        "notes": Text(names["customer"]),
        "freezes": tuple(one.model_copy(update={"name": said.get("freeze")}) for one in customer.freezes),
    }
    if "partner" in said:
        update["taker"] = customer.taker.model_copy(update={"name": said["partner"]})
    return replace(plan, customer=customer.model_copy(update=update))


def _renamed(value: str, name: str) -> str:
    for placeholder in NAMES.values():
        value = value.replace(placeholder, name)
    return value


def _everything(text: str) -> list[tuple[str, str, str]]:
    """Every property of every component as a reader gets it.

    A calendar's names are read as COMMENT: the parser does not know that they are TEXT as well.
    """
    known = re.sub("\r\n(?:X-WR-CAL)?NAME:", "\r\nCOMMENT:", text)
    return [
        (str(part.name), name, str(getattr(value, "dt", value)))
        for part in Calendar.from_ical(known).walk()
        for name, value in part.property_items(recursive=False, sorted=False)
    ]


def _of_all(plans: tuple[Plan, ...], voices: Mapping[str, Voice]) -> dict[str, str]:
    calendars = AllCalendars(voices, ADDRESS)
    for plan in plans:
        calendars.take({language: key_days(plan, voice) for language, voice in voices.items()}.__getitem__)
    return {language: calendars.text(language) for language in LANGUAGES}


def _of(plans: tuple[Plan, ...], customer: str) -> Plan:
    return next(plan for plan in plans if plan.customer.id == customer)


@cache
def _events(text: str) -> list[Component]:
    calendar = Calendar.from_ical(text)
    assert [part.errors for part in calendar.walk() if part.errors] == []
    return list(calendar.walk("VEVENT"))


def _of_kind(kind: str, text: str) -> list[Component]:
    return [one for one in _events(text) if _kind(one) == kind]


def _kind(event: Component) -> str:
    return str(event["CATEGORIES"].to_ical(), "utf-8")


def _blocks(text: str) -> list[str]:
    return re.findall(r"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", text, re.DOTALL)


def _rings(event: Component) -> list[str]:
    """When the reminders ring, in the time of the calendar's reader."""
    day = event["DTSTART"].dt
    start = day if isinstance(day, datetime) else datetime.combine(day, datetime.min.time())
    return [f"{start + alarm['TRIGGER'].dt:%Y-%m-%d %H:%M}" for alarm in event.walk("VALARM")]


def _without_words(event: Component) -> list[object]:
    return [str(event["UID"]), event.start, event.end, int(event["SEQUENCE"]), str(event["TRANSP"]), _rings(event)]
