"""The two sides of a comparison, each a commit or the working tree: only what may differ between them is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.errors import Problem, ProblemsFound, Where
from generator.guidance import Guidance
from generator.load.against_rules import against_rules
from generator.load.customers import FOLDER, PARTNERS, customer_names, id_in, load_customers
from generator.load.repository import Repository
from generator.load.rule_files import RuleFiles
from generator.load.rules import Wording, read_guidance, read_rules
from generator.load.tree import Disk, Tree
from generator.model import Customer, Source
from generator.text import Token


@dataclass(frozen=True)
class Side:
    """What was read of one side.

    ``commit``: its full id, '' for the working tree. ``guidance``, ``wording``: None where they have Problems; the same
    object on both sides where their files are the same. ``customers``: those whose files or whose rules differ from the
    other side's. ``ids``: all that it has anything of, readable or not; None where there is no such folder.
    """

    commit: str
    guidance: Guidance | None
    wording: Wording | None
    customers: Mapping[Token, Customer]
    sources: Mapping[Token, Source]
    ids: frozenset[str] | None
    problems: tuple[Problem, ...]


def load_sides(root: Path, base: str, head: str | None = None, *, merge_base: bool = False) -> tuple[Side, Side]:
    """Base and head (the working tree where it is None); their Problems are on them.

    ``merge_base``: the base is the last commit that both have in common. Raises NoCommitError, NoGitError.
    """
    repository = Repository(root)
    base_commit, head_commit = repository.commit(base), "" if head is None else repository.commit(head)
    if merge_base:
        base_commit = repository.merge_base(base_commit, head_commit or repository.commit("HEAD"))
    old = repository.tree(base_commit, f"{base_commit[:12] if merge_base else base}:")
    new: Tree = repository.tree(head_commit) if head_commit else Disk(root)
    return _sides((base_commit, old), (head_commit, new))


def _sides(base: tuple[str, Tree], head: tuple[str, Tree]) -> tuple[Side, Side]:
    """Two trees with their commits as the sides of a comparison; customers whose input is the same are not read."""
    (_, old), (_, new) = base, head
    old_rules, new_rules = _rules(RuleFiles.of(old), RuleFiles.of(new))
    partners = f"{FOLDER}/{PARTNERS}"
    same_rules = old_rules[:2] == new_rules[:2] and old.digest(partners) == new.digest(partners)

    def differs(name: str) -> bool:
        return not same_rules or old.digest(name) != new.digest(name)

    gone = [] if new.entries(FOLDER) is not None else [Problem(Where(new.shown(FOLDER)), "no-customers-folder")]
    return _side(*base, old_rules, differs, []), _side(*head, new_rules, differs, gone)


Rules = tuple[Guidance | None, Wording | None, list[Problem]]


def _rules(old: RuleFiles, new: RuleFiles) -> tuple[Rules, Rules]:
    """The rules of both sides; what is the same is one object."""
    same_guidance, same_wording = old.same_guidance(new), old.same_wording(new)
    guidance, wording, problems = read_rules(new)
    if same_guidance and same_wording:
        return (guidance, wording, []), (guidance, wording, problems)
    old_guidance, old_wording, old_problems = read_rules(old)
    before = (guidance if same_guidance else old_guidance, wording if same_wording else old_wording, old_problems)
    return before, (guidance, wording, problems)


def _side(commit: str, tree: Tree, rules: Rules, differs: Callable[[str], bool], gone: list[Problem]) -> Side:
    guidance, wording, problems = rules
    names, wrong = customer_names(tree)
    here = tree.entries(FOLDER)
    wanted = [name for name in names if differs(name)]
    customers, sources, found = load_customers(tree, wanted) if wanted else ((), {}, [])
    found += against_rules(sources.values(), guidance) if guidance else []
    ids = None if here is None else frozenset(id_in(entry.name) for entry in here)
    first_day = guidance.first_day if guidance else date.min
    by_id = {customer.id: customer for customer in customers if customer.planned_on >= first_day}
    return Side(commit, guidance, wording, by_id, sources, ids, (*problems, *gone, *wrong, *found))


def committed_guidance(root: Path, revision: str = "HEAD") -> Guidance:
    """The guidance of a project as ``revision`` has it; raises ProblemsFound where it cannot be read, NoCommitError.

    A table that the project did not hold then is the package's: as committed where the package lies in the same
    repository, else as it is installed.
    """
    repository = Repository(root)
    tree = repository.tree(repository.commit(revision), f"{revision}:")
    guidance, problems = read_guidance(RuleFiles.of(tree))
    if guidance is None:
        raise ProblemsFound(problems)
    return guidance
