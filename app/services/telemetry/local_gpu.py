"""GPUs of this computer through nvidia-ml-py, in the words of the agent's reports."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable
from typing import Any

import psutil
import pynvml

from app.core.i18n import tr
from app.services.telemetry.raw import GpuReport, NvmlDevice

NO_DRIVER = tr("no NVIDIA driver on this computer")
PROCESS_S = 1.0
"""Seconds between two looks at the processes."""
RETRY_S = 30.0
"""Seconds before NVML is tried again where there was no driver or no device."""
_ADDRESSING = {0: "None", 1: "HMM", 2: "ATS"}
_ERROR_NAMES = {
    value: name for name, value in vars(pynvml).items() if name.startswith("NVML_ERROR_")
}
_FIELDS = (
    "uuid",
    "utilization",
    "memory",
    "temperature",
    "power_mw",
    "limit_mw",
    "sm_mhz",
    "pstate",
    "throttle",
    "processes",
)

Process = tuple[int, str, int | None, bool]
"""Process id, name, bytes, whether it only draws."""


class LocalGpus:
    """Reads every GPU of this computer. A value that fails costs no other."""

    def __init__(self) -> None:
        self._open = False
        self._problem = NO_DRIVER
        self._retry_at = 0.0
        self._handles: list[tuple[Any, str]] = []
        self._processes: list[tuple[list[Process], str]] = []
        self._processes_at = -PROCESS_S
        self._driver: str | None = None

    def read(self) -> GpuReport:
        """Return the GPUs, or why there are none."""
        now = time.monotonic()
        opened = [handle is not None for handle, _ in self._handles]
        if now >= self._retry_at and not (opened and all(opened)):
            self._retry_at = now + RETRY_S
            self._look_again()
        if not self._open:
            return GpuReport(via="none", because=self._problem)
        if now - self._processes_at >= PROCESS_S * 0.95:
            self._processes_at = now
            self._processes = [
                ([], why) if handle is None else _attempt(_processes, handle)
                for handle, why in self._handles
            ]
        devices = [
            _lost(lost) if handle is None else _device(handle, listed or [], why)
            for (handle, lost), (listed, why) in zip(self._handles, self._processes, strict=True)
        ]
        if devices and not any(device.v for device in devices):
            self.close()  # the driver went away: look again later
            self._retry_at = now + RETRY_S
        return GpuReport(via="nvml", driver=self._driver, devices=devices)

    def close(self) -> None:
        """Give NVML back."""
        if self._open:
            self._open = False
            self._handles = []
            self._processes_at = -PROCESS_S
            with contextlib.suppress(pynvml.NVMLError):
                pynvml.nvmlShutdown()

    def _look_again(self) -> None:
        """Open the GPUs that were lost; where there is none, the driver itself."""
        if not self._handles:
            self._start()
            return
        self._handles = [
            _open(index) if handle is None else (handle, why)
            for index, (handle, why) in enumerate(self._handles)
        ]

    def _start(self) -> None:
        self.close()
        try:
            pynvml.nvmlInit()
            self._open = True
            self._driver = _text(pynvml.nvmlSystemGetDriverVersion())
            count = pynvml.nvmlDeviceGetCount()
            self._handles = [_open(index) for index in range(count)]
        except pynvml.NVMLError as error:
            code = getattr(error, "value", None)
            absent = (pynvml.NVML_ERROR_LIBRARY_NOT_FOUND, pynvml.NVML_ERROR_DRIVER_NOT_LOADED)
            self._problem = NO_DRIVER if code in absent else f"NVML: {error}"
            self.close()


def _text(value: str | bytes) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _attempt(fetch: Callable[..., Any], *arguments: Any) -> tuple[Any, str]:  # noqa: ANN401
    """Return a value, or None and NVML's name for the error."""
    try:
        return fetch(*arguments), ""
    except pynvml.NVMLError as error:
        return None, _ERROR_NAMES.get(error.value, str(error))
    except (AttributeError, ValueError, UnicodeDecodeError) as error:
        return None, str(error)  # older driver or newer binding than expected


def _open(index: int) -> tuple[Any, str]:
    """Return a GPU's handle, or None and why: one that is lost costs no other."""
    return _attempt(pynvml.nvmlDeviceGetHandleByIndex, index)


def _lost(why: str) -> NvmlDevice:
    """Return what keeps the place of a GPU that cannot be opened, as after Xid 79."""
    return NvmlDevice(e=dict.fromkeys(_FIELDS, why))


def _device(handle: Any, processes: list[Process], why: str) -> NvmlDevice:  # noqa: ANN401
    fetches: dict[str, Callable[[], Any]] = {
        "utilization": lambda: int(pynvml.nvmlDeviceGetUtilizationRates(handle).gpu),
        "memory": lambda: _memory(handle),
        "temperature": lambda: int(pynvml.nvmlDeviceGetTemperature(handle, 0)),
        "power_mw": lambda: int(pynvml.nvmlDeviceGetPowerUsage(handle)),
        "limit_mw": lambda: int(pynvml.nvmlDeviceGetEnforcedPowerLimit(handle)),
        "sm_mhz": lambda: int(pynvml.nvmlDeviceGetClockInfo(handle, pynvml.NVML_CLOCK_SM)),
        "pstate": lambda: int(pynvml.nvmlDeviceGetPerformanceState(handle)),
        "throttle": lambda: int(pynvml.nvmlDeviceGetCurrentClocksEventReasons(handle)),
    }
    values: dict[str, int | list[int]] = {}
    errors: dict[str, str] = {"processes": why} if why else {}
    for name, fetch in fetches.items():
        value, why = _attempt(fetch)
        if why:
            errors[name] = why
        else:
            values[name] = value
    return NvmlDevice(
        name=_attempt(lambda: _text(pynvml.nvmlDeviceGetName(handle)))[0],
        uuid=_attempt(lambda: _text(pynvml.nvmlDeviceGetUUID(handle)))[0],
        pci=_attempt(lambda: int(pynvml.nvmlDeviceGetPciInfo(handle).pciDeviceId))[0],
        addressing=_attempt(lambda: _addressing(handle))[0],
        v=values,
        e=errors,
        p=processes,
    )


def _memory(handle: Any) -> list[int]:  # noqa: ANN401
    try:
        found = pynvml.nvmlDeviceGetMemoryInfo(handle, version=pynvml.nvmlMemory_v2)
    except pynvml.NVMLError:
        found = pynvml.nvmlDeviceGetMemoryInfo(handle)
    return [int(found.total), int(found.used)]


def _addressing(handle: Any) -> str | None:  # noqa: ANN401
    mode = pynvml.nvmlDeviceGetAddressingMode(handle)
    return _ADDRESSING.get(int(getattr(mode, "value", mode)))


def _processes(handle: Any) -> list[Process]:  # noqa: ANN401
    found: dict[int, tuple[int | None, bool]] = {}
    for drawing, running in (
        (False, pynvml.nvmlDeviceGetComputeRunningProcesses(handle)),
        (True, _attempt(lambda: pynvml.nvmlDeviceGetGraphicsRunningProcesses(handle))[0] or []),
    ):
        for pid, memory in _summed(running).items():
            found.setdefault(pid, (memory, drawing))
    return [(pid, _name(pid), memory, drawing) for pid, (memory, drawing) in sorted(found.items())]


def _summed(running: Iterable[Any]) -> dict[int, int | None]:
    """Return the bytes by pid: a process on several MIG instances is listed once for each."""
    found: dict[int, int | None] = {}
    for process in running:
        pid, memory = int(process.pid), process.usedGpuMemory
        before = found.get(pid, 0)
        found[pid] = None if memory is None or before is None else before + int(memory)
    return found


def _name(pid: int) -> str:
    try:
        words = psutil.Process(pid).cmdline()
        name = words[0] if words else psutil.Process(pid).name()
    except (psutil.Error, OSError):
        return tr("pid {pid}").format(pid=pid)
    if name.rsplit("/", 1)[-1].startswith("python"):
        script = next((word for word in words[1:] if not word.startswith("-")), "")
        return f"{name} {script}".strip()
    return name
