"""Whether a launch may begin: the room a machine has now, and the refusal with what would do.

    room = MemTotal − 20 GiB reserve − other engines' GPU memory − what containers use
           at least MemAvailable − 20 GiB, at most MemAvailable − 4 GiB
    room = (free memory − 1 GiB) × GPUs                    of GPUs with a memory of their own

The page cache is available: the driver counts it as used (memory-fit §4.1), the kernel gives it
back. Whatever leaves the reserve is never refused. A machine with little memory keeps a quarter.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.i18n import numeral, tr
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
from app.services.serving.fit.judge import safe_share
from app.services.telemetry.api import PartKind
from app.services.telemetry.metrics import reason_for

if TYPE_CHECKING:
    from app.services.serving.api import LaunchSettings
    from app.services.telemetry.api import Gpu, Machine, Owner, Sample

GPU_RESERVE_BYTES = GIB
"""What stays free on each GPU that has its own memory."""
SPARK_TOTAL_BYTES = 127_600_748 * 1024
"""MemTotal of a DGX Spark."""
LEAST_CONTEXT = 2048
"""Nobody is offered less."""
_STEP = 1024


def idle_spark(nodes: int = 1) -> Room:
    """Return the room of DGX Sparks on which nothing runs."""
    return Room(
        (SPARK_TOTAL_BYTES - RESERVE_BYTES) * nodes,
        SPARK_TOTAL_BYTES * nodes,
        RESERVE_BYTES * nodes,
        available_bytes=None,
        unified=True,
        gpus=nodes,
        machines=nodes,
        limited_by=tr("An idle DGX Spark is assumed."),
        bandwidth=GB10_BANDWIDTH,
    )


def room_of(
    sample: Sample, machine: Machine | None, *, leaving: Collection[str] = ()
) -> Room | None:
    """Return how much an engine may take now; None where `why_no_room` says why.

    `leaving` are containers that end before, by name or id.
    """
    if why_no_room(sample, machine):
        return None
    if _has_own_memory(sample, machine):
        return _room_of_gpus(sample.gpus)
    return _room_of_pool(sample, leaving, is_gb10=machine is not None and machine.is_gb10)


def why_no_room(sample: Sample, machine: Machine | None) -> str:
    """Return why it is not known how much memory there is, "" where it is."""
    if not _has_own_memory(sample, machine):
        if sample.memory.total_bytes is None:
            return reason_for(sample, "memory.total_bytes") or tr("the machine does not tell")
        return ""
    for index, gpu in enumerate(sample.gpus):
        for field in ("memory_total_bytes", "memory_used_bytes"):
            if getattr(gpu, field) is None:
                return reason_for(sample, f"gpus.{index}.{field}") or tr("the driver does not tell")
    return ""


def _has_own_memory(sample: Sample, machine: Machine | None) -> bool:
    unified = any(gpu.unified_memory for gpu in sample.gpus)
    return bool(sample.gpus) and not unified and not (machine is not None and machine.is_gb10)


def _room_of_pool(sample: Sample, leaving: Collection[str], *, is_gb10: bool) -> Room:
    total = sample.memory.total_bytes or 0
    reserve, live = min(RESERVE_BYTES, total // 4), min(LIVE_RESERVE_BYTES, total // 16)
    takers, leaves = _takers(sample, leaving)
    room, why = total - reserve - sum(taker.bytes for taker in takers), tr("The reserve decides.")
    if takers:
        why = tr("What other programs leave above the reserve decides.")
    available = sample.memory.available_bytes
    if available is not None:
        available = min(total, available + leaves)
        room = max(room, available - reserve)
        if available - live < room:
            room, why = available - live, tr("What is available at this moment decides.")
    return Room(
        max(0, room),
        total,
        reserve,
        available,
        takers,
        unified=is_gb10 or bool(sample.gpus),
        limited_by=why,
        bandwidth=GB10_BANDWIDTH if is_gb10 else _bandwidth(sample.gpus),
    )


def _bandwidth(gpus: tuple[Gpu, ...]) -> float | None:
    return bandwidth_of(gpus[0].name) if gpus else None


def _takers(sample: Sample, leaving: Collection[str]) -> tuple[tuple[Taker, ...], int]:
    """Return who has memory of the pool, and the bytes of those that leave."""
    held: dict[str, int] = {}
    leaves = 0
    for part in sample.memory.parts:
        if part.kind is not PartKind.ENGINE:
            continue
        if _is_among(part.owner, leaving):
            leaves += part.bytes
        else:
            held[part.name] = held.get(part.name, 0) + part.bytes
    for process in sample.processes:
        if process.owner.container is None or not process.memory_bytes:
            continue
        if _is_among(process.owner, leaving):
            leaves += process.memory_bytes
        else:
            name = process.owner.container
            held[name] = held.get(name, 0) + process.memory_bytes
    return tuple(Taker(name, size) for name, size in held.items()), leaves


def _is_among(owner: Owner | None, leaving: Collection[str]) -> bool:
    if owner is None:
        return False
    return owner.container in leaving or owner.container_id in leaving


def _room_of_gpus(gpus: tuple[Gpu, ...]) -> Room:
    """Return the room of GPUs that share a model evenly: the fullest one decides."""
    free = min((gpu.memory_total_bytes or 0) - (gpu.memory_used_bytes or 0) for gpu in gpus)
    count = len(gpus)
    return Room(
        max(0, free - GPU_RESERVE_BYTES) * count,
        min(gpu.memory_total_bytes or 0 for gpu in gpus) * count,
        GPU_RESERVE_BYTES * count,
        max(0, free) * count,
        gpus=count,
        limited_by=tr("The free memory of the GPU decides."),
        bandwidth=_bandwidth(gpus),
    )


def admit(fit: Fit, node_name: str) -> Check:
    """Return whether a launch may begin, with the safe setting where it may not."""
    takes, room = fit.takes_bytes / GIB, fit.room.bytes / GIB
    if fit.verdict is Verdict.NO:
        if fit.takes_bytes > fit.room.bytes:
            digits = 1 if takes - room >= 0.1 else 3  # a refusal with twice the same figure is none
            message = tr("It takes {takes} GiB, and {node_name} has room for {room} GiB.").format(
                takes=numeral(takes, digits, grouped=False),
                node_name=node_name,
                room=numeral(room, digits, grouped=False),
            )
        else:
            message = " ".join(fit.notes) or tr("Its share of the memory is too small.")
        return Check("memory", CheckVerdict.REFUSED, message, _advice(fit))
    message = tr("It takes {takes} of the {room} GiB that {node_name} has room for.").format(
        takes=numeral(takes, 1, grouped=False),
        room=numeral(room, 1, grouped=False),
        node_name=node_name,
    )
    tight = fit.verdict is Verdict.TIGHT
    hint = " ".join(fit.notes)
    return Check("memory", CheckVerdict.NOTE if tight else CheckVerdict.GOOD, message, hint)


def safe_settings(fit: Fit, settings: LaunchSettings) -> LaunchSettings | None:
    """Return settings that fit, as near to the wish as can be; None where none do."""
    if fit.verdict is not Verdict.NO:
        return settings
    fraction = settings.memory_fraction
    if fit.demand.memory_fraction is not None:
        fraction = fit.memory_fraction
    settings = replace(settings, kv_bytes=None)  # told by its fit anew
    if _does_by_its_share(fit):
        return replace(settings, memory_fraction=fraction)
    context, users = _smaller(fit)
    if not users:
        return None
    return replace(settings, context=context, users=users, memory_fraction=fraction)


def _does_by_its_share(fit: Fit) -> bool:
    """Return whether the wish fits as soon as the engine takes the right share."""
    return fit.need_bytes <= safe_share(fit.room)


def _smaller(fit: Fit) -> tuple[int, int]:
    """Return a context and users that fit: all users with less, else fewer; 0 users: none do."""
    context = fit.safe_context // _STEP * _STEP
    if context >= LEAST_CONTEXT:
        return context, fit.demand.users
    return fit.demand.context, fit.safe_users


def _advice(fit: Fit) -> str:
    fraction = fit.memory_fraction if fit.demand.memory_fraction is not None else None
    share = "" if fraction is None else numeral(fraction, 2, grouped=False)
    if _does_by_its_share(fit):
        if share:
            return tr("It fits with a share of {fraction}.").format(fraction=share)
        return tr("It fits with a smaller KV cache.")
    context, users = _smaller(fit)
    if not users:
        return _free_memory(fit)
    people = tr("1 user") if users == 1 else tr("{users} users").format(users=users)
    text = (
        tr("{context} tokens for {people} fit with a share of {fraction}.")
        if share
        else tr("{context} tokens for {people} fit.")
    )
    return text.format(context=numeral(context), people=people, fraction=share)


def _free_memory(fit: Fit) -> str:
    """Say what would help where no setting does."""
    takers = sorted(fit.room.takers, key=lambda taker: -taker.bytes)
    missing = fit.weights_bytes + fit.overhead_bytes - fit.room.bytes
    if takers and sum(taker.bytes for taker in takers) > missing > 0:
        return tr("Stop {title}, which has {bytes} GiB.").format(
            title=takers[0].title, bytes=numeral(takers[0].bytes / GIB, 1, grouped=False)
        )
    return tr("Choose a smaller model, or one with fewer bits.")
