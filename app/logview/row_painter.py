"""Paints one line of a log: its time, where it comes from, how grave it is, its text."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from app.logview.levels import Level
from app.logview.row_layout import Clock, Drawing, Measure, RowLayout, stamp
from app.look.readable import readable
from app.look.theme import mixed, theme

MARGIN = 10
_GAP = 10
_BAR = 3
_STAMP_CELLS = 18
_BRIEF_CELLS = 8
_BRIEF_BELOW = 640
"""Pixels of width below which times have neither date nor milliseconds."""
_NAME_CELLS = 18
_BRIEF_NAME_CELLS = 9
_MARK = "err"
_MARK_CELLS = 4
"""`err` before what was printed on stderr, and a space."""
_RADIUS = 3


class RowPainter:
    """Knows where the columns of a log are."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._drawing = Drawing()
        self._names: tuple[str, ...] = ()
        self._brief = False
        self.text_left = 0.0
        """Where the text begins."""
        self.draw_as(self._drawing)

    def draw_as(self, drawing: Drawing) -> None:
        """Arrange the columns anew."""
        self._drawing = drawing
        self._arrange()

    def fit(self, width: int) -> None:
        """Arrange the columns for a width."""
        self._brief = width < _BRIEF_BELOW
        self._arrange()

    def _arrange(self) -> None:
        drawing = self._drawing
        cell = self._measure.cell
        metrics = QFontMetricsF(self._measure.font)
        most = _BRIEF_NAME_CELLS if self._brief else _NAME_CELLS
        width = min(max(map(len, drawing.names), default=0), most) * cell
        elide = Qt.TextElideMode.ElideMiddle
        self._names = tuple(metrics.elidedText(each, elide, width + 1) for each in drawing.names)
        self._name_left = MARGIN + 0.0
        if drawing.clock is not Clock.OFF:
            self._name_left += (_BRIEF_CELLS if self._brief else _STAMP_CELLS) * cell + _GAP
        self._mark_left = self._name_left + (width + _GAP if len(drawing.names) > 1 else 0)
        self.text_left = self._mark_left + _MARK_CELLS * cell

    def paint(
        self,
        painter: QPainter,
        layout: RowLayout,
        area: QRectF,
        scrolled: int,
        selected: tuple[int, int] | None,
        *,
        is_current: bool,
    ) -> None:
        """Paint a line into `area`; its text is `scrolled` to the left."""
        row, tokens = layout.row, theme().tokens
        if is_current:
            painter.fillRect(area, QColor(mixed(tokens.surface, tokens.text, 0.06)))
        if row.level >= Level.WARNING:
            hue = tokens.err if row.level is Level.ERROR else tokens.warn
            painter.fillRect(QRectF(0, area.top(), _BAR, area.height()), QColor(hue))
        base = area.top() + (self._measure.step + self._measure.rise) / 2 - 1.5
        painter.setFont(self._measure.font)
        painter.setPen(QColor(tokens.text3))
        if self._drawing.clock is not Clock.OFF:
            words = stamp(row.line.time_ns, self._drawing.clock, brief=self._brief)
            painter.drawText(QPointF(MARGIN, base), words)
        if row.line.is_stderr:
            painter.drawText(QPointF(self._mark_left, base), _MARK)
        if len(self._names) > 1 and not row.is_note and row.source < len(self._names):
            hue = tokens.series[row.source % len(tokens.series)]
            painter.setPen(QColor(readable(hue, tokens.surface)))
            painter.drawText(QPointF(self._name_left, base), self._names[row.source])
        painter.save()
        painter.setClipRect(area.adjusted(self.text_left - 1, 0, 0, 0))
        painter.setPen(QColor(layout.hue))
        layout.draw(painter, QPointF(self.text_left - scrolled, area.top()), selected)
        painter.restore()
