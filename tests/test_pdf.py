"""Papers as PDF by both engines: text, tags, sizes, equal bytes, and never a box for a character."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from runbooks_command import surroundings

from generator.render import TAIWAN_FONTS
from generator.site.browser import VARIABLE, Browser, reproducible
from generator.site.engine import (
    Engine,
    MissingGlyphsError,
    NoEngineError,
    NoTaiwanFontError,
    PrintFailedError,
)
from generator.site.pdf import find_engine

pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")

CASES = Path(__file__).resolve().parent / "cases" / "pdf"
MADE_ON = date(2026, 11, 3)
ENGINES = ("browser", "weasyprint")

ELSEWHERE = """
import json, sys
from datetime import date
from pathlib import Path
from generator.site.pdf import find_engine
try:
    pdf = find_engine(sys.argv[1]).pdf(Path(sys.argv[2]).read_text(encoding="utf-8"), date(2026, 11, 3))
except Exception as error:
    print(json.dumps([type(error).__name__, *getattr(error, "characters", getattr(error, "looked_for", ()))]))
else:
    Path(sys.argv[3]).write_bytes(pdf)
    print(json.dumps(["printed"]))
"""


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine that is installed here."""
    try:
        return find_engine(request.param)
    except NoEngineError as missing:
        return _not_here(str(missing))


@pytest.fixture(scope="module")
def papers(engine: Engine) -> Callable[[str], bytes]:
    """A case's PDF, made once an engine: ``papers("letter.en")``."""
    made: dict[str, bytes] = {}

    def paper(name: str) -> bytes:
        if name not in made:
            made[name] = engine.pdf(_html(name), MADE_ON)
        return made[name]

    return paper


@pytest.fixture
def elsewhere(engine: Engine, tmp_path: Path) -> Callable[..., tuple[list[str], bytes]]:
    """Prints a case in a process of its own: what it came to, and the PDF."""

    def printed(name: str, cwd: Path = tmp_path, **environment: str) -> tuple[list[str], bytes]:
        paper = tmp_path / "paper.pdf"
        paper.write_bytes(b"")
        command = [sys.executable, "-B", "-c", ELSEWHERE, engine.name, CASES / f"{name}.html", paper]
        same_browser = {VARIABLE: os.environ[VARIABLE]} if VARIABLE in os.environ else {}
        around = surroundings(**same_browser, **environment)
        ran = subprocess.run(command, cwd=cwd, env=around, capture_output=True, check=True)
        return json.loads(ran.stdout), paper.read_bytes()

    return printed


@pytest.fixture
def no_chinese_font(tmp_path: Path) -> str:
    """The path of a fontconfig file for a computer that has DejaVu Sans and nothing else."""
    found = subprocess.run(
        [_tool("fc-match"), "--format=%{family}\n%{file}", "DejaVu Sans"], capture_output=True, text=True, check=True
    )
    family, file = found.stdout.splitlines()
    if family != "DejaVu Sans":
        _not_here("DejaVu Sans")
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    shutil.copy(file, fonts)
    settings = tmp_path / "fonts.conf"
    settings.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{fonts}</dir><cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>"
    )
    return str(settings)


# ---- What is on the paper ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "size", "pages"), [("two-pages.zh-TW", "A4", "2"), ("letter.en", "letter", "1")], ids=["A4", "letter"]
)
def test_a_paper_is_tagged_and_has_the_size_and_pages_it_asks_for(
    name: str, size: str, pages: str, papers: Callable[[str], bytes], tmp_path: Path
) -> None:
    known = _pdfinfo(papers(name), tmp_path)
    assert (known["Tagged"], known["Pages"]) == ("yes", pages)
    assert known["Page size"].endswith(f"pts ({size})")


def test_every_page_has_its_text_its_header_and_its_number(papers: Callable[[str], bytes], tmp_path: Path) -> None:
    first, second = _text(papers("two-pages.zh-TW"), tmp_path)
    for words in ("訂閱移轉交接檢查表", "A準備", "步驟與佐證", "確認租用戶網域chenyao.example與國家／地區（臺灣）。"):
        assert words in first
    for words in ("B建立關係與授權", "全域系統管理員接受「轉銷商關係」邀請。", "2026-12-01"):
        assert words in second
    for number, page in enumerate((first, second), start=1):
        assert page.count("晨曜精密工業股份有限公司") == 1
        assert page.count(f"第{number}頁，共2頁") == 1


def test_a_reader_that_speaks_is_told_language_headings_and_table_heads(papers: Callable[[str], bytes]) -> None:
    catalog = pypdf.PdfReader(BytesIO(papers("two-pages.zh-TW"))).trailer["/Root"]
    tags = list(_tags(catalog["/StructTreeRoot"]))
    assert catalog["/Lang"] == "zh-TW"
    assert [tag for tag in tags if tag in {"/H1", "/H2", "/Table"}] == ["/H1", "/H2", "/Table", "/H2", "/Table"]
    assert tags.count("/TH") == 6
    assert tags.count("/TD") in {6, 9}  # Chromium leaves out the three cells that hold a drawn box and no text


def test_a_paper_bears_the_day_it_was_made_for(papers: Callable[[str], bytes]) -> None:
    known = pypdf.PdfReader(BytesIO(papers("two-pages.zh-TW"))).metadata
    midnight = datetime(2026, 11, 3, tzinfo=UTC)
    assert (known.title, known.creation_date, known.modification_date) == ("訂閱移轉交接檢查表", midnight, midnight)


# ---- Equal bytes ---------------------------------------------------------------------------------------------------


def test_another_process_folder_time_zone_and_language_give_the_same_bytes(
    papers: Callable[[str], bytes], elsewhere: Callable[..., tuple[list[str], bytes]], tmp_path: Path
) -> None:
    (tmp_path / "another folder").mkdir()
    changed = {"TZ": "Asia/Taipei", "LC_ALL": "C.UTF-8", "LANGUAGE": "ja", "PYTHONHASHSEED": "7"}
    said, paper = elsewhere("two-pages.zh-TW", cwd=tmp_path / "another folder", **changed)
    assert said == ["printed"]
    assert paper == papers("two-pages.zh-TW")


def test_papers_made_side_by_side_and_after_others_have_the_same_bytes(
    engine: Engine, papers: Callable[[str], bytes]
) -> None:
    names = ("rare-characters.zh-TW", "two-pages.zh-TW", "letter.en", "two-pages.zh-TW")
    with ThreadPoolExecutor(max_workers=2) as pool:
        together = list(pool.map(lambda name: engine.pdf(_html(name), MADE_ON), names))
    assert together == [papers(name) for name in names]


def test_the_numbers_that_a_browser_gives_table_cells_do_not_show_when_it_was_started() -> None:
    said = "/CreationDate (D:20261122190011+08'00') /Headers [({}) ({})] /Limits [({}) ({})]"
    early, late = (
        reproducible(said.format(*(f"node{number:08d}" for number in numbers)).encode(), MADE_ON)
        for numbers in ((14, 15, 14, 15), (98, 100, 98, 100))
    )
    assert early == late
    assert early == (
        b"/CreationDate (D:20261103000000+00'00') "
        b"/Headers [(node00000001) (node00000002)] /Limits [(node00000001) (node00000002)]"
    )


# ---- No boxes ------------------------------------------------------------------------------------------------------


def test_on_a_computer_without_a_chinese_font_a_chinese_paper_is_refused(
    elsewhere: Callable[..., tuple[list[str], bytes]], no_chinese_font: str
) -> None:
    (error, *characters), paper = elsewhere("two-pages.zh-TW", FONTCONFIG_FILE=no_chinese_font)
    assert (error, paper) == ("NoTaiwanFontError", b"")
    assert set("訂閱移轉交接檢查表") <= set(characters)


def test_a_paper_without_chinese_needs_no_chinese_font(
    elsewhere: Callable[..., tuple[list[str], bytes]], no_chinese_font: str
) -> None:
    said, paper = elsewhere("letter.en", FONTCONFIG_FILE=no_chinese_font)
    assert (said, paper[:5]) == (["printed"], b"%PDF-")


def test_rare_characters_of_names_are_printed(papers: Callable[[str], bytes], tmp_path: Path) -> None:
    (page,) = _text(papers("rare-characters.zh-TW"), tmp_path)
    assert page.count("王堃、林喆、陳煊、李犇、𠮷田") == 2


def test_characters_that_no_font_has_are_named(engine: Engine) -> None:
    with pytest.raises(MissingGlyphsError) as refused:
        engine.pdf(_html("missing-characters.zh-TW"), MADE_ON)
    assert refused.value.characters == ("\ue123", "\U0002fff0")


@pytest.mark.parametrize("engine", ["weasyprint"], indirect=True)
def test_chinese_in_the_shapes_of_another_country_is_refused(engine: Engine) -> None:
    with pytest.raises(NoTaiwanFontError) as refused:
        engine.pdf(_html("other-shapes.zh-TW"), MADE_ON)
    assert (refused.value.characters, refused.value.fonts) == (("接", "直", "骨"), TAIWAN_FONTS)


# ---- Nothing from outside ------------------------------------------------------------------------------------------


def test_a_paper_that_asks_for_something_outside_is_refused_and_nobody_is_asked(engine: Engine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(PrintFailedError) as refused:
            engine.pdf(_html("asks-outside.en").replace("ADDRESS", address), MADE_ON)
        listener.settimeout(0.2)
        with pytest.raises(TimeoutError):
            listener.accept()
    assert f"http://{address}/picture.png" in refused.value.said


@pytest.mark.parametrize("engine", ["browser"], indirect=True)
def test_a_link_to_a_file_beside_the_paper_does_not_lead_to_our_temporary_folder(engine: Engine) -> None:
    with pytest.raises(PrintFailedError) as refused:
        engine.pdf(_html("relative-link.en"), MADE_ON)
    assert (refused.value.engine, refused.value.reason, refused.value.said) == ("browser", "outside", "file:")


# ---- When it goes wrong --------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that temporary folders are made in."""
    folder = tmp_path / "desk"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def waits(tmp_path: Path) -> Path:
    """A browser that says a word, starts a process (its id is in the file ``child``) and never ends."""
    return _program(tmp_path, f"echo 'I am lost' >&2; sleep 600 & echo $! > {tmp_path / 'child'}; wait")


def test_nothing_is_left_of_a_paper_that_was_made(engine: Engine, desk: Path) -> None:
    engine.pdf(_html("letter.en"), MADE_ON)
    assert list(desk.iterdir()) == []


def test_what_a_browser_said_before_it_failed_is_told(desk: Path, tmp_path: Path) -> None:
    browser = Browser(str(_program(tmp_path, "for n in 1 2 3 4 5 6; do echo line $n >&2; echo >&2; done; exit 3")))
    with pytest.raises(PrintFailedError) as failed:
        browser.pdf(_html("letter.en"), MADE_ON)
    assert (failed.value.reason, failed.value.said) == ("failed", "line 2\nline 3\nline 4\nline 5\nline 6")
    assert list(desk.iterdir()) == []


def test_a_program_that_cannot_be_started_is_a_failure(desk: Path, tmp_path: Path) -> None:
    with pytest.raises(PrintFailedError) as failed:
        Browser(str(tmp_path / "nothing")).pdf(_html("letter.en"), MADE_ON)
    assert failed.value.reason == "failed"
    assert list(desk.iterdir()) == []


def test_a_browser_that_does_not_end_is_ended_with_all_its_processes(desk: Path, tmp_path: Path, waits: Path) -> None:
    with pytest.raises(PrintFailedError) as failed:
        Browser(str(waits), seconds=1).pdf(_html("letter.en"), MADE_ON)
    assert (failed.value.reason, failed.value.said) == ("hung", "I am lost")
    assert list(desk.iterdir()) == []
    assert _ends(int((tmp_path / "child").read_text()))


def test_control_c_ends_the_browser_and_leaves_nothing(desk: Path, tmp_path: Path, waits: Path) -> None:
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        signal.setitimer(signal.ITIMER_REAL, 1)
        with pytest.raises(KeyboardInterrupt):
            Browser(str(waits)).pdf(_html("letter.en"), MADE_ON)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert list(desk.iterdir()) == []
    assert _ends(int((tmp_path / "child").read_text()))


# ---- Which engine --------------------------------------------------------------------------------------------------


def test_the_browser_that_the_environment_names_is_taken_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = _program(tmp_path, "exit 0")
    monkeypatch.setenv(VARIABLE, str(mine))
    assert find_engine("browser") == Browser(str(mine))
    monkeypatch.setenv(VARIABLE, str(tmp_path / "gone"))
    with pytest.raises(NoEngineError) as missing:
        find_engine("browser")
    assert (missing.value.asked, missing.value.looked_for) == ("browser", (str(tmp_path / "gone"),))


def test_a_browser_on_the_path_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chrome = _program(tmp_path, "exit 0").rename(tmp_path / "google-chrome")
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_engine("browser") == Browser(str(chrome))


@pytest.mark.parametrize(
    "broken",
    ["raise ImportError('No module named weasyprint')", "print('Advice'); raise OSError('cannot load libpango\\nx')"],
    ids=["is not installed", "finds no Pango"],
)
def test_where_weasyprint_does_not_load_a_browser_is_taken_and_nothing_printed(broken: str, tmp_path: Path) -> None:
    (tmp_path / "weasyprint.py").write_text(broken)
    mine = _program(tmp_path, "exit 0")
    code = "import sys; from generator.site.pdf import find_engine; print(find_engine(sys.argv[1]))"

    def tried(asked: str, browser: Path) -> tuple[str, str]:
        paths = os.pathsep.join([str(tmp_path), surroundings()["PYTHONPATH"]])
        around = surroundings(PYTHONPATH=paths, **{VARIABLE: str(browser)})
        ran = subprocess.run([sys.executable, "-B", "-c", code, asked], env=around, capture_output=True, text=True)
        return ran.stdout.strip(), (ran.stderr.splitlines() or [""])[-1]

    why = "No module named weasyprint" if "ImportError" in broken else "cannot load libpango"
    error = "generator.site.engine.NoEngineError"
    assert tried("auto", mine) == (f"Browser(program='{mine}', seconds=120)", "")
    assert tried("weasyprint", mine) == ("", f"{error}: weasyprint: WeasyPrint ({why})")
    assert tried("auto", tmp_path / "gone") == ("", f"{error}: auto: WeasyPrint ({why}), {tmp_path / 'gone'}")


def test_weasyprint_comes_before_a_browser() -> None:
    try:
        wanted = find_engine("weasyprint").name
    except NoEngineError as missing:
        _not_here(str(missing))
    assert find_engine("auto").name == wanted


# ---- Reading -------------------------------------------------------------------------------------------------------


def _html(name: str) -> str:
    return (CASES / f"{name}.html").read_text(encoding="utf-8")


def _not_here(what: str) -> Engine:
    """Skips; where everything has to be there, fails."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"missing: {what}")
    pytest.skip(f"missing: {what}")


def _tool(name: str) -> str:
    return shutil.which(name) or str(_not_here(name))


def _program(folder: Path, script: str) -> Path:
    """A program that takes a browser's place."""
    path = folder / "browser"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def _ends(process: int) -> bool:
    """Whether a process is gone, or is on its way: the kernel takes a moment."""
    for _ in range(50):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def _pdfinfo(paper: bytes, folder: Path) -> dict[str, str]:
    path = folder / "paper.pdf"
    path.write_bytes(paper)
    said = subprocess.run([_tool("pdfinfo"), path], capture_output=True, encoding="utf-8", check=True).stdout
    return {name: value.strip() for name, _, value in (line.partition(":") for line in said.splitlines())}


def _text(paper: bytes, folder: Path) -> list[str]:
    """The text of each page, without blanks."""
    path = folder / "paper.pdf"
    path.write_bytes(paper)
    said = subprocess.run([_tool("pdftotext"), path, "-"], capture_output=True, encoding="utf-8", check=True).stdout
    return ["".join(page.split()) for page in said.removesuffix("\f").split("\f")]


def _tags(tree: pypdf.generic.DictionaryObject) -> Iterator[str]:
    """The kinds of a tagged PDF's parts, in reading order."""
    if "/S" in tree:
        yield tree["/S"]
    below = tree.get("/K", [])
    below = below.get_object()
    for part in below if isinstance(below, list) else [below]:
        if isinstance(part.get_object(), dict):
            yield from _tags(part.get_object())
