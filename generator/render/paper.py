"""Paper to be signed: the handoff checklist and the letter of consent, each a page of HTML that needs nothing else.

One language, or several side by side. Knows no files and no printer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import segno
from jinja2 import Environment
from markupsafe import Markup

from generator.model import Logo
from generator.plan import Plan
from generator.render.bilingual import side_by_side
from generator.render.brand import logo_address
from generator.render.environment import rendered
from generator.render.paper_view import paper_view
from generator.render.voice import Voice
from generator.text import LANGUAGES, Token, css_string, ours, plain

View = dict[str, Any]

BOTH = "both"
"""What stands in the place of a language where a paper carries all of them."""

EDITIONS = (*LANGUAGES, BOTH)
SIZES = {"a4": "A4", "letter": "letter"}
"""A size of paper → how CSS calls it."""

MOST_STEPS = 16
"""How many steps, times languages, stand in the usual size of letters; more are set smaller."""

MOST_ROWS = 10
"""How many subscriptions stand on the first page; more are a table at the end."""

TAIWAN_FONTS = ("Noto Sans TC", "Noto Sans CJK TC", "Microsoft JhengHei", "PingFang TC")
"""Fonts that draw Chinese as Taiwan writes it, in the order in which papers ask for them; one has to be installed."""

_FONTS_OF_TAIWAN = ", ".join(f'"{font}"' for font in TAIWAN_FONTS)
_FONTS = {
    "zh-TW": f"{_FONTS_OF_TAIWAN}, sans-serif",
    "en": f'"Noto Sans", "Segoe UI", "Helvetica Neue", Arial, {_FONTS_OF_TAIWAN}, sans-serif',
}

_FILL = Markup('<span class="fill"></span>')  # a line to be filled in by hand


class Papers:
    """The paper of customers; ``address``: of the built site, '' where it has none; ``logo``: of the house."""

    def __init__(
        self, environment: Environment, voices: Mapping[str, Voice], address: str, logo: Logo | None = None
    ) -> None:
        self._environment = environment
        self._voices = voices
        self._address = address
        self._logo = logo_address(logo) if logo else None
        self._labels = {language: voice.labels for language, voice in voices.items()}
        self._merged = {first: _merged(self._labels, first) for first in voices}

    def of(self, plan: Plan, views: Mapping[str, View], edition: str, size: str = "a4") -> Iterator[tuple[str, str]]:
        """``(name, HTML)`` of each paper in one edition; none for a blocked plan.

        ``views``: language → what the customer's pages print. In the edition BOTH the customer's first language leads.
        """
        if plan.status == "blocked":
            return
        leading = str(plan.customer.languages[0]) if edition == BOTH else edition
        languages = [leading, *(one for one in LANGUAGES if one != leading)] if edition == BOTH else [leading]
        customer = side_by_side({one: self._view(plan, views[one], one) for one in languages})
        labels = self._merged[leading] if edition == BOTH else self._labels[leading]
        for name in _names(plan):
            values = {
                "t": labels,
                "ticks": self._labels[leading],
                "dash": Markup("–"),
                "fill": _FILL,
                "customer": customer,
            }
            values["paper"] = self._sheet(plan, name, languages, size)
            yield name, rendered(self._environment, f"{name}.html.j2", **values)

    def _view(self, plan: Plan, view: View, language: str) -> View:
        """The same for the edition in one language and for the one in several."""
        voice = self._voices[language]
        return voice.latest.of(plan, f"paper {language}", lambda: paper_view(plan, view, voice))

    def _sheet(self, plan: Plan, name: str, languages: list[str], size: str) -> View:
        """What every sheet carries: its language and fonts, what its margins say, the code that leads to the page."""
        titles = [plain(self._labels[one]["paper"][name]) for one in languages]
        names = list(dict.fromkeys(str(plan.customer.name[one]) for one in languages))
        tax_id = [str(plan.customer.customer.tax_id)] if plan.customer.customer.tax_id else []
        fingerprint = plain(self._labels[languages[0]]["word"]["fingerprint"])
        return {
            "language": Token(languages[0]),
            "both": len(languages) > 1,
            "name": self._voices[languages[0]].name(plan.customer.name),
            "size": Token(SIZES[size]),
            "fonts": ours(_FONTS[languages[0]]),
            "title": Markup.escape(" – ".join([titles[0], names[0], plan.fingerprint])),
            "css": {
                "customer": css_string(" · ".join([*names, *tax_id])),
                "title": css_string(" · ".join(titles)),
                "fingerprint": css_string(f"{fingerprint} {plan.fingerprint}"),
                "page": _page_numbers(self._labels[languages[0]]["paper"]["page"]),
            },
            "dense": len(plan.steps) * len(languages) > MOST_STEPS,
            "annex": len(plan.subscriptions) > MOST_ROWS,
            "address": bool(self._address),
            "logo": self._logo,
            "qr": _code(self._address_of(plan, languages[0]), plan.fingerprint) if name == "handoff" else None,
        }

    def _address_of(self, plan: Plan, language: str) -> str:
        """The page that says whether a paper is still current, told which paper asks; '' where there is no site."""
        page = f"{language}/customers/{plan.customer.id}/checklist.html#paper-{plan.fingerprint}"
        return f"{self._address}{page}" if self._address else ""


def papers_view(plan: Plan, voice: Voice) -> list[View]:
    """Each paper of a customer with its editions and their files."""
    return [
        {
            "title": voice.label("paper", name),
            "editions": [
                {"file": Token(f"{name}.{edition}.html"), "name": voice.label("edition", f"paper-{edition}")}
                for edition in EDITIONS
            ],
        }
        for name in _names(plan)
    ]


def _names(plan: Plan) -> tuple[str, ...]:
    """Consent is asked for where something moves or ends, and not when all is done."""
    moves = any(one.cut for one in plan.subscriptions)
    return ("handoff", "consent") if moves and plan.status != "done" else ("handoff",)


def _merged(labels: Mapping[str, Any], first: str) -> View:
    """All labels in every language at once; punctuation and forms of dates are those of the ``first``."""
    ordered = {first: labels[first], **labels}
    groups = ("word", "checklist", "paper", "consent", "state")
    merged: View = {group: side_by_side({one: said[group] for one, said in ordered.items()}) for group in groups}
    return merged | {"formats": labels[first]["formats"]}


def _page_numbers(label: Markup) -> Markup:
    """``Page {page} of {pages}`` as the ``content`` of a page's margin."""
    said: Iterable[Markup | str] = (
        {"{page}": "counter(page)", "{pages}": "counter(pages)"}.get(part) or css_string(part)
        for part in re.split(r"(\{page\}|\{pages\})", plain(label))
        if part
    )
    return ours(" ".join(said))


@lru_cache(maxsize=16)  # papers of a customer lead to the same page, or have the same fingerprint
def _code(address: str, fingerprint: str) -> Markup:
    """A QR code of the address, or of the fingerprint alone, as SVG that needs nothing else."""
    code = segno.make(address or fingerprint, error="m", micro=False)
    return ours(code.svg_inline(border=2, omitsize=True, title=fingerprint, svgclass=None, lineclass=None))
