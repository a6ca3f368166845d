"""Rows of one kind as a table that keeps its rows while what is known of them changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeAlias

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor, QFont

from app.core import units
from app.core.i18n import tr
from app.look.components import plain_tip
from app.look.fonts import mono_font, ui_font
from app.look.icons import colour, icon

Index: TypeAlias = QModelIndex | QPersistentModelIndex
Row: TypeAlias = Any
"""A value of one section: a volume, a network."""


class Role(IntEnum):
    """What the model answers beside Qt's own roles."""

    SORT = Qt.ItemDataRole.UserRole + 1
    ROW = Qt.ItemDataRole.UserRole + 2
    PILL = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    title: str
    width: int
    least: int
    text: Callable[[Row], str]
    key: Callable[[Row], Any]
    """What it is sorted by; None is unknown and comes last."""
    numeric: bool = False
    why: Callable[[Row], str] | None = None
    """Why a cell is n/a, or more about it: its tooltip."""
    tone: Callable[[Row], str] | None = None
    """Colour token of its text; with `pill` that of the pill."""
    pill: bool = False
    """Whether it is drawn as a word on a tint."""
    is_code: bool = False
    icon: Callable[[Row], str] | None = None


@dataclass(frozen=True, slots=True)
class TableSpec:
    """What a table shows of its rows."""

    title: str
    columns: tuple[Column, ...]
    identity: Callable[[Row], str]
    """What stays the same while a row changes."""
    stretch: int
    """The column that takes the room that is left."""
    sort: int = 0
    down: bool = False
    spare: tuple[int, ...] = ()
    """Columns that a narrow window does without, the first ones first."""
    more_words: Callable[[Row], str] | None = None
    """What else a filter finds a row by."""
    named: bool = True
    """Whether the first column says what a row is called, and stands out."""
    search: str = tr("Search")
    """What the field that narrows the table is called."""

    def matches(self, row: Row, wanted: str) -> bool:
        """Whether every word of a filter is found somewhere in a row."""
        said = " ".join(column.text(row) for column in self.columns).casefold()
        said += f" {self.identity(row)}".casefold()
        if self.more_words is not None:
            said += f" {self.more_words(row)}".casefold()
        return all(word in said for word in wanted.casefold().split())


class RowModel(QAbstractTableModel):
    """Rows stay where they are while their thing is there: selection and place are kept."""

    def __init__(self, spec: TableSpec, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self._rows: list[Row] = []

    @property
    def rows(self) -> tuple[Row, ...]:
        """All of them."""
        return tuple(self._rows)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; those that are there already only change."""
        identity = self.spec.identity
        new = {identity(row): row for row in rows}
        self._remove_all_but(new)
        for number, row in enumerate(self._rows):
            changed = new.pop(identity(row))
            if changed != row:
                self._rows[number] = changed
                last = self.index(number, len(self.spec.columns) - 1)
                self.dataChanged.emit(self.index(number, 0), last)
        if new:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self._rows += new.values()
            self.endInsertRows()

    def _remove_all_but(self, kept: Mapping[str, Row]) -> None:
        """Remove the others, neighbours in one step: a folder may have many thousands of files."""
        identity, end = self.spec.identity, len(self._rows)
        while end:
            begin = end
            while begin and identity(self._rows[begin - 1]) not in kept:
                begin -= 1
            if begin < end:
                self.beginRemoveRows(QModelIndex(), begin, end - 1)
                del self._rows[begin:end]
                self.endRemoveRows()
            end = max(begin - 1, 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.spec.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.spec.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer one role of one cell."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.spec.columns[index.column()]
        if role == Role.ROW:
            return row
        if role == Role.SORT:
            return column.key(row)
        return self._look(index.column(), column, row, role)

    def _look(self, number: int, column: Column, row: Row, role: int) -> object:
        """Answer what a cell looks like and is called."""
        text = column.text(row)
        why = column.why(row) if column.why else ""
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text
            case Qt.ItemDataRole.FontRole:
                return self._font(number)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(number)
            case Qt.ItemDataRole.ForegroundRole:
                return QColor(colour(self._tone(number, row, text)))
            case Qt.ItemDataRole.DecorationRole if column.icon is not None:
                return icon(column.icon(row), "text2", 16)
            case Role.PILL:
                return self._tone(number, row, text) if column.pill else None
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(why or text)
            case Qt.ItemDataRole.AccessibleTextRole:
                spoken = ", ".join(part for part in (text or tr("none"), why) if part)
                return f"{column.title}: {spoken}"
        return None

    def _tone(self, number: int, row: Row, text: str) -> str:
        column = self.spec.columns[number]
        if column.tone is not None:
            return column.tone(row)
        if text == units.NOT_AVAILABLE:
            return "text3"
        return "text" if number == 0 or column.numeric else "text2"

    def _font(self, number: int) -> QFont:
        column, stands_out = self.spec.columns[number], number == 0 and self.spec.named
        if column.is_code:
            return mono_font()
        weight = 600 if stands_out or column.pill else 400
        return ui_font(13 if stands_out else 12, weight, tabular=column.numeric)

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        numeric = self.spec.columns[column].numeric
        side = Qt.AlignmentFlag.AlignRight if numeric else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class RowOrder(QSortFilterProxyModel):
    """Sorted and filtered; what is unknown comes last, whichever way it is sorted."""

    def __init__(self, model: RowModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.spec = model.spec
        self._wanted = ""
        self.setSourceModel(model)
        self.setDynamicSortFilter(True)
        self.setSortRole(Role.SORT)

    def filter_by(self, wanted: str) -> None:
        """Show only rows in which every word of `wanted` is found."""
        if wanted != self._wanted:
            self._wanted = wanted
            self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:  # noqa: N802 - Qt's name
        """Whether a row is shown."""
        found = self.sourceModel().index(row, 0, parent).data(Role.ROW)
        return not self._wanted or self.spec.matches(found, self._wanted)

    def lessThan(self, left: Index, right: Index) -> bool:  # noqa: N802 - Qt's name
        """Compare two cells; equal ones by what they are."""
        one, other = left.data(Role.SORT), right.data(Role.SORT)
        if one != other and None in (one, other):
            down = self.sortOrder() is Qt.SortOrder.DescendingOrder
            return (one is None) is down and (other is None) is not down
        if one != other:
            return bool(one < other)
        identity = self.spec.identity
        return identity(left.data(Role.ROW)) < identity(right.data(Role.ROW))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's title, with an arrow where it is sorted by."""
        title = super().headerData(section, orientation, role)
        if role != Qt.ItemDataRole.DisplayRole or section != self.sortColumn():
            return title
        return f"{title} {'↓' if self.sortOrder() is Qt.SortOrder.DescendingOrder else '↑'}"
