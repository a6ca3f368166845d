"""How parts of memory are painted: areas, swatches, and lines across what can be given back."""

from __future__ import annotations

import functools

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

from app.look.theme import mixed, theme
from app.look.tokens import Tokens
from app.plots.palette import Fill
from app.services.telemetry.api import PartKind


def paint_fill(painter: QPainter, area: QRectF, fill: Fill, *, lifted: bool = False) -> None:
    """Fill an area; `lifted` stands out from its neighbours."""
    tokens = theme().tokens
    colour = mixed(fill.colour, tokens.text, 0.14) if lifted else fill.colour
    painter.fillRect(area, QColor(colour))
    if fill.hatch:
        painter.fillRect(area, _hatch(fill.hatch, painter.device().devicePixelRatio()))


@functools.lru_cache(maxsize=8)
def _hatch(colour: str, ratio: float) -> QBrush:
    """Return diagonal lines 6 px apart (Qt's own pattern is not scaled on dense screens)."""
    side = round(6 * ratio)
    tile = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    tile.fill(Qt.GlobalColor.transparent)
    with QPainter(tile) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colour), 1.2 * ratio))
        for shift in (-side, 0, side):
            painter.drawLine(QPointF(shift - 1, side + 1), QPointF(shift + side + 1, -1))
    tile.setDevicePixelRatio(ratio)
    return QBrush(tile)


def paint_swatch(
    painter: QPainter, area: QRectF, fill: Fill, kind: PartKind, tokens: Tokens
) -> None:
    """Draw the small square of a legend."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill.colour))
    if kind in (PartKind.FREE, PartKind.CACHE):
        painter.setPen(QPen(QColor(tokens.field), 1))
        area = area.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(area, 2, 2)
    if fill.hatch:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_hatch(fill.hatch, painter.device().devicePixelRatio()))
        painter.drawRoundedRect(area, 2, 2)
