"""Memory that will be empty in minutes: little is left, and it falls.

A model that is being loaded takes memory just as fast; only what is left tells the two apart.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.core import units
from app.core.i18n import tr
from app.services.alerts.api import Severity
from app.services.alerts.trend import Trend
from app.services.detectors.api import DetectorSpec, Finding
from app.services.detectors.watching import Sustained
from app.services.telemetry.api import Machine, Memory, PartKind, Sample

NAME = "memory-running-out"
TITLE = tr("Memory is running out")
TREND_S = 10.0
LEFT_S = 180.0
LEFT_SHARE = 0.2
"""Of MemTotal: with more left than this it is a model that is being loaded."""
LEAST_FALL = 16 * units.MIB
"""Bytes per second; what falls more slowly is a browser."""
FOR_S = 3.0
ADVICE = (
    tr("Stop what grows, before anything else: docker stop, or end its process here."),
    tr("If nothing can be stopped, close what holds page cache or swap; do not start anything."),
    tr("Later: give the engine a smaller share of memory or a shorter context, or arm the guard."),
)


class MemoryRunningOut:
    """Follows MemAvailable over ten seconds."""

    def __init__(self) -> None:
        self._trend = Trend(TREND_S)
        self._short = Sustained(FOR_S, clear_s=10.0)
        self._before: tuple[float, Mapping[str, int]] | None = None
        """When it became short, and what each holder of memory had then."""
        self._evidence: tuple[str, ...] = ()

    def observe(self, sample: Sample, machine: Machine | None) -> Finding | None:
        """Return how long memory lasts."""
        memory = sample.memory
        self._trend.add(sample.time, memory.available_bytes)
        falls = self._falls(memory)
        if falls and self._before is None:
            self._before = (sample.time, _holders(memory))
        since = self._short.update(sample.time, falls)
        if since is None:
            if falls is False:
                self._before = None
            return None
        if falls:
            self._evidence = self._seen(memory, sample.time)
        return Finding(NAME, TITLE, Severity.CRITICAL, since, self._evidence, ADVICE)

    def _falls(self, memory: Memory) -> bool | None:
        change = self._trend.per_second()
        available, total = memory.available_bytes, memory.total_bytes
        if change is None or available is None or not total:
            return None
        if available > LEFT_SHARE * total or -change < LEAST_FALL:
            return False
        return available / -change < LEFT_S

    def _seen(self, memory: Memory, time: float) -> tuple[str, ...]:
        fall = -(self._trend.per_second() or 0.0)
        available = memory.available_bytes or 0
        evidence = [
            tr("{available} available of {total}").format(
                available=units.gib(available), total=units.gib(memory.total_bytes)
            ),
            tr("It falls by {memory} per second").format(memory=units.memory(fall)),
            tr("At this rate it is empty in {duration}").format(
                duration=units.duration(available / fall)
            )
            if fall
            else "",
        ]
        if self._before is not None:
            start, before = self._before
            growth = {name: size - before.get(name, 0) for name, size in _holders(memory).items()}
            if growth and max(growth.values()) > units.MIB:
                name = max(growth, key=lambda each: growth[each])
                lasted = units.duration(max(time - start, 0.0))
                evidence.append(
                    tr("{name} grew by {memory} in {lasted}").format(
                        name=name, memory=units.memory(growth[name]), lasted=lasted
                    )
                )
        return tuple(line for line in evidence if line)


def _holders(memory: Memory) -> dict[str, int]:
    """Return what engines and processes hold, by name."""
    sizes: dict[str, int] = {}
    for part in memory.parts:
        if part.kind in (PartKind.ENGINE, PartKind.PROCESSES):
            name = (part.owner.title if part.owner else None) or part.name
            sizes[name] = sizes.get(name, 0) + part.bytes
    return sizes


DETECTOR = DetectorSpec(NAME, TITLE, MemoryRunningOut)
