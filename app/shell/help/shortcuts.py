"""The list of shortcuts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Line, Text, scrolled
from app.look.components.controls import CONTROL_HEIGHT
from app.look.components.keycap import KeyCap
from app.shell.dialog import ClosableDialog

WIDTH = 560
HEIGHT = 640
_AROUND = 60
"""Pixels of the window that stay in sight above and below."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Combinations of keys that do the same, and what they do."""

    keys: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class ShortcutGroup:
    """Where some shortcuts work."""

    title: str
    shortcuts: tuple[Shortcut, ...]


class ShortcutsDialog(ClosableDialog):
    """Every shortcut that works: those of the window, then those inside each pane."""

    def __init__(self, groups: Sequence[ShortcutGroup], parent: QWidget) -> None:
        super().__init__(tr("Keyboard shortcuts"), parent, width=WIDTH)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search keys and what they do"))
        self.search.setAccessibleName(tr("Search shortcuts"))
        self.search.setMinimumHeight(CONTROL_HEIGHT)
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._on_text)
        self._groups = [_Group(group) for group in groups]
        self.nothing = Text(tr("No key does that."), "body", "text2")
        self.nothing.hide()
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 14, 0)
        rows.setSpacing(18)
        rows.addWidget(self.nothing)
        for group in self._groups:
            rows.addWidget(group)
        rows.addStretch(1)
        self.column.addWidget(Text(tr("Keyboard shortcuts"), "card"))
        self.column.addWidget(self.search)
        self.column.addWidget(scrolled(content), 1)
        self.add_close()
        self.resize(WIDTH, min(HEIGHT, max(parent.height() - 2 * _AROUND, 320)))
        self.search.setFocus()

    def _on_text(self, text: str) -> None:
        found = [group.show_found(text.casefold().split()) for group in self._groups]
        self.nothing.setVisible(not any(found))


class _Group(QWidget):
    """A title and its shortcuts below each other."""

    def __init__(self, group: ShortcutGroup) -> None:
        super().__init__()
        self._title = group.title.casefold()
        self._rows = [_Row(shortcut) for shortcut in group.shortcuts]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Text(group.title, "strong"))
        column.addWidget(Line())
        for row in self._rows:
            column.addWidget(row)

    def show_found(self, words: Sequence[str]) -> bool:
        """Show the shortcuts that have all these words; tell whether there are any."""
        found = [row.show_found(words, self._title) for row in self._rows]
        self.setVisible(any(found))
        return any(found)


class _Row(QWidget):
    """What is done, and by which keys."""

    def __init__(self, shortcut: Shortcut) -> None:
        super().__init__()
        self._said = f"{shortcut.words} {' '.join(shortcut.keys)}".casefold()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        words = Text(shortcut.words, "body", wrap=True)
        row.addWidget(words, 1)
        row.addSpacing(12)
        for keys in shortcut.keys:
            row.addWidget(KeyCap(keys), 0, Qt.AlignmentFlag.AlignVCenter)

    def show_found(self, words: Sequence[str], title: str) -> bool:
        """Show this if it has all these words, or its group's title has; tell whether it does."""
        found = all(word in self._said or word in title for word in words)
        self.setVisible(found)
        return found
