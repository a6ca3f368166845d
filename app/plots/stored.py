"""Rows of the history's store, as plots draw them. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from app.core.i18n import tr
from app.plots.axis import when_text
from app.plots.rows import Band
from app.services.history.api import Event, EventKind, Series, Stretch
from app.state.rings import GAP_FACTOR, Gap, Times, Values

NOT_RECORDED = tr("not recorded")
_CAUSES = (EventKind.LOST, EventKind.REBOOT)


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

    def _find_gaps(
        self, starts: Times, events: Sequence[Event], oldest: float | None
    ) -> Iterator[Gap]:
        """Yield where no series knows anything: at both ends, and at the rows of NaN between."""
        stretch = self.stretch
        known = np.flatnonzero(_known(starts, [series.mean for series in self._series.values()]))
        times = starts[known]
        if not len(times):
            yield self._gap(stretch.start, stretch.end, events, oldest)
            return
        steps = np.diff(times, prepend=times[0] - stretch.step, append=times[-1] + stretch.step)
        if times[0] - stretch.start > GAP_FACTOR * max(stretch.step, steps[1]):
            yield self._gap(stretch.start, float(times[0]), events, oldest)
        for place in np.flatnonzero(np.diff(known) > 1):
            before, pause = steps[place], steps[place + 1]
            usual, end = before if before <= pause else stretch.step, float(times[place + 1])
            yield self._gap(min(float(times[place] + usual), end), end, events)
        if stretch.end - times[-1] > GAP_FACTOR * max(stretch.step, steps[-2]):
            yield self._gap(float(times[-1]) + stretch.step, stretch.end, events)

    def _gap(
        self, start: float, end: float, events: Sequence[Event], oldest: float | None = None
    ) -> Gap:
        if oldest is not None and start <= self.stretch.start < oldest:
            return Gap(
                start, end, tr("not kept before {when_text}").format(when_text=when_text(oldest))
            )
        return Gap(start, end, _cause(start - GAP_FACTOR * self.stretch.step, end, events))


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


def _known(times: Times, columns: Sequence[Values]) -> npt.NDArray[np.bool_]:
    """Return for each row whether any series knows something."""
    known: npt.NDArray[np.bool_] = np.zeros(len(times), np.bool_)
    for values in columns:
        known |= ~np.isnan(values)
    return known


def _cause(start: float, end: float, events: Sequence[Event]) -> str:
    """Say why rows are missing: what was lost when they ended."""
    causes = [e for e in events if e.kind in _CAUSES and start <= e.time <= end]
    if not causes:
        return NOT_RECORDED
    return ": ".join(part.rstrip(".") for part in (causes[0].title, causes[0].details) if part)
