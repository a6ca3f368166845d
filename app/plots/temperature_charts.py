"""Charts of temperatures. No Qt."""

from __future__ import annotations

import math
import re

from app.core import units
from app.core.i18n import tr
from app.plots.gpu_charts import known_values, of_many
from app.plots.spec import MAX_LINES, ChartSpec, Trace, joined, lines
from app.services.telemetry import metrics
from app.services.telemetry.api import Sample, Temperature
from app.services.telemetry.metrics import sensor_key

_GPU_TEMPERATURES = 2
"""Lines of GPUs among the temperatures."""


def sensors_shown(sample: Sample) -> tuple[Temperature, ...]:
    """Return one sensor of each kind, so that the GPU's lines stay readable among them."""
    room = MAX_LINES - min(len(sample.gpus), _GPU_TEMPERATURES)
    chosen: dict[str, Temperature] = {}
    for sensor in sample.temperatures:
        if sensor.celsius is not None:
            chosen.setdefault(_family(sensor), sensor)
    return tuple(chosen.values())[:room]


def _family(sensor: Temperature) -> str:
    inside = re.search(r"\(([^)]+)\)", sensor.name)
    return inside.group(1) if inside else sensor.name.split()[0].lower()


def _hottest_gpus(sample: Sample) -> list[int]:
    """Return the GPUs whose temperature is drawn, in the order of the machine."""
    heat = [-math.inf if gpu.temperature_c is None else gpu.temperature_c for gpu in sample.gpus]
    hottest_first = sorted(range(len(heat)), key=lambda index: -heat[index])
    return sorted(hottest_first[:_GPU_TEMPERATURES])


def _temperature_traces(sample: Sample) -> tuple[Trace, ...]:
    single = len(sample.gpus) == 1
    gpus = [
        (f"gpus.{i}.temperature_c", "GPU" if single else f"GPU {i}") for i in _hottest_gpus(sample)
    ]
    others = [(sensor_key(s.sensor), s.name) for s in sensors_shown(sample)]
    return lines(3, *gpus, *others)


def _temperature_title(sample: Sample) -> str:
    return tr("GPU temperature") if sample.gpus else tr("Hottest sensor")


def _temperature(sample: Sample) -> float | None:
    if sample.gpus:
        return max(known_values(sample, lambda gpu: gpu.temperature_c), default=None)
    return max((s.celsius for s in sample.temperatures if s.celsius is not None), default=None)


def _temperature_note(sample: Sample) -> str:
    gpus = of_many(sample, "hottest", lambda gpu: gpu.temperature_c)
    if len(sample.gpus) > _GPU_TEMPERATURES:
        gpus += tr(", {names} drawn").format(names=_GPU_TEMPERATURES)
    known = [s.celsius for s in sample.temperatures if s.celsius is not None]
    if not known:
        return gpus
    sensors = tr("%n sensors", "%n sensor", len(known))
    return joined(
        gpus,
        tr("{sensors}, up to {celsius}").format(sensors=sensors, celsius=units.celsius(max(known))),
    )


TEMPERATURE = ChartSpec(
    name="temperature",
    title=_temperature_title,
    icon="thermometer",
    unit=metrics.CELSIUS,
    traces=_temperature_traces,
    headline=_temperature,
    note=_temperature_note,
    field=lambda sample: "gpus.0.temperature_c" if sample.gpus else "temperatures",
    least=20.0,
    from_zero=False,
)
