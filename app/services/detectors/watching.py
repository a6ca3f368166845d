"""What detectors share: what has held for long enough, what happened lately. No detector itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

GAP_S = 60.0
"""Samples further apart than this are not one stretch."""


class Sustained:
    """A condition that has to hold for a while, and to be gone for a while.

    What is unknown changes nothing, and so does a gap once it holds.
    """

    def __init__(self, for_s: float, clear_s: float = 5.0) -> None:
        self._for_s = for_s
        self._clear_s = clear_s
        self._since: float | None = None
        self._ill_at: float | None = None
        self._present = False

    def update(self, time: float, holds: bool | None) -> float | None:
        """Take the next look; return since when it holds, None while it does not (long enough)."""
        gap = self._ill_at is not None and not 0 <= time - self._ill_at <= GAP_S
        if gap and not self._present:
            self._since = self._ill_at = None
        if holds:
            self._since = time if self._since is None else min(self._since, time)
            self._ill_at = time
            self._present = self._present or time - self._since >= self._for_s
        elif holds is False and not self._lingers(time):
            self._since = self._ill_at = None
            self._present = False
        return self._since if self._present else None

    def _lingers(self, time: float) -> bool:
        """Whether it was there a moment ago."""
        just_now = self._ill_at is not None and 0 <= time - self._ill_at < self._clear_s
        return self._present and just_now


class Recent:
    """Events of the last while: since when, and the words of the newest."""

    def __init__(self, kept_s: float, kept: int = 4) -> None:
        self._kept_s = kept_s
        self._events: deque[tuple[float, str]] = deque(maxlen=kept)
        self._since: float | None = None

    def add(self, time: float, text: str) -> None:
        """Take an event."""
        self._since = time if self._since is None else min(self._since, time)
        self._events.append((time, text))

    def look(self, time: float) -> tuple[float | None, tuple[str, ...]]:
        """Return since when events come and what they say; None when the last is long ago."""
        if self._events and not 0 <= time - self._events[-1][0] <= self._kept_s:
            self._events.clear()
            self._since = None
        return self._since, tuple(text for _time, text in self._events)


def total(values: Iterable[float | None]) -> float | None:
    """Return the sum of what is known, None when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
