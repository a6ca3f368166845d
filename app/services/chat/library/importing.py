"""Conversations of an export, put into the file. Nothing that stands in it is trusted."""

from __future__ import annotations

import base64
import binascii
import json
import sqlite3
import stat
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.core.i18n import tr
from app.services.chat.api import Conversation, ImagePart, Message, MessageState, Preset
from app.services.chat.library import branches, records, rows
from app.services.chat.library.api import Imported, NotImportable
from app.services.chat.library.exporting import FORMAT, VERSION

_LARGEST = 4 * 1024**3


def read(path: Path) -> Mapping[str, Any]:
    """Return what an export holds.

    Raises:
        NotImportable: It is none, or cannot be read.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe may have no end
            raise _foreign(path)
        if path.stat().st_size > _LARGEST:
            raise _too_large(path)
        data = json.loads(path.read_bytes())
    except MemoryError as error:
        raise _too_large(path) from error
    except OSError as error:
        raise NotImportable(
            tr("{name} cannot be read: {why}.").format(name=path.name, why=error.strerror or error),
            tr("Choose another file."),
        ) from error
    except (ValueError, RecursionError) as error:
        raise _foreign(path) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise _foreign(path)
    version = data.get("version")
    if not isinstance(version, int) or version > VERSION:
        raise NotImportable(
            tr("{name} was written by a newer version of this program.").format(name=path.name),
            tr("Update this one."),
        )
    return data


def _too_large(path: Path) -> NotImportable:
    return NotImportable(
        tr("{name} is too large.").format(name=path.name), tr("Export fewer conversations at once.")
    )


def _foreign(path: Path) -> NotImportable:
    return NotImportable(
        tr("{name} holds no conversations.").format(name=path.name),
        tr("Choose a JSON file that this program exported."),
    )


class Import:
    """Takes the conversations of an export one after the other, each in a transaction."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._presets = data.get("presets")
        found = data.get("conversations")
        self.waiting: Sequence[object] = found if isinstance(found, list) else ()
        """Conversations as they stand in the export."""
        self._conversations: list[int] = []
        self._messages = self._known = self._incomplete = 0

    @property
    def done(self) -> Imported:
        """What came of it by now."""
        return Imported(tuple(self._conversations), self._messages, self._known, self._incomplete)

    def take_presets(self, connection: sqlite3.Connection) -> None:
        """Keep presets whose names are free."""
        for preset in rows.records_of(Preset, self._presets):
            connection.execute(
                "INSERT OR IGNORE INTO presets VALUES(?, ?, ?)",
                (
                    rows.storable(preset.name),
                    rows.storable(preset.system),
                    records.written(preset.parameters),
                ),
            )

    def take(self, connection: sqlite3.Connection, data: object) -> None:
        """Keep a conversation, unless it is here already."""
        try:
            conversation = records.record(Conversation, data)
        except records.BadRecord:
            self._incomplete += 1
            return
        assert isinstance(data, Mapping)
        uid = data.get("uid")
        if (
            isinstance(uid, str)
            and (is_known := _is_here(connection, uid, conversation)) is not None
        ):
            if is_known:
                self._known += 1
                return
            uid = None  # here is another state of it: both are kept
        if not isinstance(uid, str) or not uid.isascii() or not uid:
            uid = uuid.uuid4().hex
        new = rows.insert_conversation(connection, replace(conversation, leaf=None), uid)
        self._conversations.append(new.id)
        _take_pictures(connection, data.get("pictures"))
        numbers = self._take_messages(connection, new.id, data.get("messages"))
        leaf = numbers.get(conversation.leaf or 0, max(numbers.values(), default=None))
        rows.write_conversation(connection, replace(new, leaf=leaf))

    def _take_messages(
        self, connection: sqlite3.Connection, conversation: int, data: object
    ) -> dict[int, int]:
        """Keep messages; return their numbers here by those of the file."""
        numbers: dict[int, int] = {}
        for each in data if isinstance(data, list) else ():
            try:
                message = records.record(Message, each)
            except records.BadRecord:
                self._incomplete += 1
                continue
            parent = None if message.parent is None else numbers.get(message.parent)
            self._incomplete += message.parent is not None and parent is None
            parts = rows.parts_of(each.get("parts"))
            claimed = each.get("parts")
            self._incomplete += len(claimed) - len(parts) if isinstance(claimed, list) else 0
            state = message.state
            if state is MessageState.ANSWERING:
                state = MessageState.CUT_OFF
            kept = replace(message, parent=parent, parts=parts, state=state)
            numbers[message.id] = branches.insert(connection, conversation, kept).id
            self._messages += 1
            self._incomplete += sum(
                isinstance(part, ImagePart) and not _has_picture(connection, part.sha256)
                for part in parts
            )
        return numbers


def _is_here(connection: sqlite3.Connection, uid: str, conversation: Conversation) -> bool | None:
    """Return whether the same is here; None where nothing of its name is."""
    query = "SELECT updated, trashed FROM conversations WHERE uid=?"
    row = connection.execute(query, (rows.storable(uid),)).fetchone()
    if row is None:
        return None
    updated, trashed = row
    return bool(updated >= conversation.updated and trashed is None)


def _has_picture(connection: sqlite3.Connection, sha256: str) -> bool:
    query = "SELECT 1 FROM attachments WHERE sha256=?"
    return connection.execute(query, (rows.storable(sha256),)).fetchone() is not None


def _take_pictures(connection: sqlite3.Connection, data: object) -> None:
    for picture in data.values() if isinstance(data, Mapping) else ():
        try:
            kind = str(picture["media_type"])
            found = base64.b64decode(picture["data"], validate=True)
        except (TypeError, KeyError, ValueError, binascii.Error):
            continue  # noticed where a message shows it
        branches.attach(connection, found, kind)
