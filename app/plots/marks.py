"""Events on a plot: a dotted line each, with an icon where there is room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.look.icons import tinted
from app.look.tokens import Tokens
from app.plots.faces import face
from app.plots.rows import Window
from app.plots.view import AlertSpan
from app.services.history.api import Event, EventKind

_LOOKS = {
    EventKind.CONNECTED: ("plugs-connected", "ok"),
    EventKind.LOST: ("plugs", "warn"),
    EventKind.REBOOT: ("power", "warn"),
    EventKind.UPDATE: ("download-simple", "info"),
    EventKind.ALERT: ("bell", "err"),
    EventKind.GUARD: ("shield-warning", "err"),
    EventKind.ENGINE: ("cube", "info"),
    EventKind.CONTAINER: ("package", "info"),
    EventKind.MODEL: ("check-circle", "ok"),
    EventKind.KERNEL: ("warning-octagon", "err"),
    EventKind.CLOCK: ("clock", "text2"),
    EventKind.NOTE: ("pencil-simple", "accent"),
}
_ICON = 12
_APART = 16.0
"""Pixels between two icons."""
_NEAR = 6.0
"""Pixels around a line in which the cursor is on it."""
_LABEL_MOST = 150.0
_BAR, _TINT = 3.0, 0.10
_UNTITLED = (EventKind.LOST,)
"""Those after which a gap comes: it says what was lost."""


def paint_marks(
    painter: QPainter,
    plot: QRectF,
    window: Window,
    events: Sequence[Event],
    tokens: Tokens,
    *,
    named: bool = False,
) -> None:
    """Draw events, oldest first; `named`: with their titles where there is room."""
    places = [(_x(plot, window, event.time), event) for event in events]
    places = [(x, event) for x, event in places if plot.left() <= x <= plot.right()]
    ratio = painter.device().devicePixelRatio()
    last_line = last_icon = -_APART
    for number, (x, event) in enumerate(places):
        icon, tone = _LOOKS[event.kind]
        colour = str(getattr(tokens, tone))
        if round(x) != round(last_line):
            pen = QPen(QColor(colour), 1, Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.drawLine(QLineF(round(x) + 0.5, plot.top(), round(x) + 0.5, plot.bottom()))
            last_line = x
        if x - last_icon < _APART:
            continue
        last_icon = x
        after = places[number + 1][0] if number + 1 < len(places) else plot.right()
        left = min(x + 3, plot.right() - _ICON)
        painter.drawPixmap(QPointF(left, plot.top() + 2), tinted(icon, colour, _ICON, ratio))
        if named and event.kind not in _UNTITLED:
            room = min(after, plot.right()) - x - _ICON - 8
            _paint_title(painter, QPointF(x + _ICON + 7, plot.top() + 12), event, room, tokens)


def paint_alerts(
    painter: QPainter, plot: QRectF, window: Window, spans: Sequence[AlertSpan], tokens: Tokens
) -> None:
    """Tint the time in which alerts fired, with a bar above it."""
    for span in spans:
        left = max(_x(plot, window, span.start), plot.left())
        end = plot.right() if span.end is None else _x(plot, window, span.end)
        right = min(end, plot.right())
        if right < left:
            continue
        width = max(right - left, 1.0)
        tint = QColor(tokens.err if span.critical else tokens.warn)
        painter.fillRect(QRectF(left, plot.top() - _BAR, width, _BAR), tint)
        tint.setAlphaF(_TINT)
        painter.fillRect(QRectF(left, plot.top(), width, plot.height()), tint)


def event_near(
    plot: QRectF, window: Window, events: Sequence[Event], place: float
) -> tuple[Event, ...]:
    """Return the events whose line is at `place`, a share of the window."""
    x = plot.left() + place * plot.width()
    return tuple(event for event in events if abs(_x(plot, window, event.time) - x) <= _NEAR)


def _x(plot: QRectF, window: Window, moment: float) -> float:
    since = moment - window.wall_offset - window.start
    return plot.left() + since / window.span * plot.width()


def _paint_title(
    painter: QPainter, where: QPointF, event: Event, room: float, tokens: Tokens
) -> None:
    font = face(11, 500)
    if room < 40:
        return
    painter.setFont(font.font)
    painter.setPen(QColor(tokens.text2))
    painter.drawText(where, font.elided(event.title, min(room, _LABEL_MOST)))
