"""A dialog with text that can be read, selected and copied: details, tracebacks, licences."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Text
from app.look.components.controls import Button
from app.look.fonts import mono_font


class DetailsDialog(QDialog):
    """Shows `text` in a monospaced face, with a Copy button. Deletes itself when closed."""

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumSize(520, 240)
        self.resize(720, 420)
        self._text = QPlainTextEdit(text)
        self._text.setReadOnly(True)
        self._text.setFont(mono_font())
        self._text.setAccessibleName(title)
        self._text.setTabChangesFocus(True)
        self._copy = Button(tr("Copy"), "secondary", "copy")
        close = Button(tr("Close"), "primary")
        buttons = QDialogButtonBox()
        buttons.addButton(self._copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(Text(title, "card", wrap=True))
        column.addWidget(self._text, 1)
        column.addWidget(buttons)
        self._copy.clicked.connect(self._on_copy)
        buttons.rejected.connect(self.reject)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text.toPlainText())
        self._copy.setText(tr("Copied"))
