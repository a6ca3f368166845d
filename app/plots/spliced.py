"""Rows from memory with those of the store before them. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.plots.stored import StretchRows
from app.state.rings import Gap, Timeline, Times, Values

_SLACK_S = 1.0
"""How far the two clocks may at least be apart on the same sample."""


class SplicedRows:
    """What a program that was just started draws: what it read, and what one before it kept.

    Times are those of memory. One row of NaN lies between the two: no line joins them.
    """

    def __init__(self, memory: Timeline, stored: StretchRows, offset: float) -> None:
        """Put both together.

        Args:
            memory: rows of a program that has not dropped any yet.
            stored: rows of the time before; those of the first moments may be in both.
            offset: Unix time minus the time of memory.
        """
        self.memory = memory
        self.stored = stored
        times, begin = stored.times - offset, float(memory.times[0])
        slack = max(memory.interval or 0.0, _SLACK_S)
        self.older: Times = times[: np.searchsorted(times, begin - slack)]
        """Times of the rows that memory does not have."""
        shifted = (
            replace(
                gap, start=gap.start - offset, end=None if gap.end is None else gap.end - offset
            )
            for gap in stored.gaps
        )
        # Before its first row the store knows nothing, as memory does.
        first = self.older[0] if len(self.older) else np.inf
        self._gaps = tuple(gap for gap in shifted if first <= gap.start < begin - slack)

    @property
    def times(self) -> Times:
        """Time of each row."""
        return np.concatenate((self.older, self.older[-1:] + 1e-3, self.memory.times))

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
        newer, older = self.memory.values(key), self.stored.values(key)
        if newer is None and older is None:
            return None
        count = len(self.older)
        if newer is None:
            newer = np.full(len(self.memory.times), np.nan, np.float32)
        if older is None:
            older = np.full(count, np.nan, np.float32)
        between = np.full(min(count, 1), np.nan, np.float32)
        return np.concatenate((older[:count], between, newer))

    def band(self, _key: str) -> None:
        """Extremes of each row: there are none, samples are no means."""
