"""A table of figures whose columns are levels, or runs beside each other."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from app.look.components import plain_tip
from app.look.fonts import ui_font
from app.look.icons import colour
from app.look.theme import ThemeChanged, theme

_FIRST = 170
_WIDTH = 104
_SECOND_WIDTH = 170


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure as it is shown."""

    text: str
    tip: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: what it is, and a cell each column."""

    title: str
    tip: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A whole table."""

    corner: str = ""
    headings: tuple[str, ...] = ()
    rows: tuple[GridRow, ...] = ()
    wide: bool = False
    """Whether cells need room for a second figure."""
    hues: tuple[int, ...] = ()
    """Each column's place among the theme's series, where curves have the same."""


class GridModel(QAbstractTableModel):
    """Shows one grid after the other."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.grid = Grid()

    def show_grid(self, grid: Grid) -> None:
        """Show another grid; one of the same shape only changes."""
        before, self.grid = self.grid, grid
        shape = [(each.corner, each.headings, len(each.rows)) for each in (before, grid)]
        if shape[0] != shape[1]:
            self.beginResetModel()
            self.endResetModel()
        elif before != grid and grid.rows:
            last = self.index(len(grid.rows) - 1, len(grid.headings))
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(  # noqa: D102
        self,
        parent: QModelIndex | QPersistentModelIndex = QModelIndex(),  # noqa: B008 - Qt's default
    ) -> int:
        return 0 if parent.isValid() else len(self.grid.rows)

    def columnCount(  # noqa: D102
        self,
        parent: QModelIndex | QPersistentModelIndex = QModelIndex(),  # noqa: B008 - Qt's default
    ) -> int:
        return 0 if parent.isValid() else len(self.grid.headings) + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's heading."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        text = self.grid.corner if section == 0 else self.grid.headings[section - 1]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(text)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _side(section)
            case Qt.ItemDataRole.DecorationRole if section and self.grid.hues:
                return _dash(theme().tokens.series[self.grid.hues[section - 1] % 6])
        return None

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Answer one role of one cell."""
        if not index.isValid():
            return None
        row = self.grid.rows[index.row()]
        number = index.column()
        cell = Cell(row.title, row.tip) if number == 0 else row.cells[number - 1]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(cell.tip)
            case Qt.ItemDataRole.FontRole:
                return ui_font(12, 500 if number == 0 else 400, tabular=number > 0)
            case Qt.ItemDataRole.ForegroundRole:
                tone = "text2" if number == 0 else "text" if cell.known else "text3"
                return QColor(colour(tone))
            case Qt.ItemDataRole.TextAlignmentRole:
                return _side(number)
            case Qt.ItemDataRole.AccessibleTextRole:
                told = [row.title, self.grid.headings[number - 1]] if number else []
                return ", ".join([*told, cell.text, *([cell.tip] if cell.tip else [])])
        return None


class GridView(QTreeView):
    """The table; it scrolls sideways where there are many columns."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = GridModel(self)
        self.setModel(self.grid)
        self.setAccessibleName(name)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setStyleSheet(_PLAIN)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionsMovable(False)
        header.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        theme().changed.connect(self._on_theme_changed)

    def show_grid(self, grid: Grid) -> None:
        """Show another grid."""
        self.grid.show_grid(grid)
        for column in range(self.grid.columnCount()):
            width = _SECOND_WIDTH if grid.wide else _WIDTH
            self.header().resizeSection(column, width if column else _FIRST)

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.header().viewport().update()


def _dash(colour_name: str) -> QPixmap:
    """Return a piece of a curve, as in a plot's legend."""
    picture = QPixmap(12, 12)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.fillRect(0, 5, 12, 2, QColor(colour_name))
    return picture


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


_PLAIN = """
QTreeView, QHeaderView { background: transparent; border: none; border-radius: 0; }
QHeaderView::section { background: transparent; padding: 6px 11px; }
QTreeView::item { min-height: 26px; }
"""
