"""A cache on disk: what MkDocs made of a piece of Markdown, for other processes and for the next build.

Lies in the ledger's folder. Whatever goes wrong with it, a piece is only converted once more.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import zlib
from pathlib import Path

from generator.site.ledger import FOLDER
from generator.site.parts import Filled

_FILE = "parts.sqlite"
_WAIT_SECONDS = 20.0
_MOST_ROWS = 200_000
"""Of more, most come from pages as they no longer are; then it begins anew."""


class KnownParts:
    """``made_with``: the same as long as MkDocs makes the same of a piece: configuration and versions."""

    def __init__(self, site: Path, made_with: str) -> None:
        self._path = site / FOLDER / _FILE
        self._made_with = made_with
        self._process = 0
        self._file: sqlite3.Connection | None = None
        self._new: list[tuple[bytes, str, str, int]] = []

    def of(self, folder: str, markdown: str) -> Filled | None:
        """What it became on a page of that folder, if anybody has converted it before."""
        rows = self._do("SELECT html, headings, sum FROM pieces WHERE key = ?", _key(folder, markdown))
        if not rows:
            return None
        html, headings, told = rows[0]
        if told != _sum(html, headings):
            return None
        return Filled(html, tuple((level, anchor, name) for level, anchor, name in json.loads(headings)))

    def learn(self, folder: str, markdown: str, made: Filled) -> None:
        """For whoever asks after the next ``save``."""
        headings = json.dumps(made.headings)
        self._new.append((_key(folder, markdown), made.html, headings, _sum(made.html, headings)))

    def save(self) -> None:
        """What was learnt can be seen by others."""
        new, self._new = self._new, []
        if new and self._file and self._process == os.getpid():
            try:
                with self._file:
                    self._file.executemany("INSERT OR REPLACE INTO pieces VALUES (?, ?, ?, ?)", new)
            except sqlite3.Error:
                self._file = None

    def _do(self, statement: str, *values: object) -> list[tuple[str, str, int]]:
        if self._process != os.getpid():  # a connection is of no use in a copy of a process
            self._process, self._file = os.getpid(), self._opened()
        try:
            return self._file.execute(statement, values).fetchall() if self._file else []
        except sqlite3.Error:
            self._file = None
            return []

    def _opened(self) -> sqlite3.Connection | None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = sqlite3.connect(self._path, timeout=_WAIT_SECONDS)
            file.execute("PRAGMA synchronous = OFF")  # lost with the machine, it is only made again
            file.execute(
                "CREATE TABLE IF NOT EXISTS pieces (key BLOB PRIMARY KEY, html TEXT, headings TEXT, sum INTEGER)"
                " WITHOUT ROWID"
            )
            file.execute("CREATE TABLE IF NOT EXISTS made (made_with TEXT)")
            if file.execute("SELECT made_with FROM made").fetchall() != [(self._made_with,)] or self._is_full(file):
                file.execute("DELETE FROM pieces")
                file.execute("DELETE FROM made")
                file.execute("INSERT INTO made VALUES (?)", (self._made_with,))
            file.commit()
        except (OSError, sqlite3.Error):
            return None
        return file

    @staticmethod
    def _is_full(file: sqlite3.Connection) -> bool:
        return bool(file.execute("SELECT COUNT(*) > ? FROM pieces", (_MOST_ROWS,)).fetchone()[0])


def _sum(html: str, headings: str) -> int:
    """By which a damaged disk shows: what is wrong would stand on every page."""
    return zlib.crc32(f"{html}\0{headings}".encode())


def _key(folder: str, markdown: str) -> bytes:
    return hashlib.sha256(f"{folder}\0{markdown}".encode()).digest()
