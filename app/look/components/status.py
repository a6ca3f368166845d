"""Status: pills and state dots (a shape as well as a colour)."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.look.components.text import plain_tip
from app.look.fonts import ui_font
from app.look.icons import colour
from app.look.theme import mixed, theme


class DotState(StrEnum):
    """Five states that differ in shape: disc, half disc, triangle, ring, diamond."""

    ON = "on"
    BUSY = "busy"
    WARNING = "warning"
    OFF = "off"
    ERROR = "error"


_DOT_TOKEN = {
    DotState.ON: "ok",
    DotState.BUSY: "warn",
    DotState.WARNING: "warn",
    DotState.OFF: "text3",
    DotState.ERROR: "err",
}


def paint_dot(painter: QPainter, area: QRectF, state: DotState, hue: QColor | None = None) -> None:
    """Draw a state as shape and colour inside `area` (a square); `hue` instead of the theme's."""
    hue = hue or QColor(colour(_DOT_TOKEN[state]))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(hue)
    inner = area.adjusted(0.75, 0.75, -0.75, -0.75)
    if state is DotState.ON:
        painter.drawEllipse(area)
    elif state in _CORNERS:
        middle, reach = area.center(), area.width() * 0.58
        corners = [middle + QPointF(x * reach, y * reach) for x, y in _CORNERS[state]]
        painter.drawPolygon(QPolygonF(corners))
    else:
        if state is DotState.BUSY:
            painter.drawPie(inner, 90 * 16, 180 * 16)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(hue, 1.5))
        painter.drawEllipse(inner)
    painter.restore()


_CORNERS = {
    DotState.ERROR: ((0, -1), (1, 0), (0, 1), (-1, 0)),
    DotState.WARNING: ((0, -0.95), (1, 0.8), (-1, 0.8)),
}


class StateDot(QWidget):
    """A small mark of a state; give it words with `set_state(state, words)`."""

    def __init__(
        self, state: DotState = DotState.OFF, words: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFixedSize(12, 12)
        self._state = state
        self.set_state(state, words)

    @property
    def state(self) -> DotState:
        """The state shown."""
        return self._state

    def set_state(self, state: DotState, words: str = "") -> None:
        """Show another state."""
        self._state = state
        self.setAccessibleName(words or state.value)
        self.setToolTip(plain_tip(words))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the shape."""
        with QPainter(self) as painter:
            paint_dot(painter, QRectF(2, 2, 8, 8), self._state)


class Pill(QLabel):
    """A word on a tint of its own colour: `tone` is ok, warn, err, info, accent or text2."""

    def __init__(
        self, text: str = "", tone: str = "text2", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(ui_font(11, 600))
        self.setFixedHeight(18)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._tone = tone
        self.show_state(text, tone)

    @property
    def tone(self) -> str:
        """The colour token in use."""
        return self._tone

    def show_state(self, text: str, tone: str) -> None:
        """Show another word in another colour."""
        if (text, tone) == (self.text(), self._tone):
            return
        self._tone = tone
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Leave half a height of room at both ends."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 20, 18)

    def minimumSizeHint(self) -> QSize:
        """Never cut the word."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tint, then the word."""
        with QPainter(self) as painter:
            painter.setFont(self.font())
            paint_pill(painter, QRectF(self.rect()), self.text(), self._tone)


def paint_pill(painter: QPainter, area: QRectF, text: str, tone: str) -> None:
    """Draw a word on a tint of its own colour, in the painter's font."""
    tokens = theme().tokens
    hue = colour(tone)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(mixed(tokens.surface, hue, 0.12 if tokens.dark else 0.09)))
    painter.drawRoundedRect(area, 9, 9)
    painter.setPen(QColor(hue))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
