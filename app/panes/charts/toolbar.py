"""The row above the charts: which stretch of time they show."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.look.components import Button, ElidedLabel, Segmented
from app.panes.charts.settings import RANGES, range_title


class ChartsToolbar(QWidget):
    """Ranges on the left; what was zoomed into and the way back on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ranges = Segmented("Range", [(str(s), range_title(s)) for s in RANGES])
        self.stretch = ElidedLabel("", "body", "text2")
        self.reset = Button("Reset zoom", "link")
        self.reset.setToolTip("Esc")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for widget in (self.ranges, self.stretch, self.reset):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self.show_stretch("")

    def show_stretch(self, text: str) -> None:
        """Say what was zoomed into, "" for nothing."""
        self.stretch.setVisible(bool(text))
        self.reset.setVisible(bool(text))
        if text != self.stretch.whole_text():
            self.stretch.setText(text)
