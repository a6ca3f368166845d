"""The row above the charts: which stretch of time they show, and what can be done with them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from app.core.i18n import tr
from app.look.components import Button, IconButton, Segmented
from app.panes.charts.settings import RANGES, range_title


class ChartsToolbar(QWidget):
    """Ranges on the left, tools on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ranges = Segmented(tr("Range"), [(str(s), range_title(s)) for s in RANGES])
        self.compare = Button(tr("Compare"), icon_name="arrows-left-right")
        self.compare.setToolTip(tr("Draw another machine or another time beside it"))
        self.charts = Button(tr("Choose charts"), icon_name="sliders-horizontal")
        self.charts.setToolTip(tr("Which charts are shown, and in which order"))
        self.table = IconButton("table", tr("Numbers as a table (Ctrl+T)"))
        self.table.setCheckable(True)
        self.ask = IconButton(
            "chat-circle-dots", tr("Ask a model about these charts (Ctrl+Shift+A)")
        )
        self.export = IconButton("export", tr("Save a picture or the values (Ctrl+S)"))
        self._tools = QHBoxLayout()
        self._tools.setSpacing(8)
        self._tools.addStretch(1)
        for widget in (self.compare, self.charts, self.table, self.ask, self.export):
            self._tools.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._row.addWidget(self.ranges, 0, Qt.AlignmentFlag.AlignLeft)
        self._row.addLayout(self._tools, 1)
        # It takes the width there is and breaks into two rows.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the tools below the ranges where there is no room beside them."""
        super().resizeEvent(event)
        needed = self.ranges.sizeHint().width() + self._tools.minimumSize().width() + 12
        fits = needed <= self.width()
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.LeftToRight if fits else direction.TopToBottom)

    def show_tools(self, there: bool) -> None:
        """Offer what works on charts, or only other ranges while there are none."""
        for widget in (self.compare, self.charts, self.table, self.ask, self.export):
            widget.setEnabled(there)

    def show_comparison(self, label: str) -> None:
        """Say what the charts are compared with, "" for nothing."""
        text = tr("With {label}").format(label=label) if label else tr("Compare")
        if text != self.compare.text():
            self.compare.setText(text)
