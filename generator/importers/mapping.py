"""Which column of an export holds which field: the file in which somebody says so, its values and its text."""

from __future__ import annotations

import json
from typing import Annotated

from generator.errors import Problem
from generator.importers.day_order import ORDERS
from generator.importers.found import FIELDS
from generator.importers.words import ALLOWED
from generator.model import Frozen, Line, Source, check_shape, one_of
from generator.text import Token

TENANT_FIELDS = ("tenant_id", "name", "domain", "country")
DATES = ("starts_on", "started_at", "ends_on")
COUNTS = ("assigned", "in_grace", "expired")
MAPPED = (*TENANT_FIELDS, *FIELDS[:2], "product", *FIELDS[2:], *COUNTS)
"""What a column may hold. ``offer``: a key, ``product``: a product's name; ``in_grace``: licences in their grace
period, which ``seats`` does not count; ``expired``: expired ones, of which nobody says whether it does."""


class ColumnMapping(Frozen):
    """A mapping as its file has it. ``values``: field → word of the export → word of the customer's file."""

    columns: dict[Annotated[Token, one_of(*MAPPED)], Line]
    dates: Annotated[Token, one_of(*ORDERS)] | None = None
    values: dict[Annotated[Token, one_of(*ALLOWED)], dict[Line, Line]] = {}  # noqa: RUF012 - pydantic copies it


def mapping_of(columns: dict[str, str], dates: str = "") -> ColumnMapping:
    """The mapping of columns that the program chose; headers of at most 200 characters."""
    return ColumnMapping.model_validate({"columns": columns} | ({"dates": dates} if dates else {}))


def mapping_text(mapping: ColumnMapping) -> str:
    """The mapping as a YAML file, which ``check_mapping`` takes again."""
    lines = ["columns:", *(f"  {field}: {_quoted(header)}" for field, header in mapping.columns.items())]
    if mapping.dates:
        lines.append(f"dates: {mapping.dates}")
    if mapping.values:
        lines.append("values:")
    for field, words in mapping.values.items():
        lines += [f"  {field}:", *(f"    {_quoted(said)}: {meant}" for said, meant in words.items())]
    return "\n".join([*lines, ""])


def check_mapping(source: Source) -> tuple[ColumnMapping | None, list[Problem]]:
    """The mapping of a file that was read, or every Problem of it."""
    mapping, problems = check_shape(ColumnMapping, source)
    if mapping is None:
        return None, problems
    wrong = [
        source.problem(("values", field, said), "choice", allowed=", ".join(ALLOWED[field]))
        for field, words in mapping.values.items()
        for said, meant in words.items()
        if meant not in ALLOWED[field]
    ]
    return (None, wrong) if wrong else (mapping, [])


def _quoted(text: str) -> str:
    """A double-quoted scalar: JSON's escapes are YAML's."""
    return json.dumps(str(text), ensure_ascii=False)
