"""Partner Center's "Export subscriptions" of one customer: ids, names, quantities and states; no tenant, no dates.

Source: Partner Center, "See your customer list" (columns as the documentation includes them; no file was seen).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.catalog import Catalog
from generator.errors import Problem
from generator.importers.draft import Carried, Draft, carried
from generator.importers.found import Clue, Found
from generator.importers.headers import has_headers, places
from generator.importers.rows import Rows
from generator.importers.tables import Table
from generator.importers.tenants import Owner, Tenants, seats_of
from generator.importers.words import Sieve

FORMAT = "pc-subscriptions-export"
VERIFIED: Mapping[str, bool] = {FORMAT: True}
CARRIES: Mapping[str, Carried] = {FORMAT: carried(("ms_id", "seats", "state"), ("offer", "channel"))}

_COLUMNS = {"ms_id": "Subscription ID", "product": "Subscription", "seats": "Quantity", "state": "Status"}


def matches(table: Table) -> bool:
    return has_headers(table, (*_COLUMNS.values(), "Reseller"))


def read(tables: Sequence[Table], catalog: Catalog, *, keep_trials: bool = False) -> tuple[Found, list[Problem]]:
    """The subscriptions of one customer; which one, the file does not say."""
    tenants, owner, problems = Tenants("commerce"), Owner(), list[Problem]()
    tenants.know(owner)
    for table in tables:
        columns, wrong = places(table, _COLUMNS)
        problems += wrong
        if not wrong:
            problems += _read(Rows(table, columns), owner, tenants, Sieve(catalog, keep_trials=keep_trials))
    return tenants.found(CARRIES.values()), problems


def _read(rows: Rows, owner: Owner, tenants: Tenants, sieve: Sieve) -> list[Problem]:
    for row in rows.table.rows:
        clue = Clue(name=rows.text(row, "product"))
        draft = Draft(ms_id=rows.guid(row, "ms_id"), channel="csp")
        draft.word("state", rows.text(row, "state"))
        if reason := sieve.left_out(clue) or ("deleted" if draft.values.get("state") == "deleted" else ""):
            tenants.skip(reason)
        elif seats := seats_of(rows, row, owner, tenants):
            draft.say("seats", seats)
            draft.remark("offer", "name-may-be-nickname")
            tenants.add(owner, draft.found(rows.place(row), clue))
    return rows.problems
