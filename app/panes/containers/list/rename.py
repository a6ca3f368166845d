"""Giving a container another name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.ids import NodeId
from app.look.components import Button, FormField, Text
from app.services.containers.api import NAME, Container


class RenameDialog(QDialog):
    """Asks for a name; `accepted` means that it is a possible one. Deletes itself when closed."""

    def __init__(self, node: NodeId, container: Container, parent: QWidget) -> None:
        super().__init__(parent)
        self.node = node
        self.container = container
        title = tr("Rename {name}").format(name=container.name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setFixedWidth(420)
        self.editor = QLineEdit(container.name)
        self.editor.selectAll()
        hint = tr("Letters, digits, dots, dashes and underscores.")
        if container.compose_project:
            also = tr("docker compose finds it by its labels, also under another name.")
            hint = f"{hint} {also}"
        self.field = FormField(tr("Name"), self.editor, hint)
        self.yes = Button(tr("Rename"), "primary")
        self.yes.setDefault(True)
        self.no = Button(tr("Cancel"))
        buttons = QDialogButtonBox()
        buttons.addButton(self.yes, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.no, QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(14)
        column.addWidget(Text(title, "card", wrap=True))
        column.addWidget(self.field)
        column.addSpacing(4)
        column.addWidget(buttons)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.editor.textChanged.connect(self._on_text)
        self._on_text()
        self.editor.setFocus()

    @property
    def name(self) -> str:
        """The one that was entered."""
        return self.editor.text().strip()

    def _on_text(self) -> None:
        possible = NAME.fullmatch(self.name) is not None
        self.yes.setEnabled(possible and self.name != self.container.name)
