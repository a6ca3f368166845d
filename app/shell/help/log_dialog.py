"""The program's own log, in a window of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.logview.find_bar import SIDE
from app.logview.panel import LogPanel
from app.look.components import IconButton
from app.shell.dialog import resize_within

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.state.hub import Hub
    from app.workers.job import Ended, Produced
    from app.workers.worker import Emit


class LogDialog(QDialog):
    """Follows the log while it is open; lines are searched, filtered by level, and copied."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Log of this program"))
        self.setMinimumSize(560, 320)
        resize_within(self, 1000, 620)
        self._hub = hub
        self.panel = LogPanel(hub.supervisor)
        self.panel.begin((tr("this program"),))
        self.folder = IconButton("folder-open", tr("Open the folder of the log"), side=SIDE)
        self.panel.bar.buttons.addWidget(self.folder)
        self.setTabOrder(self.panel.jump, self.folder)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.addWidget(self.panel)
        self._intake = intake = self.panel.intake()
        path = hub.support.paths.log_file

        def job(cancel: Cancel, emit: Emit) -> None:
            from app.services.support.own_log import follow

            intake.tell_by(emit)
            follow(path, intake, cancel)

        self._worker = hub.supervisor.worker("own-log", job)
        self._worker.produced.connect(self._on_news)
        self._worker.ended.connect(self._on_ended)
        hub.supervisor.start(self._worker)
        if not path.exists():
            self.panel.say(tr("There is no log file: it could not be written."))

    def done(self, result: int) -> None:
        """Follow no more."""
        self._intake.close()
        self._worker.stop()
        self.panel.end()
        super().done(result)

    def _on_news(self, _produced: Produced) -> None:
        self.panel.on_news()

    def _on_ended(self, ended: Ended) -> None:
        if ended.error is not None:
            self.panel.say(ended.error.message)
