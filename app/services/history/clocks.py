"""ClockWatch: whether the clock of this computer was set."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from app.core import units
from app.core.i18n import tr
from app.services.history.api import EVERY_MACHINE, Event, EventKind

BACK_S = 60.0
FORWARD_S = 300.0
"""Seconds from which on a step is told. Network time corrects by less, and nobody would notice."""


def steady() -> float:
    """Return seconds of a clock that nobody sets and that goes on while the computer sleeps."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":  # `time.monotonic` stands still there while the computer sleeps
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


class ClockWatch:
    """Compares the clock that is set with one that is not, each time it is asked."""

    def __init__(
        self, clock: Callable[[], float] = time.time, steady: Callable[[], float] = steady
    ) -> None:
        self.clock = clock
        self._steady = steady
        self._offset = clock() - steady()
        self.stepped_at: float | None = None
        """When a step was last noticed, on the steady clock."""

    def look(self) -> Event | None:
        """Return an event when the clock was set since the last look."""
        now, steady = self.clock(), self._steady()
        offset = now - steady
        step, self._offset = offset - self._offset, offset
        if -BACK_S < step < FORWARD_S:
            return None
        self.stepped_at = steady
        way = tr("forward") if step > 0 else tr("back")
        return Event(
            EVERY_MACHINE,
            now,
            EventKind.CLOCK,
            tr("Clock set {way} by {duration}").format(way=way, duration=units.duration(abs(step))),
            tr("The clock of this computer was set. Rows keep the time it showed when they came."),
        )

    def settled(self, seconds: float) -> bool:
        """Whether no step was noticed for that long."""
        return self.stepped_at is None or self._steady() - self.stepped_at > seconds
