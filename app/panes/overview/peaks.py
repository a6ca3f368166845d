"""The most power that a machine's GPUs were seen to draw while it is connected. No Qt.

A GB10 reports no power limit: what it was seen to draw is the only measure there is.
"""

from __future__ import annotations

import numpy as np

from app.core.i18n import numeral, tr
from app.core.ids import NodeId
from app.panes.overview.combined import KEY, CombinedRows
from app.services.telemetry.api import Sample
from app.state.rings import Timeline


class PowerPeaks:
    """Highest sum over a machine's GPUs, for each node and connection."""

    def __init__(self) -> None:
        self._peaks: dict[NodeId, tuple[float, float]] = {}

    def note(self, node: NodeId, since: float, watts: float | None) -> None:
        """Take a reading of a connection that began at `since` (Unix seconds)."""
        if watts is None:
            return
        known_since, peak = self._peaks.get(node, (since, watts))
        self._peaks[node] = (since, max(peak, watts) if known_since == since else watts)

    def knows(self, node: NodeId, since: float) -> bool:
        """Whether a reading of this connection was taken already."""
        return node in self._peaks and self._peaks[node][0] == since

    def peak(self, node: NodeId) -> float | None:
        """Return the highest reading, None before the first."""
        kept = self._peaks.get(node)
        return None if kept is None else kept[1]


def power_before(history: Timeline, count: int, seconds: float) -> float | None:
    """Return the most that `count` GPUs drew together in the last `seconds` of a history."""
    keys = [f"gpus.{index}.power_w" for index in range(count)]
    values = CombinedRows(history, keys, mean=False).values(KEY)
    if values is None:
        return None
    recent = values[np.searchsorted(history.times, (history.last_time or 0.0) - seconds) :]
    known = recent[np.isfinite(recent)]
    return float(known.max()) if len(known) else None


def power_of(sample: Sample) -> float | None:
    """Return what all GPUs draw together, None when no GPU says."""
    known = [gpu.power_w for gpu in sample.gpus if gpu.power_w is not None]
    return sum(known) if known else None


def is_peak(sample: Sample, peak: float | None) -> bool:
    """Whether a power reading is measured by its peak, for want of a limit."""
    return peak is not None and not _has_limits(sample)


def _has_limits(sample: Sample) -> bool:
    return bool(sample.gpus) and all(gpu.power_limit_w is not None for gpu in sample.gpus)


def power_note(sample: Sample, peak: float | None) -> str:
    """Say what a power reading is to be measured by: a limit that the GPU has, else its peak."""
    if _has_limits(sample):
        known = [gpu.power_limit_w or 0.0 for gpu in sample.gpus]
        return tr("limit {watts} W").format(watts=numeral(sum(known), grouped=False))
    return (
        ""
        if peak is None
        else tr("peak {peak} W").format(peak=numeral(peak, 0 if peak >= 10 else 1, grouped=False))
    )
