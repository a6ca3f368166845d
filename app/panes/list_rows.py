"""Rows of one kind as a list that keeps its places while what is known of them changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, TypeAlias, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.look.components import plain_tip

Index: TypeAlias = QModelIndex | QPersistentModelIndex
RowT = TypeVar("RowT")


class Role(IntEnum):
    """What a list answers beside the roles of Qt."""

    ROW = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class RowWords(Generic[RowT]):
    """What is said of a row."""

    key: Callable[[RowT], object]
    """What stays the same while it changes."""
    title: Callable[[RowT], str]
    said: Callable[[RowT], str]
    """To those who hear it."""
    tip: Callable[[RowT], str]


class ListRows(QAbstractListModel, Generic[RowT]):
    """The rows; other words of the same ones leave the selection alone."""

    def __init__(self, words: RowWords[RowT]) -> None:
        super().__init__()
        self._words = words
        self._rows: tuple[RowT, ...] = ()

    @property
    def rows(self) -> tuple[RowT, ...]:
        """What is listed."""
        return self._rows

    def show_rows(self, rows: tuple[RowT, ...]) -> None:
        """Show other rows."""
        key = self._words.key
        same = [key(row) for row in rows] == [key(row) for row in self._rows]
        if same and rows:
            self._rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
        elif rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Count the rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer for one row."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, words = self._rows[index.row()], self._words
        if role == Role.ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return words.title(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return words.said(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(words.tip(row))
        return None
