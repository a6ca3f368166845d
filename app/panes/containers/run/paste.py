"""Pasting a docker run line of somebody else's."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from app.core.errors import BadInput
from app.core.i18n import tr
from app.look.components import Button, FormField, Text
from app.look.fonts import mono_font
from app.services.containers.run_line import Pasted, read_line

_EXAMPLE = tr("docker run --gpus all -p 8000:8000 \\\n  vllm/vllm-openai:latest --model …")


@dataclass(frozen=True, slots=True)
class LineRead:
    """A line was pasted that can be read."""

    pasted: Pasted


class PasteDialog(QDialog):
    """Asks for a line and reads it; what cannot be taken over is said afterwards, in the form.

    Signals:
        line_read: it could be read; the dialog is closed.
    """

    line_read = Signal(LineRead)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Paste a docker run line"))
        self.setMinimumWidth(560)
        self.editor = QPlainTextEdit()
        self.editor.setFont(mono_font())
        self.editor.setPlaceholderText(_EXAMPLE)
        self.editor.setMinimumHeight(150)
        self.editor.setTabChangesFocus(True)
        self.field = FormField(
            tr("The line, whole, with its backslashes and quotes"),
            self.editor,
            tr(
                "Nothing of it is run: it fills the form. ~ and $HOME are of another "
                "shell and stay."
            ),
        )
        self.use = Button(tr("Fill the form"), "primary")
        self.use.setDefault(True)
        cancel = Button(tr("Cancel"))
        buttons = QDialogButtonBox()
        buttons.addButton(self.use, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(Text(self.windowTitle(), "card"))
        column.addWidget(self.field)
        column.addWidget(buttons)
        self.editor.textChanged.connect(self._on_text)
        self.use.clicked.connect(self.submit)
        cancel.clicked.connect(self.reject)
        copied = QGuiApplication.clipboard().text()
        if "docker" in copied[:200] and " run " in copied[:400]:
            self.editor.setPlainText(copied)
            self.editor.selectAll()

    def submit(self) -> None:
        """Read the line, or say why it cannot be."""
        try:
            pasted = read_line(self.editor.toPlainText())
        except BadInput as error:
            self.field.set_error(str(error))
            return
        self.accept()
        self.line_read.emit(LineRead(pasted))

    def _on_text(self) -> None:
        if self.field.error:
            self.field.set_error("")
