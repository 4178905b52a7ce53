"""Arguments in, exit code out: 0 fine, 1 problems or would change, 2 wrong usage, 130 interrupted."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from generator.cli.export import FORMATS, export
from generator.cli.guidance import guidance_check, guidance_confirm, guidance_impact
from generator.cli.options import Day, ProjectFolder, Words, asked_language, named_customers, pages_of
from generator.cli.paper import ENGINES, print_papers
from generator.errors import Problem, ProblemsFound, Where
from generator.load import (
    NoCommitError,
    NoGitError,
    Project,
    load_project,
    packaged_labels,
    starter_files,
    theme_folder,
    watched_paths,
)
from generator.model import customer_schema
from generator.plan import NoRulesError, Plan, as_json, make_plan
from generator.render import EDITIONS, SIZES
from generator.site import (
    BuildFailedError,
    FolderInUseError,
    NotOurFolderError,
    PortInUseError,
    Setup,
    build_site,
    listen,
    serve,
    stale_pages,
    start_project,
    write_pages,
)
from generator.text import LANGUAGES


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the exit code of the process."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):  # a pipe on Windows would be in the code page, which lacks many names
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    words = Words(packaged_labels(), asked_language(given))
    try:
        return int(command_group(words).main(given, prog_name="runbooks", standalone_mode=False) or 0)
    except (ProblemsFound, BuildFailedError) as error:
        _report(words, error)
        return 1
    except (NotOurFolderError, FolderInUseError) as refused:
        label = "not-our-folder" if isinstance(refused, NotOurFolderError) else "folder-in-use"
        click.echo(words(label, folder=refused), err=True)
        return 1
    except (NoCommitError, NoGitError) as missing:
        label = "no-git" if isinstance(missing, NoCommitError) else "no-git-program"
        click.echo(words.of("impact", label), err=True)
        return 1
    except NoRulesError as error:
        click.echo(words("no-rules-then", day=error.first_day), err=True)
        return 2
    except PortInUseError as busy:
        click.echo(words("port-in-use", port=busy), err=True)
        return 1
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        return 130


def check(words: Words, project: Path, files: tuple[Path, ...], fail_on: str | None) -> int:
    """A line per customer: its status and how many blockers and warnings its plan has."""
    loaded = load_project(project, [_customer_file(project, file) for file in files])
    plans = [make_plan(customer, loaded.guidance) for customer in loaded.customers]
    width = max((len(plan.customer.id) for plan in plans), default=0)
    for plan in plans:
        kinds = plan.finding_kinds
        counts = words("counts", blockers=kinds["blocker"], warnings=kinds["warning"])
        click.echo(f"{plan.customer.id:<{width}}  {words.of('status', plan.status)}  {counts}")
    states = Counter(plan.status for plan in plans)
    named = {state: states[state] for state in ("blocked", "attention", "ready", "done")}
    click.echo(words("checked", count=len(plans), **named), err=True)
    failing = {"blocker": {"blocker"}, "warning": {"blocker", "warning"}}.get(fail_on or "", set())
    return int(any(found.finding.level in failing for plan in plans for found in plan.findings))


def plan(words: Words, project: Path, customer: str, as_json_: bool, as_of: date | None) -> int:
    """The plan of one customer."""
    loaded = load_project(project)
    made = _plan_of(words, loaded, customer, as_of)
    if as_json_:
        click.echo(json.dumps(as_json(made), ensure_ascii=False, indent=2))
    else:
        click.echo(pages_of(loaded).plan_text(made, words.language), nl=False)
    return 0


def render(words: Words, project: Path, check_: bool, as_of: date | None, out: Path | None) -> int:
    """Writes the pages, or says which are stale."""
    folder = _output(words, project, as_of, out) / "pages"
    pages = _all_pages(load_project(project), as_of)
    changes = stale_pages(folder, pages) if check_ else write_pages(folder, pages)
    stale = (*changes.written, *changes.removed)
    if check_:
        for name in stale:
            click.echo(name)
    said = ("would-change" if stale else "up-to-date") if check_ else "rendered"
    counts = {"written": len(changes.written), "removed": len(changes.removed), "kept": changes.kept}
    click.echo(words(said, **counts), err=True)
    return int(check_ and bool(stale))


def build(words: Words, project: Path, as_of: date | None, out: Path | None) -> int:
    """Writes the pages, builds every language and says which file to open."""
    folder = _output(words, project, as_of, out)
    if not (project / "mkdocs.yml").is_file():
        raise ProblemsFound([Problem(Where("mkdocs.yml"), "no-mkdocs")])
    loaded = load_project(project)
    titles = loaded.wording.labels["home"]["title"]
    names = {language: titles[language] for language in LANGUAGES}
    setup = Setup(project, theme_folder(project), names, loaded.address)
    page = build_site(folder, _all_pages(loaded, as_of, beside=True), setup)
    click.echo(words("built", page=page))
    return 0


def serve_site(words: Words, project: Path, port: int) -> int:
    """Builds, serves on this computer, and builds again whenever a file changes; a broken file leaves the last site."""

    def rebuild() -> None:
        try:
            build(words, project, None, None)
        except (ProblemsFound, BuildFailedError) as error:
            _report(words, error)

    server = listen(project / "site" / "html", port)
    build(words, project, None, None)
    click.echo(words("serving", address=f"http://127.0.0.1:{port}/"))
    serve(server, watched_paths(project), rebuild)
    return 0


def init(words: Words, folder: Path) -> int:
    """A new repository with partners, a first customer and everything that building needs."""
    for name in start_project(folder, {**starter_files(), "customer.schema.json": f"{_schema_text()}\n"}):
        click.echo(name)
    click.echo(words("started", folder=folder), err=True)
    return 0


def schema(_words: Words) -> int:
    """The JSON Schema of a customer's file."""
    click.echo(_schema_text())
    return 0


def _schema_text() -> str:
    return json.dumps(customer_schema(), ensure_ascii=False, indent=2)


def _report(words: Words, error: ProblemsFound | BuildFailedError) -> None:
    """All problems with their places, or what MkDocs said."""
    if isinstance(error, BuildFailedError):
        click.echo(f"{error}\n{words('build-failed')}", err=True)
        return
    for problem in error.problems:
        click.echo(problem.text(words.labels["problems"], words.language), err=True)
    click.echo(words("problems", count=len(error.problems)), err=True)


def _all_pages(loaded: Project, as_of: date | None, *, beside: bool = False) -> Iterator[tuple[str, str]]:
    """Every page of the project, each customer planned when its pages are asked for."""
    if as_of is not None and as_of < loaded.guidance.first_day:
        raise NoRulesError(loaded.guidance.first_day)
    plans = (make_plan(customer, loaded.guidance, as_of) for customer in loaded.customers)
    return pages_of(loaded).all(plans, beside=beside)


def _customer_file(project: Path, named: Path) -> Path:
    """A file as it was named, or the file of the customer that was named."""
    file = project / "customers" / f"{named}.yaml"
    return file if not named.exists() and file.is_file() else named


def _output(words: Words, project: Path, as_of: date | None, out: Path | None) -> Path:
    """Where pages and site go; other rules than the files' own never go over the tracked pages."""
    if as_of is not None and out is None:
        raise click.UsageError(words("as-of-wants-out"))
    return out or project / "site"


def _plan_of(words: Words, loaded: Project, customer_id: str, as_of: date | None) -> Plan:
    (customer,) = named_customers(words, loaded, [customer_id])
    return make_plan(customer, loaded.guidance, as_of)


def command_group(words: Words) -> click.Group:
    """All commands, their help in the reader's language."""
    files = click.Argument(["files"], nargs=-1, type=click.Path(path_type=Path))
    customer = click.Argument(["customer"])
    fail_on = _option(words, "fail-on", type=click.Choice(["blocker", "warning"]))
    json_ = click.Option(["--json", "as_json_"], is_flag=True, help=words("option-json"))
    as_of = _option(words, "as-of", type=Day())
    group = _subgroup(words, None, "summary")
    group.add_command(_command(words, "check", check, files, fail_on))
    group.add_command(_command(words, "plan", plan, customer, json_, as_of))
    check_ = click.Option(["--check", "check_"], is_flag=True, help=words("option-check"))
    out = _option(words, "out", type=click.Path(path_type=Path, file_okay=False))
    port = _option(words, "port", type=click.IntRange(1, 65535), default=8000, show_default=True)
    folder = click.Argument(["folder"], type=click.Path(path_type=Path))
    group.add_command(_command(words, "render", render, check_, as_of, out))
    group.add_command(_command(words, "build", build, as_of, out))
    group.add_command(_command(words, "serve", serve_site, port))
    group.add_command(_command(words, "init", init, folder, in_project=False))
    group.add_command(_command(words, "schema", schema, in_project=False))
    customers = click.Argument(["customers"], nargs=-1, metavar="[CUSTOMER]...")
    format_ = click.Option(["--format", "format_"], type=click.Choice(FORMATS), help=words("option-format"))
    file = click.Option(["--out"], type=click.Path(path_type=Path, dir_okay=False), help=words("option-out-file"))
    group.add_command(_command(words, "export", export, customers, format_, file, as_of))
    editions = click.Option(["--lang"], multiple=True, type=click.Choice(EDITIONS), help=words("option-lang-print"))
    papers = click.Option(["--out"], type=click.Path(path_type=Path, file_okay=False), help=words("option-out-papers"))
    zip_ = click.Option(["--zip", "zip_"], type=click.Path(path_type=Path, dir_okay=False), help=words("option-zip"))
    size = _option(words, "size", type=click.Choice(list(SIZES)), default="a4", show_default=True)
    engine = _option(words, "engine", type=click.Choice(ENGINES), default="auto", show_default=True)
    wave = _option(words, "wave")
    printing = (customers, papers, zip_, size, engine, wave, as_of)
    group.add_command(_command(words, "print", print_papers, *printing, lang=editions))
    guidance = _subgroup(words, "guidance", "help-guidance")
    guidance.add_command(_command(words, "check", guidance_check, help_="guidance-check"))
    guidance.add_command(_command(words, "confirm", guidance_confirm, help_="guidance-confirm"))
    guidance.add_command(_command(words, "impact", guidance_impact, help_="guidance-impact"))
    group.add_command(guidance)
    return group


def _subgroup(words: Words, name: str | None, help_: str) -> click.Group:
    """A group of commands that takes the language too: in front of a command it means the same as behind it."""
    return click.Group(name, params=[_lang(words)], callback=lambda lang: None, help=words(help_))


def _command(
    words: Words,
    name: str,
    function: Callable[..., int],
    *parameters: click.Parameter,
    help_: str | None = None,
    in_project: bool = True,
    lang: click.Option | None = None,
) -> click.Command:
    """``lang``: the command's own, where it means more than the language of its messages."""

    def call(**values: Any) -> int:
        if lang is None:
            del values["lang"]  # read before the commands were made, since their help speaks it
        return function(words, **values)

    project = click.Option(["--project"], type=ProjectFolder(), default=Path(), help=words("option-project"))
    common: list[click.Parameter] = [project] if in_project else []
    common.append(lang or _lang(words))
    return click.Command(name, callback=call, params=[*parameters, *common], help=words(f"help-{help_ or name}"))


def _lang(words: Words) -> click.Option:
    return _option(words, "lang", type=click.Choice(LANGUAGES), default=words.language)


def _option(words: Words, name: str, **settings: Any) -> click.Option:
    return click.Option([f"--{name}"], help=words(f"option-{name}"), **settings)
