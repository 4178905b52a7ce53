"""The files that make reviews run: read as YAML, their scripts found, run with bash as the platforms do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from generator.cli.main import command_group
from generator.cli.options import Words
from generator.load import CI_FILES, ci_files, packaged_labels

ROOT = Path(__file__).resolve().parent.parent
ACTION = ROOT / "action.yml"
WORKFLOWS = tuple(
    sorted(file for name in (".github/workflows/*.yml", "templates/ci/github*.yml") for file in ROOT.glob(name))
)
GITLAB = ROOT / "templates" / "ci" / "gitlab.yml"
AZURE = ROOT / "templates" / "ci" / "azure-pipelines.yml"
PIPELINES = (ACTION, *WORKFLOWS, GITLAB, AZURE)
SCRIPTS = (ROOT / ".github" / "review.sh", ROOT / ".ci" / "run")

GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"} | {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "A"), ("EMAIL", "a@example.invalid"), ("DATE", "2026-11-22T00:00:00Z"))
}

Result = subprocess.CompletedProcess[str]
Step = Mapping[str, Any]


def parsed(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def in_parts(platform: str, shards: int) -> tuple[str, Any]:
    """The file of a platform that builds the site, in so many parts: its text, and read as YAML."""
    site = {"github": "github-pages.yml"}
    name = site.get(platform) or next(iter(CI_FILES[platform].values()))
    text = next(text for path, text in ci_files(platform, shards).items() if CI_FILES[platform][path] == name)
    return text, yaml.safe_load(text)


def steps(file: Path) -> Iterator[Step]:
    """Every step, a job of GitLab counting as one whose ``run`` is its script."""
    yield from steps_in(file, parsed(file))


def steps_in(file: Path, document: Any) -> Iterator[Step]:
    """The steps of a file whose content is another one."""
    if file == ACTION:
        yield from document["runs"]["steps"]
    elif file == GITLAB:
        for name, job in document.items():
            if "script" in job or "before_script" in job:
                yield {**job, "name": name, "run": "\n".join(job.get("script") or job["before_script"])}
    elif file == AZURE:
        for job in document["jobs"]:
            for step in job["steps"]:
                yield {**step, "name": step.get("displayName"), **({"run": step["bash"]} if "bash" in step else {})}
    else:
        for job in document["jobs"].values():
            yield from job["steps"]


def step(file: Path, name: str) -> Step:
    return next(one for one in steps(file) if one.get("name") == name)


def surroundings(*first: Path, **variables: str) -> dict[str, str]:
    """What a runner gives a step: a PATH that begins with the folders ``first``, and the named variables."""
    path = os.pathsep.join([*map(str, first), str(Path(sys.executable).parent), os.environ["PATH"]])
    return {"PATH": path, "PYTHONUTF8": "1", "HOME": os.environ.get("HOME", "/"), **variables}


def bash(script: str, cwd: Path, environment: Mapping[str, str]) -> Result:
    """Runs a script as the platforms do, stopping at the first error."""
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=cwd,
        env=dict(environment),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def recorder(folder: Path, program: str, body: str = "") -> Path:
    """A program that notes what it is called with, a line per call, in ``<program>.calls``; then runs ``body``."""
    folder.mkdir(exist_ok=True)
    file = folder / program
    calls = folder / f"{program}.calls"
    calls.unlink(missing_ok=True)
    noted = f"import json, sys\nopen({str(calls)!r}, 'a').write(json.dumps(sys.argv[1:]) + '\\n')\n"
    file.write_text(f"#!{sys.executable}\n{noted}{body}", encoding="utf-8")
    file.chmod(0o755)
    return calls


def shown_uses(file: Path) -> list[str]:
    """What a file runs of others, with the comment behind it."""
    return re.findall(r"uses: (.+)", file.read_text(encoding="utf-8"))


def git(folder: Path, *arguments: str) -> str:
    environment = surroundings(**GIT)
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def sha(folder: Path, revision: str) -> str:
    return git(folder, "rev-parse", revision)


def clone(origin: Path, branch: str, depth: int = 0) -> Path:
    """The branch checked out as actions/checkout does it; ``depth`` 0 is everything."""
    how = ["--depth", str(depth)] if depth else []
    folder = origin.parent / "clone"
    git(origin.parent, "clone", "--quiet", "--branch", branch, *how, origin.as_uri(), str(folder))
    return folder


def understood(calls: Sequence[Sequence[str]]) -> None:
    """Raises click's error for a call with an option, a value or a number of arguments that the command refuses."""
    group = command_group(Words(packaged_labels(), "en"))
    for name, *arguments in calls:
        group.commands[name].make_context(name, list(arguments))
