"""The file of the history: opening it, its tables, and what goes wrong with it in our words.

    recent      rows of the last minutes, one after the other, as they were written
    blocks      older rows: one block of each machine, tier and slot of time (`blocks.py`)
    machines, layouts   what the numbers in those two stand for
    events, incidents   what happened
    descriptions    how each machine was when it was last seen

`machines.sealed` is the last row of `recent` that is in the machine's blocks by now.
"""

from __future__ import annotations

import contextlib
import errno
import shutil
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import HistoryUnavailable
from app.services.history.blocks import DamagedBlock

VERSION = 1
"""Of the tables, kept in the file as `user_version`."""
PAGE = 8192
_BUSY_S = 2.0
"""How long a statement waits for another program that writes."""
_WAL_BYTES = 16 * 1024**2

_TABLES = """
CREATE TABLE machines(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, sealed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE layouts(id INTEGER PRIMARY KEY, metrics TEXT NOT NULL UNIQUE);
CREATE TABLE recent(id INTEGER PRIMARY KEY, machine INTEGER NOT NULL, time_ms INTEGER NOT NULL,
    layout INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE blocks(id INTEGER PRIMARY KEY, machine INTEGER NOT NULL, tier INTEGER NOT NULL,
    slot_ms INTEGER NOT NULL, layout INTEGER NOT NULL, data BLOB NOT NULL,
    UNIQUE(machine, tier, slot_ms));
CREATE TABLE events(id INTEGER PRIMARY KEY, machine INTEGER NOT NULL, time_ms INTEGER NOT NULL,
    kind TEXT NOT NULL, title TEXT NOT NULL, details TEXT NOT NULL);
CREATE INDEX events_by_time ON events(machine, time_ms);
CREATE TABLE incidents(id INTEGER PRIMARY KEY, machine INTEGER NOT NULL, lost_ms INTEGER NOT NULL,
    back_ms INTEGER NOT NULL, boot_before TEXT NOT NULL, boot_after TEXT NOT NULL,
    journal_tail TEXT NOT NULL, summary TEXT NOT NULL, UNIQUE(machine, lost_ms));
"""  # noqa: E501 - one table a line
_NAMES = ("machines", "layouts", "recent", "blocks", "events", "incidents", "descriptions")
_ADDED = """CREATE TABLE IF NOT EXISTS descriptions(machine INTEGER PRIMARY KEY, boot_id TEXT,
    dgx_os_version TEXT, driver_version TEXT, kernel TEXT)"""
"""A table that the first files of this version lack."""

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_FORBIDDEN = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


class DamagedFile(Exception):
    """What is in the file is not what we wrote."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The file, open for writing."""

    connection: sqlite3.Connection
    path: Path
    notice: str = ""
    """What the user should know about it: one sentence, `hint` another."""
    hint: str = ""


def own_path(path: Path) -> Path:
    """Return the file this version writes and reads: another than `path` where that is newer.

    A file with tables of a newer version is left as it is; that version finds it again.
    """
    with contextlib.suppress(OSError, sqlite3.Error):
        if _stored_version(path) > VERSION:
            return path.with_stem(f"{path.stem}-v{VERSION}")
    return path


def _stored_version(path: Path) -> int:
    """Read `user_version` where the format keeps it; asking SQLite could change the file."""
    with path.open("rb") as file:
        head = file.read(100)
    return int.from_bytes(head[60:64], "big") if head.startswith(b"SQLite format 3\0") else 0


def open_for_writing(path: Path) -> Opened:
    """Open the history, or begin one; a damaged one is set aside under the time's name.

    Raises:
        sqlite3.Error, OSError: See `explain`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    own = own_path(path)
    notice = hint = ""
    if own != path:
        notice = f"{path.name} was written by a newer version of this program."
        hint = f"It is left as it is; this version goes on in {own.name}."
    try:
        return Opened(_open(own), own, notice, hint)
    except DamagedFile:
        aside = set_aside(own)
    return Opened(_open(own), own, *damage_notice(aside))


def damage_notice(aside: Path) -> tuple[str, str]:
    """Say that a damaged history was set aside as `aside`."""
    return "The history was damaged; a new one was begun.", f"What is left is kept in {aside}."


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


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
    try:
        with contextlib.suppress(OSError):  # what ran on a machine is the user's business only
            path.chmod(0o600)
        _prepare(connection)
    except BaseException as error:
        connection.close()
        if is_damage(error):
            raise DamagedFile(str(error)) from error
        raise
    return connection


def _text(data: bytes) -> str:
    """Read a text as it stands in the file; damaged ones are no reason to stop."""
    return data.decode("utf-8", "replace")


def _prepare(connection: sqlite3.Connection) -> None:
    """Set the connection up, make the tables of a new file, look whether they are all there."""
    connection.text_factory = _text
    new = connection.execute("PRAGMA user_version").fetchone()[0] == 0
    if new:  # told to a file that has tables, it would be written to each time it is opened
        connection.execute(f"PRAGMA page_size={PAGE}")
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA secure_delete=OFF")
    connection.execute(f"PRAGMA journal_size_limit={_WAL_BYTES}")
    if new:
        statements = f"{_TABLES} PRAGMA user_version={VERSION};"
        connection.executescript(f"BEGIN IMMEDIATE; {statements} COMMIT;")
    connection.execute(_ADDED)
    found = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    if not found.issuperset(_NAMES):
        raise DamagedFile("tables are missing")


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open the history as it is now, without the means to change it.

    Raises:
        HistoryUnavailable: There is none, or it cannot be read.
    """
    path = own_path(path)
    if not path.is_file():
        raise HistoryUnavailable(
            "There is no history on this computer yet.", "It is kept while the window is open."
        )
    try:
        return _open_read_only(path, "mode=ro")
    except sqlite3.OperationalError as error:
        # Where SQLite can make no file beside it and nobody has, nobody writes either.
        if error.sqlite_errorcode & 0xFF not in _FORBIDDEN or Path(f"{path}-wal").exists():
            raise unreadable(error, path) from error
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise unreadable(error, path) from error
    try:
        return _open_read_only(path, "mode=ro&immutable=1")
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise unreadable(error, path) from error


def _open_read_only(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=_BUSY_S, isolation_level=None
    )
    connection.text_factory = _text
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT sealed FROM machines LIMIT 1").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def unreadable(error: BaseException, path: Path) -> HistoryUnavailable:
    """Return an error of reading in the user's words."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return HistoryUnavailable(
            "The history is locked by another program.",
            f"Close the program that has {path.name} open.",
        )
    if is_damage(error):
        return HistoryUnavailable("The history is damaged.", f"The file is {path}.")
    return HistoryUnavailable(f"The history cannot be read: {error}.", f"The file is {path}.")


def is_damage(error: BaseException) -> bool:
    """Whether an error means that the file's content is not what we wrote."""
    if isinstance(error, sqlite3.Error):
        # Errors that Python raises on its own, as in closing twice, have no code.
        return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _DAMAGED
    # SQLite's own words quote the file, and Python reads them as UTF-8.
    return isinstance(error, (DamagedFile, DamagedBlock, UnicodeDecodeError))


def explain(error: BaseException, path: Path) -> tuple[str, str]:
    """Say what is wrong with the file, and what to do."""
    if is_damage(error):
        return "The history is damaged.", f"The file is {path}."
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return (
            "The history is locked by another program.",
            f"Close the program that has {path.name} open; rows are kept in memory until then.",
        )
    if code == sqlite3.SQLITE_FULL or getattr(error, "errno", 0) == errno.ENOSPC or _full(path):
        return (
            "The history cannot be written: the disk is full.",
            f"Make room where {path.parent} is; rows are kept in memory until then.",
        )
    if code in _FORBIDDEN or isinstance(error, PermissionError):
        return (
            "The history cannot be written: the file or its folder is read-only.",
            f"Let this account write to {path}; rows are kept in memory until then.",
        )
    reason = getattr(error, "strerror", None) or str(error)
    return f"The history cannot be written: {reason}.", f"The file is {path}."


def _full(path: Path) -> bool:
    """Whether there is no room for another page: SQLite calls that an I/O error now and then."""
    try:
        return shutil.disk_usage(path.parent).free < PAGE
    except OSError:
        return False
