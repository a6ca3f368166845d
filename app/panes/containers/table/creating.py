"""Entering the name of something new."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, FormField, Text
from app.services.containers.api import NAME


class CreateDialog(QDialog):
    """Asks for a name; `accepted` means that it is a possible one. Deletes itself when closed."""

    def __init__(self, title: str, about: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setFixedWidth(420)
        self.editor = QLineEdit()
        self.field = FormField(
            tr("Name"), self.editor, tr("Letters, digits, dots, dashes, underscores.")
        )
        self.yes = Button(tr("Create"), "primary")
        self.yes.setDefault(True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.yes, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(Button(tr("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.fields = QVBoxLayout()
        """Where further fields go."""
        self.fields.setSpacing(14)
        self.fields.addWidget(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(14)
        column.addWidget(Text(title, "card", wrap=True))
        column.addWidget(Text(about, "body", "text2", wrap=True))
        column.addLayout(self.fields)
        column.addSpacing(4)
        column.addWidget(buttons)
        self.editor.textChanged.connect(self.check)
        self.check()
        self.editor.setFocus()

    @property
    def name(self) -> str:
        """The one that was entered."""
        return self.editor.text().strip()

    def check(self) -> None:
        """Offer to create it only with a possible name."""
        self.yes.setEnabled(NAME.fullmatch(self.name) is not None)
