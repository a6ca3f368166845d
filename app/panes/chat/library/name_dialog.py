"""Asks for a name: of a folder, of tags."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, FormField, Text

_WIDTH = 380
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class NameGiven:
    """What was typed."""

    name: str


class NameDialog(QDialog):
    """Asks for one name. Deletes itself when closed.

    Signals:
        name_given: what was typed; the dialog is closed.
    """

    name_given = Signal(NameGiven)

    def __init__(
        self, title: str, label: str, verb: str, parent: QWidget, *, name: str = "", hint: str = ""
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setFixedWidth(_WIDTH)
        self.editor = QLineEdit(name)
        self.editor.setMaxLength(_LONGEST)
        self.editor.selectAll()
        self.yes = Button(verb, "primary")
        self.yes.setDefault(True)
        cancel = Button(tr("Cancel"))
        buttons = QDialogButtonBox()
        buttons.addButton(self.yes, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(Text(title, "card", wrap=True))
        column.addWidget(FormField(label, self.editor, hint))
        column.addWidget(buttons)
        self.editor.textChanged.connect(self._on_text)
        self.yes.clicked.connect(self.submit)
        cancel.clicked.connect(self.reject)
        self._on_text(name)
        self.editor.setFocus()

    def submit(self) -> None:
        """Hand on the name."""
        name = " ".join(self.editor.text().split())
        if name:
            self.accept()
            self.name_given.emit(NameGiven(name))

    def _on_text(self, text: str) -> None:
        self.yes.setEnabled(bool(text.strip()))
