"""Conversations as files for others: JSON that loses nothing, Markdown to read."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.core.i18n import tr
from app.services.chat.api import (
    ContextPart,
    Conversation,
    FilePart,
    ImagePart,
    Message,
    Part,
    Preset,
    Role,
    Source,
)
from app.services.chat.library import records, rows
from app.services.chat.library.api import Loaded

FORMAT = "spark-command-center-conversations"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Exported:
    """A conversation as it goes to a file."""

    uid: str
    loaded: Loaded
    pictures: Mapping[str, tuple[str, bytes]]
    """Media type and bytes by hash."""


def exported(connection: sqlite3.Connection, loaded: Loaded) -> Exported:
    """Return a conversation with its pictures."""
    number = loaded.conversation.id
    query = "SELECT uid FROM conversations WHERE id=?"
    (uid,) = connection.execute(query, (number,)).fetchone()
    found = connection.execute(
        "SELECT sha256, media_type, data FROM attachments WHERE sha256 IN (SELECT sha256"
        " FROM pictures JOIN messages ON id=message WHERE conversation=? AND deleted IS NULL)",
        (number,),
    )
    return Exported(uid, loaded, {sha256: (kind, bytes(data)) for sha256, kind, data in found})


def write_json(
    path: Path,
    conversations: Iterable[Exported],
    presets: Sequence[Preset],
    cancel: Cancel | None = None,
) -> None:
    """Write all of it to one file."""
    head = {"format": FORMAT, "version": VERSION, "exported": time.time()}
    with _writing(path) as out:
        out.write(json.dumps(head)[:-1] + ', "conversations": [')
        for place, one in enumerate(conversations):
            if cancel is not None:
                cancel.raise_if_cancelled()
            out.write(",\n" if place else "\n")
            json.dump(_plain(one), out)
        out.write('\n], "presets": ')
        json.dump([records.plain(preset) for preset in presets], out)
        out.write("}\n")


def _plain(one: Exported) -> object:
    found = records.plain(one.loaded.conversation)
    assert isinstance(found, dict)
    pictures = {
        sha256: {"media_type": kind, "data": base64.b64encode(data).decode()}
        for sha256, (kind, data) in one.pictures.items()
    }
    messages = [plain_message(message) for message in one.loaded.messages]
    return {"uid": one.uid, **found, "messages": messages, "pictures": pictures}


def plain_message(message: Message) -> object:
    """Return a message as JSON has it."""
    found = records.plain(message)
    assert isinstance(found, dict)
    if message.parts:
        found["parts"] = [rows.plain_part(part) for part in message.parts]
    return found


def write_markdown(path: Path, conversation: Conversation, messages: Sequence[Message]) -> None:
    """Write a branch to a file for people."""
    with _writing(path) as out:
        out.write("\n\n".join(_markdown(conversation, messages)) + "\n")


def _markdown(conversation: Conversation, messages: Sequence[Message]) -> Iterator[str]:
    yield f"# {' '.join(conversation.title.split()) or 'Conversation'}"
    if conversation.system:
        yield "\n".join(f"> {line}" for line in conversation.system.splitlines())
    for message in messages:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(message.created))
        yield f"## {_who(message)} · {when}"
        yield from (f"*{_part(part)}*" for part in message.parts)
        if message.reasoning:
            yield f"<details>\n<summary>Thinking</summary>\n\n{message.reasoning}\n\n</details>"
        if message.text:
            yield message.text
        for call in message.calls:
            yield f"Tool call `{call.name}`:\n\n```json\n{call.arguments}\n```"
        if message.sources:
            yield "\n".join(_source(source) for source in message.sources)
        if message.note:
            yield f"*{message.note}*"


def _who(message: Message) -> str:
    if message.role is Role.USER:
        return "You"
    return message.model or message.role.value.capitalize()


def _part(part: Part) -> str:
    if isinstance(part, ImagePart):
        return f"Picture: {part.name or 'without a name'}, {part.width} × {part.height}"
    if isinstance(part, FilePart):
        return f"File: {part.name}" + (f", {part.detail}" if part.detail else "")
    assert isinstance(part, ContextPart)
    return part.title


def _source(source: Source) -> str:
    page = "" if source.page is None else f", page {source.page}"
    return f"[{source.number}] {source.title}{page} ({source.document})  "


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[TextIO]:
    """Write a file that replaces the old one only when it is whole."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            os.replace(name, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise UserError(
            tr("{name} cannot be written: {why}.").format(
                name=path.name, why=error.strerror or error
            ),
            tr("Choose another folder, or make room."),
        ) from error
