"""Shelf: the conversations of the file without what is said in them, and presets.

A title that a person gave is changed by `rename` only; `save` leaves alone what the list changes
(pin, folder, tags, trash), so that a window that knows nothing of it takes nothing back.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from app.core.i18n import tr
from app.services.chat.api import Conversation, Preset
from app.services.chat.library import branches, file, records, rows, words
from app.services.chat.library.api import NoSuchConversation
from app.services.chat.library.held import Held

log = logging.getLogger(__name__)

Tell = Callable[[file.Told], object]
_VACUUM_PAGES = 1024


def _say(told: file.Told) -> None:
    log.warning("%s %s", told.message, told.hint)


class Shelf:
    """The conversations in one file, which is opened when it is first needed.

    Args:
        path: The file; it and its folder are made when they are missing.
        on_told: Called with what the user should know about the file, in the thread that asks.
        on_change: Called after the list of conversations, or what it shows, became another one.
    """

    def __init__(
        self,
        path: Path,
        *,
        on_told: Tell = _say,
        on_change: Callable[[], object] = lambda: None,
    ) -> None:
        self.path = path
        self._held = Held(path, on_told)
        self._on_change = on_change

    def close(self) -> None:
        """Close the file for good."""
        self._held.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all that is changed in the block, or nothing of it. Others wait meanwhile."""
        with self._held.writing():
            yield

    # Conversations

    def conversations(self, *, trashed: bool = False) -> tuple[Conversation, ...]:
        """Return those that were not thrown away, or those that were, newest first."""
        query = (
            f"SELECT {rows.CONVERSATION} FROM conversations"  # noqa: S608 - ours
            f" WHERE trashed IS {'NOT ' if trashed else ''}NULL ORDER BY updated DESC, id DESC"
        )
        with self._held.reading() as connection:
            return tuple(rows.conversation_of(row) for row in connection.execute(query))

    def conversation(self, conversation: int) -> Conversation:
        """Return a conversation.

        Raises:
            NoSuchConversation: It is not there any more.
        """
        with self._held.reading() as connection:
            return one_conversation(connection, conversation)

    def create(self, conversation: Conversation) -> Conversation:
        """Keep a new conversation and return it with its number; times of 0 become now."""
        now = time.time()
        new = replace(
            conversation,
            created=conversation.created or now,
            updated=conversation.updated or now,
            leaf=None,
        )
        with self._changing() as connection:
            return rows.insert_conversation(connection, new, uuid.uuid4().hex)

    def save(self, conversation: Conversation) -> None:
        """Keep with whom it is, how it is asked, which branch is shown, and its draft.

        The title is kept unless a person gave one before.
        """
        with self._held.writing() as connection:
            stored = one_conversation(connection, conversation.id)
            title = stored.title if stored.has_own_title else conversation.title
            kept = replace(
                conversation,
                title=title,
                has_own_title=stored.has_own_title or conversation.has_own_title,
                created=stored.created,
                updated=max(stored.updated, conversation.updated),
                folder=stored.folder,
                tags=stored.tags,
                pinned=stored.pinned,
                trashed=stored.trashed,
            )
            rows.write_conversation(connection, kept)
        if replace(kept, draft=stored.draft, leaf=stored.leaf) != stored:
            self._on_change()

    def keep_draft(self, conversation: int, text: str) -> None:
        """Keep what is typed and not sent."""
        with self._held.writing() as connection:
            connection.execute(
                "UPDATE conversations SET draft=? WHERE id=?", (rows.storable(text), conversation)
            )

    def rename(self, conversation: int, title: str) -> None:
        """Give a conversation the title that a person wants."""
        with self._changing() as connection:
            connection.execute(
                "UPDATE conversations SET title=?, has_own_title=1 WHERE id=?",
                (rows.storable(title), conversation),
            )

    def pin(self, conversation: int, pinned: bool) -> None:
        """Keep a conversation above the others, or no longer."""
        self._set(conversation, "pinned", pinned)

    def move(self, conversation: int, folder: str) -> None:
        """Put a conversation into a folder; "" takes it out."""
        self._set(conversation, "folder", rows.storable(folder))

    def rename_folder(self, folder: str, name: str) -> None:
        """Rename a folder; "" takes all out of it."""
        with self._changing() as connection:
            connection.execute(
                "UPDATE conversations SET folder=? WHERE folder=?", (rows.storable(name), folder)
            )

    def tag(self, conversation: int, tags: tuple[str, ...]) -> None:
        """Replace the tags of a conversation."""
        self._set(conversation, "tags", records.written(tags))

    def trash(self, *conversations: int) -> None:
        """Throw conversations away; they can be restored."""
        self._set_trashed(conversations, time.time())

    def restore(self, *conversations: int) -> None:
        """Take conversations out of the trash."""
        self._set_trashed(conversations, None)

    def empty_trash(self, *conversations: int) -> int:
        """Remove for good some of what was thrown away, or all; return how many there were."""
        thrown = "SELECT id FROM conversations WHERE trashed IS NOT NULL"
        of_one = "SELECT id FROM messages WHERE conversation=?"
        with self._changing() as connection:
            gone = branches.numbers(connection, thrown, ())
            if conversations:
                gone = [number for number in gone if number in conversations]
            for number in gone:
                branches.purge(connection, branches.numbers(connection, of_one, (number,)))
                connection.execute("DELETE FROM conversations WHERE id=?", (number,))
            words.forget_removed(connection)
        self._give_back()
        return len(gone)

    # Presets

    def presets(self) -> tuple[Preset, ...]:
        """Return system prompts and parameters with names, by name."""
        query = "SELECT name, system, parameters FROM presets ORDER BY name COLLATE NOCASE"
        with self._held.reading() as connection:
            return tuple(
                Preset(name, system, rows.parameters_of(parameters))
                for name, system, parameters in connection.execute(query)
            )

    def save_preset(self, preset: Preset) -> None:
        """Keep a preset, in place of the one of its name."""
        with self._changing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO presets VALUES(?, ?, ?)",
                (
                    rows.storable(preset.name),
                    rows.storable(preset.system),
                    records.written(preset.parameters),
                ),
            )

    def delete_preset(self, name: str) -> None:
        """Remove a preset."""
        with self._changing() as connection:
            connection.execute("DELETE FROM presets WHERE name=?", (name,))

    def _give_back(self) -> None:
        """Return free pages to the file system, some at a time: others come to the file, too."""
        with self._held.reading() as connection:
            if connection.in_transaction:  # the caller's, which is not over
                return
            free: int = connection.execute("PRAGMA freelist_count").fetchone()[0]
        for _ in range(0, free, _VACUUM_PAGES):
            with self._held.reading() as connection:
                # `execute` stops after one page: it takes the rows without columns for the end.
                connection.executescript(f"PRAGMA incremental_vacuum({_VACUUM_PAGES})")
        with self._held.reading() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextlib.contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for one transaction, and tell that the list is another one."""
        with self._held.writing() as connection:
            yield connection
        self._on_change()

    def _set_trashed(self, conversations: Sequence[int], when: float | None) -> None:
        with self._changing() as connection:
            connection.executemany(
                "UPDATE conversations SET trashed=? WHERE id=?",
                [(when, number) for number in conversations],
            )

    def _set(self, conversation: int, column: str, value: object) -> None:
        with self._changing() as connection:
            connection.execute(
                f"UPDATE conversations SET {column}=? WHERE id=?",  # noqa: S608 - ours
                (value, conversation),
            )


def one_conversation(connection: sqlite3.Connection, number: int) -> Conversation:
    """Return a conversation.

    Raises:
        NoSuchConversation: It is not there any more.
    """
    query = f"SELECT {rows.CONVERSATION} FROM conversations WHERE id=?"  # noqa: S608 - ours
    row = connection.execute(query, (number,)).fetchone()
    if row is None:
        raise NoSuchConversation(
            tr("This conversation is not there any more."), tr("It was deleted.")
        )
    return rows.conversation_of(row)
