"""What can be found on the site: of a customer only what is its own, of the guidance each row once.

An entry is ``[page, kind, title, places]``, a place ``[address, title, word, …]``, all of it plain text. Pages are
named from the folder of their language, addresses from the page: '' is the page itself, ``#anchor`` a place on it.
``kind`` is a key of ``browser.kind-…`` in the labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from markupsafe import Markup

from generator.guidance import Guidance
from generator.plan import Plan, SubscriptionPlan
from generator.render.glossary_view import glossary_view
from generator.render.guidance_view import guidance_view
from generator.render.places import decision, html_link
from generator.render.uses import Uses
from generator.render.voice import Voice
from generator.text import Token, plain

Entry = list[Any]

TITLES = {
    "week": ("week", "title"),
    "customers/index": ("word", "customers"),
    "calendar": ("calendar", "title"),
    "guidance": ("guidance", "title"),
    "rules": ("rules", "title"),
    "glossary": ("home", "glossary"),
    "how-to-use": ("home", "how"),
}
"""Page that is found by its title → the label of that."""

HOW_TO_USE = {"read": "p1", "marks": "p2", "dates": "p3", "print": "p4", "gates": "p5", "change": "p6", "not": "p7"}
"""Section of the page ``how-to-use`` → its labels."""


def customer_entry(plan: Plan, view: Mapping[str, Any], voice: Voice) -> Entry:
    """A customer: names, domain, ids, sellers and days; its subscriptions; the titles of what was found."""
    customer = plan.customer
    others = (one.name(customer.name) for one in voice.others)
    own = (
        *(name for name in others if plain(name) != plain(view["name"])),
        *(customer.id, customer.tenant.domain, customer.tenant.id, customer.customer.tax_id),
        *(view["country"], view["partner"], *view["sellers"], view["status_name"], plan.fingerprint),
        *view["cut_overs"],
    )
    places = [
        _place("", "", own),
        *map(_subscription, plan.subscriptions, view["subscriptions"]),
        *(_place(f"#finding-{one['id']}", one["title"], ()) for one in view["findings"]),
    ]
    return [customer_page(customer.id), "customer", plain(view["name"]), places]


def customer_page(customer: Token) -> str:
    """The page that an entry of a customer names."""
    return f"customers/{customer}/index.html"


def shared_entries(guidance: Guidance, voice: Voice) -> Iterator[Entry]:
    """Every clause, route, step, finding, dated fact, source, term and part of the instructions, once."""
    rules = guidance_view(guidance, Uses(), voice)
    for page, (group, key) in TITLES.items():
        yield _page(page, "page", [_place("", voice.label(group, key), ())])
    yield _page("guidance", "clause", (_clause(one) for one in rules["clauses"]))
    routes = (_place(f"#route-{one['id']}", one["title"], (one["why"],)) for one in rules["routes"])
    yield _page("guidance/routes", "route", routes)
    for phase in rules["phases"]:
        yield _page(f"guidance/{phase['name']}", "step", (_step(one, phase["title"]) for one in phase["steps"]))
    for level in rules["levels"]:
        yield _page(f"guidance/{level['name']}", "finding", (_finding(one) for one in level["findings"]))
    yield _page("guidance/facts", "fact", (_fact(one) for one in rules["facts"]))
    sources = ((one["id"], (one["title"], one["publisher"], one["page"])) for one in rules["sources"])
    yield _page("guidance/sources", "source", (_place(f"#source-{name}", name, said) for name, said in sources))
    terms = glossary_view(guidance, voice)
    yield _page(
        "glossary", "term", (_place(f"#{one['id']}", one["term"], (*one["others"], one["meaning"])) for one in terms)
    )
    labels = (
        (anchor, voice.label("how", f"{key}-title"), voice.label("how", key)) for anchor, key in HOW_TO_USE.items()
    )
    yield _page("how-to-use", "how", (_place(f"#{anchor}", title, (said,)) for anchor, title, said in labels))


def _page(page: str, kind: str, places: Iterable[Entry]) -> Entry:
    return [f"{page}.html", kind, "", list(places)]


def _clause(one: Mapping[str, Any]) -> Entry:
    return _place(f"#{one['id']}", one["id"], (one["text"], *(other["text"] for other in one["others"]), one["source"]))


def _step(one: Mapping[str, Any], phase: str) -> Entry:
    return _place(f"#step-{one['id']}", one["title"], (one["do"], one["id"], phase, one["owner_name"]))


def _finding(one: Mapping[str, Any]) -> Entry:
    return _place(f"#finding-{one['id']}", one["title"], (one["text"], one["way_out"], one["id"], one["level_name"]))


def _fact(one: Mapping[str, Any]) -> Entry:
    return _place(f"#fact-{one['id']}", one["name"], (one["id"], *(value["says"] or "" for value in one["dated"])))


def _subscription(planned: SubscriptionPlan, one: Mapping[str, Any]) -> Entry:
    days = (one["ends_on"], one["cut_over"], *(named["day"] for named in one["days"]))
    offers = (one["offer"], one["sku"], one["new_offer"], one["new_sku"])
    own = (*offers, one["ms_id"], one["seller"], one["route_name"], *days)
    return _place(html_link(decision(planned)), one["id"], own)


def _place(address: str, title: str, words: Iterable[object]) -> Entry:
    """What is not there is left out; what is said twice is said once."""
    said = dict.fromkeys(plain(Markup.escape(one)) for one in words if one)
    return [address, plain(title), *said]
