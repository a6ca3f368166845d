"""The log of a container, followed while it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.logview.find_bar import SIDE
from app.logview.panel import LogPanel
from app.look.components import EmptyState
from app.panes.box_asking import LogAsking

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.logview.intake import Intake
    from app.services.containers.holder import EngineHolder
    from app.state.hub import Hub
    from app.workers.job import Ended, Produced
    from app.workers.worker import Emit, Worker

TAIL = 2_000
"""Lines that are shown at first."""


class ContainerLog(QWidget):
    """Shows what an engine prints. What was shown stays when its container is removed."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._node: NodeId | None = None
        self._container = ""
        self._following: Worker | None = None
        self._intake: Intake | None = None
        self._is_over = False
        self.panel = LogPanel(hub.supervisor)
        self.panel.end_asked.connect(self._on_end_asked)
        self.asking = LogAsking(hub, self.panel, SIDE)
        self.panel.bar.buttons.addWidget(self.asking.button)
        self.empty = EmptyState("scroll", tr("No log"), "")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    def show_none(self, why: str) -> None:
        """Forget what was shown; say why there is no log."""
        self._stop()
        self._node, self._container, self._is_over = None, "", False
        self.empty.text.setText(why)
        self._pages.setCurrentWidget(self.empty)

    def show_container(self, node: NodeId, container: str, name: str) -> None:
        """Follow a container's log, from its last lines on; the same one's goes on."""
        if (node, container) == (self._node, self._container):
            return
        self._stop()
        self._node, self._container, self._is_over = node, container, False
        self.asking.node = node
        self.panel.begin((name,))
        self._pages.setCurrentWidget(self.panel)
        if self.isVisible():
            self._follow()

    def showEvent(self, event: QShowEvent) -> None:
        """Follow, from the last lines on."""
        super().showEvent(event)
        if self._following is None and not self._is_over:
            self._begin_anew()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave the node alone while nobody looks."""
        super().hideEvent(event)
        self._stop()

    def _begin_anew(self) -> None:
        if self._container:
            self.panel.begin(self.panel.view.drawing.names)
            self._follow()

    def _follow(self) -> None:
        assert self._node is not None
        intake, container = self.panel.intake(), self._container

        def job(holder: EngineHolder, cancel: Cancel, emit: Emit) -> None:
            from app.services.containers.log_feed import LogSource, follow_logs
            from app.services.containers.logs import LogWish

            intake.tell_by(emit)
            follow_logs(holder, [LogSource(container, LogWish(tail=TAIL))], intake, cancel)

        self._intake = intake
        self.panel.goes_on = True
        self.panel.say("")
        worker = self._following = self._hub.containers.worker(self._node, job)
        worker.produced.connect(self._on_news)
        worker.ended.connect(self._on_ended)
        self._hub.containers.start(worker)

    def _stop(self) -> None:
        if self._intake is not None:
            self._intake.close()
        if self._following is not None:
            self._following.stop()
        self._following = self._intake = None

    def _on_news(self, produced: Produced) -> None:
        if self._following is not None and produced.job == self._following.name:
            self.panel.on_news()

    def _on_ended(self, ended: Ended) -> None:
        if self._following is None or ended.job != self._following.name:
            return
        self._following = None
        self.panel.refresh()
        if ended.cancelled:
            return
        self._is_over = True
        if ended.error is None:
            self.panel.say(tr("The log has ended: its container was removed."))
        else:
            self.panel.goes_on = False  # the newest lines can be asked for again
            self.panel.say(f"{ended.error.message} {ended.error.hint}".strip())

    def _on_end_asked(self, _asked: object) -> None:
        self._stop()
        self._is_over = False
        self._begin_anew()
