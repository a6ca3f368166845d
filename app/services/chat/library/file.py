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
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from app.core import sqlite_file
from app.core.i18n import tr
from app.core.sqlite_file import DamagedFile, Trouble
from app.services.chat.library import words
from app.services.chat.library.api import LibraryUnavailable

VERSION = 1
"""Of the tables, kept in the file as `user_version`."""
_BUSY_S = 2.0
"""How long a statement waits for another program that writes."""

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


@dataclass(frozen=True, slots=True)
class Told:
    """What the user should know about the file: one sentence, `hint` another."""

    message: str
    hint: str


def own_path(path: Path) -> Path:
    """Return the file this version uses: another than `path` where that is of a newer one."""
    return sqlite_file.own_path(path, VERSION)


def newer_notice(path: Path, own: Path) -> Told:
    """Say that a newer version of this program wrote the file."""
    return Told(
        tr("{name} was written by a newer version of this program.").format(name=path.name),
        tr("It is left as it is; this version keeps conversations in {name}.").format(
            name=own.name
        ),
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
        if sqlite_file.is_damage(error):
            raise DamagedFile(str(error)) from error
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    connection.text_factory = sqlite_file.read_text
    # There are a few commits a second, and no second copy.
    sqlite_file.prepare(connection, f"{_TABLES}{words.TABLE}", VERSION, synchronous="FULL")
    connection.execute("PRAGMA secure_delete=ON")
    sqlite_file.expect_tables(connection, KEPT)


def explain(error: BaseException, path: Path) -> LibraryUnavailable:
    """Say what is wrong with the file, and what to do."""
    match sqlite_file.trouble_of(error, path):
        case Trouble.LOCKED:
            return LibraryUnavailable(
                tr("The conversations are locked by another program."),
                tr("Close the program that has {name} open.").format(name=path.name),
            )
        case Trouble.FULL:
            return LibraryUnavailable(
                tr("Conversations cannot be kept: the disk is full."),
                tr("Make room where {parent} is.").format(parent=path.parent),
            )
        case Trouble.FORBIDDEN:
            return LibraryUnavailable(
                tr("Conversations cannot be kept: the file or its folder is read-only."),
                tr("Let this account write to {path}.").format(path=path),
            )
    reason = sqlite_file.reason_of(error)
    return LibraryUnavailable(
        tr("The conversations cannot be read or written: {reason}.").format(reason=reason),
        tr("The file is {path}.").format(path=path),
    )
