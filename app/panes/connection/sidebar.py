"""The left side of the pane: the saved nodes, and what else is on the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, Card, IconButton, Text
from app.panes.connection.node_list import ROW_HEIGHT, NodeList
from app.panes.found_list import FoundView

if TYPE_CHECKING:
    from app.state.hub import Hub

GAP = 14


class Sidebar(QWidget):
    """Two cards: nodes, and machines that were found.

    Signals:
        add_requested: open the form. import_requested: open the import dialog.
    """

    add_requested = Signal()
    import_requested = Signal()

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.nodes = NodeList(hub)
        self.nodes.setMinimumHeight(2 * ROW_HEIGHT)
        self.found = FoundView(scrolls=True)
        self.add_button = Button(tr("Add a node"), "secondary", "plus")
        self.import_button = IconButton(
            "download-simple", tr("Import from your SSH configuration or NVIDIA Sync")
        )
        self.add_button.clicked.connect(self.add_requested)
        self.import_button.clicked.connect(self.import_requested)
        self._found_card = Card()
        self._lay_out()

    def show_found_card(self, visible: bool) -> None:
        """Show what was found here, or not when another part of the pane does."""
        self._found_card.setVisible(visible)

    def _lay_out(self) -> None:
        card = Card()
        card.body.setContentsMargins(8, 12, 8, 12)
        card.body.setSpacing(8)
        heading = Text(tr("Nodes"), "card")
        heading.setContentsMargins(8, 2, 8, 0)
        card.body.addWidget(heading)
        card.body.addWidget(self.nodes, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 0, 4, 4)
        foot.setSpacing(4)
        foot.addWidget(self.add_button, 1)
        foot.addWidget(self.import_button)
        card.body.addLayout(foot)
        self._found_card.body.setContentsMargins(8, 12, 8, 10)
        self._found_card.body.addWidget(self.found)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(card, 1)
        column.addWidget(self._found_card)
