"""JSON as a tree of keys and values, with the path of each."""

from __future__ import annotations

import json
import re
from enum import IntEnum

from PySide6.QtCore import QModelIndex, QObject, QSortFilterProxyModel, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from app.core.i18n import tr
from app.look.fonts import mono_font

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LONGEST = 1000
"""Characters of a value that are shown; copying copies all."""


class Role(IntEnum):
    """What the first cell of a row tells beside its text."""

    PATH = Qt.ItemDataRole.UserRole
    VALUE = Qt.ItemDataRole.UserRole + 1


class JsonTree(QStandardItemModel):
    """Two columns: key and value. Paths are those of `jq`: `.Config.Env[0]`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setHorizontalHeaderLabels([tr("Key", "of JSON"), tr("Value")])

    def show_tree(self, tree: object) -> None:
        """Show another value."""
        self.removeRows(0, self.rowCount())
        self._add(self.invisibleRootItem(), tree, "")

    def _add(self, parent: QStandardItem, value: object, path: str) -> None:
        for key, each, below in _children(value, path):
            name, shown = QStandardItem(key), QStandardItem(_brief(each))
            name.setData(below, Role.PATH)
            name.setData(as_text(each), Role.VALUE)
            for item in (name, shown):
                item.setEditable(False)
                item.setFont(mono_font())
            parent.appendRow([name, shown])
            self._add(name, each, below)


class JsonFilter(QSortFilterProxyModel):
    """Rows in which a text is found, with what is around them."""

    def __init__(self, tree: JsonTree, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setSourceModel(tree)
        self.setFilterKeyColumn(-1)
        self.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setRecursiveFilteringEnabled(True)
        self.setAutoAcceptChildRows(True)

    def path(self, index: QModelIndex) -> str:
        """Return the path of a row."""
        return str(index.siblingAtColumn(0).data(Role.PATH) or "")

    def value(self, index: QModelIndex) -> str:
        """Return the value of a row, whole."""
        return str(index.siblingAtColumn(0).data(Role.VALUE) or "")


def as_text(value: object) -> str:
    """Return a value as it is copied: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)


def _children(value: object, path: str) -> list[tuple[str, object, str]]:
    if isinstance(value, dict):
        return [(key, each, f"{path}{_step(key)}") for key, each in value.items()]
    if isinstance(value, list):
        return [(f"[{n}]", each, f"{path}[{n}]") for n, each in enumerate(value)]
    return []


def _step(key: str) -> str:
    return f".{key}" if _NAME.fullmatch(key) else f"[{json.dumps(key, ensure_ascii=False)}]"


def _brief(value: object) -> str:
    """Return a value in one line; of what has rows of its own, how many."""
    if isinstance(value, dict | list):
        if not value:
            return "{}" if isinstance(value, dict) else "[]"
        if isinstance(value, dict):
            return tr("%n keys", "%n key", len(value))
        return tr("%n values", "%n value", len(value))
    text = value if isinstance(value, str) else json.dumps(value)
    line = " ".join(text.split())
    return f"{line[:_LONGEST]}…" if len(line) > _LONGEST else line
