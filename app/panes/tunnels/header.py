"""The top of the pane: which node, how its tunnels are; and the way to connect it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.look.components import Button, Card, ElidedLabel, Pill, Text
from app.panes.node_words import pill_of
from app.panes.tunnels import words
from app.transport.status import Phase, SessionStatus

if TYPE_CHECKING:
    from app.hosts.nodes import Node
    from app.panes.tunnels.rates import Rate


class TunnelsHeader(QWidget):
    """Name and state on the left, "Add a tunnel" on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = ElidedLabel("", "page")
        policy = QSizePolicy.Policy
        self.name.setSizePolicy(policy.Maximum, policy.Fixed)  # as wide as its text, or less
        self.state = Pill()
        self.line = ElidedLabel("", "body", "text2")
        self.add = Button("Add a tunnel", "primary", "plus")
        self.add.setToolTip("Ctrl+N")
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self.name)
        first.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        first.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(first)
        left.addWidget(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(left, 1)
        row.addWidget(self.add, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_node(self, node: Node) -> None:
        """Show another node."""
        self.name.setText(node.name)
        self.add.setVisible(not node.is_local)

    def show_status(
        self, node: Node, status: SessionStatus, tunnels: str, rate: Rate | None
    ) -> None:
        """Show how the node and its tunnels are."""
        self.state.show_state(*pill_of(status))
        line = _HERE if node.is_local else tunnels or "No tunnel is open"
        if tunnels and rate is not None and not node.is_local:
            line = f"{line} · {words.rate_words(rate)}"
        if line != self.line.whole_text():
            self.line.setText(line)


class ConnectBanner(Card):
    """Says that tunnels wait for the node, and how to get it; `action` connects it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._title = Text("", "strong", "warn", wrap=True, selectable=True)
        self._hint = Text("", "body", "text2", wrap=True, selectable=True)
        self.action = Button("Connect", icon_name="plugs-connected")
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addWidget(self._title)
        left.addWidget(self._hint)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(left, 1)
        row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(row)
        self.hide()

    def show_status(self, name: str, status: SessionStatus, *, waiting: bool) -> None:
        """Show what keeps the node away, and from open tunnels; nothing while it is connected."""
        self.setVisible(status.phase is not Phase.CONNECTED)
        if status.phase is Phase.CONNECTED:
            return
        title = f"{name} is not connected."
        hint = "Open tunnels keep their addresses." if waiting else ""
        if status.phase is Phase.REFUSED:
            title, hint = status.message or title, status.hint
        elif status.phase is Phase.CONNECTING:
            title = f"Connecting to {name}."
        elif status.phase.is_retried:
            again = " again" if status.phase is Phase.RECONNECTING else ""
            title = f"Trying to reach {name}{again}."
            hint = f"{status.message} {hint}".strip()
        self._title.set_tone("err" if status.phase is Phase.REFUSED else "warn")
        for label, text in ((self._title, title), (self._hint, hint)):
            if label.text() != text:
                label.setText(text)
        self._hint.setVisible(bool(hint))
        verbs = {Phase.OFF: "Connect", Phase.REFUSED: "Try again"}
        self.action.setText(verbs.get(status.phase, "Try now"))
        self.action.setVisible(status.phase is not Phase.CONNECTING)


_HERE = "No tunnel is needed: what runs on this computer opens directly"
