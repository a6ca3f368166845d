"""Memory that the driver did not give back after an engine ended: in no line of /proc/meminfo.

A real Spark kept 80 GiB, its engine long stopped. Where GPU and CPU share one memory only.
"""

from __future__ import annotations

from app.core import units
from app.core.i18n import tr
from app.services.alerts.api import Severity
from app.services.detectors.api import DetectorSpec, Finding
from app.services.detectors.watching import Sustained
from app.services.telemetry.api import Machine, PartKind, Sample

NAME = "memory-retained"
TITLE = tr("The driver keeps memory of an ended engine")
LEAST_BYTES = 8 * units.GIB
FOR_S = 30.0
"""Giving back takes the driver some seconds."""
ADVICE = (
    tr("Look for a process that still has the GPU open: sudo fuser -v /dev/nvidia*"),
    tr(
        "If there is none, nothing gives it back but the driver: restart the machine when it suits."
    ),
    tr("Until then plan with what is available, not with what is free of engines."),
)


class MemoryRetained:
    """Remembers the last engine, to say what it was."""

    def __init__(self) -> None:
        self._kept = Sustained(FOR_S)
        self._engine = ""
        self._had: int = 0
        self._ended: float | None = None

    def observe(self, sample: Sample, machine: Machine | None) -> Finding | None:
        """Return what is kept."""
        engines = [part for part in sample.memory.parts if part.kind is PartKind.ENGINE]
        if engines:
            self._engine = ", ".join(sorted({part.name for part in engines}))
            self._had = sum(part.bytes for part in engines)
            self._ended = None
        elif self._engine and self._ended is None:
            self._ended = sample.time
        since = self._kept.update(sample.time, _is_kept(sample))
        return None if since is None else self._finding(sample, since)

    def _finding(self, sample: Sample, since: float) -> Finding:
        memory = sample.memory
        evidence = [
            tr("{memory} in no process and no line of /proc/meminfo").format(
                memory=units.gib(unaccounted(sample))
            ),
            tr("No engine holds GPU memory"),
            tr("{available} of {total} available").format(
                available=units.gib(memory.available_bytes), total=units.gib(memory.total_bytes)
            ),
        ]
        if self._ended is not None:
            ago = units.duration(max(0.0, sample.time - self._ended))
            evidence.append(
                tr("{engine} ended {ago} ago; it had {memory}").format(
                    engine=self._engine, ago=ago, memory=units.gib(self._had)
                )
            )
        return Finding(NAME, TITLE, Severity.WARNING, since, tuple(evidence), ADVICE)


def unaccounted(sample: Sample) -> int:
    """Return the bytes that nobody accounts for."""
    parts = sample.memory.parts
    return sum(part.bytes for part in parts if part.kind is PartKind.UNACCOUNTED)


def _is_kept(sample: Sample) -> bool | None:
    """Tell whether memory is kept; None where the parts or the GPU's processes are not known."""
    if not sample.memory.parts or not sample.gpus:
        return None
    if not all(gpu.unified_memory for gpu in sample.gpus):
        return False
    if any(f"gpus.{index}.processes" in sample.reasons for index in range(len(sample.gpus))):
        return None
    if any(not process.graphics for gpu in sample.gpus for process in gpu.processes):
        return False
    return unaccounted(sample) > LEAST_BYTES


DETECTOR = DetectorSpec(NAME, TITLE, MemoryRetained)
