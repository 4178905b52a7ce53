"""Which comments in a customer's file an import wrote itself, in whatever language it spoke then."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.text import LANGUAGES

_VALUE = re.compile(r"\\{[a-z_]+\\}")


def own_remarks(labels: Mapping[str, Any]) -> Callable[[str], bool]:
    """Whether words behind a key are such: labels of ``imports`` with any values, one or several after another."""
    one = "|".join(
        _VALUE.sub("[^;；]+", re.escape(text.rstrip("。."))) + "[。.]?" for text in _texts(labels["imports"])
    )
    known = re.compile(f"(?:{one})(?:(?:; |；)(?:{one}))*")
    return lambda said: known.fullmatch(said) is not None


def _texts(imports: Mapping[str, Any]) -> Iterator[str]:
    for pair in (imports["needed"], imports["needed-open"], imports["missing"], *imports["remark"].values()):
        yield from (pair[language] for language in LANGUAGES)
