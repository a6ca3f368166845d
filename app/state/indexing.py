"""Indexing: which collections are indexed now, and which wait for that."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import UserError
from app.services.documents.api import Collection, IndexProgress
from app.workers.job import Ended, Produced

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.later import Later
    from app.services.documents.desk import DocumentDesk
    from app.services.documents.indexer import Synced
    from app.services.documents.pause import Pause
    from app.workers.supervisor import Supervisor
    from app.workers.worker import Emit, Job, Worker

WAITING = IndexProgress(0, None)
"""Of a collection whose turn has not come."""


@dataclass(frozen=True, slots=True)
class IndexingChanged:
    """How far the indexing of a collection is; None: nothing is indexed."""

    collection: str
    progress: IndexProgress | None


@dataclass(frozen=True, slots=True)
class IndexingEnded:
    """A collection was indexed, or could not be; both None: it was stopped."""

    collection: str
    synced: Synced | None = None
    error: UserError | None = None


@dataclass(frozen=True, slots=True)
class _Wish:
    collection: Collection
    again: bool
    """Whether files that could not be read are tried once more."""


@dataclass(slots=True)
class _Run:
    collection: str
    worker: Worker
    pause: Pause
    progress: IndexProgress = WAITING
    synced: Synced | None = None


class Indexing(QObject):
    """Indexes collections one after the other; while one is held another one goes on.

    Signals:
        changed: how far it is.
        ended: it is over, for one collection.
    """

    changed = Signal(IndexingChanged)
    ended = Signal(IndexingEnded)

    def __init__(
        self, desk: Later[DocumentDesk], supervisor: Supervisor, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._supervisor = supervisor
        self._serial = 0
        self._wishes: dict[str, _Wish] = {}
        self._runs: dict[str, _Run] = {}
        """By the name of the worker."""
        self._locks: dict[str, threading.Lock] = {}

    def progress(self, collection: str) -> IndexProgress | None:
        """Return how far a collection is; None: nothing is done about it."""
        run = self._run(collection)
        if run is not None:
            return run.progress
        return WAITING if collection in self._wishes else None

    def begin(self, collection: Collection, *, again: bool = False) -> None:
        """Index a collection when it is its turn; one that is being indexed, once more after that.

        Args:
            collection: which one, as it is by now.
            again: whether files that could not be read are tried once more.
        """
        before = self._wishes.get(collection.id)
        again = again or (before is not None and before.again)
        self._wishes[collection.id] = _Wish(collection, again)
        self._next()
        if collection.id in self._wishes:
            self.changed.emit(IndexingChanged(collection.id, self.progress(collection.id)))

    def stop(self, collection: str) -> None:
        """Index a collection no further."""
        self._wishes.pop(collection, None)
        run = self._run(collection)
        if run is not None:
            run.worker.stop()

    def pause(self, collection: str, *, paused: bool) -> None:
        """Hold a collection that is being indexed, or go on."""
        run = self._run(collection)
        if run is None:
            return
        run.pause.set(paused=paused)
        run.progress = replace(run.progress, is_paused=paused)
        self.changed.emit(IndexingChanged(collection, run.progress))
        self._next()

    def lock(self, collection: str) -> threading.Lock:
        """Return what is held while a collection is indexed. For whoever takes it away."""
        return self._locks.setdefault(collection, threading.Lock())

    def _run(self, collection: str) -> _Run | None:
        return next((run for run in self._runs.values() if run.collection == collection), None)

    def _next(self) -> None:
        """Start what waits, if nothing goes on."""
        if all(run.pause.is_on for run in self._runs.values()):
            waiting = next((each for each in self._wishes if self._run(each) is None), None)
            if waiting is not None:
                self._start(self._wishes.pop(waiting))

    def _start(self, wish: _Wish) -> None:
        from app.services.documents.pause import Pause

        pause = Pause()
        self._serial += 1
        worker = self._supervisor.worker(f"documents:{self._serial}", self._job(wish, pause))
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        self._runs[worker.name] = _Run(wish.collection.id, worker, pause)
        self._supervisor.start(worker)
        self.changed.emit(IndexingChanged(wish.collection.id, WAITING))

    def _job(self, wish: _Wish, pause: Pause) -> Job:
        desk, lock = self._desk, self.lock(wish.collection.id)

        def job(cancel: Cancel, emit: Emit) -> None:
            from app.services.documents.indexer import Indexer

            with lock:
                index = desk().index
                if all(each.id != wish.collection.id for each in index.collections()):
                    return  # the command line removed it: nothing brings it back
                indexer = Indexer(index, desk().open_embedder)
                emit(indexer.sync(wish.collection, cancel, emit, pause, again=wish.again))

        return job

    def _on_produced(self, produced: Produced) -> None:
        from app.services.documents.indexer import Synced

        run = self._runs.get(produced.job)
        if run is None:
            return
        if isinstance(produced.value, Synced):
            run.synced = produced.value
        elif isinstance(produced.value, IndexProgress):
            run.progress = replace(produced.value, is_paused=run.pause.is_on)
            self.changed.emit(IndexingChanged(run.collection, run.progress))

    def _on_ended(self, ended: Ended) -> None:
        run = self._runs.pop(ended.job)
        self.changed.emit(IndexingChanged(run.collection, self.progress(run.collection)))
        error = None if ended.cancelled else ended.error
        self.ended.emit(IndexingEnded(run.collection, run.synced, error))
        self._next()
