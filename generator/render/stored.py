"""Frozen values as JSON and back. Knows types, no meaning; reading makes what the type says and runs nothing else.

A dataclass is the list of its fields: names of fields would be said again for every customer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from markupsafe import Markup

from generator.text import LANGUAGES, Pair, Text, Token, ours

Value = TypeVar("Value")
Reader = Callable[[Any], Any]

_MADE_OF_TEXT: dict[type, Callable[[str], Any]] = {
    str: str,
    Markup: ours,
    Text: Text,
    Token: Token,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    bytes: str.encode,
}

_SHORT = 80  # characters: names of steps, places, days, labels; what is longer hardly comes twice
_REMEMBERED = 2**14  # short texts of a type: what many customers have in common stays, what one has soon makes room


def as_json(value: object) -> str:
    """One line; TypeError for what is neither a plain value nor made of dataclasses, pairs and days."""
    return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"))


def from_json(kind: type[Value], text: str) -> Value:
    """The value of that type; ValueError where the text is no JSON, or has another shape."""
    wanted: Any = kind
    try:
        return cast(Value, _reader(wanted)(json.loads(text)))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Pair):
        return value.said
    if isinstance(value, bytes):
        return value.decode()
    if is_dataclass(value):
        return [getattr(value, field.name) for field in fields(value)]
    raise TypeError(f"not to be stored: {type(value)}")


@cache
def _reader(kind: Any) -> Reader:
    """What makes a value of a type of what JSON has; raises ValueError."""
    origin, inside = get_origin(kind), get_args(kind)
    if kind in _MADE_OF_TEXT:
        return _text(_MADE_OF_TEXT[kind])
    if kind in (bool, int):
        return _exactly(kind)
    if origin in (Union, UnionType):
        return _either([_reader(one) for one in inside if one is not NoneType], optional=NoneType in inside)
    if origin is Pair:
        row = _row([_reader(inside[0])] * len(LANGUAGES))
        return lambda raw: Pair(row(raw))
    if origin is tuple:
        return _many(_reader(inside[0])) if inside[1:] == (...,) else _row([_reader(one) for one in inside])
    if origin is Mapping:
        return _named(_reader(inside[1]))
    return _made(kind)


def _made(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    row = _row([_reader(hints[field.name]) for field in fields(kind)])
    return lambda raw: kind(*row(raw))


def _exactly(kind: type) -> Reader:
    def read(raw: Any) -> Any:
        if type(raw) is not kind:
            raise ValueError(f"not {kind.__name__}: {raw!r:.40}")
        return raw

    return read


def _text(make: Callable[[str], Any]) -> Reader:
    """Equal short texts become one value: thousands of customers have most of them in common."""
    of_text, one_of_many = _exactly(str), lru_cache(_REMEMBERED)(make)
    return lambda raw: (make if len(of_text(raw)) > _SHORT else one_of_many)(raw)


def _many(read: Reader) -> Reader:
    of_list = _exactly(list)
    return lambda raw: tuple([read(one) for one in of_list(raw)])


def _row(readers: list[Reader]) -> Reader:
    of_list = _exactly(list)
    return lambda raw: tuple([read(one) for read, one in zip(readers, of_list(raw), strict=True)])


def _named(read: Reader) -> Reader:
    of_dict, key_of = _exactly(dict), _reader(str)
    return lambda raw: {key_of(key): read(one) for key, one in of_dict(raw).items()}


def _either(readers: list[Reader], *, optional: bool) -> Reader:
    *others, last = readers

    def either(raw: Any) -> Any:
        if raw is None and optional:
            return None
        for read in others:
            try:
                return read(raw)
            except ValueError:
                continue
        return last(raw)

    return either
