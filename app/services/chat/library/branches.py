"""The trees of messages: branches that are deleted and brought back, paths, copies."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import replace

from app.core import sqlite_file
from app.core.i18n import tr
from app.services.chat.api import Conversation, Message
from app.services.chat.library import index, rows
from app.services.chat.library.api import UndoToken

_UNDO_MS = 24 * 3600 * 1000
"""How long a deleted branch can be brought back."""
_PICTURE_S = 24 * 3600.0
"""How long a picture is kept that no message shows: it may wait in a composer."""
INTERRUPTED = tr("The program ended while this was being answered.")

_BELOW = """
WITH RECURSIVE below(id) AS (
    SELECT id FROM messages WHERE id=? UNION
    SELECT m.id FROM messages m JOIN below b ON m.parent=b.id WHERE m.deleted IS NULL)
SELECT id FROM below
"""


def tidy(connection: sqlite3.Connection) -> None:
    """Put right what a program before this one left: answers on their way, old deletions."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name='words'").fetchone():
        with sqlite_file.transaction(connection):  # else each message would be waited for
            index.build(connection)
    cut = [
        number
        for (number,) in connection.execute("SELECT id FROM messages WHERE state='answering'")
    ]
    old = (time.time_ns() // 1_000_000 - _UNDO_MS,)
    gone = numbers(
        connection, "SELECT id FROM messages WHERE deleted IS NOT NULL AND deleted<?", old
    )
    if not cut and not gone:
        return
    with sqlite_file.transaction(connection):
        for number in cut:
            connection.execute(
                "UPDATE messages SET state='cut off', note=? WHERE id=?", (INTERRUPTED, number)
            )
            message = one(connection, number)
            if message is not None:
                index.add(connection, message)
        purge(connection, gone)


def numbers(connection: sqlite3.Connection, query: str, values: tuple[object, ...]) -> list[int]:
    """Return what a query for numbers finds."""
    return [number for (number,) in connection.execute(query, values)]


def one(connection: sqlite3.Connection, number: int) -> Message | None:
    """Return a message."""
    query = f"SELECT {rows.MESSAGE} FROM messages WHERE id=?"  # noqa: S608 - ours
    row = connection.execute(query, (number,)).fetchone()
    return None if row is None else rows.message_of(row)


def insert(connection: sqlite3.Connection, conversation: int, message: Message) -> Message:
    """Put a message into the file and return it with its number."""
    marks = ",".join("?" * (rows.MESSAGE.count(",") + 1))
    columns = rows.MESSAGE.removeprefix("id, ")
    cursor = connection.execute(
        f"INSERT INTO messages(conversation, {columns}) VALUES({marks})",
        (conversation, *rows.message_values(message)),
    )
    assert cursor.lastrowid is not None
    kept = replace(message, id=cursor.lastrowid)
    link_pictures(connection, kept)
    index.add(connection, kept)
    return kept


def link_pictures(connection: sqlite3.Connection, message: Message) -> None:
    """Say which attachments a message shows."""
    connection.execute("DELETE FROM pictures WHERE message=?", (message.id,))
    connection.executemany(
        "INSERT OR IGNORE INTO pictures VALUES(?, ?)",
        [(message.id, part.sha256) for part in message.parts if hasattr(part, "sha256")],
    )


def attach(connection: sqlite3.Connection, data: bytes, media_type: str) -> str:
    """Keep a picture and return its hash."""
    sha256 = hashlib.sha256(data).hexdigest()
    connection.execute(
        "INSERT INTO attachments VALUES(?, ?, ?, ?)"
        " ON CONFLICT(sha256) DO UPDATE SET added=excluded.added",
        (sha256, rows.storable(media_type), time.time(), data),
    )
    return sha256


def delete(connection: sqlite3.Connection, message: int) -> UndoToken:
    """Mark a message and all after it as deleted."""
    last = connection.execute("SELECT max(deleted) FROM messages").fetchone()[0] or 0
    token = max(time.time_ns() // 1_000_000, last + 1)
    gone = numbers(connection, _BELOW, (message,))
    index.remove(connection, gone)
    connection.executemany(
        "UPDATE messages SET deleted=? WHERE id=?", [(token, number) for number in gone]
    )
    _move_leaf(connection, message)
    return UndoToken(token)


def _move_leaf(connection: sqlite3.Connection, message: int) -> None:
    """Show the newest branch that is left, where the one that is shown was deleted."""
    row = connection.execute(
        "SELECT m.conversation, m.parent FROM messages m JOIN conversations c"
        " ON c.id=m.conversation JOIN messages l ON l.id=c.leaf"
        " WHERE m.id=? AND l.deleted IS NOT NULL",
        (message,),
    ).fetchone()
    if row is None:
        return
    conversation, parent = row
    newest = connection.execute(
        "SELECT max(id) FROM messages WHERE conversation=? AND parent IS ? AND deleted IS NULL",
        (conversation, parent),
    ).fetchone()[0]
    leaf = parent if newest is None else leaf_below(connection, newest)
    connection.execute("UPDATE conversations SET leaf=? WHERE id=?", (leaf, conversation))


def leaf_below(connection: sqlite3.Connection, message: int) -> int:
    """Return the newest message of the branches that begin with one."""
    return max(numbers(connection, _BELOW, (message,)), default=message)


def undo(connection: sqlite3.Connection, token: UndoToken) -> None:
    """Bring back what was deleted under a token, and show it."""
    back = numbers(connection, "SELECT id FROM messages WHERE deleted=?", (token,))
    if not back:
        return
    connection.execute("UPDATE messages SET deleted=NULL WHERE deleted=?", (token,))
    for number in back:
        message = one(connection, number)
        if message is not None:
            index.add(connection, message)
    connection.execute(
        "UPDATE conversations SET leaf=? WHERE id=(SELECT conversation FROM messages WHERE id=?)",
        (max(back), back[0]),
    )


def purge(connection: sqlite3.Connection, messages: Iterable[int]) -> None:
    """Remove messages for good, and pictures that nobody shows any more."""
    gone = list(messages)
    of_one = "SELECT sha256 FROM pictures WHERE message=?"
    shown = {row for number in gone for row in connection.execute(of_one, (number,))}
    index.remove(connection, gone)
    for table, column in (("pictures", "message"), ("messages", "id")):
        connection.executemany(
            f"DELETE FROM {table} WHERE {column}=?",  # noqa: S608 - ours
            [(number,) for number in gone],
        )
    unseen = "sha256 NOT IN (SELECT sha256 FROM pictures)"
    connection.executemany(f"DELETE FROM attachments WHERE sha256=? AND {unseen}", shown)  # noqa: S608
    connection.execute(
        f"DELETE FROM attachments WHERE added<? AND {unseen}",  # noqa: S608
        (time.time() - _PICTURE_S,),
    )


def path_to(connection: sqlite3.Connection, message: int) -> tuple[Message, ...]:
    """Return the messages from the first one to this one."""
    path: list[Message] = []
    next_one: int | None = message
    seen: set[int] = set()
    while next_one is not None and next_one not in seen:
        seen.add(next_one)
        found = one(connection, next_one)
        if found is None:
            break
        path.append(found)
        next_one = found.parent
    return tuple(reversed(path))


def copy_path(connection: sqlite3.Connection, path: Iterable[Message], to: Conversation) -> int:
    """Put copies of messages into another conversation, one after the other; return the last."""
    parent: int | None = None
    for message in path:
        parent = insert(connection, to.id, replace(message, parent=parent)).id
    connection.execute("UPDATE conversations SET leaf=? WHERE id=?", (parent, to.id))
    return parent or 0
