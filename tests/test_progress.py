"""What is recorded as done: the command that writes it, when it still holds, what the pages show of it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from plan_cases import ACME, customer_of
from runbooks_command import Result, runbooks
from site_pages import all_of

from generator.cli import main
from generator.errors import ProblemsFound
from generator.guidance import Guidance
from generator.load import load_project, packaged_labels
from generator.load.against_rules import against_rules
from generator.load.strict_yaml import read
from generator.plan import Plan, PlannedStep, as_json, make_plan, seats_of
from generator.text import LANGUAGES, Pair, plain

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TWO = """\
planned_on: 2026-11-22
customer: {name: {zh-TW: 範例精密, en: Sample Precision}}
tenant: {domain: sample.onmicrosoft.com, country: TW}
contacts:
  - {role: global-admin, name: Wang, reachable: yes}
sellers:   # two of them
  beifeng: {name: {zh-TW: 北風經銷, en: Beifeng Reselling}}
  nanhai: {name: {zh-TW: 南海經銷, en: Nanhai Reselling}}
subscriptions:
  - id: e3
    offer: ENTERPRISEPACK
    seats: 120
    bought: {channel: csp, from: beifeng, commerce: legacy}
    ends_on: 2027-01-14
  - id: mail
    offer: EXCHANGESTANDARD
    seats: 9
    bought: {channel: csp, from: nanhai, commerce: legacy}
    ends_on: 2027-02-26
"""
BLOCKED = TWO.replace("country: TW", "country: HK")
Done = Callable[..., Result]


@pytest.fixture
def root(project: Callable[..., Path]) -> Path:
    """A project with a customer of two sellers and two days of cut-over, and the same in a tenant that blocks it."""
    return project({"sample": TWO, "blocked": BLOCKED})


@pytest.fixture
def done(root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Done:
    """``runbooks done …`` in this process."""

    def run(*arguments: str, language: str = "en") -> Result:
        monkeypatch.chdir(root)
        code = main(["done", *arguments, "--lang", language])
        captured = capsys.readouterr()
        return Result(arguments, code, captured.out, captured.err)

    return run


# ---- what the command writes ---------------------------------------------------------------------------------------


def test_a_step_is_recorded_as_the_plan_has_it_now(root: Path, done: Done) -> None:
    step = _plan(root).step_by_key["request-relationship"]
    result = done("sample", "request-relationship", "--by", "林", "--evidence", "PO 77: paid", "--on", "2026-11-20")
    record = f"evidence: 'PO 77: paid', step: '{step.hash}', due: {step.due}, seats: 129"
    assert result.returncode == 0
    assert _text(root) == f"{TWO}progress:\n  request-relationship: {{done: 2026-11-20, by: 林, {record}}}\n"
    assert _plan(root).step_by_key["request-relationship"].state == "done"


@pytest.mark.parametrize(
    ("named", "keys"),
    [
        ("approve-plan", ["approve-plan"]),
        ("Approve-Plan", ["approve-plan"]),
        ("A3", ["approve-plan"]),
        ("a3", ["approve-plan"]),
        ("approve-plan/mail", ["approve-plan/mail"]),
        ("a3/mail", ["approve-plan/mail"]),
        ("c2-2", ["provision-offers/mail"]),
        ("provision-offers-mail", ["provision-offers/mail"]),
        ("provision-offers/e3", ["provision-offers/e3"]),
    ],
)
def test_a_step_is_named_by_code_number_or_permalink(named: str, keys: list[str], root: Path, done: Done) -> None:
    assert done("sample", named, "--by", "Lin").returncode == 0
    assert list(_plan(root).customer.progress) == keys


def test_the_day_is_today_unless_another_is_given(root: Path, done: Done) -> None:
    done("sample", "A1", "--by", "Lin")
    assert _plan(root).customer.progress["check-inventory"].done == date.today()


def test_a_step_that_is_not_needed_says_why(root: Path, done: Done) -> None:
    result = done("sample", "A1", "--by", "Lin", "--not-needed", "counted last week")
    assert result.stdout == (
        "Recorded: A1 Compare offers, licences and end dates with the customer's admin center – "
        "not needed: counted last week (e3, mail)\n"
    )
    assert "{not_needed: counted last week, by: Lin, step: " in _text(root)
    assert _plan(root).step_by_key["check-inventory"].state == "not-needed"


def test_a_record_gives_way_to_a_new_one(root: Path, done: Done) -> None:
    done("sample", "A1", "--by", "Lin", "--on", "2026-11-20", "--evidence", "export")
    done("sample", "A1", "--by", "Wang", "--on", "2026-11-21")
    assert _text(root).count("check-inventory") == 1
    assert "{done: 2026-11-21, by: Wang, step: " in _text(root)


def test_the_same_again_writes_nothing(root: Path, done: Done) -> None:
    said = [done("sample", "A1", "--by", "Lin", "--on", "2026-11-20").stdout]
    text, written = _text(root), _file(root).stat().st_mtime_ns
    said.append(done("sample", "A1", "--by", "Lin", "--on", "2026-11-20").stdout)
    assert said == [
        f"{label}A1 Compare offers, licences and end dates with the customer's admin center – "
        "done on 2026-11-20 (e3, mail)\n"
        for label in ("Recorded: ", "This is recorded already, nothing was written: ")
    ]
    assert (_text(root), _file(root).stat().st_mtime_ns) == (text, written)


@pytest.mark.parametrize("step", ["A1", "check-inventory/e3", "provision-offers-mail"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_an_undone_record_leaves_the_file_as_it_was(step: str, end: str, root: Path, done: Done) -> None:
    before = "\ufeff".encode() + TWO.replace("\n", end).encode()
    _file(root).write_bytes(before)
    codes = [done("sample", step, *rest).returncode for rest in (["--by", "Lin"], ["--undo"])]
    assert (codes, _file(root).read_bytes()) == ([0, 0], before)


def test_a_record_that_no_step_took_up_can_be_removed(root: Path, done: Done) -> None:
    _file(root).write_text(f"{TWO}progress:\n  cancel-old/e3: {{done: 2026-11-20}}\n", encoding="utf-8")
    assert done("sample", "cancel-old/e3", "--undo").stdout == "Record removed: cancel-old/e3\n"
    assert _text(root) == TWO


def test_another_customers_broken_file_keeps_nobody_from_recording(root: Path, done: Done) -> None:
    (root / "customers" / "blocked.yaml").write_text("nothing", encoding="utf-8")
    assert done("sample", "A1", "--by", "Lin").returncode == 0


def test_a_file_that_is_written_too_oddly_is_left_to_its_people(root: Path, done: Done) -> None:
    odd = "progress: {approve-plan: {done: 2026-11-20}, check-inventory: {done: 2026-11-20, # why\n  by: A}}\n"
    text = TWO + odd
    _file(root).write_text(text, encoding="utf-8")
    result = done("sample", "A1", "--by", "Lin", "--on", "2026-11-20")
    step = _plan(root).step_by_key["check-inventory"]
    assert (result.returncode, result.stdout, _text(root)) == (1, "", text)
    assert result.stderr == (
        "customers/sample.yaml is written in a way that a program had better not edit; nothing was written. "
        "Please change it by hand below `progress:`\n"
        f"  check-inventory: {{done: 2026-11-20, by: Lin, step: '{step.hash}', due: {step.due}, seats: 129}}\n"
    )


# ---- what the command says -----------------------------------------------------------------------------------------


def test_the_command_in_both_languages(root: Path, done: Done, golden: Callable[[Path, str], None]) -> None:
    arguments = (
        ["sample", "B1", "--by", "Lin", "--on", "2026-11-20", "--evidence", "mail"],
        ["sample", "c2-2", "--by", "Lin", "--on", "2026-11-20"],
        ["blocked", "A1", "--by", "Lin", "--not-needed", "counted"],
        ["sample", "B1", "--undo"],
    )
    _reviewed("done records, says what is open before it, and takes back", root, arguments, done, golden)


def test_what_is_refused_is_said_in_both_languages(root: Path, done: Done, golden: Callable[[Path, str], None]) -> None:
    who = ["--by", "Lin"]
    arguments = (
        ["sampel", "A1", *who],
        ["sample", "check-inventry", *who],
        ["sample", "Z9", *who],
        ["sample", "QQQQ/E3", *who],
        ["sample", "recover-admin", *who],
        ["sample", "provision-offers", *who],
        ["sample", "A1/Visio", *who],
        ["sample", "A1"],
        ["sample", "A1", *who, "--on", (date.today() + timedelta(days=1)).isoformat()],
        ["sample", "A1", *who, "--on", "2014-12-31"],
        ["sample", "A1", *who, "--on", "2026-11-20", "--not-needed", "why"],
        ["sample", "A1", *who, "--undo"],
        ["sample", "A1", "--undo"],
        ["sample", "A1", "--by", "two\nlines", "--evidence", "x" * 201],
    )
    _reviewed("done refuses", root, arguments, done, golden)
    assert _text(root) == TWO


def test_the_check_code_of_a_step_is_answered_with_its_name(root: Path, done: Done) -> None:
    step = _plan(root).step_by_key["approve-plan"]
    result = done("sample", step.hash.upper(), "--by", "Lin")
    assert (result.returncode, _text(root)) == (2, TWO)
    assert result.stderr.endswith(
        f"Error: `{step.hash.upper()}` is the code by which a record is checked, not the name of a step. "
        "Write its name or its number: A3 (approve-plan)\n"
    )


def test_a_step_that_is_not_needed_waits_for_none_before_it(done: Done) -> None:
    written = "Written to customers/sample.yaml. Next: `runbooks render`, then commit.\n"
    assert done("sample", "B1", "--by", "Lin", "--not-needed", "stands already").stderr == written


def test_the_command_as_it_is_typed(root: Path) -> None:
    result = runbooks("done", "sample", "A1", "--by", "林", "--project", root, RUNBOOKS_LANGUAGE="zh-TW")
    told = f"已記錄：A1 依客戶的系統管理中心，逐筆核對供應項目、授權數與到期日，完成於 {date.today()}（e3、mail）\n"
    then = "已寫入 customers/sample.yaml。接著執行 `runbooks render`，再提交。\n"
    assert (result.returncode, result.stdout, result.stderr) == (0, told, then)


def _reviewed(
    sentence: str, root: Path, arguments: tuple[list[str], ...], done: Done, golden: Callable[[Path, str], None]
) -> None:
    """All that the command says to each of the arguments, one after the other, from the same file in each language."""
    today, tomorrow = date.today(), date.today() + timedelta(days=1)
    start = {path: path.read_bytes() for path in (root / "customers").iterdir()}
    for language in LANGUAGES:
        for path, raw in start.items():
            path.write_bytes(raw)
        said = ""
        for given in arguments:
            result = done(*given, language=language)
            said += (
                f"$ runbooks done {shlex.join(given)}\n{result.stdout}{result.stderr}exit code {result.returncode}\n\n"
            )
        said = said.replace(today.isoformat(), "TODAY").replace(tomorrow.isoformat(), "TOMORROW")
        golden(HERE / "cases" / "commands" / f"{sentence}.{language}.txt", said)


# ---- whether a record still holds ----------------------------------------------------------------------------------


def _recorded(text: str, guidance: Guidance, step_id: str, **told: object) -> str:
    """ACME's file with a record of the step as the plan for ``text`` has it; ``told`` replaces what the plan says."""
    (step,) = [one for one in make_plan(customer_of(text), guidance).steps if one.id == step_id]
    known = {"done": "2026-11-20", "step": f"'{step.hash}'", "due": step.due, "seats": seats_of(step.subjects)}
    told = {name: value for name, value in (known | told).items() if value is not None}
    return f"progress:\n  {step_id}: {{{', '.join(f'{name}: {value}' for name, value in told.items())}}}\n"


def _of(text: str, guidance: Guidance, step_id: str) -> PlannedStep:
    return next(step for step in make_plan(customer_of(text), guidance).steps if step.id == step_id)


def _why(text: str, guidance: Guidance, step_id: str = "provision-offers") -> list[tuple[object, ...]]:
    return [(why.what, why.was, why.now) for why in _of(text, guidance, step_id).recheck]


LATER, MORE = ("2027-01-14", "2027-01-21"), ("ENTERPRISEPACK, seats: 120", "ENTERPRISEPACK, seats: 130")
OTHER = ("target: {offer: ENTERPRISEPACK", "target: {offer: SPE_E3")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ([], []),
        ([LATER], [("date", date(2027, 1, 11), date(2027, 1, 18))]),
        ([MORE], [("seats", 120, 130)]),
        ([MORE, LATER], [("date", date(2027, 1, 11), date(2027, 1, 18)), ("seats", 120, 130)]),
        ([OTHER], [("content", None, None)]),
        ([("name: Wang", "name: Chen")], []),
    ],
    ids=["nothing", "the day", "the licences", "both", "the offer", "a contact"],
)
def test_a_step_that_changed_says_what_changed(
    changes: list[tuple[str, str]], why: list[tuple[object, ...]], guidance: Guidance
) -> None:
    text = ACME + _recorded(ACME, guidance, "provision-offers")
    for old, new in changes:
        text = text.replace(old, new)
    step = _of(text, guidance, "provision-offers")
    assert (_why(text, guidance), step.state) == (why, "recheck" if why else "done")


def test_other_words_are_a_change_of_content(guidance: Guidance) -> None:
    text = ACME + _recorded(ACME, guidance, "check-inventory")
    reworded = tuple(
        step.model_copy(update={"do": Pair.same("Do something else.")}) if step.id == "check-inventory" else step
        for step in guidance.steps
    )
    assert _why(text, replace(guidance, steps=reworded), "check-inventory") == [("content", None, None)]


@pytest.mark.parametrize("left_out", [("due",), ("seats",), ("due", "seats")], ids=" and ".join)
def test_a_record_that_tells_less_says_that_it_cannot_tell(left_out: tuple[str, ...], guidance: Guidance) -> None:
    record = _recorded(ACME, guidance, "provision-offers", **dict.fromkeys(left_out))
    assert _why(ACME.replace(*OTHER) + record, guidance) == [("unknown", None, None)]


def test_a_record_by_hand_without_a_hash_counts_as_done(guidance: Guidance) -> None:
    record = _recorded(ACME, guidance, "provision-offers", step=None, due=None, seats=None)
    assert _of(ACME.replace(*MORE) + record, guidance, "provision-offers").state == "done"


def test_each_record_of_a_step_tells_its_own_change(guidance: Guidance) -> None:
    hash_now = _of(TWO, guidance, "approve-plan").hash
    due = _of(TWO, guidance, "approve-plan").due
    text = (
        f"{TWO}progress:\n"
        f"  approve-plan/e3: {{done: 2026-11-19, by: Lin, step: '0000', due: 2026-11-01, seats: 100}}\n"
        f"  approve-plan/mail: {{done: 2026-11-20, by: Wang, step: '{hash_now}', due: {due}, seats: 129}}\n"
    )
    step = _of(text, guidance, "approve-plan")
    assert (step.state, step.record and step.record.by, len(step.records)) == ("recheck", "Lin", 2)
    assert [(why.what, why.was, why.now) for why in step.recheck] == [
        ("date", date(2026, 11, 1), due),
        ("seats", 100, 129),
    ]


def test_an_order_of_several_subscriptions_is_counted_once(plans: tuple[Plan, ...]) -> None:
    (plan,) = [one for one in plans if one.customer.id == "tongxin"]
    step = next(step for step in plan.steps if step.id == "provision-offers")
    assert ([one.id for one in step.subjects], seats_of(step.subjects)) == (["e3", "ems"], 80)


def test_the_json_tells_why_a_step_is_to_be_checked_again(guidance: Guidance) -> None:
    text = ACME.replace(*MORE) + _recorded(ACME, guidance, "provision-offers")
    steps = as_json(make_plan(customer_of(text), guidance))["steps"]
    assert {step["id"]: step["recheck"] for step in steps if step["recheck"]} == {
        "provision-offers": [{"what": "seats", "was": 120, "now": 130}]
    }


# ---- records of what is no step ------------------------------------------------------------------------------------


def test_a_record_of_a_step_that_never_was_is_a_problem_on_its_line(
    guidance: Guidance, golden: Callable[[Path, str], None]
) -> None:
    case = HERE / "cases" / "progress" / "records of steps that never were.yaml"
    source, _ = read(case.read_text(encoding="utf-8"), "customers/acme.yaml")
    assert source is not None
    found = ProblemsFound(against_rules([source], guidance)).problems
    wording = packaged_labels()["problems"]
    texts = [f"# {language}\n" + "\n".join(one.text(wording, language) for one in found) for language in LANGUAGES]
    golden(case.with_suffix(".errors.txt"), "\n\n".join(texts) + "\n")


def test_reading_a_project_names_a_step_that_never_was(root: Path) -> None:
    _file(root).write_text(f"{TWO}progress:\n  bake-a-cake: {{done: 2026-11-20, by: Lin}}\n", encoding="utf-8")
    with pytest.raises(ProblemsFound) as found:
        load_project(root)
    line = len(TWO.splitlines()) + 2
    assert [(one.id, one.where.file, one.where.line, one.values) for one in found.value.problems] == [
        ("unknown-step", "customers/sample.yaml", line, {"step": "bake-a-cake"})
    ]


@pytest.mark.parametrize("progress", ["", "progress: {}\n", "progress: none\n", "progress: [a]\n"])
def test_without_records_there_is_nothing_unknown(progress: str, guidance: Guidance) -> None:
    source, _ = read(f"planned_on: 2026-11-22\n{progress}", "customers/acme.yaml")
    assert source is not None
    assert against_rules([source], guidance) == []


def test_no_customer_here_has_a_record_of_a_step_that_never_was(guidance: Guidance) -> None:
    project = load_project(ROOT)
    assert [against_rules([source], guidance) for source in project.sources.values() if source] == [
        [] for _ in project.sources
    ]


def test_a_step_that_has_gone_from_the_guidance_stays_a_note(guidance: Guidance) -> None:
    plan = make_plan(customer_of(f"{ACME}progress:\n  cancel-old/e3: {{done: 2026-11-20}}\n"), guidance)
    (found,) = [one for one in plan.findings if one.finding.id == "progress-without-step"]
    assert (found.finding.level, found.values) == ("note", {"records": ("cancel-old/e3",)})


def test_no_id_is_both_a_step_and_a_retired_one(project: Callable[..., Path]) -> None:
    root = project({"acme": ACME})
    (root / "guidance").mkdir()
    text = (ROOT / "generator" / "guidance" / "steps.yaml").read_text(encoding="utf-8")
    both = text.replace("retired: [cancel-old]", "retired: [cancel-old, verify-users, cancel-old]")
    (root / "guidance" / "steps.yaml").write_text(both, encoding="utf-8")
    with pytest.raises(ProblemsFound) as found:
        load_project(root)
    assert [(one.id, one.where.trail, one.values) for one in found.value.problems] == [
        ("id-twice", "retired[2]", {"id": "verify-users"}),
        ("id-twice", "retired[3]", {"id": "cancel-old"}),
    ]


# ---- what the pages show -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_counts_the_steps_of_each_phase(
    language: str, pages: dict[str, str], plans: tuple[Plan, ...]
) -> None:
    for plan in plans:
        rows = list(_rows(pages[f"{language}/customers/{plan.customer.id}/index.md"]))
        states = [[step.state for step in section.steps] for section in plan.sections]
        states.append([step.state for step in plan.steps])
        assert rows == [
            [*(of_one.count(state) for state in ("done", "not-needed", "recheck", "open")), len(of_one)]
            for of_one in states
        ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-TW", "須重新確認 紀錄之後的變更：**期限 2026-12-15（二） → 2026-12-11（五）；授權數 75 → 80**"),
        (
            "en",
            "check again Changed since: **due day 2026-12-15 (Tue) → 2026-12-11 (Fri); licences 75 → 80**",
        ),
    ],
)
def test_every_page_says_what_changed(language: str, said: str, pages: dict[str, str]) -> None:
    for page in ("index", "runbook", "checklist"):
        assert plain(all_of(pages, "tongxin", language, page)).count(said) == 1
    assert f"{'須重新確認' if language == 'zh-TW' else 'to check again'}" in pages[f"{language}/customers/index.md"]


@pytest.mark.parametrize(
    ("language", "done", "not_needed"),
    [
        (
            "zh-TW",
            "完成於 2026-11-20（五） · 林 · 佐證：11 月 20 日郵件",
            "不需要：由客戶資訊人員自行指派授權 · 林",
        ),
        (
            "en",
            "done on 2026-11-20 (Fri) · 林 · Evidence: 11 月 20 日郵件",
            "not needed: 由客戶資訊人員自行指派授權 · 林",
        ),
    ],
)
def test_runbook_and_checklist_show_who_when_and_why(
    language: str, done: str, not_needed: str, pages: dict[str, str]
) -> None:
    for page in ("runbook", "checklist"):
        assert plain(all_of(pages, "zhuoya", language, page)).count(done) == 1
        assert plain(all_of(pages, "tongxin", language, page)).count(not_needed) == 2


# ---- what the documentation says -----------------------------------------------------------------------------------


@pytest.mark.parametrize("readme", ["README.md", "README.zh-TW.md"])
def test_the_record_in_the_readme_is_what_its_command_writes(readme: str, project: Callable[..., Path]) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    smallest, shown = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)[:2]
    (typed,) = re.findall(r"^\S*runbooks (done first-customer .*)$", text, re.MULTILINE)
    root = project({"first-customer": smallest})
    assert main([*shlex.split(typed), "--project", str(root)]) == 0
    assert (root / "customers" / "first-customer.yaml").read_text(encoding="utf-8") == f"{smallest}{shown}"


def _rows(page: str) -> Iterator[list[int]]:
    """The numbers of the table of progress."""
    table = page.partition("{#progress}")[2].partition("\n## ")[0]
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[-1].isdigit():
            yield [int(cell.replace("–", "0")) for cell in cells[1:]]


def _plan(root: Path) -> Plan:
    loaded = load_project(root, [_file(root)])
    return make_plan(loaded.customers[0], loaded.guidance)


def _file(root: Path) -> Path:
    return root / "customers" / "sample.yaml"


def _text(root: Path) -> str:
    return _file(root).read_bytes().decode()
