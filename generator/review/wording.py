"""Which pages read differently by other templates and labels, the plan being the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.plan import Plan
from generator.render import BrokenPageError, Pages
from generator.text import Token


def reworded_pages(before: Pages, after: Pages, plans: Iterable[Plan]) -> Mapping[str, tuple[Token, ...]] | None:
    """Kind of page (index, runbook …) → the customers whose page of that kind reads differently.

    None where the earlier templates do not work with this program: then nothing can be said.
    """
    changed: dict[str, list[Token]] = {}
    for plan in plans:
        try:
            old = dict(before.of(plan))
        except BrokenPageError:
            return None
        new = dict(after.of(plan))
        paths = (path for path in {**new, **old} if new.get(path) != old.get(path))
        for kind in dict.fromkeys(path.rpartition("/")[2].removesuffix(".md") for path in paths):
            changed.setdefault(kind, []).append(plan.customer.id)
    return {kind: tuple(ids) for kind, ids in changed.items()}
