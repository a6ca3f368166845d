"""Wait for conditions: no test sleeps for a guessed time."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_for(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Return once `condition()` is true; fail after `seconds`, which a busy computer may need."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"did not happen within {seconds:g} s"
        time.sleep(0.01)


def best_of(
    limit: float, attempt: Callable[[], float], tries: int = 3, seconds: float = 45.0
) -> float:
    """Return the least of what `attempt()` takes, trying again while it is over `limit`.

    For limits that the product promises: a busy computer only ever adds time. What takes less than
    `seconds` together is tried more often than `tries`, until the computer is quiet for once.
    """
    deadline = time.monotonic() + seconds
    best, done = attempt(), 1
    while best > limit and (done < tries or time.monotonic() < deadline):
        best, done = min(best, attempt()), done + 1
    return best
