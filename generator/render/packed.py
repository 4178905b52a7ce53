"""What scripts read, made small: what stands in it more than once stands in a table, and is pointed to by its number.

What stands there once stands where it belongs. The order of a table follows from what is in it alone: what is pointed
to most often has the shortest numbers.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Table = dict[Any, int]


def packed_entries(entries: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    """What can be found, as ``texts``, ``places`` and ``entries``: ``[page, kind, title, place, …]``.

    A place is ``[address, title, word, …]`` or the number of one, each part of it a text or the number of one.
    """
    heads = [entry[:3] for entry in entries]
    found = [[tuple(place) for place in entry[3]] for entry in entries]
    used = Counter(place for places in found for place in places)
    places = _numbers(used)
    texts = _numbers(Counter(text for part in (*heads, *used) for text in part))
    return {
        "texts": list(texts),
        "places": [_pointing(place, texts) for place in places],
        "entries": [
            [*_pointing(head, texts), *(places[place] if place in places else _pointing(place, texts) for place in own)]
            for head, own in zip(heads, found, strict=True)
        ],
    }


def packed_rows(rows: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    """Rows of a table as ``texts`` and ``rows``, where a text may be the number of one; a script knows which are."""
    texts = _numbers(Counter(text for row in rows for text in _texts_in(row)))
    return {"texts": list(texts), "rows": [_pointing(row, texts) for row in rows]}


def call(function: str, values: Mapping[str, Any]) -> str:
    """A script that calls a function with an object; what a list of it holds stands one a line."""
    said = ",\n".join(f"{_json(name)}:{_lines(value)}" for name, value in values.items())
    return f"{function}({{\n{said}\n}});\n"


def _lines(value: Any) -> str:
    if not isinstance(value, list):
        return _json(value)
    return "[\n" + ",\n".join(map(_json, value)) + "\n]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _numbers(used: Counter[Any]) -> Table:
    """A number for each that is there more than once."""
    often = sorted((-count, one) for one, count in used.items() if count > 1)
    return {one: number for number, (_, one) in enumerate(often)}


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _texts_in(one)


def _pointing(value: Iterable[Any], texts: Table) -> list[Any]:
    """The same with numbers for texts that stand in the table."""
    return [
        _pointing(one, texts)
        if isinstance(one, (list, tuple))
        else texts.get(one, one)
        if isinstance(one, str)
        else one
        for one in value
    ]
