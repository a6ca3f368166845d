"""ShellForm: what to run in a container, as whom and where, before a shell is opened."""

from __future__ import annotations

import shlex

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, FormField
from app.services.containers.exec_wish import ANY_SHELL, ExecWish

_WIDTH = 760


class ShellForm(QWidget):
    """Every field may stay empty; Return in one of them is the button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.command = _field(tr("Command"), tr("bash, else sh"))
        self.user = _field(tr("User"), tr("the container's"))
        self.folder = _field(tr("Folder"), tr("the container's"))
        self.open = Button(tr("Open a shell"), "primary", "terminal-window")
        fields = QHBoxLayout()
        fields.setSpacing(10)
        for field, share in ((self.command, 2), (self.user, 1), (self.folder, 1)):
            fields.addWidget(field, share)
            assert isinstance(field.editor, QLineEdit)
            field.editor.returnPressed.connect(self.open.click)
        middle = QWidget()
        middle.setMaximumWidth(_WIDTH)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(fields)
        column.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 0, 8)
        outer.addWidget(middle)
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
            self.command.set_error(tr("A quotation mark is not closed."))
            return None
        return ExecWish(argv or ANY_SHELL, _text(self.user), _text(self.folder))


def _field(label: str, usual: str) -> FormField:
    editor = QLineEdit()
    editor.setPlaceholderText(usual)
    return FormField(label, editor)


def _text(field: FormField) -> str:
    assert isinstance(field.editor, QLineEdit)
    return field.editor.text().strip()
