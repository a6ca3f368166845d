"""Draws the curves of one chart: reduced to the pixels there are, then painted in one go.

A line costs about the same whether the window holds a hundred rows or a hundred thousand. Areas
are made by numpy as pictures, one column per pixel: Qt's own polygon filling costs several times
more.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from app.look.tokens import Tokens
from app.plots.axis import Scale
from app.plots.palette import Fill, argb, heat_ramp, part_fill
from app.plots.rows import Band, Slice, Window
from app.plots.spec import Trace
from app.state.rings import Columns, Times, Values, decimate

Coordinates: TypeAlias = npt.NDArray[np.floating[Any]]
Picture: TypeAlias = npt.NDArray[np.uint32]

LINE_WIDTH = 1.0
_ASIDE = 0.3
"""Device pixels to the right (twice as many down) from one hairline to the next."""
FILL_TOP, FILL_BOTTOM = 0.30, 0.04
"""Opacity of the fill under a line, at the curve and at the bottom."""
BAND_OPACITY = 0.28
_BUSY = 12.0
"""Pixels up and down per pixel to the right from which on a curve is a band."""
_DASHES: tuple[tuple[float, ...], ...] = ((), (6.0, 3.0), (2.0, 3.0), (3.0, 2.0))


@dataclass(frozen=True, slots=True)
class Curve:
    """One series reduced to what a screen can show."""

    trace: Trace
    first: bool
    times: Times
    values: Values
    band: Band | None = None
    """Extremes beside `times`, where values are means."""


def curves_of(rows: Slice, traces: Sequence[Trace], width: int) -> list[Curve]:
    """Reduce each known series to `width` pixels."""
    bucket = rows.window.span / max(width, 1)
    curves = []
    for trace in traces:
        values, first = rows.values(trace.key), trace is traces[0]
        if values is None:
            continue
        band = rows.band(trace.key)
        if band is None:
            curves.append(Curve(trace, first, *decimate(rows.times, values, bucket)))
        else:  # the store has reduced them already
            curves.append(Curve(trace, first, rows.times, values, band))
    return curves


def total_curve(rows: Slice, traces: Sequence[Trace], width: int) -> list[Curve]:
    """Return the sum of all series as one curve, none when nothing is known."""
    known = [values for trace in traces if (values := rows.values(trace.key)) is not None]
    if not known:
        return []
    total: Values = np.add.reduce(known, axis=0, dtype=np.float32)
    bucket = rows.window.span / max(width, 1)
    return [Curve(Trace("", "", 0, 3), True, *decimate(rows.times, total, bucket))]


def extent(curves: Sequence[Curve]) -> tuple[float, float] | None:
    """Return the smallest and largest value of all curves, None when nothing is known."""
    least = [c.values if c.band is None else c.band.low for c in curves]
    most = [c.values if c.band is None else c.band.high for c in curves]
    lows = [low for v in least if np.isfinite(low := np.fmin.reduce(v, initial=np.inf))]
    highs = [high for v in most if np.isfinite(high := np.fmax.reduce(v, initial=-np.inf))]
    return (float(min(lows)), float(max(highs))) if lows else None


def line_pen(tokens: Tokens, trace: Trace, width: float = LINE_WIDTH) -> QPen:
    """Return the pen of a line, `width` in device pixels."""
    pen = QPen(QColor(tokens.series[trace.hue]), width)
    pen.setCosmetic(True)
    if dashes := _DASHES[trace.dash]:
        pen.setDashPattern(list(dashes))
    return pen


def paint_lines(
    painter: QPainter,
    plot: QRectF,
    window: Window,
    scale: Scale,
    curves: Sequence[Curve],
    tokens: Tokens,
    *,
    fill: bool = True,
) -> None:
    """Draw curves as lines, the first with a fill below it, means with a band around them."""
    ratio = painter.device().devicePixelRatio()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for curve in curves:
        if curve.band is not None:
            _paint_band(painter, plot, window, scale, curve, tokens)
    for curve in reversed(curves):
        x = plot.left() + (curve.times - window.start) * (plot.width() / window.span)
        y = plot.bottom() - (curve.values - scale.low) * (plot.height() / (scale.high - scale.low))
        if fill and curve.first and curve.band is None:
            _paint_fill(painter, plot, x, y, tokens.series[curve.trace.hue], ratio)
        painter.setPen(line_pen(tokens, curve.trace))
        path = pg.functions.arrayToQPath(x, y, connect="finite")
        if np.nansum(np.abs(np.diff(y))) > _BUSY * plot.width():
            # Solid bands of up and down: smoothing shows nothing and costs ten times more.
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.drawPath(path)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        else:
            _paint_path(painter, path, ratio)
        _paint_lonely(painter, x, y, tokens.series[curve.trace.hue])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_path(painter: QPainter, path: QPainterPath, ratio: float) -> None:
    """Draw a line about 1.5 px wide: hairlines side by side cost a third of one wide line."""
    painter.save()
    painter.drawPath(path)
    for _ in range(round(ratio)):
        painter.translate(_ASIDE / ratio, 2 * _ASIDE / ratio)
        painter.drawPath(path)
    painter.restore()


def paint_stack(
    painter: QPainter,
    plot: QRectF,
    rows: Slice,
    scale: Scale,
    traces: Sequence[Trace],
    tokens: Tokens,
) -> None:
    """Draw series as areas on top of each other."""
    ratio = painter.device().devicePixelRatio()
    width, height = _pixels(plot, ratio)
    columns = _columns(rows, width)
    total = np.zeros(width)
    index = np.zeros((height, width), np.uint8)
    # Row r is covered by a layer when the layer's top lies above it.
    above = (height - 0.5 - np.arange(height, dtype=np.float64))[:, None] * (scale.high / height)
    fills: list[Fill] = []
    tops = []
    for trace in _with_values(rows, traces):
        values = rows.values(trace.key)
        assert values is not None
        assert trace.kind is not None
        fills.append(part_fill(tokens, trace.kind))
        total = total + columns.means(values)
        tops.append(total)
    for top in tops:
        index += above <= top[None, :]
    fills.reverse()
    plain = np.array([0, *argb(fill.colour for fill in fills)], np.uint32)
    lines = np.array([0, *argb(fill.hatch or fill.colour for fill in fills)], np.uint32)
    picture, stripes = plain[index], _stripes(height, width, ratio)
    picture[stripes] = lines[index[stripes]]
    _draw(painter, plot, picture, ratio)


@functools.lru_cache(maxsize=8)
def _stripes(height: int, width: int, ratio: float) -> npt.NDArray[np.bool_]:
    """Return where diagonal lines are, as on the memory map: on what can be given back."""
    apart = round(6 * ratio)
    down, right = np.arange(height)[:, None], np.arange(width)[None, :]
    lines: npt.NDArray[np.bool_] = (down + right) % apart < round(1.2 * ratio)
    return lines


def paint_heat(
    painter: QPainter,
    plot: QRectF,
    rows: Slice,
    scale: Scale,
    traces: Sequence[Trace],
    tokens: Tokens,
) -> None:
    """Draw one row per series, its colour telling the value."""
    ratio = painter.device().devicePixelRatio()
    width, height = _pixels(plot, ratio)
    columns = _columns(rows, width)
    ramp = _ramp(tokens)
    steps = len(ramp) - 2
    means = np.full((max(len(traces), 1), width), np.nan, np.float32)
    for number, trace in enumerate(traces):
        values = rows.values(trace.key)
        if values is not None:
            means[number] = columns.means(values)
    shade = np.clip(means * (steps / scale.high), 0.0, steps) + 1.5
    bands = np.where(np.isnan(shade), 0.0, shade).astype(np.uint8)
    edges = np.round(np.linspace(0, height, len(bands) + 1)).astype(int)
    picture = np.repeat(ramp[bands], np.diff(edges), axis=0)
    if height >= 4 * len(bands):  # a hairline between two cores
        picture[edges[1:-1] - 1] = 0
    _draw(painter, plot, picture, ratio)


def paint_grid(painter: QPainter, plot: QRectF, scale: Scale, tokens: Tokens) -> None:
    """Draw a hairline at each tick."""
    pen = QPen(QColor(tokens.border), 1)
    pen.setCosmetic(True)
    painter.setPen(pen)
    for value, _ in scale.ticks:
        y = round(plot.bottom() - scale.place(value) * plot.height()) + 0.5
        painter.drawLine(QLineF(plot.left(), y, plot.right(), y))


@functools.lru_cache(maxsize=2)
def _ramp(tokens: Tokens) -> Picture:
    """Return the colours of heat, with nothing for unknown in front."""
    return np.array([0, *argb(heat_ramp(tokens))], np.uint32)


def _with_values(rows: Slice, traces: Sequence[Trace]) -> list[Trace]:
    return [trace for trace in traces if rows.values(trace.key) is not None]


def _columns(rows: Slice, width: int) -> Columns:
    hold = max(rows.hold, 2 * rows.window.span / width)
    return Columns.of(rows.times, rows.window.start, rows.window.end, width, hold)


def _pixels(plot: QRectF, ratio: float) -> tuple[int, int]:
    return max(round(plot.width() * ratio), 1), max(round(plot.height() * ratio), 1)


def _draw(painter: QPainter, plot: QRectF, picture: Picture, ratio: float) -> None:
    height, width = picture.shape
    picture = np.ascontiguousarray(picture)
    image = QImage(
        picture.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied
    )
    image.setDevicePixelRatio(ratio)
    painter.drawImage(plot.topLeft(), image)


def _paint_fill(
    painter: QPainter,
    plot: QRectF,
    x: Coordinates,
    y: Coordinates,
    colour: str,
    ratio: float,
) -> None:
    if not len(x):
        return
    width, height = _pixels(plot, ratio)
    tops = np.interp(
        plot.left() + (np.arange(width) + 0.5) / ratio, x, y, left=np.nan, right=np.nan
    )
    tops = ((tops - plot.top()) * ratio).astype(np.float32)
    below = np.arange(height, dtype=np.float32)[:, None] + 0.5 >= tops[None, :]
    picture = np.where(below, _fade(colour, height)[:, None], np.uint32(0))
    _draw(painter, plot, picture, ratio)


def _paint_band(
    painter: QPainter,
    plot: QRectF,
    window: Window,
    scale: Scale,
    curve: Curve,
    tokens: Tokens,
) -> None:
    """Fill the room between the smallest and the largest value of each row."""
    band = curve.band
    if band is None or not len(curve.times):
        return
    ratio = painter.device().devicePixelRatio()
    width, height = _pixels(plot, ratio)
    moments = window.start + (np.arange(width) + 0.5) * (window.span / width)
    per_value = height / (scale.high - scale.low)
    lows, highs = (
        height - (np.interp(moments, curve.times, edge, np.nan, np.nan) - scale.low) * per_value
        for edge in (band.low, band.high)
    )
    middle = np.arange(height, dtype=np.float32)[:, None] + 0.5
    inside = (middle >= highs.astype(np.float32)) & (middle <= lows.astype(np.float32))
    _draw(painter, plot, np.where(inside, _tint(tokens.series[curve.trace.hue]), 0), ratio)


@functools.lru_cache(maxsize=32)
def _tint(colour: str) -> np.uint32:
    """Return the colour of a band, premultiplied."""
    value, alpha = int(colour[1:], 16), BAND_OPACITY
    tint = round(alpha * 255) << 24
    for shift in (16, 8, 0):
        tint |= round((value >> shift & 255) * alpha) << shift
    return np.uint32(tint)


@functools.lru_cache(maxsize=32)
def _fade(colour: str, height: int) -> Picture:
    alpha = np.linspace(FILL_TOP, FILL_BOTTOM, height)
    value = int(colour[1:], 16)
    fade: Picture = np.round(alpha * 255).astype(np.uint32) << np.uint32(24)
    for shift in (16, 8, 0):
        fade |= np.round((value >> shift & 255) * alpha).astype(np.uint32) << np.uint32(shift)
    return fade


def _paint_lonely(painter: QPainter, x: Coordinates, y: Coordinates, colour: str) -> None:
    """Mark single values between unknown ones: no line leads to them."""
    known = np.isfinite(y)
    if known.all() and len(y) != 1:
        return
    padded = np.concatenate(([False], known, [False]))
    lonely = np.flatnonzero(padded[1:-1] & ~padded[:-2] & ~padded[2:])
    painter.setPen(QPen(QColor(colour), 2.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for i in lonely[:200]:
        painter.drawPoint(QPointF(x[i], y[i]))
