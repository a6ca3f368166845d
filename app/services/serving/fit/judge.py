"""Whether a model fits: pure, and fast enough to be asked while a slider is dragged."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.core.i18n import numeral, tr
from app.services.serving.fit.api import (
    GIB,
    KV_MARGIN,
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

    def need_in_pages(self, demand: Demand) -> int:
        """Return the same with a KV cache that counts in pages."""
        kv = kv_bytes(self.shape, demand, self.room.gpus)
        return self.need(demand) + math.ceil(kv * (KV_MARGIN - 1))

    def share(self, demand: Demand) -> int | None:
        """Return the bytes that an engine takes at once; None for one that takes what it needs."""
        if not self.overhead.preallocates:
            return None
        if demand.kv_bytes is not None:
            cache = demand.kv_bytes * self.room.gpus
            return self.weights.bytes + self.overhead_bytes(demand) + cache
        if demand.memory_fraction is None:
            return None
        return int(demand.memory_fraction * self.room.total_bytes)

    def is_too_small(self, demand: Demand) -> bool:
        """Return whether the chosen share does not even do for one user: it would not start."""
        share = self.share(demand)
        return share is not None and self.need(replace(demand, users=1)) > share

    def budget(self, demand: Demand) -> int:
        """Return what it may have: its share where that does, else the largest that is safe."""
        share = self.share(demand)
        if share is None:
            return self.room.bytes
        if share > self.room.bytes or self.is_too_small(demand):
            return safe_share(self.room)
        return share

    def peak(self, demand: Demand) -> int:
        """Return the most while it starts: it compiles before it makes the KV cache."""
        need = self.need(demand)
        if not self.room.unified:
            return need  # what compiling takes is the host's memory
        start = self.weights.bytes + self.overhead_bytes(demand) + self.overhead.transient_bytes
        return max(start, need)


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
    speed = measured_speed(measured) if measured is not None else None
    if speed is None:
        speed = _estimate(case, demand, bandwidth, drafts=drafts)
    return Fit(
        verdict=_verdict(case, demand),
        weights_bytes=weights.bytes,
        kv_bytes=kv_bytes(shape, demand, room.gpus),
        overhead_bytes=case.overhead_bytes(demand),
        need_bytes=need,
        room=room,
        demand=demand,
        max_context=_most_context(case, demand, case.need),
        max_users=_most_users(case, demand, case.need),
        memory_fraction=safe_fraction(room),
        speed=speed,
        method=_method(shape, weights, overhead),
        is_estimate=weights.is_estimate or shape.is_upper_bound,
        takes_bytes=need if share is None else share,
        safe_context=_most_context(case, demand, case.need_in_pages),
        safe_users=_most_users(case, demand, case.need_in_pages),
        notes=_notes(case, demand, quantization, speed),
    )


def _estimate(
    case: _Case, demand: Demand, bandwidth: float | None, *, drafts: bool
) -> Speed | None:
    room = case.room
    return estimate_speed(
        case.shape,
        case.weights,
        bandwidth,
        demand,
        drafts=drafts,
        gpus=room.gpus,
        machines=room.machines,
    )


def safe_fraction(room: Room) -> float | None:
    """Return the largest part of the memory that may be taken at once, in whole percent."""
    if room.total_bytes <= 0 or room.bytes <= 0:
        return None
    return min(95, room.bytes * 100 // room.total_bytes) / 100


def safe_share(room: Room) -> int:
    """Return the bytes of the largest safe part."""
    return int((safe_fraction(room) or 0.0) * room.total_bytes)


def _verdict(case: _Case, demand: Demand) -> Verdict:
    """Return NO for what would pass the room, or an engine's own share so that it cannot start.

    An engine that takes its share at once lets requests wait that its cache has no place for.
    """
    room, share, need = case.room.bytes, case.share(demand), case.need(demand)
    if case.is_too_small(demand) or (need if share is None else share) > room:
        return Verdict.NO
    return Verdict.TIGHT if _is_tight(case, demand) else Verdict.FITS


def _is_tight(case: _Case, demand: Demand) -> bool:
    """Return whether estimates that are a little off would matter, or requests would wait."""
    room, share, need = case.room.bytes, case.share(demand), case.need(demand)
    if case.peak(demand) > room or (share is not None and need > share):
        return True
    if share is None or demand.kv_bytes is not None:
        return max(need, share or 0) > TIGHT_SHARE * room
    return case.need(replace(demand, users=1)) > TIGHT_SHARE * share


def _largest(most: int, fits: Callable[[int], bool]) -> int:
    """Return the largest number up to `most` that fits; 0 when none does."""
    if most <= 0 or not fits(1):
        return 0
    low, high = 1, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _most_context(case: _Case, demand: Demand, need: Callable[[Demand], int]) -> int:
    budget = case.budget(demand)
    most = case.shape.context or UNKNOWN_CONTEXT
    return _largest(most, lambda context: need(replace(demand, context=context)) <= budget)


def _most_users(case: _Case, demand: Demand, need: Callable[[Demand], int]) -> int:
    budget = case.budget(demand)
    return _largest(MOST_USERS, lambda users: need(replace(demand, users=users)) <= budget)


def _method(shape: ModelShape, weights: Weights, overhead: Overhead) -> str:
    engine = tr("Engine: {fixed_bytes:.3g} GiB").format(fixed_bytes=overhead.fixed_bytes / GIB)
    if overhead.source:
        engine += f", {overhead.source}"
    return tr("Weights: {origin}. {method} {engine}.").format(
        origin=weights.origin, method=shape.method, engine=engine
    )


def _notes(case: _Case, demand: Demand, quantization: str, speed: Speed | None) -> tuple[str, ...]:
    notes = []
    if case.shape.context is not None and demand.context > case.shape.context:
        notes.append(
            tr("The model was made for {context} tokens.").format(
                context=numeral(case.shape.context)
            )
        )
    notes += _notes_of_share(case, demand)
    peak, room = case.peak(demand), case.room.bytes
    if peak > room >= case.need(demand):
        notes.append(
            tr(
                "While it starts it may take up to {peak} GiB for some minutes, and there "
                "is room for {room} GiB: stop what else is running meanwhile."
            ).format(
                peak=numeral(peak / GIB, grouped=False), room=numeral(room / GIB, grouped=False)
            )
        )
    if speed is not None and speed.likely < SLOW:
        notes.append(_slow(quantization))
    return tuple(notes)


def _notes_of_share(case: _Case, demand: Demand) -> tuple[str, ...]:
    share, need = case.share(demand), case.need(demand)
    if share is None:
        return ()
    if demand.kv_bytes is None:
        takes = tr("A share of {memory_fraction:g} is {share} GiB").format(
            memory_fraction=demand.memory_fraction, share=numeral(share / GIB, 1, grouped=False)
        )
    else:
        takes = tr("With its KV cache of {kv_bytes} GiB it takes {share} GiB").format(
            kv_bytes=numeral(demand.kv_bytes / GIB, 1, grouped=False),
            share=numeral(share / GIB, 1, grouped=False),
        )
    if share > case.room.bytes:
        return (
            tr("{takes}, which the engine takes at once, whatever the model needs.").format(
                takes=takes
            ),
        )
    if case.is_too_small(demand):
        one = case.need(replace(demand, users=1))
        return (
            tr("{takes}, and one user needs {one} GiB: the engine would not start.").format(
                takes=takes, one=numeral(one / GIB, 1, grouped=False)
            ),
        )
    if need > share:
        users = tr("{users} users with a full context need {need} GiB").format(
            users=demand.users, need=numeral(need / GIB, 1, grouped=False)
        )
        return (
            tr("{takes}, and {users}: some of their requests would wait.").format(
                takes=takes, users=users
            ),
        )
    return ()


def _slow(quantization: str) -> str:
    wide = quantization.upper() in ("", "BF16", "F16", "FP16", "F32")
    return (
        tr("Slow: pick FP8 or NVFP4.") if wide else tr("Slow: a smaller model would answer faster.")
    )
