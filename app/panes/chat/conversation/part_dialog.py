"""What was attached to a message, to be looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.core.i18n import numeral, tr
from app.core.said import plain
from app.look.components import Button, Text, scrolled
from app.look.fonts import mono_font
from app.panes.chat.conversation.attachments import detail_of, name_of
from app.services.chat.api import ImagePart, Part

MOST_SHOWN = 400_000
"""Characters of a text that are shown; the model got all of it."""


class PartDialog(QDialog):
    """Shows a text or a picture as the model got it. Deletes itself when closed."""

    def __init__(self, part: Part, data: bytes, parent: QWidget) -> None:
        """`data`: the bytes of a picture."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = name_of(part)
        self.setWindowTitle(name)
        self.resize(820, 620)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(Text(name, "card", wrap=True))
        column.addWidget(Text(detail_of(part), "label", "text2"))
        column.addWidget(_picture(name, data) if isinstance(part, ImagePart) else _text(part.text))
        close = Button(tr("Close"))
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        column.addLayout(row)


def _picture(name: str, data: bytes) -> QWidget:
    label = QLabel()
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setAccessibleName(name)
    shown = QPixmap()
    if shown.loadFromData(data):
        shown.setDevicePixelRatio(QGuiApplication.primaryScreen().devicePixelRatio())
        label.setPixmap(shown)
    else:
        label.setText(tr("The picture cannot be read."))
    return scrolled(label)


def _text(text: str) -> QWidget:
    view = QPlainTextEdit(plain(text[:MOST_SHOWN]))
    view.setReadOnly(True)
    view.setFont(mono_font())
    view.setAccessibleName(tr("Attached text"))
    if len(text) > MOST_SHOWN:
        view.appendPlainText(
            tr("… and {text} characters more").format(text=numeral(len(text) - MOST_SHOWN))
        )
    view.moveCursor(view.textCursor().MoveOperation.Start)
    return view
