"""StoreFollower: keeps a store of vectors as the index has them."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.documents.api import VectorStore
from app.services.documents.database import DamagedIndex

if TYPE_CHECKING:
    from app.services.documents.api import Vectors
    from app.services.documents.database import Connections

_UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Held:
    """The vectors of a file's chunks in a store: `count` from `first` on."""

    first: int
    count: int

    @property
    def chunks(self) -> range:
        """Return the numbers of the chunks."""
        return range(self.first, self.first + self.count)


class StoreFollower:
    """Brings a store up to date whenever somebody wants to search it. Thread-safe."""

    def __init__(self, store: VectorStore, collection: str, embedder: str) -> None:
        self.store = store
        self._collection = collection
        self._embedder = embedder
        self._lock = threading.Lock()
        self._held: dict[int, Held] = {}
        self._version = _UNKNOWN

    def follow(self, connections: Connections) -> None:
        """Put into the store what is new in the index, take out what is gone."""
        with self._lock, connections.reading() as db:
            version = self._version_of(db)
            if version == self._version:
                return
            rows = self._rows(db)
            gone = [each for each in self._held if each not in rows]
            self.store.delete([chunk for each in gone for chunk in self._held[each].chunks])
            for each in gone:
                del self._held[each]
            new = {row: held for row, held in rows.items() if row not in self._held}
            if new:
                chunks, vectors = self._read(db, new)
                self.store.add(chunks, vectors)
                self._held |= new
            self._version = version

    def close(self) -> None:
        """Close the store."""
        self.store.close()

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

    def _read(self, db: sqlite3.Connection, rows: dict[int, Held]) -> tuple[list[int], Vectors]:
        import numpy as np

        (dimensions,) = db.execute(
            "SELECT dimensions FROM embedders WHERE name=?", (self._embedder,)
        ).fetchone()
        vectors = np.empty((sum(held.count for held in rows.values()), dimensions), np.float32)
        chunks: list[int] = []
        for row, held in rows.items():
            (data,) = db.execute("SELECT data FROM vectors WHERE id=?", (row,)).fetchone()
            if len(data) != held.count * dimensions * 4:
                raise DamagedIndex("vectors of another length")
            at = len(chunks)
            vectors[at : at + held.count] = np.frombuffer(data, "<f4").reshape(-1, dimensions)
            chunks.extend(held.chunks)
        return chunks, vectors
