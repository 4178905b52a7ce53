"""A customer's file with records added or taken away: as it is on the disk, byte-order mark and line ends kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from generator.errors import Problem, ProblemsFound
from generator.load.customers import file_name
from generator.load.edits import Records, with_records, without_records
from generator.load.files import decoded, read_bytes
from generator.load.reread import source_of, without_bom
from generator.model import CustomerFile, Source, check_customer, check_shape


def customer_file(root: Path, customer_id: str) -> Path:
    """Where a customer's file lies."""
    return root / file_name(customer_id)


def recorded(root: Path, customer_id: str, records: Records) -> str:
    """The text of the file with each record added or replaced.

    Raises ProblemsFound where the file or a record is not as it should be, EditRefusedError where no small edit fits.
    """
    shown = file_name(customer_id)
    text = text_of(customer_file(root, customer_id), shown)
    source = _source(text, shown)
    values: dict[str, Any] = source.values
    old = values.get("progress")
    progress = {**(old if isinstance(old, dict) else {}), **{key: dict(record) for key, record in records.items()}}
    _check(Source(shown, {**values, "progress": progress}, source.lines))
    edited = with_records(text, shown, records)
    _check(_source(edited, shown))
    return edited


def unrecorded(root: Path, customer_id: str, keys: tuple[str, ...]) -> str:
    """The text of the file without these records. Raises as above."""
    shown = file_name(customer_id)
    edited = without_records(text_of(customer_file(root, customer_id), shown), shown, keys)
    _check(_source(edited, shown))
    return edited


def text_of(path: Path, shown: str) -> str:
    """The text with its byte-order mark and its line ends."""
    raw, problems = read_bytes(path, shown)
    if raw is not None:
        _, problems = decoded(raw, shown)
    if raw is None or problems:
        raise ProblemsFound(problems)
    return raw.decode()


def wrong_in(source: Source) -> list[Problem]:
    """What is wrong with a customer's file or missing in it; which partners there are is not looked at."""
    _, problems = check_shape(CustomerFile, source)
    return problems + check_customer(source)


def _source(text: str, shown: str) -> Source:
    return source_of(without_bom(text)[1], shown)


def _check(source: Source) -> None:
    if wrong := wrong_in(source):
        raise ProblemsFound(wrong)
