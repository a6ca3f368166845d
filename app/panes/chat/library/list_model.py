"""The rows of the list, for Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.panes.chat.library.list_rows import ListRow, RowKind

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
_AT_ONCE = 200
"""Rows that are laid out together: thousands would make the window wait."""
MIME = "application/x-spark-command-center-conversations"


@dataclass(frozen=True, slots=True)
class NameEntered:
    """A row got another name, in its place."""

    row: ListRow
    name: str


class ListModel(QAbstractListModel):
    """Holds the rows.

    Signals:
        name_entered: a person gave a row another name.
    """

    name_entered = Signal(NameEntered)

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[ListRow, ...] = ()
        self._count = 0
        """Rows that the view knows by now: it asks for more when it is scrolled there."""
        self.can_change = True
        """Whether rows can be renamed and dragged: not in the trash, nor among what was found."""

    @property
    def rows(self) -> tuple[ListRow, ...]:
        """What is shown."""
        return self._rows

    def set_rows(self, rows: Sequence[ListRow]) -> None:
        """Show other rows."""
        new = tuple(rows)
        if [row.key for row in new] != [row.key for row in self._rows]:
            self.beginResetModel()
            self._rows = new
            self._count = min(len(new), max(self._count, _AT_ONCE))
            self.endResetModel()
            return
        changed = [
            place
            for place, (old, row) in enumerate(zip(self._rows, new, strict=True))
            if old != row
        ]
        self._rows = new
        if changed and changed[0] < self._count:
            last = min(changed[-1], self._count - 1)
            self.dataChanged.emit(self.index(changed[0]), self.index(last))

    def row(self, index: Index) -> ListRow | None:
        """Return the row of an index."""
        return self._rows[index.row()] if 0 <= index.row() < self._count else None

    def find(self, key: str) -> QModelIndex:
        """Return where a row is."""
        for place, row in enumerate(self._rows):
            if row.key == key:
                self._show_up_to(place)
                return self.index(place)
        return QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Count the rows that the view knows."""
        return 0 if parent.isValid() else self._count

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802 - Qt's name
        """Whether there are more."""
        return not parent.isValid() and self._count < len(self._rows)

    def fetchMore(self, _parent: Index) -> None:  # noqa: N802 - Qt's name
        """Let the view know more of them."""
        self._show_up_to(min(self._count + _AT_ONCE, len(self._rows)) - 1)

    def _show_up_to(self, place: int) -> None:
        if place >= self._count:
            self.beginInsertRows(QModelIndex(), self._count, place)
            self._count = place + 1
            self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return what a row is."""
        row = self.row(index)
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken or row.text
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802 - Qt's name
        """Tell that a person wants another name."""
        row = self.row(index)
        name = " ".join(str(value).split())
        if role != Qt.ItemDataRole.EditRole or row is None or not name or name == row.text:
            return False
        self.name_entered.emit(NameEntered(row, name))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say what can be done with a row."""
        row = self.row(index)
        if row is None:
            return Qt.ItemFlag.NoItemFlags
        drop = Qt.ItemFlag.ItemIsDropEnabled if self.can_change else Qt.ItemFlag.NoItemFlags
        if row.kind is RowKind.HEADING:
            return Qt.ItemFlag.ItemIsEnabled | drop
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | drop
        if self.can_change and row.kind in (RowKind.CONVERSATION, RowKind.FOLDER):
            flags |= Qt.ItemFlag.ItemIsEditable
        if self.can_change and row.kind is RowKind.CONVERSATION:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        """Name what is dragged."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        """Return what is dragged: numbers of conversations."""
        rows = (self.row(index) for index in indexes)
        ids = [str(row.conversation.id) for row in rows if row is not None and row.conversation]
        data = QMimeData()
        data.setData(MIME, QByteArray(",".join(ids).encode()))
        return data

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802 - Qt's name
        """Conversations are moved."""
        return Qt.DropAction.MoveAction
