"""Builds every page with MkDocs and with Zensical, strictly, and says what differs: ``python tests/successor.py``.

Material for MkDocs reaches the end of its life on 2027-05-05; Zensical reads the same ``mkdocs.yml``. Its own strict
build looks at links between Markdown pages alone; what it leaves out is looked for here. Ends with 1 where
anything differs that ACCEPTED does not name, or where ACCEPTED names what no longer differs. Fetches nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from built_html import addresses, leads_nowhere
from page_parts import THEMES_OWN, Parts, page_parts
from runbooks_command import runbooks, surroundings
from search_in_browser import searched, started_browser

from generator.load import packaged_labels
from generator.site import Setup
from generator.text import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
OUTSIDE = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])\s*((?:[a-z][a-z0-9+.-]*:)?//[^\"')]*)", re.IGNORECASE)
SHOWN = 160
"""Characters of a difference that are printed."""
MOST = 50
"""Differences that are printed; one that goes through all pages brings hundreds."""


@dataclass(frozen=True)
class Difference:
    """One thing of a part that only one program has."""

    part: str
    only: str
    it: str

    def __str__(self) -> str:
        return f"{self.part}: only {self.only} has {self.it[:SHOWN]}"


@dataclass(frozen=True)
class Accepted:
    """A difference that is known; ``it`` is a pattern for the whole of what only one program has."""

    part: str
    only: str
    it: str
    reason: str

    def covers(self, found: Difference) -> bool:
        return (self.part, self.only) == (found.part, found.only) and re.fullmatch(self.it, found.it) is not None


ACCEPTED = (
    Accepted("files", "MkDocs", r"sitemap\.xml\.gz", "the sitemap once more, packed; nobody asks for it"),
    Accepted("files", "Zensical", r"search\.json", "the index of its own search; written although that is off"),
    Accepted("words around the article", "Zensical", "Navigation|導覽列", "the name of the button that opens the menu"),
    Accepted(
        "words around the article",
        "Zensical",
        "Skip to content|跳轉到",
        "for the keyboard, on pages without sections too",
    ),
    Accepted("words around the article", "MkDocs", "Table of contents", "Zensical's English for it is the next one"),
    Accepted("words around the article", "Zensical", "On this page", "Material's English for it is the one before"),
    Accepted(
        "words for scripts", "Zensical", r"clipboard\.error: .*", "said where copying fails; English in zh-TW too"
    ),
)


def differences(mkdocs: Parts, zensical: Parts) -> Iterator[Difference]:
    """What only one of two pages has, part by part; an order that differs is said where nothing else does."""
    for part in mkdocs:
        ours, theirs = mkdocs[part], zensical[part]
        if ours == theirs:
            continue
        lost, gained = Counter(ours) - Counter(theirs), Counter(theirs) - Counter(ours)
        yield from (Difference(part, "MkDocs", it) for it in lost)
        yield from (Difference(part, "Zensical", it) for it in gained)
        if not lost and not gained:
            first = next(one for one, other in zip(ours, theirs, strict=True) if one != other)
            yield Difference(part, "MkDocs", f"at this place: {first}")


def compare(mkdocs: Path, zensical: Path) -> Iterator[tuple[str, Difference]]:
    """Every difference of two built languages, behind the file that has it; the folders lie in sites of their own."""
    ours, theirs = _files(mkdocs), _files(zensical)
    for only, one, other in (("MkDocs", ours, theirs), ("Zensical", theirs, ours)):
        yield from ((name, Difference("files", only, name)) for name in one if name not in other)
    for name in (one for one in ours if one in theirs):
        if name.endswith(".html"):
            found = differences(page_parts(ours[name], mkdocs), page_parts(theirs[name], zensical))
            yield from ((name, difference) for difference in found)
        elif not name.endswith(".xml") and ours[name].read_bytes() != theirs[name].read_bytes():
            yield name, Difference("contents of files", "MkDocs", f"this {name}")
    yield from _astray(zensical)


def _files(language: Path) -> dict[str, Path]:
    """Name below the language's folder → file, without those that a theme brings."""
    names = {path.relative_to(language).as_posix(): path for path in sorted(language.rglob("*")) if path.is_file()}
    return {name: path for name, path in names.items() if not THEMES_OWN.match(name)}


def _astray(zensical: Path) -> Iterator[tuple[str, Difference]]:
    """Links that lead nowhere or to another host, and what a style calls from elsewhere."""
    for path in sorted(zensical.rglob("*.html")):
        for address in addresses(path) if path.name != "404.html" else ():
            if why := leads_nowhere(path, address, zensical.parent):
                yield path.relative_to(zensical).as_posix(), Difference("links", "Zensical", f"{address} ({why})")
    for path in sorted(zensical.rglob("*.css")):
        for address in OUTSIDE.findall(path.read_text(encoding="utf-8")):
            yield path.relative_to(zensical).as_posix(), Difference("links", "Zensical", f"{address} (outside)")


def build_with_mkdocs(project: Path) -> Path:
    """This repository's site, by the command that everybody uses."""
    shutil.copy(ROOT / "mkdocs.yml", project)
    shutil.copytree(ROOT / "customers", project / "customers")
    built = runbooks("build", cwd=project)
    if built.returncode:
        sys.exit(f"MkDocs does not build the pages:\n{built.stderr}")
    return project / "site" / "html"


def build_with_zensical(project: Path, beside: Path) -> Path:
    """The same pages by Zensical, and a copy of what stands ``beside`` the languages of the other site."""
    html = project / "zensical"
    shutil.copytree(beside, html, ignore=shutil.ignore_patterns(*LANGUAGES))
    with ThreadPoolExecutor() as pool:
        said = list(pool.map(lambda language: _zensical(project, html / language, language), LANGUAGES))
    if failed := [f"[{language}]\n{text}" for language, text in zip(LANGUAGES, said, strict=True) if text]:
        sys.exit("Zensical does not build the pages:\n" + "\n".join(failed))
    return html


def _zensical(project: Path, html: Path, language: str) -> str:
    """What it said where it failed, else ''. Its cache lies beside mkdocs.yml: each language has its own."""
    own = project / "site" / "own" / language
    own.mkdir(parents=True)
    shutil.copy(project / "mkdocs.yml", own)
    shutil.copytree(project / "site" / "pages" / language, own / "pages")
    titles = packaged_labels()["home"]["title"]
    names = {code: str(titles[code]) for code in LANGUAGES}
    setup = Setup(own, ROOT / "templates" / "theme", names, "", dict.fromkeys(LANGUAGES, ""))
    # It refuses folders outside of that of mkdocs.yml.
    told = setup.variables(own / "pages", own / "html", language) | {"RUNBOOKS_PAGES": "pages", "RUNBOOKS_HTML": "html"}
    done = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict"],
        cwd=own,
        env=surroundings(**told),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    if done.returncode:
        return _short(COLOURS.sub("", done.stdout))
    (own / "html").replace(html)
    return ""


def _short(said: str) -> str:
    """It draws each place in colours; what is wrong, where, and how it ended are enough."""
    lines = [line for line in said.splitlines() if re.search(r"Warning|Error|╭─\[|issues? found", line)]
    return "\n".join(line.strip()[:SHOWN] for line in lines[:40]) or said[-2000:]


def report(found: Iterable[tuple[str, Difference]], accepted: Sequence[Accepted] = ACCEPTED) -> tuple[list[str], int]:
    """The lines to print for differences behind their pages, and the exit code."""
    pages: dict[Difference, list[str]] = {}
    for page, difference in found:
        pages.setdefault(difference, []).append(page)
    known = {difference: next((one for one in accepted if one.covers(difference)), None) for difference in pages}
    lines = [
        f"{difference} – in {_shown(pages[difference])} – accepted: {one.reason}"
        for difference, one in known.items()
        if one
    ]
    refused = [difference for difference, one in known.items() if one is None]
    lines += [f"{difference} – in {_shown(pages[difference])}" for difference in refused[:MOST]]
    lines += [f"and {len(refused) - MOST} more differences"] if len(refused) > MOST else []
    gone = [one for one in accepted if one not in known.values()]
    lines += [f"{one.part}: no longer does only {one.only} have {one.it}: take it out of ACCEPTED" for one in gone]
    return lines, int(bool(refused or gone))


def _shown(pages: Sequence[str]) -> str:
    return pages[0] if len(pages) == 1 else f"{len(pages)} files, first {pages[0]}"


def _compared(sites: tuple[Path, Path, str]) -> list[tuple[str, Difference]]:
    mkdocs, zensical, language = sites
    found = compare(mkdocs / language, zensical / language)
    return [(f"{language}/{name}", difference) for name, difference in found]


def tried(mkdocs: Path, zensical: Path) -> list[tuple[str, Difference]]:
    """What the search of the two sites does differently in a browser; that there is none is a difference too."""
    with started_browser() as browser:
        if browser is None:
            return [("index.html", Difference("browser", "neither program", "one here, so that no search was tried"))]
        return [
            (f"{language}/index.html", difference)
            for language in LANGUAGES
            for difference in differences(*(searched(browser, site / language) for site in (mkdocs, zensical)))
        ]


def installed() -> str | None:
    """The version of Zensical, where there is one."""
    try:
        return version("zensical")
    except PackageNotFoundError:
        return None


def main(environment: Mapping[str, str], zensical: str | None) -> int:
    if zensical is None:
        print("zensical is not installed: nothing was compared. It is part of the extra `dev`.")
        return int(environment.get("CI") == "true")
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder).resolve()
        ours = build_with_mkdocs(project)
        theirs = build_with_zensical(project, ours)
        pages = sum(len(list((theirs / language).rglob("*.html"))) for language in LANGUAGES)
        with ProcessPoolExecutor() as pool:
            compared = list(pool.map(_compared, [(ours, theirs, language) for language in LANGUAGES]))
        lines, code = report(one for found in (*compared, tried(ours, theirs)) for one in found)
    mkdocs, material = version("mkdocs"), version("mkdocs-material")
    print(f"{pages} pages by MkDocs {mkdocs} with Material {material}, and by Zensical {zensical}:")
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main(os.environ, installed()))
