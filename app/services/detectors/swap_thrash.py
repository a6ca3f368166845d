"""A machine that does little but move memory to swap and back: the state before SSH dies."""

from __future__ import annotations

from app.core import units
from app.core.i18n import tr
from app.services.alerts.api import Severity
from app.services.detectors.api import DetectorSpec, Finding
from app.services.detectors.watching import Sustained
from app.services.telemetry.api import Machine, PartKind, Sample
from app.services.telemetry.metrics import swap_used

NAME = "swap-thrash"
TITLE = tr("The machine is busy with swapping")
STALLED_PERCENT = 10.0
LEAST_RATE = 4e6
"""Bytes per second, in and out together."""
FOR_S = 10.0
ADVICE = (
    tr("Stop the largest engine now, while the machine still answers."),
    tr("If it does not answer any more, wait some minutes before you cut the power."),
    tr("Later: give the engine a smaller share of memory, or arm the memory guard."),
)


class SwapThrash:
    """Both must hold: tasks wait for memory, and pages move."""

    def __init__(self) -> None:
        self._thrashes = Sustained(FOR_S, clear_s=20.0)
        self._evidence: tuple[str, ...] = ()

    def observe(self, sample: Sample, machine: Machine | None) -> Finding | None:
        """Return how much the machine swaps."""
        stalled = sample.pressure.memory_full if sample.pressure else None
        read, written = sample.memory.swap_in_bytes_per_s, sample.memory.swap_out_bytes_per_s
        thrashes: bool | None = None
        if stalled is not None and read is not None and written is not None:
            thrashes = stalled >= STALLED_PERCENT and read + written >= LEAST_RATE
        since = self._thrashes.update(sample.time, thrashes)
        if since is None:
            return None
        if thrashes or not self._evidence:
            self._evidence = (
                tr("Everything waited for memory for {percent} of the last 10 s").format(
                    percent=units.percent(stalled)
                ),
                tr("Swap: {read} in, {written} out").format(
                    read=units.data_rate(read), written=units.data_rate(written)
                ),
                tr("Swap in use: {memory}").format(memory=units.memory(swap_used(sample))),
                tr("{memory} available").format(memory=units.gib(sample.memory.available_bytes)),
                *_largest(sample),
            )
        return Finding(NAME, TITLE, Severity.CRITICAL, since, self._evidence, ADVICE)


def _largest(sample: Sample) -> tuple[str, ...]:
    engines = [part for part in sample.memory.parts if part.kind is PartKind.ENGINE]
    if not engines:
        return ()
    largest = max(engines, key=lambda part: part.bytes)
    return (
        tr("Largest engine: {name} with {memory}").format(
            name=largest.name, memory=units.gib(largest.bytes)
        ),
    )


DETECTOR = DetectorSpec(NAME, TITLE, SwapThrash)
