"""Counters to rates, by the machine's monotonic clock."""

from __future__ import annotations

FIRST = "needs a second reading"
STOOD_STILL = "the machine's clock did not advance between two readings"
RESET = "the counter was reset"


MAX_COUNTERS = 8192
"""A machine whose counters have ever new names must not fill the memory."""


class Rates:
    """Remembers the last value of each counter and says how fast it grew since."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[float, float]] = {}
        self._answers: dict[str, tuple[float | None, str]] = {}

    def per_second(self, key: str, value: float | None, now: float) -> tuple[float | None, str]:
        """Return the rate, or None and why. A counter that went back gives no rate, no spike."""
        if value is None:
            self._last.pop(key, None)
            return None, "not reported"
        before = self._last.get(key)
        if before is None and len(self._last) >= MAX_COUNTERS:
            self._last.clear()
            self._answers.clear()
        self._last[key] = (value, now)
        if before is None:
            return None, FIRST
        elapsed = now - before[1]
        if elapsed <= 0:
            return None, STOOD_STILL
        grown = value - before[0]
        if grown < 0:
            return None, RESET
        return grown / elapsed, ""

    def latest(self, key: str, value: float | None, now: float) -> tuple[float | None, str]:
        """Return the rate as of `now`: asked again for the same moment, the same answer."""
        before = self._last.get(key)
        if value is not None and before is not None and before[1] == now:
            return self._answers.get(key, (None, FIRST))
        answer = self.per_second(key, value, now)
        if value is None:
            self._answers.pop(key, None)
        else:
            self._answers[key] = answer
        return answer
