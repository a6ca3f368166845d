"""Status: pills, state dots (a shape as well as a colour), spinner and skeleton."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QShowEvent,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.look.fonts import ui_font
from app.look.icons import colour
from app.look.theme import mixed, theme

_SPIN_MS = 60
_SPIN_STEP = 24


class DotState(StrEnum):
    """Four states that differ in shape: disc, half disc, ring, diamond."""

    ON = "on"
    BUSY = "busy"
    OFF = "off"
    ERROR = "error"


_DOT_TOKEN = {
    DotState.ON: "ok",
    DotState.BUSY: "warn",
    DotState.OFF: "text3",
    DotState.ERROR: "err",
}


def paint_dot(painter: QPainter, area: QRectF, state: DotState) -> None:
    """Draw a state as shape and colour inside `area` (a square)."""
    hue = QColor(colour(_DOT_TOKEN[state]))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(hue)
    inner = area.adjusted(0.75, 0.75, -0.75, -0.75)
    if state is DotState.ON:
        painter.drawEllipse(area)
    elif state is DotState.ERROR:
        middle, reach = area.center(), area.width() * 0.58
        painter.drawPolygon(
            QPolygonF([middle + QPointF(x * reach, y * reach) for x, y in _DIAMOND])
        )
    else:
        if state is DotState.BUSY:
            painter.drawPie(inner, 90 * 16, 180 * 16)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(hue, 1.5))
        painter.drawEllipse(inner)
    painter.restore()


_DIAMOND = ((0, -1), (1, 0), (0, 1), (-1, 0))


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
        self.setToolTip(words)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the shape."""
        painter = QPainter(self)
        paint_dot(painter, QRectF(2, 2, 8, 8), self._state)
        painter.end()


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
        tokens = theme().tokens
        hue = colour(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mixed(tokens.surface, hue, 0.12 if tokens.dark else 0.09)))
        painter.drawRoundedRect(QRectF(self.rect()), 9, 9)
        painter.setPen(QColor(hue))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class Spinner(QWidget):
    """A turning arc; turns only while visible, and stands still under reduced motion."""

    def __init__(
        self, size: int = 16, *, name: str = "Working", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFixedSize(size, size)
        self.setAccessibleName(name)
        self._angle = 0
        self._clock = QTimer(self, interval=_SPIN_MS)
        self._clock.timeout.connect(self._turn)

    def showEvent(self, event: QShowEvent) -> None:
        """Start to turn."""
        super().showEvent(event)
        if motion_allowed(self):
            self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop."""
        super().hideEvent(event)
        self._clock.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the arc."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(
            QPen(QColor(colour("accent")), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        )
        area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.drawArc(area, -self._angle * 16, 270 * 16)
        painter.end()

    def _turn(self) -> None:
        self._angle = (self._angle + _SPIN_STEP) % 360
        self.update()


class Skeleton(QWidget):
    """Grey bars where content will be; appears after 200 ms, so that quick loads never flash."""

    def __init__(self, rows: int = 3, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._seen = False
        self.setAccessibleName("Loading")
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
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().tokens.raised))
        for row in range(self._rows):
            share = 0.9 - 0.15 * (row % 3)
            painter.drawRoundedRect(QRectF(0, row * 24 + 4, self.width() * share, 12), 6, 6)
        painter.end()

    def _appear(self) -> None:
        self._seen = True
        self.update()


def motion_allowed(widget: QWidget) -> bool:
    """Whether the style allows animations (the desktop's reduced-motion setting ends here)."""
    style = widget.style()
    return style.styleHint(style.StyleHint.SH_Widget_Animation_Duration) > 0
