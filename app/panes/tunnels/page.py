"""What scrolls in the pane: banner and cards, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.look.components import scrolled
from app.panes.tunnels.row_view import RowChosen, RowView

MARGIN = 24
BAR_MARGIN = 12
"""Pixels between the scroll bar and the edge of the window."""


class CardsPage(QWidget):
    """Cards in a scroll area (`area`) whose bar lies in the margin, so that no width changes."""

    def __init__(self, cards: Sequence[QWidget], views: Sequence[RowView]) -> None:
        """Lay out `cards`, and follow the keyboard through `views`."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(14)
        for card in cards:
            column.addWidget(card)
        column.addStretch(1)
        self.area = scrolled(self)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.verticalScrollBar().rangeChanged.connect(self._on_range)
        self._on_range(0, 0)
        for view in views:
            view.row_chosen.connect(self._on_row_chosen)

    def _on_range(self, _low: int, high: int) -> None:
        bar = self.area.verticalScrollBar().sizeHint().width() if high else 0
        self.setContentsMargins(0, 0, max(MARGIN - BAR_MARGIN - bar, 0), 0)

    def _on_row_chosen(self, _chosen: RowChosen) -> None:
        """Follow the keyboard: the page scrolls, not the table."""
        view = self.sender()
        if isinstance(view, RowView) and view.hasFocus():
            row = view.visualRect(view.currentIndex())
            middle = view.viewport().mapTo(self, row.center())
            self.area.ensureVisible(0, middle.y(), 0, row.height())
