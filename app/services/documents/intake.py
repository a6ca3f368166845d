"""Reads files into the index, on a thread of its own, while others make vectors of them."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.cancel import Cancel, Wake
from app.core.errors import Cancelled
from app.services.documents.api import FileState, IndexedFile
from app.services.documents.extracting.limits import (
    ReadLimits,
    Unreached,
    Unreadable,
    cannot_open,
)
from app.services.documents.extracting.run import Extractor
from app.services.documents.walking import FoundFile

if TYPE_CHECKING:
    from app.services.documents.index import DocumentIndex
    from app.services.documents.pause import Pause
    from app.services.documents.planning import Plan

_BLOCK = 1 << 20


class Intake:
    """Reads what a plan says. Inside `with` it goes on.

    Args:
        index: where it is put.
        collection: whose files.
        plan: which files.
        limits: what reading one may cost.
        pause: holds it.
        on_read: is told of each file whether it needs vectors now, on the thread that reads.
    """

    def __init__(
        self,
        index: DocumentIndex,
        collection: str,
        plan: Plan,
        limits: ReadLimits | None,
        pause: Pause,
        on_read: Callable[[str, bool], object],
    ) -> None:
        self._index = index
        self._collection = collection
        self._plan = plan
        self._pause = pause
        self._on_read = on_read
        self._extractor = Extractor(limits)
        self._unread = {found.path for found in plan.to_read}
        self._twins: dict[str, str] = {}
        """Files by their bytes."""
        self._cancel = Cancel()
        self._news = Wake()
        self._problem: Exception | None = None
        self._is_over = False
        self._thread = threading.Thread(target=self._run, name="documents-intake", daemon=True)

    def __enter__(self) -> Intake:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._cancel.cancel()
        self._thread.join()

    @property
    def is_over(self) -> bool:
        """Whether nothing more is read."""
        return self._is_over

    def wait(self, cancel: Cancel) -> None:
        """Return when another file was read, or none will be. Raises why no more can be."""
        if not self.is_over:
            self._news.wait(None, cancel)
        if self._problem is not None:
            raise self._problem

    def _run(self) -> None:
        try:
            for found in self._plan.to_read:
                self._pause.wait(self._cancel)
                self._take(found)
                self._news.call()
        except Cancelled:
            pass
        except Exception as problem:  # noqa: BLE001 - it is raised again where it is waited for
            self._problem = problem
        finally:
            self._extractor.close()
            self._is_over = True
            self._news.call()

    def _take(self, found: FoundFile) -> None:
        """Put one file into the index, as far as it can be read."""
        file = IndexedFile(found.path, FileState.SKIPPED, found.size, found.modified)
        known = self._plan.known.get(file.path)
        try:
            file = self._put(file, found.why_not)
        except Unreadable as error:
            if known is not None and known.chunks and isinstance(error, Unreached):
                file = known  # unplugged meanwhile: what was read of it still answers
            else:
                file = replace(file, state=FileState.FAILED, error=str(error))
                self._index.put(self._collection, file, None)
        self._unread.discard(file.path)
        self._on_read(file.path, file.chunks > 0 and file is not known)

    def _put(self, file: IndexedFile, why_not: str) -> IndexedFile:
        if why_not:
            file = replace(file, error=why_not)
            self._index.put(self._collection, file, None)
            return file
        file = replace(file, state=FileState.INDEXED, sha256=sha256_of(file.path, self._cancel))
        known = self._plan.known.get(file.path)
        if known is not None and _has_same_bytes(known, file):
            self._index.touched(self._collection, file)
            return known
        twin = self._twin(file)
        if twin:
            file = replace(file, same_as=twin)
            self._index.put(self._collection, file, None)
            return file
        cut = self._extractor.read(file.path, self._cancel)
        file = replace(
            file, pages=cut.extracted.pages, chunks=len(cut.chunks), error=cut.extracted.note
        )
        self._index.put(self._collection, file, cut.extracted, cut.chunks)
        self._twins[file.sha256] = file.path
        return file

    def _twin(self, file: IndexedFile) -> str:
        """Return another file of the collection with the same bytes that was read already."""
        if file.sha256 not in self._twins:
            for same in self._index.same_bytes(file.sha256):
                path = same.file.path
                if same.collection == self._collection and path not in self._unread:
                    self._twins[file.sha256] = path
                    break
        return self._twins.get(file.sha256, "")


def _has_same_bytes(known: IndexedFile, file: IndexedFile) -> bool:
    """Return whether what was read of a file itself still holds."""
    return not known.same_as and (known.state, known.sha256) == (file.state, file.sha256)


def sha256_of(path: str, cancel: Cancel) -> str:
    """Return the digest of a file's bytes. Raises Unreadable, Cancelled."""
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            while block := file.read(_BLOCK):
                cancel.raise_if_cancelled()
                digest.update(block)
    except OSError as error:
        raise cannot_open(error) from None
    return digest.hexdigest()
