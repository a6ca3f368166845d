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
            self.endResetModel()
            return
        changed = [
            place
            for place, (old, row) in enumerate(zip(self._rows, new, strict=True))
            if old != row
        ]
        self._rows = new
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))

    def row(self, index: Index) -> ListRow | None:
        """Return the row of an index."""
        return self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None

    def find(self, key: str) -> QModelIndex:
        """Return where a row is."""
        for place, row in enumerate(self._rows):
            if row.key == key:
                return self.index(place)
        return QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Count the rows."""
        return 0 if parent.isValid() else len(self._rows)

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
