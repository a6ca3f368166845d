"""The images of one node as a table that keeps its rows while what is known of them changes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
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
from app.look.components import plain_tip
from app.look.fonts import ui_font
from app.look.icons import colour
from app.panes.containers.images.words import (
    LOOKS,
    Column,
    Row,
    Update,
    UpdateState,
    cell,
    matches,
    sort_key,
    tip,
)
from app.services.containers.image_api import Image

Index: TypeAlias = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What the model answers beside Qt's own roles."""

    SORT = Qt.ItemDataRole.UserRole + 1
    ROW = Qt.ItemDataRole.UserRole + 2


class ImageModel(QAbstractTableModel):
    """Rows stay where they are while their image is there: selection and place are kept."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._updates: dict[str, Update] = {}

    def show_images(self, images: Iterable[Image]) -> None:
        """Show other images; what was found out about newer versions stays with its image."""
        new = {image.id: Row(image, self._updates.get(image.id, Update())) for image in images}
        for number in range(len(self._rows) - 1, -1, -1):
            if self._rows[number].image.id not in new:
                self.beginRemoveRows(QModelIndex(), number, number)
                del self._rows[number]
                self.endRemoveRows()
        for number, row in enumerate(self._rows):
            changed = new.pop(row.image.id)
            if changed != row:
                self._set(number, changed)
        if new:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self._rows += new.values()
            self.endInsertRows()

    def show_updates(self, updates: Mapping[str, Update]) -> None:
        """Show what is known of newer versions, by the images' ids."""
        self._updates = dict(updates)
        for number, row in enumerate(self._rows):
            changed = replace(row, update=updates.get(row.image.id, Update()))
            if changed != row:
                self._set(number, changed)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        look = LOOKS[Column(section)]
        answers: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: look.title,
            Qt.ItemDataRole.TextAlignmentRole: _alignment(section),
            Qt.ItemDataRole.ToolTipRole: plain_tip(look.why),
        }
        return answers.get(role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer one role of one cell."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], Column(index.column())
        if role == Role.SORT:
            return sort_key(row, column)
        if role == Role.ROW:
            return row
        if role == Qt.ItemDataRole.FontRole:
            first = column is Column.IMAGE
            return ui_font(13 if first else 12, 600 if first else 400, tabular=not first)
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(colour(_tone(row, column)))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(tip(row, column))
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        text = cell(row, column, time.time())
        return text if role == Qt.ItemDataRole.DisplayRole else _spoken(row, column, text)

    def _set(self, number: int, row: Row) -> None:
        self._rows[number] = row
        self.dataChanged.emit(self.index(number, 0), self.index(number, len(Column) - 1))


class ImageOrder(QSortFilterProxyModel):
    """Sorted and filtered; what is unknown comes last, whichever way it is sorted."""

    def __init__(self, model: ImageModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted = ""
        self.setSourceModel(model)
        self.setDynamicSortFilter(True)
        self.setSortRole(Role.SORT)

    def filter_by(self, wanted: str) -> None:
        """Show only images in which every word of `wanted` is found."""
        if wanted != self._wanted:
            self._wanted = wanted
            self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:  # noqa: N802 - Qt's name
        """Whether a row is shown."""
        found = self.sourceModel().index(row, 0, parent).data(Role.ROW)
        return isinstance(found, Row) and matches(found, self._wanted)

    def lessThan(self, left: Index, right: Index) -> bool:  # noqa: N802 - Qt's name
        """Compare two cells; equal ones by name."""
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


def _tie(index: Index) -> tuple[str, str]:
    row = index.data(Role.ROW)
    return (row.image.name, row.image.id)


def _spoken(row: Row, column: Column, text: str) -> str:
    more = tip(row, column)
    words = f"{LOOKS[column].title}: {text or 'not asked'}"
    return f"{words}, {more}" if more and column is Column.UPDATE else words


def _tone(row: Row, column: Column) -> str:
    if column is Column.UPDATE:
        tones = {UpdateState.NEWER: "accent", UpdateState.CURRENT: "text2"}
        return tones.get(row.update.state, "text3")
    if cell(row, column, 0.0) in (units.NOT_AVAILABLE, "unused"):
        return "text3"
    if column is Column.IMAGE:
        return "text2" if row.image.is_dangling else "text"
    return "text2" if column is Column.CREATED else "text"


def _alignment(column: int) -> Qt.AlignmentFlag:
    numeric = LOOKS[Column(column)].numeric
    side = Qt.AlignmentFlag.AlignRight if numeric else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
