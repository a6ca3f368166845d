"""Whether a launch may begin: the room a machine has now, and the refusal with what would do.

    room = MemTotal − 20 GiB reserve − other engines on the GPU − what containers use
    room = min(room, MemAvailable − 4 GiB)                     when CPU and GPU share memory
    room = free memory of the GPU − 1 GiB                      of each GPU with its own

What MemAvailable leaves beyond the reserve is room in any case: no launch is refused that would
leave the reserve. The page cache is available.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from app.services.serving.api import Check, CheckVerdict
from app.services.serving.fit.api import (
    GIB,
    LIVE_RESERVE_BYTES,
    RESERVE_BYTES,
    Fit,
    Room,
    Taker,
    Verdict,
)
from app.services.serving.fit.gpus import GB10_BANDWIDTH, bandwidth_of
from app.services.telemetry.api import PartKind

if TYPE_CHECKING:
    from app.services.serving.api import LaunchSettings
    from app.services.telemetry.api import Gpu, Machine, Sample

GPU_RESERVE_BYTES = GIB
"""What stays free on each GPU that has its own memory."""
SPARK_TOTAL_BYTES = 127_600_748 * 1024
"""MemTotal of a DGX Spark."""


def idle_spark() -> Room:
    """Return the room of a DGX Spark on which nothing runs."""
    return Room(
        SPARK_TOTAL_BYTES - RESERVE_BYTES,
        SPARK_TOTAL_BYTES,
        RESERVE_BYTES,
        available_bytes=None,
        unified=True,
        limited_by="An idle DGX Spark is assumed.",
        bandwidth=GB10_BANDWIDTH,
    )


def room_of(
    sample: Sample, machine: Machine | None, *, leaving: Collection[str] = ()
) -> Room | None:
    """Return how much an engine may take now; None where the memory cannot be read.

    `leaving` are containers, by name or id, that end before.
    """
    if any(gpu.unified_memory for gpu in sample.gpus) or (machine and machine.is_gb10):
        return _unified_room(sample, leaving)
    if sample.gpus:
        return _discrete_room(sample.gpus)
    return _unified_room(sample, leaving)


def _unified_room(sample: Sample, leaving: Collection[str]) -> Room | None:
    memory = sample.memory
    total, available = memory.total_bytes, memory.available_bytes
    if total is None:
        return None
    reserve = min(RESERVE_BYTES, total // 4)
    leaves = 0
    takers = []
    for part in memory.parts:
        if part.kind is not PartKind.ENGINE:
            continue
        owner = part.owner
        if owner is not None and {owner.container, owner.container_id} & set(leaving):
            leaves += part.bytes
        else:
            takers.append(Taker(part.name, part.bytes))
    room = total - reserve - sum(taker.bytes for taker in takers)
    why = "What other engines leave above the reserve."
    if available is not None:
        available = min(total, available + leaves)
        room = max(room, available - reserve)
        if available - LIVE_RESERVE_BYTES < room:
            room, why = available - LIVE_RESERVE_BYTES, "What is available now decides."
    speed = next((found for gpu in sample.gpus if (found := bandwidth_of(gpu.name))), None)
    return Room(
        max(0, room), total, reserve, available, tuple(takers), unified=True, limited_by=why,
        bandwidth=speed,
    )  # fmt: skip


def _discrete_room(gpus: tuple[Gpu, ...]) -> Room | None:
    free, total = [], []
    for gpu in gpus:
        if gpu.memory_total_bytes is None or gpu.memory_used_bytes is None:
            return None
        free.append(max(0, gpu.memory_total_bytes - gpu.memory_used_bytes))
        total.append(gpu.memory_total_bytes)
    count = len(gpus)
    return Room(
        max(0, min(free) - GPU_RESERVE_BYTES) * count,
        min(total) * count,
        GPU_RESERVE_BYTES * count,
        min(free) * count,
        gpus=count,
        limited_by="The free memory of the GPU decides.",
        bandwidth=bandwidth_of(gpus[0].name),
    )


def admit(fit: Fit, node_name: str) -> Check:
    """Return whether a launch may begin."""
    need, room = fit.takes_bytes / GIB, fit.room.bytes / GIB
    if fit.verdict is Verdict.NO:
        return Check(
            "memory",
            CheckVerdict.REFUSED,
            f"It takes {need:.1f} GiB, and {node_name} has room for {room:.1f} GiB.",
        )
    verdict = CheckVerdict.NOTE if fit.verdict is Verdict.TIGHT else CheckVerdict.GOOD
    return Check("memory", verdict, f"It takes {need:.1f} of {room:.1f} GiB.")


def safe_settings(fit: Fit, settings: LaunchSettings) -> LaunchSettings | None:
    """Return settings that fit, None where none do."""
    if fit.verdict is not Verdict.NO:
        return settings
    if fit.max_context <= 0:
        return None
    return replace(settings, context=fit.max_context)
