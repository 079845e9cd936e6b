"""What earlier runs found out, in one SQLite file: texts by the hash of all that they were made from.

A cache is never a reason to fail: one that is damaged or of another version is made anew, one that cannot be written
is only read, and one that cannot be read is none.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Protocol

FOLDER = ".cursus_lint_cache"
"""The folder's name, below the project's root."""

MAX_BYTES = 256_000_000
"""What the file may take: the findings and facts of about 20,000 scripts. The oldest half goes when it is exceeded."""

MAX_PENDING = 200_000
"""How many characters wait in memory to be written together."""

_FORMAT = 3
_SCHEMA = "CREATE TABLE entries (key BLOB PRIMARY KEY, value TEXT NOT NULL)"


class Store(Protocol):
    """Texts by key, kept from run to run, or not.

    `blank` is whether nothing was kept by earlier runs.
    """

    blank: bool

    def get(self, key: bytes) -> str | None:
        """The text kept under `key`, None if there is none."""

    def put(self, key: bytes, text: str) -> None:
        """Keep `text` under `key`."""


class NoCache:
    """Keeps nothing."""

    blank = True

    def get(self, key: bytes) -> str | None:
        """Nothing is ever known."""
        return None

    def put(self, key: bytes, text: str) -> None:
        """Forget it."""

    def __enter__(self) -> NoCache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """There is nothing to close."""


class Cache:
    """The cache in `folder`, open within a `with` block; what is put in is written at its end.

    Several processes can use it at once. A process that finds it locked for long goes on without.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "cache.sqlite"
        self.blank = True
        self._connection: sqlite3.Connection | None = None
        self._writable = True
        self._fresh: dict[bytes, str] = {}
        self._pending = 0

    def __enter__(self) -> Cache:
        try:
            self._connection = self._open()
        except sqlite3.OperationalError:
            self._connection = self._open_read_only()
        except sqlite3.DatabaseError:
            self._connection = self._rebuilt()
        except OSError:
            self._connection = None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is None:
            return
        if self._fresh:
            self._write(self._connection)
        with suppress(sqlite3.Error):
            self._connection.close()
        self._connection = None

    def get(self, key: bytes) -> str | None:
        """The text kept under `key`, None if there is none."""
        if key in self._fresh:
            return self._fresh[key]
        if self._connection is None:
            return None
        try:
            row = self._connection.execute("SELECT value FROM entries WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error:
            return None
        return row[0] if row is not None and isinstance(row[0], str) else None

    def put(self, key: bytes, text: str) -> None:
        """Keep `text` under `key`."""
        if self._connection is not None and self._writable:
            self._fresh[key] = text
            self._pending += len(text)
            if self._pending > MAX_PENDING:
                self._write(self._connection)

    def _open(self) -> sqlite3.Connection:
        self.folder.mkdir(parents=True, exist_ok=True)
        ignore = self.folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
        connection = sqlite3.connect(self._file, timeout=5.0, isolation_level=None)
        try:
            known = connection.execute("PRAGMA user_version").fetchone()[0]
            if known != _FORMAT:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("DROP TABLE IF EXISTS entries")
                connection.execute(_SCHEMA)
                connection.execute(f"PRAGMA user_version = {_FORMAT}")
                connection.execute("COMMIT")
            connection.execute("PRAGMA synchronous = NORMAL")
            # Each entry is read once, if at all: there is nothing to hold but the upper part of the index.
            connection.execute("PRAGMA cache_size = -256")
            # One transaction for all that is read: each by itself would lock the file.
            connection.execute("BEGIN")
            self.blank = connection.execute("SELECT key FROM entries LIMIT 1").fetchone() is None
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _open_read_only(self) -> sqlite3.Connection | None:
        """A file that is there but must not be written: read as it is."""
        try:
            connection = sqlite3.connect(f"{self._file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
            if connection.execute("PRAGMA user_version").fetchone()[0] == _FORMAT:
                self._writable = self.blank = False
                return connection
            connection.close()
        except (sqlite3.Error, ValueError):
            pass
        return None

    def _rebuilt(self) -> sqlite3.Connection | None:
        try:
            for file in self.files():
                file.unlink(missing_ok=True)
            return self._open()
        except (OSError, sqlite3.Error):
            return None

    def files(self) -> Iterator[Path]:
        """The files that the cache may consist of, the database first."""
        return (self._file.with_name(self._file.name + end) for end in ("", "-wal", "-shm"))

    def _write(self, connection: sqlite3.Connection) -> None:
        """Write what is new; what cannot be written now is tried again after as much has come."""
        self._pending = 0
        with suppress(sqlite3.Error):
            connection.rollback()
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?)", self._fresh.items())
            connection.execute("COMMIT")
            self._fresh = {}
            self._shrink(connection)
        with suppress(sqlite3.Error):
            connection.rollback()
            connection.execute("BEGIN")

    def _shrink(self, connection: sqlite3.Connection) -> None:
        """Drop the older half of a file that has grown too large; rows are numbered in the order they were written."""
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        if pages * size <= MAX_BYTES:
            return
        connection.execute("BEGIN IMMEDIATE")
        half = connection.execute("SELECT count(*) / 2 FROM entries").fetchone()[0]
        middle = "SELECT rowid FROM entries ORDER BY rowid LIMIT 1 OFFSET ?"
        connection.execute(f"DELETE FROM entries WHERE rowid < ({middle})", (half,))
        connection.execute("COMMIT")
        connection.execute("VACUUM")


def remove_cache(folder: Path) -> bool:
    """Remove the cache in `folder`, and the folder if nothing else is in it; False if there is none.

    Raises `OSError`.
    """
    files = [*Cache(folder).files(), folder / ".gitignore"]
    if not files[0].exists():
        return False
    for file in files:
        file.unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()
    return True


def key_of(*parts: bytes | str) -> bytes:
    """A key that differs where any of `parts` does."""
    pieces = [part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part for part in parts]
    lengths = ",".join(map(str, map(len, pieces))).encode()
    return hashlib.blake2b(b"".join([lengths, b":", *pieces]), digest_size=16).digest()
