"""What a machine did while a level of a benchmark ran, from the samples of its telemetry."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from app.core.i18n import tr

if TYPE_CHECKING:
    from app.services.telemetry.api import EngineReading, Gpu, Sample

NO_SAMPLE = tr("nothing of the machine was read meanwhile")
NO_COUNT = tr("the server does not tell how many tokens it wrote")
NO_METRICS = tr("the server tells no metrics")


class LevelWatch:
    """Collects the samples of one level, and what the engine says of itself."""

    def __init__(
        self,
        latest: Callable[[], Sample | None],
        meter: Callable[[], EngineReading | None],
        users: int,
    ) -> None:
        self._latest = latest
        self._meter = meter
        self._users = users
        before = latest()
        self._last = before.time if before is not None else 0.0
        self._samples: list[Sample] = []
        self._engines: list[EngineReading] = []

    def look(self) -> None:
        """Keep what is new. May block for a moment."""
        sample = self._latest()
        if sample is not None and sample.time > self._last:
            self._last = sample.time
            self._samples.append(sample)
        reading = self._meter()
        if reading is not None:
            self._engines.append(reading)

    def facts(self, seconds: float, tokens: int | None) -> tuple[dict[str, Any], dict[str, str]]:
        """Return fields of a `Level`, and why others are not known."""
        power = self._mean_power()
        found: dict[str, Any] = {
            "power_w": power,
            "joules_per_token": power * seconds / tokens if power is not None and tokens else None,
            "temperature_c": _most(gpu.temperature_c for gpu in self._gpus()),
            "clock_mhz": median(gpu.sm_clock_mhz for gpu in self._gpus()),
            "memory_bytes": _most(_memory(sample) for sample in self._samples),
            "kv_percent": _most(each.kv_cache_percent for each in self._engines),
            "others": self._others(),
        }
        reasons = {name: self._why(name) for name, value in found.items() if value is None}
        if power is not None and found["joules_per_token"] is None:
            reasons["joules_per_token"] = NO_COUNT
        return found | {"samples": len(self._samples)}, reasons

    def _gpus(self) -> Iterable[Gpu]:
        return (gpu for sample in self._samples for gpu in sample.gpus)

    def _mean_power(self) -> float | None:
        """Return the mean of what all GPUs drew together, where each of them tells."""
        sums = []
        for sample in self._samples:
            powers = [gpu.power_w for gpu in sample.gpus if gpu.power_w is not None]
            if powers and len(powers) == len(sample.gpus):
                sums.append(sum(powers))
        return statistics.fmean(sums) if sums else None

    def _others(self) -> float | None:
        asked = [
            each.requests_running + (each.requests_waiting or 0.0)
            for each in self._engines
            if each.requests_running is not None
        ]
        return max(0.0, max(asked) - self._users) if asked else None

    def _why(self, name: str) -> str:
        if name in ("kv_percent", "others"):
            return tr("the server does not tell it") if self._engines else NO_METRICS
        if not self._samples:
            return NO_SAMPLE
        if not any(sample.gpus for sample in self._samples):
            return tr("the machine has no GPU that is read")
        return tr("its GPU does not report it")


def _memory(sample: Sample) -> int | None:
    used = [gpu.memory_used_bytes for gpu in sample.gpus if gpu.memory_used_bytes is not None]
    if used:
        return sum(used)
    memory = sample.memory
    unified = any(gpu.unified_memory for gpu in sample.gpus)
    if not unified or memory.total_bytes is None or memory.available_bytes is None:
        return None
    return memory.total_bytes - memory.available_bytes


def _most(values: Iterable[Any]) -> Any:  # noqa: ANN401 - the same kind as its values
    return max((value for value in values if value is not None), default=None)


def median(values: Iterable[float | None]) -> float | None:
    """Return the median of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None
