"""What lies on top of a plot: gaps, clock times, the cursor and its values."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.look.theme import mixed
from app.look.tokens import Tokens
from app.plots.axis import Scale, moment_text, time_ticks
from app.plots.faces import Face, face
from app.plots.plotting import line_pen
from app.plots.readings import CursorRow, gap_text
from app.plots.rows import Slice, Window

_BOX_PAD = 7.0
_CAPTION_LEFT, _CAPTION_TOP, _CAPTION_LINES = 6.0, 16.0, 2
_ROW = 16.0
_RADIUS = 4.0
_UNBROKEN = "\u00a0"
_SELECTION_OPACITY = 0.18
_BARS = (0.85, 0.6, 0.75)
"""Length of the bars of a plot that is loading, in shares of its width."""


def paint_gaps(painter: QPainter, plot: QRectF, rows: Slice, tokens: Tokens) -> None:
    """Shade the times without samples and say why where there is room."""
    window = rows.window
    per_second = plot.width() / window.span
    font = face(11, 500)
    for gap in rows.rows.gaps:
        end = window.end if gap.end is None else gap.end
        if end <= window.start or gap.start >= window.end:
            continue
        left = plot.left() + max(gap.start - window.start, 0.0) * per_second
        right = plot.left() + min(end - window.start, window.span) * per_second
        band = QRectF(left, plot.top(), max(right - left, 1.0), plot.height())
        painter.fillRect(band, QColor(mixed(tokens.surface, tokens.text3, 0.16)))
        reason, dot, length = gap_text(gap, window.end).rpartition(" · ")
        dot, length = dot.replace(" ", _UNBROKEN), length.replace(" ", _UNBROKEN)
        _paint_caption(painter, band, (f"{reason}{dot}{length}", length), font, tokens)


def _paint_caption(
    painter: QPainter, band: QRectF, texts: Sequence[str], font: Face, tokens: Tokens
) -> None:
    """Write the first text that fits, below the icons of events."""
    painter.setFont(font.font)
    painter.setPen(QColor(tokens.text2))
    flags = int(Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
    room = band.adjusted(_CAPTION_LEFT, _CAPTION_TOP, -4, 0)
    room.setHeight(min(room.height(), (font.height + 1) * _CAPTION_LINES))
    for text in texts:
        if room.contains(painter.boundingRect(room, flags, text)):
            painter.drawText(room, flags, text)
            return


def paint_times(
    painter: QPainter, plot: QRectF, window: Window, tokens: Tokens, covered: QRectF
) -> None:
    """Write clock times below the plot, except where `covered` is drawn next."""
    font = face(11)
    painter.setFont(font.font)
    painter.setPen(QColor(tokens.text3))
    start, end = window.start + window.wall_offset, window.end + window.wall_offset
    for moment, text in time_ticks(start, end, plot.width()):
        x = plot.left() + (moment - start) / window.span * plot.width()
        half = font.width(text) / 2
        if covered.left() - 4 < x + half and x - half < covered.right() + 4:
            continue
        if x - half >= plot.left() - 8 and x + half <= plot.right() + 8:
            painter.drawText(QPointF(x - half, plot.bottom() + 17), text)


def paint_cursor_line(painter: QPainter, plot: QRectF, place: float, tokens: Tokens) -> float:
    """Draw the cursor's line and return its x."""
    x = round(plot.left() + place * plot.width()) + 0.5
    painter.setPen(QPen(QColor(tokens.text2), 1))
    painter.drawLine(QLineF(x, plot.top(), x, plot.bottom()))
    return x


def paint_dots(
    painter: QPainter,
    plot: QRectF,
    x: float,
    scale: Scale,
    rows: Sequence[CursorRow],
    tokens: Tokens,
) -> None:
    """Mark where the cursor meets each line."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for row in rows:
        if row.value is None or row.trace is None:
            continue
        y = plot.bottom() - scale.place(row.value) * plot.height()
        painter.setPen(QPen(QColor(tokens.surface), 1.5))
        painter.setBrush(QColor(tokens.series[row.trace.hue]))
        painter.drawEllipse(QPointF(x, y), 4, 4)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def paint_box(
    painter: QPainter, plot: QRectF, x: float, rows: Sequence[CursorRow], tokens: Tokens
) -> None:
    """Write the values beside the cursor, on the side where there is room."""
    if not rows:
        return
    label_font, value_font = face(11), face(11, 600)
    labels = max(label_font.width(row.label) for row in rows)
    values = max(value_font.width(row.text) for row in rows)
    mark = 14.0 if any(row.trace is not None and row.label for row in rows) else 0.0
    width = 2 * _BOX_PAD + mark + labels + (10 if labels else 0) + values
    height = _BOX_PAD + _ROW * len(rows)
    left = x + 8 if x + 8 + width <= plot.right() else x - 8 - width
    box = QRectF(max(left, plot.left()), plot.top() + 6, width, height)
    _paint_panel(painter, box, tokens)
    for number, row in enumerate(rows):
        line = QRectF(
            box.left() + _BOX_PAD,
            box.top() + _BOX_PAD / 2 + number * _ROW,
            width - 2 * _BOX_PAD,
            _ROW,
        )
        if mark and row.trace is not None:
            pen = line_pen(tokens, row.trace, 2.0)
            painter.setPen(pen)
            middle = line.center().y() + 0.5
            painter.drawLine(QLineF(line.left(), middle, line.left() + 9, middle))
        _write(painter, line.adjusted(mark, 0, 0, 0), row.label, label_font, tokens.text2)
        _write(painter, line, row.text, value_font, tokens.text, right=True)


def moment_box(plot: QRectF, place: float, text: str) -> QRectF:
    """Return where the cursor's time is written on the time axis."""
    width = face(11, 600).width(text) + 12
    left = plot.left() + place * plot.width() - width / 2
    left = min(max(left, plot.left()), plot.right() - width)
    return QRectF(left, plot.bottom() + 4, width, 18)


def moment_at(window: Window, place: float) -> str:
    """Return the time of a place, as finely as the window tells it apart."""
    return moment_text(window.start + place * window.span + window.wall_offset, window.span)


def paint_moment(painter: QPainter, box: QRectF, text: str, tokens: Tokens) -> None:
    """Write the cursor's time on the time axis."""
    _paint_panel(painter, box, tokens)
    painter.setFont(face(11, 600).font)
    painter.setPen(QColor(tokens.text))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


def paint_selection(
    painter: QPainter, plot: QRectF, stretch: tuple[float, float], tokens: Tokens
) -> None:
    """Draw the stretch that is being chosen."""
    left, right = (plot.left() + share * plot.width() for share in stretch)
    box = QRectF(left, plot.top(), right - left, plot.height())
    tint = QColor(tokens.accent)
    tint.setAlphaF(_SELECTION_OPACITY)
    painter.fillRect(box, tint)
    painter.setPen(QPen(QColor(tokens.accent), 1))
    for x in (round(left) + 0.5, round(right) + 0.5):
        painter.drawLine(QLineF(x, plot.top(), x, plot.bottom()))


def paint_loading(painter: QPainter, plot: QRectF, tokens: Tokens) -> None:
    """Draw bars where curves will be."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.raised))
    step = plot.height() / len(_BARS)
    for number, share in enumerate(_BARS):
        top = plot.top() + (number + 0.5) * step - 5
        painter.drawRoundedRect(QRectF(plot.left() + 8, top, plot.width() * share, 10), 5, 5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_panel(painter: QPainter, box: QRectF, tokens: Tokens) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens.border), 1))
    painter.setBrush(QColor(tokens.raised))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _write(
    painter: QPainter, area: QRectF, text: str, font: Face, colour: str, *, right: bool = False
) -> None:
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.setFont(font.font)
    painter.setPen(QColor(colour))
    painter.drawText(area, int(side | Qt.AlignmentFlag.AlignVCenter), text)
