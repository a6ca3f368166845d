"""`Sample` → what `watch --json` prints: plain JSON values, in the shape the README documents."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.core.units import iso_time
from app.services.telemetry.api import Sample


def sample_to_json(sample: Sample) -> dict[str, Any]:
    """Return a sample as JSON values. What is null has its reason under `reasons`."""
    return {
        "time": iso_time(sample.time),
        "node": sample.node,
        "source": sample.source,
        "memory": asdict(sample.memory) | {"parts": _parts(sample)},
        "gpus": [asdict(gpu) for gpu in sample.gpus],
        "cpu": asdict(sample.cpu),
        "temperatures": [asdict(item) for item in sample.temperatures],
        "disks": [asdict(item) for item in sample.disks],
        "networks": [asdict(item) for item in sample.networks],
        "pressure": None if sample.pressure is None else asdict(sample.pressure),
        "processes": [asdict(item) for item in sample.processes],
        "machine_time": None if sample.machine_time is None else iso_time(sample.machine_time),
        "monotonic_s": sample.monotonic_s,
        "reasons": dict(sample.reasons),
    }


def _parts(sample: Sample) -> list[dict[str, Any]]:
    return [asdict(part) | {"kind": part.kind.value} for part in sample.memory.parts]
