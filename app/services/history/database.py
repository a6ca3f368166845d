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
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from app.core import sqlite_file
from app.core.errors import HistoryUnavailable
from app.core.i18n import tr
from app.core.sqlite_file import DamagedFile, Trouble

VERSION = 1
"""Of the tables, kept in the file as `user_version`."""
_BUSY_S = 2.0
"""How long a statement waits for another program that writes."""

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


@dataclass(frozen=True, slots=True)
class Opened:
    """The file, open for writing."""

    connection: sqlite3.Connection
    path: Path
    notice: str = ""
    """What the user should know about it: one sentence, `hint` another."""
    hint: str = ""


def own_path(path: Path) -> Path:
    """Return the file this version writes and reads: another than `path` where that is newer."""
    return sqlite_file.own_path(path, VERSION)


def open_for_writing(path: Path) -> Opened:
    """Open the history, or begin one; a damaged one is set aside under the time's name.

    Raises:
        sqlite3.Error, OSError: See `explain`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    own = own_path(path)
    notice = hint = ""
    if own != path:
        notice = tr("{name} was written by a newer version of this program.").format(name=path.name)
        hint = tr("It is left as it is; this version goes on in {name}.").format(name=own.name)
    try:
        return Opened(_open(own), own, notice, hint)
    except DamagedFile:
        aside = sqlite_file.set_aside(own)
    return Opened(_open(own), own, *damage_notice(aside))


def damage_notice(aside: Path) -> tuple[str, str]:
    """Say that a damaged history was set aside as `aside`."""
    return tr("The history was damaged; a new one was begun."), tr(
        "What is left is kept in {aside}."
    ).format(aside=aside)


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
    try:
        with contextlib.suppress(OSError):  # what ran on a machine is the user's business only
            path.chmod(0o600)
        _prepare(connection)
    except BaseException as error:
        connection.close()
        if sqlite_file.is_damage(error):
            raise DamagedFile(str(error)) from error
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    """Set the connection up, make the tables of a new file, look whether they are all there."""
    connection.text_factory = sqlite_file.read_text
    sqlite_file.prepare(connection, _TABLES, VERSION, synchronous="NORMAL")
    connection.execute("PRAGMA secure_delete=OFF")
    connection.execute(_ADDED)
    sqlite_file.expect_tables(connection, _NAMES)


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open the history as it is now, without the means to change it.

    Raises:
        HistoryUnavailable: There is none, or it cannot be read.
    """
    path = own_path(path)
    if not path.is_file():
        raise HistoryUnavailable(
            tr("There is no history on this computer yet."),
            tr("It is kept while the window is open."),
        )
    try:
        return _open_read_only(path, "mode=ro")
    except sqlite3.OperationalError as error:
        # Where SQLite can make no file beside it and nobody has, nobody writes either.
        if not sqlite_file.is_forbidden(error) or Path(f"{path}-wal").exists():
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
    connection.text_factory = sqlite_file.read_text
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT sealed FROM machines LIMIT 1").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def unreadable(error: BaseException, path: Path) -> HistoryUnavailable:
    """Return an error of reading in the user's words."""
    match sqlite_file.trouble_of(error, path):
        case Trouble.LOCKED:
            return HistoryUnavailable(
                tr("The history is locked by another program."),
                tr("Close the program that has {name} open.").format(name=path.name),
            )
        case Trouble.DAMAGED:
            return HistoryUnavailable(
                tr("The history is damaged."), tr("The file is {path}.").format(path=path)
            )
    return HistoryUnavailable(
        tr("The history cannot be read: {error}.").format(error=error),
        tr("The file is {path}.").format(path=path),
    )


def explain(error: BaseException, path: Path) -> tuple[str, str]:
    """Say what is wrong with the file, and what to do."""
    match sqlite_file.trouble_of(error, path):
        case Trouble.DAMAGED:
            return tr("The history is damaged."), tr("The file is {path}.").format(path=path)
        case Trouble.LOCKED:
            return (
                tr("The history is locked by another program."),
                tr(
                    "Close the program that has {name} open; rows are kept in memory until then."
                ).format(name=path.name),
            )
        case Trouble.FULL:
            return (
                tr("The history cannot be written: the disk is full."),
                tr("Make room where {parent} is; rows are kept in memory until then.").format(
                    parent=path.parent
                ),
            )
        case Trouble.FORBIDDEN:
            return (
                tr("The history cannot be written: the file or its folder is read-only."),
                tr("Let this account write to {path}; rows are kept in memory until then.").format(
                    path=path
                ),
            )
    reason = sqlite_file.reason_of(error)
    return tr("The history cannot be written: {reason}.").format(reason=reason), tr(
        "The file is {path}."
    ).format(path=path)
