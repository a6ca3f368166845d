"""Two plots over one time axis: each unit has its own, the cursor is shared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.i18n import tr
from app.look.components.live_words import LiveWords
from app.look.theme import ThemeChanged, theme
from app.look.tokens import Tokens
from app.panes.overview.combined import KEY
from app.panes.overview.load_lines import Load, LoadLine
from app.plots import marks, overlay, plotting
from app.plots.axis import Scale, moment_text
from app.plots.cursor import CursorMoved, TimeCursor
from app.plots.faces import face
from app.plots.picture import event_text
from app.plots.readings import CursorRow
from app.plots.rows import Rows, Slice, Window
from app.services.history.api import Event

_AXIS = 44.0
"""Pixels for the labels of the value axes."""
_LEGEND = 24.0
_TIMES = 22.0
_BETWEEN = 18.0
_UPPER = 0.58
"""Share of the height that the first plot gets."""
_RIGHT = 6.0
_DASH = 14.0
_LEGEND_GAP = 20.0
_PAGE = 0.1
_NAME = tr("Load and memory over time")
_LEAST = 228
"""Pixels of height in which both plots can be read."""


@dataclass(frozen=True, slots=True)
class LoadView:
    """What is shown: the newest words, and the part of `rows` in `window`."""

    load: Load
    rows: Rows
    window: Window
    events: tuple[Event, ...] = ()


class LoadChart(QWidget):
    """Draws a `LoadView`. Arrow keys move the cursor through time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: LoadView | None = None
        self._cursor = TimeCursor(self)
        self._hovered = False
        self._said = LiveWords(self)
        self._said.say(*self._words())
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._cursor.moved.connect(self._on_cursor_moved)
        theme().changed.connect(self._on_theme_changed)

    @property
    def cursor_place(self) -> TimeCursor:
        """Where the cursor is."""
        return self._cursor

    @property
    def view(self) -> LoadView | None:
        """What is shown."""
        return self._view

    def show_view(self, view: LoadView) -> None:
        """Show other rows, or another stretch of time."""
        self._view = view
        self._said.follow(*self._words())
        self.update()

    def readings(self) -> tuple[str, ...]:
        """Return the values under the cursor, one for each plot; empty when there is none."""
        view, place = self._view, self._cursor.place
        if view is None or place is None:
            return ()
        found = [line.reading(view.rows, view.window, place) for line in view.load.lines]
        return tuple(row.text for row in found)

    def sizeHint(self) -> QSize:
        """Ask for no more than what can be read: the page gives it all the room that is left."""
        return QSize(560, _LEAST)

    def minimumSizeHint(self) -> QSize:
        """Stay readable."""
        return QSize(280, _LEAST)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Take the cursor along."""
        upper, lower = self._plots()
        x, y = event.position().x(), event.position().y()
        self._hovered = (
            upper.left() - 8 <= x <= upper.right() + 8 and upper.top() <= y <= lower.bottom()
        )
        self._cursor.move((x - upper.left()) / upper.width() if self._hovered else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Let go of the cursor."""
        super().leaveEvent(event)
        self._hovered = False
        if not self.hasFocus():
            self._cursor.move(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor by keys; anything else belongs to the pane."""
        step = 1 / max(self._plots()[0].width() / 2, 1.0)
        moves = {
            Qt.Key.Key_Left: -step,
            Qt.Key.Key_Right: step,
            Qt.Key.Key_PageUp: -_PAGE,
            Qt.Key.Key_PageDown: _PAGE,
            Qt.Key.Key_Home: -1.0,
            Qt.Key.Key_End: 1.0,
        }
        if event.key() in moves:
            self._cursor.step(moves[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape and self._cursor.place is not None:
            self._cursor.move(None)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring and the cursor."""
        super().focusOutEvent(event)
        if not self._hovered:
            self._cursor.move(None)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw both plots."""
        tokens, view = theme().tokens, self._view
        with QPainter(self) as painter:
            if self.hasFocus():
                self._paint_focus(painter, tokens)
            if view is None:
                return
            self._paint_legend(painter, view.load, tokens)
            plots = self._plots()
            for number, (line, plot) in enumerate(zip(view.load.lines, plots, strict=True)):
                _paint_plot(painter, plot, line, view, tokens, named=number == 0)
            self._paint_cursor(painter, plots, view, tokens)

    def _plots(self) -> tuple[QRectF, QRectF]:
        width = max(self.width() - _AXIS - _RIGHT, 1.0)
        top = _LEGEND + 8
        height = max(self.height() - top - _BETWEEN - _TIMES, 2.0)
        upper = QRectF(_AXIS, top, width, round(height * _UPPER))
        lower = QRectF(_AXIS, upper.bottom() + _BETWEEN, width, height - upper.height())
        return upper, lower

    def _paint_legend(self, painter: QPainter, load: Load, tokens: Tokens) -> None:
        left, baseline = 0.0, 15.0
        title_font, value_font = face(12, 500), face(12, 600)
        for line in load.lines:
            painter.setPen(plotting.line_pen(tokens, line.trace, 2.0))
            painter.drawLine(QLineF(left, baseline - 4, left + _DASH, baseline - 4))
            left += _DASH + 7
            for text, font, colour in (
                (line.title, title_font, tokens.text2),
                (line.value, value_font, tokens.text3 if load.stale else tokens.text),
            ):
                painter.setFont(font.font)
                painter.setPen(QColor(colour))
                painter.drawText(QPointF(left, baseline), text)
                left += font.width(text) + 7
            left += _LEGEND_GAP - 7

    def _paint_cursor(
        self, painter: QPainter, plots: tuple[QRectF, QRectF], view: LoadView, tokens: Tokens
    ) -> None:
        place, window, lower = self._cursor.place, view.window, plots[1]
        if place is None:
            overlay.paint_times(painter, lower, window, tokens, QRectF())
            return
        moment = moment_text(window.start + place * window.span + window.wall_offset, window.span)
        font = face(11, 600)
        width = font.width(moment) + 12
        left = min(max(lower.left() + place * lower.width() - width / 2, 0), lower.right() - width)
        box = QRectF(left, lower.bottom() + 3, width, 18)
        overlay.paint_times(painter, lower, window, tokens, box)
        told = tuple(CursorRow(None, "", event_text(event)) for event in self._events_near())
        for line, plot in zip(view.load.lines, plots, strict=True):
            x = overlay.paint_cursor_line(painter, plot, place, tokens)
            reading = line.reading(view.rows, window, place)
            scale = _scale(line, plot, view, painter)
            overlay.paint_dots(painter, plot, x, scale, (reading,), tokens)
            overlay.paint_box(painter, plot, x, (*told, reading), tokens)
            told = ()  # what happened is said once
        painter.setFont(font.font)
        painter.setPen(QColor(tokens.text))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), moment)

    def _paint_focus(self, painter: QPainter, tokens: Tokens) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.accent), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 7, 7)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _events_near(self) -> tuple[Event, ...]:
        """Return what happened at the cursor."""
        view, place = self._view, self._cursor.place
        if view is None or place is None:
            return ()
        return marks.event_near(self._plots()[0], view.window, view.events, place)

    def _words(self) -> tuple[str, str]:
        """Return what the chart is called, and its values at the cursor, or the newest ones."""
        view = self._view
        if view is None:
            return _NAME, ""
        lines = view.load.lines
        values = self.readings() or tuple(line.why or line.value for line in lines)
        said = [f"{line.title}: {value}" for line, value in zip(lines, values, strict=True)]
        said += [event_text(event) for event in self._events_near()]
        return view.load.title, "; ".join(said)

    def _on_cursor_moved(self, _moved: CursorMoved) -> None:
        self._said.say(*self._words())
        self.update()

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.update()


def _curves(
    line: LoadLine, plot: QRectF, view: LoadView, painter: QPainter
) -> list[plotting.Curve]:
    rows = Slice.of(line.rows(view.rows), view.window)
    width = round(plot.width() * painter.device().devicePixelRatio())
    return plotting.curves_of(rows, (line.trace,), width)


def _scale(line: LoadLine, plot: QRectF, view: LoadView, painter: QPainter) -> Scale:
    return line.scale(_curves(line, plot, view, painter))


def _paint_plot(
    painter: QPainter, plot: QRectF, line: LoadLine, view: LoadView, tokens: Tokens, *, named: bool
) -> None:
    curves = _curves(line, plot, view, painter)
    scale = line.scale(curves)
    plotting.paint_grid(painter, plot, scale, tokens)
    for y, label in _ticks(plot, scale):
        painter.setFont(face(11).font)
        painter.setPen(QColor(tokens.text3))
        flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(0, y - 8, _AXIS - 8, 16), flags, label)
    rows = Slice.of(line.rows(view.rows), view.window)
    if line.why and plotting.extent(curves) is None:
        painter.setFont(face(12).font)
        painter.setPen(QColor(tokens.text2))
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(plot.adjusted(12, 0, -12, 0), flags, f"n/a: {line.why}")
        return
    overlay.paint_gaps(painter, plot, rows, tokens)
    if rows.values(KEY) is not None:
        painter.save()
        painter.setClipRect(plot.adjusted(0, -2, 1, 2))
        plotting.paint_lines(painter, plot, view.window, scale, curves, tokens)
        painter.restore()
    marks.paint_marks(painter, plot, view.window, view.events, tokens, named=named)


def _ticks(plot: QRectF, scale: Scale) -> Iterator[tuple[float, str]]:
    for value, label in scale.ticks:
        yield plot.bottom() - scale.place(value) * plot.height(), label.partition(" ")[0]
