"""Each subscription of tables once: two rows or two files that name the same one must not count twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from generator.errors import Problem, Where
from generator.importers.found import Clue, Found, FoundSubscription, FoundTenant


def each_once(found: Found) -> tuple[Found, list[Problem]]:
    """By Microsoft's id: what says the same is left out and counted, what completes is put together.

    Two that contradict each other are a Problem: which of them is the newer one, no table says.
    """
    problems: list[Problem] = []
    tenants = tuple(_tenant(one, problems) for one in found.tenants)
    left_out = sum(len(one.subscriptions) for one in found.tenants) - sum(len(one.subscriptions) for one in tenants)
    skipped = dict(found.skipped)
    if left_out:
        skipped["duplicate"] = skipped.get("duplicate", 0) + left_out
    return replace(found, tenants=tenants, skipped=skipped), problems


def _tenant(tenant: FoundTenant, problems: list[Problem]) -> FoundTenant:
    kept: dict[str, FoundSubscription] = {}
    for number, one in enumerate(tenant.subscriptions):
        key = one.values.get("ms_id") or str(number)
        first = kept.setdefault(key, one)
        if first is one:
            continue
        if _contradict(first.values, one.values):
            problems.append(Problem(Where(one.place), "export-twice", {"other": first.place}))
        else:
            clue = Clue(tuple(dict.fromkeys(first.clue.keys + one.clue.keys)), first.clue.name or one.clue.name)
            values = {**one.values, **first.values}
            kept[key] = replace(first, clue=clue, values=values, remarks={**one.remarks, **first.remarks})
    return replace(tenant, subscriptions=tuple(kept.values()))


def _contradict(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return any(one[key] != other[key] for key in one.keys() & other.keys())
