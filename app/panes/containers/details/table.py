"""A plain table of values, for tabs: columns by description, sorted by a click on their heads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Generic, TypeAlias, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QIcon, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView

from app.look.components import plain_tip
from app.look.components.columns import ColumnWidth, TableColumns
from app.look.fonts import mono_font, ui_font
from app.look.icons import colour, icon
from app.look.theme import ThemeChanged, theme

RowT = TypeVar("RowT")
Index: TypeAlias = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Role(IntEnum):
    """What a cell tells beside its text."""

    ROW = Qt.ItemDataRole.UserRole
    SORT = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell."""

    text: str
    key: object = None
    """What it is sorted by; None is unknown and comes last."""
    tone: str = "text2"
    why: str = ""
    """Tooltip, and more for screen readers."""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Column(Generic[RowT]):
    """One column."""

    title: str
    width: int
    least: int
    cell: Callable[[RowT], Cell]
    numeric: bool = False
    is_code: bool = False


class TableRows(QAbstractTableModel, Generic[RowT]):
    """Rows that are told apart by a key; one that only changed keeps its place and selection."""

    def __init__(
        self,
        columns: Sequence[Column[RowT]],
        identity: Callable[[RowT], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = columns
        self._identity = identity
        self._rows: list[RowT] = []
        self._cells: list[tuple[Cell, ...]] = []
        theme().changed.connect(self._on_theme_changed)

    def show_rows(self, rows: Sequence[RowT]) -> None:
        """Show other rows."""
        cells = [tuple(column.cell(row) for column in self.columns) for row in rows]
        if [self._identity(row) for row in rows] == [self._identity(row) for row in self._rows]:
            self._rows = list(rows)
            changed = [n for n, each in enumerate(cells) if each != self._cells[n]]
            self._cells = cells
            for number in changed:
                last = self.index(number, len(self.columns) - 1)
                self.dataChanged.emit(self.index(number, 0), last)
            return
        self.beginResetModel()
        self._rows, self._cells = list(rows), cells
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count the rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's type
        """Return a column's head."""
        if orientation is Qt.Orientation.Vertical or section >= len(self.columns):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(self.columns[section])
        return self.columns[section].title if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return what a cell shows."""
        if not index.isValid():
            return None
        column, cell = self.columns[index.column()], self._cells[index.row()][index.column()]
        if role == Role.ROW:
            return self._rows[index.row()]
        answer = _ANSWERS.get(role)
        return None if answer is None else answer(column, cell)

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        if self._rows:
            last = self.index(len(self._rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)


_ANSWERS: dict[int, Callable[[Column[Any], Cell], object]] = {
    Qt.ItemDataRole.DisplayRole: lambda _column, cell: cell.text,
    Qt.ItemDataRole.ForegroundRole: lambda _column, cell: QColor(colour(cell.tone)),
    Qt.ItemDataRole.TextAlignmentRole: lambda column, _cell: _alignment(column),
    Qt.ItemDataRole.FontRole: lambda column, _cell: _font(column),
    Qt.ItemDataRole.DecorationRole: lambda _column, cell: _picture(cell),
    Qt.ItemDataRole.ToolTipRole: lambda _column, cell: plain_tip(cell.why or cell.text) or None,
    Qt.ItemDataRole.AccessibleTextRole: lambda column, cell: _spoken(column, cell),
    Role.SORT: lambda _column, cell: cell.key,
}


class TableOrder(QSortFilterProxyModel):
    """Sorted and filtered; what is unknown comes last, whichever way it is sorted."""

    def __init__(self, rows: TableRows[Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setSourceModel(rows)
        self.setSortRole(Role.SORT)
        self.setFilterKeyColumn(-1)
        self.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def lessThan(self, left: Index, right: Index) -> bool:  # noqa: N802 - Qt's name
        """Compare two cells; equal ones as they came."""
        one, other = left.data(Role.SORT), right.data(Role.SORT)
        if one is None or other is None:
            down = self.sortOrder() is Qt.SortOrder.DescendingOrder
            return (one is None) is down and (other is None) is not down
        return bool(one < other)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's type
        """Return a column's head, with an arrow where it is sorted by."""
        title = super().headerData(section, orientation, role)
        if role != Qt.ItemDataRole.DisplayRole or section != self.sortColumn():
            return title
        return f"{title} {'↓' if self.sortOrder() is Qt.SortOrder.DescendingOrder else '↑'}"


class Table(QTreeView):
    """The rows as a flat table.

    Signals:
        copy_asked: the current row is to be copied.
    """

    copy_asked = Signal()

    def __init__(self, name: str, rows: TableRows[Any], stretch: int) -> None:
        super().__init__()
        self.order = TableOrder(rows, self)
        self.setModel(self.order)
        self.setAccessibleName(name)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setStyleSheet(_PLAIN)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        widths = [ColumnWidth(each.width, each.least) for each in rows.columns]
        self.columns = TableColumns(self, widths, stretch)
        theme().changed.connect(self._on_theme_changed)

    @property
    def row(self) -> object:
        """The current one, None without."""
        return self.currentIndex().data(Role.ROW)

    @property
    def chosen(self) -> list[Any]:
        """All that are selected."""
        return [index.data(Role.ROW) for index in self.selectionModel().selectedRows()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the current row."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self.columns.fit()

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.viewport().update()


# The arrow of the sorted column is part of its title: Qt's own would cover numbers' titles.
_PLAIN = """
QTreeView, QHeaderView { background: transparent; border: none; border-radius: 0; }
QTreeView::item { min-height: 28px; }
QHeaderView::section { background: transparent; padding: 8px 11px; }
QHeaderView::up-arrow, QHeaderView::down-arrow { image: none; width: 0; }
"""


def _alignment(column: Column[Any]) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _font(column: Column[Any]) -> QFont:
    return mono_font() if column.is_code else ui_font(12, tabular=column.numeric)


def _picture(cell: Cell) -> QIcon | None:
    return icon(cell.icon, "text2", 16) if cell.icon else None


def _spoken(column: Column[Any], cell: Cell) -> str:
    return f"{column.title}: {cell.text}{f', {cell.why}' if cell.why else ''}"
