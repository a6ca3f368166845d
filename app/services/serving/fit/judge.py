"""Whether a model fits: pure, and fast enough to be asked while a slider is dragged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.services.serving.fit.api import (
    GIB,
    LIVE_RESERVE_BYTES,
    Demand,
    Fit,
    ModelShape,
    Overhead,
    Room,
    Speed,
    Verdict,
    Weights,
)
from app.services.serving.fit.kv import kv_bytes
from app.services.serving.fit.speed import estimate_speed, measured_speed

if TYPE_CHECKING:
    from app.services.serving.measured import SpeedSeen

TIGHT_SHARE = 0.9
"""More of the room than this is tight: what estimates may be off by has to fit as well."""
MOST_USERS = 1024
UNKNOWN_CONTEXT = 1 << 20
"""The largest context that is offered where the model does not say what it was made for."""
SLOW = 5.0
"""Tokens per second that nobody likes to wait for: about as fast as reading aloud."""


@dataclass(frozen=True, slots=True)
class _Case:
    """What stays the same while the demand changes."""

    shape: ModelShape
    weights: Weights
    overhead: Overhead
    room: Room

    def overhead_bytes(self, demand: Demand) -> int:
        """Return what the engine takes for itself, on every GPU."""
        step = self.overhead.per_batch_token * demand.batch_tokens
        return (self.overhead.fixed_bytes + step) * self.room.gpus

    def need(self, demand: Demand) -> int:
        """Return weights, KV cache and the engine itself."""
        kv = kv_bytes(self.shape, demand, self.room.gpus)
        return self.weights.bytes + kv + self.overhead_bytes(demand)

    def budget(self, demand: Demand) -> int:
        """Return what all of it may have: the room, or the share that was chosen."""
        share = self.share(demand)
        return self.room.bytes if share is None else min(self.room.bytes, share)

    def share(self, demand: Demand) -> int | None:
        """Return the bytes that an engine takes at once; None for one that takes what it needs."""
        if demand.memory_fraction is None or not self.overhead.preallocates:
            return None
        return int(demand.memory_fraction * self.room.total_bytes)


def judge(
    shape: ModelShape,
    weights: Weights,
    demand: Demand,
    overhead: Overhead,
    room: Room,
    *,
    quantization: str = "",
    bandwidth: float | None = None,
    measured: SpeedSeen | None = None,
    drafts: bool = False,
) -> Fit:
    """Return whether a model fits, with the largest setting that does, and how fast it will be."""
    case = _Case(shape, weights, overhead, room)
    need, share = case.need(demand), case.share(demand)
    speed = (
        measured_speed(measured)
        if measured is not None
        else estimate_speed(shape, weights, bandwidth, demand, drafts=drafts, gpus=room.gpus)
    )
    return Fit(
        verdict=_verdict(case, demand),
        weights_bytes=weights.bytes,
        kv_bytes=kv_bytes(shape, demand, room.gpus),
        overhead_bytes=case.overhead_bytes(demand),
        need_bytes=need,
        room=room,
        demand=demand,
        max_context=_max_context(case, demand),
        max_users=_max_users(case, demand),
        memory_fraction=safe_fraction(room),
        speed=speed,
        method=_method(shape, weights, overhead),
        is_estimate=weights.is_estimate or shape.is_upper_bound,
        takes_bytes=need if share is None else share,
        notes=_notes(case, demand, quantization, speed),
    )


def safe_fraction(room: Room) -> float | None:
    """Return the largest part of the memory that may be taken at once, in whole percent."""
    if room.total_bytes <= 0 or room.bytes <= 0:
        return None
    return min(95, room.bytes * 100 // room.total_bytes) / 100


def _peak(case: _Case, demand: Demand) -> int:
    """Return the most while it starts: kernels are compiled before the KV cache is made."""
    start = case.weights.bytes + case.overhead_bytes(demand) + case.overhead.transient_bytes
    return max(start, case.need(demand))


def _verdict(case: _Case, demand: Demand) -> Verdict:
    room, share, need = case.room, case.share(demand), case.need(demand)
    if need > case.budget(demand) or (share is not None and share > room.bytes):
        return Verdict.NO
    peak = _peak(case, demand)
    if peak > _at_start(room):
        return Verdict.NO
    if peak > room.bytes or need > TIGHT_SHARE * case.budget(demand):
        return Verdict.TIGHT
    return Verdict.FITS


def _at_start(room: Room) -> int:
    """Return what may be had for the minutes of a start: the reserve is there for such."""
    if room.unified:
        spared = room.bytes + max(0, room.reserve_bytes - LIVE_RESERVE_BYTES)
        if room.available_bytes is None:
            return spared
        return max(room.bytes, min(spared, room.available_bytes - LIVE_RESERVE_BYTES))
    return room.bytes


def _largest(most: int, fits: Callable[[int], bool]) -> int:
    """Return the largest number up to `most` that fits; 0 when none does."""
    if most <= 0 or not fits(1):
        return 0
    low, high = 1, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _max_context(case: _Case, demand: Demand) -> int:
    budget = case.budget(demand)
    most = case.shape.context or UNKNOWN_CONTEXT
    return _largest(most, lambda context: case.need(replace(demand, context=context)) <= budget)


def _max_users(case: _Case, demand: Demand) -> int:
    budget = case.budget(demand)
    return _largest(MOST_USERS, lambda users: case.need(replace(demand, users=users)) <= budget)


def _method(shape: ModelShape, weights: Weights, overhead: Overhead) -> str:
    engine = f"{overhead.fixed_bytes / GIB:.3g} GiB for the engine"
    if overhead.source:
        engine += f" ({overhead.source})"
    return f"Weights: {weights.origin}. {shape.method} {engine}."


def _notes(case: _Case, demand: Demand, quantization: str, speed: Speed | None) -> tuple[str, ...]:
    notes = []
    if case.shape.context is not None and demand.context > case.shape.context:
        notes.append(f"The model was made for {case.shape.context:,} tokens.")
    share = case.share(demand)
    safe = safe_fraction(case.room)
    if share is not None and share > case.room.bytes and safe is not None:
        notes.append(
            f"A share of {demand.memory_fraction:g} is {share / GIB:.1f} GiB, whatever the model "
            f"needs; {safe:.2f} is the largest that is safe now."
        )
    if _peak(case, demand) > case.room.bytes >= case.need(demand):
        notes.append("While it starts it may take more than there is room for.")
    if speed is not None and not speed.is_measured and speed.likely < SLOW:
        notes.append(_slow(quantization))
    return tuple(notes)


def _slow(quantization: str) -> str:
    wide = quantization.upper() in ("", "BF16", "F16", "FP16", "F32")
    return "Slow: pick FP8 or NVFP4." if wide else "Slow: a smaller model would answer faster."
