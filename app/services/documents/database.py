"""The file of the index: its tables, connections to it, and what goes wrong in the user's words.

    places      collections by number, and whose vectors answer
    files       files of a collection, with the text of each
    chunks      what is found as one: a stretch of a file's text
    words       their words (FTS5); `place` holds the collection as a word of its own
    vectors     one row a file and embedding model: float32, a vector a chunk, in their order
    embedders   embedding models by number
    sent        which rows of `vectors` a store outside of this file holds

The chunks of a file have numbers in a row, from `first` on.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from app.core import sqlite_file
from app.core.i18n import tr
from app.core.sqlite_file import Trouble
from app.services.documents.api import DocumentsUnavailable

VERSION = 1
"""Of the tables, kept in the file as `user_version`."""
BUSY_S = 5.0
"""How long a statement waits for another program that writes."""

_TABLES = """
CREATE TABLE places(id INTEGER PRIMARY KEY AUTOINCREMENT, collection TEXT NOT NULL UNIQUE, embedder INTEGER, version INTEGER NOT NULL DEFAULT 0);
CREATE TABLE files(id INTEGER PRIMARY KEY AUTOINCREMENT, place INTEGER NOT NULL, path BLOB NOT NULL, state TEXT NOT NULL,
    size INTEGER NOT NULL, modified REAL NOT NULL, sha256 TEXT NOT NULL, pages INTEGER, error TEXT NOT NULL,
    same_as BLOB NOT NULL, title TEXT NOT NULL, chunks INTEGER NOT NULL, indexed REAL NOT NULL, bytes INTEGER NOT NULL,
    text TEXT NOT NULL, UNIQUE(place, path));
CREATE INDEX files_by_bytes ON files(sha256);
CREATE TABLE chunks(id INTEGER PRIMARY KEY AUTOINCREMENT, file INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    page INTEGER, heading TEXT NOT NULL);
CREATE INDEX chunks_by_file ON chunks(file);
CREATE TABLE vectors(id INTEGER PRIMARY KEY AUTOINCREMENT, place INTEGER NOT NULL, embedder INTEGER NOT NULL, file INTEGER NOT NULL,
    first INTEGER NOT NULL, count INTEGER NOT NULL, data BLOB NOT NULL, UNIQUE(file, embedder));
CREATE INDEX vectors_by_place ON vectors(place, embedder, first, count);
CREATE TABLE embedders(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, dimensions INTEGER NOT NULL);
CREATE TABLE sent(store TEXT NOT NULL, vectors INTEGER NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY(store, vectors)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(text, heading, place, tokenize='porter unicode61 remove_diacritics 2');
"""  # noqa: E501 - one table a line
_NAMES = ("places", "files", "chunks", "vectors", "embedders", "sent", "words")


class Connections:
    """Connections to the file: any thread may borrow one, one thread at a time writes."""

    def __init__(self, path: Path) -> None:
        self.path = sqlite_file.own_path(path, VERSION)
        self._free: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._writing = threading.RLock()
        self._closed = False

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection; what is read inside is of one moment."""
        with self._lent() as connection, sqlite_file.transaction(connection, "BEGIN"):
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection for one transaction: all of it, or nothing."""
        with (
            self._writing,
            self._lent() as connection,
            sqlite_file.transaction(connection),
        ):
            yield connection

    def give_back(self) -> None:
        """Forget the words of what was deleted for good, and give its room back to the disk."""
        with self._writing, self._lent() as connection:
            connection.execute("INSERT INTO words(words) VALUES('optimize')")  # else they linger
            # `execute` stops after one page: it takes the rows without columns for the end.
            connection.executescript("PRAGMA incremental_vacuum")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextlib.contextmanager
    def _lent(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            connection = self._free.pop() if self._free else None
        connection = connection or _open(self.path)
        try:
            yield connection
        finally:
            with self._lock:
                keep = not self._closed
                if keep:
                    self._free.append(connection)
            if not keep:
                connection.close()

    def close(self) -> None:
        """Close what is not lent now; the others close when they come back."""
        with self._lock:
            self._closed = True
            free, self._free = self._free, []
        for connection in free:
            connection.close()


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(
        path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
    )
    try:
        with contextlib.suppress(OSError):  # whose texts they are is nobody else's business
            path.chmod(0o600)
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    sqlite_file.prepare(connection, _TABLES, VERSION, synchronous="NORMAL")
    sqlite_file.expect_tables(connection, _NAMES)


def explain(error: BaseException, path: Path) -> DocumentsUnavailable:
    """Say what is wrong with the file, and what to do."""
    match sqlite_file.trouble_of(error, path):
        case Trouble.LOCKED:
            return DocumentsUnavailable(
                tr("The index of your documents is locked by another program."),
                tr("Close the program that has {name} open.").format(name=path.name),
            )
        case Trouble.FULL:
            return DocumentsUnavailable(
                tr("The index of your documents cannot be written: the disk is full."),
                tr("Make room where {parent} is, then try again.").format(parent=path.parent),
            )
        case Trouble.FORBIDDEN:
            return DocumentsUnavailable(
                tr(
                    "The index of your documents cannot be written: its file or folder is "
                    "read-only."
                ),
                tr("Let this account write to {path}.").format(path=path),
            )
    reason = sqlite_file.reason_of(error)
    return DocumentsUnavailable(
        tr("The index of your documents cannot be used: {reason}.").format(reason=reason),
        tr("The file is {path}.").format(path=path),
    )
