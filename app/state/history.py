"""History of one node: the numbers of its samples as rows, at times of our own steady clock."""

from __future__ import annotations

from collections.abc import Mapping

from app.services.telemetry.api import Sample
from app.state.rings import CAPACITY, Timeline

_CLOCK_SLACK = 10.0
"""Seconds that a sample's own clock may stray from its arrival before it is trusted no more."""
_CLOCK_DRIFT = 0.01
"""Share of a late arrival that is taken for drift between the two clocks."""


class _SampleClock:
    """Tells when samples were taken, on our steady clock.

    The machine's monotonic clock says how far apart two samples are, whatever the network or a
    busy window did to their arrival; it is tied anew to ours when it restarts or strays.
    """

    def __init__(self) -> None:
        self._offset: float | None = None

    def time_of(self, machine_seconds: float | None, arrival: float) -> float:
        if machine_seconds is None:
            return arrival
        offset = arrival - machine_seconds
        late = 0.0 if self._offset is None else offset - self._offset
        # The smallest offset is that of the sample that travelled fastest.
        if self._offset is None or not 0 <= late <= _CLOCK_SLACK:
            self._offset = offset
        else:
            self._offset += _CLOCK_DRIFT * late
        return machine_seconds + self._offset


class NodeHistory(Timeline):
    """The kept rows of one node, keyed as in `metrics`; times by `telemetry.steady_clock`."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        super().__init__(capacity)
        self._sample_clock = _SampleClock()

    def add(self, sample: Sample, row: Mapping[str, float | None], arrival: float) -> None:
        """Keep the numbers of a sample that arrived at `arrival`."""
        self.append(self._sample_clock.time_of(sample.monotonic_s, arrival), row)
