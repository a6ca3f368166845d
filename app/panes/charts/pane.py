"""The charts pane: the current node, live and as it was."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import UnknownNode
from app.core.i18n import tr
from app.core.ids import NodeId
from app.look.components import Chosen, EmptyState, scrolled
from app.look.motion import motion
from app.panes.absence import show_absence
from app.panes.charts.absence import absence
from app.panes.charts.choice import chosen
from app.panes.charts.grid import ChartGrid
from app.panes.charts.header import ChartsHeader
from app.panes.charts.keeping import KeptSettings
from app.panes.charts.showing import Showing
from app.panes.charts.table import SummaryTable
from app.panes.charts.toolbar import ChartsToolbar
from app.panes.charts.tools import ChartsTools
from app.panes.ending import EndFlow
from app.panes.health_words import health_now
from app.panes.machine_words import machine_line
from app.plots.axis import stretch_text
from app.plots.content import all_charts, charts_for
from app.plots.cursor import CursorMoved
from app.plots.gestures import press_time_key
from app.plots.missing_gpus import with_missing_gpus
from app.plots.remembered import HISTORY, remembered_sample
from app.plots.view import View
from app.services.alerts.api import AlertChange
from app.services.telemetry.api import Sample
from app.services.telemetry.metrics import reason_for, row_of
from app.state.alerts import FindingsChanged
from app.state.hub import Hub, NodeSelected
from app.state.nodes import NodesChanged
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
    """Memory map and charts of the current node.

    Samples only set a flag; the pane paints on its own clock, and only while it can be seen.
    """

    def __init__(
        self,
        hub: Hub,
        parent: QWidget | None = None,
        *,
        wall: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self._hub = hub
        self._kept = KeptSettings(hub, self)
        self._words_at = -math.inf
        self._frame_at = 0.0
        self._frame = QTimer(self, singleShot=True)
        self._frame.timeout.connect(self._show_frame)
        self._beat = QTimer(self, interval=_BEAT_MS)
        self._beat.timeout.connect(self._on_beat)
        self.header = ChartsHeader()
        self.toolbar = ChartsToolbar()
        self.grid = ChartGrid()
        self.empty = EmptyState("chart-line", tr("Charts"), "", tr("Connect"))
        self.table = SummaryTable()
        window = self._kept.value.window
        self.showing = Showing(hub, self.grid.navigation, window, self, wall=wall)
        self.tools = ChartsTools(hub, self, self.toolbar, self.grid, self.showing, self._kept)
        self._build()
        self._listen()
        self._show_node()

    @property
    def paused(self) -> bool:
        """Whether the charts stand still."""
        return self.showing.paused

    def set_paused(self, paused: bool) -> None:
        """Stop the charts, or let them catch up; nothing is lost meanwhile."""
        if paused == self.paused:
            return
        self.showing.set_paused(paused)
        self._show_status()
        self._show_frame()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pause and go on with the space bar; zoom and move through time; table and export."""
        modifiers, modifier = event.modifiers(), Qt.KeyboardModifier
        control = modifiers == modifier.ControlModifier
        shifted = modifiers == modifier.ControlModifier | modifier.ShiftModifier
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.set_paused(not self.paused)
        elif control and event.key() == Qt.Key.Key_T:
            self.tools.toggle_table()
        elif shifted and event.key() == Qt.Key.Key_A:
            self.tools.ask()
        elif control and event.key() == Qt.Key.Key_S:
            self.tools.open_export_menu()
        elif not press_time_key(self.grid.navigation, self.grid.cursor_place, event):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up and start the clock."""
        super().showEvent(event)
        self._beat.start()
        if (moment := self._hub.take_moment()) is not None:
            self.showing.look_at(moment)
        self.showing.tick()
        self._show_status()
        self._show_frame()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the clock."""
        super().hideEvent(event)
        self._beat.stop()
        self._frame.stop()

    def _build(self) -> None:
        self.toolbar.ranges.choose(str(self._kept.value.window))
        self._area = scrolled(self.grid)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._area)
        self._pages.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 20, _BAR_MARGIN, 0)
        column.setSpacing(14)
        top = QVBoxLayout()
        top.setContentsMargins(0, 0, _MARGIN - _BAR_MARGIN, 0)
        top.setSpacing(12)
        top.addWidget(self.header)
        top.addWidget(self.toolbar)
        column.addLayout(top)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self._pages)
        self._below = QWidget()
        inset = QVBoxLayout(self._below)
        inset.setContentsMargins(0, 0, _MARGIN - _BAR_MARGIN, 16)
        inset.addWidget(self.table)
        halves.addWidget(self._below)
        halves.setStretchFactor(0, 3)
        halves.setStretchFactor(1, 2)
        column.addWidget(halves, 1)
        self._on_kept_changed()
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
        hub.telemetry.telemetry_stopped.connect(self._on_status)
        hub.alerts.changed.connect(self._on_alert)
        hub.alerts.findings_changed.connect(self._on_status)
        header.pause.clicked.connect(self._on_pause_clicked)
        header.resume.clicked.connect(self._on_pause_clicked)
        self.toolbar.ranges.chosen.connect(self._on_range_chosen)
        header.reset.clicked.connect(self.showing.reset)
        self.showing.changed.connect(self._on_showing_changed)
        self.grid.cursor_place.moved.connect(self._on_cursor_moved)
        self._kept.changed.connect(self._on_kept_changed)
        self.grid.memory_map.end_requested.connect(EndFlow(hub, self).on_requested)
        assert self.empty.action is not None
        self.empty.action.clicked.connect(self._on_connect_clicked)

    def _on_scroll_range(self, _low: int, high: int) -> None:
        """Give the scroll bar the margin's room, so that cards never change their width."""
        bar = self._area.verticalScrollBar().sizeHint().width() if high else 0
        self.grid.setContentsMargins(0, 0, max(_MARGIN - _BAR_MARGIN - bar, 0), 16)

    @property
    def _node(self) -> NodeId:
        return self._hub.current_node

    def _on_node_selected(self, _selected: NodeSelected) -> None:
        self.grid.cursor_place.move(None)
        self.showing.follow()
        self._show_node()

    def _on_nodes_changed(self, changed: NodesChanged) -> None:
        if changed.node == self._node:
            self._show_node()

    def _on_status(self, change: SessionStatus | TelemetryStopped | FindingsChanged) -> None:
        if change.node == self._node:
            self._show_status()

    def _on_sample(self, taken: SampleTaken) -> None:
        if taken.node != self._node or not self._seen or self.paused:
            return
        if self.grid.navigation.selection is not None:  # what is being chosen stands still
            return
        if self._pages.currentWidget() is self.empty:
            self._show_status()
            self._show_frame()
        elif not self._frame.isActive():
            since = round((time.monotonic() - self._frame_at) * 1000)
            pause = motion().frame_ms(FRAME_MS)
            self._frame.start(min(max(pause - since, 0), pause))

    def _on_machine(self, seen: MachineSeen) -> None:
        if seen.node == self._node:
            self._show_machine()

    def _on_alert(self, change: AlertChange) -> None:
        if change.alert.node == self._node:
            self._show_status()

    def _on_range_chosen(self, chosen: Chosen) -> None:
        self._kept.keep(replace(self._kept.value, window_s=int(chosen.key)))
        self.showing.choose(self._kept.value.window)

    def _on_kept_changed(self) -> None:
        self._below.setVisible(self._kept.value.table)
        self.toolbar.table.setChecked(self._kept.value.table)
        self._words_at = -math.inf
        self._show_frame()

    def _on_cursor_moved(self, _moved: CursorMoved) -> None:
        if self.table.isVisible():
            self.table.summary.show_rows(self.grid.summaries())

    def _on_showing_changed(self) -> None:
        if not self.paused:
            self._words_at = -math.inf
        self._show_status()
        self._show_frame()

    def _on_pause_clicked(self) -> None:
        """Pause or go on; the keyboard stays where the button was."""
        self.set_paused(not self.paused)
        button = self.header.resume if self.paused else self.header.pause
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_connect_clicked(self) -> None:
        self._hub.sessions.connect_node(self._node)

    def _on_beat(self) -> None:
        """Let time go on in the charts while no samples come."""
        self._show_machine()
        due = self.showing.tick() or (not self.paused and self.showing.age > 0)
        if due and not self._frame.isActive():
            self._show_frame()

    @property
    def _seen(self) -> bool:
        return self.isVisible() and not self.window().isMinimized()

    def _show_node(self) -> None:
        try:
            name = self._hub.nodes.get(self._node).name
        except UnknownNode:
            return  # removed; another one is selected next
        self.header.show_name(name)
        self._words_at = -math.inf  # the charts still hold the words of the node before
        self._show_status()
        sample = self._hub.telemetry.latest(self._node)
        if sample is None:
            self.grid.show_charts(())
        else:  # also while hidden, so that the first look finds all in place
            self._show_words(sample)
        self._show_frame()

    @property
    def _sample(self) -> Sample | None:
        """What the charts are made for: the newest sample, else what the history knows."""
        sample = self._hub.telemetry.latest(self._node)
        if sample is not None or not self.showing.known or self.showing.live:
            return sample
        return remembered_sample(self._node, self.showing.known, _NOT_CONNECTED)

    def _show_status(self) -> None:
        status = self._hub.sessions.status(self._node)
        health = health_now(self._hub, self._node)
        self.header.show_status(status, health, paused=self.paused)
        self._show_machine()
        missing = absence(
            self.header.name.whole_text(),
            status,
            self._hub.telemetry.stopped(self._node),
            sampled=self._hub.telemetry.latest(self._node) is not None,
            remembered=bool(self.showing.known),
            live=self.showing.live,
        )
        self._pages.setCurrentWidget(self._area if missing is None else self.empty)
        self.toolbar.show_tools(missing is None)
        for control in (self.header.pause, self.header.rate):
            control.setEnabled(missing is None)
        zoomed, compared = self.showing.times.zoomed, self.showing.comparison
        self.header.show_stretch(stretch_text(*self.showing.stretch) if zoomed else "")
        self.toolbar.show_comparison("" if compared is None else compared.label)
        if missing is not None:
            show_absence(self.empty, missing)

    def _show_machine(self) -> None:
        telemetry, node = self._hub.telemetry, self._node
        sample = telemetry.latest(node)
        connected = self._hub.sessions.status(node).phase is Phase.CONNECTED
        uptime = telemetry.uptime(node) if connected else None
        line = machine_line(telemetry.machine(node), sample, uptime)
        self.header.show_line(line)
        self.header.show_rate(self.showing.fineness)

    def _show_frame(self) -> None:
        if not self._seen:
            return
        self.showing.follow_events()
        sample = self._sample
        if sample is None:
            return
        self._frame_at = time.monotonic()
        now, age = self._hub.telemetry.now(), self.showing.age
        words = now - self._words_at >= (math.inf if self.paused else _WORDS_S)
        if words:
            self._words_at = now
            self._show_words(sample, age)
        drawn = with_missing_gpus(sample, self.tools.known_keys)
        frame = self.showing.frame(self.grid.keys(drawn), self.grid.plot_width)
        view = View(
            rows=frame.rows,
            window=frame.window,
            sample=drawn,
            row=row_of(drawn),
            age=age,
            events=frame.events,
            alerts=frame.alerts,
            compared=frame.compared,
            loading=frame.loading,
            past=self.showing.times.shown.end is not None,
        )
        self.grid.show_view(view, words=words)
        self.grid.notice.show_text(frame.problem or _missing_gpus_text(sample))
        if words:
            self.header.show_rate(self.showing.fineness)
            self._on_cursor_moved(CursorMoved(self.grid.cursor_place.place))

    def _show_words(self, sample: Sample, age: float = 0.0) -> None:
        keys = self.tools.known_keys
        drawn = with_missing_gpus(sample, keys)
        settings = self._kept.value
        charts = all_charts(drawn, keys) if settings.added else charts_for(drawn)
        self.grid.show_charts(chosen(settings, charts))
        known = self._hub.telemetry.latest(self._node) is not None
        self.grid.memory_map.setVisible(known)
        if known:
            self.grid.memory_map.show_sample(sample, age)


_NOT_CONNECTED = tr("not connected")


def _missing_gpus_text(sample: Sample) -> str:
    if sample.gpus or sample.source == HISTORY:
        return ""
    reason = reason_for(sample, "gpus") or tr("none was found")
    return tr("No GPU is reported: {reason}.").format(reason=reason.rstrip("."))
