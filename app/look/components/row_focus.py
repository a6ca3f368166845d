"""Where the keyboard is in a list or table: the row that it would act on, and its menu."""

from __future__ import annotations

from typing import TypeGuard

from PySide6.QtCore import QModelIndex, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QTreeView


class RowFocus(QObject):
    """Follows the current row of one view while that has the keyboard.

    Signals:
        moved: `area` is another one.
    """

    moved = Signal()

    def __init__(self, view: QAbstractItemView, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self.by_keyboard = QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton
        """Whether the keyboard came here, or moved here, without the mouse."""
        # Rows are laid out anew only after a model has told of its change.
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.moved)
        selection, model = view.selectionModel(), view.model()
        if selection is not None:
            selection.currentChanged.connect(self._on_current)
        if model is not None:
            model.layoutChanged.connect(self._on_changed)
            model.modelReset.connect(self._on_changed)
            model.rowsInserted.connect(self._on_rows)
            model.rowsRemoved.connect(self._on_rows)
        for bar in (view.verticalScrollBar(), view.horizontalScrollBar()):
            bar.valueChanged.connect(self._on_scrolled)

    @property
    def area(self) -> QRect:
        """The row in coordinates of the view; all of the view where there is no row in sight."""
        view = self._view
        whole = view.viewport().geometry()
        index = view.currentIndex()
        row = view.visualRect(index) if index.isValid() else QRect()
        if _takes_rows(view):
            row.setLeft(0)
            row.setWidth(whole.width())
        row = row.translated(whole.topLeft()).intersected(whole)
        return row if row.height() > 0 and row.width() > 0 else whole

    def _on_current(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self.by_keyboard = QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton
        self._later.start()

    def _on_changed(self) -> None:
        self._later.start()

    def _on_rows(self, _parent: QModelIndex, _first: int, _last: int) -> None:
        self._later.start()

    def _on_scrolled(self, _value: int) -> None:
        self._later.start()


def menu_place(view: QAbstractItemView, event: QContextMenuEvent) -> QPoint:
    """Return where a menu opens on the screen: at the mouse, or below the keyboard's row."""
    if event.reason() != QContextMenuEvent.Reason.Keyboard:
        return event.globalPos()
    return view.viewport().mapToGlobal(view.visualRect(view.currentIndex()).bottomLeft())


def is_list(area: QAbstractScrollArea) -> TypeGuard[QAbstractItemView]:
    """Whether it shows rows of a model; a text, a terminal or a chart does not."""
    return isinstance(area, QAbstractItemView)


def _takes_rows(view: QAbstractItemView) -> bool:
    if isinstance(view, QTreeView):
        return True
    return view.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows
