"""The pages of a site one by one, each made when it is asked for. Pure; what a page says is what ``Pages.all`` says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, cached_property, partial
from itertools import chain
from typing import Any

from generator.model import Customer
from generator.plan import Plan, make_plan, portfolio_share
from generator.render.customers_view import Line
from generator.render.ics import KeyDays
from generator.render.pages import Pages
from generator.render.places import PAPERS
from generator.render.scripts import Entries
from generator.render.together import Together
from generator.render.uses import touched
from generator.text import unmarked

_FURTHER = re.compile(r"[^/]+/(?:customers/page-\d+|waves-\d+|conflicts(?:-\d+)?)\.md")
_SCRIPT = re.compile(r"(?:customers|due|search)/.+\.js")
_OF_A_CUSTOMER = re.compile(rf"(?:[^/]+/customers|{PAPERS})/([^/]+)/.+")

Makers = Mapping[str, Callable[[], str]]


class SinglePages:
    """The pages of one state of a project; every path is that of ``Pages.all``. Raises BrokenPageError.

    What is still true of an earlier state is taken from there: plans, lines and entries of customers that are the same,
    and what does not depend on customers.
    """

    def __init__(
        self,
        pages: Pages,
        customers: Iterable[Customer],
        earlier: SinglePages | None = None,
        as_of: date | None = None,
    ) -> None:
        self._pages = pages
        self._as_of = as_of
        self._customers = {str(customer.id): customer for customer in customers}
        self._plans: dict[str, Plan] = {}
        self._lines: dict[tuple[str, str], Line] = {}
        self._entries: dict[tuple[str, str], Entries] = {}
        self._fronts: dict[str, Makers] = {}
        self._views: dict[tuple[str, str], dict[str, Any]] = {}
        self._shared: dict[str, Makers] = {}
        self._further: dict[str, Makers] = {}
        if earlier:
            self._keep(earlier)

    def _keep(self, earlier: SinglePages) -> None:
        if earlier._pages.guidance is self._pages.guidance:
            plans = earlier._plans.items()
            self._plans = {key: plan for key, plan in plans if self._customers.get(key) == plan.customer}
            if earlier._pages.labels is self._pages.labels:
                self._lines = {key: line for key, line in earlier._lines.items() if key[0] in self._plans}
                self._entries = {key: entries for key, entries in earlier._entries.items() if key[0] in self._plans}
        if earlier._pages is self._pages:
            self._fronts = earlier._fronts

    def fronts(self, language: str) -> Makers:
        """The pages about all customers, or about none, as they are without any: the quick way to their titles."""
        if language not in self._fronts:
            of_nobody = self._pages.shared(Together, language)
            self._fronts[language] = {path: cache(make) for path, make in of_nobody if path.endswith(".md")}
        return self._fronts[language]

    def customers_paths(self, customer: str, language: str) -> list[str]:
        """The paths of a customer's pages, in their order."""
        return [path for path, _ in self._pages.customer(self._view(customer, language), language)]

    def has(self, path: str) -> bool:
        """Whether there is a page of that path."""
        return path.endswith(".md") and self._maker(path) is not None

    def may_have(self, path: str) -> bool:
        """The same, but of a customer whose pages nobody has asked for yet, every page is believed to be there."""
        language, customer = path.partition("/")[0], self._customer_of(path)
        return self.has(path) if customer is None or (customer, language) in self._views else path.endswith(".md")

    def text(self, path: str) -> str | None:
        """A page, or a file beside the pages; None where there is none of that path."""
        make = self._maker(path)
        return unmarked(make()) if make else None

    def _maker(self, path: str) -> Callable[[], str] | None:
        language, customer = path.partition("/")[0], self._customer_of(path)
        makers: Makers
        if language in self._pages.voices:
            makers = self._shared_in(language) if customer is None else self._of_customer(customer, language)
            if path not in makers and _FURTHER.fullmatch(path):
                makers = self._further_in(language)
        elif customer:
            makers = self._beside(customer)
        elif path.startswith(f"{PAPERS}/"):
            makers = self._calendars
        else:
            makers = self._scripts if _SCRIPT.fullmatch(path) else {}
        return makers.get(path)

    def _of_customer(self, customer: str, language: str) -> Makers:
        return dict(self._pages.customer(self._view(customer, language), language))

    def _customer_of(self, path: str) -> str | None:
        """The customer in whose folder a path lies, if there is such a customer."""
        found = _OF_A_CUSTOMER.fullmatch(path)
        return found[1] if found and found[1] in self._customers else None

    def _plan(self, customer: str) -> Plan:
        if customer not in self._plans:
            self._plans[customer] = make_plan(self._customers[customer], self._pages.guidance, self._as_of)
        return self._plans[customer]

    def _view(self, customer: str, language: str) -> dict[str, Any]:
        key = (customer, language)
        if key not in self._views:
            self._views[key] = self._pages.view(self._plan(customer), language)
        return self._views[key]

    def _line(self, customer: str, language: str) -> Line:
        key = (customer, language)
        if key not in self._lines:
            self._lines[key] = self._pages.line(self._plan(customer), language)
        return self._lines[key]

    def _entries_of(self, customer: str, language: str) -> Entries:
        key = (customer, language)
        if key not in self._entries:
            self._entries[key] = self._pages.entries(self._plan(customer), language)
        return self._entries[key]

    def _days(self, customer: str, language: str) -> KeyDays:
        return self._pages.days(self._plan(customer), language)

    def _shared_in(self, language: str) -> Makers:
        if language not in self._shared:
            self._shared[language] = dict(self._pages.shared(lambda: self._together, language))
        return self._shared[language]

    def _further_in(self, language: str) -> Makers:
        """The pages on which long tables go on; which ones there are only the plans of all customers tell."""
        if language not in self._further:
            self._further[language] = dict(self._pages.further(self._together, language))
        return self._further[language]

    @cached_property
    def _together(self) -> Together:
        together = Together()
        for customer in self._customers:
            plan = self._plan(customer)
            together.take(touched(plan), portfolio_share(plan), partial(self._line, customer))
        return together

    def _beside(self, customer: str) -> Makers:
        views = {language: self._view(customer, language) for language in self._pages.voices}
        return {path: partial(str, text) for path, text in self._pages.beside(self._plan(customer), views)}

    @cached_property
    def _calendars(self) -> Makers:
        shares = self._pages.shares()
        for customer in self._customers:
            shares.calendars.take(partial(self._days, customer))
        return dict(chain.from_iterable(map(shares.calendars.of, self._pages.voices)))

    @cached_property
    def _scripts(self) -> Makers:
        shares = self._pages.shares()
        for customer in self._customers:
            shares.scripts.take(partial(self._entries_of, customer))
        tables = (self._pages.table(self._together, language) for language in self._pages.voices)
        return dict(chain.from_iterable((*map(shares.scripts.of, self._pages.voices), *tables)))
