"""Who builds, of what, and by which commands. Each works in a folder of its own that is empty before."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from generator.load import packaged_labels
from generator.site import Setup
from generator.text import LANGUAGES

from .customers import ROOT
from .hugo_site import hugo_program, site_of_files, site_of_pages
from .measuring import Command, surroundings

RUNBOOKS = (sys.executable, "-c", "from generator.cli import main; raise SystemExit(main())")


@dataclass(frozen=True)
class Contender:
    """One way to a site.

    ``work``: what it does, for the reader of the table. ``prepare``: from the project to the commands that work in the
    folder; what it does is not measured. ``of_pages``: whether it wants the project's pages rendered. ``lacks``: what
    is not installed, '' where all is. ``after``: whose folder it goes on in.
    """

    name: str
    work: str
    prepare: Callable[[Path, Path], Sequence[Command]]
    of_pages: bool = False
    lacks: Callable[[], str] = str
    side_by_side: bool = False
    after: str = ""


def runbooks(folder: Path, *arguments: str) -> Command:
    """A command of ours; what it may keep between runs lies in the folder."""
    return Command((*RUNBOOKS, *arguments), folder, {"XDG_CACHE_HOME": str(folder / ".cache")})


def reseat(customer: Path) -> None:
    """One seat more in the first subscription of a customer's file: what a person changes on a day."""
    more = re.sub(r"(?m)(?<=seats: )\d+$", lambda seats: str(int(seats[0]) + 1), customer.read_text("utf-8"), count=1)
    customer.write_text(more, encoding="utf-8")


def _ours(*arguments: str) -> Callable[[Path, Path], Sequence[Command]]:
    def prepare(project: Path, folder: Path) -> Sequence[Command]:
        shutil.copytree(project / "customers", folder / "customers")
        shutil.copy(project / "mkdocs.yml", folder)
        return [runbooks(folder, *arguments)]

    return prepare


def _again(_project: Path, folder: Path) -> Sequence[Command]:
    return [runbooks(folder, "build")]


def _changed(_project: Path, folder: Path) -> Sequence[Command]:
    reseat(sorted((folder / "customers").glob("c*.yaml"))[0])
    return [runbooks(folder, "build")]


def _plain(project: Path, folder: Path) -> Sequence[Command]:
    program = (sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", project / "mkdocs.yml")
    return [
        Command(program, project, _told(project, project / "site" / "pages" / language, folder / language, language))
        for language in LANGUAGES
    ]


def _zensical(project: Path, folder: Path) -> Sequence[Command]:
    """It refuses pages outside of the folder of mkdocs.yml, and has its cache there."""
    commands = []
    for language in LANGUAGES:
        own = folder / language
        shutil.copytree(project / "site" / "pages" / language, own / "pages")
        shutil.copy(project / "mkdocs.yml", own)
        told = _told(own, own / "pages", own / "html", language) | {"RUNBOOKS_PAGES": "pages", "RUNBOOKS_HTML": "html"}
        commands.append(Command((sys.executable, "-m", "zensical", "build", "--strict"), own, told))
    return commands


def _told(root: Path, pages: Path, html: Path, language: str) -> dict[str, str]:
    """What mkdocs.yml asks the environment for."""
    titles = packaged_labels()["home"]["title"]
    names = {code: str(titles[code]) for code in LANGUAGES}
    setup = Setup(root, ROOT / "templates" / "theme", names, "", dict.fromkeys(LANGUAGES, ""))
    return setup.variables(pages, html, language)


def _hugo(folder: Path) -> Sequence[Command]:
    return [Command((hugo_program() or "hugo", "build", "--quiet"), folder, {"HUGO_CACHEDIR": str(folder / "cache")})]


def _hugo_of_pages(project: Path, folder: Path) -> Sequence[Command]:
    site_of_pages(project / "site" / "pages", folder)
    return _hugo(folder)


def _hugo_of_files(project: Path, folder: Path) -> Sequence[Command]:
    site_of_files(project / "customers", folder)
    return _hugo(folder)


def _lacks_plain() -> str:
    said = subprocess.run(
        [*RUNBOOKS, "build", "--help"], env=surroundings(), capture_output=True, text=True, check=False
    )
    return "" if "--plain" in said.stdout else "the option --plain"


def _lacks_zensical() -> str:
    return "" if find_spec("zensical") else "Zensical"


def _lacks_hugo() -> str:
    return "" if hugo_program() else "Hugo"


ALL = (
    Contender("check", "check and plan", _ours("check")),
    Contender("render", "check, plan, render: YAML → Markdown", _ours("render")),
    Contender("ours", "YAML → site: check, plan, render, convert; papers, mails and calendars too", _ours("build")),
    Contender("unchanged", "the same once more", _again, after="ours"),
    Contender("changed", "the same when one customer has another number of seats", _changed, after="ours"),
    Contender(
        "ours-plain", "as ours, but every page goes through MkDocs", _ours("build", "--plain"), lacks=_lacks_plain
    ),
    Contender("plain", "Material for MkDocs, the same Markdown, one language after the other", _plain, of_pages=True),
    Contender("plain-2", "the same, both languages side by side", _plain, of_pages=True, side_by_side=True),
    Contender(
        "zensical",
        "Zensical, the same Markdown, one language after the other",
        _zensical,
        of_pages=True,
        lacks=_lacks_zensical,
    ),
    Contender(
        "hugo",
        "Hugo, the same Markdown in a small theme, both languages at once",
        _hugo_of_pages,
        of_pages=True,
        lacks=_lacks_hugo,
    ),
    Contender(
        "hugo-yaml",
        "Hugo, content adapters: YAML → 4 small pages a customer, nothing checked or planned",
        _hugo_of_files,
        lacks=_lacks_hugo,
    ),
)
