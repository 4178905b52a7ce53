"""All commands with their arguments, and the process around them.

Exit codes: 0 fine, 1 problems or would change, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from generator.cli.build import build, merge, render
from generator.cli.catalog import catalog_compare, catalog_import, catalog_show
from generator.cli.check import FORMATS as CHECK_FORMATS
from generator.cli.check import check
from generator.cli.commands import init, plan, schema
from generator.cli.diff import FORMATS as DIFF_FORMATS
from generator.cli.diff import LONGEST, diff
from generator.cli.export import FORMATS, export
from generator.cli.guidance import guidance_check, guidance_confirm, guidance_impact
from generator.cli.imports import import_command, import_parameters
from generator.cli.new import new
from generator.cli.options import Day, ProjectFolder, Shard, Words, asked_language, report
from generator.cli.paper import ENGINES, print_papers
from generator.cli.progress import done, done_parameters
from generator.cli.serve import serve_site
from generator.cli.verify import verify
from generator.cli.verify_paper import verify_paper
from generator.errors import ProblemsFound
from generator.importers import ENCODINGS
from generator.load import CI_FILES, NoCommitError, NoCommonCommitError, NoGitError, packaged_labels
from generator.plan import NoRulesError
from generator.render import EDITIONS, SIZES, BrokenPageError
from generator.site import BuildFailedError, FolderInUseError, NotOurFolderError, PortInUseError
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
        report(words, error)
        return 1
    except BrokenPageError as error:
        report(words, ProblemsFound([error.problem()]))
        return 1
    except (NotOurFolderError, FolderInUseError) as refused:
        label = "not-our-folder" if isinstance(refused, NotOurFolderError) else "folder-in-use"
        click.echo(words(label, folder=refused), err=True)
        return 1
    except NoGitError:
        click.echo(words("no-git"), err=True)
        return 1
    except NoCommitError as missing:
        said = words.of("formats", "paren").format(text=f"git: {missing.said}") if missing.said else ""
        click.echo(words("no-commit", revision=missing.revision, said=said), err=True)
        return 1
    except NoCommonCommitError as apart:
        click.echo(words("no-common-commit", commits=apart), err=True)
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


def command_group(words: Words) -> click.Group:
    """All commands, their help in the reader's language."""
    files = click.Argument(["files"], nargs=-1, type=click.Path(path_type=Path))
    customer = click.Argument(["customer"])
    fail_on = _option(words, "fail-on", type=click.Choice(["blocker", "warning"]))
    json_ = click.Option(["--json", "as_json_"], is_flag=True, help=words("option-json"))
    as_of = _option(words, "as-of", type=Day())
    group = _subgroup(words, None, "summary")
    reader = click.Choice(CHECK_FORMATS)
    said = words.of("remarks", "option-format")
    in_format = click.Option(["--format", "format_"], type=reader, default="text", show_default=True, help=said)
    group.add_command(_command(words, "check", check, files, fail_on, in_format))
    group.add_command(_command(words, "plan", plan, customer, json_, as_of))
    check_ = click.Option(["--check", "check_"], is_flag=True, help=words("option-check"))
    out = _option(words, "out", type=click.Path(path_type=Path, file_okay=False))
    port = _option(words, "port", type=click.IntRange(1, 65535), default=8000, show_default=True)
    jobs = _option(words, "jobs", type=click.IntRange(1))
    folder = click.Argument(["folder"], type=click.Path(path_type=Path))
    group.add_command(_command(words, "render", render, check_, as_of, out, jobs))
    shard = _option(words, "shard", type=Shard())
    plain = click.Option(["--plain"], is_flag=True, help=words("option-plain"))
    offline = click.Option(["--offline"], is_flag=True, help=words("option-offline"))
    group.add_command(_command(words, "build", build, as_of, out, offline, plain, jobs, shard))
    parts = click.Argument(["parts"], nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
    group.add_command(_command(words, "merge", merge, parts, as_of, out, offline))
    group.add_command(_command(words, "serve", serve_site, port))
    ci = _option(words, "ci", type=click.Choice(list(CI_FILES)))
    shards = _option(words, "shards", type=click.IntRange(2, 64))
    group.add_command(_command(words, "init", init, folder, ci, shards, in_project=False))
    of_what = click.Argument(["of"], type=click.Choice(["customer", "diff"]), default="customer")
    group.add_command(_command(words, "schema", schema, of_what, in_project=False))
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
    sides = (click.Argument(["base"]), click.Argument(["head"], required=False))
    since = click.Option(["--merge-base"], is_flag=True, help=words("option-merge-base"))
    formats = click.Choice(DIFF_FORMATS)
    shape = click.Option(["--format", "format_"], type=formats, default="text", help=words("option-format-diff"))
    most = _option(words, "max-chars", type=click.IntRange(1_000), default=LONGEST, show_default=True)
    into = click.Option(["--out"], type=click.Path(path_type=Path, dir_okay=False), help=words("option-out-diff"))
    exits = click.Option(["--exit-code"], is_flag=True, help=words("option-exit-code"))
    group.add_command(_command(words, "diff", diff, *sides, since, shape, most, into, exits))
    printed = (click.Argument(["fingerprint"]), click.Argument(["customer"], required=False))
    group.add_command(_command(words, "verify-paper", verify_paper, *printed))
    group.add_command(_command(words, "done", done, *done_parameters(words)))
    guidance = _subgroup(words, "guidance", "help-guidance")
    guidance.add_command(_command(words, "check", guidance_check, help_="guidance-check"))
    guidance.add_command(_command(words, "confirm", guidance_confirm, help_="guidance-confirm"))
    guidance.add_command(_command(words, "impact", guidance_impact, help_="guidance-impact"))
    group.add_command(guidance)
    group.add_command(_catalog_group(words))
    for command in _import_commands(words):
        group.add_command(command)
    return group


def _catalog_group(words: Words) -> click.Group:
    """The commands about offers."""
    files = click.Argument(["files"], nargs=-1, required=True, type=click.Path(path_type=Path))
    encoding = _option(words, "encoding", type=click.Choice(ENCODINGS))
    json_ = click.Option(["--json", "as_json_"], is_flag=True, help=words.of("catalog", "option-json"))
    pair = (click.Argument(["old"]), click.Argument(["new"]))
    group = _subgroup(words, "catalog", "help-catalog")
    group.add_command(_command(words, "import", catalog_import, files, encoding, help_="catalog-import"))
    group.add_command(_command(words, "show", catalog_show, click.Argument(["offer"]), json_, help_="catalog-show"))
    group.add_command(_command(words, "compare", catalog_compare, *pair, json_, help_="catalog-compare"))
    return group


def _import_commands(words: Words) -> Iterator[click.Command]:
    """The commands that read exports or begin a customer's file."""
    customer = _option(words, "customer", metavar="ID")
    day = click.Option(["--day"], type=Day(), help=words("option-day"))
    encoding = _option(words, "encoding", type=click.Choice(ENCODINGS))
    yield _command(words, "import", import_command, *import_parameters(words), customer, day, encoding)
    planned = click.Option(["--day"], type=Day(), help=words("option-day-new"))
    yield _command(words, "new", new, click.Argument(["customer"], required=False), planned)
    sides = (click.Argument(["before"]), click.Argument(["after"], type=click.Path(path_type=Path)))
    of_plan = click.Option(["--customer"], metavar="ID", help=words("option-customer-verify"))
    json_ = click.Option(["--json", "as_json_"], is_flag=True, help=words("option-json-verify"))
    yield _command(words, "verify", verify, *sides, of_plan, encoding, json_)


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
    """``in_project``: False where it is about no project, whatever folder is named.

    ``lang``: the command's own, where it means more than the language of its messages.
    """

    def call(**values: Any) -> int:
        if lang is None:
            del values["lang"]  # read before the commands were made, since their help speaks it
        return function(words, **values)

    project = click.Option(["--project"], type=ProjectFolder(), default=Path(), help=words("option-project"))
    passed_over = click.Option(["--project"], hidden=True, expose_value=False)  # scripts give it to every command
    common = [project if in_project else passed_over, lang or _lang(words)]
    return click.Command(name, callback=call, params=[*parameters, *common], help=words(f"help-{help_ or name}"))


def _lang(words: Words) -> click.Option:
    return _option(words, "lang", type=click.Choice(LANGUAGES), default=words.language)


def _option(words: Words, name: str, **settings: Any) -> click.Option:
    return click.Option([f"--{name}"], help=words(f"option-{name}"), **settings)
