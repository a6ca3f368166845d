"""A stand-in for ChatState: what endpoints and documents there are, and what was asked of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.services.chat.api import Card, EndpointView
from app.services.documents.api import (
    Collection,
    CollectionStats,
    IndexedFile,
    IndexProgress,
    Retrieval,
)
from app.state.chat_endpoints import CardChanged, EndpointsChanged
from app.state.documents import CollectionsChanged
from app.state.hub import Notice
from app.state.indexing import IndexingChanged
from tests.gui.containers_fakes import FakeWorker


class FakeEndpoints(QObject):
    changed = Signal(EndpointsChanged)
    card_changed = Signal(CardChanged)

    def __init__(self) -> None:
        super().__init__()
        self.views: list[EndpointView] = []
        self.cards: dict[tuple[str, str], Card] = {}
        self.asked: list[tuple[str, ...]] = []

    def show(self, *views: EndpointView) -> None:
        self.views = list(views)
        self.changed.emit(EndpointsChanged())

    def watch(self) -> None:
        self.asked.append(("watch",))

    def look_again(self, endpoint: str = "") -> None:
        self.asked.append(("look again", endpoint))

    def all(self) -> tuple[EndpointView, ...]:
        return tuple(self.views)

    def view(self, endpoint: str) -> EndpointView | None:
        return next((each for each in self.views if each.endpoint.id == endpoint), None)

    def card(self, endpoint: str, model: str) -> Card:
        return self.cards.get((endpoint, model)) or Card(endpoint, model)


class FakeDocuments(QObject):
    changed = Signal(CollectionsChanged)
    indexing_changed = Signal(IndexingChanged)
    told = Signal(Notice)

    def __init__(self) -> None:
        super().__init__()
        self.known: tuple[Collection, ...] | None = None
        self.figures: dict[str, CollectionStats] = {}
        self.progress: dict[str, IndexProgress] = {}
        self.kept: dict[str, tuple[IndexedFile, ...]] = {}
        self.texts: dict[str, str] = {}
        self.found = Retrieval("", ())
        self.asked: list[tuple[object, ...]] = []

    # What a test says

    def show(self, *collections: Collection) -> None:
        self.known = collections
        self.changed.emit(CollectionsChanged())

    def tell(self, collection: str, progress: IndexProgress | None) -> None:
        self.progress.pop(collection, None)
        if progress is not None:
            self.progress[collection] = progress
        self.indexing_changed.emit(IndexingChanged(collection, progress))

    # What DocumentsState does

    def load(self, *, again: bool = False) -> None:
        self.asked.append(("load",))

    def collections(self) -> tuple[Collection, ...] | None:
        return self.known

    def stats(self, collection: str) -> CollectionStats:
        return self.figures.get(collection) or CollectionStats()

    def indexing(self, collection: str) -> IndexProgress | None:
        return self.progress.get(collection)

    def save(self, collection: Collection) -> None:
        self.asked.append(("save", collection))
        others = [each for each in self.known or () if each.id != collection.id]
        self.show(*others, collection)

    def delete(self, collection: str) -> None:
        self.asked.append(("delete", collection))
        self.show(*(each for each in self.known or () if each.id != collection))

    def index(self, collection: str) -> None:
        self.asked.append(("index", collection))

    def pause(self, collection: str, *, paused: bool) -> None:
        self.asked.append(("pause", collection, paused))

    def files(self, collection: str) -> tuple[IndexedFile, ...]:
        return self.kept.get(collection, ())

    def retrieve(
        self,
        question: str,
        collections: tuple[str, ...],
        _cancel: Cancel,
        *,
        token_budget: int,
        before: str = "",
    ) -> Retrieval:
        self.asked.append(("retrieve", question, collections, token_budget))
        return self.found

    def text_of(self, _collection: str, document: str) -> str:
        if document not in self.texts:
            raise UserError("The document is not in the index any more.", "Index it again.")
        return self.texts[document]


class FakeChat(QObject):
    told = Signal(Notice)

    def __init__(self, hub: object = None) -> None:
        super().__init__()
        self.hub = hub
        self.endpoints = FakeEndpoints()
        self.documents = FakeDocuments()
        self.library: Any = None
        self.workers: list[FakeWorker] = []

    def work(self, work: Callable[[Cancel], object]) -> FakeWorker:
        made = FakeWorker(f"chat:{len(self.workers)}", work)
        self.workers.append(made)
        return made

    def start(self, worker: FakeWorker) -> None:
        worker.started = True

    def do_work(self) -> None:
        """Let everything happen that was asked for."""
        while self.workers:
            worker = self.workers.pop(0)
            if not worker.stopped:
                try:
                    worker.answer(worker.work(Cancel()))
                except UserError as error:
                    worker.fail(error)
