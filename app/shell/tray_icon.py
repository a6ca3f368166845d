"""The tray's picture: our mark, and the worst state as a shape as well as a colour."""

from __future__ import annotations

import sys

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from app.look.components.status import DotState
from app.look.icons import tinted

SIZES = (16, 20, 22, 24, 32, 48, 64)
BADGE = 0.5
"""Side of the badge as a share of the icon."""

# Panels are dark or light whatever our theme is: these stand out on both.
HUES = {
    DotState.ON: "#22A06B",
    DotState.BUSY: "#E08A00",
    DotState.WARNING: "#E08A00",
    DotState.OFF: "#7C8694",
    DotState.ERROR: "#E5484D",
}
_INK = "#FFFFFF"


def app_icon() -> QIcon:
    """Return the program's icon."""
    made = QIcon()
    for size in (*SIZES, 128, 256):
        made.addPixmap(tinted("app", "#FFFFFF", size))
    return made


def tray_icon(state: DotState) -> QIcon:
    """Return the icon for the worst state: tick, half ring, slash, triangle or exclamation."""
    made = QIcon()
    for size in SIZES:
        made.addPixmap(_drawn(state, size))
    if sys.platform == "darwin":
        made.setIsMask(True)  # the menu bar takes the shape only
    return made


def _drawn(state: DotState, size: int) -> QPixmap:
    picture = QPixmap(tinted("app", "#FFFFFF", size))
    side = size * BADGE
    badge = QRectF(size - side, size - side, side, side)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        # Cut out rather than paint over: a gap keeps the shape in a one-colour (template) icon too.
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        gap = size / 22
        painter.drawEllipse(badge.adjusted(-gap, -gap, gap, gap))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setBrush(QColor(HUES[state]))
        painter.drawEllipse(badge)
        if sys.platform == "darwin":
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        _paint_sign(painter, badge, state)
    return picture


def _paint_sign(painter: QPainter, badge: QRectF, state: DotState) -> None:
    middle, unit = badge.center(), badge.width() / 10
    stroke = QPen(QColor(_INK), unit * 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    stroke.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(stroke)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if state is DotState.ON:
        points = [(-2.2, 0.1), (-0.6, 1.7), (2.3, -1.6)]
        painter.drawPolyline(QPolygonF([middle + QPointF(x * unit, y * unit) for x, y in points]))
    elif state is DotState.BUSY:
        reach = unit * 2.3
        area = QRectF(middle.x() - reach, middle.y() - reach, 2 * reach, 2 * reach)
        painter.drawArc(area, 60 * 16, 240 * 16)
    elif state is DotState.WARNING:
        corners = [(0, -2.4), (2.4, 1.7), (-2.4, 1.7)]
        painter.drawPolygon(QPolygonF([middle + QPointF(x * unit, y * unit) for x, y in corners]))
    elif state is DotState.OFF:
        painter.drawLine(
            middle + QPointF(-2 * unit, 2 * unit), middle + QPointF(2 * unit, -2 * unit)
        )
    else:
        painter.drawLine(middle + QPointF(0, -2.6 * unit), middle + QPointF(0, 0.5 * unit))
        painter.drawPoint(middle + QPointF(0, 2.8 * unit))
