"""What the main area shows while no node is saved: machines that are there to begin with."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, Card, Line, Text
from app.panes.found_list import FoundView


class NoNodes(QWidget):
    """The main area while no node is saved.

    Signals:
        add_requested: open the form. import_requested: open the import dialog.
        local_requested: show the charts of this computer.
    """

    add_requested = Signal()
    import_requested = Signal()
    local_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = FoundView(scrolls=False)
        self._add = Button(tr("Enter an address"), "secondary", "plus")
        self._import = Button(tr("Import…"), "secondary", "download-simple")
        self._local = Button(tr("Show this computer's charts"), "link")
        self._add.clicked.connect(self.add_requested)
        self._import.clicked.connect(self.import_requested)
        self._local.clicked.connect(self.local_requested)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(Text(tr("Connect your first DGX Spark"), "page", wrap=True))
        about = tr("Plug it in and it appears below. Nothing is installed on it.")
        head.addWidget(Text(about, "body", "text2", wrap=True))
        card = Card()
        card.body.setContentsMargins(8, 14, 8, 12)
        card.body.addWidget(self.found)
        card.body.addWidget(Line())
        other = QHBoxLayout()
        other.setContentsMargins(8, 0, 8, 0)
        other.setSpacing(8)
        other.addWidget(Text(tr("Not in the list?"), "body", "text2"))
        other.addStretch(1)
        other.addWidget(self._import)
        other.addWidget(self._add)
        card.body.addLayout(other)
        local = QVBoxLayout()
        local.setSpacing(2)
        words = tr("No Spark at hand? This computer is a node like any other.")
        local.addWidget(Text(words, "body", "text2", wrap=True))
        local.addWidget(self._local, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(card)
        column.addLayout(local)
        column.addStretch(1)
