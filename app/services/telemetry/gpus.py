"""Reports of NVML or nvidia-smi → `Gpu`s, each missing value with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.core.i18n import numeral, tr
from app.core.log import redact
from app.core.said import said
from app.services.telemetry import gb10, smi
from app.services.telemetry.api import Gpu, GpuProcess
from app.services.telemetry.raw import GpuReport, NvmlDevice

STALE_S = 5.0
"""Seconds after which a value that no longer changes is not shown as true."""
MAX_GPUS = 64
MAX_PROCESSES = 256
"""Of one GPU."""
MAX_NAME = 1024
NO_DEVICES = "No devices were found"
CLOCK_EVENTS = (
    (0x001, "Idle"),
    (0x002, "Applications Clocks Setting"),
    (0x004, "SW Power Cap"),
    (0x008, "HW Slowdown"),
    (0x010, "Sync Boost"),
    (0x020, "SW Thermal Slowdown"),
    (0x040, "HW Thermal Slowdown"),
    (0x080, "HW Power Brake Slowdown"),
    (0x100, "Display Clock Setting"),
)
DESKTOP_NAMES = (
    "xorg",
    "xwayland",
    "gnome-shell",
    "kwin_wayland",
    "kwin_x11",
    "gdm",
    "plasmashell",
)
"""Programs that only draw, for nvidia-smi, whose compute-apps do not tell."""


@dataclass(frozen=True, slots=True)
class GpuFacts:
    """The GPUs of one reading. `problem` says why there is none."""

    gpus: tuple[Gpu, ...] = ()
    reasons: dict[str, str] = field(default_factory=dict)
    driver_version: str | None = None
    problem: str = ""
    has_gb10: bool = False


@dataclass(slots=True)
class _Values:
    """One GPU's values, whoever reported them; `errors` by the name of the field in `Gpu`."""

    name: str
    uuid: str | None
    pci_id: int | None
    addressing: str | None
    values: dict[str, float | None]
    errors: dict[str, str]
    processes: tuple[GpuProcess, ...]
    performance_state: str | None
    throttle_bits: int | None


def read_gpus(report: GpuReport, host_memory: int | None) -> GpuFacts:
    """Return the GPUs of a report. `host_memory` is MemTotal, to tell unified memory by."""
    if report.via == "nvml":
        if report.age > STALE_S:
            return GpuFacts(
                problem=tr("the GPU driver has not answered for {age} s").format(
                    age=numeral(report.age, grouped=False)
                )
            )
        found = [_from_nvml(device) for device in report.devices[:MAX_GPUS]]
        facts = _build(found, host_memory)
        problem = "" if found else NO_DEVICES
        return GpuFacts(facts[0], facts[1], report.driver, problem, facts[2])
    if report.via == "nvidia-smi":
        return _read_smi(report, host_memory)
    return GpuFacts(problem=report.because or tr("no NVIDIA driver there"))


def _build(
    found: Sequence[_Values], host_memory: int | None
) -> tuple[tuple[Gpu, ...], dict[str, str], bool]:
    gpus, reasons = [], {}
    for index, item in enumerate(found):
        gpu, why = _gpu(item, host_memory)
        gpus.append(gpu)
        reasons.update({f"gpus.{index}.{name}": text for name, text in why.items()})
    known = any(gb10.is_gb10(item.name, item.pci_id) for item in found)
    return tuple(gpus), reasons, known


def _gpu(item: _Values, host_memory: int | None) -> tuple[Gpu, dict[str, str]]:
    values = dict(item.values)
    total = values.get("memory_total_bytes")
    unified = gb10.is_unified(
        name=item.name,
        pci_id=item.pci_id,
        addressing=item.addressing,
        memory_total=None if total is None else int(total),
        memory_error=item.errors.get("memory_total_bytes", ""),
        host_total=host_memory,
    )
    if unified:
        values["memory_total_bytes"] = values["memory_used_bytes"] = None
    gpu = Gpu(
        name=item.name,
        uuid=item.uuid,
        utilization_percent=values.get("utilization_percent"),
        memory_total_bytes=_whole(values.get("memory_total_bytes")),
        memory_used_bytes=_whole(values.get("memory_used_bytes")),
        temperature_c=values.get("temperature_c"),
        power_w=values.get("power_w"),
        power_limit_w=values.get("power_limit_w") or None,  # 0 W is no limit
        sm_clock_mhz=values.get("sm_clock_mhz"),
        unified_memory=unified,
        processes=item.processes,
        performance_state=item.performance_state,
        throttle_reasons=_throttle(item.throttle_bits),
    )
    reasons = {
        name: gb10.why_missing(item.name, name, item.errors.get(name, ""), unified=unified)
        for name in gb10.WORDS
        if name != "processes" and getattr(gpu, name) is None
    }
    if "processes" in item.errors:
        reasons["processes"] = gb10.why_missing(item.name, "processes", item.errors["processes"])
    for index, process in enumerate(gpu.processes):
        if process.memory_bytes is None:
            name = f"processes.{index}.memory_bytes"
            reasons[name] = gb10.why_missing(item.name, tr("memory of a process"), "")
    return gpu, reasons


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _throttle(bits: int | None) -> tuple[str, ...] | None:
    if bits is None:
        return None
    return tuple(name for bit, name in CLOCK_EVENTS if bits & bit)


_NVML_FIELDS = (
    ("utilization", "utilization_percent", 1),
    ("temperature", "temperature_c", 1),
    ("power_mw", "power_w", 1000),
    ("limit_mw", "power_limit_w", 1000),
    ("sm_mhz", "sm_clock_mhz", 1),
)


def _from_nvml(device: NvmlDevice) -> _Values:
    values: dict[str, float | None] = {}
    errors = {ours: device.e[theirs] for theirs, ours, _ in _NVML_FIELDS if theirs in device.e}
    for theirs, ours, divisor in _NVML_FIELDS:
        value = device.v.get(theirs)
        values[ours] = value / divisor if isinstance(value, int) else None
    memory = device.v.get("memory")
    if isinstance(memory, list) and len(memory) == 2:
        values["memory_total_bytes"], values["memory_used_bytes"] = memory
    why_no_memory = device.e.get("memory", "")
    errors.update(memory_total_bytes=why_no_memory, memory_used_bytes=why_no_memory)
    for theirs, ours in (
        ("uuid", "uuid"),
        ("pstate", "performance_state"),
        ("throttle", "throttle_reasons"),
    ):
        errors[ours] = device.e.get(theirs, "")
    if "processes" in device.e:
        errors["processes"] = device.e["processes"]
    state = device.v.get("pstate")
    bits = device.v.get("throttle")
    return _Values(
        name=said(device.name or "") or tr("unknown GPU"),
        uuid=device.uuid,
        pci_id=device.pci,
        addressing=device.addressing,
        values=values,
        errors=errors,
        processes=tuple(GpuProcess(*process) for process in _known(device.p)),
        performance_state=f"P{state}" if isinstance(state, int) and 0 <= state <= 15 else None,
        throttle_bits=bits if isinstance(bits, int) else None,
    )


def _known(
    processes: Sequence[tuple[int, str, int | None, bool]],
) -> list[tuple[int, str, int | None, bool]]:
    found = []
    for pid, name, memory, graphics in processes[:MAX_PROCESSES]:
        known = None if memory is None or memory < 0 else memory
        found.append((pid, _masked(name) or tr("pid {pid}").format(pid=pid), known, graphics))
    return found


def _masked(name: str) -> str:
    """Return a process's name without secrets: some drivers give its whole command line."""
    return said(redact(name) if " " in name else name, limit=MAX_NAME)


_SMI_FIELDS = {
    "utilization.gpu": ("utilization_percent", 1.0),
    "memory.total": ("memory_total_bytes", smi.MIB),
    "memory.used": ("memory_used_bytes", smi.MIB),
    "temperature.gpu": ("temperature_c", 1.0),
    "power.draw": ("power_w", 1.0),
    "power.limit": ("power_limit_w", 1.0),
    "clocks.sm": ("sm_clock_mhz", 1.0),
}


def _read_smi(report: GpuReport, host_memory: int | None) -> GpuFacts:
    if report.gpu.age < 0:
        return GpuFacts(problem=tr("nvidia-smi has not answered yet"))
    if report.gpu.age > STALE_S:
        return GpuFacts(
            problem=tr("nvidia-smi has not answered for {age} s").format(
                age=numeral(report.gpu.age, grouped=False)
            )
        )
    rows, other = smi.parse_gpu_rows(report.gpu.rows)
    if not rows:
        words = said(other[0]) if other else tr("nothing", "what it said")
        return GpuFacts(problem=tr("nvidia-smi says: {words}").format(words=words))
    optional = smi.parse_optional_rows(report.optional.rows)
    listed = report.apps.rows if 0 <= report.apps.age < STALE_S / 2 else []
    processes, strange = smi.parse_process_rows(listed)
    found = [_from_smi(row, optional, processes) for row in rows]
    if strange:
        for item in found:
            item.errors["processes"] = tr("nvidia-smi says: {strange}").format(strange=strange[0])
    gpus, reasons, known = _build(found, host_memory)
    return GpuFacts(gpus, reasons, rows[0].driver_version, "", known)


def _from_smi(
    row: smi.SmiGpu,
    optional: Mapping[str, tuple[str | None, int | None]],
    processes: Sequence[smi.SmiProcess],
) -> _Values:
    addressing, bits = optional.get(row.uuid or "", (None, None))
    values: dict[str, float | None] = {
        ours: row.values[theirs] * scale if theirs in row.values else None
        for theirs, (ours, scale) in _SMI_FIELDS.items()
    }
    return _Values(
        name=row.name,
        uuid=row.uuid,
        pci_id=row.pci_id,
        addressing=addressing,
        values=values,
        errors={_SMI_FIELDS[theirs][0]: why for theirs, why in row.errors.items()},
        processes=tuple(
            GpuProcess(item.pid, _masked(item.name), item.memory_bytes, _draws(item.name))
            for item in processes
            if item.gpu_uuid == row.uuid
        ),
        performance_state=row.pstate,
        throttle_bits=bits,
    )


def _draws(name: str) -> bool:
    return name.split(" ")[0].rsplit("/", 1)[-1].lower() in DESKTOP_NAMES
