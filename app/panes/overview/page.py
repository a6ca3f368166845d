"""What scrolls in the overview, and how it is arranged."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.panes.overview.banner import TroubleBanner
from app.panes.overview.guard_badge import GuardBadge
from app.panes.overview.lists import ListCard
from app.panes.overview.load_card import LoadCard
from app.panes.overview.tiles import GAP, Tiles
from app.panes.overview.vram import VramCard
from app.plots.memory_map import MemoryMap

LOWER, LOWER_SCROLLED = 286, 400
"""Pixels of height that charts and lists need; that they get where the page scrolls anyway."""
_SCROLLS_BELOW = 790
"""Pixels of height that the pane needs to show all of the page."""


class OverviewPage(QWidget):
    """Banner, memory, tiles, charts and lists."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.banner = TroubleBanner()
        self.memory_map = MemoryMap()
        self.guard = GuardBadge()
        self.memory_map.set_corner(self.guard)
        self.vram = VramCard()
        self.tiles = Tiles()
        self.load = LoadCard()
        self.engines = ListCard(tr("Running models"), tr("View all"))
        self.tunnels = ListCard(tr("Tunnels"), tr("Manage"))
        memory = QHBoxLayout()
        memory.setSpacing(GAP)
        memory.addWidget(self.memory_map, 3, Qt.AlignmentFlag.AlignTop)
        memory.addWidget(self.vram, 2)
        lists = QVBoxLayout()
        lists.setSpacing(GAP)
        lists.addWidget(self.engines, 1)
        lists.addWidget(self.tunnels, 1)
        right = QWidget()
        right.setLayout(lists)
        lists.setContentsMargins(0, 0, 0, 0)
        lower = QHBoxLayout()
        lower.setSpacing(GAP)
        lower.addWidget(self.load, 63)
        lower.addWidget(right, 37)
        self.fit(_SCROLLS_BELOW)
        right.setMinimumWidth(260)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.banner)
        column.addLayout(memory)
        column.addWidget(self.tiles)
        column.addLayout(lower, 1)

    def fit(self, height: int) -> None:
        """Arrange for a pane of this height."""
        self.load.setMinimumHeight(LOWER if height >= _SCROLLS_BELOW else LOWER_SCROLLED)
