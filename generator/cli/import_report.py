"""What an import says: of each customer's file what was or would be written, and of the exports what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.cli.exports import tenants_text
from generator.cli.options import Words
from generator.errors import ProblemsFound
from generator.importers import Comparison, Found, FoundTenant
from generator.load import customer_problems


@dataclass(frozen=True)
class Made:
    """The file of one tenant: its id, its text, what changed in it where it was there before."""

    id: str
    text: str
    tenant: FoundTenant
    comparison: Comparison | None

    @property
    def differs(self) -> bool:
        return self.comparison is None or self.comparison.differs


def told(words: Words, one: Made, *, only_said: bool) -> Iterator[str]:
    """What was written of a customer, or would be where it is ``only_said``."""
    file, count = f"customers/{one.id}.yaml", len(one.tenant.subscriptions)
    if one.comparison is None:
        label = "would-be-new" if only_said else "new-file"
    elif one.comparison.differs:
        label = "differs" if only_said else "updated"
    else:
        label = "only-told" if one.comparison.says else "same"
    yield words.imports(label, file=file, count=count)
    if one.comparison:
        yield from (f"  {line}" for line in _changes(words, one.comparison))


def _changes(words: Words, found: Comparison) -> Iterator[str]:
    for change in found.changes:
        label, old = "changed" if change.written else "told", change.old or words.imports("nothing")
        yield words.imports(label, of=change.of, key=change.key, old=old, new=change.new)
    for one in found.added:
        values = {key: one.values.get(key, "?") for key in ("seats", "ends_on")}
        yield words.imports("added", id=one.id, offer=one.offer.key or one.found.clue.name or "?", **values)
    for row in found.licences:
        offer = row.clue.keys[-1] if row.clue.keys else row.clue.name or "?"  # the last key is the one that people say
        yield words.imports("licences-added", offer=offer, assigned=row.assigned)
    for both in found.together:
        ids = words.imports("comma").join(both.ids)
        yield words.imports("counted-together", offer=both.offer, ids=ids, old=both.old, new=both.new)
    for own_id in found.gone:
        yield words.imports("gone", id=own_id)
    for kept in found.kept_targets:
        label = "target-fewer" if kept.target < kept.seats else "target-more"
        count = abs(kept.target - kept.seats)
        yield words.imports(label, id=kept.id, seats=kept.seats, target=kept.target, count=count)


def beside(words: Words, found: Found, made: Sequence[Made]) -> Iterator[str]:
    """What was left out of the exports, and what in them does not add up."""
    for reason, count in found.skipped.items():
        yield words.imports("skipped", reason, count=count)
    for kind, values in found.notes:
        yield words.imports("note", kind, **values)
    taken = {one.place for made_of in made for one in made_of.tenant.subscriptions}
    others = [one for one in found.tenants if one.subscriptions and one.subscriptions[0].place not in taken]
    if others:
        yield words.imports("not-taken", count=len(others), listed=tenants_text(others))
    for one in made:
        for kind, values in one.tenant.notes:
            yield f"{one.id}: {words.imports('note', kind, **values)}"


def next_steps(words: Words, project: Path, made: Sequence[Made]) -> Iterator[str]:
    """What is still to be written by hand into files as they are now, else what comes next if any is new."""
    wanting = [problem for one in made for problem in customer_problems(project, one.id)]
    for problem in ProblemsFound(wanting).problems:
        yield problem.text(words.labels["problems"], words.language)
    if wanting:
        yield words.imports("still-wanting", count=len(wanting))
    elif any(one.differs for one in made):
        yield words.imports("next")
