"""One live chart on a card."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QStyleOptionGraphicsItem, QWidget

from app.look.theme import ThemeChanged, theme
from app.plots import overlay, plotting
from app.plots.axis import Scale, fixed_scale, scale_for
from app.plots.chrome import (
    PAD,
    PLOT_TOP,
    RADIUS,
    AxisText,
    Header,
    LegendEntry,
    card,
    paint_header,
    plot_area,
)
from app.plots.content import ChartSpec, Style, Trace
from app.plots.cursor import CursorMoved, TimeCursor
from app.plots.faces import face
from app.plots.overlay import CursorRow
from app.plots.plotting import Curve
from app.plots.rows import Rows, Slice, Window
from app.plots.words import ChartWords, words_of
from app.services.telemetry.api import Sample
from app.state.rings import Values

HEIGHT = 214
_ABOVE = 8.0
"""Pixels above the plot that a tick label needs."""
_PAGE = 0.1
"""Share of the window that one Page Up moves the cursor."""


@dataclass(frozen=True, slots=True)
class View:
    """What a chart shows: the part of `rows` in `window`, and the newest sample for its words."""

    rows: Rows
    window: Window
    sample: Sample
    row: Mapping[str, float | None]
    """The numbers of `sample` by key."""
    age: float = 0.0
    """Seconds since `sample` when newer ones are overdue, else 0."""


class _Picture(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """The one item of the scene: as large as the view, painted by the canvas."""

    def __init__(self, canvas: ChartCanvas) -> None:
        super().__init__()
        self._canvas = canvas

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Cover the view."""
        return QRectF(self._canvas.viewport().rect())

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Let the canvas paint."""
        self._canvas.paint_picture(painter)

    def resized(self) -> None:
        """Follow the view's size."""
        self.prepareGeometryChange()


class ChartCanvas(pg.GraphicsView):  # type: ignore[misc]
    """One live chart: card, header, plot, cursor.

    The card without curves is kept as a picture; a new frame repaints the plot only.
    """

    def __init__(self, spec: ChartSpec, cursor: TimeCursor, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self.spec = spec
        self._cursor = cursor
        self._view: View | None = None
        self._words: ChartWords | None = None
        self._traces: tuple[Trace, ...] = ()
        self._style = spec.style
        self._scale: Scale | None = None
        self._card: QPixmap | None = None
        self._hovered = False
        self._header_exposed = True
        self._set_up_view()
        self._picture = _Picture(self)
        self.scene().addItem(self._picture)
        cursor.moved.connect(self._on_cursor_moved)
        theme().changed.connect(self._on_theme_changed)

    @property
    def words(self) -> ChartWords | None:
        """What the chart says, None before the first sample."""
        return self._words

    def show_view(self, view: View, *, words: bool = True) -> None:
        """Show another window of time; `words` brings the header up to date as well."""
        self._view = view
        if words or self._words is None:
            self._renew_words(view)
        body = self.viewport().rect()
        body.setTop(int(PLOT_TOP - _ABOVE))
        self.viewport().update(body)

    def cursor_rows(self) -> tuple[CursorRow, ...]:
        """Return the values under the cursor, empty when there is none."""
        place, view = self._cursor.place, self._view
        if place is None or view is None:
            return ()
        rows, window = Slice.of(view.rows, view.window), view.window
        moment = window.start + place * window.span
        gap = overlay.gap_at(view.rows, moment)
        if gap is not None:
            return (CursorRow(None, "", f"no data: {overlay.gap_text(gap, window.end)}"),)
        row = overlay.row_at(rows, moment)
        if row is None:
            return (CursorRow(None, "", "no data"),)
        values = [
            _cursor_row(self.spec, trace, rows.values(trace.key), row) for trace in self._traces
        ]
        return _shortened(self._style, values)

    def paint_picture(self, painter: QPainter) -> None:
        """Paint the whole chart (only what is exposed costs time)."""
        plot = plot_area(self.viewport().rect().size().toSizeF())
        view = self._view
        if view is None or self._words is None:
            self._paint_card(painter)
            return
        rows = Slice.of(view.rows, view.window)
        curves = self._curves(rows, plot, view.sample)
        known = _anything_known(self._style, self._traces, rows, curves)
        unknown = bool(self._words.reason) and not known
        scale = None if unknown else _scale_of(self.spec, curves, view.sample)
        if scale != self._scale:
            self._scale, self._card = scale, None
        self._paint_card(painter)
        self._paint_focus(painter)
        if unknown:
            _paint_reason(painter, plot, self._words.reason)
            return
        tokens = theme().tokens
        overlay.paint_gaps(painter, plot, rows, tokens)
        self._paint_values(painter, plot, rows, curves)
        self._paint_cursor_and_times(painter, plot, view.window)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Note whether the words are to be painted: most frames leave them alone."""
        self._header_exposed = event.rect().top() < PLOT_TOP - _ABOVE
        super().paintEvent(event)

    def sizeHint(self) -> QSize:
        """Ask for a card of the usual height."""
        return QSize(360, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Stay readable."""
        return QSize(260, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint the card anew."""
        super().resizeEvent(event)
        self._card = None
        if hasattr(self, "_picture"):  # pyqtgraph resizes inside its constructor
            self._picture.resized()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Take the shared cursor along."""
        plot = plot_area(self.viewport().rect().size().toSizeF())
        x, y = event.position().x(), event.position().y()
        self._hovered = plot.left() - 8 <= x <= plot.right() + 8 and y >= plot.top() - 8
        self._cursor.move((x - plot.left()) / plot.width() if self._hovered else None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the keyboard."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing is dragged here."""
        event.accept()

    def wheelEvent(self, event: QEvent) -> None:
        """Leave scrolling to the pane."""
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        """Let go of the cursor."""
        super().leaveEvent(event)
        self._hovered = False
        if not self.hasFocus():
            self._cursor.move(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor by keys; anything else belongs to the pane."""
        key, step = event.key(), self._key_step()
        moves = {
            Qt.Key.Key_Left: -step,
            Qt.Key.Key_Right: step,
            Qt.Key.Key_PageUp: -_PAGE,
            Qt.Key.Key_PageDown: _PAGE,
            Qt.Key.Key_Home: -1.0,
            Qt.Key.Key_End: 1.0,
        }
        if key in moves:
            self._cursor.step(moves[Qt.Key(key)])
        elif key == Qt.Key.Key_Escape and self._cursor.place is not None:
            self._cursor.move(None)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring and the cursor."""
        super().focusOutEvent(event)
        if not self._hovered:
            self._cursor.move(None)
        self.viewport().update()

    def _set_up_view(self) -> None:
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setRenderHints(QPainter.RenderHint(0))
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCentralItem(None)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self.setAccessibleName(f"Chart {self.spec.name}")

    def _renew_words(self, view: View) -> None:
        words = words_of(self.spec, view.sample, view.row, view.age)
        traces = self.spec.traces(view.sample)
        if words == self._words and traces == self._traces:
            return
        if traces != self._traces:
            self._card = None
        self._words, self._traces = words, traces
        self._style = self.spec.style_for(view.sample)
        self.setAccessibleName(words.title)
        self.setAccessibleDescription(words.description)
        self.viewport().update()

    def _paint_card(self, painter: QPainter) -> None:
        tokens, size = theme().tokens, self.viewport().size()
        if self._card is None:
            side = () if self._style is not Style.HEAT else self._row_names()
            self._card = card(size, self.devicePixelRatioF(), self._scale, side, tokens)
        painter.drawPixmap(0, 0, self._card)
        if self._words is not None and self._header_exposed:
            paint_header(painter, size.width(), self._header(self._words), tokens)

    def _row_names(self) -> tuple[AxisText, ...]:
        groups = () if self._view is None else self.spec.groups(self._view.sample)
        return _sides(groups, self._traces)

    def _header(self, words: ChartWords) -> Header:
        legend = tuple(LegendEntry(trace, value) for trace, value in words.legend)
        ramp = ""
        if self._style is Style.HEAT and self._scale is not None:
            ramp = self.spec.unit.format(self._scale.high)
        # The reason stands in the plot when there is nothing else to see.
        note = words.reason if words.reason and self._scale is not None else words.note
        return Header(
            title=words.title,
            icon=self.spec.icon,
            value=words.value,
            unit=words.unit,
            note=note,
            legend=legend,
            known=not words.reason and not words.old,
            ramp=ramp,
        )

    def _curves(self, rows: Slice, plot: QRectF, sample: Sample) -> list[Curve]:
        # Heat needs them for its range only.
        if self._style is Style.STACK or (self._style is Style.HEAT and self.spec.top(sample)):
            return []
        width = round(plot.width() * self.devicePixelRatioF())
        return plotting.curves_of(rows, self._traces, width)

    def _paint_values(
        self, painter: QPainter, plot: QRectF, rows: Slice, curves: list[Curve]
    ) -> None:
        tokens, scale = theme().tokens, self._scale
        assert scale is not None
        painter.save()
        painter.setClipRect(plot.adjusted(0, -2, 1, 2))
        if self._style is Style.LINES:
            plotting.paint_lines(painter, plot, rows.window, scale, curves, tokens)
        elif self._style is Style.STACK:
            plotting.paint_stack(painter, plot, rows, scale, self._traces, tokens)
            plotting.paint_grid(painter, plot, scale, tokens)
        else:
            plotting.paint_heat(painter, plot, rows, scale, self._traces, tokens)
        painter.restore()

    def _paint_cursor_and_times(self, painter: QPainter, plot: QRectF, window: Window) -> None:
        place, tokens = self._cursor.place, theme().tokens
        if place is None or self._scale is None:
            overlay.paint_times(painter, plot, window, tokens, QRectF())
            return
        moment = window.start + place * window.span + window.wall_offset
        box = overlay.moment_box(plot, place, moment)
        overlay.paint_times(painter, plot, window, tokens, box)
        x = overlay.paint_cursor_line(painter, plot, place, tokens)
        rows = self.cursor_rows()
        if self._style is Style.LINES:
            overlay.paint_dots(painter, plot, x, self._scale, rows, tokens)
        overlay.paint_box(painter, plot, x, rows, tokens)
        overlay.paint_moment(painter, box, moment, tokens)

    def _paint_focus(self, painter: QPainter) -> None:
        if not self.hasFocus():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme().tokens.accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        area = QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(area, RADIUS, RADIUS)

    def _key_step(self) -> float:
        if self._view is None:
            return _PAGE
        plot = plot_area(self.viewport().rect().size().toSizeF())
        interval = self._view.rows.interval or 0.0
        return max(1.0 / plot.width(), interval / self._view.window.span)

    def _on_cursor_moved(self, _moved: CursorMoved) -> None:
        self.viewport().update()
        if self.hasFocus() and self._words is not None:
            said = ", ".join(f"{row.label} {row.text}".strip() for row in self.cursor_rows())
            self.setAccessibleDescription(said or self._words.description)

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self._card = None
        self.viewport().update()


def _scale_of(spec: ChartSpec, curves: list[Curve], sample: Sample) -> Scale:
    top = spec.top(sample)
    if top:
        return fixed_scale(spec.unit, top)
    low, high = plotting.extent(curves) or (0.0, spec.least)
    return scale_for(spec.unit, low, high, least=spec.least, from_zero=spec.from_zero)


def _anything_known(
    style: Style, traces: tuple[Trace, ...], rows: Slice, curves: list[Curve]
) -> bool:
    if style is Style.LINES:
        return plotting.extent(curves) is not None
    return any(rows.values(trace.key) is not None for trace in traces)


def _paint_reason(painter: QPainter, plot: QRectF, reason: str) -> None:
    painter.setFont(face(12).font)
    painter.setPen(QColor(theme().tokens.text2))
    flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
    painter.drawText(plot.adjusted(PAD - plot.left(), 0, 0, 0), flags, f"n/a: {reason}")


def _cursor_row(spec: ChartSpec, trace: Trace, series: Values | None, row: int) -> CursorRow:
    value = math.nan if series is None else float(series[row])
    known = None if math.isnan(value) else value
    return CursorRow(trace, trace.label, spec.unit.format(known), known)


def _shortened(style: Style, rows: list[CursorRow]) -> tuple[CursorRow, ...]:
    """Return what fits beside a cursor: for many series their extremes, for one no label."""
    if style is Style.LINES:
        if len(rows) == 1:
            return (CursorRow(rows[0].trace, "", rows[0].text, rows[0].value),)
        return tuple(rows)
    if style is Style.STACK:
        largest = sorted(rows, key=lambda row: row.value or 0.0, reverse=True)
        return tuple(CursorRow(None, row.label, row.text) for row in largest[:5])
    known = sorted((row for row in rows if row.value is not None), key=lambda row: row.value or 0)
    if not known:
        return (CursorRow(None, "", "n/a"),)
    busiest, idlest = known[-1], known[0]
    return (
        CursorRow(None, busiest.label, busiest.text),
        CursorRow(None, idlest.label, idlest.text),
    )


def _sides(groups: tuple[str, ...], traces: tuple[Trace, ...]) -> tuple[AxisText, ...]:
    """Return the names of the rows of a heat map: runs of equal groups, else first and last."""
    count = len(traces)
    if not count:
        return ()
    if len(groups) < count:
        first, last = traces[0].label, traces[-1].label
        return (AxisText(0.5 / count, first), AxisText(1 - 0.5 / count, last))
    runs: list[tuple[int, int, str]] = []
    for index, name in enumerate(groups[:count]):
        if runs and runs[-1][2] == name:
            runs[-1] = (runs[-1][0], index, name)
        else:
            runs.append((index, index, name))
    return tuple(
        AxisText((first + last + 1) / 2 / count, name.removeprefix("Cortex-"))
        for first, last, name in runs
    )
