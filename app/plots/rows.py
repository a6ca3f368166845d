"""What a plot draws: rows of named values over time, from memory or from the history's store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from app.state.rings import Gap, Times, Values

_HOLD_FACTOR = 2.5


@dataclass(frozen=True, slots=True)
class Band:
    """Smallest and largest value of each row."""

    low: Values
    high: Values


class Rows(Protocol):
    """Rows over one increasing time axis; NaN stands for unknown. `Timeline` is one."""

    @property
    def times(self) -> Times:
        """Time of each row, oldest first; in the middle of the stretch that it is the mean of."""
        ...

    @property
    def gaps(self) -> Sequence[Gap]:
        """Stretches without rows, with the reason."""
        ...

    @property
    def interval(self) -> float | None:
        """Seconds between two rows."""
        ...

    def values(self, key: str) -> Values | None:
        """Return one series beside `times`, None if it was never known."""
        ...

    def band(self, key: str) -> Band | None:
        """Return the extremes beside `times` where rows are means; else None."""
        ...


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time that all charts show, on the clock of the rows."""

    start: float
    end: float
    wall_offset: float = 0.0
    """Unix time minus the rows' time, now; 0 for rows of the store."""

    @property
    def span(self) -> float:
        """Seconds from start to end."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows that a window shows, with one more on each side."""

    rows: Rows
    window: Window
    first: int
    last: int

    @classmethod
    def of(cls, rows: Rows, window: Window) -> Slice:
        """Find the rows of `window`."""
        times = rows.times
        first, last = np.searchsorted(times, (window.start, window.end))
        return cls(rows, window, max(int(first) - 1, 0), min(int(last) + 1, len(times)))

    @property
    def times(self) -> Times:
        """Time of each row."""
        return self.rows.times[self.first : self.last]

    def values(self, key: str) -> Values | None:
        """Values of one series, None if it was never known."""
        values = self.rows.values(key)
        return None if values is None else values[self.first : self.last]

    def band(self, key: str) -> Band | None:
        """Extremes of one series where rows are means; else None."""
        band = self.rows.band(key)
        if band is None:
            return None
        return Band(band.low[self.first : self.last], band.high[self.first : self.last])

    @property
    def hold(self) -> float:
        """Seconds for which a row speaks."""
        return _HOLD_FACTOR * (self.rows.interval or 1.0)
