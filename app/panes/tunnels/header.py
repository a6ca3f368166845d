"""The top of the pane: which node, how its tunnels are; and the way to connect it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, Card, Text
from app.look.components.page_header import PageHeader
from app.look.keys import native_keys
from app.panes.node_words import pill_of
from app.panes.tunnels import words
from app.transport.status import Phase, SessionStatus

if TYPE_CHECKING:
    from app.hosts.nodes import Node
    from app.panes.tunnels.rates import Rate


class TunnelsHeader(PageHeader):
    """Name and state on the left, "Add a tunnel" on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.add = Button(tr("Add a tunnel"), "primary", "plus")
        self.add.setToolTip(native_keys("Ctrl+N"))
        self.add_actions(self.add)

    def show_node(self, node: Node) -> None:
        """Show another node."""
        self.show_name(node.name)
        self.add.setVisible(not node.is_local)

    def show_status(
        self, node: Node, status: SessionStatus, tunnels: str, rate: Rate | None
    ) -> None:
        """Show how the node and its tunnels are."""
        self.state.show_state(*pill_of(status))
        line = _HERE if node.is_local else tunnels or tr("No tunnel is open")
        if tunnels and rate is not None and not node.is_local:
            line = f"{line} · {words.rate_words(rate)}"
        self.show_line(line)


class ConnectBanner(Card):
    """Says that tunnels wait for the node, and how to get it; `action` connects it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._title = Text("", "strong", "warn", wrap=True, selectable=True)
        self._hint = Text("", "body", "text2", wrap=True, selectable=True)
        self.action = Button(tr("Connect"), icon_name="plugs-connected")
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
        title = tr("{name} is not connected.").format(name=name)
        hint = tr("Open tunnels keep their addresses.") if waiting else ""
        if status.phase is Phase.REFUSED:
            title, hint = status.message or title, status.hint
        elif status.phase is Phase.CONNECTING:
            title = tr("Connecting to {name}.").format(name=name)
        elif status.phase.is_retried:
            title = (
                tr("Trying to reach {name} again.")
                if status.phase is Phase.RECONNECTING
                else tr("Trying to reach {name}.")
            ).format(name=name)
            hint = f"{status.message} {hint}".strip()
        self._title.set_tone("err" if status.phase is Phase.REFUSED else "warn")
        for label, text in ((self._title, title), (self._hint, hint)):
            if label.text() != text:
                label.setText(text)
        self._hint.setVisible(bool(hint))
        verbs = {Phase.OFF: tr("Connect"), Phase.REFUSED: tr("Try again")}
        self.action.setText(verbs.get(status.phase, tr("Try now")))
        self.action.setVisible(status.phase is not Phase.CONNECTING)


_HERE = tr("No tunnel is needed: what runs on this computer opens directly")
