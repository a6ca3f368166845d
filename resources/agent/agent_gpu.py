"""Read NVIDIA GPUs for the agent: NVML by ctypes, or `agent_smi` where it cannot be loaded.

Every value is fetched on its own: one that fails leaves its NVML error name in `e` and costs
nothing else. Everything runs on threads of its own, so that a driver that hangs never holds up
the rest of the agent. Must run on Python 3.6.
"""

# Python 3.6 knows neither list[int] nor X | None.
# ruff: noqa: ANN401, RUF005, UP006, UP031, UP035, UP045
import contextlib
import ctypes
import os
import threading
import time
from typing import Any, Callable, Dict, List, Optional, Tuple

import agent_smi

ERRORS = {
    1: "UNINITIALIZED",
    2: "INVALID_ARGUMENT",
    3: "NOT_SUPPORTED",
    4: "NO_PERMISSION",
    6: "NOT_FOUND",
    7: "INSUFFICIENT_SIZE",
    8: "INSUFFICIENT_POWER",
    9: "DRIVER_NOT_LOADED",
    10: "TIMEOUT",
    11: "IRQ_ISSUE",
    12: "LIBRARY_NOT_FOUND",
    13: "FUNCTION_NOT_FOUND",
    14: "CORRUPTED_INFOROM",
    15: "GPU_IS_LOST",
    16: "RESET_REQUIRED",
    17: "OPERATING_SYSTEM",
    18: "LIB_RM_VERSION_MISMATCH",
    19: "IN_USE",
    20: "MEMORY",
    21: "NO_DATA",
    23: "INSUFFICIENT_RESOURCES",
    25: "ARGUMENT_VERSION_MISMATCH",
    26: "DEPRECATED",
    27: "NOT_READY",
    28: "GPU_NOT_FOUND",
    29: "INVALID_STATE",
    999: "UNKNOWN",
}
INSUFFICIENT_SIZE = 7
PERMANENT = (3, 13)
"""Codes that will not change while the driver stays: such a value is asked for less often."""
RETRY_S = 30.0
"""Seconds before a value that is not supported is asked for again."""
PROCESS_S = 1.0
"""Seconds between two looks at the processes."""
NOT_AVAILABLE = 2**64 - 1
ADDRESSING = {0: "None", 1: "HMM", 2: "ATS"}
CLOCK_SM = 1
TEMPERATURE_GPU = 0

FIELDS = (
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
"""What may be in the errors of a GPU."""

Json = Dict[str, Any]


class Utilization(ctypes.Structure):
    """nvmlUtilization_t."""

    _fields_ = [("gpu", ctypes.c_uint), ("memory", ctypes.c_uint)]


class Memory(ctypes.Structure):
    """nvmlMemory_t."""

    _fields_ = [(name, ctypes.c_ulonglong) for name in ("total", "free", "used")]


class Memory2(ctypes.Structure):
    """nvmlMemory_v2_t: `used` without what the driver reserves, as nvidia-smi prints it."""

    _fields_ = [("version", ctypes.c_uint)] + [
        (name, ctypes.c_ulonglong) for name in ("total", "reserved", "free", "used")
    ]


class Pci(ctypes.Structure):
    """nvmlPciInfo_t, version 3."""

    _fields_ = [
        ("bus_id_legacy", ctypes.c_char * 16),
        ("domain", ctypes.c_uint),
        ("bus", ctypes.c_uint),
        ("device", ctypes.c_uint),
        ("device_id", ctypes.c_uint),
        ("subsystem_id", ctypes.c_uint),
        ("bus_id", ctypes.c_char * 32),
    ]


class Addressing(ctypes.Structure):
    """nvmlDeviceAddressingMode_v1_t."""

    _fields_ = [("version", ctypes.c_uint), ("value", ctypes.c_uint)]


class Process(ctypes.Structure):
    """nvmlProcessInfo_t, versions 2 and 3."""

    _fields_ = [
        ("pid", ctypes.c_uint),
        ("memory", ctypes.c_ulonglong),
        ("gpu_instance", ctypes.c_uint),
        ("compute_instance", ctypes.c_uint),
    ]


class Process1(ctypes.Structure):
    """nvmlProcessInfo_v1_t."""

    _fields_ = [("pid", ctypes.c_uint), ("memory", ctypes.c_ulonglong)]


class NvmlError(Exception):
    """An NVML call failed; `str` is the error's name."""

    def __init__(self, code: int) -> None:
        Exception.__init__(self, "NVML_ERROR_" + ERRORS.get(code, str(code)))
        self.code = code


class Nvml:
    """The library, with an exception for each status that is not success."""

    def __init__(self) -> None:
        self.library = ctypes.CDLL("libnvidia-ml.so.1")
        self.call("nvmlInit_v2")

    def call(self, name: str, *arguments: Any) -> None:
        """Call a function that may be missing in this driver."""
        function = getattr(self.library, name, None)
        code = 13 if function is None else function(*arguments)
        if code:
            raise NvmlError(code)

    def number(self, name: str, *arguments: Any) -> int:
        """Return what a function writes to its last argument, an unsigned int."""
        value = ctypes.c_uint()
        self.call(name, *(arguments + (ctypes.byref(value),)))
        return value.value

    def text(self, name: str, *arguments: Any) -> str:
        """Return what a function writes to its last two arguments, a buffer and its length."""
        buffer = ctypes.create_string_buffer(256)
        self.call(name, *(arguments + (buffer, ctypes.c_uint(len(buffer)))))
        return buffer.value.decode("utf-8", "replace")

    def structure(self, name: str, device: Any, value: Any) -> Any:
        """Fill and return a structure."""
        self.call(name, device, ctypes.byref(value))
        return value

    def handle(self, index: int) -> Any:
        """Return the handle of a GPU."""
        handle = ctypes.c_void_p()
        self.call("nvmlDeviceGetHandleByIndex_v2", index, ctypes.byref(handle))
        return handle

    def processes(self, kind: str, device: Any) -> List[Tuple[int, Optional[int]]]:
        """Return (pid, bytes) of the `Compute` or `Graphics` processes."""
        name = "nvmlDeviceGet%sRunningProcesses" % kind
        for suffix, entry in (("_v3", Process), ("_v2", Process), ("", Process1)):
            if getattr(self.library, name + suffix, None) is not None:
                return self._processes(name + suffix, entry, device)
        raise NvmlError(13)

    def _processes(self, name: str, entry: Any, device: Any) -> List[Tuple[int, Optional[int]]]:
        room = 64
        while True:
            count = ctypes.c_uint(room)
            found = (entry * room)()
            try:
                self.call(name, device, ctypes.byref(count), found)
            except NvmlError as error:
                if error.code != INSUFFICIENT_SIZE or room > 4096:
                    raise
                room *= 4
                continue
            return [
                (item.pid, None if item.memory == NOT_AVAILABLE else item.memory)
                for item in found[: min(count.value, room)]
            ]


def process_name(nvml: Nvml, pid: int) -> str:
    """Return NVML's name of a process; a bare interpreter is told apart by what it runs."""
    try:
        name = nvml.text("nvmlSystemGetProcessName", ctypes.c_uint(pid))
    except NvmlError:
        name = ""
    try:
        with open("/proc/%d/cmdline" % pid, "rb") as stream:
            words = stream.read(4096).decode("utf-8", "replace").split("\0")
    except OSError:
        return name
    if not name:
        name = words[0] or ("pid %d" % pid)
    same = os.path.basename(name.split(" ")[0]) == os.path.basename(words[0])
    if same and os.path.basename(words[0]).startswith("python"):
        script = [word for word in words[1:] if word and not word.startswith("-")]
        return " ".join([words[0]] + script[:1])
    return name


def summed(listed: List[Tuple[int, Optional[int]]]) -> Dict[int, Optional[int]]:
    """Return the bytes by pid: a process on several MIG instances is listed once for each."""
    found: Dict[int, Optional[int]] = {}
    for pid, memory in listed:
        before = found.get(pid, 0)
        found[pid] = None if memory is None or before is None else before + memory
    return found


class Device:
    """One GPU: what stays, and what is asked for each time."""

    def __init__(self, nvml: Nvml, handle: Any) -> None:
        self.nvml = nvml
        self.handle = handle
        self.retry_at: Dict[str, Tuple[float, str]] = {}
        self.static = {
            "name": self._static(lambda: nvml.text("nvmlDeviceGetName", handle)),
            "uuid": self._static(lambda: nvml.text("nvmlDeviceGetUUID", handle)),
            "pci": self._static(
                lambda: nvml.structure("nvmlDeviceGetPciInfo_v3", handle, Pci()).device_id
            ),
            "addressing": self._static(self._addressing),
        }
        self.fields: List[Tuple[str, Callable[[], Any]]] = [
            ("utilization", self._utilization),
            ("memory", self._memory),
            ("temperature", self._number("nvmlDeviceGetTemperature", TEMPERATURE_GPU)),
            ("power_mw", self._number("nvmlDeviceGetPowerUsage")),
            ("limit_mw", self._number("nvmlDeviceGetEnforcedPowerLimit")),
            ("sm_mhz", self._number("nvmlDeviceGetClockInfo", CLOCK_SM)),
            ("pstate", self._number("nvmlDeviceGetPerformanceState")),
            ("throttle", self._throttle),
        ]
        self.listed: List[Any] = []
        self.listed_at = -PROCESS_S
        self.list_error = ""

    def read(self, now: float) -> Json:
        """Return the values as JSON; one that fails is in `e` by its error."""
        values: Json = {}
        errors: Dict[str, str] = {}
        for field, fetch in self.fields:
            again, why = self.retry_at.get(field, (0.0, ""))
            if now < again:
                errors[field] = why
                continue
            try:
                values[field] = fetch()
            except Exception as error:
                errors[field] = str(error)
                if getattr(error, "code", 0) in PERMANENT:
                    self.retry_at[field] = (now + RETRY_S, str(error))
        if now - self.listed_at >= PROCESS_S * 0.95:
            self.listed_at = now
            self.list_error = ""
            try:
                self.listed = self._processes()
            except Exception as error:
                self.listed, self.list_error = [], str(error)
        if self.list_error:
            errors["processes"] = self.list_error
        return dict(self.static, v=values, e=errors, p=self.listed)

    def _static(self, fetch: Callable[[], Any]) -> Any:
        try:
            return fetch()
        except Exception:
            return None

    def _number(self, name: str, *arguments: int) -> Callable[[], int]:
        return lambda: self.nvml.number(name, self.handle, *arguments)

    def _addressing(self) -> Optional[str]:
        asked = Addressing(version=ctypes.sizeof(Addressing) | 1 << 24)
        mode = self.nvml.structure("nvmlDeviceGetAddressingMode", self.handle, asked)
        return ADDRESSING.get(mode.value)

    def _utilization(self) -> int:
        name = "nvmlDeviceGetUtilizationRates"
        return int(self.nvml.structure(name, self.handle, Utilization()).gpu)

    def _memory(self) -> List[int]:
        asked = Memory2(version=ctypes.sizeof(Memory2) | 2 << 24)
        try:
            found = self.nvml.structure("nvmlDeviceGetMemoryInfo_v2", self.handle, asked)
        except NvmlError:
            found = self.nvml.structure("nvmlDeviceGetMemoryInfo", self.handle, Memory())
        return [found.total, found.used]

    def _throttle(self) -> int:
        value = ctypes.c_ulonglong()
        for name in ("Event", "Throttle"):
            function = "nvmlDeviceGetCurrentClocks%sReasons" % name
            if getattr(self.nvml.library, function, None) is not None:
                self.nvml.call(function, self.handle, ctypes.byref(value))
                return value.value
        raise NvmlError(13)

    def _processes(self) -> List[Any]:
        compute = summed(self.nvml.processes("Compute", self.handle))
        found = {pid: (memory, False) for pid, memory in compute.items()}
        try:
            graphics = self.nvml.processes("Graphics", self.handle)
        except NvmlError:  # data-centre cards draw nothing
            graphics = []
        for pid, memory in summed(graphics).items():
            found.setdefault(pid, (memory, True))
        return [
            [pid, process_name(self.nvml, pid), memory, drawing]
            for pid, (memory, drawing) in sorted(found.items())
        ]


class LostDevice:
    """A GPU that cannot be opened, as after Xid 79: it keeps its place, every value an error."""

    def __init__(self, why: str) -> None:
        self.why = why

    def read(self, now: float) -> Json:
        """Return no value and why."""
        return {"v": {}, "e": {field: self.why for field in FIELDS}}


class NvmlReader:
    """All GPUs through NVML, on a thread that may hang without harm."""

    def __init__(self) -> None:
        self.nvml = Nvml()
        self.devices = self._devices()
        try:
            self.driver: Optional[str] = self.nvml.text("nvmlSystemGetDriverVersion")
        except NvmlError:
            self.driver = None
        self.lost_at = 0.0

    def read(self) -> Json:
        """Return one reading of every GPU."""
        now = time.monotonic()
        devices = [device.read(now) for device in self.devices]
        answered = [bool(device["v"]) for device in devices]
        if now - self.lost_at > RETRY_S and not (answered and all(answered)):
            self.lost_at = now
            self._look_again(any(answered))
        return {"via": "nvml", "driver": self.driver, "devices": devices}

    def _devices(self) -> List[Any]:
        return [self._device(index) for index in range(self.nvml.number("nvmlDeviceGetCount_v2"))]

    def _device(self, index: int) -> Any:
        try:
            return Device(self.nvml, self.nvml.handle(index))
        except NvmlError as error:
            return LostDevice(str(error))

    def _look_again(self, some: bool) -> None:
        """Open the GPUs that were lost; when none answers, the driver itself."""
        if some:
            self.devices = [
                self._device(index) if isinstance(device, LostDevice) else device
                for index, device in enumerate(self.devices)
            ]
            return
        with contextlib.suppress(NvmlError):  # a start before this one may have failed
            self.nvml.call("nvmlShutdown")
        self.nvml.call("nvmlInit_v2")
        self.devices = self._devices()

    def close(self) -> None:
        """Nothing to end: the process does it."""


def on_path(program: str) -> bool:
    """Whether a program can be run by its name."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return any(os.access(os.path.join(folder, program), os.X_OK) for folder in folders)


class GpuReader:
    """What the agent asks: never blocks longer than told, whatever the driver does."""

    def __init__(self) -> None:
        self.reader: Any = None
        self.latest: Json = {}
        self.at = time.monotonic()
        self.wanted = threading.Event()
        self.ready = threading.Event()
        self.closed = False
        self.none = ""
        if not on_path("nvidia-smi"):
            try:
                ctypes.CDLL("libnvidia-ml.so.1")
            except OSError:
                self.none = "no NVIDIA driver there (no libnvidia-ml.so.1 and no nvidia-smi)"
                return
        threading.Thread(target=self._run, daemon=True).start()

    def _open(self) -> Any:
        try:
            return NvmlReader()
        except (OSError, NvmlError, AttributeError) as error:
            if not on_path("nvidia-smi"):
                raise
            return agent_smi.SmiReader(str(error))

    def _run(self) -> None:
        while True:
            self.wanted.wait()
            self.wanted.clear()
            try:
                if self.reader is None:
                    self.reader = self._open()
                if self.closed:  # looked at once there is a reader: whoever closes sees that, too
                    return
                self.latest = self.reader.read()
            except Exception as error:
                self.latest = {"via": "none", "because": str(error)}
            self.at = time.monotonic()
            self.ready.set()

    def read(self, patience: float) -> Json:
        """Return the newest reading; `age` is what it has when the driver does not answer."""
        if self.none:
            return {"via": "none", "because": self.none}
        self.ready.clear()
        self.wanted.set()
        self.ready.wait(patience)
        age = time.monotonic() - self.at
        return dict(self.latest or {"via": "none", "because": "no answer yet"}, age=round(age, 3))

    def close(self) -> None:
        """End children; a thread inside the driver is left to the end of the process."""
        self.closed = True
        if self.reader is not None:
            self.reader.close()
