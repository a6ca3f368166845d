"""The docker run line that does what the form says, to be read and copied."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, Text
from app.look.fonts import mono_font
from app.services.containers.run_line import line_of, secrets_of
from app.services.containers.run_spec import RunSpec

_COPIED = tr("Copied")
_COPY = tr("Copy")


class LineView(QWidget):
    """The line, live, without the values of secrets."""

    def __init__(self) -> None:
        super().__init__()
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setFont(mono_font())
        self._text.setAccessibleName(tr("The docker run line"))
        self._text.setTabChangesFocus(True)
        self._hidden = Text("", "meta", "text3", wrap=True)
        self.copy = Button(_COPY, "link", "copy")
        self.copy.clicked.connect(self._on_copy)
        head = QHBoxLayout()
        head.addWidget(Text(tr("The same on a command line"), "strong"))
        head.addStretch(1)
        head.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._text, 1)
        column.addWidget(self._hidden)

    def text(self) -> str:
        """Return the line."""
        return self._text.toPlainText()

    def show_spec(self, spec: RunSpec) -> None:
        """Show the line of a spec."""
        line = line_of(spec)
        if line != self.text():
            self._text.setPlainText(line)
            self.copy.setText(_COPY)
        names = ", ".join(secrets_of(spec))
        self._hidden.setText(
            tr(
                "{names} without the value: docker takes it from the shell that runs the line."
            ).format(names=names)
        )
        self._hidden.setVisible(bool(names))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
        self.copy.setText(_COPIED)
