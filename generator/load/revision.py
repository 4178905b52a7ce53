"""The guidance as it was committed, read from git without touching the working tree. Git's one home."""

from __future__ import annotations

import subprocess
from pathlib import Path

from generator.errors import Problem, ProblemsFound
from generator.guidance import FILES, Guidance, build
from generator.load.files import decoded
from generator.load.project import PACKAGE
from generator.load.strict_yaml import read, read_file
from generator.model import Source
from generator.text import terminal


class NoCommitError(RuntimeError):
    """The project's folder is not in a git repository with such a commit."""


class NoGitError(RuntimeError):
    """There is no git on this machine."""


def committed_guidance(root: Path, revision: str = "HEAD") -> Guidance:
    """The guidance of a project as ``revision`` has it; raises ProblemsFound where it cannot be read, NoCommitError.

    A table that the project did not hold then is the package's: as committed where the package lies in the same
    repository, else as it is installed.
    """
    _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    for name in FILES:
        source, wrong = _source(root, revision, name)
        problems += wrong
        if source is not None:
            sources[name] = source
    if problems:
        raise ProblemsFound(problems)
    guidance, problems = build(sources)
    if guidance is None:
        raise ProblemsFound(problems)
    return guidance


def _source(root: Path, revision: str, name: str) -> tuple[Source | None, list[Problem]]:
    packaged = PACKAGE / "guidance"
    folders = [root.resolve() / "guidance", packaged]
    for folder in folders:
        if not folder.is_relative_to(root.resolve()):
            continue
        place = (folder / f"{name}.yaml").relative_to(root.resolve()).as_posix()
        shown = terminal(f"{revision}:{place}")
        if not _git(root, "ls-tree", "--name-only", revision, "--", f"./{place}"):
            continue  # it was not there then
        text, problems = decoded(_git(root, "show", f"{revision}:./{place}"), shown)
        return (None, problems) if text is None else read(text, shown)
    return read_file(packaged / f"{name}.yaml", f"generator/guidance/{name}.yaml")


def _git(root: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - a list, no shell
            ["git", "-C", str(root), *arguments],  # noqa: S607 - where git lies differs from machine to machine
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise NoGitError from error
    if done.returncode:
        raise NoCommitError(str(root))
    return done.stdout
