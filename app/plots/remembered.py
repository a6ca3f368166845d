"""A machine that sent nothing since the program started, as its history knows it. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from app.plots.missing_gpus import with_missing_gpus
from app.services.telemetry.api import (
    Cpu,
    Memory,
    MemoryPart,
    PartKind,
    Pressure,
    Sample,
    Temperature,
)
from app.services.telemetry.metrics import describe

_GROUPS = ("gpus", "memory", "cpu", "temperatures", "disks", "networks", "pressure", "rails")
_PARTS = "memory.parts."
HISTORY = "history"
"""Source of such a sample."""


def remembered_sample(node: str, keys: Iterable[str], reason: str) -> Sample:
    """Return a sample without values whose charts are those of the keys.

    Args:
        node: id of the node.
        keys: series that its history holds.
        reason: why nothing is known now.
    """
    known = tuple(keys)
    kinds = {kind for kind in PartKind if f"{_PARTS}{kind.value}" in known}
    cores = sum(key.startswith("cpu.per_core_percent.") for key in known)
    sensors = [key.partition(".")[2] for key in known if key.startswith("temperatures.")]
    swap = 0 if "memory.swap_used_bytes" in known else None
    waits = any(key.startswith("pressure.") for key in known)
    sample = Sample(
        time=0.0,
        node=node,
        source=HISTORY,
        memory=Memory(
            None, None, swap, None, tuple(MemoryPart(kind.value, kind, 0) for kind in kinds)
        ),
        gpus=(),
        cpu=Cpu(None, (None,) * cores, None),
        temperatures=tuple(
            Temperature(describe(f"temperatures.{sensor}").title, sensor, None)
            for sensor in sensors
        ),
        pressure=Pressure(None, None, None, None) if waits else None,
        reasons=MappingProxyType(dict.fromkeys(_GROUPS, reason)),
    )
    return with_missing_gpus(sample, known)
