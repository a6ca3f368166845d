"""What stands where content is still on its way."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.core.i18n import tr
from app.look.theme import theme


class Skeleton(QWidget):
    """Grey bars where content will be; appears after 200 ms, so that quick loads never flash."""

    def __init__(self, rows: int = 3, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._seen = False
        self.setAccessibleName(tr("Loading"))
        self.setMinimumHeight(rows * 24)
        self._delay = QTimer(self, singleShot=True, interval=200)
        self._delay.timeout.connect(self._appear)

    def showEvent(self, event: QShowEvent) -> None:
        """Wait before the bars are drawn."""
        super().showEvent(event)
        self._seen = False
        self._delay.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget about it."""
        super().hideEvent(event)
        self._delay.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bars."""
        if not self._seen:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme().tokens.raised))
            for row in range(self._rows):
                share = 0.9 - 0.15 * (row % 3)
                painter.drawRoundedRect(QRectF(0, row * 24 + 4, self.width() * share, 12), 6, 6)

    def _appear(self) -> None:
        self._seen = True
        self.update()
