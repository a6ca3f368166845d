"""The tray's picture: our mark, and the worst state as a shape as well as a colour."""

from __future__ import annotations

import sys

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from app.look.components.status import DotState, paint_dot
from app.look.icons import tinted

SIZES = (16, 20, 22, 24, 32, 40, 48, 64)
"""Windows takes 16, 20, 24, 32 or 40 as its screen is scaled, Linux what fits its panel."""
TEMPLATE_SIZES = (16, 18, 22, 32, 36, 44)
"""macOS' menu bar, at 100 % and 200 %."""
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
_DOT = 8
"""Pixels that the shapes of states are drawn for."""


def app_icon() -> QIcon:
    """Return the program's icon."""
    made = QIcon()
    for size in (*SIZES, 128, 256):
        made.addPixmap(tinted("app", "#FFFFFF", size))
    return made


def tray_icon(state: DotState) -> QIcon:
    """Return the icon for the worst state; on macOS one that takes the menu bar's colour."""
    if sys.platform == "darwin":
        return template_icon(state)
    made = QIcon()
    for size in SIZES:
        made.addPixmap(_with_badge(state, size))
    return made


def template_icon(state: DotState) -> QIcon:
    """Return the icon in one colour: the prompt sign, and the state beside it as a shape alone."""
    made = QIcon()
    for size in TEMPLATE_SIZES:
        made.addPixmap(tinted(f"tray-{state}", "#000000", size))
    made.setIsMask(True)
    return made


def _with_badge(state: DotState, size: int) -> QPixmap:
    picture = QPixmap(tinted("app", "#FFFFFF", size))
    side = size * BADGE
    badge = QRectF(size - side, size - side, side, side)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.GlobalColor.black)
        # Cut out rather than paint over: the gap sets the shape apart on any panel.
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        gap = size / 16
        painter.drawEllipse(badge.adjusted(-gap, -gap, gap, gap))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.translate(badge.topLeft())
        painter.scale(side / _DOT, side / _DOT)
        area = QRectF(0.5, 0.5, _DOT - 1, _DOT - 1)  # corners reach out a little
        paint_dot(painter, area, state, QColor(HUES[state]))
        if state is DotState.ERROR:  # a small diamond looks like a disc
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
            painter.drawRect(QRectF(3.25, 1.5, 1.5, 3))
            painter.drawRect(QRectF(3.25, 5.25, 1.5, 1.5))
    return picture
