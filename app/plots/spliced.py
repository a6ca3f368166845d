"""Rows from memory with those of the store before them. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.plots.stored import StretchRows
from app.state.rings import Gap, Timeline, Times, Values


class SplicedRows:
    """What a program that was just started draws: what it read, and what one before it kept.

    Times are those of memory. One row of NaN lies between the two: no line joins them.
    """

    def __init__(self, memory: Timeline, stored: StretchRows, offset: float) -> None:
        """Put both together; `offset` is Unix time minus the time of memory."""
        self.memory = memory
        self.stored = stored
        self._older = stored.times - offset
        shifted = (
            replace(
                gap, start=gap.start - offset, end=None if gap.end is None else gap.end - offset
            )
            for gap in stored.gaps
        )
        # Before its first row the store knows nothing, as memory does.
        first = self._older[0] if len(self._older) else np.inf
        self._gaps = tuple(gap for gap in shifted if gap.start >= first)

    @property
    def times(self) -> Times:
        """Time of each row."""
        newer, count = self.memory.times, self._count
        between = self._older[max(count - 1, 0) : count] + 1e-3
        return np.concatenate((self._older[:count], between, newer))

    @property
    def gaps(self) -> Sequence[Gap]:
        """Stretches without rows, with the reason."""
        return (*self._gaps, *self.memory.gaps)

    @property
    def interval(self) -> float | None:
        """Seconds between two rows of memory."""
        return self.memory.interval

    def values(self, key: str) -> Values | None:
        """Return one series beside `times`, None if it was never known."""
        newer, older, count = self.memory.values(key), self.stored.values(key), self._count
        if newer is None and older is None:
            return None
        if newer is None:
            newer = np.full(len(self.memory.times), np.nan, np.float32)
        if older is None:
            older = np.full(count, np.nan, np.float32)
        between = np.full(min(count, 1), np.nan, np.float32)
        return np.concatenate((older[:count], between, newer))

    def band(self, _key: str) -> None:
        """Extremes of each row: there are none, samples are no means."""

    @property
    def _count(self) -> int:
        """How many rows of the store lie before those of memory."""
        newer = self.memory.times
        return int(np.searchsorted(self._older, newer[0] - 2e-3)) if len(newer) else 0
