"""Look at this computer through psutil and nvidia-ml-py. Imported only by a worker that does."""

from __future__ import annotations

import importlib.util
import os
import platform
import socket
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import psutil

from app.core.paths import resource
from app.services.telemetry import procfs
from app.services.telemetry.api import Machine, MemoryPart
from app.services.telemetry.local_gpu import LocalGpus
from app.services.telemetry.machine import dgx_os_version, parse_release, types_of_cores
from app.services.telemetry.memory import KIB, split_used_free
from app.services.telemetry.observation import Observation, Slowly, observe_pressure
from app.services.telemetry.raw import InterfaceReport, RdmaReport, SensorReport, SpaceReport

LINUX = sys.platform.startswith("linux")
SLOW_S = 1.0
"""Seconds between two looks at sensors, interfaces and the file system."""
_NOT_DISKS = ("loop", "ram", "zram", "sr", "fd")
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
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Memory:
    """/proc/meminfo in kB, or what stands in for it and the parts that go with it."""

    meminfo: Mapping[str, int] = field(default_factory=dict)
    parts: tuple[MemoryPart, ...] = ()


class ThisComputer:
    """Counters and facts of this computer; what costs is looked at once a second."""

    def __init__(self) -> None:
        self._gpus = LocalGpus()
        self._slowly = Slowly(at=-SLOW_S)
        self._errors: dict[str, str] = {}
        self._system = _agent_system() if LINUX else None
        self._sensors = [] if self._system is None else self._system.zones() + self._system.chips()

    def close(self) -> None:
        """Give NVML back."""
        self._gpus.close()

    def look(self) -> Observation:
        """Return what is to be seen now. What fails is missing, with its error."""
        self._errors = {}
        now = _clock()
        if now - self._slowly.at >= SLOW_S * 0.95:
            slowly = self._look_slowly(now)
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
            gpus=self._gpus.read(),
            slowly=self._slowly,
            errors=self._errors,
        )

    def machine(self) -> Machine:
        """Return what stays the same."""
        dgx = _text("/etc/dgx-release") or ""
        return Machine(
            hostname=socket.gethostname(),
            machine_id=_text("/etc/machine-id"),
            boot_id=_text("/proc/sys/kernel/random/boot_id"),
            product=_text("/sys/class/dmi/id/product_name"),
            os_name=parse_release(_text("/etc/os-release") or "").get("PRETTY_NAME")
            or f"{platform.system()} {platform.release()}",
            dgx_os_version=dgx_os_version(dgx),
            kernel=platform.release(),
            architecture=platform.machine(),
            cpu_name=_cpu_name(),
            uptime_s=self._try("uptime", lambda: time.time() - psutil.boot_time(), None),
        )

    def core_types(self) -> tuple[str, ...]:
        """Return the type of each core, nothing when all are alike."""
        return types_of_cores(_cpuinfo("CPU part"))

    def _look_slowly(self, now: float) -> Slowly:
        pressure = [_text(f"/proc/pressure/{name}") or "" for name in ("memory", "cpu", "io")]
        return Slowly(
            at=now,
            load_1m=self._try("loadavg", lambda: psutil.getloadavg()[0], None),
            pressure=observe_pressure(pressure[0], pressure[1], pressure[2]),
            sensors=self._try("sensors", self._read_sensors, []),
            interfaces=self._try("interfaces", self._read_interfaces, {}),
            rdma=self._try("rdma", self._read_rdma, []),
            space=self._try("space", _space, []),
        )

    def _read_sensors(self) -> list[SensorReport]:
        return [SensorReport(**sensor.read()) for sensor in self._sensors]

    def _read_interfaces(self) -> dict[str, InterfaceReport]:
        return {
            name: InterfaceReport(
                kind=_kind(name, self._system),
                carrier="1" if card.isup else "0",
                speed=str(card.speed) if card.speed else None,
            )
            for name, card in psutil.net_if_stats().items()
        }

    def _read_rdma(self) -> list[RdmaReport]:
        return [] if self._system is None else [RdmaReport(**p) for p in self._system.rdma_ports()]

    def _try(self, name: str, fetch: Callable[[], T], otherwise: T) -> T:
        try:
            return fetch()
        except (OSError, psutil.Error, RuntimeError, NotImplementedError) as error:
            self._errors[name] = str(error)
            return otherwise


def _clock() -> float:
    """Return steady seconds that go on during sleep: as the history's clock, so they never part."""
    if LINUX:
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


def _text(path: str) -> str | None:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").strip() or None
    except OSError:
        return None


def _memory() -> _Memory:
    if LINUX:
        return _Memory(procfs.parse_meminfo(Path("/proc/meminfo").read_text(encoding="ascii")))
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


def _times(times: object) -> procfs.CpuTimes:
    """Return clock ticks of 10 ms; guest time is inside user time."""
    names = ("user", "nice", "system", "irq", "softirq", "steal", "interrupt", "dpc")
    busy = sum(getattr(times, name, 0.0) for name in names)
    waiting = getattr(times, "idle", 0.0) + getattr(times, "iowait", 0.0)
    return procfs.CpuTimes(busy=round(busy * 100), total=round((busy + waiting) * 100))


def _cores() -> dict[int, procfs.CpuTimes]:
    return {number: _times(core) for number, core in enumerate(psutil.cpu_times(percpu=True))}


def _disks() -> dict[str, procfs.DiskCounters]:
    found = {}
    for name, disk in (psutil.disk_io_counters(perdisk=True) or {}).items():
        whole = not LINUX or Path(f"/sys/block/{name}/device").exists()
        if whole and not name.startswith(_NOT_DISKS):
            busy = getattr(disk, "busy_time", None)
            found[name] = procfs.DiskCounters(disk.read_bytes, disk.write_bytes, busy)
    return found


def _networks() -> dict[str, procfs.NetCounters]:
    return {
        name: procfs.NetCounters(received=card.bytes_recv, transmitted=card.bytes_sent)
        for name, card in psutil.net_io_counters(pernic=True).items()
        if not name.startswith(_NOT_INTERFACES)
    }


def _kind(name: str, system: Any) -> str:  # noqa: ANN401 - see _agent_system
    """Return the kind of an interface, as the agent tells it where there is /sys."""
    if system is not None:
        return str(system.interface(name)["kind"])
    return "wifi" if name.lower().startswith(("wl", "wi-fi")) else "ethernet"


def _agent_system() -> Any:  # noqa: ANN401 - the agent is a resource, not a module of ours
    """Load the agent's reader of /sys: sensors and RDMA ports are read by one piece of code."""
    spec = importlib.util.spec_from_file_location(
        "agent_system", resource("agent", "agent_system.py")
    )
    if spec is None or spec.loader is None:
        raise ImportError("agent_system.py cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _space() -> list[SpaceReport]:
    root = os.path.abspath(os.sep)
    usage = psutil.disk_usage(root)
    return [SpaceReport(mount=root, device=_root_disk(), total=usage.total, free=usage.free)]


def _root_disk() -> str | None:
    """Return the disk that holds `/`, None when it is not one disk."""
    if not LINUX:
        return None
    device = os.stat("/").st_dev
    path = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}")
    if not path.exists():
        return None
    path = path.resolve()
    return path.parent.name if (path / "partition").exists() else path.name


def _cpuinfo(key: str) -> list[str]:
    lines = (_text("/proc/cpuinfo") or "").split("\n")
    pairs = [line.partition(":") for line in lines]
    return [value.strip() for name, _, value in pairs if name.strip() == key]


def _cpu_name() -> str | None:
    names = _cpuinfo("model name")
    return names[0] if names else platform.processor() or None
