"""Errors that the GPU's driver reports by number (Xid), with what each of them asks for."""

from __future__ import annotations

from app.services.alerts.api import Severity
from app.services.detectors.api import DetectorSpec, Finding
from app.services.detectors.watching import Recent
from app.services.telemetry.api import KernelEventKind, Machine, Sample

NAME = "gpu-errors"
TITLE = "The GPU driver reported an error"
KEPT_S = 600.0
"""It is an event: it is shown for so long after the last one."""
_PROGRAM = (
    "The program that caused it was ended; start it again.",
    "If it comes back, look for a newer version of the program or of the driver.",
)
_RESTART = (
    "End every program that uses the GPU, then restart the machine.",
    "If it comes back, note number and time and ask for a repair.",
)
_FIRMWARE = (
    "Restart the machine.",
    "If it came with an update, update through the DGX Dashboard: firmware comes with the driver.",
)
MEANINGS = {
    13: ("a program did something the GPU does not allow", _PROGRAM),
    31: ("a program used memory that is not its own", _PROGRAM),
    43: ("a program was stopped after a fault of its own", _PROGRAM),
    45: ("a program was taken off the GPU", _PROGRAM),
    48: ("an error in memory that cannot be corrected", _RESTART),
    61: ("the GPU's own controller stopped", _RESTART),
    62: ("the GPU's own controller halted", _RESTART),
    79: ("the GPU has fallen off the bus", _RESTART),
    94: ("an error in memory, contained in one program", _PROGRAM),
    95: ("an error in memory that may have reached other programs", _RESTART),
    109: ("a program did not let go of the GPU in time", _PROGRAM),
    119: ("the GPU's firmware (GSP) does not answer", _FIRMWARE),
    120: ("the GPU's firmware (GSP) failed", _FIRMWARE),
    154: ("the GPU wants to be reset or the machine to be restarted", _RESTART),
}
_UNKNOWN = ("look the number up in NVIDIA's list of Xid errors", _RESTART)


class GpuErrors:
    """From the kernel's log, or from an exporter that tells the last number."""

    def __init__(self) -> None:
        self._recent = Recent(KEPT_S)
        self._told: dict[int, int] = {}
        """The last number of each GPU, as an exporter tells it."""
        self._number: int | None = None

    def observe(self, sample: Sample, machine: Machine | None) -> Finding | None:
        """Return the errors of the last minutes."""
        for event in sample.kernel_events:
            if event.kind is KernelEventKind.XID:
                self._number = event.xid
                self._recent.add(sample.time, event.text)
        for index, gpu in enumerate(sample.gpus):
            if gpu.xid is None:
                continue
            before = self._told.get(index, gpu.xid)  # of one that was there before nothing is known
            self._told[index] = gpu.xid
            if gpu.xid not in (0, before):
                self._number = gpu.xid
                self._recent.add(sample.time, f"GPU {index}: Xid {gpu.xid}, told by an exporter")
        since, texts = self._recent.look(sample.time)
        if since is None:
            return None
        meaning, advice = MEANINGS.get(self._number or 0, _UNKNOWN)
        evidence = (f"Xid {self._number}: {meaning}", *texts)
        return Finding(NAME, TITLE, Severity.CRITICAL, since, evidence, advice)


DETECTOR = DetectorSpec(NAME, TITLE, GpuErrors)
