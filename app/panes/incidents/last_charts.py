"""Charts of the minutes before a machine vanished."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.i18n import tr
from app.plots.canvas import HEIGHT, ChartCanvas
from app.plots.cursor import TimeCursor
from app.plots.gpu_charts import POWER, UTILISATION
from app.plots.memory_charts import MEMORY, PRESSURE
from app.plots.processor_charts import CPU
from app.plots.rows import Rows, Window
from app.plots.spec import ChartSpec, constant
from app.plots.stored import StretchRows
from app.plots.temperature_charts import TEMPERATURE
from app.plots.view import View
from app.services.telemetry.api import Sample

SPECS = (MEMORY, UTILISATION, POWER, TEMPERATURE, PRESSURE, CPU)
_AVAILABLE, _TOTAL = "memory.available_bytes", "memory.total_bytes"
_GAP = 14
_COLUMN = 340
_LEAST_S = 60.0
"""Seconds that the charts show however little was recorded."""


def keys_of(sample: Sample) -> tuple[str, ...]:
    """Return every series that the charts draw for a machine like that of `sample`."""
    keys = {trace.key for spec in SPECS for trace in spec.traces(sample)}
    return tuple(sorted(keys | {_AVAILABLE, _TOTAL}))


def last_value(rows: Rows, key: str) -> float | None:
    """Return the last number that is known of a series."""
    values = rows.values(key)
    if values is None:
        return None
    known = np.flatnonzero(~np.isnan(values))
    return float(values[known[-1]]) if len(known) else None


def recorded_from(rows: StretchRows) -> float:
    """Return when the charts begin: with the first row, where the program began to watch later."""
    start, end = rows.stretch.start, rows.stretch.end
    ends = [gap.end for gap in rows.gaps if gap.start <= start and gap.end is not None]
    return max(start, min(ends[0], end - _LEAST_S)) if ends else start


def ends_of(rows: Rows, sample: Sample) -> tuple[str, ...]:
    """Return the last number of each chart in words."""
    return tuple(
        f"{spec.title(sample)}: {spec.unit.format(_headline(spec, rows, sample))}"
        for spec in _shown(sample)
    )


class LastCharts(QWidget):
    """A grid of charts with one cursor; their words are of the end, not of now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cursor_place = TimeCursor(self)
        self._canvases: list[ChartCanvas] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)

    def show_rows(self, rows: StretchRows, sample: Sample) -> None:
        """Show what was recorded; `sample` is any of that machine, for what it has."""
        for canvas in self._canvases:
            self._grid.removeWidget(canvas)
            canvas.hide()
            canvas.deleteLater()
        stretch = rows.stretch
        window = Window(recorded_from(rows), stretch.end)
        row = {key: last_value(rows, key) for key in keys_of(sample)}
        self._canvases = []
        for spec in _shown(sample):
            value = _headline(spec, rows, sample)
            ended = replace(spec, headline=_always(value), note=constant(tr("at the end")))
            canvas = ChartCanvas(ended, self.cursor_place, self)
            canvas.setFixedHeight(HEIGHT)
            canvas.show_view(View(rows, window, sample, row, events=()))
            self._canvases.append(canvas)
        self._columns = 0
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the columns that fit now."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = max(1, min((self.width() + _GAP) // (_COLUMN + _GAP), 3))
        if columns == self._columns:
            return
        self._columns = columns
        for number, canvas in enumerate(self._canvases):
            self._grid.addWidget(canvas, *divmod(number, columns))
        for number in range(3):
            self._grid.setColumnStretch(number, int(number < columns))


def _always(value: float | None) -> Callable[[Sample], float | None]:
    return lambda _sample: value


def _shown(sample: Sample) -> tuple[ChartSpec, ...]:
    return tuple(spec for spec in SPECS if spec.shown(sample))


def _headline(spec: ChartSpec, rows: Rows, sample: Sample) -> float | None:
    if spec is MEMORY:
        total, available = last_value(rows, _TOTAL), last_value(rows, _AVAILABLE)
        return None if total is None or available is None else total - available
    known = [last_value(rows, trace.key) for trace in spec.traces(sample)]
    values = [value for value in known if value is not None]
    return values[0] if values else None
