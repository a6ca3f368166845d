"""The documents view: collections at the left, one of them at the right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, Card, EmptyState, SectionLabel
from app.look.components.confirm import ConfirmDialog
from app.look.components.waiting import Skeleton
from app.panes.chat.api import ChatView
from app.panes.chat.documents.collection_list import CollectionChosen, CollectionList
from app.panes.chat.documents.details import CollectionDetails
from app.panes.chat.documents.form import CollectionForm
from app.panes.chat.documents.passage import PassageAsked, PassageDialog
from app.panes.chat.documents.sources import place_of
from app.services.chat.api import Source
from app.state.documents import CollectionsChanged
from app.state.indexing import IndexingChanged

if TYPE_CHECKING:
    from app.services.documents.api import Collection
    from app.state.hub import Hub

_TEACH = tr(
    "Point at folders with PDFs, Word files, Markdown, web pages, text or code. They "
    "are read on this computer, and a model that you chat with answers with numbered "
    "sources."
)
_LIST_WIDTH = 288


class DocumentsView(ChatView):
    """Collections of own documents. Folders and files can be dropped on it."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._wanted = ""
        self.setAcceptDrops(True)
        self._build()
        self._listen()
        self._show()

    def show_about(self, about: object) -> None:
        """Show a collection, or a source where it stands."""
        if isinstance(about, Source):
            self._on_passage(PassageAsked(place_of(about)))
        elif isinstance(about, str) and not self.list.choose(about):
            self._wanted = about

    def refresh(self) -> None:
        """Look through the folders of the collection anew."""
        if self.list.chosen:
            self._hub.chat.documents.index(self.list.chosen)

    def search(self) -> None:
        """Put the keyboard into the question."""
        if self.list.chosen:
            self.details.search()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the collections."""
        super().showEvent(event)
        self._hub.chat.documents.load(again=True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take folders and files of this computer."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped to the collection that is shown, or begin a new one."""
        paths = tuple(url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile())
        paths = tuple(str(Path(path)) for path in paths)
        event.acceptProposedAction()
        form = self._open_form(self._chosen())
        form.add_paths(paths)

    # How it is made

    def _build(self) -> None:
        self.new = Button(tr("New collection…"), icon_name="plus")
        self.list = CollectionList(self._hub)
        self.details = CollectionDetails(self._hub)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(SectionLabel(tr("Collections")))
        card = Card()
        card.body.setContentsMargins(6, 6, 6, 6)
        card.body.addWidget(self.list)
        column.addWidget(card, 1)
        column.addWidget(self.new)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(14)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self.details)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([_LIST_WIDTH, 800])
        self._loading = Card()
        self._loading.body.addWidget(Skeleton(6))
        self._loading.body.addStretch(1)
        self.empty = EmptyState(
            "books", tr("Ask your own documents"), _TEACH, tr("New collection…")
        )
        self._pages = QStackedWidget()
        for page in (self._splitter, self._loading, self.empty):
            self._pages.addWidget(page)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 20)
        outer.addWidget(self._pages)

    def _listen(self) -> None:
        documents = self._hub.chat.documents
        documents.changed.connect(self._on_changed)
        documents.indexing_changed.connect(self._on_indexing)
        self.list.collection_chosen.connect(self._on_chosen)
        self.new.clicked.connect(self._on_new)
        assert self.empty.action is not None
        self.empty.action.clicked.connect(self._on_new)
        self.details.change_asked.connect(self._on_change)
        self.details.delete_asked.connect(self._on_delete)
        self.details.passage_asked.connect(self._on_passage)

    # What is shown

    def _chosen(self) -> Collection | None:
        known = self._hub.chat.documents.collections() or ()
        return next((each for each in known if each.id == self.list.chosen), None)

    def _show(self) -> None:
        known = self._hub.chat.documents.collections()
        if known is None:
            self._pages.setCurrentWidget(self._loading)
            return
        self.list.show_collections(known)
        if self._wanted and self.list.choose(self._wanted):
            self._wanted = ""
        self._pages.setCurrentWidget(self._splitter if known else self.empty)
        collection = self._chosen()
        if collection is not None:
            self.details.show_collection(collection)

    def _on_changed(self, _changed: CollectionsChanged) -> None:
        self._show()

    def _on_indexing(self, _changed: IndexingChanged) -> None:
        self._show()

    def _on_chosen(self, _chosen: CollectionChosen) -> None:
        collection = self._chosen()
        if collection is not None:
            self.details.show_collection(collection)

    # What happens

    def _on_new(self) -> None:
        self._open_form(None)

    def _on_change(self) -> None:
        self._open_form(self._chosen())

    def _open_form(self, collection: Collection | None) -> CollectionForm:
        form = CollectionForm(self._hub, self, collection)

        def save() -> None:
            made = form.collection()
            self._wanted = made.id
            self._hub.chat.documents.save(made)

        form.accepted.connect(save)
        form.open()
        return form

    def _on_delete(self) -> None:
        collection = self._chosen()
        if collection is None:
            return
        name, key = said(collection.name, limit=80), collection.id
        text = tr(
            "What was read and indexed of it goes. The files stay as they are, and "
            "conversations keep the passages that they cite."
        )
        dialog = ConfirmDialog(
            tr("Delete the collection {name}?").format(name=name), text, tr("Delete"), self
        )

        def delete() -> None:
            self._hub.chat.documents.delete(key)

        dialog.accepted.connect(delete)
        dialog.open()

    def _on_passage(self, asked: PassageAsked) -> None:
        PassageDialog(self._hub, asked.place, self).open()
