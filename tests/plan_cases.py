"""The customers under cases/plans and cases/clauses: whole files, named by the sentence that their plan shows."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from generator.guidance import Guidance
from generator.load.strict_yaml import read, read_file
from generator.load.tree import Disk
from generator.model import Customer, CustomerFile, Partner, PartnersFile, Source, check_customer, check_shape
from generator.plan import Plan, make_plan

CASES = Path(__file__).parent / "cases"
CUSTOMERS = Path(__file__).resolve().parent.parent / "customers"
PLAN_CASES = sorted((CASES / "plans").glob("*.yaml"))
ORDER_CASES = sorted((CASES / "order").glob("*.yaml"))
"""Customers for the order of days alone (test_plan_contract); no whole plan is kept of them."""
CLAUSE_CASES = sorted((CASES / "clauses").glob("*.yaml"))
EXAMPLES = sorted(path for path in CUSTOMERS.glob("*.yaml") if path.name != "_partners.yaml")

ACME = """\
planned_on: 2026-11-22
customer: {name: Acme}
tenant: {domain: acme.onmicrosoft.com, country: TW}
contacts:
  - {role: global-admin, name: Wang, email: it@acme.example, phone: "+886-2-5550-0101", reachable: yes}
sellers:
  beifeng: {name: Beifeng Reselling}
licences:
  - {offer: ENTERPRISEPACK, assigned: 117}
subscriptions:
  - id: e3
    offer: ENTERPRISEPACK
    seats: 120
    bought: {channel: csp, from: beifeng, commerce: legacy}
    ends_on: 2027-01-14
    at_end: expire
    target: {offer: ENTERPRISEPACK, seats: 120}
notes: quiet
"""
"""A customer with a move as simple as it can be."""

_AS_OF = re.compile(r"# as_of: (\d{4}-\d{2}-\d{2})\n")


def customer_of(text: str, customer_id: str = "acme", partners: Path = CASES / "partners.yaml") -> Customer:
    """The customer that a file's text describes, together with the partner that takes it over."""
    source, problems = read(text, f"{customer_id}.yaml")
    assert source is not None, problems
    file, wrong = check_shape(CustomerFile, source)
    problems += wrong + check_customer(source)
    assert file is not None and not problems, [(str(problem.where), problem.id) for problem in problems]
    key, taker = _partner(partners, file.partner)
    return Customer.of(file, customer_id, taker, key)


def plan_of(path: Path, guidance: Guidance) -> Plan:
    """The plan for a case or an example, as of the day in its first line (``# as_of: 2018-09-01``) if there is one."""
    text = path.read_text(encoding="utf-8")
    if path.parent == CUSTOMERS:
        return make_plan(customer_of(text, path.stem, CUSTOMERS / "_partners.yaml"), guidance)
    as_of = _AS_OF.match(text)
    return make_plan(customer_of(text), guidance, date.fromisoformat(as_of[1]) if as_of else None)


def _partner(path: Path, key: str | None) -> tuple[str, Partner]:
    source, problems = read_file(Disk(path.parent), path.name)
    assert isinstance(source, Source), problems
    file, wrong = check_shape(PartnersFile, source)
    assert file is not None, wrong
    return next((name, one) for name, one in file.partners.items() if (name == key if key else one.default))
