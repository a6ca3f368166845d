"""The log of a model's container, followed while it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.logview.panel import LogPanel
from app.look.components import EmptyState
from app.panes.deploy.running.tab import ModelTab

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.logview.intake import Intake
    from app.panes.deploy.running.rows import ModelRow
    from app.services.containers.holder import EngineHolder
    from app.state.hub import Hub
    from app.workers.job import Ended, Produced
    from app.workers.worker import Emit, Worker

TAIL = 2_000
"""Lines that are shown at first."""


class LogTab(ModelTab):
    """Follows what the container prints; asks nothing while it is not seen."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._row: ModelRow | None = None
        self._worker: Worker | None = None
        self._intake: Intake | None = None
        self.panel = LogPanel(hub.supervisor)
        self.empty = EmptyState("scroll", "No log", "Only the log of a container can be read here.")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.panel)
        self._pages.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.panel.end_asked.connect(self._on_end_asked)

    def show_row(self, row: ModelRow | None) -> None:
        """Show the log of a model's container from its end; the same one's goes on."""
        before, self._row = self._container, row
        if self._container == before:
            return
        self._stop()
        if self._container:
            self._pages.setCurrentWidget(self.panel)
            if self.isVisible():
                self._follow()
        else:
            self._pages.setCurrentWidget(self.empty)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the end."""
        super().showEvent(event)
        if self._worker is None:
            self._follow()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave the node alone while nobody looks."""
        super().hideEvent(event)
        self._stop()

    @property
    def _container(self) -> str:
        model = self._row.model if self._row is not None else None
        return model.container_id if model is not None else ""

    def _follow(self) -> None:
        container, row = self._container, self._row
        self._pages.setCurrentWidget(self.panel if container else self.empty)
        if not container or row is None or row.model is None:
            return
        self.panel.begin((row.model.container,))
        self.panel.goes_on = True
        self.panel.say("")
        intake = self._intake = self.panel.intake()

        def job(holder: EngineHolder, cancel: Cancel, emit: Emit) -> None:
            from app.services.containers.log_feed import LogSource, follow_logs
            from app.services.containers.logs import LogWish

            intake.tell_by(emit)
            follow_logs(holder, [LogSource(container, LogWish(tail=TAIL))], intake, cancel)

        worker = self._worker = self._hub.containers.worker(row.node, job)
        worker.produced.connect(self._on_news)
        worker.ended.connect(self._on_ended)
        self._hub.containers.start(worker)

    def _stop(self) -> None:
        if self._intake is not None:
            self._intake.close()
        if self._worker is not None:
            self._worker.stop()
        self._worker = self._intake = None

    def _on_news(self, produced: Produced) -> None:
        if self._worker is not None and produced.job == self._worker.name:
            self.panel.on_news()

    def _on_ended(self, ended: Ended) -> None:
        if self._worker is None or ended.job != self._worker.name:
            return
        self._worker = None
        self.panel.refresh()
        if ended.error is not None:
            self.panel.goes_on = False
            self.panel.say(f"{ended.error.message} {ended.error.hint}".strip())
        elif not ended.cancelled:
            self.panel.say("The log has ended: its container was removed")

    def _on_end_asked(self, _asked: object) -> None:
        self._stop()
        self._follow()
