"""One page of the right side, which scrolls: the scroll bar lies in the margin of the pane."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.look.components import scrolled

MARGIN, BAR_MARGIN = 24, 12
"""Pixels around the pane, and between the scroll bar and its edge."""


class ScrollPage(QWidget):
    """Gives the scroll bar the margin's room, so that cards never change their width."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, MARGIN)
        column.addWidget(content)
        self.area = scrolled(self)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.verticalScrollBar().rangeChanged.connect(self._on_range)
        self._on_range(0, 0)

    def _on_range(self, _low: int, high: int) -> None:
        bar = self.area.verticalScrollBar().sizeHint().width() if high else 0
        self.setContentsMargins(0, 0, max(MARGIN - BAR_MARGIN - bar, 0), 0)
