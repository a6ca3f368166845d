"""What keeps the node from being judged, and a button that connects it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, Text
from app.panes.deploy.wizard.node_view import NodeView
from app.transport.status import Phase

_CONTAINERS = tr(
    "Most engines run in containers: install Docker there, or let your account use it "
    "(on Linux: group docker)."
)
_SOON = tr("What fits is shown here as soon as it answers.")


class NodeNotice(QWidget):
    """One line above the pages, there only when something is wrong.

    Signals:
        connect_asked: the node shall be connected.
    """

    connect_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = Text("", "body", "warn", wrap=True)
        self.button = Button(tr("Connect"), icon_name="plugs-connected")
        self.button.clicked.connect(self.connect_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)

    def show_node(self, node: NodeView, phase: Phase) -> None:
        """Say what is wrong with a node; hide when nothing is."""
        words = str(node.error) if node.error is not None else ""
        if phase.is_wanted and phase is not Phase.CONNECTED:
            words = tr("{name} is not connected yet: it is being tried. {advice}").format(
                name=node.name, advice=_SOON
            )
        if node.facts is not None and not node.facts.has_docker:
            words = tr("There is no Docker on {name} that your account may use. {advice}").format(
                name=node.name, advice=_CONTAINERS
            )
        self.text.setText(words)
        self.button.setVisible(not phase.is_wanted)
        self.setVisible(bool(words))
