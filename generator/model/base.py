"""Values to checked, frozen objects, and what is wrong with them as Problems. Pydantic stays in this package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from generator.errors import Problem, Where
from generator.model.mistakes import nearest

Path = tuple[str | int, ...]

_STEP = " › "


class Frozen(BaseModel):
    """A value object: unknown keys are refused, nothing changes afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


Shape = TypeVar("Shape", bound=Frozen)


class Source:
    """Plain values as a file holds them, and the line of each: what Problems point at."""

    def __init__(self, file: str, values: Any, lines: Mapping[Path, int]) -> None:
        self.file = file
        self.values = values
        self.lines = lines

    def where(self, path: Path) -> Where:
        """The place of ``path``, or of the nearest thing around it that stands in the file."""
        at = path
        while at and at not in self.lines:
            at = at[:-1]
        return Where(self.file, self.lines.get(at, 1), self.trail(path))

    def trail(self, path: Path) -> str:
        """``subscriptions[2] (e3-main) › seats``: list items counted from 1, with their id where they have one."""
        words: list[str] = []
        value = self.values
        for step in path:
            value = _inside(value, step)
            if isinstance(step, int):
                name = value.get("id") or value.get("offer") if isinstance(value, dict) else None
                words[-1:] = [f"{words[-1] if words else ''}[{step + 1}]" + (f" ({_brief(name)})" if name else "")]
            else:
                words.append(_brief(step))
        return _STEP.join(words)

    def problem(self, path: Path, problem_id: str, **values: str) -> Problem:
        return Problem(self.where(path), problem_id, values)


class MergedSource(Source):
    """Values that stand in several files; ``origins``: from which source what lies at or below a path is, and where."""

    def __init__(self, values: Any, origins: Mapping[Path, tuple[Source, Path]]) -> None:
        super().__init__("", values, {})
        self._origins = origins

    def where(self, path: Path) -> Where:
        """The place in the file that holds it; list items are counted as that file has them."""
        at = next(path[:end] for end in range(len(path), -1, -1) if path[:end] in self._origins)
        source, there = self._origins[at]
        return source.where((*there, *path[len(at) :]))


def check_shape(shape: type[Shape], source: Source) -> tuple[Shape | None, list[Problem]]:
    """The object that ``source`` describes, or None and every Problem of its shape."""
    try:
        return shape.model_validate(source.values), []
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=True)
        errors = [one for one in errors if one["type"] != "too_short" or not one["input"]]
        return None, _without_echoes([_problem(shape, source, one) for one in errors])


def _without_echoes(problems: list[Problem]) -> list[Problem]:
    """A key that is misspelt is not reported as missing too – at its own place; elsewhere it may really be missing."""
    guessed = {
        (problem.where.trail.rpartition(_STEP)[0], problem.values["nearest"])
        for problem in problems
        if problem.id == "unknown-key-like"
    }
    return [
        problem
        for problem in problems
        if problem.id != "missing-key" or (problem.where.trail, problem.values["key"]) not in guessed
    ]


def _problem(shape: type[Frozen], source: Source, error: Any) -> Problem:
    path: Path = tuple(step for step in error["loc"] if step != "[key]")
    kind = error["type"]
    if kind == "missing":
        return source.problem(path[:-1], "missing-key", key=str(path[-1]))
    if kind == "extra_forbidden":
        name, colon, _ = str(path[-1]).partition("：")
        if colon:
            return source.problem(path[:-1], "full-width-colon", key=_brief(name))
        key = _brief(str(path[-1]))
        known = _keys_at(shape, path[:-1])
        guess = nearest(key, known)
        values = {"key": key, "nearest": guess, "known": ", ".join(known)}
        return source.problem(path, "unknown-key-like" if guess else "unknown-key", **values)
    if kind in ("model_type", "dict_type", "list_type", "tuple_type"):
        return _wrong_kind(source, path, kind, error["input"])
    values = {name: str(value) for name, value in (error.get("ctx") or {}).items()}
    if kind == "too_short":
        return source.problem(path, "empty-list")
    return source.problem(path, kind, **values)


def _wrong_kind(source: Source, path: Path, kind: str, found: Any) -> Problem:
    """A mapping or a list was wanted; a text in its place often has a missing blank or a full-width colon."""
    wanted = "mapping" if kind in ("model_type", "dict_type") else "list"
    if isinstance(found, str) and wanted == "mapping":
        key, colon, _ = found.partition("：")
        if colon and key.isascii():
            return source.problem(path, "full-width-colon", key=_brief(key.strip()))
        key, colon, _ = found.partition(":")
        if colon and key.isidentifier():
            return source.problem(path, "no-blank-after-colon", key=_brief(key))
    return source.problem(path, f"expected-{wanted}")


def _keys_at(shape: type[Frozen], path: Path) -> Sequence[str]:
    """The keys that may stand at ``path``, in the order of the contract."""
    for step in path:
        if isinstance(step, str) and step in shape.model_fields:
            inner = next(_shapes_in(shape.model_fields[step].annotation), None)
            shape = inner if inner is not None else shape
    return tuple(field.alias or name for name, field in shape.model_fields.items())


def known_instead(shape: type[Frozen], path: Sequence[str]) -> Sequence[str] | None:
    """The keys that may stand where ``path`` leaves ``shape``; None where all of it is known.

    A path ends before lists and mappings of the writer's own: which item it is, only a file can say.
    """
    inner: type[Frozen] | None = shape
    for key in path:
        fields = {field.alias or name: field for name, field in inner.model_fields.items()} if inner else {}
        if key not in fields:
            return tuple(fields)
        annotation = fields[key].annotation
        inner = None if get_origin(annotation) in (tuple, dict) else next(_shapes_in(annotation), None)
    return None


def _shapes_in(annotation: Any) -> Iterator[type[Frozen]]:
    if isinstance(annotation, type) and issubclass(annotation, Frozen):
        yield annotation
    for argument in get_args(annotation):
        yield from _shapes_in(argument)


def _inside(value: Any, step: str | int) -> Any:
    if isinstance(value, dict) and isinstance(step, str):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _brief(value: Any) -> str:
    """A key or an id as a message may show it: short, in one line, harmless characters only."""
    text = str(value)
    safe = "".join(mark if mark.isalnum() or mark in "-_. @+/" else "?" for mark in text)
    return safe if len(safe) <= 40 else safe[:39] + "…"
