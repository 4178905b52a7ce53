"""The preview: the real server, real files and a real browser; what it shows is what a build would make."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from built_html import events_of
from preview_server import asked, serving, soon
from runbooks_command import contents, runbooks

from generator.cli.options import Words
from generator.load import Rereading, Watch, load_project, packaged_labels
from generator.model import Customer
from generator.plan import Plan, make_plan
from generator.render import ErrorPage, Pages, SinglePages, single
from generator.site import Fittings, Preview, listen
from generator.text import LANGUAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CASES = HERE / "cases" / "pages"
ACME = (CASES / "one subscription of another partner ends in February.yaml").read_text(encoding="utf-8")
BLOCKED = (CASES / "a tenant in Hong Kong cannot move to a partner in Taiwan.yaml").read_text(encoding="utf-8")
BROKEN = ACME.replace("seats: 50", "seats: many")
LABELS = packaged_labels()
SAID = Words(LABELS, "en")
HOME, OVERVIEW = "/en/index.html", "/en/customers/acme/index.html"
SCRIPT = re.compile(rb'<script src="/_preview/preview\.js"[^>]*></script>')


def says(label: str, language: str) -> str:
    words: str = LABELS["preview"][label][language]
    return words


@dataclass
class Site:
    """A project with two customers that is served, and what the terminal has said so far."""

    root: Path
    address: str
    terminal: list[str]

    def get(self, target: str) -> tuple[int, str]:
        status, _, body = asked(self.address, target)
        return status, body.decode(errors="replace")

    def write(self, name: str, text: str) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text, encoding="utf-8", newline="\n")

    def shows(self, target: str, text: str, status: int = 200) -> str:
        """The page as soon as it says so; marks of customers' files stand in it as references."""

        def found() -> str | None:
            now, page = self.get(target)
            return page if now == status and text in page else None

        page: str = soon(found)
        return page


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = tmp_path_factory.mktemp("served")
    shutil.copy(ROOT / "mkdocs.yml", root)
    (root / "customers").mkdir()
    shutil.copy(ROOT / "customers" / "_partners.yaml", root / "customers")
    for name, text in {"acme": ACME, "hong-kong": BLOCKED}.items():
        (root / "customers" / f"{name}.yaml").write_text(text, encoding="utf-8")
    with serving(root) as (process, address):
        site = Site(root, address, [])
        assert process.stderr is not None
        Thread(target=lambda: site.terminal.extend(process.stderr or ()), daemon=True).start()
        yield site


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    """The same server for every test; the files are as they were, and so is the site, when the next one begins."""
    before = contents(served.root)
    served.terminal.clear()
    yield served
    for name in contents(served.root).keys() - before.keys():
        (served.root / name).unlink()
    for folder in ("templates", "guidance"):
        shutil.rmtree(served.root / folder, ignore_errors=True)
    for name, content in before.items():
        if (served.root / name).read_bytes() != content:
            (served.root / name).write_bytes(content)
    served.write("customers/README.md", "")  # one more change, so that what was put back has been read, too
    (served.root / "customers" / "README.md").unlink()
    soon(lambda: "MARK" not in (page := served.get(OVERVIEW))[1] and page[0] == 200)


# ---- The same as a build -------------------------------------------------------------------------------------------


def test_every_file_of_the_built_site_is_served_byte_for_byte_but_for_the_script(site: Site, tmp_path: Path) -> None:
    result = runbooks("build", "--out", tmp_path, cwd=site.root)
    assert (result.returncode, result.stderr) == (0, "")
    html = tmp_path / "html"
    languages = [path for language in LANGUAGES for path in (html / language).rglob("*")]
    beside = [path for path in html.rglob("*") if path not in languages and path.parent != html]
    made = {
        path.relative_to(html).as_posix(): path.read_bytes()
        for path in (*languages, *beside)
        if path.is_file() and "sitemap.xml" not in path.name
    }
    answers = {name: asked(site.address, f"/{name}") for name in made}
    assert {name for name, (status, *_) in answers.items() if status != 200} == set()
    assert {name for name, (*_, body) in answers.items() if SCRIPT.sub(b"", body) != made[name]} == set()
    pages = {name: body for name, (*_, body) in answers.items() if name.endswith(".html")}
    assert {name for name, body in pages.items() if len(SCRIPT.findall(body)) != 1} == set()


# ---- A change ------------------------------------------------------------------------------------------------------


def test_a_changed_customer_shows_in_both_languages_and_on_the_pages_about_all(site: Site) -> None:
    site.write("customers/acme.yaml", ACME.replace("Qinghe Farm Produce", "MARK Farm").replace("晴禾", "MARK "))
    for language in LANGUAGES:
        site.shows(f"/{language}/customers/acme/runbook.html", "MARK")
        site.shows(f"/{language}/customers/index.html", "MARK")
        site.shows(f"/search/{language}.js", "MARK")


def test_a_new_customer_has_pages_and_one_that_is_gone_has_none(site: Site) -> None:
    site.write("customers/newcomer.yaml", ACME)
    site.shows("/en/customers/newcomer/checklist.html", "</html>")
    site.shows("/papers/newcomer/calendar.en.ics", "BEGIN:VCALENDAR")
    (site.root / "customers" / "newcomer.yaml").unlink()
    site.shows("/en/customers/newcomer/checklist.html", "404", status=404)
    assert site.get("/papers/newcomer/calendar.en.ics")[0] == 404


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("templates/home.md.j2", HOME),
        ("templates/_macros.j2", HOME),
        ("templates/runbook.md.j2", "/zh-TW/customers/acme/runbook.html"),
        ("templates/handoff.html.j2", "/papers/acme/handoff.both.html"),
    ],
)
def test_a_template_of_the_projects_own_shows_as_soon_as_it_is_there(site: Site, name: str, target: str) -> None:
    original = (ROOT / name).read_text(encoding="utf-8")
    if name.endswith("_macros.j2"):
        site.write("templates/home.md.j2", (ROOT / "templates/home.md.j2").read_text(encoding="utf-8") + "\nMARK 1\n")
        site.shows(target, "MARK 1")
        assert "MARK 2" not in site.get(target)[1]
        site.write("templates/home.md.j2", (ROOT / "templates/home.md.j2").read_text(encoding="utf-8") + "\nMARK 2\n")
        site.shows(target, "MARK 2")
        return
    marked = original.replace("</body>", "<p>MARK</p></body>") if name.endswith(".html.j2") else f"{original}\nMARK\n"
    site.write(name, marked)
    site.shows(target, "MARK")


def test_changed_guidance_and_labels_show_and_a_translation_may_wait_until_it_is_looked_at(site: Site) -> None:
    steps = (ROOT / "generator" / "guidance" / "steps.yaml").read_text(encoding="utf-8")
    assert "      en: Prepare\n" in steps
    site.write("guidance/steps.yaml", steps.replace("      en: Prepare\n", "      en: MARK prepare\n"))
    site.shows("/en/customers/acme/runbook.html", "MARK prepare")
    waits = soon(lambda: [line for line in site.terminal if line == SAID("waiting", count=1) + "\n"])
    assert len(waits) == 1
    assert site.terminal[0].startswith("guidance/steps.yaml:")
    labels = (ROOT / "templates" / "labels.yaml").read_text(encoding="utf-8")
    site.write("templates/labels.yaml", labels.replace('zh-TW: "須注意"', 'zh-TW: "MARK 注意"'))
    site.shows("/zh-TW/customers/acme/index.html", "MARK 注意")


def test_the_theme_and_mkdocs_yml_are_followed_too(site: Site) -> None:
    shutil.copytree(ROOT / "templates" / "theme", site.root / "templates" / "theme")
    theme = (ROOT / "templates" / "theme" / "main.html").read_text(encoding="utf-8")
    site.write("templates/theme/main.html", theme.replace("{% block footer %}", "{% block footer %}MARK foot"))
    site.write("templates/theme/assets/new.css", "/* MARK */")
    site.shows(OVERVIEW, "MARK foot")
    site.shows("/en/assets/new.css", "MARK")
    configuration = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write("mkdocs.yml", configuration.replace("name: 繁體中文", "name: MARK 中文"))
    site.shows(OVERVIEW, "MARK 中文")


def test_a_changed_customer_does_not_plan_the_other_one_again(
    project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, planned = project({"acme": ACME, "hong-kong": BLOCKED}), []

    def counted(customer: Customer, *rest: Any) -> Plan:
        planned.append(customer.id)
        return make_plan(customer, *rest)

    monkeypatch.setattr(single, "make_plan", counted)
    rereading = Rereading(root)
    loaded, _ = rereading.project()
    pages = Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates)
    before = SinglePages(pages, loaded.customers)
    assert before.text("en/customers/index.md")
    (root / "customers" / "acme.yaml").write_text(ACME.replace("Qinghe", "Renamed"), encoding="utf-8")
    again, _ = rereading.project()
    assert again.guidance is loaded.guidance
    after = SinglePages(pages, again.customers, before)
    assert "Renamed" in (after.text("en/customers/index.md") or "")
    assert planned == ["acme", "hong-kong", "acme"]
    whole = load_project(root)
    assert [one for one in again.customers if one not in whole.customers] == []


# ---- A broken file -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broken_customer_is_told_in_the_language_of_the_page_beside_the_last_good_site(
    site: Site, language: str
) -> None:
    target = f"/{language}/customers/acme/index.html"
    _, good = site.get(target)
    other = f"/{language}/customers/hong-kong/checklist.html"  # nobody has asked for it before
    site.write("customers/acme.yaml", BROKEN)
    page = site.shows(target, says("title", language), status=503)
    assert "customers/acme.yaml:16" in _text_of(page)
    assert "subscriptions[1] (e3) › seats" in _text_of(page)
    assert f'<html lang="{language}">' in page
    links = [event.attribute("href") for event in events_of(page) if event.value == "a" and event.kind == "start"]
    assert links == [f"/_preview/last-good{target}"]
    assert _bare(site.get(links[0])[1]) == _bare(good)
    assert site.get(f"/_preview/last-good{other}")[0] == 200
    assert site.get("/_preview/last-good/en/nothing.html")[0] == 404
    assert asked(site.address, "/_preview/last-good/")[1]["Location"] == "/_preview/last-good/zh-TW/index.html"
    site.write("customers/acme.yaml", ACME)
    assert _bare(site.shows(target, "</html>")) == _bare(good)
    assert asked(site.address, links[0] or "")[1]["Location"] == target


def test_the_terminal_says_each_problem_once_and_when_all_is_in_order_again(site: Site) -> None:
    site.write("customers/acme.yaml", BROKEN)
    for _ in range(2):
        site.shows(OVERVIEW, "customers", status=503)
    site.write("customers/acme.yaml", ACME)
    soon(lambda: SAID("mended") + "\n" in site.terminal)
    assert [line for line in site.terminal if line.startswith("customers/acme.yaml:16: ")] == site.terminal[:1]
    assert site.terminal[-1] == SAID("mended") + "\n"


@pytest.mark.parametrize(
    ("name", "change", "place"),
    [
        ("templates/home.md.j2", lambda text: text + "\n{% if %}", "templates/home.md.j2:"),
        ("templates/home.md.j2", lambda text: text + "{{ t.home.nothing }}", "templates/home.md.j2:"),
        ("templates/home.md.j2", lambda text: text + "{% for x in total %}{% endfor %}", "templates/home.md.j2:"),
        ("templates/labels.yaml", lambda text: text.replace("home:\n", "home:\n  x: {en: y}\n"), "labels.yaml:"),
        ("mkdocs.yml", lambda text: text + "\nnav: [", "mkdocs.yml:"),
        ("mkdocs.yml", lambda text: text.replace("name: material", "name: nothing"), "nothing"),
        ("mkdocs.yml", lambda text: text.replace("  - week.md", "  - weak.md"), "weak.md"),
        ("templates/theme/main.html", lambda text: text + "{% nothing %}", "templates/theme/main.html:"),
        ("templates/theme/main.html", lambda text: text.replace("footer %}", "footer %}{{ a.b }}"), "main.html:"),
        ("templates/home.md.j2", lambda text: text + "\n[nowhere](nowhere.md)\n", "nowhere.md"),
        ("templates/home.md.j2", lambda text: text + "\n[nowhere](#nowhere)\n", "#nowhere"),
    ],
)  # fmt: skip
def test_whatever_is_broken_is_told_and_the_page_comes_back(
    site: Site, name: str, change: Callable[[str], str], place: str
) -> None:
    original = (ROOT / name).read_text(encoding="utf-8")
    site.get(HOME)
    if "theme" in name:
        shutil.copytree(ROOT / "templates" / "theme", site.root / "templates" / "theme")
    site.write(name, change(original))
    soon(lambda: (found := site.get(HOME))[0] == 503 and place in _text_of(found[1]))
    assert site.get(f"/_preview/last-good{HOME}")[0] == 200
    assert soon(lambda: [line for line in site.terminal if place in line])
    site.write(name, original)
    site.shows(HOME, "</html>")
    assert "Traceback" not in "".join(site.terminal)


def test_nothing_of_a_broken_file_becomes_markup(site: Site) -> None:
    site.write("customers/<img src=x onerror=alert(1)>.yaml", ACME)
    site.write("customers/acme.yaml", '"<script>alert(1)</script>": x\n' + ACME)
    page = site.shows(OVERVIEW, says("title", "en"), status=503)
    started = [event for event in events_of(page) if event.kind == "start"]
    assert [event for event in started if event.value == "img"] == []
    assert [event.attribute("src") for event in started if event.value == "script"] == ["/_preview/preview.js"]


@pytest.mark.parametrize("name", [".acme.yaml.swp", "acme.yaml~", "#acme.yaml#", "4913", "acme.yaml___jb_tmp___"])
def test_what_an_editor_keeps_beside_an_open_file_breaks_nothing(site: Site, name: str) -> None:
    site.write(f"customers/{name}", "half a line")
    site.write("customers/acme.yaml", ACME.replace("Qinghe Farm Produce", "MARK Farm"))
    site.shows(OVERVIEW, "MARK")
    assert site.terminal == []


def test_a_project_that_is_broken_at_the_start_appears_once_it_is_in_order(
    project: Callable[..., Path],
) -> None:
    root = project({"acme": BROKEN})
    shutil.copy(ROOT / "mkdocs.yml", root)
    with serving(root) as (_, address):
        status, _, body = asked(address, OVERVIEW)
        assert (status, b"last-good" in body) == (503, False)
        assert "customers/acme.yaml:16" in _text_of(body.decode())
        (root / "customers" / "acme.yaml").write_text(ACME, encoding="utf-8")
        soon(lambda: asked(address, OVERVIEW)[0] == 200)


def test_a_folder_that_is_no_project_is_not_served(tmp_path: Path) -> None:
    result = runbooks("serve", "--lang", "en", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("mkdocs.yml: ")


def test_a_mistake_of_the_program_is_said_on_the_page_and_keeps_its_traceback(
    site: Site, project: Callable[..., Path], capfd: pytest.CaptureFixture[str]
) -> None:
    class Faulty(Preview):
        def answer(self, target: str) -> None:  # type: ignore[override]
            raise RuntimeError("ours")

    error_page = ErrorPage((ROOT / "templates/preview/error.html.j2").read_text(encoding="utf-8"), LABELS)
    server = listen(Faulty(Fittings(error_page, "", LABELS["preview"]), lambda failure: None), 0)
    assert server.server_address[0] == "127.0.0.1"
    Thread(target=server.serve_forever, daemon=True).start()
    status, _, body = asked(f"http://127.0.0.1:{server.server_port}/", HOME)
    server.shutdown()
    server.server_close()
    assert (status, says("bug", "en") in body.decode()) == (500, True)
    assert "RuntimeError: ours" in capfd.readouterr().err


# ---- Addresses -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    [
        "/../mkdocs.yml",
        "/en/../../mkdocs.yml",
        "/en/%2e%2e/%2e%2e/mkdocs.yml",
        "/en/..%2f..%2fmkdocs.yml",
        "/en/..%5c..%5cmkdocs.yml",
        "/en/..\\..\\mkdocs.yml",
        "/en/assets/%2e%2e/main.html",
        "/en/main.html",
        "/en/partials/alternate.html",
        "/en/C:/Windows/win.ini",
        "/en//etc/passwd",
        "//etc/passwd",
        "/en/%00",
        "/en/index.html%00.css",
        "/en/customers%2findex.html",
        "/en/index.md",
        "/customers/acme.yaml",
        "/mkdocs.yml",
        "/fr/index.html",
        "/_preview/",
        "/_preview/last-good/../../mkdocs.yml",
        "/%ff",
        "/%",
    ],
)
def test_no_address_leads_out_of_the_site(site: Site, target: str) -> None:
    status, headers, body = asked(site.address, target)
    assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert b"404" in body
    assert b"docs_dir" not in body


def test_an_unknown_page_is_the_themes_404_in_its_language(site: Site) -> None:
    for language, words in {"zh-TW": "找不到這個頁面", "en": "This page does not exist"}.items():
        status, page = site.get(f"/{language}/customers/nobody/index.html")
        assert (status, words in page, len(SCRIPT.findall(page.encode()))) == (404, True, 1)


def test_folders_lead_to_their_index_and_the_root_to_chinese(site: Site) -> None:
    leads = {target: asked(site.address, target)[1].get("Location") for target in ("/", "/en", "/zh-TW/customers")}
    assert leads == {"/": "/zh-TW/index.html", "/en": "/en/", "/zh-TW/customers": "/zh-TW/customers/"}
    for folder in ("/en/", "/zh-TW/customers/"):
        assert site.get(folder) == site.get(f"{folder}index.html")


def test_head_answers_without_a_body_and_nothing_is_kept(site: Site) -> None:
    status, headers, body = asked(site.address, OVERVIEW, "HEAD")
    assert (status, body, headers["Cache-Control"]) == (200, b"", "no-store")
    assert int(headers["Content-Length"]) == len(asked(site.address, OVERVIEW)[2])
    assert asked(site.address, OVERVIEW, "POST")[0] == 501


def test_a_page_of_another_name_cannot_read_the_site_through_the_browser(site: Site) -> None:
    port = site.address.rstrip("/").rpartition(":")[2]
    hosts = {f"localhost:{port}": 200, f"127.0.0.1:{port}": 200, "evil.example": 403, f"evil.example:{port}": 403}
    assert {host: asked(site.address, HOME, Host=host)[0] for host in hosts} == hosts
    assert asked(site.address, "/_preview/changes", Host="evil.example")[0] == 403


def test_a_watch_waits_until_a_file_is_whole_and_sees_what_comes_and_goes(tmp_path: Path) -> None:
    watch = Watch([tmp_path / "there", tmp_path / "later.yml"])
    assert watch.changes() == frozenset()
    (tmp_path / "there" / "below").mkdir(parents=True)
    (tmp_path / "there" / "below" / "file").write_text("one", encoding="utf-8")
    (tmp_path / "later.yml").write_text("one", encoding="utf-8")
    assert watch.changes() == {tmp_path / "there" / "below" / "file", tmp_path / "later.yml"}
    assert watch.changes() == frozenset()
    (tmp_path / "later.yml").unlink()
    assert watch.changes() == {tmp_path / "later.yml"}


# ---- In a browser --------------------------------------------------------------------------------------------------


def test_an_open_page_follows_a_change_and_stays_where_it_was(site: Site, page: Page) -> None:
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{site.address}en/customers/acme/runbook.html#schedule")
    page.wait_for_function("document.readyState === 'complete'")
    page.evaluate("scrollTo(0, 700)")
    site.write("customers/acme.yaml", ACME.replace("Qinghe Farm", "MARKhe Farm"))
    page.wait_for_function("document.body?.textContent.includes('MARKhe')")
    page.wait_for_function("Math.abs(scrollY - 700) < 2")
    assert page.url.endswith("/runbook.html#schedule")
    assert problems == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_open_page_turns_into_what_is_wrong_and_comes_back_by_itself(site: Site, page: Page, language: str) -> None:
    address = f"{site.address}{language}/customers/acme/checklist.html"
    page.goto(address)
    heading = page.locator("h1").first.text_content()
    site.write("customers/acme.yaml", BROKEN)
    page.get_by_role("heading", name=says("title", language)).wait_for()
    assert page.url == address
    site.write("customers/acme.yaml", BROKEN.replace("seats: many", "seats: more"))
    page.wait_for_function("document.body?.textContent.includes('16')")
    site.write("customers/acme.yaml", ACME)
    page.wait_for_function("title => document.querySelector('h1')?.textContent === title", arg=heading)
    assert page.url == address


def test_the_last_good_site_says_that_it_is_old_and_gives_way_once_all_is_in_order(site: Site, page: Page) -> None:
    page.goto(f"{site.address}en/customers/acme/index.html")
    site.write("customers/acme.yaml", BROKEN)
    page.get_by_role("link", name=says("last-good", "en")).click()
    page.get_by_text(says("viewing", "en")).wait_for()
    page.goto(f"{site.address}_preview/last-good/en/customers/acme/runbook.html")
    page.get_by_text(says("viewing", "en")).wait_for()
    site.write("customers/acme.yaml", ACME)
    page.wait_for_url(f"{site.address}en/customers/acme/runbook.html")
    assert page.get_by_text(says("viewing", "en")).count() == 0


def _bare(page: str) -> bytes:
    return SCRIPT.sub(b"", page.encode())


def _text_of(page: str) -> str:
    return " ".join(event.value for event in events_of(page) if event.kind == "text")
