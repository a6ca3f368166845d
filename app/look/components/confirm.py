"""A question before something is taken away or changed; the safe answer is the default."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.look.components.controls import Button
from app.look.components.text import Text


class ConfirmDialog(QDialog):
    """Says what will happen and asks; `accepted` means yes. Deletes itself when closed."""

    def __init__(
        self, title: str, text: str, verb: str, parent: QWidget, *, destructive: bool = True
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setFixedWidth(460)
        self.setAccessibleDescription(text)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(14)
        column.addWidget(Text(title, "card", wrap=True))
        column.addWidget(Text(text, "body", "text2", wrap=True, selectable=True))
        self.yes = Button(verb, "danger" if destructive else "primary")
        self.no = Button("Cancel")
        self.no.setDefault(True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.yes, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.no, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addSpacing(4)
        column.addWidget(buttons)
        self.no.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height that the text needs at this width: Qt guesses it for a narrower one."""
        super().showEvent(event)
        self.resize(self.width(), self.heightForWidth(self.width()))
