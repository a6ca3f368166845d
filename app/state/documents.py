"""DocumentsState: collections of own documents, indexed and asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.services.documents.api import (
    Collection,
    CollectionStats,
    IndexedFile,
    IndexProgress,
    Retrieval,
)
from app.state.hub import Notice

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.state.chat import ChatState


@dataclass(frozen=True, slots=True)
class CollectionsChanged:
    """The list of collections, or what is in one, is another one."""

    collection: str = ""


@dataclass(frozen=True, slots=True)
class IndexingChanged:
    """How far the indexing of a collection is; None: nothing is indexed."""

    collection: str
    progress: IndexProgress | None


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

    def load(self) -> None:
        """Read the collections and follow their folders; `changed` tells when they are there."""

    def collections(self) -> tuple[Collection, ...] | None:
        """Return the collections; None before they were read."""
        return None

    def stats(self, collection: str) -> CollectionStats:
        """Return what is in a collection's index."""
        return CollectionStats()

    def indexing(self, collection: str) -> IndexProgress | None:
        """Return how far an indexing is; None: none goes on."""
        return None

    def save(self, collection: Collection) -> None:
        """Keep a new or changed collection, and index what is not yet."""

    def delete(self, collection: str) -> None:
        """Forget a collection and its index; the files stay as they are."""

    def index(self, collection: str) -> None:
        """Index what is new or changed."""

    def pause(self, collection: str, *, paused: bool) -> None:
        """Hold indexing, or go on."""

    # For workers

    def files(self, collection: str) -> tuple[IndexedFile, ...]:
        """Return the files of a collection. Blocks."""
        return ()

    def retrieve(
        self,
        question: str,
        collections: tuple[str, ...],
        cancel: Cancel,
        *,
        token_budget: int,
    ) -> Retrieval:
        """Return what a question finds. Blocks; UserError, Cancelled."""
        return Retrieval(question, ())

    def text_of(self, collection: str, document: str) -> str:
        """Return the text of a document as it was indexed. Blocks; UserError."""
        return ""
