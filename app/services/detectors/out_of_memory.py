"""Memory that somebody asked for and did not get: the kernel ended a process, or the driver failed.

On GB10 the kernel often ends nobody: the driver's line is then the only one before a freeze.
"""

from __future__ import annotations

from app.core import units
from app.core.i18n import tr
from app.services.alerts.api import Severity
from app.services.detectors.api import DetectorSpec, Finding
from app.services.detectors.watching import Recent
from app.services.telemetry.api import KernelEventKind, Machine, Sample

NAME = "out-of-memory"
TITLE = tr("The machine ran out of memory")
KEPT_S = 600.0
KINDS = (KernelEventKind.OOM_KILL, KernelEventKind.GPU_MEMORY)
ADVICE = (
    tr("Look whether your engine still runs: it may be the one that was ended."),
    tr("Give it a smaller share of memory (gpu-memory-utilization) or a shorter context."),
    tr("Arm the memory guard: it acts before the machine freezes."),
)


class OutOfMemory:
    """What the kernel's log says, for some minutes."""

    def __init__(self) -> None:
        self._recent = Recent(KEPT_S)

    def observe(self, sample: Sample, machine: Machine | None) -> Finding | None:
        """Return what ran out in the last minutes."""
        for event in sample.kernel_events:
            if event.kind in KINDS:
                self._recent.add(sample.time, event.text)
        since, texts = self._recent.look(sample.time)
        if since is None:
            return None
        evidence = (
            *texts,
            tr("{memory} available now").format(memory=units.gib(sample.memory.available_bytes)),
        )
        return Finding(NAME, TITLE, Severity.CRITICAL, since, evidence, ADVICE)


DETECTOR = DetectorSpec(NAME, TITLE, OutOfMemory)
