"""Templates that several environments have in common, compiled once."""

from __future__ import annotations

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket


class _Compiled(BytecodeCache):
    """In memory alone: what is read from a disk would be run."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = self._kept.get(bucket.key)
        if kept:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def compiled_once(environment: Environment) -> Environment:
    """An environment that shares what it compiles with others that are set up alike: a theme in several languages."""
    environment.bytecode_cache = _COMPILED
    return environment
