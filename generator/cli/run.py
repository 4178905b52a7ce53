"""One run of a build: who has to be made, who is as last time, what all pages together need, and all into its place."""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import click

from generator.cli.crew import all_made
from generator.cli.kept import Kept
from generator.cli.options import Words
from generator.cli.rest import make_rest
from generator.cli.workshop import Made, Order, Workshop
from generator.errors import ProblemsFound
from generator.render import Share
from generator.site import (
    PAGE_ENDINGS,
    BuildFailedError,
    Changes,
    Entry,
    Held,
    Ledger,
    Links,
    beside_languages,
    contents,
    folders_of,
    forget,
    held_of,
    read_ledger,
    share_name,
    signature,
    still_held,
    write_ledger,
)


class PartRefusedError(Exception):
    """A part of a site that cannot be joined with others: ``label`` of the command line's words, and its values."""

    def __init__(self, label: str, **values: object) -> None:
        super().__init__(label)
        self.label = label
        self.values = values


class Run:
    """Steps in their order: ``make``, ``make_the_rest``, ``take_place``, ``remember``."""

    def __init__(self, words: Words, order: Order, shard: tuple[int, int] = (1, 1)) -> None:
        self._words = words
        self._order = order
        self.workshop = Workshop(order)
        self._reading = self.workshop.reading
        number, of = shard
        self.customers = tuple(one for one in self._reading.customers if _part_of(one, of) == number)
        self._ledger = read_ledger(order.site)
        self.made_by = self._reading.digest_of_the_rest(order.told)
        self._shares: dict[str, Share] = {}
        self._links = Links()
        self._same: dict[str, Entry] = {}
        self._contents: dict[str, dict[str, str]] = {}

    @property
    def is_taken_apart(self) -> bool:
        """Whether pages can be made of known parts; a project whose rules are wrong has none anyway."""
        return bool(self._reading.problems) or all(one.is_taken_apart for one in self.workshop.languages.values())

    # ---- The customers -----------------------------------------------------------------------------------------------

    def make(self, jobs: int | None) -> None:
        """Makes whoever is not as last time; raises ProblemsFound with all of all files, BuildFailedError."""
        if not self._reading.problems:
            self.workshop.prepare()
            self._take_same()
        waiting = [customer for customer in self.customers if customer not in self._shares]
        problems, refused = [*self._reading.problems], []
        with _progress(self._words, len(waiting)) as advance:
            for made in all_made(self.workshop, waiting, jobs):
                advance()
                problems += made.problems
                refused += [made.refused] if made.refused else []
                self._take(made)
        if problems:
            raise ProblemsFound(problems)
        if refused:
            raise BuildFailedError("\n".join(sorted(refused)))

    def _take(self, made: Made) -> None:
        if made.share:
            self._shares[made.customer] = made.share
            self._contents[made.customer] = {"pages": made.pages, "html": made.html}
        self._links.lead(made.outward)

    def _take_same(self) -> None:
        """The shares of customers whose files and pages nobody has touched."""
        if self._ledger.made_by != self.made_by:
            return
        for customer in self.customers:
            entry = self._as_last_time(customer)
            kept = Kept.of(self._order.site, customer) if entry else None
            if entry and kept:
                self._same[customer], self._shares[customer] = entry, kept.share
                self._links.lead(kept.outward)

    def _as_last_time(self, customer: str) -> Entry | None:
        """What is known of a customer, as it lies now; None where it has to be made.

        Pages that are rendered alone say nothing of the built site.
        """
        entry, site, held = self._ledger.entries.get(customer), self._order.site, held_of(customer)
        if entry is None or entry.made_from != self._reading.digest(customer):
            return None
        pages = still_held(entry.pages, site, held["pages"])
        html = still_held(entry.html, site, held["html"]) if pages and self._order.html else entry.html
        return Entry(entry.made_from, pages, html) if pages and html else None

    def require_rules(self) -> None:
        """Raises ProblemsFound where a file that is no customer's has any."""
        if self._reading.problems:
            raise ProblemsFound(self._reading.problems)

    def take_from(self, part: Path) -> None:
        """The customers that another machine has made, or some of them; raises PartRefusedError."""
        ledger = read_ledger(part)
        if ledger.made_by != self.made_by:
            raise PartRefusedError("part-by-others", part=part)
        for customer, entry in ledger.entries.items():
            if customer not in self.customers or self._reading.digest(customer) != entry.made_from:
                raise PartRefusedError("part-of-another", part=part, customer=customer)
            kept = Kept.of(part, customer)
            held = held_of(customer)
            found = {kind: contents(part, names) for kind, names in held.items()}
            if kept is None or found != entry.contents:
                raise PartRefusedError("part-incomplete", part=part, customer=customer)
            for name in chain.from_iterable(held.values()):
                self.workshop.staged.copy(part, name)
            self._shares[customer] = kept.share
            self._contents[customer] = found
            self._links.lead(kept.outward)

    def require_all(self) -> None:
        """Raises PartRefusedError where nobody has made a customer."""
        missing = [customer for customer in self.customers if customer not in self._shares]
        if missing:
            raise PartRefusedError("parts-lack", count=len(missing), customers=", ".join(missing[:5]))

    # ---- The pages about all -----------------------------------------------------------------------------------------

    def make_the_rest(self, jobs: int | None) -> None:
        """The pages about all customers, or about none, and what stands beside; raises as ``make``."""
        shares = self.workshop.prepare().shares()
        for customer in self.customers:
            shares.take(self._shares[customer])
        self._links.add(make_rest(self.workshop, shares, jobs))
        if self._order.html:
            self._look_at_links()
            self._add_extras()

    def _look_at_links(self) -> None:
        """Raises BuildFailedError where one leads nowhere."""
        lost = self._links.dangling(self._html_of)
        if lost:
            raise BuildFailedError("\n".join(lost))

    def _html_of(self, language: str, page: str) -> bytes | None:
        """A customer's page, wherever it lies by now; None of one who is no more."""
        folder, _, rest = page.partition("/")
        customer = rest.partition("/")[0]
        if folder != "customers" or customer not in self._shares:
            return None
        site = self._order.site if customer in self._same else self.workshop.staged.folder
        path = site / "html" / language / page
        return path.read_bytes() if path.is_file() else None

    def _add_extras(self) -> None:
        staged = self.workshop.staged
        for language, site in self.workshop.languages.items():
            for name, content in site.extras(self._pages_of(language)).items():
                staged.write(f"html/{language}/{name}", content)
        for name, content in beside_languages(self.workshop.setup, staged.folder / "html").items():
            staged.write(f"html/{name}", content)

    def _pages_of(self, language: str) -> Iterator[str]:
        """The Markdown of every page of a language, wherever it lies by now; looked for when it is asked for."""
        there, here = (folder / "pages" / language for folder in (self._order.site, self.workshop.staged.folder))
        for customer in self._same:
            yield from (path.relative_to(there).as_posix() for path in (there / "customers" / customer).glob("*.md"))
        yield from (path.relative_to(here).as_posix() for path in here.rglob("*.md"))

    # ---- Into place --------------------------------------------------------------------------------------------------

    def take_place(self) -> Changes:
        """Pages and built site take the places of the old ones; what they are is told of the pages."""
        forget(self._order.site)
        changes = self.workshop.staged.take_place("pages", self._kept("pages"), PAGE_ENDINGS)
        if self._order.html:
            made = [folder for customer in self.customers for folder in folders_of(customer)["html"]]
            for folder in made:
                self.workshop.staged.put_folder(folder)
            self.workshop.staged.take_place("html", made)
        return changes

    def would_change(self) -> Changes:
        """What ``take_place`` would do to the pages; nothing is done."""
        return self.workshop.staged.differences("pages", self._kept("pages"), PAGE_ENDINGS)

    def pages_as_last_time(self) -> int:
        """How many pages stay as they are because their customers do."""
        folders = (self._order.site / folder for folder in self._kept("pages"))
        return sum(path.suffix in PAGE_ENDINGS for folder in folders for path in folder.iterdir())

    def _kept(self, kind: str) -> list[str]:
        return [folder for customer in sorted(self._same) for folder in folders_of(customer)[kind]]

    def remember(self) -> None:
        """For the next run."""
        staged, site = self.workshop.staged, self._order.site
        for customer in self.customers:
            if customer not in self._same:
                staged.put(share_name(customer))
        entries = {customer: self._entry(customer) for customer in self.customers}
        write_ledger(site, Ledger(self.made_by, entries))

    def _entry(self, customer: str) -> Entry:
        """What was made of a customer, or stays of it."""
        if customer in self._same:
            return self._same[customer]
        pages, html = (self._held(customer, kind, self._contents[customer][kind]) for kind in ("pages", "html"))
        return Entry(self._reading.digest(customer), pages, html)

    def _held(self, customer: str, kind: str, content: str) -> Held:
        return Held(signature(self._order.site, held_of(customer)[kind]) if content else "", content)


def _part_of(customer: str, of: int) -> int:
    """In which of so many parts a customer is: the same whoever else comes or goes, so that a part can be kept."""
    return zlib.crc32(os.fsencode(customer)) % of + 1


@contextmanager
def _progress(words: Words, count: int) -> Iterator[Callable[[], None]]:
    """A bar on a terminal, nothing elsewhere."""
    if not count or not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=count, label=words("making"), file=sys.stderr, show_pos=True) as bar:
        yield lambda: bar.update(1)
