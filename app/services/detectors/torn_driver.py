"""Driver, kernel module and firmware of different versions, as an update in parts leaves them.

Either programs and the kernel disagree on the version, or the GPU did not start at all.
"""

from __future__ import annotations

from app.core.i18n import tr
from app.services.alerts.api import Severity
from app.services.detectors.api import DetectorSpec, Finding
from app.services.detectors.watching import Sustained
from app.services.telemetry.api import KernelEventKind, Machine, Sample

NAME = "torn-driver"
TITLE = tr("Driver and kernel do not fit together")
FOR_S = 5.0
NO_GPU = ("No devices were found", "version mismatch", "VERSION_MISMATCH")
"""What the driver's own tools say."""
ADVICE = (
    tr("Restart the machine, if it was updated since it was started."),
    tr("If that does not help, update through the DGX Dashboard: it brings all parts at once."),
    tr("Do not update the driver alone by apt."),
    tr("With Secure Boot on, look whether the module is refused: sudo dmesg | grep -i nvidia"),
    tr("NVIDIA's own check: nvidia-spark-ota-check torn-score"),
)


class TornDriver:
    """Looks at what the machine says of itself; what the kernel logs is remembered."""

    def __init__(self) -> None:
        self._torn = Sustained(FOR_S)
        self._logged = ""

    def observe(self, sample: Sample, machine: Machine | None) -> Finding | None:
        """Return what does not fit."""
        for event in sample.kernel_events:
            if event.kind is KernelEventKind.GPU_INIT:
                self._logged = event.text
        evidence = [*version_conflicts(machine), *unstarted_gpu(sample)]
        if sample.gpus:
            self._logged = ""  # it started after all
        elif self._logged:
            evidence.append(tr("The kernel's log: {logged}").format(logged=self._logged))
        since = self._torn.update(sample.time, bool(evidence))
        if since is None or not evidence:
            return None
        if machine is not None and machine.restart_required:
            evidence.append(tr("The system asks to be restarted"))
        return Finding(NAME, TITLE, Severity.CRITICAL, since, tuple(evidence), ADVICE)


def version_conflicts(machine: Machine | None) -> list[str]:
    """Return how programs, the running kernel and the disk disagree on the driver's version."""
    if machine is None:
        return []
    loaded, programs = machine.loaded_driver_version, machine.driver_version
    on_disk = machine.kernel_driver_versions
    if loaded and programs and loaded != programs:
        return [
            tr("The kernel runs driver {loaded}, programs use {programs}").format(
                loaded=loaded, programs=programs
            )
        ]
    if loaded and on_disk and loaded not in on_disk:
        return [
            tr("The kernel runs driver {loaded}; after a restart it has {on_disk}").format(
                loaded=loaded, on_disk=", ".join(on_disk)
            )
        ]
    if not loaded and programs and on_disk and programs not in on_disk:
        kernel = machine.kernel or tr("that runs")
        return [
            tr("Programs use driver {programs}; the kernel {kernel} has {on_disk}").format(
                programs=programs, kernel=kernel, on_disk=", ".join(on_disk)
            )
        ]
    return []


def unstarted_gpu(sample: Sample) -> list[str]:
    """Return what the driver's tools say where the GPU did not start."""
    reason = sample.reasons.get("gpus", "")
    if sample.gpus or not any(words in reason for words in NO_GPU):
        return []
    return [tr("The driver: {reason}").format(reason=reason)]


DETECTOR = DetectorSpec(NAME, TITLE, TornDriver)
