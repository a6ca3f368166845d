"""SleepWatch: whether this computer slept, or this program was stopped, since it was last asked."""

from __future__ import annotations

import time
from dataclasses import dataclass

TOLERANCE = 2.0
"""Seconds that clocks may drift apart, or a wait may take longer, without anything being meant."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One look at the clocks, in seconds."""

    monotonic: float
    """Stands still while the computer sleeps (Linux, macOS)."""
    with_sleep: float
    """Goes on while the computer sleeps."""


def now() -> Moment:
    """Look at the clocks.

    Where there is no clock that counts sleep the wall clock stands in: setting it looks like a
    sleep then, which costs one needless look at the network.
    """
    monotonic = time.monotonic()
    if hasattr(time, "CLOCK_BOOTTIME"):
        return Moment(monotonic, time.clock_gettime(time.CLOCK_BOOTTIME))
    return Moment(monotonic, time.time())


class SleepWatch:
    """Compares two clocks between two questions; asks nothing of the system."""

    def __init__(self) -> None:
        self._last = now()

    def slept(self, expected: float) -> bool:
        """Whether more than `expected` seconds were lost since the last question.

        Args:
            expected: How long the caller meant to wait in between, in seconds.
        """
        last, self._last = self._last, now()
        monotonic = self._last.monotonic - last.monotonic
        stopped = monotonic > expected + TOLERANCE
        asleep = self._last.with_sleep - last.with_sleep > monotonic + TOLERANCE
        return stopped or asleep
