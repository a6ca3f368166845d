"""Numbers that rules need and no sample holds: how fast memory falls, what is left in percent.

`Derived` works on rows, live and replayed alike; `of_sample` adds what only a sample knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.core import units
from app.core.i18n import tr
from app.services.alerts.trend import Trend
from app.services.telemetry.api import Sample
from app.services.telemetry.metrics import CELSIUS, MEMORY, PERCENT, Unit, sensor_key

TREND_S = 10.0
"""The stretch over which the fall of memory is told."""
SWAP_S = 300.0
"""The stretch over which the growth of swap is told."""
PLENTY_S = 86_400.0
"""Seconds until memory is empty when it does not fall: a day or more."""
SECONDS = Unit("s", units.duration)
MEMORY_RATE = Unit("B/s", units.data_rate, scaled=True)


@dataclass(frozen=True, slots=True)
class DerivedMetric:
    """One of these numbers, for the form of rules."""

    key: str
    title: str
    unit: Unit


METRICS: tuple[DerivedMetric, ...] = (
    DerivedMetric("memory.available_percent", tr("Memory available"), PERCENT),
    DerivedMetric("memory.fall_bytes_per_s", tr("Memory fall"), MEMORY_RATE),
    DerivedMetric("memory.seconds_left", tr("Time until memory is empty"), SECONDS),
    DerivedMetric("memory.swap_grown_bytes", tr("Swap growth in 5 min"), MEMORY),
    DerivedMetric("sensors.*.margin_c", tr("Below the sensor's own limit"), CELSIUS),
    DerivedMetric("node.silent_s", tr("Time without data"), SECONDS),
)
INPUTS = ("memory.total_bytes", "memory.available_bytes", "memory.swap_used_bytes")
"""What `Derived` needs of a row."""


class Derived:
    """What the rows of one machine say together. Times are those of the rows."""

    def __init__(self) -> None:
        self._available = Trend(TREND_S)
        self._swap = Trend(SWAP_S)

    def observe(self, time: float, row: Mapping[str, float | None]) -> dict[str, float | None]:
        """Take the next row; return what follows from it, None where it says too little."""
        available = row.get("memory.available_bytes")
        total = row.get("memory.total_bytes")
        self._available.add(time, available)
        self._swap.add(time, row.get("memory.swap_used_bytes"))
        change = self._available.per_second()
        fall = None if change is None else -change
        return {
            "memory.available_percent": percent_of(available, total),
            "memory.fall_bytes_per_s": fall,
            "memory.seconds_left": seconds_left(available, fall),
            "memory.swap_grown_bytes": self._swap.change(),
        }


def percent_of(part: float | None, whole: float | None) -> float | None:
    """Return a share in percent."""
    return None if part is None or not whole else 100 * part / whole


def seconds_left(available: float | None, fall: float | None) -> float | None:
    """Return how long memory lasts if it goes on falling like that; `PLENTY_S` at the most."""
    if available is None or fall is None:
        return None
    return min(PLENTY_S, available / fall) if fall > 0 else PLENTY_S


def of_sample(sample: Sample, row: Mapping[str, float | None]) -> dict[str, float | None]:
    """Return what rules need of a sample beyond its row; of what is not in that, nothing."""
    values: dict[str, float | None] = {}
    for sensor in sample.temperatures:
        if sensor_key(sensor.sensor) not in row:
            continue
        if sensor.critical_c is not None and sensor.celsius is not None:
            values[f"sensors.{sensor.sensor}.margin_c"] = sensor.critical_c - sensor.celsius
    return values
