"""All charts as one picture, with what they are of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from app.look.theme import theme
from app.plots.canvas import HEIGHT
from app.plots.faces import face
from app.plots.picture import ChartPicture

RATIO = 2.0
"""Pixels of the picture per pixel on the screen: sharp in print, too."""
_MARGIN, _GAP = 24, 14
_HEAD = 68
_CHART_WIDTH = 400


def sheet(pictures: Sequence[ChartPicture], columns: int, title: str, subtitle: str) -> QImage:
    """Draw charts below a title, as many beside each other as `columns` says."""
    columns = max(min(columns, len(pictures)), 1)
    rows = -(-len(pictures) // columns)
    size = QSize(
        2 * _MARGIN + columns * _CHART_WIDTH + (columns - 1) * _GAP,
        2 * _MARGIN + _HEAD + rows * HEIGHT + max(rows - 1, 0) * _GAP,
    )
    image = QImage(size * RATIO, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(RATIO)
    tokens = theme().tokens
    image.fill(QColor(tokens.bg))
    with QPainter(image) as painter:
        painter.setPen(QColor(tokens.text))
        painter.setFont(face(22, 700).font)
        painter.drawText(QPointF(_MARGIN, _MARGIN + 24), title)
        painter.setPen(QColor(tokens.text2))
        painter.setFont(face(13).font)
        painter.drawText(QPointF(_MARGIN, _MARGIN + 46), subtitle)
        for number, picture in enumerate(pictures):
            row, column = divmod(number, columns)
            corner = QPoint(
                _MARGIN + column * (_CHART_WIDTH + _GAP), _MARGIN + _HEAD + row * (HEIGHT + _GAP)
            )
            painter.drawImage(corner, picture.image(QSize(_CHART_WIDTH, HEIGHT), RATIO))
    return image
