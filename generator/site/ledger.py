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

from generator.site.files import write_text
from generator.site.links import Place
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
    """``made_by``: the digest of everything but the customers' own files.

    ``outward``: places on pages about all customers that theirs link to, where those pages are still to be made.
    """

    made_by: str
    entries: Mapping[str, Entry]
    outward: tuple[Place, ...] = ()


def folders_of(customer: str) -> dict[str, list[str]]:
    """The folders that hold a customer's files, below ``site/``: of ``pages`` and of the built site, ``html``."""
    languages = [f"{language}/customers/{customer}" for language in LANGUAGES]
    built = [*languages, f"{_PAPERS}/{customer}"]
    return {"pages": [f"pages/{name}" for name in languages], "html": [f"html/{name}" for name in built]}


def signature(site: Path, folders: Iterable[str]) -> str:
    """The same as long as nobody touches a file in the folders, nor adds or removes one; '' without any."""
    digest, count = hashlib.sha256(), 0
    for folder in folders:
        try:
            with os.scandir(site / folder) as found:
                files = sorted((one.name, one.stat().st_size, one.stat().st_mtime_ns) for one in found)
        except OSError:
            files = []
        count += len(files)
        digest.update(f"{folder}\0{files}\0".encode())
    return digest.hexdigest() if count else ""


def content_digest(site: Path, folders: Iterable[str]) -> str:
    """The same as long as the files in the folders hold the same, wherever they lie; '' without any."""
    digest, count = hashlib.sha256(), 0
    for folder in folders:
        for path in sorted(path for path in (site / folder).glob("*") if path.is_file()):
            content = path.read_bytes()
            digest.update(f"{folder}/{path.name}\0{len(content)}\0".encode() + content)
            count += 1
    return digest.hexdigest() if count else ""


def still_holds(held: Held, site: Path, folders: Sequence[str]) -> bool:
    """Whether the files are those that were made: untouched, or the same in a new checkout."""
    if not held.content:
        return False
    return signature(site, folders) == held.lie or content_digest(site, folders) == held.content


def read_ledger(site: Path) -> Ledger:
    """An empty one where there is none that can be read."""
    try:
        told = json.loads((site / FOLDER / _FILE).read_text("utf-8"))
        entries = {
            name: Entry(entry["made_from"], Held(**entry["pages"]), Held(**entry["html"]))
            for name, entry in told["entries"].items()
        }
        outward = tuple((language, page, anchor) for language, page, anchor in told["outward"])
        return Ledger(told["made_by"], entries, outward)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Ledger("", {})


def write_ledger(site: Path, ledger: Ledger) -> None:
    """As the last thing of a build: what is not in it is made again."""
    entries = {name: asdict(entry) for name, entry in sorted(ledger.entries.items())}
    told = {"made_by": ledger.made_by, "entries": entries, "outward": sorted(ledger.outward)}
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
