"""The built site: one `mkdocs build --strict` per language, side by side, swapped in whole."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.site.files import write_bytes, write_text
from generator.site.pages import claim, write_pages
from generator.text import LANGUAGES


class BuildFailedError(Exception):
    """MkDocs refused; the message is its own output. The site that was there still stands."""


@dataclass(frozen=True)
class Setup:
    """What MkDocs is told: the folder of mkdocs.yml, the theme's overrides, the site's address and title.

    ``address`` ends in ``/``; '' where the site has none. By language: titles, and ``built``: from which commit, or ''.
    ``brand``: files of a house's own look by their paths in the built site, the style first, then the logo.
    """

    root: Path
    theme: Path
    names: Mapping[str, str]
    address: str
    built: Mapping[str, str]
    brand: Mapping[str, bytes] = field(default_factory=dict)

    def variables(self, pages: Path, html: Path, language: str) -> dict[str, str]:
        """What differs between languages and houses, as mkdocs.yml asks the environment for it."""
        style, logo = (*self.brand, "", "")[:2]
        return {
            "RUNBOOKS_PAGES": str(pages.resolve()),
            "RUNBOOKS_HTML": str(html.resolve()),
            "RUNBOOKS_SITE_NAME": self.names[language],
            "RUNBOOKS_SITE_URL": f"{self.address}{language}/" if self.address else "",
            "RUNBOOKS_BRAND": style and f"../{style}",  # beside the languages
            "RUNBOOKS_LOGO": logo and f"../{logo}",
            "RUNBOOKS_LANGUAGE_OF_PAGES": language,
            "RUNBOOKS_THEME": str(self.theme.resolve()),
            "NO_MKDOCS_2_WARNING": "1",
        }


def build_site(site: Path, files: Iterable[tuple[str, str]], setup: Setup) -> Path:
    """Writes ``files`` and builds every language into ``site/html``; returns the page to open.

    Markdown goes to ``site/pages``, what stands beside the pages straight into the built site. The old site is
    replaced only when all languages are built; raises BuildFailedError, NotOurFolderError.
    """
    pages, html = site / "pages", site / "html"
    site.mkdir(parents=True, exist_ok=True)
    claim(pages)
    claim(html)
    fresh = Path(tempfile.mkdtemp(dir=site, prefix=".build-"))
    try:
        claim(fresh / "html")
        write_pages(pages, _set_aside(files, fresh / "html"))
        running = {
            language: _mkdocs(setup, pages / language, fresh / "html" / language, language) for language in LANGUAGES
        }
        failed = {language: said for language, process in running.items() if (said := _finished(process)) is not None}
        if failed:
            raise BuildFailedError("\n".join(f"[{language}]\n{said}" for language, said in failed.items()))
        for name, content in beside_languages(setup, fresh / "html").items():
            write_bytes(fresh / "html" / name, content)
        _swap(fresh, html)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return html / LANGUAGES[0] / "index.html"


def beside_languages(setup: Setup, html: Path) -> dict[str, bytes]:
    """What stands above the languages: the way to the first, what it was built from, the house's look, a 404 page."""
    not_found = (html / LANGUAGES[0] / "404.html").read_bytes()  # Pages of GitHub and GitLab look for it there
    return {"index.html": _entrance(setup.names).encode(), "404.html": not_found, **stamps(setup), **setup.brand}


def stamps(setup: Setup) -> dict[str, bytes]:
    """What tells each language's pages from which commit they are built: path → script."""
    return {
        f"built/{language}.js": f"cspBuilt({json.dumps(said)});\n".encode() for language, said in setup.built.items()
    }


def _set_aside(files: Iterable[tuple[str, str]], folder: Path) -> Iterator[tuple[str, str]]:
    """The languages' own files; what stands beside them is written below ``folder`` on the way."""
    for name, text in files:
        if name.partition("/")[0] in LANGUAGES:
            yield name, text
        else:
            write_text(folder / name, text)


def _mkdocs(setup: Setup, pages: Path, html: Path, language: str) -> subprocess.Popen[str]:
    """MkDocs' own command; what differs between languages comes in through mkdocs.yml's !ENV."""
    environment = {**os.environ, **setup.variables(pages, html, language), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", str(setup.root / "mkdocs.yml")]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and configuration
        command,
        env=environment,
        cwd=setup.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def _finished(process: subprocess.Popen[str]) -> str | None:
    """None where it went well, else what it said."""
    said, _ = process.communicate()
    return None if process.returncode == 0 else said


def _swap(fresh: Path, html: Path) -> None:
    """The old site moves aside into the folder that is removed next, the new one into its place."""
    html.replace(fresh / "old")
    (fresh / "html").replace(html)


def _entrance(names: Mapping[str, str]) -> str:
    """`index.html` above the languages: leads to the first one, and works from a disk."""
    first = LANGUAGES[0]
    links = " · ".join(f'<a href="{language}/index.html" lang="{language}">{names[language]}</a>' for language in names)
    return (
        f'<!doctype html>\n<html lang="{first}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="refresh" content="0; url={first}/index.html">\n'
        f"<title>{names[first]}</title>\n</head>\n<body>\n<p>{links}</p>\n</body>\n</html>\n"
    )
