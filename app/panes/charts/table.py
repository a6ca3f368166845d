"""The numbers of all charts as a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.core.i18n import tr
from app.look.fonts import ui_font
from app.plots.summary import SeriesSummary

Index = QModelIndex | QPersistentModelIndex
_HEADINGS = (
    tr("Chart"),
    tr("Series"),
    tr("At the cursor"),
    tr("Latest"),
    tr("Lowest"),
    tr("Mean"),
    tr("Highest"),
)
_TEXTS = 2
"""Columns of words; the others hold numbers."""
_ROW = 28


class SummaryModel(QAbstractTableModel):
    """One row per series. Rows stay where they are while only their numbers change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[SeriesSummary, ...] = ()

    def show_rows(self, rows: Sequence[SeriesSummary]) -> None:
        """Show other numbers."""
        if len(rows) != len(self.rows):
            self.beginResetModel()
            self.rows = tuple(rows)
            self.endResetModel()
            return
        self.rows = tuple(rows)
        if rows:
            last = self.index(len(rows) - 1, len(_HEADINGS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number of series."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Names and numbers."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Name the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _HEADINGS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer one role of one number."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        row = self.rows[index.row()]
        text = (
            row.chart,
            row.series,
            row.at_cursor,
            row.latest,
            row.lowest,
            row.mean,
            row.highest,
        )[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            heading = _HEADINGS[index.column()]
            return text if index.column() < _TEXTS else f"{heading}: {text}"
        return None


class SummaryTable(QTableView):
    """Shows the model; arrow keys walk through it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary = SummaryModel(self)
        self.setModel(self.summary)
        self.setAccessibleName(tr("Numbers of the charts"))
        self.setFont(ui_font(12, tabular=True))
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(140)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column < _TEXTS else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
