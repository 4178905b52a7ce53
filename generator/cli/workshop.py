"""Customers made one by one: read, planned, rendered, printed, written aside. What one process of a build does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import groupby
from pathlib import Path

from generator.cli.kept import Kept
from generator.cli.options import pages_of, setup_of
from generator.errors import Problem, ProblemsFound
from generator.load import Piecemeal, Project
from generator.plan import NoRulesError, make_plan
from generator.render import BrokenPageError, Pages, Share
from generator.site import (
    BuildFailedError,
    KnownParts,
    LanguageSite,
    Links,
    Place,
    Setup,
    Staged,
    content_digest,
    share_name,
)
from generator.text import LANGUAGES, as_written


@dataclass(frozen=True)
class Order:
    """What is to be made. ``html``: the built site too, not only pages. ``offline``: without the site's address."""

    root: Path
    site: Path
    staged: Path
    as_of: date | None
    html: bool
    offline: bool

    def of(self, project: Project) -> Project:
        """A project as it is to be made; raises NoRulesError where no rules were known on the day of the plans."""
        first_day = project.guidance.first_day
        if self.as_of is not None and self.as_of < first_day:
            raise NoRulesError(first_day)
        return replace(project, address="") if self.offline else project

    @property
    def told(self) -> str:
        """What of it changes the pages."""
        return f"{self.as_of} {self.offline}"


@dataclass(frozen=True)
class Made:
    """What came of a customer: its share, or why there is none. ``outward``: where it leads elsewhere.

    ``pages``, ``html``: digests of what its files hold; '' of what was not ordered.
    """

    customer: str
    share: Share | None = None
    problems: tuple[Problem, ...] = ()
    refused: str = ""
    outward: Mapping[Place, str] = field(default_factory=dict)
    pages: str = ""
    html: str = ""


class Workshop:
    """Reads the rules when it is made; the customers one by one."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.reading = Piecemeal(order.root)
        self.staged = Staged(order.site, order.staged)

    @cached_property
    def project(self) -> Project:
        """Without customers; raises ProblemsFound, NoRulesError."""
        if self.reading.project is None:
            raise ProblemsFound(self.reading.problems)
        return self.order.of(self.reading.project)

    @cached_property
    def pages(self) -> Pages:
        return pages_of(self.project)

    @cached_property
    def languages(self) -> Mapping[str, LanguageSite]:
        """Raises BuildFailedError where MkDocs refuses its configuration."""
        fronts = {language: self.pages.fronts(language) for language in LANGUAGES}
        return {language: LanguageSite(self.setup, language, fronts[language], self.known) for language in LANGUAGES}

    @cached_property
    def setup(self) -> Setup:
        """What MkDocs is told; git is asked for it."""
        return setup_of(self.project, self.order.root)

    @cached_property
    def known(self) -> KnownParts:
        """What MkDocs makes of pieces of Markdown; ``save`` lets other processes and later builds know."""
        return KnownParts(self.order.site, self.reading.digest_of_mkdocs())

    def prepare(self) -> Pages:
        """Makes what every process needs before they begin as copies; raises what ``project`` and ``languages`` do."""
        if self.order.html:
            self.languages.values()
        return self.pages

    def check(self, customer: str) -> Made:
        """Reads a customer, no more."""
        return Made(customer, problems=tuple(self.reading.customer(customer)[1]))

    def make(self, customer: str) -> Made:
        """Everything of a customer, written aside."""
        self.staged.digests()
        found, problems = self.reading.customer(customer)
        if found is None or self.reading.problems:
            return Made(customer, problems=tuple(problems))
        try:
            share, files = self.pages.one(
                make_plan(found, self.project.guidance, self.order.as_of), beside=self.order.html
            )
            outward = self._write(customer, files)
        except BrokenPageError as broken:
            return Made(customer, problems=(broken.problem(),))
        except ProblemsFound as wrong:
            return Made(customer, problems=wrong.problems)
        except BuildFailedError as refused:
            return Made(customer, refused=str(refused))
        self.known.save()
        self.staged.write(share_name(customer), Kept(share, outward).as_text().encode())
        digests = self.staged.digests()
        html = {name: digest for name, digest in digests.items() if name.startswith("html/")}
        pages = {name: digest for name, digest in digests.items() if name not in html}
        return Made(customer, share, outward=outward, pages=content_digest(pages), html=content_digest(html))

    def _write(self, customer: str, files: Iterator[tuple[str, str]]) -> dict[Place, str]:
        links = Links()
        for _, group in groupby(files, key=_language):
            self.write([*group], links)
        lost, outward = links.within(f"customers/{customer}/")
        if lost:
            raise BuildFailedError("\n".join(lost))
        return outward

    def write(self, files: Sequence[tuple[str, str]], links: Links) -> None:
        """Pages of one folder or one customer, as Markdown and as HTML, or what stands beside, by path.

        All in one language, or in none. Raises BuildFailedError, ProblemsFound.
        """
        language = _language(files[0])
        pages = []
        for path, marked in files:
            text = as_written(marked)
            if language:
                self.staged.write(f"pages/{path}", text)
            if language and path.endswith(".md"):
                pages.append((path.removeprefix(f"{language}/"), marked))
            elif self.order.html or not language:
                self.staged.write(f"html/{path}", text)
        if pages and self.order.html:
            self._print(language, pages, links)

    def _print(self, language: str, pages: Sequence[tuple[str, str]], links: Links) -> None:
        try:
            for path, html in self.languages[language].pages(pages):
                name = f"{path.removesuffix('.md')}.html"
                links.take(language, name, html)
                self.staged.write(f"html/{language}/{name}", html.encode(errors="xmlcharrefreplace"))
        except BuildFailedError as refused:
            raise BuildFailedError(f"[{language}]\n{refused}") from None


def _language(file: tuple[str, str]) -> str:
    """The first part of a path; all that stands beside the languages is alike."""
    first = file[0].partition("/")[0]
    return first if first in LANGUAGES else ""
