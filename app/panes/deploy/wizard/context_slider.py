"""The slider of the context: logarithmic, with ticks, and a mark at the largest that is safe."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from app.core.i18n import numeral, tr
from app.look.theme import ThemeChanged, mixed, theme
from app.panes.deploy.wizard import context_scale as scale
from app.plots.faces import face

_PAD = 12.0
_GROOVE_Y = 26.0
_HANDLE = 8.0
_HEIGHT = 58
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -8,
    Qt.Key.Key_PageUp: 8,
}


@dataclass(frozen=True, slots=True)
class ContextChosen:
    """Another context, in tokens."""

    context: int


class ContextSlider(QSlider):
    """Its value is the context in tokens, so that screen readers say what it means.

    Arrow keys go an eighth of a doubling, Page Up and Down double and halve it.

    Signals:
        context_chosen: the user moved it.
    """

    context_chosen = Signal(ContextChosen)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName(tr("Context, in tokens"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(_HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._safe: int | None = None
        self._ring = False
        self.setRange(scale.LEAST, 131_072)
        theme().changed.connect(self._on_theme_changed)

    @property
    def safe(self) -> int | None:
        """The largest context that is safe; None: not known."""
        return self._safe

    def show_scale(self, most: int, safe: int | None) -> None:
        """Show the contexts up to `most`, and where it stops being safe."""
        if (most, safe) != (self.maximum(), self._safe):
            self._safe = safe
            self.setRange(min(scale.LEAST, most), most)
            self.update()

    def show_context(self, context: int) -> None:
        """Move it without telling."""
        blocked = self.blockSignals(True)
        self.setValue(context)
        self.blockSignals(blocked)

    def sizeHint(self) -> QSize:
        """Be as wide as there is room."""
        return QSize(400, _HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the handle where it was pressed."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._choose_at(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag."""
        if self.isSliderDown():
            self._choose_at(event.position().x())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page: nobody shall change the context by scrolling past it."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, double and halve; Home and End are the ends."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._ring = True
            self._choose(scale.stepped(self.value(), _STEPS[key], self.maximum()))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(self.minimum() if key is Qt.Key.Key_Home else self.maximum())
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw the ring for those who came by keyboard."""
        super().focusInEvent(event)
        self._ring = event.reason() in _BY_KEYBOARD
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw groove, ticks, mark and handle."""
        tokens = theme().tokens
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_groove(painter)
            self._paint_ticks(painter)
            self._paint_mark(painter)
            centre = QPointF(self._x(self.value()), _GROOVE_Y)
            bad = self._safe is not None and self.value() > self._safe
            hue = QColor(tokens.err if bad else tokens.accent)
            if self.hasFocus() and self._ring:
                painter.setPen(QPen(hue, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(centre, _HANDLE + 4, _HANDLE + 4)
            painter.setPen(QPen(QColor(tokens.surface), 2))
            painter.setBrush(hue)
            painter.drawEllipse(centre, _HANDLE, _HANDLE)

    def _paint_groove(self, painter: QPainter) -> None:
        """Draw what is chosen, what is safe, and in red what is not."""
        tokens = theme().tokens
        left, right = _PAD, self.width() - _PAD
        safe = right if self._safe is None else self._x(self._safe)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mixed(tokens.surface, tokens.err, 0.35)))
        painter.drawRoundedRect(QRectF(left, _GROOVE_Y - 2, right - left, 4), 2, 2)
        painter.setBrush(QColor(tokens.border))
        if self._safe is None or self._safe > 0:
            painter.drawRoundedRect(QRectF(left, _GROOVE_Y - 2, safe - left, 4), 2, 2)
        painter.setBrush(QColor(tokens.accent))
        chosen = min(self._x(self.value()), safe) if self._safe != 0 else left
        painter.drawRoundedRect(QRectF(left, _GROOVE_Y - 2, chosen - left, 4), 2, 2)

    def _paint_ticks(self, painter: QPainter) -> None:
        tokens, font, most = theme().tokens, face(11), self.maximum()
        painter.setFont(font.font)
        end, taken = scale.tick_words(most), 0.0
        last = self.width() - font.width(end)
        for tick in scale.ticks(most):
            x = self._x(tick)
            painter.setPen(QPen(QColor(tokens.field), 1))
            painter.drawLine(QLineF(x, _GROOVE_Y + 9, x, _GROOVE_Y + 13))
            words = scale.tick_words(tick)
            left = min(max(0.0, x - font.width(words) / 2), self.width() - font.width(words))
            if left < taken or (tick != most and left + font.width(words) + 8 > last):
                continue
            taken = left + font.width(words) + 8
            painter.setPen(QColor(tokens.text3))
            painter.drawText(QPointF(left, _GROOVE_Y + 26), words)
        if most not in scale.ticks(most):
            painter.setPen(QColor(tokens.text3))
            painter.drawText(QPointF(last, _GROOVE_Y + 26), end)

    def _paint_mark(self, painter: QPainter) -> None:
        """Draw the triangle above the largest context that is safe, unless all are."""
        if not self._safe or self._safe >= self.maximum():
            return
        tokens, font = theme().tokens, face(11, 600)
        x = self._x(self._safe)
        points = (QPointF(x - 4, _GROOVE_Y - 12), QPointF(x + 4, _GROOVE_Y - 12))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.ok))
        painter.drawPolygon(QPolygonF([*points, QPointF(x, _GROOVE_Y - 5)]))
        words = tr("{safe} at most").format(safe=numeral(self._safe))
        left = x - 8 - font.width(words)
        painter.setFont(font.font)
        painter.setPen(QColor(tokens.ok))
        painter.drawText(QPointF(left if left > 0 else x + 8, _GROOVE_Y - 6), words)

    def _x(self, context: int) -> float:
        room = max(self.width() - 2 * _PAD, 1.0)
        return _PAD + room * scale.share_of(context, self.maximum())

    def _choose_at(self, x: float) -> None:
        share = (x - _PAD) / max(self.width() - 2 * _PAD, 1.0)
        marked = (self._safe,) if self._safe else ()
        self._choose(scale.context_at(share, self.maximum(), marked))

    def _choose(self, context: int) -> None:
        if context != self.value():
            self.setValue(context)
            self.context_chosen.emit(ContextChosen(context))

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.update()
