"""Indexer: brings the index of a collection to what its files are now.

Files are read into the index first, where words find them at once; vectors follow, for whatever has
none of the embedding model that was chosen. So a new file, another model and an endpoint that was
gone are one and the same work.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from app.core.errors import UserError
from app.services.documents.api import (
    Collection,
    Embedder,
    EmbedderChoice,
    IndexProgress,
    OnProgress,
)
from app.services.documents.embedders.naming import embedder_id, text_to_embed
from app.services.documents.intake import Intake
from app.services.documents.moving import after_moves
from app.services.documents.planning import plan_of

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.documents.api import Vectors
    from app.services.documents.extracting.limits import ReadLimits
    from app.services.documents.index import DocumentIndex
    from app.services.documents.pause import Pause

OpenEmbedder: TypeAlias = "Callable[[EmbedderChoice, Cancel], Embedder]"
"""Raises UserError where there is none."""

_TELL_S = 0.1
"""Progress is told this often at most."""
_TOGETHER = 64
"""Chunks of small files that are embedded together."""
_LEAST, _MOST = 8, 256
"""Chunks that are embedded in one go. After each it is told, and can be held."""
_SHORT_S = 0.5
"""One go that is shorter is followed by a larger one."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What a run found and did."""

    read: int = 0
    """Files that were new or others than they had been."""
    removed: int = 0
    unreachable: tuple[str, ...] = ()
    """Paths that nobody could look at; what is known of them stays."""
    error: UserError | None = None
    """Why some files have no vectors yet: words find them, meaning does not."""


class Indexer:
    """Indexes collections.

    Args:
        index: where they are kept.
        embedder_of: opens an embedding model; the indexer closes it.
        limits: what reading one file may cost.
    """

    def __init__(
        self,
        index: DocumentIndex,
        embedder_of: OpenEmbedder,
        limits: ReadLimits | None = None,
    ) -> None:
        self._index = index
        self._embedder_of = embedder_of
        self._limits = limits

    def sync(
        self,
        collection: Collection,
        cancel: Cancel,
        on_progress: OnProgress,
        pause: Pause,
        *,
        again: bool = False,
    ) -> Synced:
        """Read what is new or changed, forget what is gone, make the vectors that lack.

        Args:
            collection: whose files.
            cancel: ends it; what was done by then stays.
            on_progress: is told how far it is, on any thread.
            pause: holds it.
            again: whether files that failed are read once more though they did not change.

        Raises:
            DocumentsUnavailable: the index cannot be read or written.
            Cancelled: it was ended.
        """
        told = _Teller(on_progress, pause)
        plan = plan_of(self._index, collection, cancel, told.counted, again=again)
        plan = after_moves(self._index, collection.id, plan, cancel)
        for path in plan.gone:
            cancel.raise_if_cancelled()
            self._index.remove(collection.id, path)
        lacking = self._index.lacking(collection.id, embedder_id(collection.embedder))
        told.begin(len({found.path for found in plan.to_read}.union(lacking)), len(lacking))
        with Intake(self._index, collection.id, plan, self._limits, pause, told.was_read) as intake:
            error = self._embed(collection, intake, pause, cancel, told)
        told.tell()
        return Synced(len(plan.to_read), len(plan.gone), plan.unreachable, error)

    def _embed(
        self,
        collection: Collection,
        intake: Intake,
        pause: Pause,
        cancel: Cancel,
        told: _Teller,
    ) -> UserError | None:
        """Make the vectors that lack, while files are read; return why there are none."""
        maker = _Maker(self._embedder_of, collection.embedder, pause, told)
        wanted = maker.wanted
        try:
            for files in self._lacking(collection.id, maker, intake, cancel):
                vectors = maker.vectors(files, cancel)
                if vectors is None:
                    continue
                for file, rows in zip(files, vectors, strict=True):
                    self._index.put_vectors(collection.id, file.path, rows, wanted)
                told.were_embedded(len(files))
        finally:
            maker.close()
        if maker.error is None and self._index.answering(collection.id) not in ("", wanted):
            self._index.switch(collection.id, wanted)
        return maker.error

    def _lacking(
        self, collection: str, maker: _Maker, intake: Intake, cancel: Cancel
    ) -> Iterator[Sequence[_Texts]]:
        """Yield files without vectors, some together, until all files are read and none lacks."""
        seen: set[str] = set()
        while True:
            was_over = intake.is_over
            paths = [
                path for path in self._index.lacking(collection, maker.wanted) if path not in seen
            ]
            seen.update(paths)
            some: list[_Texts] = []
            for path in paths:
                some.append(self._texts(collection, path))
                if sum(len(each.texts) for each in some) >= _TOGETHER:
                    yield some
                    some = []
            if some:
                yield some
            if not paths:
                intake.wait(cancel)
                if was_over:
                    return

    def _texts(self, collection: str, path: str) -> _Texts:
        title = self._index.title_of(collection, path)
        chunks = self._index.chunks_of(collection, path)
        return _Texts(path, tuple(text_to_embed(chunk, title) for chunk in chunks))


@dataclass(frozen=True, slots=True)
class _Texts:
    """What of a file is embedded."""

    path: str
    texts: tuple[str, ...]


class _Maker:
    """Makes vectors as long as it can; `error` says why it cannot any more."""

    def __init__(
        self, open_embedder: OpenEmbedder, choice: EmbedderChoice, pause: Pause, told: _Teller
    ) -> None:
        self._open = open_embedder
        self._choice = choice
        self._pause = pause
        self._told = told
        self._embedder: Embedder | None = None
        self.wanted = embedder_id(choice)
        self._slice = _LEAST
        self.error: UserError | None = None

    def vectors(self, files: Sequence[_Texts], cancel: Cancel) -> list[Vectors] | None:
        """Return the vectors of each file; None where there are none to be had."""
        import numpy as np

        if self.error is not None:
            return None
        texts = [text for file in files for text in file.texts]
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        made = []
        try:
            embedder = self._embedder = self._embedder or self._open(self._choice, cancel)
            start = 0
            while start < len(order):  # those of about a length together: a model pads the others
                self._pause.wait(cancel)
                some = [texts[at] for at in order[start : start + self._slice]]
                begun = time.monotonic()
                made.append(embedder.embed(some, cancel))
                self._took(len(some), time.monotonic() - begun, files[0].path)
                start += len(some)
        except UserError as error:
            cancel.raise_if_cancelled()
            self.error = error
            self._told.without_vectors()
            return None
        together = np.concatenate(made)[np.argsort(order)]
        ends = np.cumsum([len(file.texts) for file in files])
        return list(np.split(together, ends[:-1]))

    def _took(self, chunks: int, seconds: float, path: str) -> None:
        self._told.made(chunks, seconds, path)
        if seconds < _SHORT_S:
            self._slice = min(_MOST, self._slice * 2)

    def close(self) -> None:
        """Give up the embedding model."""
        if self._embedder is not None:
            self._embedder.close()


class _Teller:
    """Counts what is done, from two threads, and tells it now and then."""

    def __init__(self, on_progress: OnProgress, pause: Pause) -> None:
        self._on_progress = on_progress
        self._pause = pause
        self._lock = threading.Lock()
        self._told_at = 0.0
        self._total: int | None = None
        self._counted = 0
        self._read = 0
        self._settled = 0
        self._embedded = 0
        self._kept = 0
        """Files that are read already and only lack vectors."""
        self._words_only = False
        self._chunks = 0
        self._seconds = 0.0
        self._file = ""

    def counted(self, files: int) -> None:
        """So many files were found so far."""
        self._counted = files
        self._now_and_then()

    def begin(self, total: int, lacking: int) -> None:
        """So many files have something to be done about them."""
        self._total, self._kept = total, lacking
        self.tell()

    def was_read(self, path: str, needs_vectors: bool) -> None:
        """One file is in the index, or cannot be."""
        with self._lock:
            self._read += 1
            self._settled += not needs_vectors
            self._file = path
        self._now_and_then()

    def were_embedded(self, files: int) -> None:
        """So many files have their vectors."""
        with self._lock:
            self._embedded += files
        self._now_and_then()

    def made(self, chunks: int, seconds: float, path: str) -> None:
        """So many vectors were made."""
        with self._lock:
            self._chunks += chunks
            self._seconds += seconds
            self._file = path
        self._now_and_then()

    def without_vectors(self) -> None:
        """No vectors are made any more."""
        self._words_only = True
        self.tell()

    def tell(self) -> None:
        """Say how far it is."""
        self._told_at = time.monotonic()
        self._on_progress(self._progress())

    def _now_and_then(self) -> None:
        if time.monotonic() - self._told_at >= _TELL_S:
            self.tell()

    def _progress(self) -> IndexProgress:
        with self._lock:
            if self._total is None:
                return IndexProgress(self._counted, None, is_paused=self._pause.is_on)
            done = self._embedded + self._settled
            if self._words_only:
                done = max(done, self._read + self._kept)
            speed = self._chunks / self._seconds if self._seconds else None
            return IndexProgress(
                min(done, self._total),
                self._total,
                self._chunks,
                self._file,
                speed,
                self._pause.is_on,
            )
