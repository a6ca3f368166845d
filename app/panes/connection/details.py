"""One node: its state, the steps of its connection, how one logs in, its identity, and its log."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.core import units
from app.core.i18n import numeral, tr
from app.look.components import (
    Button,
    Card,
    ElidedLabel,
    IconButton,
    KeyValues,
    Pill,
    Text,
)
from app.look.fonts import mono_font
from app.panes.connect_steps import StepsView
from app.panes.connection import journal
from app.panes.connection.key_card import KeyCard, Login, login_of
from app.panes.connection.open_in import OpenIn
from app.panes.connection.sources_card import SourcesCard
from app.panes.node_words import latency_text, pill_of
from app.panes.preflight_card import PreflightCard
from app.plots.axis import when_text
from app.transport.status import Phase, SessionStatus, Step

if TYPE_CHECKING:
    from app.hosts.nodes import Node
    from app.services.access.key_access import KeyStatus
    from app.state.hub import Hub

SIDE_BY_SIDE_FROM = 820
FIRST_BOOT = tr("A new Spark needs 3 to 4 minutes at its first start.")


class NodeDetails(QWidget):
    """Shows one node; what is to be done with it is asked of the pane.

    Signals:
        connect_requested, disconnect_requested, edit_requested, remove_requested,
        forget_key_requested, charts_requested, offer_declined: the user pressed that button.
    """

    connect_requested = Signal()
    disconnect_requested = Signal()
    edit_requested = Signal()
    remove_requested = Signal()
    forget_key_requested = Signal()
    charts_requested = Signal()
    offer_declined = Signal()

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._node: Node | None = None
        self._status: SessionStatus | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self._offer_wanted = False
        self._key: KeyStatus | None = None
        self._key_problem = ""
        self._shown_facts: list[tuple[str, str]] = []
        self._facts = KeyValues()
        self._facts_card = Card(tr("Identity"))
        self.key_card = KeyCard()
        self.sources_card = SourcesCard(hub)
        self.preflight = PreflightCard(hub)
        self.open_in = OpenIn(hub)
        self._make_widgets()
        self._wire()
        self._lay_out()

    def show_node(self, node: Node) -> None:
        """Show another node."""
        self._node = node
        self._name.setText(node.name)
        self._target.setText(
            tr("CPU, memory and GPU of this machine") if node.is_local else node.target
        )
        for widget in (self._edit, self._remove, self._steps_card, self.key_card):
            widget.setVisible(not node.is_local)
        self.open_in.show_node(node)
        self.sources_card.show_node(node.id)
        self.preflight.show_node(node.id)
        self.show_status(self._hub.sessions.status(node.id))

    def show_key(self, key: KeyStatus | None, problem: str, *, offer: bool) -> None:
        """Show whether this computer's key is let in, None while that is not known.

        Args:
            key: what was found in the node's authorized_keys.
            problem: why it could not be looked up.
            offer: whether to suggest key access after a login by password.
        """
        self._key, self._key_problem, self._offer_wanted = key, problem, offer
        if self._status is not None:
            self._show_key_access(self._status)

    def show_status(self, status: SessionStatus) -> None:
        """Show the state of the node's session."""
        if self._node is None or status.node != self._node.id:
            return
        self._status = status
        self._pill.show_state(*pill_of(status))
        wanted = status.phase.is_wanted
        self._connect.setVisible(not wanted)
        self._connect.setText(tr("Try again") if status.phase is Phase.REFUSED else tr("Connect"))
        self._retry.setVisible(status.phase.is_retried)
        self._disconnect.setVisible(wanted)
        self._disconnect.setText(
            tr("Disconnect") if status.phase is Phase.CONNECTED else tr("Cancel")
        )
        self._forget_key.setVisible(status.key_changed)
        self._charts.setVisible(status.phase is Phase.CONNECTED)
        self._steps.show_steps(status.steps)
        self._steps_card.subtitle.setText(self._how(status))
        self._show_ways()
        self._show_banner(status)
        self._show_key_access(status)
        self._show_facts(status)
        self._show_journal()
        self._fit()
        if status.retry_in_s is not None and self.isVisible():
            self._clock.start()
        else:
            self._clock.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Count down from the present time: the clock stands still while nobody looks."""
        super().showEvent(event)
        if self._status is not None:
            self.show_status(self._status)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the clock."""
        super().hideEvent(event)
        self._clock.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put below each other what has no room side by side."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        directions = QBoxLayout.Direction
        down, right = directions.TopToBottom, directions.LeftToRight
        head = self._title.sizeHint().width() + self._verbs.sizeHint().width()
        self._head.setDirection(down if head > self.width() else right)
        for row in (self._pair, self._foot):
            row.setDirection(down if self.width() < SIDE_BY_SIDE_FROM else right)

    def _how(self, status: SessionStatus) -> str:
        """Say over which route it is connected, or since when it is as it is."""
        if status.phase is Phase.OFF:
            return ""
        since = tr("since {when_text}").format(when_text=when_text(status.since))
        if status.phase is Phase.CONNECTED:
            return " · ".join(part for part in (status.route, latency_text(status), since) if part)
        return since

    def _show_ways(self) -> None:
        """Name the other routes: they are tried when this one fails."""
        assert self._node is not None
        routes = self._node.routes
        self._ways.setVisible(len(routes) > 1)
        if len(routes) > 1:
            named = [
                route.target if route.title() in route.target else f"{route.title()} {route.target}"
                for route in routes
            ]
            self._ways.setText(tr("Routes, in this order: {named}").format(named=", ".join(named)))

    def _show_key_access(self, status: SessionStatus) -> None:
        assert self._node is not None
        self.key_card.show_login(self._node, status, self._key, self._key_problem)
        typed = login_of(status) is Login.TYPED
        possible = self._key is not None and not self._key.installed
        connected = status.phase is Phase.CONNECTED and not self._node.is_local
        self._offer.setVisible(connected and typed and possible and self._offer_wanted)

    def _show_banner(self, status: SessionStatus) -> None:
        trouble = status.phase is Phase.REFUSED or status.phase.is_retried
        trouble = trouble and bool(status.message)
        self._banner.setVisible(trouble)
        self._banner_title.setText(status.message)
        urgent = status.phase is Phase.REFUSED or status.key_changed
        self._banner_title.set_tone("err" if urgent else "warn")
        self._banner_hint.setText(self._hint(status))
        self._banner_hint.setVisible(bool(self._hint(status)))

    def _hint(self, status: SessionStatus) -> str:
        if status.retry_in_s is None:
            return status.hint
        new = self._node is not None and not self._node.host_key
        first = FIRST_BOOT if new and status.phase is Phase.UNREACHED else ""
        left = max(0.0, status.at + status.retry_in_s - time.time())
        again = (
            tr("Trying again in {left} s.").format(left=numeral(left, grouped=False))
            if left >= 1
            else tr("Trying again now.")
        )
        return " ".join(part for part in (status.hint, first, again) if part)

    def _show_facts(self, status: SessionStatus) -> None:
        assert self._node is not None
        rows = []
        if not self._node.is_local:
            rows.append((tr("Host key"), self._node.host_key or tr("not seen yet")))
            if certificate := _certificate(status):
                rows.append((tr("Certificate"), certificate))
        machine = self._hub.telemetry.machine(self._node.id)
        if machine is not None:
            rows += [
                (label, value)
                for label, value in (
                    (tr("Machine"), machine.product),
                    (tr("System"), machine.os_name),
                    (tr("Kernel"), machine.kernel),
                    (tr("GPU driver"), machine.driver_version),
                )
                if value
            ]
            uptime_s = self._hub.telemetry.uptime(self._node.id)
            if uptime_s is not None:
                rows.append((tr("Up"), units.duration(uptime_s)))
        if rows != self._shown_facts:
            self._shown_facts = rows
            self._facts.set_rows(rows)
        self._facts_card.setVisible(bool(rows))

    def _show_journal(self) -> None:
        assert self._node is not None
        text = "\n".join(journal.lines(self._hub.sessions.recent(self._node.id)))
        if text == self._log.toPlainText():
            return
        self._log.setPlainText(text)
        bar = self._log.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _tick(self) -> None:
        if self._status is not None:
            self._banner_hint.setText(self._hint(self._status))

    def _copy_log(self) -> None:
        QGuiApplication.clipboard().setText(self._log.toPlainText())

    def _make_widgets(self) -> None:
        self._name = ElidedLabel("", "page")
        policy = QSizePolicy.Policy
        self._name.setSizePolicy(policy.Maximum, policy.Fixed)  # as wide as its text, or less
        self._pill = Pill()
        self._target = ElidedLabel("", "body", "text2")
        self._connect = Button(tr("Connect"), "primary", "plugs-connected")
        self._retry = Button(tr("Try now"), "secondary", "arrow-clockwise")
        self._disconnect = Button(tr("Disconnect"))
        self._charts = Button(tr("Show charts"), "primary", "chart-line")
        self._edit = IconButton("pencil-simple", tr("Edit this node"))
        self._remove = IconButton("trash", tr("Remove this node"))
        self._offer = Card()
        self._offer_setup = Button(tr("Set up key access…"), "secondary", "key")
        self._offer_decline = Button(tr("Not now"), "link")
        self._ways = Text("", "meta", "text2", wrap=True, selectable=True)
        self._banner = Card()
        self._banner_title = Text("", "strong", "err", wrap=True, selectable=True)
        self._banner_hint = Text("", "body", "text2", wrap=True, selectable=True)
        self._forget_key = Button(tr("Forget the old key…"), "danger")
        self._steps_card = Card(tr("Connection"))
        self._steps = StepsView()
        self._log_card = Card(tr("Log"))
        self._log = QPlainTextEdit()
        self._log.setReadOnly(True)
        self._log.setFont(mono_font(12))
        self._log.setAccessibleName(tr("Log of this connection"))
        self._log.setPlaceholderText(tr("What happens to this connection is written here."))
        self._log.setTabChangesFocus(True)
        self._log.setMinimumHeight(96)
        self._log.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._copy = Button(tr("Copy log"), "link")

    def _wire(self) -> None:
        self._connect.clicked.connect(self.connect_requested)
        self._retry.clicked.connect(self.connect_requested)
        self._disconnect.clicked.connect(self.disconnect_requested)
        self._edit.clicked.connect(self.edit_requested)
        self._remove.clicked.connect(self.remove_requested)
        self._forget_key.clicked.connect(self.forget_key_requested)
        self._charts.clicked.connect(self.charts_requested)
        self._copy.clicked.connect(self._copy_log)
        self._offer_setup.clicked.connect(self.key_card.setup_requested)
        self._offer_decline.clicked.connect(self.offer_declined)

    def _lay_out_head(self) -> QBoxLayout:
        title = self._title = QHBoxLayout()
        title.setSpacing(10)
        title.addWidget(self._name)
        title.addWidget(self._pill)
        about = QHBoxLayout()
        about.setSpacing(0)
        about.addWidget(self._edit)
        about.addWidget(self._remove)
        title.addLayout(about)
        title.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(title)
        words.addWidget(self._target)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(8)
        self._head.addLayout(words, 1)
        verbs = self._verbs = QHBoxLayout()
        verbs.setSpacing(8)
        verbs.addStretch(1)
        for button in (
            self.open_in,
            self._disconnect,
            self._retry,
            self._connect,
            self._charts,
        ):
            verbs.addWidget(button)
        self._head.addLayout(verbs)
        return self._head

    def _fill_cards(self) -> None:
        self._banner.body.addWidget(self._banner_title)
        self._banner.body.addWidget(self._banner_hint)
        line = QHBoxLayout()
        line.addWidget(self._forget_key)
        line.addStretch(1)
        self._banner.body.addLayout(line)
        offer = QHBoxLayout()
        offer.setSpacing(12)
        about = tr("You logged in with a password. Set up a key once, and you are not asked again.")
        offer.addWidget(Text(about, "body", wrap=True), 1)
        offer.addWidget(self._offer_decline)
        offer.addWidget(self._offer_setup)
        self._offer.body.addLayout(offer)
        self._offer.hide()
        self._steps_card.body.addWidget(self._steps)
        self._steps_card.body.addWidget(self._ways)
        self._facts_card.body.addWidget(self._facts)
        self._facts_card.body.addStretch(1)
        self._log_card.body.addWidget(self._log, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._copy)
        self._log_card.body.addLayout(foot)

    def _lay_out(self) -> None:
        self._fill_cards()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addLayout(self._lay_out_head())
        column.addWidget(self._banner)
        column.addWidget(self._offer)
        column.addWidget(self._steps_card)
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pair.setSpacing(14)
        self._pair.addWidget(self._facts_card, 3)
        self._pair.addWidget(self.key_card, 2)
        column.addLayout(self._pair)
        column.addWidget(self.preflight)
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._foot.setSpacing(14)
        self._foot.addWidget(self._log_card, 3)
        self._foot.addWidget(self.sources_card, 2)
        column.addLayout(self._foot, 1)


def _certificate(status: SessionStatus) -> str:
    """Return who certified the host key, or why its certificate does not count; "" without one."""
    said = next((step.detail for step in status.steps if step.step is Step.VERIFY), "")
    return next((part for part in said.split(" · ") if "certifi" in part), "")
