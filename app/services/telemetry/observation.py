"""What one look at a machine found, whoever looked: counters and facts, before rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.core.i18n import numeral, tr
from app.services.telemetry import procfs
from app.services.telemetry.api import MemoryPart, Pressure
from app.services.telemetry.raw import (
    GpuReport,
    InterfaceReport,
    ProcessTable,
    RailReport,
    RdmaReport,
    SensorReport,
    Slow,
    SpaceReport,
    Tick,
)

SLOW_STALE_S = 10.0
"""Seconds after which sensors and the like that no longer arrive are not shown as true."""
NOT_TOLD = tr("the system does not tell")
_FAST = ("stat", "meminfo", "netdev", "diskstats")

LAST_SECOND = 253402300800.0
"""Where the year 9999 ends."""


@dataclass(frozen=True, slots=True)
class Slowly:
    """What is looked at once a second at most. `at` is its own monotonic time."""

    at: float = 0.0
    load_1m: float | None = None
    pressure: Pressure | None = None
    swapped: Mapping[str, int] = field(default_factory=dict)
    """Bytes that went `in` from the swap and `out` to it since boot."""
    clocks: Sequence[int | None] = ()
    """kHz by core."""
    sensors: Sequence[SensorReport] = ()
    rails: Sequence[RailReport] = ()
    prochot: bool | None = None
    restart_required: bool | None = None
    interfaces: Mapping[str, InterfaceReport] = field(default_factory=dict)
    rdma: Sequence[RdmaReport] = ()
    space: Sequence[SpaceReport] = ()
    processes: ProcessTable | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    """Why something of this look is missing: as true as the look, until the next one."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One look. `at` is monotonic seconds of the machine, `wall` Unix seconds of its clock.

    `meminfo` is in kB as the kernel prints it; `parts` replaces the memory map where there is no
    /proc/meminfo. `errors` says why something is missing, by the name of its file or group.
    """

    at: float
    wall: float | None = None
    meminfo: Mapping[str, int] = field(default_factory=dict)
    parts: tuple[MemoryPart, ...] = ()
    cpu: procfs.CpuTimes | None = None
    cores: Mapping[int, procfs.CpuTimes] = field(default_factory=dict)
    disks: Mapping[str, procfs.DiskCounters] = field(default_factory=dict)
    networks: Mapping[str, procfs.NetCounters] = field(default_factory=dict)
    gpus: GpuReport = field(default_factory=GpuReport)
    slowly: Slowly = field(default_factory=Slowly)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def fresh(self) -> Slowly:
        """What is looked at slowly, unless that look is too old to be true."""
        return self.slowly if self._slow_age <= SLOW_STALE_S else Slowly()

    def why_slow(self, name: str, otherwise: str = NOT_TOLD) -> str:
        """Return why something that is looked at slowly is missing."""
        if self._slow_age > SLOW_STALE_S:
            return (
                tr("not read for {slow_age} s").format(
                    slow_age=numeral(self._slow_age, grouped=False)
                )
                if self.slowly.at
                else tr("not read yet")
            )
        return self.errors.get(name) or self.slowly.errors.get(name) or otherwise

    @property
    def _slow_age(self) -> float:
        return self.at - self.slowly.at


def observe_files(at: float, wall: float | None, files: Mapping[str, str]) -> Observation:
    """Return what the text of `stat`, `meminfo`, `netdev` and `diskstats` says."""
    cpu, cores = procfs.parse_stat(files.get("stat", ""))
    return Observation(
        at=at,
        wall=wall if wall is not None and 0 <= wall < LAST_SECOND else None,
        meminfo=procfs.parse_meminfo(files.get("meminfo", "")),
        cpu=cpu,
        cores=cores,
        disks=procfs.parse_diskstats(files.get("diskstats", "")),
        networks=procfs.parse_net_dev(files.get("netdev", "")),
    )


def observe_tick(tick: Tick, slowly: Slowly) -> Observation:
    """Return what a tick of the agent says, with the slow groups it or one before it brought."""
    seen = observe_files(tick.t, tick.w, tick.f)
    return replace(seen, gpus=tick.gpu, slowly=slowly, errors=tick.e)


def observe_slow(slow: Slow, errors: Mapping[str, str] | None = None) -> Slowly:
    """Return what the slow groups of a tick say, with those of its errors that are theirs."""
    return Slowly(
        at=slow.t,
        load_1m=procfs.parse_first_number(slow.loadavg),
        pressure=observe_pressure(slow.pressure_memory, slow.pressure_cpu, slow.pressure_io),
        swapped=observe_swapped(slow.vmstat, slow.page),
        clocks=slow.clocks[: procfs.MAX_CORES],
        sensors=slow.sensors[: procfs.MAX_DEVICES],
        rails=slow.rails[: procfs.MAX_DEVICES],
        prochot={"0": False, "1": True}.get(slow.prochot or ""),
        restart_required=slow.restart,
        interfaces=slow.interfaces,
        rdma=slow.rdma[: procfs.MAX_DEVICES],
        space=slow.space[: procfs.MAX_DEVICES],
        processes=slow.processes,
        errors={name: why for name, why in (errors or {}).items() if name not in _FAST},
    )


def observe_swapped(vmstat: str, page_bytes: int) -> Mapping[str, int]:
    """Return the bytes that went in from the swap and out to it since boot."""
    pages = procfs.parse_swapped(vmstat) if page_bytes > 0 else {}
    return {way: count * page_bytes for way, count in pages.items()}


def observe_pressure(memory: str, cpu: str, io: str) -> Pressure | None:
    """Return what three files of /proc/pressure say, None when the kernel has none."""
    found = [procfs.parse_pressure(text) for text in (memory, cpu, io)]
    if not any(found):
        return None
    return Pressure(
        found[0].get("some"), found[0].get("full"), found[1].get("some"), found[2].get("some")
    )
