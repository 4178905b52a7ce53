"""Plans and guidance in, pages out: path → Markdown. Pure; the same plans give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from itertools import chain
from typing import Any

from markupsafe import Markup

from generator.catalog import Offer
from generator.guidance import Guidance
from generator.model import Logo
from generator.plan import Plan
from generator.render.beside import Beside
from generator.render.calendar_view import calendar_view, conflicts_view, waves_view
from generator.render.catalog_text import comparison_view, offer_view
from generator.render.customer_pages import customer_pages, nav_view, parts_view
from generator.render.customers_script import customers_script
from generator.render.customers_view import Line, choices_view, customer_line, marked_line
from generator.render.environment import Texts, page_environment, rendered_page
from generator.render.glossary_view import glossary_view
from generator.render.guidance_view import guidance_nav, guidance_pages, guidance_view
from generator.render.ics import KeyDays, key_days
from generator.render.letters import letters_view
from generator.render.paging import CONFLICTS, CUSTOMERS, WAVES
from generator.render.paper import Papers, papers_view
from generator.render.rules_view import rules_view
from generator.render.scripts import Entries, entries, words_script
from generator.render.share import Share, Shares, share_of
from generator.render.timeline import timeline_view
from generator.render.together import Together
from generator.render.views import customer_view
from generator.render.voice import Voice
from generator.text import LANGUAGES, Token, plain, terminal, unmarked

Made = Iterator[tuple[str, str]]
"""Each page by its path."""

Makers = Iterator[tuple[str, Callable[[], str]]]
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
        self._beside = Beside(self._papers, self.voices, address)

    def all(self, plans: Iterable[Plan], *, beside: bool = False) -> Made:
        """``marked`` without the marks around what was inserted."""
        return ((path, unmarked(text)) for path, text in self.marked(plans, beside=beside))

    def marked(self, plans: Iterable[Plan], *, beside: bool = False) -> Made:
        """Every page of the site as ``(path, Markdown)``, a customer's pages as soon as its plan is there.

        The first part of a path is a language. ``beside``: also what stands beside the languages' folders: paper as
        HTML, calendars and drafts of letters below ``papers/``, what scripts read below ``search/``,
        ``due/`` and ``customers/``.
        """
        shares = self.shares()
        for plan in plans:
            share, made = self.one(plan, beside=beside)
            shares.take(share)
            yield from made
        yield from self.of_all(shares, beside=beside)

    def one(self, plan: Plan, *, beside: bool = False) -> tuple[Share, Made]:
        """A customer's share in the pages about all customers, and its own pages with their marks, as of ``marked``."""
        views = {language: self.view(plan, language) for language in self.voices}
        pages = (_text(self.customer(view, language)) for language, view in views.items())
        files = self.beside(plan, views) if beside else iter(())
        return share_of(plan, views, self.voices), chain(chain.from_iterable(pages), files)

    def fronts(self, language: str) -> dict[str, Callable[[], str]]:
        """The pages about all customers as they are without any, by their paths below the language's folder."""
        of_nobody = self.shared(Together, language)
        return {path.partition("/")[2]: _unmarked(make) for path, make in of_nobody if path.endswith(".md")}

    def shares(self) -> Shares:
        """What takes the shares of all customers, of none yet."""
        return Shares(self.guidance, self.voices, self._address)

    def of_all(self, shares: Shares, *, beside: bool = False) -> Made:
        """The pages about all customers, or about none, with their marks, as of ``marked``."""
        return _text(chain.from_iterable(self.about_all(shares, language, beside=beside) for language in self.voices))

    def about_all(self, shares: Shares, language: str, *, beside: bool) -> Makers:
        """The same in one language."""
        yield from self.shared(lambda: shares.together, language)
        yield from self.further(shares.together, language)
        if beside:
            yield from shares.calendars.of(language)
            yield from shares.scripts.of(language)
            yield from self.table(shares.together, language)

    def of(self, plan: Plan) -> Made:
        """What goes to people about one customer: pages as ``(path, Markdown)``, papers as ``(language/name, HTML)``.

        Raises BrokenPageError where a template speaks of what is not there.
        """
        views = {language: self.view(plan, language) for language in self.voices}
        for language, view in views.items():
            yield from ((path, unmarked(text)) for path, text in _text(self.customer(view, language)))
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

    def papers(self, plan: Plan, edition: str, size: str) -> Made:
        """``(name, HTML)`` of a customer's paper in one of EDITIONS and SIZES; none for a blocked plan."""
        needed = (edition,) if edition in self.voices else LANGUAGES
        views = {language: customer_view(plan, self.guidance, self.voices[language]) for language in needed}
        return self._papers.of(plan, views, edition, size)

    def beside(self, plan: Plan, views: Mapping[str, dict[str, Any]]) -> Made:
        """What stands beside a customer's pages; ``views``: language → what those print."""
        return self._beside.of(plan, views)

    def view(self, plan: Plan, language: str) -> dict[str, Any]:
        """What a customer's pages and papers print in one language."""
        voice = self.voices[language]
        view = customer_view(plan, self.guidance, voice)
        view |= {"letters": letters_view(plan, self.guidance, voice), "papers": papers_view(plan, voice)}
        view |= {"timeline": timeline_view(plan, voice), "nav": nav_view(voice)}
        return view | {"parts": parts_view(plan, view, voice)}

    def line(self, plan: Plan, language: str) -> Line:
        """What tables of customers print of one."""
        return customer_line(plan, customer_view(plan, self.guidance, self.voices[language], steps=False))

    def entries(self, plan: Plan, language: str) -> Entries:
        """What the scripts of a language read of a customer."""
        voice = self.voices[language]
        return entries(plan, customer_view(plan, self.guidance, voice), voice)

    def days(self, plan: Plan, language: str) -> KeyDays:
        """What the calendar of all customers says of one."""
        return key_days(plan, self.voices[language])

    def customer(self, view: dict[str, Any], language: str) -> Makers:
        """The pages of one customer."""
        for name, template, values in customer_pages(view):
            said = {"root": Markup("../../"), "customer": view} | values
            yield f"{language}/customers/{view['id']}/{name}.md", self._page(template, partial(dict, said), language)

    def shared(self, together: Callable[[], Together], language: str) -> Makers:
        """The pages about all customers, or about none; only those that tell of customers ask for ``together``."""
        voice = self.voices[language]
        rules = cache(lambda: guidance_view(self.guidance, together().uses, voice))
        calendar = cache(lambda: calendar_view(together().portfolio, voice))
        waves = cache(lambda: together().portfolio.waves())
        page = partial(self._page, language=language)
        root = {"root": Markup()}
        above = {"nav": guidance_nav(voice, Markup())}
        yield f"{language}/index.md", page("home", lambda: _home(together().lines(language), rules(), voice))
        yield f"{language}/week.md", page("week", lambda: {"owners": _owners(voice)})
        yield f"{language}/customers/index.md", page("customers", lambda: _table(together().lines(language), voice))
        yield f"{language}/calendar.md", page("calendar", lambda: {"calendar": calendar()})
        yield f"{language}/waves.md", page("waves", lambda: waves_view(waves(), 1, self.guidance, voice))
        yield f"{language}/guidance.md", page("guidance", lambda: root | above | {"guidance": rules()})
        for name, template, chosen in guidance_pages(self.guidance):
            yield f"{language}/guidance/{name}.md", page(template, partial(_below_guidance, rules, chosen, voice))
        yield f"{language}/rules.md", page("rules", lambda: root | {"years": rules_view(self.guidance, voice)})
        yield f"{language}/glossary.md", page("glossary", lambda: {"terms": glossary_view(self.guidance, voice)})
        yield f"{language}/how-to-use.md", page("how-to-use", dict)
        yield f"{language}/assets/words.js", lambda: words_script(voice)

    def further(self, together: Together, language: str) -> Makers:
        """How the tables of customers, waves and conflicts go on where there is too much for one page."""
        voice, portfolio = self.voices[language], together.portfolio
        page = partial(self._page, language=language)
        lines = cache(lambda: _ordered(together.lines(language)))
        waves, clashes = portfolio.waves(), portfolio.clashes()
        for number in CUSTOMERS.numbers(together)[1:]:
            values = partial(_lines_view, lines, number, voice)
            yield f"{language}/customers/{CUSTOMERS.name(number)}.md", page("customers-page", values)
        for number in WAVES.numbers(waves)[1:]:
            values = partial(waves_view, waves, number, self.guidance, voice)
            yield f"{language}/{WAVES.name(number)}.md", page("waves", values)
        for number in CONFLICTS.numbers(clashes) if CONFLICTS.is_long(clashes) else ():
            values = partial(conflicts_view, clashes, number, voice)
            yield f"{language}/{CONFLICTS.name(number)}.md", page("conflicts", values)

    def table(self, together: Together, language: str) -> Makers:
        """What the table of customers reads where it goes over several pages, as ``customers/<language>.js``."""
        if CUSTOMERS.is_long(together):
            yield f"customers/{language}.js", partial(self._table_script, together, language)

    def _table_script(self, together: Together, language: str) -> str:
        return customers_script(_ordered(together.lines(language)), self.voices[language])

    def _page(self, template: str, values: Callable[[], dict[str, Any]], language: str) -> Callable[[], str]:
        labels = self.voices[language].labels
        return lambda: rendered_page(self._environment, f"{template}.md.j2", t=labels, **values())


def _unmarked(make: Callable[[], str]) -> Callable[[], str]:
    return lambda: unmarked(make())


def _text(makers: Makers) -> Made:
    return ((path, make()) for path, make in makers)


def _home(lines: list[Line], rules: dict[str, Any], voice: Voice) -> dict[str, Any]:
    """What the home page prints: how many customers there are in each state, whose next step comes first, the rules."""
    states = [
        {"id": Token(state), "name": name, "count": sum(line.status == state for line in lines)}
        for state, name in voice.labels["status"].items()
    ]
    waiting = [line for line in lines if line.next]
    ahead = sorted(waiting, key=lambda line: (not line.urgent, line.due, str(line.id)))[:NEXT_ON_HOME]
    counts = {"total": len(lines), "states": states}
    return {"folder": Markup("customers/"), "customers": ahead, "guidance": rules} | counts


def _below_guidance(
    rules: Callable[[], dict[str, Any]], chosen: Callable[[dict[str, Any]], dict[str, Any]], voice: Voice
) -> dict[str, Any]:
    view, root = rules(), Markup("../")
    return {"root": root, "nav": guidance_nav(voice, root), "guidance": view} | chosen(view)


def _table(lines: list[Line], voice: Voice) -> dict[str, Any]:
    return _lines_view(lambda: _ordered(lines), 1, voice) | {"choices": choices_view(lines, voice)}


def _lines_view(lines: Callable[[], list[Line]], number: int, voice: Voice) -> dict[str, Any]:
    """A page of the table."""
    paging = CUSTOMERS.view(number, lines(), voice)
    shown = [marked_line(line) for line in CUSTOMERS.on_page(number, lines())]
    return {"folder": Markup(), "customers": shown, "paging": paging}


def _owners(voice: Voice) -> list[dict[str, Any]]:
    return [{"id": Token(owner), "name": name} for owner, name in voice.labels["owner"].items()]


def _ordered(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: line.order)
