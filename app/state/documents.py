"""DocumentsState: collections of own documents, indexed and asked."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import UserError
from app.core.i18n import tr
from app.core.ids import NodeId
from app.core.later import Later
from app.core.listed import listed
from app.core.said import said
from app.services.documents.api import (
    Collection,
    CollectionStats,
    DocumentsUnavailable,
    IndexedFile,
    IndexProgress,
    Retrieval,
    StoreChoice,
    VectorStore,
)
from app.state.hub import Notice, Severity
from app.state.indexing import Indexing, IndexingChanged, IndexingEnded
from app.workers.job import Ended, Produced

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.documents.desk import DocumentDesk
    from app.services.serving.completions import LocalAddress
    from app.state.chat import ChatState
    from app.state.chat_endpoints import EndpointsChanged
    from app.workers.worker import Worker

_COUNT_S = 2.0
"""While a collection is indexed, what is in it is counted so often."""


@dataclass(frozen=True, slots=True)
class CollectionsChanged:
    """The list of collections, or what is in one, is another one."""

    collection: str = ""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of all collections."""

    collections: tuple[Collection, ...]
    stats: tuple[CollectionStats, ...]
    notice: str


@dataclass(frozen=True, slots=True)
class _Counted:
    """What is in the index of one collection by now."""

    collection: str
    stats: CollectionStats


@dataclass(frozen=True, slots=True)
class _Stirred:
    """Files of a collection may be others."""

    collection: str


class DocumentsState(QObject):
    """Indexes folders, follows what changes in them, and finds passages.

    Signals:
        changed: collections or their figures are others.
        indexing_changed: how far an indexing is.
        told: the user should see this.
    """

    changed = Signal(CollectionsChanged)
    indexing_changed = Signal(IndexingChanged)
    told = Signal(Notice)

    def __init__(self, chat: ChatState) -> None:
        super().__init__(chat)
        self._chat = chat
        self._sessions = chat.hub.sessions
        self._endpoints = chat.endpoints
        self._endpoints.changed.connect(self._on_endpoints)
        self._desk = Later(self._make_desk)
        self._indexing = Indexing(self._desk, chat.hub.supervisor, self)
        self._indexing.changed.connect(self._on_indexing)
        self._indexing.ended.connect(self._on_indexed)
        self._collections: dict[str, Collection] | None = None
        self._stats: dict[str, CollectionStats] = {}
        self._notes: dict[str, str] = {}
        """What the last run said of a collection: why files have no vectors, what is not there."""
        self._changes: deque[Callable[[DocumentDesk], object]] = deque()
        """What is to be written, in the order it was asked for."""
        self._notice = ""
        """What was told of the files last."""
        self._writing = ""
        """Name of the job that writes or reads the list of collections."""
        self._counting: dict[str, float] = {}
        self._watchers: dict[str, Worker] = {}

    def load(self, *, again: bool = False) -> None:
        """Read the collections and follow their folders; `changed` tells when they are there.

        Args:
            again: though they were read: the command line may have changed them.
        """
        self._endpoints.watch()
        if (again or self._collections is None) and not self._writing:
            self._change(lambda _desk: None)

    def collections(self) -> tuple[Collection, ...] | None:
        """Return the collections; None before they were read."""
        return None if self._collections is None else tuple(self._collections.values())

    def stats(self, collection: str) -> CollectionStats:
        """Return what is in a collection's index."""
        stats = self._stats.get(collection, CollectionStats())
        return replace(stats, note=self._notes.get(collection) or stats.note)

    def indexing(self, collection: str) -> IndexProgress | None:
        """Return how far an indexing is; None: none goes on."""
        return self._indexing.progress(collection)

    def save(self, collection: Collection) -> None:
        """Keep a new or changed collection, and index what is not yet."""
        self._unwatch(collection.id)
        self._indexing.stop(collection.id)
        self._change(lambda desk: desk.index.save(collection))

    def delete(self, collection: str) -> None:
        """Forget a collection and its index; the files stay as they are."""
        self._unwatch(collection)
        self._indexing.stop(collection)
        lock = self._indexing.lock(collection)

        def forget(desk: DocumentDesk) -> None:
            with lock:
                desk.index.delete(collection)

        self._change(forget)

    def index(self, collection: str) -> None:
        """Index what is new or changed, and try again what could not be read."""
        known = (self._collections or {}).get(collection)
        if known is not None:
            self._indexing.begin(known, again=True)

    def pause(self, collection: str, *, paused: bool) -> None:
        """Hold indexing, or go on."""
        self._indexing.pause(collection, paused=paused)

    # For workers

    def files(self, collection: str) -> tuple[IndexedFile, ...]:
        """Return the files of a collection. Blocks; DocumentsUnavailable."""
        return self._desk().index.files(collection)

    def retrieve(
        self,
        question: str,
        collections: tuple[str, ...],
        cancel: Cancel,
        *,
        token_budget: int,
        before: str = "",
    ) -> Retrieval:
        """Return what a question finds, with those before it. Blocks; UserError, Cancelled."""
        return self._desk().retrieve(
            question, collections, cancel, token_budget=token_budget, before=before
        )

    def text_of(self, collection: str, document: str) -> str:
        """Return the text of a document as it was indexed. Blocks; UserError."""
        return self._desk().index.text_of(collection, document)

    def _make_desk(self) -> DocumentDesk:
        from app.services.documents.desk import DocumentDesk

        return DocumentDesk(self._chat.paths.documents, self._address, open_store=self._store)

    def _store(self, choice: StoreChoice, name: str) -> VectorStore:
        from app.services.documents.stores.milvus_store import open_milvus

        return open_milvus(lambda node: self._sessions.slot(NodeId(node)), choice, name)

    @contextmanager
    def _address(self, endpoint: str, cancel: Cancel) -> Iterator[LocalAddress]:
        view = self._endpoints.view(endpoint)
        if view is None:
            raise DocumentsUnavailable(
                tr("The endpoint that makes the vectors, {endpoint}, is not there.").format(
                    endpoint=said(endpoint)
                ),
                tr("Connect its node, or choose another embedding model."),
            )
        with self._endpoints.address(view.endpoint, cancel) as address:
            yield address

    # The list of collections

    def _change(self, change: Callable[[DocumentDesk], object]) -> None:
        """Have something written, after what was asked for before."""
        self._changes.append(change)
        self._write()

    def _write(self) -> None:
        if self._writing or not self._changes:
            return
        change = self._changes.popleft()

        def work(_cancel: Cancel) -> object:
            desk = self._desk()
            change(desk)
            collections = desk.index.collections()
            stats = tuple(_stats_of(desk, each) for each in collections)
            return _Kept(collections, stats, desk.index.notice)

        worker = self._chat.work(work)
        worker.produced.connect(self._on_kept)
        worker.ended.connect(self._on_written)
        self._writing = worker.name
        self._chat.start(worker)

    def _on_kept(self, produced: Produced) -> None:
        kept = produced.value
        if not isinstance(kept, _Kept):
            return
        before = self._collections or {}
        self._collections = {each.id: each for each in kept.collections}
        self._stats = {
            each.id: stats for each, stats in zip(kept.collections, kept.stats, strict=True)
        }
        for each in kept.collections:
            if before.get(each.id) != each or each.id not in self._watchers:
                self._watch(each)
                self._indexing.begin(each)
        for gone in before.keys() - self._collections.keys():
            self._unwatch(gone)
            self._indexing.stop(gone)
        if kept.notice and kept.notice != self._notice:
            self.told.emit(Notice(Severity.WARNING, kept.notice))
        self._notice = kept.notice
        self.changed.emit(CollectionsChanged())

    def _on_written(self, ended: Ended) -> None:
        self._writing = ""
        if ended.error is not None and not ended.cancelled:
            self._tell(ended.error, ended.traceback)
            if self._collections is None:
                self._collections = {}
                self.changed.emit(CollectionsChanged())
        self._write()

    # Folders that change

    def _watch(self, collection: Collection) -> None:
        self._unwatch(collection.id)

        def work(cancel: Cancel) -> Iterator[object]:
            from app.services.documents.watching import watch

            for _stirred in watch(collection.paths, cancel):
                yield _Stirred(collection.id)

        worker = self._chat.follow(work)
        worker.produced.connect(self._on_stirred)
        self._watchers[collection.id] = worker
        self._chat.start(worker)

    def _unwatch(self, collection: str) -> None:
        worker = self._watchers.pop(collection, None)
        if worker is not None:
            worker.stop()

    def _on_stirred(self, produced: Produced) -> None:
        stirred = produced.value
        if isinstance(stirred, _Stirred) and stirred.collection in self._watchers:
            known = (self._collections or {}).get(stirred.collection)
            if known is not None:
                self._indexing.begin(known)

    def _on_endpoints(self, changed: EndpointsChanged) -> None:
        """Go on where an endpoint that makes vectors was gone and is back."""
        view = self._endpoints.view(changed.endpoint)
        if view is None or view.error is not None or view.models is None:
            return
        for each in self.collections() or ():
            lacks = self._notes.get(each.id) and self.indexing(each.id) is None
            if lacks and each.embedder.endpoint == changed.endpoint:
                self._indexing.begin(each)

    # Indexing

    def _on_indexing(self, changed: IndexingChanged) -> None:
        self.indexing_changed.emit(changed)
        counted_at = self._counting.get(changed.collection, 0.0)
        if changed.progress is not None and time.monotonic() - counted_at >= _COUNT_S:
            self._count(changed.collection)

    def _on_indexed(self, ended: IndexingEnded) -> None:
        known = (self._collections or {}).get(ended.collection)
        if known is None:
            return
        self._count(ended.collection)
        if ended.error is not None:
            self._tell(ended.error)
        elif ended.synced is not None:
            note = _note_of(ended.synced.unreachable, ended.synced.error)
            if note and note != self._notes.get(ended.collection):
                title = tr("“{name}” is not indexed completely.").format(name=said(known.name))
                self.told.emit(Notice(Severity.WARNING, title, note))
            self._notes[ended.collection] = note

    def _count(self, collection: str) -> None:
        self._counting[collection] = time.monotonic()

        def work(_cancel: Cancel) -> object:
            return _Counted(collection, self._desk().index.stats(collection))

        worker = self._chat.work(work)
        worker.produced.connect(self._on_counted)
        self._chat.start(worker)

    def _on_counted(self, produced: Produced) -> None:
        counted = produced.value
        if isinstance(counted, _Counted) and counted.collection in (self._collections or {}):
            self._stats[counted.collection] = counted.stats
            self.changed.emit(CollectionsChanged(counted.collection))

    def _tell(self, error: UserError, details: str = "") -> None:
        self.told.emit(Notice(Severity.ERROR, error.message, error.hint, details))


def _stats_of(desk: DocumentDesk, collection: Collection) -> CollectionStats:
    """Return what is in an index; where it cannot be read, the collection is there all the same."""
    try:
        return desk.index.stats(collection.id)
    except DocumentsUnavailable as error:
        return CollectionStats(note=str(error))


def _note_of(unreachable: tuple[str, ...], error: UserError | None) -> str:
    """Say what is missing in the index of a collection."""
    notes = []
    if unreachable:
        notes.append(
            tr("{paths}: empty, or cannot be reached. What is known of it stays.").format(
                paths=listed([said(path) for path in unreachable], 1)
            )
        )
    if error is not None:
        notes.append(tr("Words find everything, meaning does not yet: {error}").format(error=error))
    return " ".join(notes)
