"""The values of one chart at one moment. No Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.core import units
from app.core.i18n import tr
from app.plots.rows import Rows, Slice, Window
from app.plots.spec import ChartSpec, Style, Trace
from app.plots.view import View
from app.state.rings import Gap

_MOST_PARTS = 5


@dataclass(frozen=True, slots=True)
class CursorRow:
    """One value under the cursor. `trace` is its line, None for no line."""

    trace: Trace | None
    label: str
    text: str
    value: float | None = None


def readings(
    spec: ChartSpec, style: Style, traces: Sequence[Trace], view: View, place: float
) -> tuple[CursorRow, ...]:
    """Return what a chart says at `place`, 0 at the left edge of its plot and 1 at the right."""
    rows, window = Slice.of(view.rows, view.window), view.window
    moment = window.start + place * window.span
    gap = gap_at(view.rows, moment)
    if gap is not None:
        return (CursorRow(None, "", tr("no data: {why}").format(why=gap_text(gap, window.end))),)
    row = row_at(rows, moment)
    if row is None:
        return (CursorRow(None, "", tr("no data")),)
    values = [_reading(spec, trace, rows, row) for trace in traces]
    if view.compared is not None:
        values = _beside(spec, values, view.compared.rows, view.compared.window, place)
    return _shortened(style, values)


def gap_text(gap: Gap, now: float) -> str:
    """Return why samples are missing, and for how long."""
    end = now if gap.end is None else gap.end
    return f"{gap.reason.rstrip('.')} · {units.duration(max(end - gap.start, 1.0))}"


def gap_at(rows: Rows, moment: float) -> Gap | None:
    """Return the gap that `moment` lies in."""
    for gap in rows.gaps:
        if gap.start < moment and (gap.end is None or moment < gap.end):
            return gap
    return None


def row_at(rows: Slice, moment: float) -> int | None:
    """Return the row nearest to `moment`, None where no sample is near."""
    times = rows.times
    after = int(np.searchsorted(times, moment))
    near = [i for i in (after - 1, after) if 0 <= i < len(times)]
    if not near:
        return None
    row = min(near, key=lambda i: abs(times[i] - moment))
    reach = max(rows.hold, rows.window.span / 150)
    return row if abs(times[row] - moment) <= reach else None


def _reading(spec: ChartSpec, trace: Trace, rows: Slice, row: int) -> CursorRow:
    series = rows.values(trace.key)
    value = math.nan if series is None else float(series[row])
    known = None if math.isnan(value) else value
    return CursorRow(trace, trace.label, spec.unit.format(known), known)


def _beside(
    spec: ChartSpec, values: list[CursorRow], rows: Rows, window: Window, place: float
) -> list[CursorRow]:
    """Write what is compared with behind each value."""
    others = Slice.of(rows, window)
    row = row_at(others, window.start + place * window.span)
    both = []
    for value in values:
        assert value.trace is not None
        other = None if row is None else _reading(spec, value.trace, others, row)
        text = units.NOT_AVAILABLE if other is None else other.text
        both.append(replace(value, text=f"{value.text} / {text}"))
    return both


def _shortened(style: Style, rows: list[CursorRow]) -> tuple[CursorRow, ...]:
    """Return what fits beside a cursor: for many series their extremes, for one no label."""
    if style is Style.LINES:
        return (replace(rows[0], label=""),) if len(rows) == 1 else tuple(rows)
    if style is Style.STACK:
        largest = sorted(rows, key=lambda row: row.value or 0.0, reverse=True)
        return tuple(CursorRow(None, row.label, row.text) for row in largest[:_MOST_PARTS])
    known = sorted((row for row in rows if row.value is not None), key=lambda row: row.value or 0)
    if not known:
        return (CursorRow(None, "", units.NOT_AVAILABLE),)
    busiest, idlest = known[-1], known[0]
    return (
        CursorRow(None, busiest.label, busiest.text),
        CursorRow(None, idlest.label, idlest.text),
    )
