"""What `check` hands to forges and programs: every Problem and finding on the right line of the right file."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from runbooks_command import Result

from generator.cli import main
from generator.errors import ProblemsFound, Where
from generator.guidance import Guidance
from generator.load import Project, load_project, load_rules, packaged_labels
from generator.model import CustomerFile, Subscription, known_instead
from generator.plan import Plan
from generator.render import Pages
from generator.review import Remark, finding_remarks, fingerprints, github, gitlab, problem_remarks, sarif
from generator.text import LANGUAGES, Pair, Token, terminal

HERE = Path(__file__).resolve().parent
GUIDANCE = HERE.parent / "generator" / "guidance"
CASES = HERE / "cases" / "check"
LABELS = packaged_labels()
ENDINGS = {"text": "txt", "github": "txt", "gitlab": "json", "sarif": "json", "json": "json"}
ATTENTION, BLOCKED, BROKEN = ((CASES / f"{name}.yaml").read_bytes() for name in ("attention", "blocked", "broken"))

HOSTILE = (
    "::error file=x::boo",
    "::stop-commands::tok",
    "##[error]boo",
    "##vso[task.complete result=Failed]",
    "a,line=1,title=owned::b",
    "%0A::error::x",
    "%250D%250A",
    "100 %",
    "@everyone @octocat",
    "[here](https://evil.example)",
    "{0} {count} {{",
    "</details><!-- csp-runbook:diff -->",
    "EOF\nevil=1",
    "\r\n::warning::x",
    "\x1b]8;;https://evil.example\x07x",
    "line\u2028::error::x",
)
"""Names that a forge could take for commands, values, links or ends of lines."""

Check = Callable[..., Result]


@pytest.fixture
def check(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Check:
    """The command in a folder."""

    def run(root: Path, *arguments: str) -> Result:
        monkeypatch.chdir(root)
        capfd.readouterr()
        code = main(["check", *arguments])
        captured = capfd.readouterr()
        return Result(arguments, code, captured.out, captured.err)

    return run


@pytest.fixture
def root(project: Callable[..., Path]) -> Path:
    """A project with a customer that needs attention and a blocked one."""
    return project({"attention": ATTENTION, "blocked": BLOCKED})


# ---- Whole outputs -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", ENDINGS)
def test_blockers_stand_at_what_they_are_about(
    format_: str, language: str, root: Path, check: Check, golden: Callable[[Path, str], None]
) -> None:
    result = check(root, "--format", format_, "--lang", language)
    counted = {"en": "2 customer(s): 1 blocked, 1 need attention, 0 ready, 0 done.\n"}
    counted["zh-TW"] = "共 2 家客戶：1 家受阻、1 家須注意、0 家就緒、0 家完成。\n"
    assert (result.returncode, result.stderr) == (0, counted[language])
    golden(_file("blocked", format_, language), result.stdout)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", ["github", "gitlab", "sarif", "json"])
def test_problems_are_what_a_machine_gets_of_files_that_do_not_load(
    format_: str, language: str, root: Path, check: Check, golden: Callable[[Path, str], None]
) -> None:
    (root / "customers" / "broken.yaml").write_bytes(BROKEN)
    result = check(root, "--format", format_, "--lang", language)
    counted = {"en": "4 problem(s) found. Nothing was written.\n", "zh-TW": "發現 4 個問題，未寫入任何檔案。\n"}
    assert (result.returncode, result.stderr) == (1, counted[language])
    golden(_file("broken", format_, language), result.stdout)


def test_problems_are_said_to_people_as_ever(root: Path, check: Check) -> None:
    (root / "customers" / "broken.yaml").write_bytes(BROKEN)
    plain, asked = check(root, "--lang", "en"), check(root, "--lang", "en", "--format", "text")
    assert (plain.returncode, plain.stdout, plain.stderr) == (1, "", asked.stderr)
    assert plain.stderr.startswith("customers/broken.yaml:6: tenant › domian: ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_warnings_are_shown_where_they_fail_the_run(
    language: str, root: Path, check: Check, golden: Callable[[Path, str], None]
) -> None:
    result = check(root, "--format", "github", "--fail-on", "warning", "--lang", language)
    assert result.returncode == 1
    golden(_file("warnings", "github", language), result.stdout)


@pytest.mark.parametrize(
    ("fail_on", "file", "code"),
    [("blocker", "attention", 0), ("blocker", "blocked", 1), ("warning", "attention", 1)],
)
@pytest.mark.parametrize("format_", ["github", "json"])
def test_the_exit_code_does_not_depend_on_the_format(
    format_: str, fail_on: str, file: str, code: int, root: Path, check: Check
) -> None:
    result = check(root, f"customers/{file}.yaml", "--format", format_, "--fail-on", fail_on)
    assert result.returncode == code


def test_json_is_the_same_in_every_language_and_carries_every_finding(root: Path, check: Check) -> None:
    said = {check(root, "--format", "json", "--lang", language).stdout for language in LANGUAGES}
    (text,) = said
    made = json.loads(text)
    assert list(made) == ["format_version", "customers", "findings"]
    assert {found["level"] for found in made["findings"]} == {"error", "warning", "note"}
    assert [one["id"] for one in made["customers"]] == ["attention", "blocked"]
    for one in made["customers"]:
        own = [found for found in made["findings"] if found["customer"] == one["id"]]
        assert len({found["rule"] for found in own if found["level"] == "error"}) == one["blockers"]
        assert len({found["rule"] for found in own if found["level"] == "warning"}) == one["warnings"]


def test_a_project_without_findings_gives_an_empty_product(root: Path, check: Check) -> None:
    only = "customers/attention.yaml"
    assert check(root, only, "--format", "github").stdout == ""
    assert check(root, only, "--format", "gitlab").stdout == "[]\n"
    (run,) = json.loads(check(root, only, "--format", "sarif").stdout)["runs"]
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])


def _file(sentence: str, format_: str, language: str) -> Path:
    names = f"{format_}.{ENDINGS[format_]}" if format_ == "json" else f"{format_}.{language}.{ENDINGS[format_]}"
    return CASES / f"{sentence}.{names}"


# ---- Places --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def remarks(loaded: Project, plans: tuple[Plan, ...]) -> list[Remark]:
    """Everything that is said of this repository's customers."""
    voices = Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates).voices
    return [one for plan in plans for one in finding_remarks(plan, loaded.sources[plan.customer.id], voices)]


def test_every_finding_of_every_customer_stands_on_the_line_of_its_key(
    remarks: list[Remark], loaded: Project, guidance: Guidance
) -> None:
    places = {str(finding.id): finding.place for finding in guidance.findings}
    lines: dict[str, list[str]] = {}
    for one in remarks:
        file = one.where.file
        lines.setdefault(file, (HERE.parent / file).read_text(encoding="utf-8").splitlines())
        values = loaded.sources[Token(str(one.customer))].values
        wanted = _last_key(values, one.subscription, places[one.rule])
        line = lines[file][one.where.line - 1]
        assert re.search(rf"\b{wanted}:" if wanted else "", line), f"{one.rule}: {one.where}: {line}"


def test_nearly_every_place_is_found_in_some_customer(remarks: list[Remark], guidance: Guidance) -> None:
    written = {
        one.rule
        for one in remarks
        if f"{one.field.rpartition('/')[2]}:"
        in (HERE.parent / one.where.file).read_text(encoding="utf-8").splitlines()[one.where.line - 1]
    }
    placed = {str(finding.id) for finding in guidance.findings if finding.place}
    missing_in_the_file = {"addon-base-unknown", "commerce-unknown", "end-rule-unknown", "trial-without-paid-offer"}
    assert placed - written <= missing_in_the_file | {
        *("order-commitment", "freeze-lengthens-overlap"),
        *("services-lost", "offer-listed-only", "target-listed-only"),  # with an imported product list alone
        "tenant-subscription-limit",
    }


def test_a_finding_without_a_place_is_about_the_whole(guidance: Guidance) -> None:
    assert [str(finding.id) for finding in guidance.findings if not finding.place] == ["transfer-unconfirmed"]


@pytest.mark.parametrize(
    ("shape", "path", "instead"),
    [
        (Subscription, "bought/from", None),
        (Subscription, "target", None),
        (Subscription, "", None),
        (Subscription, "bought/seller", ("channel", "from", "commerce")),
        (Subscription, "seats/more", ()),
        (CustomerFile, "tenant/country", None),
        (CustomerFile, "contacts", None),
        (CustomerFile, "contacts/reachable", ()),
        (CustomerFile, "sellers/cooperates", ()),
        (CustomerFile, "tenant/land", ("domain", "country", "id")),
    ],
)
def test_a_path_is_known_or_what_may_stand_there_is_said(
    shape: Any, path: str, instead: tuple[str, ...] | None
) -> None:
    assert known_instead(shape, path.split("/") if path else ()) == instead


def test_a_place_that_no_customers_file_has_is_a_problem_of_the_guidance(project: Callable[..., Path]) -> None:
    root = project({})
    (root / "guidance").mkdir()
    text = (GUIDANCE / "findings.yaml").read_text(encoding="utf-8")
    changed = text.replace("at: tenant/country", "at: tenant/land", 1).replace("at: bought/from", "at: seller", 1)
    (root / "guidance" / "findings.yaml").write_text(changed, encoding="utf-8")
    with pytest.raises(ProblemsFound) as refused:
        load_rules(root)
    lines = changed.splitlines()
    said = {
        (lines[one.where.line - 1].strip(), one.id, one.values["place"], one.values["known"].split(", ")[0])
        for one in refused.value.problems
    }
    assert said == {
        ("at: tenant/land", "no-such-place", "tenant/land", "domain"),
        ("at: seller", "no-such-place", "seller", "id"),
    }
    assert {one.where.file for one in refused.value.problems} == {"guidance/findings.yaml"}


def _last_key(values: Any, subscription: str | None, place: tuple[str, ...]) -> str | None:
    """The last key of a place that stands in the file: the subscription's id where none does, None for the file."""
    key: str | None = None
    if subscription is not None:
        values = next(one for one in values["subscriptions"] if one["id"] == subscription)
        key = "id"
    for step in place:
        if not isinstance(values, dict) or step not in values:
            break
        key, values = step, values[step]
    return key


# ---- Identity ------------------------------------------------------------------------------------------------------


def test_a_finding_keeps_its_identity_when_lines_move(root: Path, check: Check) -> None:
    before = _fingerprints(check(root, "--format", "gitlab", "--fail-on", "warning").stdout)
    (root / "customers" / "blocked.yaml").write_bytes(b"# Talked about on the telephone.\n" + BLOCKED)
    after = _fingerprints(check(root, "--format", "gitlab", "--fail-on", "warning").stdout)
    assert list(after) == list(before)
    moved = {print_: line for print_, line in after.items() if before[print_] != line}
    assert len(moved) == 6
    assert all(line == before[print_] + 1 for print_, line in moved.items())


def test_a_finding_keeps_its_identity_when_subscriptions_change_places(root: Path, check: Check) -> None:
    before = _fingerprints(check(root, "--format", "gitlab", "--fail-on", "warning").stdout)
    head, *subscriptions = BLOCKED.decode().split("  - id: ")
    turned = "  - id: ".join([head, *reversed(subscriptions)])
    (root / "customers" / "blocked.yaml").write_text(turned, encoding="utf-8")
    after = _fingerprints(check(root, "--format", "gitlab", "--fail-on", "warning").stdout)
    assert sorted(after) == sorted(before)
    assert after != before


def test_a_problem_keeps_its_identity_too(root: Path, check: Check) -> None:
    (root / "customers" / "broken.yaml").write_bytes(BROKEN)
    before = _fingerprints(check(root, "--format", "gitlab").stdout)
    another = BROKEN.replace(
        b"  - id: basic\n",
        b"  - {id: f3, offer: SPE_F1, seats: 5, bought: {channel: csp}, ends_on: 2027-02-28}\n  - id: basic\n",
    )
    (root / "customers" / "broken.yaml").write_bytes(another)
    assert list(_fingerprints(check(root, "--format", "gitlab").stdout)) == list(before)


def test_no_two_remarks_share_an_identity(remarks: list[Remark]) -> None:
    assert len(set(fingerprints(remarks))) == len(remarks)


def test_two_equal_problems_of_one_file_are_two(root: Path, check: Check) -> None:
    hidden = BLOCKED.replace(b"# In another", "# In\u200b another".encode()).replace(
        b"term: P1Y", "term: P1Y\u200b".encode()
    )
    (root / "customers" / "blocked.yaml").write_bytes(hidden)
    assert len(json.loads(check(root, "--format", "gitlab").stdout)) == 3
    assert len(_fingerprints(check(root, "--format", "gitlab").stdout)) == 3


def test_forges_are_given_the_same_identity(root: Path, check: Check) -> None:
    (run,) = json.loads(check(root, "--format", "sarif").stdout)["runs"]
    in_sarif = {result["partialFingerprints"]["runbooks/v1"] for result in run["results"]}
    assert in_sarif == set(_fingerprints(check(root, "--format", "gitlab").stdout))


def _fingerprints(report: str) -> dict[str, int]:
    """Fingerprint → line."""
    return {one["fingerprint"]: one["location"]["lines"]["begin"] for one in json.loads(report)}


# ---- Limits --------------------------------------------------------------------------------------------------------


def _remark(number: int = 1, **changed: Any) -> Remark:
    words = Pair.same(f"Said {number}")
    plain = {"rule": "some-rule", "level": "error", "where": Where("customers/a.yaml", number, ""), "title": words}
    plain |= {"message": words, "customer": "a", "subscription": None, "field": f"seats {number}"}
    return Remark(**(plain | changed))


def test_github_gets_nine_of_each_level_and_is_told_of_the_rest() -> None:
    levels = ["error"] * 12 + ["warning"] * 9 + ["note"] * 10
    made = github([_remark(number, level=level) for number, level in enumerate(levels, 1)], LABELS["remarks"], "en")
    commands = [line.split(" ")[0] for line in made.splitlines()]
    assert commands == ["::error"] * 10 + ["::warning"] * 9 + ["::notice"] * 10
    left_out = {line for line in made.splitlines() if "title=runbooks::" in line}
    assert {line.partition(" more ")[0] for line in left_out} == {
        "::error title=runbooks::3",
        "::notice title=runbooks::1",
    }


def test_a_run_of_sarif_ends_where_github_refuses_it() -> None:
    levels = ["note"] * 10 + ["error"] * 24_995
    found = [_remark(number, level=level) for number, level in enumerate(levels, 1)]
    (run,) = json.loads(sarif(found, LABELS["remarks"], "1", ["en"]))["runs"]
    assert len(run["results"]) == 25_000
    assert [result["level"] for result in run["results"]].count("error") == 24_995
    (invocation,) = run["invocations"]
    assert invocation["toolExecutionNotifications"][0]["message"]["text"].startswith("5 results were left out")
    (run,) = json.loads(sarif(found[:10], LABELS["remarks"], "1", ["en"]))["runs"]
    assert "invocations" not in run


def test_without_a_line_the_file_as_a_whole_is_meant() -> None:
    whole = [_remark(where=Where("customers/我的 檔案.yaml"))]
    assert github(whole, LABELS["remarks"], "en") == ("::error file=customers/我的 檔案.yaml,title=some-rule::Said 1\n")
    (quality,) = json.loads(gitlab(whole, "en"))
    assert quality["location"] == {"path": "customers/我的 檔案.yaml", "lines": {"begin": 1}}
    (run,) = json.loads(sarif(whole, LABELS["remarks"], "1"))["runs"]
    (place,) = run["results"][0]["locations"]
    uri = "customers/%E6%88%91%E7%9A%84%20%E6%AA%94%E6%A1%88.yaml"
    assert place == {"physicalLocation": {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}}


def test_the_order_in_which_remarks_come_does_not_matter(remarks: list[Remark]) -> None:
    for made in (
        lambda given: github(given, LABELS["remarks"], "zh-TW"),
        lambda given: gitlab(given, "en"),
        lambda given: sarif(given, LABELS["remarks"], "1"),
    ):
        assert made(remarks) == made(list(reversed(remarks)))


# ---- Hostile files -------------------------------------------------------------------------------------------------


def _commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The lines as GitHub's runner reads them: command, properties and message of each."""
    read = []
    for line in re.split(r"[\r\n]+", text.rstrip("\n")) if text else []:
        command, found, message = line.removeprefix("::").partition("::")
        assert line.startswith("::")
        assert found
        name, _, listed = command.partition(" ")
        properties = dict(one.split("=", 1) for one in listed.split(","))
        read.append((name, {key: _read(value) for key, value in properties.items()}, _read(message)))
    return read


def _read(text: str) -> str:
    for escape, mark in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, mark)
    return text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("loads", [True, False])
def test_nothing_of_a_customers_file_becomes_a_command_a_value_or_a_link(
    loads: bool, language: str, project: Callable[..., Path], check: Check
) -> None:
    names = [one for one in HOSTILE if one.isprintable() == loads]
    root = project(*_hostile(names))
    asked = ("--fail-on", "warning", "--lang", language)
    found = json.loads(check(root, "--format", "json", *asked).stdout)["findings"]
    read = _commands(check(root, "--format", "github", *asked).stdout)
    shown = [
        (values["file"], values["line"], values["title"], message) for _, values, message in read if "file" in values
    ]
    said = [(one["file"], str(one["line"]), one["rule"], one["message"][language]) for one in found]
    assert set(shown) <= set(said)
    assert len(shown) == (18 if loads else 9)
    assert {tuple(values) for _, values, _ in read} == {("file", "line", "title"), ("title",)}
    for one in (other for other in found if other["rule"] == "legacy-implausible"):
        assert terminal(names[int(one["customer"].removeprefix("h"))]) in one["message"][language]
    assert "](" not in check(root, "--format", "sarif", *asked).stdout
    people = check(root, "--lang", language)
    for line in (people.stdout + people.stderr).splitlines():
        assert re.match(r"h\d+ |  customers/|customers/|    |\d+ |共 |發現 ", line), line
        assert "##" not in line
        assert "::" not in line


def _hostile(names: list[str]) -> tuple[dict[str, str], str]:
    """A customer for each name, which is its own, its seller's and its partner's; and the partners."""
    customers, partners = {}, "partners:\n"
    for number, one in enumerate(names):
        name = json.dumps(one)
        text = BLOCKED.decode().replace("{zh-TW: 北風經銷, en: Beifeng Reselling}", name)
        text = text.replace("{zh-TW: 海岳貿易有限公司, en: Haiyue Trading}", name)
        customers[f"h{number}"] = text + f"partner: p{number}\nnotes: {name}\n"
        partners += f"  p{number}: {{name: {name}, country: TW}}\n"
    return customers, partners


def test_a_remark_stays_one_command_whatever_it_holds() -> None:
    in_pages = json.loads((HERE / "hostile" / "md_hostile.json").read_text(encoding="utf-8"))
    for hostile in (*HOSTILE, *(case["text"] for case in in_pages)):
        one = _remark(rule=hostile, where=Where(hostile, 3), message=Pair.same(hostile))
        (read,) = _commands(github([one], LABELS["remarks"], "en"))
        assert read == ("error", {"file": hostile, "line": "3", "title": hostile}, hostile)
        (run,) = json.loads(sarif([one], LABELS["remarks"], "1"))["runs"]
        assert "](" not in run["results"][0]["message"]["text"]


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be given there")
def test_a_hostile_file_name_is_named_and_nothing_more(root: Path, check: Check) -> None:
    names = ("a,line=1::b%0A.yaml", "::error::x.yaml", "\r\n::error::x.yaml")
    for name in names:
        (root / "customers" / name).write_bytes(ATTENTION)
    read = _commands(check(root, "--format", "github").stdout)
    shown = ["customers/::error::x.yaml", "customers/??::error::x.yaml", "customers/a,line=1::b%0A.yaml"]
    assert [(values["file"], values["title"]) for _, values, _ in read] == [(name, "file-name") for name in shown]
    results = json.loads(check(root, "--format", "sarif").stdout)["runs"][0]["results"]
    assert (
        results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "customers/%3A%3Aerror%3A%3Ax.yaml"
    )


def test_a_problem_is_said_in_two_lines_with_nothing_left_to_fill(root: Path) -> None:
    (root / "customers" / "broken.yaml").write_bytes(BROKEN)
    with pytest.raises(ProblemsFound) as refused:
        load_project(root)
    for one in problem_remarks(refused.value.problems, LABELS["problems"]):
        for language in LANGUAGES:
            assert "{" not in one.title[language] + one.message[language]
            assert len(one.message[language].splitlines()) == 2
        assert one.customer == "broken"


# ---- Where the project lies ----------------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_forge_gets_the_names_that_files_have_in_the_repository(project: Callable[..., Path], check: Check) -> None:
    start = project({"blocked": BLOCKED})
    root = start / "repository" / "plans"
    root.mkdir(parents=True)
    for name in ("customers", "mkdocs.yml"):
        (start / name).rename(root / name)
    subprocess.run(["git", "init", "--quiet", root.parent], check=True)
    folder = "plans/"
    assert f"file={folder}customers/blocked.yaml,line=" in check(root, "--format", "github").stdout
    assert {one["location"]["path"] for one in json.loads(check(root, "--format", "gitlab").stdout)} == {
        f"{folder}customers/blocked.yaml"
    }
    assert json.loads(check(root, "--format", "json").stdout)["findings"][0]["file"] == "customers/blocked.yaml"
