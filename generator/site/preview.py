"""What a preview answers: the site of the moment; what is wrong, while something is; and the last good site.

Knows addresses and answers, no sockets and no files.
"""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from threading import Condition, RLock
from urllib.parse import quote, unquote, urlsplit

from generator.errors import ProblemsFound
from generator.model import Customer
from generator.render import ErrorPage, Pages, SinglePages
from generator.site.build import Setup, stamps
from generator.site.edition import FAILURES, Edition, Failure
from generator.site.mkdocs import MkDocs
from generator.text import LANGUAGES

CHANGES = "_preview/changes"
"""The address at which a page hears of changes."""

_SCRIPT = "_preview/preview.js"
_LAST_GOOD = "_preview/last-good/"


@dataclass(frozen=True)
class Answer:
    """To one request; ``name``: of a file, which says of what kind it is; ``location``: where to look instead."""

    status: int
    name: str = "page.html"
    body: bytes = b""
    location: str = ""


@dataclass(frozen=True)
class Fittings:
    """What a preview puts around pages, the program's own: the page for what is wrong, the script, its words."""

    error_page: ErrorPage
    script: str
    words: Mapping[str, Mapping[str, str]]


class Preview:
    """Shows one edition after the other. ``tell`` hears of each page that cannot be made, once per edition."""

    def __init__(self, fittings: Fittings, tell: Callable[[Failure], None]) -> None:
        self._fittings = fittings
        self._tell = tell
        self._told: set[str] = set()
        self._edition: Edition | None = None
        self._good: Edition | None = None
        self._failure: Failure | None = None
        self._setup: Setup | None = None
        self._mkdocs: dict[str, MkDocs] = {}
        self._making = RLock()
        self._news = Condition()
        self._begun = time.time_ns()  # another run of the program is news, too
        self._count = 0

    # ---- What there is to show ----

    def show(self, pages: Pages, customers: Iterable[Customer], setup: Setup) -> None:
        """A state of the project that could be read; raises BuildFailedError where MkDocs refuses its configuration."""
        with self._making:
            if setup != self._setup:
                self._mkdocs = {language: MkDocs(setup, language) for language in LANGUAGES}
                self._setup = setup
            earlier = self._edition
            if earlier and not earlier.failed:
                self._good = earlier
            single = SinglePages(pages, customers, earlier.pages if earlier else None)
            self._edition, self._failure = Edition(single, self._mkdocs, {**setup.brand, **stamps(setup)}), None
        self._announce()

    def fail(self, failure: Failure) -> None:
        """A state of the project that could not."""
        with self._making:
            self._failure = failure
        self._announce()

    def forget_theme(self) -> None:
        """The configuration of MkDocs or the theme is another one: both are read again."""
        self._setup = None

    def news(self, seen: str, seconds: float) -> str:
        """The state of the moment, as soon as it is another one than ``seen``, or when the time is over."""
        with self._news:
            self._news.wait_for(lambda: self._version != seen.partition(" ")[0], seconds)
            return f"{self._version} {'broken' if self._broken else 'good'}"

    @property
    def _version(self) -> str:
        return f"{self._begun}-{self._count}"

    @property
    def _broken(self) -> bool:
        return self._failure is not None or self._edition is None or self._edition.failed

    def _announce(self) -> None:
        with self._news:
            self._count += 1
            self._told.clear()
            self._news.notify_all()

    # ---- What is answered ----

    def answer(self, target: str) -> Answer:
        """To a request for ``target``, as the browser sent it. Whatever it asks for is looked up, never opened."""
        path = _path(target)
        with self._making:
            if path == "":
                return Answer(302, location=f"/{LANGUAGES[0]}/index.html")
            if path == _SCRIPT:
                return Answer(200, _SCRIPT, self._fittings.script.encode())
            try:
                if path and path.startswith(_LAST_GOOD):
                    return self._as_it_was(path.removeprefix(_LAST_GOOD))
                if self._failure:
                    raise self._failure
                return self._found(self._edition, path, "")
            except FAILURES as failure:
                self._say(failure)
                return self._error(path or "", failure)

    def stumble(self, target: str) -> Answer:
        """The answer where the program itself failed to make one."""
        with self._making:
            path = _path(target) or ""
            page = self._fittings.error_page.html(_language(path), "bug", last_good=self._way_back(path))
            return Answer(500, body=self._with_script(page.encode(), path, "error"))

    def _as_it_was(self, path: str) -> Answer:
        """A page of the last good site, while there is a need of it."""
        edition = self._last_good
        if edition is None or not self._broken:
            return Answer(302, location=f"/{quote(path)}")
        if path == "":
            return Answer(302, location=f"/{_LAST_GOOD}{LANGUAGES[0]}/index.html")
        return self._found(edition, path, _LAST_GOOD)

    def _found(self, edition: Edition | None, path: str | None, folder: str) -> Answer:
        """A page or file of an edition, ``folder`` being where its addresses begin."""
        shown = "last-good" if folder else "page"
        if edition is None:
            return Answer(404)
        path = f"{path}index.html" if path and path.endswith("/") else path or ""
        body = edition.file(path)
        if body is not None:
            return Answer(200, path, self._with_script(body, path, shown) if path.endswith(".html") else body)
        if edition.has(f"{path}/index.html"):
            return Answer(302, location=f"/{quote(f'{folder}{path}')}/")
        return Answer(404, body=self._with_script(edition.not_found(_language(path)), path, shown))

    def _error(self, path: str, failure: Failure) -> Answer:
        language, way_back = _language(path), self._way_back(path)
        make = self._fittings.error_page.html
        if isinstance(failure, ProblemsFound):
            page = make(language, "problems", problems=failure.problems, last_good=way_back)
        else:
            page = make(language, "refused", said=str(failure), last_good=way_back)
        return Answer(503, body=self._with_script(page.encode(), path, "error"))

    def _say(self, failure: Failure) -> None:
        """Tells of a page that cannot be made; of a project that cannot be read, whoever read it has told already."""
        key = repr(failure.problems) if isinstance(failure, ProblemsFound) else str(failure)
        if failure is not self._failure and key not in self._told:
            self._told.add(key)
            self._tell(failure)

    @property
    def _last_good(self) -> Edition | None:
        return self._edition if self._failure and self._edition and not self._edition.failed else self._good

    def _way_back(self, path: str) -> str:
        """The address of a page in the last good site, or of its home page; '' where there is none."""
        if self._last_good is None:
            return ""
        there = path if self._last_good.has(path) else f"{_language(path)}/index.html"
        return f"/{_LAST_GOOD}{quote(there)}"

    def _with_script(self, page: bytes, path: str, kind: str) -> bytes:
        """The page with the script that keeps it up to date: all that a preview adds to it."""
        said = {"version": self._version, "kind": kind}
        if kind == "last-good":
            words = {name: self._fittings.words[name][_language(path)] for name in ("viewing", "back")}
            said |= {"live": f"/{quote(path)}", "notice": words["viewing"], "back": words["back"]}
        attributes = "".join(f' data-{name}="{html.escape(value)}"' for name, value in said.items())
        before, end, after = page.rpartition(b"</body>")
        script = f'<script src="/{_SCRIPT}"{attributes}></script>'.encode()
        return before + script + end + after


def _path(target: str) -> str | None:
    """The address of a request without its leading slash; None where a part of it is none of a site's."""
    parts = [unquote(part) for part in urlsplit(target).path.removeprefix("/").split("/")]
    odd = "" in parts[:-1] or any(part in (".", "..") or any(mark in part for mark in "/\\\0:") for part in parts)
    return None if odd else "/".join(parts)


def _language(path: str) -> str:
    """The language of a page or file: its folder's, or the one that its name tells."""
    parts = path.replace(".", "/").split("/")
    return next((language for language in LANGUAGES if language in parts), LANGUAGES[0])
