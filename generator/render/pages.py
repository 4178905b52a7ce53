"""Plans and guidance in, pages out: path → Markdown. Pure; the same plans give the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any

from markupsafe import Markup

from generator.guidance import Guidance
from generator.plan import Plan
from generator.render.environment import Texts, page_environment
from generator.render.guidance_view import Uses, glossary_view, guidance_view
from generator.render.rules_view import rules_view
from generator.render.views import customer_view
from generator.render.voice import Voice
from generator.text import LANGUAGES, Token, terminal

CUSTOMER_PAGES = {"index": "customer", "runbook": "runbook", "checklist": "checklist"}
"""Page of a customer → its template."""

NEXT_ON_HOME = 10
"""How many customers the home page names; the table of customers names all."""

_TAG = re.compile(r"<[^>]*>")  # ours: a customer's own < is a character reference here


class Pages:
    """The templates of a site, compiled once, and a voice per language."""

    def __init__(self, guidance: Guidance, labels: Mapping[str, Any], templates: Mapping[str, str]) -> None:
        self.guidance = guidance
        self._environment = page_environment(templates)
        texts = Texts(self._environment)
        self.voices = {language: Voice(language, labels, texts) for language in LANGUAGES}
        for voice in self.voices.values():
            voice.others = tuple(other for other in self.voices.values() if other is not voice)

    def all(self, plans: Iterable[Plan]) -> Iterator[tuple[str, str]]:
        """Every page of the site as ``(path, Markdown)``, a customer's pages as soon as its plan is there."""
        uses = Uses()
        lines: dict[str, list[dict[str, Any]]] = {language: [] for language in LANGUAGES}
        for plan in plans:
            uses.take(plan)
            for language, voice in self.voices.items():
                view = customer_view(plan, self.guidance, voice)
                lines[language].append(_line(view))
                yield from self._customer(view, voice)
        for voice in self.voices.values():
            yield from self._shared(voice, lines[voice.language], uses)

    def plan_text(self, plan: Plan, language: str) -> str:
        """A plan for the terminal: what moves, what was found, what is due."""
        voice = self.voices[language]
        view = customer_view(plan, self.guidance, voice)
        text = self._environment.get_template("plan.txt.j2").render(t=voice.labels, customer=view)
        return "\n".join(terminal(line) for line in unescape(_TAG.sub("", text)).splitlines()) + "\n"

    def _customer(self, view: dict[str, Any], voice: Voice) -> Iterator[tuple[str, str]]:
        for page, template in CUSTOMER_PAGES.items():
            path = f"{voice.language}/customers/{view['id']}/{page}.md"
            yield path, self._page(template, voice, root=Markup("../../"), customer=view)

    def _shared(self, voice: Voice, lines: list[dict[str, Any]], uses: Uses) -> Iterator[tuple[str, str]]:
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
        yield f"{language}/customers/index.md", self._page("customers", voice, folder=Markup(), customers=ordered)
        yield f"{language}/guidance.md", self._page("guidance", voice, root=Markup(), guidance=rules)
        yield f"{language}/rules.md", self._page("rules", voice, root=Markup(), years=rules_view(self.guidance, voice))
        yield f"{language}/glossary.md", self._page("glossary", voice, terms=glossary_view(self.guidance, voice))
        yield f"{language}/how-to-use.md", self._page("how-to-use", voice)

    def _page(self, template: str, voice: Voice, **values: Any) -> str:
        return self._environment.get_template(f"{template}.md.j2").render(t=voice.labels, **values)


def _line(view: dict[str, Any]) -> dict[str, Any]:
    """What the table of customers prints of one: running days first, then blocked ones, then by the next step's day."""
    urgency = ("blocked", "attention", "ready", "done").index(view["status"])
    keys = ("id", "name", "domain", "status", "status_name", "urgent", "first_cut_over", "next", "counts", "progress")
    due = str(view["next"]["due"]) if view["next"] else ""
    return {key: view[key] for key in keys} | {"order": (not view["urgent"], urgency, due, str(view["id"]))}
