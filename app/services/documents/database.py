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
import errno
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from app.services.documents.api import DocumentsUnavailable

VERSION = 1
"""Of the tables, kept in the file as `user_version`."""
PAGE = 8192
BUSY_S = 5.0
"""How long a statement waits for another program that writes."""
_WAL_BYTES = 16 * 1024**2

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

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_FORBIDDEN = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


class DamagedIndex(Exception):
    """What is in the file is not what we wrote."""


class Connections:
    """Connections to the file: any thread may borrow one, one thread at a time writes."""

    def __init__(self, path: Path) -> None:
        self.path = own_path(path)
        self._free: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._writing = threading.RLock()
        self._closed = False

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection; what is read inside is of one moment."""
        with self._lent() as connection, _transaction(connection, "BEGIN"):
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection for one transaction: all of it, or nothing."""
        with (
            self._writing,
            self._lent() as connection,
            _transaction(connection, "BEGIN IMMEDIATE"),
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


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def own_path(path: Path) -> Path:
    """Return the file this version uses: another than `path` where that is of a newer one."""
    with contextlib.suppress(OSError):
        with path.open("rb") as file:
            head = file.read(100)
        is_newer = int.from_bytes(head[60:64], "big") > VERSION
        if head.startswith(b"SQLite format 3\0") and is_newer:
            return path.with_stem(f"{path.stem}-v{VERSION}")
    return path


def set_aside(path: Path) -> Path:
    """Rename a damaged file, with what SQLite keeps beside it, and return its new path."""
    now = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    aside = path.with_stem(f"{path.stem}-damaged-{now}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_stem(f"{path.stem}-damaged-{now}-{number}")
    for end in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            Path(f"{path}{end}").replace(f"{aside}{end}")
    path.replace(aside)
    return aside


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
    new = connection.execute("PRAGMA user_version").fetchone()[0] == 0
    if new:
        connection.execute(f"PRAGMA page_size={PAGE}")
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute(f"PRAGMA journal_size_limit={_WAL_BYTES}")
    if new:
        with _transaction(connection, "BEGIN IMMEDIATE"):
            if connection.execute("PRAGMA user_version").fetchone()[0] == 0:  # no other was first
                for statement in _TABLES.split(";\n")[:-1]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version={VERSION}")
    found = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    if not found.issuperset(_NAMES):
        raise DamagedIndex("tables are missing")


def is_damage(error: BaseException) -> bool:
    """Whether an error means that the file's content is not what we wrote."""
    if isinstance(error, sqlite3.Error):
        # Errors that Python raises on its own, as in closing twice, have no code.
        return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _DAMAGED
    return isinstance(error, (DamagedIndex, UnicodeDecodeError))


def explained(error: BaseException, path: Path) -> DocumentsUnavailable:
    """Return what is wrong with the file, and what to do."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DocumentsUnavailable(
            "The index of your documents is locked by another program.",
            f"Close the program that has {path.name} open.",
        )
    if code == sqlite3.SQLITE_FULL or getattr(error, "errno", 0) == errno.ENOSPC or _full(path):
        return DocumentsUnavailable(
            "The index of your documents cannot be written: the disk is full.",
            f"Make room where {path.parent} is, then try again.",
        )
    if code in _FORBIDDEN or isinstance(error, PermissionError):
        return DocumentsUnavailable(
            "The index of your documents cannot be written: its file or folder is read-only.",
            f"Let this account write to {path}.",
        )
    reason = getattr(error, "strerror", None) or str(error)
    return DocumentsUnavailable(
        f"The index of your documents cannot be used: {reason}.", f"The file is {path}."
    )


def _full(path: Path) -> bool:
    """Whether there is no room for another page: SQLite calls that an I/O error now and then."""
    try:
        return shutil.disk_usage(path.parent).free < PAGE
    except OSError:
        return False
