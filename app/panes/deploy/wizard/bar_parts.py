"""The machine's memory with a model in it, as parts of one bar. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.core import units
from app.core.i18n import tr
from app.services.serving.fit.api import Fit, Room

MIN_WIDTH = 3.0
"""Pixels of a part that is there, however small."""


class PartOf(StrEnum):
    """What a part is; decides how it is painted."""

    TAKER = "taker"  # an engine that runs
    SYSTEM = "system"
    WEIGHTS = "weights"
    OVERHEAD = "overhead"
    KV = "kv"
    SPARE = "spare"  # of the share that the engine takes at once
    FREE = "free"
    KEPT = "kept"  # never given away


_MARGIN = 0.1
NEW = (PartOf.WEIGHTS, PartOf.OVERHEAD, PartOf.KV, PartOf.SPARE)
"""Parts of the model that is not there yet."""


@dataclass(frozen=True, slots=True)
class BarPart:
    """One part; `number` tells engines apart."""

    what: PartOf
    title: str
    bytes: int
    number: int = 0

    @property
    def details(self) -> str:
        """Return `KV cache: 4.8 GiB`."""
        return f"{self.title}: {units.memory(self.bytes)}"


@dataclass(frozen=True, slots=True)
class BarContent:
    """A whole bar."""

    parts: tuple[BarPart, ...]
    limit_bytes: int
    """Where what is kept free begins; what passes it is too much."""
    total_bytes: int
    """What the machine has."""
    beside_bytes: int = 0
    """What a bar beside it stands for, so that both have one scale."""

    @property
    def scale_bytes(self) -> int:
        """Return what the width of the bar stands for: more than there is where it does not fit."""
        return max(self.total_bytes, self.beside_bytes, sum(part.bytes for part in self.parts), 1)

    @property
    def said(self) -> str:
        """Return all parts, for screen readers."""
        return "; ".join(part.details for part in self.parts)


def without(room: Room, scale: int = 0) -> BarContent:
    """Return the bar as the machine is now, on the scale of another one."""
    return replace(_filled(room, _taken(room), ()), beside_bytes=scale)


def with_fit(fit: Fit) -> BarContent:
    """Return the bar with a model in it."""
    kv, spare = fit.kv_bytes, max(fit.takes_bytes - fit.need_bytes, 0)
    if spare < _MARGIN * kv:  # whole pages, whole percents: nobody wants to see that
        kv, spare = kv + spare, 0
    new = (
        BarPart(PartOf.WEIGHTS, tr("Weights"), fit.weights_bytes),
        BarPart(PartOf.OVERHEAD, tr("Engine"), fit.overhead_bytes),
        BarPart(PartOf.KV, tr("KV cache"), kv),
        BarPart(PartOf.SPARE, tr("More KV cache"), spare),
    )
    return _filled(fit.room, _taken(fit.room), new)


def widths(parts: Sequence[BarPart], scale: int, room: float) -> list[float]:
    """Share `room` pixels by size, each part with a few at least; the largest gives them."""
    if not parts:
        return []
    wished = [max(part.bytes / scale * room, MIN_WIDTH) for part in parts]
    excess = sum(wished) - room * min(1.0, sum(part.bytes for part in parts) / scale)
    largest = max(range(len(wished)), key=wished.__getitem__)
    wished[largest] = max(wished[largest] - excess, MIN_WIDTH)
    return wished


def _taken(room: Room) -> tuple[BarPart, ...]:
    takers = tuple(
        BarPart(PartOf.TAKER, taker.title, taker.bytes, number)
        for number, taker in enumerate(room.takers)
        if taker.bytes > 0
    )
    if room.available_bytes is None:
        return takers
    used = room.total_bytes - room.available_bytes
    system = max(used - sum(part.bytes for part in takers), 0)
    return (*takers, BarPart(PartOf.SYSTEM, tr("System and apps"), system)) if system else takers


def _filled(room: Room, taken: tuple[BarPart, ...], new: tuple[BarPart, ...]) -> BarContent:
    used = sum(part.bytes for part in taken)
    limit = min(used + max(room.bytes, 0), room.total_bytes)
    need = sum(max(part.bytes, 0) for part in new)
    free = max(limit - used - need, 0)
    kept = max(room.total_bytes - max(limit, used + need), 0)
    rest = (BarPart(PartOf.FREE, tr("Free"), free), BarPart(PartOf.KEPT, tr("Kept free"), kept))
    parts = tuple(part for part in (*taken, *new, *rest) if part.bytes > 0)
    return BarContent(parts, limit, room.total_bytes)
