"""The file of the conversations: its tables, opening it, and what goes wrong in our words.

conversations   one row each; lists are JSON
messages        the trees: `parent` is the message before; `deleted` marks a branch that can
                be brought back
attachments     pictures, once each, by the hash of their bytes
pictures        which message shows which attachment
presets         system prompts with names
words           the index of the texts (`words.py`)
"""

from __future__ import annotations

import contextlib
import errno
import shutil
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from app.services.chat.library import words
from app.services.chat.library.api import LibraryUnavailable

VERSION = 1
"""Of the tables, kept in the file as `user_version`."""
_PAGE = 8192
_BUSY_S = 2.0
"""How long a statement waits for another program that writes."""
_WAL_BYTES = 16 * 1024**2

_TABLES = """
CREATE TABLE conversations(id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL,
    created REAL NOT NULL, updated REAL NOT NULL, endpoint TEXT NOT NULL, model TEXT NOT NULL,
    system TEXT NOT NULL, parameters TEXT NOT NULL, collections TEXT NOT NULL,
    folder TEXT NOT NULL, tags TEXT NOT NULL, pinned INTEGER NOT NULL, leaf INTEGER,
    draft TEXT NOT NULL, trashed REAL, has_own_title INTEGER NOT NULL, uid TEXT NOT NULL);
CREATE UNIQUE INDEX conversations_by_uid ON conversations(uid);
CREATE TABLE messages(id INTEGER PRIMARY KEY AUTOINCREMENT, conversation INTEGER NOT NULL,
    parent INTEGER, role TEXT NOT NULL, text TEXT NOT NULL, parts TEXT NOT NULL,
    reasoning TEXT NOT NULL, calls TEXT NOT NULL, sources TEXT NOT NULL, state TEXT NOT NULL,
    note TEXT NOT NULL, endpoint TEXT NOT NULL, model TEXT NOT NULL, figures TEXT NOT NULL,
    created REAL NOT NULL, deleted INTEGER, indexed INTEGER NOT NULL DEFAULT 0);
CREATE INDEX messages_by_conversation ON messages(conversation);
CREATE INDEX messages_by_parent ON messages(parent);
CREATE INDEX messages_on_their_way ON messages(state) WHERE state='answering';
CREATE INDEX messages_deleted ON messages(deleted) WHERE deleted IS NOT NULL;
CREATE TABLE attachments(sha256 TEXT PRIMARY KEY, media_type TEXT NOT NULL, added REAL NOT NULL,
    data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE pictures(message INTEGER NOT NULL, sha256 TEXT NOT NULL,
    PRIMARY KEY(message, sha256)) WITHOUT ROWID;
CREATE INDEX pictures_by_hash ON pictures(sha256);
CREATE TABLE presets(name TEXT PRIMARY KEY, system TEXT NOT NULL, parameters TEXT NOT NULL)
    WITHOUT ROWID;
"""
KEPT = ("conversations", "messages", "attachments", "pictures", "presets")
"""Tables that cannot be made anew."""

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_FORBIDDEN = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


class DamagedFile(Exception):
    """What is in the file is not what we wrote."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the user should know about the file: one sentence, `hint` another."""

    message: str
    hint: str


def own_path(path: Path) -> Path:
    """Return the file this version uses: another than `path` where that is of a newer one.

    A file with tables of a newer version is left as it is; that version finds it again.
    """
    with contextlib.suppress(OSError):
        if _stored_version(path) > VERSION:
            return path.with_stem(f"{path.stem}-v{VERSION}")
    return path


def _stored_version(path: Path) -> int:
    """Read `user_version` where the format keeps it; asking SQLite could change the file."""
    with path.open("rb") as file:
        head = file.read(100)
    return int.from_bytes(head[60:64], "big") if head.startswith(b"SQLite format 3\0") else 0


def newer_notice(path: Path, own: Path) -> Told:
    """Say that a newer version of this program wrote the file."""
    return Told(
        f"{path.name} was written by a newer version of this program.",
        f"It is left as it is; this version keeps conversations in {own.name}.",
    )


def open_file(path: Path) -> sqlite3.Connection:
    """Open the conversations, or begin them.

    Raises:
        DamagedFile: What is in it is not what we wrote.
        sqlite3.Error, OSError: See `explain`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(
        path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
    )
    try:
        with contextlib.suppress(OSError):  # what a person says to a model is nobody else's
            path.chmod(0o600)
        _prepare(connection)
    except BaseException as error:
        connection.close()
        if is_damage(error):
            raise DamagedFile(str(error)) from error
        raise
    return connection


def _text(data: bytes) -> str:
    """Read a text as it stands in the file; a damaged one is no reason to stop."""
    return data.decode("utf-8", "replace")


def _prepare(connection: sqlite3.Connection) -> None:
    connection.text_factory = _text
    new = connection.execute("PRAGMA user_version").fetchone()[0] == 0
    if new:  # told to a file that has tables, it would be written to each time it is opened
        connection.execute(f"PRAGMA page_size={_PAGE}")
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")  # a few commits a second, and no second copy
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute(f"PRAGMA journal_size_limit={_WAL_BYTES}")
    if new:
        statements = f"{_TABLES} {words.TABLE}; PRAGMA user_version={VERSION};"
        connection.executescript(f"BEGIN IMMEDIATE; {statements} COMMIT;")
    found = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    if not found.issuperset(KEPT):
        raise DamagedFile("tables are missing")


def set_aside(path: Path) -> Path:
    """Rename a damaged file, with what SQLite keeps beside it, and return its new path."""
    now = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    stem = f"{path.stem}-damaged-{now}"
    number = 1
    while (aside := path.with_stem(stem)).exists():
        number += 1
        stem = f"{path.stem}-damaged-{now}-{number}"
    for end in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            Path(f"{path}{end}").replace(f"{aside}{end}")
    path.replace(aside)
    return aside


def is_damage(error: BaseException) -> bool:
    """Whether an error means that the file's content is not what we wrote."""
    if isinstance(error, sqlite3.Error):
        # Errors that Python raises on its own, as in closing twice, have no code.
        return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _DAMAGED
    # SQLite's own words quote the file, and Python reads them as UTF-8.
    return isinstance(error, (DamagedFile, UnicodeDecodeError))


def explain(error: BaseException, path: Path) -> LibraryUnavailable:
    """Say what is wrong with the file, and what to do."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LibraryUnavailable(
            "The conversations are locked by another program.",
            f"Close the program that has {path.name} open.",
        )
    if code == sqlite3.SQLITE_FULL or getattr(error, "errno", 0) == errno.ENOSPC or _full(path):
        return LibraryUnavailable(
            "Conversations cannot be kept: the disk is full.",
            f"Make room where {path.parent} is.",
        )
    if code in _FORBIDDEN or isinstance(error, PermissionError):
        return LibraryUnavailable(
            "Conversations cannot be kept: the file or its folder is read-only.",
            f"Let this account write to {path}.",
        )
    reason = getattr(error, "strerror", None) or str(error)
    return LibraryUnavailable(
        f"The conversations cannot be read or written: {reason}.", f"The file is {path}."
    )


def _full(path: Path) -> bool:
    """Whether there is no room for another page: SQLite calls that an I/O error now and then."""
    try:
        return shutil.disk_usage(path.parent).free < _PAGE
    except OSError:
        return False
