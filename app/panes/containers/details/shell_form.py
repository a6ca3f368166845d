"""ShellForm: what to run in a container, as whom and where, before a shell is opened."""

from __future__ import annotations

import shlex

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.look.components import Button, FormField, Text
from app.services.containers.exec_wish import ANY_SHELL, ExecWish

_WIDTH = 420


class ShellForm(QWidget):
    """Every field may stay empty; Return in one of them is the button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.command = FormField(
            "Command", QLineEdit(), "bash where it is installed, else sh. Some images have neither."
        )
        self.user = FormField("User", QLineEdit(), "The container's own; or a name, 0, 1000:1000")
        self.folder = FormField("Folder", QLineEdit(), "The container's own; or a path in it")
        self.open = Button("Open a shell", "primary", "terminal-window")
        middle = QWidget()
        middle.setFixedWidth(_WIDTH)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(Text("A shell in this container", "card"))
        for field in (self.command, self.user, self.folder):
            column.addWidget(field)
            assert isinstance(field.editor, QLineEdit)
            field.editor.returnPressed.connect(self.open.click)
        column.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 16, 0, 16)
        outer.addWidget(middle, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(1)

    def clear(self) -> None:
        """Forget what was typed for another container."""
        for field in (self.command, self.user, self.folder):
            assert isinstance(field.editor, QLineEdit)
            field.editor.clear()
            field.set_error("")

    def wish(self) -> ExecWish | None:
        """Return what was typed, None where it cannot be read: the field says why."""
        try:
            argv = tuple(shlex.split(_text(self.command)))
        except ValueError:
            self.command.set_error("A quotation mark is not closed.")
            return None
        return ExecWish(argv or ANY_SHELL, _text(self.user), _text(self.folder))


def _text(field: FormField) -> str:
    assert isinstance(field.editor, QLineEdit)
    return field.editor.text().strip()
