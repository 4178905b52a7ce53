"""Commits as trees of files, read without touching the working tree. Git's one home."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.errors import Problem, Where
from generator.load.files import MAX_BYTES, decoded, too_large
from generator.load.tree import Entry
from generator.text import terminal

_INPUT = ("customers", "guidance", "templates", "generator/guidance", "catalog", "brand", "mkdocs.yml")
"""What of a commit a project is read from."""

_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
_FILE_MODES = ("100644", "100755")


class NoCommitError(RuntimeError):
    """There is no such commit here; ``revision`` is what was asked for, ``said`` what git said, if anything."""

    def __init__(self, revision: str, said: str) -> None:
        super().__init__(revision)
        self.revision = revision
        self.said = said


class NoCommonCommitError(RuntimeError):
    """Two commits have no commit in common, or this clone does not reach back to it."""


class NoGitError(RuntimeError):
    """There is no git on this machine."""


@dataclass(frozen=True)
class _Blob:
    mode: str
    id: str
    size: int


def folder_in_repository(root: Path) -> str:
    """The project's folder below its repository's, ending in ``/``; '' where it is that one, or there is none."""
    try:
        return Repository(root).prefix()
    except (NoCommitError, NoGitError):
        return ""


def commit_of(root: Path) -> tuple[str, bool]:
    """The short id of the commit that a project stands on, or '', and whether its files differ from that."""
    repository = Repository(root)
    try:
        return repository.commit("HEAD")[:12], repository.is_changed()
    except (NoCommitError, NoGitError):
        return "", False


class Repository:
    """The git repository in which a project's folder lies."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def commit(self, revision: str) -> str:
        """The full id of the commit that ``revision`` names; raises NoCommitError, NoGitError."""
        asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return self._git(*asked, of=revision).decode().strip()

    def is_changed(self) -> bool:
        """Whether anything that a project is read from is not as it was committed."""
        return bool(self._git("status", "--porcelain", "--", *_INPUT, of="HEAD"))

    def prefix(self) -> str:
        """The project's folder below the repository's, ending in ``/``; '' where they are the same."""
        return terminal(self._git("rev-parse", "--show-prefix", of="HEAD").decode(errors="replace").rstrip("\n"))

    def merge_base(self, one: str, other: str) -> str:
        """The full id of the last commit that two commits have in common; raises NoCommonCommitError."""
        found = self._git("merge-base", one, other, of=one, missing=True).decode().split()
        if not found:
            raise NoCommonCommitError(f"{one[:12]}, {other[:12]}")
        return found[0]

    def log(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Every commit that touched one of the files or folders, with its day (ISO), the newest first."""
        listed = self._git("log", "--full-history", "--format=%H %cs", "HEAD", "--", *names, of="HEAD").decode()
        yield from (tuple(line.split(" ", 1)) for line in listed.splitlines())  # type: ignore[misc]

    def last_with(self, text: str, folder: str) -> Iterator[tuple[str, str, str]]:
        """The last commit with a code in a file of ``folder``, its day (ISO) and one such file, if there is one."""
        alone = f"(^|[^0-9a-f-]){text}"  # not the middle of something longer
        search = ("log", "-1", "--full-history", f"-G{alone}", "--format=%H %P", "HEAD", "--", folder)
        found = self._git(*search, of="HEAD").decode().split()
        for commit in found[:2]:  # it came in with this commit, or went with it and was in the one before
            listed = self._git("grep", "-l", "-z", "-E", "-e", alone, commit, "--", folder, of="", missing=True)
            if listed:
                day = self._git("show", "--no-patch", "--format=%cs", commit, of=commit).decode().strip()
                yield commit, day, listed.split(b"\0")[0].decode(errors="replace").partition(":")[2]
                return

    def tree(self, commit: str, shown_as: str = "") -> Commit:
        """The project as a commit has it; ``shown_as`` stands before the names of its files in messages."""
        listed = self._git("ls-tree", "-r", "-l", "-z", commit, "--", *_INPUT, of=commit)
        return Commit(self, dict(_listed(listed)), shown_as)

    def blobs(self, ids: Iterable[str]) -> Iterator[bytes]:
        """What stands in each of the blobs, in their order."""
        asked = "".join(f"{one}\n" for one in ids)
        answer = self._git("cat-file", "--batch", of="", stdin=asked.encode())
        start = 0
        while start < len(answer):
            head, start = answer[start : (end := answer.index(b"\n", start))], end + 1
            size = int(head.split()[2])
            yield answer[start : start + size]
            start += size + 1

    def _git(self, *arguments: str, of: str, stdin: bytes | None = None, missing: bool = False) -> bytes:
        """What git prints; ``missing``: that it finds nothing (1) is an answer too."""
        try:
            done = subprocess.run(  # noqa: S603 - a list, no shell
                ["git", "-C", str(self._root), "-c", "log.showSignature=false", *arguments],  # noqa: S607 - where git lies differs from machine to machine
                env=_surroundings(),
                input=stdin,
                capture_output=True,
                check=False,
            )
        except OSError as error:
            raise NoGitError from error
        if done.returncode and not (missing and done.returncode == 1):
            said = done.stderr.decode(errors="replace").strip().partition("\n")[0]
            raise NoCommitError(terminal(of), terminal(said))
        return done.stdout


def _surroundings() -> dict[str, str]:
    """Ours without what a hook says of its repository, since it may be another one; what git says in one language."""
    return {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK} | {"LC_ALL": "C"}


class Commit:
    """The files of one commit; what is read is fetched once, many at a time where they are named before."""

    def __init__(self, repository: Repository, blobs: Mapping[str, _Blob], shown_as: str) -> None:
        self._repository = repository
        self._blobs = blobs
        self._shown_as = shown_as
        self._fetched: dict[str, bytes] = {}

    def entries(self, folder: str) -> tuple[Entry, ...] | None:
        inside = [(name, blob) for name, blob in self._blobs.items() if name.startswith(f"{folder}/")]
        found: dict[str, bool] = {}
        for name, blob in inside:
            direct, _, below = name.removeprefix(f"{folder}/").partition("/")
            found[direct] = not below and blob.mode in _FILE_MODES
        return tuple(Entry(name, found[name]) for name in sorted(found)) if inside else None

    def files(self, folder: str, ending: str) -> tuple[str, ...]:
        return tuple(sorted(name for name in self._blobs if name.startswith(f"{folder}/") and name.endswith(ending)))

    def has(self, name: str) -> bool:
        return name in self._blobs

    def digest(self, name: str) -> str | None:
        return self._blobs[name].id if name in self._blobs else None

    def prepare(self, names: Iterable[str]) -> None:
        wanted = [name for name in names if self._readable(name) and name not in self._fetched]
        if wanted:
            ids = (self._blobs[name].id for name in wanted)
            self._fetched |= zip(wanted, self._repository.blobs(ids), strict=True)

    def read(self, name: str) -> tuple[str | None, list[Problem]]:
        shown, blob = self.shown(name), self._blobs.get(name)
        if blob is None:
            return None, [Problem(Where(shown), "not-readable")]
        if blob.mode not in _FILE_MODES:
            return None, [Problem(Where(shown), "not-a-file")]
        if blob.size > MAX_BYTES:
            return None, [too_large(shown)]
        self.prepare([name])
        return decoded(self._fetched[name], shown)

    def shown(self, name: str) -> str:
        return terminal(f"{self._shown_as}{name}")

    def _readable(self, name: str) -> bool:
        return name in self._blobs and self._blobs[name].mode in _FILE_MODES and self._blobs[name].size <= MAX_BYTES


def _listed(listed: bytes) -> Iterator[tuple[str, _Blob]]:
    """What ``git ls-tree -l -z`` tells, by name; names that are not UTF-8 keep their bytes as surrogates."""
    for line in listed.split(b"\0")[:-1]:
        about, _, name = line.partition(b"\t")
        mode, _, blob_id, size = about.decode().split()
        yield name.decode(errors="surrogateescape"), _Blob(mode, blob_id, int(size) if size.isdigit() else 0)
