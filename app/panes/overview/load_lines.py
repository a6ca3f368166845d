"""The two lines of the large chart: what they are and what they say. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.core.i18n import tr
from app.panes.overview.combined import KEY, CombinedRows
from app.plots import readings
from app.plots.axis import Scale, fixed_scale, scale_for
from app.plots.plotting import Curve, extent
from app.plots.readings import CursorRow
from app.plots.rows import Rows, Slice, Window
from app.plots.spec import Trace
from app.services.telemetry import metrics
from app.services.telemetry.api import Sample
from app.services.telemetry.metrics import Unit, reason_for

NO_REASON = tr("the source did not report it")


@dataclass(frozen=True, slots=True)
class LoadLine:
    """One line: the series it is made of, its axis, and its value now."""

    title: str
    unit: Unit
    keys: tuple[str, ...]
    hue: int
    value: str
    mean: bool = False
    top: float | None = None
    least: float = 1.0
    why: str = ""
    """Why its value is n/a, "" when it is known."""

    @property
    def trace(self) -> Trace:
        """How it is drawn."""
        return Trace(KEY, self.title, self.hue)

    def rows(self, rows: Rows) -> CombinedRows:
        """Return its rows."""
        return CombinedRows(rows, self.keys, mean=self.mean)

    def scale(self, curves: list[Curve]) -> Scale:
        """Return its axis for what is seen."""
        if self.top is not None:
            return fixed_scale(self.unit, self.top)
        low, high = extent(curves) or (0.0, self.least)
        return scale_for(self.unit, low, high, least=self.least, from_zero=True)

    def reading(self, rows: Rows, window: Window, place: float) -> CursorRow:
        """Return its value at `place`, 0 at the left edge of the plot and 1 at the right."""
        moment = window.start + place * window.span
        if readings.gap_at(rows, moment) is not None:
            return CursorRow(None, "", tr("no data"))
        found = Slice.of(self.rows(rows), window)
        number = readings.row_at(found, moment)
        values = found.values(KEY)
        value = math.nan if number is None or values is None else float(values[number])
        if math.isnan(value):
            return CursorRow(None, "", tr("no data"))
        return CursorRow(self.trace, "", self.unit.format(value), value)


@dataclass(frozen=True, slots=True)
class Load:
    """What the large chart shows of a machine."""

    title: str
    lines: tuple[LoadLine, LoadLine]
    stale: bool = False
    """Newer values are due: those there are may not be so any more."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Every series that is needed."""
        return tuple(key for line in self.lines for key in line.keys)


def load_of(sample: Sample) -> Load:
    """Return the lines that tell most: of the GPUs, or of a machine that has none."""
    if not sample.gpus:
        available = sample.memory.available_bytes
        memory = LoadLine(
            tr("Available memory, GiB"),
            metrics.MEMORY,
            ("memory.available_bytes",),
            0,
            _brief(metrics.MEMORY, available),
            top=sample.memory.total_bytes,
            why="" if available is not None else _why(sample, "memory.available_bytes"),
        )
        return Load(tr("CPU load and available memory"), (_cpu(sample), memory))
    count = len(sample.gpus)
    loads = [g.utilization_percent for g in sample.gpus if g.utilization_percent is not None]
    powers = [g.power_w for g in sample.gpus if g.power_w is not None]
    mean = sum(loads) / len(loads) if loads else None
    many = tr(", mean of {count}").format(count=count) if count > 1 else ""
    total = tr(", sum of {count}").format(count=count) if count > 1 else ""
    load = LoadLine(
        tr("GPU utilisation{many}, %").format(many=many),
        metrics.PERCENT,
        tuple(f"gpus.{index}.utilization_percent" for index in range(count)),
        0,
        _brief(metrics.PERCENT, mean),
        mean=True,
        top=100.0,
        why="" if loads else _why(sample, "gpus.0.utilization_percent"),
    )
    power = LoadLine(
        tr("Power{total}, W").format(total=total),
        metrics.WATT,
        tuple(f"gpus.{index}.power_w" for index in range(count)),
        1,
        _brief(metrics.WATT, sum(powers) if powers else None),
        least=20.0,
        why="" if powers else _why(sample, "gpus.0.power_w"),
    )
    return Load(tr("GPU load and power"), (load, power))


def _cpu(sample: Sample) -> LoadLine:
    percent = sample.cpu.percent
    return LoadLine(
        "CPU, %",
        metrics.PERCENT,
        ("cpu.percent",),
        2,
        _brief(metrics.PERCENT, percent),
        top=100.0,
        why="" if percent is not None else _why(sample, "cpu.percent"),
    )


def _why(sample: Sample, key: str) -> str:
    return reason_for(sample, key) or NO_REASON


def _brief(unit: Unit, value: float | None) -> str:
    """Return a value without its unit: the title has it."""
    return unit.format(value).partition(" ")[0]
