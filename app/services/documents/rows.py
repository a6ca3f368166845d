"""Rows of the index's tables: how what was read of a file is written, and taken away."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.spacing import spaced
from app.services.documents import searching
from app.services.documents.api import Chunk, Extracted, FileState, IndexedFile

if TYPE_CHECKING:
    from app.services.documents.api import Vectors

FILE = "path, state, size, modified, sha256, pages, chunks, error, same_as"
"""The columns that `file_of` reads."""


def place_of(db: sqlite3.Connection, collection: str) -> int:
    """Return the number of a collection, a new one where it has none yet."""
    db.execute("INSERT OR IGNORE INTO places(collection) VALUES(?)", (collection,))
    row = db.execute("SELECT id FROM places WHERE collection=?", (collection,)).fetchone()
    return int(row[0])


def touch(db: sqlite3.Connection, place: int) -> None:
    """Let stores know that the vectors of a collection are others."""
    db.execute("UPDATE places SET version=version+1 WHERE id=?", (place,))


def answering(db: sqlite3.Connection, collection: str) -> str:
    """Return the embedding model whose vectors are searched; empty: none."""
    row = db.execute(
        "SELECT name FROM places JOIN embedders ON embedders.id=embedder WHERE collection=?",
        (collection,),
    ).fetchone()
    return str(row[0]) if row else ""


def embedders_of(db: sqlite3.Connection, collection: str) -> tuple[str, ...]:
    """Return the embedding models that there are vectors of."""
    found = db.execute(
        "SELECT DISTINCT name FROM vectors JOIN embedders ON embedders.id=embedder"
        " WHERE place=(SELECT id FROM places WHERE collection=?)",
        (collection,),
    )
    return tuple(name for (name,) in found)


def file_of(row: Sequence[Any]) -> IndexedFile:
    """Return a file of its `FILE` columns."""
    path, state, size, modified, sha256, pages, chunks, error, same_as = row
    return IndexedFile(
        path=os.fsdecode(path),
        state=FileState(state),
        size=size,
        modified=modified,
        sha256=sha256,
        pages=pages,
        chunks=chunks,
        error=error,
        same_as=os.fsdecode(same_as),
    )


def insert_file(
    db: sqlite3.Connection,
    place: int,
    file: IndexedFile,
    extracted: Extracted | None,
    chunks: int,
) -> int:
    """Put a file in place of what was kept of it; return its number."""
    remove_file(db, place, file.path)
    text = clean(extracted.text) if extracted else ""
    title = clean(extracted.title) if extracted else ""
    added = db.execute(
        "INSERT INTO files(place, path, state, size, modified, sha256, pages, error, same_as,"
        " title, chunks, indexed, bytes, text) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            place, os.fsencode(file.path), file.state.value, file.size, file.modified,
            file.sha256, file.pages, clean(file.error), os.fsencode(file.same_as), title, chunks,
            time.time(), len(text.encode()), text,
        ),
    )  # fmt: skip
    return int(added.lastrowid or 0)


def remove_file(db: sqlite3.Connection, place: int, path: str) -> bool:
    """Forget a file and what was read of it; False where it is not known."""
    row = db.execute(
        "SELECT id FROM files WHERE place=? AND path=?", (place, os.fsencode(path))
    ).fetchone()
    if row is None:
        return False
    db.execute("DELETE FROM words WHERE rowid IN (SELECT id FROM chunks WHERE file=?)", row)
    for table, key in (("chunks", "file"), ("vectors", "file"), ("files", "id")):
        db.execute(f"DELETE FROM {table} WHERE {key}=?", row)  # noqa: S608
    return True


def move_file(db: sqlite3.Connection, place: int, was: str, file: IndexedFile) -> None:
    """Let what was read of the file that `was` somewhere be that of `file`."""
    before, now = os.fsencode(was), os.fsencode(file.path)
    if before != now:
        remove_file(db, place, file.path)
        query = "UPDATE files SET same_as=? WHERE place=? AND same_as=?"
        db.execute(query, (now, place, before))
    db.execute(
        "UPDATE files SET path=?, modified=? WHERE place=? AND path=?",
        (now, file.modified, place, before),
    )


def insert_chunks(db: sqlite3.Connection, place: int, file: int, chunks: Sequence[Chunk]) -> int:
    """Add chunks and their words; return the number of the first."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name='chunks'").fetchone()
    first = (row[0] if row else 0) + 1
    db.executemany(
        "INSERT INTO chunks(id, file, start, end, page, heading) VALUES(?, ?, ?, ?, ?, ?)",
        (
            (number, file, chunk.start, chunk.end, chunk.page, clean(chunk.heading))
            for number, chunk in enumerate(chunks, first)
        ),
    )
    word = searching.place_word(place)
    db.executemany(
        "INSERT INTO words(rowid, text, heading, place) VALUES(?, ?, ?, ?)",
        (
            (number, spaced(clean(chunk.text)), spaced(clean(chunk.heading)), word)
            for number, chunk in enumerate(chunks, first)
        ),
    )
    return first


def embedder_of(db: sqlite3.Connection, name: str, dimensions: int) -> int:
    """Return the number of an embedding model.

    Raises BadInput where there are vectors of another length under its name: they do not mix.
    """
    row = db.execute("SELECT id, dimensions FROM embedders WHERE name=?", (name,)).fetchone()
    if row is None:
        added = db.execute(
            "INSERT INTO embedders(name, dimensions) VALUES(?, ?)", (name, dimensions)
        )
        return int(added.lastrowid or 0)
    number, before = row
    if before != dimensions:
        used = db.execute("SELECT 1 FROM vectors WHERE embedder=? LIMIT 1", (number,))
        if used.fetchone() is not None:
            raise BadInput(
                tr(
                    "“{name}” makes vectors of {dimensions} numbers now, the index has {before}."
                ).format(name=name, dimensions=dimensions, before=before),
                tr(
                    "It is another model under the same name: delete the collection and "
                    "add it again."
                ),
            )
        db.execute("UPDATE embedders SET dimensions=? WHERE id=?", (dimensions, number))
    return int(number)


def insert_vectors(
    db: sqlite3.Connection, place: int, file: int, first: int, vectors: Vectors, embedder_id: str
) -> None:
    """Add the vectors of a file's chunks, which begin with `first`."""
    count, dimensions = vectors.shape
    embedder = embedder_of(db, embedder_id, dimensions)
    db.execute(
        "INSERT OR REPLACE INTO vectors(place, embedder, file, first, count, data)"
        " VALUES(?, ?, ?, ?, ?, ?)",
        (place, embedder, file, first, count, vectors.astype("<f4").tobytes()),
    )
    db.execute("UPDATE places SET embedder=? WHERE id=? AND embedder IS NULL", (embedder, place))


def clean(text: str) -> str:
    """Return a text that SQLite can hold, of the same length."""
    text = text.replace("\0", " ")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text
