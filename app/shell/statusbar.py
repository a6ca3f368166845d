"""The status bar: the current node's session, latency, sample rate and source, version."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app import __version__
from app.core import units
from app.core.i18n import inside, tr
from app.look.components import Button, ElidedLabel, StateDot, Text
from app.look.fonts import ui_font
from app.panes.node_words import latency_text, look_of
from app.panes.tunnel_words import node_summary
from app.state.hub import PaneRequested
from app.transport.status import Phase, SessionStatus

if TYPE_CHECKING:
    from app.services.alerts.api import AlertChange
    from app.services.telemetry.api import Sample
    from app.services.tunnels.api import TunnelStatus
    from app.state.hub import Hub, NodeSelected
    from app.state.nodes import NodesChanged
    from app.state.telemetry import SampleTaken
    from app.state.tunnels import TunnelsChanged

HEIGHT = 28
_KEPT = 12
_SILENCE_MS = 3000
"""After this long without a sample (or three of its intervals) the rate is no longer claimed."""


class StatusBar(QFrame):
    """One line about the current node."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._times: collections.deque[float] = collections.deque(maxlen=_KEPT)
        self._source = ""
        self.setProperty("surface", "bottom")
        self.setFixedHeight(HEIGHT)
        self._dot = StateDot()
        self._session = ElidedLabel("", "meta", "text2")
        self._latency = Text("", "meta", "text3")
        self._rate = Text("", "meta", "text3")
        self._version = Text(f"v{__version__}", "meta", "text3")
        policy = QSizePolicy.Policy
        self._session.setSizePolicy(policy.Maximum, policy.Preferred)  # its text, or less
        self._tunnels: Button | None = None
        self._alerts: Button | None = None
        self._counting = False
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 14, 0)
        row.setSpacing(6)
        row.addWidget(self._dot)
        row.addWidget(self._session)
        row.addStretch(1)
        row.addWidget(self._latency)
        row.addSpacing(12)
        row.addWidget(self._rate)
        row.addSpacing(12)
        row.addWidget(self._version)
        self._silence = QTimer(self, singleShot=True, interval=_SILENCE_MS)
        self._silence.timeout.connect(self._on_silence)
        hub.node_selected.connect(self._on_node_selected)
        hub.nodes.changed.connect(self._on_nodes_changed)
        hub.sessions.status_changed.connect(self._on_status)
        hub.telemetry.sample_taken.connect(self._on_sample)
        self._refresh()
        self._restart()

    def texts(self) -> tuple[str, str, str]:
        """Return session, latency and rate as shown."""
        return self._session.whole_text(), self._latency.text(), self._rate.text()

    def begin_counting(self) -> None:
        """Show tunnels and alerts from now on: what knows them is made after the first paint."""
        self._counting = True
        self._hub.tunnels.changed.connect(self._on_tunnels_changed)
        self._hub.tunnels.status_changed.connect(self._on_tunnel_status)
        self._hub.alerts.changed.connect(self._on_alert)
        self._show_tunnels()
        self._show_alerts()

    @property
    def tunnels(self) -> Button | None:
        """What leads to the node's tunnels, None before it had one that is open."""
        return self._tunnels

    @property
    def alerts(self) -> Button | None:
        """What leads to the alerts, None before there was one."""
        return self._alerts

    def add_entry(self, icon_name: str, tip: str) -> Button:
        """Add a button beside the session, after those that are there."""
        button = Button("", "quiet", icon_name)
        button.setFont(ui_font(11, 400, tabular=True))
        button.setFixedHeight(HEIGHT - 8)
        button.setToolTip(tip)
        before = self._session if self._tunnels is None else self._tunnels
        self._row.insertWidget(self._row.indexOf(before) + 1, button)
        return button

    def _refresh(self) -> None:
        current = self._hub.current_node
        node = next((node for node in self._hub.nodes.all() if node.id == current), None)
        if node is None:
            return
        status = self._hub.sessions.status(current)
        look = look_of(node, status)
        self._dot.set_state(look.dot, look.words)
        self._session.setText(_session_words(node.is_local, status, look.words))
        latency = (
            "" if node.is_local or status.phase is not Phase.CONNECTED else latency_text(status)
        )
        self._latency.setText(latency)
        self._latency.setToolTip(tr("Round trip of the last heartbeat") if latency else "")

        if self._counting:
            self._show_tunnels()

    def _show_tunnels(self) -> None:
        text = node_summary(self._hub, self._hub.current_node)
        if self._tunnels is None and text:
            self._tunnels = self._make_tunnels_button()
        if self._tunnels is not None and text != self._tunnels.text():
            self._tunnels.setText(text)
            self._tunnels.setAccessibleName(tr("Tunnels: {text}").format(text=text))
            self._tunnels.setVisible(bool(text))

    def _make_tunnels_button(self) -> Button:
        button = self.add_entry("plugs", tr("Show the tunnels of this node"))
        button.clicked.connect(self._on_tunnels_clicked)
        return button

    def _show_alerts(self) -> None:
        from app.panes.alert_words import attention, count_words, worst_look

        wanting = attention(self._hub.alerts.active())
        text = count_words(len(wanting))
        if self._alerts is None and text:
            self._alerts = self._make_alerts_button()
        if self._alerts is None:
            return
        self._alerts.setVisible(bool(text))
        look = worst_look(wanting)
        if look is not None:
            self._alerts.setText(text)
            self._alerts.setAccessibleName(
                tr("{text}, the worst: {word}").format(text=text, word=inside(look.word))
            )
            self._alerts.set_icon_name(look.icon, look.tone)

    def _make_alerts_button(self) -> Button:
        button = Button("", "quiet", "warning")
        button.setFont(ui_font(11, 500, tabular=True))
        button.setFixedHeight(HEIGHT - 8)
        button.setToolTip(tr("Show what wants attention"))
        button.clicked.connect(self._on_alerts_clicked)
        self._row.insertWidget(self._row.indexOf(self._latency), button)
        return button

    def _restart(self) -> None:
        self._times.clear()
        self._rate.setText("")
        self._silence.stop()

    def _on_sample(self, taken: SampleTaken) -> None:
        if taken.node != self._hub.current_node:
            return
        sample: Sample = taken.sample
        self._times.append(sample.monotonic_s if sample.monotonic_s is not None else sample.time)
        self._source = sample.source
        interval = self._interval()
        if interval is not None:
            self._show_rate(
                f"{units.sampling(interval)} · {self._source}",
                tr("How often this node is read, and by what"),
            )
        self._silence.start(max(_SILENCE_MS, round(3000 * (interval or 1.0))))

    def _interval(self) -> float | None:
        if len(self._times) < 3:
            return None
        span = self._times[-1] - self._times[0]
        return span / (len(self._times) - 1) if span > 0 else None

    def _on_silence(self) -> None:
        self._times.clear()
        self._show_rate(tr("No samples"), tr("This node has sent no reading for a while"))

    def _show_rate(self, text: str, why: str) -> None:
        if text != self._rate.text():
            self._rate.setText(text)
            self._rate.setToolTip(why)

    def _on_node_selected(self, _selection: NodeSelected) -> None:
        self._restart()
        self._refresh()

    def _on_nodes_changed(self, _change: NodesChanged) -> None:
        self._refresh()

    def _on_tunnels_changed(self, changed: TunnelsChanged) -> None:
        if changed.node == self._hub.current_node:
            self._show_tunnels()

    def _on_tunnel_status(self, status: TunnelStatus) -> None:
        if status.node == self._hub.current_node:
            self._show_tunnels()

    def _on_tunnels_clicked(self) -> None:
        self._hub.pane_requested.emit(PaneRequested("tunnels"))

    def _on_alert(self, _change: AlertChange) -> None:
        self._show_alerts()

    def _on_alerts_clicked(self) -> None:
        self._hub.pane_requested.emit(PaneRequested("alerts"))

    def _on_status(self, status: SessionStatus) -> None:
        if status.node == self._hub.current_node:
            self._refresh()


def _session_words(local: bool, status: SessionStatus, words: str) -> str:
    if local:
        connected = status.phase is Phase.CONNECTED
        return (
            tr("This computer is connected") if connected else tr("This computer is not connected")
        )
    if status.phase is Phase.CONNECTED:
        return (
            tr("SSH connected · {address}").format(address=status.address)
            if status.address
            else tr("SSH connected")
        )
    return f"SSH: {inside(words)}{f' · {status.message}' if status.message else ''}"
