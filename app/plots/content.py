"""Which charts a machine gets. No Qt."""

from __future__ import annotations

from collections.abc import Iterable

from app.plots.device_charts import DISK, NETWORK
from app.plots.engine_charts import TOKENS
from app.plots.extra_charts import extra_charts
from app.plots.gpu_charts import GPU_CLOCK, POWER, UTILISATION, VRAM
from app.plots.memory_charts import MEMORY, PRESSURE, SWAP
from app.plots.power_charts import RAILS
from app.plots.processor_charts import CORES, CPU
from app.plots.spec import ChartSpec
from app.plots.temperature_charts import TEMPERATURE
from app.services.telemetry.api import Sample

CHARTS: tuple[ChartSpec, ...] = (
    UTILISATION,
    POWER,
    TEMPERATURE,
    MEMORY,
    VRAM,
    TOKENS,
    GPU_CLOCK,
    CPU,
    CORES,
    DISK,
    NETWORK,
    RAILS,
    SWAP,
    PRESSURE,
)
"""Those that are shown where nobody chose others."""


def charts_for(sample: Sample) -> tuple[ChartSpec, ...]:
    """Return the charts that make sense on the machine that sent `sample`, in order."""
    return tuple(spec for spec in CHARTS if spec.shown(sample))


def all_charts(sample: Sample, keys: Iterable[str]) -> tuple[ChartSpec, ...]:
    """Return the charts that there can be: the usual ones, then one for each single device.

    Args:
        sample: the newest one.
        keys: every series that is known of its machine.
    """
    return (*charts_for(sample), *extra_charts(keys))
