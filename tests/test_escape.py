"""Nothing in a customer's file becomes markup: hostile strings through the loader, the templates and real MkDocs."""

from __future__ import annotations

import html
import json
import re
import shutil
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from built_html import LOADED, Event, page_events
from conftest import PARTNERS
from markupsafe import Markup
from runbooks_command import runbooks
from site_scripts import called, search_entries

from generator.load.customers import load_customers
from generator.load.tree import Disk
from generator.text import LANGUAGES, Text, Token, css_string, front_matter, hidden_character, terminal, unmarked

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
HOSTILE: dict[str, str] = {
    case["id"]: case["text"] for case in json.loads((HERE / "hostile" / "md_hostile.json").read_text(encoding="utf-8"))
} | {"every-mark": string.punctuation}

FIELDS = ("customer", "contact", "notes", "seller", "partner")
PAGES = ("index", "runbook", "checklist", "letters")

CHINESE = re.compile("[\u2e80-\u9fff\U00010000-\U0010ffff]")
HARMLESS = {False: "Harmless", True: "無害"}
"""What stands in the place of a hostile string, without and with Chinese: Chinese is marked in an English page."""

NOTES = {False: "Innocent", True: "無辜"}
FINGERPRINT = re.compile(r"[0-9a-f]{4}((?:-|\\2d )[0-9a-f]{4}){3}")


# ---- The escape itself ---------------------------------------------------------------------------------------------


def _escaped(text: Text) -> str:
    """As it is written: marks around it go before."""
    return unmarked(Markup.escape(text))


@pytest.mark.parametrize("mark", string.punctuation)
def test_every_ascii_mark_is_printed_as_a_character_reference(mark: str) -> None:
    reference = f"&#{ord(mark)};"
    assert _escaped(Text(mark)) == reference
    assert _escaped(Text(f"a{mark}b")) == f"a{reference}b"
    assert html.unescape(reference) == mark


def test_letters_digits_chinese_and_blanks_inside_are_printed_as_they_are() -> None:
    plain = string.ascii_letters + string.digits + " 晨曜精密（股）𠮷 ﬁ Türkiye"
    assert _escaped(Text(plain)) == plain


def test_a_reader_gets_back_what_was_written() -> None:
    for written in HOSTILE.values():
        lines = str(_escaped(Text(written))).split("<br>")
        assert [html.unescape(line).strip() for line in lines] == [
            line.replace("\t", " ").strip() for line in written.strip("\n").split("\n")
        ]


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        (" a", "&#32;a"),
        ("a  ", "a&#32;&#32;"),
        ("a\tb", "a b"),
        ("a\n\n    b\n", "a<br><br>&#32;&#32;&#32;&#32;b"),
        ("a\n\tb", "a<br>&#32;b"),
        (" \n ", "<br>"),
    ],
    ids=repr,
)
def test_blanks_that_markdown_would_read_are_references_and_line_breaks_are_breaks(written: str, printed: str) -> None:
    assert _escaped(Text(written)) == printed


def test_a_title_is_escaped_for_html_and_then_for_yaml() -> None:
    assert front_matter('R&D "<b>" \\ 𠮷') == '"R&amp;D &quot;&lt;b&gt;&quot; \\\\ 𠮷"'


def test_a_string_of_css_holds_only_letters_digits_blanks_and_escapes() -> None:
    made = css_string('A b"\\\n</style>晨')
    assert made == '"A b\\22 \\5c \\a \\3c \\2f style\\3e 晨"'
    assert _from_css(made) == '"A b"\\\n</style>晨"'


@pytest.mark.parametrize(
    "value", ["", " a", "a ", "<b>", "a|b", "a`b", "*a*", "[a]", "&amp;", "a\nb", "_a_", "a  b", "晨"]
)
def test_a_token_holds_nothing_that_would_need_an_escape(value: str) -> None:
    with pytest.raises(ValueError, match="not harmless"):
        Token(value)


def test_every_character_that_is_hidden_is_a_question_mark_on_a_terminal_and_no_other_is() -> None:
    marks = [chr(code) for code in (*range(0x20000), *range(0xE0000, 0xE0200), 0x10FFFF)]
    assert [mark for mark in marks if terminal(mark) != ("?" if hidden_character(mark) else mark)] == []
    assert terminal("晨\u3164曜 \u202e") == "晨?曜 ?"


# ---- Hostile customers, built for real -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Built:
    """A site of hostile customers. ``refused``: the fields that the loader does not take, by customer; ``twin``: the
    harmless customer that each of them is compared with; ``names``: what each customer is called."""

    html: Path
    refused: Mapping[str, frozenset[str]]
    twin: Mapping[str, str]
    names: Mapping[str, str]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Every hostile string in every field that takes it, with a harmless customer to compare to; built in one run."""
    root = tmp_path_factory.mktemp("hostile")
    refused = _refused(root, {_id(case): dict.fromkeys(FIELDS, text) for case, text in HOSTILE.items()})
    customers = {"twin": _harmless(chinese=False), "twin-chinese": _harmless(chinese=True)}
    twin = {}
    for case, text in HOSTILE.items():
        customer, chinese = _id(case), bool(CHINESE.search(text))
        taken = {field: text for field in FIELDS if field not in refused[customer]}
        if taken:
            customers[customer] = _harmless(chinese) | taken
            twin[customer] = "twin-chinese" if chinese else "twin"
    shutil.rmtree(root / "customers")
    _write(root, customers)
    (root / "mkdocs.yml").write_bytes((ROOT / "mkdocs.yml").read_bytes())
    result = runbooks("build", cwd=root)
    assert (result.returncode, result.stderr) == (0, "")
    names = {customer: fields["customer"] for customer, fields in customers.items()}
    return Built(root / "site" / "html", refused, twin, names)


def test_what_the_loader_refuses_is_what_cannot_be_read_in_one_line(
    hostile: Built, golden: Callable[[Path, str], None]
) -> None:
    rows = [
        f"{case}: {', '.join(field for field in FIELDS if field in hostile.refused[_id(case)])} – {text!a}\n"
        for case, text in HOSTILE.items()
        if hostile.refused[_id(case)]
    ]
    golden(HERE / "cases" / "messages" / "hostile strings that the loader refuses.txt", "".join(rows))


def test_most_hostile_strings_come_through_in_every_field(hostile: Built) -> None:
    assert sum(not fields for fields in hostile.refused.values()) > 90


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_hostile_customers_page_is_a_harmless_one_with_other_words(page: str, language: str, hostile: Built) -> None:
    """Byte for byte outside of the words; in their places stands nothing but the hostile string as text."""
    changed, found = {}, 0
    for case, text in HOSTILE.items():
        customer = _id(case)
        if customer not in hostile.twin:
            continue
        written = _page(hostile, language, customer, page)
        harmless = _page(hostile, language, hostile.twin[customer], page)
        places = _places(written, re.split("|".join(_words_replaced(hostile, customer)), harmless))
        if places is None:
            changed[case] = _first_difference(written, harmless)
        elif wrong := {place for place in places if not _says(place, text)}:
            changed[case] = str(wrong)
        found += len(places or ())
    assert changed == {}
    assert found > len(hostile.twin)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["customers/index.html", "index.html", "guidance/applied.html"])
def test_a_link_to_a_hostile_customer_reads_as_its_name(page: str, language: str, hostile: Built) -> None:
    """And holds nothing but it: no tag that a harmless name would not have."""
    links = list(_links_to_customers(hostile.html / language / page))
    for customer, inside in links:
        marked = language == "en" and CHINESE.search(hostile.names[customer])
        tags = [Event("start", "span", (("lang", "zh-TW"),))] if marked else []
        ends = [Event("end", "span")] if marked else []
        assert inside == [*tags, Event("text", _blanks(hostile.names[customer])), *ends]
    assert len(links) >= 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_hostile_customers_runs_or_loads_anything_of_theirs(
    language: str, hostile: Built, built: Path
) -> None:
    harmless = page_events(built / "site" / "html" / language / "index.html")
    scripts = {_shape(event) for event in harmless if event.value == "script"}
    found = [
        f"{path.relative_to(hostile.html)}: {event}"
        for path in sorted((hostile.html / language).rglob("*.html"))
        if not path.parent.name.startswith("h-")  # those are harmless ones with other words
        for event in page_events(path)
        if event.kind == "start" and _dangerous(event, scripts)
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_scripts_read_is_plain_text_that_cannot_leave_its_quotes(language: str, hostile: Built) -> None:
    """The scripts put it into pages as text; here it is shown that it is JSON, and names come through as they stand."""
    weeks = sorted((hostile.html / "due" / language).glob("*.js"))
    dues = [called(path.read_text(encoding="utf-8"), "cspDueWeek") for path in weeks]
    for names in (
        {title for _, _, title, _ in search_entries(hostile.html, language)},
        {name for due in dues for _, name, *_ in due["customers"]},
    ):
        assert {
            name for name in hostile.names.values() if _blanks(name) not in {_blanks(one) for one in names}
        } == set()
    for path in (hostile.html / "search" / f"{language}.js", *weeks):
        script = path.read_text(encoding="utf-8")
        assert script.splitlines() == script.split("\n")[:-1]  # U+2028 would be a line of its own


@pytest.mark.parametrize("place", ["<b>", '"', "&#60;b&#62;<i>", "a", "&lt;", "&#60;b", "&amp;#60;b&#62;", "\\3c b"])
def test_the_comparison_sees_markup_and_other_words(place: str) -> None:
    assert not _says(place, "<b>")
    assert _says("&#60;b&#62;", "<b>")
    assert _places(f"x{place}y{place}z", ["x", "y", "z"]) == [place, place]
    assert _places("xayz", ["x", "y", "other z"]) is None


# ---- Customers' files ----------------------------------------------------------------------------------------------

CUSTOMER = """\
planned_on: 2026-11-22
customer:
  name: {customer}
tenant:
  domain: example.onmicrosoft.com
  country: TW
partner: {key}
contacts:
  - {{role: global-admin, reachable: yes, name: {contact}}}
sellers:
  former:
    model: direct
    name: {seller}
licences:
  - {{offer: ENTERPRISEPACK, assigned: 48}}
subscriptions:
  - id: e3
    offer: ENTERPRISEPACK
    seats: 50
    bought: {{channel: csp, from: former, commerce: legacy}}
    ends_on: 2027-02-26
    at_end: renew
notes: {notes}
"""


def _id(case: str) -> str:
    return f"h-{case}"


def _harmless(chinese: bool) -> dict[str, str]:
    return dict.fromkeys(FIELDS, HARMLESS[chinese]) | {"notes": NOTES[chinese]}


def _write(root: Path, customers: Mapping[str, Mapping[str, str]]) -> None:
    """A project with these customers, each with a partner of its own; a string is written with YAML's own escapes."""
    folder = root / "customers"
    folder.mkdir(exist_ok=True)
    partners = [PARTNERS]
    for customer, fields in customers.items():
        quoted = {field: _quoted(text) for field, text in fields.items()}
        (folder / f"{customer}.yaml").write_text(CUSTOMER.format(key=customer, **quoted), encoding="utf-8")
        partners.append(f"  {customer}:\n    country: TW\n    name: {quoted['partner']}\n")
    (folder / "_partners.yaml").write_text("".join(partners), encoding="utf-8")


def _quoted(text: str) -> str:
    return "".join(mark if mark > "\uffff" else json.dumps(mark)[1:-1] for mark in text).join('""')


def _refused(root: Path, customers: Mapping[str, Mapping[str, str]]) -> dict[str, frozenset[str]]:
    """The fields that the loader refuses, by customer; each Problem names its field."""
    _write(root, customers)
    places = _problems(root)
    refused = {customer: set[str]() for customer in customers}
    for file, trail in places:
        if file.endswith("_partners.yaml"):
            customer, field = trail.split(" › ")[1], "partner"
        else:
            customer = Path(file).stem
            field = next(name for name in ("customer", "contact", "notes", "seller") if trail.startswith(name))
        refused[customer].add(field)
    return {customer: frozenset(fields) for customer, fields in refused.items()}


def _problems(root: Path) -> list[tuple[str, str]]:
    *_, problems = load_customers(Disk(root))
    return [(problem.where.file, problem.where.trail) for problem in problems]


# ---- Comparing pages -----------------------------------------------------------------------------------------------


def _page(hostile: Built, language: str, customer: str, page: str) -> str:
    """A page without what differs between any two customers: id, fingerprint, hashes of steps."""
    written = (hostile.html / language / "customers" / customer / f"{page}.html").read_text(encoding="utf-8")
    written = written.replace(f"/{customer}/", "/ID/").replace(f"runbooks done {customer} ", "runbooks done ID ")
    written = FINGERPRINT.sub("FINGERPRINT", written)
    written = re.sub(r"<code>[0-9a-f]{4}</code>", "<code>HASH</code>", written)
    return re.sub(r'(data-check="[^"]*/)[0-9a-f]{4}"', r'\1HASH"', written)


def _words_replaced(hostile: Built, customer: str) -> list[str]:
    """What stands in the twin where the hostile string stands in this customer's pages."""
    chinese, refused = hostile.twin[customer] == "twin-chinese", hostile.refused[customer]
    return [NOTES[chinese], *([] if "customer" in refused else [HARMLESS[chinese]])]


def _places(written: str, between: Sequence[str]) -> list[str] | None:
    """What stands in a page between the given parts; None where these do not follow each other in it."""
    places, at = [], 0
    for part in between:
        found = written.find(part, at) if part != between[-1] else len(written) - len(part)
        if found < at or not written.startswith(part, found):
            return None
        places.append(written[at:found])
        at = found + len(part)
    return places[1:] if at == len(written) and not places[0] else None


def _first_difference(written: str, harmless: str) -> str:
    rows = zip(written.splitlines(), harmless.splitlines(), strict=False)
    return next((f"{ours[:200]!r} for {theirs[:200]!r}" for ours, theirs in rows if ours != theirs), "length")


def _says(place: str, text: str) -> bool:
    """Whether a place in HTML, in an attribute or in a string of CSS says this text, and does nothing else."""
    if re.search(r'[<>"]', place.replace("<br>", "")):
        return False
    return _blanks(text) in (_blanks(html.unescape(place.replace("<br>", "\n"))), _blanks(_from_css(place)))


def _blanks(text: str) -> str:
    """Blanks as a reader sees them."""
    return re.sub("[ \t\r\n\f\xa0]+", " ", text).strip(" ")


def _from_css(text: str) -> str:
    return re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), text)


def _links_to_customers(path: Path) -> Iterator[tuple[str, list[Event]]]:
    """Each link to a customer whose text is a name: the customer, and what stands between the link's ends."""
    events = page_events(path)
    in_table = path.name == "index.html"  # its second link is the next step, in our own words
    for start, event in enumerate(events):
        if in_table and "runbook.html" in (event.attribute("href") or ""):
            continue
        leads = re.search(r"(?:^|/)((?:h|twin)(?:-[a-z0-9-]+)?)/(?:index|runbook)\.html", event.attribute("href") or "")
        if event.kind == "start" and event.value == "a" and leads:
            end = next(at for at in range(start, len(events)) if events[at] == Event("end", "a"))
            inside = [Event(one.kind, _blanks(one.value), one.attributes) for one in events[start + 1 : end]]
            yield leads[1], inside


def _shape(event: Event) -> tuple[tuple[str, str | None], ...]:
    """A script's attributes, wherever the page lies."""
    return tuple((name, value and re.sub(r"^(\.\./|\./|/)+", "", value)) for name, value in event.attributes)


def _dangerous(event: Event, scripts: set[tuple[tuple[str, str | None], ...]]) -> bool:
    if event.value == "script" and _shape(event) not in scripts:
        return True
    if event.value in ("iframe", "object", "embed", "video", "base", "applet", "svg:use"):
        return True
    if any(name.startswith("on") or (name == "style" and "url" in (value or "")) for name, value in event.attributes):
        return True
    addresses = [event.attribute(name) or "" for name in {"href", "action", "srcset", *LOADED.values()}]
    return any(re.match(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", address, re.IGNORECASE) for address in addresses)
