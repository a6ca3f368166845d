"""Which messages are in the index of words; it can be made anew at any time."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from app.services.chat.api import Found, Message, MessageState
from app.services.chat.library import records, rows, words

_AT_ONCE = 500


def add(connection: sqlite3.Connection, message: Message) -> None:
    """Put a message into the index, unless its answer still comes or it is deleted."""
    if message.state is MessageState.ANSWERING:
        return
    mark = "UPDATE messages SET indexed=1 WHERE id=? AND deleted IS NULL"
    if connection.execute(mark, (message.id,)).rowcount:
        words.add(connection, message.id, _text(message))


def remove(connection: sqlite3.Connection, messages: list[int]) -> None:
    """Take messages out of the index, as they are in the file now."""
    for number in messages:
        query = f"SELECT {rows.MESSAGE} FROM messages WHERE id=? AND indexed=1"  # noqa: S608 - ours
        row = connection.execute(query, (number,)).fetchone()
        if row is not None:
            words.remove(connection, number, _text(rows.message_of(row)))
            connection.execute("UPDATE messages SET indexed=0 WHERE id=?", (number,))


def _text(message: Message) -> str:
    return rows.storable(words.with_names(message.text, message.parts))


def build(connection: sqlite3.Connection) -> None:
    """Make the index anew of all messages."""
    connection.execute("DROP TABLE IF EXISTS words")
    connection.execute(words.TABLE)
    connection.execute("UPDATE messages SET indexed=0 WHERE indexed")
    last = 0
    query = (
        f"SELECT {rows.MESSAGE} FROM messages WHERE id>? AND deleted IS NULL"  # noqa: S608 - ours
        f" ORDER BY id LIMIT {_AT_ONCE}"
    )
    while some := connection.execute(query, (last,)).fetchall():
        for row in some:
            message = rows.message_of(row)
            add(connection, message)
            last = message.id


def search(
    connection: sqlite3.Connection,
    query: str,
    looked_for: Sequence[tuple[str, bool]],
    limit: int,
) -> tuple[Found, ...]:
    """Return what a query finds, the newest first, without what is in the trash."""
    found = connection.execute(
        "SELECT m.conversation, c.title, m.id, m.text, m.parts, m.created FROM words"
        " CROSS JOIN messages m ON m.id=words.rowid CROSS JOIN conversations c"
        " ON c.id=m.conversation WHERE words MATCH ? AND c.trashed IS NULL"
        " ORDER BY words.rowid DESC LIMIT ?",
        (query, limit),
    )
    marked = words.marker(looked_for)
    some = [
        Found(
            conversation,
            title,
            message,
            words.snippet(words.with_names(text, rows.parts_of(records.parsed(parts))), marked),
            created,
        )
        for conversation, title, message, text, parts, created in found
    ]
    # Numbers come in the order of time, but for what was imported.
    return tuple(sorted(some, key=lambda each: each.created, reverse=True))
