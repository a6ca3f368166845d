"""A small plot over the number of users: one unit, a curve for each series."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolTip, QWidget

from app.core import units
from app.core.i18n import tr
from app.look.components import plain_tip
from app.look.theme import ThemeChanged, theme
from app.plots.axis import Scale, scale_for
from app.plots.faces import face
from app.plots.plotting import paint_grid
from app.services.serving.benchmarks.figures import short_time
from app.services.telemetry.metrics import Unit

SPEED = Unit("tok/s", units.token_rate)
TIME = Unit("s", short_time)
_SHORT_TIME = Unit("ms", short_time, 1000)
_SHORT = 2.0
"""Seconds up to which times are told in milliseconds."""
_HEIGHT = 204
_PAD = 16.0
_LEFT = 74.0
_TOP = 62.0
_BOTTOM = 42.0
_DOT = 3.5
_NEAR = 28.0


@dataclass(frozen=True, slots=True)
class PlotCurve:
    """One series: a name and a value each number of users."""

    name: str
    points: tuple[tuple[int, float], ...]
    hue: int = 0
    """Place of its colour in the theme's series."""
    dashed: bool = False


class UsersPlot(QFrame):
    """Curves over users, on a card with its title and a legend. Hovering tells the values."""

    def __init__(self, title: str, unit: Unit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setMinimumWidth(220)
        self.setFixedHeight(_HEIGHT)
        self.title = title
        self.unit = unit
        self.curves: tuple[PlotCurve, ...] = ()
        self._near: int | None = None
        self.show_curves(())
        theme().changed.connect(self._on_theme_changed)

    def show_curves(self, curves: Sequence[PlotCurve], title: str = "") -> None:
        """Show other curves, below another title where one is given."""
        self.title = title or self.title
        self.curves = tuple(curve for curve in curves if curve.points)
        self._near = None
        self.setAccessibleName(tr("Plot: {title}").format(title=self.title))
        self.setAccessibleDescription("; ".join(self._told(users) for users in self._levels()))
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a card of the usual height."""
        return QSize(360, _HEIGHT)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the values of the level below the pointer."""
        plot, x = self._plot(), event.position().x()
        levels = self._levels()
        near = min(levels, key=lambda users: abs(self._x(plot, users) - x), default=None)
        if near is not None and abs(self._x(plot, near) - x) > _NEAR:
            near = None
        if near != self._near:
            self._near = near
            self.update()
        told = "" if near is None else self._told(near)
        QToolTip.showText(event.globalPosition().toPoint(), plain_tip(told), self)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell nothing any more."""
        super().leaveEvent(event)
        self._near = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw card, legend, axes and curves."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_words(painter)
            levels = self._levels()
            if not levels:
                painter.setFont(face(12).font)
                painter.setPen(QColor(theme().tokens.text3))
                painter.drawText(self._plot(), Qt.AlignmentFlag.AlignCenter, tr("not measured"))
                return
            scale = self._scale()
            plot = self._plot()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            paint_grid(painter, plot, scale, theme().tokens)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_axes(painter, plot, scale, levels)
            for curve in self.curves:
                self._paint_curve(painter, plot, scale, curve)

    # Private

    def _levels(self) -> tuple[int, ...]:
        return tuple(sorted({users for curve in self.curves for users, _ in curve.points}))

    def _scale(self) -> Scale:
        top = max(value for curve in self.curves for _, value in curve.points)
        unit = _SHORT_TIME if self.unit is TIME and top < _SHORT else self.unit
        return scale_for(unit, 0.0, top, least=top or 1.0, from_zero=True)

    def _plot(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT, _TOP, -_PAD, -_BOTTOM)

    def _x(self, plot: QRectF, users: int) -> float:
        """Return where a number of users stands: twice as many are a step further."""
        levels = self._levels()
        low, high = math.log2(levels[0]), math.log2(levels[-1])
        share = 0.5 if high == low else (math.log2(users) - low) / (high - low)
        inner = plot.adjusted(12, 0, -12, 0)
        return inner.left() + share * inner.width()

    def _told(self, users: int) -> str:
        values = [
            f"{curve.name} {self.unit.format(value)}"
            for curve in self.curves
            for at, value in curve.points
            if at == users
        ]
        return tr("%n users: {values}", "%n user: {values}", users).format(values=", ".join(values))

    def _paint_words(self, painter: QPainter) -> None:
        tokens = theme().tokens
        title = face(14, 600)
        painter.setFont(title.font)
        painter.setPen(QColor(tokens.text))
        painter.drawText(QPointF(_PAD, 27), title.elided(self.title, self.width() - 2 * _PAD))
        label, x = face(12, 500), _PAD
        painter.setFont(label.font)
        for curve in self.curves:
            room = self.width() - _PAD - x - 18
            if room < 40:
                break
            pen = QPen(QColor(tokens.series[curve.hue % 6]), 2)
            pen.setStyle(Qt.PenStyle.DashLine if curve.dashed else Qt.PenStyle.SolidLine)
            painter.setPen(pen)
            painter.drawLine(QPointF(x, 46), QPointF(x + 12, 46))
            text = label.elided(curve.name, min(room, 200))
            painter.setPen(QColor(tokens.text2))
            painter.drawText(QPointF(x + 18, 50), text)
            x += 18 + label.width(text) + 14

    def _paint_axes(
        self, painter: QPainter, plot: QRectF, scale: Scale, levels: Sequence[int]
    ) -> None:
        small = face(11)
        painter.setFont(small.font)
        painter.setPen(QColor(theme().tokens.text3))
        for value, text in scale.ticks:
            y = plot.bottom() - scale.place(value) * plot.height()
            area = QRectF(0, y - 8, plot.left() - 8, 16)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, side, text)
        last = -1e9
        for users in levels:
            x, width = self._x(plot, users), small.width(str(users))
            if x - width / 2 < last + 4:
                continue
            last = x + width / 2
            area = QRectF(x - 30, plot.bottom() + 4, 60, 14)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(users))
        below = QRectF(plot.left(), plot.bottom() + 19, plot.width(), 14)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, tr("users at the same time"))

    def _paint_curve(self, painter: QPainter, plot: QRectF, scale: Scale, curve: PlotCurve) -> None:
        hue = QColor(theme().tokens.series[curve.hue % 6])
        places = [
            QPointF(self._x(plot, users), plot.bottom() - scale.place(value) * plot.height())
            for users, value in sorted(curve.points)
        ]
        pen = QPen(hue, 2)
        pen.setStyle(Qt.PenStyle.DashLine if curve.dashed else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(places))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hue)
        for (users, _), place in zip(sorted(curve.points), places, strict=True):
            size = _DOT + (1.5 if users == self._near else 0.0)
            painter.drawEllipse(place, size, size)

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.update()
