"""DocumentIndex: what was read of own documents, found by words and by meaning.

One SQLite file, which can be made anew of the documents; the list of collections is a small file
beside it (record 30). Every method blocks, any thread may call.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.core import sqlite_file
from app.core.i18n import tr
from app.core.spacing import unspaced
from app.core.sqlite_file import DamagedFile
from app.services.documents import database, rows, searching
from app.services.documents.api import (
    Chunk,
    Collection,
    CollectionStats,
    DocumentsUnavailable,
    Extracted,
    FileState,
    Hit,
    IndexedFile,
    Passage,
    StoreChoice,
    VectorStore,
)
from app.services.documents.collections import CollectionBook
from app.services.documents.embedders.naming import embedder_id as id_of_choice
from app.services.documents.stores.keeping import OWN, OpenStore, StoreKeeper

if TYPE_CHECKING:
    from app.services.documents.api import Vectors


_AT_ONCE = 50
"""Files that are forgotten in one transaction."""


@dataclass(frozen=True, slots=True)
class SameBytes:
    """A file in the index that holds certain bytes, with its text."""

    collection: str
    file: IndexedFile


class DocumentIndex:
    """The index in one file.

    Args:
        path: The file; it and its folder are made when they are missing.
        open_store: Opens stores outside of the file, where a collection wants one.

    Its methods raise DocumentsUnavailable.
    """

    def __init__(self, path: Path, *, open_store: OpenStore | None = None) -> None:
        self._path = path
        self._book = CollectionBook(path.with_name(f"{path.stem}-collections.json"))
        self._connections = database.Connections(path)
        self._stores = StoreKeeper(open_store)
        self._lock = threading.Lock()
        self._notice = ""

    @property
    def notice(self) -> str:
        """What the user should know of the files; empty: nothing."""
        return " ".join(filter(None, (self._notice, self._book.notice)))

    def close(self) -> None:
        """Give up connections, and what is kept in memory."""
        self._stores.close()
        self._connections.close()

    # Collections

    def collections(self) -> tuple[Collection, ...]:
        """Return the collections in the order of their names."""
        return self._book.all()

    def save(self, collection: Collection) -> None:
        """Keep a new or changed collection. What is in the index of it stays."""
        before = self._book.get(collection.id)
        self._book.save(collection)
        if before is not None and before.store != collection.store:
            self._forget_stores(before)

    def delete(self, collection: str) -> None:
        """Forget a collection and all that was read of it."""
        if (kept := self._book.get(collection)) is not None:
            self._forget_stores(kept)
        while self._forget_some(collection):  # another program may want to write meanwhile
            pass
        with self._writing() as db:
            db.execute("DELETE FROM places WHERE collection=?", (collection,))
        self._book.delete(collection)  # last: what was broken off is still there to be deleted
        with self._errors():
            self._connections.give_back()

    def stats(self, collection: str) -> CollectionStats:
        """Return what is in a collection's index."""
        with self._reading() as db:
            files, chunks, failed, size, indexed = db.execute(
                "SELECT count(*), total(chunks), total(state=?), total(bytes), max(indexed)"
                " FROM files JOIN places ON places.id=place WHERE collection=?",
                (FileState.FAILED.value, collection),
            ).fetchone()
            answering = rows.answering(db, collection)
            size += db.execute(
                "SELECT total(count * dimensions * 4) FROM vectors"
                " JOIN embedders ON embedders.id=embedder"
                " WHERE place=(SELECT id FROM places WHERE collection=?)",
                (collection,),
            ).fetchone()[0]
        kept = self._book.get(collection)
        wanted = id_of_choice(kept.embedder) if kept else ""
        return CollectionStats(
            files=files,
            chunks=int(chunks),
            failed=int(failed),
            bytes=int(size),
            indexed_at=indexed,
            embedder=answering,
            is_stale=bool(answering and wanted and answering != wanted),
        )

    # Files

    def files(self, collection: str) -> tuple[IndexedFile, ...]:
        """Return the files of a collection in the order of their paths."""
        with self._reading() as db:
            found = db.execute(
                f"SELECT {rows.FILE} FROM files JOIN places ON places.id=place"  # noqa: S608
                " WHERE collection=? ORDER BY path",
                (collection,),
            )
            return tuple(rows.file_of(row) for row in found)

    def put(
        self,
        collection: str,
        file: IndexedFile,
        extracted: Extracted | None,
        chunks: Sequence[Chunk] = (),
        vectors: Vectors | None = None,
        embedder_id: str = "",
    ) -> None:
        """Keep how a file is, its text, its chunks and their vectors, in place of what was kept.

        Without `extracted` only how it is (skipped, failed, the same as another); without `vectors`
        it is found by words, and `lacking` names it.
        """
        with self._writing() as db:
            place = rows.place_of(db, collection)
            row = rows.insert_file(db, place, file, extracted, len(chunks))
            first = rows.insert_chunks(db, place, row, chunks)
            if vectors is not None and chunks:
                rows.insert_vectors(db, place, row, first, vectors, embedder_id)
            rows.touch(db, place)

    def remove(self, collection: str, path: str) -> tuple[str, ...]:
        """Forget a file; return the paths that it stood for: they have to be read now."""
        with self._writing() as db:
            place = rows.place_of(db, collection)
            if rows.remove_file(db, place, path):
                rows.touch(db, place)
            orphans = db.execute(
                "UPDATE files SET state=?, same_as=x'' WHERE place=? AND same_as=? RETURNING path",
                (FileState.WAITING.value, place, os.fsencode(path)),
            ).fetchall()
        return tuple(os.fsdecode(orphan) for (orphan,) in orphans)

    def touched(self, collection: str, file: IndexedFile, *, was: str = "") -> None:
        """Keep when a file was changed, or that it `was` elsewhere; its bytes stayed the same."""
        with self._writing() as db:
            place = rows.place_of(db, collection)
            rows.move_file(db, place, was or file.path, file)

    def same_bytes(self, sha256: str) -> tuple[SameBytes, ...]:
        """Return the files that hold these bytes and their own text, of any collection."""
        with self._reading() as db:
            found = db.execute(
                f"SELECT collection, {rows.FILE} FROM files JOIN places ON places.id=place"  # noqa: S608
                " WHERE sha256=? AND state=? AND same_as=x'' ORDER BY files.id",
                (sha256, FileState.INDEXED.value),
            )
            return tuple(SameBytes(row[0], rows.file_of(row[1:])) for row in found)

    def text_of(self, collection: str, document: str) -> str:
        """Return the text of a file as it was indexed."""
        with self._reading() as db:
            row = db.execute(
                "SELECT text, same_as FROM files JOIN places ON places.id=place"
                " WHERE collection=? AND path=?",
                (collection, os.fsencode(document)),
            ).fetchone()
        if row is None:
            raise DocumentsUnavailable(
                tr("This document is no longer in the index."),
                tr("It may have been moved or removed."),
            )
        return self.text_of(collection, os.fsdecode(row[1])) if row[1] else str(row[0])

    def chunks_of(self, collection: str, path: str) -> tuple[Chunk, ...]:
        """Return the chunks of a file, in their order."""
        with self._reading() as db:
            found = db.execute(
                "SELECT start, end, words.text, page, chunks.heading FROM chunks"
                " JOIN words ON words.rowid=chunks.id"
                " JOIN files ON files.id=file JOIN places ON places.id=files.place"
                " WHERE collection=? AND path=? ORDER BY chunks.id",
                (collection, os.fsencode(path)),
            )
            return tuple(
                Chunk(start, end, unspaced(text), page, heading)
                for start, end, text, page, heading in found
            )

    def title_of(self, collection: str, path: str) -> str:
        """Return the title of a file; empty where it has none."""
        with self._reading() as db:
            row = db.execute(
                "SELECT title FROM files JOIN places ON places.id=place"
                " WHERE collection=? AND path=?",
                (collection, os.fsencode(path)),
            ).fetchone()
        return row[0] if row else ""

    # Embedding models

    def answering(self, collection: str) -> str:
        """Return the embedding model whose vectors are searched; empty: there are none yet."""
        with self._reading() as db:
            return rows.answering(db, collection)

    def dimensions(self, embedder_id: str) -> int | None:
        """Return the length of a model's vectors in the index; None: there are none."""
        with self._reading() as db:
            row = db.execute("SELECT dimensions FROM embedders WHERE name=?", (embedder_id,))
            found = row.fetchone()
        return found[0] if found else None

    def lacking(self, collection: str, embedder_id: str) -> tuple[str, ...]:
        """Return the files that have no vectors of an embedding model."""
        with self._reading() as db:
            found = db.execute(
                "SELECT path FROM files JOIN places ON places.id=place WHERE collection=?"
                " AND chunks > 0 AND NOT EXISTS (SELECT 1 FROM vectors JOIN embedders"
                " ON embedders.id=embedder WHERE file=files.id AND name=?) ORDER BY path",
                (collection, embedder_id),
            )
            return tuple(os.fsdecode(path) for (path,) in found)

    def put_vectors(self, collection: str, path: str, vectors: Vectors, embedder_id: str) -> None:
        """Keep the vectors of a file's chunks, beside those of other embedding models."""
        with self._writing() as db:
            place = rows.place_of(db, collection)
            row = db.execute(
                "SELECT files.id, min(chunks.id), count(*) FROM files JOIN chunks"
                " ON file=files.id WHERE place=? AND path=? GROUP BY files.id",
                (place, os.fsencode(path)),
            ).fetchone()
            if row is None or row[2] != len(vectors):  # removed, or read anew meanwhile
                return
            rows.insert_vectors(db, place, row[0], row[1], vectors, embedder_id)
            rows.touch(db, place)

    def switch(self, collection: str, embedder_id: str) -> None:
        """Search the vectors of this embedding model from now on; forget those of others."""
        if (kept := self._book.get(collection)) is not None:
            self._forget_stores(kept, but=embedder_id)
        with self._writing() as db:
            place = rows.place_of(db, collection)
            chosen = "(SELECT id FROM embedders WHERE name=?)"
            db.execute(
                f"UPDATE places SET embedder={chosen} WHERE id=?",  # noqa: S608
                (embedder_id, place),
            )
            db.execute(
                f"DELETE FROM vectors WHERE place=? AND embedder IS NOT {chosen}",  # noqa: S608
                (place, embedder_id),
            )
            rows.touch(db, place)

    # Finding

    def words(self, query: str, collections: Sequence[str], limit: int) -> tuple[Hit, ...]:
        """Return the chunks that the words of a question find, best first (BM25)."""
        with self._reading() as db:
            return searching.words(db, query, collections, limit)

    def passages(self, chunks: Sequence[int]) -> dict[int, Passage]:
        """Return chunks as passages, in the order asked; those that are gone are left out."""
        with self._reading() as db:
            return searching.passages(db, chunks)

    def store(self, collection: str, embedder_id: str) -> VectorStore:
        """Return what searches the vectors of a collection, with all that the index has by now.

        Raises UserError also where its Milvus cannot be reached; `own_store` can, always.
        """
        kept = self._book.get(collection)
        return self._searched(collection, embedder_id, kept.store if kept else OWN)

    def own_store(self, collection: str, embedder_id: str) -> VectorStore:
        """Return what searches the vectors of a collection in memory."""
        return self._searched(collection, embedder_id, OWN)

    # Inside

    def _searched(self, collection: str, embedder_id: str, choice: StoreChoice) -> VectorStore:
        with self._errors():
            return self._stores.store(self._connections, collection, embedder_id, choice)

    def _forget_some(self, collection: str) -> bool:
        """Forget a few files of a collection; False: it has none."""
        with self._writing() as db:
            place = rows.place_of(db, collection)
            query = "SELECT path FROM files WHERE place=? LIMIT ?"
            some = db.execute(query, (place, _AT_ONCE)).fetchall()
            for (path,) in some:
                rows.remove_file(db, place, os.fsdecode(path))
        return bool(some)

    def _forget_stores(self, collection: Collection, *, but: str = "") -> None:
        """Take the vectors of embedding models out of memory, and of a Milvus."""
        with self._reading() as db:
            embedders = rows.embedders_of(db, collection.id)
        for embedder in embedders:
            if embedder != but:
                with self._errors():
                    self._stores.forget(
                        self._connections, collection.id, embedder, collection.store
                    )

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._errors(), self._connections.reading() as db:
            yield db

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._errors(), self._connections.writing() as db:
            yield db

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn what is wrong with the file into words; a damaged one is begun anew."""
        connections = self._connections
        try:
            yield
        except (sqlite3.Error, OSError, DamagedFile, UnicodeDecodeError) as error:
            if not sqlite_file.is_damage(error):
                raise database.explain(error, connections.path) from error
            self._begin_anew(connections)
            raise DocumentsUnavailable(
                tr("The index of your documents was damaged; a new one was begun."),
                tr("Index your collections again: the documents themselves are as they were."),
            ) from error

    def _begin_anew(self, damaged: database.Connections) -> None:
        with self._lock:
            if self._connections is not damaged:  # another thread was first
                return
            damaged.close()
            with contextlib.suppress(OSError):
                aside = sqlite_file.set_aside(damaged.path)
                self._notice = tr(
                    "The index of your documents was damaged; a new one was begun. "
                    "What is left is kept in {aside}."
                ).format(aside=aside)
            self._connections = database.Connections(self._path)
        self._stores.close()
