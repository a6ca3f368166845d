"""Charts of memory, swap and what waits for them. No Qt."""

from __future__ import annotations

from app.core import units
from app.core.i18n import tr
from app.plots.spec import ChartSpec, Style, Trace, constant, lines
from app.services.telemetry import metrics
from app.services.telemetry.api import PartKind, Sample

_STACK = tuple(kind for kind in PartKind if kind is not PartKind.FREE)


def _memory_traces(sample: Sample) -> tuple[Trace, ...]:
    if not sample.memory.parts:
        return ()
    # Also those that are not there now: an engine that has ended is still in the past.
    names = {part.kind: part.name for part in sample.memory.parts}  # as the memory map calls them
    names = {**metrics.PARTS, **names, PartKind.ENGINE: metrics.PARTS[PartKind.ENGINE]}
    return tuple(Trace(f"memory.parts.{kind.value}", names[kind], kind=kind) for kind in _STACK)


def _memory_used(sample: Sample) -> float | None:
    memory = sample.memory
    if memory.total_bytes is None or memory.available_bytes is None:
        return None
    return memory.total_bytes - memory.available_bytes


def _memory_note(sample: Sample) -> str:
    total = sample.memory.total_bytes
    return "" if total is None else tr("of {memory}").format(memory=units.gib(total))


def _swap_note(sample: Sample) -> str:
    total = sample.memory.swap_total_bytes
    return "" if total is None else tr("of {memory}").format(memory=units.gib(total))


def _pressure(sample: Sample) -> float | None:
    return None if sample.pressure is None else sample.pressure.memory_some


MEMORY = ChartSpec(
    name="memory",
    title=constant(tr("Memory in use")),
    icon="memory",
    unit=metrics.MEMORY,
    traces=_memory_traces,
    headline=_memory_used,
    note=_memory_note,
    field=constant("memory.available_bytes"),
    style=Style.STACK,
    top=lambda sample: sample.memory.total_bytes,
)
SWAP = ChartSpec(
    name="swap",
    title=constant(tr("Swap")),
    icon="stack",
    unit=metrics.MEMORY,
    traces=lambda _sample: lines(3, ("memory.swap_used_bytes", tr("Swap"))),
    headline=metrics.swap_used,
    note=_swap_note,
    field=constant("memory.swap_free_bytes"),
    top=lambda sample: sample.memory.swap_total_bytes,
    shown=lambda sample: bool(sample.memory.swap_total_bytes),
)
PRESSURE = ChartSpec(
    name="pressure",
    title=constant(tr("Memory pressure")),
    icon="hourglass",
    unit=metrics.FINE_PERCENT,
    traces=lambda _sample: lines(
        1,
        ("pressure.memory_some", tr("Memory")),
        ("pressure.io_some", tr("Disk")),
        ("pressure.cpu_some", "CPU"),
    ),
    headline=_pressure,
    note=constant(tr("tasks waiting, last 10 s")),
    field=constant("pressure"),
    least=10.0,
    shown=lambda sample: sample.pressure is not None,
)
