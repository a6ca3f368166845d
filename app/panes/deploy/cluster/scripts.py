"""The scripts of a plan, one at a time: to read, to copy, to keep."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPlainTextEdit

from app.core.files import write_atomic
from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, Card
from app.look.components.file_dialogs import ask_folder
from app.look.fonts import mono_font
from app.panes.asking import Answered, Refused
from app.panes.deploy.asking import Asking
from app.services.serving.cluster.api import Script
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.state.hub import Hub

_HEIGHT = 300


class ScriptsCard(Card):
    """What is run on which machine, in order."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(tr("Scripts"), tr("one after the other, each on its machine"))
        self._hub = hub
        self._scripts: tuple[Script, ...] = ()
        self.which = QComboBox()
        self.which.setAccessibleName(tr("Script"))
        shrinks = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.which.setSizeAdjustPolicy(shrinks)
        self.which.setMinimumContentsLength(8)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(mono_font())
        self.text.setAccessibleName(tr("Script's text"))
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setMinimumHeight(_HEIGHT)
        self.copy = Button(tr("Copy"), icon_name="copy")
        self.save = Button(tr("Save all…"), icon_name="download-simple")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.which, 1)
        row.addWidget(self.copy)
        row.addWidget(self.save)
        self.body.addLayout(row)
        self.body.addWidget(self.text, 1)
        self._saving = Asking(hub, self)
        self._saving.answered.connect(self._on_saved)
        self._saving.refused.connect(self._on_refused)
        self.which.currentIndexChanged.connect(self._on_chosen)
        self.copy.clicked.connect(self._on_copy)
        self.save.clicked.connect(self._on_save)

    def show_scripts(self, scripts: Sequence[Script]) -> None:
        """Show the scripts of another plan; the one that was read stays in sight."""
        index = max(0, self.which.currentIndex())
        self._scripts = tuple(scripts)
        self.which.blockSignals(True)
        self.which.clear()
        for number, script in enumerate(scripts, start=1):
            self.which.addItem(f"{number}  {said(script.node)} · {script.title}")
        self.which.setCurrentIndex(min(index, len(scripts) - 1))
        self.which.blockSignals(False)
        self._on_chosen(self.which.currentIndex())

    def save_into(self, folder: Path) -> None:
        """Write all scripts into a folder; their owner may run them."""
        scripts = self._scripts

        def work(_cancel: Cancel) -> object:
            for script in scripts:
                path = folder / script.file_name
                write_atomic(path, script.text.encode())
                path.chmod(0o755)
            return folder

        self._saving.work(work)

    def stop(self) -> None:
        """Save nothing more."""
        self._saving.stop()

    def _on_chosen(self, index: int) -> None:
        self.text.setPlainText(self._scripts[index].text if 0 <= index < len(self._scripts) else "")

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._hub.tell(Notice(Severity.SUCCESS, tr("The script was copied.")))

    def _on_save(self) -> None:
        ask_folder(self, tr("Save the scripts into a folder"), self._on_folder)

    def _on_folder(self, path: str) -> None:
        self.save_into(Path(path))

    def _on_saved(self, answered: Answered) -> None:
        count = len(self._scripts)
        self._hub.tell(
            Notice(
                Severity.SUCCESS,
                tr("{count} scripts were saved.").format(count=count),
                str(answered.value),
            )
        )

    def _on_refused(self, refused: Refused) -> None:
        self._hub.tell_error(refused.error, refused.details)
