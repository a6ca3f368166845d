"""The table of images."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTreeView

from app.look.components.columns import ColumnWidth, TableColumns
from app.look.icons import icon
from app.look.theme import ThemeChanged, theme
from app.panes.containers.images.model import ImageOrder, Role
from app.panes.containers.images.words import LOOKS, Column, Row, UpdateState


class ImageVerb(StrEnum):
    """What can be done with images."""

    TAG = "tag"
    CHECK = "check"
    UPDATE = "update"
    COPY_NAME = "copy name"
    COPY_DIGEST = "copy digest"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class ImageAsked:
    """Something is to be done with the images that are chosen."""

    verb: ImageVerb


_MENU = (
    (ImageVerb.UPDATE, "Pull the newer one", "download-simple"),
    (ImageVerb.CHECK, "Check for updates", "arrow-clockwise"),
    (ImageVerb.TAG, "Tag…", "tag"),
    (ImageVerb.COPY_NAME, "Copy name", "copy"),
    (ImageVerb.COPY_DIGEST, "Copy digest", "fingerprint"),
    (ImageVerb.REMOVE, "Remove…", "trash"),
)


def possible(rows: list[Row]) -> frozenset[ImageVerb]:
    """Return what can be done with these images."""
    found = {ImageVerb.REMOVE} if rows else set()
    if any(row.image.tags for row in rows):
        found.add(ImageVerb.CHECK)
    if any(row.update.state is UpdateState.NEWER for row in rows):
        found.add(ImageVerb.UPDATE)
    if len(rows) == 1:
        found |= {ImageVerb.TAG, ImageVerb.COPY_DIGEST}
        if rows[0].image.tags:
            found.add(ImageVerb.COPY_NAME)
    return frozenset(found)


class ImageView(QTreeView):
    """The rows.

    Signals:
        chosen: other images are selected, or the same have changed.
        asked: something is to be done with them.
    """

    chosen = Signal()
    asked = Signal(ImageAsked)

    def __init__(self, order: ImageOrder) -> None:
        super().__init__()
        self.setModel(order)
        self.setAccessibleName("Images")
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setStyleSheet(_PLAIN)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        widths = [ColumnWidth(LOOKS[column].width, LOOKS[column].least) for column in Column]
        self.columns = TableColumns(self, widths, Column.IMAGE, spare=_SPARE)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        order.dataChanged.connect(self.chosen)
        theme().changed.connect(self._on_theme_changed)

    @property
    def selected(self) -> list[Row]:
        """The images that are chosen, from top to bottom."""
        indexes = sorted(self.selectionModel().selectedRows(), key=lambda index: index.row())
        found = (index.data(Role.ROW) for index in indexes)
        return [row for row in found if isinstance(row, Row)]

    def choose(self, name: str) -> bool:
        """Choose the image that has a name or an id; False when it is not there."""
        flags = QItemSelectionModel.SelectionFlag
        for number in range(self.model().rowCount()):
            index = self.model().index(number, 0)
            image = index.data(Role.ROW).image
            if name in (*image.tags, *image.digests, image.id):
                self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
                self.scrollTo(index)
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove the chosen images, or copy the name of one."""
        can = possible(self.selected)
        if event.key() in _REMOVE_KEYS and ImageVerb.REMOVE in can:
            self.asked.emit(ImageAsked(ImageVerb.REMOVE))
        elif event.matches(QKeySequence.StandardKey.Copy) and ImageVerb.COPY_NAME in can:
            self.asked.emit(ImageAsked(ImageVerb.COPY_NAME))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the chosen images."""
        can = possible(self.selected)
        if not can:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for verb, text, picture in _MENU:
            if verb not in can:
                continue
            tone = "err" if verb is ImageVerb.REMOVE else "text2"
            action = QAction(icon(picture, tone, 16), text, menu)
            action.setData(verb)
            menu.addAction(action)
        menu.triggered.connect(self._on_menu)
        below = self.visualRect(self.currentIndex()).bottomLeft()
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        menu.popup(self.viewport().mapToGlobal(below) if keyboard else event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self.columns.fit()

    def _on_menu(self, action: QAction) -> None:
        self.asked.emit(ImageAsked(ImageVerb(action.data())))

    def _on_selection(self, _now: QItemSelection, _before: QItemSelection) -> None:
        self.chosen.emit()

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.viewport().update()


# The arrow of the sorted column is part of its title: Qt's own would cover numbers' titles.
_PLAIN = """
QTreeView, QHeaderView { background: transparent; border: none; border-radius: 0; }
QHeaderView::section { background: transparent; padding: 8px 11px; }
QHeaderView::up-arrow, QHeaderView::down-arrow { image: none; width: 0; }
"""
_SPARE = (Column.CREATED, Column.UPDATE)
"""Columns that a very narrow window does without."""
_REMOVE_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
