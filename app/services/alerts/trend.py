"""How a value moved over the last seconds, by the times of the samples only."""

from __future__ import annotations

import math
from collections import deque

GAP_S = 60.0
"""Values further apart than this say nothing about what was between them."""
LEAST = 0.4
"""Share of the stretch that has to be known before anything is said."""


class Trend:
    """The last `seconds` of one value; at most 64 points of it, whatever the rate."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._points: deque[tuple[float, float]] = deque()

    def add(self, time: float, value: float | None) -> None:
        """Take the next value; one that is unknown says nothing."""
        points = self._points
        if points and not 0 <= time - points[-1][0] <= GAP_S:  # a gap, or the clock was set
            points.clear()
        if value is None or not math.isfinite(value):
            return
        if len(points) > 1 and points[-1][0] - points[-2][0] < self._seconds / 64:
            points.pop()  # this one stands for it
        points.append((time, value))
        while len(points) > 2 and time - points[1][0] >= self._seconds:
            points.popleft()

    def change(self) -> float | None:
        """Return how much it grew over the stretch, None while that is not known."""
        if not self._points or self.span() < LEAST * self._seconds:
            return None
        return self._points[-1][1] - self._points[0][1]

    def per_second(self) -> float | None:
        """Return how fast it grows, None while that is not known."""
        change = self.change()
        return None if change is None else change / self.span()

    def span(self) -> float:
        """Return how many seconds are known."""
        return self._points[-1][0] - self._points[0][0] if self._points else 0.0
