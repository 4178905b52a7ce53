"""A project's own rows beside ours, or in the place of ours: tables put together by the names of their rows.

Knows lists and names, not what a row means; that the rows fit together is checked afterwards, as of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.errors import Problem
from generator.guidance import ADDED, REPLACED, item_name
from generator.model import MergedSource, Path, Source, nearest

PLACE = "place"
"""The key of an own row that says where it belongs: ``{after: id}`` or ``{before: id}``."""

_SIDES = ("before", "after")
_OURS_LAST = ("routes",)
"""Lists of which the first row that holds is taken: the house's own are asked before ours."""


@dataclass(frozen=True)
class Merged:
    """A table as it holds in a project.

    ``source``: points of each row at the file and line that it stands in. ``house``: the rows that are the project's
    own, as ``list/name``, each ADDED or REPLACED; what equals a row of ours is none of them.
    """

    source: Source
    house: Mapping[str, str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Row:
    """A row of a list and where it stands."""

    name: str
    value: Any
    source: Source
    index: int


def merged(ours: Source, own: Source) -> Merged:
    """The table of the package with the rows of the project's own."""
    values = dict(ours.values)
    origins: dict[Path, tuple[Source, Path]] = {(): (own, ()), **{(key,): (ours, (key,)) for key in values}}
    house: dict[str, str] = {}
    problems: list[Problem] = []
    for key, value in own.values.items():
        origins[(key,)] = (own, (key,))
        before, values[key] = values.get(key), value
        if isinstance(value, dict) and isinstance(before, dict):
            values[key] = {**before, **value}
            origins |= {(key, name): (own if name in value else ours, (key, name)) for name in values[key]}
        elif isinstance(value, list) and isinstance(before, list):
            rows, wrong = _rows(key, ours, own)
            problems += wrong
            values[key] = [row.value for row in rows]
            origins |= {(key, at): (row.source, (key, row.index)) for at, row in enumerate(rows)}
            house |= _house(key, before, [row for row in rows if row.source is own])
    return Merged(MergedSource(values, origins), house, tuple(problems))


def _house(key: str, before: Sequence[Any], own: Sequence[_Row]) -> Iterator[tuple[str, str]]:
    """The project's own rows of a list that are not as ours are."""
    ours = {_name(value, index): value for index, value in enumerate(before)}
    for row in own:
        if isinstance(row.value, dict) and ours.get(row.name) != row.value:
            yield f"{key}/{row.name}", REPLACED if row.name in ours else ADDED


def _rows(key: str, ours: Source, own: Source) -> tuple[list[_Row], list[Problem]]:
    """The rows of a list in their order: own ones in the place of ours, or where they say that they belong."""
    rows = [_Row(_name(value, index), value, ours, index) for index, value in enumerate(ours.values[key])]
    problems: list[Problem] = []
    above: _Row | None = None
    for index, value in enumerate(own.values[key]):
        wanted = value.get(PLACE) if isinstance(value, dict) else None
        bare = {name: inner for name, inner in value.items() if name != PLACE} if wanted is not None else value
        row = _Row(_name(value, index), bare, own, index)
        at = _index(rows, row.name)
        if at is not None and rows[at].source is own:
            place = (key, index, "id") if isinstance(value, dict) and "id" in value else (key, index)
            problems.append(own.problem(place, "id-twice", id=row.name))
            continue
        if at is not None:
            rows[at] = row
        if wanted is not None:
            rows = [other for other in rows if other is not row]
            at, wrong = _wanted(rows, wanted, own, (key, index, PLACE))
            problems += wrong
            rows.insert(at, row)
        elif at is None:
            rows.insert(_usual(key, rows, row, above), row)
        above = row
    return rows, problems


def _usual(key: str, rows: Sequence[_Row], row: _Row, above: _Row | None) -> int:
    """Behind the row above it in its own file where both are of one phase, else at the end of its phase, if it has one.

    The first of several routes is asked before all of ours.
    """
    if above is not None and _phase(above) == _phase(row):
        return _at(rows, above) + 1
    if key in _OURS_LAST:
        return 0
    same_phase = [at for at, other in enumerate(rows) if _phase(other) == _phase(row)]
    return same_phase[-1] + 1 if same_phase else len(rows)


def _wanted(rows: Sequence[_Row], wanted: Any, own: Source, path: Path) -> tuple[int, list[Problem]]:
    """Where ``place`` puts a row, and what is wrong with it: it names one row of ours, or one above in its own file."""
    if not isinstance(wanted, dict) or len(wanted) != 1 or not set(wanted) <= set(_SIDES):
        return len(rows), [own.problem(path, "row-place")]
    ((side, name),) = wanted.items()
    at = _index(rows, name)
    if at is None:
        guess = nearest(str(name), [row.name for row in rows])
        return len(rows), [own.problem(path, "no-such-row", nearest=guess or "–")]
    return at + _SIDES.index(side), []


def _name(value: Any, index: int) -> str:
    """What a row is called; a word in a list of words is its own name."""
    return value if isinstance(value, str) else item_name(value, index)


def _phase(row: _Row) -> Any:
    """The phase of a step; rows of other tables have none."""
    return row.value.get("phase") if isinstance(row.value, dict) else None


def _index(rows: Sequence[_Row], name: Any) -> int | None:
    return next((at for at, row in enumerate(rows) if row.name == name), None)


def _at(rows: Sequence[_Row], row: _Row) -> int:
    return next(at for at, other in enumerate(rows) if other is row)
