"""What stays the same from frame to frame of a chart: card, header, grid and value axis."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from app.look.fonts import ui_font
from app.look.icons import pixmap
from app.look.tokens import Tokens
from app.panes.charts.axis import Scale
from app.panes.charts.content import Trace
from app.panes.charts.palette import heat_ramp
from app.panes.charts.plotting import line_pen, paint_grid

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

TEXT = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


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
    ramp: bool = False
    """Explain the colours of a heat map instead of lines."""


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


def chrome(
    size: QSize,
    ratio: float,
    header: Header,
    scale: Scale | None,
    side: tuple[AxisText, ...],
    tokens: Tokens,
) -> QPixmap:
    """Paint the card of one chart without its curves."""
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(tokens.bg))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens.border), 1))
    painter.setBrush(QColor(tokens.surface))
    whole = QRectF(0, 0, size.width(), size.height())
    painter.drawRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    _paint_header(painter, whole, header, tokens)
    plot = plot_area(whole.size())
    if scale is not None and not side:
        paint_grid(painter, plot, scale, tokens)
        _paint_ticks(painter, plot, scale, tokens)
    _paint_side(painter, plot, side, tokens)
    painter.end()
    return picture


def _paint_header(painter: QPainter, whole: QRectF, header: Header, tokens: Tokens) -> None:
    ratio = painter.device().devicePixelRatio()
    painter.drawPixmap(QPointF(PAD, _TITLE_TOP + 1), pixmap(header.icon, "text2", _ICON, ratio))
    row = QRectF(PAD + _ICON + 6, _TITLE_TOP, whole.width() - 2 * PAD - _ICON - 6, _TITLE_HEIGHT)
    font = ui_font(12, 500)
    _text(painter, row, header.title, font, tokens.text2)
    taken = QFontMetricsF(font).horizontalAdvance(header.title) + 16
    _paint_legend(painter, row.adjusted(taken, 0, 0, 0), header, tokens)
    value_font, unit_font = ui_font(24, 600, tabular=True), ui_font(13, 400)
    advance = QFontMetricsF(value_font).horizontalAdvance(header.value)
    painter.setFont(value_font)
    painter.setPen(QColor(tokens.text))
    painter.drawText(QPointF(PAD, _VALUE_BASELINE), header.value)
    painter.setFont(unit_font)
    painter.setPen(QColor(tokens.text2))
    painter.drawText(QPointF(PAD + advance + 5, _VALUE_BASELINE), header.unit)
    used = advance + 5 + QFontMetricsF(unit_font).horizontalAdvance(header.unit) + 16
    note = QRectF(PAD + used, _VALUE_BASELINE - 14, whole.width() - 2 * PAD - used, 18)
    _text(painter, note, header.note, ui_font(11, 400, tabular=True), tokens.text3, right=True)


def _paint_legend(painter: QPainter, row: QRectF, header: Header, tokens: Tokens) -> None:
    font = ui_font(11, 500)
    metrics = QFontMetricsF(font)
    if header.ramp:
        _paint_ramp(painter, row, font, tokens)
        return
    value_metrics = QFontMetricsF(_value_font())
    widths = [
        _LEGEND_DASH
        + 5
        + metrics.horizontalAdvance(entry.label)
        + 5
        + value_metrics.horizontalAdvance(entry.value)
        for entry in header.legend
    ]
    shown = len(widths)
    while shown and sum(widths[:shown]) + _LEGEND_GAP * (shown - 1) > row.width():
        shown -= 1
    left = row.right() - sum(widths[:shown]) - _LEGEND_GAP * max(shown - 1, 0)
    for entry, width in zip(header.legend[:shown], widths, strict=False):
        _paint_legend_entry(painter, QRectF(left, row.top(), width, row.height()), entry, tokens)
        left += width + _LEGEND_GAP


def _paint_legend_entry(
    painter: QPainter, area: QRectF, entry: LegendEntry, tokens: Tokens
) -> None:
    painter.setPen(line_pen(tokens, entry.trace, 2.0))
    middle = area.center().y() + 0.5
    painter.drawLine(QPointF(area.left(), middle), QPointF(area.left() + _LEGEND_DASH, middle))
    words = area.adjusted(_LEGEND_DASH + 5, 0, 2, 0)
    _text(painter, words, entry.label, ui_font(11, 500), tokens.text2)
    painter.setFont(_value_font())
    painter.setPen(QColor(tokens.text))
    painter.drawText(
        area.adjusted(0, 0, 1, 0), int(TEXT | Qt.AlignmentFlag.AlignRight), entry.value
    )


def _value_font() -> QFont:
    return ui_font(11, 600, tabular=True)


def _paint_ramp(painter: QPainter, row: QRectF, font: QFont, tokens: Tokens) -> None:
    length = 64.0
    end = QFontMetricsF(font).horizontalAdvance("100 %")
    _text(painter, row, "100 %", font, tokens.text3, right=True)
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
    font = ui_font(11, 400, tabular=True)
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
    font = ui_font(11, 400)
    for words in side:
        y = plot.top() + words.share * plot.height()
        area = QRectF(4, y - 8, PAD + AXIS_WIDTH - 11, 16)
        _text(painter, area, words.text, font, tokens.text3, right=True)


def _text(
    painter: QPainter, area: QRectF, text: str, font: QFont, colour: str, *, right: bool = False
) -> None:
    """Draw one line, shortened to the room there is."""
    if area.width() < 8:
        return
    painter.setFont(font)
    painter.setPen(QColor(colour))
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width() + 1)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(area, int(TEXT | side), shown)
