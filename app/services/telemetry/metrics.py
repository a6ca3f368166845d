"""Which numbers of a sample are kept over time: their key, title, unit and how they are read.

A key is the dotted name of the field (`gpus.0.power_w`), the one that `Sample.reasons` uses when
the value is None. Sums over devices count what is known and are None when nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from types import MappingProxyType
from typing import NamedTuple

from app.core import units
from app.core.i18n import numeral, tr
from app.services.telemetry.api import Cpu, Gpu, Memory, MemoryPart, PartKind, Sample
from app.services.telemetry.sensors import sensor_title

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
DISK_SIZE = Unit("GB", units.disk_size, 1e-9)
DURATION = Unit("ms", units.duration, 1e3)
COUNT = Unit(
    "", lambda value: units.NOT_AVAILABLE if value is None else numeral(value, 2, grouped=False)
)
TOKEN_RATE = Unit("tok/s", units.token_rate)


@dataclass(frozen=True, slots=True)
class Metric:
    """One number of a sample."""

    key: str
    title: str
    unit: Unit
    read: Callable[[Sample], float | None]


class Description(NamedTuple):
    """What a key is called, and the unit of its values."""

    title: str
    unit: Unit


PARTS: Mapping[PartKind, str] = MappingProxyType(
    {
        PartKind.ENGINE: tr("Engines"),
        PartKind.DESKTOP: tr("Desktop"),
        PartKind.PROCESSES: tr("Other processes"),
        PartKind.KERNEL: tr("Kernel"),
        PartKind.HUGEPAGES: tr("Huge pages"),
        PartKind.UNACCOUNTED: tr("Unaccounted memory"),
        PartKind.CACHE: tr("Page cache"),
        PartKind.FREE: tr("Free memory"),
    }
)
"""What the kinds of memory are called over time."""


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
    Metric("cpu.load_1m", tr("Load"), COUNT, lambda s: s.cpu.load_1m),
    Metric("memory.total_bytes", tr("Memory"), MEMORY, lambda s: s.memory.total_bytes),
    Metric(
        "memory.available_bytes", tr("Available memory"), MEMORY, lambda s: s.memory.available_bytes
    ),
    Metric("memory.swap_used_bytes", tr("Swap"), MEMORY, swap_used),
    Metric(
        "memory.swap_in_bytes_per_s",
        tr("Swap in"),
        DISK_RATE,
        lambda s: s.memory.swap_in_bytes_per_s,
    ),
    Metric(
        "memory.swap_out_bytes_per_s",
        tr("Swap out"),
        DISK_RATE,
        lambda s: s.memory.swap_out_bytes_per_s,
    ),
    *(Metric(f"memory.parts.{k.value}", name, MEMORY, _part(k)) for k, name in PARTS.items()),
    Metric(
        "disks.read_bytes_per_s",
        tr("Disks read"),
        DISK_RATE,
        lambda s: _total(disk.read_bytes_per_s for disk in s.disks),
    ),
    Metric(
        "disks.write_bytes_per_s",
        tr("Disks written"),
        DISK_RATE,
        lambda s: _total(disk.write_bytes_per_s for disk in s.disks),
    ),
    Metric("networks.receive_bytes_per_s", tr("Network received"), BIT_RATE, _received),
    Metric("networks.transmit_bytes_per_s", tr("Network sent"), BIT_RATE, _transmitted),
    Metric("pressure.cpu_some", tr("CPU pressure"), FINE_PERCENT, _pressure("cpu_some")),
    Metric("pressure.memory_some", tr("Memory pressure"), FINE_PERCENT, _pressure("memory_some")),
    Metric("pressure.memory_full", tr("Memory stall"), FINE_PERCENT, _pressure("memory_full")),
    Metric("pressure.io_some", tr("Disk pressure"), FINE_PERCENT, _pressure("io_some")),
)
"""Metrics that every sample has."""
_FIXED = {metric.key: Description(metric.title, metric.unit) for metric in FIXED}

GPU_FIELDS: tuple[tuple[str, str, Unit, Callable[[Gpu], float | None]], ...] = (
    ("utilization_percent", tr("GPU utilisation"), PERCENT, lambda gpu: gpu.utilization_percent),
    ("temperature_c", tr("GPU temperature"), CELSIUS, lambda gpu: gpu.temperature_c),
    ("power_w", tr("GPU power"), WATT, lambda gpu: gpu.power_w),
    ("sm_clock_mhz", tr("GPU clock"), CLOCK, lambda gpu: gpu.sm_clock_mhz),
    ("memory_used_bytes", tr("GPU memory"), MEMORY, lambda gpu: gpu.memory_used_bytes),
)
"""Metrics of each GPU: `gpus.<index>.<field>`."""

ENGINE_FIELDS: tuple[tuple[str, str, Unit], ...] = (
    ("requests_running", tr("Requests running"), COUNT),
    ("requests_waiting", tr("Requests waiting"), COUNT),
    ("kv_cache_percent", tr("KV cache"), PERCENT),
    ("prompt_tokens_per_s", tr("Prompt tokens"), TOKEN_RATE),
    ("generated_tokens_per_s", tr("Generated tokens"), TOKEN_RATE),
    ("first_token_s", tr("Time to first token"), DURATION),
    ("token_s", tr("Time per token"), DURATION),
)
"""Metrics of each engine: `engines.<port>.<field>`."""

LARGEST = 1e30
"""Beyond what any machine has, and within what four bytes hold."""
ENGINE_PARTS = 6
"""Engines of the memory map that have a metric of their own: the largest."""


def core_key(index: int) -> str:
    """Key of one processor core."""
    return f"cpu.per_core_percent.{index}"


def sensor_key(sensor: str) -> str:
    """Key of one temperature sensor, by its stable id."""
    return f"temperatures.{sensor}"


def engine_title(part: MemoryPart) -> str:
    """Return what an engine's memory is called over time, though its processes come and go."""
    return (part.owner.title if part.owner else None) or part.name


def row_of(sample: Sample) -> dict[str, float | None]:
    """Return every number of a sample that is kept over time; None for one of no sane size."""
    return {
        key: value if value is None or -LARGEST < value < LARGEST else None
        for key, value in _numbers(sample).items()
    }


def _numbers(sample: Sample) -> dict[str, float | None]:
    row = {metric.key: metric.read(sample) for metric in FIXED}
    for index, gpu in enumerate(sample.gpus):
        for field, _, _, read in GPU_FIELDS:
            row[f"gpus.{index}.{field}"] = read(gpu)
    for index, percent in enumerate(sample.cpu.per_core_percent):
        row[core_key(index)] = percent
    for temperature in sample.temperatures:
        row[sensor_key(temperature.sensor)] = temperature.celsius
    row.update(_clocks(sample.cpu))
    row.update(_engine_parts(sample.memory))
    row.update((f"rails.{rail.name}", rail.power_w) for rail in sample.rails)
    row.update(_devices(sample))
    for engine in sample.engines:
        for field, _, _ in ENGINE_FIELDS:
            row[f"engines.{engine.port}.{field}"] = getattr(engine, field)
    return row


def _clocks(cpu: Cpu) -> Iterator[tuple[str, float | None]]:
    """Yield the fastest clock of each type of core, of all where they are alike."""
    kinds = cpu.cluster_of_core
    fastest: dict[str, float] = {}
    for index, clock in enumerate(cpu.clock_mhz):
        if clock is not None:
            kind = f".{kinds[index]}" if index < len(kinds) else ""
            fastest[kind] = max(clock, fastest.get(kind, 0.0))
    for kind, clock in fastest.items():
        yield f"cpu.clock_mhz{kind}", clock


def _engine_parts(memory: Memory) -> Iterator[tuple[str, float]]:
    sizes: dict[str, int] = {}
    for part in memory.parts:
        if part.kind is PartKind.ENGINE:
            title = engine_title(part)
            sizes[title] = sizes.get(title, 0) + part.bytes
    largest = sorted(sizes.items(), key=lambda item: -item[1])
    for title, size in largest[:ENGINE_PARTS]:
        yield f"memory.parts.engine.{title}", size


def _devices(sample: Sample) -> Iterator[tuple[str, float | None]]:
    for disk in sample.disks:
        if disk.busy_percent is not None:
            yield f"disks.{disk.name}.busy_percent", disk.busy_percent
        if disk.mount is not None and disk.total_bytes and disk.free_bytes is not None:
            used = 100 * (1 - disk.free_bytes / disk.total_bytes)
            yield f"disks.{disk.mount}.free_bytes", disk.free_bytes
            yield f"disks.{disk.mount}.used_percent", used
    for index in physical_networks(sample):
        network = sample.networks[index]
        if network.up is not False:
            yield f"networks.{network.name}.receive_bytes_per_s", network.receive_bytes_per_s
            yield f"networks.{network.name}.transmit_bytes_per_s", network.transmit_bytes_per_s


@cache
def _families() -> tuple[tuple[re.Pattern[str], str, Unit], ...]:
    """Return the keys that have a name inside, what they are called and their unit."""
    named = (
        *((rf"gpus\.0\.{field}", title, unit) for field, title, unit, _ in GPU_FIELDS),
        *(
            (rf"gpus\.(\d+)\.{field}", title.replace("GPU", "GPU {}", 1), unit)
            for field, title, unit, _ in GPU_FIELDS
        ),
        *(
            (rf"engines\.(\d+)\.{field}", tr("{title} (port {{}})").format(title=title), unit)
            for field, title, unit in ENGINE_FIELDS
        ),
        (r"cpu\.per_core_percent\.(\d+)", tr("CPU core {}"), PERCENT),
        (r"cpu\.clock_mhz", tr("CPU clock"), CLOCK),
        (r"cpu\.clock_mhz\.(.+)", tr("{} clock"), CLOCK),
        (r"memory\.parts\.engine\.(.+)", tr("{} memory"), MEMORY),
        (r"rails\.(.+)", tr("{} power"), WATT),
        (r"disks\.(.+)\.busy_percent", tr("{} busy"), PERCENT),
        (r"disks\.(.+)\.free_bytes", tr("{} free"), DISK_SIZE),
        (r"disks\.(.+)\.used_percent", tr("{} used"), PERCENT),
        (r"networks\.(.+)\.receive_bytes_per_s", tr("{} received"), BIT_RATE),
        (r"networks\.(.+)\.transmit_bytes_per_s", tr("{} sent"), BIT_RATE),
    )
    return tuple((re.compile(key, re.DOTALL), title, unit) for key, title, unit in named)


def describe(key: str) -> Description:
    """Return title and unit of any key; one that is not ours is its own title, a plain number."""
    if key in _FIXED:
        return _FIXED[key]
    if key.startswith("temperatures."):
        return Description(sensor_title(key.removeprefix("temperatures.")), CELSIUS)
    for pattern, title, unit in _families():
        if match := pattern.fullmatch(key):
            return Description(title.format(*match.groups()), unit)
    return Description(key, COUNT)


_COUNTED = ("read_bytes_per_s", "write_bytes_per_s", "receive_bytes_per_s", "transmit_bytes_per_s")
_GROUPS = ("disks", "networks")
"""Groups of devices: what is missing of one may say why their sum is, but only the same number."""


def reason_for(sample: Sample, key: str) -> str:
    """Say why `key` is None: its own reason, else that of the group around it, else "" ."""
    reasons = sample.reasons
    name = _field_name(sample, key)
    while name:
        if name in reasons:
            return reasons[name]
        name = name.rpartition(".")[0]
    for field, text in reasons.items():
        inside = field.startswith(f"{key}.")
        if inside and (key not in _GROUPS or field.rpartition(".")[2] in _COUNTED):
            return text
    return ""


def _field_name(sample: Sample, key: str) -> str:
    """Return the name that reasons have for a key: a device by its place instead of its name."""
    group, _, rest = key.partition(".")
    name, _, field = rest.rpartition(".")
    if group == "temperatures":
        name, field = rest, "celsius"
        names = [temperature.sensor for temperature in sample.temperatures]
    elif group == "rails":
        name, field = rest, "power_w"
        names = [rail.name for rail in sample.rails]
    elif group == "disks":
        names = [disk.name for disk in sample.disks]
    elif group == "networks":
        names = [network.name for network in sample.networks]
    elif group == "engines":
        names = [str(engine.port) for engine in sample.engines]
    else:
        return key
    return f"{group}.{names.index(name)}.{field}" if name in names else key
