"""A build from known parts gives what MkDocs makes of every page by itself, byte for byte."""

from __future__ import annotations

import json
import re
import shutil
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest
import yaml
from bench.customers import Inventor
from conftest import PARTNERS
from runbooks_command import MARKS, ROOT, Result, contents

from generator.cli.options import Words
from generator.load import packaged_labels
from generator.load.customers import load_customers
from generator.load.tree import Disk
from generator.site import MkDocs, Setup, press
from generator.text import LANGUAGES, hidden_character

HERE = Path(__file__).resolve().parent
CASES = HERE / "cases"
HOSTILE = [
    text
    for text in (
        *(case["text"] for case in json.loads((HERE / "hostile" / "md_hostile.json").read_text(encoding="utf-8"))[::6]),
        *(
            case["value"]
            for case in json.loads((HERE / "hostile" / "ics_values.json").read_text(encoding="utf-8"))[::6]
        ),
        *("zq7w0zq zx7inner zq8title zx6between", "1. one", "a\n\n# b\n- c\n\n    d", string.punctuation),
    )
    if not hidden_character(text, "\n\t")
]
"""Some of them: all of them go through the same parts in test_escape.py. Hidden characters are in nobody's file."""

REAL = ("chenyao", "yuanhe", "weigang")
INVENTED = 1

PAGES = ("index.html", "decisions.html", "runbook.html", "checklist.html", "letters.html", "runbook-customer.html")
SHARED = ("index.html", "404.html", "customers/index.html", "guidance/steps-consent.html", "sitemap.xml", "week.html")
TEXTS = (".md", ".html", ".js", ".css", ".xml", ".svg", ".ics", ".csv", ".txt")

SAID = Words(packaged_labels(), "en")
Here = Callable[..., Result]
"""A command in this process."""


@dataclass(frozen=True)
class Twice:
    """The same project built from known parts and by MkDocs alone: files by their paths below ``site/``."""

    parts: Mapping[str, bytes]
    plain: Mapping[str, bytes]

    def differing(self) -> list[str]:
        return [name for name in sorted({*self.parts, *self.plain}) if self.parts.get(name) != self.plain.get(name)]


def _built(root: Path, here: Here) -> Twice:
    for options in ((), ("--plain",)):
        result = here("build", "--project", root, "--out", root / f"out{len(options)}", *options)
        assert (result.returncode, result.stderr) == (0, "")
    parts, plain = (contents(root / name) for name in ("out0", "out1"))
    kept = {name for name in parts if name.startswith(".made/")}
    return Twice({name: content for name, content in parts.items() if name not in kept}, plain)


# ---- This repository's customers, hostile ones, invented ones ------------------------------------------------------


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, here: Here) -> Twice:
    """Customers of every kind, and hostile ones that have all the hostile strings among them."""
    root = tmp_path_factory.mktemp("many")
    shutil.copy(ROOT / "mkdocs.yml", root)
    folder = root / "customers"
    folder.mkdir()
    one_line = _taken_in_one_line(root)
    partners = (ROOT / "customers" / "_partners.yaml").read_text(encoding="utf-8")
    (folder / "_partners.yaml").write_text(partners + _hostile_partners(one_line), encoding="utf-8")
    for name in REAL:
        shutil.copy(ROOT / "customers" / f"{name}.yaml", folder)
    for number in range(1, 1 + INVENTED):
        _write(
            folder / f"c{number:05}.yaml", Inventor(number).customer() | {"tenant": {"domain": "t.md", "country": "MD"}}
        )
    for at, (texts, notes) in enumerate(_shared_out(one_line)):
        _write(folder / f"h{at}.yaml", _hostile(f"p{at}", texts, notes))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(press, "_LONG_TABLE", 0)  # the tables of so few customers are taken apart like those of thousands
        return _built(root, here)


def test_every_file_of_the_site_is_the_one_that_mkdocs_makes(many: Twice) -> None:
    assert many.differing() == []
    kinds = {re.sub("customers/[^/]+/", "customers/x/", name) for name in many.parts}
    assert {f"html/{language}/customers/x/{page}" for language in LANGUAGES for page in PAGES} <= kinds
    assert {f"html/{language}/{page}" for language in LANGUAGES for page in SHARED} <= kinds


def test_the_hostile_strings_are_on_those_pages(many: Twice) -> None:
    pages = b"".join(content for name, content in many.parts.items() if name.endswith("letters.md"))
    assert b"zq7w0zq zx7inner zq8title zx6between" in pages
    assert b"&#62;&#60;" in pages


def test_no_mark_of_ours_is_in_any_file(many: Twice) -> None:
    assert [
        name for name, content in many.parts.items() if name.endswith(TEXTS) and MARKS.search(content.decode())
    ] == []


# ---- A house's own templates, guidance, look and address ------------------------------------------------------------


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, here: Here) -> Twice:
    """A house with every kind of Markdown below our letters and checklists; its site has an address."""
    root = _small(tmp_path_factory.mktemp("house"))
    for folder in ("brand", "guidance"):
        shutil.copytree(CASES / "house" / folder, root / folder)
    configuration = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    address = "https://runbooks.example/csp/"
    (root / "mkdocs.yml").write_text(configuration.replace('RUNBOOKS_SITE_URL, ""', f'RUNBOOKS_SITE_URL, "{address}"'))
    (root / "templates").mkdir()
    for name, parts in (("letters", "parts"), ("checklist", "parts/whole")):
        template = (ROOT / "templates" / f"{name}.md.j2").read_text(encoding="utf-8")
        (root / "templates" / f"{name}.md.j2").write_text(f"{template}\n\n{_every_kind(parts)}", encoding="utf-8")
    return _built(root, here)


def test_what_a_houses_own_templates_say_is_what_mkdocs_makes_of_it(house: Twice) -> None:
    assert house.differing() == []
    checklist = house.parts["html/en/customers/qinghe/checklist.html"].decode()
    assert '<h2 id="what-nobody-inserted-anything-into">' in checklist
    assert "https://runbooks.example/csp/en/" in house.parts["html/en/sitemap.xml"].decode()


def _small(root: Path) -> Path:
    (root / "customers").mkdir()
    shutil.copy(ROOT / "mkdocs.yml", root)
    shutil.copy(ROOT / "customers" / "_partners.yaml", root / "customers")
    (root / "customers" / "qinghe.yaml").write_text(CUSTOMER, encoding="utf-8")
    return root


def _every_kind(folder: str) -> str:
    """Pieces of Markdown with a customer's values in them; not those that link to places which are not there."""
    paths = sorted((CASES / folder).glob("*.md"))
    text = "\n\n".join(
        path.read_text(encoding="utf-8") for path in paths if path.stem != "links with pages and anchors"
    )
    for place in ("text", "said"):
        text = text.replace(f"<<{place}>>", "{{ customer.name }}")
    for place in ("word", "more"):
        text = text.replace(f"<<{place}>>", "{{ customer.id }}")
    return text.replace("<<link>>", "../../glossary.md")


# ---- What is left to MkDocs -----------------------------------------------------------------------------------------

HOOK = "def on_page_content(html, **_):\n    return f'{html}<p>hooked</p>'\n"


def test_a_project_with_a_hook_of_its_own_is_built_by_mkdocs(tmp_path: Path, here: Here) -> None:
    root = _small(tmp_path)
    (root / "hook.py").write_text(HOOK, encoding="utf-8")
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as configuration:
        configuration.write("\nhooks: [hook.py]\n")
    result = here("build", "--project", root)
    assert (result.returncode, result.stderr) == (0, "")
    page = (root / "site" / "html" / "en" / "customers" / "qinghe" / "index.html").read_text(encoding="utf-8")
    assert "<p>hooked</p>" in page
    refused = here("build", "--project", root, "--shard", "1/2", "--out", root / "part")
    assert (refused.returncode, refused.stderr.splitlines()[-1]) == (2, f"Error: {SAID('shard-not-plain')}")


@pytest.mark.parametrize(
    ("old", "new", "bare"),
    [
        ("plugins:", "plugins:", True),
        ("search: {enabled: false}", "search: {enabled: true}", False),
        ("  - def_list\n", "  - def_list\n  - footnotes\n", False),
        ("extra:\n", "hooks: [hook.py]\nextra:\n", False),
        ("      toc_depth: 2-3", "      toc_depth: 2-4", True),
        ("      toc_depth: 2-3", "      toc_depth: 1-3", False),
        ("      toc_depth: 2-3", "      toc_depth: 2-3\n      baselevel: 2", False),
        ("use_directory_urls: false", "use_directory_urls: true", False),
        ("extra:\n", "repo_url: https://git.example/a/b\nextra:\n", False),
        ("extra:\n", "exclude_docs: /customers/*/letters.md\nextra:\n", False),
    ],
)
def test_only_what_is_known_here_is_taken_apart(old: str, new: str, bare: bool, tmp_path: Path) -> None:
    (tmp_path / "hook.py").write_text(HOOK, encoding="utf-8")
    configuration = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert configuration.count(old) == 1
    (tmp_path / "mkdocs.yml").write_text(configuration.replace(old, new), encoding="utf-8")
    names = dict.fromkeys(LANGUAGES, "Runbooks")
    assert MkDocs(Setup(tmp_path, ROOT / "templates" / "theme", names, "", names), "en").is_bare == bare


# ---- Customers' files ------------------------------------------------------------------------------------------------


class _Dumper(yaml.SafeDumper):
    """Writes a value again wherever it stands: customers' files have no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _write(path: Path, values: object) -> None:
    path.write_text(yaml.dump(values, Dumper=_Dumper, allow_unicode=True), encoding="utf-8")


def _taken_in_one_line(root: Path) -> list[str]:
    """The hostile strings that may be a name; the loader refuses the others there."""
    folder = root / "customers"
    (folder / "_partners.yaml").write_text(PARTNERS, encoding="utf-8")
    _write(folder / "probe.yaml", _hostile("yunling", HOSTILE, []))
    *_, problems = load_customers(Disk(root))
    refused = {int(found[1]) for problem in problems if (found := re.search(r"s(\d+)\b.* › name", problem.where.trail))}
    (folder / "probe.yaml").unlink()
    assert len(refused) == len({problem.where.trail for problem in problems}), problems
    return [text for at, text in enumerate(HOSTILE) if at not in refused]


def _shared_out(one_line: Iterable[str]) -> list[tuple[list[str], list[str]]]:
    """For each hostile customer what things are called, and what its notes say."""
    names, lines = iter(one_line), iter([text for text in HOSTILE if text not in one_line])
    shared = []
    while texts := [*islice(names, 12)]:
        shared.append((texts, [*islice(lines, 6)]))
    assert next(lines, None) is None
    return shared


def _hostile_partners(one_line: Iterable[str]) -> str:
    partners = {f"p{at}": {"name": texts[-1], "country": "TW"} for at, (texts, _) in enumerate(_shared_out(one_line))}
    return "".join(f"  {line}\n" for line in yaml.safe_dump(partners, allow_unicode=True).splitlines())


def _hostile(partner: str, texts: list[str], notes: list[str]) -> dict[str, object]:
    """A customer that is called by the first of the texts, and its sellers by all of them."""
    found = yaml.safe_load(CUSTOMER)
    bought = {"channel": "csp", "from": "s0", "commerce": "legacy"}
    found["customer"]["name"] = texts[0] if len(texts) < len(HOSTILE) else "probe"
    del found["licences"]  # its on: is True to PyYAML
    found["contacts"][0]["name"] = found["customer"]["name"]
    found["sellers"] = {f"s{at}": {"model": "direct", "name": text} for at, text in enumerate(texts)}
    found["subscriptions"] = [
        {**found["subscriptions"][0], "id": f"e{at}", "bought": {**bought, "from": f"s{at}"}}
        for at in range(len(texts))
    ]
    return {**found, "partner": partner, "notes": "\n".join([*notes, *texts[:2]]) or "–"}


CUSTOMER = (CASES / "pages" / "one subscription of another partner ends in February.yaml").read_text(encoding="utf-8")
