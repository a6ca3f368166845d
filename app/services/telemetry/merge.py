"""Samples of several sources → one. What the first knows stays; the others fill what it lacks.

A value that was filled in has its origin under its dotted name, and no reason any more.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from app.services.telemetry.api import Cpu, Gpu, Memory, Pressure, Sample

if TYPE_CHECKING:
    PartT = TypeVar("PartT", Cpu, Gpu, Memory, Pressure)

_WHOLE = ("temperatures", "disks", "networks", "processes", "rails")
"""Lists that are taken whole: two sources name the same device differently."""
_COLLECTED = ("engines", "kernel_events")
"""Lists to which every source adds."""


def merge(base: Sample, extras: Iterable[Sample]) -> Sample:
    """Return `base` with what each of `extras` knows beyond it, the first of them first."""
    merged = base
    for extra in extras:
        merged = _Merge(merged, extra).merged()
    return merged


def blank(node: str, source: str) -> Sample:
    """Return a sample that knows nothing yet."""
    memory = Memory(None, None, None, None)
    return Sample(time.time(), node, source, memory, (), Cpu(None, (), None))


def gpu_index(gpus: Sequence[Gpu], wanted: Gpu, position: int) -> int | None:
    """Return which of `gpus` is `wanted`: by UUID, by its position where one of them has none."""
    if wanted.uuid is not None:
        for index, gpu in enumerate(gpus):
            if gpu.uuid == wanted.uuid:
                return index
    if position >= len(gpus):
        return None
    return position if wanted.uuid is None or gpus[position].uuid is None else None


class _Merge:
    """One extra sample on its way into another."""

    def __init__(self, base: Sample, extra: Sample) -> None:
        self._base = base
        self._extra = extra
        self._reasons = dict(base.reasons)
        self._origins = dict(base.origins)

    def merged(self) -> Sample:
        base, extra = self._base, self._extra
        lists: dict[str, Any] = {name: self._list(name) for name in _WHOLE + _COLLECTED}
        return replace(
            base,
            memory=self._memory(),
            gpus=self._gpus(),
            cpu=self._filled("cpu", base.cpu, extra.cpu),
            pressure=self._pressure(),
            prochot=extra.prochot if base.prochot is None else base.prochot,
            machine_time=extra.machine_time if base.machine_time is None else base.machine_time,
            reasons=self._reasons,
            origins=self._origins,
            **lists,
        )

    def _took(self, name: str, *, group: bool = False) -> None:
        """Write down that `name` came from the extra source, with its own reasons below it."""
        self._origins[name] = self._extra.origins.get(name, self._extra.source)
        self._reasons.pop(name, None)
        if group:
            _drop_below(self._reasons, name)
            self._reasons.update(_below(self._extra.reasons, name))

    def _filled(self, where: str, known: PartT, extra: PartT, skip: Sequence[str] = ()) -> PartT:
        """Return `known` with the values that only `extra` has."""
        values = {}
        for item in fields(known):
            value = getattr(extra, item.name)
            missing = getattr(known, item.name) in (None, ())
            if item.name in skip or not missing or value in (None, ()):
                continue
            values[item.name] = value
            self._took(f"{where}.{item.name}", group=True)
        return replace(known, **values) if values else known

    def _memory(self) -> Memory:
        known, extra = self._base.memory, self._extra.memory
        # Parts sum to a total: they are taken with that total or not at all.
        other_total = known.total_bytes is not None and known.total_bytes != extra.total_bytes
        return self._filled("memory", known, extra, ("parts",) if other_total else ())

    def _pressure(self) -> Pressure | None:
        known, extra = self._base.pressure, self._extra.pressure
        if known is None and extra is not None:
            self._took("pressure", group=True)
        if known is None or extra is None:
            return known or extra
        return self._filled("pressure", known, extra)

    def _gpus(self) -> tuple[Gpu, ...]:
        known = list(self._base.gpus)
        if not known:
            if self._extra.gpus:
                self._took("gpus", group=True)
            return self._extra.gpus
        for position, extra in enumerate(self._extra.gpus):
            index = gpu_index(known, extra, position)
            if index is None:
                continue
            # On unified memory there is no VRAM: what an exporter tells is the host's, twice.
            skip = ("memory_total_bytes", "memory_used_bytes") * known[index].unified_memory
            known[index] = self._filled(f"gpus.{index}", known[index], extra, skip)
        return tuple(known)

    def _list(self, name: str) -> tuple[object, ...]:
        known: tuple[object, ...] = getattr(self._base, name)
        extra: tuple[object, ...] = getattr(self._extra, name)
        if not extra or (known and name in _WHOLE):
            return known
        if name in _WHOLE:
            self._took(name, group=True)
            return extra
        for index in range(len(extra)):
            self._origins[f"{name}.{len(known) + index}"] = self._extra.source
            old, new = f"{name}.{index}.", f"{name}.{len(known) + index}."
            for key, why in self._extra.reasons.items():
                if key.startswith(old):
                    self._reasons[new + key.removeprefix(old)] = why
        self._reasons.pop(name, None)
        return (*known, *extra)


def _below(reasons: Mapping[str, str], name: str) -> dict[str, str]:
    return {key: why for key, why in reasons.items() if key.startswith(f"{name}.")}


def _drop_below(reasons: dict[str, str], name: str) -> None:
    for key in _below(reasons, name):
        del reasons[key]
