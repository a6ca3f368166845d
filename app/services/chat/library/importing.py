"""Conversations of an export, put into the file. Nothing that stands in it is trusted."""

from __future__ import annotations

import base64
import binascii
import json
import sqlite3
import uuid
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.core.cancel import Cancel
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
        if path.stat().st_size > _LARGEST:
            raise NotImportable(f"{path.name} is too large.", "Export fewer conversations at once.")
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise NotImportable(
            f"{path.name} cannot be read: {error.strerror or error}.", "Choose another file."
        ) from error
    except (ValueError, RecursionError) as error:
        raise _foreign(path) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise _foreign(path)
    version = data.get("version")
    if not isinstance(version, int) or version > VERSION:
        raise NotImportable(
            f"{path.name} was written by a newer version of this program.", "Update this one."
        )
    return data


def _foreign(path: Path) -> NotImportable:
    return NotImportable(
        f"{path.name} holds no conversations.", "Choose a JSON file that this program exported."
    )


def keep(connection: sqlite3.Connection, data: Mapping[str, Any], cancel: Cancel) -> Imported:
    """Put the conversations and presets of an export into the file."""
    made = _Import(connection)
    found = data.get("conversations")
    for one in found if isinstance(found, list) else ():
        cancel.raise_if_cancelled()
        made.take(one)
    for preset in rows.records_of(Preset, data.get("presets")):
        connection.execute(
            "INSERT OR IGNORE INTO presets VALUES(?, ?, ?)",
            (
                rows.storable(preset.name),
                rows.storable(preset.system),
                records.written(preset.parameters),
            ),
        )
    return Imported(tuple(made.conversations), made.messages, made.known, made.incomplete)


class _Import:
    """Takes conversations one after the other."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.conversations: list[int] = []
        self.messages = self.known = self.incomplete = 0

    def take(self, data: object) -> None:
        """Keep a conversation, unless it is here already."""
        try:
            conversation = records.record(Conversation, data)
        except records.BadRecord:
            self.incomplete += 1
            return
        assert isinstance(data, Mapping)
        uid = data.get("uid")
        if isinstance(uid, str) and (is_known := self._known(uid, conversation)) is not None:
            if is_known:
                self.known += 1
                return
            uid = None  # here is another state of it: both are kept
        if not isinstance(uid, str) or not uid.isascii() or not uid:
            uid = uuid.uuid4().hex
        new = rows.insert_conversation(self._connection, replace(conversation, leaf=None), uid)
        self.conversations.append(new.id)
        self._take_pictures(data.get("pictures"))
        numbers = self._take_messages(new.id, data.get("messages"))
        leaf = numbers.get(conversation.leaf or 0, max(numbers.values(), default=None))
        rows.write_conversation(self._connection, replace(new, leaf=leaf))

    def _known(self, uid: str, conversation: Conversation) -> bool | None:
        """Return whether the same is here; None where nothing of its name is."""
        query = "SELECT updated, trashed FROM conversations WHERE uid=?"
        row = self._connection.execute(query, (rows.storable(uid),)).fetchone()
        if row is None:
            return None
        updated, trashed = row
        return bool(updated >= conversation.updated and trashed is None)

    def _take_messages(self, conversation: int, data: object) -> dict[int, int]:
        """Keep messages; return their numbers here by those of the file."""
        numbers: dict[int, int] = {}
        for each in data if isinstance(data, list) else ():
            try:
                message = records.record(Message, each)
            except records.BadRecord:
                self.incomplete += 1
                continue
            parent = None if message.parent is None else numbers.get(message.parent)
            self.incomplete += message.parent is not None and parent is None
            parts = rows.parts_of(each.get("parts"))
            claimed = each.get("parts")
            self.incomplete += len(claimed) - len(parts) if isinstance(claimed, list) else 0
            state = message.state
            if state is MessageState.ANSWERING:
                state = MessageState.CUT_OFF
            kept = replace(message, parent=parent, parts=parts, state=state)
            numbers[message.id] = branches.insert(self._connection, conversation, kept).id
            self.messages += 1
            self.incomplete += sum(
                isinstance(part, ImagePart) and not self._has(part.sha256) for part in parts
            )
        return numbers

    def _has(self, sha256: str) -> bool:
        query = "SELECT 1 FROM attachments WHERE sha256=?"
        return self._connection.execute(query, (rows.storable(sha256),)).fetchone() is not None

    def _take_pictures(self, data: object) -> None:
        for picture in data.values() if isinstance(data, Mapping) else ():
            try:
                kind = str(picture["media_type"])
                found = base64.b64decode(picture["data"], validate=True)
            except (TypeError, KeyError, ValueError, binascii.Error):
                continue  # noticed where a message shows it
            branches.attach(self._connection, found, kind)
