"""Objects of several files by what they are and by whose they are, each once; and what is nothing to transfer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from generator.catalog import Catalog
from generator.errors import Problem
from generator.importers.documents import Document, Item, Note
from generator.importers.found import SKIPPED, Clue


@dataclass(frozen=True)
class Run:
    """What a reader holds on to while it reads: the offers that are known, what is asked for, and its counts."""

    catalog: Catalog
    keep_trials: bool
    skipped: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    def left_out(self, clue: Clue, *, trial: bool) -> str:
        """Why an offer is nothing to transfer, one of SKIPPED; '' where it is one. ``trial``: as the export has it."""
        offer = next((one for key in clue.keys if (one := self.catalog.find(key))), None)
        if offer and offer.free:
            return "free"
        return "trial" if self.is_trial(clue, trial=trial) and not self.keep_trials else ""

    def is_trial(self, clue: Clue, *, trial: bool) -> bool:
        """Whether the export or the catalogue says so."""
        return trial or any(offer.trial for key in clue.keys if (offer := self.catalog.find(key)))

    def counts(self) -> Mapping[str, int]:
        return {reason: self.skipped[reason] for reason in SKIPPED if self.skipped[reason]}


def by_kind(documents: Iterable[Document], kind: Callable[[Item], str], run: Run) -> dict[str, list[Item]]:
    """Kind → its objects, in the order of the files; an object of none is a Problem, told once a file."""
    found: dict[str, list[Item]] = {}
    for document in documents:
        for item in document.items:
            found.setdefault(kind(item), []).append(item)
    for item in _first_of_each_file(found.pop("", [])):
        run.problems.append(Problem(item.where, "export-unknown-object"))
    return found


def each_once(items: Iterable[Item], key: Callable[[Item], str], told: Sequence[str], run: Run) -> list[Item]:
    """The items without those that stand in two files; two that differ in one of ``told`` (keys) are a Problem.

    Which of them is the newer one, no export says.
    """
    kept: dict[str, Item] = {}
    for number, item in enumerate(items):
        first = kept.setdefault(key(item) or str(number), item)
        if first is item:
            continue
        if any(first.values.get(one) != item.values.get(one) for one in told):
            run.problems.append(Problem(item.where, "export-twice", {"other": str(first.where)}))
        else:
            run.skipped["duplicate"] += 1
    return list(kept.values())


def by_tenant(
    items: Iterable[Item], own: Callable[[Item], str], known: Iterable[str], run: Run
) -> dict[str, list[Item]]:
    """Tenant → its items. What names no tenant is the one tenant's of the run; of several, it is a Problem.

    ``known``: the ids of tenants from elsewhere in the run; without any, the tenant is ''.
    """
    whose = [(item, own(item)) for item in items]
    tenants = tuple(dict.fromkeys(one for one in (*known, *(tenant for _, tenant in whose)) if one))
    found: dict[str, list[Item]] = {tenant: [] for tenant in tenants}
    only = tenants[0] if len(tenants) == 1 else ""
    for item, tenant in whose:
        found.setdefault(tenant or only, []).append(item)
    if len(tenants) > 1:
        for item in _first_of_each_file(found.pop("", [])):
            run.problems.append(Problem(item.where, "export-without-tenant"))
    return found


def said_of_files(documents: Iterable[Document], needed: Sequence[str]) -> tuple[Note, ...]:
    """What files say of themselves, and which of the ``needed`` keys PowerShell has cut off for want of -Depth."""
    notes: list[Note] = []
    for document in documents:
        notes += document.notes
        cut = [key for key in needed if any(_is_cut_off(item.values.get(key)) for item in document.items)]
        if cut:
            notes.append(("cut-off", {"file": document.file, "keys": ", ".join(cut)}))
    return tuple(notes)


def _is_cut_off(value: object) -> bool:
    """Whether it is the text that ConvertTo-Json makes of what lies too deep."""
    return isinstance(value, str) and value.startswith(("@{", "System.", "Microsoft."))


def _first_of_each_file(items: Iterable[Item]) -> Iterable[Item]:
    first: dict[str, Item] = {}
    for item in items:
        first.setdefault(item.file, item)
    return first.values()
