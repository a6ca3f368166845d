"""Keys as they are shown: each combination on a small outlined cap."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QLabel, QWidget

from app.look.fonts import ui_font
from app.look.theme import theme

HEIGHT = 20
_PADDING = 6
_SIZE = 11


def paint_keycap(painter: QPainter, right: float, middle: float, keys: str) -> float:
    """Draw a combination of keys that ends at `right`, and return where it begins."""
    tokens = theme().tokens
    width = keycap_width(keys)
    area = QRectF(right - width, middle - HEIGHT / 2, width, HEIGHT)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens.border), 1))
    painter.setBrush(QColor(tokens.raised))
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    painter.setFont(ui_font(_SIZE, 500))
    painter.setPen(QColor(tokens.text2))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, keys)
    painter.restore()
    return area.left()


def keycap_width(keys: str) -> float:
    """Return how wide the cap of a combination is."""
    metrics = QFontMetricsF(ui_font(_SIZE, 500))
    return max(float(HEIGHT), round(metrics.horizontalAdvance(keys)) + 2 * _PADDING)


class KeyCap(QLabel):
    """A combination on its cap."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(keys, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", "keycap")
        self.setFont(ui_font(_SIZE, 500))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(HEIGHT)
