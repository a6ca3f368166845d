"""What a container takes over time: the numbers of each look, and the charts of them. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from app.core import units
from app.core.i18n import tr
from app.plots.spec import ChartSpec, Trace, constant, joined, lines
from app.services.containers.api import Container, ContainerStats
from app.services.containers.gpu import GpuMemory
from app.services.telemetry import metrics
from app.services.telemetry.api import Cpu, Memory, Sample
from app.services.telemetry.metrics import Unit

CPU, CPU_MEMORY, GPU_MEMORY = "cpu", "memory.cpu", "memory.gpu"
RECEIVED, SENT, READ, WRITTEN = "net.received", "net.sent", "disk.read", "disk.written"
NOT_YET = tr("two looks are needed to tell")
NETWORKS = {
    "none": tr("it has no network"),
    "host": tr("it shares the node's network, where it is not told apart"),
}
NOT_COUNTED = tr("Docker does not count it")


_CORES = Unit(tr("cores"), units.cores)
_MEMORY = Unit("B", units.memory, 1 / units.GIB, scaled=True)
"""Containers range from a few MiB to all the machine has."""


@dataclass
class Taken:
    """The newest look at one container: numbers by key, and why some are missing."""

    row: dict[str, float | None] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    cores: int | None = None
    """Of the node."""
    limit_bytes: int | None = None
    processes: int | None = None

    def sample(self) -> Sample:
        """Return what charts want beside numbers: the reasons."""
        return Sample(
            0.0,
            "",
            "",
            Memory(None, None, None, None),
            (),
            Cpu(None, (), None),
            reasons=self.reasons,
        )


def taken(
    container: Container, now: ContainerStats, before: ContainerStats | None, gpu: GpuMemory
) -> Taken:
    """Compare two looks; rates are told by the node's clock."""
    network = next((NETWORKS[each] for each in container.networks if each in NETWORKS), NOT_COUNTED)
    rate = partial(_rate, now, before)
    percent = now.cpu_percent
    row = {
        CPU: None if percent is None else percent / 100,
        CPU_MEMORY: now.memory_bytes,
        GPU_MEMORY: gpu.of(container.id),
        RECEIVED: rate("network_received_bytes"),
        SENT: rate("network_sent_bytes"),
        READ: rate("disk_read_bytes"),
        WRITTEN: rate("disk_written_bytes"),
    }
    counted = {RECEIVED: now.network_received_bytes, READ: now.disk_read_bytes}
    reasons = {
        CPU: NOT_YET,
        CPU_MEMORY: NOT_COUNTED,
        GPU_MEMORY: gpu.why_unknown(container.id),
        RECEIVED: network if counted[RECEIVED] is None else NOT_YET,
        READ: NOT_COUNTED if counted[READ] is None else NOT_YET,
    }
    missing = {key: why for key, why in reasons.items() if row[key] is None and why}
    return Taken(row, missing, now.cores, now.memory_limit_bytes, now.processes)


def _rate(now: ContainerStats, before: ContainerStats | None, name: str) -> float | None:
    count, earlier = getattr(now, name), None if before is None else getattr(before, name)
    if count is None or earlier is None or before is None or count < earlier:
        return None  # fewer than before: it was started again
    passed = now.time - before.time
    return (count - earlier) / passed if passed > 0 else None


class StatCharts:
    """The four charts of one container; their words tell of `now`."""

    def __init__(self) -> None:
        self.now = Taken()
        self.specs = (self._cpu(), self._memory(), self._network(), self._disk())

    def _cpu(self) -> ChartSpec:
        return ChartSpec(
            name="container-cpu",
            title=constant("CPU"),
            icon="cpu",
            unit=_CORES,
            traces=_same_lines(0, (CPU, "CPU")),
            headline=self._sum(CPU),
            note=lambda _sample: _of_cores(self.now.cores),
            field=constant(CPU),
            least=0.3,
        )

    def _memory(self) -> ChartSpec:
        return ChartSpec(
            name="container-memory",
            title=constant(tr("Memory")),
            icon="memory",
            unit=_MEMORY,
            traces=_same_lines(2, (CPU_MEMORY, tr("CPU side")), (GPU_MEMORY, tr("GPU side"))),
            headline=self._sum(CPU_MEMORY, GPU_MEMORY),
            note=lambda _sample: _memory_note(self.now),
            field=constant(CPU_MEMORY),
            least=64.0 * units.MIB,
        )

    def _network(self) -> ChartSpec:
        return ChartSpec(
            name="container-network",
            title=constant(tr("Network")),
            icon="share-network",
            unit=metrics.BIT_RATE,
            traces=_same_lines(3, (RECEIVED, tr("Received")), (SENT, tr("Sent"))),
            headline=self._sum(RECEIVED, SENT),
            note=constant(""),
            field=constant(RECEIVED),
            least=125.0,
        )

    def _disk(self) -> ChartSpec:
        return ChartSpec(
            name="container-disk",
            title=constant(tr("Disk")),
            icon="hard-drive",
            unit=metrics.DISK_RATE,
            traces=_same_lines(1, (READ, tr("Read")), (WRITTEN, tr("Written"))),
            headline=self._sum(READ, WRITTEN),
            note=constant(""),
            field=constant(READ),
            least=1000.0,
        )

    def _sum(self, first: str, *others: str) -> Callable[[Sample], float | None]:
        """Return what adds up what is known; without the first nothing is."""

        def headline(_sample: Sample) -> float | None:
            value = self.now.row.get(first)
            return None if value is None else value + sum(self.now.row.get(k) or 0 for k in others)

        return headline


def _same_lines(hue: int, *series: tuple[str, str]) -> Callable[[Sample], tuple[Trace, ...]]:
    """Return what draws the same lines for every sample."""
    return lambda _sample: lines(hue, *series)


def _of_cores(cores: int | None) -> str:
    return "" if cores is None else tr("of %n cores", "of %n core", cores)


def _memory_note(now: Taken) -> str:
    limit = (
        None
        if now.limit_bytes is None
        else tr("CPU side ≤ {memory}").format(memory=units.memory(now.limit_bytes))
    )
    gpu = (
        ""
        if GPU_MEMORY not in now.reasons
        else tr("GPU side n/a: {reasons}").format(reasons=now.reasons[GPU_MEMORY])
    )
    return joined(gpu, limit or "")
