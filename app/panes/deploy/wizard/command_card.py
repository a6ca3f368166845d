"""The whole plan as commands: to read, to copy, to keep as a script."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from app.core.files import write_atomic
from app.core.i18n import tr
from app.look.components import Button, Card
from app.look.components.file_dialogs import ask_target
from app.look.fonts import mono_font
from app.panes.asking import Answered, Refused
from app.panes.deploy.asking import Asking
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.state.hub import Hub

_LINE = 19
_LEAST, _MOST = 4, 14
"""Lines that are seen without scrolling."""


class CommandCard(Card):
    """What would be typed on the node; secrets stand in it as `$HF_TOKEN`."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(tr("Command"), tr("the same by hand, on the node"))
        self._hub = hub
        self._name = "deploy.sh"
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(mono_font())
        self.text.setAccessibleName(tr("Command"))
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.copy = Button(tr("Copy"), icon_name="copy")
        self.save = Button(tr("Save as a script…"))
        self.header.addWidget(self.copy)
        self.header.addWidget(self.save)
        self.body.addWidget(self.text)
        self._saving = Asking(hub, self)
        self._saving.answered.connect(self._on_saved)
        self._saving.refused.connect(self._on_refused)
        self.copy.clicked.connect(self._on_copy)
        self.save.clicked.connect(self._on_save)

    def show_command(self, text: str, name: str) -> None:
        """Show the command of another plan; `name` is what its script would be called."""
        self._name = f"{name}.sh"
        if text != self.text.toPlainText():
            self.text.setPlainText(text)
        lines = max(_LEAST, min(_MOST, text.count("\n") + 2))
        self.text.setFixedHeight(lines * _LINE + 16)

    def save_to(self, path: Path) -> None:
        """Write the script; it may be run by its owner."""
        data = f"#!/bin/sh\n{self.text.toPlainText().rstrip()}\n".encode()

        def work(_cancel: Cancel) -> object:
            write_atomic(path, data)
            path.chmod(0o755)
            return path

        self._saving.work(work)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._hub.tell(Notice(Severity.SUCCESS, tr("The command was copied.")))

    def _on_save(self) -> None:
        title, kinds = tr("Save the command as a script"), tr("Script (*.sh);;All files (*)")
        ask_target(self, title, self._name, self._on_file, kinds=kinds)

    def _on_file(self, path: str) -> None:
        self.save_to(Path(path))

    def _on_saved(self, answered: Answered) -> None:
        self._hub.tell(Notice(Severity.SUCCESS, tr("The script was saved."), str(answered.value)))

    def _on_refused(self, refused: Refused) -> None:
        self._hub.tell_error(refused.error, refused.details)
