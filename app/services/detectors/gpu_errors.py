"""Errors that the GPU's driver reports by number (Xid), with what each of them asks for."""

from __future__ import annotations

from app.core.i18n import tr
from app.services.alerts.api import Severity
from app.services.detectors.api import DetectorSpec, Finding
from app.services.detectors.watching import Recent
from app.services.telemetry.api import KernelEventKind, Machine, Sample

NAME = "gpu-errors"
TITLE = tr("The GPU driver reported an error")
KEPT_S = 600.0
"""It is an event: it is shown for so long after the last one."""
_PROGRAM = (
    tr("The program that caused it was ended; start it again."),
    tr("If it comes back, look for a newer version of the program or of the driver."),
)
_RESTART = (
    tr("End every program that uses the GPU, then restart the machine."),
    tr("If it comes back, note number and time and ask for a repair."),
)
_FIRMWARE = (
    tr("Restart the machine."),
    tr(
        "If it came with an update, update through the DGX Dashboard: firmware comes with "
        "the driver."
    ),
)
MEANINGS = {
    13: (tr("a program did something the GPU does not allow"), _PROGRAM),
    31: (tr("a program used memory that is not its own"), _PROGRAM),
    43: (tr("a program was stopped after a fault of its own"), _PROGRAM),
    45: (tr("a program was taken off the GPU"), _PROGRAM),
    48: (tr("an error in memory that cannot be corrected"), _RESTART),
    61: (tr("the GPU's own controller stopped"), _RESTART),
    62: (tr("the GPU's own controller halted"), _RESTART),
    79: (tr("the GPU has fallen off the bus"), _RESTART),
    94: (tr("an error in memory, contained in one program"), _PROGRAM),
    95: (tr("an error in memory that may have reached other programs"), _RESTART),
    109: (tr("a program did not let go of the GPU in time"), _PROGRAM),
    119: (tr("the GPU's firmware (GSP) does not answer"), _FIRMWARE),
    120: (tr("the GPU's firmware (GSP) failed"), _FIRMWARE),
    154: (tr("the GPU wants to be reset or the machine to be restarted"), _RESTART),
}
_UNKNOWN = (tr("look the number up in NVIDIA's list of Xid errors"), _RESTART)


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
                self._recent.add(
                    sample.time,
                    tr("GPU {index}: Xid {xid}, told by an exporter").format(
                        index=index, xid=gpu.xid
                    ),
                )
        since, texts = self._recent.look(sample.time)
        if since is None:
            return None
        meaning, advice = MEANINGS.get(self._number or 0, _UNKNOWN)
        evidence = (
            tr("Xid {number}: {meaning}").format(number=self._number, meaning=meaning),
            *texts,
        )
        return Finding(NAME, TITLE, Severity.CRITICAL, since, evidence, advice)


DETECTOR = DetectorSpec(NAME, TITLE, GpuErrors)
