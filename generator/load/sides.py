"""The two sides of a comparison, each a commit or the working tree: only what may differ between them is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.errors import Problem, ProblemsFound
from generator.guidance import Guidance
from generator.load.customers import FOLDER, PARTNERS, customer_names, load_customers
from generator.load.repository import Repository
from generator.load.rules import RuleFiles, Wording, read_guidance, read_rules
from generator.load.tree import Disk, Tree
from generator.model import Customer, Source
from generator.text import Token


@dataclass(frozen=True)
class Side:
    """What was read of one side.

    ``commit``: its full id, '' for the working tree. ``guidance``, ``wording``: None where they have Problems; the same
    object on both sides where their files are the same. ``customers``: those whose files or whose rules differ from the
    other side's. ``ids``: all that it has files of.
    """

    commit: str
    guidance: Guidance | None
    wording: Wording | None
    customers: Mapping[Token, Customer]
    sources: Mapping[Token, Source]
    ids: frozenset[str]
    problems: tuple[Problem, ...]


def load_sides(root: Path, base: str, head: str | None = None, *, merge_base: bool = False) -> tuple[Side, Side]:
    """Base and head (the working tree where it is None); their Problems are on them.

    ``merge_base``: the base is the last commit that both have in common. Raises NoCommitError, NoGitError.
    """
    repository = Repository(root)
    base_commit, head_commit = repository.commit(base), repository.commit(head) if head else ""
    if merge_base:
        base_commit = repository.merge_base(base_commit, head_commit or repository.commit("HEAD"))
    old = repository.tree(base_commit, f"{base}:")
    new: Tree = repository.tree(head_commit) if head_commit else Disk(root)
    return compared(root, (base_commit, old), (head_commit, new))


def compared(root: Path, base: tuple[str, Tree], head: tuple[str, Tree]) -> tuple[Side, Side]:
    """Two trees with their commits as the sides of a comparison."""
    files = [RuleFiles.of(tree, root) for _, tree in (base, head)]
    same_guidance, same_wording = files[0].same_guidance(files[1]), files[0].same_wording(files[1])
    new_guidance, new_wording, new_problems = read_rules(files[1])
    old_guidance, old_wording, old_problems = new_guidance, new_wording, list[Problem]()
    if not (same_guidance and same_wording):
        old_guidance, old_wording, old_problems = read_rules(files[0])
        old_guidance = new_guidance if same_guidance else old_guidance
        old_wording = new_wording if same_wording else old_wording
    names = [customer_names(tree) for _, tree in (base, head)]
    partners = f"{FOLDER}/{PARTNERS}"
    same_rules = same_guidance and same_wording and base[1].digest(partners) == head[1].digest(partners)
    differing = [
        [name for name in listed if not same_rules or base[1].digest(name) != head[1].digest(name)]
        for listed, _ in names
    ]
    rules = ((old_guidance, old_wording, old_problems), (new_guidance, new_wording, new_problems))
    sides = []
    for (commit, tree), (listed, wrong), read, (guidance, wording, problems) in zip(
        (base, head), names, differing, rules, strict=True
    ):
        customers, sources, found = load_customers(tree, read) if read else ((), {}, [])
        ids = frozenset(name.removeprefix(f"{FOLDER}/").removesuffix(".yaml") for name in listed)
        by_id = {customer.id: customer for customer in customers}
        sides.append(Side(commit, guidance, wording, by_id, sources, ids, (*problems, *wrong, *found)))
    return sides[0], sides[1]


def committed_guidance(root: Path, revision: str = "HEAD") -> Guidance:
    """The guidance of a project as ``revision`` has it; raises ProblemsFound where it cannot be read, NoCommitError.

    A table that the project did not hold then is the package's: as committed where the package lies in the same
    repository, else as it is installed.
    """
    repository = Repository(root)
    tree = repository.tree(repository.commit(revision), f"{revision}:")
    guidance, problems = read_guidance(RuleFiles.of(tree, root))
    if guidance is None:
        raise ProblemsFound(problems)
    return guidance
