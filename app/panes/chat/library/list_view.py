"""The list itself: mouse, keys, drag and drop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from app.core.i18n import tr
from app.look.theme import ThemeChanged, theme
from app.panes.chat.library.list_delegate import ListDelegate
from app.panes.chat.library.list_model import MIME, ListModel
from app.panes.chat.library.list_rows import ListRow, RowKind

_OPEN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_REMOVE_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_PLAIN = "QListView { background: transparent; border: none; }"


@dataclass(frozen=True, slots=True)
class RowChosen:
    """A row shall be shown, or its folder opened."""

    row: ListRow


@dataclass(frozen=True, slots=True)
class MoveAsked:
    """Conversations were dropped on a folder; "" takes them out of theirs."""

    conversations: tuple[int, ...]
    folder: str


class LibraryList(QListView):
    """Shows rows.

    Signals:
        row_chosen: one is to be shown.
        remove_asked: those that are chosen are to go.
        menu_asked: the menu is wanted, at a place on the screen.
        move_asked: conversations were dropped on a folder.
        left: the keyboard goes up, out of the list.
    """

    row_chosen = Signal(RowChosen)
    remove_asked = Signal()
    menu_asked = Signal(QPoint)
    move_asked = Signal(MoveAsked)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows = ListModel()
        self.setModel(self.rows)
        self._delegate = ListDelegate(self)
        self.setItemDelegate(self._delegate)
        self._waiting: tuple[ListRow, ...] | None = None
        self.setAccessibleName(tr("Conversations"))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setStyleSheet(_PLAIN)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        theme().changed.connect(self._on_theme_changed)

    @property
    def chosen(self) -> tuple[ListRow, ...]:
        """The rows that are chosen, from top to bottom."""
        indexes = sorted(self.selectionModel().selectedIndexes(), key=QModelIndex.row)
        return tuple(row for index in indexes if (row := self.rows.row(index)) is not None)

    def show_rows(self, rows: Sequence[ListRow]) -> None:
        """Show other rows; what is chosen and the place stay."""
        if self.state() is QAbstractItemView.State.EditingState:
            self._waiting = tuple(rows)
            return
        kept, top = {row.key for row in self.chosen}, self.verticalScrollBar().value()
        current = self.rows.row(self.currentIndex())
        self.rows.set_rows(rows)
        selection = self.selectionModel()
        if kept and not selection.hasSelection():
            for place, row in enumerate(self.rows.rows[: self.rows.rowCount()]):
                if row.key in kept:
                    selection.select(
                        self.rows.index(place), QItemSelectionModel.SelectionFlag.Select
                    )
        if current is not None and not self.currentIndex().isValid():
            self._set_current(self.rows.find(current.key))
        self.verticalScrollBar().setValue(top)

    def show_current(self, key: str) -> None:
        """Mark the row of the conversation beside the list."""
        if key != self._delegate.shown:
            self._delegate.shown = key
            self.viewport().update()

    def below_current(self) -> QPoint:
        """Return the place of a menu below the row that has the keyboard, on the screen."""
        return self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())

    def rename(self, key: str) -> None:
        """Let a row be renamed in its place."""
        index = self.rows.find(key)
        if index.isValid():
            self.setFocus()
            self.setCurrentIndex(index)
            self.edit(index)

    def choose_first(self) -> None:
        """Give the keyboard the first row that can be chosen."""
        self.setFocus()
        for place, row in enumerate(self.rows.rows):
            if row.kind is not RowKind.HEADING:
                self.setCurrentIndex(self.rows.index(place))
                return

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Show what was clicked, or its menu."""
        index = self.indexAt(event.position().toPoint())
        row = self.rows.row(index)
        is_plain = (
            event.button() is Qt.MouseButton.LeftButton
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
            and self.state() is not QAbstractItemView.State.DraggingState
        )
        super().mouseReleaseEvent(event)
        if row is None or not is_plain or not self.selectionModel().isSelected(index):
            return
        at = event.position().toPoint()
        if self._delegate.is_more(self.visualRect(index), row, at):
            self.menu_asked.emit(self.viewport().mapToGlobal(at))
        else:
            self.row_chosen.emit(RowChosen(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show, remove, open and close by keys."""
        row = self.rows.row(self.currentIndex())
        if event.key() in _OPEN_KEYS and row is not None:
            self.row_chosen.emit(RowChosen(row))
        elif event.key() in _REMOVE_KEYS and self.chosen:
            self.remove_asked.emit()
        elif event.key() == Qt.Key.Key_Up and self._is_first(self.currentIndex()):
            self.left.emit()
        elif (
            event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
            and row is not None
            and row.kind is RowKind.FOLDER
        ):
            if row.is_open == (event.key() == Qt.Key.Key_Left):
                self.row_chosen.emit(RowChosen(row))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with what is chosen."""
        if not self.chosen:
            return
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        self.menu_asked.emit(self.below_current() if keyboard else event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take conversations only."""
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where they would go."""
        super().dragMoveEvent(event)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Have conversations moved into the folder that they were dropped on, or out of theirs."""
        row = self.rows.row(self.indexAt(event.position().toPoint()))
        data = bytes(event.mimeData().data(MIME).data()).decode("ascii", "ignore")
        ids = tuple(int(each) for each in data.split(",") if each.isdigit())
        event.accept()
        self.setState(QAbstractItemView.State.NoState)
        self.viewport().update()
        if ids:
            self.move_asked.emit(MoveAsked(ids, row.folder if row is not None else ""))

    def closeEditor(self, editor: QWidget, hint: object) -> None:  # noqa: N802 - Qt's name
        """Show what came while a name was typed."""
        super().closeEditor(editor, hint)  # type: ignore[arg-type]
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.show_rows(waiting)

    def _is_first(self, index: QModelIndex) -> bool:
        above = self.rows.rows[: max(index.row(), 0)]
        return all(row.kind is RowKind.HEADING for row in above)

    def _set_current(self, index: QModelIndex) -> None:
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _on_theme_changed(self, _change: ThemeChanged) -> None:
        self.viewport().update()
