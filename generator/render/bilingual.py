"""Two languages side by side: what pages print in one language each, merged line by line for one sheet of paper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from generator.render.phrases import joined, listed
from generator.text import ours, unmarked

_DAY = re.compile(r"(<time>[^<]*</time>) ?[（(]([^<>（）()]+)[）)]")  # as labels.yaml writes a date with its weekday

_SCRIPT = re.compile(r'<span lang="[^"]*">|</span>')  # as Voice.text marks Chinese

_SAID = Markup('<span class="said" lang="{}">{}</span>')


def side_by_side(said: Mapping[str, Any]) -> Any:
    """The same value in several languages as one: what is equal stands once, other words one language after the other.

    ``said``: language → nested dicts and lists of the same shape whose leaves are safe to print; the first leads.
    """
    return _merged(tuple(said.values()), tuple(said))


def _merged(values: tuple[Any, ...], languages: tuple[str, ...]) -> Any:
    first, *others = values
    if all(value == first for value in others):
        return first
    if isinstance(first, dict):
        return {key: _merged(tuple(value[key] for value in values), languages) for key in first}
    if isinstance(first, list | tuple):
        return [_merged(together, languages) for together in zip(*values, strict=True)]
    bare = _without_marks(first)
    if all(_without_marks(value) == bare for value in others):
        return first
    spans = (joined(_SAID, ours(one), value) for one, value in zip(languages, values, strict=True) if value)
    return _date(values) or listed(Markup(" "), spans)


def _without_marks(value: Any) -> Any:
    """A name or a list of ids as it is in every language, though one marks its script or parts it by other commas."""
    return _SCRIPT.sub("", unmarked(value)).replace("、", ", ") if isinstance(value, str) else value


def _date(values: tuple[Any, ...]) -> Markup | None:
    """A date stands once, with its weekday in every language; None where the values are no dates."""
    found = [_DAY.fullmatch(unmarked(str(value))) for value in values]
    days = {match[1] for match in found if match}
    if None in found or len(days) != 1:
        return None
    weekdays = " ".join(match[2] for match in found if match)
    return Markup(f"{days.pop()} ({weekdays})")  # noqa: S704 - both were safe in their own languages
