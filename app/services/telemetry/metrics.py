"""Which numbers of a sample are kept over time: their key, title, unit and how they are read.

A key is the dotted name of the field (`gpus.0.power_w`), the one that `Sample.reasons` uses when
the value is None. Sums over devices count what is known and are None when nothing is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from app.core import units
from app.services.telemetry.api import Gpu, PartKind, Sample

Formatter = Callable[[float | None], str]


@dataclass(frozen=True, slots=True)
class Unit:
    """How values of one unit read, and the factor from the stored value to its axis."""

    name: str
    format: Formatter
    factor: float = 1.0
    """Axis units per stored unit; ticks are round in axis units."""
    scaled: bool = False
    """Whether the prefix changes with the size of the value (kB/s, MB/s)."""


PERCENT = Unit("%", units.percent)
FINE_PERCENT = Unit("%", partial(units.percent, digits=1))
CELSIUS = Unit("°C", units.celsius)
WATT = Unit("W", units.watts)
CLOCK = Unit("GHz", units.frequency, 1e-3)
MEMORY = Unit("GiB", units.memory, 1 / units.GIB)
DISK_RATE = Unit("B/s", units.data_rate, scaled=True)
BIT_RATE = Unit("b/s", units.bit_rate, 8.0, scaled=True)
COUNT = Unit("", lambda value: units.NOT_AVAILABLE if value is None else f"{value:.2f}")


@dataclass(frozen=True, slots=True)
class Metric:
    """One number of a sample."""

    key: str
    title: str
    unit: Unit
    read: Callable[[Sample], float | None]


def _total(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _pressure(name: str) -> Callable[[Sample], float | None]:
    def read(sample: Sample) -> float | None:
        return None if sample.pressure is None else getattr(sample.pressure, name)

    return read


def _part(kind: PartKind) -> Callable[[Sample], float | None]:
    def read(sample: Sample) -> float | None:
        if not sample.memory.parts:
            return None
        return sum(part.bytes for part in sample.memory.parts if part.kind is kind)

    return read


def swap_used(sample: Sample) -> float | None:
    """Return how much of the swap is in use."""
    total, free = sample.memory.swap_total_bytes, sample.memory.swap_free_bytes
    return None if total is None or free is None else total - free


PHYSICAL_KINDS = ("ethernet", "wifi", "rdma")
"""Kinds of network that are counted: bridges and containers would count their traffic twice."""


def physical_networks(sample: Sample) -> Iterator[int]:
    """Yield the index of each network whose traffic leaves the machine.

    Where none is physical (a container), all do.
    """
    none = all(network.kind not in PHYSICAL_KINDS for network in sample.networks)
    for index, network in enumerate(sample.networks):
        if none or network.kind in PHYSICAL_KINDS:
            yield index


def _received(sample: Sample) -> float | None:
    return _total(sample.networks[i].receive_bytes_per_s for i in physical_networks(sample))


def _transmitted(sample: Sample) -> float | None:
    return _total(sample.networks[i].transmit_bytes_per_s for i in physical_networks(sample))


FIXED: tuple[Metric, ...] = (
    Metric("cpu.percent", "CPU", PERCENT, lambda s: s.cpu.percent),
    Metric("cpu.load_1m", "Load", COUNT, lambda s: s.cpu.load_1m),
    Metric("memory.total_bytes", "Memory", MEMORY, lambda s: s.memory.total_bytes),
    Metric("memory.available_bytes", "Available", MEMORY, lambda s: s.memory.available_bytes),
    Metric("memory.swap_used_bytes", "Swap", MEMORY, swap_used),
    *(Metric(f"memory.parts.{k.value}", k.value.title(), MEMORY, _part(k)) for k in PartKind),
    Metric(
        "disks.read_bytes_per_s",
        "Read",
        DISK_RATE,
        lambda s: _total(disk.read_bytes_per_s for disk in s.disks),
    ),
    Metric(
        "disks.write_bytes_per_s",
        "Write",
        DISK_RATE,
        lambda s: _total(disk.write_bytes_per_s for disk in s.disks),
    ),
    Metric("networks.receive_bytes_per_s", "Received", BIT_RATE, _received),
    Metric("networks.transmit_bytes_per_s", "Sent", BIT_RATE, _transmitted),
    Metric("pressure.cpu_some", "CPU", FINE_PERCENT, _pressure("cpu_some")),
    Metric("pressure.memory_some", "Memory", FINE_PERCENT, _pressure("memory_some")),
    Metric("pressure.io_some", "Disk", FINE_PERCENT, _pressure("io_some")),
)
"""Metrics that every sample has."""

GPU_FIELDS: tuple[tuple[str, str, Unit, Callable[[Gpu], float | None]], ...] = (
    ("utilization_percent", "GPU utilisation", PERCENT, lambda gpu: gpu.utilization_percent),
    ("temperature_c", "GPU temperature", CELSIUS, lambda gpu: gpu.temperature_c),
    ("power_w", "GPU power", WATT, lambda gpu: gpu.power_w),
    ("sm_clock_mhz", "GPU clock", CLOCK, lambda gpu: gpu.sm_clock_mhz),
    ("memory_used_bytes", "GPU memory", MEMORY, lambda gpu: gpu.memory_used_bytes),
)
"""Metrics of each GPU: `gpus.<index>.<field>`."""


def core_key(index: int) -> str:
    """Key of one processor core."""
    return f"cpu.per_core_percent.{index}"


def sensor_key(sensor: str) -> str:
    """Key of one temperature sensor, by its stable id."""
    return f"temperatures.{sensor}"


def row_of(sample: Sample) -> dict[str, float | None]:
    """Return every number of a sample that is kept over time."""
    row = {metric.key: metric.read(sample) for metric in FIXED}
    for index, gpu in enumerate(sample.gpus):
        for field, _, _, read in GPU_FIELDS:
            row[f"gpus.{index}.{field}"] = read(gpu)
    for index, percent in enumerate(sample.cpu.per_core_percent):
        row[core_key(index)] = percent
    for temperature in sample.temperatures:
        row[sensor_key(temperature.sensor)] = temperature.celsius
    return row


_COUNTED = ("read_bytes_per_s", "write_bytes_per_s", "receive_bytes_per_s", "transmit_bytes_per_s")
_GROUPS = ("disks", "networks")
"""Groups of devices: what is missing of one may say why their sum is, but only the same number."""


def reason_for(sample: Sample, key: str) -> str:
    """Say why `key` is None: its own reason, else that of the group around it, else "" ."""
    reasons = sample.reasons
    name = key
    while name:
        if name in reasons:
            return reasons[name]
        name = name.rpartition(".")[0]
    for field, text in reasons.items():
        inside = field.startswith(f"{key}.")
        if inside and (key not in _GROUPS or field.rpartition(".")[2] in _COUNTED):
            return text
    return ""
