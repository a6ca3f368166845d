"""The collections: name, what is in each, and how far its indexing is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.said import said
from app.look.components import ElidedLabel
from app.look.components.progress import ProgressBar
from app.panes.chat.documents.words import fraction_of, progress_text, stats_text

if TYPE_CHECKING:
    from app.services.documents.api import Collection, CollectionStats, IndexProgress
    from app.state.hub import Hub

_ROW = 64
_STYLE = """
QListWidget { background: transparent; border: none; }
QListWidget::item { border-radius: 7px; padding: 0; }
"""


@dataclass(frozen=True, slots=True)
class CollectionChosen:
    """A collection is to be shown; empty: none is there."""

    collection: str


class CollectionRow(QWidget):
    """One collection in the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = ElidedLabel("", "strong")
        self.about = ElidedLabel("", "label", "text2")
        self.bar = ProgressBar(tr("Indexing"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(3)
        column.addWidget(self.name)
        column.addWidget(self.about)
        column.addWidget(self.bar)
        column.addStretch(1)

    def show_collection(
        self, collection: Collection, stats: CollectionStats, progress: IndexProgress | None
    ) -> str:
        """Show what is known of it; return that in words."""
        name = said(collection.name, limit=80)
        words = stats_text(stats) if progress is None else progress_text(progress)
        self.name.setText(name)
        self.about.setText(words)
        self.bar.setVisible(progress is not None and not progress.is_paused)
        if progress is not None:
            self.bar.show_progress(fraction_of(progress))
        return f"{name}: {words}"


class CollectionList(QListWidget):
    """All collections.

    Signals:
        collection_chosen: another one is to be shown.
    """

    collection_chosen = Signal(CollectionChosen)

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self.setAccessibleName(tr("Collections"))
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setStyleSheet(_STYLE)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._on_current)

    @property
    def chosen(self) -> str:
        """Id of the collection that is chosen; empty: none."""
        item = self.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if self.currentRow() >= 0 else ""

    def show_collections(self, collections: tuple[Collection, ...]) -> None:
        """Show these; the chosen one stays chosen."""
        wanted = [each.id for each in collections]
        if wanted != [self._key(row) for row in range(self.count())]:
            self._fill(wanted)
        documents = self._hub.chat.documents
        for row, each in enumerate(collections):
            item = self.item(row)
            widget = self.itemWidget(item)
            assert isinstance(widget, CollectionRow)
            words = widget.show_collection(
                each, documents.stats(each.id), documents.indexing(each.id)
            )
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)

    def choose(self, collection: str) -> bool:
        """Choose one; False when it is not there."""
        for row in range(self.count()):
            if self._key(row) == collection:
                self.setCurrentRow(row)
                return True
        return False

    def _key(self, row: int) -> str:
        return str(self.item(row).data(Qt.ItemDataRole.UserRole))

    def _fill(self, wanted: list[str]) -> None:
        before, place = self.chosen, max(0, self.currentRow())
        self.blockSignals(True)
        self.clear()
        for key in wanted:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setSizeHint(QSize(0, _ROW))
            self.addItem(item)
            self.setItemWidget(item, CollectionRow())
        row = wanted.index(before) if before in wanted else min(place, len(wanted) - 1)
        self.setCurrentRow(row)
        self.blockSignals(False)
        if self.chosen != before:
            self.collection_chosen.emit(CollectionChosen(self.chosen))

    def _on_current(self, _now: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        self.collection_chosen.emit(CollectionChosen(self.chosen))
