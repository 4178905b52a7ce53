"""The commands that make the pages and the built site: whoever is the same as last time is not made again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from generator.cli.options import Words, pages_of, require_mkdocs, setup_of
from generator.cli.run import PartRefusedError, Run
from generator.cli.workshop import Order
from generator.load import load_project
from generator.plan import make_plan
from generator.site import Staged, build_site, drop_all
from generator.text import LANGUAGES


def render(words: Words, project: Path, check_: bool, as_of: date | None, out: Path | None, jobs: int | None) -> int:
    """Writes the pages, or says which are stale."""
    site = _output(words, project, as_of, out)
    with _staged(site) as staged:
        run = Run(words, Order(project, site, staged.folder, as_of, html=False, offline=False))
        run.make(jobs)
        run.make_the_rest(jobs)
        changes = run.would_change() if check_ else run.take_place()
        kept = changes.kept + run.pages_as_last_time()
        if not check_:
            run.remember()
    stale = (*changes.written, *changes.removed)
    if check_:
        for name in stale:
            click.echo(name)
    said = ("would-change" if stale else "up-to-date") if check_ else "rendered"
    counts = {"written": len(changes.written), "removed": len(changes.removed), "kept": kept}
    click.echo(words(said, **counts), err=True)
    return int(check_ and bool(stale))


def build(
    words: Words,
    project: Path,
    as_of: date | None,
    out: Path | None,
    offline: bool,
    plain: bool,
    jobs: int | None,
    shard: tuple[int, int] | None,
) -> int:
    """Writes the pages, builds every language and says which file to open.

    ``offline``: for a disk or an attachment; nothing in it names the host of the site. ``plain``: MkDocs makes every
    page by itself. ``shard``: one part of so many, which is no site yet.
    """
    if shard and (out is None or plain):
        raise click.UsageError(words("shard-wants-out"))
    site = _output(words, project, as_of, out)
    require_mkdocs(project)
    with _staged(site) as staged:
        order = Order(project, site, staged.folder, as_of, html=True, offline=offline)
        run = None if plain else Run(words, order, shard or (1, 1))
        if shard and run:
            return _build_part(words, run, jobs)
        if run and run.is_taken_apart:
            run.make(jobs)
            _finish(run, jobs)
        else:
            _build_plainly(order)
    _say_built(words, site)
    return 0


def merge(
    words: Words, project: Path, parts: tuple[Path, ...], as_of: date | None, out: Path | None, offline: bool
) -> int:
    """The built site out of the parts that ``build --shard`` has made, each somewhere else."""
    site = _output(words, project, as_of, out)
    require_mkdocs(project)
    with _staged(site) as staged:
        run = Run(words, Order(project, site, staged.folder, as_of, html=True, offline=offline))
        run.require_rules()
        try:
            for part in parts:
                run.take_from(part)
            run.require_all()
        except PartRefusedError as refused:
            click.echo(words(refused.label, **refused.values), err=True)
            return 1
        _finish(run, None)
    _say_built(words, site)
    return 0


def _build_part(words: Words, run: Run, jobs: int | None) -> int:
    if not run.is_taken_apart:
        raise click.UsageError(words("shard-not-plain"))
    run.make(jobs)
    run.take_place()
    run.remember()
    click.echo(words("built-part", count=len(run.customers)), err=True)
    return 0


def _finish(run: Run, jobs: int | None) -> None:
    run.make_the_rest(jobs)
    run.take_place()
    run.remember()


def _say_built(words: Words, site: Path) -> None:
    click.echo(words("built", page=site / "html" / LANGUAGES[0] / "index.html"))


def _build_plainly(order: Order) -> None:
    """By MkDocs' own command, page by page; what is known of the site is forgotten."""
    loaded = order.of(load_project(order.root))
    plans = (make_plan(customer, loaded.guidance, order.as_of) for customer in loaded.customers)
    drop_all(order.site)
    build_site(order.site, pages_of(loaded).all(plans, beside=True), setup_of(loaded, order.root))


@contextmanager
def _staged(site: Path) -> Iterator[Staged]:
    """Where files are written before all of them are there; nothing of it is left."""
    staged = Staged.begun(site)
    try:
        yield staged
    finally:
        staged.give_up()


def _output(words: Words, project: Path, as_of: date | None, out: Path | None) -> Path:
    """Where pages and site go; other rules than the files' own never go over the tracked pages."""
    if as_of is not None and out is None:
        raise click.UsageError(words("as-of-wants-out"))
    return out or project / "site"
