"""History in memory: one time axis and many series, preallocated, with gaps kept as gaps.

Buffers are mirrored: every value is written twice, `capacity` apart, so that the newest rows are
always one contiguous array and reading them copies nothing. NaN stands for unknown.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.core.i18n import tr

Times: TypeAlias = npt.NDArray[np.float64]
Values: TypeAlias = npt.NDArray[np.float32]

CAPACITY = 9_000
"""Rows: 15 minutes at 10 Hz."""
GAP_FACTOR = 2.5
"""A pause longer than this many intervals is a gap."""
MAX_SERIES = 2048
"""Each takes memory for as long as the program runs."""
_KEPT_GAPS = 256
_KEPT_STEPS = 9


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without samples. `end` is None while it lasts; times as in `Timeline.times`."""

    start: float
    end: float | None
    reason: str


class Timeline:
    """Rows of named values over one increasing time axis, the oldest overwritten by the newest.

    A series takes memory from the first row in which it is known. A gap is one row of NaN, so that
    no line is drawn across it, and an entry of `gaps`, so that it can be shown.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self.gaps: deque[Gap] = deque(maxlen=_KEPT_GAPS)
        self.rows = 0
        """Rows ever written: the absolute number of the next row."""
        self._times = np.empty(2 * capacity, np.float64)
        self._series: dict[str, Values] = {}
        self._last: float | None = None
        self._steps: deque[float] = deque(maxlen=_KEPT_STEPS)
        self._interval: float | None = None

    def __len__(self) -> int:
        return min(self.rows, self.capacity)

    @property
    def first_row(self) -> int:
        """Absolute number of the oldest row that is kept."""
        return self.rows - len(self)

    @property
    def last_time(self) -> float | None:
        """Time of the newest sample."""
        return self._last

    @property
    def keys(self) -> Iterable[str]:
        """Series that were known at least once."""
        return self._series.keys()

    @property
    def times(self) -> Times:
        """Time of each kept row, oldest first: a view."""
        start = self.first_row % self.capacity
        return self._times[start : start + len(self)]

    def values(self, key: str) -> Values | None:
        """Values of one series beside `times`: a view, or None if it was never known."""
        series = self._series.get(key)
        if series is None:
            return None
        start = self.first_row % self.capacity
        return series[start : start + len(self)]

    def band(self, _key: str) -> None:
        """Extremes of each row: there are none, a row is one sample and no mean of many."""

    @property
    def interval(self) -> float | None:
        """Seconds expected between two samples: as told, else the median of the last few."""
        if self._interval is not None:
            return self._interval
        if len(self._steps) < 2:
            return None
        return sorted(self._steps)[len(self._steps) // 2]

    def expect_interval(self, seconds: float | None) -> None:
        """Say how often samples come; None: find out from the samples."""
        self._interval = seconds
        self._steps.clear()

    def append(self, time: float, row: Mapping[str, float | None]) -> None:
        """Add one sample; a `time` not later than the newest is moved just behind it."""
        last = self._last
        if last is not None:
            time = max(time, last + 1e-3)
            self._note_step(last, time)
        self._write(time, row)
        self._last = time

    def prepend(self, times: Times, series: Mapping[str, Values], reason: str) -> None:
        """Put older rows before those there are: the newest of them that there is room for.

        Args:
            times: Increasing; those that are not before the first row here are left out.
            series: Values beside `times`, NaN where unknown; a row in which all are is a gap.
            reason: Why there is no sample between the last of these rows and the first here.
        """
        room = self.capacity - self.rows - 1
        if not self.rows or room <= 0:
            return
        first = float(self.times[0])
        stop = int(np.searchsorted(times, first - 1e-3))
        kept = slice(max(stop - room, 0), stop)
        older = times[kept]
        if not len(older):
            return
        columns = {key: values[kept] for key, values in series.items()}
        gaps = list(_gaps_in(older, columns))
        last, interval = float(older[-1]), self.interval
        if interval is None or first - last > GAP_FACTOR * interval:
            older = np.append(older, last + 5e-4)
            gaps.append(Gap(last, first, reason))
        self.gaps = deque((*gaps, *self.gaps), maxlen=_KEPT_GAPS)
        self._insert(older, columns)

    def _insert(self, older: Times, columns: Mapping[str, Values]) -> None:
        """Move the rows there are behind `older`; a column that is shorter ends unknown."""
        count, total = len(older), len(older) + self.rows
        newer = {key: self._series[key][: self.rows].copy() for key in self._series}
        times = np.concatenate((older, self._times[: self.rows]))
        self._mirror(self._times, times)
        keys = list({**newer, **columns})[: max(MAX_SERIES, len(newer))]
        for key in keys:
            column = np.full(total, np.nan, np.float32)
            if key in columns:
                column[: len(columns[key])] = columns[key]
            if key in newer:
                column[count:] = newer[key]
            else:
                self._series[key] = np.empty(2 * self.capacity, np.float32)
            self._mirror(self._series[key], column)
        self.rows = total

    def _mirror(self, buffer: Times | Values, rows: Times | Values) -> None:
        """Write rows at the beginning of both halves of a buffer."""
        buffer[: len(rows)] = buffer[self.capacity : self.capacity + len(rows)] = rows

    def open_gap(self, reason: str) -> None:
        """Say that samples stopped; the gap ends with the next one."""
        if self._last is None or (self.gaps and self.gaps[-1].end is None):
            return
        self._break_at(self._last)
        self.gaps.append(Gap(self._last, None, reason))

    def _note_step(self, last: float, time: float) -> None:
        step = time - last
        if self.gaps and self.gaps[-1].end is None:
            open_gap = self.gaps.pop()
            self.gaps.append(Gap(open_gap.start, time, open_gap.reason))
            return
        interval = self.interval
        if interval is not None and step > GAP_FACTOR * interval:
            self._break_at(last)
            self.gaps.append(Gap(last, time, tr("no samples")))
        self._steps.append(step)

    def _break_at(self, time: float) -> None:
        self._write(time + 5e-4, {})

    def _write(self, time: float, row: Mapping[str, float | None]) -> None:
        capacity = self.capacity
        place = self.rows % capacity
        mirror = place + capacity
        self._times[place] = self._times[mirror] = time
        for key, series in self._series.items():
            value = row.get(key)
            series[place] = series[mirror] = np.nan if value is None else value
        for key, value in row.items():
            if value is not None and key not in self._series and len(self._series) < MAX_SERIES:
                self._start_series(key)[[place, mirror]] = value
        self.rows += 1

    def _start_series(self, key: str) -> Values:
        series = np.empty(2 * self.capacity, np.float32)
        # Only rows that exist are touched: memory of the rest stays with the system until used.
        first, kept = self.first_row % self.capacity, len(self)
        series[first : first + kept] = np.nan
        if kept:
            series[: min(first, kept)] = np.nan
            series[self.capacity : self.capacity + first + kept] = np.nan
        self._series[key] = series
        return series


def _gaps_in(times: Times, columns: Mapping[str, Values]) -> Iterator[Gap]:
    """Yield the gaps that rows without any value stand for."""
    unknown = np.ones(len(times), np.bool_)
    for values in columns.values():
        unknown &= np.isnan(values)
    for place in np.flatnonzero(unknown):
        if 0 < place < len(times) - 1:
            yield Gap(float(times[place - 1]), float(times[place + 1]), tr("no samples"))


def decimate(times: Times, values: Values, bucket: float) -> tuple[Times, Values]:
    """Reduce a series to one minimum and maximum per `bucket` seconds; unknown stays a break.

    Buckets begin at multiples of `bucket`, whatever is read, so that a scrolling curve keeps its
    shape instead of shimmering. A series that is not denser than its buckets is returned as it is.
    """
    count = len(times)
    if count < 3 or (times[-1] - times[0]) >= 0.5 * bucket * count:
        return times, values
    first = np.floor(times[0] / bucket)
    last = np.floor(times[-1] / bucket)
    edges = np.arange(first + 1, last + 1) * bucket
    starts = np.concatenate(([0], np.searchsorted(times, edges)))
    starts = starts[np.append(np.diff(starts) > 0, starts[-1] < count)]
    low = np.minimum.reduceat(values, starts)
    high = np.maximum.reduceat(values, starts)
    broken = np.flatnonzero(np.isnan(low))
    if len(broken):
        low, high = np.fmin.reduceat(values, starts), np.fmax.reduceat(values, starts)
    rising = values[starts] <= values[np.append(starts[1:], count) - 1]
    pairs = np.empty(2 * len(starts), np.float32)
    pairs[0::2] = np.where(rising, low, high)
    pairs[1::2] = np.where(rising, high, low)
    reduced = np.repeat(times[starts], 2)
    if len(broken):
        after = 2 * broken + 2
        pairs = np.insert(pairs, after, np.nan)
        reduced = np.insert(reduced, after, times[starts[broken]])
    return reduced, pairs


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows of a window grouped into equal columns of time, for pictures made column by column.

    Columns begin at multiples of their length. One without rows shows what the last row before it
    said, for up to `hold` seconds.
    """

    owner: npt.NDArray[np.intp]
    """For each column the group of rows it shows, -1 for none."""
    starts: npt.NDArray[np.intp]
    """First row of each group."""
    counts: npt.NDArray[np.intp]
    """Rows of each group."""

    @classmethod
    def of(cls, times: Times, start: float, end: float, width: int, hold: float) -> Columns:
        """Group `times` into `width` columns between `start` and `end`."""
        length = (end - start) / width
        edges = (np.floor(start / length) + 1 + np.arange(width + 1)) * length
        bounds = np.searchsorted(times, edges)
        counts = np.diff(bounds)
        filled = counts > 0
        owner = np.cumsum(filled) - 1
        starts, counts = bounds[:-1][filled], counts[filled]
        if bounds[0] > 0:  # the row before the window may still speak in its first columns
            owner += 1
            starts = np.concatenate(([bounds[0] - 1], starts))
            counts = np.concatenate(([1], counts))
        if len(times):
            last_row = np.maximum(bounds[1:] - 1, 0)
            owner[edges[:-1] - times[last_row] > hold] = -1
        return cls(owner, starts, counts)

    def means(self, values: Values) -> Values:
        """Return the mean of `values` in each column, NaN where unknown."""
        if not len(self.starts):
            return np.full(len(self.owner), np.nan, np.float32)
        ends = self.starts[-1] + self.counts[-1]
        means = np.add.reduceat(values[:ends], self.starts) / self.counts
        padded: Values = np.append(means, np.nan).astype(np.float32)
        return padded[self.owner]
