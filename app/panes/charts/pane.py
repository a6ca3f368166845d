"""The charts pane: the current node, live."""

from __future__ import annotations

import math
import time
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import SettingsUnwritable, UnknownNode
from app.core.ids import NodeId
from app.look.components import Chosen, EmptyState, scrolled
from app.panes.charts.grid import ChartGrid
from app.panes.charts.header import ChartsHeader
from app.panes.charts.settings import SECTION, ChartSettings
from app.panes.machine_words import machine_line
from app.plots.content import charts_for
from app.plots.missing_gpus import with_missing_gpus
from app.plots.rows import Window
from app.plots.view import View
from app.services.telemetry.api import Sample
from app.services.telemetry.metrics import reason_for, row_of
from app.state.hub import Hub, NodeSelected
from app.state.nodes import NodesChanged
from app.state.rings import GAP_FACTOR, Timeline
from app.state.telemetry import MachineSeen, SampleTaken, TelemetryStopped
from app.transport.status import Phase, SessionStatus

FRAME_MS = 100
"""Charts repaint at most this often."""
_WORDS_S = 0.9
"""Numbers change once a second at most: faster ones cannot be read."""
_BEAT_MS = 1000
_MARGIN = 24
_BAR_MARGIN = 12
"""Pixels between the scroll bar and the edge of the window."""


class ChartsPane(QWidget):
    """Memory map and live charts of the current node.

    Samples only set a flag; the pane paints on its own clock, and only while it can be seen.
    """

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._settings = hub.settings.load(SECTION, ChartSettings)
        self._paused_at: float | None = None
        self._words_at = -math.inf
        self._frame_at = 0.0
        self._frame = QTimer(self, singleShot=True)
        self._frame.timeout.connect(self._show_frame)
        self._beat = QTimer(self, interval=_BEAT_MS)
        self._beat.timeout.connect(self._on_beat)
        self._build()
        self._listen()
        self._show_node()

    @property
    def paused(self) -> bool:
        """Whether the charts stand still."""
        return self._paused_at is not None

    def set_paused(self, paused: bool) -> None:
        """Stop the charts, or let them catch up; nothing is lost meanwhile."""
        if paused == self.paused:
            return
        self._paused_at = self._newest_end() if paused else None
        self._show_status()
        self._show_frame()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pause and go on with the space bar."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.set_paused(not self.paused)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up and start the clock."""
        super().showEvent(event)
        self._beat.start()
        self._show_status()
        self._show_frame()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the clock."""
        super().hideEvent(event)
        self._beat.stop()
        self._frame.stop()

    def _build(self) -> None:
        self.header = ChartsHeader()
        self.header.windows.choose(str(self._settings.window))
        self.grid = ChartGrid()
        self.empty = EmptyState("chart-line", "Charts", "", "Connect")
        self._area = scrolled(self.grid)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._area)
        self._pages.addWidget(self.empty)
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
        hub, header = self._hub, self.header
        hub.node_selected.connect(self._on_node_selected)
        hub.nodes.changed.connect(self._on_nodes_changed)
        hub.sessions.status_changed.connect(self._on_status)
        hub.telemetry.sample_taken.connect(self._on_sample)
        hub.telemetry.machine_seen.connect(self._on_machine)
        hub.telemetry.telemetry_stopped.connect(self._on_stopped)
        header.windows.chosen.connect(self._on_window_chosen)
        header.pause.clicked.connect(self._on_pause_clicked)
        header.resume.clicked.connect(self._on_resume_clicked)
        assert self.empty.action is not None
        self.empty.action.clicked.connect(self._on_connect_clicked)

    def _on_scroll_range(self, _low: int, high: int) -> None:
        """Give the scroll bar the margin's room, so that cards never change their width."""
        bar = self._area.verticalScrollBar().sizeHint().width() if high else 0
        self.grid.setContentsMargins(0, 0, max(_MARGIN - _BAR_MARGIN - bar, 0), 16)

    @property
    def _node(self) -> NodeId:
        return self._hub.current_node

    @property
    def _history(self) -> Timeline:
        return self._hub.telemetry.history(self._node)

    def _on_node_selected(self, _selected: NodeSelected) -> None:
        self._paused_at = None
        self.grid.cursor_place.move(None)
        self._show_node()

    def _on_nodes_changed(self, changed: NodesChanged) -> None:
        if changed.node == self._node:
            self._show_node()

    def _on_status(self, status: SessionStatus) -> None:
        if status.node == self._node:
            self._show_status()

    def _on_sample(self, taken: SampleTaken) -> None:
        if taken.node != self._node or not self._seen or self.paused:
            return
        if self._pages.currentWidget() is self.empty:
            self._show_status()
            self._show_frame()
        elif not self._frame.isActive():
            since = round((time.monotonic() - self._frame_at) * 1000)
            self._frame.start(min(max(FRAME_MS - since, 0), FRAME_MS))

    def _on_machine(self, seen: MachineSeen) -> None:
        if seen.node == self._node:
            self._show_machine()

    def _on_stopped(self, stopped: TelemetryStopped) -> None:
        if stopped.node == self._node:
            self._show_status()

    def _on_window_chosen(self, chosen: Chosen) -> None:
        self._settings = replace(self._settings, window_s=int(chosen.key))
        try:
            self._hub.settings.save(SECTION, self._settings)
        except SettingsUnwritable as error:
            self._hub.tell_error(error)
        self._show_frame()

    def _on_pause_clicked(self) -> None:
        self.set_paused(True)
        self.header.resume.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_resume_clicked(self) -> None:
        self.set_paused(False)
        self.header.pause.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_connect_clicked(self) -> None:
        self._hub.sessions.connect_node(self._node)

    def _on_beat(self) -> None:
        """Let time go on in the charts while no samples come."""
        self._show_machine()
        if not self.paused and self._stale() and not self._frame.isActive():
            self._show_frame()

    @property
    def _seen(self) -> bool:
        return self.isVisible() and not self.window().isMinimized()

    def _age(self) -> float:
        last = self._history.last_time
        return 0.0 if last is None else self._hub.telemetry.now() - last

    def _stale(self) -> bool:
        return self._age() > GAP_FACTOR * (self._history.interval or 1.0)

    def _newest_end(self) -> float:
        last = self._history.last_time
        return self._hub.telemetry.now() if last is None or self._stale() else last

    def _show_node(self) -> None:
        try:
            name = self._hub.nodes.get(self._node).name
        except UnknownNode:
            return  # removed; another one is selected next
        self.header.name.setText(name)
        self._words_at = -math.inf  # the charts still hold the words of the node before
        self._show_status()
        sample = self._hub.telemetry.latest(self._node)
        if sample is None:
            self.grid.show_charts(())
        else:  # also while hidden, so that the first look finds all in place
            self._show_words(sample)
        self._show_frame()

    def _show_status(self) -> None:
        status = self._hub.sessions.status(self._node)
        self.header.show_status(status, paused=self.paused)
        self._show_machine()
        explained = self._explain(status)
        self._pages.setCurrentWidget(self.empty if explained else self._area)
        for control in (self.header.windows, self.header.pause, self.header.rate):
            control.setEnabled(not explained)

    def _explain(self, status: SessionStatus) -> bool:
        """Say why there are no charts; False when there are."""
        sample = self._hub.telemetry.latest(self._node)
        name, phase = self.header.name.text(), status.phase
        stopped = self._hub.telemetry.stopped(self._node)
        if phase in (Phase.OFF, Phase.REFUSED):
            why = f"{status.message} {status.hint}".strip()
            self._say(f"{name} is not connected", why or _WHAT, button=True)
        elif stopped is not None and phase is Phase.CONNECTED:
            self._say(f"No readings from {name}", f"{stopped.reason} {stopped.hint}".strip())
        elif sample is not None:
            return False
        elif phase is Phase.CONNECTED:
            self._say("Waiting for the first sample", f"{name} is connected.")
        else:
            self._say(f"Connecting to {name}", status.message or "Charts begin by themselves.")
        return True

    def _say(self, title: str, text: str, *, button: bool = False) -> None:
        assert self.empty.action is not None
        self.empty.title.setText(title)
        self.empty.text.setText(text)
        self.empty.action.setVisible(button)

    def _show_machine(self) -> None:
        telemetry, node = self._hub.telemetry, self._node
        line = machine_line(telemetry.machine(node), telemetry.latest(node), telemetry.uptime(node))
        if line != self.header.machine.whole_text():
            self.header.machine.setText(line)
        self.header.show_rate(self._history.interval if telemetry.latest(node) else None)

    def _show_frame(self) -> None:
        sample = self._hub.telemetry.latest(self._node)
        if sample is None or not self._seen:
            return
        self._frame_at = time.monotonic()
        now = self._hub.telemetry.now()
        age = self._age() if self._stale() else 0.0
        words = not self.paused and now - self._words_at >= _WORDS_S
        if words:
            self._words_at = now
            self._show_words(sample, age)
        end = self._newest_end() if self._paused_at is None else self._paused_at
        window = Window(end - self._settings.window, end, time.time() - now)
        drawn = with_missing_gpus(sample, self._history.keys)
        self.grid.show_view(View(self._history, window, drawn, row_of(drawn), age), words=words)

    def _show_words(self, sample: Sample, age: float = 0.0) -> None:
        self.grid.show_charts(charts_for(with_missing_gpus(sample, self._history.keys)))
        self.grid.memory_map.show_sample(sample, age)
        notice = ""
        if not sample.gpus:
            reason = reason_for(sample, "gpus") or "none was found"
            notice = f"No GPU is reported: {reason.rstrip('.')}."
        self.grid.notice.show_text(notice)


_WHAT = "Charts show memory, GPU, processor, temperatures, disk and network while it is connected."
