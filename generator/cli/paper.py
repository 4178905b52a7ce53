"""The command that makes paper: PDFs by an engine that is installed, or the HTML to print from a browser."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

import click

from generator.cli.options import Words, named_customers, pages_of
from generator.load import Project, load_project
from generator.model import nearest
from generator.plan import Plan, make_plan, waves_of
from generator.site import (
    MissingGlyphsError,
    NoEngineError,
    NoTaiwanFontError,
    PrintFailedError,
    find_engine,
    write_bytes,
    zipped,
)
from generator.text import terminal

Chosen = Literal["auto", "browser", "weasyprint", "html"]
ENGINES: tuple[Chosen, ...] = get_args(Chosen)
_AT_ONCE = min(4, os.cpu_count() or 1)
"""A browser takes a core and some hundred megabytes for each paper."""


@dataclass(frozen=True)
class _Sheet:
    """One paper to print: its file's name without the ending, its HTML, the day that its file carries."""

    name: str
    html: str
    made_on: date


@dataclass(frozen=True)
class _Printed:
    """What became of a paper: its file, or why there is none."""

    name: str
    content: bytes | None
    why: str = ""


def print_papers(
    words: Words,
    project: Path,
    customers: tuple[str, ...],
    lang: tuple[str, ...],
    out: Path | None,
    zip_: Path | None,
    size: str,
    engine: Chosen,
    wave: str | None,
    as_of: date | None,
) -> int:
    """Papers of the customers named, of a wave, or of all; exit code 1 where one of them could not be made."""
    loaded = load_project(project)
    plans = _plans(words, loaded, customers, wave, as_of)
    blocked = [str(plan.customer.id) for plan in plans if plan.status == "blocked"]
    for one in blocked:
        _say(words, "blocked", id=one)
    sheets = list(_sheets(loaded, plans, lang, size))
    press, found = _press(words, engine)
    failed = bool(sheets) and _deliver(words, _printed(press, words, sheets), out or project / "papers", zip_)
    return int(failed or not found or not sheets or bool(customers and blocked))


def _plans(
    words: Words, loaded: Project, customers: Sequence[str], wave: str | None, as_of: date | None
) -> tuple[Plan, ...]:
    """The plans of the customers that are asked for, in the project's order; raises click.UsageError."""
    if wave is None:
        return tuple(make_plan(one, loaded.guidance, as_of) for one in named_customers(words, loaded, customers))
    if customers:
        raise click.UsageError(words.of("print", "wave-or-customers"))
    plans = [make_plan(one, loaded.guidance, as_of) for one in loaded.customers]
    waves = {str(one.id): one for one in waves_of(plans)}
    if wave not in waves:
        known = nearest(wave, list(waves)) or ", ".join(waves) or "–"
        raise click.UsageError(words.of("print", "no-such-wave").format(id=wave, known=known))
    wanted = {part.customer for part in waves[wave].parts}
    return tuple(plan for plan in plans if plan.customer.id in wanted)


def _sheets(loaded: Project, plans: Iterable[Plan], editions: Sequence[str], size: str) -> Iterator[_Sheet]:
    """Every paper; where no edition is asked for, in the first language of each customer's file."""
    pages = pages_of(loaded)
    for plan in plans:
        for edition in editions or (str(plan.customer.languages[0]),):
            for name, html in pages.papers(plan, edition, size):
                yield _Sheet(f"{plan.customer.id}.{name}.{edition}", html, plan.as_of)


def _press(words: Words, engine: Chosen) -> tuple[Callable[[_Sheet], _Printed], bool]:
    """What makes a file of a sheet, and whether it is what was asked for: without an engine, the HTML itself."""

    def as_html(sheet: _Sheet) -> _Printed:
        return _Printed(f"{sheet.name}.html", sheet.html.encode())

    if engine == "html":
        return as_html, True
    try:
        found = find_engine(engine)
    except NoEngineError as missing:
        _say(words, "no-engine", looked_for=", ".join(missing.looked_for))
        return as_html, False

    def as_pdf(sheet: _Sheet) -> _Printed:
        name = f"{sheet.name}.pdf"
        try:
            return _Printed(name, found.pdf(sheet.html, sheet.made_on))
        except NoTaiwanFontError as error:
            fonts = {"fonts": ", ".join(error.fonts), "characters": "".join(error.characters[:20])}
            return _Printed(name, None, words.of("print", "no-font").format(**fonts))
        except MissingGlyphsError as error:
            listed = ", ".join(f"U+{ord(one):04X}" for one in error.characters)
            return _Printed(name, None, words.of("print", "no-glyph").format(characters=listed))
        except PrintFailedError as error:
            return _Printed(name, None, words.of("print", error.reason).format(engine=error.engine, said=error.said))

    return as_pdf, True


def _printed(press: Callable[[_Sheet], _Printed], words: Words, sheets: Sequence[_Sheet]) -> Iterator[_Printed]:
    """The files in the order of the sheets, several made at once; a bar on a terminal."""
    label = words.of("print", "progress")
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        files = pool.map(press, sheets)
        try:
            with click.progressbar(
                files, length=len(sheets), label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
            ) as bar:
                yield from bar
        finally:
            pool.shutdown(cancel_futures=True)


def _deliver(words: Words, files: Iterable[_Printed], out: Path, zip_: Path | None) -> bool:
    """Writes each file as it comes, or all into one ZIP; True where one is missing, and then there is no ZIP."""
    kept: dict[str, bytes] = {}
    written, failed = 0, 0
    for file in files:
        why = file.why
        if file.content is not None and zip_ is None:
            why = _written(words, out / file.name, file.content)
            written += not why
        elif file.content is not None:
            kept[file.name] = file.content
        if why:
            failed += 1
            _say(words, "failed-paper", name=file.name, why=why)
    if zip_ is not None and not failed:
        if why := _written(words, zip_, zipped(kept)):
            failed = len(kept)
            _say(words, "failed-paper", name=zip_, why=why)
        else:
            written = len(kept)
    _say(words, "printed", count=written, failed=failed)
    return bool(failed)


def _written(words: Words, path: Path, content: bytes) -> str:
    """Writes a file and names it; why not, where it cannot be written: on Windows most of all, it is open elsewhere."""
    try:
        write_bytes(path, content)
    except OSError as refused:
        return words.of("print", "not-written").format(why=refused.strerror)
    click.echo(path)
    return ""


def _say(words: Words, label: str, **values: object) -> None:
    safe = {name: terminal(str(value)) for name, value in values.items()}
    click.echo(words.of("print", label).format(**safe), err=True)
