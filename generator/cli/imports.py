"""The command that takes exports into customers' files: a new file each, or a standing one brought up to date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from generator.catalog import Catalog
from generator.cli.exports import read_files, tenants_text
from generator.cli.options import Words
from generator.errors import Problem, ProblemsFound
from generator.importers import (
    SOURCES,
    ColumnMapping,
    Comparison,
    Found,
    FoundTenant,
    Reading,
    amendments,
    check_mapping,
    compared,
    customer_text,
    mapping_text,
    proposed_mapping,
    slug_of,
    with_known,
)
from generator.load import (
    customer_file,
    customer_problems,
    customer_sources,
    load_rules,
    read_export,
    read_values,
    updated,
)
from generator.model import Source, is_id
from generator.site import write_text
from generator.text import terminal

CHANNELS = ("csp", "web-direct", "mca-e", "ea", "open", "open-value", "advisor", "syndication", "other")


@dataclass(frozen=True)
class Asked:
    """What the command was told about the customer, '' where nothing; ``day``: of the import."""

    customer: str | None
    tenant: str | None
    known: Mapping[str, str]
    day: date
    diff: bool


@dataclass(frozen=True)
class _Made:
    """The file of one tenant: its id, its text, what changed in it where it was there before."""

    id: str
    text: str
    tenant: FoundTenant
    comparison: Comparison | None


def import_parameters(words: Words) -> tuple[click.Parameter, ...]:
    """The arguments and options of ``import`` that no other command has."""
    every = click.Path(path_type=Path)

    def option(name: str, **settings: Any) -> click.Option:
        return click.Option([f"--{name}"], help=words(f"option-{name}"), **settings)

    return (
        click.Argument(["source"], type=click.Choice(SOURCES)),
        click.Argument(["files"], nargs=-1, required=True, type=every),
        option("tenant", metavar="ID|DOMAIN"),
        *(option(name, metavar="TEXT") for name in ("name", "domain", "country")),
        option("channel", type=click.Choice(CHANNELS)),
        click.Option(["--from", "seller"], metavar="TEXT", help=words("option-seller")),
        option("commerce", type=click.Choice(["legacy", "nce"])),
        option("dates", type=click.Choice(["dmy", "mdy"])),
        click.Option(["--map", "map_"], type=every, metavar="FILE", help=words("option-map")),
        option("sheet", metavar="NAME"),
        option("with-trials", is_flag=True),
        click.Option(["--diff", "diff"], is_flag=True, help=words("option-diff-import")),
    )


def import_command(words: Words, project: Path, source: str, files: Sequence[Path], **said: Any) -> int:
    """Reads all files, then writes all customers' files or none; with ``--diff`` none, and 1 where one would change."""
    guidance, _ = load_rules(project)
    reading = Reading(said["encoding"], said["dates"] or "", said["sheet"], said["with_trials"])
    if said["map_"]:
        if source != "table":
            raise click.UsageError(_said(words, "map-of-table"))
        reading = replace(reading, mapping=_mapping(words, said["map_"], files[0], guidance.catalog, reading))
    known = {key: said[key] for key in ("name", "domain", "country", "channel", "commerce") if said[key]}
    known |= {"from": said["seller"]} if said["seller"] else {}
    asked = Asked(said["customer"], said["tenant"], known, said["day"] or date.today(), said["diff"])
    found = read_files(files, source, guidance.catalog, reading)
    return _import(words, project, files, found, asked, guidance.catalog)


def _mapping(words: Words, file: Path, export: Path, catalog: Catalog, reading: Reading) -> ColumnMapping:
    """The mapping that a person keeps; where there is none yet, the proposal, which is written there."""
    if file.exists():
        source, problems = read_values(file)
        mapping, wrong = check_mapping(source) if source and not problems else (None, [])
        problems += wrong
    else:
        raw, problems = read_export(export)
        proposed = (None, []) if raw is None else proposed_mapping((export.name, raw), catalog, reading)
        mapping, problems = proposed[0], problems + proposed[1]
        if mapping:
            write_text(file, mapping_text(mapping))
            click.echo(_said(words, "mapping-written", file=file.name), err=True)
    if mapping is None or problems:
        raise ProblemsFound(problems)
    return mapping


def _import(words: Words, project: Path, files: Sequence[Path], found: Found, asked: Asked, catalog: Catalog) -> int:
    standing = customer_sources(project)
    names = [file.name for file in files]
    tenants = _tenants(words, found, asked, standing)
    made = [_made(words, project, one, own_id, names, asked, catalog, standing) for own_id, one in tenants]
    if not asked.diff:
        for one in made:
            write_text(customer_file(project, one.id), one.text)
    for one in made:
        for line in _told(words, one, asked):
            click.echo(line)
    for line in _beside(words, found, made, project, asked):
        click.echo(line, err=True)
    return int(asked.diff and any(one.comparison is None or one.comparison.differs for one in made))


def _tenants(words: Words, found: Found, asked: Asked, standing: Mapping[str, Source]) -> list[tuple[str, FoundTenant]]:
    """The tenants that are imported, each with its customer's id; raises click.UsageError where that is not clear."""
    tenants = [one for one in found.tenants if _is_wanted(one, asked, standing)]
    if (asked.customer and len(tenants) != 1) or not tenants:
        raise click.UsageError(_said(words, "which-tenant", listed=tenants_text(found.tenants), count=len(tenants)))
    tenants = [with_known(one, asked.known) for one in tenants]
    named = [(asked.customer or _id(one, standing), one) for one in tenants]
    ids = [own_id for own_id, _ in named]
    for own_id, one in named:
        if not is_id(own_id) or ids.count(own_id) > 1:
            raise click.UsageError(_said(words, "no-id", tenant=tenants_text([one])))
    return named


def _is_wanted(tenant: FoundTenant, asked: Asked, standing: Mapping[str, Source]) -> bool:
    """Whether a tenant is the one that was asked for, or of the customer that was: what has no id may be anybody's."""
    if asked.tenant:
        return asked.tenant.lower() in (tenant.id, tenant.domain.lower())
    own = _tenant_in(standing.get(asked.customer)) if asked.customer else {}
    return not (tenant.id and own.get("id") and own["id"] != tenant.id)


def _id(tenant: FoundTenant, standing: Mapping[str, Source]) -> str:
    """The customer that has this tenant, else what a new one is called by its domain or name."""
    for own_id, source in standing.items():
        own = _tenant_in(source)
        if (tenant.id and own.get("id") == tenant.id) or (tenant.domain and own.get("domain") == tenant.domain):
            return own_id
    proposed = slug_of(tenant.domain.partition(".")[0] or tenant.name)
    return proposed if proposed not in standing else ""


def _tenant_in(source: Source | None) -> Mapping[str, Any]:
    tenant = source.values.get("tenant") if source else None
    return tenant if isinstance(tenant, dict) else {}


def _made(
    words: Words,
    project: Path,
    tenant: FoundTenant,
    own_id: str,
    names: Sequence[str],
    asked: Asked,
    catalog: Catalog,
    standing: Mapping[str, Source],
) -> _Made:
    if own_id not in standing:
        if customer_file(project, own_id).exists():
            raise ProblemsFound(customer_problems(project, own_id))
        return _Made(own_id, customer_text(tenant, names, asked.day, catalog, words.imports), tenant, None)
    comparison = compared(standing[own_id].values, tenant, catalog)
    changes = amendments(comparison, standing[own_id].values, asked.day, catalog, words.imports)
    return _Made(own_id, updated(project, own_id, changes), tenant, comparison)


def _told(words: Words, one: _Made, asked: Asked) -> Iterator[str]:
    """What was or would be written, customer by customer."""
    file = f"customers/{one.id}.yaml"
    count = len(one.tenant.subscriptions)
    if one.comparison is None:
        yield _said(words, "would-be-new" if asked.diff else "new-file", file=file, count=count)
        return
    yield _said(words, "differs" if one.comparison.differs else "same", file=file, count=count)
    yield from _changes(words, one.comparison)


def _changes(words: Words, found: Comparison) -> Iterator[str]:
    for change in found.changes:
        label = "changed" if change.written else "told"
        old = change.old or words.imports("nothing")
        yield "  " + _said(words, label, of=change.of or "tenant", key=change.key, old=old, new=change.new)
    for one in found.added:
        values = {key: one.values.get(key, "?") for key in ("seats", "ends_on")}
        yield "  " + _said(words, "added", id=one.id, offer=one.offer.key or one.found.clue.name, **values)
    for row in found.licences:
        yield "  " + _said(
            words, "licences-added", offer=row.clue.keys[0] if row.clue.keys else "?", assigned=row.assigned
        )
    for own_id in found.kept_target:
        yield "  " + _said(words, "target-kept", id=own_id)
    for own_id in found.gone:
        yield "  " + _said(words, "gone", id=own_id)


def _beside(words: Words, found: Found, made: Sequence[_Made], project: Path, asked: Asked) -> Iterator[str]:
    """What was left out, what does not add up, and what is still to be written by hand."""
    for reason, count in found.skipped.items():
        yield words.imports("skipped", reason, count=count)
    for kind, values in found.notes:
        yield words.imports("note", kind, **values)
    for one in made:
        for kind, values in one.tenant.notes:
            yield f"{one.id}: {words.imports('note', kind, **values)}"
    if asked.diff:
        return
    wanting: list[Problem] = [problem for one in made for problem in customer_problems(project, one.id)]
    for problem in wanting:
        yield problem.text(words.labels["problems"], words.language)
    yield _said(words, "still-wanting" if wanting else "next", count=len(wanting))


def _said(words: Words, label: str, **values: object) -> str:
    return words.imports(label, **{name: terminal(str(value)) for name, value in values.items()})
