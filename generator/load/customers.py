"""The folder `customers/`: every entry is a customer, the partners, or a Problem; files in = customers out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from generator.errors import Problem, Where
from generator.load.memory import Memory
from generator.load.strict_yaml import read
from generator.load.tree import Tree
from generator.model import (
    Customer,
    CustomerFile,
    Partner,
    PartnersFile,
    Source,
    check_customer,
    check_partners,
    check_shape,
    is_id,
)
from generator.text import Token

FOLDER = "customers"
PARTNERS = "_partners.yaml"
_NOT_OURS = frozenset({".gitkeep", "README.md", ".DS_Store", "Thumbs.db", PARTNERS})


def load_customers(
    tree: Tree, only: Sequence[str] = (), memory: Memory | None = None
) -> tuple[tuple[Customer, ...], dict[Token, Source], list[Problem]]:
    """The customers in the order of their ids, what readable files hold and where, and the Problems of all files.

    ``only``: the names of a few files, which need not lie among the customers. ``memory``: of an earlier reading, so
    that a file that has not changed gives the same customer.
    """
    memory = memory or Memory()
    if tree.entries(FOLDER) is None:
        return (), {}, [Problem(Where(tree.shown(FOLDER)), "no-customers-folder")]
    partners, problems = read_partners(tree, memory)
    names = [name for name in only if PurePosixPath(name).name != PARTNERS]
    if not only:
        names, wrong = customer_names(tree)
        problems += wrong
    tree.prepare(names)
    customers: list[Customer] = []
    sources: dict[Token, Source] = {}
    for name in names:
        customer, source, wrong = _customer(tree, name, partners, memory)
        problems += wrong
        if source is not None:
            sources[Token(id_in(name))] = source
        if customer is not None:
            customers.append(customer)
    return tuple(customers), sources, problems


def file_name(customer_id: str) -> str:
    """How a customer's file is called in a project."""
    return f"{FOLDER}/{customer_id}.yaml"


def id_in(name: str) -> str:
    """The customer's id that a file's name gives, which is not checked."""
    return PurePosixPath(name).stem


def customer_names(tree: Tree) -> tuple[list[str], list[Problem]]:
    """The customers' files in order of their names; everything else there that is not ours is a Problem."""
    names: list[str] = []
    problems: list[Problem] = []
    for entry in tree.entries(FOLDER) or ():
        name = f"{FOLDER}/{entry.name}"
        if entry.name in _NOT_OURS:
            continue
        if not entry.regular:
            problems.append(Problem(Where(tree.shown(name)), "not-a-file"))
        elif not entry.name.endswith(".yaml"):
            problems.append(Problem(Where(tree.shown(name)), "not-a-customer-file"))
        else:
            names.append(name)
    return names, problems


Partners = Mapping[Token, Partner] | None


def read_partners(tree: Tree, memory: Memory | None = None) -> tuple[Partners, list[Problem]]:
    """The partners by their keys; None where their file has Problems or is not there."""
    memory = memory or Memory()
    name = f"{FOLDER}/{PARTNERS}"
    text, problems = tree.read(name)
    if text is None:
        return None, problems
    partners, wrong = memory.of(name, text, lambda: _partners_in(text, tree.shown(name)))
    return partners, list(wrong)


def _partners_in(text: str, shown: str) -> tuple[Partners, list[Problem]]:
    source, problems = read(text, shown)
    if source is None:
        return None, problems
    file, wrong = check_shape(PartnersFile, source)
    problems += wrong + check_partners(source)
    return (file.partners if file and not problems else None), problems


Read = tuple[Customer | None, Source | None, list[Problem]]


def read_customer(tree: Tree, name: str, partners: Partners) -> Read:
    """One customer, what its file holds and where, and the Problems with it."""
    return _customer(tree, name, partners, Memory())


def _customer(tree: Tree, name: str, partners: Partners, memory: Memory) -> Read:
    if not is_id(id_in(name)):
        return None, None, [Problem(Where(tree.shown(name)), "file-name")]
    text, problems = tree.read(name)
    if text is None:
        return None, None, problems
    return memory.of(name, (text, partners), lambda: _customer_in(text, tree.shown(name), id_in(name), partners))


def _customer_in(text: str, shown: str, customer_id: str, partners: Partners) -> Read:
    source, problems = read(text, shown)
    if source is None:
        return None, None, problems
    file, wrong = check_shape(CustomerFile, source)
    problems += wrong + check_customer(source)
    if file is None or partners is None:
        return None, source, problems
    key = file.partner or next((key for key, partner in partners.items() if partner.default), None)
    if key is None:
        problems.append(source.problem((), "no-default-partner"))
    elif key not in partners:
        listed = list(partners)
        problems.append(source.problem(("partner",), "no-such-partner", known=", ".join(listed)))
    if problems or key is None:
        return None, source, problems
    return Customer.of(file, customer_id, partners[key], key), source, []
