"""GPUs that were seen before and are not reported now. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.services.telemetry.api import Gpu, Sample

_PREFIX = "gpus."


def with_missing_gpus(sample: Sample, known_keys: Iterable[str]) -> Sample:
    """Return `sample` with blank GPUs in place of those it lost.

    A driver that hangs reports no GPU at all: its charts stay, with a gap and the reason.

    Args:
        sample: the newest one.
        known_keys: series that the history of its node holds.
    """
    if sample.gpus:
        return sample
    seen = [key.split(".") for key in known_keys if key.startswith(_PREFIX)]
    count = max((int(index) + 1 for _, index, _ in seen), default=0)
    own_memory = {int(index) for _, index, field in seen if field == "memory_used_bytes"}
    return replace(sample, gpus=tuple(_blank(i not in own_memory) for i in range(count)))


def _blank(unified: bool) -> Gpu:
    return Gpu("GPU", None, None, None, None, None, None, None, None, unified)
