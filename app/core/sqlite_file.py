"""Files of ours that SQLite keeps: whose version one is, its tables, and what is wrong with it."""

from __future__ import annotations

import contextlib
import errno
import shutil
import sqlite3
import time
from collections.abc import Collection, Iterator
from enum import StrEnum
from pathlib import Path

from app.core.i18n import tr

PAGE = 8192
_WAL_BYTES = 16 * 1024**2
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_FORBIDDEN = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


class DamagedFile(Exception):
    """What is in the file is not what we wrote."""


class Trouble(StrEnum):
    """What can be wrong with a file."""

    DAMAGED = "damaged"
    LOCKED = "locked"
    FULL = "full"
    FORBIDDEN = "forbidden"
    OTHER = "other"


def own_path(path: Path, version: int) -> Path:
    """Return the file this version uses: another than `path` where that is of a newer one.

    A file with tables of a newer version is left as it is; that version finds it again.
    """
    with contextlib.suppress(OSError):
        if _stored_version(path) > version:
            return path.with_stem(f"{path.stem}-v{version}")
    return path


def _stored_version(path: Path) -> int:
    """Read `user_version` where the format keeps it; asking SQLite could change the file."""
    with path.open("rb") as file:
        head = file.read(100)
    return int.from_bytes(head[60:64], "big") if head.startswith(b"SQLite format 3\0") else 0


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


def prepare(connection: sqlite3.Connection, tables: str, version: int, *, synchronous: str) -> None:
    """Set a connection for writing up, and make the tables of a new file.

    Args:
        connection: in autocommit (`isolation_level=None`).
        tables: statements, each of which ends with a semicolon and the end of the line.
        version: of the tables, kept in the file as `user_version`.
        synchronous: `NORMAL`, or `FULL` where each commit has to outlive a loss of power.
    """
    new = _version(connection) == 0
    if new:  # told to a file that has tables, it would be written to each time it is opened
        connection.execute(f"PRAGMA page_size={PAGE}")
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={synchronous}")
    connection.execute(f"PRAGMA journal_size_limit={_WAL_BYTES}")
    if new:
        with transaction(connection):
            if _version(connection) == 0:  # no other was first
                for statement in tables.split(";\n"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version={version}")


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """Do all of it, or nothing."""
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def expect_tables(connection: sqlite3.Connection, names: Collection[str]) -> None:
    """Raise DamagedFile where a table is missing."""
    found = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    if not found.issuperset(names):
        raise DamagedFile(tr("tables are missing"))


def read_text(data: bytes) -> str:
    """Read a text as it stands in the file; a damaged one is no reason to stop."""
    return data.decode("utf-8", "replace")


def is_damage(error: BaseException) -> bool:
    """Whether an error means that the file's content is not what we wrote."""
    if isinstance(error, sqlite3.Error):
        return _code(error) in _DAMAGED
    # SQLite's own words quote the file, and Python reads them as UTF-8.
    return isinstance(error, (DamagedFile, UnicodeDecodeError))


def trouble_of(error: BaseException, path: Path) -> Trouble:
    """Return what is wrong with the file at `path`."""
    if is_damage(error):
        return Trouble.DAMAGED
    code, number = _code(error), getattr(error, "errno", 0)
    if code in _LOCKED:
        return Trouble.LOCKED
    if code == sqlite3.SQLITE_FULL or number == errno.ENOSPC or _is_full(path):
        return Trouble.FULL
    return Trouble.FORBIDDEN if is_forbidden(error) else Trouble.OTHER


def is_forbidden(error: BaseException) -> bool:
    """Whether an error means that we may not read or write the file, or make one beside it."""
    return _code(error) in _FORBIDDEN or isinstance(error, PermissionError)


def reason_of(error: BaseException) -> str:
    """Return an error in the system's or SQLite's own words."""
    return getattr(error, "strerror", None) or str(error)


def _code(error: BaseException) -> int:
    """Return SQLite's code; what Python raises on its own, as in closing twice, has none."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _is_full(path: Path) -> bool:
    """Whether there is no room for another page: SQLite calls that an I/O error now and then."""
    try:
        return shutil.disk_usage(path.parent).free < PAGE
    except OSError:
        return False
