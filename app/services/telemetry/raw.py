"""What the agent sends, typed. Anything else is `Garbage`."""

from __future__ import annotations

import math
from typing import Annotated, TypeAlias, TypeVar

import msgspec

from app.core.i18n import tr
from app.core.said import plain_inside

PROTOCOL = 1
HELLO = b'{"spark_agent":'
"""How the agent's first line begins; whatever came before it is noise of a login script."""


Whole: TypeAlias = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""More digits than a machine's number has make a float of no size."""
DataT = TypeVar("DataT")


class Garbage(Exception):
    """A line that is not what the agent sends. Caught where lines are read, never shown."""


class Hello(msgspec.Struct, frozen=True):
    """What stays the same while the machine runs."""

    spark_agent: int
    python: str | None = None
    hostname: str | None = None
    kernel: str | None = None
    arch: str | None = None
    machine_id: str | None = None
    boot_id: str | None = None
    product: str | None = None
    vendor: str | None = None
    os_release: str | None = None
    dgx_release: str | None = None
    cpu_name: str | None = None
    cpu_parts: list[str] = []
    uptime: float | None = None
    nvidia_version: str | None = None
    """The text of /proc/driver/nvidia/version."""
    nvidia_modules: list[str] = []
    """Versions of the NVIDIA modules on disk for the kernel that runs."""


class NvmlDevice(msgspec.Struct, frozen=True):
    """One GPU as NVML tells it."""

    name: str | None = None
    uuid: str | None = None
    pci: int | None = None
    addressing: str | None = None
    v: dict[str, Whole | list[Whole]] = {}
    """Values by field: percent, [total, used] bytes, °C, mW, MHz, bits."""
    e: dict[str, str] = {}
    """NVML's error by field."""
    p: list[tuple[Whole, str, Whole | None, bool]] = []
    """Processes: pid, name, bytes, draws only."""


class SmiRows(msgspec.Struct, frozen=True):
    """The rows of one round of nvidia-smi; `age` in seconds, -1 before the first."""

    rows: list[str] = []
    age: float = -1.0


class GpuReport(msgspec.Struct, frozen=True):
    """The GPUs: `via` is `nvml`, `nvidia-smi` or `none`."""

    via: str = "none"
    because: str = ""
    driver: str | None = None
    devices: list[NvmlDevice] = []
    gpu: SmiRows = SmiRows()
    optional: SmiRows = SmiRows()
    apps: SmiRows = SmiRows()
    age: float = 0.0


class SensorReport(msgspec.Struct, frozen=True):
    """One temperature sensor; values in thousandths of a degree."""

    id: str
    chip: str | None = None
    label: str | None = None
    value: Whole | None = None
    critical: Whole | None = None
    maximum: Whole | None = None
    error: str | None = None
    interface: str | None = None
    """The network interface of the card that it is on."""


class RailReport(msgspec.Struct, frozen=True):
    """One power reading of a hwmon chip, in millionths of a watt."""

    id: str
    chip: str | None = None
    label: str | None = None
    value: Whole | None = None
    cap: Whole | None = None
    error: str | None = None


class InterfaceReport(msgspec.Struct, frozen=True):
    """The files of /sys/class/net/NAME, as text."""

    kind: str = "ethernet"
    state: str | None = None
    carrier: str | None = None
    speed: str | None = None


class RdmaReport(msgspec.Struct, frozen=True):
    """The files of one RDMA port, as text; counters in words of 4 bytes."""

    name: str
    state: str | None = None
    rate: str | None = None
    received: str | None = None
    sent: str | None = None


class SpaceReport(msgspec.Struct, frozen=True):
    """Size and free space of a file system."""

    mount: str
    device: str | None = None
    total: Whole | None = None
    free: Whole | None = None


class ProcessReport(msgspec.Struct, frozen=True):
    """One process. `cpu` is percent of one core, `start` clock ticks after boot, `rss` bytes."""

    pid: Whole
    name: str
    start: Whole | None = None
    state: str | None = None
    cpu: float | None = None
    rss: Whole | None = None
    user: str | None = None
    command: str = ""
    cgroup: str = ""
    """The lines of /proc/PID/cgroup."""


class ProcessTable(msgspec.Struct, frozen=True):
    """The processes that matter, with the names of their containers by id."""

    rows: list[ProcessReport] = []
    containers: dict[str, str] = {}
    why_unnamed: str = ""
    """Why a container has no name."""
    hidden: bool = False
    """Whether processes of other users cannot be seen."""
    why_partial: str = ""
    """Why there are only some processes, and without what they use."""


class Slow(msgspec.Struct, frozen=True):
    """What is read once a second."""

    t: float = 0.0
    loadavg: str = ""
    pressure_memory: str = ""
    pressure_cpu: str = ""
    pressure_io: str = ""
    vmstat: str = ""
    page: Whole = 0
    """Bytes of a page, the unit of /proc/vmstat."""
    clocks: list[Whole | None] = []
    """kHz by core."""
    sensors: list[SensorReport] = []
    rails: list[RailReport] = []
    prochot: str | None = None
    restart: bool | None = None
    interfaces: dict[str, InterfaceReport] = {}
    rdma: list[RdmaReport] = []
    space: list[SpaceReport] = []
    processes: ProcessTable | None = None


class Tick(msgspec.Struct, frozen=True):
    """One reading: `t` monotonic seconds, `w` Unix seconds of the machine's clock."""

    t: float
    w: float | None = None
    f: dict[str, str] = {}
    slow: Slow | None = None
    gpu: GpuReport = GpuReport()
    e: dict[str, str] = {}


_hello = msgspec.json.Decoder(Hello)
_tick = msgspec.json.Decoder(Tick)
_FOREIGN = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError)
_ODD = (rb"\u", rb"\b", rb"\f", rb"\r", b"\x7f")
"""What JSON in ASCII has where a text in it may not be fit to be shown."""


def decode_plain(decoder: msgspec.json.Decoder[DataT], line: bytes) -> DataT:
    """Return what a node's line says, no text in it fit to steer a terminal or to hide another.

    Its names come from whoever may start a process or a container there. Raises Garbage.
    """
    try:
        if line.isascii() and not any(odd in line for odd in _ODD):  # nearly always
            return decoder.decode(line)
        told: DataT = msgspec.convert(plain_inside(msgspec.json.decode(line)), decoder.type)
    except _FOREIGN as error:
        raise Garbage(str(error)) from error
    return told


def decode_hello(line: bytes) -> Hello:
    """Return the first line's content."""
    return decode_plain(_hello, line)


def decode_tick(line: bytes) -> Tick:
    """Return the content of a later line."""
    tick = decode_plain(_tick, line)
    if not math.isfinite(tick.t):
        raise Garbage(tr("the time is not a number"))
    return tick
