"""What can still be read of a damaged file, put into a new one."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.core import sqlite_file
from app.core.i18n import tr
from app.services.chat.library import file, index

log = logging.getLogger(__name__)

_KEYS = {"attachments": "sha256", "pictures": "message, sha256", "presets": "name"}
"""Of the tables whose rows have no number."""
_GAP = 1_000_000
"""Numbers that are asked for one by one, at most."""
_MISSING_CONVERSATIONS = """
INSERT INTO conversations SELECT conversation, 'Saved conversation', min(created), max(created),
    '', '', '', '', '', '', '', 0, max(id), '', NULL, 0, 'saved-' || conversation
FROM messages WHERE conversation NOT IN (SELECT id FROM conversations) GROUP BY conversation
"""
_MISSING_PARENTS = """
UPDATE messages SET parent=NULL WHERE parent IS NOT NULL
    AND parent NOT IN (SELECT id FROM messages)
"""
_MISSING_LEAVES = """
UPDATE conversations SET leaf=(SELECT max(id) FROM messages m
    WHERE m.conversation=conversations.id AND deleted IS NULL)
WHERE leaf IS NOT NULL AND leaf NOT IN (SELECT id FROM messages)
"""


def rescue(path: Path) -> file.Told:
    """Put what can be read of a damaged file into a new one, and set the damaged one aside.

    Raises:
        sqlite3.Error, OSError: The new one cannot be written; all is as it was.
    """
    new = path.with_name(f"{path.name}.rescued")
    for left in (new, Path(f"{new}-wal"), Path(f"{new}-shm")):
        left.unlink(missing_ok=True)
    with contextlib.closing(file.open_file(new)) as connection:
        saved = _copy(path, connection)
    aside = sqlite_file.set_aside(path)
    log.warning("conversations: damaged, set aside as %s, %d saved", aside, saved)
    new.replace(path)
    if not saved:
        message = tr("The file of the conversations was damaged; a new one was begun.")
    else:
        message = tr(
            "The file of the conversations was damaged; %n conversations were saved from it.",
            "The file of the conversations was damaged; 1 conversation was saved from it.",
            saved,
        )
    return file.Told(message, tr("The damaged file is kept as {aside}.").format(aside=aside))


def _copy(damaged: Path, new: sqlite3.Connection) -> int:
    """Copy the rows that can be read; return how many conversations there are then."""
    old = sqlite3.connect(f"{damaged.absolute().as_uri()}?mode=ro", uri=True)
    old.text_factory = lambda data: data.decode("utf-8", "replace")
    with contextlib.closing(old):
        new.execute("BEGIN IMMEDIATE")
        for table in file.KEPT:
            columns = [name for _, name, *_ in new.execute(f"PRAGMA table_info({table})")]
            marks = ",".join("?" * len(columns))
            put = f"INSERT INTO {table}({','.join(columns)}) VALUES({marks})"
            for row in _rows(old, table, ",".join(columns)):
                with contextlib.suppress(sqlite3.IntegrityError):  # twice, or not what we wrote
                    new.execute(put, row)
        for repair in (_MISSING_CONVERSATIONS, _MISSING_PARENTS, _MISSING_LEAVES):
            new.execute(repair)
        index.build(new)
        new.execute("COMMIT")
    return int(new.execute("SELECT count(*) FROM conversations").fetchone()[0])


def _rows(old: sqlite3.Connection, table: str, columns: str) -> Iterator[tuple[Any, ...]]:
    """Read a table from both of its ends: between them there may be what nobody can read."""
    keys = _KEYS.get(table, "id")
    ends = [0, 0]
    for place, way in enumerate(("", " DESC")):
        order = ",".join(f"{key}{way}" for key in keys.split(", "))
        try:
            for row in old.execute(f"SELECT {columns} FROM {table} ORDER BY {order}"):  # noqa: S608
                if keys == "id":
                    ends[place] = row[0]
                yield row
        except sqlite3.Error as error:
            log.info("conversations: %s: %s", table, error)
        else:
            return
    query = f"SELECT {columns} FROM {table} WHERE id=?"  # noqa: S608 - ours
    for number in range(ends[0] + 1, min(ends[1], ends[0] + _GAP)):
        with contextlib.suppress(sqlite3.Error):
            yield from old.execute(query, (number,)).fetchall()
