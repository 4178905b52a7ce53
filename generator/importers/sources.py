"""Which exports there are, and each by its reader: files as bytes to what they say together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.catalog import Catalog
from generator.errors import Problem, Where
from generator.importers import (
    bulk_migration,
    graph,
    known_tables,
    mapped,
    partner_center,
    reconciliation,
    subscriptions_csv,
)
from generator.importers.documents import Document, read_document
from generator.importers.draft import Carried
from generator.importers.found import Found, FoundTenant
from generator.importers.mapping import ColumnMapping
from generator.importers.once import each_once
from generator.importers.proposal import propose
from generator.importers.tables import Table, read_table

SOURCES = ("graph", "partner-center", "subscriptions-csv", "bulk-migration", "reconciliation", "table")
"""The exports that can be read; ``table`` is any other CSV or workbook, by a mapping of its columns."""

FORMATS: Mapping[str, Mapping[str, Carried]] = {
    "graph": graph.CARRIES,
    "partner-center": partner_center.CARRIES,
    "subscriptions-csv": subscriptions_csv.CARRIES,
    "bulk-migration": bulk_migration.CARRIES,
    "reconciliation": reconciliation.CARRIES,
    "table": known_tables.CARRIES,
}
"""Source → its formats → what becomes of each field; of other tables the columns decide."""

UNVERIFIED = frozenset(
    name
    for reader in (subscriptions_csv, bulk_migration, reconciliation, known_tables)
    for name, verified in reader.VERIFIED.items()
    if not verified
)
"""Formats of which neither a page of the publisher's nor a program that writes them was seen."""

_JSON = {"graph": graph, "partner-center": partner_center}

File = tuple[str, bytes]
"""A file's name as messages say it, and what stands in it."""


@dataclass(frozen=True)
class Reading:
    """How files are read where they do not say it themselves. ``dates``: ``dmy`` or ``mdy``."""

    encoding: str | None = None
    dates: str = ""
    sheet: str | None = None
    keep_trials: bool = False
    mapping: ColumnMapping | None = None


def read_exports(
    source: str | None, files: Sequence[File], catalog: Catalog, reading: Reading
) -> tuple[Found, list[Problem]]:
    """What the files say together; ``source``: one of SOURCES, None = what they hold. All Problems of all files."""
    if source in _JSON or (source is None and all(_is_json(raw) for _, raw in files)):
        return _read_json(source, files, catalog, reading)
    tables, problems = _tables(files, reading)
    tables, elsewhere = _of_source(source, tables, reading)
    problems += elsewhere
    found, wrong = _read_tables(source or _source_of(tables), tables, catalog, reading)
    found, twice = each_once(found)
    return found, problems + wrong + twice


def proposed_mapping(file: File, catalog: Catalog, reading: Reading) -> tuple[ColumnMapping | None, list[Problem]]:
    """The mapping of columns that a table suggests, or what somebody has to say in a mapping file."""
    tables, problems = _tables([file], reading)
    return (None, problems) if problems else propose(tables[0], catalog, reading.dates)


def _read_json(
    source: str | None, files: Sequence[File], catalog: Catalog, reading: Reading
) -> tuple[Found, list[Problem]]:
    documents: list[Document] = []
    problems: list[Problem] = []
    for shown, raw in files:
        document, wrong = read_document(raw, shown, reading.encoding)
        problems += wrong
        documents += [document] if document else []
    if problems:
        return Found(()), problems
    if source and (other := _others(source, documents)):
        return Found(()), other
    known = [name for name, reader in _JSON.items() if all(map(reader.recognises, documents))]
    source = source or next(iter(known), "")
    if source == "graph":
        return graph.read(documents, catalog, keep_trials=reading.keep_trials)
    if source == "partner-center":
        return partner_center.read(documents, catalog, keep_trials=reading.keep_trials)
    return Found(()), [Problem(Where(shown), "export-unknown") for shown, _ in files]


def _others(source: str, documents: Sequence[Document]) -> list[Problem]:
    """The Problems of answers that belong to the other source of JSON."""
    return [
        Problem(Where(one.file), "export-of-other-source", {"source": name})
        for one in documents
        for name, reader in _JSON.items()
        if name != source and reader.recognises(one)
    ]


def _of_source(source: str | None, tables: Sequence[Table], reading: Reading) -> tuple[list[Table], list[Problem]]:
    """The tables without those that another source can read: as any table they would be understood worse.

    A list of customers is told by two columns that any table may have, so it may be any table.
    """
    if source is None or reading.mapping:
        return list(tables), []
    doubtful = [table for table in tables if bulk_migration.format_of(table) == bulk_migration.CUSTOMERS]
    known = {table.shown: _source_of([table]) for table in tables if source != "table" or table not in doubtful}
    others = {shown: own for shown, own in known.items() if own not in (source, "table")}
    problems = [Problem(Where(shown, 1), "export-of-other-source", {"source": own}) for shown, own in others.items()]
    return [table for table in tables if table.shown not in others], problems


def _read_tables(
    source: str, tables: Sequence[Table], catalog: Catalog, reading: Reading
) -> tuple[Found, list[Problem]]:
    keep_trials = reading.keep_trials
    if source == "subscriptions-csv":
        return subscriptions_csv.read(tables, catalog, keep_trials=keep_trials)
    if source == "bulk-migration":
        return bulk_migration.read(tables, catalog, keep_trials=keep_trials)
    if source == "reconciliation":
        return reconciliation.read(tables, catalog, reading.dates, keep_trials=keep_trials)
    return _read_mapped(tables, catalog, reading)


def _read_mapped(tables: Sequence[Table], catalog: Catalog, reading: Reading) -> tuple[Found, list[Problem]]:
    found: list[Found] = []
    problems: list[Problem] = []
    for table in tables:
        mapping, wrong = (reading.mapping, []) if reading.mapping else propose(table, catalog, reading.dates)
        problems += wrong
        if mapping:
            one, wrong = mapped.read(table, mapping, catalog, reading.dates, keep_trials=reading.keep_trials)
            problems += wrong
            found.append(one)
    return _together(found), problems


def _tables(files: Sequence[File], reading: Reading) -> tuple[list[Table], list[Problem]]:
    tables: list[Table] = []
    problems: list[Problem] = []
    for shown, raw in files:
        if _is_json(raw):
            problems.append(Problem(Where(shown), "export-is-json"))
            continue
        table, wrong = read_table(raw, shown, encoding=reading.encoding, sheet=reading.sheet)
        problems += wrong
        tables += [table] if table else []
    return tables, problems


def _source_of(tables: Sequence[Table]) -> str:
    """By the columns: a format that is known, else any table."""
    if all(map(bulk_migration.format_of, tables)):
        return "bulk-migration"
    if all(map(reconciliation.format_of, tables)):
        return "reconciliation"
    return "subscriptions-csv" if all(map(subscriptions_csv.matches, tables)) else "table"


def _is_json(raw: bytes) -> bool:
    """Whether a file begins as JSON does, whatever its encoding."""
    return raw[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] in (b"{", b"[")


def _together(found: Iterable[Found]) -> Found:
    """Several tables as one: what is of one tenant is put together, in the order in which tenants appear."""
    tenants: dict[str, FoundTenant] = {}
    skipped: dict[str, int] = {}
    for one in found:
        for tenant in one.tenants:
            key = tenant.id or tenant.domain or tenant.name
            tenants[key] = _joined(tenants[key], tenant) if key in tenants else tenant
        for reason, count in one.skipped.items():
            skipped[reason] = skipped.get(reason, 0) + count
    return Found(tuple(tenants.values()), skipped)


def _joined(one: FoundTenant, other: FoundTenant) -> FoundTenant:
    return replace(
        one,
        name=one.name or other.name,
        domain=one.domain or other.domain,
        country=one.country or other.country,
        subscriptions=one.subscriptions + other.subscriptions,
        licences=one.licences + other.licences,
        missing=tuple(field for field in one.missing if field in other.missing),
        notes=one.notes + tuple(note for note in other.notes if note not in one.notes),
        id_kind=one.id_kind if one.id_kind == other.id_kind else "",
    )
