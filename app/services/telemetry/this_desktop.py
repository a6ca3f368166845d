"""This computer, under macOS or Windows: read through psutil."""

from __future__ import annotations

import os
import platform
import socket
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

import psutil

from app.services.telemetry import procfs
from app.services.telemetry.api import Machine, MemoryPart
from app.services.telemetry.memory import KIB, split_used_free
from app.services.telemetry.observation import Observation, Slowly
from app.services.telemetry.raw import InterfaceReport, ProcessReport, ProcessTable, SpaceReport

SLOW_S = 1.0
"""Seconds between two looks at interfaces and the file system."""
PROCESS_S = 5.0
"""Seconds between two looks at all processes, each of which costs a call."""
TOP = 8
"""How many of the busiest and how many of the largest processes are shown."""
_NOT_INTERFACES = (
    "lo",
    "veth",
    "docker",
    "br-",
    "virbr",
    "ifb",
    "dummy",
    "utun",
    "awdl",
    "Loopback",
)
_STATES = {
    psutil.STATUS_RUNNING: "R",
    psutil.STATUS_SLEEPING: "S",
    psutil.STATUS_DISK_SLEEP: "D",
    psutil.STATUS_STOPPED: "T",
    psutil.STATUS_ZOMBIE: "Z",
    psutil.STATUS_IDLE: "I",
}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Memory:
    """What stands in for /proc/meminfo, in kB, and the parts that go with it."""

    meminfo: Mapping[str, int] = field(default_factory=dict)
    parts: tuple[MemoryPart, ...] = ()


class DesktopSystem:
    """Counters and facts of this computer; what costs is looked at less often."""

    def __init__(self) -> None:
        self._slowly = Slowly(at=-SLOW_S)
        self._errors: dict[str, str] = {}
        self._processes = _Processes()

    def close(self) -> None:
        """Nothing is held."""

    def look(self, gpu_pids: list[int]) -> Observation:
        """Return what is to be seen now. What fails is missing, with its error."""
        self._errors = {}
        now = _clock()
        if now - self._slowly.at >= SLOW_S * 0.95:
            slowly = self._look_slowly(now, gpu_pids)
            self._slowly, self._errors = replace(slowly, errors=self._errors), {}
        memory = self._try("meminfo", _memory, _Memory())
        return Observation(
            at=now,
            wall=time.time(),
            meminfo=memory.meminfo,
            parts=memory.parts,
            cpu=self._try("stat", lambda: _times(psutil.cpu_times()), None),
            cores=self._try("stat", _cores, {}),
            disks=self._try("diskstats", _disks, {}),
            networks=self._try("netdev", _networks, {}),
            slowly=self._slowly,
            errors=self._errors,
        )

    def machine(self) -> Machine:
        """Return what stays the same."""
        return Machine(
            hostname=socket.gethostname(),
            os_name=f"{platform.system()} {platform.release()}",
            kernel=platform.release(),
            architecture=platform.machine(),
            cpu_name=platform.processor() or None,
            uptime_s=self._try("uptime", lambda: time.time() - psutil.boot_time(), None),
        )

    def core_types(self) -> tuple[str, ...]:
        """Return nothing: the system does not tell."""
        return ()

    def _look_slowly(self, now: float, gpu_pids: list[int]) -> Slowly:
        return Slowly(
            at=now,
            load_1m=self._try("loadavg", lambda: psutil.getloadavg()[0], None),
            swapped=self._try("vmstat", _swapped, {}),
            interfaces=self._try("interfaces", _interfaces, {}),
            space=self._try("space", _space, []),
            processes=self._try("processes", lambda: self._processes.read(now, gpu_pids), None),
        )

    def _try(self, name: str, fetch: Callable[[], T], otherwise: T) -> T:
        try:
            return fetch()
        except (OSError, psutil.Error, RuntimeError, NotImplementedError) as error:
            self._errors[name] = str(error)
            return otherwise


@dataclass(frozen=True, slots=True)
class _Seen:
    """One process at one moment."""

    process: psutil.Process
    name: str
    seconds: float
    percent: float | None
    rss: int


class _Processes:
    """The busiest and the largest processes, and those with GPU memory."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, float], _Seen] = {}
        self._at = -PROCESS_S
        self._table = ProcessTable()

    def read(self, now: float, gpu_pids: list[int]) -> ProcessTable:
        """Return the processes as of the last look."""
        if now - self._at >= PROCESS_S * 0.95:
            self._look(now)
            seen = list(self._seen.values())
            busiest = sorted(seen, key=lambda each: -(each.percent or 0))[:TOP]
            largest = sorted(seen, key=lambda each: -each.rss)[:TOP]
            held = [each for each in seen if each.process.pid in gpu_pids]
            shown = {each.process.pid: each for each in (*busiest, *largest, *held)}
            self._table = ProcessTable([_report(each) for each in shown.values()])
        return self._table

    def _look(self, now: float) -> None:
        before, elapsed = self._seen, now - self._at
        self._seen, self._at = {}, now
        for process in psutil.process_iter():
            try:
                with process.oneshot():
                    times = process.cpu_times()
                    key = (process.pid, process.create_time())
                    name, rss = process.name(), process.memory_info().rss
            except (psutil.Error, OSError):
                continue  # it ended, or is another user's
            seconds = times.user + times.system
            last = before.get(key)
            percent = None if last is None else 100 * (seconds - last.seconds) / elapsed
            self._seen[key] = _Seen(process, name, seconds, percent, rss)


def _report(seen: _Seen) -> ProcessReport:
    process = seen.process
    try:
        with process.oneshot():
            return ProcessReport(
                pid=process.pid,
                name=seen.name,
                start=int(process.create_time()),
                state=_STATES.get(process.status()),
                cpu=seen.percent,
                rss=seen.rss,
                user=process.username(),
                command=" ".join(process.cmdline()),
            )
    except (psutil.Error, OSError):
        return ProcessReport(pid=process.pid, name=seen.name, cpu=seen.percent, rss=seen.rss)


def _clock() -> float:
    """Return steady seconds that go on during sleep: as the history's clock, so they never part."""
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


def _memory() -> _Memory:
    memory = psutil.virtual_memory()
    swap = psutil.swap_memory()
    sizes = {
        "MemTotal": memory.total,
        "MemAvailable": memory.available,
        "SwapTotal": swap.total,
        "SwapFree": swap.free,
    }
    kib = {key: value // KIB for key, value in sizes.items()}
    parts = split_used_free(kib["MemTotal"] * KIB, memory.total - memory.available, memory.free)
    return _Memory(kib, parts)


def _swapped() -> dict[str, int]:
    """Return the bytes from and to the swap; under Windows psutil gives zeros."""
    swap = psutil.swap_memory()
    return {} if sys.platform == "win32" else {"in": swap.sin, "out": swap.sout}


def _times(times: object) -> procfs.CpuTimes:
    """Return clock ticks of 10 ms; guest time is inside user time."""
    names = ("user", "nice", "system", "irq", "softirq", "steal", "interrupt", "dpc")
    busy = sum(getattr(times, name, 0.0) for name in names)
    waiting = getattr(times, "idle", 0.0) + getattr(times, "iowait", 0.0)
    return procfs.CpuTimes(busy=round(busy * 100), total=round((busy + waiting) * 100))


def _cores() -> dict[int, procfs.CpuTimes]:
    return {number: _times(core) for number, core in enumerate(psutil.cpu_times(percpu=True))}


def _disks() -> dict[str, procfs.DiskCounters]:
    return {
        name: procfs.DiskCounters(
            disk.read_bytes, disk.write_bytes, getattr(disk, "busy_time", None)
        )
        for name, disk in (psutil.disk_io_counters(perdisk=True) or {}).items()
    }


def _networks() -> dict[str, procfs.NetCounters]:
    return {
        name: procfs.NetCounters(received=card.bytes_recv, transmitted=card.bytes_sent)
        for name, card in psutil.net_io_counters(pernic=True).items()
        if not name.startswith(_NOT_INTERFACES)
    }


def _interfaces() -> dict[str, InterfaceReport]:
    return {
        name: InterfaceReport(
            kind="wifi" if name.lower().startswith(("wl", "wi-fi")) else "ethernet",
            carrier="1" if card.isup else "0",
            speed=str(card.speed) if card.speed else None,
        )
        for name, card in psutil.net_if_stats().items()
    }


def _space() -> list[SpaceReport]:
    root = os.path.abspath(os.sep)
    usage = psutil.disk_usage(root)
    return [SpaceReport(mount=root, total=usage.total, free=usage.free)]
