"""Which pages and papers read differently by other templates and labels, the plan being the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.plan import Plan
from generator.render import BrokenPageError, Pages, page_kind
from generator.text import Token


def reworded_pages(before: Pages, after: Pages, plans: Iterable[Plan]) -> Mapping[str, tuple[Token, ...]] | None:
    """Kind of page or paper (index, runbook, handoff …) → the customers whose page of that kind reads differently.

    None where the earlier templates do not work with this program: then nothing can be said. Raises BrokenPageError
    where the later ones do not.
    """
    changed: dict[str, list[Token]] = {}
    for plan in plans:
        new = dict(after.of(plan))
        try:
            old = dict(before.of(plan))
        except BrokenPageError:
            return None
        names = (name for name in {**new, **old} if new.get(name) != old.get(name))
        for kind in dict.fromkeys(page_kind(name.rpartition("/")[2].partition(".")[0]) for name in names):
            changed.setdefault(kind, []).append(plan.customer.id)
    return {kind: tuple(ids) for kind, ids in changed.items()}
