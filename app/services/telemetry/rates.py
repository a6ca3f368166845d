"""Counters to rates, by the machine's monotonic clock."""

from __future__ import annotations

from app.core.i18n import tr

FIRST = tr("needs a second reading")
STOOD_STILL = tr("the machine's clock did not advance between two readings")
RESET = tr("the counter was reset")
NOT_COUNTED = tr("requests run, and their tokens are not counted yet")
HELD = 1.5
"""How many times the stretch between its last two steps a count may stand still."""

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
            return None, tr("not reported")
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


class Steps:
    """A counter that grows some at a time: every few tokens, or when a request has ended.

    What it says is the mean since it last grew; while work goes on, that it stands still says
    nothing.
    """

    def __init__(self) -> None:
        self._grew: tuple[float, float] | None = None
        """What it was when it last grew, or when nothing was done, and when that was."""
        self._is_whole = False
        """Whether all that it counts next was done since then."""
        self._rate: float | None = None
        self._stretch = 0.0

    def per_second(self, value: float, now: float, *, busy: bool) -> tuple[float | None, str]:
        """Return the rate, or None and why; `busy` while something is done that it will count."""
        before = self._grew
        if before is None or value < before[0]:
            self._keep(value, now, is_whole=not busy)
            return None, FIRST if before is None else RESET
        grown, elapsed = value - before[0], now - before[1]
        if elapsed <= 0:
            return None, STOOD_STILL
        if grown > 0 and not self._is_whole:
            self._keep(value, now, is_whole=True)
            return None, FIRST
        if grown > 0:
            self._keep(value, now, is_whole=True)
            self._rate, self._stretch = grown / elapsed, elapsed
            return self._rate, ""
        if not busy:
            self._keep(value, now, is_whole=True)
            return 0.0, ""
        if self._rate is not None and elapsed <= HELD * self._stretch:
            return self._rate, ""
        return None, NOT_COUNTED

    def _keep(self, value: float, now: float, *, is_whole: bool) -> None:
        self._grew, self._is_whole, self._rate = (value, now), is_whole, None
