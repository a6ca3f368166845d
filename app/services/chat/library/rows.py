"""Conversations and messages as rows of the file, and as JSON of an export."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.services.chat.api import (
    ContextPart,
    Conversation,
    Figures,
    FilePart,
    ImagePart,
    Message,
    MessageState,
    Parameters,
    Part,
    Role,
    Source,
    ToolCall,
)
from app.services.chat.library import records

CONVERSATION = (
    "id, title, created, updated, endpoint, model, system, parameters, collections, "
    "folder, tags, pinned, leaf, draft, trashed, has_own_title"
)
MESSAGE = (
    "id, parent, role, text, parts, reasoning, calls, sources, state, note, endpoint, "
    "model, figures, created"
)

_KINDS: Mapping[str, type[Any]] = {"image": ImagePart, "file": FilePart, "context": ContextPart}
_SURROGATES = re.compile("[\ud800-\udfff]")
_DEFAULTS = Parameters()


def storable(text: str) -> str:
    """Return a text that UTF-8 can say: models send halves of characters now and then."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def conversation_values(one: Conversation) -> tuple[object, ...]:
    """Return the columns of a conversation, but for its id."""
    return (
        storable(one.title),
        one.created,
        one.updated,
        storable(one.endpoint),
        storable(one.model),
        storable(one.system),
        records.written(one.parameters),
        records.written(one.collections),
        storable(one.folder),
        records.written(one.tags),
        one.pinned,
        one.leaf,
        storable(one.draft),
        one.trashed,
        one.has_own_title,
    )


def insert_conversation(
    connection: sqlite3.Connection, one: Conversation, uid: str
) -> Conversation:
    """Put a conversation into the file and return it with its number."""
    columns = CONVERSATION.removeprefix("id, ")
    marks = ",".join("?" * (columns.count(",") + 2))
    cursor = connection.execute(
        f"INSERT INTO conversations({columns}, uid) VALUES({marks})",
        (*conversation_values(one), uid),
    )
    assert cursor.lastrowid is not None
    return replace(one, id=cursor.lastrowid)


def write_conversation(connection: sqlite3.Connection, one: Conversation) -> None:
    """Replace a conversation in the file."""
    columns = CONVERSATION.removeprefix("id, ").replace(",", "=?,")
    connection.execute(
        f"UPDATE conversations SET {columns}=? WHERE id=?",  # noqa: S608 - ours
        (*conversation_values(one), one.id),
    )


def conversation_of(row: Sequence[Any]) -> Conversation:
    """Return the conversation of a row."""
    return Conversation(
        id=row[0],
        title=row[1],
        created=row[2],
        updated=row[3],
        endpoint=row[4],
        model=row[5],
        system=row[6],
        parameters=parameters_of(row[7]),
        collections=_texts(row[8]),
        folder=row[9],
        tags=_texts(row[10]),
        pinned=bool(row[11]),
        leaf=row[12],
        draft=row[13],
        trashed=row[14],
        has_own_title=bool(row[15]),
    )


def parameters_of(text: str) -> Parameters:
    """Return the parameters of a column."""
    found = records.parsed(text) if text else None
    return records.record(Parameters, found) if isinstance(found, dict) else _DEFAULTS


def _texts(text: str) -> tuple[str, ...]:
    found = records.parsed(text) if text else ()
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


def message_values(one: Message) -> tuple[object, ...]:
    """Return the columns of a message, but for its id."""
    return (
        one.parent,
        one.role.value,
        storable(one.text),
        records.written([plain_part(part) for part in one.parts]),
        storable(one.reasoning),
        records.written(one.calls),
        records.written(one.sources),
        one.state.value,
        storable(one.note),
        storable(one.endpoint),
        storable(one.model),
        "" if one.figures is None else records.written(one.figures) or "{}",
        one.created,
    )


def message_of(row: Sequence[Any]) -> Message:
    """Return the message of a row."""
    _id, parent, role, text, parts, reasoning, calls, sources, state, note, *rest = row
    endpoint, model, figures, created = rest
    return Message(
        id=_id,
        parent=parent,
        role=_ROLES.get(role, Role.USER),
        text=text,
        parts=parts_of(records.parsed(parts)) if parts else (),
        reasoning=reasoning,
        calls=_records(ToolCall, calls),
        sources=_records(Source, sources),
        state=_STATES.get(state, MessageState.WHOLE),
        note=note,
        endpoint=endpoint,
        model=model,
        figures=_figures(figures),
        created=created,
    )


def _figures(text: str) -> Figures | None:
    found = records.parsed(text) if text else None
    return records.record(Figures, found) if isinstance(found, dict) else None


_ROLES = {role.value: role for role in Role}
_STATES = {state.value: state for state in MessageState}


def _records(kind: type[records.RecordT], text: str) -> tuple[records.RecordT, ...]:
    found = records.parsed(text) if text else ()
    return records_of(kind, found)


def records_of(kind: type[records.RecordT], data: object) -> tuple[records.RecordT, ...]:
    """Return the records of a list, without those that are none."""
    made = []
    for each in data if isinstance(data, list) else ():
        try:
            made.append(records.record(kind, each))
        except records.BadRecord:
            continue
    return tuple(made)


def plain_part(part: Part) -> object:
    """Return what belongs to a message as JSON has it."""
    kind = next(name for name, each in _KINDS.items() if isinstance(part, each))
    found = records.plain(part)
    return {"part": kind, **found} if isinstance(found, dict) else None


def parts_of(data: object) -> tuple[Part, ...]:
    """Return what belongs to a message, without what is not understood."""
    made: list[Part] = []
    for each in data if isinstance(data, list) else ():
        kind = _KINDS.get(str(each.get("part"))) if isinstance(each, Mapping) else None
        if kind is None:
            continue
        try:
            made.append(records.record(kind, each))
        except records.BadRecord:
            continue
    return tuple(made)
