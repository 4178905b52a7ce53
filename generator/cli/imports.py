"""The command that takes exports into customers' files: a new file each, or a standing one brought up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from generator.catalog import Catalog
from generator.cli.exports import read_files
from generator.cli.import_report import Made, beside, next_steps, told
from generator.cli.options import Words
from generator.cli.whose import meant
from generator.errors import Problem, ProblemsFound, Where
from generator.importers import (
    SOURCES,
    ColumnMapping,
    Found,
    FoundTenant,
    Reading,
    amendments,
    check_mapping,
    compared,
    customer_text,
    is_shaped,
    mapping_text,
    own_remarks,
    proposed_mapping,
)
from generator.load import (
    EditRefusedError,
    begun,
    customer_file,
    customer_problems,
    customer_sources,
    load_rules,
    read_export,
    read_values,
    updated,
)
from generator.model import CHANNELS, Source
from generator.site import write_texts
from generator.text import terminal


@dataclass(frozen=True)
class Asked:
    """What the command was told about the customer, '' where nothing; ``day``: of the import."""

    customer: str | None
    tenant: str | None
    known: Mapping[str, str]
    day: date
    diff: bool


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
    if said["map_"] and source != "table":
        raise click.UsageError(words.imports("map-of-table"))
    guidance, _ = load_rules(project)
    reading = Reading(said["encoding"], said["dates"] or "", said["sheet"], said["with_trials"])
    proposal = ""
    if said["map_"]:
        mapping, proposal = _mapping(said["map_"], files[0], guidance.catalog, reading)
        reading = replace(reading, mapping=mapping)
    known = {key: said[key] for key in ("name", "domain", "country", "channel", "commerce") if said[key]}
    known |= {"from": said["seller"]} if said["seller"] else {}
    asked = Asked(said["customer"], said["tenant"], known, said["day"] or date.today(), said["diff"])
    found = read_files(files, source, guidance.catalog, reading)
    made = _made(words, project, [file.name for file in files], found, asked, guidance.catalog)
    if made is None:
        return 1
    texts = {customer_file(project, one.id): one.text for one in made} | ({said["map_"]: proposal} if proposal else {})
    if not asked.diff:
        try:
            write_texts(texts)
        except OSError as refused:
            click.echo(words.imports("not-written", why=refused.strerror), err=True)
            return 1
    if proposal and not asked.diff:
        click.echo(words.imports("mapping-written", file=said["map_"].name), err=True)
    return _told(words, project, found, made, asked)


def _mapping(file: Path, export: Path, catalog: Catalog, reading: Reading) -> tuple[ColumnMapping, str]:
    """The mapping that a person keeps; where there is none yet, the proposal, and the text that is to be kept of it."""
    if file.exists():
        source, problems = read_values(file)
        mapping, wrong = check_mapping(source) if source and not problems else (None, [])
    else:
        raw, problems = read_export(export)
        mapping, wrong = (None, []) if raw is None else proposed_mapping((export.name, raw), catalog, reading)
    if mapping is None or problems or wrong:
        raise ProblemsFound([*problems, *wrong])
    return mapping, "" if file.exists() else mapping_text(mapping)


def _made(
    words: Words, project: Path, names: Sequence[str], found: Found, asked: Asked, catalog: Catalog
) -> list[Made] | None:
    """All files as they are to be written; None where one cannot be edited, which is told."""
    standing = customer_sources(project)
    tenants = meant(words, found, asked.customer, asked.tenant, asked.known, standing)
    if not tenants:
        for line in beside(words, found, []):
            click.echo(line, err=True)
        raise ProblemsFound([Problem(Where(", ".join(map(terminal, names))), "export-holds-nothing")])
    made = []
    for own_id, tenant in tenants:
        try:
            if own_id in standing:
                made.append(_amended(words, project, own_id, tenant, standing[own_id], asked.day, catalog))
            elif customer_file(project, own_id).exists():
                raise ProblemsFound(customer_problems(project, own_id))
            else:
                text = begun(own_id, customer_text(tenant, names, asked.day, catalog, words.imports))
                made.append(Made(own_id, text, tenant, None))
        except EditRefusedError as refused:
            click.echo(words.imports("by-hand", file=f"customers/{own_id}.yaml"), err=True)
            for line in refused.lines:
                click.echo(f"  {terminal(line)}", err=True)
            return None
    return made


def _amended(
    words: Words, project: Path, own_id: str, tenant: FoundTenant, source: Source, day: date, catalog: Catalog
) -> Made:
    if not is_shaped(source.values):
        raise ProblemsFound(customer_problems(project, own_id))
    comparison = compared(source.values, tenant, catalog)
    changes = amendments(comparison, source.values, day, catalog, words.imports)
    return Made(own_id, updated(project, own_id, changes, own_remarks(words.labels)), tenant, comparison)


def _told(words: Words, project: Path, found: Found, made: Sequence[Made], asked: Asked) -> int:
    for one in made:
        for line in told(words, one, only_said=asked.diff):
            click.echo(line)
    for line in beside(words, found, made):
        click.echo(line, err=True)
    for line in () if asked.diff else next_steps(words, project, made):
        click.echo(line, err=True)
    return int(asked.diff and any(one.differs for one in made))
