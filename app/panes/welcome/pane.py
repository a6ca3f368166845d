"""The first run: find, connect, check. Any step can be skipped; this computer is charted anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import APP_NAME
from app.core import units
from app.core.errors import BadInput, UserError
from app.core.i18n import tr
from app.core.ids import LOCAL_NODE, NodeId
from app.look.components import Button, Card, ElidedLabel, Text, scrolled
from app.panes.preflight_card import PreflightCard
from app.panes.welcome.connecting import ConnectStep
from app.panes.welcome.find import FindStep
from app.panes.welcome.step_strip import FirstStep, StepStrip
from app.panes.welcome.wish import NodeWish
from app.state.hub import PaneRequested
from app.transport.status import Phase, SessionStatus

if TYPE_CHECKING:
    from app.state.hub import Hub
    from app.state.telemetry import SampleTaken

MARGIN = 24
WIDEST = 860


class WelcomePane(QWidget):
    """Leads somebody to their first node."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._node = LOCAL_NODE
        """The one that is being connected or checked; this computer before there is any."""
        self._is_new = False
        """Whether it was entered here."""
        self.strip = StepStrip()
        self.finding = FindStep(hub)
        self.connecting = ConnectStep()
        self.card = PreflightCard(hub)
        self._skip = Button(tr("Skip"), "link")
        self._back = Button(tr("Another machine"), "secondary", "caret-left")
        self._done = Button(tr("Show its charts"), "primary", "chart-line")
        self._local_words = ElidedLabel("", "body", "text2")
        self._local = Button(tr("Show its charts"), "link")
        self._pages = (self.finding, self.connecting, self._check_page())
        self._step = FirstStep.FIND
        self._lay_out()
        self._wire()
        self._show_step(FirstStep.FIND)

    @property
    def step(self) -> FirstStep:
        """Where somebody is."""
        return self._step

    def showEvent(self, event: QShowEvent) -> None:
        """Search the network while somebody looks."""
        super().showEvent(event)
        self._hub.discovery.look("welcome")
        self.finding.refresh()
        self._show_local()

    def hideEvent(self, event: QHideEvent) -> None:
        """Search no more; whoever comes back after the last step begins anew."""
        super().hideEvent(event)
        self._hub.discovery.look_away("welcome")
        if self.step is FirstStep.CHECK and not self._hub.preflight.view(self._node).running:
            self._show_step(FirstStep.FIND)

    def _show_step(self, step: FirstStep) -> None:
        self._step = step
        for number, page in enumerate(self._pages):
            page.setVisible(number == step)
        self.strip.show_step(step)
        self._skip.setVisible(step is not FirstStep.CHECK)

    # The steps

    def _on_chosen(self, wish: NodeWish) -> None:
        try:
            node = wish.node if wish.is_saved else self._hub.nodes.save(wish.node)
        except BadInput as error:
            self.finding.show_problem(error)
            return
        except UserError as error:
            self._hub.tell_error(error)
            return
        self._node, self._is_new = node.id, not wish.is_saved
        self._hub.select_node(node.id)
        self.connecting.show_node(node)
        self.card.show_node(node.id)
        self._show_step(FirstStep.CONNECT)
        self._hub.sessions.connect_node(node.id)
        self._on_status(self._hub.sessions.status(node.id))

    def _on_status(self, status: SessionStatus) -> None:
        if status.node != self._node or self.step is not FirstStep.CONNECT:
            return
        self.connecting.show_status(status)
        if status.phase is Phase.CONNECTED:
            self._show_step(FirstStep.CHECK)
            self.card.begin()

    def _on_other(self) -> None:
        """Go back to the list; what did not connect is not tried any longer.

        A machine that was entered here and never showed a key is not kept: it was the wrong one.
        """
        nodes, node = self._hub.nodes, self._node
        if nodes.has(node) and not self._is_connected(node):
            self._hub.sessions.disconnect_node(node)
            if self._is_new and not nodes.get(node).host_key:
                nodes.remove(node)
        self._show_step(FirstStep.FIND)

    def _on_again(self) -> None:
        self._hub.sessions.connect_node(self._node)

    def _on_settings(self) -> None:
        """Show the node where everything about its connection can be changed."""
        self._hub.pane_requested.emit(PaneRequested("connection"))

    def _on_more(self) -> None:
        self._hub.pane_requested.emit(PaneRequested("connection"))
        self._hub.node_add_requested.emit()

    def _is_connected(self, node: NodeId) -> bool:
        return self._hub.sessions.status(node).phase is Phase.CONNECTED

    # Leaving

    def _on_skip(self) -> None:
        self._hub.pane_requested.emit(PaneRequested("overview"))

    def _on_done(self) -> None:
        self._hub.pane_requested.emit(PaneRequested("charts"))

    def _on_local(self) -> None:
        self._hub.select_node(LOCAL_NODE)
        self._on_done()

    # This computer

    def _on_sample(self, taken: SampleTaken) -> None:
        if taken.node == LOCAL_NODE and self.isVisible():
            self._show_local()

    def _show_local(self) -> None:
        sample = self._hub.telemetry.latest(LOCAL_NODE)
        if sample is None:
            self._local_words.setText(tr("is charted, too: it is read now."))
            return
        memory = sample.memory
        used = None
        if memory.total_bytes is not None and memory.available_bytes is not None:
            used = memory.total_bytes - memory.available_bytes
        self._local_words.setText(
            tr("is charted already: CPU {cpu}, memory {used} of {total}").format(
                cpu=units.percent(sample.cpu.percent),
                used=units.gib(used),
                total=units.gib(memory.total_bytes),
            )
        )

    # Layout

    def _wire(self) -> None:
        self._skip.clicked.connect(self._on_skip)
        self._back.clicked.connect(self._on_other)
        self._done.clicked.connect(self._on_done)
        self._local.clicked.connect(self._on_local)
        self.finding.chosen.connect(self._on_chosen)
        self.finding.more_requested.connect(self._on_more)
        self.connecting.other_requested.connect(self._on_other)
        self.connecting.again_requested.connect(self._on_again)
        self.connecting.settings_requested.connect(self._on_settings)
        self._hub.sessions.status_changed.connect(self._on_status)
        self._hub.telemetry.sample_taken.connect(self._on_sample)

    def _lay_out(self) -> None:
        content = QWidget()
        content.setMaximumWidth(WIDEST)
        column = QVBoxLayout(content)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(14)
        column.addLayout(self._head())
        column.addWidget(self.strip)
        for page in self._pages:
            column.addWidget(page)
        column.addWidget(self._this_computer())
        column.addStretch(1)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(content, 1000)
        row.addStretch(1)
        area = scrolled(middle)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _head(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(tr("Welcome to {name}").format(name=APP_NAME), "page", wrap=True))
        about = tr("Three steps to your Spark. Nothing is installed on it.")
        words.addWidget(Text(about, "body", "text2", wrap=True))
        head = QHBoxLayout()
        head.addLayout(words, 1)
        head.addWidget(self._skip, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _check_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self.card)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._back)
        buttons.addStretch(1)
        buttons.addWidget(self._done)
        column.addLayout(buttons)
        return page

    def _this_computer(self) -> QWidget:
        card = Card()
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(Text(tr("This computer"), "strong"))
        row.addWidget(self._local_words, 1)
        row.addWidget(self._local)
        card.body.setContentsMargins(16, 10, 16, 10)
        card.body.addLayout(row)
        self._local.setAccessibleName(tr("Show the charts of this computer"))
        return card
