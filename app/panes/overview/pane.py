"""The overview: how the current node is, in one screen."""

from __future__ import annotations

import math
import time
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import UnknownNode
from app.core.i18n import tr
from app.core.ids import NodeId
from app.look.components import Chosen, EmptyState, plain_tip, scrolled
from app.look.motion import motion
from app.panes.absence import absence, show_absence
from app.panes.health_words import health_now
from app.panes.machine_words import machine_line
from app.panes.overview.filler import PageFiller
from app.panes.overview.header import OverviewHeader
from app.panes.overview.page import OverviewPage
from app.panes.overview.settings import SECTION, OverviewSettings
from app.services.alerts.api import AlertChange
from app.state.alerts import FindingsChanged
from app.state.hub import Hub, NodeSelected
from app.state.nodes import NodesChanged
from app.state.rings import GAP_FACTOR, Timeline
from app.state.telemetry import MachineSeen, SampleTaken, TelemetryStopped
from app.transport.status import Phase, SessionStatus

FRAME_MS = 250
"""Curves are drawn again at most this often."""
_WORDS_S = 0.9
"""Numbers change once a second at most: faster ones cannot be read."""
_BEAT_MS = 1000
_MARGIN = 24
_BAR_MARGIN = 12
"""Pixels between the scroll bar and the edge of the window."""


class OverviewPane(QWidget):
    """Memory, GPU, engines, tunnels and troubles of the current node.

    Samples only set a flag; the pane paints on its own clock, and only while it can be seen.
    """

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._settings = hub.settings.load(SECTION, OverviewSettings)
        self._words_at = -math.inf
        self._frame_at = 0.0
        self._frame = QTimer(self, singleShot=True)
        self._frame.timeout.connect(self._show_frame)
        self._beat = QTimer(self, interval=_BEAT_MS)
        self._beat.timeout.connect(self._on_beat)
        hub.tunnels.start()
        self._build()
        self._listen()
        self._show_node()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up and start the clock."""
        super().showEvent(event)
        self._beat.start()
        self._words_at = -math.inf
        self._show_status()
        self._show_frame()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the clock."""
        super().hideEvent(event)
        self._beat.stop()
        self._frame.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the page for the room there is."""
        super().resizeEvent(event)
        self.page.fit(self.height())

    def _build(self) -> None:
        self.header = OverviewHeader()
        self.page = OverviewPage()
        self.page.load.ranges.choose(self._settings.shown[0])
        self.empty = EmptyState("squares-four", tr("Overview"), "", tr("Connect"))
        self._area = scrolled(self.page)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._area)
        self._pages.addWidget(self.empty)
        self._filler = PageFiller(self._hub, self.page, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 20, _BAR_MARGIN, 0)
        column.setSpacing(14)
        top = QVBoxLayout()
        top.setContentsMargins(0, 0, _MARGIN - _BAR_MARGIN, 0)
        top.addWidget(self.header)
        column.addLayout(top)
        column.addWidget(self._pages, 1)
        # The scroll bar lies in the margin, so that cards end where the header ends.
        self._on_scroll_range(0, 0)
        self._area.verticalScrollBar().rangeChanged.connect(self._on_scroll_range)

    def _listen(self) -> None:
        hub, header, filler = self._hub, self.header, self._filler
        hub.node_selected.connect(self._on_node_selected)
        hub.nodes.changed.connect(self._on_nodes_changed)
        hub.sessions.status_changed.connect(self._on_status)
        hub.telemetry.sample_taken.connect(self._on_sample)
        hub.telemetry.machine_seen.connect(self._on_machine)
        hub.telemetry.telemetry_stopped.connect(self._on_stopped)
        hub.alerts.changed.connect(self._on_alert)
        hub.alerts.findings_changed.connect(self._on_findings)
        filler.rows.changed.connect(self._show_soon)
        self.page.load.ranges.chosen.connect(self._on_range_chosen)
        header.dashboard.clicked.connect(filler.actions.open_dashboard)
        header.terminal.clicked.connect(filler.actions.open_terminal)
        header.deploy.clicked.connect(filler.actions.deploy)
        header.retry.clicked.connect(self._on_connect_clicked)
        assert self.empty.action is not None
        self.empty.action.clicked.connect(self._on_connect_clicked)

    def _on_scroll_range(self, _low: int, high: int) -> None:
        """Give the scroll bar the margin's room, so that cards never change their width."""
        bar = self._area.verticalScrollBar().sizeHint().width() if high else 0
        self.page.setContentsMargins(0, 0, max(_MARGIN - _BAR_MARGIN - bar, 0), 16)

    # What happens

    def _on_node_selected(self, _selected: NodeSelected) -> None:
        self._show_node()

    def _on_nodes_changed(self, changed: NodesChanged) -> None:
        if changed.node == self._node:
            self._show_node()

    def _on_status(self, status: SessionStatus) -> None:
        if status.node == self._node:
            self._show_status()

    def _on_sample(self, taken: SampleTaken) -> None:
        self._filler.note(taken.node, taken.sample)
        if taken.node == self._node and self._pages.currentWidget() is self.empty:
            self._show_status()
        if taken.node == self._node:
            self._show_soon()

    def _on_machine(self, seen: MachineSeen) -> None:
        if seen.node == self._node:
            self._show_machine()

    def _on_stopped(self, stopped: TelemetryStopped) -> None:
        if stopped.node == self._node:
            self._show_status()

    def _on_alert(self, change: AlertChange) -> None:
        if change.alert.node == self._node:
            self._show_health()

    def _on_findings(self, changed: FindingsChanged) -> None:
        if changed.node == self._node:
            self._show_health()

    def _on_range_chosen(self, chosen: Chosen) -> None:
        self._settings = replace(self._settings, range=chosen.key)
        self._hub.remember(SECTION, self._settings)
        self._filler.rows.choose(self._node, *self._settings.shown)
        self._show_frame()

    def _on_connect_clicked(self) -> None:
        self._hub.sessions.connect_node(self._node)

    def _on_beat(self) -> None:
        """Let time go on while no samples come."""
        self._show_machine()
        if self._stale():
            self._show_soon()

    # What is shown

    @property
    def _node(self) -> NodeId:
        return self._hub.current_node

    @property
    def _history(self) -> Timeline:
        return self._hub.telemetry.history(self._node)

    @property
    def _age(self) -> float:
        last = self._history.last_time
        return 0.0 if last is None else self._hub.telemetry.now() - last

    def _stale(self) -> bool:
        return self._age > GAP_FACTOR * (self._history.interval or 1.0)

    def _show_node(self) -> None:
        try:
            name = self._hub.nodes.get(self._node).name
        except UnknownNode:
            return  # removed; another one is selected next
        self.header.show_name(name)
        self._words_at = -math.inf
        self._filler.rows.choose(self._node, *self._settings.shown)
        self._filler.show_tunnels()
        self._show_status()
        self._show_frame()

    def _show_status(self) -> None:
        telemetry, node = self._hub.telemetry, self._node
        status = self._hub.sessions.status(node)
        missing = absence(
            self.header.name.whole_text(),
            status,
            telemetry.stopped(node),
            sampled=telemetry.latest(node) is not None,
            what=_WHAT,
            begins=tr("It appears here by itself."),
        )
        if missing is not None:
            show_absence(self.empty, missing)
        self._pages.setCurrentWidget(self._area if missing is None else self.empty)
        lost = missing is None and status.phase.is_retried
        self.header.retry.setVisible(lost)
        self.header.deploy.setVisible(missing is None and not lost)  # one primary button
        self._show_machine()
        self._show_health()

    def _show_health(self) -> None:
        self.header.state.show_state(*health_now(self._hub, self._node))
        self.header.state.setToolTip(plain_tip(self._hub.sessions.status(self._node).message))
        self._filler.show_troubles()

    def _show_machine(self) -> None:
        telemetry, node = self._hub.telemetry, self._node
        status = self._hub.sessions.status(node)
        connected = status.phase is Phase.CONNECTED
        uptime = telemetry.uptime(node) if connected else None
        line = machine_line(telemetry.machine(node), telemetry.latest(node), uptime)
        if status.phase.is_retried and telemetry.latest(node) is not None:
            line = f"{status.message} {status.hint}".strip() or line
        self.header.show_line(line)
        self.header.dashboard.setVisible(connected and self._filler.actions.has_dashboard(node))

    def _show_soon(self) -> None:
        """Draw on our own clock, and only while it can be seen."""
        if self._seen and not self._frame.isActive():
            since = round((time.monotonic() - self._frame_at) * 1000)
            pause = motion().frame_ms(FRAME_MS)
            self._frame.start(min(max(pause - since, 0), pause))

    @property
    def _seen(self) -> bool:
        return self.isVisible() and not self.window().isMinimized()

    def _show_frame(self) -> None:
        sample = self._hub.telemetry.latest(self._node)
        if sample is None or not self._seen:
            return
        self._frame_at = time.monotonic()
        now, stale = self._hub.telemetry.now(), self._stale()
        if now - self._words_at >= _WORDS_S:
            self._words_at = now
            self._filler.show_words(sample, self._age if stale else 0.0)
        last = self._history.last_time
        self._filler.show_curves(now if last is None or stale else last)


_WHAT = tr(
    "The overview shows memory, GPU, engines and tunnels of a machine while it is connected."
)
