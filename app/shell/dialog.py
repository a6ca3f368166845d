"""A dialog with a heading, content and Close."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button

_EDGE = 48
"""Pixels of the screen that a dialog leaves free, its frame among them."""


def resize_within(dialog: QDialog, width: int, height: int) -> None:
    """Give a dialog this size, or what the screen has."""
    area = dialog.screen().availableSize()
    dialog.resize(min(width, area.width() - _EDGE), min(height, area.height() - _EDGE))


class ClosableDialog(QDialog):
    """A dialog with a heading, content, and Close; deletes itself."""

    def __init__(self, title: str, parent: QWidget | None, *, width: int = 460) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(width)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 18)
        self.column.setSpacing(14)

    def add_close(self, *others: QWidget) -> None:
        """End the dialog with its buttons."""
        row = QHBoxLayout()
        for other in others:
            row.addWidget(other)
        buttons = QDialogButtonBox()
        buttons.addButton(Button(tr("Close"), "primary"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        row.addWidget(buttons, 1)
        self.column.addSpacing(4)
        self.column.addLayout(row)
