"""What one reading of a machine is, and what a source of readings must do.

A value that could not be read is None, and `Sample.reasons` says why under its dotted name
(`gpus.0.power_limit_w`). Sizes are bytes, rates bytes per second, temperatures °C, power W,
clocks MHz, percentages 0 to 100, times Unix seconds, unless a field says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.core.cancel import Cancel
from app.transport.api import Session

if TYPE_CHECKING:
    from app.services.telemetry.source_settings import DashboardLogin, NodeSources

MIN_INTERVAL = 0.1
MAX_INTERVAL = 60.0
NO_REASONS: Mapping[str, str] = MappingProxyType({})
NO_ORIGINS: Mapping[str, str] = MappingProxyType({})


class PartKind(StrEnum):
    """Who holds a part of memory; decides its colour and place in the memory map."""

    ENGINE = "engine"  # one process with GPU memory, by compute-apps on unified memory
    DESKTOP = "desktop"  # graphics processes (Xorg, gnome-shell), summed
    PROCESSES = "processes"  # other processes: anonymous and shared pages
    KERNEL = "kernel"  # slab, kernel stacks, page tables, per-CPU
    HUGEPAGES = "hugepages"  # reserved huge pages
    UNACCOUNTED = "unaccounted"  # in no line of /proc/meminfo and no process: the driver keeps it
    CACHE = "cache"  # page cache: given back when somebody needs it
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Owner:
    """What a process belongs to, as a person would name it; None where unknown or none."""

    container: str | None = None
    """The container's name, or the first 12 digits of its id where names cannot be read."""
    container_id: str | None = None
    """All 64 digits."""
    unit: str | None = None
    """The systemd unit: `ollama.service`."""
    user: str | None = None

    @property
    def title(self) -> str | None:
        """Container or unit, None for a process that belongs to neither."""
        return self.container or self.unit


@dataclass(frozen=True, slots=True)
class MemoryPart:
    """One part of the memory map. The parts of a `Memory` sum to `total_bytes` exactly."""

    name: str
    kind: PartKind
    bytes: int
    pid: int | None = None
    """The process, for `ENGINE`."""
    owner: Owner | None = None
    """What that process belongs to."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Host memory (on GB10: the one pool that CPU and GPU share), from /proc/meminfo."""

    total_bytes: int | None
    """MemTotal."""
    available_bytes: int | None
    """MemAvailable: what can be had without swapping."""
    swap_total_bytes: int | None
    swap_free_bytes: int | None
    parts: tuple[MemoryPart, ...] = ()
    swap_in_bytes_per_s: float | None = None
    swap_out_bytes_per_s: float | None = None


@dataclass(frozen=True, slots=True)
class Process:
    """One of the processes that use most of the processor, the memory or the GPU."""

    pid: int
    name: str
    command: str
    """Its whole command line; the name in brackets for one of the kernel's."""
    owner: Owner
    cpu_percent: float | None
    """Of one core since the sample before: 320 is 3.2 cores."""
    memory_bytes: int | None
    """Resident: without what it has on the GPU, with pages shared with others."""
    gpu_memory_bytes: int | None
    """On all GPUs; None when it has none or the driver does not tell."""
    started: int | None
    """Clock ticks after boot: with the pid, who it is."""
    state: str | None = None
    """The kernel's letter: R runs, S sleeps, D waits for a device, Z ended."""


@dataclass(frozen=True, slots=True)
class GpuProcess:
    """A process with GPU memory. `memory_bytes` from compute-apps: the only true figure on GB10."""

    pid: int
    name: str
    memory_bytes: int | None
    graphics: bool = False
    """True when it only draws (Xorg, gnome-shell)."""


@dataclass(frozen=True, slots=True)
class Gpu:
    """One GPU."""

    name: str
    uuid: str | None
    utilization_percent: float | None
    memory_total_bytes: int | None
    """VRAM. None on unified memory, where it would be the host's memory counted twice."""
    memory_used_bytes: int | None
    temperature_c: float | None
    power_w: float | None
    """Average draw of the GPU rail (not of the box)."""
    power_limit_w: float | None
    sm_clock_mhz: float | None
    unified_memory: bool
    processes: tuple[GpuProcess, ...] = ()
    performance_state: str | None = None
    """P0 (fastest) to P15."""
    throttle_reasons: tuple[str, ...] | None = None
    """Active clock-event reasons in NVIDIA's words; empty when none is active."""
    xid: int | None = None
    """The driver's last error number, where an exporter tells it; 0: none."""


@dataclass(frozen=True, slots=True)
class Cpu:
    """Processor load since the sample before."""

    percent: float | None
    """Busy share of all cores together."""
    per_core_percent: tuple[float | None, ...]
    load_1m: float | None
    """Load average of the last minute: runnable and uninterruptible tasks."""
    cluster_of_core: tuple[str, ...] = ()
    """Core type by index (`Cortex-X925`), empty when all are alike."""
    clock_mhz: tuple[float | None, ...] = ()
    """Present clock by index, empty where the kernel does not tell."""


@dataclass(frozen=True, slots=True)
class Temperature:
    """One sensor."""

    name: str
    """A person's words: `TGPU (acpitz)`, `NVMe composite`."""
    sensor: str
    """Stable id: ACPI path or `chip/label`."""
    celsius: float | None
    critical_c: float | None = None
    """The sensor's own limit; None when it has none or the firmware's is junk."""


@dataclass(frozen=True, slots=True)
class Disk:
    """One block device or, with `mount`, the file system that the system lives on."""

    name: str
    read_bytes_per_s: float | None
    write_bytes_per_s: float | None
    busy_percent: float | None
    mount: str | None = None
    total_bytes: int | None = None
    free_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """One network interface, or an RDMA port whose traffic the interface counters never see."""

    name: str
    kind: str
    """`ethernet`, `wifi`, `rdma`, `virtual`."""
    receive_bytes_per_s: float | None
    transmit_bytes_per_s: float | None
    up: bool | None = None
    speed_bytes_per_s: float | None = None


@dataclass(frozen=True, slots=True)
class Pressure:
    """Pressure stall information: share of the last 10 s that tasks waited, percent."""

    memory_some: float | None
    memory_full: float | None
    cpu_some: float | None
    io_some: float | None


@dataclass(frozen=True, slots=True)
class PowerRail:
    """One power reading of the box, where its kernel has a driver for it (`spark_hwmon`)."""

    name: str
    """The driver's label: `dc_input`, `soc`."""
    power_w: float | None
    limit_w: float | None = None


@dataclass(frozen=True, slots=True)
class EngineReading:
    """What an inference engine says of itself. Rates and means are since the reading before."""

    engine: str
    """`vLLM`, `SGLang`, `llama.cpp`, `NIM`, `TensorRT-LLM`, `Triton`."""
    port: int
    model: str | None = None
    requests_running: float | None = None
    requests_waiting: float | None = None
    kv_cache_percent: float | None = None
    prompt_tokens_per_s: float | None = None
    generated_tokens_per_s: float | None = None
    first_token_s: float | None = None
    """Mean time to the first token."""
    token_s: float | None = None
    """Mean time between two tokens."""


class KernelEventKind(StrEnum):
    """What the kernel or the driver wrote into the log."""

    XID = "xid"  # an error of a GPU, by number
    GPU_MEMORY = "gpu-memory"  # the driver could not get memory
    OOM_KILL = "oom-kill"  # the kernel ended a process to get memory
    GPU_INIT = "gpu-init"  # the driver could not start the GPU


@dataclass(frozen=True, slots=True)
class KernelEvent:
    """One line of the kernel's log that says that something is wrong."""

    time: float | None
    """Unix seconds by the machine's clock."""
    kind: KernelEventKind
    text: str
    xid: int | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """One reading of one machine."""

    time: float
    """Unix seconds by the clock of this computer, when the reading arrived."""
    node: str
    source: str
    """Name of the source that read it."""
    memory: Memory
    gpus: tuple[Gpu, ...]
    cpu: Cpu
    temperatures: tuple[Temperature, ...] = ()
    disks: tuple[Disk, ...] = ()
    networks: tuple[Network, ...] = ()
    pressure: Pressure | None = None
    processes: tuple[Process, ...] = ()
    """Those with GPU memory, and the first of the others by processor and by memory."""
    rails: tuple[PowerRail, ...] = ()
    prochot: bool | None = None
    """Whether the board slows the processor down for heat or power, where `spark_hwmon` tells."""
    engines: tuple[EngineReading, ...] = ()
    kernel_events: tuple[KernelEvent, ...] = ()
    """Only those that are new since the sample before."""
    reasons: Mapping[str, str] = field(default_factory=lambda: NO_REASONS)
    """Dotted field name → why it is None."""
    origins: Mapping[str, str] = field(default_factory=lambda: NO_ORIGINS)
    """Dotted field name, or the start of one → the source it came from, where not `source`."""
    machine_time: float | None = None
    """Unix seconds by the machine's own clock."""
    monotonic_s: float | None = None
    """The machine's monotonic clock: rates and gaps are told by this, never by wall time."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What stays the same while a machine runs; None where it could not be read."""

    hostname: str | None = None
    machine_id: str | None = None
    boot_id: str | None = None
    product: str | None = None
    """DMI product name, or the system's name: `NVIDIA_DGX_Spark`."""
    os_name: str | None = None
    dgx_os_version: str | None = None
    """The last DGX_OTA_VERSION (or DGX_SWBUILD_VERSION) of /etc/dgx-release."""
    kernel: str | None = None
    architecture: str | None = None
    cpu_name: str | None = None
    driver_version: str | None = None
    uptime_s: float | None = None
    is_gb10: bool = False
    loaded_driver_version: str | None = None
    """Of the kernel module that runs; another than `driver_version` after an update."""
    kernel_driver_versions: tuple[str, ...] = ()
    """NVIDIA modules on disk for the kernel that runs; empty where unknown."""
    restart_required: bool | None = None
    """Whether the system asks to be restarted after an update."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source yields: a sample, with `machine` on the first and whenever it changes."""

    sample: Sample
    machine: Machine | None = None


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A way to read a machine. Exported as `SOURCE` by one module of `sources/`."""

    name: str
    title: str
    rank: int
    """Lower is tried first."""
    works_on: Callable[[Session], bool]
    """Cheap check of the kind of session (no traffic): may this source be tried on it?"""
    read: Callable[[Session, str, float, Cancel], Iterator[Reading]]
    """`read(session, node, interval_s, cancel)` yields readings until cancelled.

    Raises `SourceUnavailable` when it cannot work there (the next source is tried),
    `SessionLost` when the session died, `Cancelled` when stopped.
    """


@dataclass(frozen=True, slots=True)
class Place:
    """Where an extra source may be on a node, and how it is read there."""

    endpoint: str
    """As a person reads it: `127.0.0.1:9400/metrics`, `journalctl`."""
    read: Callable[[Session, str, Cancel], Iterator[Reading]]
    """`read(session, node, cancel)` yields readings of what it knows, nothing else, until it ends.

    Raises what `SourceSpec.read` does; it is tried again later.
    """
    port: int | None = None
    """Asked only while something listens there on the node's loopback; None: always."""
    poll_s: float = 5.0
    """Seconds between two readings; values older than three of them are not true any more."""


@dataclass(frozen=True, slots=True)
class ExtraSpec:
    """A way to learn what a node's source does not tell. Exported as `EXTRA` by one of `sources/`.

    Several work beside the source; none overrides it.
    """

    name: str
    title: str
    rank: int
    """Of two that know the same, the lower is believed."""
    places: Callable[[NodeSources, DashboardLogin | None], tuple[Place, ...]]


class SourceState(StrEnum):
    """How a source is."""

    READING = "reading"
    ABSENT = "absent"  # nothing answers there
    FAILED = "failed"  # what answers there cannot be read
    STALE = "stale"  # it answered, and no longer does


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source of a node, as a pane shows it."""

    name: str
    title: str
    endpoint: str
    state: SourceState
    reason: str = ""
    """Why it is not reading."""
    last_seen: float | None = None
    """Unix seconds of its last reading, by this computer's clock."""
