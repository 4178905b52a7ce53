"""`runbooks print`: real papers by real engines, read back page by page."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest
from runbooks_command import in_both_languages, runbooks

from generator.plan import Plan, waves_of
from generator.render import EDITIONS
from generator.site import NoEngineError, find_engine
from generator.text import LANGUAGES

CASES = Path(__file__).resolve().parent / "cases" / "commands"
TELLING = {
    "weasyprint": ("chenyao", "haitian", "heting", "liuyin", "mingxi", "ruishan", "songlin", "xingya", "zhuoya"),
    "browser": ("chenyao", "heting", "songlin"),
}
"""A transfer, two tiers, several cut-overs, orders, nothing that moves, what is done, forty subscriptions."""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Prints once for each engine; skips where it is not installed, but not in CI."""
    done: dict[str, Path] = {}

    def papers(engine: str) -> Path:
        if engine not in done:
            _need(engine)
            out = tmp_path_factory.mktemp(engine)
            for edition in EDITIONS:
                result = runbooks("print", *TELLING[engine], "--engine", engine, "--lang", edition, "--out", out)
                assert result.returncode == 0, result.stderr
            done[engine] = out
        return done[engine]

    return papers


@pytest.mark.parametrize("engine", ["weasyprint", "browser"])
def test_every_paper_says_on_each_page_whose_it_is_which_plan_and_which_page(
    engine: str, printed: Callable[..., Path], plans: tuple[Plan, ...]
) -> None:
    fingerprints = {str(plan.customer.id): plan.fingerprint for plan in plans}
    for path in sorted(printed(engine).glob("*.pdf")):
        customer, _, edition, _ = path.name.split(".")
        pages = pages_of(path)
        for number, page in enumerate(pages, start=1):
            assert fingerprints[customer] in page.splitlines()[-1] + page.splitlines()[-2], (path.name, number)
            assert (
                f"Page {number} of {len(pages)}" if edition == "en" else f"第 {number} 頁，共 {len(pages)} 頁"
            ) in page


@pytest.mark.parametrize("engine", ["weasyprint", "browser"])
def test_three_subscriptions_fit_two_sheets(engine: str, printed: Callable[..., Path], plans: tuple[Plan, ...]) -> None:
    """Side by side in both languages, long plans take a third."""
    small = {str(plan.customer.id) for plan in plans if len(plan.subscriptions) <= 3}
    long = {}
    for path in sorted(printed(engine).glob("*.handoff.*.pdf")):
        customer, _, edition, _ = path.name.split(".")
        if customer in small:
            allowed = 3 if edition == "both" else 2
            if len(pages_of(path)) > allowed:
                long[path.name] = len(pages_of(path))
    assert long == {}


@pytest.mark.parametrize("engine", ["weasyprint", "browser"])
def test_a_letter_of_consent_for_two_subscriptions_is_one_sheet(
    engine: str, printed: Callable[..., Path], plans: tuple[Plan, ...]
) -> None:
    small = {str(plan.customer.id) for plan in plans if len(plan.subscriptions) <= 2}
    letters = [path for path in printed(engine).glob("*.consent.*.pdf") if path.name.split(".")[0] in small]
    assert letters
    assert {path.name: len(pages_of(path)) for path in letters if len(pages_of(path)) > 1} == {}


@pytest.mark.parametrize("engine", ["weasyprint", "browser"])
def test_no_heading_stands_alone(engine: str, printed: Callable[..., Path], plans: tuple[Plan, ...]) -> None:
    """Where the head of a phase is, one of its steps is on the same page."""
    by_id = {str(plan.customer.id): plan for plan in plans}
    lonely = []
    for path in sorted(printed(engine).glob("*.handoff.en.pdf")):
        plan = by_id[path.name.split(".")[0]]
        for number, page in enumerate(pages_of(path), start=1):
            for section in plan.sections:
                title = re.escape(str(section.phase.title["en"]))
                if re.search(rf"^ *{section.letter} {title}", page, re.MULTILINE):
                    own = [step.number for step in section.steps]
                    if not any(re.search(rf"^ *{one} ", page, re.MULTILINE) for one in own):
                        lonely.append((path.name, number, section.letter))
    assert lonely == []


@pytest.mark.parametrize("engine", ["weasyprint", "browser"])
def test_papers_are_tagged_and_have_the_size_that_was_asked_for(
    engine: str, printed: Callable[..., Path], tmp_path: Path
) -> None:
    for path in printed(engine).glob("chenyao.*.pdf"):
        told = info(path)
        assert (told["Tagged"], round_size(told["Page size"])) == ("yes", (595, 842))
    result = runbooks("print", "chenyao", "--engine", engine, "--size", "letter", "--lang", "en", "--out", tmp_path)
    assert result.returncode == 0, result.stderr
    assert round_size(info(tmp_path / "chenyao.handoff.en.pdf")["Page size"]) == (612, 792)


@pytest.mark.parametrize("engine", ["weasyprint", "browser"])
def test_printing_twice_gives_the_same_bytes(engine: str, printed: Callable[..., Path], tmp_path: Path) -> None:
    again = runbooks("print", "chenyao", "--engine", engine, "--lang", "both", "--out", tmp_path, TZ="Asia/Taipei")
    assert again.returncode == 0, again.stderr
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["chenyao.consent.both.pdf", "chenyao.handoff.both.pdf"]
    for name in names:
        assert (tmp_path / name).read_bytes() == (printed(engine) / name).read_bytes()


# ---- What the command says -----------------------------------------------------------------------------------------


def test_a_blocked_customer_is_refused_by_name_and_the_others_are_made(
    tmp_path: Path, reviewed_command: Callable[..., None]
) -> None:
    results = in_both_languages("print", "qinghe", "chenyao", "--engine", "html", "--out", tmp_path)
    reviewed_command("print with a blocked customer", results, tmp_path)
    assert {result.returncode for result in results.values()} == {1}
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "chenyao.consent.zh-TW.html",
        "chenyao.handoff.zh-TW.html",
    ]


def test_without_an_engine_it_says_which_html_to_print(tmp_path: Path, reviewed_command: Callable[..., None]) -> None:
    nothing = {"RUNBOOKS_BROWSER": "no-such-browser"}
    results = {
        language: runbooks(
            "print", "chenyao", "--engine", "browser", "--out", tmp_path, RUNBOOKS_LANGUAGE=language, **nothing
        )
        for language in LANGUAGES
    }
    reviewed_command("print without an engine", results, tmp_path)


def test_the_language_of_paper_is_the_customers_unless_it_is_asked_for(tmp_path: Path, plans: tuple[Plan, ...]) -> None:
    result = runbooks("print", "--engine", "html", "--out", tmp_path, RUNBOOKS_LANGUAGE="en")
    assert result.returncode == 0, result.stderr
    assert {path.name for path in tmp_path.glob("*.handoff.*")} == {
        f"{plan.customer.id}.handoff.{plan.customer.languages[0]}.html" for plan in plans if plan.status != "blocked"
    }


def test_a_wave_is_one_zip_with_the_same_bytes_each_time(tmp_path: Path, plans: tuple[Plan, ...]) -> None:
    wave = max(waves_of(plans), key=lambda one: sum(not part.blocked for part in one.parts))
    zips = [tmp_path / name for name in ("first.zip", "second.zip")]
    for path in zips:
        result = runbooks("print", "--wave", wave.id, "--engine", "html", "--lang", "both", "--zip", path)
        assert (result.returncode, result.stdout) == (0, f"{path}\n")
    assert zips[0].read_bytes() == zips[1].read_bytes()
    ready = [str(part.customer) for part in wave.parts if not part.blocked]
    assert {name.split(".")[0] for name in ZipFile(zips[0]).namelist()} == set(ready)


def test_a_wave_that_is_not_there_is_answered_with_those_that_are(reviewed_command: Callable[..., None]) -> None:
    reviewed_command("print of a wave that is not there", in_both_languages("print", "--wave", "2027-W02"))
    reviewed_command("print of a wave and a customer", in_both_languages("print", "chenyao", "--wave", "2027-W02"))


def test_a_character_that_no_font_has_is_said_and_there_is_no_paper(
    project: Callable[..., Path], reviewed_command: Callable[..., None]
) -> None:
    _need("weasyprint")
    root = project({"acme": ACME.replace("name: Acme", "name: 無字\U0002a6ef公司")})
    results = in_both_languages("print", "--engine", "weasyprint", "--out", root / "papers", cwd=root)
    reviewed_command("print of a character without a glyph", results, root)
    assert not (root / "papers").exists()


def test_what_cannot_be_written_is_said_and_leaves_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in (("--out", tmp_path / "file" / "papers"), ("--zip", tmp_path / "file" / "papers.zip")):
        result = runbooks("print", "chenyao", "--engine", "html", *place, RUNBOOKS_LANGUAGE="en")
        assert (result.returncode, result.stdout) == (1, "")
        assert "cannot be written" in result.stderr


def test_a_wave_of_blocked_customers_alone_makes_no_zip(tmp_path: Path, plans: tuple[Plan, ...]) -> None:
    wave = next(one for one in waves_of(plans) if all(part.blocked for part in one.parts))
    result = runbooks("print", "--wave", wave.id, "--engine", "html", "--zip", tmp_path / "papers.zip")
    assert (result.returncode, result.stdout) == (1, "")
    assert list(tmp_path.iterdir()) == []


# ---- What these tests share ----------------------------------------------------------------------------------------

ACME = """\
planned_on: 2026-11-22
customer: {name: Acme}
tenant: {domain: acme.onmicrosoft.com, country: TW}
subscriptions:
  - {id: e3, offer: ENTERPRISEPACK, seats: 50, bought: {channel: csp, commerce: legacy}, ends_on: 2027-02-26}
"""


@pytest.fixture
def reviewed_command(golden: Callable[[Path, str], None]) -> Callable[..., None]:
    """Compares what a command said in each language with what was reviewed; the folder is …"""

    def compare(
        sentence: str, results: Mapping[str, subprocess.CompletedProcess[str]], root: Path | None = None
    ) -> None:
        for language, result in results.items():
            said = f"{result.stdout}---- stderr\n{result.stderr}---- exit code {result.returncode}\n"
            golden(CASES / f"{sentence}.{language}.txt", said.replace(str(root), "…") if root else said)

    return compare


def _need(engine: str) -> None:
    try:
        find_engine(engine)  # type: ignore[arg-type]
    except NoEngineError as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    if shutil.which("pdftotext") is None and os.environ.get("CI") != "true":
        pytest.skip("pdftotext is not installed")


def pages_of(path: Path) -> list[str]:
    """The text of each page, as it stands on it."""
    said = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, encoding="utf-8")
    return [page.rstrip() for page in said.stdout.split("\f") if page.strip()]


def info(path: Path) -> dict[str, str]:
    told = subprocess.run(["pdfinfo", path], capture_output=True, check=True, encoding="utf-8").stdout
    return {name: value.strip() for name, _, value in (line.partition(":") for line in told.splitlines())}


def round_size(size: str) -> tuple[int, int]:
    width, height = re.findall(r"[0-9.]+", size)[:2]
    return round(float(width)), round(float(height))
