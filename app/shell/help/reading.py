"""ReadingView: names on the left, the text of the chosen one on the right."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.core.log import MASK
from app.look.components import Text
from app.look.fonts import mono_font
from app.look.theme import theme

LIST_WIDTH = 250
_TAKEN_OUT = re.compile(
    rf"\[(?:node|host|user|address|mac|serial|id|key)-\d+\]|\[more\]|{re.escape(MASK)}"
)


@dataclass(frozen=True, slots=True)
class Picked:
    """Another one is shown; its number in the list, -1 for none."""

    number: int


@dataclass(frozen=True, slots=True)
class TicksChanged:
    """Something was ticked, or no longer is."""


class ReadingView(QWidget):
    """A list of texts, one of which is read.

    Signals:
        picked: another one is shown.
        ticks_changed: something was ticked, or no longer is.
    """

    picked = Signal(Picked)
    ticks_changed = Signal(TicksChanged)

    def __init__(self, names: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names = QListWidget()
        self.names.setAccessibleName(names)
        self.names.setFixedWidth(LIST_WIDTH)
        self.names.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.about = Text("", "label", "text2", wrap=True, selectable=True)
        self.about.hide()
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(mono_font())
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Text"))
        self._marks = _TakenOutMarks(self.text.document())
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.about)
        right.addWidget(self.text, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self.names)
        row.addLayout(right, 1)
        self.names.currentRowChanged.connect(self._on_row)
        self.names.itemChanged.connect(self._on_item)

    def add(
        self, name: str, *, ticked: bool | None = None, tip: str = "", faint: bool = False
    ) -> None:
        """Add a name; `ticked` None: it cannot be ticked; `faint`: there is nothing in it."""
        item = QListWidgetItem(name)
        if faint:
            item.setForeground(QColor(theme().tokens.text3))
        item.setSizeHint(QSize(0, 34))
        if ticked is not None:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        if tip:
            item.setToolTip(tip)
        self.names.addItem(item)
        if self.names.count() == 1:
            self.names.setCurrentRow(0)

    def clear(self) -> None:
        """Forget all."""
        self.names.clear()
        self.read("", "")

    def ticked(self) -> list[int]:
        """Return the numbers of those that are ticked."""
        rows = range(self.names.count())
        return [row for row in rows if self.names.item(row).checkState() == Qt.CheckState.Checked]

    def read(self, about: str, text: str, *, empty: str = "") -> None:
        """Show a text; `empty` is said where there is none."""
        self.about.setText(about)
        self.about.setVisible(bool(about))
        self.text.setPlaceholderText(empty)
        self.text.setPlainText(text)
        self.text.setAccessibleDescription(about)

    def _on_row(self, number: int) -> None:
        self.picked.emit(Picked(number))

    def _on_item(self, _item: QListWidgetItem) -> None:
        self.ticks_changed.emit(TicksChanged())


class _TakenOutMarks(QSyntaxHighlighter):
    """Shows where something was taken out."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._look = QTextCharFormat()
        self._look.setForeground(QColor(theme().tokens.accent))

    def highlightBlock(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Colour the labels of one line."""
        for found in _TAKEN_OUT.finditer(text):
            self.setFormat(found.start(), found.end() - found.start(), self._look)
