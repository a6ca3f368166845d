"""StoreFollower: brings a store of vectors to what the index has."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.core.sqlite_file import DamagedFile
from app.services.documents.api import VectorStore

if TYPE_CHECKING:
    from app.services.documents.api import Vectors
    from app.services.documents.database import Connections

_UNKNOWN = -1
_BATCH = 2_000
"""Vectors that go to a store outside of this program at a time: 3 MB of 384 numbers each."""


@dataclass(frozen=True, slots=True)
class Held:
    """The vectors of a file's chunks: `count` from `first` on."""

    first: int
    count: int

    @property
    def chunks(self) -> range:
        """Return the numbers of the chunks."""
        return range(self.first, self.first + self.count)


class StoreFollower:
    """Puts into a store what is new, and takes out what is gone, when somebody wants to search.

    Args:
        store: What is searched.
        collection: Whose vectors.
        embedder: By which embedding model.
        name: Under which the index remembers what the store holds; empty: it forgets at its end.

    Thread-safe.
    """

    def __init__(
        self, store: VectorStore, collection: str, embedder: str, *, name: str = ""
    ) -> None:
        self.store = store
        self._collection = collection
        self._embedder = embedder
        self._name = name
        self._lock = threading.Lock()
        self._held: dict[int, Held] = {}
        self._version = _UNKNOWN

    def follow(self, connections: Connections) -> None:
        """Bring the store to what the index has now."""
        with self._lock:
            with connections.reading() as db:
                version = self._version_of(db)
                if version == self._version:
                    return
                rows = self._rows(db)
            if self._version == _UNKNOWN and self._name:
                self._recall(connections)
            gone = [each for each in self._held if each not in rows]
            self.store.delete([chunk for each in gone for chunk in self._held[each].chunks])
            self._forget(connections, gone)
            new = {row: held for row, held in rows.items() if row not in self._held}
            for batch in self._batches(new):
                self._add(connections, batch)
            self._version = version

    def clear(self, connections: Connections) -> None:
        """Take everything out of the store, for good."""
        with self._lock:
            self.store.clear()
            with connections.writing() as db:
                db.execute("DELETE FROM sent WHERE store=?", (self._name,))

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def _recall(self, connections: Connections) -> None:
        """Learn what the store holds since an earlier time, unless somebody else changed it."""
        with connections.reading() as db:
            rows = db.execute(
                "SELECT vectors, first, count FROM sent WHERE store=?", (self._name,)
            ).fetchall()
        self._held = {row: Held(first, count) for row, first, count in rows}
        if self.store.count() != sum(held.count for held in self._held.values()):
            self.store.clear()
            self._forget(connections, list(self._held))

    def _forget(self, connections: Connections, gone: list[int]) -> None:
        for each in gone:
            del self._held[each]
        if self._name and gone:
            with connections.writing() as db:
                query = "DELETE FROM sent WHERE store=? AND vectors=?"
                db.executemany(query, ((self._name, each) for each in gone))

    def _add(self, connections: Connections, batch: Mapping[int, Held]) -> None:
        with connections.reading() as db:
            chunks, vectors = self._read(db, batch)
        self.store.add(chunks, vectors)
        self._held |= batch
        if self._name:
            with connections.writing() as db:
                db.executemany(
                    "INSERT OR REPLACE INTO sent VALUES(?, ?, ?, ?)",
                    ((self._name, row, held.first, held.count) for row, held in batch.items()),
                )

    def _batches(self, rows: dict[int, Held]) -> Iterator[dict[int, Held]]:
        batch: dict[int, Held] = {}
        count = 0
        for row, held in rows.items():
            batch[row] = held
            count += held.count
            if self._name and count >= _BATCH:
                yield batch
                batch, count = {}, 0
        if batch:
            yield batch

    def _version_of(self, db: sqlite3.Connection) -> int:
        row = db.execute(
            "SELECT version FROM places WHERE collection=?", (self._collection,)
        ).fetchone()
        return int(row[0]) if row else 0

    def _rows(self, db: sqlite3.Connection) -> dict[int, Held]:
        rows = db.execute(
            "SELECT id, first, count FROM vectors"
            " WHERE place=(SELECT id FROM places WHERE collection=?)"
            " AND embedder=(SELECT id FROM embedders WHERE name=?)",
            (self._collection, self._embedder),
        )
        return {row: Held(first, count) for row, first, count in rows}

    def _read(self, db: sqlite3.Connection, rows: Mapping[int, Held]) -> tuple[list[int], Vectors]:
        """Return chunks and their vectors; what was removed meanwhile is left out."""
        import numpy as np

        (dimensions,) = db.execute(
            "SELECT dimensions FROM embedders WHERE name=?", (self._embedder,)
        ).fetchone()
        vectors = np.empty((sum(held.count for held in rows.values()), dimensions), np.float32)
        chunks: list[int] = []
        for row, held in rows.items():
            found = db.execute("SELECT data FROM vectors WHERE id=?", (row,)).fetchone()
            if found is None:
                continue
            if len(found[0]) != held.count * dimensions * 4:
                raise DamagedFile(tr("vectors of another length"))
            at = len(chunks)
            vectors[at : at + held.count] = np.frombuffer(found[0], "<f4").reshape(-1, dimensions)
            chunks.extend(held.chunks)
        return chunks, vectors[: len(chunks)]
