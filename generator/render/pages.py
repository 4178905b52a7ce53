"""Plans and guidance in, pages out: path → Markdown. Pure; the same plans give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from markupsafe import Markup

from generator.guidance import Guidance
from generator.plan import Plan, Portfolio
from generator.render.beside import Beside
from generator.render.calendar_view import calendar_view
from generator.render.customer_pages import customer_pages, parts_view
from generator.render.customers_view import choices_view, customer_line
from generator.render.environment import BrokenPageError, TemplateError, Texts, page_environment
from generator.render.guidance_view import Uses, glossary_view, guidance_pages, guidance_view
from generator.render.letters import letters_view
from generator.render.paper import Papers, papers_view
from generator.render.rules_view import rules_view
from generator.render.scripts import words_script
from generator.render.timeline import timeline_view
from generator.render.views import customer_view
from generator.render.voice import Voice
from generator.text import LANGUAGES, Token, plain, terminal

NEXT_ON_HOME = 10
"""How many customers the home page names; the table of customers names all."""


class Pages:
    """The templates of a site, compiled once, and a voice per language.

    ``address``: where the built site is found, ending in ``/``; '' where that is not known.
    """

    def __init__(
        self, guidance: Guidance, labels: Mapping[str, Any], templates: Mapping[str, str], address: str = ""
    ) -> None:
        self.guidance = guidance
        self._environment = page_environment(templates)
        texts = Texts(self._environment)
        self.voices = {language: Voice(language, labels, texts) for language in LANGUAGES}
        for voice in self.voices.values():
            voice.others = tuple(other for other in self.voices.values() if other is not voice)
        self._address = address
        self._papers = Papers(self._environment, self.voices, address)

    def all(self, plans: Iterable[Plan], *, beside: bool = False) -> Iterator[tuple[str, str]]:
        """Every page of the site as ``(path, Markdown)``, a customer's pages as soon as its plan is there.

        The first part of a path is a language. ``beside``: also what stands beside the languages' folders: paper as
        HTML, calendars and drafts of letters below ``papers/``, what scripts read below ``search/`` and ``due/``.
        """
        uses, portfolio = Uses(), Portfolio()
        files = Beside(self.guidance, self._papers, self.voices, self._address) if beside else None
        lines: dict[str, list[dict[str, Any]]] = {language: [] for language in LANGUAGES}
        for plan in plans:
            uses.take(plan)
            portfolio.take(plan)
            views = self._views(plan)
            for language, voice in self.voices.items():
                lines[language].append(customer_line(plan, views[language]))
                yield from self._customer(views[language], voice)
            yield from files.take(plan, views) if files else ()
        for voice in self.voices.values():
            yield from self._shared(voice, lines[voice.language], uses, portfolio)
        yield from files.shared() if files else ()

    def of(self, plan: Plan) -> Iterator[tuple[str, str]]:
        """What goes to people about one customer: pages as ``(path, Markdown)``, papers as ``(language/name, HTML)``.

        Raises BrokenPageError where a template speaks of what is not there.
        """
        views = self._views(plan)
        for language, voice in self.voices.items():
            yield from self._customer(views[language], voice)
            try:
                papers = self._papers.of(plan, views, language)
                yield from ((f"{language}/{name}", html) for name, html in papers)
            except TemplateError as error:
                raise BrokenPageError("_paper.j2", str(error)) from error

    def plan_text(self, plan: Plan, language: str) -> str:
        """A plan for the terminal: what moves, what was found, what is due."""
        voice = self.voices[language]
        view = customer_view(plan, self.guidance, voice)
        text = self._environment.get_template("plan.txt.j2").render(t=voice.labels, customer=view)
        return "\n".join(terminal(line) for line in plain(text).splitlines()) + "\n"

    def papers(self, plan: Plan, edition: str, size: str) -> Iterator[tuple[str, str]]:
        """``(name, HTML)`` of a customer's paper in one of EDITIONS and SIZES; none for a blocked plan."""
        needed = (edition,) if edition in self.voices else LANGUAGES
        views = {language: customer_view(plan, self.guidance, self.voices[language]) for language in needed}
        return self._papers.of(plan, views, edition, size)

    def _views(self, plan: Plan) -> dict[str, dict[str, Any]]:
        """Language → what the customer's pages and papers print."""
        return {language: self._view(plan, voice) for language, voice in self.voices.items()}

    def _view(self, plan: Plan, voice: Voice) -> dict[str, Any]:
        view = customer_view(plan, self.guidance, voice)
        view |= {"letters": letters_view(plan, self.guidance, voice), "papers": papers_view(plan, voice)}
        return view | {"timeline": timeline_view(plan, voice), "parts": parts_view(plan, view, voice)}

    def _customer(self, view: dict[str, Any], voice: Voice) -> Iterator[tuple[str, str]]:
        for name, template, values in customer_pages(view):
            path = f"{voice.language}/customers/{view['id']}/{name}.md"
            yield path, self._page(template, voice, root=Markup("../../"), customer=view, **values)

    def _shared(
        self, voice: Voice, lines: list[dict[str, Any]], uses: Uses, portfolio: Portfolio
    ) -> Iterator[tuple[str, str]]:
        language = voice.language
        ordered = sorted(lines, key=lambda line: line["order"])
        rules = guidance_view(self.guidance, uses, voice)
        states = [
            {"id": Token(state), "name": name, "count": sum(line["status"] == state for line in lines)}
            for state, name in voice.labels["status"].items()
        ]
        ahead = [line for line in ordered if line["next"]][:NEXT_ON_HOME]
        home = {"customers": ahead, "total": len(lines), "states": states, "guidance": rules}
        yield f"{language}/index.md", self._page("home", voice, folder=Markup("customers/"), **home)
        yield f"{language}/week.md", self._page("week", voice, owners=_owners(voice))
        table = {"customers": ordered, "choices": choices_view(lines, voice)}
        yield f"{language}/customers/index.md", self._page("customers", voice, folder=Markup(), **table)
        calendar = calendar_view(portfolio, self.guidance, voice)
        yield f"{language}/calendar.md", self._page("calendar", voice, calendar=calendar)
        yield f"{language}/waves.md", self._page("waves", voice, calendar=calendar)
        yield f"{language}/guidance.md", self._page("guidance", voice, root=Markup(), guidance=rules)
        for name, template, values in guidance_pages(rules):
            path = f"{language}/guidance/{name}.md"
            yield path, self._page(template, voice, root=Markup("../"), guidance=rules, **values)
        yield f"{language}/rules.md", self._page("rules", voice, root=Markup(), years=rules_view(self.guidance, voice))
        yield f"{language}/glossary.md", self._page("glossary", voice, terms=glossary_view(self.guidance, voice))
        yield f"{language}/how-to-use.md", self._page("how-to-use", voice)
        yield f"{language}/assets/words.js", words_script(voice)

    def _page(self, template: str, voice: Voice, **values: Any) -> str:
        name = f"{template}.md.j2"
        try:
            return self._environment.get_template(name).render(t=voice.labels, **values)
        except TemplateError as error:
            raise BrokenPageError(name, str(error)) from error


def _owners(voice: Voice) -> list[dict[str, Any]]:
    return [{"id": Token(owner), "name": name} for owner, name in voice.labels["owner"].items()]
