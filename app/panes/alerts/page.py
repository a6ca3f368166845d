"""A page that scrolls with its bar in the margin of the pane, so that no width changes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.look.components import scrolled
from app.look.components.surfaces import GAP

BAR_MARGIN = 12
"""Pixels of the pane's right margin that belong to the page."""


class Page(QWidget):
    """Widgets one below the other; `area` scrolls them."""

    def __init__(self, *content: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(GAP)
        for widget in content:
            column.addWidget(widget)
        column.addStretch(1)
        self.area = scrolled(self)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.verticalScrollBar().rangeChanged.connect(self._on_range)
        self._on_range(0, 0)

    def _on_range(self, _low: int, high: int) -> None:
        bar = self.area.verticalScrollBar().sizeHint().width() if high else 0
        self.setContentsMargins(0, 0, max(BAR_MARGIN - bar, 0), 0)
