"""Charts of GPUs. No Qt."""

from __future__ import annotations

from collections.abc import Callable

from app.core import units
from app.core.i18n import numeral, tr
from app.plots.spec import MAX_LINES, ChartSpec, Trace, constant, full, heat_rows, joined, lines
from app.services.telemetry import metrics
from app.services.telemetry.api import Gpu, Sample


def gpu_traces(field: str, hue: int = 0) -> Callable[[Sample], tuple[Trace, ...]]:
    """Return one line per GPU, or a row where they are many."""

    def traces(sample: Sample) -> tuple[Trace, ...]:
        series = [(f"gpus.{i}.{field}", f"GPU {i}") for i in range(max(len(sample.gpus), 1))]
        return lines(hue, *series) if len(series) <= MAX_LINES else heat_rows(*series)

    return traces


def known_values(sample: Sample, read: Callable[[Gpu], float | None]) -> list[float]:
    """Return a number of each GPU that reports it."""
    return [value for gpu in sample.gpus if (value := read(gpu)) is not None]


def _mean(read: Callable[[Gpu], float | None]) -> Callable[[Sample], float | None]:
    def headline(sample: Sample) -> float | None:
        known = known_values(sample, read)
        return sum(known) / len(known) if known else None

    return headline


def _sum(read: Callable[[Gpu], float | None]) -> Callable[[Sample], float | None]:
    return lambda sample: sum(known) if (known := known_values(sample, read)) else None


def _highest(read: Callable[[Gpu], float | None]) -> Callable[[Sample], float | None]:
    return lambda sample: max(known_values(sample, read), default=None)


def of_many(sample: Sample, word: str, read: Callable[[Gpu], float | None]) -> str:
    """Say of how many GPUs a number is the sum, mean or highest; only known ones count."""
    count, known = len(sample.gpus), len(known_values(sample, read))
    if count < 2:
        return ""
    return (
        tr("{word} of {count}").format(word=word, count=count)
        if known == count
        else tr("{word} of {known} of {count}").format(word=word, known=known, count=count)
    )


def _utilisation_note(sample: Sample) -> str:
    if len(sample.gpus) != 1:
        return of_many(sample, tr("mean"), lambda gpu: gpu.utilization_percent)
    gpu = sample.gpus[0]
    clock = "" if gpu.sm_clock_mhz is None else units.frequency(gpu.sm_clock_mhz)
    return joined(clock, gpu.performance_state or "")


def _power_note(sample: Sample) -> str:
    if len(sample.gpus) != 1:
        return of_many(sample, tr("sum"), lambda gpu: gpu.power_w)
    limit = sample.gpus[0].power_limit_w
    if limit is not None:
        return tr("limit {limit} W").format(limit=numeral(limit, grouped=False))
    return tr("limit n/a on GB10") if "GB10" in sample.gpus[0].name else tr("limit n/a")


def _clock_note(sample: Sample) -> str:
    if len(sample.gpus) != 1:
        return of_many(sample, tr("highest"), lambda gpu: gpu.sm_clock_mhz)
    reasons = sample.gpus[0].throttle_reasons
    if reasons is None:
        return ""
    return ", ".join(reasons) if reasons else tr("not throttled")


def _vram_total(sample: Sample) -> float | None:
    totals = known_values(sample, lambda gpu: gpu.memory_total_bytes)
    return max(totals, default=None)


def _vram_note(sample: Sample) -> str:
    counted = [gpu for gpu in sample.gpus if gpu.memory_used_bytes is not None]
    totals = [gpu.memory_total_bytes for gpu in counted if gpu.memory_total_bytes is not None]
    whole = len(totals) == len(counted) > 0
    return joined(
        tr("of {memory}").format(memory=units.gib(sum(totals))) if whole else "",
        of_many(sample, tr("sum"), lambda gpu: gpu.memory_used_bytes),
    )


def _has_vram(sample: Sample) -> bool:
    return any(not gpu.unified_memory for gpu in sample.gpus)


def _has_gpu(sample: Sample) -> bool:
    return bool(sample.gpus)


UTILISATION = ChartSpec(
    name="gpu",
    title=constant("GPU"),
    icon="graphics-card",
    unit=metrics.PERCENT,
    traces=gpu_traces("utilization_percent"),
    headline=_mean(lambda gpu: gpu.utilization_percent),
    note=_utilisation_note,
    field=constant("gpus.0.utilization_percent"),
    top=full,
    shown=_has_gpu,
)
POWER = ChartSpec(
    name="power",
    title=constant(tr("GPU power")),
    icon="lightning",
    unit=metrics.WATT,
    traces=gpu_traces("power_w", 1),
    headline=_sum(lambda gpu: gpu.power_w),
    note=_power_note,
    field=constant("gpus.0.power_w"),
    least=20.0,
    shown=_has_gpu,
)
VRAM = ChartSpec(
    name="vram",
    title=constant(tr("GPU memory")),
    icon="graphics-card",
    unit=metrics.MEMORY,
    traces=gpu_traces("memory_used_bytes"),
    headline=_sum(lambda gpu: gpu.memory_used_bytes),
    note=_vram_note,
    field=constant("gpus.0.memory_used_bytes"),
    top=_vram_total,
    shown=_has_vram,
)
GPU_CLOCK = ChartSpec(
    name="clock",
    title=constant(tr("GPU clock")),
    icon="gauge",
    unit=metrics.CLOCK,
    traces=gpu_traces("sm_clock_mhz"),
    headline=_highest(lambda gpu: gpu.sm_clock_mhz),
    note=_clock_note,
    field=constant("gpus.0.sm_clock_mhz"),
    least=1000.0,
    shown=_has_gpu,
)
