"""The pages of a site one by one, each made when it is asked for. Pure; what a page says is what ``Pages.all`` says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, partial
from typing import Any

from generator.model import Customer
from generator.plan import Plan, make_plan
from generator.render.beside import FOLDER
from generator.render.pages import Pages
from generator.render.together import Together

_OF_A_CUSTOMER = re.compile(rf"(?:[^/]+/customers|{FOLDER})/([^/]+)/.+")


class SinglePages:
    """The pages of one state of a project. What is still true of an earlier state is taken from there: plans and lines.

    Every path is that of ``Pages.all``. Raises BrokenPageError where a template is wrong.
    """

    def __init__(self, pages: Pages, customers: Iterable[Customer], earlier: SinglePages | None = None) -> None:
        self._pages = pages
        self._customers = {str(customer.id): customer for customer in customers}
        self._plans: dict[str, Plan] = {}
        self._views: dict[tuple[str, str], dict[str, Any]] = {}
        self._lines: dict[tuple[str, str], dict[str, Any]] = {}
        if earlier and earlier._pages.guidance is pages.guidance:
            plans = earlier._plans.items()
            self._plans = {key: plan for key, plan in plans if self._customers.get(key) == plan.customer}
            if earlier._pages.labels is pages.labels:
                self._lines = {key: line for key, line in earlier._lines.items() if key[0] in self._plans}
        self._fronts: dict[str, str] = dict(earlier._fronts) if earlier and earlier._pages is pages else {}

    def shared_paths(self, language: str) -> list[str]:
        """The pages about all customers, or about none."""
        return [path for path, _ in self._pages.shared(Together(), language)]

    def front(self, path: str) -> str:
        """A page about all customers as it is without any: the quick way to its title."""
        if path not in self._fronts:
            language = path.partition("/")[0]
            self._fronts[path] = dict(self._pages.shared(Together(), language))[path]()
        return self._fronts[path]

    def has(self, path: str) -> bool:
        """Whether there is a page of that path."""
        language = path.partition("/")[0]
        if language not in self._pages.voices:
            return False
        customer = self._customer_of(path)
        names = self._pages.names(self._plan(customer), language) if customer else self.shared_paths(language)
        return path in names

    def text(self, path: str) -> str | None:
        """A page, or a file beside the pages; None where there is none of that path."""
        language = path.partition("/")[0]
        customer = self._customer_of(path)
        if language not in self._pages.voices:
            return (self._beside(customer) if customer else self._beside_all).get(path)
        made = (
            self._pages.customer(self._view(customer, language), language)
            if customer
            else self._pages.shared(self._together, language)
        )
        return next((make() for name, make in made if name == path), None)

    def _customer_of(self, path: str) -> str | None:
        """The customer in whose folder a path lies, if there is such a customer."""
        found = _OF_A_CUSTOMER.fullmatch(path)
        return found[1] if found and found[1] in self._customers else None

    def _plan(self, customer: str) -> Plan:
        if customer not in self._plans:
            self._plans[customer] = make_plan(self._customers[customer], self._pages.guidance)
        return self._plans[customer]

    def _view(self, customer: str, language: str) -> dict[str, Any]:
        key = (customer, language)
        if key not in self._views:
            self._views[key] = self._pages.view(self._plan(customer), language)
        return self._views[key]

    def _line(self, customer: str, language: str) -> dict[str, Any]:
        key = (customer, language)
        if key not in self._lines:
            self._lines[key] = self._pages.line(self._plan(customer), language)
        return self._lines[key]

    @cached_property
    def _together(self) -> Together:
        together = Together()
        for customer in self._customers:
            together.take(self._plan(customer), partial(self._line, customer))
        return together

    def _beside(self, customer: str) -> dict[str, str]:
        views = {language: self._view(customer, language) for language in self._pages.voices}
        return dict(self._pages.beside().of(self._plan(customer), views))

    @cached_property
    def _beside_all(self) -> dict[str, str]:
        files = self._pages.beside()
        for customer in self._customers:
            files.take(self._plan(customer))
        return dict(files.shared())
