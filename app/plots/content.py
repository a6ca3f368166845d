"""Which charts a machine gets and what each of them shows. No Qt."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from app.core import units
from app.services.telemetry import metrics
from app.services.telemetry.api import Gpu, PartKind, Sample, Temperature
from app.services.telemetry.metrics import Unit, core_key, sensor_key

MAX_LINES = 4
"""Lines in one chart: more cannot be told apart by colour and dash."""


class Style(Enum):
    """How the values of a chart are drawn."""

    LINES = "lines"
    STACK = "stack"  # areas on top of each other
    HEAT = "heat"  # one row per series, colour for the value


@dataclass(frozen=True, slots=True)
class Trace:
    """One series of a chart."""

    key: str
    label: str
    hue: int = 0
    """Place of its colour in the theme's series."""
    dash: int = 0
    """0 for a solid line, 1 and 2 for dashes: the third line of a chart never relies on colour."""
    kind: PartKind | None = None
    """For stacks: decides the colour instead."""


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """One chart: what it is called, which series it draws, what its header says."""

    name: str
    title: Callable[[Sample], str]
    icon: str
    unit: Unit
    traces: Callable[[Sample], tuple[Trace, ...]]
    headline: Callable[[Sample], float | None]
    note: Callable[[Sample], str]
    field: Callable[[Sample], str]
    """Field of the sample whose reason explains a missing headline."""
    style: Style = Style.LINES
    top: Callable[[Sample], float | None] = lambda _sample: None
    """Fixed top of the axis; None: from what is seen."""
    least: float = 1.0
    """Smallest height of the axis, in stored units."""
    from_zero: bool = True
    shown: Callable[[Sample], bool] = lambda _sample: True
    groups: Callable[[Sample], tuple[str, ...]] = lambda _sample: ()
    """For heat: what each row belongs to, where that says more than its label."""

    def style_for(self, sample: Sample) -> Style:
        """Return how to draw `sample`: more lines than can be told apart become heat."""
        many = self.style is Style.LINES and len(self.traces(sample)) > MAX_LINES
        return Style.HEAT if many else self.style


def charts_for(sample: Sample) -> tuple[ChartSpec, ...]:
    """Return the charts that make sense on the machine that sent `sample`, in order."""
    return tuple(spec for spec in CHARTS if spec.shown(sample))


def _constant(text: str) -> Callable[[Sample], str]:
    return lambda _sample: text


def _full(_sample: Sample) -> float:
    return 100.0


def _lines(hue: int, *series: tuple[str, str]) -> tuple[Trace, ...]:
    """Return a chart's lines: `hue` first, then the others of the four that differ most."""
    hues = (hue, *(other for other in range(MAX_LINES) if other != hue))
    return tuple(Trace(key, label, hues[i], max(0, i - 1)) for i, (key, label) in enumerate(series))


def _rows(*series: tuple[str, str]) -> tuple[Trace, ...]:
    """Return the rows of a heat chart."""
    return tuple(Trace(key, label) for key, label in series)


def _gpu_traces(field: str, hue: int = 0) -> Callable[[Sample], tuple[Trace, ...]]:
    def traces(sample: Sample) -> tuple[Trace, ...]:
        series = [(f"gpus.{i}.{field}", f"GPU {i}") for i in range(max(len(sample.gpus), 1))]
        return _lines(hue, *series) if len(series) <= MAX_LINES else _rows(*series)

    return traces


def _known(sample: Sample, read: Callable[[Gpu], float | None]) -> list[float]:
    return [value for gpu in sample.gpus if (value := read(gpu)) is not None]


def _mean(read: Callable[[Gpu], float | None]) -> Callable[[Sample], float | None]:
    def headline(sample: Sample) -> float | None:
        known = _known(sample, read)
        return sum(known) / len(known) if known else None

    return headline


def _sum(read: Callable[[Gpu], float | None]) -> Callable[[Sample], float | None]:
    return lambda sample: sum(known) if (known := _known(sample, read)) else None


def _highest(read: Callable[[Gpu], float | None]) -> Callable[[Sample], float | None]:
    return lambda sample: max(_known(sample, read), default=None)


def _of_many(sample: Sample, word: str, read: Callable[[Gpu], float | None]) -> str:
    """Say of how many GPUs a number is the sum, mean or highest; only known ones count."""
    count, known = len(sample.gpus), len(_known(sample, read))
    if count < 2:
        return ""
    return f"{word} of {count}" if known == count else f"{word} of {known} of {count}"


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _utilisation_note(sample: Sample) -> str:
    if len(sample.gpus) != 1:
        return _of_many(sample, "mean", lambda gpu: gpu.utilization_percent)
    gpu = sample.gpus[0]
    clock = "" if gpu.sm_clock_mhz is None else units.frequency(gpu.sm_clock_mhz)
    return _joined(clock, gpu.performance_state or "")


def _power_note(sample: Sample) -> str:
    if len(sample.gpus) != 1:
        return _of_many(sample, "sum", lambda gpu: gpu.power_w)
    limit = sample.gpus[0].power_limit_w
    if limit is not None:
        return f"limit {limit:.0f} W"
    return "limit n/a on GB10" if "GB10" in sample.gpus[0].name else "limit n/a"


def _clock_note(sample: Sample) -> str:
    if len(sample.gpus) != 1:
        return _of_many(sample, "highest", lambda gpu: gpu.sm_clock_mhz)
    reasons = sample.gpus[0].throttle_reasons
    if reasons is None:
        return ""
    return ", ".join(reasons) if reasons else "not throttled"


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
    return _lines(3, *gpus, *others)


def _temperature_title(sample: Sample) -> str:
    return "GPU temperature" if sample.gpus else "Hottest sensor"


def _temperature(sample: Sample) -> float | None:
    if sample.gpus:
        return max(_known(sample, lambda gpu: gpu.temperature_c), default=None)
    return max((s.celsius for s in sample.temperatures if s.celsius is not None), default=None)


def _temperature_note(sample: Sample) -> str:
    gpus = _of_many(sample, "hottest", lambda gpu: gpu.temperature_c)
    if len(sample.gpus) > _GPU_TEMPERATURES:
        gpus += f", {_GPU_TEMPERATURES} drawn"
    known = [s.celsius for s in sample.temperatures if s.celsius is not None]
    if not known:
        return gpus
    sensors = f"{len(known)} sensor{'s' if len(known) > 1 else ''}"
    return _joined(gpus, f"{sensors}, up to {units.celsius(max(known))}")


_STACK = (
    (PartKind.ENGINE, "GPU processes"),
    (PartKind.DESKTOP, "Desktop"),
    (PartKind.PROCESSES, "Processes"),
    (PartKind.KERNEL, "Kernel"),
    (PartKind.HUGEPAGES, "Huge pages"),
    (PartKind.UNACCOUNTED, "Unaccounted"),
    (PartKind.CACHE, "Page cache"),
)


def _memory_traces(sample: Sample) -> tuple[Trace, ...]:
    present = {part.kind for part in sample.memory.parts}
    return tuple(
        Trace(f"memory.parts.{kind.value}", label, kind=kind)
        for kind, label in _STACK
        if kind in present
    )


def _memory_used(sample: Sample) -> float | None:
    memory = sample.memory
    if memory.total_bytes is None or memory.available_bytes is None:
        return None
    return memory.total_bytes - memory.available_bytes


def _memory_note(sample: Sample) -> str:
    total = sample.memory.total_bytes
    return "" if total is None else f"of {units.gib(total)}"


def _swap_note(sample: Sample) -> str:
    total = sample.memory.swap_total_bytes
    return "" if total is None else f"of {units.gib(total)}"


def _cpu_note(sample: Sample) -> str:
    cores = len(sample.cpu.per_core_percent)
    load = sample.cpu.load_1m
    return _joined(
        f"{cores} core{'s' if cores != 1 else ''}" if cores else "",
        "" if load is None else f"load {load:.1f}",
    )


def _core_traces(sample: Sample) -> tuple[Trace, ...]:
    clusters = sample.cpu.cluster_of_core
    count = len(sample.cpu.per_core_percent)
    return tuple(
        Trace(core_key(i), f"{clusters[i]} core {i}" if i < len(clusters) else f"Core {i}")
        for i in range(count)
    )


def _busiest_core(sample: Sample) -> float | None:
    return max((p for p in sample.cpu.per_core_percent if p is not None), default=None)


def _cores_note(sample: Sample) -> str:
    counts: dict[str, int] = {}
    for cluster in sample.cpu.cluster_of_core:
        counts[cluster] = counts.get(cluster, 0) + 1
    if not counts:
        return "busiest core"
    kinds = " + ".join(f"{n} {name.removeprefix('Cortex-')}" for name, n in counts.items())
    return f"busiest of {kinds}"


def _disk_note(sample: Sample) -> str:
    busy = max((d.busy_percent for d in sample.disks if d.busy_percent is not None), default=None)
    space = next((d for d in sample.disks if d.total_bytes and d.free_bytes is not None), None)
    return _joined(
        "" if busy is None else f"{units.percent(busy)} busy",
        "" if space is None else f"{units.disk_size(space.free_bytes)} free",
    )


def _network_note(sample: Sample) -> str:
    busiest, most = None, -1.0
    for index in metrics.physical_networks(sample):
        network = sample.networks[index]
        traffic = (network.receive_bytes_per_s or 0.0) + (network.transmit_bytes_per_s or 0.0)
        if traffic > most and network.up is not False:
            busiest, most = network, traffic
    if busiest is None:
        return ""
    speed = busiest.speed_bytes_per_s
    return _joined(busiest.name, "" if speed is None else f"link {units.bit_rate(speed)}")


def _both(read: str, write: str) -> Callable[[Sample], float | None]:
    readers = {metric.key: metric.read for metric in metrics.FIXED}

    def headline(sample: Sample) -> float | None:
        known = [v for key in (read, write) if (v := readers[key](sample)) is not None]
        return sum(known) if known else None

    return headline


def _vram_total(sample: Sample) -> float | None:
    totals = _known(sample, lambda gpu: gpu.memory_total_bytes)
    return max(totals, default=None)


def _vram_note(sample: Sample) -> str:
    counted = [gpu for gpu in sample.gpus if gpu.memory_used_bytes is not None]
    totals = [gpu.memory_total_bytes for gpu in counted if gpu.memory_total_bytes is not None]
    whole = len(totals) == len(counted) > 0
    return _joined(
        f"of {units.gib(sum(totals))}" if whole else "",
        _of_many(sample, "sum", lambda gpu: gpu.memory_used_bytes),
    )


def _has_vram(sample: Sample) -> bool:
    return any(not gpu.unified_memory for gpu in sample.gpus)


def _has_gpu(sample: Sample) -> bool:
    return bool(sample.gpus)


def _pressure(sample: Sample) -> float | None:
    return None if sample.pressure is None else sample.pressure.memory_some


CHARTS: tuple[ChartSpec, ...] = (
    ChartSpec(
        name="gpu",
        title=_constant("GPU"),
        icon="graphics-card",
        unit=metrics.PERCENT,
        traces=_gpu_traces("utilization_percent"),
        headline=_mean(lambda gpu: gpu.utilization_percent),
        note=_utilisation_note,
        field=_constant("gpus.0.utilization_percent"),
        top=_full,
        shown=_has_gpu,
    ),
    ChartSpec(
        name="power",
        title=_constant("GPU power"),
        icon="lightning",
        unit=metrics.WATT,
        traces=_gpu_traces("power_w", 1),
        headline=_sum(lambda gpu: gpu.power_w),
        note=_power_note,
        field=_constant("gpus.0.power_w"),
        least=20.0,
        shown=_has_gpu,
    ),
    ChartSpec(
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
    ),
    ChartSpec(
        name="memory",
        title=_constant("Memory in use"),
        icon="memory",
        unit=metrics.MEMORY,
        traces=_memory_traces,
        headline=_memory_used,
        note=_memory_note,
        field=_constant("memory.available_bytes"),
        style=Style.STACK,
        top=lambda sample: sample.memory.total_bytes,
    ),
    ChartSpec(
        name="vram",
        title=_constant("GPU memory"),
        icon="graphics-card",
        unit=metrics.MEMORY,
        traces=_gpu_traces("memory_used_bytes"),
        headline=_sum(lambda gpu: gpu.memory_used_bytes),
        note=_vram_note,
        field=_constant("gpus.0.memory_used_bytes"),
        top=_vram_total,
        shown=_has_vram,
    ),
    ChartSpec(
        name="clock",
        title=_constant("GPU clock"),
        icon="gauge",
        unit=metrics.CLOCK,
        traces=_gpu_traces("sm_clock_mhz"),
        headline=_highest(lambda gpu: gpu.sm_clock_mhz),
        note=_clock_note,
        field=_constant("gpus.0.sm_clock_mhz"),
        least=1000.0,
        shown=_has_gpu,
    ),
    ChartSpec(
        name="cpu",
        title=_constant("CPU"),
        icon="cpu",
        unit=metrics.PERCENT,
        traces=lambda _sample: _lines(2, ("cpu.percent", "CPU")),
        headline=lambda sample: sample.cpu.percent,
        note=_cpu_note,
        field=_constant("cpu.percent"),
        top=_full,
    ),
    ChartSpec(
        name="cores",
        title=_constant("CPU cores"),
        icon="squares-four",
        unit=metrics.PERCENT,
        traces=_core_traces,
        headline=_busiest_core,
        note=_cores_note,
        field=_constant("cpu.per_core_percent"),
        style=Style.HEAT,
        top=_full,
        groups=lambda sample: sample.cpu.cluster_of_core,
    ),
    ChartSpec(
        name="disk",
        title=_constant("Disk"),
        icon="hard-drive",
        unit=metrics.DISK_RATE,
        traces=lambda _sample: _lines(
            0, ("disks.read_bytes_per_s", "Read"), ("disks.write_bytes_per_s", "Write")
        ),
        headline=_both("disks.read_bytes_per_s", "disks.write_bytes_per_s"),
        note=_disk_note,
        field=_constant("disks"),
        least=1e6,
    ),
    ChartSpec(
        name="network",
        title=_constant("Network"),
        icon="share-network",
        unit=metrics.BIT_RATE,
        traces=lambda _sample: _lines(
            3, ("networks.receive_bytes_per_s", "In"), ("networks.transmit_bytes_per_s", "Out")
        ),
        headline=_both("networks.receive_bytes_per_s", "networks.transmit_bytes_per_s"),
        note=_network_note,
        field=_constant("networks"),
        least=125_000.0,
    ),
    ChartSpec(
        name="swap",
        title=_constant("Swap"),
        icon="stack",
        unit=metrics.MEMORY,
        traces=lambda _sample: _lines(3, ("memory.swap_used_bytes", "Swap")),
        headline=metrics.swap_used,
        note=_swap_note,
        field=_constant("memory.swap_free_bytes"),
        top=lambda sample: sample.memory.swap_total_bytes,
        shown=lambda sample: bool(sample.memory.swap_total_bytes),
    ),
    ChartSpec(
        name="pressure",
        title=_constant("Memory pressure"),
        icon="hourglass",
        unit=metrics.FINE_PERCENT,
        traces=lambda _sample: _lines(
            1,
            ("pressure.memory_some", "Memory"),
            ("pressure.io_some", "Disk"),
            ("pressure.cpu_some", "CPU"),
        ),
        headline=_pressure,
        note=_constant("tasks waiting, last 10 s"),
        field=_constant("pressure"),
        least=10.0,
        shown=lambda sample: sample.pressure is not None,
    ),
)
