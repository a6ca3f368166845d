"""The memory map in words and widths. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core import units
from app.core.i18n import tr
from app.services.telemetry.api import Memory, MemoryPart, PartKind, Sample
from app.services.telemetry.metrics import reason_for, swap_used

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
        process = (
            tr(" · process {pid}").format(pid=self.part.pid) if self.part.pid is not None else ""
        )
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
    below: str = ""
    """Swap and pressure."""


@dataclass(frozen=True, slots=True)
class GuardLine:
    """Where the memory guard acts."""

    share: float
    """Of the total, 0 to 1: memory in use above which it acts."""
    words: str
    works: bool
    """False while it is armed and its channel is lost."""


def guard_line(memory: Memory, limit_bytes: int, *, works: bool) -> GuardLine | None:
    """Return where a guard stands that acts below `limit_bytes` available; None if off the bar."""
    total = memory.total_bytes
    if not total or not 0 < limit_bytes < total:
        return None
    used = total - limit_bytes
    return GuardLine(
        used / total, tr("guard {memory}").format(memory=units.gib(used, unit=False)), works
    )


def map_words(sample: Sample) -> MapWords:
    """Put memory into words; the total is what the system reports, never a catalogue's number."""
    memory = sample.memory
    unified = any(gpu.unified_memory for gpu in sample.gpus)
    title = tr("Unified memory") if unified else tr("Memory")
    if memory.total_bytes is None:
        reason = reason_for(sample, "memory.total_bytes") or tr("the source did not report it")
        return MapWords(title, "n/a", "", reason)
    total = units.gib(memory.total_bytes)
    reason = reason_for(sample, "memory.parts")
    if memory.available_bytes is None:
        return MapWords(
            title, tr("{total}, use n/a").format(total=total), "", reason, _below_words(sample)
        )
    used = units.gib(memory.total_bytes - memory.available_bytes, unit=False)
    available, below = _available_words(memory), _below_words(sample)
    return MapWords(
        title,
        tr("{used} of {total} in use").format(used=used, total=total),
        available,
        reason,
        below,
    )


def _available_words(memory: Memory) -> str:
    available = memory.available_bytes
    assert available is not None
    text = tr("{memory} available").format(memory=units.gib(available))
    free = sum(part.bytes for part in memory.parts if part.kind is PartKind.FREE)
    if not memory.parts or free > available:
        return text
    reclaimable = units.gib(available - free, unit=False)
    return tr("{text}: {free} free, {reclaimable} reclaimable cache").format(
        text=text, free=units.gib(free, unit=False), reclaimable=reclaimable
    )


def _below_words(sample: Sample) -> str:
    """Return `Swap 1.2 of 16.0 GiB · 43 MB/s in, 12 MB/s out · memory pressure 2.5 %`."""
    memory, pressure, said = sample.memory, sample.pressure, []
    used = swap_used(sample)
    if memory.swap_total_bytes:
        size = units.gib(memory.swap_total_bytes)
        used_text = units.NOT_AVAILABLE if used is None else units.gib(used, unit=False)
        said.append(tr("Swap {used_text} of {size}").format(used_text=used_text, size=size))
    elif memory.swap_total_bytes == 0:
        said.append(tr("No swap"))
    moved = (memory.swap_in_bytes_per_s, memory.swap_out_bytes_per_s)
    if any(moved):
        into, out = (units.data_rate(rate) for rate in moved)
        said.append(tr("{into} in, {out} out").format(into=into, out=out))
    if pressure is not None and pressure.memory_some is not None:
        said.append(
            tr("memory pressure {percent}").format(
                percent=units.percent(pressure.memory_some, digits=1)
            )
        )
    return " · ".join(said)
