"""The numbers of one chart: what a screen reader reads in place of curves. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.plots.readings import row_at
from app.plots.rows import Slice
from app.plots.spec import ChartSpec, Trace
from app.plots.view import View
from app.state.rings import Values


@dataclass(frozen=True, slots=True)
class SeriesSummary:
    """One series over what is shown, as text."""

    chart: str
    series: str
    at_cursor: str
    """"" where there is no cursor."""
    latest: str
    lowest: str
    mean: str
    highest: str


def summaries(
    spec: ChartSpec, traces: Sequence[Trace], view: View, place: float | None
) -> tuple[SeriesSummary, ...]:
    """Return a line for each series of a chart, with its value at `place` of the window."""
    rows = _inside(view)
    row = None
    if place is not None:
        row = row_at(rows, view.window.start + place * view.window.span)
    return tuple(_summary(spec, trace, view, rows, row, place) for trace in traces)


def _inside(view: View) -> Slice:
    """Return the rows in the window, without those beside it that lines are drawn to."""
    window, times = view.window, view.rows.times
    first, last = np.searchsorted(times, (window.start, window.end))
    return Slice(view.rows, window, int(first), int(last))


def _summary(
    spec: ChartSpec, trace: Trace, view: View, rows: Slice, row: int | None, place: float | None
) -> SeriesSummary:
    values, band = rows.values(trace.key), rows.band(trace.key)
    say = spec.unit.format
    known = np.empty(0, np.float32) if values is None else values[~np.isnan(values)]
    low, high = (known, known) if band is None else (band.low, band.high)
    at_cursor = "" if place is None else say(_value(values, row))
    return SeriesSummary(
        chart=spec.title(view.sample),
        series=trace.label,
        at_cursor=at_cursor,
        latest=say(float(known[-1]) if len(known) else None),
        lowest=say(float(np.fmin.reduce(low)) if len(known) else None),
        mean=say(float(known.mean(dtype=np.float64)) if len(known) else None),
        highest=say(float(np.fmax.reduce(high)) if len(known) else None),
    )


def _value(values: Values | None, row: int | None) -> float | None:
    if values is None or row is None or np.isnan(values[row]):
        return None
    return float(values[row])
