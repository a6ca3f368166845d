"""One chart, painted on whatever there is: the screen, a file, nothing that anybody sees."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from app.look.theme import theme
from app.look.tokens import Tokens
from app.plots import marks, overlay, plotting
from app.plots.axis import Scale, fixed_scale, scale_for
from app.plots.chrome import (
    PAD,
    RADIUS,
    AxisText,
    Header,
    LegendEntry,
    card,
    paint_header,
    plot_area,
)
from app.plots.faces import face
from app.plots.plotting import Curve
from app.plots.readings import CursorRow, readings
from app.plots.rows import Slice
from app.plots.spec import ChartSpec, Style, Trace
from app.plots.view import AlertSpan, Compared, View
from app.plots.words import ChartWords, words_of
from app.services.history.api import Event
from app.services.telemetry.api import Sample

_DASHED = 3


@dataclass(frozen=True, slots=True)
class Touch:
    """What mouse and keyboard do to a chart."""

    place: float | None = None
    """Of the cursor, a share of the window."""
    here: bool = False
    """Whether the cursor is moved in this chart: it alone tells what events were."""
    selection: tuple[float, float] | None = None
    focused: bool = False


UNTOUCHED = Touch()
_NOW = "now"
"""Beside a value that the window does not show."""


@dataclass(frozen=True, slots=True)
class _CardKey:
    """What the card without curves depends on."""

    width: int
    height: int
    ratio: float
    scale: Scale | None
    side: tuple[AxisText, ...]
    tokens: Tokens


class ChartPicture:
    """Card, header, plot and cursor of one chart.

    The card without curves is kept as a picture; a new frame repaints the plot only.
    """

    def __init__(self, spec: ChartSpec, *, named_events: bool = False) -> None:
        self.spec = spec
        self.view: View | None = None
        self.words: ChartWords | None = None
        self._named_events = named_events
        self._traces: tuple[Trace, ...] = ()
        self._style = spec.style
        self._scale: Scale | None = None
        self._card: tuple[_CardKey, QPixmap] | None = None

    def take(self, view: View, *, words: bool = True) -> bool:
        """Take another view; `words` brings the header up to date. Return whether it changed."""
        before, self.view = self._heading, view
        if not words and self.words is not None and before == self._heading:
            return False
        said = words_of(self.spec, view.sample, view.row, view.age)
        traces = self.spec.traces(view.sample)
        if said == self.words and traces == self._traces and before == self._heading:
            return False
        self.words, self._traces = said, traces
        self._style = self.spec.style_for(view.sample)
        return True

    @property
    def style(self) -> Style:
        """How values are drawn."""
        return self._style

    @property
    def traces(self) -> tuple[Trace, ...]:
        """The series."""
        return self._traces

    def readings(self, place: float | None) -> tuple[CursorRow, ...]:
        """Return the values at a place, empty when there is none."""
        if place is None or self.view is None:
            return ()
        return readings(self.spec, self._style, self._traces, self.view, place)

    def image(self, size: QSize, ratio: float = 1.0) -> QImage:
        """Return the chart as a picture of its own."""
        image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        with QPainter(image) as painter:
            self.paint(painter, size, UNTOUCHED)
        return image

    def paint(
        self, painter: QPainter, size: QSize, touch: Touch, *, with_header: bool = True
    ) -> None:
        """Paint the whole chart (only what is exposed costs time)."""
        view, tokens = self.view, theme().tokens
        if view is None or self.words is None:
            self._paint_card(painter, size, with_header=with_header)
            return
        plot = plot_area(size.toSizeF())
        rows = Slice.of(view.rows, view.window)
        curves = self._curves(rows, plot, painter.device().devicePixelRatio(), view.sample)
        others = self._compared_curves(view, plot, painter.device().devicePixelRatio())
        known = self._anything_known(rows, curves)
        unknown = bool(self.words.reason) and not known
        self._scale = None if unknown else _scale_of(self.spec, curves + others, view.sample)
        self._paint_card(painter, size, with_header=with_header)
        if touch.focused:
            _paint_focus(painter, size)
        if unknown:
            _paint_reason(painter, plot, self.words.reason)
            return
        overlay.paint_gaps(painter, plot, rows, tokens)
        marks.paint_alerts(painter, plot, view.window, self._alerts(view), tokens)
        if view.loading and not known:
            overlay.paint_loading(painter, plot, tokens)
        self._paint_values(painter, plot, rows, curves, others)
        marks.paint_marks(painter, plot, view.window, view.events, tokens, named=self._named_events)
        if touch.selection is not None:
            overlay.paint_selection(painter, plot, touch.selection, tokens)
        self._paint_cursor_and_times(painter, plot, view, touch)

    @property
    def _heading(self) -> tuple[str, bool]:
        """What the header says beside the words."""
        return self._compared_label, self.view is not None and self.view.past

    @property
    def _compared_label(self) -> str:
        compared = None if self.view is None else self.view.compared
        return "" if compared is None else compared.label

    def _curves(self, rows: Slice, plot: QRectF, ratio: float, sample: Sample) -> list[Curve]:
        # Heat needs them for its range only.
        if self._style is Style.STACK or (self._style is Style.HEAT and self.spec.top(sample)):
            return []
        return plotting.curves_of(rows, self._traces, round(plot.width() * ratio))

    def _compared_curves(self, view: View, plot: QRectF, ratio: float) -> list[Curve]:
        compared, width = view.compared, round(plot.width() * ratio)
        if compared is None or self._style is Style.HEAT:
            return []
        rows = Slice.of(compared.rows, compared.window)
        if self._style is Style.STACK:
            return plotting.total_curve(rows, self._traces, width)
        dashed = tuple(replace(trace, dash=_DASHED) for trace in self._traces)
        return [replace(curve, band=None) for curve in plotting.curves_of(rows, dashed, width)]

    def _alerts(self, view: View) -> list[AlertSpan]:
        """Return the alerts of what this chart shows."""
        subjects = {trace.key for trace in self._traces} | {self.spec.field(view.sample)}
        return [span for span in view.alerts if span.subject in subjects]

    def _anything_known(self, rows: Slice, curves: list[Curve]) -> bool:
        if self._style is Style.LINES:
            return plotting.extent(curves) is not None
        return any(rows.values(trace.key) is not None for trace in self._traces)

    def _paint_card(self, painter: QPainter, size: QSize, *, with_header: bool) -> None:
        tokens, ratio = theme().tokens, painter.device().devicePixelRatio()
        side = () if self._style is not Style.HEAT else self._row_names()
        key = _CardKey(size.width(), size.height(), ratio, self._scale, side, tokens)
        if self._card is None or self._card[0] != key:
            self._card = (key, card(size, ratio, self._scale, side, tokens))
        painter.drawPixmap(0, 0, self._card[1])
        if self.words is not None and with_header:
            paint_header(painter, size.width(), self._header(self.words), tokens)

    def _row_names(self) -> tuple[AxisText, ...]:
        groups = () if self.view is None else self.spec.groups(self.view.sample)
        return _sides(groups, self._traces)

    def _header(self, words: ChartWords) -> Header:
        legend = tuple(LegendEntry(trace, value) for trace, value in words.legend)
        if self._compared_label and self._style is not Style.HEAT:
            hue = self._traces[0].hue if self._traces else 0
            other = Trace("", self._compared_label, hue, _DASHED)
            legend = (LegendEntry(other, ""), *legend)
        ramp = ""
        if self._style is Style.HEAT and self._scale is not None:
            ramp = self.spec.unit.format(self._scale.high)
        # The reason stands in the plot when there is nothing else to see.
        note = words.reason if words.reason and self._scale is not None else words.note
        if self.view is not None and self.view.past and not words.reason and not words.old:
            note = _NOW
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

    def _paint_values(
        self,
        painter: QPainter,
        plot: QRectF,
        rows: Slice,
        curves: list[Curve],
        others: list[Curve],
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
        compared = self.view.compared if self.view is not None else None
        if others and isinstance(compared, Compared):
            plotting.paint_lines(painter, plot, compared.window, scale, others, tokens, fill=False)
        painter.restore()

    def _paint_cursor_and_times(
        self, painter: QPainter, plot: QRectF, view: View, touch: Touch
    ) -> None:
        place, tokens = touch.place, theme().tokens
        if place is None or self._scale is None:
            overlay.paint_times(painter, plot, view.window, tokens, QRectF())
            return
        moment = overlay.moment_at(view.window, place)
        box = overlay.moment_box(plot, place, moment)
        overlay.paint_times(painter, plot, view.window, tokens, box)
        x = overlay.paint_cursor_line(painter, plot, place, tokens)
        rows = self.readings(place)
        if self._style is Style.LINES:
            overlay.paint_dots(painter, plot, x, self._scale, rows, tokens)
        if touch.here:
            near = marks.event_near(plot, view.window, view.events, place)
            rows = (*(CursorRow(None, "", event_text(event)) for event in near), *rows)
        overlay.paint_box(painter, plot, x, rows, tokens)
        overlay.paint_moment(painter, box, moment, tokens)


def event_text(event: Event) -> str:
    """Return what happened, in one line."""
    return f"{event.title}: {event.details}" if event.details else event.title


def _scale_of(spec: ChartSpec, curves: list[Curve], sample: Sample) -> Scale:
    top = spec.top(sample)
    if top:
        return fixed_scale(spec.unit, top)
    low, high = plotting.extent(curves) or (0.0, spec.least)
    return scale_for(spec.unit, low, high, least=spec.least, from_zero=spec.from_zero)


def _paint_focus(painter: QPainter, size: QSize) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme().tokens.accent), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    area = QRectF(0, 0, size.width(), size.height()).adjusted(1, 1, -1, -1)
    painter.drawRoundedRect(area, RADIUS, RADIUS)


def _paint_reason(painter: QPainter, plot: QRectF, reason: str) -> None:
    painter.setFont(face(12).font)
    painter.setPen(QColor(theme().tokens.text2))
    flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
    painter.drawText(plot.adjusted(PAD - plot.left(), 0, 0, 0), flags, f"n/a: {reason}")


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
