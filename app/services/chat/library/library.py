"""Library: conversations, their messages and pictures, kept in one file.

Everything blocks, and may be called from any thread that may wait.
"""

from __future__ import annotations

import logging
import sqlite3
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from app.core import sqlite_file
from app.core.cancel import Cancel
from app.core.i18n import tr
from app.services.chat.api import Conversation, Found, ImagePart, Message, MessageState
from app.services.chat.library import branches, exporting, importing, index, rows, words
from app.services.chat.library.api import Imported, Loaded, UndoToken
from app.services.chat.library.shelf import Shelf, one_conversation

log = logging.getLogger(__name__)

_FOUND = 200
_BREATH_S = 0.001
"""Seconds in which others come to the file while much is written."""


class Library(Shelf):
    """The conversations in one file, with what is said in them."""

    def messages(self, conversation: int) -> tuple[Message, ...]:
        """Return all messages of a conversation in the order they came; pictures without bytes."""
        query = (
            f"SELECT {rows.MESSAGE} FROM messages"  # noqa: S608 - ours
            " WHERE conversation=? AND deleted IS NULL ORDER BY id"
        )
        with self._held.reading() as connection:
            return tuple(rows.message_of(row) for row in connection.execute(query, (conversation,)))

    def load(self, conversation: int) -> Loaded:
        """Return a conversation with its messages."""
        with self._held.reading():
            return Loaded(self.conversation(conversation), self.messages(conversation))

    def fork(self, conversation: int, message: int) -> Conversation:
        """Make a conversation of its own of what leads to a message."""
        with self._changing() as connection:
            old = one_conversation(connection, conversation)
            now = time.time()
            new = replace(
                old,
                title=tr("{title} (fork)").format(title=old.title),
                created=now,
                updated=now,
                pinned=False,
                leaf=None,
                draft="",
                trashed=None,
                has_own_title=True,
            )
            new = rows.insert_conversation(connection, new, uuid.uuid4().hex)
            leaf = branches.copy_path(connection, branches.path_to(connection, message), new)
            return replace(new, leaf=leaf)

    # Messages

    def add(self, conversation: int, message: Message) -> Message:
        """Keep a new message, which becomes the leaf, and return it with its number."""
        with self._changing() as connection:
            one_conversation(connection, conversation)
            for part in message.parts:
                if isinstance(part, ImagePart) and part.data:
                    branches.attach(connection, part.data, part.media_type)
            kept = replace(message, created=message.created or time.time())
            kept = branches.insert(connection, conversation, kept)
            connection.execute(
                "UPDATE conversations SET leaf=?, updated=max(updated, ?) WHERE id=?",
                (kept.id, kept.created, conversation),
            )
            return kept

    def update(self, conversation: int, message: Message) -> None:
        """Keep a message as it is now; cheap while its answer comes."""
        values = rows.message_values(message)
        columns = rows.MESSAGE.removeprefix("id, ").replace(",", "=?,")
        with self._held.writing() as connection:
            index.remove(connection, [message.id])
            connection.execute(
                f"UPDATE messages SET {columns}=? WHERE id=?",  # noqa: S608 - ours
                (*values, message.id),
            )
            branches.link_pictures(connection, message)
            index.add(connection, message)
            if message.state is not MessageState.ANSWERING:
                connection.execute(
                    "UPDATE conversations SET updated=max(updated, ?) WHERE id=?",
                    (time.time(), conversation),
                )
        if message.state is not MessageState.ANSWERING:
            self._on_change()

    def delete_branch(self, message: int) -> UndoToken:
        """Delete a message and all after it; it can be brought back for a day."""
        with self._changing() as connection:
            return branches.delete(connection, message)

    def undo(self, token: UndoToken) -> None:
        """Bring back what `delete_branch` took away."""
        with self._changing() as connection:
            branches.undo(connection, token)

    # Attachments

    def attach(self, data: bytes, media_type: str) -> str:
        """Keep a picture and return its sha256; one that no message shows goes after a day."""
        with self._held.writing() as connection:
            return branches.attach(connection, data, media_type)

    def attachment(self, sha256: str) -> bytes | None:
        """Return the bytes of a picture; None where they are not there."""
        query = "SELECT data FROM attachments WHERE sha256=?"
        with self._held.reading() as connection:
            row = connection.execute(query, (sha256,)).fetchone()
        return None if row is None else bytes(row[0])

    # Searching

    def search(self, text: str, limit: int = _FOUND) -> tuple[Found, ...]:
        """Return the messages that have all of these words, the newest first.

        Words may be beginnings; what stands between quotes is looked for as it is.
        """
        query = words.matching(text)
        if not query:
            return ()
        with self._held.reading() as connection:
            try:
                return index.search(connection, query, words.phrases(text), limit)
            except sqlite3.DatabaseError as error:
                if not sqlite_file.is_damage(error):
                    raise
                log.warning("conversations: the index is made anew (%s)", error)
        with self._held.writing() as connection:
            index.build(connection)
            return index.search(connection, query, words.phrases(text), limit)

    # Files of others

    def export_json(
        self, path: Path, conversations: Sequence[int], cancel: Cancel | None = None
    ) -> None:
        """Write conversations with all of their branches and pictures to a file.

        Raises:
            UserError: It cannot be written.
        """
        exporting.write_json(path, self._exported(conversations), self.presets(), cancel)

    def export_markdown(self, path: Path, conversation: int) -> None:
        """Write the branch of a conversation that is shown to a file for people.

        Raises:
            UserError: It cannot be written.
        """
        with self._held.reading() as connection:
            one = one_conversation(connection, conversation)
            shown = () if one.leaf is None else branches.path_to(connection, one.leaf)
        exporting.write_markdown(path, one, shown)

    def import_file(self, path: Path, cancel: Cancel | None = None) -> Imported:
        """Keep the conversations of an export; what is here already is left as it is.

        Each is kept by itself: what was taken in before `cancel` stays, and is known next time.

        Raises:
            NotImportable: There are none in it.
        """
        cancel = cancel or Cancel()
        made = importing.Import(importing.read(path))
        try:
            for one in made.waiting:
                cancel.raise_if_cancelled()
                with self._held.writing() as connection:
                    made.take(connection, one)
                cancel.wait(_BREATH_S)
            with self._held.writing() as connection:
                made.take_presets(connection)
        finally:
            self._on_change()
        return made.done

    def _exported(self, conversations: Sequence[int]) -> Iterator[exporting.Exported]:
        for number in conversations:
            with self._held.reading() as connection:
                yield exporting.exported(connection, self.load(number))
