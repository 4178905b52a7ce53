"""Whether every translation was looked at since its original changed: `translations.lock`, a line per text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from generator.errors import Problem
from generator.guidance import pairs
from generator.model import Source
from generator.text import WRITTEN_IN

LOCK = "translations.lock"


def lock_lines(sources: Mapping[str, Source]) -> list[str]:
    """The lock as it would be if everything were confirmed now: ``<hash of the original>  <id>``, in file order."""
    return [f"{_hash(words)}  {name}" for _, name, _, words in _texts(sources)]


def stale(sources: Mapping[str, Source], lock: Iterable[str]) -> list[Problem]:
    """A Problem for every text whose original is not the one that was confirmed."""
    confirmed = set(lock)
    return [
        source.problem(path, "translation-stale", text=name)
        for source, name, path, words in _texts(sources)
        if f"{_hash(words)}  {name}" not in confirmed
    ]


def _texts(sources: Mapping[str, Source]) -> Iterator[tuple[Source, str, tuple[str | int, ...], Mapping[str, str]]]:
    for file, source in sources.items():
        for name, path, words in pairs(file, source.values):
            if isinstance(words[WRITTEN_IN], str):
                yield source, name, path, words


def _hash(words: Mapping[str, str]) -> str:
    return hashlib.sha256(words[WRITTEN_IN].encode()).hexdigest()[:8]
