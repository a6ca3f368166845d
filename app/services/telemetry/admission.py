"""What is taken of a machine that tells more than any does: so many samples, so many numbers."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

BURST = 100
"""Samples that may come at once, as after a connection that stood still."""
HASTE = 2.0
"""How much faster than asked for samples may come in the long run."""
MAX_NUMBERS = 1024
"""Numbers of one machine by name: one with 224 cores and 8 GPUs has some 500."""
FORGOTTEN_S = 86_400.0
"""Seconds after which a name that is no longer used makes room for another."""


class Pace:
    """Lets samples through that come as often as was asked for, or twice as often."""

    def __init__(self, interval_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = HASTE / interval_s
        self._clock = clock
        self._room, self._at = float(BURST), clock()

    def lets_in(self) -> bool:
        """Whether the sample that came just now is taken."""
        now = self._clock()
        self._room = min(BURST, self._room + (now - self._at) * self._per_second)
        self._at = now
        if self._room < 1:
            return False
        self._room -= 1
        return True


class Names:
    """The names of one machine's numbers: ever new ones must not fill memory, disk and charts."""

    def __init__(self) -> None:
        self._used_at: dict[str, float] = {}
        self._told = False

    def admit(self, row: dict[str, float | None], now: float) -> Mapping[str, float | None]:
        """Return the numbers of a row that there is room for; `now` is of a steady clock."""
        used = self._used_at
        if not row.keys() <= used.keys():
            if len(used) + len(row) > MAX_NUMBERS:
                old = [name for name, at in used.items() if now - at > FORGOTTEN_S]
                for name in old:
                    del used[name]
            row = self._fitting(row)
        used.update(dict.fromkeys(row, now))
        return row

    def _fitting(self, row: dict[str, float | None]) -> dict[str, float | None]:
        room = MAX_NUMBERS - len(self._used_at)
        new = [name for name in row if name not in self._used_at]
        if len(new) > room and not self._told:
            self._told = True
            log.warning("a machine tells ever more numbers, as of now %s", new[room][:100])
        dropped = set(new[room:])
        return {name: value for name, value in row.items() if name not in dropped}
