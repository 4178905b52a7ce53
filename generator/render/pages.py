"""Plans and guidance in, pages out: path → Markdown. Pure; the same plans give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from typing import Any

from markupsafe import Markup

from generator.catalog import Offer
from generator.guidance import Guidance
from generator.model import Logo
from generator.plan import Plan
from generator.render.beside import Beside
from generator.render.calendar_view import calendar_view
from generator.render.catalog_text import comparison_view, offer_view
from generator.render.customer_pages import customer_pages, nav_view, parts_view
from generator.render.customers_view import choices_view, customer_line
from generator.render.environment import Texts, page_environment, rendered
from generator.render.glossary_view import glossary_view
from generator.render.guidance_view import guidance_nav, guidance_pages, guidance_view
from generator.render.letters import letters_view
from generator.render.paper import Papers, papers_view
from generator.render.rules_view import rules_view
from generator.render.scripts import Entries, words_script
from generator.render.timeline import timeline_view
from generator.render.together import Together
from generator.render.views import customer_view
from generator.render.voice import Voice
from generator.text import LANGUAGES, Token, plain, terminal

Made = Iterator[tuple[str, Callable[[], str]]]
"""Each page by its path, with what makes its text: a page that nobody asks for costs nothing."""

NEXT_ON_HOME = 10
"""How many customers the home page names; the table of customers names all."""


class Pages:
    """The templates of a site, compiled once, and a voice per language.

    ``address``: where the built site is found, ending in ``/``; '' where that is not known. ``texts``: of earlier
    pages, so that a guidance text that has not changed is not compiled again. ``logo``: of the house, for paper.
    """

    def __init__(
        self,
        guidance: Guidance,
        labels: Mapping[str, Any],
        templates: Mapping[str, str],
        address: str = "",
        texts: Texts | None = None,
        logo: Logo | None = None,
    ) -> None:
        self.guidance = guidance
        self.labels = labels
        self._environment = page_environment(templates)
        texts = texts or Texts(self._environment)
        self.voices = {language: Voice(language, labels, texts) for language in LANGUAGES}
        for voice in self.voices.values():
            voice.others = tuple(other for other in self.voices.values() if other is not voice)
            voice.latest = self.voices[LANGUAGES[0]].latest
        self._address = address
        self._papers = Papers(self._environment, self.voices, address, logo)

    def all(self, plans: Iterable[Plan], *, beside: bool = False) -> Iterator[tuple[str, str]]:
        """Every page of the site as ``(path, Markdown)``, a customer's pages as soon as its plan is there.

        The first part of a path is a language. ``beside``: also what stands beside the languages' folders: paper as
        HTML, calendars and drafts of letters below ``papers/``, what scripts read below ``search/`` and ``due/``.
        """
        together, files = Together(), self.beside()
        for plan in plans:
            views = {language: self.view(plan, language) for language in self.voices}
            together.take(plan, {language: customer_line(plan, view) for language, view in views.items()}.__getitem__)
            for language, view in views.items():
                yield from ((path, make()) for path, make in self.customer(view, language))
            if beside:
                files.take_days(plan)
                entries = {language: files.entries(plan, view, language) for language, view in views.items()}
                files.take_entries(entries.__getitem__)
                yield from files.of(plan, views)
        for language in self.voices:
            yield from ((path, make()) for path, make in self.shared(lambda: together, language))
        if beside:
            yield from ((path, make()) for path, make in (*files.calendars(), *files.scripts()))

    def of(self, plan: Plan) -> Iterator[tuple[str, str]]:
        """What goes to people about one customer: pages as ``(path, Markdown)``, papers as ``(language/name, HTML)``.

        Raises BrokenPageError where a template speaks of what is not there.
        """
        views = {language: self.view(plan, language) for language in self.voices}
        for language, view in views.items():
            yield from ((path, make()) for path, make in self.customer(view, language))
            yield from ((f"{language}/{name}", html) for name, html in self._papers.of(plan, views, language))

    def plan_text(self, plan: Plan, language: str) -> str:
        """A plan for the terminal: what moves, what was found, what is due."""
        voice = self.voices[language]
        return self._terminal("plan.txt.j2", voice, customer=customer_view(plan, self.guidance, voice))

    def offer_text(self, offer: Offer, language: str) -> str:
        """What the catalogue knows of an offer, for the terminal."""
        voice = self.voices[language]
        return self._terminal("offer.txt.j2", voice, offer=offer_view(offer, self.guidance.catalog, voice))

    def comparison_text(self, old: Token, new: Token, language: str) -> str:
        """How two offers relate, for the terminal; both by any of their keys."""
        voice = self.voices[language]
        compared = comparison_view(old, new, self.guidance.catalog, voice)
        return self._terminal("offers-compared.txt.j2", voice, compared=compared)

    def _terminal(self, template: str, voice: Voice, **values: Any) -> str:
        text = self._environment.get_template(template).render(t=voice.labels, **values)
        return "\n".join(terminal(line) for line in plain(text).splitlines()) + "\n"

    def papers(self, plan: Plan, edition: str, size: str) -> Iterator[tuple[str, str]]:
        """``(name, HTML)`` of a customer's paper in one of EDITIONS and SIZES; none for a blocked plan."""
        needed = (edition,) if edition in self.voices else LANGUAGES
        views = {language: customer_view(plan, self.guidance, self.voices[language]) for language in needed}
        return self._papers.of(plan, views, edition, size)

    def beside(self) -> Beside:
        """What stands beside the pages, of no customer yet."""
        return Beside(self.guidance, self._papers, self.voices, self._address)

    def view(self, plan: Plan, language: str) -> dict[str, Any]:
        """What a customer's pages and papers print in one language."""
        voice = self.voices[language]
        view = customer_view(plan, self.guidance, voice)
        view |= {"letters": letters_view(plan, self.guidance, voice), "papers": papers_view(plan, voice)}
        view |= {"timeline": timeline_view(plan, voice), "nav": nav_view(voice)}
        return view | {"parts": parts_view(plan, view, voice)}

    def line(self, plan: Plan, language: str) -> dict[str, Any]:
        """What tables of customers print of one."""
        return customer_line(plan, customer_view(plan, self.guidance, self.voices[language], steps=False))

    def entries(self, plan: Plan, language: str) -> Entries:
        """What the scripts of a language read of a customer."""
        view = customer_view(plan, self.guidance, self.voices[language])
        return self.beside().entries(plan, view, language)

    def customer(self, view: dict[str, Any], language: str) -> Made:
        """The pages of one customer."""
        for name, template, values in customer_pages(view):
            said = {"root": Markup("../../"), "customer": view} | values
            yield f"{language}/customers/{view['id']}/{name}.md", self._page(template, partial(dict, said), language)

    def shared(self, together: Callable[[], Together], language: str) -> Made:
        """The pages about all customers, or about none; only those that tell of customers ask for ``together``."""
        voice = self.voices[language]
        rules = cache(lambda: guidance_view(self.guidance, together().uses, voice))
        calendar = cache(lambda: calendar_view(together().portfolio, self.guidance, voice))
        page = partial(self._page, language=language)
        root = {"root": Markup()}
        above = {"nav": guidance_nav(voice, Markup())}
        yield f"{language}/index.md", page("home", lambda: _home(together().lines(language), rules(), voice))
        yield f"{language}/week.md", page("week", lambda: {"owners": _owners(voice)})
        yield f"{language}/customers/index.md", page("customers", lambda: _table(together().lines(language), voice))
        yield f"{language}/calendar.md", page("calendar", lambda: {"calendar": calendar()})
        yield f"{language}/waves.md", page("waves", lambda: {"calendar": calendar()})
        yield f"{language}/guidance.md", page("guidance", lambda: root | above | {"guidance": rules()})
        for name, template, chosen in guidance_pages(self.guidance):
            yield f"{language}/guidance/{name}.md", page(template, partial(_below_guidance, rules, chosen, voice))
        yield f"{language}/rules.md", page("rules", lambda: root | {"years": rules_view(self.guidance, voice)})
        yield f"{language}/glossary.md", page("glossary", lambda: {"terms": glossary_view(self.guidance, voice)})
        yield f"{language}/how-to-use.md", page("how-to-use", dict)
        yield f"{language}/assets/words.js", lambda: words_script(voice)

    def _page(self, template: str, values: Callable[[], dict[str, Any]], language: str) -> Callable[[], str]:
        labels = self.voices[language].labels
        return lambda: rendered(self._environment, f"{template}.md.j2", t=labels, **values())


def _home(lines: list[dict[str, Any]], rules: dict[str, Any], voice: Voice) -> dict[str, Any]:
    """What the home page prints: how many customers there are in each state, whose next step comes first, the rules."""
    states = [
        {"id": Token(state), "name": name, "count": sum(line["status"] == state for line in lines)}
        for state, name in voice.labels["status"].items()
    ]
    waiting = [line for line in lines if line["next"]]
    ahead = sorted(waiting, key=lambda line: (not line["urgent"], str(line["next"]["due"]), str(line["id"])))[
        :NEXT_ON_HOME
    ]
    counts = {"total": len(lines), "states": states}
    return {"folder": Markup("customers/"), "customers": ahead, "guidance": rules} | counts


def _below_guidance(
    rules: Callable[[], dict[str, Any]], chosen: Callable[[dict[str, Any]], dict[str, Any]], voice: Voice
) -> dict[str, Any]:
    view, root = rules(), Markup("../")
    return {"root": root, "nav": guidance_nav(voice, root), "guidance": view} | chosen(view)


def _table(lines: list[dict[str, Any]], voice: Voice) -> dict[str, Any]:
    return {"folder": Markup(), "customers": _ordered(lines), "choices": choices_view(lines, voice)}


def _owners(voice: Voice) -> list[dict[str, Any]]:
    return [{"id": Token(owner), "name": name} for owner, name in voice.labels["owner"].items()]


def _ordered(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(lines, key=lambda line: line["order"])
