"""One collection: what is in it, its files, and what a question finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core import units
from app.core.i18n import tr
from app.core.said import said
from app.look.components import (
    Button,
    Card,
    Chosen,
    ElidedLabel,
    IconButton,
    Segmented,
    Text,
)
from app.look.components.controls import CONTROL_HEIGHT
from app.look.components.progress import ProgressBar
from app.panes.asking import Answered, OneQuestion
from app.panes.chat.documents.files import SPEC
from app.panes.chat.documents.opening import open_document, opening_words
from app.panes.chat.documents.passage import PassageAsked, Place
from app.panes.chat.documents.trying import TryQuestion
from app.panes.chat.documents.words import (
    embedder_text,
    file_name,
    fraction_of,
    progress_text,
    stats_text,
)
from app.panes.row_model import RowModel, RowOrder
from app.panes.row_view import RowView
from app.services.documents.api import IndexedFile

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.documents.api import Collection
    from app.state.hub import Hub

_FILES, _TRY = "files", "try"
_STALE = tr(
    "Another embedding model was chosen: it is indexed anew, and the old one answers "
    "until that is done."
)
_AGAIN_MS = 1000
"""While it is indexed, the files are read anew so often at most."""


class CollectionDetails(QWidget):
    """Shows one collection.

    Signals:
        change_asked: its form is wanted.
        delete_asked: it is to go.
        passage_asked: a passage is wanted where it stands.
    """

    change_asked = Signal()
    delete_asked = Signal()
    passage_asked = Signal(PassageAsked)

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._collection: Collection | None = None
        self._files = OneQuestion(self)
        self._files.answered.connect(self._on_files)
        self._later = QTimer(self, interval=_AGAIN_MS, singleShot=True)
        self._later.timeout.connect(self._ask_files)
        self._model = RowModel(SPEC, self)
        self._order = RowOrder(self._model, self)
        self._build()
        self._listen()

    def show_collection(self, collection: Collection) -> None:
        """Show a collection as it is by now."""
        before, self._collection = self._collection, collection
        if before is None or before.id != collection.id:
            self._model.show_rows(())
            self.trying.show_collection(collection.id)
        self._show()
        if not self._later.isActive():
            self._later.start(0 if before is None or before.id != collection.id else _AGAIN_MS)

    def search(self) -> None:
        """Put the keyboard into the question."""
        self.switch.choose(_TRY)
        self._pages.setCurrentWidget(self.trying)
        self.trying.field.setFocus()

    # How it is made

    def _build(self) -> None:
        self.title = ElidedLabel("", "card")
        self.about = ElidedLabel("", "label", "text2")
        self.switch = Segmented(
            tr("Collection"), [(_FILES, tr("Files")), (_TRY, tr("Try a question"))]
        )
        self.index = Button(tr("Index now"), icon_name="arrow-clockwise")
        self.pause = Button(tr("Pause"), icon_name="pause")
        self.more = IconButton("dots-three", tr("More about this collection"))
        self.bar = ProgressBar(tr("Indexing"))
        self.progress = ElidedLabel("", "label", "text2")
        self.warning = Text("", "label", "warn", wrap=True)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Filter files"))
        self.filter.setAccessibleName(tr("Filter files"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedHeight(CONTROL_HEIGHT + 2)
        self.filter.setMaximumWidth(260)
        self.view = RowView(self._order)
        self.problem = Text("", "label", "warn", wrap=True, selectable=True)
        self.problem.hide()
        self.trying = TryQuestion(self._hub)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._files_page())
        self._pages.addWidget(self.trying)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.about)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addLayout(words, 1)
        for button in (self.index, self.pause, self.more):
            top.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(top)
        for widget in (self.bar, self.progress, self.warning):
            column.addWidget(widget)
        column.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._pages, 1)

    def _files_page(self) -> QWidget:
        table = Card()
        table.body.setContentsMargins(8, 6, 8, 8)
        table.body.addWidget(self.view)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.filter)
        column.addWidget(table, 1)
        column.addWidget(self.problem)
        return page

    def _listen(self) -> None:
        self.switch.chosen.connect(self._on_tab)
        self.index.clicked.connect(self._on_index)
        self.pause.clicked.connect(self._on_pause)
        self.more.clicked.connect(self._on_more)
        self.filter.textChanged.connect(self._order.setFilterFixedString)
        self.view.chosen.connect(self._show_problem)
        self.view.activated.connect(self._on_activated)
        self.view.menu_asked.connect(self._on_menu)
        self.trying.passage_asked.connect(self.passage_asked)

    # What is shown

    def _show(self) -> None:
        collection, documents = self._collection, self._hub.chat.documents
        if collection is None:
            return
        stats, progress = documents.stats(collection.id), documents.indexing(collection.id)
        self.title.setText(said(collection.name, limit=120))
        endpoint = self._hub.chat.endpoints.view(collection.embedder.endpoint)
        model = embedder_text(collection, endpoint)
        parts = [stats_text(stats), units.disk_size(stats.bytes), model]
        if stats.indexed_at is not None:
            parts.append(
                tr("looked through {date_and_clock}").format(
                    date_and_clock=units.date_and_clock(stats.indexed_at)
                )
            )
        self.about.setText(" · ".join(parts))
        busy = progress is not None
        self.index.setVisible(not busy)
        self.pause.setVisible(busy)
        self.bar.setVisible(busy)
        self.progress.setVisible(busy)
        warnings = [_STALE] if stats.is_stale else []
        if stats.note:
            warnings.append(said(stats.note, limit=600))
        self.warning.setVisible(bool(warnings))
        self.warning.setText(" ".join(warnings))
        if progress is not None:
            self.bar.show_progress(fraction_of(progress))
            self.progress.setText(progress_text(progress))
            self.pause.setText(tr("Go on") if progress.is_paused else tr("Pause"))
            self.pause.set_icon_name("play" if progress.is_paused else "pause", "text2")

    def _show_problem(self) -> None:
        chosen = self.view.selected
        words = said(chosen[0].error, limit=600) if len(chosen) == 1 else ""
        self.problem.setText(words)
        self.problem.setAccessibleName(words)
        self.problem.setVisible(bool(words))

    def _ask_files(self) -> None:
        collection, chat = self._collection, self._hub.chat
        if collection is None or self._files.is_busy:
            return

        def read(_cancel: Cancel) -> tuple[IndexedFile, ...]:
            return chat.documents.files(collection.id)

        self._files.begin(chat.work(read), chat.start)

    def _on_files(self, answered: Answered) -> None:
        if isinstance(answered.value, tuple):
            self._model.show_rows(answered.value)
            self._show_problem()

    # What happens

    def _on_tab(self, chosen: Chosen) -> None:
        self._pages.setCurrentIndex(0 if chosen.key == _FILES else 1)

    def _on_index(self) -> None:
        if self._collection is not None:
            self._hub.chat.documents.index(self._collection.id)

    def _on_pause(self) -> None:
        if self._collection is None:
            return
        documents = self._hub.chat.documents
        progress = documents.indexing(self._collection.id)
        if progress is not None:
            documents.pause(self._collection.id, paused=not progress.is_paused)

    def _on_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Change…"), self.change_asked.emit)
        menu.addAction(tr("Delete…"), self.delete_asked.emit)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))

    def _on_activated(self) -> None:
        chosen = self.view.selected
        if len(chosen) == 1 and self._collection is not None:
            file: IndexedFile = chosen[0]
            place = Place(self._collection.id, file.same_as or file.path, file_name(file), 0, 1)
            self.passage_asked.emit(PassageAsked(place))

    def _on_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Show the text that was read"), self._on_activated)
        for file in self.view.selected[:1]:
            menu.addAction(opening_words(file.path), self._on_open)
        menu.popup(place)

    def _on_open(self) -> None:
        for file in self.view.selected[:1]:
            open_document(file.path)
