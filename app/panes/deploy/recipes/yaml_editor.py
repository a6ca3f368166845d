"""A text of YAML that marks the line that is wrong."""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from app.look.fonts import mono_font
from app.look.icons import colour

_LINE = re.compile(r"Line (\d{1,6}): ")
_TINT = 0.16


class YamlEditor(QPlainTextEdit):
    """Plain text in the font of code; Tab goes on to the next field."""

    def __init__(self, name: str, *, read_only: bool = False) -> None:
        super().__init__()
        self.setFont(mono_font())
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setReadOnly(read_only)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)

    def mark(self, message: str) -> None:
        """Mark the line that a message names; a message without one takes the mark away."""
        found = _LINE.match(message)
        block = self.document().findBlockByNumber(int(found[1]) - 1) if found else None
        marks: list[QTextEdit.ExtraSelection] = []
        if block is not None and block.isValid():
            mark = QTextEdit.ExtraSelection()
            tint = QColor(colour("err"))
            tint.setAlphaF(_TINT)
            mark.format.setBackground(tint)
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            mark.cursor = QTextCursor(block)
            marks.append(mark)
        self.setExtraSelections(marks)
