"""LineDialog: one line, whole; JSON in it set out."""

from __future__ import annotations

import contextlib
import json

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.core.i18n import numeral, tr
from app.core.said import plain_inside
from app.logview.blocks import Row
from app.logview.row_layout import CUT, Clock, stamp
from app.logview.selection import whole
from app.look.components import Button, Text
from app.look.fonts import mono_font

_PIECE = 2000
"""Characters after which a text without line breaks is broken: one paragraph is laid out whole."""


class LineDialog(QDialog):
    """Shows all of a line, to be read and copied. Deletes itself when closed."""

    def __init__(self, row: Row, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Line of the log"))
        self.resize(760, 460)
        self._whole = whole(row)
        self.text = QPlainTextEdit(_set_out(self._whole))
        self.text.setReadOnly(True)
        self.text.setFont(mono_font())
        self.text.setAccessibleName(tr("The line"))
        about = Text(_about(row, name, len(self._whole)), "label", "text2", wrap=True)
        self.copy = Button(tr("Copy the line"), "secondary", "copy")
        self.copy.clicked.connect(self._on_copy)
        close = Button(tr("Close"), "primary")
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        column.addWidget(about)
        column.addWidget(self.text, 1)
        column.addLayout(buttons)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._whole)


def _about(row: Row, name: str, length: int) -> str:
    moment = row.line.time_ns
    words = [name] if name else []
    words.append("stderr" if row.line.is_stderr else "stdout")
    if moment is not None:
        local, utc = stamp(moment, Clock.LOCAL), stamp(moment, Clock.UTC)
        words.append(tr("{local} here, {utc} UTC").format(local=local, utc=utc))
    words.append(tr("{length} characters").format(length=numeral(length)))
    return " · ".join(words) + (CUT if row.line.cut else "")


def _set_out(text: str) -> str:
    """Return a text as it reads best: JSON indented, endless lines broken."""
    if text[:1] in ("{", "["):
        with contextlib.suppress(ValueError, RecursionError):
            text = json.dumps(plain_inside(json.loads(text)), indent=2, ensure_ascii=False)
    return "\n".join(
        line[at : at + _PIECE]
        for line in text.split("\n")
        for at in range(0, max(1, len(line)), _PIECE)
    )
