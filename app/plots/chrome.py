"""What stays the same from frame to frame of a chart: card, header, grid and value axis."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from app.look.icons import pixmap
from app.look.tokens import Tokens
from app.plots.axis import Scale
from app.plots.faces import Face, face
from app.plots.palette import heat_ramp
from app.plots.plotting import line_pen, paint_grid
from app.plots.spec import Trace

PAD = 16.0
AXIS_WIDTH = 46.0
PLOT_TOP = 76.0
PLOT_BOTTOM = 30.0
RADIUS = 10.0
_ICON = 16
_TITLE_TOP, _TITLE_HEIGHT = 12.0, 18.0
_VALUE_BASELINE = 58.0
_LEGEND_DASH = 12.0
_LEGEND_GAP = 12.0
_LEGEND_SPACE = 5.0


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of a legend: its pen, what it is, and its value now."""

    trace: Trace
    value: str

    @property
    def label(self) -> str:
        """The line's name without what it says in brackets."""
        return self.trace.label.partition(" (")[0]


@dataclass(frozen=True, slots=True)
class Header:
    """The words above a plot."""

    title: str
    icon: str
    value: str = ""
    unit: str = ""
    note: str = ""
    legend: tuple[LegendEntry, ...] = ()
    known: bool = True
    ramp: str = ""
    """What the last colour of a heat map stands for; its colours are explained, not lines."""


@dataclass(frozen=True, slots=True)
class AxisText:
    """Words beside a plot that are no ticks: `share` is their height, 0 at the top."""

    share: float
    text: str


def plot_area(size: QSizeF) -> QRectF:
    """Return where curves are drawn on a card of `size`."""
    left = PAD + AXIS_WIDTH
    return QRectF(
        left,
        PLOT_TOP,
        max(size.width() - left - PAD, 1.0),
        max(size.height() - PLOT_TOP - PLOT_BOTTOM, 1.0),
    )


def card(
    size: QSize,
    ratio: float,
    scale: Scale | None,
    side: tuple[AxisText, ...],
    tokens: Tokens,
) -> QPixmap:
    """Paint the card of one chart without its words and curves."""
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(tokens.bg))
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.setBrush(QColor(tokens.surface))
        whole = QRectF(0, 0, size.width(), size.height())
        painter.drawRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        plot = plot_area(whole.size())
        if scale is not None and not side:
            paint_grid(painter, plot, scale, tokens)
            _paint_ticks(painter, plot, scale, tokens)
        _paint_side(painter, plot, side, tokens)
    return picture


def paint_header(painter: QPainter, width: float, header: Header, tokens: Tokens) -> None:
    """Write the words above the plot of a card that is `width` wide."""
    ratio = painter.device().devicePixelRatio()
    painter.drawPixmap(QPointF(PAD, _TITLE_TOP + 1), pixmap(header.icon, "text2", _ICON, ratio))
    title, value, unit = face(12, 500), face(24, 600), face(13)
    left = PAD + _ICON + 6
    row = QRectF(left, _TITLE_TOP, width - PAD - left, _TITLE_HEIGHT)
    _text(painter, row, header.title, title, tokens.text2)
    _paint_legend(painter, row.adjusted(title.width(header.title) + 16, 0, 0, 0), header, tokens)
    tone = tokens.text if header.known else tokens.text3
    _put(painter, PAD, _VALUE_BASELINE, header.value, value, tone)
    left = PAD + value.width(header.value) + 5
    _put(painter, left, _VALUE_BASELINE, header.unit, unit, tokens.text2)
    left += unit.width(header.unit) + 16
    note = QRectF(left, _VALUE_BASELINE - 14, width - PAD - left, 18)
    _text(painter, note, header.note, face(11), tokens.text3, right=True)


def _paint_legend(painter: QPainter, row: QRectF, header: Header, tokens: Tokens) -> None:
    if header.ramp:
        _paint_ramp(painter, row, header.ramp, tokens)
        return
    label, value = face(11, 500), face(11, 600)
    entries = _that_fit(header.legend, row.width())
    left = row.right() - _legend_width(entries)
    middle, baseline = row.center().y() + 0.5, row.center().y() + 4
    for entry in entries:
        painter.setPen(line_pen(tokens, entry.trace, 2.0))
        painter.drawLine(QPointF(left, middle), QPointF(left + _LEGEND_DASH, middle))
        words = left + _LEGEND_DASH + _LEGEND_SPACE
        _put(painter, words, baseline, entry.label, label, tokens.text2)
        words += label.width(entry.label) + _LEGEND_SPACE
        _put(painter, words, baseline, entry.value, value, tokens.text)
        left += _legend_width((entry,)) + _LEGEND_GAP


def _that_fit(legend: tuple[LegendEntry, ...], room: float) -> tuple[LegendEntry, ...]:
    """Return the legend that there is room for: values give way before names do."""
    if _legend_width(legend) > room:
        legend = tuple(replace(entry, value="") for entry in legend)
    while legend and _legend_width(legend) > room:
        legend = legend[:-1]
    return legend


def _legend_width(legend: tuple[LegendEntry, ...]) -> float:
    label, value = face(11, 500), face(11, 600)
    width = _LEGEND_GAP * max(len(legend) - 1, 0)
    for entry in legend:
        width += _LEGEND_DASH + _LEGEND_SPACE + label.width(entry.label)
        width += _LEGEND_SPACE + value.width(entry.value) if entry.value else 0.0
    return width


def _paint_ramp(painter: QPainter, row: QRectF, most: str, tokens: Tokens) -> None:
    length, font = 64.0, face(11, 500)
    end = font.width(most)
    _text(painter, row, most, font, tokens.text3, right=True)
    left = row.right() - end - 6 - length
    if left < row.left() + 14:
        return
    colours = heat_ramp(tokens, 32)
    step = length / len(colours)
    for number, colour in enumerate(colours):
        painter.fillRect(
            QRectF(left + number * step, row.center().y() - 4, step, 8), QColor(colour)
        )
    _text(painter, QRectF(left - 14, row.top(), 8, row.height()), "0", font, tokens.text3)


def _paint_ticks(painter: QPainter, plot: QRectF, scale: Scale, tokens: Tokens) -> None:
    font = face(11)
    for value, label in scale.ticks:
        y = plot.bottom() - scale.place(value) * plot.height()
        _text(
            painter,
            QRectF(4, y - 8, PAD + AXIS_WIDTH - 11, 16),
            label,
            font,
            tokens.text3,
            right=True,
        )


def _paint_side(
    painter: QPainter, plot: QRectF, side: tuple[AxisText, ...], tokens: Tokens
) -> None:
    font = face(11)
    for words in side:
        y = plot.top() + words.share * plot.height()
        area = QRectF(4, y - 8, PAD + AXIS_WIDTH - 11, 16)
        _text(painter, area, words.text, font, tokens.text3, right=True)


def _text(
    painter: QPainter, area: QRectF, text: str, font: Face, colour: str, *, right: bool = False
) -> None:
    """Draw one line in the middle of `area`, shortened to the room there is."""
    if area.width() < 8 or not text:
        return
    shown = font.elided(text, area.width() + 1)
    left = area.right() - font.width(shown) if right else area.left()
    _put(painter, left, area.center().y() + 4, shown, font, colour)


def _put(
    painter: QPainter, left: float, baseline: float, text: str, font: Face, colour: str
) -> None:
    painter.setFont(font.font)
    painter.setPen(QColor(colour))
    painter.drawText(QPointF(left, baseline), text)
