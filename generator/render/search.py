"""What can be found on the site: of a customer only what is its own, of the guidance each row once.

An entry is ``[page, kind, title, places]``, a place ``[anchor, title, words]``, all of it plain text; pages are named
from the folder of their language. ``kind`` is a key of ``browser.kind-…`` in the labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.guidance import Guidance
from generator.plan import Plan
from generator.render.guidance_view import Uses, glossary_view, guidance_view
from generator.render.voice import Voice
from generator.text import plain

Entry = list[Any]

HOW_TO_USE = {"read": "p1", "marks": "p2", "dates": "p3", "print": "p4", "gates": "p5", "change": "p6", "not": "p7"}
"""Section of the page ``how-to-use`` → its labels."""


def customer_entry(plan: Plan, view: Mapping[str, Any], voice: Voice) -> Entry:
    """A customer: names, domain, ids, sellers and days; its subscriptions; the titles of what was found."""
    customer, folder = plan.customer, f"customers/{plan.customer.id}"
    names = [customer.name[one.language] for one in voice.every]
    own = (
        *(name for name in names if name != customer.name[voice.language]),
        *(customer.id, customer.tenant.domain, customer.tenant.id, customer.customer.tax_id),
        *(view["country"], view["partner"], *view["sellers"], view["status_name"], plan.fingerprint),
        *view["cut_overs"],
    )
    places = [
        _place("", "", own),
        *(_subscription(one) for one in view["subscriptions"]),
        *(_place(f"finding-{one['id']}", one["title"], ()) for one in view["findings"]),
    ]
    return [f"{folder}/index.html", "customer", plain(view["name"]), places]


def shared_entries(guidance: Guidance, voice: Voice) -> Iterator[Entry]:
    """Every clause, route, step, finding, dated fact, source, term and part of the instructions, once."""
    rules = guidance_view(guidance, Uses(), voice)
    steps = [(phase, step) for phase in rules["phases"] for step in phase["steps"]]
    rows: dict[tuple[str, str], list[Entry]] = {
        ("clause", "guidance"): [
            _place(one["id"], one["id"], (one["text"], *(other["text"] for other in one["others"]), one["source"]))
            for one in rules["clauses"]
        ],
        ("route", "guidance"): [_place(f"route-{one['id']}", one["title"], (one["why"],)) for one in rules["routes"]],
        ("step", "guidance"): [
            _place(f"step-{one['id']}", one["title"], (one["do"], one["id"], phase["title"], one["owner_name"]))
            for phase, one in steps
        ],
        ("finding", "guidance"): [
            _place(f"finding-{one['id']}", one["title"], (one["text"], one["way_out"], one["id"], one["level_name"]))
            for one in rules["findings"]
        ],
        ("fact", "guidance"): [
            _place(f"fact-{one['id']}", one["name"], (one["id"], *(value["says"] or "" for value in one["dated"])))
            for one in rules["facts"]
        ],
        ("source", "guidance"): [
            _place(f"source-{one['id']}", one["id"], (one["title"], one["publisher"], one["page"]))
            for one in rules["sources"]
        ],
        ("term", "glossary"): [
            _place(one["id"], one["term"], (*one["others"], one["meaning"])) for one in glossary_view(guidance, voice)
        ],
        ("how", "how-to-use"): list(_instructions(voice)),
    }
    for (kind, page), places in rows.items():
        yield [f"{page}.html", kind, "", places]


def _subscription(one: Mapping[str, Any]) -> Entry:
    days = (one["ends_on"], one["cut_over"], *(named["day"] for named in one["days"]))
    offers = (one["offer"], one["sku"], one["new_offer"], one["new_sku"])
    return _place(
        f"subscription-{one['id']}", one["id"], (*offers, one["ms_id"], one["seller"], one["route_name"], *days)
    )


def _instructions(voice: Voice) -> Iterator[Entry]:
    """The sections of the page that tells how to use the site: anchor, heading and text by their labels."""
    for anchor, key in HOW_TO_USE.items():
        yield _place(anchor, voice.label("how", f"{key}-title"), (voice.label("how", key),))


def _place(anchor: str, title: str, words: Iterable[object]) -> Entry:
    """What is not there is left out; what is said twice is said once."""
    said = dict.fromkeys(plain(str(one)) for one in words if one)
    return [str(anchor), plain(str(title)), " · ".join(said)]
