"""The processes of one node as a table that keeps its rows while their numbers change."""

from __future__ import annotations

from enum import IntEnum
from typing import TypeAlias

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor

from app.core import units
from app.core.i18n import tr
from app.look.components import plain_tip
from app.look.fonts import ui_font
from app.look.icons import colour
from app.panes.processes.rows import COLUMNS, identity, matches, why_unknown
from app.services.telemetry.api import Process, Sample

Index: TypeAlias = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What the model answers beside Qt's own roles."""

    SORT = Qt.ItemDataRole.UserRole + 1
    PROCESS = Qt.ItemDataRole.UserRole + 2


class ProcessModel(QAbstractTableModel):
    """Rows stay where they are while their process runs: selection and place are kept."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Process] = []
        self._whys: dict[tuple[int, int], str] = {}

    def show_sample(self, sample: Sample | None) -> None:
        """Show the processes of a sample."""
        found = sample.processes if sample is not None else ()
        new = {identity(process): process for process in found}
        for number in range(len(self._rows) - 1, -1, -1):
            if identity(self._rows[number]) not in new:
                self.beginRemoveRows(QModelIndex(), number, number)
                del self._rows[number]
                self.endRemoveRows()
        self._whys = _whys(sample)
        for number, process in enumerate(self._rows):
            changed = new.pop(identity(process))
            if changed != process:
                self._rows[number] = changed
                last = self.index(number, len(COLUMNS) - 1)
                self.dataChanged.emit(self.index(number, 0), last)
        if new:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self._rows += new.values()
            self.endInsertRows()

    def process(self, index: Index) -> Process | None:
        """Return the process of a row."""
        return self._rows[index.row()] if index.isValid() else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer one role of one cell."""
        process = self.process(index)
        if process is None:
            return None
        column = COLUMNS[index.column()]
        text = column.text(process)
        why = self._whys.get((process.pid, index.column()), "")
        spoken = ", ".join(part for part in (text or tr("none"), why) if part)
        unknown = text == units.NOT_AVAILABLE
        answers: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: text,
            Qt.ItemDataRole.TextAlignmentRole: _alignment(index.column()),
            Qt.ItemDataRole.ToolTipRole: plain_tip(
                why or (text if index.column() in _LONG else "")
            ),
            Qt.ItemDataRole.AccessibleTextRole: f"{column.title}: {spoken}",
            Role.SORT: column.key(process),
            Role.PROCESS: process,
        }
        if role == Qt.ItemDataRole.FontRole:
            return ui_font(13 if index.column() == 0 else 12, 600 if index.column() == 0 else 400)
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(colour("text3" if unknown else "text" if index.column() < 4 else "text2"))
        return answers.get(role)


class ProcessOrder(QSortFilterProxyModel):
    """Sorted and filtered; what is unknown comes last, whichever way it is sorted."""

    def __init__(self, model: ProcessModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted = ""
        self.setSourceModel(model)
        self.setDynamicSortFilter(True)
        self.setSortRole(Role.SORT)

    def filter_by(self, wanted: str) -> None:
        """Show only processes in which every word of `wanted` is found."""
        if wanted != self._wanted:
            self._wanted = wanted
            self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:  # noqa: N802 - Qt's name
        """Whether a row is shown."""
        process = self.sourceModel().index(row, 0, parent).data(Role.PROCESS)
        return isinstance(process, Process) and matches(process, self._wanted)

    def lessThan(self, left: Index, right: Index) -> bool:  # noqa: N802 - Qt's name
        """Compare two cells; equal ones by memory, then by process number."""
        one, other = left.data(Role.SORT), right.data(Role.SORT)
        if one != other and None in (one, other):
            down = self.sortOrder() is Qt.SortOrder.DescendingOrder
            return (one is None) is down and (other is None) is not down
        return bool(one < other) if one != other else _tie(left) < _tie(right)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's title, with an arrow where it is sorted by."""
        title = super().headerData(section, orientation, role)
        if role != Qt.ItemDataRole.DisplayRole or section != self.sortColumn():
            return title
        return f"{title} {'↓' if self.sortOrder() is Qt.SortOrder.DescendingOrder else '↑'}"


def _tie(index: Index) -> tuple[int, int]:
    process = index.data(Role.PROCESS)
    return (process.memory_bytes or 0, process.pid)


_LONG = (0, 4, 7)
"""Columns whose text may be cut."""


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if COLUMNS[column].numeric else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _whys(sample: Sample | None) -> dict[tuple[int, int], str]:
    """Return why cells are n/a, by process number and column."""
    if sample is None:
        return {}
    return {
        (process.pid, number): why
        for index, process in enumerate(sample.processes)
        for number, column in enumerate(COLUMNS)
        if (why := why_unknown(sample, index, column))
    }
