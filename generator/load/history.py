"""What customers' files were in earlier commits: each version once, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.guidance import Guidance
from generator.load.customers import FOLDER, PARTNERS, customer_names, file_name, id_in, load_customers
from generator.load.repository import Commit, NoCommitError, NoGitError, Repository
from generator.load.rule_files import RuleFiles
from generator.load.rules import read_guidance
from generator.load.tree import Disk
from generator.model import Customer

_PLANNED_FROM = (FOLDER, "guidance", "generator/guidance")
_PAGES = "site/pages"


@dataclass(frozen=True)
class Version:
    """A customer's file and the guidance as a commit had them; ``day``: of the commit, as ISO text.

    ``guidance``: None where this program cannot read it any more.
    """

    commit: str
    day: str
    customer: Customer
    guidance: Guidance | None


def versions(root: Path, customer_id: str | None = None) -> Iterator[Version]:
    """Every combination of a customer's file, partners and guidance that was committed, of one customer or of all.

    Files that cannot be read are passed over: nothing was printed from them. Raises NoCommitError, NoGitError.
    """
    repository = Repository(root)
    seen: set[tuple[str | None, ...]] = set()
    known: dict[tuple[str | None, ...], Guidance | None] = {}
    for commit, day in repository.log(_PLANNED_FROM):
        tree = repository.tree(commit)
        rules = RuleFiles.of(tree)
        about_rules = rules.digests()
        names = [name for name in customer_names(tree)[0] if customer_id in (None, id_in(name))]
        keys = {name: (name, tree.digest(name), tree.digest(f"{FOLDER}/{PARTNERS}"), *about_rules) for name in names}
        new = [name for name, key in keys.items() if key not in seen]
        if not new:
            continue
        seen.update(keys.values())
        if about_rules not in known:
            known[about_rules] = read_guidance(rules)[0]
        customers, _, _ = load_customers(tree, new)
        yield from (Version(commit, day, customer, known[about_rules]) for customer in customers)


def printed_in(root: Path, fingerprint: str) -> Iterator[Version]:
    """The customer's file in the last commit whose tracked pages show the fingerprint; none where no page ever did.

    A page remembers what was printed also where another version of the program planned it.
    """
    repository = Repository(root)
    for commit, day, name in repository.last_with(fingerprint, _PAGES):
        customer_id = name.partition("/customers/")[2].partition("/")[0]
        tree: Commit = repository.tree(commit)
        file = file_name(customer_id)
        if customer_id and tree.has(file):
            customers, _, _ = load_customers(tree, [file])
            yield from (Version(commit, day, customer, None) for customer in customers)


def is_committed(root: Path, customer_id: str) -> bool:
    """Whether the last commit has the customer's file as it is; also where there is no git to ask."""
    repository, name = Repository(root), file_name(customer_id)
    try:
        return repository.tree(repository.commit("HEAD")).digest(name) == Disk(root).digest(name)
    except (NoCommitError, NoGitError):
        return True
