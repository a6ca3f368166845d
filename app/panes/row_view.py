"""The rows of a table: mouse, keys and menu."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)

from app.look.components.columns import ColumnWidth, TableColumns
from app.look.components.row_focus import menu_place
from app.look.components.status import paint_pill
from app.look.theme import ThemeChanged, theme
from app.panes.row_model import Role, Row, RowOrder

_PILL_HEIGHT = 18
_PILL_ROOM = 20
_PADDING = 8


class RowView(QTreeView):
    """The rows.

    Signals:
        chosen: other rows are chosen, or those that are have changed.
        remove_asked: those that are chosen are to go.
        copy_asked: their names are to be copied.
        menu_asked: the menu is wanted, at a place on the screen.
    """

    chosen = Signal()
    remove_asked = Signal()
    copy_asked = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, order: RowOrder) -> None:
        super().__init__()
        spec = order.spec
        self.order = order
        self.setModel(order)
        self.setAccessibleName(spec.title)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setStyleSheet(_PLAIN)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        for number, column in enumerate(spec.columns):
            if column.pill:
                self.setItemDelegateForColumn(number, PillDelegate(self))
        widths = [ColumnWidth(column.width, column.least) for column in spec.columns]
        self.columns = TableColumns(self, widths, spec.stretch, spare=spec.spare)
        self.columns.restore((), spec.sort, down=spec.down)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        order.dataChanged.connect(self._on_data)
        order.rowsRemoved.connect(self._on_removed)
        theme().changed.connect(self._on_theme_changed)

    @property
    def selected(self) -> tuple[Row, ...]:
        """What is chosen, from top to bottom."""
        indexes = sorted(self.selectionModel().selectedRows(), key=lambda index: index.row())
        return tuple(index.data(Role.ROW) for index in indexes)

    def choose(self, identity: str) -> bool:
        """Choose one row alone; False when it is not there."""
        flags = QItemSelectionModel.SelectionFlag
        for number in range(self.order.rowCount()):
            index = self.order.index(number, 0)
            if self.order.spec.identity(index.data(Role.ROW)) == identity:
                self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
                self.scrollTo(index)
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove or copy what is chosen."""
        if event.key() in _REMOVE_KEYS and self.selected:
            self.remove_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Copy) and self.selected:
            self.copy_asked.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with what is chosen."""
        if not self.selected:
            return
        self.menu_asked.emit(menu_place(self, event))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keyboard a row to begin at."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(self.model().index(0, 0), flags.NoUpdate)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew; keep the chosen row in sight when there is less room."""
        super().resizeEvent(event)
        self.columns.fit()
        if event.size().height() < event.oldSize().height() and self.selected:
            self.scrollTo(self.currentIndex())

    def _on_selection(self, _now: QItemSelection, _before: QItemSelection) -> None:
        self.chosen.emit()

    def _on_data(self, _first: QModelIndex, _last: QModelIndex) -> None:
        self.chosen.emit()

    def _on_removed(self, _parent: QModelIndex, _first: int, _last: int) -> None:
        self.chosen.emit()

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.viewport().update()


class PillDelegate(QStyledItemDelegate):
    """Draws a cell's word on a tint of its own colour."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the row's background, then the pill."""
        self.initStyleOption(option, index)
        text = str(index.data() or "")
        option.text = ""
        widget = option.widget
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        if not text:
            return
        wanted = QFontMetricsF(option.font).horizontalAdvance(text) + _PILL_ROOM
        area = QRectF(option.rect).adjusted(_PADDING, 0, -_PADDING, 0)
        area = QRectF(
            area.left(),
            area.center().y() - _PILL_HEIGHT / 2,
            min(wanted, area.width()),
            _PILL_HEIGHT,
        )
        painter.save()
        painter.setFont(option.font)
        paint_pill(painter, area, text, str(index.data(Role.PILL)))
        painter.restore()


# The arrow of the sorted column is part of its title: Qt's own would cover numbers' titles.
_PLAIN = """
QTreeView, QHeaderView { background: transparent; border: none; border-radius: 0; }
QHeaderView::section { background: transparent; padding: 8px 11px; }
QHeaderView::up-arrow, QHeaderView::down-arrow { image: none; width: 0; }
"""
_REMOVE_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
