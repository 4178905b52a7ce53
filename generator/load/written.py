"""How values are written in a customer's file: on one line, and so that every reader of YAML takes them for the same.

Days, numbers and switches stand plain under the keys that hold them, text in quotes unless it is beyond doubt.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from generator.model import Path

_TEXT = re.compile(r"[^\W\d_](?:[\w .()/+'@&;%，。、；：（）「」-]*[\w.)%，。、；：（）「」])?")
_GUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:]+Z)?")
_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_SWITCH = re.compile(r"yes|no|true|false")
_KEY = re.compile(r"[A-Za-z][\w./-]*")

_PLAIN = {
    **dict.fromkeys(("planned_on", "on", "until", "done", "due", "from", "to"), _DAY),
    **dict.fromkeys(("starts_on", "started_at", "ends_on", "provision_on", "cancel_on"), _DAY),
    **dict.fromkeys(("seats", "assigned", "amount"), _NUMBER),
    **dict.fromkeys(("reachable", "may_sign", "cooperates", "stops_at_end"), _SWITCH),
    **dict.fromkeys(("trial", "accept_loss", "accept_gap", "default"), _SWITCH),
}
"""Keys whose values other readers of YAML may take for days, numbers and switches: they are."""

_ALWAYS_QUOTED = ("step",)
"""Keys whose values look like text in one file and like a number in the next."""

_OTHER_MEANING = frozenset(
    ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nil", "none", "nan", "inf", "infinity"]
)
"""Words that other readers of YAML take for something else than text."""

Order = Callable[[Path], Sequence[str]]
"""Path of a mapping → the keys that may stand in it, in the order in which they are written."""


def scalar(value: str, key: str) -> str:
    """A text as it is written under ``key``: plain where that is safe, else in quotes."""
    plain = _PLAIN.get(key)
    if plain and plain.fullmatch(value):
        return value
    if key not in _ALWAYS_QUOTED and (_is_text(value) or _GUID.fullmatch(value)):
        return value
    return _double(value) if "\n" in value else "'" + value.replace("'", "''") + "'"


def scalar_like(old: str, value: str, key: str) -> str:
    """A text in the quotes that ``old``, what is written there now, has; as above where it has none."""
    if old.startswith('"'):
        return _double(value)
    if old.startswith("'") and "\n" not in value:
        return "'" + value.replace("'", "''") + "'"
    return scalar(value, key)


def key_text(key: str) -> str:
    """A key as it is written; ``on``, a key of the contract, stands plain in every file."""
    is_plain = _KEY.fullmatch(key) and (key in _PLAIN or key.casefold() not in _OTHER_MEANING)
    return key if is_plain else _double(key)


def flow_text(value: Any, path: Path, order: Order) -> str:
    """A text, a mapping or a list of them on one line; ``path``: where it stands."""
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(flow_entry(value[key], (*path, key), order) for key in sorted_keys(value, path, order))
            + "}"
        )
    if isinstance(value, str):
        return scalar(value, next((step for step in reversed(path) if isinstance(step, str)), ""))
    return "[" + ", ".join(flow_text(item, (*path, index), order) for index, item in enumerate(value)) + "]"


def flow_entry(value: Any, path: Path, order: Order) -> str:
    """``key: value`` on one line; the key is the path's last step."""
    return f"{key_text(str(path[-1]))}: {flow_text(value, path, order)}"


def sorted_keys(keys: Iterable[str], path: Path, order: Order) -> list[str]:
    """Keys of the mapping at ``path`` in their order; those that it does not know come last, as they were given."""
    ranks = {key: rank for rank, key in enumerate(order(path))}
    return sorted(keys, key=lambda key: ranks.get(key, len(ranks)))


def comment_text(comments: Iterable[str]) -> str:
    """What stands behind a value: ``  # one; another``, '' where there is nothing to say."""
    said = dict.fromkeys(filter(None, map(clean_comment, comments)))
    return f"  # {'; '.join(said)}" if said else ""


def clean_comment(comment: str) -> str:
    """One line that may stand behind ``#``: names in it come from exports."""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in comment).split())


def _is_text(value: str) -> bool:
    return bool(_TEXT.fullmatch(value)) and value.casefold() not in _OTHER_MEANING and "  " not in value


def _double(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
