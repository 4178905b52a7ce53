"""What a folder holds of which customer, and what it was made from: who is the same is not made again.

Lies beside the pages and the built site in a folder of its own, which git ignores. Whatever in it cannot be read counts
as not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from generator.site.files import digest_of, names_below, write_text
from generator.text import LANGUAGES

FOLDER = ".made"
_FILE = "ledger.json"
_PAPERS = "papers"


@dataclass(frozen=True)
class Held:
    """Files of a customer. ``lie``: how on this disk, quickly asked; ``content``: what they hold, wherever they lie.

    Both '' where they were not made.
    """

    lie: str
    content: str


@dataclass(frozen=True)
class Entry:
    """``made_from``: the digest of the customer's file; ``pages`` and ``html``: what was made of it."""

    made_from: str
    pages: Held
    html: Held

    @property
    def contents(self) -> dict[str, str]:
        return {"pages": self.pages.content, "html": self.html.content}


@dataclass(frozen=True)
class Ledger:
    """``made_by``: the digest of everything but the customers' own files."""

    made_by: str
    entries: Mapping[str, Entry]


def folders_of(customer: str) -> dict[str, list[str]]:
    """The folders that hold a customer's files, below ``site/``: of ``pages`` and of the built site, ``html``."""
    languages = [f"{language}/customers/{customer}" for language in LANGUAGES]
    built = [*languages, f"{_PAPERS}/{customer}"]
    return {"pages": [f"pages/{name}" for name in languages], "html": [f"html/{name}" for name in built]}


def held_of(customer: str) -> dict[str, list[str]]:
    """The same with its share in the pages about all, without which pages are not known."""
    folders = folders_of(customer)
    return {**folders, "pages": [*folders["pages"], share_name(customer)]}


def signature(site: Path, names: Iterable[str]) -> str:
    """The same as long as nobody touches a file in the folders, nor adds or removes one; '' without any."""
    digest, count = hashlib.sha256(), 0
    for name in names:
        found = _lying(site / name)
        count += len(found)
        digest.update(f"{name}\0{found}\0".encode())
    return digest.hexdigest() if count else ""


def _lying(path: Path) -> list[tuple[str, int, int]]:
    """Name, size and time of a file, or of each in a folder."""
    try:
        with os.scandir(path) as found:
            return sorted((one.name, one.stat().st_size, one.stat().st_mtime_ns) for one in found)
    except NotADirectoryError:
        return [(path.name, path.stat().st_size, path.stat().st_mtime_ns)]
    except OSError:
        return []


def content_digest(digests: Mapping[str, bytes]) -> str:
    """The same as long as files hold the same, each by its path with a digest of its own; '' without any."""
    told = hashlib.sha256()
    for name in sorted(digests):
        told.update(f"{name}\0".encode() + digests[name])
    return told.hexdigest() if digests else ""


def contents(site: Path, names: Sequence[str]) -> str:
    """The digest of what lies in folders and theirs, or in single files."""
    found = [name for name in names if (site / name).is_file()]
    found += [f"{folder}/{name}" for folder in names for name in names_below(site / folder)]
    return content_digest({name: digest_of((site / name).read_bytes()) for name in found})


def still_held(held: Held, site: Path, names: Sequence[str]) -> Held | None:
    """As it lies by now, where the files are those that were made: untouched, or the same in a new checkout."""
    if not held.content:
        return None
    now = Held(signature(site, names), held.content)
    return now if now.lie == held.lie or contents(site, names) == held.content else None


def read_ledger(site: Path) -> Ledger:
    """An empty one where there is none that can be read."""
    try:
        told = json.loads((site / FOLDER / _FILE).read_text("utf-8"))
        entries = {
            name: Entry(entry["made_from"], Held(**entry["pages"]), Held(**entry["html"]))
            for name, entry in told["entries"].items()
        }
        return Ledger(told["made_by"], entries)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Ledger("", {})


def write_ledger(site: Path, ledger: Ledger) -> None:
    """As the last thing of a build: what is not in it is made again."""
    entries = {name: asdict(entry) for name, entry in sorted(ledger.entries.items())}
    told = {"made_by": ledger.made_by, "entries": entries}
    text = json.dumps(told, indent=0)
    write_text(site / FOLDER / ".gitignore", "*\n")
    write_text(site / FOLDER / _FILE, text)
    for path in (site / share_name("x")).parent.glob("*.json"):
        if path.stem not in ledger.entries:
            path.unlink()


def forget(site: Path) -> None:
    """Before anything is changed: a build that is broken off is begun anew."""
    (site / FOLDER / _FILE).unlink(missing_ok=True)


def share_name(customer: str) -> str:
    """Where a customer's share in the pages about all customers is kept, below ``site/``."""
    return f"{FOLDER}/shares/{customer}.json"


def drop_all(site: Path) -> None:
    """Forgets everything."""
    shutil.rmtree(site / FOLDER, ignore_errors=True)
