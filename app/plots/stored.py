"""Rows of the history's store, as plots draw them. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.plots.axis import moment_text
from app.plots.rows import Band
from app.services.history.api import Event, EventKind, Series, Stretch
from app.state.rings import GAP_FACTOR, Gap, Times, Values

NOT_RECORDED = "not recorded"
_CAUSES = (EventKind.LOST, EventKind.REBOOT)
_DAY = 86_400.0


class StretchRows:
    """One stretch of the store as `Rows`: means with their extremes, missing rows as gaps.

    Times are Unix seconds, in the middle of what each row is the mean of.
    """

    def __init__(
        self, stretch: Stretch, events: Sequence[Event] = (), oldest: float | None = None
    ) -> None:
        """Take a stretch as it was read.

        Args:
            stretch: from `ArchiveState.request`.
            events: those of the stretch; a lost connection explains the gap after it.
            oldest: since when anything is kept, where known.
        """
        self.stretch = stretch
        self.interval: float | None = stretch.step or None
        starts = _all_times(stretch)
        self.times: Times = np.minimum(starts + stretch.step / 2, max(stretch.end, stretch.start))
        self._series = {key: _aligned(series, starts) for key, series in stretch.series.items()}
        self.gaps: tuple[Gap, ...] = tuple(self._find_gaps(starts, events, oldest))

    def values(self, key: str) -> Values | None:
        """Return the means of one series, None if it was never known."""
        series = self._series.get(key)
        return None if series is None else series.mean

    def band(self, key: str) -> Band | None:
        """Return the extremes of one series."""
        series = self._series.get(key)
        return None if series is None else Band(series.low, series.high)

    def _find_gaps(self, starts: Times, events: Sequence[Event], oldest: float | None) -> list[Gap]:
        """Return where no series knows anything for longer than rows are apart."""
        stretch = self.stretch
        edges = _known_times(starts, [series.mean for series in self._series.values()])
        bounds = np.concatenate(([stretch.start - stretch.step], edges, [stretch.end]))
        longest = GAP_FACTOR * max(stretch.step, 1.0)
        gaps = []
        for index in np.flatnonzero(np.diff(bounds) > longest):
            start, end = float(bounds[index]) + stretch.step, float(bounds[index + 1])
            reason = _cause(start - longest, end, events)
            if index == 0 and oldest is not None and oldest > stretch.start:
                reason = f"not kept before {moment_text(oldest, _DAY)}"
            gaps.append(Gap(start, end, reason))
        return gaps


def _all_times(stretch: Stretch) -> Times:
    """Return the times of every series: as a rule they are the same."""
    axes = [series.times for series in stretch.series.values()]
    if not axes:
        return np.empty(0, np.float64)
    if all(axis is axes[0] or np.array_equal(axis, axes[0]) for axis in axes[1:]):
        return axes[0]
    return np.unique(np.concatenate(axes))


def _aligned(series: Series, times: Times) -> Series:
    """Put a series on common times, unknown where it has no row."""
    if len(series.times) == len(times):
        return series
    places = np.searchsorted(times, series.times)

    def spread(values: Values) -> Values:
        wide = np.full(len(times), np.nan, np.float32)
        wide[places] = values
        return wide

    return Series(times, spread(series.mean), spread(series.low), spread(series.high))


def _known_times(times: Times, columns: Sequence[Values]) -> Times:
    known: npt.NDArray[np.bool_] = np.zeros(len(times), np.bool_)
    for values in columns:
        known |= ~np.isnan(values)
    return times[known]


def _cause(start: float, end: float, events: Sequence[Event]) -> str:
    """Say why rows are missing: what was lost when they ended."""
    causes = [e for e in events if e.kind in _CAUSES and start <= e.time <= end]
    if not causes:
        return NOT_RECORDED
    return ": ".join(part.rstrip(".") for part in (causes[0].title, causes[0].details) if part)
