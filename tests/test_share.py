"""A customer's share in the pages about all customers: through JSON and back, the pages stay the same."""

from __future__ import annotations

import json
import re
import string
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from generator.load import Project
from generator.model import Customer
from generator.plan import Plan, make_plan
from generator.render import Pages, Share, share_of
from generator.text import LANGUAGES, Pair, Text, Token

HERE = Path(__file__).resolve().parent
HOSTILE = [
    *(case["text"] for case in json.loads((HERE / "hostile" / "md_hostile.json").read_text(encoding="utf-8"))),
    *(case["value"] for case in json.loads((HERE / "hostile" / "ics_values.json").read_text(encoding="utf-8"))),
    *(string.punctuation, "\u2028\u2029\u0085\x00", "]});alert(1);//", "𠮷野家（股）"),
]
"""What may stand in a name, and what the loader refuses besides: nothing here may lean on it."""

BYTES_OF_JSON = 24_000
BYTES_IN_MEMORY = 30_000
"""Of one customer on the average: 20,000 have to fit into some hundred MB."""


@pytest.fixture(scope="module")
def making(loaded: Project) -> Pages:
    address = "https://runbooks.example/site/"
    return Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates, address)


@pytest.fixture(scope="module")
def shares(making: Pages, loaded: Project, plans: tuple[Plan, ...]) -> tuple[Share, ...]:
    """Of a customer of each kind, and of hostile ones made from them: each hostile text is the name of something."""
    kinds = {(plan.status, bool(plan.customer.freezes), len(plan.cut_over_sections) > 1): plan for plan in plans}
    own = [plan.customer for plan in kinds.values()]
    renamed = (_renamed(own[at // 4 % len(own)], at) for at in range(0, len(HOSTILE), 4))
    hostile = (make_plan(customer, loaded.guidance) for customer in renamed)
    return tuple(_share(making, plan) for plan in (*kinds.values(), *hostile))


def test_shares_that_went_through_json_give_the_same_pages_about_all_customers(
    making: Pages, shares: tuple[Share, ...]
) -> None:
    """Byte for byte, and so does what stands beside the pages."""
    pages = _of_all(making, shares)
    assert _of_all(making, (Share.from_json(share.as_json()) for share in shares)) == pages
    whole = [f"{language}/{name}.md" for language in LANGUAGES for name in ("customers/index", "calendar", "waves")]
    beside = [path for path in pages if path.startswith(("papers/all.", "search/"))]
    assert len(beside) == 2 * len(LANGUAGES)
    assert [path for path in (*whole, *beside) if "hostile" not in pages[path]] == []
    weeks = {language: [path for path in pages if path.startswith(f"due/{language}/")] for language in LANGUAGES}
    assert [language for language, paths in weeks.items() if not any("hostile" in pages[path] for path in paths)] == []


def test_every_page_of_a_site_is_one_of_a_customer_or_made_of_shares(making: Pages, plans: tuple[Plan, ...]) -> None:
    some = sorted(plans, key=lambda plan: len(plan.steps))[:3]
    own = [dict(made) for _, made in (making.one(plan, beside=True) for plan in some)]
    shared = _of_all(making, (Share.from_json(making.one(plan)[0].as_json()) for plan in some))
    everything = dict(making.marked(some, beside=True))
    assert everything == {path: text for pages in (*own, shared) for path, text in pages.items()}


def test_a_share_comes_back_from_json_equal_down_to_the_type_of_every_text(shares: Sequence[Share]) -> None:
    assert [share.customer for share in shares if _typed(Share.from_json(share.as_json())) != _typed(share)] == []


def test_a_share_is_one_line_of_json_without_marks_that_is_written_the_same_again(shares: Sequence[Share]) -> None:
    written = [share.as_json() for share in shares]
    assert [Share.from_json(text).as_json() for text in written] == written
    assert [text for text in written if "\n" in text or re.search(r"\\u000[1-6]", text)] == []


@pytest.mark.parametrize(
    "break_",
    [
        lambda _: "",
        lambda text: text[:-1],
        lambda text: text + "1",
        lambda text: f"[{text}]",
        lambda text: json.dumps(json.loads(text)[:-1]),
        lambda text: json.dumps([*json.loads(text), {}]),
        lambda text: text.replace('"en":', '"de":'),
        lambda text: text.replace('"zh-TW":', '"en":', 1),
        lambda _: "[" * 100_000,
        lambda _: "null",
        lambda _: "NaN",
        lambda _: "9" * 10_000,
        lambda _: '{"touched": "import os"}',
    ],
)
def test_what_is_no_share_is_refused(break_: Callable[[str], str], shares: Sequence[Share]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Share.from_json(break_(shares[0].as_json()))


def test_a_share_with_anything_of_another_type_in_it_is_refused(shares: Sequence[Share]) -> None:
    """Each value in turn becomes a number that no share holds."""
    written = json.loads(min((share.as_json() for share in shares if share.portfolio.conflicts), key=len))
    taken = []
    for path in _paths(written):
        broken = deepcopy(written)
        place = broken
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = 1.5
        try:
            Share.from_json(json.dumps(broken))
        except ValueError:
            continue
        taken.append(path)
    assert taken == []


def test_an_id_that_is_not_harmless_is_refused(shares: Sequence[Share]) -> None:
    written = json.loads(shares[0].as_json())
    written[0][0] = "a](javascript:alert(1))"
    with pytest.raises(ValueError, match="not harmless"):
        Share.from_json(json.dumps(written))


def test_thousands_of_shares_fit_into_memory(making: Pages, shares: Sequence[Share]) -> None:
    written = [share.as_json() for share in shares]
    assert sum(len(text.encode()) for text in written) / len(written) < BYTES_OF_JSON
    tracemalloc.start()
    try:
        kept = making.shares()
        for text in written:
            kept.take(Share.from_json(text))
        in_use, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert in_use / len(written) < BYTES_IN_MEMORY


def _share(making: Pages, plan: Plan) -> Share:
    return share_of(plan, {language: making.view(plan, language) for language in making.voices}, making.voices)


def _of_all(making: Pages, shares: Iterable[Share]) -> dict[str, str]:
    taken = making.shares()
    for share in shares:
        taken.take(share)
    return dict(making.of_all(taken, beside=True))


def _renamed(customer: Customer, at: int) -> Customer:
    """The customer with hostile texts as its own name, its partner's, its sellers' and its freezes'."""
    own, taker, seller, freeze = (Pair.same(Text(HOSTILE[(at + more) % len(HOSTILE)])) for more in range(4))
    sellers = {key: one.model_copy(update={"name": seller}) for key, one in customer.sellers.items()}
    return customer.model_copy(
        update={
            "id": Token(f"hostile-{at}"),
            "customer": customer.customer.model_copy(update={"name": own}),
            "taker": customer.taker.model_copy(update={"name": taker}),
            "sellers": sellers,
            "freezes": tuple(one.model_copy(update={"name": freeze}) for one in customer.freezes),
        }
    )


def _typed(value: Any) -> Any:
    """A value with the type of everything in it: an equal text of another kind is printed otherwise."""
    if is_dataclass(value):
        inside: Any = [_typed(getattr(value, field.name)) for field in fields(value)]
    elif isinstance(value, dict):
        inside = [(_typed(key), _typed(one)) for key, one in value.items()]
    elif isinstance(value, (tuple, list)):
        inside = [_typed(one) for one in value]
    else:
        inside = value
    return type(value), inside


def _paths(written: Any) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside."""
    inside = written.items() if isinstance(written, dict) else enumerate(written) if isinstance(written, list) else ()
    for key, value in inside:
        yield (key,)
        yield from ((key, *path) for path in _paths(value))
