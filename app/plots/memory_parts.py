"""The memory map in words and widths. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core import units
from app.services.telemetry.api import Memory, MemoryPart, PartKind, Sample
from app.services.telemetry.metrics import reason_for

_ORDER = tuple(PartKind)
MIN_WIDTH = 3.0
"""Pixels that even the smallest part gets: it exists."""


@dataclass(frozen=True, slots=True)
class MapPart:
    """One part of the map. `number` tells GPU processes apart."""

    part: MemoryPart
    number: int
    share: float
    """Of the total, 0 to 1."""

    @property
    def details(self) -> str:
        """Everything known of the part, in one line."""
        process = f" · process {self.part.pid}" if self.part.pid is not None else ""
        size = units.memory(self.part.bytes)
        return f"{self.part.name}: {size} · {units.percent(100 * self.share, digits=1)}{process}"


def map_parts(memory: Memory) -> tuple[MapPart, ...]:
    """Return the parts in the order of the bar: GPU processes by size, then the system's."""
    total = memory.total_bytes
    if not total:
        return ()
    parts = [part for part in memory.parts if part.bytes > 0]
    parts.sort(key=lambda part: (_ORDER.index(part.kind), -part.bytes))
    engines = [part for part in parts if part.kind is PartKind.ENGINE]
    return tuple(
        MapPart(part, engines.index(part) if part in engines else 0, part.bytes / total)
        for part in parts
    )


def widths(parts: Sequence[MapPart], room: float) -> list[float]:
    """Share `room` pixels among the parts, each with at least `MIN_WIDTH`."""
    if not parts:
        return []
    wished = [max(part.share * room, MIN_WIDTH) for part in parts]
    excess = sum(wished) - room * min(1.0, sum(part.share for part in parts))
    largest = max(range(len(wished)), key=wished.__getitem__)
    wished[largest] = max(wished[largest] - excess, MIN_WIDTH)
    return wished


@dataclass(frozen=True, slots=True)
class MapWords:
    """What is written around the bar."""

    title: str
    used: str
    available: str
    reason: str = ""
    """Why there is no bar, or a coarser one."""


def map_words(sample: Sample) -> MapWords:
    """Put memory into words; the total is what the system reports, never a catalogue's number."""
    memory = sample.memory
    unified = any(gpu.unified_memory for gpu in sample.gpus)
    title = "Unified memory" if unified else "Memory"
    if memory.total_bytes is None:
        reason = reason_for(sample, "memory.total_bytes") or "the source did not report it"
        return MapWords(title, "n/a", "", reason)
    total = units.gib(memory.total_bytes)
    reason = reason_for(sample, "memory.parts")
    if memory.available_bytes is None:
        return MapWords(title, f"{total}, use n/a", "", reason)
    used = units.gib(memory.total_bytes - memory.available_bytes, unit=False)
    return MapWords(title, f"{used} of {total} in use", _available_words(memory), reason)


def _available_words(memory: Memory) -> str:
    available = memory.available_bytes
    assert available is not None
    text = f"{units.gib(available)} available"
    free = sum(part.bytes for part in memory.parts if part.kind is PartKind.FREE)
    if not memory.parts or free > available:
        return text
    reclaimable = units.gib(available - free, unit=False)
    return f"{text}: {units.gib(free, unit=False)} free, {reclaimable} reclaimable cache"
