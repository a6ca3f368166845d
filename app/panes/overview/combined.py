"""Rows in which one series may be the sum or the mean of several."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.plots.rows import Band, Rows
from app.state.rings import Gap, Times, Values

KEY = "combined"
"""What the combined series is called."""


class CombinedRows:
    """The rows of a node with one more series: `KEY`."""

    def __init__(self, rows: Rows, keys: Sequence[str], *, mean: bool) -> None:
        self._rows = rows
        self._keys = tuple(keys)
        self._mean = mean

    @property
    def times(self) -> Times:
        """Time of each row."""
        return self._rows.times

    @property
    def gaps(self) -> Sequence[Gap]:
        """Stretches without rows."""
        return self._rows.gaps

    @property
    def interval(self) -> float | None:
        """Seconds between two rows."""
        return self._rows.interval

    def values(self, key: str) -> Values | None:
        """Return one series; `KEY` counts what is known and is unknown where nothing is."""
        if key != KEY:
            return self._rows.values(key)
        known = [values for k in self._keys if (values := self._rows.values(k)) is not None]
        if len(known) < 2:
            return known[0] if known else None
        stacked = np.stack(known)
        counts = np.sum(np.isfinite(stacked), axis=0, dtype=np.float32)
        total = np.nansum(stacked, axis=0, dtype=np.float32)
        shared = total / np.maximum(counts, 1) if self._mean else total
        combined: Values = np.where(counts > 0, shared, np.nan).astype(np.float32)
        return combined

    def band(self, key: str) -> Band | None:
        """Extremes of one series: those of a sum are not known."""
        if key != KEY:
            return self._rows.band(key)
        known = [k for k in self._keys if self._rows.values(k) is not None]
        return self._rows.band(known[0]) if len(known) == 1 else None
